/*
 * A backup in the place of the database: check, copy, hold what is unsent,
 * swap.  Knows of messages only that they must not leave by themselves.
 */
#include "store/restore.h"

#include "base/sbuf.h"
#include "store/copy.h"
#include "store/outbox.h"
#include "store/schema.h"
#include "store/sets.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The backup, opened and found good; *db is closed by the caller in any
 * case. */
static int
open_backup(const char *from, sqlite3 **db, struct err *err)
{
	int version = 0;
	int rc = sqlite3_open_v2(from, db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return stmt_fail(*db, rc, err);
	sqlite3_extended_result_codes(*db, 1);
	if (schema_check(*db, &version, err) ||
	    copy_check(*db, "PRAGMA integrity_check(1)", err))
		return -1;
	if (version == 0)
		return err_set(err, ERR_INVALID, "it is empty");
	return 0;
}

struct holding {
	struct store *s;
	int64_t now;
	int n;
	struct err *err;
};

static int
on_unsent(void *arg, const struct outbox_row *row)
{
	struct holding *h = arg;
	h->n++;
	return outbox_move(h->s, row->id, MESSAGE_HOLD, MESSAGE_R_PERSON,
	    "restored from a backup: it may have been sent since", h->now,
	    h->err);
}

static int
hold_unsent(struct store *s, int64_t now, int *held, struct err *err)
{
	struct holding h = { s, now, 0, err };
	if (store_begin(s, err))
		return -1;
	if (outbox_recover(s, now, NULL, NULL, err) < 0 ||
	    outbox_list(s, MESSAGE_QUEUED, 0, on_unsent, &h) ||
	    store_renew_instance(s, err)) {
		store_undo(s);
		return -1;
	}
	*held = h.n;
	return store_end(s, err) || store_flush(s, err) ? -1 : 0;
}

/* The copy, made ready under its own name. */
static int
prepare(const char *copy, int64_t now, int *held, struct err *err)
{
	struct store *s = NULL;
	if (store_open(&s, copy, now, err))
		return -1;
	int rc = hold_unsent(s, now, held, err);
	store_close(s);
	return rc;
}

/* Nobody has it open, and its WAL is in it; a damaged one cannot tell more
 * than that it is not locked. */
static int
check_unused(const char *path, struct err *err)
{
	sqlite3 *db = NULL;
	struct stat st;
	if (stat(path, &st))
		return 0;
	int rc = sqlite3_open_v2(path, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db,
		    "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT",
		    NULL, NULL, NULL);
	sqlite3_close(db);
	if ((rc & 0xff) == SQLITE_BUSY)
		return err_set(err, ERR_BUSY,
		    "another process has it open: stop the service first");
	return 0;
}

/* from + suffix → to + suffix, if it is there. */
static int
move_file(const char *from, const char *to, const char *suffix, struct err *err)
{
	struct sbuf a = { 0 }, b = { 0 };
	sbuf_addf(&a, "%s%s", from, suffix);
	sbuf_addf(&b, "%s%s", to, suffix);
	int rc = rename(sbuf_text(&a), sbuf_text(&b));
	if (rc && errno == ENOENT)
		rc = 0;
	if (rc)
		err_set(err, ERR_IO, "%s: %s", sbuf_text(&b), strerror(errno));
	sbuf_fini(&a);
	sbuf_fini(&b);
	return rc;
}

static void
remove_with(const char *path, const char *suffix)
{
	struct sbuf name = { 0 };
	sbuf_addf(&name, "%s%s", path, suffix);
	unlink(sbuf_text(&name));
	sbuf_fini(&name);
}

/* The WAL goes first: one that is left would be taken for the new file's. */
static int
swap(const char *path, const char *copy, struct err *err)
{
	struct sbuf old = { 0 };
	struct stat st;
	sbuf_addf(&old, "%s.replaced", path);
	const char *name = sbuf_text(&old);
	bool had = stat(path, &st) == 0;
	remove_with(name, "-wal");
	int rc = move_file(path, name, "-wal", err);
	if (rc == 0)
		rc = move_file(path, name, "", err);
	if (rc == 0 && rename(copy, path)) {
		rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
		move_file(name, path, "", NULL);
		move_file(name, path, "-wal", NULL);
	}
	/* Its owner's, also when root puts it back. */
	if (rc == 0 && had && geteuid() == 0 &&
	    chown(path, st.st_uid, st.st_gid))
		rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	sbuf_fini(&old);
	return rc;
}

int
restore_database(const char *path, const char *from, int64_t now, int *held,
    struct err *err)
{
	struct sbuf copy = { 0 };
	sqlite3 *db = NULL;
	sbuf_addf(&copy, "%s.restored", path);
	const char *name = sbuf_text(&copy);
	int rc = open_backup(from, &db, err);
	if (rc == 0)
		rc = copy_file(db, name, err);
	sqlite3_close(db);
	if (rc == 0)
		rc = prepare(name, now, held, err);
	if (rc == 0)
		rc = check_unused(path, err);
	if (rc == 0)
		rc = swap(path, name, err);
	if (rc) {
		remove_with(name, "");
		err_wrap(err, "cannot restore %s", from);
	}
	remove_with(name, "-wal");
	remove_with(name, "-ballast");
	sbuf_fini(&copy);
	return rc;
}
