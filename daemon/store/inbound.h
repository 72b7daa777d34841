/*
 * What arrived, as it arrived: replies (delivery reports are in outbox).
 * Stored first, applied second, exactly once.  And the inbox: replies that a
 * person has to look at, and the open question to a person.
 */
#ifndef NHACVIEC_STORE_INBOUND_H
#define NHACVIEC_STORE_INBOUND_H

#include "base/err.h"
#include "core/ids.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inbound_new {
	const char *gateway;
	const char *dedup; /* NOT NULL: the provider's id, or a hash */
	const char *from;
	const char *to;	  /* or NULL */
	const char *text; /* bytes as received */
	size_t text_len;
	int64_t sent_at; /* the gateway's clock, 0 unknown */
	bool own_id;	 /* dedup is a hash of ours: the gateway gave no id */
};

/* 1 new, 0 a repeat (same gateway and dedup, or, with own_id, the same text
 * from the same number within 4 s), −1 error.  *id is that of the row in the
 * first two cases. */
int inbound_add(struct store *s, const struct inbound_new *n, int64_t now,
    struct event_id *id, struct err *err);

enum inbound_state {
	INBOUND_NEW,	  /* stored, not yet applied */
	INBOUND_APPLIED,  /* understood and done with */
	INBOUND_INBOX,	  /* a person has to look */
	INBOUND_ASSIGNED, /* a person booked it */
	INBOUND_DISMISSED
};

struct inbound_row { /* valid during the callback */
	struct event_id id;
	const char *gateway, *from, *text;
	size_t text_len;
	struct person_id person; /* v = 0 stranger */
	int64_t received_at;
	enum inbound_state state;
	const char *intent; /* "" before it is applied */
	const char *guess;  /* parse JSON, or "" */
	const char *why;
	int folded; /* how many like it are counted in this line (1 = itself) */
};
typedef int inbound_row_cb(void *arg, const struct inbound_row *row);

/* state −1 = all, oldest first.  Inbox lines that were folded into another are
 * shown only with −1. */
int inbound_list(struct store *s, int state, inbound_row_cb *cb, void *arg);
/* Same for one person, newest last, at most `max` newest. */
int inbound_of_person(struct store *s, struct person_id p, int max,
    inbound_row_cb *cb, void *arg);
/* 1 found and cb called, 0 none. */
int inbound_get(struct store *s, struct event_id id, inbound_row_cb *cb,
    void *arg);
/* Sets the outcome; person.v = 0 for strangers.  An INBOX outcome equal to an
 * open inbox line (same number, same text) is folded into that line. */
int inbound_apply(struct store *s, struct event_id id, struct person_id person,
    enum inbound_state state, const char *intent, const char *guess,
    const char *why, int64_t now, struct err *err);
/* ASSIGNED or DISMISSED, with what is folded into it.  0 done, −1 error
 * (ERR_STATE: it is not an open inbox line). */
int inbound_close(struct store *s, struct event_id id, enum inbound_state st,
    const char *who, const char *reason, int64_t now, struct err *err);
int64_t inbound_count_new(struct store *s);

/* The open question to a person (understand_question_format text). */
int inbound_question_put(struct store *s, struct person_id p,
    const char *question, int64_t asked_at, int64_t expires_at,
    struct err *err); /* question NULL = close it */
/* 1 found and not expired at now; buf gets the text. */
int inbound_question_get(struct store *s, struct person_id p, int64_t now,
    char *buf, size_t size);

#endif
