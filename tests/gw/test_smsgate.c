/* SMSGate, against golden files and a few promises that have no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"
#include "lib/vectors.h"

void test_golden_files_of_smsgate(void **state);
void test_smsgate_refuses_duplicates_on_one_phone(void **state);
void test_published_signatures_of_smsgate_are_genuine(void **state);
void test_an_empty_key_signs_nothing(void **state);
void test_a_pulled_reply_is_the_one_that_was_called(void **state);
void test_a_full_page_of_the_inbox_asks_for_more(void **state);
void test_hostile_answers_of_smsgate_never_count_as_taken(void **state);
void test_no_reason_of_smsgate_holds_the_login_or_a_number(void **state);

void
test_golden_files_of_smsgate(void **state)
{
	(void)state;
	golden_run("smsgate");
}

void
test_smsgate_refuses_duplicates_on_one_phone(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("smsgate");
	assert_true(d->caps.refuses_duplicates && d->caps.needs_url);
	assert_true(d->caps.reports && d->caps.replies);
	/* What a repeat is bound to is a key that the driver knows. */
	assert_non_null(gw_key_find(d, d->caps.pin));
	assert_true(gw_key_find(d, "hook_secret_old_file")->secret_file);
}

void
test_published_signatures_of_smsgate_are_genuine(void **state)
{
	(void)state;
	FILE *f = fopen(VECTORS_FILE, "r");
	assert_non_null(f);
	struct vector v;
	int n = 0;
	while (vectors_next(f, "sig.smsgate", &v)) {
		char key[64], file[64], stamp[64], path[128];
		assert_true(vectors_member(&v, "key", key));
		assert_true(vectors_member(&v, "body_file", file));
		assert_true(vectors_member(&v, "timestamp", stamp));
		snprintf(path, sizeof path, "tests/fixtures/vectors/%s", file);
		char *body = golden_file(path);
		assert_non_null(body);
		struct gw_settings s = { .name = "phone", .hook_secret = key };
		struct http_field headers[] = { { "X-Timestamp", stamp },
			{ "X-Signature", v.expected } };
		struct http_inbound in = { .method = "POST",
			.body = body,
			.body_len = strlen(body),
			.headers = { headers, 2 } };
		const char *how;
		assert_int_equal(gw_driver_find("smsgate")->verify(&s, &in,
				     strtoll(stamp, NULL, 10), &how),
		    GW_GENUINE);
		assert_string_equal(how, "hmac-sha256");
		free(body);
		n++;
	}
	fclose(f);
	assert_int_equal(n, 1);
}

void
test_an_empty_key_signs_nothing(void **state)
{
	(void)state;
	/* HMAC-SHA256 of "{}1782117971" by the key "". */
	struct http_field headers[] = { { "X-Timestamp", "1782117971" },
		{ "X-Signature", "4e9dba08039661b789d7120bddd6faa0895bc34a83df3"
				 "75a92364fcc29c512f0" } };
	struct http_inbound in = { .method = "POST",
		.body = "{}",
		.body_len = 2,
		.headers = { headers, 2 } };
	const struct http_field more[] = { { "hook_secret_old", "" } };
	const struct gw_settings s = { .name = "phone",
		.hook_secret = "",
		.more = more,
		.more_n = 1 };
	const char *how;
	assert_int_equal(
	    gw_driver_find("smsgate")->verify(&s, &in, 1782117971, &how),
	    GW_FORGED);
}

static char *
dedup_of_call(const struct gw_driver *d, const char *body)
{
	const struct gw_settings s = { .name = "phone" };
	struct http_inbound in = { .method = "POST",
		.body = body,
		.body_len = strlen(body) };
	struct gw_events e = { 0 };
	assert_int_equal(d->parse(&s, GW_HOOK_ANY, &in, &e, NULL), 0);
	assert_int_equal(e.n, 1);
	assert_int_equal(e.v[0].kind, GW_EVENT_REPLY);
	char *dedup = mem_dup(e.v[0].dedup);
	gw_events_fini(&e);
	return dedup;
}

void
test_a_pulled_reply_is_the_one_that_was_called(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("smsgate");
	char *called = dedup_of_call(d,
	    "{\"deviceId\":\"d\",\"event\":\"sms:received\",\"id\":\"E1\","
	    "\"payload\":{\"messageId\":\"abc123\",\"message\":\"\u0110\u00c3 "
	    "\u0110I\",\"sender\":\"+84987654321\",\"receivedAt\":"
	    "\"2018-05-24T07:31:00.000+07:00\"}}");
	const struct gw_settings s = { .name = "phone",
		.url = "http://192.168.1.20:8080" };
	const char *body =
	    "[{\"id\":\"text:-17\",\"type\":\"SMS\",\"sender\":"
	    "\"+84987654321\",\"recipient\":null,\"simNumber\":1,"
	    "\"contentPreview\":\"\u0110\u00c3 \u0110I\",\"createdAt\":"
	    "\"2018-05-24T00:31:00Z\"}]";
	struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = body,
		.body_len = strlen(body) };
	const struct gw_pull q = { .since = 1527120000, .until = 1527123600 };
	struct gw_events e = { 0 };
	bool more = true;
	assert_int_equal(d->pull_answer(&s, &q, &resp, &e, &more, NULL), 0);
	assert_false(more);
	assert_int_equal(e.n, 1);
	assert_string_equal(e.v[0].dedup, called);
	gw_events_fini(&e);
	free(called);
}

static bool
pull_page(size_t rows, int page, size_t *events)
{
	const struct gw_driver *d = gw_driver_find("smsgate");
	const struct gw_settings s = { .name = "phone",
		.url = "http://192.168.1.20:8080" };
	const struct gw_pull q = { .page = page };
	struct sbuf b = { 0 };
	for (size_t i = 0; i < rows; i++)
		sbuf_addf(&b,
		    "%c{\"type\":\"SMS\",\"sender\":\"+8498765432%zu\","
		    "\"contentPreview\":\"DA DI\",\"createdAt\":"
		    "\"2018-05-24T00:31:00Z\"}",
		    i ? ',' : '[', i % 10);
	sbuf_add(&b, "]");
	struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = sbuf_text(&b),
		.body_len = b.len };
	struct gw_events e = { 0 };
	bool more = false;
	assert_int_equal(d->pull_answer(&s, &q, &resp, &e, &more, NULL), 0);
	*events = e.n;
	gw_events_fini(&e);
	sbuf_fini(&b);
	return more;
}

void
test_a_full_page_of_the_inbox_asks_for_more(void **state)
{
	(void)state;
	size_t n;
	assert_true(pull_page(20, 0, &n));
	assert_int_equal(n, 20);
	assert_false(pull_page(19, 3, &n));
	assert_int_equal(n, 19);
	/* It ends some day, whatever the phone says. */
	assert_false(pull_page(20, 499, &n));
}

static const char *const hostile[] = { "", "<html>", "[]", "0", "null", "{}",
	"{\"id\":\"k1\"}", "{\"id\":\"\",\"state\":\"Pending\"}",
	"{\"id\":[\"k1\"],\"state\":\"Pending\"}",
	"{\"id\":\"k1\",\"state\":\"Pending\"",
	"{\"id\":\"k1\",\"state\":\"\"}", "{\"id\":\"k1\",\"state\":true}",
	"\xff\xfe", "{\"id\":\"\xff\",\"state\":\"Pending\"}" };

void
test_hostile_answers_of_smsgate_never_count_as_taken(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("smsgate");
	static const int statuses[] = { 200, 202, 204, 302, 500 };
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		for (size_t j = 0; j < sizeof statuses / sizeof *statuses;
		     j++) {
			struct http_response resp = { .outcome = HTTP_ANSWERED,
				.status = statuses[j],
				.body = hostile[i],
				.body_len = strlen(hostile[i]),
				.retry_after_s = -1,
				.error = "" };
			struct gw_settings s = { .name = "phone" };
			struct gw_result r;
			d->classify(&s, &resp, &r);
			if (r.class != GW_AMBIGUOUS)
				fail_msg("%d %s: %s", statuses[j], hostile[i],
				    gw_class_name(r.class));
		}
	}
	/* With bytes after a NUL, and with none at all. */
	static const char nul[] = "{\"id\":\"k\",\"state\":\"Sent\"}\0x";
	struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = 202,
		.body = nul,
		.body_len = sizeof nul - 1 };
	struct gw_settings s = { .name = "phone" };
	struct gw_result r;
	d->classify(&s, &resp, &r);
	assert_int_equal(r.class, GW_AMBIGUOUS);
	resp.body = NULL;
	resp.body_len = 0;
	d->classify(&s, &resp, &r);
	assert_int_equal(r.class, GW_AMBIGUOUS);
}

void
test_no_reason_of_smsgate_holds_the_login_or_a_number(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("smsgate");
	const struct gw_settings s = { .name = "phone",
		.url = "http://192.168.1.20:8080",
		.user = "sms",
		.password = "topsecret" };
	for (int status = 200; status < 600; status++) {
		const char *body = "{\"message\":\"+84912000003 and "
				   "0912000003 are odd\",\"id\":5}";
		struct http_response resp = { .outcome = HTTP_ANSWERED,
			.status = status,
			.body = body,
			.body_len = strlen(body),
			.retry_after_s = -1,
			.error = "" };
		struct gw_result r;
		d->classify(&s, &resp, &r);
		assert_null(strstr(r.reason, "912000003"));
		assert_null(strstr(r.reason, "topsecret"));
		assert_true(strlen(r.reason) > 0);
		assert_true(r.class != GW_ACCEPTED);
	}
	/* Nor what a test tells, when the answer repeats what it got. */
	const char *body = "[{\"id\":\"d\",\"name\":\"is topsecret\","
			   "\"lastSeen\":\"topsecret\"}]";
	struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = body,
		.body_len = strlen(body) };
	struct gw_health h;
	d->test_answer(&s, &resp, &h);
	assert_true(h.ok);
	assert_null(strstr(h.words, "topsecret"));
	body = "{\"id\":\"k1\",\"state\":\"Failed\",\"recipients\":[{"
	       "\"error\":\"topsecret\"}]}";
	resp.body = body;
	resp.body_len = strlen(body);
	const struct gw_question q = { .key = "k1" };
	struct gw_found f;
	d->lookup_answer(&s, &q, &resp, &f);
	assert_int_equal(f.sight, GW_PRESENT);
	assert_string_equal(f.raw, "Failed");
}
