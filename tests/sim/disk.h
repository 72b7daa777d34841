/*
 * A disk in memory that can lose power: a SQLite VFS (the default one, so that
 * store_open works unchanged) and the few POSIX calls that daemon/store makes
 * itself, for every path that begins with "/sim/".
 *
 * Each file has the bytes that the page cache shows and those that are on the
 * platter; what was written since the last sync is dirty, by sectors of 512
 * bytes.  A kill leaves the cache; a power cut takes each dirty sector by
 * itself: written, not written, or garbled within the bytes that were being
 * written (the power-safe overwrite that SQLite's own VFS assumes on Linux).
 */
#ifndef NHACVIEC_TESTS_SIM_DISK_H
#define NHACVIEC_TESTS_SIM_DISK_H

#include "rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum disk_op { DISK_WRITE, DISK_SYNC, DISK_TRUNCATE, DISK_DELETE, DISK_OP__N };

enum disk_loss { DISK_KILL, DISK_POWER };

/* Makes the one disk of the process and registers it; once. */
void disk_setup(void);
/* Empty, alive, without faults; rng is borrowed and decides all chances. */
void disk_reset(struct rng *rng);
/* Called before (after = false) and after each operation that changes the
 * disk.  True: the process dies here, and this and all later calls fail and
 * change nothing. */
void disk_watch(bool (*point)(void *arg, enum disk_op op, bool after),
    void *arg);
/* Dies now. */
void disk_die(void);
bool disk_is_dead(void);
/* What is left after the death, or at any other moment; alive again. */
void disk_crash(enum disk_loss loss);

/* Space for all files and the ballast, in bytes; INT64_MAX = no limit. */
void disk_capacity(int64_t bytes);
int64_t disk_used(void); /* by the files */
int64_t disk_room(void); /* what is left, INT64_MAX = no limit */
/* The n-th sync from now fails with EIO (0 = none): what it should have made
 * durable stays dirty, or (drops) is lost from the cache too, as file systems
 * do that drop what they could not write. */
void disk_fail_sync(int n, bool drops);
/* Whether one failed since this was asked. */
bool disk_sync_failed(void);
/* How many bytes are dirty: what a power cut may take. */
size_t disk_dirty(void);

/* A file's bytes as the cache shows them; NULL = it is not there.  Borrowed
 * until the next change. */
const void *disk_file(const char *path, size_t *n);
/* Puts a file there, durable. */
void disk_put(const char *path, const void *bytes, size_t n);

#endif
