#include "app/inquiry.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/ask.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	AGAIN_FIRST_S = 300,
	AGAIN_MAX_S = 6 * 3600,
	GIVE_UP_S = 7 * 86400, /* no vendor knows longer */
	AT_ONCE = 16,
	BUSY_S = 1 /* the gateway answers another question */
};

struct question { /* copies: the row and the configuration may go */
	struct inquiry_room room;
	struct message_id id;
	enum message_state state;
	const struct config_gateway *gateway;
	char *name, *key, *number, *provider_id, *pin;
	int parts;
	int64_t sent_at, asked_at;
};

struct questions {
	struct question **v;
	size_t n, cap;
};

int64_t
inquiry_first(const struct config_gateway *g, bool in_doubt, int64_t now)
{
	bool can_ask = g->driver->lookup != NULL;
	if (in_doubt)
		return can_ask ? now + INQUIRY_LAG_S : OUTBOX_NEVER;
	const struct gw_caps caps = gw_caps(g->driver, &g->settings);
	if (caps.local || (!can_ask && !caps.reports))
		return OUTBOX_NEVER;
	return now + g->report_after_s;
}

static void
question_free(struct question *q)
{
	free(q->name);
	free(q->key);
	free(q->number);
	free(q->provider_id);
	free(q->pin);
	free(q);
}

static int
copy_row(void *arg, const struct ask_row *row)
{
	struct questions *l = arg;
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(void *));
	struct question *q = l->v[l->n++] = mem_new(1, sizeof *q);
	*q = (struct question){ .id = row->id,
		.state = row->state,
		.name = mem_dup(row->gateway),
		.key = mem_dup(row->key),
		.number = mem_dup(row->number),
		.provider_id =
		    *row->provider_id ? mem_dup(row->provider_id) : NULL,
		.pin = mem_dup(row->pin),
		.parts = row->parts,
		.sent_at = row->sent_at,
		.asked_at = row->asked_at };
	return 0;
}

/* Doubling from the first question on; never once it is too old. */
static int64_t
again(const struct question *q, int64_t now)
{
	int64_t age = now - q->sent_at, wait = AGAIN_FIRST_S;
	if (age > GIVE_UP_S || age < 0)
		return OUTBOX_NEVER;
	while (wait < age && wait < AGAIN_MAX_S)
		wait *= 2;
	return now + (wait < AGAIN_MAX_S ? wait : AGAIN_MAX_S);
}

static int
put_off(struct store *st, const struct question *q, bool asked, int64_t at,
    const char *why, int64_t now, struct err *err)
{
	bool silent = q->state == MESSAGE_ACCEPTED && why;
	return ask_later(st, q->id, asked, at,
	    silent ? MESSAGE_R_NO_REPORT : MESSAGE_R_NONE, why, now, err);
}

static int
store_report(struct office *o, const struct question *q,
    const struct gw_found *f, int64_t now, struct err *err)
{
	char dedup[160];
	if (f->report == GW_REPORT_UNKNOWN && !*f->raw)
		return 0;
	snprintf(dedup, sizeof dedup, "asked/%s/%d/%s", q->key, (int)f->report,
	    f->raw);
	const struct outbox_report r = { .gateway = q->name,
		.dedup = dedup,
		.key = q->key,
		.provider_id = *f->provider_id ? f->provider_id : NULL,
		.rank = (int)f->report,
		.raw = f->raw };
	return outbox_report(o->store, &r, now, err);
}

/* Present: accepted at least.  Absent: sending again is safe, for the gateway
 * itself says that it never had it, and long enough after. */
static int
settle(const struct question *q, const struct gw_found *f, int64_t now,
    struct err *err)
{
	struct office *o = q->room.o;
	struct outbox_row row;
	if (outbox_get(o->store, q->id, &row) != 1)
		return 0;
	bool same = row.state == q->state && strcmp(row.key, q->key) == 0;
	outbox_row_fini(&row);
	if (!same)
		return 0; /* a report or a person was faster */
	if (f->sight == GW_UNCLEAR)
		return put_off(o->store, q, true, again(q, now), "", now, err);
	if (f->sight == GW_ABSENT && q->state == MESSAGE_UNCERTAIN)
		return ask_absent(o->store, q->id, now, err);
	if (f->sight == GW_ABSENT)
		return put_off(o->store, q, true, again(q, now),
		    "the gateway does not know it", now, err);
	if (q->state == MESSAGE_UNCERTAIN &&
	    ask_present(o->store, q->id, f->provider_id, now, err) < 0)
		return -1;
	if (put_off(o->store, q, true, again(q, now), f->raw, now, err) < 0)
		return -1;
	return store_report(o, q, f, now, err);
}

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct question *q = arg;
	struct office *o = q->room.o;
	int64_t now = q->room.desk->via->now(q->room.desk->via->self);
	struct err err = { 0 };
	struct gw_found found = { .sight = GW_UNCLEAR };
	const struct gw_question what = { .key = q->key,
		.provider_id = q->provider_id,
		.number = q->number,
		.pin = q->pin,
		.parts = q->parts,
		.sent_at = q->sent_at };
	if (resp->outcome == HTTP_ANSWERED)
		q->gateway->driver->lookup_answer(&q->gateway->settings, &what,
		    resp, &found);
	log_line(LOG_INFO, "msg=%" PRId64 " gw=%s asked=1 sight=%d report=%d",
	    q->id.v, q->name, (int)found.sight, (int)found.report);
	int rc = store_begin(o->store, &err);
	if (rc == 0 && (rc = settle(q, &found, now, &err)) < 0)
		store_undo(o->store);
	else if (rc >= 0)
		rc = store_end(o->store, &err);
	if (rc < 0)
		log_line(LOG_ERROR, "msg=%" PRId64 " error=\"%s\"", q->id.v,
		    err.text);
	question_free(q);
}

/* 1 = *q is on its way and not the caller's any more, 0 put off, −1. */
static int
ask(const struct inquiry_room *room, struct question *q, int64_t now,
    struct err *err)
{
	struct store *st = room->o->store;
	const struct config *c = room->o->config;
	int i = config_gateway_find(c, q->name);
	q->room = *room;
	q->gateway = i < 0 ? NULL : &c->gateways[i];
	const struct gw_driver *d = q->gateway ? q->gateway->driver : NULL;
	if (!d || !d->lookup)
		return put_off(st, q, false, OUTBOX_NEVER, "", now, err);
	/* Moved here by a report or a rule: its time is still to come. */
	int64_t first = inquiry_first(q->gateway, q->state == MESSAGE_UNCERTAIN,
	    q->sent_at);
	if (!q->asked_at && first > now)
		return put_off(st, q, false, first, NULL, now, err);
	int64_t steady = room->steady_since + INQUIRY_LAG_S;
	if (q->state == MESSAGE_UNCERTAIN && steady > now)
		return put_off(st, q, false, steady, NULL, now, err);
	int64_t until;
	const char *why;
	const struct gateway_state *g =
	    gateway_state_get(room->states, q->name);
	if (!gateway_state_is_open(g, now, &until, &why))
		return put_off(st, q, false, until, NULL, now, err);
	if (errand_is_busy(room->desk, q->name))
		return put_off(st, q, false, now + BUSY_S, NULL, now, err);
	const struct gw_question what = { .key = q->key,
		.provider_id = q->provider_id,
		.number = q->number,
		.pin = q->pin,
		.parts = q->parts,
		.sent_at = q->sent_at };
	struct http_request r = { 0 };
	if (!d->lookup(&q->gateway->settings, &what, &r))
		return put_off(st, q, false, OUTBOX_NEVER, "", now, err);
	/* Not due again while the answer is out. */
	if (put_off(st, q, true, again(q, now), NULL, now, err) < 0) {
		http_request_fini(&r);
		return -1;
	}
	return errand_start(room->desk, q->name, &r, on_answer, q) == 0;
}

int
inquiry_step(const struct inquiry_room *room, int64_t now, struct err *err)
{
	struct questions l = { NULL, 0, 0 };
	struct store *st = room->o->store;
	int rc = ask_due(st, now, AT_ONCE, copy_row, &l);
	if (rc >= 0 && l.n && store_begin(st, err) < 0)
		rc = -1;
	size_t i = 0;
	for (; rc >= 0 && i < l.n; i++) {
		int asked = ask(room, l.v[i], now, err);
		if (asked < 1)
			question_free(l.v[i]);
		if (asked < 0)
			rc = -1;
	}
	for (; i < l.n; i++)
		question_free(l.v[i]);
	if (l.n && rc < 0)
		store_undo(st);
	else if (l.n)
		rc = store_end(st, err);
	free(l.v);
	return rc < 0 ? -1 : 0;
}
