/*
 * From a day as it was said to days of the calendar, for something done, to
 * come, or not known.  What is not one certain day comes back as vague,
 * impossible or doubtful; nothing is ever invented.  Pure.
 */
#ifndef NHACVIEC_CORE_DIRECTION_H
#define NHACVIEC_CORE_DIRECTION_H

#include "core/phrase.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIRECTION_DAYS 16

enum direction { DIRECTION_PAST, DIRECTION_FUTURE, DIRECTION_OPEN };

enum direction_result {
	DIRECTION_DAYS_KNOWN,
	DIRECTION_VAGUE, /* somewhere in lo…hi */
	DIRECTION_BAD,	 /* no such day */
	DIRECTION_DOUBT	 /* more than one day fits */
};

struct direction_days {
	enum direction_result result;
	int32_t on[DIRECTION_DAYS]; /* in the order said */
	size_t n;
	bool later;	/* today, but a part of the day that has not come */
	int32_t lo, hi; /* DIRECTION_VAGUE: between these, inclusive */
	bool month;	/* the vague span is a whole month that was named */
};

/* today and minute: the local day and minute of arrival. */
void direction_resolve(const struct phrase *p, int32_t today, int minute,
    enum direction to, struct direction_days *d);

#endif
