#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/policy.h"

#include <string.h>

void test_points_as_the_interface_writes_them(void **state);
void test_points_that_are_none(void **state);
void test_defaults_are_those_of_the_interface(void **state);

void
test_points_as_the_interface_writes_them(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool event;
		enum policy_base base;
		int n, minute;
		const char *key;
	} rows[] = {
		{ "15 07:30", false, POLICY_DAY_OF_MONTH, 15, 450, "15" },
		{ "01 07:30", false, POLICY_DAY_OF_MONTH, 1, 450, "1" },
		{ "-7 07:30", false, POLICY_BEFORE_END, 7, 450, "-7" },
		{ "+4 00:00", false, POLICY_AFTER_END, 4, 0, "+4" },
		{ "-1d 07:30", true, POLICY_EVENT_DAYS, -1, 450, "-1d" },
		{ "+1d 21:00", true, POLICY_EVENT_DAYS, 1, 1260, "+1d" },
		{ "-3h", true, POLICY_EVENT_HOURS, -180, -1, "-3h" },
		{ "+14h", true, POLICY_EVENT_HOURS, 840, -1, "+14h" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct policy_point p;
		assert_true(
		    policy_parse_point(rows[i].text, rows[i].event, &p));
		assert_int_equal(p.base, rows[i].base);
		assert_int_equal(p.n, rows[i].n);
		assert_int_equal(p.minute, rows[i].minute);
		assert_string_equal(p.text, rows[i].key);
	}
}

void
test_points_that_are_none(void **state)
{
	(void)state;
	static const char *const months[] = { "15 24:00", "", "15", "29 07:30",
		"0 07:30", "-28 07:30", "15 25:00", "15 07:60", "15 7",
		"x 07:30", "15 07:30 x", "-1d 07:30" };
	static const char *const events[] = { "-1d 24:00", "", "1d 07:30",
		"-1d", "+14", "-3h 07:30", "15 07:30", "--1h" };
	struct policy_point p;
	for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
		if (policy_parse_point(months[i], false, &p))
			fail_msg("'%s' was taken", months[i]);
	}
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		if (policy_parse_point(events[i], true, &p))
			fail_msg("'%s' was taken", events[i]);
	}
}

void
test_defaults_are_those_of_the_interface(void **state)
{
	(void)state;
	struct policy *p = policy_new();
	assert_string_equal(p->sign, "HUYEN DOAN");
	assert_int_equal(p->from_month, 2018 * 12 + 3);
	assert_int_equal(p->until_month, 2018 * 12 + 11);
	assert_int_equal(p->visit_remind.n, 3);
	assert_int_equal(p->hours[1].to, 21 * 60);
	assert_int_equal(policy_visit_level(p), 2);
	assert_int_equal(policy_branch_level(p), 3);
	assert_int_equal(p->answers_per_hour, 3);
	policy_free(p);
}
