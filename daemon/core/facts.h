/*
 * Everything that is known, as one immutable value in memory: who there is,
 * who owes for what, what was done and what was said.  The store builds it,
 * the planner and the reader of replies look at it, nobody changes it.
 *
 * Things refer to each other by index into the arrays; −1 is nobody.
 */
#ifndef NHACVIEC_CORE_FACTS_H
#define NHACVIEC_CORE_FACTS_H

#include "base/mem.h"
#include "core/civil.h"
#include "core/duty.h"
#include "core/ids.h"
#include "core/recur.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_NONE (-1)

enum facts_role { FACTS_CADRE, FACTS_SECRETARY, FACTS_ADMIN, FACTS_CONTACT };

enum facts_source { FACTS_REPLY, FACTS_MANUAL, FACTS_WEB };

struct facts_unit {
	struct unit_id id;
	const char *code;	  /* "TANHOA", "TANLAP-AP3" */
	const char *name;	  /* "Xã Tân Hòa", "Ấp 3" */
	const char *aliases;	  /* '|'-separated old and other names, or "" */
	const char *kind;	  /* as imported: "thi_tran"; or NULL */
	int level;		  /* index into policy levels, 0 = top */
	int parent;		  /* unit index or −1 */
	const char *contact_name; /* or NULL */
	const char *contact_phone; /* E.164 or NULL */
	int32_t from_on;	   /* CIVIL_NONE = always was */
	int32_t until_on;	   /* last day; CIVIL_MAX = open */
};

struct facts_person {
	struct person_id id;
	const char *code;  /* "BAO" */
	const char *name;  /* "Phạm Quốc Bảo" */
	const char *phone; /* E.164 or NULL */
	enum facts_role role;
	const char *zalo;    /* Zalo user id or NULL */
	const char *channel; /* preferred gateway or NULL */
	bool stopped;	     /* admin agreed: no automatic messages */
	bool training;	     /* learns: all is shown, nothing counts */
	bool namesake;	     /* another has the same given name; facts_sort */
};

struct facts_number { /* an earlier number */
	int person;
	const char *phone;
	bool given; /* somebody else has it now: nothing from it is theirs */
};

struct facts_assignment { /* covers everything below the unit */
	int person;
	int unit;
	int32_t from_on;  /* CIVIL_NONE = always */
	int32_t until_on; /* last day, CIVIL_MAX = open */
};

struct facts_meeting { /* a branch's calendar */
	int unit;
	struct recur rule;
	int minute;	   /* of the day, −1 unknown */
	const char *place; /* "" unknown */
};

struct facts_change { /* of one meeting that the rule puts on a day */
	int unit;
	int32_t on;
	int32_t to_on;	 /* CIVIL_NONE = cancelled */
	int64_t made_at; /* when it came to count */
};

struct facts_holiday {
	int32_t on;
	const char *name;
};

struct facts_session {
	int32_t on;
	const char *name;
};

struct facts_visit {
	struct visit_id id;
	int person;
	int unit;
	int32_t on;    /* CIVIL_NONE: in that month, day not known */
	int32_t month; /* credited to */
	enum facts_source source;
	bool verify; /* claimed after it was overdue: a person should look */
	struct event_id event; /* the reply that claims it, v = 0 none */
	int64_t created_at;
	const char *by; /* who went instead, or NULL */
};

struct facts_attendance {
	int64_t id;
	int person;
	int unit;   /* the branch, or the commune when no branch was named */
	int32_t on; /* CIVIL_NONE unknown */
	int32_t month;
	enum facts_source source;
	struct event_id event;
	int64_t created_at;
};

struct facts_promise { /* "25/5 em đi"; only the latest of a duty counts */
	int person;
	int unit; /* or −1: any of theirs */
	int32_t on;
	int32_t month;
	int64_t made_at;
};

struct facts_exemption { /* closed days */
	int person;
	int32_t from_on;
	int32_t until_on;
	const char *reason;
};

struct facts_result { /* the written result was handed in */
	int person;
	int32_t session_on;
	bool verify;
};

struct facts_said { /* a rung that spoke or was passed over */
	int person; /* to whom */
	struct duty_key duty;
	const char *rung; /* "remind/-7" */
	int64_t due_at;	  /* the time point the rung stood for */
	int64_t said_at;  /* when it was put into a message */
	bool passed;	  /* passed over: it never spoke */
	bool unsent;	  /* of a meeting: its text had not left when the facts
			     were read, and perhaps never will */
};

struct facts {
	struct mem_arena arena; /* owns every string and array */
	struct facts_unit *units;
	int unit_n;
	struct facts_person *people;
	int person_n;
	struct facts_number *numbers;
	int number_n;
	struct facts_assignment *assignments; /* sorted by person, unit */
	int assignment_n;
	struct facts_meeting *meetings;
	int meeting_n;
	struct facts_change *changes; /* accepted ones */
	int change_n;
	struct facts_holiday *holidays; /* sorted by day */
	int holiday_n;
	struct facts_session *sessions; /* sorted by day */
	int session_n;
	struct facts_visit *visits; /* sorted by person, then month, id */
	int visit_n;
	struct facts_attendance *attendances; /* by person, month, id */
	int attendance_n;
	struct facts_promise *promises; /* by person, month, made_at */
	int promise_n;
	struct facts_exemption *exemptions; /* by person, from */
	int exemption_n;
	struct facts_result *results;
	int result_n;
	struct facts_said *said; /* by duty_key_compare, person, due_at */
	int said_n;
	int *units_by_code; /* facts_index; NULL = look at each */
	int *people_by_code;
	int64_t live_since; /* first live start, 0 = never started */
};

void facts_free(struct facts *f);
/* Makes look-ups by code quick: call it when units and people are complete,
 * before anything refers to them by code.  Not needed for correctness. */
void facts_index(struct facts *f);
/* Brings every array into the order promised above; the store calls it once
 * after filling. */
void facts_sort(struct facts *f);

/* Indexes, or −1. */
int facts_person_by_code(const struct facts *f, const char *code);
int facts_person_by_id(const struct facts *f, struct person_id id);
int facts_unit_by_code(const struct facts *f, const char *code);
int facts_unit_by_id(const struct facts *f, struct unit_id id);
/* The person who has this number now, or had it when nobody has it now; sets
 * *earlier in the second case (may be NULL). */
int facts_person_by_number(const struct facts *f, const char *e164,
    bool *earlier);
/* Whether unit is ancestor or below it. */
bool facts_unit_under(const struct facts *f, int unit, int ancestor);
/* The visited-level (xã) unit that is or holds the unit; −1 above it. */
int facts_unit_at_level(const struct facts *f, int unit, int level);
/*
 * The visited-level units (level) that the person answers for on at least one
 * day of from…to, through own assignments to it, above it or below it; each
 * once, in unit order.  Writes at most max, returns how many.
 */
int facts_units_of(const struct facts *f, int person, int level,
    int32_t from_on, int32_t to_on, int *units, int max);
/* Whether the unit lies in an assignment that the person has on that day. */
bool facts_answers_for(const struct facts *f, int person, int unit, int32_t on);
bool facts_is_holiday(const struct facts *f, int32_t on);
/* The unit's name without its kind word: "Xã Tân Hòa" → "Tân Hòa"; points
 * into the name. */
const char *facts_short_name(const char *name);
/* The last word of a full name: "Phạm Quốc Bảo" → "Bảo"; points into it. */
const char *facts_given_name(const char *name);

#endif
