/* `calendar`: the secret address of a person's calendar. */
#ifndef NHACVIEC_APP_VERB_CALENDAR_H
#define NHACVIEC_APP_VERB_CALENDAR_H

#include "app/verb.h"

int verb_calendar_run(struct verb_call *v);

#endif
