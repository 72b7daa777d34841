#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/ballast.h"
#include "temp.h"

void test_ballast_takes_real_room(void **state);
void test_dropping_gives_it_back_once(void **state);
void test_a_short_ballast_is_filled_up(void **state);
void test_no_directory_no_ballast(void **state);

static off_t
room(const struct temp *t)
{
	char path[128];
	struct stat st;
	snprintf(path, sizeof path, "%s-ballast", t->path);
	return stat(path, &st) ? -1 : (off_t)st.st_blocks * 512;
}

void
test_ballast_takes_real_room(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	assert_true(ballast_lay(t.path));
	assert_true(room(&t) >= 8 * 1024 * 1024);
	assert_true(ballast_lay(t.path));
	temp_fini(&t);
}

void
test_dropping_gives_it_back_once(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	assert_true(ballast_lay(t.path));
	assert_true(ballast_drop(t.path));
	assert_int_equal(room(&t), -1);
	assert_false(ballast_drop(t.path));
	temp_fini(&t);
}

void
test_a_short_ballast_is_filled_up(void **state)
{
	(void)state;
	struct temp t;
	char path[128];
	temp_init(&t);
	snprintf(path, sizeof path, "%s-ballast", t.path);
	FILE *f = fopen(path, "w");
	fputs("short", f);
	fclose(f);
	assert_true(ballast_lay(t.path));
	assert_true(room(&t) >= 8 * 1024 * 1024);
	temp_fini(&t);
}

void
test_no_directory_no_ballast(void **state)
{
	(void)state;
	assert_false(ballast_lay("build/no/such/directory/db"));
	assert_false(ballast_drop("build/no/such/directory/db"));
}
