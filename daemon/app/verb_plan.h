/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_PLAN_H
#define NHACVIEC_APP_VERB_PLAN_H

#include "app/verb.h"

int verb_plan_run(struct verb_call *v);
int verb_plan_simulate(struct verb_call *v);

#endif
