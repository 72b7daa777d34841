#include "tower.h"

#include "judge.h"
#include "wire.h"

#include "base/sbuf.h"
#include "gw/gw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_S = 30, KEY_WINDOW_S = 86400 };

static const char *const gateways[SIM_GATEWAYS] = { "sms", "sms2" };

/* --- calls to our hooks */

struct sim_call *
tower_call(int64_t at, int gw, bool reply)
{
	for (int i = 0; i < SIM_CALLS; i++) {
		struct sim_call *c = &sim.calls[i];
		if (c->used)
			continue;
		*c = (struct sim_call){ .used = true,
			.reply = reply,
			.at = at,
			.gw = gw };
		return c;
	}
	fprintf(stderr, "sim: too many calls\n");
	abort();
}

static void
report_at(int64_t at, const struct sim_copy *c, int rank)
{
	static const int masks[] = { 0, 8, 2, 1 };
	struct sim_call *k = tower_call(at, c->gw, false);
	k->msg = c->msg;
	k->rank = rank;
	snprintf(k->query, sizeof k->query,
	    "secret=" SIM_HOOK_SECRET "&key=%s&status=%d&answer=NACK&smsc=A",
	    c->key, masks[rank]);
	if (rank == GW_REPORT_DELIVERED)
		sim.told[c->msg].any_delivered = true;
	if (rank == GW_REPORT_UNDELIVERED)
		sim.told[c->msg].any_failed = true;
	if (sim_fault(FAULT_REPEATS, 30))
		k->again = rng_between(&sim.rng, 1, 2);
}

static void
report(const struct sim_copy *c)
{
	bool odd = sim.faults[FAULT_REPORTS];
	int64_t first = sim.now + (odd ? rng_between(&sim.rng, 0, 90) : 3);
	int64_t last =
	    odd ? sim.now + rng_between(&sim.rng, 0, 7200) : first + 10;
	if (odd && rng_percent(&sim.rng, 15))
		return; /* never */
	bool fails = rng_percent(&sim.rng, 10);
	if (rng_percent(&sim.rng, 50))
		report_at(first, c, GW_REPORT_BUFFERED);
	if (odd && fails && rng_percent(&sim.rng, 30))
		report_at(last + rng_between(&sim.rng, -60, 600), c,
		    GW_REPORT_DELIVERED); /* one way and the other */
	report_at(last, c, fails ? GW_REPORT_UNDELIVERED : GW_REPORT_DELIVERED);
}

/* --- the ledger */

static bool
knows_key(const struct wire_request *r)
{
	for (int i = 0; i < sim.copy_n; i++) {
		const struct sim_copy *c = &sim.ledger[i];
		if (c->gw == r->gw && strcmp(c->key, r->key) == 0 &&
		    sim.now - c->at < KEY_WINDOW_S)
			return true;
	}
	return false;
}

static void
take(const struct sim_flight *f)
{
	struct sim_copy *c = &sim.ledger[sim.copy_n++];
	if (sim.copy_n >= SIM_MESSAGES)
		abort();
	*c = (struct sim_copy){ .msg = f->msg,
		.at = sim.now,
		.our_day = (f->started_at + SIM_OFFSET) / 86400,
		.gw = f->gw,
		.text = f->text };
	memcpy(c->key, f->key, sizeof c->key);
	memcpy(c->number, f->number, sizeof c->number);
	memcpy(c->kind, f->kind, sizeof c->kind);
	sim.n->accepted++;
	sim_trace(1, (uint64_t)f->msg);
	report(c);
	judge_copy(c);
}

/* --- what a gateway does with a request */

static void
says(struct sim_flight *f, int status, const char *body)
{
	snprintf(f->body, sizeof f->body, "%s", body);
	f->answer = (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = status,
		.body = f->body,
		.body_len = strlen(f->body),
		.retry_after_s = -1,
		.error = "" };
}

static void
silent(struct sim_flight *f, enum http_outcome what, const char *why)
{
	f->answer = (struct http_response){ .outcome = what,
		.body = "",
		.retry_after_s = -1,
		.error = why };
}

/* Somebody else's bytes; what they echo must reach no log. */
static void
hostile(struct sim_flight *f)
{
	static const char *const bodies[] = { "", "<html>Login</html>",
		"{\"id\":[[[[[[[[", "0: Accepted", "202 OK",
		"error for password=" SIM_PASSWORD };
	int i = rng_between(&sim.rng, 0, 7);
	if (i < 6)
		snprintf(f->body, sizeof f->body, "%s", bodies[i]);
	else
		snprintf(f->body, sizeof f->body, "no such user %s %s",
		    f->number, SIM_HOOK_SECRET);
	static const int codes[] = { 200, 202, 204, 302, 400, 404, 418, 500,
		502, 504 };
	char body[sizeof f->body];
	memcpy(body, f->body, sizeof body);
	says(f, codes[rng_below(&sim.rng, 10)], body);
}

static void
busy(struct sim_flight *f)
{
	static const long waits[] = { -1, 0, 7, 3600, 100000, 2300764808 };
	if (rng_percent(&sim.rng, 50)) {
		says(f, 503, "Temporal failure, try again later.");
		return;
	}
	says(f, 429, "slow down");
	f->answer.retry_after_s = waits[rng_below(&sim.rng, 6)];
}

/* The request was read.  Fills the answer. */
static void
decide(struct sim_flight *f, const struct wire_request *r)
{
	bool key = sim.cap == SIM_KEY && knows_key(r);
	if (sim.login_until[f->gw] > sim.now) {
		says(f, 403, "Authorization failed for sendsms");
		return;
	}
	if (sim.busy_until[f->gw] > sim.now) {
		busy(f);
		return;
	}
	if (!key && sim_fault(FAULT_REFUSE, 6)) {
		says(f, 403, "Not routable. Do not try again.");
		return;
	}
	if (!key && sim_fault(FAULT_REFUSE, 3)) {
		says(f, 400, "Charset or body misformed, rejected");
		return;
	}
	if (sim_fault(FAULT_HOSTILE, 8)) {
		if (!key && rng_percent(&sim.rng, 50))
			take(f);
		hostile(f);
		return;
	}
	if (sim_fault(FAULT_LOST, 12) && !key) {
		if (rng_percent(&sim.rng, 65))
			take(f);
		silent(f, HTTP_AMBIGUOUS, "no answer in time");
		return;
	}
	if (key) {
		wire_duplicate(&f->answer, f->body, sizeof f->body);
	} else {
		take(f);
		wire_accepted(&f->answer, f->body, sizeof f->body, f->msg);
	}
	if (sim_fault(FAULT_LOST, 12))
		silent(f, HTTP_AMBIGUOUS, "connection reset");
}

/* --- the courier's transport */

static int64_t
now(void *self)
{
	(void)self;
	return sim_clock();
}

static int
start(void *self, const struct http_request *r, bool fresh,
    int (*prereq)(void *), void (*done)(void *, const struct http_response *),
    void *arg)
{
	(void)self;
	struct wire_request w;
	if (sim_point(POINT_START))
		return -1;
	if (!wire_read(r, &w)) {
		sim_bad(ORACLE_NUMBER, "no request to send: %.40s", r->url);
		return -1;
	}
	struct sim_flight *f = sim.flights;
	while (f->used)
		f++;
	if (f - sim.flights >= SIM_FLIGHTS - 1)
		abort();
	*f = (struct sim_flight){ .used = true,
		.fresh = fresh,
		.at = sim.now + (sim_fault(FAULT_DELAY, 30)
					? rng_between(&sim.rng, 0, 20)
					: 0),
		.started_at = sim_clock(),
		.gw = w.gw,
		.text = w.text,
		.prereq = prereq,
		.done = done,
		.arg = arg };
	memcpy(f->key, w.key, sizeof f->key);
	memcpy(f->number, w.number, sizeof f->number);
	judge_start(f);
	return 0;
}

struct courier_transport
tower_transport(void)
{
	return (struct courier_transport){ NULL, start, now };
}

static void
land(struct sim_flight *f)
{
	struct sim_flight mine = *f;
	mine.answer.body =
	    mine.answer.outcome == HTTP_ANSWERED ? mine.body : mine.answer.body;
	if (sim_point(POINT_BEFORE_DONE))
		return;
	f->used = false;
	sim_trace(2, (uint64_t)mine.msg * 8 + mine.answer.outcome);
	mine.done(mine.arg, &mine.answer);
	sim.kick = true;
	sim_point(POINT_AFTER_DONE);
}

/* Connected: the last look, the bytes, the gateway's mind. */
static void
fly(struct sim_flight *f)
{
	struct wire_request r = { .gw = f->gw, .text = f->text };
	memcpy(r.key, f->key, sizeof r.key);
	memcpy(r.number, f->number, sizeof r.number);
	if (sim.outage_until[f->gw] > sim.now) {
		silent(f, HTTP_NOT_SENT, "connection refused");
		land(f);
		return;
	}
	if (sim_point(POINT_BEFORE_PREREQ))
		return;
	if (f->prereq && f->prereq(f->arg) < 0) {
		if (disk_is_dead())
			return;
		silent(f, HTTP_NOT_SENT, "called off");
		land(f);
		return;
	}
	if (sim_point(POINT_AFTER_PREREQ))
		return;
	judge_byte(f);
	f->sent = true;
	/* Bytes that do not all arrive are no request. */
	if (sim_fault(FAULT_LOST, 4))
		silent(f, HTTP_AMBIGUOUS, "cut while sending");
	else
		decide(f, &r);
	/* libcurl repeats a request whose reused connection died. */
	if (!f->fresh && sim_fault(FAULT_REUSE, 30) &&
	    f->answer.outcome == HTTP_ANSWERED) {
		judge_byte(f);
		decide(f, &r);
	}
	f->at = sim.now + rng_between(&sim.rng, 0, 1);
	if (sim_fault(FAULT_DELAY, 30))
		f->at = sim.now + rng_between(&sim.rng, 1, TIMEOUT_S);
	if (f->answer.outcome == HTTP_AMBIGUOUS)
		f->at = sim.now + rng_between(&sim.rng, 1, TIMEOUT_S);
	sim_point(POINT_SENT);
}

void
tower_drop(bool call)
{
	for (int i = 0; i < SIM_FLIGHTS; i++) {
		struct sim_flight *f = &sim.flights[i];
		if (!f->used)
			continue;
		f->used = false;
		silent(f, HTTP_NOT_SENT, "");
		if (call)
			f->done(f->arg, &f->answer);
	}
}

/* --- a gateway calls */

struct waiting {
	int call;
	int status;
};

static void
answered(struct sim_call *c, int status)
{
	if (status / 100 == 2) {
		if (!c->acked)
			judge_acked(c);
		c->acked = true;
		if (c->again-- > 0) {
			c->at = sim.now + rng_between(&sim.rng, 0, 900);
			return;
		}
		c->at = INT64_MAX;
		c->used = c->reply && c->unit >= 0;
		return;
	}
	c->at = sim.now + rng_between(&sim.rng, 5, 600);
	c->tries++;
}

static void
on_durable(void *arg, bool ok)
{
	struct waiting *w = arg;
	struct sim_call *c = &sim.calls[w->call];
	int status = ok ? w->status : 503;
	free(w);
	if (sim_point(POINT_BEFORE_2XX))
		return;
	answered(c, status);
	sim_point(POINT_AFTER_2XX);
}

static void
ring(struct sim_call *c)
{
	struct http_inbound in = { .method = "GET",
		.path = c->reply ? "/reply" : "/delivery",
		.body = "",
		.peer = "127.0.0.1" };
	c->at = sim.now + rng_between(&sim.rng, 30, 900); /* if nobody hears */
	if (!sim.up)
		return;
	sim_trace(3, (uint64_t)(c - sim.calls));
	http_fields_decode(&in.query, c->query, strlen(c->query));
	enum gw_hook hook = c->reply ? GW_HOOK_REPLY : GW_HOOK_DELIVERY;
	int status = intake_hook(&sim.office, gateways[c->gw], hook, &in,
	    sim_clock(), &sim.counts);
	struct gw_answer a;
	intake_respond(&sim.office, gateways[c->gw], hook, &in, &a);
	sbuf_fini(&a.body);
	http_fields_fini(&in.query);
	if (sim_point(POINT_HOOK))
		return;
	if (status >= 300 || !store_pending(sim.office.store)) {
		answered(c, status >= 300 ? status : a.status);
		return;
	}
	struct waiting *w = malloc(sizeof *w);
	*w = (struct waiting){ (int)(c - sim.calls), a.status };
	sim.kick = true;
	sim.replies = true;
	store_when_durable(sim.office.store, on_durable, w);
}

/* --- time outside */

int64_t
tower_next(void)
{
	int64_t next = INT64_MAX;
	for (int i = 0; i < SIM_FLIGHTS; i++) {
		if (sim.flights[i].used && sim.flights[i].at < next)
			next = sim.flights[i].at;
	}
	for (int i = 0; i < SIM_CALLS; i++) {
		if (sim.calls[i].used && sim.calls[i].at < next)
			next = sim.calls[i].at;
	}
	return next;
}

void
tower_turn(void)
{
	int due[SIM_FLIGHTS + SIM_CALLS], n = 0;
	for (int i = 0; i < SIM_FLIGHTS; i++) {
		if (sim.flights[i].used && sim.flights[i].at <= sim.now)
			due[n++] = i;
	}
	for (int i = 0; i < SIM_CALLS; i++) {
		if (sim.calls[i].used && sim.calls[i].at <= sim.now)
			due[n++] = SIM_FLIGHTS + i;
	}
	for (int i = n - 1; i > 0; i--) {
		int k = rng_between(&sim.rng, 0, i), t = due[i];
		due[i] = due[k];
		due[k] = t;
	}
	for (int i = 0; i < n && !disk_is_dead() && !sim.leaving; i++) {
		struct sim_flight *f = &sim.flights[due[i]];
		if (due[i] >= SIM_FLIGHTS)
			ring(&sim.calls[due[i] - SIM_FLIGHTS]);
		else if (f->sent)
			land(f);
		else
			fly(f);
	}
}

void
tower_trouble(void)
{
	int gw = rng_between(&sim.rng, 0, SIM_GATEWAYS - 1);
	int64_t until = sim.now + rng_between(&sim.rng, 10, 7200);
	switch (rng_between(&sim.rng, 0, 2)) {
	case 0:
		if (sim.faults[FAULT_BUSY])
			sim.busy_until[gw] = until;
		break;
	case 1:
		if (sim.faults[FAULT_LOGIN])
			sim.login_until[gw] = until;
		break;
	default:
		if (sim.faults[FAULT_OUTAGE])
			sim.outage_until[gw] = until;
		break;
	}
}
