/*
 * The heart: facts and a time in, what must be said to whom out, and when to
 * look again.  Pure: the same facts and time give the same actions, byte for
 * byte.  What was said is itself among the facts, so nothing is said twice.
 *
 * A rung is one step of a duty's ladder: a time point and a kind of text.  Of
 * the rungs that a duty missed only the latest speaks; a person gets one text
 * a day with all that is due that day, meetings by the hour aside.
 */
#ifndef NHACVIEC_CORE_PLAN_H
#define NHACVIEC_CORE_PLAN_H

#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_RUNG_SIZE 28

struct plan_item {
	struct duty_key duty;
	enum policy_wording kind;
	char rung[PLAN_RUNG_SIZE]; /* "remind/-7": its identity in `said` */
	int64_t due_at;
	int64_t useful_until;
	bool passed; /* missed and superseded: to be recorded, never said */
};

struct plan_message { /* to be enqueued now */
	int person;
	int64_t expires_at;
	struct plan_item *items; /* those passed over come last */
	size_t item_n;
	size_t spoken_n;
};

struct plan {
	struct plan_message *messages; /* by person */
	size_t message_n;
	struct plan_item *items; /* private: backs the messages */
	int64_t next_look;
};

/* plan_fini frees it. */
void plan_make(const struct facts *f, const struct policy *p, int64_t now,
    struct plan *out);
/* Every rung that is due by now and was not said, whatever the hours and the
 * day's one text say: item_n of each message counts, spoken_n is 0. */
void plan_missed(const struct facts *f, const struct policy *p, int64_t now,
    struct plan *out);
void plan_fini(struct plan *plan);

#endif
