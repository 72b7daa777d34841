#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/copy.h"
#include "store/stmt.h"
#include "office.h"

void test_backup_is_whole_and_opens(void **state);
void test_backup_over_the_database_is_refused(void **state);
void test_failed_copy_leaves_nothing(void **state);
void test_damage_is_named(void **state);

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
	assert_int_equal(store_backup(s, path, NULL, NULL, &err), 0);
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
	assert_int_equal(store_backup(s, t.path, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	put_alone(s, "a", "1");
	flush(s);
	store_close(s);
	temp_fini(&t);
}

void
test_failed_copy_leaves_nothing(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct stat st;
	char path[128];
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(
	    copy_file(s->db, "build/no/such/copy", NULL, NULL, &err), -1);
	/* A directory is in the way of the last step. */
	snprintf(path, sizeof path, "%s/copy", t.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(copy_file(s->db, path, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(rmdir(path), 0);
	snprintf(path, sizeof path, "%s/copy.part", t.dir);
	assert_int_equal(stat(path, &st), -1);
	store_close(s);
	temp_fini(&t);
}

void
test_damage_is_named(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char path[128];
	unsigned char page[4096];
	temp_init(&t);
	snprintf(path, sizeof path, "%s/copy", t.dir);
	struct store *s = open_at(t.path);
	small_office(s);
	assert_int_equal(store_backup(s, path, NULL, NULL, &err), 0);
	store_close(s);
	/* Every page but the first is overwritten. */
	memset(page, 0x5a, sizeof page);
	FILE *f = fopen(path, "r+");
	for (int i = 1; i < 40; i++) {
		fseek(f, 4096L * i, SEEK_SET);
		fwrite(page, 1, sizeof page, f);
	}
	fclose(f);
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), 0);
	assert_int_equal(copy_check(db, "PRAGMA integrity_check(1)", &err), -1);
	assert_int_equal(err.code, ERR_IO);
	sqlite3_close(db);
	struct store *none = NULL;
	assert_int_equal(store_open(&none, path, 1, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	temp_fini(&t);
}
