/* What odd answers to a send mean, for every dialect.  The golden files have
 * the usual ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gw/gw.h"

#include <stdio.h>
#include <string.h>

void test_an_answer_without_a_body_is_never_a_success(void **state);
void test_a_transport_s_failure_is_read_by_no_rule(void **state);
void test_esms_knows_only_short_whole_codes(void **state);
void test_sandbox_needs_an_id(void **state);
void test_http_needs_an_id_that_can_be_kept(void **state);
void test_a_duplicate_needs_no_id(void **state);
void test_only_a_short_number_is_told_of_an_unknown_answer(void **state);
void test_a_long_reason_ends_with_a_whole_letter(void **state);

static const char *const drivers[] = { "sandbox", "kannel", "esms", "http",
	"smsgate", "zalo", NULL };

static struct gw_result
classify(const char *driver, const struct http_field *more, size_t n,
    int status, const char *body)
{
	const struct gw_settings s = { .name = "g",
		.user = "u",
		.password = "p",
		.more = more,
		.more_n = n };
	const struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.body_len = body ? strlen(body) : 0,
		.retry_after_s = -1,
		.error = "" };
	struct gw_result r;
	memset(&r, 0xa5, sizeof r);
	gw_driver_find(driver)->classify(&s, &resp, &r);
	return r;
}

static struct http_field
field(const char *name, const char *value)
{
	return (struct http_field){ (char *)(uintptr_t)name,
		(char *)(uintptr_t)value };
}

void
test_an_answer_without_a_body_is_never_a_success(void **state)
{
	(void)state;
	for (size_t i = 0; drivers[i]; i++) {
		for (int status = 200; status < 205; status++) {
			struct gw_result r =
			    classify(drivers[i], NULL, 0, status, NULL);
			if (r.class != GW_AMBIGUOUS)
				fail_msg("%s %d: %s", drivers[i], status,
				    gw_class_name(r.class));
			assert_string_equal(r.provider_id, "");
		}
	}
}

void
test_a_transport_s_failure_is_read_by_no_rule(void **state)
{
	(void)state;
	const struct http_field more[] = { field("ok", "status = 200") };
	const struct gw_settings s = { .name = "g", .more = more, .more_n = 1 };
	for (size_t i = 0; drivers[i]; i++) {
		struct gw_result r;
		struct http_response resp = { .outcome = HTTP_NOT_SENT,
			.status = 200,
			.body = "",
			.error = "connection refused" };
		gw_driver_find(drivers[i])->classify(&s, &resp, &r);
		assert_int_equal(r.class, GW_NOT_SENT);
		assert_string_equal(r.reason, "connection refused");
		resp.outcome = HTTP_AMBIGUOUS;
		resp.error = NULL;
		gw_driver_find(drivers[i])->classify(&s, &resp, &r);
		assert_int_equal(r.class, GW_AMBIGUOUS);
		assert_string_equal(r.reason, "");
	}
	assert_string_equal(gw_class_name(GW_CLASS__N), "unknown");
}

void
test_esms_knows_only_short_whole_codes(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		enum gw_class class;
	} rows[] = { { "\"100\"", GW_ACCEPTED }, { "100", GW_ACCEPTED },
		{ "\"\"", GW_AMBIGUOUS }, { "\"1e2\"", GW_AMBIGUOUS },
		{ "\"000100\"", GW_AMBIGUOUS }, { "-100", GW_AMBIGUOUS },
		{ "100.0", GW_AMBIGUOUS }, { "100000", GW_AMBIGUOUS },
		{ "4294967396", GW_AMBIGUOUS }, { "null", GW_AMBIGUOUS } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char body[96];
		snprintf(body, sizeof body,
		    "{\"CodeResult\":%s,\"SMSID\":\"a1\"}", rows[i].code);
		struct gw_result r = classify("esms", NULL, 0, 200, body);
		if (r.class != rows[i].class)
			fail_msg("%s: %s", body, gw_class_name(r.class));
	}
}

void
test_sandbox_needs_an_id(void **state)
{
	(void)state;
	assert_int_equal(
	    classify("sandbox", NULL, 0, 202, "{\"id\":\"7\"}").class,
	    GW_ACCEPTED);
	assert_int_equal(
	    classify("sandbox", NULL, 0, 202, "{\"id\":\"\"}").class,
	    GW_AMBIGUOUS);
}

void
test_http_needs_an_id_that_can_be_kept(void **state)
{
	(void)state;
	const struct http_field more[] = { field("ok", "json:/c = 0"),
		field("id", "json:/id") };
	static const struct {
		const char *id;
		enum gw_class class;
	} rows[] = { { "\"m-1\"", GW_ACCEPTED }, { "\"\"", GW_AMBIGUOUS },
		{ "\"a b\"", GW_AMBIGUOUS }, { "\"a\\u007f\"", GW_AMBIGUOUS },
		{ "\"0123456789012345678901234567890123456789"
		  "012345678901234567890123\"",
		    GW_AMBIGUOUS } };
	char body[128];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(body, sizeof body, "{\"c\":0,\"id\":%s}", rows[i].id);
		struct gw_result r = classify("http", more, 2, 200, body);
		if (r.class != rows[i].class)
			fail_msg("%s: %s", body, gw_class_name(r.class));
		assert_int_equal(*r.provider_id != '\0',
		    r.class == GW_ACCEPTED);
	}
	assert_int_equal(classify("http", more, 2, 200, "{\"c\":0}").class,
	    GW_AMBIGUOUS);
	/* where no id is asked for, none is needed */
	assert_int_equal(classify("http", more, 1, 200, "{\"c\":0}").class,
	    GW_ACCEPTED);
}

void
test_a_duplicate_needs_no_id(void **state)
{
	(void)state;
	const struct http_field more[] = { field("dup", "json:/c = 1"),
		field("id", "json:/id"), field("retry", "json:/c = 2") };
	struct gw_result r = classify("http", more, 3, 409, "{\"c\":1}");
	assert_int_equal(r.class, GW_DUPLICATE);
	assert_string_equal(r.provider_id, "");
	r = classify("http", more, 3, 409, "{\"c\":1,\"id\":\"m-1\"}");
	assert_string_equal(r.provider_id, "m-1");
	r = classify("http", more, 3, 503, "{\"c\":2,\"id\":\"m-1\"}");
	assert_int_equal(r.class, GW_RETRY);
	assert_string_equal(r.provider_id, "");
}

void
test_only_a_short_number_is_told_of_an_unknown_answer(void **state)
{
	(void)state;
	const struct http_field json[] = { field("ok", "json:/c = 0") };
	static const struct {
		const char *code;
		bool told;
	} rows[] = { { "7", true }, { "\"-7\"", true },
		{ "\"84912000003\"", false }, { "\"key\"", false },
		{ "\"\"", false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char body[64];
		snprintf(body, sizeof body, "{\"c\":%s}", rows[i].code);
		struct gw_result r = classify("http", json, 1, 200, body);
		assert_int_equal(r.class, GW_AMBIGUOUS);
		if ((strstr(r.reason, "json:/c is") != NULL) != rows[i].told)
			fail_msg("%s: %s", body, r.reason);
	}
	/* no code to look for: another place, a place too long, no rule */
	const struct http_field other[] = { field("ok", "body begins \"OK\"") };
	assert_null(
	    strstr(classify("http", other, 1, 200, "7").reason, " is "));
	const struct http_field far[] = { field("ok",
	    "json:/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaa = 0") };
	assert_null(
	    strstr(classify("http", far, 1, 200,
		       "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaa\":7}")
		       .reason,
		" is "));
	assert_null(strstr(classify("http", NULL, 0, 200, "7").reason, " is "));
}

void
test_a_long_reason_ends_with_a_whole_letter(void **state)
{
	(void)state;
	/* by one byte each: every place in a letter is cut once */
	for (size_t before = 0; before < 4; before++) {
		char word[400], rule[420], body[420];
		memset(word, 'a', before);
		word[before] = '\0';
		for (size_t n = before; n < 300; n += 3)
			memcpy(word + n, "\xe1\xba\xa5", 4); /* ấ */
		snprintf(rule, sizeof rule, "json:/c = \"%s\"", word);
		snprintf(body, sizeof body, "{\"c\":\"%s\"}", word);
		const struct http_field more[] = { field("message", rule) };
		struct gw_result r = classify("http", more, 1, 400, body);
		assert_int_equal(r.class, GW_MESSAGE);
		size_t n = strlen(r.reason);
		assert_true(n > sizeof r.reason - 8);
		assert_memory_equal(r.reason + n - 3, "\xe1\xba\xa5", 3);
	}
	/* what is plain to its end loses nothing */
	char rule[420];
	snprintf(rule, sizeof rule, "json:/c = %0250d", 1);
	const struct http_field more[] = { field("message", rule) };
	char body[420];
	snprintf(body, sizeof body, "{\"c\":\"%0250d\"}", 1);
	struct gw_result r = classify("http", more, 1, 400, body);
	assert_int_equal(strlen(r.reason), sizeof r.reason - 1);
}
