/* `user`: who may use the office's pages, and as what. */
#ifndef NHACVIEC_APP_VERB_USER_H
#define NHACVIEC_APP_VERB_USER_H

#include "app/verb.h"

int verb_user_run(struct verb_call *v);

/* In the caller's own process, before the call: asks for the password that
 * the words need and makes its hash, to be sent along as the only file.  1 and
 * *hash (free it), 0 none is needed, −1. */
int verb_user_prepare(const struct args *a, char **hash, struct err *err);

#endif
