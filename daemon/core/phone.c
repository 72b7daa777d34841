/*
 * One Vietnamese mobile number from what people and machines write.  Must not
 * know carriers beyond the change of 2018: numbers are portable, so a list of
 * their ranges would be wrong.
 */
#include "core/phone.h"

#include "core/fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 24

/* The ministry's change of 15-09-2018: the last seven digits stay. */
static const struct {
	char old[4];
	char now[3];
} changed[] = {
	{ "162", "32" }, { "163", "33" }, { "164", "34" }, /* Viettel */
	{ "165", "35" }, { "166", "36" }, { "167", "37" }, { "168", "38" },
	{ "169", "39" }, { "120", "70" }, { "121", "79" },
	{ "122", "77" }, /* MobiFone */
	{ "126", "76" }, { "128", "78" }, { "123", "83" }, { "124", "84" },
	{ "125", "85" }, /* VinaPhone */
	{ "127", "81" }, { "129", "82" }, { "186", "56" },
	{ "188", "58" }, /* Vietnamobile */
	{ "199", "59" }, /* Gmobile */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "9.12e+08", "9,12e8": what a spreadsheet shows of a long number. */
static bool
is_scientific(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n == 0)
		return false;
	s += n;
	if (*s == '.' || *s == ',')
		s += 1 + strspn(s + 1, "0123456789");
	if (*s++ != 'e')
		return false;
	if (*s == '+' || *s == '-')
		s++;
	n = strspn(s, "0123456789");
	return n > 0 && s[n] == '\0';
}

/* "912000003.0": a number column saved by a program. */
static size_t
length_without_fraction(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n >= 9 && strcmp(s + n, ".0") == 0 ? n : strlen(s);
}

/* Keeps the digits of s and whether a + stands in front; false when anything
 * but a separator is among them. */
static bool
collect(const char *s, char digits[DIGITS_MAX + 1], bool *plus)
{
	size_t len, n = 0;

	while (*s == '\'' || *s == ' ')
		s++;
	*plus = *s == '+';
	s += *plus;
	len = length_without_fraction(s);
	for (size_t i = 0; i < len; i++) {
		if (strchr(" .-()", s[i]))
			continue;
		if (!is_digit(s[i]) || n == DIGITS_MAX)
			return false;
		digits[n++] = s[i];
	}
	digits[n] = '\0';
	return n > 0;
}

/* Takes the country code, the trunk 0 or both off; the rest is the national
 * number.  NULL = of another country. */
static const char *
national(const char *d, bool plus, bool *bare)
{
	size_t n = strlen(d);

	*bare = false;
	if (!plus && strncmp(d, "00", 2) == 0) {
		d += 2;
		plus = true;
	}
	if (plus && strncmp(d, "84", 2) != 0)
		return NULL;
	/* By length: 841234567 is 084 1234567 without its 0. */
	if (plus || (n >= 11 && strncmp(d, "84", 2) == 0))
		return d[2] == '0' ? d + 3 : d + 2;
	if (*d == '0')
		return d + 1;
	*bare = true;
	return d;
}

/* The national number of an old one, or NULL. */
static const char *
convert(const char *old, char out[PHONE_SIZE])
{
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++) {
		if (strncmp(old, changed[i].old, 3) != 0)
			continue;
		memcpy(out, changed[i].now, 2);
		memcpy(out + 2, old + 3, 8); /* seven digits and the end */
		return out;
	}
	return NULL;
}

static enum phone_result
refuse(const char *nsn, bool bare)
{
	size_t n = strlen(nsn);
	bool service = bare && (strncmp(nsn, "1800", 4) == 0 ||
				   strncmp(nsn, "1900", 4) == 0);

	if (service && n >= 8 && n <= 10)
		return PHONE_LANDLINE;
	if (bare && n <= 6)
		return PHONE_NOT_A_NUMBER; /* a short code */
	if ((n == 9 || n == 10) && strchr("246", *nsn))
		return PHONE_LANDLINE;
	return PHONE_LENGTH;
}

static enum phone_result
parse_digits(const char *digits, bool plus, char out[PHONE_SIZE])
{
	char converted[PHONE_SIZE];
	bool bare;
	const char *nsn = national(digits, plus, &bare);
	const char *now = NULL;
	enum phone_result result = bare ? PHONE_OK_ZERO : PHONE_OK;
	size_t n = nsn ? strlen(nsn) : 0;

	if (!nsn)
		return PHONE_NOT_A_NUMBER;
	if (n == 9 && strchr("35789", *nsn)) {
		now = nsn;
	} else if (n == 10) {
		now = convert(nsn, converted);
		result = PHONE_OK_OLD11;
	}
	if (!now)
		return refuse(nsn, bare);
	memcpy(out, "+84", 3);
	memcpy(out + 3, now, 10); /* nine digits and the end */
	return result;
}

enum phone_result
phone_parse(const char *text, char out[PHONE_SIZE])
{
	char digits[DIGITS_MAX + 1] = { 0 };
	char *s = fold_text(text); /* full-width digits, NBSP, zero-width */
	enum phone_result result;
	bool plus;

	out[0] = '\0';
	if (!s[strspn(s, "' ")])
		result = PHONE_EMPTY;
	else if (is_scientific(s + strspn(s, "' ")))
		result = PHONE_SCIENTIFIC;
	else if (!collect(s, digits, &plus))
		result = PHONE_NOT_A_NUMBER;
	else
		result = parse_digits(digits, plus, out);
	free(s);
	return result;
}

const char *
phone_national(const char *e164, char buf[PHONE_SIZE])
{
	size_t n = 0;

	if (strncmp(e164, "+84", 3) == 0) {
		buf[n++] = '0';
		e164 += 3;
	}
	while (*e164 && n + 1 < PHONE_SIZE)
		buf[n++] = *e164++;
	buf[n] = '\0';
	return buf;
}

bool
phone_is_mobile(const char *e164)
{
	return strncmp(e164, "+84", 3) == 0 && e164[3] &&
	       strchr("35789", e164[3]) &&
	       strspn(e164 + 3, "0123456789") == 9 && e164[12] == '\0';
}
