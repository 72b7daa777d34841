/*
 * A blank: a vendor's template as the settings describe it.  Which one carries
 * a kind of message ("template", "template.KIND"), what fills its fields
 * ("params", "params.KIND": FIELD=PLACEHOLDER, …) and how much they hold
 * ("limit.FIELD").  Knows no vendor.
 */
#ifndef NHACVIEC_GW_BLANK_H
#define NHACVIEC_GW_BLANK_H

#include "gw/gw.h"

#include <jansson.h>

/* The template's id for that kind, else the one for all, else NULL.
 * Borrowed. */
const char *blank_of(const struct gw_settings *s, const char *kind);
/* One of the driver's own keys: 0 when it is right or none of a template's,
 * −1 with words. */
int blank_check(const struct gw_settings *s, const char *key, const char *value,
    struct err *err);
/* GW_RECIPIENT with a reason into *result when a field would be empty or too
 * long; else leaves it alone. */
void blank_fit(const struct gw_settings *s, const struct gw_message *m,
    struct gw_result *result);
/* The fields, filled, NFC: a new object. */
json_t *blank_data(const struct gw_settings *s, const struct gw_message *m);
/* How many characters that is. */
size_t blank_characters(const char *s);

#endif
