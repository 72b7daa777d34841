/*
 * The characters that word processors and chat programs put in place of the
 * plain ones.  Knows only bytes.
 */
#include "app/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint32_t from, to;
	const char *what;
} odd_ones[] = {
	{ 0x00a0, 0x00a0, "a no-break space" },
	{ 0x00ad, 0x00ad, "a soft hyphen" },
	{ 0x1680, 0x1680, "an odd blank" },
	{ 0x2000, 0x200a, "an odd blank" },
	{ 0x200b, 0x200f, "an invisible character" },
	{ 0x2010, 0x2015, "a typographic dash" },
	{ 0x2018, 0x201f, "a curly quote" },
	{ 0x2028, 0x202e, "an invisible character" },
	{ 0x202f, 0x202f, "a no-break space" },
	{ 0x205f, 0x205f, "an odd blank" },
	{ 0x2060, 0x2064, "an invisible character" },
	{ 0x2212, 0x2212, "a typographic minus" },
	{ 0x3000, 0x3000, "a full-width blank" },
	{ 0xfeff, 0xfeff, "an invisible byte order mark" },
	{ 0xff01, 0xff5e, "a full-width character" },
};

/* Length of the character at s, 0 when it is not UTF-8; its code in *c. */
static size_t
decode(const char *s, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)*s;
	size_t len = first < 0x80	      ? 1
		     : (first & 0xe0) == 0xc0 ? 2
		     : (first & 0xf0) == 0xe0 ? 3
		     : (first & 0xf8) == 0xf0 ? 4
					      : 0;
	if (len <= 1) {
		*c = first;
		return len;
	}
	uint32_t code = first & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		unsigned char b = (unsigned char)s[i];
		if ((b & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (b & 0x3f);
	}
	*c = code;
	if (code < least[len] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return len;
}

size_t
text_invalid_utf8(const char *s)
{
	size_t i = 0;
	while (s[i]) {
		uint32_t c;
		size_t len = decode(s + i, &c);
		if (!len)
			break;
		i += len;
	}
	return i;
}

size_t
text_odd(const char *s, size_t n, char *buf, size_t size)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t len = decode(s + i, &c);
		if (!len)
			len = 1;
		size_t k = 0, count = sizeof odd_ones / sizeof *odd_ones;
		while (
		    k < count && (c < odd_ones[k].from || c > odd_ones[k].to))
			k++;
		if (k < count) {
			snprintf(buf, size,
			    "%s (U+%04X) where a plain "
			    "character is meant",
			    odd_ones[k].what, (unsigned)c);
			return i;
		}
		i += len;
	}
	return n;
}
