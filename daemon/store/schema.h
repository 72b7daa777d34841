/*
 * Private to this folder: the tables, as steps that are only ever appended
 * to.  A released step is never edited and there is no way down.
 */
#ifndef NHACVIEC_STORE_SCHEMA_H
#define NHACVIEC_STORE_SCHEMA_H

#include "base/err.h"

#include <sqlite3.h>

/* The version this program writes. */
int schema_version(void);
/* Refuses somebody else's file and a newer version, without a write; gives
 * the version found. */
int schema_check(sqlite3 *db, int *version, struct err *err);
/* Brings an empty or older database to it, each step in one transaction with
 * its version. */
int schema_migrate(sqlite3 *db, struct err *err);

#endif
