#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_style_is_small_own_and_made_for_paper_and_dark(void **state);
void test_every_text_colour_is_readable_on_its_ground(void **state);

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

/* WCAG 2.1, relative luminance of one channel. */
static double
channel(long v)
{
	double c = (double)v / 255;
	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* The luminance of the variable in the theme that begins at css. */
static double
luminance(const char *css, const char *name)
{
	char key[32];
	snprintf(key, sizeof key, "--%s:#", name);
	const char *s = strstr(css, key);
	assert_non_null(s);
	s += strlen(key);
	size_t n = strspn(s, "0123456789abcdef");
	assert_true(n == 3 || n == 6);
	long rgb = strtol(s, NULL, 16);
	if (n == 3)
		rgb = ((rgb & 0xf00) * 0x1100) | ((rgb & 0x0f0) * 0x110) |
		      ((rgb & 0x00f) * 0x11);
	return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 255) +
	       0.0722 * channel(rgb & 255);
}

void
test_every_text_colour_is_readable_on_its_ground(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "ink", "bg" },
		{ "ink", "tint" }, { "ink", "mine" }, { "soft", "bg" },
		{ "soft", "tint" }, { "soft", "mine" }, { "link", "bg" },
		{ "done", "bg" }, { "plan", "bg" }, { "late", "bg" } };
	struct sbuf b = { 0 };
	style_put(&b);
	const char *themes[] = { sbuf_text(&b),
		strstr(sbuf_text(&b), "prefers-color-scheme:dark"),
		strstr(sbuf_text(&b), "@media print") };
	for (size_t t = 0; t < sizeof themes / sizeof *themes; t++) {
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
			double x = luminance(themes[t], pairs[i][0]);
			double y = luminance(themes[t], pairs[i][1]);
			double ratio = x > y ? (x + 0.05) / (y + 0.05)
					     : (y + 0.05) / (x + 0.05);
			if (ratio < 4.5) {
				print_error("theme %zu: %s on %s is %.2f\n", t,
				    pairs[i][0], pairs[i][1], ratio);
				fail();
			}
		}
	}
	sbuf_fini(&b);
}
