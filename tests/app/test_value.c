#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/value.h"

#include "core/policy.h"

#include <string.h>

void test_numbers_and_units(void **state);
void test_what_is_no_number_leaves_the_field(void **state);
void test_later_version_is_refused_in_words(void **state);
void test_months(void **state);
void test_words_have_exactly_two_sides(void **state);
void test_addresses(void **state);
void test_texts_are_kept_whole(void **state);
void test_characters_that_no_value_has(void **state);
void test_unclosed_quote_is_named(void **state);
void test_zone_that_moves_its_clocks_is_a_warning(void **state);

struct row {
	value_parse *parse;
	const char *text;
	int want;
};

static bool
parse(value_parse *f, const char *text, long min, long max, void *field,
    struct value_trouble *t)
{
	static const struct value_trouble none;
	const struct value_in in = { .text = text,
		.min = min,
		.max = max,
		.dir = "/etc/nhacviec" };
	*t = none;
	bool ok = f(&in, field, t);
	assert_int_equal(ok, t->message[0] == '\0');
	return ok;
}

void
test_numbers_and_units(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ value_int, "0", 0 },
		{ value_int, "60000", 60000 },
		{ value_int, "007", 7 },
		{ value_required, "all", -1 },
		{ value_required, "3", 3 },
		{ value_rate, "5/s", 300 },
		{ value_rate, "100/min", 100 },
		{ value_rate, "1000/h", 16 },
		{ value_duration, "24h", 86400 },
		{ value_duration, "1m", 60 },
		{ value_duration, "90m", 5400 },
		{ value_answers, "3/h", 3 },
		{ value_version, "1", 1 },
		{ value_zone, "Asia/Ho_Chi_Minh", 25200 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t;
		int n = -7;
		assert_true(
		    parse(rows[i].parse, rows[i].text, 0, 90000, &n, &t));
		assert_int_equal(n, rows[i].want);
	}
}

void
test_what_is_no_number_leaves_the_field(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ value_int, "", 0 },
		{ value_int, "-1", 0 },
		{ value_int, "x", 0 },
		{ value_int, "5 ", 0 },
		{ value_int, "90001", 0 },
		{ value_int, "99999999999999", 0 },
		{ value_int, "0x1", 0 },
		{ value_int, "1.5", 0 },
		{ value_required, "All", 0 },
		{ value_required, "", 0 },
		{ value_rate, "5", 0 },
		{ value_rate, "5/d", 0 },
		{ value_rate, "/s", 0 },
		{ value_rate, "2000/s", 0 },
		{ value_duration, "24", 0 },
		{ value_duration, "h", 0 },
		{ value_duration, "24hh", 0 },
		{ value_duration, "2d", 0 },
		{ value_duration, "999999999d", 0 },
		{ value_answers, "3/s", 0 },
		{ value_answers, "3", 0 },
		{ value_version, "", 0 },
		{ value_zone, "Hanoi", 0 },
		{ value_zone, "", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t;
		int n = -7;
		assert_false(
		    parse(rows[i].parse, rows[i].text, 0, 90000, &n, &t));
		assert_int_equal(n, -7);
	}
}

void
test_later_version_is_refused_in_words(void **state)
{
	(void)state;
	struct value_trouble t;
	assert_false(parse(value_version, "2", 1, 1, NULL, &t));
	assert_non_null(strstr(t.message, "later nhacviec"));
	assert_true(parse(value_version, "1", 1, 1, NULL, &t));
}

void
test_months(void **state)
{
	(void)state;
	struct value_trouble t;
	int32_t month = 0;
	assert_true(parse(value_month, "2018-04", 0, 0, &month, &t));
	assert_int_equal(month, 2018 * 12 + 3);
	assert_false(parse(value_month, "2018-4", 0, 0, &month, &t));
	assert_false(parse(value_month, "04/2018", 0, 0, &month, &t));
}

void
test_words_have_exactly_two_sides(void **state)
{
	(void)state;
	static const struct {
		value_parse *parse;
		const char *no, *yes;
	} rows[] = { { value_bool, "no", "yes" },
		{ value_per, "person", "unit" },
		{ value_doubt, "hold", "resend-once" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t;
		bool b = false;
		assert_true(parse(rows[i].parse, rows[i].yes, 0, 0, &b, &t));
		assert_true(b);
		assert_true(parse(rows[i].parse, rows[i].no, 0, 0, &b, &t));
		assert_false(b);
		assert_false(parse(rows[i].parse, "true", 0, 0, &b, &t));
		assert_non_null(strstr(t.hint, rows[i].yes));
		assert_false(parse(rows[i].parse, "", 0, 0, &b, &t));
	}
	struct value_trouble t;
	enum sms_accents a = SMS_ACCENTS_STRIP;
	assert_true(parse(value_accents, "auto", 0, 0, &a, &t));
	assert_int_equal(a, SMS_ACCENTS_AUTO);
	assert_true(parse(value_accents, "keep", 0, 0, &a, &t));
	assert_int_equal(a, SMS_ACCENTS_KEEP);
	assert_false(parse(value_accents, "none", 0, 0, &a, &t));
	assert_string_equal(t.hint, "write keep, strip or auto");
}

void
test_addresses(void **state)
{
	(void)state;
	static const struct {
		value_parse *parse;
		const char *text, *want; /* NULL = refused */
		size_t at;
	} rows[] = {
		{ value_listen, "127.0.0.1:8642", "127.0.0.1:8642", 0 },
		{ value_listen, "[::1]:80", "[::1]:80", 0 },
		{ value_listen, "0.0.0.0:65535", "0.0.0.0:65535", 0 },
		{ value_listen, "8642", NULL, 0 },
		{ value_listen, "localhost:80", NULL, 0 },
		{ value_listen, "::1:80", NULL, 0 },
		{ value_listen, "127.0.0.1:", NULL, 10 },
		{ value_listen, "127.0.0.1:65536", NULL, 10 },
		{ value_listen, "127.0.0.1:80x", NULL, 10 },
		{ value_listen, "", NULL, 0 },
		{ value_url, "http://a/b?c=d", "http://a/b?c=d", 0 },
		{ value_url, "https://a", "https://a", 0 },
		{ value_url, "ftp://a", NULL, 0 },
		{ value_url, "http://", NULL, 7 },
		{ value_url, "http://:80/", NULL, 7 },
		{ value_url, "http://u:p@a/", NULL, 7 },
		{ value_url, "http://a/?to=x@y", "http://a/?to=x@y", 0 },
		{ value_url, "http://a b", NULL, 8 },
		{ value_url, "", NULL, 0 },
		{ value_base_url, "https://a/b//", "https://a/b", 0 },
		{ value_path, "/x/y", "/x/y", 0 },
		{ value_path, "y.db", "/etc/nhacviec/y.db", 0 },
		{ value_path, "", NULL, 0 },
		{ value_word, "BAO-2_x", "BAO-2_x", 0 },
		{ value_word, "Bảo", NULL, 1 },
		{ value_word, "", NULL, 0 },
		{ value_line, "a b c", "a b c", 0 },
		{ value_line, "", NULL, 0 },
	};
	struct mem_arena arena = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t = { 0 };
		const struct value_in in = { .text = rows[i].text,
			.dir = "/etc/nhacviec",
			.arena = &arena };
		char *s = NULL;
		bool ok = rows[i].parse(&in, &s, &t);
		if (ok != (rows[i].want != NULL))
			print_error("%s\n", rows[i].text);
		assert_int_equal(ok, rows[i].want != NULL);
		if (ok)
			assert_string_equal(s, rows[i].want);
		else
			assert_int_equal(t.at, rows[i].at);
	}
	mem_arena_fini(&arena);
}

void
test_texts_are_kept_whole(void **state)
{
	(void)state;
	struct value_trouble t;
	char *s = NULL;
	assert_true(parse(value_text, "Huyện đoàn", 0, 20, &s, &t));
	assert_string_equal(s, "Huyện đoàn");
	assert_false(parse(value_text, "", 0, 20, &s, &t));
	assert_false(parse(value_text, "123456789012345678901", 0, 20, &s, &t));
	assert_int_equal(t.at, 20);
	assert_string_equal(s, "Huyện đoàn");
	policy_set(&s, NULL);
}

void
test_characters_that_no_value_has(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int typed_at, free_at; /* −1 = in order */
	} rows[] = {
		{ "01 07:30", -1, -1 },
		{ "no ; comment", 3, 3 },
		{ "no # comment", 3, 3 },
		{ "no\t;x", 3, 3 },
		{ "; x", 0, 0 },
		{ "a;b#c", -1, -1 },
		{ "\"x\"", 0, 0 },
		{ "\"x", 0, 0 },
		{ "'x'", 0, 0 },
		{ "“x”", 0, 0 },
		{ "Kế hoạch “A”", 13, -1 },
		{ "a – b", 2, -1 },
		{ "\xc2\xa0x", 0, 0 },
		{ "Kế hoạch\xc2\xa0", 12, 12 }, /* a blank nobody sees */
		{ "x\xe2\x80\x8b", 1, 1 },
		{ "07\xef\xbc\x9a"
		  "30",
		    2, -1 },
		{ "", -1, -1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (int free_text = 0; free_text < 2; free_text++) {
			struct value_trouble t = { 0 };
			int at = free_text ? rows[i].free_at : rows[i].typed_at;
			bool ok = value_characters(rows[i].text, free_text, &t);
			if (ok != (at < 0))
				print_error("%s\n", rows[i].text);
			assert_int_equal(ok, at < 0);
			if (!ok)
				assert_int_equal(t.at, at);
		}
	}
}

void
test_unclosed_quote_is_named(void **state)
{
	(void)state;
	struct value_trouble t = { 0 };
	assert_false(value_characters("\"Huyen doan", true, &t));
	assert_string_equal(t.message, "the quote is not closed");
}

void
test_zone_that_moves_its_clocks_is_a_warning(void **state)
{
	(void)state;
	struct value_trouble t = { 0 };
	const struct value_in in = { .text = "Europe/Berlin" };
	int offset = 0;
	assert_true(value_zone(&in, &offset, &t));
	assert_int_equal(offset, 3600);
	assert_non_null(strstr(t.message, "changes its clocks"));
}
