/* The lines before name lookups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/resolve.h"

#include <string.h>

void test_addresses_need_no_lookup(void **state);
void test_only_http_addresses_count(void **state);
void test_one_looks_up_and_the_others_wait_in_order(void **state);
void test_hosts_do_not_wait_for_each_other(void **state);
void test_failed_lookup_returns_all_that_waited(void **state);
void test_host_rests_after_a_lookup_that_timed_out(void **state);
void test_time_out_after_the_lookup_is_not_the_name_servers(void **state);

void
test_addresses_need_no_lookup(void **state)
{
	(void)state;
	static const char *const urls[] = { "http://127.0.0.1:13013/cgi-bin",
		"https://[::1]/x", "http://localhost:1/", "http://LOCALHOST",
		"http://user:pass@10.0.0.1:80/?a=b@c" };
	struct resolve l = { 0 };
	struct resolve_place p[10];
	for (size_t i = 0; i < 10; i++) /* each twice, none in the way */
		assert_int_equal(resolve_enter(&l, &p[i], urls[i / 2], 0),
		    RESOLVE_GO);
	assert_null(l.hosts);
	for (size_t i = 0; i < 10; i++)
		assert_null(resolve_leave(&p[i], true, 0));
	resolve_fini(&l);
}

void
test_only_http_addresses_count(void **state)
{
	(void)state;
	static const char *const good[] = { "http://a", "HTTPS://a:1/",
		"http://u@a?x", "http://[::1]" };
	static const char *const bad[] = { "", "a", "ftp://a", "http:/a",
		"http://", "http:///a", "http://u@/", "http://:80/",
		"file:///etc" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(resolve_is_http(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(resolve_is_http(bad[i]));
}

void
test_one_looks_up_and_the_others_wait_in_order(void **state)
{
	(void)state;
	struct resolve l = { 0 };
	struct resolve_place a, b, c;
	assert_int_equal(resolve_enter(&l, &a, "http://gw.example/1", 0),
	    RESOLVE_GO);
	assert_int_equal(resolve_enter(&l, &b, "http://gw.example:81/2", 0),
	    RESOLVE_WAIT);
	assert_int_equal(resolve_enter(&l, &c, "https://GW.example/3", 0),
	    RESOLVE_WAIT);
	assert_null(resolve_next(&l));
	a.resolved = true;
	assert_ptr_equal(resolve_next(&l), &b);
	assert_null(resolve_next(&l)); /* now b looks it up */
	b.resolved = true;
	assert_null(resolve_leave(&b, false, 0));
	assert_ptr_equal(resolve_next(&l), &c);
	assert_null(resolve_leave(&c, false, 0));
	assert_null(resolve_leave(&a, false, 0));
	assert_null(resolve_next(&l));
	resolve_fini(&l);
}

void
test_hosts_do_not_wait_for_each_other(void **state)
{
	(void)state;
	struct resolve l = { 0 };
	struct resolve_place a, b;
	assert_int_equal(resolve_enter(&l, &a, "http://a.example/", 0),
	    RESOLVE_GO);
	assert_int_equal(resolve_enter(&l, &b, "http://b.example/", 0),
	    RESOLVE_GO);
	resolve_fini(&l);
}

void
test_failed_lookup_returns_all_that_waited(void **state)
{
	(void)state;
	struct resolve l = { 0 };
	struct resolve_place a, b, c, d;
	resolve_enter(&l, &a, "http://gw.example/", 0);
	resolve_enter(&l, &b, "http://gw.example/", 0);
	resolve_enter(&l, &c, "http://gw.example/", 0);
	struct resolve_place *away = resolve_leave(&a, false, 0);
	assert_ptr_equal(away, &b);
	assert_ptr_equal(away->next, &c);
	assert_null(away->next->next);
	assert_null(resolve_leave(&b, false, 0));
	assert_null(resolve_leave(&c, false, 0));
	/* No such name is an answer: the next may ask at once. */
	assert_int_equal(resolve_enter(&l, &d, "http://gw.example/", 0),
	    RESOLVE_GO);
	resolve_fini(&l);
}

void
test_host_rests_after_a_lookup_that_timed_out(void **state)
{
	(void)state;
	struct resolve l = { 0 };
	struct resolve_place a, b, c, d;
	resolve_enter(&l, &a, "http://gw.example/", 1000);
	resolve_enter(&l, &b, "http://gw.example/", 1000);
	assert_ptr_equal(resolve_leave(&a, true, 6000), &b);
	assert_int_equal(resolve_enter(&l, &c, "http://gw.example/", 6000),
	    RESOLVE_REST);
	assert_int_equal(resolve_enter(&l, &c, "http://gw.example/", 35999),
	    RESOLVE_REST);
	assert_null(resolve_leave(&c, false, 35999));
	assert_int_equal(resolve_enter(&l, &d, "http://other.example/", 6000),
	    RESOLVE_GO);
	assert_int_equal(resolve_enter(&l, &c, "http://gw.example/", 36000),
	    RESOLVE_GO);
	resolve_fini(&l);
}

void
test_time_out_after_the_lookup_is_not_the_name_servers(void **state)
{
	(void)state;
	struct resolve l = { 0 };
	struct resolve_place a, b;
	resolve_enter(&l, &a, "http://gw.example/", 0);
	resolve_enter(&l, &b, "http://gw.example/", 0);
	a.resolved = true;
	assert_null(resolve_leave(&a, true, 30000));
	assert_ptr_equal(resolve_next(&l), &b);
	resolve_fini(&l);
}
