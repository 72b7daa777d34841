/*
 * The office's pages: a request in, an answer out.  Knows no socket; everything
 * is escaped on its way out.
 */
#ifndef NHACVIEC_APP_PAGES_H
#define NHACVIEC_APP_PAGES_H

#include "app/courier.h"
#include "app/office.h"
#include "base/http.h"
#include "base/sbuf.h"

#include <stdint.h>

struct pages;

struct pages_answer {
	int status;
	const char *type;	    /* static */
	struct sbuf body;	    /* sbuf_fini */
	struct http_field field[8]; /* names static, values owned */
	size_t field_n;
};

/* c may be NULL: then /metrics says nothing about gateways. */
struct pages *pages_new(struct office *o, struct courier *c);
void pages_free(struct pages *p);
/* "http://127.0.0.1:8642/?token=…" for the person at the keyboard; the token
 * turns into a session cookie and works once.  A call after it was used makes
 * another one; sessions end after 8 hours, and with the process.  Caller
 * frees. */
char *pages_entry_url(struct pages *p);
/*
 * Answers one request.  What it changed is in the store's open group: the
 * caller replies once that is durable.  pages_answer_fini frees.
 */
void pages_handle(struct pages *p, const struct http_inbound *in, int64_t now,
    struct pages_answer *out);
void pages_answer_fini(struct pages_answer *a);

#endif
