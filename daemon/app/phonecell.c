/*
 * Cuts a cell into runs that may be numbers and takes the first mobile one.
 * Knows no row.
 */
#include "app/phonecell.h"

#include "core/fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool
is_ok(enum phone_result r)
{
	return r == PHONE_OK || r == PHONE_OK_ZERO || r == PHONE_OK_OLD11;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
keep_digits(const char *s, char *out, size_t size)
{
	size_t n = 0;
	for (; *s && n + 1 < size; s++) {
		if (is_digit(*s) || (*s == '+' && !n))
			out[n++] = *s;
	}
	out[n] = '\0';
}

static size_t
count_digits(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += is_digit(*s);
	return n;
}

/* Takes one run of digits and what groups them. */
static void
take(struct phonecell *p, const char *run)
{
	char digits[40], number[PHONE_SIZE];
	keep_digits(run, digits, sizeof digits);
	if (!*digits)
		return;
	enum phone_result r = phone_parse(digits, number);
	if (!is_ok(p->result)) {
		if (is_ok(r) || p->result == PHONE_EMPTY) {
			p->result = r;
			memcpy(p->read, digits, sizeof digits);
			memcpy(p->number, number, sizeof number);
		}
	} else if (is_ok(r) && !*p->second && strcmp(number, p->number) != 0) {
		memcpy(p->second, number, sizeof number);
	}
}

/* Whether a run goes on at s: digits and their groupings, but not what
 * separates two numbers. */
static bool
groups(const char *s)
{
	return is_digit(*s) || strchr(".+()'", *s) ||
	       ((*s == ' ' || *s == '-') && strncmp(s, " - ", 3) != 0);
}

/* Two whole numbers with nothing but a blank or a dash between them. */
static bool
take_pair(struct phonecell *p, const char *run)
{
	if (count_digits(run) < 18)
		return false;
	for (size_t i = 1; run[i]; i++) {
		char left[64], digits[40], number[PHONE_SIZE];
		if ((run[i] != ' ' && run[i] != '-') || i >= sizeof left)
			continue;
		memcpy(left, run, i);
		left[i] = '\0';
		keep_digits(left, digits, sizeof digits);
		if (!is_ok(phone_parse(digits, number)))
			continue;
		take(p, left);
		take(p, run + i + 1);
		return true;
	}
	return false;
}

static void
take_runs(struct phonecell *p, const char *s)
{
	while (*s) {
		if (!groups(s)) {
			bool separator =
			    strchr("/;,|&", *s) || strncmp(s, " - ", 3) == 0;
			p->words |= !separator && *s != ' ';
			s += strncmp(s, " - ", 3) == 0 ? 3 : 1;
			continue;
		}
		char run[64];
		size_t n = 0;
		while (*s && groups(s) && n + 1 < sizeof run)
			run[n++] = *s++;
		run[n] = '\0';
		if (!take_pair(p, run))
			take(p, run);
	}
}

void
phonecell_read(const char *cell, struct phonecell *p)
{
	*p = (struct phonecell){ .result = PHONE_EMPTY };
	/* Line breaks separate; fold_text would make blanks of them. */
	char *lines = fold_accents(cell);
	for (char *s = lines; *s; s++) {
		if (*s == '\n' || *s == '\r')
			*s = '/';
	}
	char *text = fold_text(lines);
	free(lines);
	p->result = phone_parse(text, p->number);
	if (p->result == PHONE_SCIENTIFIC) {
		size_t n = strlen(cell);
		n = n < sizeof p->read - 1 ? n : sizeof p->read - 1;
		memcpy(p->read, cell, n);
	} else if (!is_ok(p->result)) {
		*p = (struct phonecell){ .result = PHONE_EMPTY };
		take_runs(p, text);
		/* "0912,000,002": commas that only group. */
		if (!is_ok(p->result) && strchr(text, ',')) {
			struct phonecell whole = { .result = PHONE_EMPTY };
			take(&whole, text);
			if (is_ok(whole.result) && !p->words)
				*p = whole;
		}
		/* Words alone ("chưa có") are no number with words beside. */
		if (p->result == PHONE_EMPTY)
			p->words = false;
	}
	free(text);
}

const char *
phonecell_code(enum phone_result result)
{
	switch (result) {
	case PHONE_OK:
		return NULL;
	case PHONE_OK_ZERO:
		return "W_PHONE_ZERO";
	case PHONE_OK_OLD11:
		return "W_PHONE_OLD11";
	case PHONE_EMPTY:
		return "E_PHONE_MISSING";
	case PHONE_LANDLINE:
		return "E_PHONE_LANDLINE";
	case PHONE_SCIENTIFIC:
		return "E_PHONE_SCI";
	case PHONE_LENGTH:
	case PHONE_NOT_A_NUMBER:
		return "E_PHONE_LENGTH";
	}
	return "E_PHONE_LENGTH";
}
