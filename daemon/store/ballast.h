/*
 * Private to this folder: a file that only takes up room beside the database,
 * so that a full disk leaves something to give up.  It is larger than the WAL
 * may grow, because a checkpoint needs that much.  Knows no SQL.
 */
#ifndef NHACVIEC_STORE_BALLAST_H
#define NHACVIEC_STORE_BALLAST_H

#include <stdbool.h>

/* Lays "<path>-ballast" if there is ample room; true when it lies there. */
bool ballast_lay(const char *path);
/* Gives the room back; true when there was something to give. */
bool ballast_drop(const char *path);

#endif
