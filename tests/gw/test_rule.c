/* Rules over answers and calls: what holds, why, and what is no rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "gw/rule.h"

#include <string.h>

void test_what_holds_and_why(void **state);
void test_rules_over_a_call(void **state);
void test_what_is_no_rule(void **state);
void test_content_must_be_read_in_each_way(void **state);
void test_only_words_of_the_rule_are_said(void **state);

static bool
holds(const char *rule, int status, const char *body, const char *why)
{
	struct http_response resp = { .status = status,
		.body = body,
		.body_len = strlen(body) };
	struct view v;
	struct sbuf said = { 0 };
	view_open_answer(&v, &resp);
	assert_int_equal(rule_check(VIEW_ANSWER, rule, NULL), 0);
	bool yes = rule_holds(rule, &v, &said);
	assert_string_equal(sbuf_text(&said), yes && why ? why : "");
	sbuf_fini(&said);
	view_close(&v);
	return yes;
}

void
test_what_holds_and_why(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		int status;
		const char *body, *why; /* NULL = does not hold */
	} rows[] = {
		{ "status 200", 200, "", "status 200" },
		{ "status 200", 201, "", NULL },
		{ "status 2xx, 404", 404, "", "status 404" },
		{ "status 2xx", 299, "", "status 2xx" },
		{ "status 500-599", 503, "", "status 500-599" },
		{ "status 500-599", 600, "", NULL },
		{ "json:/a = 1", 200, "{\"a\":1}", "json:/a = 1" },
		{ "json:/a=1", 200, "{\"a\":\"1\"}", "json:/a = 1" },
		{ "json:/a = 1", 200, "{\"a\":\"01\"}", NULL },
		{ "json:/a = \"x, y\"", 200, "{\"a\":\"x, y\"}",
		    "json:/a = x, y" },
		{ "json:/a = \"q\\\"\\\\\"", 200, "{\"a\":\"q\\\"\\\\\"}",
		    "json:/a = q\"\\" },
		{ "json:/a = true", 200, "{\"a\":true}", "json:/a = true" },
		{ "json:/a in 5, 7-9", 200, "{\"a\":\"8\"}", "json:/a = 7-9" },
		{ "json:/a in 5, \"7-9\"", 200, "{\"a\":\"8\"}", NULL },
		{ "json:/a in 5, \"7-9\"", 200, "{\"a\":\"7-9\"}",
		    "json:/a = 7-9" },
		{ "json:/a in -7, -8", 200, "{\"a\":-8}", "json:/a = -8" },
		{ "json:/a/0 exists", 200, "{\"a\":[null]}",
		    "json:/a/0 exists" },
		{ "json:/a/0 exists", 200, "{\"a\":[]}", NULL },
		{ "body contains \"a b\"", 200, "x a b y",
		    "body contains a b" },
		{ "body begins OK", 200, "OK 1", "body begins OK" },
		{ "body begins OK", 200, " OK 1", NULL },
		{ "body = \"\"", 200, "", "body = " },
		{ "status 400 and body = x or status 401 and body = y", 401,
		    "y", "status 401 and body = y" },
		{ "status 400 and body = x or status 401 and body = y", 401,
		    "x", NULL },
		/* The first way that holds is the reason. */
		{ "body = x or status 200", 200, "x", "body = x" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool yes = holds(rows[i].rule, rows[i].status, rows[i].body,
		    rows[i].why);
		if (yes != (rows[i].why != NULL))
			fail_msg("%s on %s", rows[i].rule, rows[i].body);
	}
}

void
test_rules_over_a_call(void **state)
{
	(void)state;
	struct http_field query[] = { { "status", "2" } };
	struct http_field headers[] = { { "X-Kind", "dlr" } };
	struct http_inbound in = { .method = "POST",
		.query = { query, 1 },
		.headers = { headers, 1 },
		.body = "s=ok",
		.body_len = 4 };
	struct view v;
	view_open_call(&v, &in);
	assert_true(rule_holds("query:status in 1, 2", &v, NULL));
	assert_true(rule_holds("query:STATUS = 2 and form:s = ok", &v, NULL));
	assert_true(rule_holds("header:x-kind = dlr", &v, NULL));
	assert_false(rule_holds("form:status = 2", &v, NULL));
	assert_false(rule_holds("query:s exists", &v, NULL));
	view_close(&v);
}

void
test_what_is_no_rule(void **state)
{
	(void)state;
	static const char *const none[] = { "", " ", "or", "status", "status x",
		"status 20", "status 2xx,", "json:/a",
		"json:/a = ", "json:/a in", "json:/a in 1,", "json:/a == 1",
		"json:/a is 1", "body contains", "body contains \"\"",
		"body contains \"x", "body = 1 and", "body = 1 or",
		"body = 1 and or body = 2", "body = 1 body = 2", "query:a = 1",
		"after \"x\" = 1", "body = 1, 2", "(body = 1)", "\"\"" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct err err = { 0 };
		if (rule_check(VIEW_ANSWER, none[i], &err) == 0)
			fail_msg("a rule: %s", none[i]);
		assert_true(err.text[0]);
	}
	assert_int_equal(rule_check(VIEW_CALL, "status 200", NULL), -1);
	assert_int_equal(rule_check(VIEW_CALL, "query:a = 1", NULL), 0);
}

void
test_content_must_be_read_in_each_way(void **state)
{
	(void)state;
	assert_true(rule_reads_content("json:/a = 1"));
	assert_true(rule_reads_content("status 200 and body = x"));
	assert_false(rule_reads_content("status 200"));
	assert_false(rule_reads_content("body = x or status 200"));
	assert_false(rule_reads_content("status 200 or body = x"));
}

void
test_only_words_of_the_rule_are_said(void **state)
{
	(void)state;
	assert_true(holds("body contains OK and json:/s exists", 200,
	    "{\"s\":\"OK secret 0912000003\"}",
	    "body contains OK and json:/s exists"));
}
