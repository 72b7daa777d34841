/*
 * The people and assignments of a running import, and what they are found by.
 * Units are in ledger_unit.c.  Knows no SQL and no file.
 */
#include "app/ledger.h"

#include "app/ledger_unit.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_AT_NAMESAKES = 64 };

static char *
own_key(struct ledger *l, const char *text)
{
	char *key = fold_key(text);
	char *own = mem_arena_dup(&l->arena, key);
	free(key);
	return own;
}

static const char *
pair_key(int a, int b, char buf[32])
{
	snprintf(buf, 32, "%d/%d", a, b);
	return buf;
}

static void
index_person(struct ledger *l, int i)
{
	const struct ledger_person *p = &l->people[i];
	if (p->phone)
		lookup_add(&l->person_phones, p->phone, i);
	lookup_add(&l->person_names, own_key(l, p->name), i);
}

int
ledger_add_person(struct ledger *l, const struct ledger_person *p)
{
	int i = l->person_n++;
	l->people = mem_grow(l->people, &l->person_cap, (size_t)i + 1,
	    sizeof *l->people);
	l->claimed = mem_grow(l->claimed, &l->claimed_cap, (size_t)i + 1,
	    sizeof *l->claimed);
	l->claimed[i] = 0;
	l->people[i] =
	    (struct ledger_person){ mem_arena_dup(&l->arena, p->code),
		    mem_arena_dup(&l->arena, p->name),
		    mem_arena_dup(&l->arena, p->phone),
		    mem_arena_dup(&l->arena, p->zalo),
		    mem_arena_dup(&l->arena, p->channel), p->role };
	lookup_add(&l->person_codes, l->people[i].code, i);
	index_person(l, i);
	return i;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

void
ledger_set_person(struct ledger *l, int person, const struct ledger_person *p)
{
	struct ledger_person *now = &l->people[person];
	struct ledger_person old = *now;
	*now = *p;
	now->code = old.code;
	now->name = mem_arena_dup(&l->arena, p->name);
	now->phone = mem_arena_dup(&l->arena, p->phone);
	now->zalo = mem_arena_dup(&l->arena, p->zalo);
	now->channel = mem_arena_dup(&l->arena, p->channel);
	if (same_text(old.phone, now->phone) && same_text(old.name, now->name))
		return;
	if (old.phone && !same_text(old.phone, now->phone))
		lookup_add(&l->person_earlier, old.phone, person);
	index_person(l, person);
}

void
ledger_add_earlier(struct ledger *l, int person, const char *e164)
{
	lookup_add(&l->person_earlier, mem_arena_dup(&l->arena, e164), person);
}

int
ledger_person_by_code(const struct ledger *l, const char *code)
{
	return lookup_first(&l->person_codes, code);
}

/* Entries stay when a person changes, so each is looked at again. */
int
ledger_person_by_phone(const struct ledger *l, const char *e164)
{
	int link = lookup_head(&l->person_phones, e164);
	for (; link >= 0; link = lookup_next(&l->person_phones, link)) {
		int i = lookup_value(&l->person_phones, link);
		if (same_text(l->people[i].phone, e164))
			return i;
	}
	return -1;
}

int
ledger_person_by_earlier(const struct ledger *l, const char *e164)
{
	return ledger_person_by_phone(l, e164) >= 0
		   ? -1
		   : lookup_first(&l->person_earlier, e164);
}

bool
ledger_same_name(const char *a, const char *b)
{
	char *x = fold_key(a);
	char *y = fold_key(b);
	bool same = strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

int
ledger_person_by_name(const struct ledger *l, const char *name, int file)
{
	char *key = fold_key(name);
	int found = -1, looked = 0;
	int link = lookup_head(&l->person_names, key);
	for (; link >= 0; link = lookup_next(&l->person_names, link)) {
		int i = lookup_value(&l->person_names, link);
		if (++looked > LOOK_AT_NAMESAKES) {
			found = LEDGER_SEVERAL;
			break;
		}
		if (i == found || (file && l->claimed[i] == file) ||
		    !ledger_same_name(l->people[i].name, name))
			continue;
		if (found >= 0) {
			found = LEDGER_SEVERAL;
			break;
		}
		found = i;
	}
	free(key);
	return found;
}

bool
ledger_name_known(const struct ledger *l, const char *name)
{
	char *key = fold_key(name);
	bool known = lookup_head(&l->person_names, key) >= 0;
	free(key);
	return known;
}

/* The last word of the name in capitals, letters and digits only. */
static char *
given_key(const char *name)
{
	char *text = fold_text(name);
	char *space = strrchr(text, ' ');
	char *key = fold_key(space ? space + 1 : text);
	free(text);
	size_t n = 0;
	for (const char *s = key; *s; s++) {
		if (*s >= 'a' && *s <= 'z')
			key[n++] = (char)(*s - 'a' + 'A');
		else if (*s >= '0' && *s <= '9')
			key[n++] = *s;
	}
	key[n] = '\0';
	return key;
}

/* Where the counting of this given name stands; 1 = the bare name is next. */
static int *
next_number(struct ledger *l, const char *given)
{
	int at = lookup_first(&l->given_names, given);
	if (at < 0) {
		at = (int)l->given_n++;
		l->given_next = mem_grow(l->given_next, &l->given_cap,
		    l->given_n, sizeof *l->given_next);
		l->given_next[at] = 1;
		lookup_add(&l->given_names, mem_arena_dup(&l->arena, given),
		    at);
	}
	return &l->given_next[at];
}

const char *
ledger_new_code(struct ledger *l, const char *name)
{
	char *given = given_key(name);
	const char *code = NULL;
	if (*given && strlen(given) < 48) {
		int *n = next_number(l, given);
		char try[64];
		do {
			if (*n < 2)
				snprintf(try, sizeof try, "%s", given);
			else
				snprintf(try, sizeof try, "%s%d", given, *n);
			(*n)++;
		} while (lookup_head(&l->person_codes, try) >= 0);
		code = mem_arena_dup(&l->arena, try);
	}
	free(given);
	return code;
}

void
ledger_put_assignment(struct ledger *l, const struct ledger_assignment *a)
{
	char buf[32];
	int link = lookup_head(&l->held, pair_key(a->person, a->unit, buf));
	for (; link >= 0; link = lookup_next(&l->held, link)) {
		int same = lookup_value(&l->held, link);
		if (l->assignments[same].from_on == a->from_on) {
			l->assignments[same].until_on = a->until_on;
			return;
		}
	}
	int i = l->assignment_n++;
	l->assignments = mem_grow(l->assignments, &l->assignment_cap,
	    (size_t)i + 1, sizeof *l->assignments);
	l->assignments[i] = *a;
	lookup_add(&l->held,
	    mem_arena_dup(&l->arena, pair_key(a->person, a->unit, buf)), i);
	lookup_add(&l->holders,
	    mem_arena_dup(&l->arena, pair_key(a->unit, 0, buf)), i);
}

int
ledger_held(const struct ledger *l, int person, int unit, int32_t on)
{
	char buf[32];
	int later = -1;
	int link = lookup_head(&l->held, pair_key(person, unit, buf));
	for (; link >= 0; link = lookup_next(&l->held, link)) {
		int i = lookup_value(&l->held, link);
		const struct ledger_assignment *a = &l->assignments[i];
		if (a->from_on <= on && a->until_on >= on)
			return i;
		if (a->from_on > on &&
		    (later < 0 || a->from_on < l->assignments[later].from_on))
			later = i;
	}
	return later;
}

bool
ledger_held_by_other(const struct ledger *l, int person, int unit, int32_t on)
{
	char buf[32];
	int link = lookup_head(&l->holders, pair_key(unit, 0, buf));
	for (; link >= 0; link = lookup_next(&l->holders, link)) {
		int i = lookup_value(&l->holders, link);
		if (l->assignments[i].person != person &&
		    l->assignments[i].until_on >= on)
			return true;
	}
	return false;
}

static void
take_people(struct ledger *l, const struct facts *f)
{
	for (int i = 0; i < f->person_n; i++) {
		const struct facts_person *p = &f->people[i];
		struct ledger_person one = { p->code, p->name, p->phone,
			p->zalo, p->channel, p->role };
		ledger_add_person(l, &one);
	}
	for (int i = 0; i < f->number_n; i++) {
		if (!f->numbers[i].given)
			ledger_add_earlier(l, f->numbers[i].person,
			    f->numbers[i].phone);
	}
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		struct ledger_assignment one = { a->person, a->unit, a->from_on,
			a->until_on };
		ledger_put_assignment(l, &one);
	}
}

struct ledger *
ledger_new(const struct facts *facts, const struct policy *policy)
{
	struct ledger *l = mem_new(1, sizeof *l);
	l->policy = policy;
	for (int i = 0; i < facts->unit_n; i++) {
		const struct facts_unit *u = &facts->units[i];
		struct ledger_unit one = { u->code, u->name,
			u->aliases ? u->aliases : "", u->contact_name,
			u->contact_phone, u->level, u->parent, u->from_on,
			u->until_on };
		ledger_unit_add(l, &one);
	}
	take_people(l, facts);
	return l;
}

void
ledger_free(struct ledger *l)
{
	if (!l)
		return;
	struct lookup *all[] = { &l->unit_codes, &l->unit_names, &l->unit_bare,
		&l->unit_initials, &l->branches, &l->person_codes,
		&l->person_phones, &l->person_earlier, &l->person_names,
		&l->given_names, &l->held, &l->holders };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		lookup_fini(all[i]);
	free(l->units);
	free(l->people);
	free(l->assignments);
	free(l->claimed);
	free(l->given_next);
	mem_arena_fini(&l->arena);
	free(l);
}
