/*
 * The file and its one owner: open, groups of writes, checkpoints.  Knows
 * nothing of what is kept in it but the program's own settings.
 *
 * Happy path of a write: begin (BEGIN IMMEDIATE, once a group; SAVEPOINT),
 * statements, end (RELEASE), flush (COMMIT with FULL: on disk), callbacks.
 * What fails: a statement (the caller undoes its savepoint), SQLite rolling
 * the whole group back (`lost`, told by everything until the flush), COMMIT
 * (the group is rolled back, callbacks hear ok = false).
 */
#include "store/store.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/audit.h"
#include "store/ballast.h"
#include "store/copy.h"
#include "store/schema.h"
#include "store/sets.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
	BEGIN,
	COMMIT,
	ROLLBACK,
	SAVEPOINT,
	RELEASE,
	ROLLBACK_TO,
	BOOT_PUT,
	BOOT_LAST,
	SETTING_GET,
	SETTING_PUT,
	SETTING_DROP,
	INSTANCE,
	STORE__N
};

static const char *const sql[STORE__N] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SAVEPOINT] = "SAVEPOINT part",
	[RELEASE] = "RELEASE part",
	[ROLLBACK_TO] = "ROLLBACK TO part",
	[BOOT_PUT] = "INSERT INTO boot(at, schema) VALUES(:at, :schema)",
	[BOOT_LAST] = "SELECT at FROM boot WHERE seq < :seq"
		      " ORDER BY seq DESC LIMIT 1",
	[SETTING_GET] = "SELECT value FROM setting WHERE key = :key",
	[SETTING_PUT] = "INSERT INTO setting(key, value) VALUES(:key, :value)"
			" ON CONFLICT(key) DO UPDATE SET value = :value",
	[INSTANCE] = "UPDATE setting SET value = lower(hex(randomblob(4)))"
		     " WHERE key = 'instance'",
	[SETTING_DROP] = "DELETE FROM setting WHERE key = :key",
};
const struct stmt_set store_statements = { sql, STORE__N };

/* Pages in the WAL: a quiet moment is used from the first on, the flush does
 * not wait for one beyond the second (6 MiB, the ballast has 8). */
enum { WAL_QUIET = 1000, WAL_MOST = 1500 };

static int
on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *s = arg;
	(void)db;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

/* --- groups */

static int
control(struct store *s, int id, struct err *err)
{
	sqlite3_stmt *st = stmt_get(s, STMT_STORE, id, err);
	if (!st)
		return -1;
	sqlite3_step(st);
	int rc = sqlite3_reset(st);
	return rc == SQLITE_OK ? 0 : stmt_fail(s->db, rc, err);
}

int
store_begin(struct store *s, struct err *err)
{
	assert(s->depth < STMT_DEPTH_MAX);
	if (s->lost)
		return err_set(err, s->lost, "the group was rolled back");
	if (!s->group) {
		if (control(s, BEGIN, err))
			return -1;
		s->group = true;
		s->group_before = s->generation;
	}
	if (control(s, SAVEPOINT, err)) {
		if (sqlite3_get_autocommit(s->db))
			s->lost = err ? err->code : ERR_FAILED;
		return -1;
	}
	s->before[s->depth++] = s->generation;
	return 0;
}

int
store_end(struct store *s, struct err *err)
{
	assert(s->depth > 0);
	s->depth--;
	if (!s->lost && sqlite3_get_autocommit(s->db))
		s->lost = ERR_FAILED;
	if (s->lost)
		return err_set(err, s->lost, "the group was rolled back");
	return control(s, RELEASE, err);
}

void
store_undo(struct store *s)
{
	struct err err = { 0 };
	assert(s->depth > 0);
	s->depth--;
	/* Whoever looked in between saw what is gone now. */
	if (s->generation != s->before[s->depth])
		s->generation++;
	if (!s->lost && sqlite3_get_autocommit(s->db))
		s->lost = ERR_FAILED;
	if (s->lost)
		return;
	if (control(s, ROLLBACK_TO, &err) || control(s, RELEASE, &err)) {
		log_line(LOG_ERROR, "store=undo error=\"%s\"", err.text);
		s->lost = err.code;
	}
}

/* Room for SQLite to go on working in: the ballast, then the WAL itself. */
static void
make_room(struct store *s)
{
	if (!s->path)
		return;
	if (ballast_drop(s->path))
		log_line(LOG_ERROR, "store=full ballast=given_up");
	s->ballast = false;
	int rc = sqlite3_wal_checkpoint_v2(s->db, "main",
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (rc == SQLITE_OK)
		s->wal_pages = 0;
}

static int
checkpoint(struct store *s, int mode, struct err *err)
{
	int rc = sqlite3_wal_checkpoint_v2(s->db, "main", mode, NULL, NULL);
	if ((rc & 0xff) == SQLITE_FULL && s->ballast) {
		make_room(s);
		rc = sqlite3_wal_checkpoint_v2(s->db, "main", mode, NULL, NULL);
	}
	if (rc != SQLITE_OK) {
		s->suspect |= (rc & 0xff) != SQLITE_FULL;
		return stmt_fail(s->db, rc, err);
	}
	s->wal_pages = 0;
	return 0;
}

static int
commit(struct store *s, struct err *err)
{
	struct err why = { 0 };
	enum err_code lost = s->lost;
	int rc = 0;
	if (lost)
		rc = err_set(&why, lost, "the group was rolled back");
	else
		rc = control(s, COMMIT, &why);
	s->group = false;
	s->lost = ERR_NONE;
	if (rc == 0)
		return 0;
	if (!sqlite3_get_autocommit(s->db))
		control(s, ROLLBACK, NULL);
	if (s->generation != s->group_before)
		s->generation++;
	if (why.code == ERR_FULL)
		make_room(s);
	s->suspect |= why.code == ERR_IO;
	return err_set(err, why.code, "cannot write to the database: %s",
	    why.text);
}

int
store_flush(struct store *s, struct err *err)
{
	int rc = 0;
	assert(s->depth == 0);
	if (s->group)
		rc = commit(s, err);
	/* A callback may begin the next group and wait for that one. */
	struct store_waiter *w = s->waiters;
	size_t n = s->waiter_n;
	s->waiters = NULL;
	s->waiter_n = s->waiter_cap = 0;
	for (size_t i = 0; i < n; i++)
		w[i].cb(w[i].arg, rc == 0);
	free(w);
	struct err why = { 0 };
	if (s->path && !s->group && s->wal_pages > WAL_MOST &&
	    checkpoint(s, SQLITE_CHECKPOINT_PASSIVE, &why))
		log_line(LOG_ERROR, "store=checkpoint error=\"%s\"", why.text);
	return rc;
}

void
store_abandon(struct store *s)
{
	struct err err = { 0 };
	while (s->depth > 0)
		store_undo(s);
	/* A callback may want another group: it is lost as well. */
	while (store_pending(s)) {
		if (s->group)
			s->lost = ERR_FAILED;
		if (s->group)
			commit(s, &err);
		struct store_waiter *w = s->waiters;
		size_t n = s->waiter_n;
		s->waiters = NULL;
		s->waiter_n = s->waiter_cap = 0;
		for (size_t i = 0; i < n; i++)
			w[i].cb(w[i].arg, false);
		free(w);
	}
}

void
store_when_durable(struct store *s, void (*cb)(void *arg, bool ok), void *arg)
{
	s->waiters = mem_grow(s->waiters, &s->waiter_cap, s->waiter_n + 1,
	    sizeof *s->waiters);
	s->waiters[s->waiter_n++] = (struct store_waiter){ cb, arg };
}

bool
store_pending(const struct store *s)
{
	return s->group || s->waiter_n > 0;
}

uint64_t
store_generation(const struct store *s)
{
	return s->generation;
}

/* --- open and close */

/* Locks and shared memory do not work there as SQLite needs them. */
static bool
network_file_system(const char *path)
{
	static const unsigned long magic[] = { 0x6969 /* nfs */,
		0xff534d42 /* cifs */, 0xfe534d42 /* smb2 */, 0x517b /* smb */,
		0x5346414f /* afs */, 0x73757245 /* coda */ };
	struct statfs fs;
	if (statfs(path, &fs))
		return false;
	for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++) {
		if (((unsigned long)fs.f_type & 0xffffffffUL) == magic[i])
			return true;
	}
	return false;
}

/* Its directory's: "." for a bare name. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return mem_dup(".");
	return slash == path ? mem_dup("/")
			     : mem_dup_n(path, (size_t)(slash - path));
}

/* Before SQLite opens it: a new file is private and, made by root, the
 * directory's owner's, as are then the files that SQLite puts beside it. */
static int
prepare_path(const char *path, bool *created, struct err *err)
{
	struct stat st, dir_st;
	char *dir = directory_of(path);
	int rc = 0;
	*created = stat(path, &st) != 0;
	if (stat(dir, &dir_st))
		rc = err_set(err, errno == EACCES ? ERR_DENIED : ERR_NOT_FOUND,
		    "%s: %s", dir, strerror(errno));
	else if (network_file_system(dir))
		rc = err_set(err, ERR_INVALID,
		    "%s is on a network file system, where locks do not hold",
		    dir);
	free(dir);
	return rc;
}

static void
own_path(const char *path)
{
	struct stat st;
	char *dir = directory_of(path);
	if (chmod(path, 0600))
		log_line(LOG_WARN, "store=open chmod=\"%s\"", strerror(errno));
	if (geteuid() == 0 && stat(dir, &st) == 0 &&
	    chown(path, st.st_uid, st.st_gid))
		log_line(LOG_WARN, "store=open chown=\"%s\"", strerror(errno));
	free(dir);
}

static int
journal_wal(sqlite3 *db, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int rc =
	    sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	int ok = rc == SQLITE_ROW &&
		 strcmp((const char *)sqlite3_column_text(st, 0), "wal") == 0;
	if (!ok) {
		if (rc == SQLITE_ROW)
			err_set(err, ERR_FAILED, "it cannot use a WAL");
		else
			stmt_fail(db, rc, err);
	}
	sqlite3_finalize(st);
	return ok ? 0 : -1;
}

/* What both kinds of database get before anything is read. */
static int
configure(sqlite3 *db, struct err *err)
{
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, 0);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
	return stmt_exec(db,
	    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
	    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
	    "PRAGMA cache_size = -16384",
	    err);
}

static int
read_instance(struct store *s, struct err *err)
{
	if (store_setting_get(s, "instance", s->instance, sizeof s->instance) !=
	    1)
		return err_set(err, ERR_IO, "its instance id is gone");
	return 0;
}

/* The durability barrier (reliability D3): what a killed process left in the
 * page cache is on disk before anybody acts on it. */
static int
barrier(struct store *s, int64_t now, struct err *err)
{
	struct stmt q;
	if (store_begin(s, err))
		return -1;
	stmt_start(&q, s, STMT_STORE, BOOT_PUT, err);
	stmt_int(&q, ":at", now);
	stmt_int(&q, ":schema", schema_version());
	if (stmt_run(&q)) {
		store_undo(s);
		return -1;
	}
	s->boot = stmt_last_id(s);
	return store_end(s, err) || store_flush(s, err) ? -1 : 0;
}

static int
open_file(struct store *s, const char *path, int64_t now, struct err *err)
{
	bool created = false;
	int version = 0;
	if (prepare_path(path, &created, err))
		return -1;
	int rc = sqlite3_open_v2(path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	if (rc != SQLITE_OK)
		return stmt_fail(s->db, rc, err);
	if (created)
		own_path(path);
	s->path = mem_dup(path);
	/* EXCLUSIVE comes before the first look (D2), and a PRAGMA may be one:
	 * cache_size reads the schema.  A newer or foreign file is refused
	 * before the switch to WAL would write to it.  EXTRA is FULL (D1),
	 * and a rollback journal whose end is on disk too: the one of a new
	 * file's birth, come back after a power cut, would take back all. */
	if (stmt_exec(s->db,
		"PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = EXTRA",
		err) ||
	    configure(s->db, err) || schema_check(s->db, &version, err) ||
	    journal_wal(s->db, err) ||
	    stmt_exec(s->db, "PRAGMA wal_autocheckpoint = 0", err) ||
	    copy_check(s->db, "PRAGMA quick_check(1)", err))
		return -1;
	sqlite3_wal_hook(s->db, on_commit, s);
	if (schema_migrate(s->db, err) || read_instance(s, err) ||
	    barrier(s, now, err))
		return -1;
	s->ballast = ballast_lay(path);
	return 0;
}

int
store_open(struct store **out, const char *path, int64_t now, struct err *err)
{
	struct err why = { 0 };
	struct store *s = mem_new(1, sizeof *s);
	s->generation = 1;
	stmt_open(s);
	if (open_file(s, path, now, &why)) {
		s->suspect = true;
		if (why.code == ERR_BUSY)
			err_set(&why, ERR_BUSY, "another process has it open");
		store_close(s);
		return err_set(err, why.code, "cannot open the database %s: %s",
		    path, why.text);
	}
	*out = s;
	return 0;
}

static int
open_memory(struct store *s, const void *image, size_t n, struct err *err)
{
	int rc = sqlite3_open_v2(":memory:", &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	if (rc != SQLITE_OK)
		return stmt_fail(s->db, rc, err);
	if (image) {
		unsigned char *copy = sqlite3_malloc64(n);
		if (!copy)
			return err_set(err, ERR_FAILED, "out of memory");
		memcpy(copy, image, n);
		rc = sqlite3_deserialize(s->db, "main", copy, (sqlite3_int64)n,
		    (sqlite3_int64)n,
		    SQLITE_DESERIALIZE_FREEONCLOSE |
			SQLITE_DESERIALIZE_RESIZEABLE);
		if (rc != SQLITE_OK)
			return stmt_fail(s->db, rc, err);
	}
	if (configure(s->db, err) || schema_migrate(s->db, err))
		return -1;
	return read_instance(s, err);
}

int
store_open_memory(struct store **out, const void *image, size_t n,
    struct err *err)
{
	struct store *s = mem_new(1, sizeof *s);
	s->generation = 1;
	stmt_open(s);
	s->ballast = true;
	if (open_memory(s, image, n, err)) {
		store_close(s);
		return err_wrap(err, "cannot open the database in memory");
	}
	*out = s;
	return 0;
}

void
store_close(struct store *s)
{
	struct err err = { 0 };
	if (!s)
		return;
	if (s->depth > 0)
		store_abandon(s);
	if (store_pending(s) && store_flush(s, &err))
		log_line(LOG_ERROR, "store=close error=\"%s\"", err.text);
	stmt_finalise_all(s);
	/* After a failed fsync a file system may show older bytes under frames
	 * that are known by their number only: the next start reads the log by
	 * its checksums instead. */
	if (s->suspect && s->db)
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
		    NULL);
	sqlite3_close(s->db);
	free(s->waiters);
	free(s->path);
	free(s);
}

/* --- care */

int
store_checkpoint(struct store *s, bool force, struct err *err)
{
	if (!s->path || (!force && (s->group || s->wal_pages < WAL_QUIET)))
		return 0;
	if (s->group && store_flush(s, err))
		return -1;
	if (checkpoint(s,
		force ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
		err))
		return err_wrap(err, "cannot move the log into the database");
	if (!s->ballast)
		s->ballast = ballast_lay(s->path);
	return 0;
}

bool
store_reserve(const struct store *s)
{
	return s->ballast;
}

int64_t
store_boot(const struct store *s)
{
	return s->boot;
}

int64_t
store_last_boot_at(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_STORE, BOOT_LAST, NULL);
	stmt_int(&q, ":seq", s->boot ? s->boot : INT64_MAX);
	return stmt_number(&q, "at", 0);
}

int
store_snapshot(struct store *s, void **image, size_t *n, struct err *err)
{
	sqlite3_int64 size = 0;
	if (s->depth > 0)
		return err_set(err, ERR_STATE, "a snapshot inside a write");
	if (store_pending(s) && store_flush(s, err))
		return -1;
	unsigned char *bytes = sqlite3_serialize(s->db, "main", &size, 0);
	if (!bytes || size < 100) {
		sqlite3_free(bytes);
		return err_set(err, ERR_IO, "cannot read the whole database");
	}
	/* File format bytes: what is in memory has no WAL beside it. */
	bytes[18] = bytes[19] = 1;
	*image = mem_new((size_t)size, 1);
	memcpy(*image, bytes, (size_t)size);
	*n = (size_t)size;
	sqlite3_free(bytes);
	return 0;
}

int
store_backup(struct store *s, const char *path, store_step *step, void *arg,
    struct err *err)
{
	struct stat here, there;
	if (s->path && stat(s->path, &here) == 0 && stat(path, &there) == 0 &&
	    here.st_dev == there.st_dev && here.st_ino == there.st_ino)
		return err_set(err, ERR_INVALID, "%s is the database itself",
		    path);
	if (s->depth > 0)
		return err_set(err, ERR_STATE, "a backup inside a write");
	if (store_pending(s) && store_flush(s, err))
		return -1;
	if (copy_file(s->db, path, step, arg, err))
		return err_wrap(err, "cannot write the backup %s", path);
	return 0;
}

/* --- settings and audit */

int
store_renew_instance(struct store *s, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_STORE, INSTANCE, err);
	if (stmt_run(&q))
		return -1;
	return read_instance(s, err);
}

int
store_setting_get(struct store *s, const char *key, char *buf, size_t size)
{
	struct stmt q;
	stmt_start(&q, s, STMT_STORE, SETTING_GET, NULL);
	stmt_text(&q, ":key", key);
	int rc = stmt_step(&q);
	if (rc > 0) {
		const char *value = stmt_col_text(&q, "value");
		size_t len = strlen(value);
		if (len >= size)
			rc = -1;
		else
			memcpy(buf, value, len + 1);
	}
	stmt_end(&q);
	return rc;
}

int
store_setting_put(struct store *s, const char *key, const char *value,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_STORE, value ? SETTING_PUT : SETTING_DROP, err);
	stmt_text(&q, ":key", key);
	if (value)
		stmt_text(&q, ":value", value);
	int rc = stmt_run(&q);
	/* load_facts shows it. */
	if (rc == 0 && strcmp(key, "live_since") == 0)
		s->generation++;
	return rc;
}

int
store_audit(struct store *s, int64_t now, const char *who, const char *what,
    const char *subject, const char *before, const char *after,
    const char *reason, struct err *err)
{
	const struct store_audit_row row = { now, who, what, subject, before,
		after, reason };
	return audit_add(s, &row, NULL, err);
}

int
store_audit_row(struct store *s, const struct store_audit_row *row,
    const char *also, struct err *err)
{
	return audit_add(s, row, also, err);
}

int
store_audit_list(struct store *s, const char *subject, store_audit_cb *cb,
    void *arg)
{
	return audit_list(s, subject, cb, arg);
}
