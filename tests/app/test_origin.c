#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/origin.h"

#include <string.h>

void test_host_is_the_configured_one_or_loopback(void **state);
void test_loopback_is_the_peer_not_its_proxy(void **state);
void test_source_is_what_our_own_proxy_says(void **state);

void
test_host_is_the_configured_one_or_loopback(void **state)
{
	(void)state;
	static const struct {
		const char *url, *host;
		bool ours;
	} rows[] = {
		{ "https://nhac.example.vn", "nhac.example.vn", true },
		{ "https://nhac.example.vn/x", "NHAC.example.vn:443", true },
		{ "https://nhac.example.vn", "example.vn", false },
		{ "https://nhac.example.vn", "nhac.example.vn.evil", false },
		{ "https://nhac.example.vn", "localhost:1", true },
		{ "http://[2001:db8::1]:80", "[2001:db8::1]", true },
		{ "http://[2001:db8::1]:80", "[2001:db8::2]", false },
		{ "nonsense", "nonsense", false },
		{ "http://", "", false },
		{ NULL, "evil", false },
		{ NULL, "[::1]:8642", true },
		{ NULL, "[::1", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_field h = { "host", rows[i].host };
		struct http_inbound in = { .headers = { &h, 1 } };
		assert_int_equal(origin_host_is_ours(&in, rows[i].url),
		    rows[i].ours);
	}
	struct http_inbound none = { 0 };
	assert_false(origin_host_is_ours(&none, "http://a"));
}

void
test_loopback_is_the_peer_not_its_proxy(void **state)
{
	(void)state;
	static const struct {
		const char *peer;
		bool local;
	} rows[] = { { "127.0.0.1", true }, { "127.9.9.9", true },
		{ "::1", true }, { "::ffff:127.0.0.1", true },
		{ "10.0.0.1", false }, { "::ffff:10.0.0.1", false },
		{ "", false }, { NULL, false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_inbound in = { .peer = rows[i].peer };
		assert_int_equal(origin_is_loopback(&in), rows[i].local);
	}
	struct http_field h = { "X-Forwarded-For", "10.0.0.1" };
	struct http_inbound in = { .peer = "127.0.0.1", .headers = { &h, 1 } };
	assert_false(origin_is_loopback(&in));
}

void
test_source_is_what_our_own_proxy_says(void **state)
{
	(void)state;
	static const struct {
		const char *peer, *forwarded, *source;
	} rows[] = { { "127.0.0.1", NULL, "127.0.0.1" },
		{ "127.0.0.1", "192.0.2.7", "192.0.2.7" },
		{ "::1", "10.9.9.9, 192.0.2.7", "192.0.2.7" },
		{ "127.0.0.1", "", "127.0.0.1" },
		{ "127.0.0.1", "a,", "127.0.0.1" },
		/* Nobody else's word counts. */
		{ "192.0.2.8", "127.0.0.1", "192.0.2.8" },
		{ NULL, "192.0.2.7", "" } };
	char source[64];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_field h = { "X-Forwarded-For", rows[i].forwarded };
		struct http_inbound in = { .peer = rows[i].peer,
			.headers = { &h, rows[i].forwarded ? 1 : 0 } };
		origin_source(&in, source);
		assert_string_equal(source, rows[i].source);
	}
	char far[200];
	memset(far, 'x', sizeof far - 1);
	far[sizeof far - 1] = '\0';
	struct http_field h = { "X-Forwarded-For", far };
	struct http_inbound in = { .peer = "127.0.0.1", .headers = { &h, 1 } };
	origin_source(&in, source);
	assert_int_equal(strlen(source), 63);
}
