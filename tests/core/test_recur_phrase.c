#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/recur_phrase.h"

void test_parts_of_a_phrase(void **state);
void test_hours_have_a_length(void **state);
void test_random_words_do_no_harm(void **state);

void
test_parts_of_a_phrase(void **state)
{
	struct recur_phrase p;

	(void)state;
	assert_int_equal(recur_phrase_read("mung 1 va ram", &p), 0);
	assert_true(p.mung && p.lunar && !p.joint);
	assert_int_equal(p.day_n, 2);
	assert_int_equal(p.day[0], 1);
	assert_int_equal(p.day[1], 15);

	assert_int_equal(recur_phrase_read("hop ghep, t7 tuan 2 va 4", &p), 0);
	assert_true(p.joint);
	assert_int_equal(p.weekday_n, 1);
	assert_int_equal(p.weekday[0], 6);
	assert_int_equal(p.nth_n, 2);
	assert_int_equal(p.nth[1], 4);

	assert_int_equal(recur_phrase_read("ngay 10/4/2018", &p), 0);
	assert_int_equal(p.date_n, 1);
	assert_int_equal(p.date[0].year, 2018);
	assert_int_equal(p.date[0].month, 4);
	assert_int_equal(p.date[0].day, 10);

	assert_int_equal(recur_phrase_read("ngay cuoi thang", &p), 0);
	assert_true(p.last_day);
	assert_int_equal(recur_phrase_read("theo lich cua xa doan", &p), 0);
	assert_true(p.none);
	assert_int_equal(recur_phrase_read("ngay 5 tru thang 7", &p), -1);
}

void
test_hours_have_a_length(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		int minute;
	} t[] = { { "19h", 3, 1140 }, { "19h30 x", 5, 1170 },
		{ "7 gio 30 phut", 13, 450 }, { "19:00", 5, 1140 },
		{ "19h30p", 6, 1170 }, { "24h", 3, 1440 }, { "25h", 3, -1 },
		{ "19", 0, 0 }, { "19:", 0, 0 }, { "5 h.thang", 0, 0 },
		{ "5 hang", 0, 0 }, { "123h", 0, 0 }, { "", 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int minute = 0;

		assert_int_equal(recur_phrase_hour(t[i].text, &minute),
		    t[i].length);
		if (t[i].length)
			assert_int_equal(minute, t[i].minute);
	}
}

/* Words in any order: whatever comes out is inside its bounds. */
void
test_random_words_do_no_harm(void **state)
{
	static const char *const words[] = { "ngay", "5", "20", "31", "thu",
		"t", "7", "hai", "muoi", "lam", "tuan", "dau", "cuoi", "cung",
		"thang", "hang", "moi", "cn", "chu", "nhat", "mung", "ram",
		"am", "al", "a", "l", "va", ",", "-", "/", "10/4", "10/4/2018",
		"2018-04-10", "19h", "ghep", "voi", "nam", "2018", "lan",
		"gieng", "chap", ".", "(", ")", "duong", "99999" };
	unsigned seed = 20180512;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		struct recur_phrase p;
		char text[256] = "";
		size_t len = 0;
		unsigned n;

		seed = seed * 1103515245u + 12345u;
		n = 1 + (seed >> 16) % 9;
		while (n-- > 0) {
			const char *w;

			seed = seed * 1103515245u + 12345u;
			w = words[(seed >> 16) %
				  (sizeof(words) / sizeof(*words))];
			memcpy(text + len, w, strlen(w));
			len += strlen(w);
			if (seed >> 30)
				text[len++] = ' ';
		}
		text[len] = '\0';
		if (recur_phrase_read(text, &p) != 0)
			continue;
		assert_true(p.none || p.day_n || p.date_n || p.weekday_n);
		for (size_t i = 0; i < p.day_n; i++)
			assert_in_range(p.day[i], 1, 31);
		for (size_t i = 0; i < p.weekday_n; i++)
			assert_in_range(p.weekday[i], 1, 7);
		for (size_t i = 0; i < p.nth_n; i++)
			assert_true(
			    p.nth[i] == -1 || (p.nth[i] >= 1 && p.nth[i] <= 5));
		assert_false(p.lunar && p.solar);
	}
}
