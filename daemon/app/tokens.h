/*
 * Tokens that rotate: each pair is got with the one before, which dies by it.
 * One rotation at a time a gateway; its begin is on disk before the request,
 * the new pair in the token journal before the database and before its use.
 * A pair that is lost all the same is noticed, told and shown.  No loop.
 */
#ifndef NHACVIEC_APP_TOKENS_H
#define NHACVIEC_APP_TOKENS_H

#include "app/courier.h"
#include "app/office.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tokens;

/* t NULL: for tokens_paste alone.  The office must outlive it. */
struct tokens *tokens_new(struct office *o, const struct courier_transport *t);
void tokens_free(struct tokens *t); /* nothing may be in flight */

/*
 * Opens the journals of gateways that it meets for the first time, settles
 * what a crash left, and begins the rotations that are due; puts the living
 * token into each gateway's settings of the office's configuration.  Call it
 * before courier_step.  −1 when the database failed.
 */
int tokens_step(struct tokens *t, int64_t now, struct err *err);
/* When to step again by itself; INT64_MAX when nothing waits. */
int64_t tokens_next(const struct tokens *t);
/* No new rotation from here on; one in flight ends. */
void tokens_stop(struct tokens *t);
size_t tokens_in_flight(const struct tokens *t);

/* The living access token or NULL; borrowed until the loop's next turn.
 * *generation tells pairs apart, for tokens_expired (may be NULL).  The same
 * token stands in the gateway's settings; it must not be kept from there. */
const char *tokens_access(const struct tokens *t, const char *gateway,
    int64_t now, int64_t *generation);
/*
 * A send with that generation's token was refused for it (GW_AUTH).  True: a
 * newer pair is there or is being got, send again; false: that was got just
 * for this reason, or cannot be got: pause and alarm.
 */
bool tokens_expired(struct tokens *t, const char *gateway, int64_t generation,
    int64_t now);
/* A pair that a person got from the vendor's console takes the place of
 * whatever is there.  −1 with words; ERR_BUSY while one is being got. */
int tokens_paste(struct tokens *t, const char *gateway, const char *access,
    const char *refresh, int64_t now, struct err *err);

#endif
