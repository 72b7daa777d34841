/*
 * Branch meetings that were moved or cancelled: proposed by the responsible
 * person's words, accepted or refused by the office.
 */
#ifndef NHACVIEC_STORE_SHIFT_H
#define NHACVIEC_STORE_SHIFT_H

#include "base/err.h"
#include "core/ids.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

enum shift_state { SHIFT_PROPOSED, SHIFT_ACCEPTED, SHIFT_REFUSED };

struct shift_new {
	struct unit_id unit; /* the branch */
	int32_t on;	     /* when it would meet by its rule */
	int32_t to_on;	     /* when instead; CIVIL_NONE = not at all */
	bool accepted;
	struct event_id event; /* the reply that asks for it, v = 0 none */
	const char *who;
	const char *reason;
	int64_t now;
};

/* 1 new or changed, 0 the same already, −1 error.  The latest word about a
 * meeting replaces the one before. */
int shift_add(struct store *s, const struct shift_new *n, struct err *err);
/* 1 decided, 0 there is no such proposal. */
int shift_decide(struct store *s, int64_t id, bool accept, const char *who,
    int64_t now, struct err *err);

struct shift_row { /* strings valid during the callback */
	int64_t id;
	struct unit_id unit;
	int32_t on;
	int32_t to_on;
	enum shift_state state;
	const char *who;
	const char *reason;
	int64_t made_at;
};
typedef int shift_row_cb(void *arg, const struct shift_row *row);
/* By branch and day; a callback that returns anything but 0 stops. */
int shift_list(struct store *s, shift_row_cb *cb, void *arg);

#endif
