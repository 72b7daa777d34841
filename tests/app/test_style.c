#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/style.h"

#include <string.h>

void test_style_is_small_own_and_made_for_paper_and_dark(void **state);

void
test_style_is_small_own_and_made_for_paper_and_dark(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	style_put(&b);
	const char *s = sbuf_text(&b);
	assert_in_range(b.len, 1, 8192);
	assert_null(strstr(s, "url(")); /* nothing is fetched */
	assert_null(strstr(s, "@import"));
	assert_non_null(strstr(s, "prefers-color-scheme:dark"));
	assert_non_null(strstr(s, "prefers-reduced-motion"));
	assert_non_null(strstr(s, "@page{size:A4"));
	assert_non_null(strstr(s, "max-width:640px"));
	assert_non_null(strstr(s, ":focus-visible"));
	int depth = 0;
	for (; *s; s++) {
		depth += (*s == '{') - (*s == '}');
		assert_true(depth >= 0 && depth <= 2);
	}
	assert_int_equal(depth, 0);
	sbuf_fini(&b);
}
