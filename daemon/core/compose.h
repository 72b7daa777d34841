/*
 * The words of a message: a wording and its placeholders, or several joined
 * into one digest.  Pure; called when the message leaves, so names, numbers
 * and what is still open are those of that moment.
 */
#ifndef NHACVIEC_CORE_COMPOSE_H
#define NHACVIEC_CORE_COMPOSE_H

#include "base/http.h"
#include "core/facts.h"
#include "core/plan.h"
#include "core/policy.h"

#include <stdbool.h>

/*
 * The text for a person from the items still to be said, ready for the air
 * (accents as the policy says).  Sets *kind: the wording's name, "escalate" or
 * "digest" (static).  NULL when it cannot be rendered (a unit or a person
 * without a name).  Caller frees.
 */
char *compose_message(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *items, size_t n, int64_t now, const char **kind);
/*
 * What a gateway's template may be filled with: the wordings' placeholders for
 * these items and "text", NFC, empty ones left out.  Several kinds in one
 * message (a digest), or none (an answer, an alarm), have only what they share:
 * sign, name, given_name, text; person may be −1: sign and text.  Appends owned
 * fields; http_fields_fini.
 */
void compose_values(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *items, size_t n, const char *text, int64_t now,
    struct http_fields *out);
/* Whether the item has the names that its words need. */
bool compose_can_say(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *item);
/* How a person is addressed: the given name, with the initials of the rest
 * where two have the same.  Caller frees. */
char *compose_given_name(const struct facts *f, int person);
/* The secretary's full list of a month ("DS"), in as many lines as needed,
 * unaccented.  Caller frees. */
char *compose_list(const struct facts *f, const struct policy *p, int32_t month,
    int64_t now);

#endif
