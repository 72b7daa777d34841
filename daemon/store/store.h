/*
 * The SQLite file and its one owner: open with the lock, the barrier and the
 * migrations, write in groups, tell when a group is on disk.  Nothing above
 * this folder knows SQL; sqlite3 types never leave it.
 *
 * Every writing function of this folder is called between store_begin and
 * store_end (or store_undo).  The first store_begin opens the group's
 * transaction, each begin/end pair is a savepoint in it, and store_flush
 * commits the group (with FULL: it is on disk) and then runs the callbacks
 * registered with store_when_durable.  Without store_flush nothing is durable.
 */
#ifndef NHACVIEC_STORE_STORE_H
#define NHACVIEC_STORE_STORE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Opens or creates the file, exclusively; ERR_BUSY when somebody else has it.
 * Migrates, checks, and commits the boot row (the durability barrier) before
 * it returns. `now` goes into the boot row.  A file it creates belongs to the
 * directory's owner. */
int store_open(struct store **out, const char *path, int64_t now,
    struct err *err);
/* A database in memory from an image (store_snapshot), or empty if NULL.
 * Same schema, same calls; used by plan, simulate and tests. */
int store_open_memory(struct store **out, const void *image, size_t n,
    struct err *err);
void store_close(struct store *s); /* flushes; NULL is fine */

int store_begin(struct store *s, struct err *err);
int store_end(struct store *s, struct err *err);
void store_undo(struct store *s); /* takes back all since its begin */
/* 0 = the group is on disk (or there was none).  On failure the whole group
 * is rolled back, callbacks get ok = false; ERR_FULL or ERR_IO tell why. */
int store_flush(struct store *s, struct err *err);
/* Takes back what is not on disk; every callback gets ok = false.  For an end
 * after which nobody may be called back. */
void store_abandon(struct store *s);
void store_when_durable(struct store *s, void (*cb)(void *arg, bool ok),
    void *arg);
bool store_pending(const struct store *s); /* a group is open */

/* Rises with every change that facts_load would show. */
uint64_t store_generation(const struct store *s);
/* Explicit checkpoint when the WAL is past its limit (or always, if forced);
 * call at a quiet moment.  Gives the ballast up and lays it again. */
int store_checkpoint(struct store *s, bool force, struct err *err);
/* The whole database as bytes (flushed state); free() them. */
int store_snapshot(struct store *s, void **image, size_t *n, struct err *err);
/* Online, verified copy to a file.  step, unless NULL, hears now and then how
 * many of all pages are copied. */
typedef void store_step(void *arg, int64_t done, int64_t all);
int store_backup(struct store *s, const char *path, store_step *step, void *arg,
    struct err *err);

/* A new instance id: messages from now on get keys that no copy of this
 * database used (see restore.h). */
int store_renew_instance(struct store *s, struct err *err);

/* Settings of the program itself, not of the office. */
int store_setting_get(struct store *s, const char *key, char *buf,
    size_t size); /* 1 found, 0 none, −1 error */
int store_setting_put(struct store *s, const char *key, const char *value,
    struct err *err); /* value NULL = remove */

/* Who changed what: append-only.  who = "cli:root", "web", "reply",
 * "import:3"; what = "visit.add"; subject = "person:BAO" / "unit:TANHOA". */
int store_audit(struct store *s, int64_t now, const char *who, const char *what,
    const char *subject, const char *before, const char *after,
    const char *reason, struct err *err);

/* The same of a row, which may concern a second subject (also, or NULL). */
struct store_audit_row;
int store_audit_row(struct store *s, const struct store_audit_row *row,
    const char *also, struct err *err);

struct store_audit_row { /* strings valid during the callback; "" for none */
	int64_t at;
	const char *who, *what, *subject, *before, *after, *reason;
};
typedef int store_audit_cb(void *arg, const struct store_audit_row *row);
/* Oldest first, what has that subject (also as the second one: a visit shows
 * under its person and its unit); NULL = all.  The callback returns 0 to go
 * on, anything else stops and is returned; −1 also when reading failed. */
int store_audit_list(struct store *s, const char *subject, store_audit_cb *cb,
    void *arg);

/* Whether the disk has room in reserve: false once the ballast was given up
 * (disk full) and until a checkpoint could lay it again.  True in memory. */
bool store_reserve(const struct store *s);
/* Number of this opening (boot row), rising by one each; 0 in memory. */
int64_t store_boot(const struct store *s);
/* The time of the newest boot row before this one; 0 none: whoever starts can
 * see that the clock went back. */
int64_t store_last_boot_at(struct store *s);

#endif
