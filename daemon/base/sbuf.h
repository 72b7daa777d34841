/*
 * A growing string.  The text is always terminated; sbuf_text never NULL.
 */
#ifndef NHACVIEC_BASE_SBUF_H
#define NHACVIEC_BASE_SBUF_H

#include <stddef.h>

struct sbuf { /* zero-initialise */
	char *s;
	size_t len;
	size_t cap;
};

void sbuf_add(struct sbuf *b, const char *s);
void sbuf_add_n(struct sbuf *b, const char *s, size_t n);
void sbuf_add_c(struct sbuf *b, char c);
void sbuf_addf(struct sbuf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends s percent-encoded for a URL query or form value. */
void sbuf_add_url(struct sbuf *b, const char *s);
/* Appends s escaped for HTML text and quoted attributes. */
void sbuf_add_html(struct sbuf *b, const char *s);
/* Borrowed until the buffer changes; "" when empty. */
const char *sbuf_text(const struct sbuf *b);
/* Gives the text to the caller (free()), leaves the buffer empty. */
char *sbuf_take(struct sbuf *b);
void sbuf_clear(struct sbuf *b);
void sbuf_fini(struct sbuf *b);

#endif
