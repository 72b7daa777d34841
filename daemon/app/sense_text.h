/*
 * The longest text that a wording really gives, with the people and units that
 * there are: what it costs, and what is to blame.  Pure.
 */
#ifndef NHACVIEC_APP_SENSE_TEXT_H
#define NHACVIEC_APP_SENSE_TEXT_H

#include "app/value.h"
#include "core/facts.h"
#include "core/policy.h"

/* True when every real text of the wording fits one part, or none can be made
 * today.  Else *t has words, and `at` is a byte offset in the wording.  Lists
 * for the secretary are made to fill two parts and are not looked at. */
bool sense_text_fits(const struct facts *f, const struct policy *p,
    enum policy_wording w, int32_t today, struct value_trouble *t);

#endif
