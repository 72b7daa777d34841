#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "core/recur_rule.h"

void test_rules_name_their_days(void **state);
void test_foreign_parts_are_refused(void **state);
void test_start_is_given_only_where_it_counts(void **state);

/* The days of 2018 and 2019 that a rule names, as its first ones and how many
 * there are. */
void
test_rules_name_their_days(void **state)
{
	static const struct {
		const char *text;
		int count;
		const char *first[4];
	} t[] = {
		{ "FREQ=DAILY", 730, { "2018-01-01", "2018-01-02" } },
		{ "FREQ=DAILY;INTERVAL=10", 73,
		    { "2018-01-01", "2018-01-11" } },
		{ "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-1", 2,
		    { "2018-02-28", "2019-02-28" } },
		{ "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 0, { 0 } },
		{ "FREQ=WEEKLY", 105, { "2018-01-01", "2018-01-08" } },
		{ "FREQ=WEEKLY;BYDAY=TU,TH", 209,
		    { "2018-01-02", "2018-01-04", "2018-01-09" } },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", 52,
		    { "2018-01-07", "2018-01-21" } },
		{ "FREQ=MONTHLY", 24, { "2018-01-01", "2018-02-01" } },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 24,
		    { "2018-01-31", "2018-02-28", "2018-03-30" } },
		{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 4,
		    { "2018-04-13", "2018-07-13", "2019-09-13" } },
		{ "FREQ=MONTHLY;BYDAY=5WE", 8, { "2018-01-31", "2018-05-30" } },
		{ "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", 24,
		    { "2018-01-31", "2018-02-28", "2018-03-31" } },
		{ "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15;COUNT=3", 3,
		    { "2018-01-15", "2018-04-15", "2018-07-15" } },
		{ "FREQ=YEARLY", 2, { "2018-01-01", "2019-01-01" } },
		{ "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=26", 2,
		    { "2018-03-26", "2019-03-26" } },
		{ "FREQ=YEARLY;BYDAY=20MO", 2, { "2018-05-14", "2019-05-20" } },
		{ "FREQ=YEARLY;BYDAY=-1SU", 2, { "2018-12-30", "2019-12-29" } },
		{ "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", 2,
		    { "2018-05-13", "2019-05-12" } },
		{ "FREQ=WEEKLY;BYDAY=SA;UNTIL=2018-01-20", 3,
		    { "2018-01-06", "2018-01-13", "2018-01-20" } },
		{ "DTSTART=2019-12-01;FREQ=MONTHLY;BYMONTHDAY=5", 1,
		    { "2019-12-05" } },
		{ "RRULE:FREQ=MONTHLY;WKST=MO;BYMONTHDAY=5", 24,
		    { "2018-01-05" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct recur_rule r;
		int n = 0;
		char iso[16];

		assert_int_equal(
		    recur_rule_parse(t[i].text, civil_day(2018, 1, 1), &r), 0);
		for (int32_t on = civil_day(2018, 1, 1);
		     on <= civil_day(2019, 12, 31); on++) {
			if (!recur_rule_has(&r, on))
				continue;
			if (n < 4 && t[i].first[n])
				assert_string_equal(civil_iso(on, iso),
				    t[i].first[n]);
			n++;
		}
		if (n != t[i].count)
			print_error("%s: %d\n", t[i].text, n);
		assert_int_equal(n, t[i].count);
	}
}

void
test_foreign_parts_are_refused(void **state)
{
	static const char *const bad[] = { "", "FREQ", "FREQ=", "FREQ=HOURLY",
		"BYMONTHDAY=5", "FREQ=MONTHLY;;BYMONTHDAY=5",
		"FREQ=MONTHLY;BYHOUR=7", "FREQ=YEARLY;BYWEEKNO=20",
		"FREQ=YEARLY;BYYEARDAY=1", "FREQ=MONTHLY;INTERVAL=0",
		"FREQ=MONTHLY;COUNT=x", "FREQ=MONTHLY;UNTIL=2018",
		"FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0",
		"FREQ=MONTHLY;BYMONTHDAY=5,", "FREQ=MONTHLY;BYDAY=0SA",
		"FREQ=MONTHLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTH=13",
		"FREQ=WEEKLY;BYDAY=1SA", "FREQ=WEEKLY;BYMONTHDAY=5",
		"FREQ=WEEKLY;WKST=SU", "FREQ=MONTHLY;BYMONTHDAY= 5",
		"FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,"
		"16,17",
		"FREQ=MONTHLY;BYMONTHDAY=99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct recur_rule r;
		int rc = recur_rule_parse(bad[i], 17000, &r);

		if (rc == 0)
			print_error("%s\n", bad[i]);
		assert_int_equal(rc, -1);
	}
}

void
test_start_is_given_only_where_it_counts(void **state)
{
	struct recur_rule r;

	(void)state;
	assert_int_equal(
	    recur_rule_parse("FREQ=MONTHLY;BYMONTHDAY=5", 17000, &r), 0);
	assert_int_equal(r.start, CIVIL_NONE);
	assert_int_equal(recur_rule_parse("FREQ=MONTHLY", 17000, &r), 0);
	assert_int_equal(r.start, 17000);
	assert_int_equal(recur_rule_parse("FREQ=DAILY;INTERVAL=2", 17000, &r),
	    0);
	assert_int_equal(r.start, 17000);
	assert_int_equal(
	    recur_rule_parse("DTSTART=20180405;FREQ=WEEKLY", 17000, &r), 0);
	assert_int_equal(r.start, civil_day(2018, 4, 5));
}
