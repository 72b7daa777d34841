#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/text.h"

#include <string.h>

void test_invalid_bytes_are_found_where_they_are(void **state);
void test_look_alikes_are_named(void **state);
void test_vietnamese_is_not_odd(void **state);

void
test_invalid_bytes_are_found_where_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t at;
	} rows[] = { { "", 0 }, { "Đồng Phú 😀", 17 }, { "a\xff", 1 },
		{ "\xc3", 0 }, { "ab\xc0\xaf", 2 }, { "\xed\xa0\x80", 0 },
		{ "\xf4\x90\x80\x80", 0 }, { "\xe1\xbb", 0 }, { "x\x80", 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(text_invalid_utf8(rows[i].text), rows[i].at);
}

void
test_look_alikes_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "open\xc2\xa0x", 4, "a no-break space (U+00A0)" },
		{ "“x", 0, "a curly quote (U+201C)" },
		{ "a–b", 1, "a typographic dash (U+2013)" },
		{ "ab：", 2, "a full-width character (U+FF1A)" },
		{ "a\xe2\x80\x8b", 1, "an invisible character (U+200B)" },
		{ "\xe3\x80\x80", 0, "a full-width blank (U+3000)" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buf[160] = "";
		size_t n = strlen(rows[i].text);
		assert_int_equal(text_odd(rows[i].text, n, buf, sizeof buf),
		    rows[i].at);
		assert_int_equal(
		    strncmp(buf, rows[i].what, strlen(rows[i].what)), 0);
	}
}

void
test_vietnamese_is_not_odd(void **state)
{
	(void)state;
	char buf[160];
	static const char text[] = "Kế hoạch củng cố, Đồng Phú: 15 07:30 -7";
	assert_int_equal(text_odd(text, strlen(text), buf, sizeof buf),
	    strlen(text));
	/* Only the first n bytes are looked at. */
	assert_int_equal(text_odd("ab“", 2, buf, sizeof buf), 2);
}
