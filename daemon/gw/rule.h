/*
 * What an answer or a call means, as the office writes it down:
 *
 *   rule  = and { "or" and }          and = test { "and" test }
 *   test  = "status" SET | PART "=" WORD | PART "in" SET
 *         | PART "contains" WORD | PART "begins" WORD | PART "exists"
 *   SET   = ITEM { "," ITEM }         ITEM = WORD | 500-599 | 5xx (status)
 *   WORD  = letters without blanks, or "quoted, with \" and \\"
 *
 * PART is one of view.h's (not "after").  Knows no gateway.
 */
#ifndef NHACVIEC_GW_RULE_H
#define NHACVIEC_GW_RULE_H

#include "base/err.h"
#include "base/sbuf.h"
#include "gw/view.h"

#include <stdbool.h>

/* −1 with words about what is wrong with the rule. */
int rule_check(enum view_kind kind, const char *rule, struct err *err);
/* Whether each of its ways looks at more than the status: a proxy's page has
 * a status too. */
bool rule_reads_content(const char *rule);
/* Whether it holds.  The tests that held, in the rule's own words, are put
 * into why unless it is NULL: nothing of the answer itself. */
bool rule_holds(const char *rule, const struct view *v, struct sbuf *why);

#endif
