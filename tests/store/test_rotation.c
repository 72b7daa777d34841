#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/rotation.h"

#include "temp.h"

void test_a_gateway_without_tokens_has_none(void **state);
void test_a_begun_rotation_survives_the_process(void **state);
void test_no_token_is_in_the_database(void **state);

void
test_a_gateway_without_tokens_has_none(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct rotation_row r = { .generation = 7 };
	assert_int_equal(rotation_get(s, "zalo", &r), 0);
	assert_int_equal(r.generation, 0);
	assert_string_equal(r.trouble, "");
	store_close(s);
}

void
test_a_begun_rotation_survives_the_process(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	struct err err = { 0 };
	struct rotation_row r = { .rotating = true,
		.generation = 3,
		.started_at = 10,
		.fetched_at = 20,
		.expires_at = 30,
		.trouble = "-14014" };
	begin(s);
	assert_int_equal(rotation_put(s, "zalo", &r, &err), 0);
	r.generation = 4;
	assert_int_equal(rotation_put(s, "zalo", &r, &err), 0);
	end(s);
	flush(s);
	store_close(s);
	s = open_at(t.path);
	struct rotation_row got;
	assert_int_equal(rotation_get(s, "zalo", &got), 1);
	assert_true(got.rotating);
	assert_int_equal(got.generation, 4);
	assert_int_equal(got.started_at, 10);
	assert_int_equal(got.fetched_at, 20);
	assert_int_equal(got.expires_at, 30);
	assert_string_equal(got.trouble, "-14014");
	assert_int_equal(rotation_get(s, "other", &got), 0);
	store_close(s);
	temp_fini(&t);
}

void
test_no_token_is_in_the_database(void **state)
{
	(void)state;
	/* A restored copy would hold a refresh token that is dead. */
	struct store *s = open_memory();
	void *image;
	size_t n;
	struct err err = { 0 };
	assert_int_equal(store_snapshot(s, &image, &n, &err), 0);
	static const char *const names[] = { "access_token", "refresh" };
	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(names[i]);
		for (size_t at = 0; at + len <= n; at++)
			assert_true(memcmp((const char *)image + at, names[i],
					len) != 0);
	}
	free(image);
	store_close(s);
}
