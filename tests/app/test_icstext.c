#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/icstext.h"
#include "core/civil.h"

#include <stdio.h>
#include <string.h>

void test_lines_fold_at_75_octets_between_characters(void **state);
void test_text_is_escaped_and_stays_text(void **state);
void test_days_and_times(void **state);

/* Every length around the fold, of characters of one to four octets. */
void
test_lines_fold_at_75_octets_between_characters(void **state)
{
	(void)state;
	static const char *const characters[] = { "a", "đ", "ậ",
		"\xf0\x9f\x93\x85" };
	for (size_t c = 0; c < 4; c++) {
		for (int n = 0; n < 240; n++) {
			struct sbuf b = { 0 }, value = { 0 }, back = { 0 };
			for (int i = 0; i < n; i++)
				sbuf_add(&value, characters[c]);
			icstext_text(&b, "X:", sbuf_text(&value));
			const char *s = sbuf_text(&b);
			while (*s) {
				const char *end = strstr(s, "\r\n");
				assert_non_null(end);
				assert_true(end - s <= 75);
				size_t skip = s != sbuf_text(&b) ? 1 : 0;
				if (skip) {
					assert_int_equal(*s, ' ');
					assert_true(end - s > 1);
				}
				assert_int_not_equal(
				    (unsigned char)s[skip] & 0xc0, 0x80);
				sbuf_add_n(&back, s + skip,
				    (size_t)(end - s) - skip);
				s = end + 2;
			}
			assert_string_equal(sbuf_text(&back) + 2,
			    sbuf_text(&value));
			sbuf_fini(&b);
			sbuf_fini(&value);
			sbuf_fini(&back);
		}
	}
}

void
test_text_is_escaped_and_stays_text(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	icstext_text(&b, "X:", "a,b;c\\d\ne\r\x07\x7f:\"f");
	assert_string_equal(sbuf_text(&b), "X:a\\,b\\;c\\\\d\\ne:\"f\r\n");
	sbuf_clear(&b);
	icstext_text(&b, "X:", "x\xff\xc3y\r\nEND:VCALENDAR");
	assert_null(strstr(sbuf_text(&b), "\xff"));
	assert_null(strstr(sbuf_text(&b), "\nEND"));
	sbuf_fini(&b);
}

void
test_days_and_times(void **state)
{
	(void)state;
	char buf[24];
	int32_t on = civil_day(2018, 5, 2);
	assert_string_equal(icstext_day(on, buf), "20180502");
	assert_string_equal(icstext_local(on, 19 * 60 + 5, buf),
	    "20180502T190500");
	assert_string_equal(icstext_utc(civil_at(on, 30, 7 * 3600) + 7, buf),
	    "20180501T173007Z");
}
