#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/throttle.h"

#include <stdio.h>

void test_delay_doubles_up_to_its_limit(void **state);
void test_keys_wait_apart(void **state);
void test_forgiven_key_begins_anew(void **state);
void test_a_good_day_begins_anew(void **state);
void test_flood_of_keys_keeps_the_worst(void **state);
void test_clock_back_never_waits_longer_than_the_limit(void **state);

enum { NOW = 1527121800 };

void
test_delay_doubles_up_to_its_limit(void **state)
{
	(void)state;
	struct throttle t = { .free = 3, .most_s = 20 };
	static const int want[] = { 0, 0, 0, 1, 2, 4, 8, 16, 20, 20 };
	int64_t now = NOW;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		throttle_fail(&t, "bao", now);
		assert_int_equal(throttle_wait(&t, "bao", now), want[i]);
		now += want[i];
		assert_int_equal(throttle_wait(&t, "bao", now), 0);
	}
	for (int i = 0; i < 100; i++)
		throttle_fail(&t, "bao", now);
	assert_int_equal(throttle_wait(&t, "bao", now), 20);
}

void
test_keys_wait_apart(void **state)
{
	(void)state;
	struct throttle t = { .free = 0, .most_s = 20 };
	throttle_fail(&t, "bao", NOW);
	assert_int_equal(throttle_wait(&t, "bao", NOW), 1);
	assert_int_equal(throttle_wait(&t, "ba", NOW), 0);
	assert_int_equal(throttle_wait(&t, "", NOW), 0);
}

void
test_forgiven_key_begins_anew(void **state)
{
	(void)state;
	struct throttle t = { .free = 1, .most_s = 20 };
	throttle_fail(&t, "bao", NOW);
	throttle_fail(&t, "bao", NOW);
	throttle_forgive(&t, "bao");
	throttle_forgive(&t, "nobody");
	assert_int_equal(throttle_wait(&t, "bao", NOW), 0);
	throttle_fail(&t, "bao", NOW);
	assert_int_equal(throttle_wait(&t, "bao", NOW), 0);
}

void
test_a_good_day_begins_anew(void **state)
{
	(void)state;
	struct throttle t = { .free = 1, .most_s = 900 };
	for (int i = 0; i < 9; i++)
		throttle_fail(&t, "bao", NOW);
	throttle_fail(&t, "bao", NOW + 86401);
	assert_int_equal(throttle_wait(&t, "bao", NOW + 86401), 0);
}

void
test_flood_of_keys_keeps_the_worst(void **state)
{
	(void)state;
	struct throttle t = { .free = 1, .most_s = 900 };
	char key[32];
	for (int i = 0; i < 12; i++)
		throttle_fail(&t, "admin", NOW);
	for (int i = 0; i < 5 * THROTTLE_PLACES; i++) {
		snprintf(key, sizeof key, "x%d", i);
		throttle_fail(&t, key, NOW + 1);
	}
	assert_int_equal(throttle_wait(&t, "admin", NOW), 900);
}

void
test_clock_back_never_waits_longer_than_the_limit(void **state)
{
	(void)state;
	struct throttle t = { .free = 0, .most_s = 20 };
	throttle_fail(&t, "bao", NOW);
	assert_int_equal(throttle_wait(&t, "bao", NOW - 100000), 20);
}
