#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/value_list.h"

#include "core/policy.h"

#include <stdlib.h>
#include <string.h>

void test_items_come_trimmed_with_their_place(void **state);
void test_ladders(void **state);
void test_hours(void **state);
void test_levels(void **state);
void test_names_are_only_looked_at(void **state);

enum {
	MONTH_BEFORE = VALUE_LIST_MONTH | VALUE_LIST_BEFORE,
	MONTH_AFTER = VALUE_LIST_MONTH | VALUE_LIST_AFTER,
	EVENT_BEFORE = VALUE_LIST_EVENT | VALUE_LIST_BEFORE,
	EVENT_AFTER = VALUE_LIST_EVENT | VALUE_LIST_AFTER
};

static bool
parse(value_parse *f, const char *text, long min, long max, void *field,
    struct value_trouble *t)
{
	static const struct value_trouble none;
	const struct value_in in = { .text = text, .min = min, .max = max };
	*t = none;
	bool ok = f(&in, field, t);
	assert_int_equal(ok, t->message[0] == '\0');
	return ok;
}

void
test_items_come_trimmed_with_their_place(void **state)
{
	(void)state;
	char item[8];
	size_t pos = 0, at = 0;
	static const char text[] = " a b ,c,, 123456789";
	assert_true(value_list_next(text, &pos, item, sizeof item, &at));
	assert_string_equal(item, "a b");
	assert_int_equal(at, 1);
	assert_true(value_list_next(text, &pos, item, sizeof item, &at));
	assert_string_equal(item, "c");
	assert_int_equal(at, 6);
	assert_true(value_list_next(text, &pos, item, sizeof item, &at));
	assert_string_equal(item, "");
	assert_true(value_list_next(text, &pos, item, sizeof item, &at));
	assert_string_equal(item, "1234567");
	assert_false(value_list_next(text, &pos, item, sizeof item, &at));
}

void
test_ladders(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long kind, max;
		int n;	   /* −1 = refused */
		size_t at; /* where */
		const char *word;
	} rows[] = {
		{ "15 07:30, -7 07:30, -2 07:30", MONTH_BEFORE, 16, 3, 0, "" },
		{ "", MONTH_BEFORE, 16, 0, 0, "" },
		{ "+1 07:30,+4 00:00", MONTH_AFTER, 16, 2, 0, "" },
		{ "-1d 07:30, -3h", EVENT_BEFORE, 16, 2, 0, "" },
		{ "+14h", EVENT_AFTER, 16, 1, 0, "" },
		{ "31 07:30", MONTH_BEFORE, 1, -1, 0, "day 31 does not exist" },
		{ "29 07:30", MONTH_BEFORE, 1, -1, 0, "day 29 does not exist" },
		{ "32 07:30", MONTH_BEFORE, 1, -1, 0, "there is no day 32" },
		{ "0 07:30", MONTH_BEFORE, 1, -1, 0, "there is no day 0" },
		{ "15", MONTH_BEFORE, 1, -1, 0, "no time of day" },
		{ "15 25:00", MONTH_BEFORE, 1, -1, 3, "not a time of day" },
		{ "1 07:30, 15 7h30", MONTH_BEFORE, 9, -1, 12,
		    "not a time of day" },
		{ "07:30", MONTH_BEFORE, 1, -1, 0, "no time point" },
		{ "x", MONTH_BEFORE, 1, -1, 0, "no time point" },
		{ "-1d 07:30", MONTH_BEFORE, 1, -1, 0, "from an event" },
		{ "-28 07:30", MONTH_BEFORE, 1, -1, 0, "outside a short" },
		{ "01 07:30, 02 07:30", MONTH_BEFORE, 1, -1, 10,
		    "at most 1 time point" },
		{ "-7 07:30, -7 13:30", MONTH_BEFORE, 9, -1, 10,
		    "stands twice" },
		{ "1 07:30,, 2 07:30", MONTH_BEFORE, 9, -1, 8, "empty" },
		{ "+1 07:30", MONTH_BEFORE, 9, -1, 0, "after the deadline" },
		{ "15 07:30", MONTH_AFTER, 9, -1, 0, "before the deadline" },
		{ "+14h", EVENT_BEFORE, 9, -1, 0, "after the deadline" },
		{ "-1d 07:30", EVENT_AFTER, 9, -1, 0, "before the deadline" },
		{ "1d 07:30", EVENT_BEFORE, 9, -1, 0, "before (-) or after" },
		{ "-1d", EVENT_BEFORE, 9, -1, 0, "no time of day" },
		{ "-1d 7.30", EVENT_BEFORE, 9, -1, 4, "not a time of day" },
		{ "-1 07:30", EVENT_BEFORE, 9, -1, 0, "month's end" },
		{ "soon", EVENT_AFTER, 9, -1, 0, "no time point" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t;
		struct policy_ladder l = { .n = 7 };
		bool ok = parse(value_list_ladder, rows[i].text, rows[i].kind,
		    rows[i].max, &l, &t);
		if (ok != (rows[i].n >= 0) || !strstr(t.message, rows[i].word))
			print_error("%s: %s\n", rows[i].text, t.message);
		assert_int_equal(ok, rows[i].n >= 0);
		assert_int_equal(l.n, ok ? rows[i].n : 7);
		assert_int_equal(t.at, rows[i].at);
		assert_non_null(strstr(t.message, rows[i].word));
	}
}

void
test_hours(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n; /* 0 = refused */
		size_t at;
		const char *word;
	} rows[] = {
		{ "07:00-11:30, 13:30-21:00", 2, 0, "" },
		{ "0:00-24:00", 1, 0, "" },
		{ "7:00 - 8:00", 1, 0, "" },
		{ "07:00-08:00,08:00-09:00", 2, 0, "" },
		{ "", 0, 0, "nothing could ever be sent" },
		{ "07:00-07:00", 0, 0, "empty" },
		{ "21:00-06:00", 0, 0, "ends before it begins" },
		{ "07:00-12:00, 11:00-13:00", 0, 13, "overlaps" },
		{ "13:00-14:00, 07:00-08:00", 0, 13, "behind a later" },
		{ "07:00", 0, 0, "not a window" },
		{ "07:00-24:01", 0, 0, "not a window" },
		{ "07:60-08:00", 0, 0, "not a window" },
		{ "7-8", 0, 0, "not a window" },
		{ "07:00-08:00 x", 0, 0, "not a window" },
		{ "07:00-08:00,", 0, 12, "empty" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t;
		struct policy p = { .hour_n = 0 };
		bool ok = parse(value_list_hours, rows[i].text, 0, 0, &p, &t);
		if (ok != (rows[i].n > 0))
			print_error("%s: %s\n", rows[i].text, t.message);
		assert_int_equal(ok, rows[i].n > 0);
		assert_int_equal(p.hour_n, rows[i].n);
		assert_int_equal(t.at, rows[i].at);
		assert_non_null(strstr(t.message, rows[i].word));
	}
	struct value_trouble t;
	struct policy p = { .hour_n = 0 };
	assert_true(parse(value_list_hours, "07:05-24:00", 0, 0, &p, &t));
	assert_int_equal(p.hours[0].from, 425);
	assert_int_equal(p.hours[0].to, 1440);
}

void
test_levels(void **state)
{
	(void)state;
	struct value_trouble t;
	struct policy *p = policy_new();
	assert_true(
	    parse(value_list_levels, "huyen, xa,chi_doan", 0, 0, p, &t));
	assert_int_equal(p->level_n, 3);
	assert_string_equal(p->levels[1], "xa");
	assert_null(p->levels[3]);
	static const char *const bad[] = { "", "xa", "xa, xa", "xa, chi đoàn",
		"xa, Chi_doan", "xa,,b", "a,b,c,d,e,f,g,h,i" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(parse(value_list_levels, bad[i], 0, 0, p, &t));
	assert_int_equal(p->level_n, 3);
	policy_free(p);
}

void
test_names_are_only_looked_at(void **state)
{
	(void)state;
	struct value_trouble t;
	assert_true(parse(value_list_names, "zalo, sms", 0, 0, NULL, &t));
	assert_true(parse(value_list_names, "", 0, 0, NULL, &t));
	assert_false(parse(value_list_names, "zalo,", 0, 0, NULL, &t));
	assert_int_equal(t.at, 5);
}
