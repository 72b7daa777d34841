#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/calendar.h"
#include "lib/small_office.h"

void test_a_moved_meeting_is_on_its_new_day_only(void **state);
void test_a_cancelled_meeting_is_left_out(void **state);
void test_a_month_counts_what_really_meets(void **state);

static void
change(struct facts *f, int32_t on, int32_t to_on)
{
	if (!f->changes)
		f->changes = room(f, sizeof *f->changes);
	f->changes[f->change_n++] =
	    (struct facts_change){ TANLAP_AP3, on, to_on, 0 };
}

void
test_a_moved_meeting_is_on_its_new_day_only(void **state)
{
	(void)state;
	struct facts *f = small_office();
	meets_on(f, TANLAP_AP3, 5);
	const struct facts_meeting *m = calendar_of(f, TANLAP_AP3);
	int32_t fifth = civil_day(2018, 5, 5), seventh = fifth + 2;
	change(f, fifth, seventh);
	assert_false(calendar_meets(f, m, fifth));
	assert_true(calendar_meets(f, m, seventh));
	assert_int_equal(calendar_next(f, m, civil_day(2018, 5, 1)), seventh);
	assert_int_equal(calendar_next(f, m, seventh + 1),
	    civil_day(2018, 6, 5));
	facts_free(f);
}

void
test_a_cancelled_meeting_is_left_out(void **state)
{
	(void)state;
	struct facts *f = small_office();
	meets_on(f, TANLAP_AP3, 5);
	const struct facts_meeting *m = calendar_of(f, TANLAP_AP3);
	change(f, civil_day(2018, 5, 5), CIVIL_NONE);
	assert_int_equal(calendar_next(f, m, civil_day(2018, 5, 1)),
	    civil_day(2018, 6, 5));
	assert_null(calendar_of(f, TANHOA));
	facts_free(f);
}

void
test_a_month_counts_what_really_meets(void **state)
{
	(void)state;
	struct facts *f = small_office();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 5);
	assert_int_equal(calendar_count(f, DUYEN, civil_month(2018, 5)), 1);
	assert_int_equal(calendar_count(f, BAO, civil_month(2018, 5)), 0);
	change(f, civil_day(2018, 5, 5), civil_day(2018, 6, 1));
	assert_int_equal(calendar_count(f, DUYEN, civil_month(2018, 5)), 0);
	assert_int_equal(calendar_count(f, DUYEN, civil_month(2018, 6)), 2);
	facts_free(f);
}
