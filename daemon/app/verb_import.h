/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_IMPORT_H
#define NHACVIEC_APP_VERB_IMPORT_H

#include "app/verb.h"

int verb_import_run(struct verb_call *v);

#endif
