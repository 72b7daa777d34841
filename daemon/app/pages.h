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

struct login;
struct pages;

struct pages_answer {
	int status;
	const char *type;	     /* static */
	struct sbuf body;	     /* sbuf_fini */
	struct http_field field[12]; /* names static, values owned */
	size_t field_n;
	bool changed; /* something was written that must be on disk before
			 the answer leaves */
	struct login *later; /* not NULL: the answer needs slow work first, and
				nothing else here counts; see below */
};

/* c may be NULL: then /metrics says nothing about gateways. */
struct pages *pages_new(struct office *o, struct courier *c);
void pages_free(struct pages *p);
/* "http://127.0.0.1:8642/?token=…" for the person at the keyboard; the token
 * turns into a session cookie and works once.  A call after it was used makes
 * another one.  Once there are accounts it is ".../login" instead, except in
 * the demo.  Caller frees. */
char *pages_entry_url(struct pages *p);
/*
 * Answers one request.  What it changed is in the store's open group: the
 * caller replies once that is durable.  pages_answer_fini frees.
 */
void pages_handle(struct pages *p, const struct http_inbound *in, int64_t now,
    struct pages_answer *out);
void pages_answer_fini(struct pages_answer *a);

/*
 * What came as `later` has its turn: when pages_later_start (in the loop) says
 * true, login_check runs it, wherever; then, or at once when it said false,
 * pages_later_end (in the loop) gives the answer and frees it.
 */
bool pages_later_start(struct pages *p, struct login *l, int64_t now);
void pages_later_end(struct pages *p, struct login *l, int64_t now,
    struct pages_answer *out);

#endif
