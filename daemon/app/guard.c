/*
 * The mark is one apostrophe more than the text has: what begins like a mark
 * is marked too, so that reading back is exact.
 */
#include "app/guard.h"

#include <string.h>

static bool
is_formula(const char *s, size_t n)
{
	if (!n)
		return false;
	if (memchr("=@\t\r", *s, 4))
		return true;
	if (*s != '+' && *s != '-')
		return false;
	for (size_t i = 1; i < n; i++) {
		if (!memchr("0123456789 .()-", s[i], 15))
			return true;
	}
	return false;
}

static size_t
marks(const char *s, size_t n)
{
	size_t k = 0;
	while (k < n && s[k] == '\'')
		k++;
	return k;
}

bool
guard_needed(const char *text)
{
	size_t n = strlen(text), k = marks(text, n);
	return is_formula(text + k, n - k);
}

void
guard_put(struct sbuf *out, const char *text)
{
	sbuf_add_c(out, '"');
	if (guard_needed(text))
		sbuf_add_c(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			sbuf_add_c(out, '"');
		sbuf_add_c(out, *text);
	}
	sbuf_add_c(out, '"');
}

size_t
guard_length(const char *cell, size_t n)
{
	size_t k = marks(cell, n);
	return k && is_formula(cell + k, n - k) ? 1 : 0;
}
