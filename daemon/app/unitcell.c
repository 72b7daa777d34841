/*
 * Cuts a cell into names and resolves each: code, full name, name without its
 * kind, then an abbreviation where exactly one unit fits.  Knows no row.
 */
#include "app/unitcell.h"

#include "app/ledger_unit.h"
#include "app/unitname.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

/* Not places: the whole office. */
static const char *const everywhere[] = { "phutrachchung", "toanhuyen", "chung",
	"khong", "phutrachchungtoanhuyen" };

static bool
add_candidate(struct unitcell *c, int unit)
{
	for (size_t i = 0; i < c->candidate_n; i++) {
		if (c->candidates[i] == unit)
			return true;
	}
	if (c->candidate_n == UNITCELL_CANDIDATES)
		return false;
	c->candidates[c->candidate_n++] = unit;
	return true;
}

/* Units of that key, either those of branches or those above. */
static bool
collect(const struct ledger *l, const struct lookup *by, const char *key,
    bool branches, struct unitcell *c)
{
	int branch = policy_branch_level(l->policy);
	c->candidate_n = 0;
	int link = lookup_head(by, key);
	for (; link >= 0; link = lookup_next(by, link)) {
		int i = lookup_value(by, link);
		if ((l->units[i].level >= branch) == branches &&
		    !add_candidate(c, i))
			break;
	}
	return c->candidate_n > 0;
}

/* Whether a name may be met without its kind: "Cụm 9" is no "Ấp 9", and a
 * number alone is no name. */
static bool
stands_alone(const struct unitname *n)
{
	return strcspn(n->bare, "abcdefghijklmnopqrstuvwxyz") < strlen(n->bare);
}

static bool
collect_exact(const struct ledger *l, const struct unitname *n,
    struct unitcell *c)
{
	bool alone = stands_alone(n);
	bool commune = !*n->kind || strcmp(n->kind, "xa") == 0 ||
		       strcmp(n->kind, "thitran") == 0 ||
		       strcmp(n->kind, "phuong") == 0;
	if (!n->branch &&
	    (collect(l, &l->unit_names, n->full, false, c) ||
		(commune && alone &&
		    collect(l, &l->unit_bare, n->bare, false, c))))
		return true;
	return collect(l, &l->unit_names, n->full, true, c) ||
	       (!*n->kind && alone &&
		   collect(l, &l->unit_bare, n->bare, true, c));
}

static void
collect_abbreviations(const struct ledger *l, const struct unitname *name,
    struct unitcell *c)
{
	const char *key = name->word_n == 1 ? name->words[0] : name->initials;
	c->candidate_n = 0;
	if (!*key || strlen(key) > UNITNAME_WORDS || name->branch ||
	    !stands_alone(name))
		return;
	int link = lookup_head(&l->unit_initials, key);
	for (; link >= 0; link = lookup_next(&l->unit_initials, link)) {
		int i = lookup_value(&l->unit_initials, link);
		struct unitname full;
		unitname_read(l->units[i].name, &full);
		if (unitname_abbreviates(name, &full) && !add_candidate(c, i))
			break;
	}
}

/* The unit of one name, or −1 with the candidates. */
static int
resolve(const struct ledger *l, const char *text, struct unitcell *c,
    bool *abbreviated)
{
	*abbreviated = false;
	c->candidate_n = 0;
	int unit = ledger_unit_by_code(l, text);
	if (unit >= 0)
		return unit;
	struct unitname name;
	unitname_read(text, &name);
	if (!name.word_n)
		return -1;
	if (collect_exact(l, &name, c))
		return c->candidate_n == 1 ? c->candidates[0] : -1;
	collect_abbreviations(l, &name, c);
	*abbreviated = c->candidate_n == 1;
	return *abbreviated ? c->candidates[0] : -1;
}

static void
add_unit(struct unitcell *c, int unit)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->units[i] == unit) {
			c->repeated = true;
			return;
		}
	}
	if (c->n < UNITCELL_UNITS)
		c->units[c->n++] = unit;
}

/* Blanks, bullets and numbering around a name: "- ", "1. ", "*". */
static char *
trim(char *s)
{
	for (;;) {
		size_t blank = strspn(s, " \t\r\n-+*.");
		size_t digits = strspn(s + blank, "0123456789");
		char mark = s[blank + digits];
		if (digits && digits < 3 && (mark == '.' || mark == ')') &&
		    s[blank + digits + 1] == ' ')
			s += blank + digits + 1;
		else if (blank)
			s += blank;
		else if (strncmp(s, "\xe2\x80\xa2", 3) == 0) /* • */
			s += 3;
		else
			break;
	}
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n.-", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static void
keep_bad(struct unitcell *c, const char *text)
{
	size_t n = strlen(text);
	if (n > sizeof c->bad - 1) {
		n = sizeof c->bad - 1;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(c->bad, text, n);
	c->bad[n] = '\0';
}

static bool
is_everywhere(const char *text)
{
	char *key = fold_key(text);
	bool found = !*key;
	for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
		found |= strcmp(key, everywhere[i]) == 0;
	free(key);
	return found;
}

/* Resolves one name into c; false, with c->result and c->bad, if it is none. */
static bool
take(const struct ledger *l, struct unitcell *c, char *piece)
{
	char *text = trim(piece);
	if (!*text || is_everywhere(text))
		return true;
	bool abbreviated;
	int unit = resolve(l, text, c, &abbreviated);
	if (unit >= 0) {
		add_unit(c, unit);
		c->abbreviated |= abbreviated;
		c->result = UNITCELL_OK;
		return true;
	}
	c->result = c->candidate_n ? UNITCELL_AMBIGUOUS : UNITCELL_UNKNOWN;
	keep_bad(c, text);
	return false;
}

/* What separates two names at s: how many bytes, 0 for none. */
static size_t
separator(const char *s)
{
	static const char *const marks[] = { "\n", "\r", ",", ";", "/", "+",
		"&", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", "|",
		" v\xc3\xa0 ", " va " };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t n = strlen(marks[i]);
		if (strncmp(s, marks[i], n) == 0)
			return n;
	}
	return 0;
}

/* "xã Tân Lập, huyện Đồng Phú": the district is the address, no duty. */
static void
drop_addresses(const struct ledger *l, struct unitcell *c)
{
	size_t kept = 0;
	int visited = policy_visit_level(l->policy);
	for (size_t i = 0; i < c->n; i++) {
		bool above = false;
		for (size_t k = 0; k < c->n; k++)
			above |= l->units[c->units[i]].level < visited &&
				 ledger_unit_under(l, c->units[k], c->units[i]);
		if (!above)
			c->units[kept++] = c->units[i];
	}
	c->n = kept;
}

void
unitcell_read(const struct ledger *l, const char *cell, struct unitcell *c)
{
	*c = (struct unitcell){ .result = UNITCELL_NONE };
	char *text = fold_nfc(cell);
	bool abbreviated;
	int whole = *text ? resolve(l, trim(text), c, &abbreviated) : -1;
	if (whole >= 0 && !abbreviated) {
		add_unit(c, whole);
		c->result = UNITCELL_OK;
		free(text);
		return;
	}
	char *piece = text;
	for (char *s = text;;) {
		size_t n = *s ? separator(s) : 0;
		if (*s && !n) {
			s++;
			continue;
		}
		bool end = !*s;
		*s = '\0';
		if (!take(l, c, piece) || end)
			break;
		piece = s += n;
	}
	if (c->result == UNITCELL_OK)
		drop_addresses(l, c);
	free(text);
}
