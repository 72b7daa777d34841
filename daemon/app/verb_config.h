/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_CONFIG_H
#define NHACVIEC_APP_VERB_CONFIG_H

#include "app/verb.h"

int verb_config_run(struct verb_call *v);

#endif
