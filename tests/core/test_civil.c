#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"

#define HANOI (7 * 3600)

void test_every_day_of_eight_centuries_agrees_with_a_counter(void **state);
void test_days_that_do_not_exist_are_refused(void **state);
void test_month_index_counts_through_year_ends(void **state);
void test_instants_split_into_day_and_second(void **state);
void test_iso_text_round_trips(void **state);
void test_iso_text_is_exact(void **state);
void test_instants_are_read_with_and_without_offset(void **state);
void test_bad_instants_are_refused(void **state);
void test_rfc3339_round_trips(void **state);
void test_no_day_is_empty_text(void **state);

/* A calendar that only counts: one day further, with the month's length by
 * the words of the rule. */
static int
length(int y, int m)
{
	if (m == 2)
		return (y % 400 == 0) || (y % 4 == 0 && y % 100 != 0) ? 29 : 28;
	return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

void
test_every_day_of_eight_centuries_agrees_with_a_counter(void **state)
{
	int y = 1600, m = 1, d = 1, weekday = CIVIL_SATURDAY;
	int32_t on = -135140; /* 1600-01-01: 370 years, 90 leap days */

	(void)state;
	while (y <= 2400) {
		struct civil_date c = civil_date_of(on);

		assert_int_equal(civil_day(y, m, d), on);
		assert_int_equal(c.year, y);
		assert_int_equal(c.month, m);
		assert_int_equal(c.day, d);
		assert_int_equal(civil_weekday_of(on), weekday);
		assert_true(civil_valid(y, m, d));
		assert_int_equal(civil_month_of(on), y * 12 + m - 1);
		if (d == length(y, m)) {
			assert_false(civil_valid(y, m, d + 1));
			assert_int_equal(civil_month_last(civil_month(y, m)),
			    on);
			d = 0;
			m = m % 12 + 1;
			y += m == 1;
		}
		d++;
		on++;
		weekday = weekday % 7 + 1;
	}
}

void
test_days_that_do_not_exist_are_refused(void **state)
{
	(void)state;
	assert_true(civil_valid(2020, 2, 29));
	assert_true(civil_valid(2000, 2, 29));
	assert_false(civil_valid(1900, 2, 29));
	assert_false(civil_valid(2018, 2, 29));
	assert_false(civil_valid(2018, 2, 30));
	assert_false(civil_valid(2018, 4, 31));
	assert_false(civil_valid(2018, 13, 1));
	assert_false(civil_valid(2018, 0, 1));
	assert_false(civil_valid(2018, 1, 0));
	assert_false(civil_valid(2018, 1, -1));
	assert_false(civil_valid(0, 1, 1));
	assert_false(civil_valid(10000, 1, 1));
}

void
test_month_index_counts_through_year_ends(void **state)
{
	int32_t dec = civil_month(2018, 12);

	(void)state;
	assert_int_equal(civil_month_year(dec), 2018);
	assert_int_equal(civil_month_number(dec), 12);
	assert_int_equal(civil_month_year(dec + 1), 2019);
	assert_int_equal(civil_month_number(dec + 1), 1);
	assert_int_equal(civil_month_first(dec + 1), civil_day(2019, 1, 1));
	assert_int_equal(civil_month_last(dec), civil_day(2018, 12, 31));
	assert_int_equal(civil_month_last(civil_month(2020, 2)),
	    civil_day(2020, 2, 29));
	assert_int_equal(civil_month_year(-1), -1);
	assert_int_equal(civil_month_number(-1), 12);
}

void
test_instants_split_into_day_and_second(void **state)
{
	int32_t on = civil_day(2018, 5, 12);

	(void)state;
	assert_int_equal(on, 17663);
	assert_int_equal(civil_at(on, 450, HANOI), 1526085000);
	assert_int_equal(civil_on(1526085000, HANOI), on);
	assert_int_equal(civil_second_of_day(1526085000, HANOI), 27000);
	assert_int_equal(civil_at(on, 1440, HANOI), civil_at(on + 1, 0, HANOI));
	/* 23:30 UTC is the next morning in Hà Nội, the day before in New
	 * York; and before 1970 it rounds down, too */
	assert_int_equal(civil_on(civil_at(on, 1410, 0), HANOI), on + 1);
	assert_int_equal(civil_on(civil_at(on, 60, 0), -5 * 3600), on - 1);
	assert_int_equal(civil_on(-1, 0), -1);
	assert_int_equal(civil_second_of_day(-1, 0), 86399);
	assert_int_equal(civil_on(-86400, 0), -1);
	assert_int_equal(civil_second_of_day(-86400, 0), 0);
}

void
test_iso_text_round_trips(void **state)
{
	char buf[16];
	int32_t back;

	(void)state;
	for (int32_t on = civil_day(1890, 1, 1); on < civil_day(2210, 1, 1);
	     on += 13) {
		assert_true(civil_parse_iso(civil_iso(on, buf), &back));
		assert_int_equal(back, on);
	}
	for (int32_t m = civil_month(1890, 1); m < civil_month(2210, 1); m++) {
		assert_true(civil_parse_month(civil_iso_month(m, buf), &back));
		assert_int_equal(back, m);
	}
	assert_string_equal(civil_iso(17663, buf), "2018-05-12");
	assert_string_equal(civil_iso_month(civil_month(2018, 5), buf),
	    "2018-05");
}

void
test_iso_text_is_exact(void **state)
{
	static const char *const bad[] = { "", "2018", "2018-05", "2018-5-12",
		"2018-05-1", "2018-05-012", "2018-05-12 ", " 2018-05-12",
		"2018-02-29", "2018-13-01", "2018-00-10", "2018-05-00",
		"2018/05/12", "12/05/2018", "0000-01-01", "+018-05-12",
		"2018-05-1x", "2018-05-12T" };
	static const char *const bad_month[] = { "", "2018", "2018-5",
		"2018-13", "2018-00", "2018-05-", "2018-05-01", "18-05",
		"0000-01" };
	int32_t v = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(civil_parse_iso(bad[i], &v));
	for (size_t i = 0; i < sizeof(bad_month) / sizeof(*bad_month); i++)
		assert_false(civil_parse_month(bad_month[i], &v));
	assert_int_equal(v, 7); /* untouched by a refusal */
}

void
test_instants_are_read_with_and_without_offset(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} t[] = {
		{ "2018-05-22T09:00:00+07:00", 1526954400 },
		{ "2018-05-22 09:00", 1526954400 },
		{ "2018-05-22 09:00:30", 1526954430 },
		{ "2018-05-22T02:00:00Z", 1526954400 },
		{ "2018-05-22t02:00:00z", 1526954400 },
		{ "2018-05-22T02:00:00.999Z", 1526954400 },
		{ "2018-05-21T21:30:00-04:30", 1526954400 },
		{ "2018-05-22T02:00:00-00:00", 1526954400 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2016-12-31T23:59:60Z", 1483228800 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int64_t at = 0;

		assert_true(civil_parse_instant(t[i].text, HANOI, &at));
		assert_int_equal(at, t[i].at);
	}
}

void
test_bad_instants_are_refused(void **state)
{
	static const char *const bad[] = { "", "2018-05-22", "2018-05-22T",
		"2018-05-22 9:00", "2018-05-22 24:00", "2018-05-22 09:60",
		"2018-05-22 09:00:61", "2018-05-22 09:00 ", "2018-02-30 09:00",
		"2018-05-22T09:00:00+7", "2018-05-22T09:00:00+0700",
		"2018-05-22T09:00:00+24:00", "2018-05-22T09:00:00.",
		"2018-05-22T09:00:00Zx", "2018-05-22_09:00", "09:00" };
	int64_t at = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(civil_parse_instant(bad[i], HANOI, &at));
	assert_int_equal(at, 7);
}

void
test_rfc3339_round_trips(void **state)
{
	static const int offsets[] = { HANOI, 0, -16200, 20700 };
	char buf[40];

	(void)state;
	assert_string_equal(civil_rfc3339(1526954400, HANOI, buf),
	    "2018-05-22T09:00:00+07:00");
	assert_string_equal(civil_rfc3339(1526954400, -16200, buf),
	    "2018-05-21T21:30:00-04:30");
	assert_string_equal(civil_rfc3339(1526954400, 0, buf),
	    "2018-05-22T02:00:00+00:00");
	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++)
		for (int64_t at = -3000000000; at < 7000000000;
		     at += 987654321) {
			int64_t back = 0;

			civil_rfc3339(at, offsets[i], buf);
			assert_true(civil_parse_instant(buf, 0, &back));
			assert_int_equal(back, at);
		}
}

void
test_no_day_is_empty_text(void **state)
{
	char buf[16] = "x";

	(void)state;
	assert_string_equal(civil_iso(CIVIL_NONE, buf), "");
	assert_string_equal(civil_iso_month(CIVIL_NONE, buf), "");
	/* the open end has a text, and it fits */
	assert_string_equal(civil_iso(CIVIL_MAX, buf), "5881580-07-11");
}
