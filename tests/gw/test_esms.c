/* eSMS, against golden files and a few promises that have no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"
#include "lib/vectors.h"

#include "gw/esms_codes.h"

void test_golden_files_of_esms(void **state);
void test_esms_refuses_duplicates_for_a_day_where_it_is_trusted(void **state);
void test_published_signatures_of_esms_are_genuine(void **state);
void test_every_code_of_esms_has_words(void **state);
void test_a_report_reaches_us_by_the_address_that_we_gave(void **state);
void test_hostile_answers_of_esms_never_count_as_taken(void **state);
void test_no_reason_of_esms_holds_a_key_or_a_number(void **state);

void
test_golden_files_of_esms(void **state)
{
	(void)state;
	golden_run("esms");
}

void
test_esms_refuses_duplicates_for_a_day_where_it_is_trusted(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("esms");
	struct gw_settings s = { .name = "brand" };
	struct gw_caps caps = gw_caps(d, &s);
	assert_true(caps.refuses_duplicates && !caps.template_only);
	assert_int_equal(caps.key_window_s, 86400);
	assert_true(caps.reports && caps.replies && !caps.needs_url);
	const struct http_field more[] = { { "trust_request_id", "no" },
		{ "mode", "zalo" } };
	s.more = more;
	s.more_n = 2;
	caps = gw_caps(d, &s);
	assert_false(caps.refuses_duplicates);
	assert_true(caps.template_only);
	assert_true(gw_key_find(d, "mo_key_file")->secret_file);
}

void
test_published_signatures_of_esms_are_genuine(void **state)
{
	(void)state;
	FILE *f = fopen(VECTORS_FILE, "r");
	assert_non_null(f);
	struct vector v;
	int n = 0;
	while (vectors_next(f, "sig.esms_mo", &v)) {
		static const char *const names[] = { "cpid", "smsid", "content",
			"receiverTime" };
		char values[4][64], key[64];
		struct http_fields q = { 0 };
		for (size_t i = 0; i < 4; i++) {
			assert_true(vectors_member(&v, names[i], values[i]));
			http_fields_add(&q, names[i], values[i]);
		}
		assert_true(vectors_member(&v, "private_key", key));
		http_fields_add(&q, "sign", v.expected);
		const struct http_field more[] = { { "mo_key", key } };
		struct gw_settings s = { .name = "brand",
			.more = more,
			.more_n = 1 };
		struct http_inbound in = { .path = "/hook/brand/reply",
			.query = q };
		const char *how;
		assert_int_equal(
		    gw_driver_find("esms")->verify(&s, &in, 0, &how),
		    GW_GENUINE);
		assert_string_equal(how, "md5");
		http_fields_fini(&q);
		n++;
	}
	fclose(f);
	assert_int_equal(n, 1);
}

void
test_every_code_of_esms_has_words(void **state)
{
	(void)state;
	int found = 0;
	for (int code = 0; code < 1000; code++) {
		const struct esms_codes_row *row = esms_codes_find(code);
		if (!row)
			continue;
		found++;
		assert_int_equal(row->code, code);
		assert_true(code == 100 || strlen(row->words) > 5);
		assert_true((row->class == GW_ACCEPTED) == (code == 100));
		assert_true((row->class == GW_DUPLICATE) == (code == 124));
	}
	assert_int_equal(found, 39);
	assert_null(esms_codes_find(-1));
}

void
test_a_report_reaches_us_by_the_address_that_we_gave(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("esms");
	const struct gw_settings s = { .name = "brand",
		.user = "u",
		.password = "p",
		.from = "DOAN",
		.hook_secret = "Đ+/=%d&x ?",
		.hooks_url = "https://nhac.example.vn" };
	const struct gw_message m = { .key = "0badcafe-17",
		.number = "+84912000003",
		.text = "x",
		.kind = "answer" };
	struct http_request r;
	d->prepare(&s, &m, &r);
	char *url = strstr(r.body, "\"CallbackUrl\":\"");
	assert_non_null(url);
	url += strlen("\"CallbackUrl\":\"");
	url[strcspn(url, "\"")] = '\0';
	/* Joined as it should be, and as it may be. */
	static const char joins[] = "&?";
	for (size_t i = 0; i < 2; i++) {
		struct sbuf b = { 0 };
		sbuf_addf(&b, "%s%cSMSID=a1&SendStatus=5&SendSuccess=1",
		    strchr(url, '?') + 1, joins[i]);
		struct http_inbound in = { .path = "/hook/brand/delivery" };
		http_fields_decode(&in.query, sbuf_text(&b), b.len);
		const char *how;
		assert_int_equal(d->verify(&s, &in, 0, &how), GW_GENUINE);
		struct gw_events e = { 0 };
		assert_int_equal(d->parse(&s, GW_HOOK_DELIVERY, &in, &e, NULL),
		    0);
		assert_int_equal(e.n, 1);
		assert_string_equal(e.v[0].key, "0badcafe-17");
		assert_string_equal(e.v[0].provider_id, "a1");
		assert_int_equal(e.v[0].report, GW_REPORT_DELIVERED);
		gw_events_fini(&e);
		http_fields_fini(&in.query);
		sbuf_fini(&b);
	}
	http_request_fini(&r);
}

void
test_hostile_answers_of_esms_never_count_as_taken(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("esms");
	static const char *const bodies[] = { "", "<html>", "[]", "0", "{}",
		"{\"CodeResult\":\"100\"}",
		"{\"CodeResult\":\"100\",\"SMSID\":null}",
		"{\"CodeResult\":100.0,\"SMSID\":\"a\"}",
		"{\"CodeResult\":true,\"SMSID\":\"a\"}",
		"{\"CodeResult\":\"0100\",\"SMSID\":[]}",
		"{\"CodeResult\":\"100\",\"SMSID\":\"a\"", "\xff\xfe",
		"{\"SMSID\":\"a\"}" };
	static const int statuses[] = { 200, 202, 302, 500 };
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		for (size_t j = 0; j < 4; j++) {
			struct http_response resp = { .outcome = HTTP_ANSWERED,
				.status = statuses[j],
				.body = bodies[i],
				.body_len = strlen(bodies[i]),
				.retry_after_s = -1,
				.error = "" };
			struct gw_settings s = { .name = "brand" };
			struct gw_result r;
			d->classify(&s, &resp, &r);
			if (r.class != GW_AMBIGUOUS)
				fail_msg("%s: %s", bodies[i],
				    gw_class_name(r.class));
		}
	}
}

void
test_no_reason_of_esms_holds_a_key_or_a_number(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("esms");
	const struct gw_settings s = { .name = "brand",
		.user = "APIKEY",
		.password = "SECRETKEY" };
	for (int code = 0; code < 1000; code++) {
		char body[200];
		snprintf(body, sizeof body,
		    "{\"CodeResult\":\"%d\",\"ErrorMessage\":\"APIKEY "
		    "SECRETKEY 0912000003\"}",
		    code);
		struct http_response resp = { .outcome = HTTP_ANSWERED,
			.status = 200,
			.body = body,
			.body_len = strlen(body),
			.retry_after_s = -1,
			.error = "" };
		struct gw_result r;
		d->classify(&s, &resp, &r);
		assert_null(strstr(r.reason, "APIKEY"));
		assert_null(strstr(r.reason, "SECRETKEY"));
		assert_null(strstr(r.reason, "0912000003"));
		assert_true(r.class != GW_ACCEPTED);
	}
}
