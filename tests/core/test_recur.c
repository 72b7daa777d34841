#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "core/lunar.h"
#include "core/recur.h"

void test_phrases_of_the_office_are_understood(void **state);
void test_what_is_not_understood_has_no_calendar(void **state);
void test_roster_phrases_give_the_expected_rules(void **state);
void test_canonical_text_round_trips(void **state);
void test_hours_are_read(void **state);
void test_month_days_agree_with_brute_force(void **state);
void test_nth_weekdays_agree_with_brute_force(void **state);
void test_lunar_days_agree_with_brute_force(void **state);
void test_full_moons_of_the_plan(void **state);
void test_single_dates_end(void **state);
void test_other_rules_are_followed(void **state);
void test_whatever_is_read_round_trips(void **state);

struct phrase {
	const char *text;
	const char *canonical;
	unsigned warnings;
};

static void
check(const struct phrase *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct recur r, again;
		unsigned w, w2;

		if (recur_parse(t[i].text, 2018, &r, &w) != 0 ||
		    strcmp(r.text, t[i].canonical) != 0 || w != t[i].warnings)
			print_error("'%s' gives '%s' %u\n", t[i].text, r.text,
			    w);
		assert_string_equal(r.text, t[i].canonical);
		assert_int_equal(w, t[i].warnings);
		assert_int_equal(recur_parse(r.text, 1999, &again, &w2), 0);
		assert_memory_equal(&again, &r, sizeof(r));
	}
}

void
test_phrases_of_the_office_are_understood(void **state)
{
	static const struct phrase t[] = {
		{ "Ngày 5 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "ngay 05 hang thang", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "NGÀY 5 HẰNG THÁNG", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "nga\u0300y 5 ha\u0300ng tha\u0301ng",
		    "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "５", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "ngày năm", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "ngày mười lăm mỗi tháng", "FREQ=MONTHLY;BYMONTHDAY=15", 0 },
		{ "19h ngày 5", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "ngày 5 lúc 19 giờ 30", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "tối ngày 5, 19h30", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "mỗi tháng 1 lần, ngày 5", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "tối mùng 3", "FREQ=MONTHLY;BYMONTHDAY=3", RECUR_W_MUNG },
		{ "mồng ba", "FREQ=MONTHLY;BYMONTHDAY=3", RECUR_W_MUNG },
		{ "mùng 3 dương lịch", "FREQ=MONTHLY;BYMONTHDAY=3", 0 },
		{ "30", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
		    RECUR_W_CLAMP },
		{ "29", "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
		    RECUR_W_CLAMP },
		{ "ngày 31", "FREQ=MONTHLY;BYMONTHDAY=-1", RECUR_W_CLAMP },
		{ "ngày cuối tháng", "FREQ=MONTHLY;BYMONTHDAY=-1", 0 },
		{ "ngày cuối cùng của tháng", "FREQ=MONTHLY;BYMONTHDAY=-1", 0 },
		{ "ngày đầu tháng", "FREQ=MONTHLY;BYMONTHDAY=1", 0 },
		{ "5 và 20", "FREQ=MONTHLY;BYMONTHDAY=5,20", RECUR_W_TWO },
		{ "20, 5 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=5,20",
		    RECUR_W_TWO },
		{ "ngày 5 & ngày 20", "FREQ=MONTHLY;BYMONTHDAY=5,20",
		    RECUR_W_TWO },
		{ "5, 5", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "15 và 30", "DAYS=15,30", RECUR_W_TWO | RECUR_W_CLAMP },
		{ "Thứ 7 tuần đầu của tháng", "FREQ=MONTHLY;BYDAY=1SA", 0 },
		{ "T7 tuần 2", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "t.7 tuan 2", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "tuần 2, T7", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "tuần thứ 2 và thứ 4, CN", "FREQ=MONTHLY;BYDAY=2SU,4SU",
		    RECUR_W_TWO },
		{ "tuần 2, thứ 7", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "CN cuối tháng", "FREQ=MONTHLY;BYDAY=-1SU", 0 },
		{ "chúa nhật tuần cuối cùng", "FREQ=MONTHLY;BYDAY=-1SU", 0 },
		{ "chủ nhật tuần thứ hai", "FREQ=MONTHLY;BYDAY=2SU", 0 },
		{ "chủ nhật thứ hai của tháng", "FREQ=MONTHLY;BYDAY=2SU", 0 },
		{ "thứ bảy đầu tiên", "FREQ=MONTHLY;BYDAY=1SA", 0 },
		{ "thứ hai tuần thứ ba", "FREQ=MONTHLY;BYDAY=3MO", 0 },
		{ "tối thứ tư tuần thứ tư", "FREQ=MONTHLY;BYDAY=4WE", 0 },
		{ "Thứ 7 - tuần 2", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "T7 tuần 1 và tuần 3", "FREQ=MONTHLY;BYDAY=1SA,3SA",
		    RECUR_W_TWO },
		{ "thứ 7 tuần thứ 2 và thứ 4", "FREQ=MONTHLY;BYDAY=2SA,4SA",
		    RECUR_W_TWO },
		{ "tối thứ 7 hàng tuần", "FREQ=WEEKLY;BYDAY=SA", 0 },
		{ "mỗi chủ nhật", "FREQ=WEEKLY;BYDAY=SU", 0 },
		{ "rằm hàng tháng", "LUNAR=15", 0 },
		{ "Mùng 1 và rằm", "LUNAR=1,15", RECUR_W_TWO },
		{ "10 ÂL", "LUNAR=10", 0 },
		{ "10 A.L", "LUNAR=10", 0 },
		{ "10 (âm lịch)", "LUNAR=10", 0 },
		{ "mùng 3 âm", "LUNAR=3", 0 },
		{ "10 âm lịch", "LUNAR=10", 0 },
		{ "30 âm", "LUNAR=30", RECUR_W_CLAMP },
		{ "sinh hoạt ghép ngày 10", "FREQ=MONTHLY;BYMONTHDAY=10",
		    RECUR_W_JOINT },
		{ "ghép với ấp Pa Pếch ngày 10", "FREQ=MONTHLY;BYMONTHDAY=10",
		    RECUR_W_JOINT },
		{ "ngày 10/4/2018", "DATES=2018-04-10", RECUR_W_ONE_OFF },
		{ "10/4", "DATES=2018-04-10", RECUR_W_ONE_OFF },
		{ "10.4.18", "DATES=2018-04-10", RECUR_W_ONE_OFF },
		{ "2018-04-10", "DATES=2018-04-10", RECUR_W_ONE_OFF },
		{ "ngày 10 tháng 4 năm 2019", "DATES=2019-04-10",
		    RECUR_W_ONE_OFF },
		{ "12/5, 10/4", "DATES=2018-04-10,2018-05-12",
		    RECUR_W_ONE_OFF },
		{ "10/3 âm lịch", "DATES=2018-04-25", RECUR_W_ONE_OFF },
		{ "", "", RECUR_W_NONE },
		{ " \u00a0", "", RECUR_W_NONE },
		{ "theo lịch của xã đoàn", "", RECUR_W_NONE },
		{ "không cố định", "", RECUR_W_NONE },
		{ "chưa có", "", RECUR_W_NONE },
	};

	(void)state;
	check(t, sizeof(t) / sizeof(*t));
}

void
test_what_is_not_understood_has_no_calendar(void **state)
{
	static const char *const bad[] = { "32", "0", "ngày 0", "5-20",
		"ngày 5 - 20", "5/20", "31/4", "30/2/2018", "31 âm", "thứ 7",
		"thứ 7 hàng tháng", "tuần đầu", "cuối tháng", "giữa tháng",
		"khoảng ngày 5", "thứ 8 tuần 1", "thứ 1 tuần 1", "T7 tuần 6",
		"2 tuần 1 lần", "ngày 5 hoặc 6", "rằm và 20 dương",
		"5 hàng năm", "hàng tháng", "ngày", "abc", "T7 âm tuần 1",
		"ngày 5 nếu trùng lễ thì dời", "thứ 7 ngày 5",
		"FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=HOURLY", "FREQ=FOO",
		"FREQ=", "LUNAR=", "LUNAR=31", "LUNAR=1,", "DAYS=0",
		"DATES=", "DATES=2018-02-30", "DATES=2018-04-10,", "DAYS=+5",
		"DAYS=1,2,3,4,5,6,7,8,9", "RSCALE=CHINESE;FREQ=MONTHLY",
		"FREQ=MONTHLY;BYWEEKNO=3", "FREQ=WEEKLY;BYDAY=2SA",
		"1, 2, 3, 4, 5, 6, 7, 8, 9", "{", "9999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct recur r;
		unsigned w;

		if (recur_parse(bad[i], 2018, &r, &w) == 0)
			print_error("'%s' gives '%s'\n", bad[i], r.text);
		assert_int_equal(recur_parse(bad[i], 2018, &r, &w), -1);
		assert_int_equal(r.kind, RECUR_NONE);
		assert_true(w & RECUR_W_NONE);
		assert_string_equal(r.text, "");
		assert_int_equal(recur_next(&r, 17000), CIVIL_NONE);
	}
}

/* The fifth column of the sample roster against `extra` of expected.tsv. */
static void
describe(const struct recur *r, char *out, size_t size)
{
	static const char *const names[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	static const char *const nths[] = { "last", "", "1st", "2nd", "3rd" };
	char iso[16];

	out[0] = '\0';
	if (r->kind == RECUR_NTH_WEEKDAY)
		snprintf(out, size, "%s %s", nths[r->nth + 1],
		    names[r->weekday - 1]);
	else if (r->kind == RECUR_DATES)
		snprintf(out, size, "%s", civil_iso(r->days[0], iso));
	else if (r->kind != RECUR_NONE && r->day_n == 1)
		snprintf(out, size, "%sday=%d",
		    r->kind == RECUR_LUNAR_DAYS ? "lunar " : "",
		    (int)r->days[0]);
	else if (r->kind != RECUR_NONE)
		snprintf(out, size, "day=%d,%d", (int)r->days[0],
		    (int)r->days[1]);
}

static const char *
column(char *line, int n, char sep)
{
	for (; n > 0; n--) {
		line = strchr(line, sep);
		assert_non_null(line);
		*line++ = '\0';
	}
	line[strcspn(line, sep == ',' ? ",\r\n" : "\t\r\n")] = '\0';
	return line;
}

void
test_roster_phrases_give_the_expected_rules(void **state)
{
	FILE *csv =
	    fopen("tests/fixtures/rosters/08_lich_sinh_hoat_chi_doan.csv", "r");
	char line[1024];
	int rows = 0;

	(void)state;
	assert_non_null(csv);
	for (int no = 1; fgets(line, sizeof(line), csv); no++) {
		FILE *tsv = fopen("tests/fixtures/rosters/expected.tsv", "r");
		char want[1024], ref[64], got[160], hour[64];
		struct recur r;
		unsigned w;
		char *text;
		int minute;

		assert_non_null(tsv);
		snprintf(ref, sizeof(ref),
		    "08_lich_sinh_hoat_chi_doan.csv\tline=%d\taccept", no);
		while (fgets(want, sizeof(want), tsv))
			if (strncmp(want, ref, strlen(ref)) == 0)
				break;
		if (feof(tsv)) { /* the header; merged and refused rows */
			fclose(tsv);
			continue;
		}
		fclose(tsv);
		/* quoted cells do not occur in the columns up to the sixth */
		text =
		    strchr(strchr(strchr(strchr(line, ',') + 1, ',') + 1, ',') +
			       1,
			',') +
		    1;
		snprintf(hour, sizeof(hour), "%s", strchr(text, ',') + 1);
		hour[strcspn(hour, ",\r\n")] = '\0';
		text[strcspn(text, ",")] = '\0';
		recur_parse(text, 2018, &r, &w);
		describe(&r, got, 32);
		minute = recur_parse_time(hour);
		if (minute >= 0)
			snprintf(got + strlen(got), 16, " %02u:%02u",
			    (unsigned)minute / 60 % 24, (unsigned)minute % 60);
		assert_string_equal(got, column(want, 7, '\t'));
		rows++;
	}
	fclose(csv);
	assert_int_equal(rows, 14);
}

void
test_canonical_text_round_trips(void **state)
{
	static const struct phrase t[] = {
		{ "FREQ=MONTHLY;BYMONTHDAY=5", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "RRULE:FREQ=MONTHLY;BYMONTHDAY=20,5",
		    "FREQ=MONTHLY;BYMONTHDAY=5,20", RECUR_W_TWO },
		{ "freq=monthly; byday=2sa", "FREQ=MONTHLY;BYDAY=2SA", 0 },
		{ "FREQ=MONTHLY;BYDAY=SA;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=2SA",
		    0 },
		{ "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1SU",
		    "FREQ=MONTHLY;BYDAY=-1SU", 0 },
		{ "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
		    "FREQ=MONTHLY;BYMONTHDAY=-1", RECUR_W_CLAMP },
		/* as RFC 5545 has it: short months are skipped */
		{ "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=31",
		    0 },
		{ "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5",
		    "DTSTART=2018-01-01;FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5",
		    0 },
		{ "DTSTART=20180405;FREQ=WEEKLY;COUNT=3",
		    "DTSTART=20180405;FREQ=WEEKLY;COUNT=3", 0 },
		{ "LUNAR=15,1", "LUNAR=1,15", RECUR_W_TWO },
		{ "DAYS=5", "FREQ=MONTHLY;BYMONTHDAY=5", 0 },
		{ "DATES=2018-05-12,2018-04-10", "DATES=2018-04-10,2018-05-12",
		    RECUR_W_ONE_OFF },
	};

	(void)state;
	check(t, sizeof(t) / sizeof(*t));
}

void
test_hours_are_read(void **state)
{
	static const struct {
		const char *text;
		int minute;
	} t[] = { { "19h", 1140 }, { "19:00", 1140 }, { "19g30", 1170 },
		{ "18h30", 1110 }, { "7h tối", 1140 }, { "tối 7h30", 1170 },
		{ "7 giờ tối", 1140 }, { "19 giờ 30 phút", 1170 },
		{ "19H", 1140 }, { "7h", 420 }, { "7h sáng", 420 },
		{ "14h", 840 }, { "2h chiều", 840 }, { "1h trưa", 780 },
		{ "19h tối", 1140 }, { "19h-21h", 1140 }, { "lúc 19h", 1140 },
		{ "19:00:00", 1140 }, { "19", 1140 }, { "0:00", 0 },
		{ "１９ｈ", 1140 }, { "", -1 }, { "tối", -1 }, { "25h", -1 },
		{ "19h75", -1 }, { "abc", -1 }, { "1900", -1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		if (recur_parse_time(t[i].text) != t[i].minute)
			print_error("'%s'\n", t[i].text);
		assert_int_equal(recur_parse_time(t[i].text), t[i].minute);
	}
}

static struct recur
rule(const char *text)
{
	struct recur r;
	unsigned w;

	assert_int_equal(recur_parse(text, 2018, &r, &w), 0);
	return r;
}

/* Every day of some years: recur_next agrees with the list of the days that
 * are meant. */
static void
sweep(const struct recur *r, bool (*meant)(const struct recur *, int32_t))
{
	int32_t next = CIVIL_NONE;

	for (int32_t on = civil_day(2023, 12, 31); on > civil_day(2017, 1, 1);
	     on--) {
		if (meant(r, on))
			next = on;
		if (next != CIVIL_NONE)
			assert_int_equal(recur_next(r, on), next);
	}
}

static bool
is_month_day(const struct recur *r, int32_t on)
{
	int day = civil_date_of(on).day;
	bool last = civil_date_of(on + 1).day == 1;

	for (size_t i = 0; i < r->day_n; i++)
		if (r->days[i] == day || (last && r->days[i] > day))
			return true;
	return false;
}

void
test_month_days_agree_with_brute_force(void **state)
{
	char text[32];

	(void)state;
	for (int day = 1; day <= 31; day++) {
		struct recur r;

		snprintf(text, sizeof(text), "DAYS=%d", day);
		r = rule(text);
		sweep(&r, is_month_day);
		snprintf(text, sizeof(text), "DAYS=%d,%d", day, 32 - day);
		r = rule(text);
		sweep(&r, is_month_day);
	}
}

static bool
is_nth_weekday(const struct recur *r, int32_t on)
{
	int day = civil_date_of(on).day;

	if ((int)civil_weekday_of(on) != r->weekday)
		return false;
	if (r->nth < 0)
		return civil_date_of(on + 7).day <= 7;
	return (day + 6) / 7 == r->nth;
}

void
test_nth_weekdays_agree_with_brute_force(void **state)
{
	static const char names[] = "MOTUWETHFRSASU";
	char text[40];

	(void)state;
	for (int nth = -1; nth <= 5; nth++)
		for (int i = 0; nth && i < 7; i++) {
			struct recur r;

			snprintf(text, sizeof(text),
			    "FREQ=MONTHLY;BYDAY=%d%.2s", nth, names + 2 * i);
			r = rule(text);
			assert_int_equal(r.kind, RECUR_NTH_WEEKDAY);
			sweep(&r, is_nth_weekday);
		}
}

static bool
is_lunar_day(const struct recur *r, int32_t on)
{
	int day = lunar_of(on).day;
	bool last = lunar_of(on + 1).day == 1;

	for (size_t i = 0; i < r->day_n; i++)
		if (r->days[i] == day || (last && r->days[i] > day))
			return true;
	return false;
}

void
test_lunar_days_agree_with_brute_force(void **state)
{
	struct recur first = rule("LUNAR=1,15"), last = rule("30 âm");

	(void)state;
	sweep(&first, is_lunar_day);
	sweep(&last, is_lunar_day);
}

void
test_full_moons_of_the_plan(void **state)
{
	static const signed char ram[][2] = { { 30, 4 }, { 29, 5 }, { 28, 6 },
		{ 27, 7 }, { 25, 8 }, { 24, 9 }, { 23, 10 }, { 21, 11 },
		{ 21, 12 } };
	struct recur r = rule("rằm hàng tháng");
	int32_t on = civil_day(2018, 4, 1);

	(void)state;
	for (int i = 0; i < 9; i++, on++) {
		on = recur_next(&r, on);
		assert_int_equal(on, civil_day(2018, ram[i][1], ram[i][0]));
	}
}

void
test_single_dates_end(void **state)
{
	struct recur r = rule("12/5, 10/4");

	(void)state;
	assert_int_equal(recur_next(&r, civil_day(2018, 1, 1)),
	    civil_day(2018, 4, 10));
	assert_int_equal(recur_next(&r, civil_day(2018, 4, 10)),
	    civil_day(2018, 4, 10));
	assert_int_equal(recur_next(&r, civil_day(2018, 4, 11)),
	    civil_day(2018, 5, 12));
	assert_int_equal(recur_next(&r, civil_day(2018, 5, 13)), CIVIL_NONE);
	assert_int_equal(recur_next(&r, CIVIL_NONE), CIVIL_NONE);
	assert_int_equal(recur_next(&r, CIVIL_MAX), CIVIL_NONE);
}

void
test_other_rules_are_followed(void **state)
{
	static const struct {
		const char *text;
		const char *days[5];
	} t[] = {
		{ "FREQ=MONTHLY;BYMONTHDAY=31",
		    { "2018-01-31", "2018-03-31", "2018-05-31", "2018-07-31",
			"2018-08-31" } },
		{ "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5",
		    { "2018-01-05", "2018-03-05", "2018-05-05", "2018-07-05",
			"2018-09-05" } },
		{ "tối thứ 7 hàng tuần",
		    { "2018-01-06", "2018-01-13", "2018-01-20", "2018-01-27",
			"2018-02-03" } },
		{ "T7 tuần 1 và tuần 3",
		    { "2018-01-06", "2018-01-20", "2018-02-03", "2018-02-17",
			"2018-03-03" } },
		{ "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", { "" } },
		{ "FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20180301T000000Z",
		    { "2018-01-05", "2018-02-05", "" } },
		{ "DTSTART=20180405;FREQ=WEEKLY;COUNT=2",
		    { "2018-04-05", "2018-04-12", "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct recur r = rule(t[i].text);
		int32_t on = civil_day(2018, 1, 1);

		for (int j = 0; j < 5 && t[i].days[j]; j++, on++) {
			char iso[16];

			on = recur_next(&r, on);
			assert_string_equal(civil_iso(on, iso), t[i].days[j]);
			if (on == CIVIL_NONE)
				break;
		}
	}
}

static void
join(char *text, size_t size, const char *s)
{
	size_t n = strlen(text);

	snprintf(text + n, size - n, "%s", s);
}

/* Any words that make a rule: its text gives the same rule again, and the next
 * day never lies before the day asked for. */
void
test_whatever_is_read_round_trips(void **state)
{
	static const char *const words[] = { "ngày", "5", "20", "30", "thứ",
		"T", "7", "hai", "tuần", "đầu", "cuối", "tháng", "hàng", "mỗi",
		"CN", "mùng", "rằm", "âm", "và", ",", "10/4", "FREQ=MONTHLY",
		";", "BYDAY=2SA", "BYMONTHDAY=31", "INTERVAL=2",
		"LUNAR=", "DAYS=", "DATES=", "2018-04-10", "COUNT=3",
		"BYSETPOS=-1" };
	unsigned seed = 20180512;
	int read = 0;

	(void)state;
	for (int round = 0; round < 60000; round++) {
		char text[256] = "";
		struct recur r, again;
		unsigned w, n;

		seed = seed * 1103515245u + 12345u;
		n = 1 + (seed >> 16) % 5;
		while (n-- > 0) {
			seed = seed * 1103515245u + 12345u;
			join(text, sizeof(text),
			    words[(seed >> 16) %
				  (sizeof(words) / sizeof(*words))]);
			if (seed >> 31)
				join(text, sizeof(text), " ");
		}
		if (recur_parse(text, 2018, &r, &w) != 0)
			continue;
		read++;
		assert_int_equal(recur_parse(r.text, 1999, &again, &w), 0);
		assert_memory_equal(&again, &r, sizeof(r));
		assert_true(recur_next(&r, 17660) == CIVIL_NONE ||
			    recur_next(&r, 17660) >= 17660);
	}
	assert_true(read > 1000);
}
