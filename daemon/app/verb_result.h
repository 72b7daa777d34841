/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_RESULT_H
#define NHACVIEC_APP_VERB_RESULT_H

#include "app/verb.h"

int verb_result_run(struct verb_call *v);

#endif
