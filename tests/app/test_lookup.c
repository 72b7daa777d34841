#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/lookup.h"

#include <stdio.h>
#include <stdlib.h>

void test_values_of_a_key_keep_their_order(void **state);
void test_thousands_of_keys_are_found_again(void **state);

void
test_values_of_a_key_keep_their_order(void **state)
{
	(void)state;
	struct lookup l = { 0 };
	assert_int_equal(lookup_first(&l, "a"), -1);
	assert_int_equal(lookup_head(&l, "a"), -1);
	lookup_add(&l, "a", 7);
	lookup_add(&l, "b", 1);
	lookup_add(&l, "a", 3);
	int link = lookup_head(&l, "a");
	assert_int_equal(lookup_value(&l, link), 7);
	link = lookup_next(&l, link);
	assert_int_equal(lookup_value(&l, link), 3);
	assert_int_equal(lookup_next(&l, link), -1);
	assert_int_equal(lookup_first(&l, "b"), 1);
	assert_int_equal(lookup_first(&l, ""), -1);
	lookup_fini(&l);
}

void
test_thousands_of_keys_are_found_again(void **state)
{
	(void)state;
	enum { N = 5000 };
	static char keys[N][16];
	struct lookup l = { 0 };
	for (int i = 0; i < N; i++) {
		snprintf(keys[i], sizeof keys[i], "09%08d", i);
		lookup_add(&l, keys[i], i);
	}
	for (int i = 0; i < N; i++)
		assert_int_equal(lookup_first(&l, keys[i]), i);
	assert_int_equal(lookup_first(&l, "0900005000"), -1);
	lookup_fini(&l);
}
