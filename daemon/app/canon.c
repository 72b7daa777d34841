/*
 * Canonical files: the cells mean what the columns say, nothing is inherited
 * and nothing guessed but phones and days.
 */
#include "app/canon.h"

#include "app/branch.h"
#include "app/datecell.h"
#include "app/ledger_unit.h"
#include "app/namecell.h"
#include "app/phonecell.h"
#include "app/rowkind.h"
#include "core/civil.h"
#include "core/recur.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct canon {
	struct record *r;
	const struct table *t;
	const struct sheet *s;
	struct verdict_file *f;
	struct lookup seen; /* keys of this file → lines */
	struct mem_arena arena;
};

static const char *
cell(const struct canon *c, size_t at, enum sheet_column column)
{
	return sheet_cell(c->s, c->t, at, column);
}

static void
note(struct canon *c, size_t at, struct verdict *v, const char *code,
    enum sheet_column column)
{
	verdict_note(c->f, v, code, c->s->column[column],
	    sheet_title(c->s, c->t, column), cell(c, at, column));
}

static const char *
text_of(struct canon *c, size_t at, enum sheet_column column)
{
	char *text = namecell_text(cell(c, at, column));
	const char *own = mem_arena_dup(&c->arena, text);
	free(text);
	return own;
}

static const char *
none_if_blank(const char *s)
{
	return *s ? s : NULL;
}

/* A verdict for the row, or NULL after skipping a blank one. */
static struct verdict *
open_row(struct canon *c, size_t at)
{
	int line = c->t->rows[at].line;
	if (rowkind_is_blank(c->t, at)) {
		verdict_skip(c->f, line, "N_BLANK", "");
		return NULL;
	}
	bool hidden = c->t->rows[at].hidden;
	if (hidden || rowkind_is_example(c->t, at)) {
		char *text = rowkind_text(c->t, at);
		verdict_skip(c->f, line, hidden ? "N_HIDDEN_ROW" : "N_EXAMPLE",
		    text);
		free(text);
		return NULL;
	}
	return verdict_add(c->f, line, "");
}

/* True when the key was said on an earlier line: then the row is merged. */
static bool
repeats(struct canon *c, struct verdict *v, const char *key)
{
	int line = lookup_first(&c->seen, key);
	if (line < 0) {
		lookup_add(&c->seen, mem_arena_dup(&c->arena, key), v->line);
		return false;
	}
	char into[24];
	snprintf(into, sizeof into, "line %d", line);
	v->outcome = VERDICT_MERGE;
	verdict_note(c->f, v, "W_DUP_ROW", -1, "", "");
	verdict_extra(c->f, v, "into", into);
	return true;
}

/* --- people */

/* The person of the row, −1 a new one, −2 refused. */
static int
find_person(struct canon *c, size_t at, struct verdict *v, const char *code,
    const char *number)
{
	const struct ledger *l = c->r->ledger;
	int by_code = *code ? ledger_person_by_code(l, code) : -1;
	int holder = *number ? ledger_person_by_phone(l, number) : -1;
	if (holder >= 0 && holder != by_code) {
		if (!*code && ledger_same_name(l->people[holder].name, v->name))
			return holder;
		note(c, at, v, "E_PHONE_DUP", SHEET_PHONE);
		verdict_extra(c->f, v, "holder", l->people[holder].code);
		return -2;
	}
	if (*code)
		return by_code;
	int named = ledger_person_by_name(l, v->name, c->r->file);
	if (ledger_name_known(l, v->name) && *number)
		note(c, at, v, "W_NAME_DUP", SHEET_NAME);
	return named >= 0 ? named : -1;
}

static void
put_person(struct canon *c, size_t at, struct verdict *v, int existing,
    const struct ledger_person *row)
{
	struct ledger *l = c->r->ledger;
	struct ledger_person want = { .role = FACTS_CADRE };
	if (existing >= 0)
		want = l->people[existing];
	else
		want.code =
		    *row->code ? row->code : ledger_new_code(l, row->name);
	if (!want.code) {
		note(c, at, v, "E_NAME_MISSING", SHEET_NAME);
		return;
	}
	want.name = row->name;
	if (*row->phone)
		want.phone = row->phone;
	if (*cell(c, at, SHEET_ROLE))
		want.role = row->role;
	if (row->zalo)
		want.zalo = row->zalo;
	if (row->channel)
		want.channel = row->channel;
	verdict_extra(c->f, v, "person", want.code);
	verdict_extra(c->f, v, "role", record_role_name(want.role));
	int index;
	int put = record_person(c->r, existing, &want, NULL, &index);
	verdict_wrote(v, put);
	if (put >= 0)
		l->claimed[index] = c->r->file;
}

static void
judge_phone(struct canon *c, size_t at, struct verdict *v,
    const struct phonecell *p)
{
	const char *code = phonecell_code(p->result);
	if (p->result == PHONE_EMPTY) {
		const char *known = cell(c, at, SHEET_CODE);
		/* A person who is there may stay without a number. */
		code =
		    *known && ledger_person_by_code(c->r->ledger, known) >= 0 &&
			    !*cell(c, at, SHEET_PHONE)
			? "W_PHONE_MISSING"
			: "E_PHONE_MISSING";
	}
	if (code)
		note(c, at, v, code, SHEET_PHONE);
	if (p->words)
		note(c, at, v, "W_PHONE_EXTRA_TEXT", SHEET_PHONE);
	const char *number = *p->number ? p->number : p->read;
	if (*number)
		v->number = mem_arena_dup(&c->f->arena, number);
}

static bool
is_code(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	return n && s[n] == '\0' && n < 64;
}

static void
import_person(struct canon *c, size_t at)
{
	struct verdict *v = open_row(c, at);
	if (!v)
		return;
	const char *role = cell(c, at, SHEET_ROLE);
	int parsed = *role ? record_role_parse(role) : FACTS_CADRE;
	struct phonecell phone;
	phonecell_read(cell(c, at, SHEET_PHONE), &phone);
	struct ledger_person row = { .code = text_of(c, at, SHEET_CODE),
		.name = text_of(c, at, SHEET_NAME),
		.phone = phone.number,
		.zalo = none_if_blank(text_of(c, at, SHEET_ZALO)),
		.channel = none_if_blank(text_of(c, at, SHEET_CHANNEL)),
		.role = parsed < 0 ? FACTS_CADRE : (enum facts_role)parsed };
	v->name = mem_arena_dup(&c->f->arena, row.name);
	if (!*row.name)
		note(c, at, v, "E_NAME_MISSING", SHEET_NAME);
	if (*row.code && !is_code(row.code))
		note(c, at, v, "E_CODE_INVALID", SHEET_CODE);
	if (parsed < 0)
		note(c, at, v, "E_ROLE_UNKNOWN", SHEET_ROLE);
	judge_phone(c, at, v, &phone);
	if (verdict_rejected(v))
		return;
	char key[200];
	snprintf(key, sizeof key, "%.60s/%.100s/%s", row.code, row.name,
	    row.phone);
	if (repeats(c, v, key))
		return;
	if (*row.code && repeats(c, v, row.code)) {
		v->outcome = VERDICT_ACCEPT;
		note(c, at, v, "E_CODE_DUP", SHEET_CODE);
		return;
	}
	int existing = find_person(c, at, v, row.code, row.phone);
	if (existing != -2)
		put_person(c, at, v, existing, &row);
}

/* --- assignments */

/* Blank cells are open ends; a period that ends before it begins is none. */
static void
read_period(struct canon *c, size_t at, struct verdict *v, int32_t *from,
    int32_t *until)
{
	*from = CIVIL_NONE;
	*until = CIVIL_MAX;
	if (*cell(c, at, SHEET_FROM) &&
	    datecell_day(cell(c, at, SHEET_FROM), from) < 0)
		note(c, at, v, "E_DATE_INVALID", SHEET_FROM);
	if (*cell(c, at, SHEET_UNTIL) &&
	    (datecell_day(cell(c, at, SHEET_UNTIL), until) < 0 ||
		*until < *from))
		note(c, at, v, "E_DATE_INVALID", SHEET_UNTIL);
}

static int
find_unit(struct canon *c, size_t at, struct verdict *v)
{
	const char *code = text_of(c, at, SHEET_UNIT);
	int unit = ledger_unit_by_code(c->r->ledger, code);
	if (unit >= 0) {
		verdict_unit(c->f, v, c->r->ledger->units[unit].code);
		return unit;
	}
	note(c, at, v, "E_UNIT_UNKNOWN", SHEET_UNIT);
	verdict_extra(c->f, v, "unit", code);
	return -1;
}

static void
import_assignment(struct canon *c, size_t at)
{
	struct verdict *v = open_row(c, at);
	if (!v)
		return;
	const struct ledger *l = c->r->ledger;
	const char *code = text_of(c, at, SHEET_PERSON);
	struct ledger_assignment a = { .person =
					   ledger_person_by_code(l, code) };
	if (a.person < 0) {
		note(c, at, v, "E_PERSON_UNKNOWN", SHEET_PERSON);
	} else {
		v->name = mem_arena_dup(&c->f->arena, l->people[a.person].name);
		v->number =
		    mem_arena_dup(&c->f->arena, l->people[a.person].phone);
	}
	verdict_extra(c->f, v, "person", code);
	a.unit = find_unit(c, at, v);
	read_period(c, at, v, &a.from_on, &a.until_on);
	if (verdict_rejected(v))
		return;
	char key[64];
	snprintf(key, sizeof key, "%d/%d/%ld", a.person, a.unit,
	    (long)a.from_on);
	if (repeats(c, v, key))
		return;
	if (ledger_held_by_other(l, a.person, a.unit,
		a.from_on == CIVIL_NONE ? 0 : a.from_on) &&
	    ledger_held(l, a.person, a.unit, a.from_on) < 0)
		note(c, at, v, "W_UNIT_SHARED", SHEET_UNIT);
	verdict_wrote(v, record_assignment(c->r, &a));
}

/* --- meetings */

static void
import_meeting(struct canon *c, size_t at)
{
	struct verdict *v = open_row(c, at);
	if (!v)
		return;
	int unit = find_unit(c, at, v);
	int year = civil_month_year(c->r->policy->from_month);
	const char *text = text_of(c, at, SHEET_RULE);
	const char *time = text_of(c, at, SHEET_TIME);
	struct recur rule;
	unsigned warnings = 0;
	if (recur_parse(text, year, &rule, &warnings) < 0)
		note(c, at, v,
		    datecell_impossible(text, year) ? "E_DATE_INVALID"
						    : "E_RULE_INVALID",
		    SHEET_RULE);
	int minute = *time ? recur_parse_time(time) : -1;
	if (*time && minute < 0)
		note(c, at, v, "E_TIME_INVALID", SHEET_TIME);
	if (verdict_rejected(v))
		return;
	const struct ledger *l = c->r->ledger;
	v->name = mem_arena_dup(&c->f->arena, l->units[unit].name);
	verdict_extra(c->f, v, "rule", rule.text);
	branch_note_rule(c->f, v, warnings, c->s->column[SHEET_RULE],
	    sheet_title(c->s, c->t, SHEET_RULE), text);
	char key[400];
	snprintf(key, sizeof key, "%d/%s/%d", unit, rule.text, minute);
	if (repeats(c, v, key))
		return;
	snprintf(key, sizeof key, "%d", unit);
	if (repeats(c, v, key)) {
		v->outcome = VERDICT_ACCEPT;
		note(c, at, v, "E_SCHEDULE_DUP", SHEET_RULE);
		return;
	}
	verdict_wrote(v, record_meeting(c->r, unit, rule.text, minute,
			     text_of(c, at, SHEET_PLACE)));
}

/* --- holidays and sessions */

static void
import_day(struct canon *c, size_t at)
{
	int32_t none;
	if (datecell_day(cell(c, at, SHEET_DATE), &none) < 0 &&
	    rowkind_is_footer(c->t, at, -1)) {
		char *text = rowkind_text(c->t, at);
		verdict_skip(c->f, c->t->rows[at].line, "N_FOOTER", text);
		free(text);
		return;
	}
	struct verdict *v = open_row(c, at);
	if (!v)
		return;
	const char *name = text_of(c, at, SHEET_NAME);
	int32_t on = 0;
	v->name = mem_arena_dup(&c->f->arena, name);
	if (datecell_day(cell(c, at, SHEET_DATE), &on) < 0) {
		note(c, at, v, "E_DATE_INVALID", SHEET_DATE);
		return;
	}
	char iso[16];
	verdict_extra(c->f, v, "date", civil_iso(on, iso));
	if (repeats(c, v, iso))
		return;
	verdict_wrote(v, c->s->kind == SHEET_SESSIONS
			     ? record_session(c->r, on, name)
			     : record_holiday(c->r, on, name));
}

static void
each_row(struct record *r, const struct table *t, const struct sheet *s,
    struct verdict_file *f, void (*import)(struct canon *, size_t))
{
	struct canon c = { .r = r, .t = t, .s = s, .f = f };
	for (size_t i = s->data; i < t->n && !r->failed; i++)
		import(&c, i);
	lookup_fini(&c.seen);
	mem_arena_fini(&c.arena);
}

void
canon_import_people(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f)
{
	each_row(r, t, s, f, import_person);
}

void
canon_import_assignments(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f)
{
	each_row(r, t, s, f, import_assignment);
}

void
canon_import_meetings(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f)
{
	each_row(r, t, s, f, import_meeting);
}

void
canon_import_days(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f)
{
	each_row(r, t, s, f, import_day);
}
