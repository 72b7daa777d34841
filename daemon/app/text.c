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
	bool unseen;
	const char *what;
} odd_ones[] = {
	{ 0x00a0, 0x00a0, true, "a no-break space" },
	{ 0x00ad, 0x00ad, true, "a soft hyphen" },
	{ 0x1680, 0x1680, true, "an odd blank" },
	{ 0x2000, 0x200a, true, "an odd blank" },
	{ 0x200b, 0x200f, true, "an invisible character" },
	{ 0x2010, 0x2015, false, "a typographic dash" },
	{ 0x2018, 0x201f, false, "a curly quote" },
	{ 0x2028, 0x202e, true, "an invisible character" },
	{ 0x202f, 0x202f, true, "a no-break space" },
	{ 0x205f, 0x205f, true, "an odd blank" },
	{ 0x2060, 0x2064, true, "an invisible character" },
	{ 0x2212, 0x2212, false, "a typographic minus" },
	{ 0x3000, 0x3000, true, "a full-width blank" },
	{ 0xfeff, 0xfeff, true, "an invisible byte order mark" },
	{ 0xff01, 0xff5e, false, "a full-width character" },
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

/* Its row of the table, or the number of rows. */
static size_t
row_of(uint32_t c)
{
	size_t k = 0, count = sizeof odd_ones / sizeof *odd_ones;
	while (k < count && (c < odd_ones[k].from || c > odd_ones[k].to))
		k++;
	return k;
}

bool
text_unseen(const char *s)
{
	uint32_t c;
	size_t k = decode(s, &c) ? row_of(c) : SIZE_MAX;
	return k < sizeof odd_ones / sizeof *odd_ones && odd_ones[k].unseen;
}

size_t
text_odd(const char *s, size_t n, char *buf, size_t size)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t len = decode(s + i, &c);
		if (!len)
			len = 1;
		size_t k = row_of(c);
		if (k < sizeof odd_ones / sizeof *odd_ones) {
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
