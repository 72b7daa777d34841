/*
 * libcurl's multi interface driven by a libuv loop: its sockets and its one
 * timer, nothing else.  Knows no request; the owner adds and removes easy
 * handles and reaps what has ended.
 */
#ifndef NHACVIEC_NET_CURL_LOOP_H
#define NHACVIEC_NET_CURL_LOOP_H

#include "base/err.h"

#include <curl/curl.h>
#include <uv.h>

struct curl_loop;

/* Called whenever curl has worked, with no curl call on the stack: the place
 * to read curl_multi_info_read and to add handles. */
typedef void curl_loop_turn(void *arg);

int curl_loop_new(struct curl_loop **out, uv_loop_t *loop, curl_loop_turn *turn,
    void *arg, struct err *err);
/* Borrowed until curl_loop_free. */
CURLM *curl_loop_multi(struct curl_loop *l);
/* Lets the loop open and close the sockets of this easy handle, so that a kept
 * connection stays in the loop's poll set between two requests.  Optional; its
 * connections must not outlive the loop. */
void curl_loop_adopt(struct curl_loop *l, CURL *easy);
/* Every easy handle must have been removed.  turn is not called any more; the
 * memory goes when the loop has run the close callbacks. */
void curl_loop_free(struct curl_loop *l);

#endif
