/*
 * Units by their codes.  All rows are read first; each row then waits for the
 * row of its parent, if the file holds one.
 */
#include "app/canon_units.h"

#include "app/datecell.h"
#include "app/ledger_unit.h"
#include "app/namecell.h"
#include "app/phonecell.h"
#include "app/rowkind.h"
#include "core/civil.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum state { WAITING, AT_WORK, FINISHED };

struct row {
	size_t at;
	struct verdict *v; /* NULL: a blank row */
	const char *code, *parent;
	struct ledger_unit want;
	const char *kind;
	enum state state;
};

struct units {
	struct record *r;
	const struct table *t;
	const struct sheet *s;
	struct verdict_file *f;
	struct row *rows;
	size_t n;
	struct lookup codes; /* → rows */
	struct mem_arena arena;
};

static const char *
cell(const struct units *u, size_t at, enum sheet_column c)
{
	return sheet_cell(u->s, u->t, at, c);
}

static void
note(struct units *u, struct row *w, const char *code, enum sheet_column c)
{
	verdict_note(u->f, w->v, code, u->s->column[c],
	    sheet_title(u->s, u->t, c), cell(u, w->at, c));
}

static const char *
text_of(struct units *u, size_t at, enum sheet_column c)
{
	char *text = namecell_text(cell(u, at, c));
	const char *own = mem_arena_dup(&u->arena, text);
	free(text);
	return own;
}

/* Codes are written in capitals, because people answer with them. */
static const char *
code_of(struct units *u, size_t at, enum sheet_column c)
{
	char *code = namecell_text(cell(u, at, c));
	for (char *s = code; *s; s++) {
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
	}
	const char *own = mem_arena_dup(&u->arena, code);
	free(code);
	return own;
}

static bool
is_code(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	return n && s[n] == '\0' && n < 64;
}

/* Index of a level by its configured or built-in name; −1 none. */
static int
level_of(const struct policy *p, const char *kind)
{
	for (size_t i = 0; i < p->level_n; i++) {
		if (strcmp(p->levels[i], kind) == 0)
			return (int)i;
	}
	if (strcmp(kind, "huyen") == 0)
		return 0;
	if (strcmp(kind, "cum") == 0 && policy_visit_level(p) > 0)
		return policy_visit_level(p) - 1;
	if (strcmp(kind, "xa") == 0 || strcmp(kind, "thi_tran") == 0 ||
	    strcmp(kind, "phuong") == 0)
		return policy_visit_level(p);
	if (strcmp(kind, "chi_doan") == 0)
		return policy_branch_level(p);
	return -1;
}

static void
read_phone(struct units *u, struct row *w)
{
	struct phonecell p;
	phonecell_read(cell(u, w->at, SHEET_CONTACT_PHONE), &p);
	if (p.result == PHONE_EMPTY)
		return;
	const char *code = phonecell_code(p.result);
	if (code)
		note(u, w, code, SHEET_CONTACT_PHONE);
	const char *number = *p.number ? p.number : p.read;
	w->v->number = mem_arena_dup(&u->f->arena, number);
	if (*p.number)
		w->want.contact_phone = mem_arena_dup(&u->arena, p.number);
}

static void
read_period(struct units *u, struct row *w)
{
	const char *from = cell(u, w->at, SHEET_FROM);
	const char *until = cell(u, w->at, SHEET_UNTIL);
	if (*from && datecell_day(from, &w->want.from_on) < 0)
		note(u, w, "E_DATE_INVALID", SHEET_FROM);
	if (*until && datecell_day(until, &w->want.until_on) < 0)
		note(u, w, "E_DATE_INVALID", SHEET_UNTIL);
}

static void
read_row(struct units *u, size_t at, struct row *w)
{
	int line = u->t->rows[at].line;
	w->at = at;
	if (rowkind_is_blank(u->t, at)) {
		verdict_skip(u->f, line, "N_BLANK", "");
		return;
	}
	bool hidden = u->t->rows[at].hidden;
	if (hidden || rowkind_is_example(u->t, at)) {
		char *text = rowkind_text(u->t, at);
		verdict_skip(u->f, line, hidden ? "N_HIDDEN_ROW" : "N_EXAMPLE",
		    text);
		free(text);
		return;
	}
	w->v = verdict_add(u->f, line, "");
	w->code = code_of(u, at, SHEET_CODE);
	w->parent = code_of(u, at, SHEET_PARENT);
	w->kind = text_of(u, at, SHEET_KIND);
	int known = ledger_unit_by_code(u->r->ledger, w->code);
	w->want = (struct ledger_unit){ .aliases = "",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	if (known >= 0)
		w->want = u->r->ledger->units[known];
	w->want.code = w->code;
	w->want.name = text_of(u, at, SHEET_NAME);
	w->want.level = level_of(u->r->policy, w->kind);
	if (*cell(u, at, SHEET_ALIASES))
		w->want.aliases = text_of(u, at, SHEET_ALIASES);
	if (*cell(u, at, SHEET_CONTACT_NAME))
		w->want.contact_name = text_of(u, at, SHEET_CONTACT_NAME);
	w->v->name = mem_arena_dup(&u->f->arena, w->want.name);
	if (*w->code)
		verdict_unit(u->f, w->v, w->code);
	if (!is_code(w->code))
		note(u, w, *w->code ? "E_CODE_INVALID" : "E_CODE_MISSING",
		    SHEET_CODE);
	if (!*w->want.name)
		note(u, w, "E_NAME_MISSING", SHEET_NAME);
	if (w->want.level < 0)
		note(u, w, "E_KIND_UNKNOWN", SHEET_KIND);
	read_phone(u, w);
	read_period(u, w);
}

static bool
same_row(const struct row *a, const struct row *b)
{
	return strcmp(a->want.name, b->want.name) == 0 &&
	       strcmp(a->parent, b->parent) == 0 &&
	       strcmp(a->kind, b->kind) == 0;
}

static void
settle(struct units *u, int i)
{
	struct row *w = &u->rows[i];
	int first = lookup_first(&u->codes, w->code);
	if (first < 0) {
		lookup_add(&u->codes, w->code, i);
		return;
	}
	const struct row *earlier = &u->rows[first];
	if (!same_row(earlier, w)) {
		note(u, w, "E_CODE_DUP", SHEET_CODE);
		return;
	}
	char into[24];
	snprintf(into, sizeof into, "line %d", earlier->v->line);
	w->v->outcome = VERDICT_MERGE;
	note(u, w, "W_DUP_ROW", SHEET_CODE);
	verdict_extra(u->f, w->v, "into", into);
}

static void
write_row(struct units *u, struct row *w)
{
	const struct ledger *l = u->r->ledger;
	int existing = ledger_unit_by_code(l, w->code);
	w->want.parent = -1;
	if (*w->parent) {
		w->want.parent = ledger_unit_by_code(l, w->parent);
		if (w->want.parent < 0) {
			note(u, w, "E_UNIT_UNKNOWN", SHEET_PARENT);
			verdict_extra(u->f, w->v, "unit", w->parent);
		} else {
			bool below_itself =
			    existing >= 0 &&
			    ledger_unit_under(l, w->want.parent, existing);
			if (below_itself ||
			    l->units[w->want.parent].level >= w->want.level)
				note(u, w, "E_PARENT", SHEET_PARENT);
		}
	} else if (w->want.level >= policy_branch_level(u->r->policy)) {
		note(u, w, "E_UNIT_UNKNOWN", SHEET_PARENT);
	}
	if (verdict_rejected(w->v))
		return;
	int index;
	verdict_wrote(w->v,
	    record_unit(u->r, existing, &w->want, w->kind, &index));
}

/* Parents first.  A chain of parents is as deep as there are levels; a longer
 * one, or a circle, ends at a row whose parent is then unknown. */
static void
work(struct units *u, int i)
{
	int chain[POLICY_LEVELS_MAX];
	int depth = 0;
	while (depth < POLICY_LEVELS_MAX) {
		struct row *w = &u->rows[i];
		if (!w->v || w->v->outcome != VERDICT_ACCEPT ||
		    w->state != WAITING)
			break;
		w->state = AT_WORK;
		chain[depth++] = i;
		i = *w->parent ? lookup_first(&u->codes, w->parent) : -1;
		if (i < 0)
			break;
	}
	while (depth && !u->r->failed) {
		struct row *w = &u->rows[chain[--depth]];
		w->state = FINISHED;
		write_row(u, w);
	}
}

void
canon_units_import(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f)
{
	struct units u = { .r = r, .t = t, .s = s, .f = f };
	u.n = t->n - s->data;
	u.rows = mem_new(u.n, sizeof *u.rows);
	for (size_t i = 0; i < u.n; i++) {
		struct row *w = &u.rows[i];
		read_row(&u, s->data + i, w);
		if (w->v && !verdict_rejected(w->v))
			settle(&u, (int)i);
	}
	for (size_t i = 0; i < u.n && !r->failed; i++)
		work(&u, (int)i);
	free(u.rows);
	lookup_fini(&u.codes);
	mem_arena_fini(&u.arena);
}
