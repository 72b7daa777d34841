/*
 * The organisation in the database: units, people, assignments, meeting
 * calendars, holidays, sessions.  Put = insert or update by its natural key.
 * Each returns 1 inserted, 2 changed, 0 the same already, −1 error.
 */
#ifndef NHACVIEC_STORE_ORG_H
#define NHACVIEC_STORE_ORG_H

#include "base/err.h"
#include "core/ids.h"
#include "store/store.h"

#include <stdint.h>

struct org_unit { /* key: code.  NULL strings = keep what is there */
	const char *code, *name, *kind, *parent, *aliases;
	const char *contact_name, *contact_phone;
	int32_t from_on, until_on; /* CIVIL_NONE / CIVIL_MAX = open */
};

struct org_person { /* key: code */
	const char *code, *name, *phone, *role, *zalo, *channel;
};

struct org_assignment { /* key: person, unit, from */
	const char *person, *unit;
	int32_t from_on, until_on;
};

struct org_meeting { /* key: unit; rule = recur text */
	const char *unit, *rule, *place;
	int minute; /* −1 unknown */
};

int org_put_unit(struct store *s, const struct org_unit *u, struct err *err);
/* A new phone moves the old one to the person's earlier numbers.  ERR_INVALID
 * when the number belongs to another person now. */
int org_put_person(struct store *s, const struct org_person *p, int64_t now,
    struct err *err);
int org_put_assignment(struct store *s, const struct org_assignment *a,
    struct err *err);
int org_put_meeting(struct store *s, const struct org_meeting *m,
    struct err *err);
int org_put_holiday(struct store *s, int32_t on, const char *name,
    struct err *err);
int org_put_session(struct store *s, int32_t on, const char *name,
    struct err *err);
/* The admin agreed that this person gets no automatic messages. */
int org_set_stopped(struct store *s, struct person_id p, int stopped,
    struct err *err);

/* Taking back: 1 gone, 0 there was none, −1 error (ERR_INVALID: something
 * refers to it, such as a visit). */
int org_drop_assignment(struct store *s, const char *person, const char *unit,
    int32_t from_on, struct err *err);
int org_drop_meeting(struct store *s, const char *unit, struct err *err);
int org_drop_holiday(struct store *s, int32_t on, struct err *err);
int org_drop_session(struct store *s, int32_t on, struct err *err);

/* A new person learns: everything is shown, nothing counts. */
int org_set_training(struct store *s, struct person_id p, int training,
    struct err *err);

#endif
