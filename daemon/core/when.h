/*
 * When the office may speak: sending hours, holidays with the weekends that
 * touch them, and the instants that the time points of a ladder stand for.
 * Pure.  Rules: design, ruling 2.
 */
#ifndef NHACVIEC_CORE_WHEN_H
#define NHACVIEC_CORE_WHEN_H

#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* A listed holiday, or a weekend day in one run of days off with one. */
bool when_is_closed(const struct facts *f, int32_t on);
/* Monday to Friday and no holiday. */
bool when_is_working_day(const struct facts *f, int32_t on);
/* The earliest instant ≥ at inside the sending hours of an open day. */
int64_t when_allowed(const struct facts *f, const struct policy *p, int64_t at);
/* The end of the last window of at's day. */
int64_t when_day_ends(const struct policy *p, int64_t at);

enum when_shift {    /* where a rung on a closed day goes */
	WHEN_BACK,   /* the open day before, never before the month */
	WHEN_FORWARD /* the next open day */
};

/* A month's time point as an instant, shifted and moved into the hours. */
int64_t when_month_point(const struct facts *f, const struct policy *p,
    const struct policy_point *point, int32_t month, enum when_shift shift);
/* A time point around an event (a meeting, a session); `minute` is the event's
 * minute of the day, −1 unknown. */
int64_t when_event_point(const struct facts *f, const struct policy *p,
    const struct policy_point *point, int32_t on, int minute);

#endif
