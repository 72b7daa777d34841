/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_CHECK_H
#define NHACVIEC_APP_VERB_CHECK_H

#include "app/verb.h"

int verb_check_run(struct verb_call *v);
int verb_check_findings(struct verb_call *v);

#endif
