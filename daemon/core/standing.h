/*
 * How a person stands with a month's visit, and with its meetings: one answer
 * for the planner, `status`, the pages and the report.  Pure.
 */
#ifndef NHACVIEC_CORE_STANDING_H
#define NHACVIEC_CORE_STANDING_H

#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stdint.h>

enum standing_state {
	STANDING_NOT_DUE,
	STANDING_DUE,
	STANDING_PLANNED,
	STANDING_DONE,
	STANDING_OVERDUE,
	STANDING_EXEMPT
};

#define STANDING_UNITS_MAX 128 /* a province's visited units in one hand */

struct standing {
	enum standing_state state;
	bool owed; /* the person owes this month at all */
	int required;
	int done;
	int32_t planned_on; /* latest promise of the month, CIVIL_NONE none */
	int64_t promised_at;
	bool verify;		       /* a claim of it waits for a person */
	int units[STANDING_UNITS_MAX]; /* whose visit counts */
	int unit_n;
};

/*
 * The visit duty of a month; unit = −1 for the person's duty, else the duty
 * for that unit ([visit] per = unit).  A duty of a running month is owed by who
 * has the units today or later in it, of a past month by who had them on its
 * last day.
 */
void standing_visit(const struct facts *f, const struct policy *p, int person,
    int unit, int32_t month, int64_t now, struct standing *s);
const char *standing_state_name(enum standing_state s);

/* Visits credited to that month: first index into f->visits, sets *n. */
int standing_visits(const struct facts *f, int person, int32_t month, int *n);
/* Attendances credited to that month. */
int standing_attended(const struct facts *f, int person, int32_t month);
/* The person's own exemption that covers the day, or NULL. */
const struct facts_exemption *standing_exemption(const struct facts *f,
    int person, int32_t on);
/* Whether the person has any assignment on a day of the month. */
bool standing_assigned(const struct facts *f, const struct policy *p,
    int person, int32_t month);
/* Whole months without a visit to the unit up to and including `month`, counted
 * from the plan's beginning at most. */
int standing_months_without(const struct facts *f, const struct policy *p,
    int unit, int32_t month);
/* Whether nobody need speak of this meeting to the person any more: the month's
 * number is met, this one was attended, or the person is exempt that day. */
bool standing_meeting_over(const struct facts *f, const struct policy *p,
    int person, int unit, int32_t on);
/* A visit or a written result is due for this session: the person visited
 * since the one before.  Sets *done. */
bool standing_report(const struct facts *f, int person, int session,
    bool *done);
/* Session at or after the day, or −1. */
int standing_next_session(const struct facts *f, int32_t on);

#endif
