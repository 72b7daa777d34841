/* Kannel, against golden files and a few promises that have no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"

void test_golden_files_of_kannel(void **state);
void test_kannel_answer_is_not_sent_to_the_phone(void **state);
void test_kannel_does_not_claim_to_refuse_duplicates(void **state);
void test_dlr_url_survives_what_kannel_does_to_it(void **state);

void
test_golden_files_of_kannel(void **state)
{
	(void)state;
	golden_run("kannel");
}

void
test_kannel_answer_is_not_sent_to_the_phone(void **state)
{
	(void)state;
	/* A body would come back to the person as an SMS, 204 is retried. */
	const struct gw_driver *d = gw_driver_find("kannel");
	assert_null(d->respond); /* 200 and nothing */
}

void
test_kannel_does_not_claim_to_refuse_duplicates(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("kannel");
	assert_false(d->caps.refuses_duplicates);
	assert_false(d->caps.local);
	assert_true(d->caps.reports && d->caps.replies && d->caps.needs_url);
}

/* Kannel's part: decode the parameter, expand %d %A %F, "%%" → "%". */
static char *
as_kannel_calls(const char *dlr_url)
{
	struct sbuf b = { 0 };
	for (const char *p = dlr_url; *p; p++) {
		if (*p != '%') {
			sbuf_add_c(&b, *p);
			continue;
		}
		switch (*++p) {
		case 'd':
			sbuf_add(&b, "8");
			break;
		case 'A':
			sbuf_add(&b, "ACK%2F");
			break;
		case 'F':
			sbuf_add(&b, "SIM%201");
			break;
		case '%':
			sbuf_add_c(&b, '%');
			break;
		default:
			fail_msg("Kannel would expand %%%c", *p);
		}
	}
	return sbuf_take(&b);
}

void
test_dlr_url_survives_what_kannel_does_to_it(void **state)
{
	(void)state;
	const struct gw_settings s = { .name = "sms",
		.url = "http://127.0.0.1:13013/cgi-bin/sendsms",
		.user = "u",
		.password = "p",
		.hook_secret = "Đ+/=%d&x ",
		.hooks_url = "http://127.0.0.1:8643" };
	const struct gw_message m = { .key = "a-1",
		.number = "+84912000003",
		.text = "x" };
	const struct gw_driver *d = gw_driver_find("kannel");
	struct http_request r;
	d->prepare(&s, &m, &r);

	struct http_fields sent = { 0 };
	const char *query = strchr(r.url, '?') + 1;
	http_fields_decode(&sent, query, strlen(query));
	char *url = as_kannel_calls(http_fields_get(&sent, "dlr-url"));
	const char *start = "http://127.0.0.1:8643/hook/sms/delivery?";
	assert_memory_equal(url, start, strlen(start));

	struct http_inbound in = { .method = "GET", .body = "" };
	query = strchr(url, '?') + 1;
	http_fields_decode(&in.query, query, strlen(query));
	const char *how = NULL;
	assert_int_equal(d->verify(&s, &in, 0, &how), GW_GENUINE);
	assert_string_equal(how, "secret");
	struct gw_events e = { 0 };
	assert_int_equal(d->parse(&s, GW_HOOK_DELIVERY, &in, &e, NULL), 0);
	assert_int_equal(e.n, 1);
	assert_string_equal(e.v[0].key, "a-1");
	assert_string_equal(e.v[0].provider_id, "SIM 1");
	assert_string_equal(e.v[0].raw, "8 ACK/");
	gw_events_fini(&e);
	http_fields_fini(&in.query);
	http_fields_fini(&sent);
	http_request_fini(&r);
	free(url);
}
