/* The listener: holding, letting go, and a process without descriptors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/listener.h"

#include <signal.h>
#include <sys/resource.h>
#include "peer.h"

void test_held_listener_accepts_when_let_go(void **state);
void test_listener_recovers_from_too_many_files(void **state);
void test_listener_on_ipv6(void **state);
void test_listener_freed_while_accepting(void **state);

struct door {
	struct world world;
	struct listener *listener;
	size_t taken;
	bool free_at_first;
};

static void
on_taken(void *arg, int fd, const struct sockaddr *peer, socklen_t n)
{
	struct door *d = arg;
	assert_true(n > 0 && peer->sa_family != AF_UNSPEC);
	d->taken++;
	close(fd);
	if (d->free_at_first) {
		listener_free(d->listener);
		d->listener = NULL;
	}
}

static void
open_door(struct door *d)
{
	struct err err = { 0 };
	*d = (struct door){ .taken = 0 };
	world_init(&d->world);
	assert_int_equal(listener_new(&d->listener, &d->world.loop,
			     "127.0.0.1:0", on_taken, d, &err),
	    0);
}

static bool
one_taken(void *arg)
{
	return ((struct door *)arg)->taken == 1;
}

void
test_held_listener_accepts_when_let_go(void **state)
{
	(void)state;
	struct door d;
	struct raw r;
	open_door(&d);
	listener_hold(d.listener);
	raw_open(&r, listener_port(d.listener));
	for (int i = 0; i < 5; i++)
		uv_run(&d.world.loop, UV_RUN_NOWAIT);
	assert_int_equal(d.taken, 0);
	listener_go(d.listener);
	world_until(&d.world, one_taken, &d);
	raw_fini(&r);
	listener_free(d.listener);
	world_fini(&d.world);
}

void
test_listener_recovers_from_too_many_files(void **state)
{
	(void)state;
	struct door d;
	struct raw r;
	struct rlimit old, none;
	open_door(&d);
	raw_open(&r, listener_port(d.listener));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	for (int i = 0; i < 20; i++)
		uv_run(&d.world.loop, UV_RUN_NOWAIT);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(d.taken, 0);
	world_until(&d.world, one_taken, &d);
	raw_fini(&r);
	listener_free(d.listener);
	world_fini(&d.world);
}

void
test_listener_on_ipv6(void **state)
{
	(void)state;
	struct door d;
	struct err err = { 0 };
	world_init(&d.world);
	int rc = listener_new(&d.listener, &d.world.loop, "[::1]:0", on_taken,
	    &d, &err);
	/* A machine without IPv6 says so in words. */
	if (rc == 0) {
		assert_true(listener_port(d.listener) > 0);
		listener_free(d.listener);
	} else {
		assert_int_equal(err.code, ERR_FAILED);
		assert_non_null(strstr(err.text, "[::1]:0"));
	}
	world_fini(&d.world);
}

void
test_listener_freed_while_accepting(void **state)
{
	(void)state;
	struct door d;
	struct raw a, b;
	open_door(&d);
	int port = listener_port(d.listener);
	d.free_at_first = true;
	raw_open(&a, port);
	raw_open(&b, port);
	world_until(&d.world, one_taken, &d);
	for (int i = 0; i < 5; i++)
		uv_run(&d.world.loop, UV_RUN_NOWAIT);
	assert_int_equal(d.taken, 1);
	raw_fini(&a);
	raw_fini(&b);
	world_fini(&d.world);
}
