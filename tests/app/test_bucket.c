#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/bucket.h"

void test_bucket_gives_no_more_than_its_rate(void **state);
void test_slow_bucket_gives_one_at_a_time(void **state);
void test_turns_are_spread_as_the_rate_says(void **state);
void test_clock_that_went_back_empties_nothing(void **state);

static int
taken(struct bucket *b, int64_t per_min, int64_t from, int64_t to)
{
	int n = 0;
	for (int64_t now = from; now < to; now++) {
		while (bucket_take(b, per_min, now))
			n++;
	}
	return n;
}

void
test_bucket_gives_no_more_than_its_rate(void **state)
{
	(void)state;
	struct bucket b = { 0 };
	assert_int_equal(taken(&b, 300, 1000, 1001), 5);
	assert_int_equal(taken(&b, 300, 1001, 1061), 300);
	assert_true(bucket_take(&b, 0, 1061)); /* 0: any */
}

void
test_slow_bucket_gives_one_at_a_time(void **state)
{
	(void)state;
	struct bucket b = { 0 };
	assert_int_equal(taken(&b, 6, 1000, 1060), 6);
}

void
test_turns_are_spread_as_the_rate_says(void **state)
{
	(void)state;
	struct bucket b = { 0 };
	for (int i = 1; i <= 5; i++)
		assert_int_equal(bucket_turn(&b, 6, 1000), 1000 + 10 * i);
	/* turns that have passed are gone */
	assert_int_equal(bucket_turn(&b, 6, 2000), 2010);
	assert_int_equal(bucket_turn(&b, 60000, 3000), 3001);
}

void
test_clock_that_went_back_empties_nothing(void **state)
{
	(void)state;
	struct bucket b = { 0 };
	assert_int_equal(taken(&b, 60, 100000, 100001), 1);
	assert_true(bucket_take(&b, 60, 10));
	assert_int_equal(bucket_turn(&b, 60, 200000), 200001);
	assert_int_equal(bucket_turn(&b, 60, 10), 11);
}
