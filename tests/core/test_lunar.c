#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "core/lunar.h"

void test_tet_of_sixty_one_years(void **state);
void test_the_dates_that_tell_calendars_apart(void **state);
void test_leap_months_of_two_centuries(void **state);
void test_every_day_of_three_centuries_goes_there_and_back(void **state);
void test_full_moon_meetings_of_the_plan(void **state);
void test_days_that_do_not_exist_are_none(void **state);
void test_outside_of_its_years_it_says_nothing(void **state);

/* Day and month of Tết Nguyên đán, 1990–2050: the almanac's, computed a
 * second time with an independent ephemeris, both at UTC+7. */
void
test_tet_of_sixty_one_years(void **state)
{
	static const struct {
		signed char month, day;
	} tet[] = {
		{ 1, 27 },
		{ 2, 15 },
		{ 2, 4 },
		{ 1, 23 },
		{ 2, 10 },
		{ 1, 31 },
		{ 2, 19 },
		{ 2, 7 },
		{ 1, 28 },
		{ 2, 16 },
		{ 2, 5 },
		{ 1, 24 },
		{ 2, 12 },
		{ 2, 1 },
		{ 1, 22 },
		{ 2, 9 },
		{ 1, 29 },
		{ 2, 17 },
		{ 2, 7 },
		{ 1, 26 },
		{ 2, 14 },
		{ 2, 3 },
		{ 1, 23 },
		{ 2, 10 },
		{ 1, 31 },
		{ 2, 19 },
		{ 2, 8 },
		{ 1, 28 },
		{ 2, 16 },
		{ 2, 5 },
		{ 1, 25 },
		{ 2, 12 },
		{ 2, 1 },
		{ 1, 22 },
		{ 2, 10 },
		{ 1, 29 },
		{ 2, 17 },
		{ 2, 6 },
		{ 1, 26 },
		{ 2, 13 },
		{ 2, 2 },
		{ 1, 23 },
		{ 2, 11 },
		{ 1, 31 },
		{ 2, 19 },
		{ 2, 8 },
		{ 1, 28 },
		{ 2, 15 },
		{ 2, 4 },
		{ 1, 24 },
		{ 2, 12 },
		{ 2, 1 },
		{ 1, 22 },
		{ 2, 10 },
		{ 1, 30 },
		{ 2, 17 },
		{ 2, 6 },
		{ 1, 26 },
		{ 2, 14 },
		{ 2, 2 },
		{ 1, 23 },
	};

	(void)state;
	assert_int_equal(sizeof(tet) / sizeof(*tet), 61);
	for (int i = 0; i < 61; i++) {
		int32_t on = civil_day(1990 + i, tet[i].month, tet[i].day);
		struct lunar_date d = lunar_of(on);

		assert_int_equal(d.year, 1990 + i);
		assert_int_equal(d.month, 1);
		assert_int_equal(d.day, 1);
		assert_false(d.leap);
		assert_int_equal(lunar_day(1990 + i, 1, 1, false), on);
		assert_int_equal(lunar_of(on - 1).month, 12);
		assert_int_equal(lunar_of(on - 1).year, 1989 + i);
	}
}

void
test_the_dates_that_tell_calendars_apart(void **state)
{
	static const struct {
		int y, m, d; /* solar */
		struct lunar_date want;
	} t[] = {
		{ 1985, 1, 21, { 1985, 1, 1, false } }, /* China: 20/2 */
		{ 1985, 3, 21, { 1985, 2, 1, true } },
		{ 2007, 2, 17, { 2007, 1, 1, false } },
		{ 2030, 2, 2, { 2030, 1, 1, false } },
		{ 2053, 2, 18, { 2053, 1, 1, false } },
		{ 2017, 7, 23, { 2017, 6, 1, true } },
		{ 2017, 8, 21, { 2017, 6, 30, true } },
		{ 2018, 2, 15, { 2017, 12, 30, false } },
		{ 2018, 2, 16, { 2018, 1, 1, false } },
		{ 2018, 4, 25, { 2018, 3, 10, false } },
		{ 2018, 4, 30, { 2018, 3, 15, false } },
		{ 2018, 5, 15, { 2018, 4, 1, false } },
		{ 2018, 5, 29, { 2018, 4, 15, false } },
		{ 2018, 9, 24, { 2018, 8, 15, false } },
		{ 2018, 12, 31, { 2018, 11, 25, false } },
		/* new moon at 23:02: UTC+8 says 8/11 and 22/11 */
		{ 2018, 11, 7, { 2018, 10, 1, false } },
		{ 2018, 11, 21, { 2018, 10, 15, false } },
		{ 2019, 2, 5, { 2019, 1, 1, false } },
		{ 2025, 1, 29, { 2025, 1, 1, false } },
		{ 2026, 2, 17, { 2026, 1, 1, false } },
		{ 2020, 5, 23, { 2020, 4, 1, true } },
		{ 2023, 3, 22, { 2023, 2, 1, true } },
		{ 2025, 7, 25, { 2025, 6, 1, true } },
		{ 2033, 12, 22, { 2033, 11, 1, true } },
		{ 2034, 1, 20, { 2033, 12, 1, false } },
		{ 2034, 2, 19, { 2034, 1, 1, false } },
		/* the estimate of the month is one too far */
		{ 2054, 5, 7, { 2054, 3, 30, false } },
		{ 2054, 5, 8, { 2054, 4, 1, false } },
		{ 2062, 4, 9, { 2062, 2, 30, false } },
		/* new moons and an equinox seconds from midnight */
		{ 1938, 8, 25, { 1938, 7, 1, true } },
		{ 1944, 6, 20, { 1944, 5, 1, false } },
		{ 1967, 7, 7, { 1967, 5, 30, false } },
		{ 1967, 7, 8, { 1967, 6, 1, false } },
		{ 1900, 1, 1, { 1899, 12, 1, false } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int32_t on = civil_day(t[i].y, t[i].m, t[i].d);
		struct lunar_date got = lunar_of(on);

		if (got.day != t[i].want.day || got.month != t[i].want.month)
			print_error("%d-%d-%d is %d/%d%s %d\n", t[i].y, t[i].m,
			    t[i].d, got.day, got.month, got.leap ? " leap" : "",
			    got.year);
		assert_int_equal(got.year, t[i].want.year);
		assert_int_equal(got.month, t[i].want.month);
		assert_int_equal(got.day, t[i].want.day);
		assert_int_equal(got.leap, t[i].want.leap);
		assert_int_equal(
		    lunar_day(got.year, got.month, got.day, got.leap), on);
	}
}

/* Leap month of each year that has one, 1900–2099. */
void
test_leap_months_of_two_centuries(void **state)
{
	static const struct {
		short year, month;
	} leap[] = {
		{ 1900, 8 },
		{ 1903, 5 },
		{ 1906, 4 },
		{ 1909, 2 },
		{ 1911, 6 },
		{ 1914, 5 },
		{ 1917, 3 },
		{ 1919, 7 },
		{ 1922, 6 },
		{ 1925, 4 },
		{ 1928, 2 },
		{ 1930, 6 },
		{ 1933, 5 },
		{ 1936, 3 },
		{ 1938, 7 },
		{ 1941, 6 },
		{ 1944, 4 },
		{ 1947, 2 },
		{ 1949, 7 },
		{ 1952, 5 },
		{ 1955, 3 },
		{ 1957, 8 },
		{ 1960, 6 },
		{ 1963, 4 },
		{ 1966, 3 },
		{ 1968, 7 },
		{ 1971, 5 },
		{ 1974, 4 },
		{ 1976, 8 },
		{ 1979, 6 },
		{ 1982, 4 },
		{ 1985, 2 },
		{ 1987, 7 },
		{ 1990, 5 },
		{ 1993, 3 },
		{ 1995, 8 },
		{ 1998, 5 },
		{ 2001, 4 },
		{ 2004, 2 },
		{ 2006, 7 },
		{ 2009, 5 },
		{ 2012, 4 },
		{ 2014, 9 },
		{ 2017, 6 },
		{ 2020, 4 },
		{ 2023, 2 },
		{ 2025, 6 },
		{ 2028, 5 },
		{ 2031, 3 },
		{ 2033, 11 },
		{ 2036, 6 },
		{ 2039, 5 },
		{ 2042, 2 },
		{ 2044, 7 },
		{ 2047, 5 },
		{ 2050, 3 },
		{ 2052, 8 },
		{ 2055, 6 },
		{ 2058, 4 },
		{ 2061, 3 },
		{ 2063, 7 },
		{ 2066, 5 },
		{ 2069, 4 },
		{ 2071, 8 },
		{ 2074, 6 },
		{ 2077, 4 },
		{ 2080, 3 },
		{ 2082, 7 },
		{ 2085, 5 },
		{ 2088, 4 },
		{ 2090, 8 },
		{ 2093, 6 },
		{ 2096, 4 },
		{ 2099, 2 },
	};
	size_t next = 0;

	(void)state;
	for (int year = 1900; year <= 2099; year++)
		for (int month = 1; month <= 12; month++) {
			bool want = next < sizeof(leap) / sizeof(*leap) &&
				    leap[next].year == year &&
				    leap[next].month == month;

			assert_int_equal(lunar_day(year, month, 1, true) !=
					     CIVIL_NONE,
			    want);
			next += want;
		}
	assert_int_equal(next, sizeof(leap) / sizeof(*leap));
}

void
test_every_day_of_three_centuries_goes_there_and_back(void **state)
{
	int32_t end = civil_day(2199, 12, 31);
	struct lunar_date last = { 1899, 11, 30, false };

	(void)state;
	for (int32_t on = civil_day(1900, 1, 1); on <= end; on++) {
		struct lunar_date d = lunar_of(on);

		assert_int_equal(lunar_day(d.year, d.month, d.day, d.leap), on);
		if (d.day != 1) {
			/* the same month, one day later */
			assert_int_equal(d.day, last.day + 1);
			assert_int_equal(d.month, last.month);
			assert_int_equal(d.leap, last.leap);
			assert_int_equal(d.year, last.year);
		} else {
			/* months have 29 or 30 days and follow one another */
			int length = lunar_month_length(on);

			assert_in_range(last.day, 29, 30);
			assert_in_range(length, 29, 30);
			assert_int_equal(d.month,
			    d.leap ? last.month : last.month % 12 + 1);
			assert_int_equal(d.year,
			    last.year + (last.month == 12 && !d.leap));
			assert_false(d.leap && last.leap);
			assert_int_equal(
			    lunar_day(d.year, d.month, length, d.leap),
			    on + length - 1);
			assert_int_equal(
			    lunar_day(d.year, d.month, length + 1, d.leap),
			    CIVIL_NONE);
		}
		last = d;
	}
}

void
test_full_moon_meetings_of_the_plan(void **state)
{
	static const signed char ram[][2] = { { 30, 4 }, { 29, 5 }, { 28, 6 },
		{ 27, 7 }, { 25, 8 }, { 24, 9 }, { 23, 10 }, { 21, 11 },
		{ 21, 12 } };
	static const signed char ten[][2] = { { 25, 4 }, { 24, 5 }, { 23, 6 },
		{ 22, 7 }, { 20, 8 }, { 19, 9 }, { 18, 10 }, { 16, 11 },
		{ 16, 12 } };

	(void)state;
	for (int i = 0; i < 9; i++) {
		assert_int_equal(lunar_day(2018, 3 + i, 15, false),
		    civil_day(2018, ram[i][1], ram[i][0]));
		assert_int_equal(lunar_day(2018, 3 + i, 10, false),
		    civil_day(2018, ten[i][1], ten[i][0]));
	}
}

void
test_days_that_do_not_exist_are_none(void **state)
{
	(void)state;
	assert_int_equal(lunar_month_length(civil_day(2018, 11, 21)), 30);
	assert_int_equal(lunar_month_length(civil_day(2018, 10, 23)), 29);
	assert_int_equal(lunar_day(2018, 9, 30, false), CIVIL_NONE);
	assert_int_not_equal(lunar_day(2018, 10, 30, false), CIVIL_NONE);
	assert_int_equal(lunar_day(2018, 10, 31, false), CIVIL_NONE);
	assert_int_equal(lunar_day(2018, 6, 1, true), CIVIL_NONE);
	assert_int_equal(lunar_day(2018, 0, 1, false), CIVIL_NONE);
	assert_int_equal(lunar_day(2018, 13, 1, false), CIVIL_NONE);
	assert_int_equal(lunar_day(2018, 1, 0, false), CIVIL_NONE);
}

void
test_outside_of_its_years_it_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(lunar_day(1700, 1, 1, false), CIVIL_NONE);
	assert_int_equal(lunar_day(2300, 1, 1, false), CIVIL_NONE);
	assert_int_equal(lunar_of(CIVIL_MAX).month, 0);
	assert_int_equal(lunar_of(CIVIL_NONE).month, 0);
	assert_int_equal(lunar_month_length(CIVIL_MAX), 0);
}
