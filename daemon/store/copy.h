/*
 * Private to this folder: whole, verified copies of a database by SQLite's
 * online backup; never by reading the file (reliability F14, F33).
 */
#ifndef NHACVIEC_STORE_COPY_H
#define NHACVIEC_STORE_COPY_H

#include "base/err.h"
#include "store/store.h"

#include <sqlite3.h>

/* Runs quick_check or integrity_check; ERR_IO with SQLite's words. */
int copy_check(sqlite3 *db, const char *pragma, struct err *err);
/* Copies to "<path>.part", checks it and renames it to path.  Leaves nothing
 * behind when it fails.  step as of store_backup. */
int copy_file(sqlite3 *from, const char *path, store_step *step, void *arg,
    struct err *err);

#endif
