/*
 * Where a request says it comes from and whom it says it calls.  Pure; knows
 * no session and no page.
 */
#ifndef NHACVIEC_APP_ORIGIN_H
#define NHACVIEC_APP_ORIGIN_H

#include "base/http.h"

#include <stdbool.h>

/* Whether the Host header names us: the host of web_url, or loopback.  A name
 * that somebody else points at our address is none (DNS rebinding). */
bool origin_host_is_ours(const struct http_inbound *in, const char *web_url);
/* Whether a browser says that one of our own pages sent it.  True also for a
 * client that says nothing about it: that one has no cookie by accident. */
bool origin_is_same(const struct http_inbound *in);
/* Whether the peer is this machine, and not a proxy on it that speaks for
 * somebody else. */
bool origin_is_loopback(const struct http_inbound *in);
/* The address that the request comes from: the peer's, or, from a proxy on
 * this machine, the one that it adds to X-Forwarded-For. */
void origin_source(const struct http_inbound *in, char source[64]);

#endif
