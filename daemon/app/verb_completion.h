/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_COMPLETION_H
#define NHACVIEC_APP_VERB_COMPLETION_H

#include "app/verb.h"

int verb_completion_run(struct verb_call *v);
int verb_completion_codes(struct verb_call *v);
/* The arguments of `codes` that complete the word at the cursor: how many (0:
 * the database is not needed).  argv has room for 6; borrowed from a.  *config
 * is set where the words name a file. */
int verb_completion_asks(const struct args *a, const char **argv,
    const char **config);

#endif
