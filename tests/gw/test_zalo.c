/* Zalo, against golden files and a few promises that have no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"

#include "gw/zalo_codes.h"

void test_golden_files_of_zalo(void **state);
void test_zalo_does_not_claim_to_refuse_duplicates(void **state);
void test_every_code_has_words_and_stands_once(void **state);
void test_a_token_cannot_become_a_header(void **state);
void test_hostile_answers_never_count_as_taken(void **state);

void
test_golden_files_of_zalo(void **state)
{
	(void)state;
	golden_run("zalo");
}

void
test_zalo_does_not_claim_to_refuse_duplicates(void **state)
{
	(void)state;
	const struct gw_caps *c = &gw_driver_find("zalo")->caps;
	assert_false(c->refuses_duplicates);
	assert_true(c->user_ids && c->template_only && c->no_failure);
	assert_int_equal(c->token_life_s, 90000);
}

void
test_every_code_has_words_and_stands_once(void **state)
{
	(void)state;
	size_t found[2] = { 0, 0 };
	for (int host = 0; host < 2; host++) {
		for (int code = -2000; code <= 10; code++) {
			const struct zalo_codes_row *row =
			    zalo_codes_find((enum zalo_codes_host)host, code);
			if (!row)
				continue;
			found[host]++;
			assert_int_equal(row->code, code);
			assert_true(strlen(row->words) > 5);
			assert_true(row->class != GW_ACCEPTED);
		}
	}
	/* As many as the vendor's two lists have, one row each. */
	assert_int_equal(found[ZALO_CODES_BUSINESS], 75);
	assert_int_equal(found[ZALO_CODES_OA], 37);
	assert_int_equal(zalo_codes_find(ZALO_CODES_BUSINESS, -100)->class,
	    GW_RETRY);
	assert_int_equal(zalo_codes_find(ZALO_CODES_OA, -100)->class,
	    GW_MESSAGE);
}

void
test_a_token_cannot_become_a_header(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("zalo");
	static const char *const bodies[] = {
		"{\"access_token\":\"a\\r\\nX: y\",\"refresh_token\":\"r\","
		"\"expires_in\":\"90000\"}",
		"{\"access_token\":\"a b\",\"refresh_token\":\"r\","
		"\"expires_in\":\"90000\"}",
		"{\"access_token\":\"a\",\"refresh_token\":\"\","
		"\"expires_in\":\"90000\"}",
		"{\"access_token\":\"a\",\"refresh_token\":\"r\"}",
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct http_response resp = { .outcome = HTTP_ANSWERED,
			.status = 200,
			.body = bodies[i],
			.body_len = strlen(bodies[i]),
			.error = "" };
		struct gw_settings s = { .name = "zalo" };
		struct gw_token t;
		struct gw_result r;
		d->token_answer(&s, &resp, 0, &t, &r);
		assert_int_equal(r.class, GW_AMBIGUOUS);
		assert_null(t.access);
		gw_token_fini(&t);
	}
}

void
test_hostile_answers_never_count_as_taken(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("zalo");
	static const char *const bodies[] = { "", "<html>", "[]", "0", "{}",
		"{\"error\":\"0\",\"data\":{\"msg_id\":\"a\"}}",
		"{\"error\":0}", "{\"error\":0,\"data\":[]}",
		"{\"error\":0,\"data\":{\"msg_id\":\"\"}}",
		"{\"error\":0,\"data\":{\"msg_id\":[\"a\"]}}",
		"{\"error\":0,\"data\":{\"msg_id\":\"a\"}", "\xff\xfe",
		"{\"error\":99999999999,\"data\":{\"msg_id\":\"a\"}}" };
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct http_response resp = { .outcome = HTTP_ANSWERED,
			.status = 200,
			.body = bodies[i],
			.body_len = strlen(bodies[i]),
			.retry_after_s = -1,
			.error = "" };
		struct gw_settings s = { .name = "zalo" };
		struct gw_result r;
		d->classify(&s, &resp, &r);
		if (r.class != GW_AMBIGUOUS)
			fail_msg("%s: %s", bodies[i], gw_class_name(r.class));
	}
}
