/* Requests that two readers could read in two ways, requests without end, and
 * many clients that hold what they can get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/http_server.h"

#include <signal.h>
#include "peer.h"

void test_two_lengths_are_refused(void **state);
void test_length_beside_chunks_is_refused(void **state);
void test_length_that_is_no_number_is_refused(void **state);
void test_coding_that_is_not_chunked_is_refused(void **state);
void test_two_hosts_are_refused(void **state);
void test_folded_header_is_refused(void **state);
void test_nul_is_refused(void **state);
void test_bare_line_feed_is_refused(void **state);
void test_bad_chunk_size_never_reaches_the_handler(void **state);
void test_nothing_is_read_behind_chunks(void **state);
void test_other_versions_are_refused(void **state);
void test_endless_head_is_refused(void **state);
void test_honest_heads_of_any_size_are_taken(void **state);
void test_honest_reply_is_answered_while_120_hang(void **state);

enum { HANGING = 120, ADDRESSES = 15 };

struct house {
	struct world world;
	struct http_server *server;
	int asked;
	struct sbuf body; /* of the last request */
};

static void
on_request(void *arg, struct http_exchange *x, const struct http_inbound *in)
{
	struct house *h = arg;
	h->asked++;
	sbuf_clear(&h->body);
	sbuf_add_n(&h->body, in->body, in->body_len);
	http_server_reply(x, 200, "text/plain", "", 0, NULL, 0);
}

static void
open_house(struct house *h, const struct http_server_limits *l)
{
	struct err err = { 0 };
	*h = (struct house){ .asked = 0 };
	world_init(&h->world);
	assert_int_equal(http_server_new(&h->server, &h->world.loop,
			     "127.0.0.1:0", l, on_request, h, &err),
	    0);
}

static void
close_house(struct house *h)
{
	http_server_free(h->server);
	world_fini(&h->world);
	sbuf_fini(&h->body);
}

static void
send_all(struct raw *r, const char *bytes, size_t n)
{
	ssize_t sent = send(r->fd, bytes, n, MSG_NOSIGNAL);
	(void)sent; /* a server that has closed shows when we read */
}

static int
answer(struct house *h, struct raw *r)
{
	world_until(&h->world, raw_answered, r);
	const char *s = sbuf_text(&r->got);
	return strncmp(s, "HTTP/1.1 ", 9) == 0 ? (int)strtol(s + 9, NULL, 10)
					       : 0;
}

/* The status that those bytes get; 0 = closed without one. */
static int
status_of(struct house *h, const char *bytes, size_t n)
{
	struct raw r;
	raw_open(&r, http_server_port(h->server));
	send_all(&r, bytes, n);
	shutdown(r.fd, SHUT_WR); /* what is cut short is not waited for */
	int status = answer(h, &r);
	raw_fini(&r);
	return status;
}

/* Nothing of it comes to the handler, and the server still answers others. */
static void
refused(const char *const requests[], size_t n, int status)
{
	struct house h;
	open_house(&h, NULL);
	for (size_t i = 0; i < n; i++) {
		int got = status_of(&h, requests[i], strlen(requests[i]));
		if (h.asked || (status && got != status) || got == 200)
			fail_msg("%d for: %s", got, requests[i]);
	}
	static const char honest[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	assert_int_equal(status_of(&h, honest, sizeof honest - 1), 200);
	close_house(&h);
}

#define REFUSED(requests, status)                                              \
	refused(requests, sizeof(requests) / sizeof *(requests), status)
#define POST "POST /hook/sms/reply HTTP/1.1\r\nHost: x\r\n"

void
test_two_lengths_are_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		POST "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
		POST "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbodyx",
		POST "Content-Length: 4\r\ncontent-length: 4\r\n\r\nbody",
		POST "Content-Length: 4, 4\r\n\r\nbody",
		POST "Content-Length: 4 4\r\n\r\nbody",
		POST "Content-Length : 4\r\n\r\nbody",
	};
	REFUSED(requests, 400);
}

void
test_length_beside_chunks_is_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "4\r\nbody\r\n0\r\n\r\n",
		POST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
		     "4\r\nbody\r\n0\r\n\r\n",
		POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: "
		     "chunked\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
	};
	REFUSED(requests, 400);
}

void
test_length_that_is_no_number_is_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		POST "Content-Length: -1\r\n\r\n",
		POST "Content-Length: +4\r\n\r\nbody",
		POST "Content-Length: 0x4\r\n\r\nbody",
		POST "Content-Length: 4x\r\n\r\nbody",
		POST "Content-Length: \r\n\r\nbody",
		POST "Content-Length: 4.0\r\n\r\nbody",
		POST "Content-Length: 18446744073709551620\r\n\r\nbody",
		POST "Content-Length: 99999999999999999999999\r\n\r\nbody",
	};
	REFUSED(requests, 0);
}

void
test_coding_that_is_not_chunked_is_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		POST "Transfer-Encoding: identity\r\n\r\nbody",
		POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding:\r\n\r\n",
	};
	REFUSED(requests, 400);
}

void
test_two_hosts_are_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
	};
	REFUSED(requests, 400);
}

void
test_folded_header_is_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		POST "X-Note: a\r\n b\r\n\r\n",
		POST "X-Note: a\r\n\tb\r\nContent-Length: 0\r\n\r\n",
		POST "X-Note:\r\n b\r\n\r\n",
		POST "Content-Length:\r\n 4\r\n\r\nbody",
		POST "Content-Length: 1\r\n 0\r\n\r\n0123456789",
		POST "X-Note: a\r\n Content-Length: 4\r\n\r\nbody",
		POST "X-Note: a\r\n \r\n\r\n",
		"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n",
	};
	REFUSED(requests, 400);
}

void
test_nul_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
	} requests[] = {
#define BYTES(s) { s, sizeof(s) - 1 }
		BYTES("GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n"),
		BYTES("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
		BYTES("GET / HTTP/1.1\0\r\nHost: x\r\n\r\n"),
		BYTES("G\0ET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		BYTES("GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n"),
		BYTES("GET / HTTP/1.1\r\nHost: x\r\nX\0: a\r\n\r\n"),
		BYTES("GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n"),
		BYTES("GET / HTTP/1.1\r\nHost: x\r\nX: a\0\r\nY: b\r\n\r\n"),
		BYTES("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\0"
		      "\r\n\r\nbody"),
	};
	struct house h;
	open_house(&h, NULL);
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		int got = status_of(&h, requests[i].bytes, requests[i].n);
		if (h.asked || got == 200)
			fail_msg("%d for no. %zu", got, i);
	}
	close_house(&h);
}

void
test_bare_line_feed_is_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		"GET / HTTP/1.1\nHost: x\n\n",
		"GET / HTTP/1.1\r\nHost: x\nX-Note: a\r\n\r\n",
		POST "X-Note: a\nContent-Length: 4\r\n\r\nbody",
		"GET /a\rb HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\rX-Note: a\r\n\r\n",
	};
	REFUSED(requests, 0);
}

void
test_bad_chunk_size_never_reaches_the_handler(void **state)
{
	(void)state;
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
	static const char *const requests[] = {
		CHUNKED "-4\r\nbody\r\n0\r\n\r\n",
		CHUNKED "+4\r\nbody\r\n0\r\n\r\n",
		CHUNKED "0x4\r\nbody\r\n0\r\n\r\n",
		CHUNKED "g\r\nbody\r\n0\r\n\r\n",
		CHUNKED "\r\nbody\r\n0\r\n\r\n",
		CHUNKED " 4\r\nbody\r\n0\r\n\r\n",
		CHUNKED "3\r\nbody\r\n0\r\n\r\n",
		CHUNKED "4\r\nbody0\r\n\r\n",
		CHUNKED "ffffffffffffffff\r\nbody\r\n0\r\n\r\n",
		CHUNKED "10000000000000004\r\nbody\r\n0\r\n\r\n",
		CHUNKED "4\r\nbody\r\n",
	};
	REFUSED(requests, 0);
}

/* libmicrohttpd takes a chunk's end without its CR; what follows is therefore
 * never a request. */
void
test_nothing_is_read_behind_chunks(void **state)
{
	(void)state;
	static const char next[] = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
	static const char *const requests[] = {
		CHUNKED "4\r\nbody\r\n0\r\n\r\n",
		CHUNKED "4\r\nbody\n0\n\n",
		CHUNKED "5\r\nbody\r\n0\r\n\r\n",
		CHUNKED "4;a=b\r\nbody\r\n0\r\nHost: y\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct house h;
		struct raw r;
		open_house(&h, NULL);
		raw_open(&r, http_server_port(h.server));
		raw_say(&r, requests[i]);
		raw_say(&r, next);
		world_until(&h.world, raw_closed, &r);
		assert_true(h.asked <= 1);
		if (r.got.len)
			assert_null(strstr(r.got.s + 1, "HTTP/1.1 "));
		raw_fini(&r);
		close_house(&h);
	}
}

void
test_other_versions_are_refused(void **state)
{
	(void)state;
	static const char *const requests[] = {
		"GET /\r\n\r\n",
		"GET / HTTP/0.9\r\nHost: x\r\n\r\n",
		"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.10\r\nHost: x\r\n\r\n",
		"GET / http/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.1 x\r\nHost: x\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	};
	REFUSED(requests, 0);
}

/* `head`, then `line` again and again up to n bytes, then the end. */
static int
long_request(struct house *h, const char *head, const char *line, size_t n,
    const char *end)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, head);
	while (b.len < n)
		sbuf_add(&b, line);
	sbuf_add(&b, end);
	int status = status_of(h, b.s, b.len);
	sbuf_fini(&b);
	return status;
}

void
test_endless_head_is_refused(void **state)
{
	(void)state;
	struct house h;
	open_house(&h, NULL);
	assert_int_equal(long_request(&h, "GET /", "a", 65536,
			     " HTTP/1.1\r\nHost: x\r\n\r\n"),
	    414);
	assert_int_equal(long_request(&h, "GET / HTTP/1.1\r\nHost: x\r\nX: ",
			     "a", 65536, "\r\n\r\n"),
	    431);
	assert_int_equal(long_request(&h, "GET / HTTP/1.1\r\nHost: x\r\n",
			     "X-Many: a\r\n", 65536, "\r\n"),
	    431);
	assert_int_equal(h.asked, 0);
	close_house(&h);
}

/* The strict checks must not cost an honest caller its reply, in however many
 * pieces it comes. */
void
test_honest_heads_of_any_size_are_taken(void **state)
{
	(void)state;
	struct house h;
	open_house(&h, NULL);
	for (size_t size = 0; size < 6000; size += 257) {
		struct sbuf b = { 0 };
		struct raw r;
		sbuf_add(&b, POST "X-Bare:a\r\nX-Empty:\r\nX-Wide:  a b  \r\n"
				  "X-Tab:\ta\r\n");
		for (size_t i = 0; i < size; i += 60)
			sbuf_addf(&b, "X-%zu: %040zu\r\n", i, i);
		sbuf_add(&b, "Content-Length: 4\r\n\r\nbody");
		raw_open(&r, http_server_port(h.server));
		for (size_t at = 0; at < b.len; at += 97) {
			size_t n = b.len - at < 97 ? b.len - at : 97;
			send_all(&r, b.s + at, n);
			uv_run(&h.world.loop, UV_RUN_NOWAIT);
		}
		assert_int_equal(answer(&h, &r), 200);
		assert_string_equal(sbuf_text(&h.body), "body");
		raw_fini(&r);
		sbuf_fini(&b);
	}
	close_house(&h);
}

/* A client at 127.0.0.(2 + i) that has begun a request and says no more. */
static void
hang(struct raw *r, int port, int i)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	a.sin_addr.s_addr = htonl(0x7f000002u + (unsigned)(i % ADDRESSES));
	*r = (struct raw){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_equal(bind(r->fd, (struct sockaddr *)&a, sizeof a), 0);
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(r->fd, (struct sockaddr *)&a, sizeof a), 0);
	fcntl(r->fd, F_SETFL, O_NONBLOCK);
	raw_say(r, POST "X-Slow: ");
}

void
test_honest_reply_is_answered_while_120_hang(void **state)
{
	(void)state;
	struct house h;
	struct raw slow[HANGING];
	/* So long that none is cut in this test: the order is what counts. */
	struct http_server_limits l = { .deadline_ms = 600000 };
	open_house(&h, &l);
	for (int i = 0; i < HANGING; i++) {
		hang(&slow[i], http_server_port(h.server), i);
		uv_run(&h.world.loop, UV_RUN_NOWAIT);
	}
	static const char honest[] = POST "Content-Length: 4\r\n\r\nbody";
	assert_int_equal(status_of(&h, honest, sizeof honest - 1), 200);
	for (int i = 0; i < HANGING; i++) { /* and all of them still hang */
		assert_false(raw_closed(&slow[i]));
		assert_int_equal(slow[i].got.len, 0);
	}
	/* They were clients like any other: each may still end its request. */
	for (int i = 0; i < HANGING; i++) {
		raw_say(&slow[i], "a\r\nContent-Length: 0\r\n\r\n");
		assert_int_equal(answer(&h, &slow[i]), 200);
		raw_fini(&slow[i]);
	}
	assert_int_equal(h.asked, HANGING + 1);
	close_house(&h);
}
