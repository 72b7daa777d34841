/*
 * HTTP requests through libcurl's multi interface in a libuv loop.  Knows no
 * gateway and no message.  The traps it minds: a lone time-out must be reaped,
 * timer −1 deletes the timer, a POST on a reused connection is silently sent
 * twice (fresh), a silent name server must not stop the loop.
 */
#ifndef NHACVIEC_NET_HTTP_CLIENT_H
#define NHACVIEC_NET_HTTP_CLIENT_H

#include "base/err.h"
#include "base/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct http_client;

struct http_client_options {
	bool fresh;	 /* a connection of its own, never reused */
	long connect_ms; /* 0 = 5,000 */
	long total_ms;	 /* 0 = 30,000: the hard bound */
};

/* Called once with TCP and TLS up and no byte of the request written; anything
 * but 0 aborts: the response then says HTTP_NOT_SENT.  May call
 * http_client_send and http_client_free, as done may. */
typedef int http_client_prereq(void *arg);
/* Called exactly once for each request that http_client_send took, from the
 * loop, never from within http_client_send. */
typedef void http_client_done(void *arg, const struct http_response *resp);

int http_client_new(struct http_client **out, uv_loop_t *loop, struct err *err);
/* Copies what it needs of r.  prereq may be NULL.  −1 only for what is no
 * request at all (address, header); every other failure comes by done. */
int http_client_send(struct http_client *c, const struct http_request *r,
    const struct http_client_options *o, http_client_prereq *prereq,
    http_client_done *done, void *arg, struct err *err);
size_t http_client_running(const struct http_client *c);
/* Drops what runs (done is called with HTTP_NOT_SENT or HTTP_AMBIGUOUS), closes
 * its handles; memory goes when the loop has run their close callbacks. */
void http_client_free(struct http_client *c);

#endif
