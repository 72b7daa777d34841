/*
 * The outbox: every message, its state, its attempts and what it said.  State
 * moves go through core/message's table; a move that it forbids is ERR_STATE
 * and changes nothing.
 */
#ifndef NHACVIEC_STORE_OUTBOX_H
#define NHACVIEC_STORE_OUTBOX_H

#include "base/err.h"
#include "core/ids.h"
#include "core/message.h"
#include "core/sms.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A next_at that never comes: the last second of the year 9999. */
#define OUTBOX_NEVER INT64_C(253402300799)

struct outbox_item {	  /* a rung that this message carries */
	const char *duty; /* text form of the duty key */
	const char *rung; /* "remind/-7" */
	int64_t due_at;
};

struct outbox_new {
	struct person_id person; /* v = 0: a bare number (send-test) */
	const char *number;	 /* fixed number (answers, tests); NULL = the
				    person's number at the moment of sending */
	const char *kind;	 /* "visit.remind", "digest", "answer" … */
	const char *text; /* fixed text, or a draft; rendered at claim when
			     there are items */
	const struct outbox_item *items;
	size_t item_n;
	int64_t not_before;
	int64_t expires_at;
	struct event_id answers; /* the reply it answers, v = 0 none */
	bool books_nothing;	 /* an answer that counts against the cap */
	bool asks;		 /* it carries an open question */
	const char *once;	 /* never a second message with this; or NULL */
};

/* Inserts message, items and their said rows.  1 = queued; 0 = every item was
 * said already (or the reply was answered): nothing inserted; −1 error.  Items
 * said already are left out of the message. */
int outbox_enqueue(struct store *s, const struct outbox_new *m, int64_t now,
    struct message_id *id, struct err *err);
/* Records rungs that were passed over without a message. */
int outbox_pass_over(struct store *s, struct person_id person,
    const struct outbox_item *items, size_t n, int64_t now, struct err *err);

struct outbox_row { /* strings valid during the callback, or until
		       outbox_row_fini after outbox_get */
	struct message_id id;
	struct person_id person;
	const char *number; /* "" until claimed, unless fixed */
	bool number_fixed;
	const char *kind;
	enum message_state state;
	enum message_reason reason;
	const char *detail;  /* raw words of a gateway, or "" */
	const char *gateway; /* last tried, or "" */
	const char *text;
	enum sms_encoding encoding;
	int parts;
	int attempts;	 /* tries that may count against the limit */
	bool doubted;	 /* an earlier attempt is in doubt */
	const char *key; /* idempotency key, chosen at enqueue */
	int64_t not_before, next_at, expires_at;
	int64_t first_attempt_at; /* 0 = none yet */
	bool window_closed;	  /* the clock went back since */
	int64_t created_at, updated_at;
	bool checksum_ok; /* number, text, expiry and key are as enqueued or as
			     rendered */
	bool asks;
	int item_n;
};

/* Callbacks return 0 to go on, anything else stops (and is returned). */
typedef int outbox_row_cb(void *arg, const struct outbox_row *row);
typedef int outbox_item_cb(void *arg, const struct outbox_item *item);

/* Queued rows with next_at ≤ now, oldest first, at most limit. */
int outbox_due(struct store *s, int64_t now, int limit, outbox_row_cb *cb,
    void *arg);
/* The earliest next_at or expires_at of a queued row; INT64_MAX when none. */
int64_t outbox_next(struct store *s);
int outbox_items(struct store *s, struct message_id id, outbox_item_cb *cb,
    void *arg);
/* 1 found (outbox_row_fini), 0 none. */
int outbox_get(struct store *s, struct message_id id, struct outbox_row *row);
void outbox_row_fini(struct outbox_row *row);
/* All rows in id order; state −1 = any; since = created at or after. */
int outbox_list(struct store *s, int state, int64_t since, outbox_row_cb *cb,
    void *arg);
int64_t outbox_count(struct store *s, int state);

struct outbox_claim { /* T1 */
	const char *number;
	const char *gateway;
	const char *kind; /* as rendered now, or NULL = unchanged */
	const char *text;
	struct sms_size size;
	const char *pin; /* what a repeat must keep, or NULL */
	int64_t cost;	 /* đồng: counted before the send */
	bool writing;	 /* T1 is T2 as well: nothing will be committed before
			    the first byte */
};
/* queued → sending/connecting (or writing), inserts the attempt, sets text,
 * number and checksum.  1 claimed, 0 it was no longer queued. */
int outbox_claim(struct store *s, struct message_id id,
    const struct outbox_claim *c, int64_t now, struct err *err);
/* T2: the point of no return of the running attempt. */
int outbox_writing(struct store *s, struct message_id id, int64_t now,
    struct err *err);

struct outbox_outcome {		  /* T3–T6: how the running attempt ended */
	enum message_event event; /* NOT_SENT AGAIN ACCEPT REFUSE DOUBT;
				     REFUSE becomes REFUSE_DOUBT by itself */
	enum message_reason reason;
	const char *detail;	 /* words of the gateway, no secret */
	const char *provider_id; /* or NULL */
	int http_status;
	int64_t next_at;   /* for NOT_SENT and AGAIN */
	int64_t ask_at;	   /* for ACCEPT and DOUBT: when to ask the gateway
			      about it, OUTBOX_NEVER; 0 = now */
	bool counts;	   /* the try counts against the limit */
	bool next_gateway; /* refused for this person here: the next one */
};
/* 0, or 1 when delivery reports that came before have moved it on (so it is
 * not uncertain any more, whatever the event was), −1 error. */
int outbox_settle(struct store *s, struct message_id id,
    const struct outbox_outcome *o, int64_t now, struct err *err);
/* What the latest attempt of this message at this gateway was bound to: 1 and
 * buf, 0 none, −1. */
int outbox_pin(struct store *s, struct message_id id, const char *gateway,
    char *buf, size_t size);
/* Gateways that refused this message for this person: 1 when `gateway` is one
 * of them. */
int outbox_refused_by(struct store *s, struct message_id id,
    const char *gateway);

/* CANCEL, EXPIRE, HOLD, RELEASE, RETRY, UNRENDERABLE, RESEND (DOUBT, ACCEPT by
 * a look-up or a person) with a reason.
 * - Lapsed (EXPIRE, UNRENDERABLE, or CANCEL by a rule) with an attempt in
 *   doubt behind it, it becomes uncertain: nobody knows that it was not
 *   delivered.
 * - A running attempt past its point of no return cannot be cancelled.
 * - RETRY of what is not in doubt is a new copy: new key, attempts from 0; what
 *   has expired gets the time that it had at first once more. */
int outbox_move(struct store *s, struct message_id id, enum message_event e,
    enum message_reason reason, const char *detail, int64_t now,
    struct err *err);
/* A queued row waits: sets reason and next_at without a state change. */
int outbox_wait(struct store *s, struct message_id id,
    enum message_reason reason, int64_t next_at, int64_t now, struct err *err);
/* The same with words of what it waits for. */
int outbox_wait_for(struct store *s, struct message_id id,
    enum message_reason reason, const char *detail, int64_t next_at,
    int64_t now, struct err *err);
/* What waits for that reason waits no longer.  Returns how many, −1. */
int outbox_wake(struct store *s, enum message_reason reason, int64_t now,
    struct err *err);
/* Queued rows past their expiry → expired.  Returns how many. */
int outbox_expire(struct store *s, int64_t now, struct err *err);
/*
 * After a crash: connecting → queued; writing → uncertain, or queued with the
 * same key where same_key() says that the gateway still refuses it: it gets
 * the instant at which the key's window began, −1 when nothing is known of it
 * (the clock went back).  Returns how many rows, −1 error.
 */
int outbox_recover(struct store *s, int64_t now,
    bool (*same_key)(void *arg, const char *gateway, int64_t since), void *arg,
    struct err *err);

enum { OUTBOX_SOME_PART = -1 };

struct outbox_report {
	const char *gateway;
	const char *dedup;	 /* NOT NULL: the event's key */
	const char *key;	 /* our key, or NULL */
	const char *provider_id; /* or NULL */
	int part; /* 1…, 0 = the whole, OUTBOX_SOME_PART = one of them */
	int rank; /* enum gw_report: 0 unknown 1 buffered 2 undelivered 3
		     delivered */
	const char *raw;
};
/* Stores a delivery report, then matches it (also later, when the provider id
 * is stored).  1 stored and matched, 2 so and it contradicts what was known
 * (delivered, though it had failed), 0 stored or repeated without effect. */
int outbox_report(struct store *s, const struct outbox_report *r, int64_t now,
    struct err *err);
struct outbox_word { /* strings valid during the callback */
	const char *gateway;
	int part, rank;
	const char *raw; /* the vendor's own */
	int64_t at;
};
typedef int outbox_word_cb(void *arg, const struct outbox_word *word);
/* Every report of a message as it came, oldest first. */
int outbox_words(struct store *s, struct message_id id, outbox_word_cb *cb,
    void *arg);

/* Counts for caps: attempts since `from` that were or may have been taken, all
 * gateways (NULL) or one. */
int64_t outbox_sent_since(struct store *s, const char *gateway, int64_t from);
/* Answers that booked nothing to this number since `from`. */
int64_t outbox_idle_answers(struct store *s, const char *number, int64_t from);
/* The latest texts sent to this person (newest first), at most max; free()
 * each; returns how many.  Sets *asks_last when the very last one carried a
 * question. */
int outbox_recent(struct store *s, struct person_id person, char **texts,
    int max, bool *asks_last);

#endif
