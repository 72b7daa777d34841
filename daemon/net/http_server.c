/*
 * libmicrohttpd in a libuv loop.  Connections are accepted by our listener,
 * timed by our heartbeat and framed strictly by our own checks, because
 * libmicrohttpd does none of the three well enough (facts reliability D7,
 * F73–F76).  Knows no page and no gateway.
 *
 * A connection is kept for the next request only when nothing about the
 * present one is open to two readings and no proxy speaks for others through
 * it: HTTP/1.1, no Transfer-Encoding, at most one Content-Length (two are
 * 400), no Via, Forwarded or X-Forwarded-For.  All else is closed.
 */
#include "net/http_server.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "net/listener.h"

#include <assert.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	HEAD_BYTES = 32768,
	BODY_BYTES = 65536,
	CONNECTIONS = 256,
	PER_ADDRESS = 32,
	DEADLINE_MS = 8000,
	/* An answer may be larger than a request and its reader slower. */
	ANSWER_FACTOR = 4,
	/* A body over the limit is read and dropped up to this many times the
	 * limit, so that the 413 is seen; then the connection is cut. */
	DROP_FACTOR = 4,
	BEAT_MS = 1000,
	RUNS = 16 /* of MHD_run in one go */
};

struct conn {
	struct conn *prev, *next;
	struct http_exchange *x; /* the present request, or NULL */
	int fd;
	uint64_t cut_at; /* loop's milliseconds, 0 = no deadline */
	char peer[64];
};

struct http_server {
	uv_loop_t *loop;
	struct MHD_Daemon *mhd;
	struct listener *listener;
	uv_poll_t poll;	  /* MHD's epoll */
	uv_timer_t timer; /* what MHD_get_timeout asks for */
	uv_timer_t beat;  /* runs while there are connections */
	int handles;	  /* libuv handles whose close callback is to come */
	struct http_server_limits limits;
	struct conn *conns;
	unsigned conn_n;
	bool inside; /* MHD is on the stack */
	bool again;  /* resumed something: MHD_run before waiting */
	bool closing;
	http_server_handler *handler;
	void *arg;
};

struct http_exchange {
	struct http_server *server;
	struct conn *conn;
	struct MHD_Connection *mhd; /* NULL: the client or the server is gone */
	struct http_inbound in;
	const char *uri; /* where it was read; MHD's */
	size_t uri_len;
	bool plain;  /* no control character in it */
	char *query; /* raw */
	struct sbuf body;
	size_t received;
	bool begun;	/* its headers were checked */
	bool keep;	/* the connection may carry another request */
	bool asked;	/* the handler has it */
	bool handling;	/* the handler is on the stack */
	bool suspended; /* MHD waits for the answer */
	int status;
	struct MHD_Response *response; /* NULL until the answer */
};

static void
exchange_free(struct http_exchange *x)
{
	if (x->response)
		MHD_destroy_response(x->response);
	http_fields_fini(&x->in.query);
	free(x->in.headers.v); /* its strings are MHD's */
	free(x->query);
	sbuf_fini(&x->body);
	free(x);
}

/* --- running MHD */

static void close_now(struct http_server *s);

static void on_timer(uv_timer_t *h);

static void
service(struct http_server *s)
{
	MHD_UNSIGNED_LONG_LONG ms = 0;
	bool wants = true;
	s->inside = true;
	for (int i = 0; i < RUNS; i++) {
		s->again = false;
		MHD_run(s->mhd);
		/* Before 1.0 a time-out says nothing of what was resumed. */
		wants = MHD_get_timeout(s->mhd, &ms) == MHD_YES;
		if (s->again) {
			ms = 0;
			wants = true;
		}
		if (!wants || ms > 0)
			break;
	}
	s->inside = false;
	if (s->closing)
		close_now(s);
	else if (wants)
		uv_timer_start(&s->timer, on_timer, ms, 0);
	else
		uv_timer_stop(&s->timer);
}

static void
on_timer(uv_timer_t *h)
{
	service(h->data);
}

static void
on_poll(uv_poll_t *h, int status, int events)
{
	(void)status;
	(void)events;
	service(h->data);
}

/* The absolute deadline: MHD's own is idle time only, and a client that sends
 * a byte a second is never idle. */
static void
on_beat(uv_timer_t *h)
{
	struct http_server *s = h->data;
	uint64_t now = uv_now(s->loop);
	for (struct conn *c = s->conns; c; c = c->next) {
		if (c->cut_at && now >= c->cut_at) {
			c->cut_at = 0;
			shutdown(c->fd, SHUT_RDWR);
		}
	}
	service(s);
}

static void
set_deadline(struct http_server *s, struct conn *c, unsigned factor)
{
	c->cut_at =
	    factor ? uv_now(s->loop) + (uint64_t)s->limits.deadline_ms * factor
		   : 0;
}

static void
start_beat(struct http_server *s)
{
	uint64_t ms = s->limits.deadline_ms / 4;
	if (ms > BEAT_MS)
		ms = BEAT_MS;
	if (ms < 1)
		ms = 1;
	uv_timer_start(&s->beat, on_beat, ms, ms);
}

/* --- connections */

static struct conn *
conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info->socket_context;
}

static struct conn *
conn_new(struct http_server *s, struct MHD_Connection *mhd)
{
	struct conn *c = mem_new(1, sizeof *c);
	c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
		    ->connect_fd;
	const struct sockaddr *a =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
		->client_addr;
	uv_ip_name(a, c->peer, sizeof c->peer);
	set_deadline(s, c, 1);
	c->next = s->conns;
	if (s->conns)
		s->conns->prev = c;
	s->conns = c;
	if (s->conn_n++ == 0)
		start_beat(s);
	return c;
}

static void
conn_free(struct http_server *s, struct conn *c)
{
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		s->conns = c->next;
	free(c);
	if (--s->conn_n == 0)
		uv_timer_stop(&s->beat);
	if (!s->closing)
		listener_go(s->listener);
}

static void
on_connection(void *arg, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = arg;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = conn_new(s, mhd);
	} else {
		conn_free(s, *context);
		*context = NULL;
	}
}

static unsigned
count_of(const struct http_server *s, const char *peer)
{
	unsigned n = 0;
	for (const struct conn *c = s->conns; c; c = c->next)
		n += strcmp(c->peer, peer) == 0;
	return n;
}

static void
on_taken(void *arg, int fd, const struct sockaddr *peer, socklen_t n)
{
	struct http_server *s = arg;
	char name[64] = "";
	uv_ip_name(peer, name, sizeof name);
	if (count_of(s, name) >= s->limits.per_address) {
		close(fd);
		return;
	}
	MHD_add_connection(s->mhd, fd, peer, n); /* closes it when it fails */
	if (s->conn_n >= s->limits.connections)
		listener_hold(s->listener);
	s->again = true;
	uv_timer_start(&s->timer, on_timer, 0, 0);
}

/* --- requests */

/* No control character but a tab: a bare CR ends a line for some readers. */
static bool
is_plain(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static void *
on_uri(void *arg, const char *uri, struct MHD_Connection *mhd)
{
	struct http_exchange *x = mem_new(1, sizeof *x);
	x->server = arg;
	x->mhd = mhd;
	x->conn = conn_of(mhd);
	x->conn->x = x;
	x->uri = uri;
	x->uri_len = strlen(uri);
	x->plain = is_plain(uri);
	const char *query = strchr(uri, '?');
	x->query = mem_dup(query ? query + 1 : "");
	return x;
}

static bool
is_token(const char *s)
{
	static const char chars[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return *s && strspn(s, chars) == strlen(s);
}

static enum MHD_Result
on_field(void *arg, enum MHD_ValueKind kind, const char *name,
    const char *value)
{
	(void)kind;
	struct http_fields *f = arg;
	size_t cap = f->n;
	if ((f->n & (f->n - 1)) == 0) /* grows at powers of two */
		f->v = mem_grow(f->v, &cap, f->n * 2 + 1, sizeof *f->v);
	f->v[f->n++] =
	    (struct http_field){ .name = name, .value = value ? value : "" };
	return MHD_YES;
}

/* Whether the head is what it looks like.  libmicrohttpd cuts it into words
 * where it lies and joins a folded line to the one before, ends a word at a
 * NUL and takes a bare CR or LF for a line's end, and says nothing of either:
 * then the words leave gaps, or lie elsewhere. */
static bool
is_unbroken(const struct http_exchange *x, const char *method,
    const char *version)
{
	const char *at = version + strlen(version) + 2;
	if (x->uri != method + strlen(method) + 1 ||
	    version != x->uri + x->uri_len + 1)
		return false;
	for (size_t i = 0; i < x->in.headers.n; i++) {
		const struct http_field *f = &x->in.headers.v[i];
		const char *value = at + strlen(f->name) + 1;
		if (f->name != at)
			return false;
		value += strspn(value, " \t");
		if (f->value != value)
			return false;
		at = value + strlen(value) + 2;
	}
	const union MHD_ConnectionInfo *head = MHD_get_connection_info(x->mhd,
	    MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	return head && (size_t)(at + 2 - method) == head->header_size;
}

/* 0, or the status to refuse with: where two readers could disagree on the
 * request's end there is no reading it at all. */
static int
check_headers(struct http_exchange *x, const char *method, const char *version)
{
	if (!x->plain || !is_unbroken(x, method, version))
		return 400;
	unsigned lengths = 0, encodings = 0, hosts = 0;
	uint64_t length = 0;
	x->keep = strcmp(version, "HTTP/1.1") == 0;
	for (size_t i = 0; i < x->in.headers.n; i++) {
		const struct http_field *f = &x->in.headers.v[i];
		if (!is_token(f->name) || !is_plain(f->value))
			return 400;
		if (strcasecmp(f->name, "Content-Length") == 0) {
			lengths++;
			length = strtoull(f->value, NULL, 10);
		} else if (strcasecmp(f->name, "Transfer-Encoding") == 0) {
			if (strcasecmp(f->value, "chunked") != 0)
				return 400;
			encodings++;
		} else if (strcasecmp(f->name, "Host") == 0) {
			hosts++;
		} else if (strcasecmp(f->name, "Via") == 0 ||
			   strcasecmp(f->name, "Forwarded") == 0 ||
			   strcasecmp(f->name, "X-Forwarded-For") == 0) {
			x->keep = false;
		}
	}
	if (lengths + encodings > 1 || hosts > 1)
		return 400;
	if (encodings)
		x->keep = false;
	return length > x->server->limits.body_bytes ? 413 : 0;
}

static enum MHD_Result
queue(struct http_exchange *x)
{
	if (!x->keep)
		MHD_add_response_header(x->response, MHD_HTTP_HEADER_CONNECTION,
		    "close");
	set_deadline(x->server, x->conn, ANSWER_FACTOR);
	enum MHD_Result rc =
	    MHD_queue_response(x->mhd, (unsigned)x->status, x->response);
	MHD_destroy_response(x->response);
	x->response = NULL;
	return rc;
}

static enum MHD_Result
refuse(struct http_exchange *x, int status)
{
	x->keep = false;
	x->status = status;
	x->response =
	    MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	return queue(x);
}

static enum MHD_Result
ask(struct http_exchange *x, const char *url, const char *method)
{
	struct http_server *s = x->server;
	x->in.method = method;
	x->in.path = url;
	x->in.peer = x->conn->peer;
	x->in.body = sbuf_text(&x->body);
	x->in.body_len = x->body.len;
	http_fields_decode(&x->in.query, x->query, strlen(x->query));
	set_deadline(s, x->conn, 0); /* how long we take is not its fault */
	x->asked = true;
	x->handling = true;
	s->handler(s->arg, x, &x->in);
	x->handling = false;
	if (x->response)
		return queue(x);
	MHD_suspend_connection(x->mhd);
	x->suspended = true;
	return MHD_YES;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **context)
{
	(void)mhd;
	struct http_server *s = arg;
	struct http_exchange *x = *context;
	if (!x->begun) {
		x->begun = true;
		MHD_get_connection_values(x->mhd, MHD_HEADER_KIND, on_field,
		    &x->in.headers);
		int status = check_headers(x, method, version);
		return status ? refuse(x, status) : MHD_YES;
	}
	if (*n) {
		x->received += *n;
		if (x->received <= s->limits.body_bytes)
			sbuf_add_n(&x->body, data, *n);
		else if (x->received / DROP_FACTOR > s->limits.body_bytes)
			return MHD_NO;
		*n = 0;
		return MHD_YES;
	}
	if (x->received > s->limits.body_bytes)
		return refuse(x, 413);
	if (x->response)
		return queue(x);
	return x->asked ? MHD_NO : ask(x, url, method);
}

static void
on_completed(void *arg, struct MHD_Connection *mhd, void **context,
    enum MHD_RequestTerminationCode how)
{
	(void)mhd;
	(void)how;
	struct http_server *s = arg;
	struct http_exchange *x = *context;
	if (!x)
		return;
	*context = NULL;
	x->conn->x = NULL;
	set_deadline(s, x->conn, 1); /* for the next request */
	x->mhd = NULL;
	/* Who was asked still holds it: http_server_reply frees it then. */
	if (!x->asked || x->status)
		exchange_free(x);
}

void
http_server_reply(struct http_exchange *x, int status, const char *type,
    const void *body, size_t n, const struct http_field *fields, size_t field_n)
{
	assert(x->asked && x->status == 0);
	if (!x->mhd) {
		exchange_free(x);
		return;
	}
	x->status = status;
	x->response = MHD_create_response_from_buffer(n,
	    (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
	if (type)
		MHD_add_response_header(x->response,
		    MHD_HTTP_HEADER_CONTENT_TYPE, type);
	for (size_t i = 0; i < field_n; i++)
		MHD_add_response_header(x->response, fields[i].name,
		    fields[i].value);
	if (x->handling)
		return; /* ask goes on with it */
	struct http_server *s = x->server;
	x->suspended = false;
	MHD_resume_connection(x->mhd);
	/* One MHD_run for all that are answered in this turn. */
	s->again = true;
	if (!s->inside)
		uv_timer_start(&s->timer, on_timer, 0, 0);
}

/* --- opening and closing */

static void
set_limits(struct http_server *s, const struct http_server_limits *l)
{
	if (l)
		s->limits = *l;
	if (!s->limits.head_bytes)
		s->limits.head_bytes = HEAD_BYTES;
	if (!s->limits.body_bytes)
		s->limits.body_bytes = BODY_BYTES;
	if (!s->limits.connections)
		s->limits.connections = CONNECTIONS;
	if (!s->limits.per_address)
		s->limits.per_address = PER_ADDRESS;
	if (!s->limits.deadline_ms)
		s->limits.deadline_ms = DEADLINE_MS;
}

static struct MHD_Daemon *
start_daemon(struct http_server *s)
{
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
				    MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, on_request, s,
	    /* One more than we accept: its own limit is never met. */
	    MHD_OPTION_CONNECTION_LIMIT, s->limits.connections + 1,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->limits.head_bytes,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
	    MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

int
http_server_new(struct http_server **out, uv_loop_t *loop, const char *listen,
    const struct http_server_limits *limits, http_server_handler *handler,
    void *arg, struct err *err)
{
	struct http_server *s = mem_new(1, sizeof *s);
	s->loop = loop;
	s->handler = handler;
	s->arg = arg;
	set_limits(s, limits);
	if (listener_new(&s->listener, loop, listen, on_taken, s, err) < 0) {
		free(s);
		return -1;
	}
	s->mhd = start_daemon(s);
	if (!s->mhd) {
		listener_free(s->listener);
		free(s);
		return err_set(err, ERR_FAILED, "libmicrohttpd does not start");
	}
	int fd =
	    MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	uv_poll_init(loop, &s->poll, fd);
	uv_timer_init(loop, &s->timer);
	uv_timer_init(loop, &s->beat);
	s->handles = 3;
	s->poll.data = s->timer.data = s->beat.data = s;
	uv_poll_start(&s->poll, UV_READABLE, on_poll);
	*out = s;
	return 0;
}

int
http_server_port(const struct http_server *s)
{
	return listener_port(s->listener);
}

static void
on_closed(uv_handle_t *h)
{
	struct http_server *s = h->data;
	if (--s->handles == 0)
		free(s);
}

static void
close_now(struct http_server *s)
{
	/* MHD ends the process when it is stopped with a suspended one. */
	for (struct conn *c = s->conns; c; c = c->next) {
		if (c->x && c->x->suspended)
			MHD_resume_connection(c->x->mhd);
	}
	uv_close((uv_handle_t *)&s->poll, on_closed);
	uv_close((uv_handle_t *)&s->timer, on_closed);
	uv_close((uv_handle_t *)&s->beat, on_closed);
	MHD_stop_daemon(s->mhd);
}

void
http_server_free(struct http_server *s)
{
	if (!s || s->closing)
		return;
	s->closing = true;
	listener_free(s->listener);
	/* From within the handler: MHD must come off the stack first. */
	if (!s->inside)
		close_now(s);
}
