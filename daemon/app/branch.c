/*
 * Meeting calendars: all rows are read first, because a later row may say the
 * same of a branch and more; then the rows that stand are written.
 */
#include "app/branch.h"

#include "app/datecell.h"
#include "app/ledger_unit.h"
#include "app/namecell.h"
#include "app/phonecell.h"
#include "app/rowkind.h"
#include "app/unitcell.h"
#include "core/civil.h"
#include "core/fold.h"
#include "core/recur.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
	struct verdict *v; /* NULL: not of the list */
	int commune;
	int branch;	  /* known already, or −1 */
	const char *code; /* of the branch */
	const char *name;
	const char *contact; /* or NULL */
	const char *phone;   /* E.164 or NULL */
	struct recur rule;
	unsigned warnings;
	const char *rule_text, *rule_title;
	int minute;
	const char *place; /* "" none */
};

struct branches {
	struct record *r;
	const struct table *t;
	const struct sheet *s;
	struct verdict_file *f;
	struct row *rows; /* one a row of the table, from s->data */
	size_t n;
	char *commune; /* cell of the last row that named one */
	bool signatures;
	struct lookup seen; /* branch code → row that stands */
	struct mem_arena arena;
};

static const char *
cell(const struct branches *b, size_t at, enum sheet_column c)
{
	return sheet_cell(b->s, b->t, at, c);
}

static void
note(struct branches *b, size_t at, struct row *w, const char *code,
    enum sheet_column c)
{
	verdict_note(b->f, w->v, code, b->s->column[c],
	    sheet_title(b->s, b->t, c), cell(b, at, c));
}

/* The cell as text that lives as long as the reading; "" when blank. */
static const char *
text_of(struct branches *b, size_t at, enum sheet_column c)
{
	char *text = c == SHEET_CONTACT_NAME ? namecell_read(cell(b, at, c))
					     : namecell_text(cell(b, at, c));
	const char *own = mem_arena_dup(&b->arena, text);
	free(text);
	return own;
}

/* --- what a row says */

static void
read_commune(struct branches *b, size_t at, struct row *w)
{
	const char *own = cell(b, at, SHEET_UNIT);
	const char *title = sheet_title(b->s, b->t, SHEET_UNIT);
	int column = b->s->column[SHEET_UNIT];
	const struct ledger *l = b->r->ledger;
	if (*own) {
		free(b->commune);
		b->commune = mem_dup(own);
	} else if (b->commune) {
		note(b, at, w, "N_INHERITED", SHEET_UNIT);
		verdict_fill(b->f, w->v, column, b->commune);
	}
	struct unitcell u;
	unitcell_read(l, b->commune ? b->commune : "", &u);
	w->commune = u.result == UNITCELL_OK && u.n == 1 ? u.units[0] : -1;
	if (u.result == UNITCELL_AMBIGUOUS) {
		verdict_note(b->f, w->v, "E_UNIT_AMBIGUOUS", column, title,
		    u.bad);
		for (size_t i = 0; i < u.candidate_n; i++)
			verdict_candidate(b->f, w->v,
			    l->units[u.candidates[i]].code);
	} else if (w->commune < 0 || l->units[w->commune].level >=
					 policy_branch_level(l->policy)) {
		const char *bad = *u.bad ? u.bad : own;
		verdict_note(b->f, w->v, "E_UNIT_UNKNOWN", column, title, bad);
		verdict_extra(b->f, w->v, "unit", bad);
		w->commune = -1;
	} else {
		if (u.abbreviated)
			note(b, at, w, "W_UNIT_ABBREV", SHEET_UNIT);
		verdict_unit(b->f, w->v, l->units[w->commune].code);
	}
}

/* TANLAP-AP3: the commune's code, a dash, the folded name. */
static const char *
new_code(struct branches *b, int commune, const char *name)
{
	char *key = fold_key(name);
	char *to = key;
	for (const char *s = key; *s; s++) {
		if (*s >= 'a' && *s <= 'z')
			*to++ = (char)(*s - 'a' + 'A');
		else if (*s >= '0' && *s <= '9')
			*to++ = *s;
	}
	*to = '\0';
	struct sbuf code = { 0 };
	sbuf_addf(&code, "%s-%s", b->r->ledger->units[commune].code, key);
	const char *own =
	    *key ? mem_arena_dup(&b->arena, sbuf_text(&code)) : NULL;
	sbuf_fini(&code);
	free(key);
	return own;
}

static void
read_branch(struct branches *b, size_t at, struct row *w)
{
	const struct ledger *l = b->r->ledger;
	w->name = text_of(b, at, SHEET_BRANCH);
	w->v->name = mem_arena_dup(&b->f->arena, w->name);
	w->branch = -1;
	if (namecell_is_error(w->name))
		note(b, at, w, "E_CELL_ERROR", SHEET_BRANCH);
	if (w->commune < 0)
		return;
	w->code = new_code(b, w->commune, w->name);
	if (!w->code) {
		note(b, at, w, "E_NAME_MISSING", SHEET_BRANCH);
		return;
	}
	w->branch = ledger_unit_by_code(l, w->code);
	if (w->branch < 0)
		w->branch = ledger_unit_branch(l, w->commune, w->name);
	if (w->branch >= 0)
		w->code = l->units[w->branch].code;
	verdict_extra(b->f, w->v, "branch", w->code);
}

static void
read_contact(struct branches *b, size_t at, struct row *w)
{
	const char *name = text_of(b, at, SHEET_CONTACT_NAME);
	w->contact = *name ? name : NULL;
	if (w->contact)
		verdict_extra(b->f, w->v, "contact", name);
	if (b->s->column[SHEET_PHONE] < 0)
		return;
	struct phonecell p;
	phonecell_read(cell(b, at, SHEET_PHONE), &p);
	const char *code = phonecell_code(p.result);
	/* A branch without a number is a branch all the same. */
	if (p.result == PHONE_EMPTY)
		code = "W_PHONE_MISSING";
	if (code)
		note(b, at, w, code, SHEET_PHONE);
	if (p.words)
		note(b, at, w, "W_PHONE_EXTRA_TEXT", SHEET_PHONE);
	if (*p.second) {
		note(b, at, w, "W_PHONE_SECOND", SHEET_PHONE);
		verdict_extra(b->f, w->v, "number2", p.second);
	}
	const char *number = *p.number ? p.number : p.read;
	if (*number)
		w->v->number = mem_arena_dup(&b->f->arena, number);
	if (*p.number)
		w->phone = mem_arena_dup(&b->arena, p.number);
}

void
branch_note_rule(struct verdict_file *f, struct verdict *v, unsigned warnings,
    int at, const char *column, const char *value)
{
	static const struct {
		enum recur_warning bit;
		const char *code;
	} codes[] = { { RECUR_W_NONE, "W_NO_SCHEDULE" },
		{ RECUR_W_MUNG, "W_MUNG_SOLAR" },
		{ RECUR_W_CLAMP, "W_DAY_CLAMP" },
		{ RECUR_W_TWO, "W_TWO_DATES" },
		{ RECUR_W_ONE_OFF, "W_ONE_OFF" },
		{ RECUR_W_JOINT, "W_JOINT" } };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (warnings & (unsigned)codes[i].bit)
			verdict_note(f, v, codes[i].code, at, column, value);
	}
}

static bool
has_hour(const char *text)
{
	for (const char *s = text; *s; s++) {
		if (s > text && s[-1] >= '0' && s[-1] <= '9' &&
		    strchr("hHgG:", *s))
			return true;
	}
	return false;
}

static void
read_schedule(struct branches *b, size_t at, struct row *w)
{
	int year = civil_month_year(b->r->policy->from_month);
	const char *day = text_of(b, at, SHEET_RULE);
	const char *time = text_of(b, at, SHEET_TIME);
	int understood = recur_parse(day, year, &w->rule, &w->warnings);
	if (understood < 0 && datecell_impossible(day, year))
		note(b, at, w, "E_DATE_INVALID", SHEET_RULE);
	if (namecell_is_error(day))
		note(b, at, w, "E_CELL_ERROR", SHEET_RULE);
	if (w->rule.kind == RECUR_NONE)
		w->warnings |= RECUR_W_NONE;
	w->rule_text = day;
	w->rule_title = sheet_title(b->s, b->t, SHEET_RULE);
	w->minute = -1;
	if (*time) {
		w->minute = recur_parse_time(time);
		if (w->minute < 0)
			note(b, at, w, "W_TIME_UNKNOWN", SHEET_TIME);
	} else if (has_hour(day)) {
		w->minute = recur_parse_time(day);
	}
	w->place = text_of(b, at, SHEET_PLACE);
}

/* --- which rows stand */

static bool
same_rule(const struct row *a, const struct row *b)
{
	return strcmp(a->rule.text, b->rule.text) == 0 &&
	       a->minute == b->minute;
}

static void
merge(struct branches *b, struct row *from, const struct row *into)
{
	char words[24];
	snprintf(words, sizeof words, "line %d", into->v->line);
	from->v->outcome = VERDICT_MERGE;
	from->v->note_n = 0;
	verdict_note(b->f, from->v, "W_DUP_ROW", -1, "", from->name);
	verdict_extra(b->f, from->v, "into", words);
}

/* A branch twice: the row without a day goes into the one with, equal rows
 * are one, two different days are a question for the office. */
static void
settle(struct branches *b, int i)
{
	struct row *w = &b->rows[i];
	int first = lookup_first(&b->seen, w->code);
	if (first < 0) {
		lookup_add(&b->seen, w->code, i);
		return;
	}
	/* The row that stands is the last value of the chain. */
	int link = lookup_head(&b->seen, w->code);
	for (int next; (next = lookup_next(&b->seen, link)) >= 0;)
		link = next;
	struct row *stands = &b->rows[lookup_value(&b->seen, link)];
	if (stands->rule.kind == RECUR_NONE && w->rule.kind != RECUR_NONE) {
		merge(b, stands, w);
		lookup_add(&b->seen, w->code, i);
	} else if (w->rule.kind == RECUR_NONE || same_rule(stands, w)) {
		merge(b, w, stands);
	} else {
		verdict_note(b->f, w->v, "E_SCHEDULE_DUP",
		    b->s->column[SHEET_RULE], w->rule_title, w->rule_text);
	}
}

static const char *
hour_text(int minute, char buf[8])
{
	unsigned m = (unsigned)minute % 1440u;
	snprintf(buf, 8, "%02u:%02u", m / 60, m % 60);
	return buf;
}

static void
write_row(struct branches *b, struct row *w)
{
	const struct ledger *l = b->r->ledger;
	struct ledger_unit want = { .code = w->code,
		.name = w->name,
		.aliases = "",
		.level = policy_branch_level(b->r->policy),
		.parent = w->commune,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	if (w->branch >= 0)
		want = l->units[w->branch];
	if (w->contact)
		want.contact_name = w->contact;
	if (w->phone)
		want.contact_phone = w->phone;
	int unit;
	int put = record_unit(b->r, w->branch, &want,
	    w->branch >= 0 ? NULL : b->r->policy->levels[want.level], &unit);
	if (put < 0)
		return;
	verdict_wrote(w->v, put);
	branch_note_rule(b->f, w->v, w->warnings, b->s->column[SHEET_RULE],
	    w->rule_title, w->rule_text);
	char hour[8];
	if (w->minute >= 0)
		verdict_extra(b->f, w->v, "time", hour_text(w->minute, hour));
	if (*w->place)
		verdict_extra(b->f, w->v, "place", w->place);
	if (w->rule.kind == RECUR_NONE)
		return;
	verdict_extra(b->f, w->v, "rule", w->rule.text);
	verdict_wrote(w->v,
	    record_meeting(b->r, unit, w->rule.text, w->minute, w->place));
}

/* --- the whole */

static const char *
not_of_the_list(struct branches *b, size_t at)
{
	bool named = *cell(b, at, SHEET_BRANCH) != '\0';
	if (rowkind_is_blank(b->t, at))
		return "N_BLANK";
	if (sheet_is_header(b->s, b->t, at) ||
	    (at == b->s->data && rowkind_is_numbering(b->t, at)))
		return "N_HEADER";
	bool more = *cell(b, at, SHEET_PHONE) || *cell(b, at, SHEET_RULE) ||
		    *cell(b, at, SHEET_UNIT);
	if (named && more && !rowkind_is_number(cell(b, at, SHEET_NUMBER)) &&
	    !*cell(b, at, SHEET_CONTACT_NAME) &&
	    rowkind_is_footer(b->t, at, -1))
		more = false;
	if (named && more)
		return NULL;
	/* A branch alone, its commune merged above, before any signature. */
	if (named && b->commune && !b->signatures &&
	    !rowkind_is_footer(b->t, at, -1))
		return NULL;
	b->signatures = true;
	return "N_FOOTER";
}

static void
read_row(struct branches *b, size_t at, struct row *w)
{
	int line = b->t->rows[at].line;
	const char *skip = not_of_the_list(b, at);
	if (!skip && b->t->rows[at].hidden) {
		/* The rows below may inherit from it all the same. */
		if (*cell(b, at, SHEET_UNIT)) {
			free(b->commune);
			b->commune = mem_dup(cell(b, at, SHEET_UNIT));
		}
		skip = "N_HIDDEN_ROW";
	}
	if (skip) {
		char *text = rowkind_text(b->t, at);
		verdict_skip(b->f, line, skip, text);
		free(text);
		return;
	}
	const char *number = cell(b, at, SHEET_NUMBER);
	w->v = verdict_add(b->f, line, rowkind_is_number(number) ? number : "");
	read_commune(b, at, w);
	read_branch(b, at, w);
	read_contact(b, at, w);
	read_schedule(b, at, w);
}

void
branch_import(struct record *r, const struct table *t, const struct sheet *s,
    struct verdict_file *f)
{
	struct branches b = { .r = r, .t = t, .s = s, .f = f };
	b.n = t->n - s->data;
	b.rows = mem_new(b.n, sizeof *b.rows);
	for (size_t i = 0; i < b.n; i++) {
		struct row *w = &b.rows[i];
		read_row(&b, s->data + i, w);
		if (w->v && !verdict_rejected(w->v))
			settle(&b, (int)i);
	}
	for (size_t i = 0; i < b.n && !r->failed; i++) {
		struct row *w = &b.rows[i];
		if (w->v && w->v->outcome == VERDICT_ACCEPT)
			write_row(&b, w);
	}
	free(b.rows);
	free(b.commune);
	lookup_fini(&b.seen);
	mem_arena_fini(&b.arena);
}
