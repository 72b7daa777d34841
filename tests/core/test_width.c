#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/width.h"

#include <string.h>

void test_columns_are_what_a_terminal_shows(void **state);
void test_a_character_is_one_or_more_bytes(void **state);

void
test_columns_are_what_a_terminal_shows(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t columns;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Huyện đoàn", 10 },
		{ "e\xcc\x82\xcc\xa3", 1 }, /* ê and a dot below, decomposed */
		{ "会議", 4 },		    /* wide */
		{ "＝", 2 },		    /* full-width */
		{ "a\xe2\x80\x8b"
		  "b",
		    2 }, /* zero-width space */
		{ "a\xc2\xa0"
		  "b",
		    3 },	   /* no-break space */
		{ "a\x1b[2J", 5 }, /* shown as '?' */
		{ "a\xff"
		  "b",
		    3 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *s = rows[i].text;
		assert_int_equal(width_columns(s, strlen(s)), rows[i].columns);
		assert_int_equal(width_columns(s, 1000), rows[i].columns);
	}
	assert_int_equal(width_columns("abc", 2), 2);
}

void
test_a_character_is_one_or_more_bytes(void **state)
{
	(void)state;
	assert_int_equal(width_character(""), 0);
	assert_int_equal(width_character("a"), 1);
	assert_int_equal(width_character("đ"), 2);
	assert_int_equal(width_character("\xff"), 1);
	assert_int_equal(width_character("\xf0\x9f\x98\x80x"), 4);
}
