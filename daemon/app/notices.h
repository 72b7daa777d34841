/*
 * What is told once to people outside the ladder: branches hear who is in
 * charge now, a unit's contact hears who will come, the admin is asked about a
 * meeting on a day off.  Each text has a key that the outbox never repeats.
 */
#ifndef NHACVIEC_APP_NOTICES_H
#define NHACVIEC_APP_NOTICES_H

#include "app/office.h"
#include "core/understand.h"

/* Hand-overs and meetings on days off, as of today; in the caller's group. */
int notices_of_the_day(struct office *o, const struct facts *f, int64_t now,
    struct err *err);
/* A person promised a day ([visit] tell_host). */
int notices_promised(struct office *o, const struct facts *f, int person,
    const struct understand_item *promise, int64_t now, struct err *err);
/* A person says a visit was made ([visit] verify_host). */
int notices_claimed(struct office *o, const struct facts *f, int person,
    const struct understand_item *visit, int64_t now, struct err *err);

#endif
