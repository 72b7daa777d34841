/*
 * The facts that fulfil, quiet or excuse a duty: visits, attendances, promises,
 * exemptions, written results.  Each keeps its evidence.  Removing marks as
 * withdrawn, with who and why; nothing is deleted.
 */
#ifndef NHACVIEC_STORE_DEED_H
#define NHACVIEC_STORE_DEED_H

#include "base/err.h"
#include "core/facts.h"
#include "core/ids.h"
#include "store/store.h"

struct deed_visit { /* on = CIVIL_NONE when the day is not known */
	struct person_id person;
	struct unit_id unit;
	int32_t on;
	int32_t month;
	enum facts_source source;
	bool verify;
	struct event_id event; /* v = 0: none */
	const char *reason;    /* why it was entered by hand, or NULL */
	const char *who;       /* "reply", "cli:root", "web" */
	int64_t now;
};

/* 1 new, 0 the same visit (person, unit, day; without a day: any of that
 * month) is there already, −1 error; *id is set in the first two cases (may be
 * NULL).  A visit without a day in that month is completed by one with a day:
 * 1.  Entering by hand what a reply claimed clears its `verify`. */
int deed_add_visit(struct store *s, const struct deed_visit *v,
    struct visit_id *id, struct err *err);
/* Who went instead of the person whose duty it is.  1 noted, 0 so already. */
int deed_note_substitute(struct store *s, struct visit_id id, const char *by,
    const char *who, const char *reason, int64_t now, struct err *err);
/* 1 withdrawn, 0 there is no such visit. */
int deed_remove_visit(struct store *s, struct visit_id id, const char *who,
    const char *reason, int64_t now, struct err *err);
/* A person looked at a claimed visit: `verify` goes.  1 done, 0 it had none. */
int deed_confirm_visit(struct store *s, struct visit_id id, const char *who,
    const char *reason, int64_t now, struct err *err);
/* unit = branch or commune; returns as above. */
int deed_add_attendance(struct store *s, const struct deed_visit *v,
    struct err *err);
int deed_remove_attendance(struct store *s, int64_t id, const char *who,
    const char *reason, int64_t now, struct err *err);
/* Withdraws what the person's latest booking reply wrote (visits, attendances
 * and promises of one event; a day that it only completed is unknown again).
 * Returns how many rows, −1 error. */
int deed_undo_last(struct store *s, struct person_id person, int64_t now,
    struct err *err);
/* unit.v = 0: any of theirs.  Replaces the earlier promise about that unit (or
 * about any) of that month.  1 new, 0 promised so already. */
int deed_promise(struct store *s, struct person_id person, struct unit_id unit,
    int32_t on, int32_t month, struct event_id event, int64_t now,
    struct err *err);
/* Key: person and first day.  1 new or changed, 0 the same already. */
int deed_exempt(struct store *s, struct person_id person, int32_t from_on,
    int32_t until_on, const char *reason, const char *who, int64_t now,
    struct err *err);
/* 1 withdrawn, 0 there is none. */
int deed_remove_exemption(struct store *s, struct person_id person,
    int32_t from_on, const char *who, const char *reason, int64_t now,
    struct err *err);
/* 1 new, or claimed before and now seen (verify goes); 0 there already. */
int deed_result(struct store *s, struct person_id person, int32_t session_on,
    bool verify, const char *reason, const char *who, int64_t now,
    struct err *err);
int deed_remove_result(struct store *s, struct person_id person,
    int32_t session_on, const char *who, const char *reason, int64_t now,
    struct err *err);
/* Keeps a reply's words as material for the report; once an event: 1 or 0. */
int deed_material(struct store *s, struct person_id person, int32_t month,
    unsigned points, const char *text, struct event_id event, int64_t now,
    struct err *err);

struct deed_material { /* text valid during the callback */
	struct person_id person;
	int32_t month;
	unsigned points;
	const char *text;
	int64_t created_at;
};
typedef int deed_material_cb(void *arg, const struct deed_material *m);
/* Of the months from…to, by month, person, age.  The callback returns 0 to go
 * on, anything else stops and is returned. */
int deed_materials(struct store *s, int32_t from_month, int32_t to_month,
    deed_material_cb *cb, void *arg);

#endif
