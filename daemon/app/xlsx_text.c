/*
 * ECMA-376 part 1, 22.4.2.4 (ST_Xstring).  Pure.
 */
#include "app/xlsx_text.h"

#include <string.h>

enum { ESCAPE = 7 }; /* "_x000D_" */

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The UTF-16 unit that is escaped at s; −1 none. */
static long
escaped(const char *s, size_t n)
{
	long unit = 0;
	if (n < ESCAPE || s[0] != '_' || s[1] != 'x' || s[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (hex(s[i]) < 0)
			return -1;
		unit = unit * 16 + hex(s[i]);
	}
	return unit;
}

static void
add_code_point(struct sbuf *out, long c)
{
	if (c < 0x80) {
		sbuf_add_c(out, (char)c);
	} else if (c < 0x800) {
		sbuf_add_c(out, (char)(0xc0 | c >> 6));
		sbuf_add_c(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		sbuf_add_c(out, (char)(0xe0 | c >> 12));
		sbuf_add_c(out, (char)(0x80 | (c >> 6 & 0x3f)));
		sbuf_add_c(out, (char)(0x80 | (c & 0x3f)));
	} else {
		sbuf_add_c(out, (char)(0xf0 | c >> 18));
		sbuf_add_c(out, (char)(0x80 | (c >> 12 & 0x3f)));
		sbuf_add_c(out, (char)(0x80 | (c >> 6 & 0x3f)));
		sbuf_add_c(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* One escape, two where they are a pair of surrogates; returns its length. */
static size_t
add_escape(const char *s, size_t n, long unit, struct sbuf *out)
{
	if (unit >= 0xd800 && unit < 0xdc00) {
		long low = escaped(s + ESCAPE, n - ESCAPE);
		if (low >= 0xdc00 && low < 0xe000) {
			add_code_point(out,
			    0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00);
			return 2 * ESCAPE;
		}
	}
	if (unit == '\r' || unit == '\n' || unit == '\t')
		sbuf_add_c(out, (char)unit);
	else if (unit >= ' ' && (unit < 0xd800 || unit >= 0xe000))
		add_code_point(out, unit);
	return ESCAPE;
}

void
xlsx_text_add(const char *s, size_t n, struct sbuf *out)
{
	size_t from = out->len;
	for (size_t i = 0; i < n;) {
		long unit = s[i] == '_' ? escaped(s + i, n - i) : -1;
		if (unit >= 0)
			i += add_escape(s + i, n - i, unit, out);
		else
			sbuf_add_c(out, s[i++]);
	}
	/* CRLF and CR are line breaks like LF. */
	size_t to = from;
	for (size_t i = from; i < out->len; i++) {
		if (out->s[i] != '\r')
			out->s[to++] = out->s[i];
		else if (i + 1 == out->len || out->s[i + 1] != '\n')
			out->s[to++] = '\n';
	}
	if (out->s)
		out->s[out->len = to] = '\0';
}
