/* curl's multi interface in the loop, below any client of ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/curl_loop.h"

#include <signal.h>
#include "peer.h"

void test_the_last_transfer_is_reaped_when_it_times_out(void **state);
void test_idle_loop_has_nothing_to_wait_for(void **state);
void test_a_removed_handle_leaves_no_timer(void **state);

struct turns {
	struct world world;
	struct curl_loop *loop;
	struct peer peer;
	CURL *easy;
	size_t reaped;
	CURLcode result;
};

static void
on_turn(void *arg)
{
	struct turns *t = arg;
	CURLMsg *m;
	int left;
	while ((m = curl_multi_info_read(curl_loop_multi(t->loop), &left))) {
		t->reaped++;
		t->result = m->data.result;
	}
}

static void
begin(struct turns *t, enum peer_mode mode, long timeout_ms)
{
	struct err err = { 0 };
	char url[64];
	*t = (struct turns){ .reaped = 0 };
	world_init(&t->world);
	peer_init(&t->peer, &t->world, mode,
	    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(
	    curl_loop_new(&t->loop, &t->world.loop, on_turn, t, &err), 0);
	t->easy = curl_easy_init();
	snprintf(url, sizeof url, "http://127.0.0.1:%d/", t->peer.port);
	curl_easy_setopt(t->easy, CURLOPT_URL, url);
	curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, timeout_ms);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	curl_multi_add_handle(curl_loop_multi(t->loop), t->easy);
}

static void
end(struct turns *t)
{
	curl_multi_remove_handle(curl_loop_multi(t->loop), t->easy);
	curl_easy_cleanup(t->easy);
	curl_loop_free(t->loop);
	peer_fini(&t->peer);
	world_fini(&t->world);
}

static bool
is_reaped(void *arg)
{
	return ((struct turns *)arg)->reaped > 0;
}

void
test_the_last_transfer_is_reaped_when_it_times_out(void **state)
{
	(void)state;
	struct turns t;
	begin(&t, PEER_SILENT, 50);
	world_until(&t.world, is_reaped, &t);
	assert_int_equal(t.reaped, 1);
	assert_int_equal(t.result, CURLE_OPERATION_TIMEDOUT);
	end(&t);
}

static void
count_timers(uv_handle_t *h, void *arg)
{
	struct turns *t = arg;
	if (h != (uv_handle_t *)&t->world.tick && h->type == UV_TIMER &&
	    uv_is_active(h))
		t->reaped += 100;
}

void
test_idle_loop_has_nothing_to_wait_for(void **state)
{
	(void)state;
	struct turns t;
	begin(&t, PEER_ANSWER, 5000);
	world_until(&t.world, is_reaped, &t);
	assert_int_equal(t.result, CURLE_OK);
	curl_multi_remove_handle(curl_loop_multi(t.loop), t.easy);
	/* curl's timer −1 deletes ours: nothing wakes an idle service. */
	uv_walk(&t.world.loop, count_timers, &t);
	assert_int_equal(t.reaped, 1);
	end(&t);
}

void
test_a_removed_handle_leaves_no_timer(void **state)
{
	(void)state;
	struct turns t;
	begin(&t, PEER_SILENT, 5000);
	for (int i = 0; i < 5; i++)
		uv_run(&t.world.loop, UV_RUN_NOWAIT);
	curl_multi_remove_handle(curl_loop_multi(t.loop), t.easy);
	uv_walk(&t.world.loop, count_timers, &t);
	assert_int_equal(t.reaped, 0);
	end(&t);
}
