/*
 * Column widths by utf8proc's table.  Knows no terminal: one that draws
 * otherwise is off by what it differs.
 */
#include "core/width.h"

#include <utf8proc.h>

/* The character at s in *len bytes; −1 when it is no UTF-8. */
static utf8proc_int32_t
decode(const char *s, size_t *len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
	*len = n > 0 ? (size_t)n : 1;
	return n > 0 ? c : -1;
}

size_t
width_character(const char *s)
{
	size_t len = 0;
	if (*s)
		decode(s, &len);
	return len;
}

size_t
width_columns(const char *s, size_t n)
{
	size_t columns = 0, len;
	for (size_t i = 0; i < n && s[i]; i += len) {
		utf8proc_int32_t c = decode(s + i, &len);
		if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
			columns++;
			continue;
		}
		int w = utf8proc_charwidth(c);
		columns += w > 0 ? (size_t)w : 0;
	}
	return columns;
}
