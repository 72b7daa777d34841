#include "base/sbuf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
sbuf_add_n(struct sbuf *b, const char *s, size_t n)
{
	b->s = mem_grow(b->s, &b->cap, b->len + n + 1, 1);
	if (n)
		memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void
sbuf_add(struct sbuf *b, const char *s)
{
	sbuf_add_n(b, s, strlen(s));
}

void
sbuf_add_c(struct sbuf *b, char c)
{
	sbuf_add_n(b, &c, 1);
}

void
sbuf_addf(struct sbuf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	size_t bytes = (size_t)n;
	b->s = mem_grow(b->s, &b->cap, b->len + bytes + 1, 1);
	va_start(ap, fmt);
	vsnprintf(b->s + b->len, bytes + 1, fmt, ap);
	va_end(ap);
	b->len += bytes;
}

void
sbuf_add_url(struct sbuf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	for (; *s; s++) {
		if (strchr(plain, *s))
			sbuf_add_c(b, *s);
		else
			sbuf_addf(b, "%%%02X", (unsigned char)*s);
	}
}

void
sbuf_add_html(struct sbuf *b, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			sbuf_add(b, "&amp;");
			break;
		case '<':
			sbuf_add(b, "&lt;");
			break;
		case '>':
			sbuf_add(b, "&gt;");
			break;
		case '"':
			sbuf_add(b, "&quot;");
			break;
		case '\'':
			sbuf_add(b, "&#39;");
			break;
		default:
			sbuf_add_c(b, *s);
		}
	}
}

const char *
sbuf_text(const struct sbuf *b)
{
	return b->s ? b->s : "";
}

char *
sbuf_take(struct sbuf *b)
{
	char *s = b->s ? b->s : mem_dup("");
	*b = (struct sbuf){ 0 };
	return s;
}

void
sbuf_clear(struct sbuf *b)
{
	b->len = 0;
	if (b->s)
		b->s[0] = '\0';
}

void
sbuf_fini(struct sbuf *b)
{
	free(b->s);
	*b = (struct sbuf){ 0 };
}
