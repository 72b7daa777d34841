/*
 * `config edit`, as visudo does it: a copy, the editor, the check, and only
 * what is valid is put in place, whole.  Talks to the person itself, because
 * it waits for answers.
 */
#ifndef NHACVIEC_APP_EDIT_H
#define NHACVIEC_APP_EDIT_H

#include "app/verb.h"

/* name: NULL = the main file, or "conf.d/NAME.conf" beside it.  The exit
 * code. */
int edit_run(struct verb_call *v, const char *name);

#endif
