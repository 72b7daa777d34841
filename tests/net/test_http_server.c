/* The server against raw clients that behave as no browser would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/http_server.h"

#include <signal.h>
#include "peer.h"

void test_request_comes_whole_and_decoded(void **state);
void test_connection_is_kept_for_a_plain_request(void **state);
void test_connection_is_closed_behind_a_proxy(void **state);
void test_too_long_body_is_413(void **state);
void test_too_long_chunked_body_is_413(void **state);
void test_ambiguous_framing_is_400(void **state);
void test_deadline_cuts_a_dripping_client(void **state);
void test_deadline_cuts_a_connection_that_says_nothing(void **state);
void test_delayed_reply_arrives(void **state);
void test_replies_of_one_turn_all_arrive(void **state);
void test_client_gone_before_the_reply_is_no_harm(void **state);
void test_accepts_again_after_the_connection_limit(void **state);
void test_limit_per_address_closes_at_once(void **state);
void test_free_with_a_request_that_waits(void **state);
void test_free_from_within_the_handler(void **state);
void test_idle_server_has_no_timer(void **state);
void test_pipelined_requests_are_answered_in_order(void **state);
void test_bad_address_is_an_error(void **state);
void test_taken_port_is_busy(void **state);

enum { WAITING_MAX = 64 };

struct office { /* the application */
	struct world world;
	struct http_server *server;
	bool delay; /* keep the exchange instead of replying */
	bool free_inside;
	struct http_exchange *waiting[WAITING_MAX];
	size_t waiting_n;
	size_t asked;
	struct sbuf seen; /* of the last request */
};

static void
on_request(void *arg, struct http_exchange *x, const struct http_inbound *in)
{
	struct office *o = arg;
	const char *a = http_fields_get(&in->query, "a");
	const char *cookie = http_fields_get(&in->headers, "cookie");
	o->asked++;
	sbuf_clear(&o->seen);
	sbuf_addf(&o->seen, "%s|%s|%s|%s|%s|%s", in->method, in->path,
	    a ? a : "-", cookie ? cookie : "-", in->peer, in->body);
	if (o->free_inside) {
		http_server_free(o->server);
		o->server = NULL;
	}
	if (o->delay) {
		assert_true(o->waiting_n < WAITING_MAX);
		o->waiting[o->waiting_n++] = x;
		return;
	}
	struct http_field f = { .name = "X-Test", .value = "yes" };
	http_server_reply(x, 200, "text/plain", in->path, strlen(in->path), &f,
	    1);
}

static void
open_office(struct office *o, const struct http_server_limits *l)
{
	struct err err = { 0 };
	*o = (struct office){ .delay = false };
	world_init(&o->world);
	assert_int_equal(http_server_new(&o->server, &o->world.loop,
			     "127.0.0.1:0", l, on_request, o, &err),
	    0);
	assert_true(http_server_port(o->server) > 0);
}

static void
close_office(struct office *o)
{
	http_server_free(o->server);
	world_fini(&o->world);
	sbuf_fini(&o->seen);
}

static void
say(struct office *o, struct raw *r, const char *bytes)
{
	raw_open(r, http_server_port(o->server));
	raw_say(r, bytes);
}

/* Says bytes on a connection of its own; the status that comes, 0 = closed
 * without one. */
static int
status_of(struct office *o, const char *bytes)
{
	struct raw r;
	say(o, &r, bytes);
	world_until(&o->world, raw_answered, &r);
	const char *s = sbuf_text(&r.got);
	int status =
	    strncmp(s, "HTTP/1.1 ", 9) == 0 ? (int)strtol(s + 9, NULL, 10) : 0;
	raw_fini(&r);
	return status;
}

static void
stop_beat(uv_handle_t *h, void *arg)
{
	struct office *o = arg;
	uv_timer_t *t = (uv_timer_t *)h;
	if (h->type == UV_TIMER && t != &o->world.tick &&
	    uv_timer_get_repeat(t))
		uv_timer_stop(t);
}

/* The heartbeat would carry an answer that was forgotten: not here. */
static void
without_beat(struct office *o)
{
	uv_walk(&o->world.loop, stop_beat, o);
}

static bool
is_waiting(void *arg)
{
	return ((struct office *)arg)->waiting_n > 0;
}

void
test_request_comes_whole_and_decoded(void **state)
{
	(void)state;
	struct office o;
	open_office(&o, NULL);
	assert_int_equal(
	    status_of(&o,
		"POST /hook/s%C3%A0i?a=%2B84+1&b=2 HTTP/1.1\r\nHost: x\r\n"
		"Cookie: s=1; t=2\r\nContent-Length: 4\r\n\r\nbody"),
	    200);
	assert_string_equal(sbuf_text(&o.seen),
	    "POST|/hook/s\xc3\xa0i|+84 1|s=1; t=2|127.0.0.1|body");
	close_office(&o);
}

void
test_connection_is_kept_for_a_plain_request(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	say(&o, &r, "GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_answered, &r);
	assert_non_null(strstr(sbuf_text(&r.got), "X-Test: yes"));
	assert_null(strstr(sbuf_text(&r.got), "close"));
	sbuf_clear(&r.got);
	raw_say(&r, "GET /two HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_answered, &r);
	assert_non_null(strstr(sbuf_text(&r.got), "/two"));
	assert_int_equal(o.asked, 2);
	raw_fini(&r);
	close_office(&o);
}

void
test_connection_is_closed_behind_a_proxy(void **state)
{
	(void)state;
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nVia: 1.1 proxy\r\n\r\n",
		"GET / HTTP/1.0\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
		"\r\n\r\n1\r\na\r\n0\r\n\r\n",
	};
	struct office o;
	open_office(&o, NULL);
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct raw r;
		say(&o, &r, requests[i]);
		world_until(&o.world, raw_closed, &r);
		assert_non_null(strstr(sbuf_text(&r.got), " 200 OK"));
		raw_fini(&r);
	}
	close_office(&o);
}

void
test_too_long_body_is_413(void **state)
{
	(void)state;
	struct office o;
	struct http_server_limits l = { .body_bytes = 10 };
	open_office(&o, &l);
	assert_int_equal(status_of(&o, "POST / HTTP/1.1\r\nHost: x\r\n"
				       "Content-Length: 1000000000\r\n\r\n"),
	    413);
	assert_int_equal(status_of(&o, "POST / HTTP/1.1\r\nHost: x\r\n"
				       "Content-Length: 11\r\n\r\n01234567890"),
	    413);
	assert_int_equal(o.asked, 0);
	assert_int_equal(status_of(&o, "POST / HTTP/1.1\r\nHost: x\r\n"
				       "Content-Length: 10\r\n\r\n0123456789"),
	    200);
	close_office(&o);
}

void
test_too_long_chunked_body_is_413(void **state)
{
	(void)state;
	struct office o;
	struct http_server_limits l = { .body_bytes = 10 };
	open_office(&o, &l);
	assert_int_equal(status_of(&o, "POST / HTTP/1.1\r\nHost: x\r\n"
				       "Transfer-Encoding: chunked\r\n\r\n"
				       "b\r\n01234567890\r\n0\r\n\r\n"),
	    413);
	/* Far beyond it there is nothing to wait for. */
	struct sbuf b = { 0 };
	sbuf_add(&b,
	    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "1000\r\n");
	for (int i = 0; i < 4096; i++)
		sbuf_add_c(&b, 'x');
	assert_int_equal(status_of(&o, sbuf_text(&b)), 0);
	sbuf_fini(&b);
	assert_int_equal(o.asked, 0);
	close_office(&o);
}

void
test_ambiguous_framing_is_400(void **state)
{
	(void)state;
	static const char *const requests[] = {
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
		"Content-Length: 4\r\n\r\nbody",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
		"Content-Length: 5\r\n\r\nbodyx",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
		"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 4\r\n\r\nbody",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
	};
	struct office o;
	open_office(&o, NULL);
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		assert_int_equal(status_of(&o, requests[i]), 400);
	assert_int_equal(o.asked, 0);
	close_office(&o);
}

struct drip {
	struct raw r;
	uint64_t next;
};

static bool
drips_until_cut(void *arg)
{
	struct drip *d = arg;
	if (uv_hrtime() > d->next) {
		raw_say(&d->r, "x");
		d->next = uv_hrtime() + 5000000;
	}
	return raw_closed(&d->r);
}

void
test_deadline_cuts_a_dripping_client(void **state)
{
	(void)state;
	struct office o;
	struct http_server_limits l = { .deadline_ms = 100 };
	struct drip d = { .next = 0 };
	open_office(&o, &l);
	say(&o, &d.r, "POST / HTTP/1.1\r\nHost: x\r\nX: ");
	assert_int_equal(status_of(&o, "POST / HTTP/1.1\r\nHost: x\r\n\r\n"),
	    200);
	world_until(&o.world, drips_until_cut, &d);
	assert_int_equal(o.asked, 1);
	assert_int_equal(d.r.got.len, 0);
	raw_fini(&d.r);
	close_office(&o);
}

void
test_deadline_cuts_a_connection_that_says_nothing(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	struct http_server_limits l = { .deadline_ms = 50 };
	open_office(&o, &l);
	say(&o, &r, "");
	world_until(&o.world, raw_closed, &r);
	raw_fini(&r);
	close_office(&o);
}

void
test_delayed_reply_arrives(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	struct http_server_limits l = { .deadline_ms = 20 };
	open_office(&o, &l);
	o.delay = true;
	say(&o, &r, "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, is_waiting, &o);
	/* Ours to take: the client's deadline does not count meanwhile. */
	uint64_t until = uv_hrtime() + 100000000;
	while (uv_hrtime() < until) {
		uv_run(&o.world.loop, UV_RUN_ONCE);
		raw_read(&r);
		assert_false(r.eof);
	}
	assert_int_equal(r.got.len, 0);
	without_beat(&o);
	http_server_reply(o.waiting[0], 202, "text/plain", "now", 3, NULL, 0);
	world_until(&o.world, raw_answered, &r);
	assert_non_null(strstr(sbuf_text(&r.got), "202 Accepted"));
	assert_non_null(strstr(sbuf_text(&r.got), "now"));
	raw_fini(&r);
	close_office(&o);
}

static bool
twenty_wait(void *arg)
{
	return ((struct office *)arg)->waiting_n == 20;
}

void
test_replies_of_one_turn_all_arrive(void **state)
{
	(void)state;
	struct office o;
	struct raw r[20];
	open_office(&o, NULL);
	o.delay = true;
	for (size_t i = 0; i < 20; i++)
		say(&o, &r[i], "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, twenty_wait, &o);
	without_beat(&o);
	for (size_t i = 0; i < 20; i++)
		http_server_reply(o.waiting[i], 200, NULL, "", 0, NULL, 0);
	for (size_t i = 0; i < 20; i++) {
		world_until(&o.world, raw_answered, &r[i]);
		assert_non_null(strstr(sbuf_text(&r[i].got), "200 OK"));
		raw_fini(&r[i]);
	}
	close_office(&o);
}

void
test_client_gone_before_the_reply_is_no_harm(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	o.delay = true;
	say(&o, &r, "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, is_waiting, &o);
	raw_fini(&r);
	for (int i = 0; i < 5; i++)
		uv_run(&o.world.loop, UV_RUN_NOWAIT);
	http_server_reply(o.waiting[0], 200, "text/plain", "x", 1, NULL, 0);
	o.delay = false;
	assert_int_equal(status_of(&o, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
	    200);
	close_office(&o);
}

void
test_accepts_again_after_the_connection_limit(void **state)
{
	(void)state;
	struct office o;
	struct raw idle[4];
	struct http_server_limits l = { .connections = 2, .deadline_ms = 50 };
	open_office(&o, &l);
	for (size_t i = 0; i < 4; i++)
		say(&o, &idle[i], "GET");
	/* It waits in the backlog until the deadline has made room. */
	assert_int_equal(status_of(&o, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
	    200);
	for (size_t i = 0; i < 4; i++) {
		world_until(&o.world, raw_closed, &idle[i]);
		raw_fini(&idle[i]);
	}
	close_office(&o);
}

void
test_limit_per_address_closes_at_once(void **state)
{
	(void)state;
	struct office o;
	struct raw a, b, c;
	struct http_server_limits l = { .per_address = 2 };
	open_office(&o, &l);
	say(&o, &a, "GET");
	say(&o, &b, "GET");
	say(&o, &c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_closed, &c);
	assert_int_equal(c.got.len, 0);
	raw_say(&b, " / HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_answered, &b);
	assert_int_equal(o.asked, 1);
	raw_fini(&a);
	raw_fini(&b);
	raw_fini(&c);
	close_office(&o);
}

void
test_free_with_a_request_that_waits(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	o.delay = true;
	say(&o, &r, "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, is_waiting, &o);
	http_server_free(o.server);
	o.server = NULL;
	http_server_reply(o.waiting[0], 200, NULL, "", 0, NULL, 0);
	world_until(&o.world, raw_closed, &r);
	raw_fini(&r);
	close_office(&o);
}

void
test_free_from_within_the_handler(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	o.free_inside = true;
	say(&o, &r, "GET /stop HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_closed, &r);
	assert_int_equal(o.asked, 1);
	raw_fini(&r);
	close_office(&o);
}

static void
count_timers(uv_handle_t *h, void *arg)
{
	size_t *n = arg;
	*n += h->type == UV_TIMER && uv_is_active(h);
}

static bool
only_the_tick(void *arg)
{
	struct office *o = arg;
	size_t n = 0;
	uv_walk(&o->world.loop, count_timers, &n);
	return n == 1;
}

void
test_idle_server_has_no_timer(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	assert_true(only_the_tick(&o));
	say(&o, &r, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, raw_answered, &r);
	assert_false(only_the_tick(&o)); /* the heartbeat of a connection */
	raw_fini(&r);
	world_until(&o.world, only_the_tick, &o);
	close_office(&o);
}

static bool
two_answers(void *arg)
{
	struct raw *r = arg;
	raw_read(r);
	const char *one = strstr(sbuf_text(&r->got), "/one");
	return r->eof || (one && strstr(one, "/two"));
}

void
test_pipelined_requests_are_answered_in_order(void **state)
{
	(void)state;
	struct office o;
	struct raw r;
	open_office(&o, NULL);
	o.delay = true;
	say(&o, &r,
	    "GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
	    "GET /two HTTP/1.1\r\nHost: x\r\n\r\n");
	world_until(&o.world, is_waiting, &o);
	o.delay = false;
	without_beat(&o);
	http_server_reply(o.waiting[0], 200, NULL, "/one", 4, NULL, 0);
	world_until(&o.world, two_answers, &r);
	assert_false(r.eof);
	assert_int_equal(o.asked, 2);
	raw_fini(&r);
	close_office(&o);
}

void
test_bad_address_is_an_error(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "127.0.0.1", ":1",
		"127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8x", "[::1:80",
		"nowhere.example:80" };
	struct world w;
	world_init(&w);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct http_server *s;
		struct err err = { 0 };
		assert_int_equal(http_server_new(&s, &w.loop, bad[i], NULL,
				     on_request, NULL, &err),
		    -1);
		assert_int_equal(err.code, ERR_INVALID);
	}
	world_fini(&w);
}

void
test_taken_port_is_busy(void **state)
{
	(void)state;
	struct office o;
	struct http_server *second;
	struct err err = { 0 };
	char where[32];
	open_office(&o, NULL);
	snprintf(where, sizeof where, "127.0.0.1:%d",
	    http_server_port(o.server));
	assert_int_equal(http_server_new(&second, &o.world.loop, where, NULL,
			     on_request, NULL, &err),
	    -1);
	assert_int_equal(err.code, ERR_BUSY);
	close_office(&o);
}
