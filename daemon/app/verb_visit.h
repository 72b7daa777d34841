/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_VISIT_H
#define NHACVIEC_APP_VERB_VISIT_H

#include "app/verb.h"

int verb_visit_run(struct verb_call *v);
int verb_visit_meeting(struct verb_call *v);

#endif
