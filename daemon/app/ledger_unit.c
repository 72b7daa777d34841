/*
 * The units of a running import, and what they are found by.  Knows no SQL
 * and no file.
 */
#include "app/ledger_unit.h"

#include "app/unitname.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
index_name(struct ledger *l, int i, const char *name)
{
	struct unitname n;
	unitname_read(name, &n);
	if (!n.word_n)
		return;
	lookup_add(&l->unit_names, mem_arena_dup(&l->arena, n.full), i);
	lookup_add(&l->unit_bare, mem_arena_dup(&l->arena, n.bare), i);
	const struct ledger_unit *u = &l->units[i];
	if (u->level < policy_branch_level(l->policy))
		lookup_add(&l->unit_initials,
		    mem_arena_dup(&l->arena, n.initials), i);
	char key[UNITNAME_BYTES + 16];
	snprintf(key, sizeof key, "%d/%s", u->parent, n.full);
	lookup_add(&l->branches, mem_arena_dup(&l->arena, key), i);
}

static void
index_unit(struct ledger *l, int i)
{
	const struct ledger_unit *u = &l->units[i];
	index_name(l, i, u->name);
	char *aliases = mem_dup(u->aliases);
	for (char *s = aliases; s && *s;) {
		char *bar = strchr(s, '|');
		if (bar)
			*bar = '\0';
		index_name(l, i, s);
		s = bar ? bar + 1 : NULL;
	}
	free(aliases);
}

static void
copy(struct ledger *l, struct ledger_unit *to, const struct ledger_unit *from)
{
	*to = *from;
	to->code = mem_arena_dup(&l->arena, from->code);
	to->name = mem_arena_dup(&l->arena, from->name);
	to->aliases = mem_arena_dup(&l->arena, from->aliases);
	to->contact_name = mem_arena_dup(&l->arena, from->contact_name);
	to->contact_phone = mem_arena_dup(&l->arena, from->contact_phone);
}

int
ledger_unit_add(struct ledger *l, const struct ledger_unit *u)
{
	int i = l->unit_n++;
	l->units =
	    mem_grow(l->units, &l->unit_cap, (size_t)i + 1, sizeof *l->units);
	copy(l, &l->units[i], u);
	lookup_add(&l->unit_codes, l->units[i].code, i);
	index_unit(l, i);
	return i;
}

void
ledger_unit_set(struct ledger *l, int unit, const struct ledger_unit *u)
{
	struct ledger_unit old = l->units[unit];
	copy(l, &l->units[unit], u);
	l->units[unit].code = old.code;
	if (strcmp(old.name, u->name) != 0 ||
	    strcmp(old.aliases, u->aliases) != 0 || old.parent != u->parent)
		index_unit(l, unit);
}

int
ledger_unit_by_code(const struct ledger *l, const char *code)
{
	return lookup_first(&l->unit_codes, code);
}

bool
ledger_unit_under(const struct ledger *l, int unit, int ancestor)
{
	for (int up = l->units[unit].parent, n = 0; up >= 0 && n < 32; n++) {
		if (up == ancestor)
			return true;
		up = l->units[up].parent;
	}
	return false;
}

int
ledger_unit_branch(const struct ledger *l, int parent, const char *name)
{
	struct unitname n;
	unitname_read(name, &n);
	char key[UNITNAME_BYTES + 16];
	snprintf(key, sizeof key, "%d/%s", parent, n.full);
	int link = lookup_head(&l->branches, key);
	for (; link >= 0; link = lookup_next(&l->branches, link)) {
		int i = lookup_value(&l->branches, link);
		if (l->units[i].parent == parent)
			return i;
	}
	return -1;
}
