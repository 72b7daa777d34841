/* `meeting move|cancel|changes|accept|refuse` and `train`. */
#ifndef NHACVIEC_APP_VERB_SHIFT_H
#define NHACVIEC_APP_VERB_SHIFT_H

#include "app/verb.h"

#include <stdbool.h>

bool verb_shift_knows(const char *word);
int verb_shift_run(struct verb_call *v, const struct facts *f);
int verb_shift_train(struct verb_call *v);

#endif
