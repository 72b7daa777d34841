/* Holes and what fills them: their ways, their places, their mistakes.  That
 * any text stays in its place is proven in test_http. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gw/template.h"

#include <string.h>

void test_holes_are_filled(void **state);
void test_other_braces_stay(void **state);
void test_each_place_has_its_escape(void **state);
void test_a_hole_must_stand_where_it_is_kept_in(void **state);
void test_unknown_holes_are_mistakes(void **state);
void test_names_are_found(void **state);

/* {v} is the argument, {v:twice} two of it, {n} a number. */
static bool
value(const void *arg, const char *name, const char *how, struct sbuf *out)
{
	if (strcmp(name, "n") == 0 && !*how) {
		sbuf_add(out, "17");
		return true;
	}
	if (strcmp(name, "v") != 0 || (*how && strcmp(how, "twice") != 0))
		return false;
	sbuf_add(out, arg);
	if (*how)
		sbuf_add(out, arg);
	return true;
}

static void
gives(enum template_place place, const char *text, const char *arg,
    const char *wanted)
{
	struct sbuf out = { 0 };
	struct err err = { 0 };
	int rc = template_fill(text, place, value, arg, &out, &err);
	assert_string_equal(err.text, "");
	assert_int_equal(rc, 0);
	assert_string_equal(sbuf_text(&out), wanted);
	sbuf_fini(&out);
}

static void
refuses(enum template_place place, const char *text, const char *words)
{
	struct sbuf out = { 0 };
	struct err err = { 0 };
	assert_int_equal(template_fill(text, place, value, "x", &out, &err),
	    -1);
	assert_non_null(strstr(err.text, words));
	sbuf_fini(&out);
}

void
test_holes_are_filled(void **state)
{
	(void)state;
	gives(TEMPLATE_PLAIN, "", "x", "");
	gives(TEMPLATE_PLAIN, "a{v}b{v:twice}{n}", "x", "axbxx17");
	gives(TEMPLATE_PLAIN, "{v:base64}", "a?>", "YT8+");
	gives(TEMPLATE_PLAIN, "{v:twice:base64}", "a", "YWE=");
	gives(TEMPLATE_PLAIN, "{v:percent}", "%d%%", "%%d%%%%");
	/* What comes out of a hole is no template. */
	gives(TEMPLATE_PLAIN, "{v}", "{n}", "{n}");
}

void
test_other_braces_stay(void **state)
{
	(void)state;
	gives(TEMPLATE_JSON, "{\"a\":{\"b\":\"{v}\"},\"c\":[{}]}", "x",
	    "{\"a\":{\"b\":\"x\"},\"c\":[{}]}");
	gives(TEMPLATE_PLAIN, "{ v} {V} {1} } {", "x", "{ v} {V} {1} } {");
}

void
test_each_place_has_its_escape(void **state)
{
	(void)state;
	gives(TEMPLATE_URL, "?a={v}", "a&b=c d%+/đ",
	    "?a=a%26b%3Dc%20d%25%2B%2F%C4%91");
	gives(TEMPLATE_URL, "?a={v:base64}", "a?>", "?a=YT8%2B");
	gives(TEMPLATE_JSON, "\"{v}\"", "\"\\\n\x01",
	    "\"\\\"\\\\\\u000a\\u0001\"");
	gives(TEMPLATE_XML, "<a b='{v}'>{v}</a>", "<&'\">\x01\n",
	    "<a b='&lt;&amp;&#39;&quot;&gt;&#10;'>"
	    "&lt;&amp;&#39;&quot;&gt;&#10;</a>");
	gives(TEMPLATE_HEADER, "Bearer {v}", "a\r\nX: b", "Bearer a  X: b");
	gives(TEMPLATE_PLAIN, "{v}", "<&\"\n", "<&\"\n");
}

void
test_a_hole_must_stand_where_it_is_kept_in(void **state)
{
	(void)state;
	gives(TEMPLATE_JSON, "{\"a\":{n}}", "x", "{\"a\":17}");
	gives(TEMPLATE_JSON, "{\"a\\\"\":\"{v}\"}", "x", "{\"a\\\"\":\"x\"}");
	gives(TEMPLATE_JSON, "\"\\\\{v}\"", "x", "\"\\\\x\"");
	refuses(TEMPLATE_JSON, "{\"a\":{v}}", "inside quotes");
	refuses(TEMPLATE_JSON, "\"a\" {v} \"b\"", "inside quotes");
	refuses(TEMPLATE_JSON, "\"\\{v}\"", "backslash");
	refuses(TEMPLATE_XML, "<a {v}>", "inside a tag");
	refuses(TEMPLATE_XML, "<a b={v}>", "inside a tag");
	refuses(TEMPLATE_XML, "<a b=\"x\" c={v}>", "inside a tag");
	refuses(TEMPLATE_XML, "<![CDATA[{v}]]>", "CDATA");
	refuses(TEMPLATE_XML, "<!--{v}-->", "comments");
	gives(TEMPLATE_XML, "<a b=\">\">{v}</a>", "x", "<a b=\">\">x</a>");
}

void
test_unknown_holes_are_mistakes(void **state)
{
	(void)state;
	refuses(TEMPLATE_PLAIN, "{w}", "unknown placeholder {w}");
	refuses(TEMPLATE_PLAIN, "{v:thrice}", "unknown placeholder {v:thrice}");
	refuses(TEMPLATE_PLAIN, "{v:twice:twice}", "{v:twice:twice}");
	refuses(TEMPLATE_PLAIN, "a{v", "has no end");
	refuses(TEMPLATE_PLAIN,
	    "{vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"
	    "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv}",
	    "has no end");
}

void
test_names_are_found(void **state)
{
	(void)state;
	assert_true(template_names("a{v}", "v"));
	assert_true(template_names("{w}{v:twice}", "v"));
	assert_false(template_names("{vv} {V} {v", "v"));
	assert_true(template_names_as("{v}{v:twice}", "v", "twice"));
	assert_true(template_names_as("{v:base64}", "v", ""));
	assert_false(template_names_as("{v}", "v", "twice"));
}
