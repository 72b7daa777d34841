#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/schema.h"
#include "store/stmt.h"
#include "temp.h"

void test_newer_version_is_refused_and_untouched(void **state);
void test_foreign_database_is_refused(void **state);
void test_old_schema_becomes_the_fresh_one(void **state);
void test_failed_step_leaves_the_old_version(void **state);
void test_every_column_is_commented(void **state);

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
