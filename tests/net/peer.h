/*
 * Peers for the tests of net: a loop with a guard against hanging, a raw
 * client that says exactly these bytes, a server that misbehaves as told.
 */
#ifndef NHACVIEC_TESTS_NET_PEER_H
#define NHACVIEC_TESTS_NET_PEER_H

#include "base/mem.h"
#include "base/sbuf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

/* --- the loop */

struct world {
	uv_loop_t loop;
	uv_timer_t tick; /* wakes the loop, so that conditions are looked at */
};

static inline void
on_world_tick(uv_timer_t *h)
{
	(void)h;
}

static inline void
world_init(struct world *w)
{
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(uv_loop_init(&w->loop), 0);
	uv_timer_init(&w->loop, &w->tick);
	uv_timer_start(&w->tick, on_world_tick, 2, 2);
	uv_unref((uv_handle_t *)&w->tick);
}

/* Runs the loop until cond(arg), at most 20 s: a guard, not a limit. */
static inline void
world_until(struct world *w, bool (*cond)(void *), void *arg)
{
	uint64_t end = uv_hrtime() + 20000000000ull;
	while (!cond(arg)) {
		assert_true(uv_hrtime() < end);
		uv_ref((uv_handle_t *)&w->tick);
		uv_run(&w->loop, UV_RUN_ONCE);
		uv_unref((uv_handle_t *)&w->tick);
	}
}

/* Everything must have been closed: the loop runs dry. */
static inline void
world_fini(struct world *w)
{
	uv_close((uv_handle_t *)&w->tick, NULL);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
}

/* --- a raw client */

struct raw {
	int fd;
	bool eof; /* or reset */
	struct sbuf got;
};

static inline void
raw_open(struct raw *r, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*r = (struct raw){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_equal(connect(r->fd, (struct sockaddr *)&a, sizeof a), 0);
	fcntl(r->fd, F_SETFL, O_NONBLOCK);
}

static inline void
raw_say(struct raw *r, const char *bytes)
{
	ssize_t n = send(r->fd, bytes, strlen(bytes), MSG_NOSIGNAL);
	(void)n; /* a peer that has closed shows when we read */
}

static inline void
raw_read(struct raw *r)
{
	char buf[4096];
	ssize_t n;
	while (!r->eof && (n = recv(r->fd, buf, sizeof buf, 0)) >= 0) {
		if (n == 0)
			r->eof = true;
		else
			sbuf_add_n(&r->got, buf, (size_t)n);
	}
	if (!r->eof && errno != EAGAIN)
		r->eof = true;
}

static inline bool
raw_closed(void *arg)
{
	struct raw *r = arg;
	raw_read(r);
	return r->eof;
}

/* A status line and the blank line are there. */
static inline bool
raw_answered(void *arg)
{
	struct raw *r = arg;
	raw_read(r);
	return r->eof || strstr(sbuf_text(&r->got), "\r\n\r\n");
}

static inline void
raw_fini(struct raw *r)
{
	close(r->fd);
	sbuf_fini(&r->got);
}

/* --- a server that does as told */

enum peer_mode {
	PEER_SILENT,	 /* reads, says nothing */
	PEER_ANSWER,	 /* says `answer`, keeps the connection */
	PEER_ANSWER_END, /* says `answer`, closes */
	PEER_FIN,	 /* reads the request, closes */
	PEER_RESET,	 /* reads the request, resets */
	PEER_ONCE	 /* answers the first request of a connection, closes at
			    the second without a word */
};

struct peer {
	uv_tcp_t listen;
	int port;
	enum peer_mode mode;
	const char *answer;
	size_t connections, requests, bytes;
	struct sbuf last; /* the last request */
};

struct peer_conn {
	uv_tcp_t tcp;
	struct peer *peer;
	size_t requests;
	struct sbuf in;
	char buf[65536];
};

static inline void
on_peer_conn_closed(uv_handle_t *h)
{
	struct peer_conn *c = h->data;
	sbuf_fini(&c->in);
	free(c);
}

static inline void
peer_conn_close(struct peer_conn *c)
{
	if (!uv_is_closing((uv_handle_t *)&c->tcp))
		uv_close((uv_handle_t *)&c->tcp, on_peer_conn_closed);
}

static inline void
on_peer_alloc(uv_handle_t *h, size_t n, uv_buf_t *b)
{
	(void)n;
	struct peer_conn *c = h->data;
	*b = uv_buf_init(c->buf, sizeof c->buf);
}

static inline void
on_peer_written(uv_write_t *w, int status)
{
	(void)status;
	struct peer_conn *c = w->handle->data;
	free(w);
	if (c->peer->mode == PEER_ANSWER_END)
		peer_conn_close(c);
}

static inline void
peer_act(struct peer_conn *c)
{
	struct peer *p = c->peer;
	switch (p->mode) {
	case PEER_SILENT:
		break;
	case PEER_FIN:
		peer_conn_close(c);
		break;
	case PEER_RESET:
		uv_tcp_close_reset(&c->tcp, on_peer_conn_closed);
		break;
	case PEER_ONCE:
		if (c->requests > 1) {
			peer_conn_close(c);
			break;
		}
		/* fall through */
	case PEER_ANSWER:
	case PEER_ANSWER_END: {
		uv_write_t *w = mem_new(1, sizeof *w);
		uv_buf_t b = uv_buf_init((char *)(uintptr_t)p->answer,
		    (unsigned)strlen(p->answer));
		uv_write(w, (uv_stream_t *)&c->tcp, &b, 1, on_peer_written);
		break;
	}
	}
}

/* Length of the whole request at the front of s, 0 when it is not whole. */
static inline size_t
peer_whole(const char *s, size_t len)
{
	const char *end = strstr(s, "\r\n\r\n");
	if (!end)
		return 0;
	const char *l = strstr(s, "Content-Length: ");
	size_t n = (size_t)(end - s) + 4 +
		   (l && l < end ? strtoul(l + 16, NULL, 10) : 0);
	return n <= len ? n : 0;
}

static inline void
on_peer_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *b)
{
	struct peer_conn *c = stream->data;
	if (n < 0) {
		peer_conn_close(c);
		return;
	}
	c->peer->bytes += (size_t)n;
	sbuf_add_n(&c->in, b->base, (size_t)n);
	size_t whole = peer_whole(sbuf_text(&c->in), c->in.len);
	if (!whole)
		return;
	sbuf_clear(&c->peer->last);
	sbuf_add_n(&c->peer->last, c->in.s, whole);
	sbuf_clear(&c->in);
	c->requests++;
	c->peer->requests++;
	peer_act(c);
}

static inline void
on_peer_connection(uv_stream_t *listen, int status)
{
	struct peer *p = listen->data;
	if (status < 0)
		return;
	struct peer_conn *c = mem_new(1, sizeof *c);
	c->peer = p;
	uv_tcp_init(listen->loop, &c->tcp);
	c->tcp.data = c;
	uv_accept(listen, (uv_stream_t *)&c->tcp);
	p->connections++;
	uv_read_start((uv_stream_t *)&c->tcp, on_peer_alloc, on_peer_read);
}

static inline void
peer_init(struct peer *p, struct world *w, enum peer_mode mode,
    const char *answer)
{
	struct sockaddr_in a;
	int n = sizeof a;
	*p = (struct peer){ .mode = mode, .answer = answer };
	uv_ip4_addr("127.0.0.1", 0, &a);
	uv_tcp_init(&w->loop, &p->listen);
	p->listen.data = p;
	assert_int_equal(uv_tcp_bind(&p->listen, (struct sockaddr *)&a, 0), 0);
	assert_int_equal(
	    uv_listen((uv_stream_t *)&p->listen, 64, on_peer_connection), 0);
	uv_tcp_getsockname(&p->listen, (struct sockaddr *)&a, &n);
	p->port = ntohs(a.sin_port);
}

static inline void
peer_fini(struct peer *p)
{
	uv_close((uv_handle_t *)&p->listen, NULL);
	sbuf_fini(&p->last);
}

#endif
