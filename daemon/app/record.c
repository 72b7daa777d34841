/*
 * One put, two places: the store (truth) and the ledger (what later rows are
 * compared with).  Knows no table and no verdict.
 */
#include "app/record.h"

#include "app/ledger_unit.h"
#include "store/org.h"

#include <string.h>

static const char *const roles[] = {
	[FACTS_CADRE] = "cadre",
	[FACTS_SECRETARY] = "secretary",
	[FACTS_ADMIN] = "admin",
	[FACTS_CONTACT] = "contact",
};

const char *
record_role_name(enum facts_role role)
{
	return roles[role];
}

int
record_role_parse(const char *name)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		if (strcmp(roles[i], name) == 0)
			return (int)i;
	}
	return -1;
}

static int
done(struct record *r, int put)
{
	if (put < 0)
		r->failed = true;
	return put;
}

int
record_unit(struct record *r, int existing, const struct ledger_unit *want,
    const char *kind, int *index)
{
	struct ledger *l = r->ledger;
	const struct org_unit u = { .code = want->code,
		.name = want->name,
		.kind = kind,
		.parent = want->parent < 0 ? "" : l->units[want->parent].code,
		.aliases = want->aliases,
		.contact_name = want->contact_name,
		.contact_phone = want->contact_phone,
		.from_on = want->from_on,
		.until_on = want->until_on };
	int put = org_put_unit(r->store, &u, &r->err);
	if (put < 0)
		return done(r, put);
	if (existing < 0) {
		*index = ledger_unit_add(l, want);
	} else {
		*index = existing;
		if (put)
			ledger_unit_set(l, existing, want);
	}
	return put;
}

static int
put_person(struct record *r, const struct ledger_person *p, const char *phone)
{
	const struct org_person o = { .code = p->code,
		.name = p->name,
		.phone = phone,
		.role = record_role_name(p->role),
		.zalo = p->zalo,
		.channel = p->channel };
	return org_put_person(r->store, &o, r->now, &r->err);
}

/* Whether the second number is to be kept: nobody has it, and it is not yet
 * known as theirs. */
static bool
keeps(const struct record *r, int existing, const char *second)
{
	return second && ledger_person_by_phone(r->ledger, second) < 0 &&
	       (existing < 0 ||
		   ledger_person_by_earlier(r->ledger, second) != existing);
}

int
record_person(struct record *r, int existing, const struct ledger_person *want,
    const char *second, int *index)
{
	struct ledger *l = r->ledger;
	bool keep = keeps(r, existing, second);
	/* The store keeps a replaced number by itself: so the second one is
	 * theirs first, and then replaced. */
	int before = keep ? put_person(r, want, second) : 0;
	if (before < 0)
		return done(r, before);
	int put = put_person(r, want, want->phone);
	if (put < 0)
		return done(r, put);
	if (existing < 0) {
		*index = ledger_add_person(l, want);
		put = 1;
	} else {
		*index = existing;
		if (put || before)
			ledger_set_person(l, existing, want);
		put = put ? put : before;
	}
	if (keep)
		ledger_add_earlier(l, *index, second);
	return put;
}

int
record_assignment(struct record *r, const struct ledger_assignment *a)
{
	struct ledger *l = r->ledger;
	const struct org_assignment o = { l->people[a->person].code,
		l->units[a->unit].code, a->from_on, a->until_on };
	int put = org_put_assignment(r->store, &o, &r->err);
	if (put > 0)
		ledger_put_assignment(l, a);
	return done(r, put);
}

int
record_meeting(struct record *r, int unit, const char *rule, int minute,
    const char *place)
{
	const struct org_meeting m = { r->ledger->units[unit].code, rule,
		place && *place ? place : NULL, minute };
	return done(r, org_put_meeting(r->store, &m, &r->err));
}

int
record_holiday(struct record *r, int32_t on, const char *name)
{
	return done(r, org_put_holiday(r->store, on, name, &r->err));
}

int
record_session(struct record *r, int32_t on, const char *name)
{
	return done(r, org_put_session(r->store, on, name, &r->err));
}
