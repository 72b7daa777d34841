#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/gateway.h"
#include "temp.h"

void test_unknown_gateway_was_never_used(void **state);
void test_each_fact_keeps_the_others(void **state);
void test_heard_only_rises(void **state);

void
test_unknown_gateway_was_never_used(void **state)
{
	(void)state;
	struct gateway_row row;
	struct store *s = open_memory();
	assert_int_equal(gateway_get(s, "sms", &row), 0);
	assert_false(row.paused);
	assert_int_equal(row.quota, -1);
	assert_int_equal(row.last_success_at, 0);
	store_close(s);
}

void
test_each_fact_keeps_the_others(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct gateway_row row;
	struct store *s = open_memory();
	const struct gateway_row note = { .last_success_at = 7,
		.last_error = "503",
		.last_error_at = 6,
		.quota = 12,
		.quota_at = 5 };
	begin(s);
	assert_int_equal(gateway_heard(s, "sms", 3, &err), 0);
	assert_int_equal(gateway_note(s, "sms", &note, &err), 0);
	assert_int_equal(gateway_pulled(s, "sms", 4, &err), 0);
	assert_int_equal(
	    gateway_pause(s, "sms", true, "cli:root", "SIM", 8, &err), 0);
	assert_int_equal(gateway_heard(s, "zalo", 99, &err), 0);
	end(s);
	flush(s);
	assert_int_equal(gateway_get(s, "sms", &row), 1);
	assert_true(row.paused);
	assert_string_equal(row.paused_by, "cli:root");
	assert_string_equal(row.paused_why, "SIM");
	assert_int_equal(row.paused_at, 8);
	assert_int_equal(row.heard_at, 3);
	assert_int_equal(row.pulled_to, 4);
	assert_int_equal(row.last_success_at, 7);
	assert_string_equal(row.last_error, "503");
	assert_int_equal(row.quota, 12);
	begin(s);
	assert_int_equal(gateway_pause(s, "sms", false, "web", "", 9, &err), 0);
	end(s);
	flush(s);
	assert_int_equal(gateway_get(s, "sms", &row), 1);
	assert_false(row.paused);
	assert_int_equal(row.last_success_at, 7);
	store_close(s);
}

void
test_heard_only_rises(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct gateway_row row;
	struct store *s = open_memory();
	begin(s);
	assert_int_equal(gateway_heard(s, "sms", 30, &err), 0);
	assert_int_equal(gateway_heard(s, "sms", 20, &err), 0);
	end(s);
	flush(s);
	assert_int_equal(gateway_get(s, "sms", &row), 1);
	assert_int_equal(row.heard_at, 30);
	store_close(s);
}
