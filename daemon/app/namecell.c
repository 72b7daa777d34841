/*
 * Cleans names and short texts.  Knows no row.
 */
#include "app/namecell.h"

#include "base/mem.h"
#include "core/fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Length of a blank at s, zero-width ones too; 0 for a letter. */
static size_t
blank_length(const char *s, bool *visible)
{
	static const struct {
		const char *bytes;
		bool visible;
	} odd[] = { { "\xc2\xa0", true }, { "\xe2\x80\x8b", false },
		{ "\xe2\x81\xa0", false }, { "\xef\xbb\xbf", false },
		{ "\xe3\x80\x80", true }, { "\xe2\x80\xaf", true } };
	*visible = true;
	if (strchr(" \t\r\n\v\f", *s) && *s)
		return 1;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		size_t n = strlen(odd[i].bytes);
		if (strncmp(s, odd[i].bytes, n) == 0) {
			*visible = odd[i].visible;
			return n;
		}
	}
	return 0;
}

char *
namecell_text(const char *cell)
{
	char *text = fold_nfc(cell);
	size_t n = 0;
	bool pending = false;
	for (const char *s = text; *s;) {
		bool visible;
		size_t blank = blank_length(s, &visible);
		if (blank) {
			pending |= visible;
			s += blank;
			continue;
		}
		if (pending && n)
			text[n++] = ' ';
		pending = false;
		text[n++] = *s++;
	}
	text[n] = '\0';
	return text;
}

/* How many bytes of an address stand in front of the name. */
static size_t
address_length(const char *s)
{
	static const char *const words[] = { "\xc4\x90/c", "\xc4\x91/c",
		"\xc4\x90/C", "\xc4\x90.c", "\xc4\x91.c",
		"\xc4\x90\xe1\xbb\x93ng ch\xc3\xad",
		"\xc4\x91\xe1\xbb\x93ng ch\xc3\xad" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		if (strncmp(s, words[i], n) == 0 && strchr(" .:", s[n]) && s[n])
			return n + strspn(s + n, " .:");
	}
	size_t digits = strspn(s, "0123456789");
	if (digits && digits < 4 && (s[digits] == '.' || s[digits] == ')'))
		return digits + 1 + strspn(s + digits + 1, " ");
	return strspn(s, "-+*") ? strspn(s, "-+* ") : 0;
}

char *
namecell_read(const char *cell)
{
	char *text = namecell_text(cell);
	size_t skip;
	char *s = text;
	while ((skip = address_length(s)) > 0)
		s += skip;
	size_t n = strlen(s);
	while (n && strchr(" ,;:", s[n - 1]))
		n--;
	char *name = mem_dup_n(s, n);
	free(text);
	return name;
}

bool
namecell_doubtful(const char *name)
{
	char *plain = fold_accents(name);
	bool doubtful = false;
	int upper = 0, lower = 0;
	for (const char *s = plain;; s++) {
		upper += *s >= 'A' && *s <= 'Z';
		lower += *s >= 'a' && *s <= 'z';
		if (*s && *s != ' ')
			continue;
		doubtful |= upper > 1 && lower > 0;
		upper = lower = 0;
		if (!*s)
			break;
	}
	free(plain);
	return doubtful;
}

bool
namecell_is_error(const char *cell)
{
	static const char *const errors[] = { "#N/A", "#REF!", "#VALUE!",
		"#DIV/0!", "#NAME?", "#NUM!", "#NULL!" };
	if (*cell != '#')
		return false;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		if (strcmp(cell, errors[i]) == 0)
			return true;
	}
	size_t n = strspn(cell, "#");
	return n > 1 && cell[n] == '\0';
}
