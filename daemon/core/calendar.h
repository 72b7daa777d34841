/*
 * When a branch meets: its rule, with what was moved or cancelled.  Pure.
 */
#ifndef NHACVIEC_CORE_CALENDAR_H
#define NHACVIEC_CORE_CALENDAR_H

#include "core/facts.h"

#include <stdbool.h>
#include <stdint.h>

/* The first day on or after `on` on which the branch meets, or CIVIL_NONE
 * (none within about two years). */
int32_t calendar_next(const struct facts *f, const struct facts_meeting *m,
    int32_t on);
bool calendar_meets(const struct facts *f, const struct facts_meeting *m,
    int32_t on);
/* What became of the meeting that the rule puts on that day; NULL = nothing. */
const struct facts_change *calendar_change(const struct facts *f, int unit,
    int32_t on);
/* The branch's calendar, or NULL. */
const struct facts_meeting *calendar_of(const struct facts *f, int unit);
/* Meetings of that month in the branches the person answers for on that day. */
int calendar_count(const struct facts *f, int person, int32_t month);

#endif
