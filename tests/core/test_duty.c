#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/duty.h"
#include "lib/small_office.h"

#include <string.h>

void test_keys_round_trip(void **state);
void test_what_is_no_key(void **state);

void
test_keys_round_trip(void **state)
{
	(void)state;
	struct facts *f = small_office();
	static const char *const keys[] = { "visit/2018-05/BAO",
		"visit/2018-05/BAO/TANHOA", "meeting/2018-05-05/TANLAP-AP3",
		"report/2018-06-15/SON" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct duty_key k;
		char buf[128];
		assert_true(duty_key_parse(keys[i], f, &k));
		assert_string_equal(duty_key_format(&k, f, buf), keys[i]);
		assert_int_equal(duty_key_compare(&k, &k), 0);
	}
	facts_free(f);
}

void
test_what_is_no_key(void **state)
{
	(void)state;
	struct facts *f = small_office();
	static const char *const keys[] = { "", "visit", "visit/2018-05",
		"visit/2018-13/BAO", "visit/2018-05/NOBODY",
		"visit/2018-05/BAO/NOWHERE", "visit/2018-05/BAO/TANHOA/x",
		"meeting/2018-02-30/TANLAP-AP3", "meeting/2018-05-05/X",
		"report/2018-06-15/SON/TANHOA", "party/2018-05/BAO" };
	struct duty_key k;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (duty_key_parse(keys[i], f, &k))
			fail_msg("'%s' was taken", keys[i]);
	}
	facts_free(f);
}
