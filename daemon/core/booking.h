/*
 * From clauses to what would be written down: visits, meetings, promises, and
 * what is left out; or the one problem that keeps it from being written.
 * Knows units, days and the plan; not the answer.  Pure.
 */
#ifndef NHACVIEC_CORE_BOOKING_H
#define NHACVIEC_CORE_BOOKING_H

#include "core/scene.h"
#include "core/understand.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum booking_problem {
	BOOKING_OK,
	BOOKING_NO_UNIT,	 /* several of theirs are possible */
	BOOKING_NO_UNITS_AT_ALL, /* the sender answers for none */
	BOOKING_FOREIGN,	 /* a unit of somebody else */
	BOOKING_AMBIGUOUS,	 /* an abbreviation of several units */
	BOOKING_UNKNOWN_UNIT,
	BOOKING_BAD_DAY,    /* no such day */
	BOOKING_FUTURE_DAY, /* "done" on a coming day */
	BOOKING_PAST_DAY,   /* "will" on a day gone by */
	BOOKING_OUTSIDE,    /* not in the plan's months */
	BOOKING_DOUBT_DAY,  /* more than one day fits */
	BOOKING_VAGUE,	    /* nothing but a vague day, or of two months */
	BOOKING_PAIRING,    /* units and days do not pair */
	BOOKING_BRANCH,	    /* a branch: was it the visit or its meeting? */
	BOOKING_COUNT,	    /* "ca 2 xa" of three */
	BOOKING_TOO_MANY,
	BOOKING__N
};

struct booking {
	struct understand_item item[UNDERSTAND_MAX];
	size_t n;
	enum booking_problem problem;
	char words[32];		  /* the unit or day that is the problem */
	int branch;		  /* BRANCH: which */
	int32_t on;		  /* a day that was understood, or CIVIL_NONE */
	int unit[UNDERSTAND_MAX]; /* units understood, even with a problem */
	size_t unit_n;
	int option[UNITMATCH_OPTIONS]; /* AMBIGUOUS: what it may be */
	size_t option_n;
	bool named; /* a unit was named */
	bool dated; /* a day was named */
};

/* Visits of the clauses that say done; past = false: promises of those that
 * say they will come. */
void booking_visits(const struct scene *s, bool past, struct booking *b);
void booking_meetings(const struct scene *s, struct booking *b);
/* Units said not to be done (chua, tru, con); returns how many. */
size_t booking_not_done(const struct scene *s, int *units, size_t max);
const char *booking_problem_name(enum booking_problem p);

#endif
