#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/civil.h"
#include "core/direction.h"
#include "core/phrase.h"

void test_spellings_of_one_day(void **state);
void test_relative_days_against_the_calendar(void **state);
void test_weekdays_against_the_calendar(void **state);
void test_lunar_days_of_the_plan_year(void **state);
void test_vague_days_stay_vague(void **state);
void test_numbers_that_are_no_days(void **state);
void test_every_date_of_two_years_reads_back(void **state);

static const char *const weekdays[] = { "", "thu 2", "thu ba", "t4", "thu nam",
	"thứ sáu", "t7", "chu nhat" };

/* The days of the first phrase in text, said of the past or the future. */
static enum direction_result
read_days(const char *text, int32_t today, enum direction to,
    struct direction_days *d)
{
	static struct token_list t;
	struct phrase p;
	token_read(&t, text);
	for (size_t i = 0; i < t.n; i++) {
		if (!phrase_at(&t, i, today, &p))
			continue;
		direction_resolve(&p, today, 9 * 60, to, d);
		return d->result;
	}
	memset(d, 0, sizeof *d);
	return DIRECTION_BAD;
}

static void
assert_past(const char *text, const char *day)
{
	struct direction_days d;
	char buf[16];
	int32_t today = civil_day(2018, 5, 22);
	if (read_days(text, today, DIRECTION_PAST, &d) !=
		DIRECTION_DAYS_KNOWN ||
	    d.n == 0)
		fail_msg("\"%s\" is no day", text);
	assert_string_equal(civil_iso(d.on[0], buf), day);
}

void
test_spellings_of_one_day(void **state)
{
	(void)state;
	static const char *const texts[] = { "15/5", "15-5-2018", "15.5",
		"15/05/2018", "15/5/18", "15 thang 5", "ngày 15 tháng năm",
		"mười lăm tháng năm", "ngay muoi lam", "hom 15", "15t5",
		"ngay 15 thang nay", "2018-05-15", "15 - 05 - 2018", "bữa 15",
		"sang 15/5", "thu 3 ngay 15/5" };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_past(texts[i], "2018-05-15");
	assert_past("ngay hai mot", "2018-05-21");
	assert_past("ngày hăm mốt", "2018-05-21");
	assert_past("mung 3", "2018-05-03");
	assert_past("28/12", "2017-12-28");
}

void
test_relative_days_against_the_calendar(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int days;
	} rows[] = { { "hom nay", 0 }, { "hqua", -1 }, { "chieu qua", -1 },
		{ "hôm kia", -2 }, { "hôm kìa", -3 }, { "3 hom truoc", -3 },
		{ "cach day hai ngay", -2 }, { "mai", 1 }, { "ngày mốt", 2 },
		{ "2 ngay nua", 2 } };
	for (int32_t today = civil_day(2018, 1, 1);
	     today < civil_day(2020, 1, 1); today += 17)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			struct direction_days d;
			assert_int_equal(
			    read_days(rows[i].text, today, DIRECTION_PAST, &d),
			    DIRECTION_DAYS_KNOWN);
			assert_int_equal(d.on[0], today + rows[i].days);
		}
}

/* A walk over the calendar finds the same day. */
static int32_t
walk(int32_t from, int step, int weekday)
{
	do
		from += step;
	while ((int)civil_weekday_of(from) != weekday);
	return from;
}

void
test_weekdays_against_the_calendar(void **state)
{
	(void)state;
	char text[64];
	struct direction_days d;
	for (int32_t today = civil_day(2018, 4, 1);
	     today < civil_day(2018, 6, 1); today++)
		for (int w = 1; w <= 7; w++) {
			snprintf(text, sizeof text, "%s vua roi", weekdays[w]);
			read_days(text, today, DIRECTION_PAST, &d);
			assert_int_equal(d.on[0], walk(today, -1, w));
			snprintf(text, sizeof text, "%s tuan truoc",
			    weekdays[w]);
			read_days(text, today, DIRECTION_PAST, &d);
			int32_t monday = walk(today + 1, -1, CIVIL_MONDAY);
			assert_int_equal(d.on[0], walk(monday, -1, w));
			snprintf(text, sizeof text, "hom %s", weekdays[w]);
			read_days(text, today, DIRECTION_PAST, &d);
			assert_int_equal(d.on[0], walk(today, -1, w));
			snprintf(text, sizeof text, "%s tuan sau", weekdays[w]);
			read_days(text, today, DIRECTION_FUTURE, &d);
			assert_int_equal(d.on[0],
			    walk(walk(today, 1, CIVIL_MONDAY) - 1, 1, w));
		}
}

void
test_lunar_days_of_the_plan_year(void **state)
{
	(void)state;
	assert_past("ram vua roi", "2018-04-30");
	assert_past("mung 1 thang 4 al", "2018-05-15");
	assert_past("mùng 1 âm lịch", "2018-05-15");
	assert_past("10/3 al", "2018-04-25");
	assert_past("10 al", "2018-04-25");
	assert_past("ram thang 3", "2018-04-30");
}

void
test_vague_days_stay_vague(void **state)
{
	(void)state;
	static const char *const texts[] = { "dau thang", "cuoi thang",
		"tuan truoc", "hom truoc", "bữa hổm", "hổm rày", "tháng trước",
		"cuối tuần", "mấy bữa trước", "dau thang 5" };
	struct direction_days d;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_int_equal(read_days(texts[i], civil_day(2018, 5, 22),
				     DIRECTION_PAST, &d),
		    DIRECTION_VAGUE);
	static const char *const bad[] = { "30/2", "31/4", "15/13", "32/5",
		"ngay 0" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(read_days(bad[i], civil_day(2018, 5, 22),
				     DIRECTION_PAST, &d),
		    DIRECTION_BAD);
	assert_int_equal(
	    read_days("ngay 3-5", civil_day(2018, 5, 22), DIRECTION_PAST, &d),
	    DIRECTION_DOUBT);
	assert_int_equal(read_days("thu 3 ngay 16/5", civil_day(2018, 5, 22),
			     DIRECTION_PAST, &d),
	    DIRECTION_DOUBT);
}

void
test_numbers_that_are_no_days(void **state)
{
	(void)state;
	static const char *const texts[] = { "15h", "7h30", "8 gio", "08:15",
		"15/QD-HDTN", "2/7 d/c", "3/3 chi doan", "30 doan vien",
		"0912000005", "0912 000 005", "200k", "50%" };
	static struct token_list t;
	struct phrase p;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		token_read(&t, texts[i]);
		if (phrase_at(&t, 0, civil_day(2018, 5, 22), &p) && !p.bare)
			fail_msg("\"%s\" is read as a day", texts[i]);
	}
}

void
test_every_date_of_two_years_reads_back(void **state)
{
	(void)state;
	char text[64];
	struct direction_days d;
	for (int32_t on = civil_day(2018, 1, 1); on < civil_day(2020, 1, 1);
	     on++) {
		struct civil_date c = civil_date_of(on);
		snprintf(text, sizeof text, "%d/%d/%d", c.day, c.month, c.year);
		read_days(text, civil_day(2018, 5, 22), DIRECTION_OPEN, &d);
		assert_int_equal(d.on[0], on);
		snprintf(text, sizeof text, "ngay %d thang %d nam %d", c.day,
		    c.month, c.year);
		read_days(text, civil_day(2018, 5, 22), DIRECTION_OPEN, &d);
		assert_int_equal(d.on[0], on);
		/* without a year, half a year around */
		snprintf(text, sizeof text, "%d/%d", c.day, c.month);
		read_days(text, on + 100, DIRECTION_PAST, &d);
		assert_int_equal(d.on[0], on);
		read_days(text, on - 100, DIRECTION_FUTURE, &d);
		assert_int_equal(d.on[0], on);
	}
}
