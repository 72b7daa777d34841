#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/when.h"
#include "lib/small_office.h"

void test_a_weekend_that_touches_a_holiday_is_closed(void **state);
void test_hours_open_again(void **state);
void test_day_ends_with_its_last_window(void **state);
void test_before_the_deadline_never_leaves_the_month(void **state);
void test_event_points(void **state);

static struct facts *
with_holidays(void)
{
	struct facts *f = small_office();
	f->holidays[f->holiday_n++] =
	    (struct facts_holiday){ civil_day(2018, 4, 30), "30/4" };
	f->holidays[f->holiday_n++] =
	    (struct facts_holiday){ civil_day(2018, 5, 1), "1/5" };
	facts_sort(f);
	return f;
}

void
test_a_weekend_that_touches_a_holiday_is_closed(void **state)
{
	(void)state;
	struct facts *f = with_holidays();
	assert_true(when_is_closed(f, civil_day(2018, 4, 28)));
	assert_true(when_is_closed(f, civil_day(2018, 4, 29)));
	assert_true(when_is_closed(f, civil_day(2018, 5, 1)));
	assert_false(when_is_closed(f, civil_day(2018, 5, 2)));
	assert_false(when_is_closed(f, civil_day(2018, 4, 27)));
	assert_false(when_is_closed(f, civil_day(2018, 4, 21))); /* Sat */
	assert_false(when_is_working_day(f, civil_day(2018, 4, 21)));
	facts_free(f);
}

void
test_hours_open_again(void **state)
{
	(void)state;
	struct facts *f = with_holidays();
	struct policy *p = policy_new();
	assert_int_equal(when_allowed(f, p, at(5, 10, 8, 0)), at(5, 10, 8, 0));
	assert_int_equal(when_allowed(f, p, at(5, 10, 2, 0)), at(5, 10, 7, 0));
	assert_int_equal(when_allowed(f, p, at(5, 10, 11, 30)),
	    at(5, 10, 13, 30));
	assert_int_equal(when_allowed(f, p, at(5, 10, 21, 0)), at(5, 11, 7, 0));
	assert_int_equal(when_allowed(f, p, at(4, 27, 21, 5)), at(5, 2, 7, 0));
	policy_free(p);
	facts_free(f);
}

void
test_day_ends_with_its_last_window(void **state)
{
	(void)state;
	struct policy *p = policy_new();
	assert_int_equal(when_day_ends(p, at(5, 10, 8, 0)), at(5, 10, 21, 0));
	policy_free(p);
}

void
test_before_the_deadline_never_leaves_the_month(void **state)
{
	(void)state;
	struct facts *f = with_holidays();
	struct policy *p = policy_new();
	struct policy_point first;
	policy_parse_point("1 07:30", false, &first);
	/* 1 May is closed, the day before it lies in April. */
	assert_int_equal(
	    when_month_point(f, p, &first, civil_month(2018, 5), WHEN_BACK),
	    at(5, 2, 7, 30));
	policy_parse_point("-2 07:30", false, &first);
	assert_int_equal(
	    when_month_point(f, p, &first, civil_month(2018, 4), WHEN_BACK),
	    at(4, 27, 7, 30));
	policy_free(p);
	facts_free(f);
}

void
test_event_points(void **state)
{
	(void)state;
	struct facts *f = with_holidays();
	struct policy *p = policy_new();
	struct policy_point before, after;
	policy_parse_point("-1d 07:30", true, &before);
	policy_parse_point("+14h", true, &after);
	int32_t on = civil_day(2018, 5, 2); /* the day before is a holiday */
	assert_int_equal(when_event_point(f, p, &before, on, 19 * 60),
	    at(4, 27, 7, 30));
	assert_int_equal(when_event_point(f, p, &after, on, 19 * 60),
	    at(5, 3, 9, 0));
	policy_free(p);
	facts_free(f);
}
