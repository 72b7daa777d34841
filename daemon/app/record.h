/*
 * Writing what a row says: into the store and into the ledger alike, so that
 * the next row sees it.  Knows no table and no verdict.
 */
#ifndef NHACVIEC_APP_RECORD_H
#define NHACVIEC_APP_RECORD_H

#include "app/ledger.h"
#include "base/err.h"
#include "store/store.h"

#include <stdint.h>

struct record {
	struct store *store;
	const struct policy *policy;
	struct ledger *ledger;
	int64_t now;
	int file;	/* from 1, in the order of importing */
	struct err err; /* of the call that failed */
	bool failed;
};

/* Each returns 1 inserted, 2 changed, 0 the same already, −1 with r->failed
 * (nothing more is to be written then). */

/* existing −1: a new unit of that kind.  *index is set. */
int record_unit(struct record *r, int existing, const struct ledger_unit *want,
    const char *kind, int *index);
/* existing −1: a new person.  second: another number of theirs, or NULL; kept
 * as an earlier one, so that replies from it are theirs. */
int record_person(struct record *r, int existing,
    const struct ledger_person *want, const char *second, int *index);
int record_assignment(struct record *r, const struct ledger_assignment *a);
/* place NULL, "" = keep. */
int record_meeting(struct record *r, int unit, const char *rule, int minute,
    const char *place);
int record_holiday(struct record *r, int32_t on, const char *name);
int record_session(struct record *r, int32_t on, const char *name);
const char *record_role_name(enum facts_role role);
/* −1 when there is no such role. */
int record_role_parse(const char *name);

#endif
