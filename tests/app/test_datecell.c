#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/datecell.h"
#include "core/civil.h"

#include <string.h>

void test_days_are_day_month_year(void **state);
void test_months_are_of_the_plan(void **state);
void test_impossible_days_are_seen_in_phrases(void **state);

void
test_days_are_day_month_year(void **state)
{
	(void)state;
	static const struct {
		const char *cell, *iso; /* NULL: no such day */
	} cases[] = { { "2018-05-04", "2018-05-04" },
		{ "04/05/2018", "2018-05-04" }, { "4/5/2018", "2018-05-04" },
		{ "4-5-2018", "2018-05-04" }, { "4.5.18", "2018-05-04" },
		{ "ngày 4/5/2018", "2018-05-04" }, { "43224", "2018-05-04" },
		{ "2018-05-04 00:00:00", "2018-05-04" }, { "05/31/2018", NULL },
		{ "30/2/2018", NULL }, { "2018-13-01", NULL }, { "", NULL },
		{ "abc", NULL }, { "4/5", NULL }, { "99999999999999", NULL } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t on = 0;
		char iso[16] = "";
		int rc = datecell_day(cases[i].cell, &on);
		if ((rc == 0) != (cases[i].iso != NULL) ||
		    (rc == 0 && strcmp(civil_iso(on, iso), cases[i].iso) != 0))
			fail_msg("\"%s\": %d %s", cases[i].cell, rc, iso);
	}
}

void
test_months_are_of_the_plan(void **state)
{
	(void)state;
	struct policy *p = policy_new();
	p->from_month = civil_month(2018, 9);
	p->until_month = civil_month(2019, 6);
	static const struct {
		const char *cell, *first, *last; /* NULL: none */
	} cases[] = { { "10", "2018-10-01", "2018-10-31" },
		{ "Từ tháng 2", "2019-02-01", "2019-02-28" },
		{ "tháng 7", "2018-07-01", "2018-07-31" },
		{ "7/2020", "2020-07-01", "2020-07-31" },
		{ "15/10", "2018-10-15", "2018-10-15" },
		{ "01/10/2018", "2018-10-01", "2018-10-01" },
		{ "13", NULL, NULL }, { "31/11", NULL, NULL },
		{ "sớm", NULL, NULL }, { "2/0000", NULL, NULL } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t on = 0;
		char iso[16] = "";
		int rc = datecell_start(cases[i].cell, p, false, &on);
		assert_int_equal(rc == 0, cases[i].first != NULL);
		if (rc < 0)
			continue;
		assert_string_equal(civil_iso(on, iso), cases[i].first);
		assert_int_equal(datecell_start(cases[i].cell, p, true, &on),
		    0);
		assert_string_equal(civil_iso(on, iso), cases[i].last);
	}
	policy_free(p);
}

void
test_impossible_days_are_seen_in_phrases(void **state)
{
	(void)state;
	assert_true(datecell_impossible("ngày 31/4/2018", 2018));
	assert_true(datecell_impossible("30/2", 2018));
	assert_true(datecell_impossible("ngày 32", 2018));
	assert_false(datecell_impossible("29/2/2020", 2018));
	/* More numbers than are kept: what is behind them is not looked at. */
	assert_false(datecell_impossible("1,5,9/5/2", 2018));
	assert_false(datecell_impossible("theo lịch của xã đoàn", 2018));
	assert_false(datecell_impossible("2 tuần một lần", 2018));
}
