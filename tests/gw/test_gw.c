/* What all dialects share: the table, names, events, secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "gw/gw.h"

#include <string.h>

void test_every_driver_is_whole_and_found_by_name(void **state);
void test_unknown_driver_is_null(void **state);
void test_every_class_has_its_own_name(void **state);
void test_only_the_same_secret_is_equal(void **state);
void test_transport_failures_are_classified(void **state);
void test_events_grow_and_go(void **state);

void
test_every_driver_is_whole_and_found_by_name(void **state)
{
	(void)state;
	size_t n = 0;
	const struct gw_driver *d;
	for (; (d = gw_driver_at(n)); n++) {
		assert_ptr_equal(gw_driver_find(d->name), d);
		assert_true(d->check && d->prepare && d->classify);
		assert_true(d->verify && d->parse);
		/* A question without a reader of its answer is none. */
		assert_true(!d->lookup == !d->lookup_answer);
		assert_true(!d->pull == !d->pull_answer);
		assert_true(!d->test == !d->test_answer);
		assert_true(!d->token == !d->token_answer);
		assert_true(!d->token == !d->caps.token_life_s);
	}
	assert_true(n >= 2);
	assert_null(gw_driver_at(n + 1));
}

void
test_unknown_driver_is_null(void **state)
{
	(void)state;
	assert_null(gw_driver_find("pigeon"));
	assert_null(gw_driver_find(""));
}

void
test_every_class_has_its_own_name(void **state)
{
	(void)state;
	for (int i = 0; i < GW_CLASS__N; i++) {
		const char *a = gw_class_name((enum gw_class)i);
		assert_non_null(a);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(a,
			    gw_class_name((enum gw_class)j));
	}
	assert_string_equal(gw_class_name(GW_CLASS__N), "unknown");
}

void
test_only_the_same_secret_is_equal(void **state)
{
	(void)state;
	assert_true(gw_secret_equal("secret", "secret"));
	assert_false(gw_secret_equal("secret", "secreT"));
	assert_false(gw_secret_equal("secret", "secret "));
	assert_false(gw_secret_equal("secret", "secre"));
	assert_false(gw_secret_equal("", ""));
	assert_false(gw_secret_equal(NULL, "secret"));
	assert_false(gw_secret_equal("secret", NULL));
	assert_false(gw_secret_equal(NULL, NULL));
}

void
test_transport_failures_are_classified(void **state)
{
	(void)state;
	struct gw_result r = { .class = GW_ACCEPTED };
	struct http_response resp = { .outcome = HTTP_ANSWERED };
	assert_false(gw_classify_transport(&resp, &r));
	assert_int_equal(r.class, GW_ACCEPTED);
	resp = (struct http_response){ .outcome = HTTP_NOT_SENT,
		.error = "refused" };
	assert_true(gw_classify_transport(&resp, &r));
	assert_int_equal(r.class, GW_NOT_SENT);
	assert_string_equal(r.reason, "refused");
	assert_int_equal(r.retry_after_s, -1);
	resp = (struct http_response){ .outcome = HTTP_AMBIGUOUS };
	assert_true(gw_classify_transport(&resp, &r));
	assert_int_equal(r.class, GW_AMBIGUOUS);
	assert_string_equal(r.reason, "");
}

void
test_events_grow_and_go(void **state)
{
	(void)state;
	struct gw_events e = { 0 };
	for (size_t i = 0; i < 100; i++) {
		struct gw_event *v = gw_events_add(&e);
		assert_null(v->text);
		assert_int_equal(v->report, GW_REPORT_UNKNOWN);
		v->text = mem_dup("x");
		v->dedup = mem_dup("d");
	}
	assert_int_equal(e.n, 100);
	gw_events_fini(&e);
	assert_int_equal(e.n, 0);
	gw_events_fini(&e);
}
