/*
 * The rows of the outbox that are due, copied: what a row says while the
 * courier changes it.  Knows no gateway.
 */
#ifndef NHACVIEC_APP_DUE_H
#define NHACVIEC_APP_DUE_H

#include "store/outbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct due {
	struct message_id id;
	struct person_id person;
	char *kind, *number, *text, *key, *gateway;
	bool number_fixed, doubted, checksum_ok, window_closed;
	int attempts, item_n;
	int64_t not_before, expires_at, first_attempt_at, created_at;
};

struct due_list { /* zero-initialise; due_fini */
	struct due *v;
	size_t n, cap;
};

/* An outbox_row_cb: appends a copy to arg, a due_list. */
int due_add(void *arg, const struct outbox_row *row);
void due_fini(struct due_list *l);

/* Direct answers go at once (ruling 10). */
bool due_keeps_hours(const struct due *d);
/* Escalations and alarms: no budget stops them. */
bool due_is_urgent(const struct due *d);

#endif
