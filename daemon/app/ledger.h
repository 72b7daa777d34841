/*
 * What an import knows while it runs: the units and people of the database
 * and what the rows so far have added, found by code, number or name without
 * walking.  Memory only: it knows no SQL and no file.
 */
#ifndef NHACVIEC_APP_LEDGER_H
#define NHACVIEC_APP_LEDGER_H

#include "app/lookup.h"
#include "base/mem.h"
#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stdint.h>

enum { LEDGER_SEVERAL = -2 };

struct ledger_unit { /* strings owned by the ledger once added */
	const char *code, *name, *aliases;	  /* "" for no alias */
	const char *contact_name, *contact_phone; /* or NULL */
	int level, parent;
	int32_t from_on, until_on;
};

struct ledger_person {
	const char *code, *name;
	const char *phone, *zalo, *channel; /* or NULL */
	enum facts_role role;
};

struct ledger_assignment {
	int person, unit;
	int32_t from_on, until_on;
};

struct ledger { /* read the arrays, change them by the calls below */
	struct mem_arena arena;
	const struct policy *policy;
	struct ledger_unit *units;
	struct ledger_person *people;
	struct ledger_assignment *assignments;
	int unit_n, person_n, assignment_n;
	int *claimed;	 /* a person: the file (from 1) whose row named it */
	int *given_next; /* of given_names: the number of the next code */
	size_t unit_cap, person_cap, assignment_cap, claimed_cap;
	size_t given_n, given_cap;
	struct lookup unit_codes, unit_names, unit_bare, unit_initials;
	struct lookup branches; /* "unit/name" */
	struct lookup person_codes, person_phones, person_earlier;
	struct lookup person_names, given_names;
	struct lookup held;    /* "person/unit" → assignments */
	struct lookup holders; /* "unit" → assignments */
};

/* facts is only read here. */
struct ledger *ledger_new(const struct facts *facts,
    const struct policy *policy);
void ledger_free(struct ledger *l);

/* −1 = none. */
int ledger_person_by_code(const struct ledger *l, const char *code);
int ledger_person_by_phone(const struct ledger *l, const char *e164);
/* The person who had the number before; −1 when somebody has it now. */
int ledger_person_by_earlier(const struct ledger *l, const char *e164);
/* The person of that folded name who was not claimed by this file; −1 none,
 * LEDGER_SEVERAL. */
int ledger_person_by_name(const struct ledger *l, const char *name, int file);
/* Whether anybody is called that, claimed or not. */
bool ledger_name_known(const struct ledger *l, const char *name);
bool ledger_same_name(const char *a, const char *b);
int ledger_add_person(struct ledger *l, const struct ledger_person *p);
void ledger_set_person(struct ledger *l, int person,
    const struct ledger_person *p);
void ledger_add_earlier(struct ledger *l, int person, const char *e164);
/* A free code from the given name: BAO, then BAO2.  NULL when the name has no
 * letter for it.  Owned by the ledger. */
const char *ledger_new_code(struct ledger *l, const char *name);

/* Adds it, or sets the end of the one with the same beginning. */
void ledger_put_assignment(struct ledger *l, const struct ledger_assignment *a);
/* An assignment of that person to that unit that covers the day, else the
 * earliest later one, else −1. */
int ledger_held(const struct ledger *l, int person, int unit, int32_t on);
/* Whether somebody else holds the unit on or after the day. */
bool ledger_held_by_other(const struct ledger *l, int person, int unit,
    int32_t on);

#endif
