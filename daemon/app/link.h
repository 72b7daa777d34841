/*
 * Who is who at a gateway that knows people by ids of its own: a one-time code
 * goes to the person's number by another gateway, and comes back from the id.
 * Whoever holds the phone may bind the id; nobody else.
 */
#ifndef NHACVIEC_APP_LINK_H
#define NHACVIEC_APP_LINK_H

#include "app/office.h"
#include "core/ids.h"
#include "core/phone.h"
#include "gw/gw.h"

#include <stdbool.h>
#include <stdint.h>

/* Makes a code for the person and queues the message that brings it.  1; 0 one
 * is open already and again is false; −1 with words. */
int link_invite(struct office *o, const char *gateway, int person, bool again,
    int64_t now, struct err *err);
/* They say that this number is theirs: the number is asked, by a code. */
int link_claim(struct office *o, const char *gateway, const struct gw_event *e,
    int64_t now, struct err *err);

enum link_outcome {
	LINK_NONE, /* the text is no code */
	LINK_DONE,
	LINK_VAIN /* a code that is none, or too many of them */
};
/* A text that an id of that gateway wrote: a code links, and is answered. */
int link_try(struct office *o, const char *gateway, const char *user_id,
    const char *text, struct event_id event, int64_t now,
    enum link_outcome *out, struct person_id *person, struct err *err);
/* The number of the person that the id is linked to; false and "" where there
 * is none. */
bool link_number(struct office *o, const char *gateway, const char *user_id,
    char number[PHONE_SIZE]);

#endif
