#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/xlsx_number.h"

#include <string.h>

void test_numbers_are_digits_in_full(void **state);
void test_zeros_of_a_format_are_shown(void **state);
void test_formats_of_days_are_known(void **state);
void test_days_are_day_month_year(void **state);
void test_only_what_a_format_shows_is_said(void **state);
void test_the_29th_of_february_1900_is_no_day(void **state);
void test_1904_counts_from_another_day(void **state);
void test_what_is_no_day_stays_a_number(void **state);

static const struct xlsx_number_format general = { 0 };

static void
shows_as(const char *value, struct xlsx_number_format f, bool date1904,
    const char *want)
{
	struct sbuf b = { 0 };
	xlsx_number_text(value, &f, date1904, &b);
	if (strcmp(sbuf_text(&b), want) != 0)
		fail_msg("%s: \"%s\", expected \"%s\"", value, sbuf_text(&b),
		    want);
	sbuf_fini(&b);
}

void
test_numbers_are_digits_in_full(void **state)
{
	(void)state;
	shows_as("912000003", general, false, "912000003");
	shows_as("84912000003", general, false, "84912000003");
	shows_as("9.12000003E8", general, false, "912000003");
	shows_as("9.12000003E+08", general, false, "912000003");
	shows_as("912000003.0", general, false, "912000003");
	shows_as("1.5", general, false, "1.5");
	shows_as("-3", general, false, "-3");
	shows_as("0", general, false, "0");
	shows_as("0.1", general, false, "0.1");
	/* digits that no double holds are gone, and look it */
	shows_as("8491200000300000", general, false, "8.4912000003e+15");
	shows_as("", general, false, "");
	shows_as("x", general, false, "x");
}

void
test_zeros_of_a_format_are_shown(void **state)
{
	(void)state;
	shows_as("912000003", xlsx_number_custom("0000000000"), false,
	    "0912000003");
	shows_as("912000003", xlsx_number_custom("0000\\ 000\\ 000"), false,
	    "0912000003");
	shows_as("912000003", xlsx_number_custom("0000-000-000;@"), false,
	    "0912000003");
	shows_as("7", xlsx_number_custom("00"), false, "07");
	shows_as("7", xlsx_number_custom("0.00"), false, "7");
	shows_as("7", xlsx_number_custom("#,##0"), false, "7");
	shows_as("7", xlsx_number_custom("General"), false, "7");
}

void
test_formats_of_days_are_known(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		bool day, month, year, clock;
	} codes[] = {
		{ "dd/mm/yyyy", true, true, true, false },
		{ "[$-42A]dd\\/mm\\/yyyy;@", true, true, true, false },
		{ "[$-1010000]d/m/yyyy;@", true, true, true, false },
		{ "\"ng\xc3\xa0y\" dd \"th\xc3\xa1ng\" mm", true, true, false,
		    false },
		{ "mm/yyyy", false, true, true, false },
		{ "mmm\\-yy", false, true, true, false },
		{ "yyyy", false, false, true, false },
		{ "h:mm", false, false, false, true },
		{ "hh\"g\"mm", false, false, false, true },
		{ "[h]:mm:ss", false, false, false, true },
		{ "[mm]:ss", false, false, false, true },
		{ "h:mm AM/PM", false, false, false, true },
		{ "dd/mm/yyyy h:mm", true, true, true, true },
		{ "0.00", false, false, false, false },
		{ "[Red]0", false, false, false, false },
		{ "\"dmy\"0", false, false, false, false },
		{ "_d0", false, false, false, false },
		{ "General", false, false, false, false },
		{ "@", false, false, false, false },
		{ "", false, false, false, false },
		{ "\"open", false, false, false, false },
		{ "[open", false, false, false, false },
		{ "0;dd", false, false, false, false },
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct xlsx_number_format f = xlsx_number_custom(codes[i].code);
		if (f.day != codes[i].day || f.month != codes[i].month ||
		    f.year != codes[i].year || f.clock != codes[i].clock)
			fail_msg("%s: %d %d %d %d", codes[i].code, f.day,
			    f.month, f.year, f.clock);
	}
	for (long id = 0; id < 60; id++) {
		struct xlsx_number_format f = xlsx_number_builtin(id);
		bool days = (id >= 14 && id <= 17) || id == 22 ||
			    (id >= 27 && id <= 31) || id == 36 ||
			    (id >= 50 && id <= 58);
		bool hours = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) ||
			     (id >= 45 && id <= 47);
		assert_int_equal(f.month, days);
		assert_int_equal(f.clock, hours);
	}
}

void
test_days_are_day_month_year(void **state)
{
	(void)state;
	struct xlsx_number_format day = xlsx_number_builtin(14);
	shows_as("43224", day, false, "04/05/2018");
	shows_as("43224.0", day, false, "04/05/2018");
	shows_as("43159", day, false, "28/02/2018");
	shows_as("36585", day, false, "29/02/2000");
	shows_as("43224.8125", xlsx_number_builtin(22), false,
	    "04/05/2018 19:30");
	shows_as("43224", xlsx_number_builtin(22), false, "04/05/2018");
	/* a hair before midnight is the next day */
	shows_as("43223.99999999", xlsx_number_builtin(22), false,
	    "04/05/2018");
}

void
test_only_what_a_format_shows_is_said(void **state)
{
	(void)state;
	shows_as("43282", xlsx_number_builtin(17), false, "07/2018");
	shows_as("43224", xlsx_number_builtin(16), false, "04/05");
	shows_as("43224", xlsx_number_custom("yyyy"), false, "2018");
	shows_as("0.791666666666667", xlsx_number_builtin(20), false, "19:00");
	shows_as("0.8125", xlsx_number_custom("hh\"g\"mm"), false, "19:30");
	shows_as("43224.8125", xlsx_number_builtin(20), false, "19:30");
}

void
test_the_29th_of_february_1900_is_no_day(void **state)
{
	(void)state;
	struct xlsx_number_format day = xlsx_number_builtin(14);
	shows_as("1", day, false, "01/01/1900");
	shows_as("59", day, false, "28/02/1900");
	shows_as("60", day, false, "29/02/1900");
	shows_as("61", day, false, "01/03/1900");
	shows_as("0", day, false, "00/01/1900");
}

void
test_1904_counts_from_another_day(void **state)
{
	(void)state;
	struct xlsx_number_format day = xlsx_number_builtin(14);
	shows_as("0", day, true, "01/01/1904");
	shows_as("60", day, true, "01/03/1904");
	shows_as("41762", day, true, "04/05/2018");
}

void
test_what_is_no_day_stays_a_number(void **state)
{
	(void)state;
	struct xlsx_number_format day = xlsx_number_builtin(14);
	shows_as("-1", day, false, "-1");
	shows_as("2958465", day, false, "31/12/9999");
	shows_as("2958466", day, false, "2958466");
	shows_as("912000003", day, false, "912000003");
	shows_as("1e300", day, false, "1e+300");
	shows_as("NaN", day, false, "NaN");
	shows_as("INF", day, false, "INF");
}
