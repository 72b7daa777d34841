/*
 * The [wording] texts: are their placeholders known, and what would the
 * longest text cost.  Renders with sample values only.
 */
#ifndef NHACVIEC_APP_CONFIG_WORDING_H
#define NHACVIEC_APP_CONFIG_WORDING_H

#include "app/value.h"
#include "core/policy.h"

/* char *field of the policy. */
value_parse config_wording_parse;

/* A warning in *t when the wording, filled with long names and prepared as
 * the policy says, takes more than one part; with the character that is to
 * blame.  True when there is none. */
bool config_wording_measure(const struct policy *p, enum policy_wording w,
    struct value_trouble *t);

#endif
