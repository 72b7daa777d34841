/*
 * libcurl's multi interface in a libuv loop: one poll handle a socket, one
 * timer.  Knows no request and no answer.
 *
 * Three things that the known examples get wrong: a time-out may end the last
 * transfer, so the owner is told after every action, whatever the count of
 * running ones; timer −1 means delete; a poll error must reach curl.
 */
#include "net/curl_loop.h"

#include "base/mem.h"

#include <stdlib.h>

struct curl_loop {
	CURLM *multi; /* NULL once curl_loop_free was called */
	uv_loop_t *loop;
	uv_timer_t timer;
	size_t handles; /* libuv handles whose close callback is to come */
	curl_loop_turn *turn;
	void *arg;
};

struct sock {
	uv_poll_t poll;
	struct curl_loop *owner;
	curl_socket_t fd;
};

static void
let_go(struct curl_loop *l)
{
	if (--l->handles == 0)
		free(l);
}

static void
on_sock_closed(uv_handle_t *h)
{
	struct sock *s = h->data;
	struct curl_loop *l = s->owner;
	free(s);
	let_go(l);
}

static void
on_timer_closed(uv_handle_t *h)
{
	let_go(h->data);
}

static void
act(struct curl_loop *l, curl_socket_t fd, int flags)
{
	int running;
	curl_multi_socket_action(l->multi, fd, flags, &running);
	l->turn(l->arg);
}

static void
on_poll(uv_poll_t *h, int status, int events)
{
	struct sock *s = h->data;
	int flags = status < 0 ? CURL_CSELECT_ERR : 0;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	act(s->owner, s->fd, flags);
}

static void
on_timer(uv_timer_t *h)
{
	act(h->data, CURL_SOCKET_TIMEOUT, 0);
}

static int
on_curl_timer(CURLM *multi, long timeout_ms, void *arg)
{
	(void)multi;
	struct curl_loop *l = arg;
	if (timeout_ms < 0)
		uv_timer_stop(&l->timer);
	else
		uv_timer_start(&l->timer, on_timer, (uint64_t)timeout_ms, 0);
	return 0;
}

static struct sock *
sock_new(struct curl_loop *l, curl_socket_t fd)
{
	struct sock *s = mem_new(1, sizeof *s);
	if (uv_poll_init_socket(l->loop, &s->poll, fd) < 0) {
		free(s);
		return NULL;
	}
	s->owner = l;
	s->fd = fd;
	s->poll.data = s;
	l->handles++;
	curl_multi_assign(l->multi, fd, s);
	return s;
}

static int
on_curl_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *sockp)
{
	(void)easy;
	struct curl_loop *l = arg;
	struct sock *s = sockp;
	if (what == CURL_POLL_REMOVE) {
		if (s) {
			curl_multi_assign(l->multi, fd, NULL);
			uv_close((uv_handle_t *)&s->poll, on_sock_closed);
		}
		return 0;
	}
	if (!s)
		s = sock_new(l, fd);
	if (!s)
		return 0; /* unwatched: the transfer's own time-out ends it */
	int events = 0;
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	uv_poll_start(&s->poll, events, on_poll);
	return 0;
}

int
curl_loop_new(struct curl_loop **out, uv_loop_t *loop, curl_loop_turn *turn,
    void *arg, struct err *err)
{
	CURLM *multi = curl_multi_init();
	if (!multi)
		return err_set(err, ERR_FAILED, "libcurl does not start");
	struct curl_loop *l = mem_new(1, sizeof *l);
	*l = (struct curl_loop){ .multi = multi,
		.loop = loop,
		.turn = turn,
		.arg = arg,
		.handles = 1 };
	uv_timer_init(loop, &l->timer);
	l->timer.data = l;
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_curl_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, l);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_curl_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, l);
	*out = l;
	return 0;
}

CURLM *
curl_loop_multi(struct curl_loop *l)
{
	return l->multi;
}

void
curl_loop_free(struct curl_loop *l)
{
	if (!l)
		return;
	curl_multi_cleanup(l->multi);
	l->multi = NULL;
	uv_close((uv_handle_t *)&l->timer, on_timer_closed);
}
