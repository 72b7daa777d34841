#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/deed.h"
#include "store/load.h"
#include "store/org.h"
#include "store/schema.h"
#include "store/stmt.h"
#include "store/store.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void test_reopen_keeps_what_was_flushed(void **state);
void test_second_open_is_busy_in_another_process(void **state);
void test_second_open_is_busy_in_the_same_process(void **state);
void test_undo_keeps_the_others_of_the_group(void **state);
void test_nested_undo_takes_back_only_the_inner(void **state);
void test_callbacks_come_only_with_the_flush(void **state);
void test_callback_may_begin_the_next_group(void **state);
void test_callback_without_a_group_comes_with_the_flush(void **state);
void test_write_outside_a_group_is_refused(void **state);
void test_full_database_loses_the_group_and_nothing_else(void **state);
void test_file_size_limit_loses_the_group_and_nothing_else(void **state);
void test_ballast_is_given_up_and_laid_again(void **state);
void test_kill_before_flush_loses_only_the_group(void **state);
void test_boot_row_rises_at_every_open(void **state);
void test_newer_version_is_refused_and_untouched(void **state);
void test_foreign_database_is_refused(void **state);
void test_damaged_file_is_refused(void **state);
void test_old_schema_becomes_the_fresh_one(void **state);
void test_failed_step_leaves_the_old_version(void **state);
void test_every_column_is_commented(void **state);
void test_snapshot_is_an_equal_copy(void **state);
void test_backup_is_whole_and_opens(void **state);
void test_backup_over_the_database_is_refused(void **state);
void test_checkpoint_empties_the_wal(void **state);
void test_wal_does_not_grow_without_a_quiet_moment(void **state);
void test_settings_are_kept_and_removed(void **state);
void test_audit_shows_both_subjects(void **state);
void test_generation_rises_with_facts_only(void **state);
void test_undo_raises_the_generation(void **state);
void test_missing_directory_is_named(void **state);
void test_new_file_is_private(void **state);

static char dir[] = "build/store-test-XXXXXX";

struct temp { /* a directory of its own under build/ */
	char dir[64];
	char path[96];
};

static void
temp_init(struct temp *t)
{
	mkdir("build", 0777);
	snprintf(t->dir, sizeof t->dir, "%s", dir);
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/db", t->dir);
}

static void
temp_remove(const struct temp *t, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	unlink(path);
}

static void
temp_fini(const struct temp *t)
{
	temp_remove(t, "db");
	temp_remove(t, "db-wal");
	temp_remove(t, "db-journal");
	temp_remove(t, "db-ballast");
	temp_remove(t, "copy");
	temp_remove(t, "copy-wal");
	temp_remove(t, "copy-ballast");
	assert_int_equal(rmdir(t->dir), 0);
}

static struct store *
open_at(const char *path)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open(&s, path, 1000, &err))
		fail_msg("%s", err.text);
	return s;
}

static struct store *
open_memory(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err))
		fail_msg("%s", err.text);
	return s;
}

static void
begin(struct store *s)
{
	struct err err = { 0 };
	if (store_begin(s, &err))
		fail_msg("%s", err.text);
}

static void
end(struct store *s)
{
	struct err err = { 0 };
	if (store_end(s, &err))
		fail_msg("%s", err.text);
}

static void
flush(struct store *s)
{
	struct err err = { 0 };
	if (store_flush(s, &err))
		fail_msg("%s", err.text);
}

static void
put(struct store *s, const char *key, const char *value)
{
	struct err err = { 0 };
	if (store_setting_put(s, key, value, &err))
		fail_msg("%s", err.text);
}

static void
put_alone(struct store *s, const char *key, const char *value)
{
	begin(s);
	put(s, key, value);
	end(s);
}

static bool
has(struct store *s, const char *key)
{
	char buf[64];
	return store_setting_get(s, key, buf, sizeof buf) == 1;
}

/* --- opening */

void
test_reopen_keeps_what_was_flushed(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_second_open_is_busy_in_another_process(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct store *other = NULL;
		int rc = store_open(&other, t.path, 2000, &err);
		_exit(rc && err.code == ERR_BUSY ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	/* The first is as it was. */
	put_alone(s, "b", "2");
	flush(s);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_second_open_is_busy_in_the_same_process(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *other = NULL;
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(store_open(&other, t.path, 2000, &err), -1);
	assert_int_equal(err.code, ERR_BUSY);
	assert_non_null(strstr(err.text, t.path));
	put_alone(s, "b", "2");
	flush(s);
	store_close(s);
	temp_fini(&t);
}

void
test_boot_row_rises_at_every_open(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = NULL;
	temp_init(&t);
	assert_int_equal(store_open(&s, t.path, 5000, &err), 0);
	assert_int_equal(store_boot(s), 1);
	assert_int_equal(store_last_boot_at(s), 0);
	store_close(s);
	assert_int_equal(store_open(&s, t.path, 4000, &err), 0);
	assert_int_equal(store_boot(s), 2);
	assert_int_equal(store_last_boot_at(s), 5000);
	store_close(s);
	temp_fini(&t);
}

void
test_missing_directory_is_named(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = NULL;
	assert_int_equal(store_open(&s, "build/no/such/db", 1, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "build/no/such"));
}

void
test_new_file_is_private(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	char wal[128];
	snprintf(wal, sizeof wal, "%s-wal", t.path);
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store_close(s);
	temp_fini(&t);
}

/* --- groups */

void
test_undo_keeps_the_others_of_the_group(void **state)
{
	(void)state;
	struct store *s = open_memory();
	put_alone(s, "a", "1");
	begin(s);
	put(s, "b", "2");
	store_undo(s);
	put_alone(s, "c", "3");
	assert_true(store_pending(s));
	flush(s);
	assert_false(store_pending(s));
	assert_true(has(s, "a"));
	assert_false(has(s, "b"));
	assert_true(has(s, "c"));
	store_close(s);
}

void
test_nested_undo_takes_back_only_the_inner(void **state)
{
	(void)state;
	struct store *s = open_memory();
	begin(s);
	put(s, "outer", "1");
	begin(s);
	put(s, "inner", "2");
	store_undo(s);
	put(s, "after", "3");
	end(s);
	flush(s);
	assert_true(has(s, "outer"));
	assert_false(has(s, "inner"));
	assert_true(has(s, "after"));
	store_close(s);
}

struct heard {
	int n;
	bool ok;
	struct store *s;
};

static void
on_durable(void *arg, bool ok)
{
	struct heard *h = arg;
	h->n++;
	h->ok = ok;
}

static void
on_durable_write(void *arg, bool ok)
{
	struct heard *h = arg;
	on_durable(h, ok);
	put_alone(h->s, "next", "1");
	store_when_durable(h->s, on_durable, h);
}

void
test_callbacks_come_only_with_the_flush(void **state)
{
	(void)state;
	struct heard h = { 0 };
	struct store *s = open_memory();
	begin(s);
	put(s, "a", "1");
	store_when_durable(s, on_durable, &h);
	end(s);
	assert_int_equal(h.n, 0);
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(h.ok);
	flush(s);
	assert_int_equal(h.n, 1);
	store_close(s);
}

void
test_callback_may_begin_the_next_group(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct heard h = { .s = s };
	put_alone(s, "a", "1");
	store_when_durable(s, on_durable_write, &h);
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(store_pending(s));
	flush(s);
	assert_int_equal(h.n, 2);
	assert_true(has(s, "next"));
	store_close(s);
}

void
test_callback_without_a_group_comes_with_the_flush(void **state)
{
	(void)state;
	struct heard h = { 0 };
	struct store *s = open_memory();
	store_when_durable(s, on_durable, &h);
	assert_true(store_pending(s));
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(h.ok);
	store_close(s);
}

void
test_write_outside_a_group_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	assert_int_equal(store_setting_put(s, "a", "1", &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	assert_false(has(s, "a"));
	store_close(s);
}

/* --- trouble with the disk */

/* Writes groups of big values until one fails; how many were acknowledged. */
static int
fill(struct store *s, enum err_code *why, struct heard *last)
{
	char *big = malloc(100001);
	memset(big, 'x', 100000);
	big[100000] = '\0';
	int done = 0;
	for (;; done++) {
		struct err err = { 0 };
		char key[16];
		snprintf(key, sizeof key, "k%d", done);
		*last = (struct heard){ 0 };
		int rc = store_begin(s, &err);
		if (rc == 0) {
			rc = store_setting_put(s, key, big, &err);
			if (rc)
				store_undo(s);
			else
				rc = store_end(s, &err);
		}
		store_when_durable(s, on_durable, last);
		if (store_flush(s, rc ? NULL : &err))
			rc = -1;
		if (rc) {
			*why = err.code;
			break;
		}
		assert_true(done < 1000);
	}
	free(big);
	return done;
}

static void
assert_kept(struct store *s, int n)
{
	struct err err = { 0 };
	char *big = malloc(100002);
	for (int i = 0; i < n; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%d", i);
		assert_int_equal(store_setting_get(s, key, big, 100002), 1);
		assert_int_equal(strlen(big), 100000);
	}
	free(big);
	(void)err;
}

void
test_full_database_loses_the_group_and_nothing_else(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct heard last;
	enum err_code why = ERR_NONE;
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(stmt_exec(s->db, "PRAGMA max_page_count = 400", &err),
	    0);
	int n = fill(s, &why, &last);
	assert_true(n > 3);
	assert_int_equal(why, ERR_FULL);
	assert_int_equal(last.n, 1);
	assert_false(last.ok);
	assert_kept(s, n);
	/* The same connection goes on as soon as there is room. */
	assert_int_equal(
	    stmt_exec(s->db, "PRAGMA max_page_count = 100000", &err), 0);
	put_alone(s, "later", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_kept(s, n);
	assert_true(has(s, "later"));
	store_close(s);
	temp_fini(&t);
}

void
test_file_size_limit_loses_the_group_and_nothing_else(void **state)
{
	(void)state;
	struct temp t;
	struct heard last;
	enum err_code why = ERR_NONE;
	struct rlimit was, low = { 2000000, 2000000 };
	temp_init(&t);
	struct store *s = open_at(t.path);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	low.rlim_max = was.rlim_max;
	setrlimit(RLIMIT_FSIZE, &low);
	int n = fill(s, &why, &last);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_true(n > 3);
	assert_true(why == ERR_FULL || why == ERR_IO);
	assert_false(last.ok);
	assert_kept(s, n);
	put_alone(s, "later", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_kept(s, n);
	assert_true(has(s, "later"));
	store_close(s);
	temp_fini(&t);
}

void
test_ballast_is_given_up_and_laid_again(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	struct err err = { 0 };
	struct heard last;
	enum err_code why = ERR_NONE;
	char ballast[128];
	temp_init(&t);
	snprintf(ballast, sizeof ballast, "%s-ballast", t.path);
	struct store *s = open_at(t.path);
	assert_int_equal(stat(ballast, &st), 0);
	assert_true(st.st_blocks * 512 >= 8 * 1024 * 1024);
	assert_true(store_reserve(s));
	assert_int_equal(stmt_exec(s->db, "PRAGMA max_page_count = 200", &err),
	    0);
	fill(s, &why, &last);
	assert_int_equal(why, ERR_FULL);
	assert_int_equal(stat(ballast, &st), -1);
	assert_false(store_reserve(s));
	assert_int_equal(store_checkpoint(s, true, &err), 0);
	assert_int_equal(stat(ballast, &st), 0);
	assert_true(store_reserve(s));
	store_close(s);
	temp_fini(&t);
}

void
test_kill_before_flush_loses_only_the_group(void **state)
{
	(void)state;
	struct temp t;
	int ready[2];
	char byte;
	temp_init(&t);
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct store *s = NULL;
		if (store_open(&s, t.path, 1000, &err) ||
		    store_begin(s, &err) ||
		    store_setting_put(s, "flushed", "1", &err) ||
		    store_end(s, &err) || store_flush(s, &err) ||
		    store_begin(s, &err) ||
		    store_setting_put(s, "ended", "1", &err) ||
		    store_end(s, &err) || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	struct store *s = open_at(t.path);
	assert_true(has(s, "flushed"));
	assert_false(has(s, "ended"));
	assert_int_equal(store_boot(s), 2);
	store_close(s);
	temp_fini(&t);
}

/* --- versions */

static sqlite3 *
raw(const char *path)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void
run(sqlite3 *db, const char *sql)
{
	struct err err = { 0 };
	if (stmt_exec(db, sql, &err))
		fail_msg("%s", err.text);
}

static int64_t
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), 0);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

void
test_newer_version_is_refused_and_untouched(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = NULL;
	char newer[64];
	temp_init(&t);
	s = open_at(t.path);
	store_close(s);
	snprintf(newer, sizeof newer, "PRAGMA user_version = %d",
	    schema_version() + 7);
	sqlite3 *db = raw(t.path);
	run(db, newer);
	sqlite3_close(db);
	s = NULL;
	assert_int_equal(store_open(&s, t.path, 2000, &err), -1);
	assert_null(s);
	assert_int_equal(err.code, ERR_INVALID);
	char both[64];
	snprintf(both, sizeof both, "version %d, this program knows %d",
	    schema_version() + 7, schema_version());
	assert_non_null(strstr(err.text, both));
	db = raw(t.path);
	assert_int_equal(ask(db, "PRAGMA user_version"), schema_version() + 7);
	assert_int_equal(ask(db, "SELECT count(*) FROM boot"), 1);
	sqlite3_close(db);
	temp_fini(&t);
}

void
test_foreign_database_is_refused(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = NULL;
	temp_init(&t);
	sqlite3 *db = raw(t.path);
	run(db, "CREATE TABLE theirs(x); PRAGMA user_version = 1");
	sqlite3_close(db);
	assert_int_equal(store_open(&s, t.path, 2000, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.text, "another program"));
	db = raw(t.path);
	assert_int_equal(ask(db, "SELECT count(*) FROM sqlite_schema"), 1);
	sqlite3_close(db);
	temp_fini(&t);
}

void
test_damaged_file_is_refused(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = open_memory();
	store_close(s);
	s = NULL;
	temp_init(&t);
	FILE *f = fopen(t.path, "w");
	for (int i = 0; i < 5000; i++)
		fputs("this is no database ", f);
	fclose(f);
	assert_int_equal(store_open(&s, t.path, 2000, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	temp_fini(&t);
}

/* Every CREATE statement of a database, in one text. */
static char *
schema_text(sqlite3 *db)
{
	sqlite3_stmt *st;
	char *text = calloc(1, 1 << 18);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT type, name, sql FROM sqlite_schema"
			     " WHERE sql IS NOT NULL ORDER BY type, name",
			     -1, &st, NULL),
	    0);
	size_t used = 0;
	while (sqlite3_step(st) == SQLITE_ROW)
		used += (size_t)snprintf(text + used, (1 << 18) - used,
		    "%s %s %s\n", (const char *)sqlite3_column_text(st, 0),
		    (const char *)sqlite3_column_text(st, 1),
		    (const char *)sqlite3_column_text(st, 2));
	sqlite3_finalize(st);
	assert_true(used > 1000);
	return text;
}

static void
load_fixture(const char *path, const char *fixture)
{
	char *text = calloc(1, 1 << 18);
	FILE *f = fopen(fixture, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, (1 << 18) - 1, f) > 1000);
	fclose(f);
	sqlite3 *db = raw(path);
	run(db, text);
	sqlite3_close(db);
	free(text);
}

void
test_old_schema_becomes_the_fresh_one(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	load_fixture(t.path, "tests/fixtures/schema/1.sql");
	struct store *old = open_at(t.path), *fresh = open_memory();
	char *have = schema_text(old->db), *want = schema_text(fresh->db);
	assert_string_equal(have, want);
	assert_int_equal(ask(old->db, "PRAGMA user_version"), schema_version());
	/* And what was in it is there. */
	assert_int_equal(ask(old->db,
			     "SELECT count(*) FROM person"
			     " WHERE code = 'BAO' AND phone = '+84912000003'"),
	    1);
	assert_int_equal(ask(old->db, "SELECT count(*) FROM said"), 1);
	free(have);
	free(want);
	store_close(old);
	store_close(fresh);
	temp_fini(&t);
}

void
test_failed_step_leaves_the_old_version(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = NULL;
	temp_init(&t);
	load_fixture(t.path, "tests/fixtures/schema/1.sql");
	/* A table in the way of the second half of step 2. */
	sqlite3 *db = raw(t.path);
	run(db, "CREATE TABLE change(x)");
	sqlite3_close(db);
	assert_int_equal(store_open(&s, t.path, 2000, &err), -1);
	db = raw(t.path);
	assert_int_equal(ask(db, "PRAGMA user_version"), 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM sqlite_schema"
				 " WHERE name = 'import'"),
	    0);
	run(db, "DROP TABLE change");
	sqlite3_close(db);
	s = open_at(t.path);
	store_close(s);
	temp_fini(&t);
}

void
test_every_column_is_commented(void **state)
{
	(void)state;
	struct store *s = open_memory();
	sqlite3_stmt *st;
	/* Columns of all tables, and the comments in their text. */
	assert_int_equal(
	    sqlite3_prepare_v2(s->db,
		"SELECT m.name, m.sql, (SELECT count(*) FROM"
		" pragma_table_info(m.name)),"
		" (length(m.sql) - length(replace(m.sql, '--', ''))) / 2"
		" FROM sqlite_schema m WHERE m.type = 'table'",
		-1, &st, NULL),
	    0);
	int tables = 0;
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *sql = (const char *)sqlite3_column_text(st, 1);
		tables++;
		assert_non_null(strstr(sql, "STRICT"));
		assert_true(
		    sqlite3_column_int(st, 3) >= sqlite3_column_int(st, 2));
	}
	sqlite3_finalize(st);
	assert_true(tables > 20);
	store_close(s);
}

/* --- copies */

static char *
facts_text(struct store *s)
{
	char top[] = "huyen", low[] = "xa", branch[] = "chi_doan";
	char *const levels[] = { top, low, branch };
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, 3, &f, &err))
		fail_msg("%s", err.text);
	char *text = calloc(1, 4096);
	size_t n = 0;
	for (int i = 0; i < f->unit_n; i++)
		n += (size_t)snprintf(text + n, 4096 - n, "%s %d;",
		    f->units[i].code, f->units[i].level);
	for (int i = 0; i < f->visit_n; i++)
		n += (size_t)snprintf(text + n, 4096 - n, "%d %d %d;",
		    f->visits[i].person, f->visits[i].unit, f->visits[i].on);
	facts_free(f);
	return text;
}

static void
small_office(struct store *s)
{
	struct err err = { 0 };
	const struct org_unit units[] = {
		{ .code = "HUYEN",
		    .name = "Huyện",
		    .kind = "huyen",
		    .from_on = CIVIL_NONE,
		    .until_on = CIVIL_MAX },
		{ .code = "TANHOA",
		    .name = "Xã Tân Hòa",
		    .kind = "xa",
		    .parent = "HUYEN",
		    .from_on = CIVIL_NONE,
		    .until_on = CIVIL_MAX },
	};
	const struct org_person bao = { .code = "BAO",
		.name = "Bảo",
		.phone = "+84912000003" };
	begin(s);
	for (int i = 0; i < 2; i++)
		assert_int_equal(org_put_unit(s, &units[i], &err), 1);
	assert_int_equal(org_put_person(s, &bao, 1000, &err), 1);
	const struct deed_visit v = { .person = { 1 },
		.unit = { 2 },
		.on = civil_day(2018, 5, 12),
		.month = civil_month(2018, 5),
		.source = FACTS_MANUAL,
		.who = "cli:root",
		.now = 1000 };
	assert_int_equal(deed_add_visit(s, &v, NULL, &err), 1);
	end(s);
	flush(s);
}

void
test_snapshot_is_an_equal_copy(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	void *image = NULL;
	size_t n = 0;
	temp_init(&t);
	struct store *s = open_at(t.path), *copy = NULL;
	small_office(s);
	put_alone(s, "unflushed", "1");
	assert_int_equal(store_snapshot(s, &image, &n, &err), 0);
	assert_int_equal(store_open_memory(&copy, image, n, &err), 0);
	char *a = facts_text(s), *b = facts_text(copy);
	assert_string_equal(a, b);
	assert_true(has(copy, "unflushed"));
	/* And apart from each other. */
	put_alone(copy, "only", "copy");
	flush(copy);
	assert_false(has(s, "only"));
	free(a);
	free(b);
	free(image);
	store_close(copy);
	store_close(s);
	temp_fini(&t);
}

void
test_backup_is_whole_and_opens(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char path[128];
	temp_init(&t);
	snprintf(path, sizeof path, "%s/copy", t.dir);
	struct store *s = open_at(t.path);
	small_office(s);
	put_alone(s, "pending", "1");
	assert_int_equal(store_backup(s, path, &err), 0);
	put_alone(s, "later", "1");
	flush(s);
	struct store *copy = open_at(path);
	char *a = facts_text(s), *b = facts_text(copy);
	assert_string_equal(a, b);
	assert_true(has(copy, "pending"));
	assert_false(has(copy, "later"));
	free(a);
	free(b);
	store_close(copy);
	store_close(s);
	temp_fini(&t);
}

void
test_backup_over_the_database_is_refused(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(store_backup(s, t.path, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	put_alone(s, "a", "1");
	flush(s);
	store_close(s);
	temp_fini(&t);
}

static off_t
wal_size(const struct temp *t)
{
	char path[128];
	struct stat st;
	snprintf(path, sizeof path, "%s-wal", t->path);
	return stat(path, &st) ? 0 : st.st_size;
}

void
test_checkpoint_empties_the_wal(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	assert_true(wal_size(&t) > 0);
	assert_int_equal(store_checkpoint(s, false, &err), 0);
	assert_true(wal_size(&t) > 0); /* nothing to hurry for */
	assert_int_equal(store_checkpoint(s, true, &err), 0);
	assert_int_equal(wal_size(&t), 0);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_wal_does_not_grow_without_a_quiet_moment(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	char *big = malloc(100001);
	memset(big, 'x', 100000);
	big[100000] = '\0';
	for (int i = 0; i < 200; i++) {
		put_alone(s, i % 2 ? "odd" : "even", big);
		flush(s);
	}
	free(big);
	/* 20 MB were written; the ballast must cover what is not yet in. */
	assert_true(wal_size(&t) < 8 * 1024 * 1024);
	store_close(s);
	temp_fini(&t);
}

/* --- settings, audit, generation */

void
test_settings_are_kept_and_removed(void **state)
{
	(void)state;
	char buf[8];
	struct store *s = open_memory();
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 0);
	put_alone(s, "a", "one");
	put_alone(s, "a", "two");
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 1);
	assert_string_equal(buf, "two");
	assert_int_equal(store_setting_get(s, "a", buf, 3), -1);
	put_alone(s, "a", NULL);
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 0);
	store_close(s);
}

static int
on_audit(void *arg, const struct store_audit_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 512 - n, "%s %s %s>%s %s;", row->who, row->what,
	    row->before, row->after, row->reason);
	return 0;
}

void
test_audit_shows_both_subjects(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[512] = "";
	struct store *s = open_memory();
	small_office(s);
	begin(s);
	assert_int_equal(store_audit(s, 5, "web", "unit.change", "unit:TANHOA",
			     "xa", "thi_tran", "QĐ 5", &err),
	    0);
	end(s);
	assert_int_equal(store_audit_list(s, "unit:TANHOA", on_audit, text), 0);
	assert_string_equal(text, "cli:root visit.add >TANHOA 2018-05-12 ;"
				  "web unit.change xa>thi_tran QĐ 5;");
	*text = '\0';
	assert_int_equal(store_audit_list(s, "person:BAO", on_audit, text), 0);
	assert_string_equal(text, "cli:root visit.add >TANHOA 2018-05-12 ;");
	store_close(s);
}

void
test_generation_rises_with_facts_only(void **state)
{
	(void)state;
	struct store *s = open_memory();
	uint64_t before = store_generation(s);
	put_alone(s, "a", "1");
	flush(s);
	assert_int_equal(store_generation(s), before);
	put_alone(s, "live_since", "77");
	assert_true(store_generation(s) > before);
	before = store_generation(s);
	small_office(s);
	assert_true(store_generation(s) > before);
	store_close(s);
}

void
test_undo_raises_the_generation(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	small_office(s);
	begin(s);
	assert_int_equal(
	    org_put_holiday(s, civil_day(2018, 4, 30), "30/4", &err), 1);
	/* Somebody may have read the facts with it. */
	uint64_t seen = store_generation(s);
	store_undo(s);
	assert_true(store_generation(s) > seen);
	uint64_t quiet = store_generation(s);
	begin(s);
	put(s, "a", "1");
	store_undo(s);
	assert_int_equal(store_generation(s), quiet);
	store_close(s);
}
