/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_HELP_H
#define NHACVIEC_APP_VERB_HELP_H

#include "app/verb.h"

int verb_help_run(struct verb_call *v);
int verb_help_version(struct verb_call *v);

#endif
