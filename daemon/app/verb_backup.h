/* `backup` and `restore`: the whole database, out and back. */
#ifndef NHACVIEC_APP_VERB_BACKUP_H
#define NHACVIEC_APP_VERB_BACKUP_H

#include "app/verb.h"

/* On a snapshot, in the caller's process: the file is the caller's. */
int verb_backup_run(struct verb_call *v);
/* With the configuration alone: the database is closed while it is replaced. */
int verb_backup_restore(struct verb_call *v);

#endif
