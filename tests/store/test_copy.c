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
