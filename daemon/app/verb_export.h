/* export --to FILE.xlsx|DIR, export --template. */
#ifndef NHACVIEC_APP_VERB_EXPORT_H
#define NHACVIEC_APP_VERB_EXPORT_H

#include "app/verb.h"

int verb_export_run(struct verb_call *v);

#endif
