/*
 * The last look before a text leaves: what a stored rung was, and whether it
 * is still to be said.  Pure; the planner's counterpart at the other end of
 * the queue.
 */
#ifndef NHACVIEC_CORE_REVIEW_H
#define NHACVIEC_CORE_REVIEW_H

#include "core/message.h"
#include "core/plan.h"

/* Reads (duty, rung) as stored back into an item; false when they are none.
 * due_at comes from the caller. */
bool review_item_parse(const struct facts *f, const char *duty,
    const char *rung, int64_t due_at, struct plan_item *item);
/* The last look before sending: MESSAGE_R_NONE when the item is still to be
 * said to this person at now, else why not. */
enum message_reason review_item(const struct facts *f, const struct policy *p,
    int person, const struct plan_item *item, int64_t now);

#endif
