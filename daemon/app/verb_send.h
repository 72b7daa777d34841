/* The verb(s) of the table in verb.c; see struct verb_call. */
#ifndef NHACVIEC_APP_VERB_SEND_H
#define NHACVIEC_APP_VERB_SEND_H

#include "app/verb.h"

int verb_send_test(struct verb_call *v);
int verb_send_pause(struct verb_call *v);
int verb_send_resume(struct verb_call *v);
int verb_send_reload(struct verb_call *v);

#endif
