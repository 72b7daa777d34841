/*
 * Carries the outbox to the gateways: last look, text and number of that
 * moment, the claim on disk before the first byte, the outcome after the
 * answer.  Knows no loop: a transport carries requests, `now` is given.
 */
#ifndef NHACVIEC_APP_COURIER_H
#define NHACVIEC_APP_COURIER_H

#include "app/office.h"
#include "base/http.h"
#include "gw/gw.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct courier;
struct tokens; /* app/tokens.h */

struct courier_transport {
	void *self;
	/*
	 * Starts a request; `fresh` = a connection of its own.  prereq (may be
	 * NULL) is called before the first byte, done exactly once, later,
	 * never from within.  −1 = not taken, done will not be called.
	 */
	int (*send)(void *self, const struct http_request *r, bool fresh,
	    int (*prereq)(void *arg),
	    void (*done)(void *arg, const struct http_response *resp),
	    void *arg);
	int64_t (*now)(void *self); /* the time in callbacks */
};

struct courier *courier_new(struct office *o,
    const struct courier_transport *t);
void courier_free(struct courier *c); /* nothing may be in flight */
/* Who renews a token that a gateway refused; borrowed.  Without one such a
 * gateway pauses. */
void courier_use_tokens(struct courier *c, struct tokens *t);
struct tokens *courier_tokens(const struct courier *c);

/* Settles what a crash left.  Call once before the first step. */
int courier_recover(struct courier *c, int64_t now, struct err *err);
/*
 * Expires, cancels, routes and claims what is due; the sends start when the
 * claims are durable (store_flush).  A courier that is stopping claims
 * nothing.  Returns −1 when the database failed.
 */
int courier_step(struct courier *c, int64_t now, struct err *err);
/* When to step again by itself; INT64_MAX when nothing waits. */
int64_t courier_next(struct courier *c, int64_t now);
size_t courier_in_flight(const struct courier *c);
void courier_stop(struct courier *c);
/* How many may be in flight at once; 64 unless said otherwise. */
void courier_limit(struct courier *c, size_t in_flight);

struct courier_gateway { /* for lists and pages */
	const char *name;
	const char *driver;
	int64_t paused_until; /* 0 = open */
	const char *reason;   /* why it pauses, or "" */
	int64_t last_success_at;
	bool known;		/* since the start; the rest is 0 otherwise */
	const char *last_error; /* in words, or "" */
	int64_t last_error_at;
	int64_t quota; /* left, −1 unknown */
	int64_t quota_at;
};
/* i-th gateway of the configuration; false past the end. */
bool courier_gateway_at(const struct courier *c, size_t i,
    struct courier_gateway *out);
/* A person resumed it: what its own trouble paused is over too. */
void courier_resume(struct courier *c, const char *name);
/* Begins a test of the i-th gateway, or goes on with it.  True when it is
 * done, and *health filled; else ask again soon. */
bool courier_test(struct courier *c, size_t gateway, bool setup, int64_t now,
    struct gw_health *health);
/* Whether a reading of an inbox stored replies since the last call: they wait
 * for intake_apply. */
bool courier_heard(struct courier *c);

#endif
