/*
 * Which people have a secret calendar address, and the how-manieth it is.  The
 * address itself is derived from these by whoever knows the secret; knows
 * neither calendars nor addresses.
 */
#ifndef NHACVIEC_STORE_FEED_H
#define NHACVIEC_STORE_FEED_H

#include "base/err.h"
#include "core/ids.h"
#include "store/store.h"

#include <stdint.h>

/* The number of the person's present address, 0 none, −1 error. */
int64_t feed_get(struct store *s, struct person_id p);
/* The next one: earlier ones are worth nothing from here on.  Its number, −1
 * error.  subject = "person:BAO", for the audit. */
int64_t feed_renew(struct store *s, struct person_id p, const char *subject,
    const char *who, int64_t now, struct err *err);

typedef int feed_cb(void *arg, struct person_id p, int64_t serial);
/* All of them; a callback that returns anything but 0 stops and is returned.
 * −1 also when reading failed. */
int feed_list(struct store *s, feed_cb *cb, void *arg);

#endif
