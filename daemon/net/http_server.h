/*
 * An HTTP server in a libuv loop: libmicrohttpd on an outside epoll, with our
 * own accept, the absolute deadline and the strict header checks that it needs
 * (facts reliability D7, F73–F76).  Knows no page and no gateway.
 */
#ifndef NHACVIEC_NET_HTTP_SERVER_H
#define NHACVIEC_NET_HTTP_SERVER_H

#include "base/err.h"
#include "base/http.h"

#include <stddef.h>
#include <uv.h>

struct http_server;
struct http_exchange; /* one request that waits for its answer */

struct http_server_limits {   /* 0 = the default in brackets */
	size_t head_bytes;    /* [32 KiB] of a connection, more is 414, 431 */
	size_t body_bytes;    /* [64 KiB], more is 413 */
	unsigned connections; /* [256] */
	unsigned per_address; /* [32] */
	unsigned deadline_ms; /* [8,000] from accept, or from the answer
				 before, to the whole request; four times
				 that from our answer to its last byte */
};

/* Called from the loop with a whole request.  Must lead to exactly one
 * http_server_reply, now or later, even after http_server_free; `in` is valid
 * until then, or until http_server_free. */
typedef void http_server_handler(void *arg, struct http_exchange *x,
    const struct http_inbound *in);

/* listen = "127.0.0.1:8643" or "[::1]:8643"; port 0 = any free one. */
int http_server_new(struct http_server **out, uv_loop_t *loop,
    const char *listen, const struct http_server_limits *limits,
    http_server_handler *handler, void *arg, struct err *err);
int http_server_port(const struct http_server *s);
/* Copies body and fields.  A client that has gone is no error.  fields may be
 * NULL (n = 0). */
void http_server_reply(struct http_exchange *x, int status, const char *type,
    const void *body, size_t n, const struct http_field *fields,
    size_t field_n);
void http_server_free(struct http_server *s);

#endif
