/*
 * The GSM 7-bit alphabet and the filling of parts.  Must not know gateways:
 * what they do with a text is theirs.
 */
#include "core/sms.h"

#include "base/sbuf.h"
#include "core/fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The basic table beyond ASCII, ascending (3GPP TS 23.038, 6.2.1). */
static const uint16_t basic[] = { 0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4,
	0xc5, 0xc6, 0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf, 0xe0, 0xe4, 0xe5,
	0xe6, 0xe8, 0xe9, 0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc, 0x393,
	0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9 };

static int32_t
next_char(const char *s, size_t *len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);

	*len = n > 0 ? (size_t)n : 1;
	return n > 0 ? c : 0xfffd;
}

/* Septets that c takes; 0 = not in the alphabet. */
static size_t
septets(int32_t c)
{
	if (c == 0x20ac || c == '\f')
		return 2;
	if (c < 0x80) {
		if (c == '\n' || c == '\r')
			return 1;
		if (c < ' ' || c == 0x7f || c == '`')
			return 0;
		return strchr("^{}\\[~]|", c) ? 2 : 1;
	}
	for (size_t i = 0; i < sizeof(basic) / sizeof(*basic); i++)
		if (basic[i] == c)
			return 1;
	return 0;
}

static size_t
width(int32_t c, enum sms_encoding encoding)
{
	if (encoding == SMS_GSM7)
		return septets(c);
	return c > 0xffff ? 2 : 1; /* a surrogate pair */
}

/* Part by part, because an escape or a pair is never split. */
static int
count_parts(const char *text, enum sms_encoding encoding, size_t length)
{
	size_t single = encoding == SMS_GSM7 ? 160 : 70;
	size_t each = encoding == SMS_GSM7 ? 153 : 67;
	size_t filled = 0, len;
	int parts = 1;

	if (length <= single)
		return 1;
	for (; *text; text += len) {
		size_t w = width(next_char(text, &len), encoding);

		if (filled + w > each) {
			parts++;
			filled = 0;
		}
		filled += w;
	}
	return parts;
}

struct sms_size
sms_measure(const char *text)
{
	struct sms_size size = { .encoding = SMS_GSM7 };
	size_t len;

	for (const char *p = text; *p; p += len) {
		if (septets(next_char(p, &len)) > 0)
			continue;
		size.encoding = SMS_UCS2;
		size.culprit = (size_t)(p - text);
		break;
	}
	for (const char *p = text; *p; p += len)
		size.length += width(next_char(p, &len), size.encoding);
	size.parts = count_parts(text, size.encoding, size.length);
	return size;
}

const char *
sms_encoding_name(enum sms_encoding e)
{
	return e == SMS_GSM7 ? "gsm7" : "ucs2";
}

/* The plain text for a sign that Word, phones and web pages put in, NULL for
 * everything else.  Joiners stay: emoji are made of them. */
static const char *
plain_sign(int32_t c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x201b:
		return "'";
	case 0x201c:
	case 0x201d:
	case 0x201e:
	case 0x201f:
		return "\"";
	case 0x2026:
		return "...";
	case 0x2010: /* hyphens, dashes, bar, minus */
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
		return "-";
	case 0x00ad: /* soft hyphen, zero-width space, word joiner, BOM */
	case 0x200b:
	case 0x2060:
	case 0xfeff:
		return "";
	case '\t':
		return " ";
	case 0x2028:
	case 0x2029:
		return "\n";
	default:
		return utf8proc_category(c) == UTF8PROC_CATEGORY_ZS ? " "
								    : NULL;
	}
}

static char *
replace_signs(const char *s)
{
	struct sbuf b = { 0 };
	size_t len;

	for (; *s; s += len) {
		const char *plain = plain_sign(next_char(s, &len));

		if (plain)
			sbuf_add(&b, plain);
		else
			sbuf_add_n(&b, s, len);
	}
	return sbuf_take(&b);
}

char *
sms_prepare(const char *text, enum sms_accents accents)
{
	/* Signs first: a zero-width one may part a letter from its mark. */
	char *plain = replace_signs(text);
	char *kept = fold_nfc(plain);
	char *stripped;

	free(plain);
	if (accents == SMS_ACCENTS_KEEP)
		return kept;
	if (accents == SMS_ACCENTS_AUTO && sms_measure(kept).parts == 1)
		return kept;
	stripped = fold_accents(kept);
	free(kept);
	return stripped;
}
