/*
 * Messages whose gateway is to be asked about them: in doubt, or accepted and
 * silent since.  A message's next_at says when.  Sends nothing.
 */
#ifndef NHACVIEC_STORE_ASK_H
#define NHACVIEC_STORE_ASK_H

#include "base/err.h"
#include "core/ids.h"
#include "store/outbox.h"

#include <stdbool.h>
#include <stdint.h>

struct ask_row { /* strings valid during the callback */
	struct message_id id;
	enum message_state state; /* accepted or uncertain */
	enum message_reason reason;
	const char *gateway, *key, *number;
	const char *kind;
	const char *provider_id; /* or "" */
	const char *pin;	 /* or "" */
	int parts;
	int64_t sent_at;  /* the last attempt's beginning */
	int64_t asked_at; /* 0 never */
	int64_t updated_at, expires_at;
	bool window_closed;
};
/* Returns 0 to go on; anything else stops and is returned. */
typedef int ask_cb(void *arg, const struct ask_row *row);

/* What is due to be asked about, the longest due first, at most limit. */
int ask_due(struct store *s, int64_t now, int limit, ask_cb *cb, void *arg);
/* When the next one is; INT64_MAX when none. */
int64_t ask_next(struct store *s);
/* The next question at next_at (OUTBOX_NEVER: none); asked = one was put now.
 * A reason other than none is written on an accepted message. */
int ask_later(struct store *s, struct message_id id, bool asked,
    int64_t next_at, enum message_reason reason, const char *detail,
    int64_t now, struct err *err);
/* The gateway never had it: no attempt is in doubt any more, it is queued
 * again with the same key.  ERR_STATE when it is not uncertain. */
int ask_absent(struct store *s, struct message_id id, int64_t now,
    struct err *err);
/* The gateway has it: accepted, under that id (may be NULL). */
int ask_present(struct store *s, struct message_id id, const char *provider_id,
    int64_t now, struct err *err);
/* The clock went back: no key of what was tried proves anything more. */
int ask_close_windows(struct store *s, struct err *err);
/* The latest instant that any attempt noted: the clock was there once. */
int64_t ask_last_seen(struct store *s);

#endif
