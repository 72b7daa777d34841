/*
 * The values that are lists with commas: levels, hours, time points, names.
 * As in value.h.
 */
#ifndef NHACVIEC_APP_VALUE_LIST_H
#define NHACVIEC_APP_VALUE_LIST_H

#include "app/value.h"

/* For ladders, value_in.min is a set of these and .max the most points. */
enum value_list_points {
	VALUE_LIST_MONTH = 1, /* "15 07:30", "-7 07:30", "+4 07:30" */
	VALUE_LIST_EVENT = 2, /* "-1d 07:30", "+14h" */
	VALUE_LIST_BEFORE = 4,
	VALUE_LIST_AFTER = 8
};

value_parse value_list_levels; /* struct policy */
value_parse value_list_hours;  /* struct policy */
value_parse value_list_ladder; /* struct policy_ladder */
value_parse value_list_names;  /* looks only; field is not used */

/* Walks "a, b, c": copies the next item, trimmed, into buf (cut when longer)
 * and its byte offset into *at.  *pos begins with 0; false behind the last. */
bool value_list_next(const char *text, size_t *pos, char *buf, size_t size,
    size_t *at);

#endif
