/* The disk in memory lies as disks lie, and not otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk.h"
#include "posix.h"

#include "base/log.h"
#include "store/stmt.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_kill_keeps_what_was_written(void **state);
void test_power_cut_takes_what_was_not_synced(void **state);
void test_power_cut_garbles_only_written_bytes(void **state);
void test_nothing_changes_after_the_death(void **state);
void test_death_may_come_before_or_after_the_operation(void **state);
void test_full_never_loses_a_commit(void **state);
void test_normal_loses_commits_and_corrupts_nothing(void **state);
void test_off_corrupts(void **state);
void test_full_disk_is_survived_with_the_ballast(void **state);
void test_failed_sync_is_an_io_error(void **state);
void test_random_bytes_come_from_the_seed(void **state);

static const char path[] = "/sim/t.db";
static struct rng rng;

struct plan {	  /* where it dies */
	int left; /* operations until then, < 0 never */
	bool after;
};

static bool
on_point(void *arg, enum disk_op op, bool after)
{
	struct plan *p = arg;
	(void)op;
	if (after != p->after || p->left < 0)
		return false;
	return p->left-- == 0;
}

static void
fresh(uint64_t seed)
{
	static bool done;
	if (!done)
		disk_setup();
	done = true;
	log_setup(0, LOG_ERROR - 1);
	rng.s = seed;
	disk_watch(NULL, NULL);
	disk_reset(&rng);
}

static sqlite3 *
open_db(const char *sync)
{
	sqlite3 *db;
	char sql[256];
	if (sqlite3_open(path, &db) != SQLITE_OK) {
		sqlite3_close(db);
		return NULL;
	}
	snprintf(sql, sizeof sql,
	    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = 0;"
	    "CREATE TABLE IF NOT EXISTS t(v INTEGER, x BLOB)",
	    sync);
	sqlite3_exec(db, sql, NULL, NULL, NULL);
	return db;
}

static int
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int n = -1;
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return n;
}

static bool
is_whole(sqlite3 *db)
{
	sqlite3_stmt *st;
	bool ok = false;
	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &st, NULL) !=
	    SQLITE_OK)
		return false;
	if (sqlite3_step(st) == SQLITE_ROW)
		ok =
		    strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
	sqlite3_finalize(st);
	return ok;
}

struct harm {
	int points, lost, corrupt;
};

/* Commits with checkpoints between, a power cut somewhere, a look. */
static struct harm
cut(const char *sync, int rounds)
{
	struct harm h = { 0 };
	for (int i = 0; i < rounds; i++) {
		fresh((uint64_t)i + 1);
		struct plan p = { -1, false };
		disk_watch(on_point, &p);
		sqlite3 *db = open_db(sync);
		p = (struct plan){ rng_between(&rng, 0, 150), i % 2 };
		int done = 0;
		for (int k = 1; k < 80 && !disk_is_dead(); k++) {
			char sql[128];
			snprintf(sql, sizeof sql,
			    "INSERT INTO t VALUES(%d, randomblob(%d))", k,
			    rng_between(&rng, 10, 6000));
			if (sqlite3_exec(db, sql, NULL, NULL, NULL) ==
			    SQLITE_OK)
				done = k;
			if (rng_percent(&rng, 20))
				sqlite3_wal_checkpoint_v2(db, NULL,
				    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
		}
		p.left = -1;
		sqlite3_close(db);
		disk_crash(DISK_POWER);
		db = open_db(sync);
		h.points++;
		int kept = number(db, "SELECT coalesce(max(v), 0) FROM t");
		if (!is_whole(db) || kept < 0)
			h.corrupt++;
		else if (kept < done)
			h.lost++;
		sqlite3_close(db);
	}
	return h;
}

void
test_kill_keeps_what_was_written(void **state)
{
	(void)state;
	fresh(1);
	sqlite3 *db = open_db("OFF");
	sqlite3_exec(db, "INSERT INTO t VALUES(7, NULL)", NULL, NULL, NULL);
	assert_true(disk_dirty() > 0);
	disk_die();
	sqlite3_close(db);
	disk_crash(DISK_KILL);
	db = open_db("OFF");
	assert_int_equal(number(db, "SELECT v FROM t"), 7);
	sqlite3_close(db);
}

void
test_power_cut_takes_what_was_not_synced(void **state)
{
	(void)state;
	int gone = 0, kept = 0;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		fresh(seed);
		sqlite3 *db = open_db("FULL");
		assert_int_equal(sqlite3_exec(db,
				     "INSERT INTO t VALUES(7, NULL);"
				     "PRAGMA synchronous = OFF;"
				     "INSERT INTO t VALUES(8, NULL)",
				     NULL, NULL, NULL),
		    SQLITE_OK);
		disk_die();
		sqlite3_close(db);
		disk_crash(DISK_POWER);
		assert_int_equal(disk_dirty(), 0);
		db = open_db("FULL");
		int n = number(db, "SELECT max(v) FROM t");
		gone += n == 7;
		kept += n == 8;
		sqlite3_close(db);
	}
	assert_int_equal(gone + kept, 60);
	assert_true(gone > 0 && kept > 0);
}

void
test_power_cut_garbles_only_written_bytes(void **state)
{
	(void)state;
	char a[2048], b[2048];
	int odd = 0;
	memset(a, 'a', sizeof a);
	memset(b, 'b', sizeof b);
	for (uint64_t seed = 1; seed <= 60; seed++) {
		fresh(seed);
		disk_put(path, a, sizeof a);
		sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
		sqlite3_file *f = calloc(1, (size_t)vfs->szOsFile);
		assert_int_equal(
		    vfs->xOpen(vfs, path, f, SQLITE_OPEN_READWRITE, NULL),
		    SQLITE_OK);
		f->pMethods->xWrite(f, b, 700, 300);
		f->pMethods->xClose(f);
		free(f);
		disk_crash(DISK_POWER);
		size_t n;
		const char *got = disk_file(path, &n);
		assert_int_equal(n, sizeof a);
		assert_memory_equal(got, a, 300);
		assert_memory_equal(got + 1000, a, 1048);
		odd += memcmp(got + 300, a, 700) != 0 &&
		       memcmp(got + 300, b, 700) != 0;
	}
	assert_true(odd > 0);
}

void
test_nothing_changes_after_the_death(void **state)
{
	(void)state;
	fresh(3);
	sqlite3 *db = open_db("FULL");
	sqlite3_exec(db, "INSERT INTO t VALUES(1, NULL)", NULL, NULL, NULL);
	disk_die();
	assert_int_not_equal(
	    sqlite3_exec(db, "INSERT INTO t VALUES(2, NULL)", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
	disk_crash(DISK_KILL);
	db = open_db("FULL");
	assert_int_equal(number(db, "SELECT max(v) FROM t"), 1);
	sqlite3_close(db);
}

void
test_death_may_come_before_or_after_the_operation(void **state)
{
	(void)state;
	for (int after = 0; after < 2; after++) {
		fresh(4);
		struct plan p = { -1, after != 0 };
		disk_watch(on_point, &p);
		sqlite3 *db = open_db("FULL");
		size_t n = 0, m = 0;
		assert_non_null(disk_file("/sim/t.db-wal", &n));
		p.left = 0;
		sqlite3_exec(db, "INSERT INTO t VALUES(1, NULL)", NULL, NULL,
		    NULL);
		assert_true(disk_is_dead());
		assert_non_null(disk_file("/sim/t.db-wal", &m));
		assert_int_equal(m > n, after);
		sqlite3_close(db);
	}
}

void
test_full_never_loses_a_commit(void **state)
{
	(void)state;
	struct harm h = cut("FULL", 1500);
	assert_int_equal(h.lost, 0);
	assert_int_equal(h.corrupt, 0);
}

void
test_normal_loses_commits_and_corrupts_nothing(void **state)
{
	(void)state;
	struct harm h = cut("NORMAL", 300);
	assert_true(h.lost > 50);
	assert_int_equal(h.corrupt, 0);
}

void
test_off_corrupts(void **state)
{
	(void)state;
	struct harm h = cut("OFF", 300);
	assert_true(h.corrupt > 30);
}

/* A setting as long as that; 0 or the error's code. */
static int
put(struct store *s, const char *key, size_t n)
{
	struct err err = { 0 };
	char *value = calloc(1, n + 1);
	memset(value, 'x', n);
	int rc = store_begin(s, &err);
	if (rc == 0 && (rc = store_setting_put(s, key, value, &err)) < 0)
		store_undo(s);
	else if (rc == 0)
		rc = store_end(s, &err);
	if (store_flush(s, &err) < 0)
		rc = -1;
	free(value);
	return rc < 0 ? (int)err.code : 0;
}

void
test_full_disk_is_survived_with_the_ballast(void **state)
{
	(void)state;
	fresh(5);
	struct store *s;
	struct err err = { 0 };
	disk_capacity(40 * 1024 * 1024);
	assert_int_equal(store_open(&s, path, 1526000000, &err), 0);
	assert_int_equal(posix_ballast(), 8 * 1024 * 1024);
	assert_true(store_reserve(s));
	disk_capacity(disk_used() + posix_ballast() + 100000);
	assert_int_equal(put(s, "a", 400000), ERR_FULL);
	assert_int_equal(posix_ballast(), 0);
	assert_false(store_reserve(s));
	assert_int_equal(put(s, "a", 400000), 0);
	disk_capacity(INT64_MAX);
	assert_int_equal(store_checkpoint(s, true, &err), 0);
	assert_true(store_reserve(s));
	store_close(s);
}

void
test_failed_sync_is_an_io_error(void **state)
{
	(void)state;
	for (int drops = 0; drops < 2; drops++) {
		fresh(6);
		struct store *s;
		struct err err = { 0 };
		assert_int_equal(store_open(&s, path, 1526000000, &err), 0);
		assert_int_equal(put(s, "a", 10), 0);
		disk_fail_sync(1, drops != 0);
		assert_int_equal(put(s, "b", 10), ERR_IO);
		store_close(s);
		disk_crash(DISK_POWER);
		char value[16];
		assert_int_equal(store_open(&s, path, 1526000000, &err), 0);
		assert_int_equal(store_setting_get(s, "a", value, sizeof value),
		    1);
		store_close(s);
	}
}

void
test_random_bytes_come_from_the_seed(void **state)
{
	(void)state;
	char instance[3][16];
	struct err err = { 0 };
	for (int i = 0; i < 3; i++) {
		struct store *s;
		fresh(i < 2 ? 7 : 8);
		assert_int_equal(store_open(&s, path, 1526000000, &err), 0);
		store_setting_get(s, "instance", instance[i], 16);
		store_close(s);
	}
	assert_string_equal(instance[0], instance[1]);
	assert_string_not_equal(instance[0], instance[2]);
}
