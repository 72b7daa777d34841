/*
 * Putting a backup in the place of the database.  What was not sent when the
 * backup was made may have been sent since, so nothing of it leaves by itself
 * (reliability F34).
 */
#ifndef NHACVIEC_STORE_RESTORE_H
#define NHACVIEC_STORE_RESTORE_H

#include "base/err.h"

#include <stdint.h>

struct restore_outcome {
	int held;	      /* messages that wait for a person now */
	int64_t last_boot_at; /* the backup's last start, 0 none */
	char *kept; /* the replaced database's new name, or NULL; free it */
};

/*
 * Checks `from`, copies it beside `path`, holds in the copy all that is
 * unsent, pauses sending (what the plan says anew may have been said since),
 * ends all logins, gives it a new instance id (so that no key is used twice)
 * and puts it in place; the old database stays beside it, with the day and
 * time in its name.  The service must not run: ERR_BUSY, before anything is
 * read.  When it fails, `path` is as it was.
 */
int restore_database(const char *path, const char *from, const char *who,
    int64_t now, struct restore_outcome *out, struct err *err);

#endif
