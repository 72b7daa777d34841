#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/html.h"

#include <string.h>

void test_arguments_are_escaped_and_formats_are_not(void **state);
void test_bytes_that_are_no_text_are_replaced(void **state);
void test_values_of_a_query_are_safe_in_an_attribute(void **state);
void test_navigation_is_for_those_inside(void **state);
void test_refused_configuration_is_told_to_those_inside(void **state);

void
test_arguments_are_escaped_and_formats_are_not(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	const char *volatile nothing = NULL;
	html_put(&b, "<b a=\"%s\">%d %ld %zu 5%%</b>%s", "\"<x>&'", -3,
	    1234567L, (size_t)7, nothing);
	assert_string_equal(sbuf_text(&b),
	    "<b a=\"&quot;&lt;x&gt;&amp;&#39;\">-3 1234567 7 5%</b>");
	sbuf_clear(&b);
	html_put(&b, "%s", "%s%n <%d>"); /* a value is no format */
	assert_string_equal(sbuf_text(&b), "%s%n &lt;%d&gt;");
	sbuf_fini(&b);
}

void
test_bytes_that_are_no_text_are_replaced(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	html_put(&b, "%s", "a\xff<\x01\x1b[1m\n\tế");
	assert_string_equal(sbuf_text(&b),
	    "a\xef\xbf\xbd&lt;\xef\xbf\xbd\xef\xbf\xbd[1m\n\tế");
	sbuf_fini(&b);
}

void
test_values_of_a_query_are_safe_in_an_attribute(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	html_put_url(&b, "A\"&<b>=ă'");
	assert_string_equal(sbuf_text(&b), "A%22%26%3Cb%3E%3D%C4%83%27");
	sbuf_fini(&b);
}

void
test_navigation_is_for_those_inside(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	struct html_frame f = { .office = "Huyện <đoàn>", .csrf = "" };
	html_note(&b, &f, "Tiêu đề", "Lời & nhắn");
	assert_non_null(strstr(sbuf_text(&b), "<html lang=\"vi\">"));
	assert_non_null(strstr(sbuf_text(&b), "<h1>Tiêu đề</h1>"));
	assert_non_null(strstr(sbuf_text(&b), "Lời &amp; nhắn"));
	assert_non_null(strstr(sbuf_text(&b), "Huyện &lt;đoàn&gt;"));
	assert_null(strstr(sbuf_text(&b), "<nav"));
	sbuf_clear(&b);
	f.inside = true;
	html_begin(&b, &f, "x", HTML_QUEUE);
	assert_non_null(
	    strstr(sbuf_text(&b), "<a href=\"/queue\" aria-current=\"page\">"));
	assert_null(strstr(sbuf_text(&b), "/phones"));
	sbuf_clear(&b);
	f.phones = true;
	html_begin(&b, &f, "x", HTML_QUEUE);
	assert_non_null(strstr(sbuf_text(&b), "/phones"));
	sbuf_fini(&b);
}

void
test_refused_configuration_is_told_to_those_inside(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	struct html_frame f = { .office = "x",
		.csrf = "",
		.refused = "a.conf:1:2: <junk>" };
	html_begin(&b, &f, "x", HTML_MONTH);
	assert_null(strstr(sbuf_text(&b), "a.conf"));
	sbuf_clear(&b);
	f.inside = true;
	html_begin(&b, &f, "x", HTML_MONTH);
	assert_non_null(strstr(sbuf_text(&b), "role=\"alert\""));
	assert_non_null(strstr(sbuf_text(&b), "a.conf:1:2: &lt;junk&gt;"));
	sbuf_clear(&b);
	f.refused = NULL;
	html_begin(&b, &f, "x", HTML_MONTH);
	assert_null(strstr(sbuf_text(&b), "role=\"alert\""));
	sbuf_fini(&b);
}
