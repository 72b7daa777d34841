/*
 * Putting a backup in the place of the database.  What was not sent when the
 * backup was made may have been sent since, so nothing of it leaves by itself
 * (reliability F34).
 */
#ifndef NHACVIEC_STORE_RESTORE_H
#define NHACVIEC_STORE_RESTORE_H

#include "base/err.h"

#include <stdint.h>

/*
 * Checks `from`, copies it beside `path`, holds in the copy all that is
 * unsent, gives it a new instance id (so that no key is used twice) and puts
 * it in place; the old database stays as "<path>.replaced".  The service must
 * not run: ERR_BUSY.  *held: how many messages wait for a person.  When it
 * fails, `path` is as it was.
 */
int restore_database(const char *path, const char *from, int64_t now, int *held,
    struct err *err);

#endif
