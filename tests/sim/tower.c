#include "tower.h"

#include "judge.h"
#include "wire.h"

#include "base/sbuf.h"
#include "gw/gw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TIMEOUT_S = 30,
	KEY_WINDOW_S = 86400,
	KEPT_S = 30 * 86400, /* what can be asked about */
	LOOKUP_LAG_S = 60
};

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
			.sent_at = at,
			.n = ++sim.call_n,
			.gw = gw };
		return c;
	}
	fprintf(stderr, "sim: too many calls\n");
	abort();
}

static void
report_at(int64_t at, const struct sim_copy *c, int rank)
{
	struct sim_call *k = tower_call(at, c->gw, false);
	k->msg = c->msg;
	k->rank = rank;
	memcpy(k->key, c->key, sizeof k->key);
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
knows_key(const struct wire_request *r, int64_t lag)
{
	int64_t kept = r->asks ? KEPT_S : KEY_WINDOW_S;
	for (int i = 0; i < sim.copy_n; i++) {
		const struct sim_copy *c = &sim.ledger[i];
		if (c->gw == r->gw && strcmp(c->key, r->key) == 0 &&
		    sim.now - c->at < kept && sim.now - c->at >= lag)
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
silent(struct sim_flight *f, enum http_outcome what, const char *why)
{
	f->answer = (struct http_response){ .outcome = what,
		.body = "",
		.retry_after_s = -1,
		.error = why };
}

/* Somebody else's bytes; what they echo must reach no log.  What a dialect
 * knows for a refusal comes from a gateway that did not take it. */
static void
hostile(struct sim_flight *f, bool taken)
{
	static const char *const bodies[] = { "", "<html>Login</html>",
		"{\"id\":[[[[[[[[", "0: Accepted", "202 OK",
		"error for password=" SIM_PASSWORD };
	static const int codes[] = { 200, 202, 204, 302, 418, 500, 502, 504,
		400, 404 };
	char body[128];
	int i = rng_between(&sim.rng, 0, 7);
	if (i < 6)
		snprintf(body, sizeof body, "%s", bodies[i]);
	else
		snprintf(body, sizeof body, "no such user %s %s", f->number,
		    SIM_HOOK_SECRET);
	wire_bytes(f, codes[rng_below(&sim.rng, taken ? 8 : 10)], body);
}

static void
busy(struct sim_flight *f)
{
	static const long waits[] = { -1, 0, 7, 3600, 100000, 2300764808 };
	wire_say(f, rng_percent(&sim.rng, 50) ? WIRE_BUSY : WIRE_TOO_MANY);
	if (f->answer.status == 429)
		f->answer.retry_after_s = waits[rng_below(&sim.rng, 6)];
}

/* Before a gateway looks at what it was sent. */
static bool
turned_away(struct sim_flight *f)
{
	if (sim.login_until[f->gw] > sim.now)
		wire_say(f, WIRE_LOGIN);
	else if (sim.busy_until[f->gw] > sim.now)
		busy(f);
	else
		return false;
	return true;
}

/* The request was read.  Fills the answer. */
static void
decide(struct sim_flight *f, const struct wire_request *r, bool again)
{
	bool key = sim.cap == SIM_KEY && knows_key(r, 0);
	if (turned_away(f))
		return;
	/* It looks at the key last (D8) or first; within the same second it
	 * has not changed its mind about number and text. */
	bool known = key && (again || rng_percent(&sim.rng, 50));
	if (!known && sim_fault(FAULT_REFUSE, 6)) {
		wire_say(f, WIRE_NO_NUMBER);
		return;
	}
	if (!known && sim_fault(FAULT_REFUSE, 3)) {
		wire_say(f, WIRE_NO_TEXT);
		return;
	}
	if (sim_fault(FAULT_HOSTILE, 8)) {
		bool taken = !key && rng_percent(&sim.rng, 50);
		if (taken)
			take(f);
		hostile(f, taken || key);
		return;
	}
	if (sim_fault(FAULT_LOST, 12) && !key) {
		if (rng_percent(&sim.rng, 65))
			take(f);
		silent(f, HTTP_AMBIGUOUS, "no answer in time");
		return;
	}
	if (!key)
		take(f);
	wire_say(f, key ? WIRE_DUPLICATE : WIRE_ACCEPTED);
	if (sim_fault(FAULT_LOST, 12))
		silent(f, HTTP_AMBIGUOUS, "connection reset");
}

/* What it took shows after a while only. */
static void
look_up(struct sim_flight *f, const struct wire_request *r)
{
	int64_t lag = sim.faults[FAULT_DELAY] ? LOOKUP_LAG_S : 0;
	if (turned_away(f))
		return;
	if (sim_fault(FAULT_HOSTILE, 8))
		hostile(f, true);
	else if (sim_fault(FAULT_LOST, 12))
		silent(f, HTTP_AMBIGUOUS, "no answer in time");
	else
		wire_say(f, knows_key(r, lag) ? WIRE_PRESENT : WIRE_ABSENT);
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
		sim_bad(ORACLE_NUMBER, "no request of the dialect: %.40s",
		    r->url);
		return -1;
	}
	struct sim_flight *f = sim.flights;
	while (f->used)
		f++;
	if (f - sim.flights >= SIM_FLIGHTS - 1)
		abort();
	*f = (struct sim_flight){ .used = true,
		.fresh = fresh,
		.asks = w.asks,
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
	if (!f->asks)
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
	struct wire_request r = { .asks = f->asks,
		.gw = f->gw,
		.text = f->text };
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
	if (!f->asks)
		judge_byte(f);
	f->sent = true;
	/* Bytes that do not all arrive are no request. */
	if (sim_fault(FAULT_LOST, 4))
		silent(f, HTTP_AMBIGUOUS, "cut while sending");
	else if (f->asks)
		look_up(f, &r);
	else
		decide(f, &r, false);
	/* libcurl repeats a request whose reused connection died. */
	if (!f->fresh && !f->asks && sim_fault(FAULT_REUSE, 30) &&
	    f->answer.outcome == HTTP_ANSWERED) {
		judge_byte(f);
		decide(f, &r, true);
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
	struct wire_call w;
	c->at = sim.now + rng_between(&sim.rng, 30, 900); /* if nobody hears */
	if (!sim.up)
		return;
	sim_trace(3, (uint64_t)(c - sim.calls));
	enum gw_hook hook = c->reply ? GW_HOOK_REPLY : GW_HOOK_DELIVERY;
	wire_call(c, &w);
	int status = intake_hook(&sim.office, gateways[c->gw], hook, &w.in,
	    sim_clock(), &sim.counts);
	struct gw_answer a;
	intake_respond(&sim.office, gateways[c->gw], hook, &w.in, &a);
	sbuf_fini(&a.body);
	wire_call_fini(&w);
	if (sim_point(POINT_HOOK))
		return;
	if (status >= 300 || !store_pending(sim.office.store)) {
		answered(c, status >= 300 ? status : a.status);
		return;
	}
	struct waiting *wait = malloc(sizeof *wait);
	*wait = (struct waiting){ (int)(c - sim.calls), a.status };
	sim.kick = true;
	sim.replies = true;
	store_when_durable(sim.office.store, on_durable, wait);
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
