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

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct slot {
	struct sock *sock; /* or NULL */
};

struct curl_loop {
	CURLM *multi; /* NULL once curl_loop_free was called */
	uv_loop_t *loop;
	uv_timer_t timer;
	size_t handles;	   /* libuv handles whose close callback is to come */
	struct slot *ours; /* by descriptor: those that we open and close */
	size_t ours_cap;
	curl_loop_turn *turn;
	void *arg;
};

/*
 * curl forgets a connection's socket after each request and asks for it again
 * at the next.  Ours is only parked meanwhile: taking it out of the poll set
 * and putting it back costs five system calls, a quarter of a short request.
 * Only what we close ourselves may be parked, or a later file with the same
 * number would be taken for it.
 */
struct sock {
	uv_poll_t poll;
	struct curl_loop *owner;
	curl_socket_t fd;
	int events; /* that are polled for */
	bool ours;
	bool parked; /* curl does not want to hear of it now */
};

static void
let_go(struct curl_loop *l)
{
	if (--l->handles == 0) {
		free(l->ours);
		free(l);
	}
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

static void on_poll(uv_poll_t *h, int status, int events);

static void
watch(struct sock *s, int events)
{
	if (events == s->events)
		return;
	s->events = events;
	if (events)
		uv_poll_start(&s->poll, events, on_poll);
	else
		uv_poll_stop(&s->poll);
}

static void
on_poll(uv_poll_t *h, int status, int events)
{
	struct sock *s = h->data;
	if (status < 0)
		s->events = 0; /* libuv has stopped it */
	if (s->parked) { /* closed by the peer: curl sees it when it looks */
		watch(s, 0);
		return;
	}
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

/* --- sockets */

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
	return s;
}

static void
park(struct sock *s)
{
	s->parked = true;
	/* Writable it would be all the time. */
	watch(s, s->events & UV_WRITABLE ? 0 : s->events);
	uv_unref((uv_handle_t *)&s->poll);
}

static void
unpark(struct sock *s)
{
	if (s->parked)
		uv_ref((uv_handle_t *)&s->poll);
	s->parked = false;
}

static struct sock *
sock_of(struct curl_loop *l, curl_socket_t fd)
{
	return (size_t)fd < l->ours_cap ? l->ours[fd].sock : NULL;
}

static int
on_curl_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *sockp)
{
	(void)easy;
	struct curl_loop *l = arg;
	struct sock *s = sockp;
	if (what == CURL_POLL_REMOVE) {
		if (s && s->ours)
			park(s);
		else if (s)
			uv_close((uv_handle_t *)&s->poll, on_sock_closed);
		return 0;
	}
	if (!s) {
		s = sock_of(l, fd);
		if (!s)
			s = sock_new(l, fd);
		if (!s)
			return 0; /* unwatched: its own time-out ends it */
		curl_multi_assign(l->multi, fd, s);
		unpark(s);
	}
	int events = 0;
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	watch(s, events);
	return 0;
}

static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)purpose;
	struct curl_loop *l = arg;
	int fd = socket(a->family, a->socktype, a->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	struct sock *s = sock_new(l, fd);
	if (!s)
		return fd; /* on_curl_socket tries once more */
	size_t old = l->ours_cap;
	l->ours =
	    mem_grow(l->ours, &l->ours_cap, (size_t)fd + 1, sizeof *l->ours);
	for (size_t i = old; i < l->ours_cap; i++)
		l->ours[i].sock = NULL;
	l->ours[fd].sock = s;
	s->ours = true;
	park(s);
	return fd;
}

static int
on_close(void *arg, curl_socket_t fd)
{
	struct curl_loop *l = arg;
	struct sock *s = sock_of(l, fd);
	if (s) {
		l->ours[fd].sock = NULL;
		uv_close((uv_handle_t *)&s->poll, on_sock_closed);
	}
	return close(fd);
}

void
curl_loop_adopt(struct curl_loop *l, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, l);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, l);
}

/* --- opening and closing */

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
