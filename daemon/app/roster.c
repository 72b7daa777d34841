/*
 * Office rosters, row by row: what kind of row it is, what it inherits from
 * above, who is meant, and which units.  Cells are read by the *cell files;
 * people are found by the ledger.
 */
#include "app/roster.h"

#include "app/datecell.h"
#include "app/namecell.h"
#include "app/phonecell.h"
#include "app/rowkind.h"
#include "app/unitcell.h"
#include "core/civil.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file's reading. */
struct roster {
	struct record *r;
	const struct table *t;
	const struct sheet *s;
	struct verdict_file *f;
	char *name;	 /* of the last filled row, or NULL */
	char *phone;	 /* its phone cell */
	bool signatures; /* a footer was seen: names alone are signatures */
	int secretaries; /* rows whose title is exactly that */
	int *line_of;	 /* a person: the line of the first row, 0 none */
	size_t line_cap, line_n;
	int *named_by;	     /* a unit: the person of the first row + 1 */
	struct lookup named; /* "person/unit" of this file */
	struct mem_arena arena;
};

/* One row of it. */
struct row {
	size_t at;
	const char *phone_cell;
	char *name; /* owned; own or inherited */
	bool inherited, blank_name;
	struct phonecell phone;
	struct unitcell units;
	int32_t from_on, until_on;
	bool from_said, until_said;
	struct verdict *v;
};

static const char *
cell(const struct roster *x, size_t row, enum sheet_column c)
{
	return sheet_cell(x->s, x->t, row, c);
}

static void
note(struct roster *x, struct row *w, const char *code, enum sheet_column c)
{
	verdict_note(x->f, w->v, code, x->s->column[c],
	    sheet_title(x->s, x->t, c), cell(x, w->at, c));
}

/* --- what kind of row it is */

/* NULL: it is a row of the list. */
static const char *
not_of_the_list(struct roster *x, struct row *w)
{
	bool numbered = rowkind_is_number(cell(x, w->at, SHEET_NUMBER));
	bool named =
	    *cell(x, w->at, SHEET_NAME) || *cell(x, w->at, SHEET_FAMILY);
	bool digits = w->phone.result != PHONE_EMPTY;
	if (rowkind_is_blank(x->t, w->at))
		return "N_BLANK";
	if (sheet_is_header(x->s, x->t, w->at))
		return "N_HEADER";
	if (w->at == x->s->data && rowkind_is_numbering(x->t, w->at))
		return "N_HEADER";
	bool place = w->units.result == UNITCELL_OK;
	/* "Bí thư" is a title of a named person, but a signature alone. */
	int title = named ? x->s->column[SHEET_TITLE] : -1;
	if (!place && !(named && (numbered || digits)) &&
	    rowkind_is_footer(x->t, w->at, title)) {
		x->signatures = true;
		return "N_FOOTER";
	}
	if (place || digits || (numbered && named))
		return NULL;
	if (w->units.result != UNITCELL_NONE)
		return x->signatures || (!named && !x->name) ? "N_FOOTER"
							     : NULL;
	bool more = *cell(x, w->at, SHEET_TITLE) || *w->phone_cell ||
		    *cell(x, w->at, SHEET_CLUSTER) ||
		    *cell(x, w->at, SHEET_FROM);
	return named && more && !x->signatures ? NULL : "N_FOOTER";
}

/* --- what the row says */

static char *
own_name(const struct roster *x, size_t row)
{
	struct sbuf both = { 0 };
	sbuf_add(&both, cell(x, row, SHEET_FAMILY));
	if (both.len)
		sbuf_add_c(&both, ' ');
	sbuf_add(&both, cell(x, row, SHEET_NAME));
	char *name = namecell_read(sbuf_text(&both));
	sbuf_fini(&both);
	return name;
}

static void
keep(char **field, const char *value)
{
	char *copy = mem_dup(value);
	free(*field);
	*field = copy;
}

/* Blank name and phone take what the last filled row had. */
static void
read_person(struct roster *x, struct row *w)
{
	w->name = own_name(x, w->at);
	bool blank = !*w->name;
	w->blank_name = blank;
	bool same = !blank && x->name && !*w->phone_cell &&
		    ledger_same_name(w->name, x->name);
	if (blank && x->name) {
		free(w->name);
		w->name = mem_dup(x->name);
		w->inherited = true;
	}
	if ((blank || same) && !*w->phone_cell && x->phone) {
		phonecell_read(x->phone, &w->phone);
		w->inherited |= *x->phone != '\0';
	} else {
		keep(&x->name, w->name);
		keep(&x->phone, w->phone_cell);
	}
}

/* "Từ 1/5 đến 30/9" in one cell: cuts it in two where there is no other end.
 * Caller frees *own, which both point into then. */
static void
split_period(const char **from, const char **until, char **own)
{
	*own = NULL;
	if (**until)
		return;
	char *text = fold_text(*from);
	char *to = strstr(text, " den ");
	if (!to) {
		free(text);
		return;
	}
	*to = '\0';
	*from = text;
	*until = to + strlen(" den ");
	*own = text;
}

static void
read_dates(struct roster *x, struct row *w)
{
	char *own;
	const char *from = cell(x, w->at, SHEET_FROM);
	const char *until = cell(x, w->at, SHEET_UNTIL);
	split_period(&from, &until, &own);
	w->from_on = civil_month_first(x->r->policy->from_month);
	w->until_on = CIVIL_MAX;
	w->from_said = *from != '\0';
	w->until_said = *until != '\0';
	if (w->from_said &&
	    datecell_start(from, x->r->policy, false, &w->from_on) < 0)
		note(x, w, "E_DATE_INVALID", SHEET_FROM);
	if (w->until_said &&
	    datecell_start(until, x->r->policy, true, &w->until_on) < 0)
		note(x, w, "E_DATE_INVALID", SHEET_UNTIL);
	if (w->from_on > w->until_on)
		note(x, w, "E_DATE_INVALID", SHEET_UNTIL);
	free(own);
}

static void
judge_phone(struct roster *x, struct row *w)
{
	if (x->s->column[SHEET_PHONE] < 0)
		return;
	const char *code = phonecell_code(w->phone.result);
	if (code)
		note(x, w, code, SHEET_PHONE);
	if (w->phone.words)
		note(x, w, "W_PHONE_EXTRA_TEXT", SHEET_PHONE);
	const char *number = *w->phone.number ? w->phone.number : w->phone.read;
	if (*number)
		w->v->number = mem_arena_dup(&x->f->arena, number);
	struct phonecell other;
	phonecell_read(cell(x, w->at, SHEET_PHONE2), &other);
	if (*other.number && !*w->phone.second &&
	    strcmp(other.number, w->phone.number) != 0)
		memcpy(w->phone.second, other.number, PHONE_SIZE);
	if (*w->phone.second) {
		note(x, w, "W_PHONE_SECOND", SHEET_PHONE);
		verdict_extra(x->f, w->v, "number2", w->phone.second);
	}
}

static void
judge_units(struct roster *x, struct row *w)
{
	const struct unitcell *u = &w->units;
	const struct ledger *l = x->r->ledger;
	const char *title = sheet_title(x->s, x->t, SHEET_UNIT);
	int at = x->s->column[SHEET_UNIT];
	for (size_t i = 0; i < u->n; i++)
		verdict_unit(x->f, w->v, l->units[u->units[i]].code);
	if (u->result == UNITCELL_UNKNOWN) {
		verdict_note(x->f, w->v, "E_UNIT_UNKNOWN", at, title, u->bad);
		verdict_extra(x->f, w->v, "unit", u->bad);
	} else if (u->result == UNITCELL_AMBIGUOUS) {
		verdict_note(x->f, w->v, "E_UNIT_AMBIGUOUS", at, title, u->bad);
		for (size_t i = 0; i < u->candidate_n; i++)
			verdict_candidate(x->f, w->v,
			    l->units[u->candidates[i]].code);
	}
	if (u->abbreviated)
		note(x, w, "W_UNIT_ABBREV", SHEET_UNIT);
	if (u->repeated)
		note(x, w, "W_UNIT_REPEATED", SHEET_UNIT);
}

/* Two full names on two lines and two numbers: two people, not one with a
 * long name. */
static bool
several_people(const struct roster *x, const struct row *w)
{
	const char *top = cell(x, w->at, SHEET_NAME);
	const char *end = strchr(top, '\n');
	if (!end || !*w->phone.second)
		return false;
	const char *low = end + 1;
	return memchr(top, ' ', (size_t)(end - top)) && strchr(low, ' ');
}

static void
judge_cells(struct roster *x, struct row *w)
{
	static const enum sheet_column read[] = { SHEET_NAME, SHEET_FAMILY,
		SHEET_PHONE, SHEET_UNIT, SHEET_FROM, SHEET_UNTIL, SHEET_CODE };
	for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
		if (namecell_is_error(cell(x, w->at, read[i])))
			note(x, w, "E_CELL_ERROR", read[i]);
	}
	if (w->inherited)
		note(x, w, "N_INHERITED", SHEET_NAME);
	if (!*w->name)
		note(x, w, "E_NAME_MISSING", SHEET_NAME);
	else if (several_people(x, w))
		note(x, w, "E_NAME_SEVERAL", SHEET_NAME);
	else if (namecell_doubtful(w->name))
		note(x, w, "W_NAME_CASE", SHEET_NAME);
}

static bool
is_secretary(const char *title)
{
	char *key = fold_key(title);
	bool yes = strcmp(key, "bithu") == 0 ||
		   strcmp(key, "bithuhuyendoan") == 0 ||
		   strcmp(key, "bithubch") == 0;
	free(key);
	return yes;
}

/* --- who is meant */

/* The person of the row, −1 a new one, −2 refused. */
static int
find_person(struct roster *x, struct row *w)
{
	const struct ledger *l = x->r->ledger;
	const char *code = cell(x, w->at, SHEET_CODE);
	int by_code = *code ? ledger_person_by_code(l, code) : -1;
	int holder =
	    *w->phone.number ? ledger_person_by_phone(l, w->phone.number) : -1;
	if (holder >= 0 && holder != by_code) {
		if (ledger_same_name(l->people[holder].name, w->name))
			return holder;
		note(x, w, "E_PHONE_DUP", SHEET_PHONE);
		verdict_extra(x->f, w->v, "holder", l->people[holder].code);
		return -2;
	}
	if (by_code >= 0)
		return by_code;
	int named = ledger_person_by_name(l, w->name, x->r->file);
	if (!*w->phone.number) { /* a list without numbers */
		if (named >= 0)
			return named;
		named = ledger_person_by_name(l, w->name, 0);
		if (named >= 0)
			return named;
		note(x, w, "E_PERSON_UNKNOWN", SHEET_NAME);
		return -2;
	}
	if (ledger_name_known(l, w->name))
		note(x, w, "W_NAME_DUP", SHEET_NAME);
	return named >= 0 ? named : -1;
}

static int
put_person(struct roster *x, struct row *w, int existing, int *index)
{
	struct ledger *l = x->r->ledger;
	struct ledger_person want = { .role = FACTS_CADRE };
	const char *title = cell(x, w->at, SHEET_TITLE);
	if (existing >= 0)
		want = l->people[existing];
	else
		want.name = w->name;
	if (*title && (existing < 0 || want.role == FACTS_CADRE ||
			  want.role == FACTS_SECRETARY))
		want.role = is_secretary(title) && x->secretaries == 1
				? FACTS_SECRETARY
				: FACTS_CADRE;
	if (*w->phone.number)
		want.phone = w->phone.number;
	if (existing < 0) {
		const char *code = cell(x, w->at, SHEET_CODE);
		want.code = *code ? code : ledger_new_code(l, w->name);
		if (!want.code) {
			note(x, w, "E_NAME_MISSING", SHEET_NAME);
			return 0;
		}
	}
	verdict_extra(x->f, w->v, "role", record_role_name(want.role));
	verdict_extra(x->f, w->v, "person", want.code);
	return record_person(x->r, existing, &want,
	    *w->phone.second ? w->phone.second : NULL, index);
}

/* --- which units */

static const char *
named_key(int person, int unit, char buf[32])
{
	snprintf(buf, 32, "%d/%d", person, unit);
	return buf;
}

/* Whether an earlier row of this file said all of it already. */
static bool
says_nothing_new(const struct roster *x, const struct row *w, int person)
{
	char buf[32];
	if (person < 0 || (size_t)person >= x->line_n || !x->line_of[person] ||
	    w->inherited)
		return false;
	for (size_t i = 0; i < w->units.n; i++) {
		if (lookup_head(&x->named,
			named_key(person, w->units.units[i], buf)) < 0)
			return false;
	}
	return true;
}

/* What has to be put so that the person holds the unit as said; false when
 * it is so already. */
static bool
missing(const struct roster *x, const struct row *w, int person, int unit,
    struct ledger_assignment *a)
{
	const struct ledger *l = x->r->ledger;
	*a =
	    (struct ledger_assignment){ person, unit, w->from_on, w->until_on };
	int held = ledger_held(l, person, unit, w->from_on);
	if (held < 0)
		return true;
	const struct ledger_assignment *h = &l->assignments[held];
	if (h->from_on > w->from_on) {
		if (!w->from_said)
			return false;
		a->until_on = h->from_on - 1;
		return true;
	}
	a->from_on = h->from_on;
	return w->until_said && h->until_on != w->until_on;
}

static void
put_unit(struct roster *x, struct row *w, int person, int unit)
{
	char buf[32];
	struct ledger_assignment a;
	bool fresh = missing(x, w, person, unit, &a);
	int first = x->named_by[unit];
	if ((first && first != person + 1) ||
	    (fresh &&
		ledger_held_by_other(x->r->ledger, person, unit, w->from_on)))
		note(x, w, "W_UNIT_SHARED", SHEET_UNIT);
	if (!first)
		x->named_by[unit] = person + 1;
	if (lookup_head(&x->named, named_key(person, unit, buf)) >= 0)
		note(x, w, "W_UNIT_REPEATED", SHEET_UNIT);
	else
		lookup_add(&x->named, mem_arena_dup(&x->arena, buf), 1);
	if (fresh)
		verdict_wrote(w->v, record_assignment(x->r, &a));
}

static void
mark_seen(struct roster *x, int person, int line)
{
	size_t need = (size_t)person + 1;
	x->line_of =
	    mem_grow(x->line_of, &x->line_cap, need, sizeof *x->line_of);
	while (x->line_n < need)
		x->line_of[x->line_n++] = 0;
	if (!x->line_of[person])
		x->line_of[person] = line;
	x->r->ledger->claimed[person] = x->r->file;
}

static void
write_row(struct roster *x, struct row *w)
{
	int person = find_person(x, w);
	if (person == -2 || verdict_rejected(w->v))
		return;
	if (says_nothing_new(x, w, person)) {
		char into[24];
		snprintf(into, sizeof into, "line %d", x->line_of[person]);
		w->v->outcome = VERDICT_MERGE;
		note(x, w, "W_DUP_ROW", SHEET_NAME);
		verdict_extra(x->f, w->v, "into", into);
		return;
	}
	int index = -1;
	int put = put_person(x, w, person, &index);
	if (put < 0 || index < 0)
		return;
	verdict_wrote(w->v, put);
	mark_seen(x, index, w->v->line);
	for (size_t i = 0; i < w->units.n && !x->r->failed; i++)
		put_unit(x, w, index, w->units.units[i]);
}

/* What the row means by itself, for whoever takes it out of its list. */
static void
fill_blanks(struct roster *x, struct row *w)
{
	if (!w->inherited)
		return;
	if (w->blank_name)
		verdict_fill(x->f, w->v, x->s->column[SHEET_NAME], w->name);
	if (!*w->phone_cell && x->phone)
		verdict_fill(x->f, w->v, x->s->column[SHEET_PHONE], x->phone);
}

static void
import_row(struct roster *x, size_t at)
{
	struct row w = { .at = at };
	int line = x->t->rows[at].line;
	w.phone_cell = cell(x, at, SHEET_PHONE);
	char *units = sheet_units(x->s, x->t, at);
	phonecell_read(w.phone_cell, &w.phone);
	unitcell_read(x->r->ledger, units, &w.units);
	free(units);
	const char *skip = not_of_the_list(x, &w);
	if (!skip && x->t->rows[at].hidden) {
		/* The rows below may inherit from it all the same. */
		read_person(x, &w);
		free(w.name);
		skip = "N_HIDDEN_ROW";
	}
	if (skip) {
		char *text = rowkind_text(x->t, at);
		verdict_skip(x->f, line, skip, text);
		free(text);
		return;
	}
	const char *number = cell(x, at, SHEET_NUMBER);
	w.v = verdict_add(x->f, line, rowkind_is_number(number) ? number : "");
	read_person(x, &w);
	fill_blanks(x, &w);
	w.v->name = mem_arena_dup(&x->f->arena, w.name);
	judge_cells(x, &w);
	judge_phone(x, &w);
	judge_units(x, &w);
	read_dates(x, &w);
	if (w.from_said) {
		char iso[16];
		verdict_extra(x->f, w.v, "from", civil_iso(w.from_on, iso));
	}
	if (w.until_said) {
		char iso[16];
		verdict_extra(x->f, w.v, "until", civil_iso(w.until_on, iso));
	}
	if (!verdict_rejected(w.v))
		write_row(x, &w);
	free(w.name);
}

/* A known person whom some row names with the very number is not to be taken
 * for a namesake's row that comes first. */
static void
claim_known(struct roster *x)
{
	struct ledger *l = x->r->ledger;
	for (size_t i = x->s->data; i < x->t->n; i++) {
		x->secretaries += is_secretary(cell(x, i, SHEET_TITLE));
		if (!l->person_n)
			continue;
		struct phonecell p;
		phonecell_read(cell(x, i, SHEET_PHONE), &p);
		int holder =
		    *p.number ? ledger_person_by_phone(l, p.number) : -1;
		if (holder < 0)
			continue;
		char *name = own_name(x, i);
		if (ledger_same_name(l->people[holder].name, name))
			l->claimed[holder] = x->r->file;
		free(name);
	}
}

void
roster_import(struct record *r, const struct table *t, const struct sheet *s,
    struct verdict_file *f)
{
	struct roster x = { .r = r, .t = t, .s = s, .f = f };
	x.named_by = mem_new((size_t)r->ledger->unit_n, sizeof *x.named_by);
	claim_known(&x);
	for (size_t i = s->data; i < t->n && !r->failed; i++)
		import_row(&x, i);
	free(x.name);
	free(x.phone);
	free(x.line_of);
	free(x.named_by);
	lookup_fini(&x.named);
	mem_arena_fini(&x.arena);
}
