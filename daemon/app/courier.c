#include "app/courier.h"

#include "app/due.h"
#include "app/errand.h"
#include "app/gateway_state.h"
#include "app/inquiry.h"
#include "app/letter.h"
#include "app/limits.h"
#include "app/pull.h"
#include "app/route.h"
#include "app/tokens.h"
#include "app/trial.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "core/phone.h"
#include "core/when.h"
#include "store/ask.h"
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
	KEY_MARGIN_S = 600, /* clocks of a gateway and ours may differ */
	CLOCK_BACK_S = 60,  /* smaller steps are within that margin */
	ASLEEP_S = 600,	    /* no step for so long: the machine slept */
	LOOK_S = 60,	    /* a service steps at least so often … */
	STRAY_S = 90,	    /* … so this is a clock that was set */
	AFTER_REFRESH_S = 5 /* a new token is being got */
};

struct courier {
	struct office *o;
	struct courier_transport t;
	struct gateway_states gateways;
	struct limits limits;
	struct errand_desk desk;
	struct pull_room pull;
	struct trial_desk trials;
	size_t in_flight; /* sends; errands are the desk's */
	size_t in_flight_max;
	bool stopping;
	struct bucket bucket;
	int64_t last_now;	     /* of the last step */
	int64_t steady_since;	     /* no step was far from the one before */
	const struct config *config; /* as seen by the last step */
	struct tokens *tokens;	     /* or NULL */
	struct send *unsettled; /* results that the disk did not take yet */
};

struct send { /* one message on its way */
	struct courier *c;
	struct message_id id;
	struct person_id person;
	size_t item_n; /* duties that the text speaks of */
	struct http_request request;
	const struct gw_driver *driver;
	struct gw_caps caps;
	struct gw_settings settings; /* borrowed: a configuration lives until
					nothing is in flight */
	int64_t ask_s[2]; /* so long after it was taken, or may have been, the
			     gateway is asked: here, because a result that
			     the disk refused outlives its configuration */
	struct gateway_state *gateway;
	int attempts;
	bool resend_once; /* on_uncertain asks for one more */
	bool in_window;	  /* the gateway would refuse a repeat */
	bool called_off;  /* by our own last look, not by the gateway */
	bool refreshing;  /* its token was refused, a new one comes */
	int64_t token;	  /* generation of that token */
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
	c->t = *t;
	c->gateways.o = o;
	c->limits.o = o;
	c->desk.via = &c->t;
	c->pull = (struct pull_room){ .o = o,
		.desk = &c->desk,
		.states = &c->gateways };
	c->trials.desk = &c->desk;
	c->config = o->config;
	c->in_flight_max = IN_FLIGHT;
	return c;
}

void
courier_use_tokens(struct courier *c, struct tokens *t)
{
	c->tokens = t;
}

struct tokens *
courier_tokens(const struct courier *c)
{
	return c->tokens;
}

void
courier_free(struct courier *c)
{
	if (!c)
		return;
	limits_fini(&c->limits);
	trial_fini(&c->trials);
	errand_fini(&c->desk);
	/* A result without its row is what a crash leaves: uncertain. */
	for (struct send *s = c->unsettled, *next; s; s = next) {
		next = s->next;
		send_free(s);
	}
	gateway_state_fini(&c->gateways);
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
		out->last_success_at = state->row.last_success_at;
		out->last_error = state->row.last_error;
		out->last_error_at = state->row.last_error_at;
		out->quota = state->row.quota;
		out->quota_at = state->row.quota_at;
		out->known = true;
	}
	return true;
}

void
courier_resume(struct courier *c, const char *name)
{
	gateway_state_open(gateway_state_get(&c->gateways, name));
}

bool
courier_test(struct courier *c, size_t gateway, bool setup, int64_t now,
    struct gw_health *health)
{
	const struct config_gateway *g = &c->o->config->gateways[gateway];
	return trial_ask(&c->trials, g, g->settings.token, setup, now,
		   health) == TRIAL_DONE;
}

bool
courier_heard(struct courier *c)
{
	bool heard = c->pull.heard;
	c->pull.heard = false;
	return heard;
}

/* --- after a crash */

static bool
key_is_good(const struct gw_caps *caps, int64_t since, int64_t now)
{
	if (!caps->refuses_duplicates || since < 0 || since > now)
		return false;
	if (caps->key_window_s == 0 || since == 0)
		return true;
	return now - since < caps->key_window_s - KEY_MARGIN_S;
}

struct recovery {
	const struct config *config;
	int64_t now;
};

static bool
same_key(void *arg, const char *gateway, int64_t since)
{
	const struct recovery *r = arg;
	int i = config_gateway_find(r->config, gateway);
	if (i < 0)
		return false;
	const struct config_gateway *g = &r->config->gateways[i];
	const struct gw_caps caps = gw_caps(g->driver, &g->settings);
	return key_is_good(&caps, since, r->now);
}

/* A key's window is counted by our clock.  Where that went back, nobody can
 * tell how much of the window is left: it counts as closed. */
static int
watch_clock(struct courier *c, int64_t seen, int64_t now, struct err *err)
{
	if (now + CLOCK_BACK_S >= seen)
		return 0;
	log_line(LOG_WARN, "clock=back by=%" PRId64, seen - now);
	return ask_close_windows(c->o->store, err);
}

static int64_t
last_seen(struct courier *c)
{
	int64_t boot = store_last_boot_at(c->o->store);
	int64_t attempt = ask_last_seen(c->o->store);
	return boot > attempt ? boot : attempt;
}

int
courier_recover(struct courier *c, int64_t now, struct err *err)
{
	struct recovery r = { c->o->config, now };
	if (store_begin(c->o->store, err) < 0)
		return -1;
	int n = watch_clock(c, last_seen(c), now, err);
	if (n >= 0)
		n = outbox_recover(c->o->store, now, same_key, &r, err);
	if (n < 0) {
		store_undo(c->o->store);
		return -1;
	}
	if (n > 0)
		log_line(LOG_WARN, "recovered=%d", n);
	return store_end(c->o->store, err);
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

/* What the gateway asked for, within reason; 0 = it asked for nothing. */
static int64_t
asked_wait(const struct gw_result *r)
{
	if (r->retry_after_s < 0)
		return 0;
	if (r->retry_after_s < 1)
		return 1;
	return r->retry_after_s < RETRY_AFTER_MAX_S ? r->retry_after_s
						    : RETRY_AFTER_MAX_S;
}

/* Once a day: somebody may raise the quota. */
static void
tell_quota(struct send *s, const char *reason, int64_t now)
{
	struct office *o = s->c->o;
	const char *name = s->gateway->name;
	struct sbuf text = { 0 };
	char key[64];
	snprintf(key, sizeof key, "quota.%s", name);
	sbuf_addf(&text,
	    "%s: cong %s het han muc hom nay (%s). Tin cho den ngay mai",
	    o->config->policy->sign, name, reason);
	office_alarm(o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

static int64_t
quota_ends(struct send *s, int64_t now)
{
	struct err err = { 0 };
	const struct facts *f = office_facts(s->c->o, &err);
	return f ? route_tomorrow(s->c->o, f, now) : now + BACKOFF_MAX_S;
}

static int64_t
ask_at(const struct send *s, bool in_doubt, int64_t now)
{
	int64_t after = s->ask_s[in_doubt];
	return after == OUTBOX_NEVER ? OUTBOX_NEVER : now + after;
}

static void
outcome_of(struct send *s, const struct gw_result *r, int64_t now,
    struct outbox_outcome *o)
{
	int64_t after = asked_wait(r);
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
		o->ask_at = ask_at(s, false, now);
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
		o->reason = MESSAGE_R_NIGHT;
		o->next_at = route_morning(s->c->o, s->id.v, now);
		break;
	case GW_QUOTA:
		o->reason = MESSAGE_R_QUOTA;
		o->next_at = quota_ends(s, now);
		break;
	case GW_AUTH:
		if (s->refreshing) {
			o->next_at = now + AFTER_REFRESH_S;
			break;
		}
		/* fall through */
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
		o->ask_at = ask_at(s, true, now);
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
	struct outbox_report r = { .gateway = s->gateway->name,
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
	if (rc >= 0 && o.event == MESSAGE_ACCEPT && s->caps.local)
		rc = report_local(s, now, err);
	if (rc >= 0)
		rc = gateway_state_save(&s->c->gateways, s->gateway, now, err);
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

/* What the answer says of the gateway, not of the message. */
static void
note_gateway(struct send *s, int64_t now)
{
	struct gateway_state *g = s->gateway;
	bool suspect = g->suspect;
	if (s->called_off || s->refreshing)
		return;
	gateway_state_note(&s->c->gateways, g, &s->result, s->status, now);
	if (suspect && !g->suspect)
		pull_after_gap(g);
	if (s->result.class == GW_QUOTA)
		tell_quota(s, s->result.reason, now);
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
	s->refreshing =
	    s->result.class == GW_AUTH && c->tokens &&
	    tokens_expired(c->tokens, s->gateway->name, s->token, now);
	c->in_flight--;
	s->gateway->in_flight--;
	note_gateway(s, now);
	log_line(LOG_INFO,
	    "msg=%" PRId64 " gw=%s try=%d result=%s http=%d reason=\"%s\"",
	    s->id.v, s->gateway->name, s->attempts,
	    gw_class_name(s->result.class), s->status, s->result.reason);
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
		s->gateway->in_flight--;
		send_free(s);
		return;
	}
	if (s->caps.local) { /* our own page: it is there already */
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
	bool safe = s->caps.refuses_duplicates;
	if (c->t.send(c->t.self, &s->request, !safe, safe ? NULL : on_prereq,
		on_answer, s) < 0)
		on_not_started(s, "the request could not be started");
}

/* What a repeat must keep: that of the first try, or as it is configured. */
static const char *
pin_of(const struct config_gateway *g, const struct gw_caps *caps,
    const struct letter_address *a)
{
	if (!caps->pin)
		return NULL;
	return *a->pin ? a->pin : gw_more(&g->settings, caps->pin);
}

static void
start_send(struct courier *c, const struct due *d, const struct letter *l,
    const struct config_gateway *g, const struct gw_caps *caps,
    const struct gw_message *m, int64_t now)
{
	struct send *s = mem_new(1, sizeof *s);
	int64_t since = d->window_closed ? -1 : d->first_attempt_at;
	*s = (struct send){ .c = c,
		.id = d->id,
		.person = d->person,
		.item_n = l->item_n,
		.driver = g->driver,
		.caps = *caps,
		.settings = g->settings,
		.ask_s = { inquiry_first(g, false, 0),
		    inquiry_first(g, true, 0) },
		.gateway = gateway_state_get(&c->gateways, g->settings.name),
		.key = mem_dup(d->key),
		.attempts = d->attempts + 1,
		.in_window = key_is_good(caps, since, now),
		.resend_once = c->o->config->resend_once && due_is_urgent(d) &&
			       !d->doubted,
		.expires_at = d->expires_at };
	g->driver->prepare(&s->settings, m, &s->request);
	s->settings.token = NULL; /* it may be wiped before the answer */
	if (c->tokens)
		tokens_access(c->tokens, s->gateway->name, now, &s->token);
	c->in_flight++;
	s->gateway->in_flight++;
	store_when_durable(c->o->store, on_claimed, s);
}

/* Its key's window closed while it waited to go again: the gateway might take
 * it for a new one.  What a person or the office asked for goes all the same
 * (a person's retry has no tries yet). */
static bool
is_too_late(const struct courier *c, const struct due *d,
    const struct gw_caps *caps, int64_t now)
{
	int64_t since = d->window_closed ? -1 : d->first_attempt_at;
	bool asked =
	    !d->attempts || (c->o->config->resend_once && due_is_urgent(d));
	return d->doubted && caps->refuses_duplicates && !asked &&
	       !key_is_good(caps, since, now);
}

static int
claim(struct courier *c, const struct due *d, struct letter *l,
    const struct config_gateway *g, int64_t now, struct err *err)
{
	const struct gw_caps caps = gw_caps(g->driver, &g->settings);
	struct letter_address a;
	struct gw_message m;
	if (is_too_late(c, d, &caps, now))
		return outbox_move(c->o->store, d->id, MESSAGE_DOUBT,
		    MESSAGE_R_NO_ANSWER, "", now, err);
	if (d->doubted && !caps.refuses_duplicates)
		letter_mark_repeat(l);
	letter_message(c->o, l, d, g, now, &a, &m);
	struct outbox_claim k = { .number = l->number,
		.gateway = g->settings.name,
		.kind = l->kind,
		.text = l->text,
		.size = l->size,
		.pin = pin_of(g, &caps, &a),
		.cost = limits_cost(c->o, g, l->size.parts),
		.writing = caps.refuses_duplicates };
	int rc = outbox_claim(c->o->store, d->id, &k, now, err);
	if (rc <= 0)
		return rc;
	limits_count(&c->limits, g->settings.name, k.cost);
	start_send(c, d, l, g, &caps, &m, now);
	return 1;
}

/* Only to mobiles that somebody of the roster has, or had; a test goes where
 * the person at the keyboard says. */
static bool
is_of_roster(const struct facts *f, const struct due *d, const char *number)
{
	if (!phone_is_mobile(number))
		return false;
	if (strcmp(d->kind, "test") == 0 ||
	    facts_person_by_number(f, number, NULL) >= 0)
		return true;
	for (int i = 0; i < f->unit_n; i++) {
		const char *contact = f->units[i].contact_phone;
		if (contact && strcmp(contact, number) == 0)
			return true;
	}
	return false;
}

/* What stands in the way whichever gateway takes it: 1 nothing, 0 dealt with,
 * −1. */
static int
look_at(struct courier *c, const struct facts *f, const struct due *d,
    const struct letter *l, int64_t now, struct err *err)
{
	struct store *st = c->o->store;
	int64_t until;
	if (l->refused) {
		enum message_event e =
		    l->failed ? MESSAGE_UNRENDERABLE : MESSAGE_CANCEL;
		return outbox_move(st, d->id, e, l->refused, "", now, err);
	}
	if (!is_of_roster(f, d, l->number))
		return outbox_move(st, d->id, MESSAGE_UNRENDERABLE,
		    MESSAGE_R_NOT_ROSTER, "", now, err);
	enum message_reason full =
	    limits_wait(&c->limits, d, l->number, now, &until);
	if (full)
		return outbox_wait(st, d->id, full, until, now, err);
	return 1;
}

/* 1 = claimed, 0 = dealt with otherwise, 2 = the rate is used up, −1 error. */
static int
send_out(struct courier *c, const struct facts *f, const struct due *d,
    struct letter *l, int64_t now, struct err *err)
{
	const struct route_search search = { c->o, &c->gateways, &c->limits,
		/* One that hangs must leave room for the others. */
		c->o->config->gateway_n > 1 ? (c->in_flight_max + 1) / 2
					    : c->in_flight_max };
	struct route r;
	route_find(&search, f, d, l, now, &r);
	if (r.gateway &&
	    !bucket_take(&c->bucket, c->o->config->rate_per_min, now))
		return 2;
	if (r.gateway)
		return claim(c, d, l, r.gateway, now, err);
	if (r.final)
		return outbox_move(c->o->store, d->id, MESSAGE_REFUSE,
		    MESSAGE_R_REFUSED_PERSON, r.detail, now, err);
	return outbox_wait_for(c->o->store, d->id, r.wait, r.detail, r.until,
	    now, err);
}

static int
handle(struct courier *c, const struct facts *f, const struct due *d,
    int64_t now, struct err *err)
{
	struct store *st = c->o->store;
	int64_t until = now;
	if (!d->checksum_ok)
		return outbox_move(st, d->id, MESSAGE_HOLD, MESSAGE_R_CHECKSUM,
		    "", now, err);
	/* The clock went back: what was planned for later is not due yet. */
	if (d->not_before > now)
		return outbox_wait(st, d->id, MESSAGE_R_NONE, d->not_before,
		    now, err);
	if (due_keeps_hours(d) &&
	    (until = when_allowed(f, c->o->config->policy, now)) > now)
		return outbox_wait(st, d->id, MESSAGE_R_HOURS, until, now, err);
	struct letter l;
	letter_write(c->o, f, d, now, &l);
	int rc = look_at(c, f, d, &l, now, err);
	if (rc > 0)
		rc = send_out(c, f, d, &l, now, err);
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

/* Another configuration may have mended what something waited for. */
static int
wake_all(struct courier *c, int64_t now, struct err *err)
{
	static const enum message_reason waits[] = { MESSAGE_R_NOT_LIVE,
		MESSAGE_R_GATEWAY_PAUSED, MESSAGE_R_NO_GATEWAY,
		MESSAGE_R_DAILY_CAP, MESSAGE_R_GATEWAY_CAP, MESSAGE_R_BUDGET,
		MESSAGE_R_PERSON_CAP };
	for (size_t i = 0; i < c->gateways.n; i++)
		gateway_state_open(c->gateways.v[i]);
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		if (outbox_wake(c->o->store, waits[i], now, err) < 0)
			return -1;
	}
	return 0;
}

/* What the passing of time alone changes. */
static int
look_round(struct courier *c, int64_t now, struct err *err)
{
	if (store_begin(c->o->store, err) < 0)
		return -1;
	int rc = watch_clock(c, c->last_now, now, err);
	if (rc >= 0 && c->config != c->o->config)
		rc = wake_all(c, now, err);
	if (rc >= 0)
		rc = outbox_expire(c->o->store, now, err);
	if (rc < 0) {
		store_undo(c->o->store);
		return -1;
	}
	for (size_t i = 0; i < c->gateways.n; i++) {
		if (now - c->last_now > ASLEEP_S)
			pull_after_gap(c->gateways.v[i]);
	}
	if (now < c->last_now || now - c->last_now > STRAY_S)
		c->steady_since = now;
	c->last_now = now;
	c->config = c->o->config;
	gateway_state_refresh(&c->gateways);
	gateway_state_watch(&c->gateways, now);
	return store_end(c->o->store, err);
}

static int
send_due(struct courier *c, int64_t now, struct err *err)
{
	struct due_list l = { 0 };
	int room = (int)(c->in_flight_max - c->in_flight);
	limits_begin(&c->limits);
	int rc = outbox_due(c->o->store, now, room, due_add, &l);
	const struct facts *f = l.n ? office_facts(c->o, err) : NULL;
	if (l.n && !f)
		rc = -1;
	if (rc >= 0 && l.n)
		rc = handle_all(c, f, &l, now, err);
	due_fini(&l);
	return rc < 0 ? -1 : 0;
}

int
courier_step(struct courier *c, int64_t now, struct err *err)
{
	if (settle_rest(c, now, err) < 0)
		return -1;
	if (c->stopping)
		return 0;
	if (look_round(c, now, err) < 0)
		return -1;
	const struct inquiry_room questions = { c->o, &c->desk, &c->gateways,
		c->steady_since };
	if (inquiry_step(&questions, now, err) < 0 ||
	    pull_step(&c->pull, now, err) < 0)
		return -1;
	if (office_is_paused(c->o) || c->in_flight >= c->in_flight_max)
		return 0;
	return send_due(c, now, err);
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
courier_next(struct courier *c, int64_t now)
{
	if (c->stopping)
		return INT64_MAX;
	int64_t next = earlier(ask_next(c->o->store),
	    gateway_state_next(&c->gateways, now));
	next = earlier(next, pull_next(&c->pull, now));
	/* A question waits for a clock that can be seen to run. */
	if (next < INT64_MAX && now - c->steady_since < INQUIRY_LAG_S)
		next = earlier(next, now + LOOK_S);
	if (office_is_paused(c->o))
		next = earlier(next, now + 60);
	else if (c->in_flight < c->in_flight_max)
		next = earlier(next, outbox_next(c->o->store));
	return next <= now ? now + 1 : next; /* the rate, by the second */
}

size_t
courier_in_flight(const struct courier *c)
{
	return c->in_flight + c->desk.n;
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
