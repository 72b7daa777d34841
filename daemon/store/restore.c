/*
 * A backup in the place of the database: check, copy, hold what is unsent,
 * swap.  Knows of messages only that they must not leave by themselves.
 */
#include "store/restore.h"

#include "base/sbuf.h"
#include "core/civil.h"
#include "store/account.h"
#include "store/copy.h"
#include "store/outbox.h"
#include "store/schema.h"
#include "store/sets.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

/* What was said after the backup is not known here: the plan would say it
 * again, so nothing leaves until somebody looked (reliability F34). */
static int
stand_still(struct store *s, const char *from, const char *who, int64_t now,
    int held, struct err *err)
{
	char after[40];
	snprintf(after, sizeof after, "%d held, sending paused", held);
	if (store_setting_put(s, "paused", "1", err) ||
	    account_logout_all(s, err) || store_renew_instance(s, err))
		return -1;
	return store_audit(s, now, who, "restore", "database", "", after, from,
	    err);
}

static int
hold_unsent(struct store *s, const char *from, const char *who, int64_t now,
    int *held, struct err *err)
{
	struct holding h = { s, now, 0, err };
	if (store_begin(s, err))
		return -1;
	if (outbox_recover(s, now, NULL, NULL, err) < 0 ||
	    outbox_list(s, MESSAGE_QUEUED, 0, on_unsent, &h) ||
	    stand_still(s, from, who, now, h.n, err)) {
		store_undo(s);
		return -1;
	}
	*held = h.n;
	return store_end(s, err) || store_flush(s, err) ? -1 : 0;
}

/* The copy, made ready under its own name. */
static int
prepare(const char *copy, const char *from, const char *who, int64_t now,
    struct restore_outcome *out, struct err *err)
{
	struct store *s = NULL;
	if (store_open(&s, copy, now, err))
		return -1;
	out->last_boot_at = store_last_boot_at(s);
	int rc = hold_unsent(s, from, who, now, &out->held, err);
	store_close(s);
	return rc;
}

/* "<path>.replaced-20180524T073000Z", with a number where that is taken. */
static char *
name_replaced(const char *path, int64_t now)
{
	struct civil_date d = civil_date_of(civil_on(now, 0));
	int at = civil_second_of_day(now, 0);
	struct sbuf name = { 0 };
	struct stat st;
	for (int n = 1; n == 1 || stat(sbuf_text(&name), &st) == 0; n++) {
		sbuf_clear(&name);
		sbuf_addf(&name, "%s.replaced-%04d%02d%02dT%02d%02d%02dZ", path,
		    d.year, d.month, d.day, at / 3600, at / 60 % 60, at % 60);
		if (n > 1)
			sbuf_addf(&name, "-%d", n);
	}
	return sbuf_take(&name);
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

/* The database under its second name too; moved where a file has but one. */
static int
keep_file(const char *path, const char *name, struct err *err)
{
	if (link(path, name) == 0 || errno == ENOENT)
		return 0;
	return move_file(path, name, "", err);
}

/* The WAL goes first: one that is left would be taken for the new file's.  The
 * database keeps its name until the copy takes it: a process killed in between
 * would leave none, and the next start would make an empty one. */
static int
swap(const char *path, const char *copy, const char *name, struct err *err)
{
	struct stat st;
	bool had = stat(path, &st) == 0;
	int rc = move_file(path, name, "-wal", err);
	if (rc == 0)
		rc = keep_file(path, name, err);
	if (rc == 0 && rename(copy, path)) {
		rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
		move_file(name, path, "", NULL);
		move_file(name, path, "-wal", NULL);
	}
	/* Its owner's, also when root puts it back. */
	if (rc == 0 && had && geteuid() == 0 &&
	    chown(path, st.st_uid, st.st_gid))
		rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	return rc;
}

int
restore_database(const char *path, const char *from, const char *who,
    int64_t now, struct restore_outcome *out, struct err *err)
{
	struct sbuf copy = { 0 };
	sqlite3 *db = NULL;
	struct stat st;
	*out = (struct restore_outcome){ .held = 0 };
	if (check_unused(path, err))
		return err_wrap(err, "cannot restore %s", from);
	bool had = stat(path, &st) == 0;
	sbuf_addf(&copy, "%s.restored", path);
	const char *name = sbuf_text(&copy);
	int rc = open_backup(from, &db, err);
	if (rc == 0)
		rc = copy_file(db, name, NULL, NULL, err);
	sqlite3_close(db);
	if (rc == 0)
		rc = prepare(name, from, who, now, out, err);
	if (rc == 0)
		rc = check_unused(path, err);
	if (rc == 0) {
		out->kept = name_replaced(path, now);
		rc = swap(path, name, out->kept, err);
	}
	if (rc || !had) {
		free(out->kept);
		out->kept = NULL;
	}
	if (rc) {
		remove_with(name, "");
		err_wrap(err, "cannot restore %s", from);
	}
	remove_with(name, "-wal");
	remove_with(name, "-ballast");
	sbuf_fini(&copy);
	return rc;
}
