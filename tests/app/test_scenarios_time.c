/* Edges of time through the whole service: restarts, leap days, year ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

void test_restart_at_every_minute_of_a_day(void **state);
void test_leap_february_as_the_whole_plan(void **state);
void test_december_is_chased_in_january(void **state);
void test_plan_that_has_ended_is_silent(void **state);

static const char *const cadres[] = { "DUYEN", "BAO", "ANH", "SON", "HOA",
	"THUY" };
enum { CADRES = sizeof cadres / sizeof *cadres };

static int64_t
at(int year, int month, int day, int hour)
{
	return civil_at(civil_day(year, month, day), hour * 60, TEST_OFFSET);
}

static void
each_heard(struct town *w, const char *kind, const char *part, int64_t since,
    int count)
{
	for (int i = 0; i < CADRES; i++)
		assert_heard(w, cadres[i], kind, part, since, count);
}

void
test_restart_at_every_minute_of_a_day(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 23, 9, 0));
	town_run(&w, on2018(5, 23, 23, 59));
	int before = w.fake.seen;
	for (int minute = 0; minute < 1440; minute++) {
		w.fake.now = on2018(5, 24, 0, minute);
		town_boot(&w);
		town_turn(&w);
		if (minute < 7 * 60 + 30)
			assert_int_equal(w.fake.seen, before);
	}
	each_heard(&w, "visit.remind", "con 7 ngay", on2018(5, 24, 0, 0), 1);
	assert_int_equal(w.fake.seen, before + CADRES);
	town_fini(&w);
}

void
test_leap_february_as_the_whole_plan(void **state)
{
	(void)state;
	struct town w;
	town_init(&w,
	    "[plan]\nfrom = 2020-02\nuntil = 2020-02\n"
	    "[visit]\nremind = -1 07:30, -0 08:30\n",
	    at(2020, 1, 28, 9));
	town_run(&w, at(2020, 1, 31, 23));
	assert_int_equal(w.fake.seen, 0);
	town_run(&w, at(2020, 2, 1, 9));
	each_heard(&w, "visit.open", "Thang 2", 0, 1);
	town_run(&w, at(2020, 2, 28, 9));
	each_heard(&w, "visit.remind", "con 1 ngay", 0, 1);
	town_run(&w, at(2020, 2, 29, 9)); /* its last day */
	each_heard(&w, "visit.remind", "con 0 ngay", 0, 1);
	town_reply(&w, "BAO", "da di tan hoa 29/2");
	assert_int_equal(test_facts(&w.t)->visits[0].on,
	    civil_day(2020, 2, 29));
	town_run(&w, at(2020, 3, 4, 9));
	assert_heard(&w, "SON", "visit.overdue", "da het thang 2", 0, 2);
	assert_heard(&w, "BAO", "visit.overdue", NULL, 0, 0);
	assert_heard(&w, "QUAN", "escalate", "thang 2: 5/6", 0, 1);
	each_heard(&w, NULL, "hang 3", 0, 0);
	town_fini(&w);
}

void
test_december_is_chased_in_january(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, "[plan]\nfrom = 2018-11\nuntil = 2019-03\n",
	    at(2018, 12, 20, 9));
	town_run(&w, at(2018, 12, 31, 23));
	int64_t year = w.fake.now;
	town_run(&w, at(2019, 1, 4, 9));
	/* the first in one text with January's opening */
	each_heard(&w, "digest", "da het thang 12", year, 1);
	each_heard(&w, "digest", "Thang 1 d/c", year, 1);
	each_heard(&w, NULL, NULL, year, 2);
	assert_heard(&w, "QUAN", "escalate", "thang 12: 6/6", year, 1);
	/* a day of the old year is of the old year */
	town_reply(&w, "SON", "da di tan phuoc 28/12");
	const struct facts *f = test_facts(&w.t);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].on, civil_day(2018, 12, 28));
	assert_int_equal(f->visits[0].month, civil_month(2018, 12));
	assert_string_equal(town_state(&w, "2018-12", "SON"), "done");
	assert_string_equal(town_state(&w, "2019-01", "SON"), "due");
	town_fini(&w);
}

void
test_plan_that_has_ended_is_silent(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, at(2018, 12, 20, 9));
	town_run(&w, at(2019, 1, 9, 9)); /* the ladder of December ends */
	int64_t then = w.fake.now + 60;
	int before = w.fake.seen;
	town_run(&w, at(2019, 3, 20, 9));
	assert_int_equal(w.fake.seen, before);
	assert_true(w.t.engine.next_look > then);
	town_fini(&w);
}
