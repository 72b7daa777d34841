#include "app/courier.h"

#include "app/due.h"
#include "app/gateway_state.h"
#include "app/letter.h"
#include "app/route.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "core/when.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	IN_FLIGHT = 64, /* more does not pay: facts limits */
	TRIES_MAX = 12, /* of attempts that the gateway answered */
	BACKOFF_FIRST_S = 30,
	BACKOFF_MAX_S = 3600,
	RETRY_AFTER_MAX_S = 6 * 3600,
	KEY_MARGIN_S = 600 /* clocks of a gateway and ours may differ */
};

struct courier {
	struct office *o;
	struct courier_transport t;
	struct gateway_states gateways;
	size_t in_flight;
	size_t in_flight_max;
	bool stopping;
	int64_t rate_at;	/* when the tokens were last filled */
	int64_t tokens_x60;	/* sends allowed now, times 60 */
	struct send *unsettled; /* results that the disk did not take yet */
};

struct send { /* one message on its way */
	struct courier *c;
	struct message_id id;
	struct person_id person;
	size_t item_n; /* duties that the text speaks of */
	struct http_request request;
	const struct gw_driver *driver;
	struct gw_settings settings; /* borrowed: a configuration lives until
					nothing is in flight */
	char *gateway;
	int attempts;
	bool resend_once; /* on_uncertain asks for one more */
	bool in_window;	  /* the gateway would refuse a repeat */
	bool called_off;  /* by our own last look, not by the gateway */
	int64_t expires_at;
	char *key;
	struct gw_result result; /* once the gateway answered */
	int status;
	struct send *next; /* in c->unsettled */
};

static void send_free(struct send *s);

struct courier *
courier_new(struct office *o, const struct courier_transport *t)
{
	struct courier *c = mem_new(1, sizeof *c);
	c->o = o;
	c->gateways.o = o;
	c->t = *t;
	c->in_flight_max = IN_FLIGHT;
	return c;
}

void
courier_free(struct courier *c)
{
	if (!c)
		return;
	gateway_state_fini(&c->gateways);
	/* A result without its row is what a crash leaves: uncertain. */
	for (struct send *s = c->unsettled, *next; s; s = next) {
		next = s->next;
		send_free(s);
	}
	free(c);
}

bool
courier_gateway_at(const struct courier *c, size_t i,
    struct courier_gateway *out)
{
	if (i >= c->o->config->gateway_n)
		return false;
	const struct config_gateway *g = &c->o->config->gateways[i];
	*out = (struct courier_gateway){ .name = g->settings.name,
		.driver = g->driver->name,
		.reason = "" };
	const struct gateway_state *state =
	    gateway_state_find(&c->gateways, g->settings.name);
	if (state) {
		out->paused_until = state->paused_until;
		out->reason = state->reason;
		out->last_success_at = state->last_success_at;
	}
	return true;
}

/* --- after a crash */

static bool
refuses_duplicates(void *arg, const char *gateway, int64_t since)
{
	(void)since;
	const struct config *c = ((const struct courier *)arg)->o->config;
	int i = config_gateway_find(c, gateway);
	return i >= 0 &&
	       gw_caps(c->gateways[i].driver, &c->gateways[i].settings)
		   .refuses_duplicates;
}

int
courier_recover(struct courier *c, int64_t now, struct err *err)
{
	if (store_begin(c->o->store, err) < 0)
		return -1;
	int n = outbox_recover(c->o->store, now, refuses_duplicates, c, err);
	if (n < 0) {
		store_undo(c->o->store);
		return -1;
	}
	if (n > 0)
		log_line(LOG_WARN, "recovered=%d", n);
	return store_end(c->o->store, err);
}

/* --- rate: a bucket of one second's worth, at least one */

static bool
take_token(struct courier *c, int64_t now)
{
	int64_t per_min = c->o->config->rate_per_min;
	if (per_min <= 0)
		return true;
	int64_t cap = per_min > 60 ? per_min : 60;
	int64_t gone = now - c->rate_at;
	if (gone < 0 || gone > 60)
		c->tokens_x60 = cap;
	else
		c->tokens_x60 += gone * per_min;
	if (c->tokens_x60 > cap)
		c->tokens_x60 = cap;
	c->rate_at = now;
	if (c->tokens_x60 < 60)
		return false;
	c->tokens_x60 -= 60;
	return true;
}

/* --- sending */

static int64_t
backoff(const struct send *s, int64_t now)
{
	int64_t wait = BACKOFF_FIRST_S;
	for (int i = 1; i < s->attempts && wait < BACKOFF_MAX_S; i++)
		wait *= 2;
	if (wait > BACKOFF_MAX_S)
		wait = BACKOFF_MAX_S;
	/* Jitter of a fifth either way, from the message itself: a simulated
	 * run and its repeat agree. */
	uint64_t h =
	    (uint64_t)s->id.v * 2654435761u + (uint64_t)s->attempts * 40503u;
	int64_t fifth = wait / 5;
	int64_t jitter = fifth ? (int64_t)(h % (uint64_t)(2 * fifth + 1)) : 0;
	return now + wait - fifth + jitter;
}

static void
outcome_of(struct send *s, const struct gw_result *r, int64_t now,
    struct outbox_outcome *o)
{
	int64_t after = r->retry_after_s < 0 ? 0 : r->retry_after_s;
	if (after > RETRY_AFTER_MAX_S)
		after = RETRY_AFTER_MAX_S;
	*o = (struct outbox_outcome){ .event = MESSAGE_AGAIN,
		.reason = MESSAGE_R_RETRY,
		.detail = r->reason,
		.next_at = backoff(s, now) };
	switch (r->class) {
	case GW_ACCEPTED:
	case GW_DUPLICATE:
		o->event = MESSAGE_ACCEPT;
		o->reason = MESSAGE_R_NONE;
		o->provider_id = *r->provider_id ? r->provider_id : NULL;
		break;
	case GW_RETRY:
		o->counts = true;
		if (after)
			o->next_at = now + after;
		if (s->attempts >= TRIES_MAX) {
			o->event = MESSAGE_REFUSE;
			o->reason = MESSAGE_R_TOO_MANY_TRIES;
		}
		break;
	case GW_NIGHT:
	case GW_QUOTA:
		o->next_at = now + (after ? after : BACKOFF_MAX_S);
		break;
	case GW_AUTH:
	case GW_CONFIG:
		o->reason = MESSAGE_R_GATEWAY_PAUSED;
		o->next_at = now + 1; /* routed again: another gateway, or it
					 waits for this one */
		break;
	case GW_RECIPIENT:
		o->next_gateway = true;
		o->next_at = now;
		o->reason = MESSAGE_R_REFUSED_PERSON;
		break;
	case GW_MESSAGE:
		o->event = MESSAGE_REFUSE;
		o->reason = MESSAGE_R_REFUSED_TEXT;
		break;
	case GW_AMBIGUOUS:
		o->event = MESSAGE_DOUBT;
		o->reason = MESSAGE_R_NO_ANSWER;
		break;
	case GW_NOT_SENT:
		o->event = MESSAGE_NOT_SENT;
		if (s->called_off)
			o->next_at = now; /* to be looked at, not retried */
		break;
	case GW_CLASS__N:
		break;
	}
}

/* A doubted message goes again by itself only where the gateway refuses our
 * key's repeat, or where the office asked for one more (urgent kinds). */
static int
resend(struct send *s, int64_t now, struct err *err)
{
	if (!s->in_window && !s->resend_once)
		return 0;
	struct store *st = s->c->o->store;
	if (outbox_move(st, s->id, MESSAGE_RESEND, MESSAGE_R_RETRY, "", now,
		err) < 0)
		return -1;
	return outbox_wait(st, s->id, MESSAGE_R_RETRY, backoff(s, now), now,
	    err);
}

/* The phones of a local gateway are there: delivered as it is accepted. */
static int
report_local(struct send *s, int64_t now, struct err *err)
{
	struct outbox_report r = { .gateway = s->gateway,
		.dedup = s->key,
		.key = s->key,
		.rank = GW_REPORT_DELIVERED,
		.raw = "page" };
	return outbox_report(s->c->o->store, &r, now, err);
}

static int
settle(struct send *s, int64_t now, struct err *err)
{
	struct store *st = s->c->o->store;
	struct outbox_outcome o;
	outcome_of(s, &s->result, now, &o);
	o.http_status = s->status;
	if (store_begin(st, err) < 0)
		return -1;
	int rc = outbox_settle(st, s->id, &o, now, err);
	if (rc == 0 && o.event == MESSAGE_DOUBT)
		rc = resend(s, now, err);
	if (rc >= 0 && o.event == MESSAGE_ACCEPT && s->driver->caps.local)
		rc = report_local(s, now, err);
	if (rc < 0) {
		store_undo(st);
		return -1;
	}
	return store_end(st, err);
}

static void
send_free(struct send *s)
{
	http_request_fini(&s->request);
	free(s->gateway);
	free(s->key);
	free(s);
}

static void
on_settled(void *arg, bool ok)
{
	struct send *s = arg;
	if (ok) {
		send_free(s);
		return;
	}
	s->next = s->c->unsettled;
	s->c->unsettled = s;
}

/* Writes the outcome down; what the disk does not take now is tried again at
 * each step, and is uncertain if the process ends before. */
static int
try_settle(struct send *s, int64_t now, struct err *err)
{
	int rc = settle(s, now, err);
	if (rc < 0 && err->code == ERR_STATE) {
		log_line(LOG_ERROR, "msg=%" PRId64 " error=\"%s\"", s->id.v,
		    err->text);
		send_free(s);
		return 0;
	}
	if (rc < 0)
		on_settled(s, false);
	else
		store_when_durable(s->c->o->store, on_settled, s);
	return rc;
}

static int
settle_rest(struct courier *c, int64_t now, struct err *err)
{
	struct send *rest = c->unsettled;
	c->unsettled = NULL;
	int rc = 0;
	for (struct send *s = rest, *next; s; s = next) {
		next = s->next;
		if (try_settle(s, now, err) < 0)
			rc = -1;
	}
	return rc;
}

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct send *s = arg;
	struct courier *c = s->c;
	int64_t now = c->t.now(c->t.self);
	struct err err = { 0 };
	s->result = (struct gw_result){ .retry_after_s = -1, .quota = -1 };
	s->status = resp->status;
	if (!gw_classify_transport(resp, &s->result))
		s->driver->classify(&s->settings, resp, &s->result);
	c->in_flight--;
	if (!s->called_off)
		gateway_state_note(&c->gateways, s->gateway, &s->result, now);
	log_line(LOG_INFO,
	    "msg=%" PRId64 " gw=%s try=%d result=%s http=%d reason=\"%s\"",
	    s->id.v, s->gateway, s->attempts, gw_class_name(s->result.class),
	    s->status, s->result.reason);
	if (try_settle(s, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"cannot store a result: %s\"",
		    err.text);
}

/* The last look of all: connecting took a while, and what the text says may
 * have been answered, or everything paused, since. */
static bool
may_leave(struct send *s, int64_t now)
{
	struct err err = { 0 };
	struct office *o = s->c->o;
	if (now >= s->expires_at || office_is_paused(o))
		return false;
	if (!s->item_n)
		return true;
	const struct facts *f = office_facts(o, &err);
	if (!f)
		return false;
	return letter_items(o, f, s->id, s->person, now) == s->item_n;
}

/* T2: the point of no return, on disk before the first byte. */
static int
on_prereq(void *arg)
{
	struct send *s = arg;
	struct store *st = s->c->o->store;
	int64_t now = s->c->t.now(s->c->t.self);
	struct err err = { 0 };
	s->called_off = !may_leave(s, now);
	if (s->called_off || store_begin(st, &err) < 0)
		return -1;
	if (outbox_writing(st, s->id, now, &err) < 0) {
		store_undo(st);
		s->called_off = err.code == ERR_STATE; /* a person cancelled */
		return -1;
	}
	if (store_end(st, &err) < 0)
		return -1;
	return store_flush(st, &err);
}

static void
on_not_started(struct send *s, const char *why)
{
	struct http_response none = { .outcome = HTTP_NOT_SENT,
		.body = "",
		.retry_after_s = -1,
		.error = why };
	on_answer(s, &none);
}

/* T1 is on disk (or is not): now a byte may leave. */
static void
on_claimed(void *arg, bool ok)
{
	struct send *s = arg;
	struct courier *c = s->c;
	if (!ok) { /* the claim was rolled back: the row is queued still */
		c->in_flight--;
		send_free(s);
		return;
	}
	if (s->driver->caps.local) { /* our own page: it is there already */
		struct sbuf body = { 0 };
		sbuf_addf(&body, "{\"id\":\"%" PRId64 "\"}", s->id.v);
		struct http_response done = { .outcome = HTTP_ANSWERED,
			.status = 202,
			.body = sbuf_text(&body),
			.body_len = body.len,
			.retry_after_s = -1,
			.error = "" };
		on_answer(s, &done);
		sbuf_fini(&body);
		return;
	}
	bool safe = gw_caps(s->driver, &s->settings).refuses_duplicates;
	if (c->t.send(c->t.self, &s->request, !safe, safe ? NULL : on_prereq,
		on_answer, s) < 0)
		on_not_started(s, "the request could not be started");
}

static bool
key_is_good(const struct gw_caps *caps, const struct due *row, int64_t now)
{
	if (!caps->refuses_duplicates)
		return false;
	if (caps->key_window_s == 0 || row->first_attempt_at == 0)
		return true;
	return now - row->first_attempt_at < caps->key_window_s - KEY_MARGIN_S;
}

static int
claim(struct courier *c, const struct due *d, struct letter *l,
    const struct config_gateway *g, int64_t now, struct err *err)
{
	struct store *st = c->o->store;
	const struct gw_caps caps = gw_caps(g->driver, &g->settings);
	if (d->doubted && !caps.refuses_duplicates)
		letter_mark_repeat(l);
	struct outbox_claim k = { .number = l->number,
		.gateway = g->settings.name,
		.kind = l->kind,
		.text = l->text,
		.size = sms_measure(l->text),
		.writing = g->driver->caps.refuses_duplicates };
	int rc = outbox_claim(st, d->id, &k, now, err);
	if (rc <= 0)
		return rc;
	struct send *s = mem_new(1, sizeof *s);
	*s = (struct send){ .c = c,
		.id = d->id,
		.person = d->person,
		.item_n = l->item_n,
		.driver = g->driver,
		.settings = g->settings,
		.gateway = mem_dup(g->settings.name),
		.key = mem_dup(d->key),
		.attempts = d->attempts + 1,
		.in_window = key_is_good(&caps, d, now),
		.resend_once = c->o->config->resend_once && due_is_urgent(d) &&
			       !d->doubted,
		.expires_at = d->expires_at };
	struct gw_message m = { .key = d->key,
		.number = l->number,
		.text = l->text,
		.encoding = k.size.encoding,
		.parts = k.size.parts,
		.now = now,
		.expires_at = d->expires_at };
	g->driver->prepare(&s->settings, &m, &s->request);
	c->in_flight++;
	store_when_durable(st, on_claimed, s);
	return 1;
}

static int
wait_row(struct courier *c, const struct due *d, enum message_reason why,
    int64_t until, int64_t now, struct err *err)
{
	return outbox_wait(c->o->store, d->id, why, until, now, err);
}

/* Whether the caps leave room; *until = when to look again. */
static bool
cap_reached(struct courier *c, int64_t now, int64_t *until)
{
	int cap = c->o->config->daily_cap;
	int offset = c->o->config->policy->offset_s;
	int32_t today = civil_on(now, offset);
	if (!cap)
		return false;
	*until = civil_at(today + 1, 0, offset);
	return outbox_sent_since(c->o->store, NULL,
		   civil_at(today, 0, offset)) >= cap;
}

/* 1 = claimed, 0 = dealt with otherwise, 2 = the rate is used up, −1 error. */
static int
handle(struct courier *c, const struct facts *f, const struct due *d,
    int64_t now, struct err *err)
{
	struct store *st = c->o->store;
	int64_t until = now;
	if (!d->checksum_ok)
		return outbox_move(st, d->id, MESSAGE_HOLD, MESSAGE_R_CHECKSUM,
		    "", now, err);
	if (due_keeps_hours(d) &&
	    (until = when_allowed(f, c->o->config->policy, now)) > now)
		return wait_row(c, d, MESSAGE_R_HOURS, until, now, err);
	if (cap_reached(c, now, &until))
		return wait_row(c, d, MESSAGE_R_DAILY_CAP, until, now, err);
	struct letter l;
	letter_write(c->o, f, d, now, &l);
	int rc = 0;
	struct route r = { .gateway = NULL };
	if (l.refused)
		rc = outbox_move(st, d->id,
		    l.failed ? MESSAGE_UNRENDERABLE : MESSAGE_CANCEL, l.refused,
		    "", now, err);
	else
		route_find(c->o, &c->gateways, f, d, now, &r);
	if (r.gateway)
		rc = take_token(c, now) ? claim(c, d, &l, r.gateway, now, err)
					: 2;
	else if (!l.refused && r.final)
		rc = outbox_move(st, d->id, MESSAGE_REFUSE,
		    MESSAGE_R_REFUSED_PERSON, "", now, err);
	else if (!l.refused)
		rc = wait_row(c, d, r.wait, r.until, now, err);
	letter_fini(&l);
	return rc;
}

/* Each row in its own savepoint: a broken one harms no other. */
static int
handle_all(struct courier *c, const struct facts *f, struct due_list *l,
    int64_t now, struct err *err)
{
	for (size_t i = 0; i < l->n; i++) {
		if (store_begin(c->o->store, err) < 0)
			return -1;
		int rc = handle(c, f, &l->v[i], now, err);
		if (rc < 0) {
			store_undo(c->o->store);
			log_line(LOG_ERROR, "msg=%" PRId64 " error=\"%s\"",
			    l->v[i].id.v, err->text);
			if (err->code == ERR_FULL || err->code == ERR_IO)
				return -1;
			continue;
		}
		if (store_end(c->o->store, err) < 0)
			return -1;
		if (rc == 2)
			return 0;
	}
	return 0;
}

int
courier_step(struct courier *c, int64_t now, struct err *err)
{
	struct store *st = c->o->store;
	if (settle_rest(c, now, err) < 0)
		return -1;
	if (c->stopping)
		return 0;
	if (store_begin(st, err) < 0)
		return -1;
	if (outbox_expire(st, now, err) < 0) {
		store_undo(st);
		return -1;
	}
	if (store_end(st, err) < 0)
		return -1;
	if (office_is_paused(c->o) || c->in_flight >= c->in_flight_max)
		return 0;
	struct due_list l = { 0 };
	int room = (int)(c->in_flight_max - c->in_flight);
	int rc = outbox_due(st, now, room, due_add, &l);
	const struct facts *f = l.n ? office_facts(c->o, err) : NULL;
	if (l.n && !f)
		rc = -1;
	if (rc >= 0 && l.n)
		rc = handle_all(c, f, &l, now, err);
	due_fini(&l);
	return rc < 0 ? -1 : 0;
}

int64_t
courier_next(struct courier *c, int64_t now)
{
	if (c->stopping || c->in_flight >= c->in_flight_max)
		return INT64_MAX;
	if (office_is_paused(c->o))
		return now + 60;
	int64_t next = outbox_next(c->o->store);
	return next <= now ? now + 1 : next; /* the rate, by the second */
}

size_t
courier_in_flight(const struct courier *c)
{
	return c->in_flight;
}

void
courier_stop(struct courier *c)
{
	c->stopping = true;
}

void
courier_limit(struct courier *c, size_t in_flight)
{
	c->in_flight_max = in_flight;
}
