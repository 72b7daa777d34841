/*
 * One month as the office looks at it: who stands how, under which cluster, and
 * which units were visited.  Values only; knows no markup and no database.
 */
#ifndef NHACVIEC_APP_MONTH_H
#define NHACVIEC_APP_MONTH_H

#include "core/facts.h"
#include "core/policy.h"
#include "core/standing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct month_person { /* with an assignment in the month, or a visit */
	int person;
	int cluster; /* unit index, −1 = several or none */
	char *key;   /* private: sorts names as the office does */
	struct standing st;
	int required, done; /* of the month, per unit where that is the rule */
};

struct month_unit { /* of the visited level, valid in the month */
	int unit;
	int cluster;	 /* −1 none */
	bool visited;	 /* in the month */
	int32_t last_on; /* latest known day of a visit up to its end */
};

struct month {
	const struct facts *f;	/* borrowed */
	const struct policy *p; /* borrowed */
	int level;		/* of the visited units */
	int32_t month;
	int32_t first, last; /* days of it */
	int32_t today;
	int64_t now;
	int session;		     /* the next one from its end on, or −1 */
	struct month_person *people; /* by cluster, then given name */
	size_t person_n;
	struct month_unit *units; /* by cluster */
	size_t unit_n;
	int people_done, people_all; /* the exempt do not count */
	int units_visited;
};

/* month = a month index; f and p must outlive m.  Free with month_fini. */
void month_init(struct month *m, const struct facts *f, const struct policy *p,
    int32_t month, int64_t now);
void month_fini(struct month *m);
/* The day, today or later, that the person promised for just this unit, or
 * CIVIL_NONE. */
int32_t month_promised(const struct month *m, int person, int unit);
/* Whether a visit of the month to the unit is the person's. */
bool month_was_at(const struct month *m, int person, int unit);
/* The person's exemption that touches the month, or NULL. */
const struct facts_exemption *month_exemption(const struct month *m,
    int person);
/* The month of now, or the plan's first or last when now is outside. */
int32_t month_present(const struct policy *p, int64_t now);

#endif
