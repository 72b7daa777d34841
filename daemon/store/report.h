/*
 * Private to this folder: delivery reports as they came, and what all of them
 * together say about one message.  Moves no message: outbox.c does.
 */
#ifndef NHACVIEC_STORE_REPORT_H
#define NHACVIEC_STORE_REPORT_H

#include "core/ids.h"
#include "store/outbox.h"

enum report_verdict {
	REPORT_SILENT,
	REPORT_ON_ITS_WAY, /* the provider has it */
	REPORT_UNDELIVERED,
	REPORT_DELIVERED
};

/* Stores it, matched by key or by provider id where an attempt has it: 1 and
 * *id, 0 a repeat or not matched yet, −1. */
int report_add(struct store *s, const struct outbox_report *r, int64_t now,
    struct message_id *id, struct err *err);
/* Matches the parked ones once the provider id is known. */
int report_rematch(struct store *s, struct message_id id, const char *gateway,
    const char *provider_id, struct err *err);

/* What the reports after number `floor` say about a message of so many parts,
 * last tried through `gateway`.  Delivered counts from any gateway and any
 * time; undelivered only from this one. */
enum report_verdict report_verdict(struct store *s, struct message_id id,
    int parts, const char *gateway, int64_t floor);
/* As outbox_words. */
int report_words(struct store *s, struct message_id id, outbox_word_cb *cb,
    void *arg);
/* The newest report's number, 0 none. */
int64_t report_newest(struct store *s);

#endif
