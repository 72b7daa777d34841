#include "app/intake.h"

#include "app/link.h"
#include "app/notices.h"
#include "app/reader.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/fold.h"
#include "core/phone.h"
#include "core/standing.h"
#include "store/address.h"
#include "store/deed.h"
#include "store/gateway.h"
#include "store/inbound.h"
#include "store/outbox.h"
#include "store/shift.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4096, AN_HOUR = 3600, QUESTION_OPEN_S = 2 * 86400 };

/* --- storing */

/* A gateway without ids: gateway, number, text and its own time make one. */
static void
make_dedup(const struct gw_event *e, char out[72])
{
	unsigned char hash[32];
	char at[24];
	crypto_generichash_state st;
	snprintf(at, sizeof at, "%" PRId64, e->at);
	crypto_generichash_init(&st, NULL, 0, sizeof hash);
	const char *parts[] = { e->from, e->text, at };
	for (size_t i = 0; i < 3; i++) {
		const char *p = parts[i] ? parts[i] : "";
		crypto_generichash_update(&st, (const unsigned char *)p,
		    strlen(p) + 1);
	}
	crypto_generichash_final(&st, hash, sizeof hash);
	memcpy(out, "h:", 2);
	sodium_bin2hex(out + 2, 70, hash, sizeof hash);
}

/* Whether its senders are ids of its own, not numbers. */
static bool
has_user_ids(const struct office *o, const char *gateway)
{
	int i = config_gateway_find(o->config, gateway);
	return i >= 0 && o->config->gateways[i].driver->caps.user_ids;
}

/* Something about the gateway itself, in the words of its dialect. */
static void
tell_notice(struct office *o, const char *gateway, const struct gw_event *e,
    int64_t now)
{
	struct sbuf text = { 0 };
	char key[96];
	snprintf(key, sizeof key, "notice.%s", gateway);
	sbuf_addf(&text, "%s: cong %s: %s", o->config->policy->sign, gateway,
	    e->text ? e->text : "");
	office_alarm(o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

static int
store_reply(struct office *o, const char *gateway, const struct gw_event *e,
    int64_t now, struct err *err)
{
	char made[72];
	if (!e->dedup || !*e->dedup)
		make_dedup(e, made);
	char e164[PHONE_SIZE] = "";
	bool ids = has_user_ids(o, gateway);
	if (!ids)
		phone_parse(e->from ? e->from : "", e164);
	const char *text = e->text ? e->text : "";
	struct inbound_new n = { .gateway = gateway,
		.dedup = e->dedup && *e->dedup ? e->dedup : made,
		.from = *e164	  ? e164
			: e->from ? e->from
				  : "",
		.to = e->to,
		.text = text,
		.text_len = strlen(text),
		.sent_at = e->at,
		.own_id = !e->dedup || !*e->dedup };
	struct event_id id = { 0 };
	int rc = inbound_add(o->store, &n, now, &id, err);
	char masked[16];
	if (rc > 0 && ids &&
	    address_heard(o->store, gateway, n.from,
		e->at > 0 && e->at < now ? e->at : now, err) < 0)
		rc = -1;
	if (rc > 0)
		log_line(LOG_INFO, "event=%" PRId64 " from=%s gw=%s bytes=%zu",
		    id.v, log_number(n.from, masked), gateway, n.text_len);
	return rc;
}

/* It had failed, and now it is said to have arrived: one of both is wrong. */
static void
tell_contradiction(struct office *o, const char *gateway,
    const struct gw_event *e, int64_t now)
{
	struct sbuf text = { 0 };
	char key[96];
	snprintf(key, sizeof key, "contradiction.%s",
	    e->key ? e->key : gateway);
	sbuf_addf(&text,
	    "%s: mau thuan: tin da ghi la khong gui duoc, cong %s bao da phat. "
	    "Xem: nhacviec queue",
	    o->config->policy->sign, gateway);
	office_alarm(o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

static int
store_report(struct office *o, const char *gateway, const struct gw_event *e,
    int64_t now, struct err *err)
{
	char made[72];
	if (!e->dedup || !*e->dedup)
		make_dedup(e, made);
	struct outbox_report r = { .gateway = gateway,
		.dedup = e->dedup && *e->dedup ? e->dedup : made,
		.key = e->key,
		.provider_id = e->provider_id,
		.part = e->part,
		.rank = (int)e->report,
		.raw = e->raw ? e->raw : "" };
	int rc = outbox_report(o->store, &r, now, err);
	if (rc == 2)
		tell_contradiction(o, gateway, e, now);
	return rc;
}

int
intake_take(struct office *o, const char *gateway, const struct gw_events *ev,
    int64_t now, struct intake_counts *n, struct err *err)
{
	if (store_begin(o->store, err) < 0)
		return -1;
	for (size_t i = 0; i < ev->n; i++) {
		const struct gw_event *e = &ev->v[i];
		int rc = 0;
		switch (e->kind) {
		case GW_EVENT_REPLY:
			rc = store_reply(o, gateway, e, now, err);
			n->replies += rc > 0;
			n->repeats += rc == 0;
			break;
		case GW_EVENT_REPORT:
			rc = store_report(o, gateway, e, now, err);
			n->reports++;
			break;
		case GW_EVENT_LINK:
			rc = link_claim(o, gateway, e, now, err);
			break;
		case GW_EVENT_NOTICE:
			tell_notice(o, gateway, e, now);
			break;
		case GW_EVENT_IGNORE:
			break;
		}
		if (rc < 0) {
			store_undo(o->store);
			return -1;
		}
	}
	return store_end(o->store, err);
}

/* It called: once a minute that is worth a write. */
static int
note_heard(struct office *o, const char *gateway, int64_t now, struct err *err)
{
	struct gateway_row row;
	if (gateway_get(o->store, gateway, &row) < 0 ||
	    (row.heard_at <= now && now - row.heard_at < 60))
		return 0;
	if (store_begin(o->store, err) < 0)
		return -1;
	if (gateway_heard(o->store, gateway, now, err) < 0) {
		store_undo(o->store);
		return -1;
	}
	return store_end(o->store, err);
}

int
intake_hook(struct office *o, const char *gateway, enum gw_hook hook,
    const struct http_inbound *in, int64_t now, struct intake_counts *n)
{
	int i = config_gateway_find(o->config, gateway);
	if (i < 0)
		return 404;
	const struct config_gateway *g = &o->config->gateways[i];
	if (g->driver->caps.local)
		return 404; /* its phones are on the office's own pages */
	const char *how = "";
	if (g->driver->verify(&g->settings, in, now, &how) != GW_GENUINE) {
		n->forged++;
		log_line(LOG_WARN, "hook=%s peer=%s refused=\"wrong secret\"",
		    gateway, in->peer);
		return 401;
	}
	/* Which of a vendor's documented schemes it really uses. */
	if (strchr(how, ','))
		log_line(LOG_INFO, "hook=%s signed=%s", gateway, how);
	struct gw_events events = { 0 };
	struct err err = { 0 };
	if (g->driver->parse(&g->settings, hook, in, &events, &err) < 0) {
		n->refused++;
		log_line(LOG_WARN, "hook=%s refused=\"%s\"", gateway, err.text);
		gw_events_fini(&events);
		return 400;
	}
	int rc = intake_take(o, gateway, &events, now, n, &err);
	if (rc >= 0)
		rc = note_heard(o, gateway, now, &err);
	gw_events_fini(&events);
	if (rc < 0) {
		log_line(LOG_ERROR, "hook=%s error=\"%s\"", gateway, err.text);
		return 503;
	}
	return 200;
}

void
intake_respond(const struct office *o, const char *gateway, enum gw_hook hook,
    const struct http_inbound *in, struct gw_answer *out)
{
	int i = config_gateway_find(o->config, gateway);
	*out = (struct gw_answer){ .status = 200, .type = "text/plain" };
	if (i < 0)
		return;
	const struct config_gateway *g = &o->config->gateways[i];
	if (g->driver->respond)
		g->driver->respond(&g->settings, hook, in, out);
}

int
intake_reply(struct office *o, const char *gateway, const char *from,
    const char *text, const char *dedup, int64_t now, struct err *err)
{
	struct gw_event e = { .kind = GW_EVENT_REPLY, .at = now };
	e.dedup = dedup ? mem_dup(dedup) : NULL;
	e.from = mem_dup(from);
	e.text = mem_dup(text);
	struct gw_events list = { &e, 1 };
	struct intake_counts n = { 0 };
	int rc = intake_take(o, gateway, &list, now, &n, err);
	free(e.dedup);
	free(e.from);
	free(e.text);
	return rc;
}

/* --- applying */

struct event { /* one stored reply, copied */
	struct event_id id;
	char *gateway, *from, *text;
};

struct event_list {
	struct event *v;
	size_t n, cap;
};

static int
copy_event(void *arg, const struct inbound_row *row)
{
	struct event_list *l = arg;
	size_t n = row->text_len < TEXT_MAX ? row->text_len : TEXT_MAX;
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	struct event *e = &l->v[l->n++];
	*e = (struct event){ .id = row->id,
		.gateway = mem_dup(row->gateway),
		.from = mem_dup(row->from),
		.text = gw_text(row->text, n) };
	return 0;
}

static bool
is_late(const struct office *o, const struct facts *f, int person,
    const struct understand_item *v, int64_t now)
{
	const struct policy *p = o->config->policy;
	struct standing st;
	standing_visit(f, p, person, p->visit_per_unit ? v->unit : FACTS_NONE,
	    v->month, now, &st);
	return st.state == STANDING_OVERDUE;
}

static struct deed_visit
deed_of(const struct facts *f, int person, const struct understand_item *v,
    int unit, struct event_id event, int64_t now)
{
	return (struct deed_visit){ .person = f->people[person].id,
		.unit = f->units[unit].id,
		.on = v->on,
		.month = v->month,
		.source = FACTS_REPLY,
		.event = event,
		.who = "reply",
		.now = now };
}

static int
book(struct office *o, const struct facts *f, int person,
    const struct understand_reading *r, struct event_id event, int64_t now,
    struct err *err)
{
	struct person_id id = f->people[person].id;
	if (r->undo && deed_undo_last(o->store, id, now, err) < 0)
		return -1;
	for (size_t i = 0; i < r->visit_n; i++) {
		struct deed_visit d = deed_of(f, person, &r->visits[i],
		    r->visits[i].unit, event, now);
		d.verify = is_late(o, f, person, &r->visits[i], now);
		struct visit_id visit;
		if (deed_add_visit(o->store, &d, &visit, err) < 0 ||
		    notices_claimed(o, f, person, &r->visits[i], now, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->meeting_n; i++) {
		const struct understand_item *m = &r->meetings[i];
		int unit = m->branch >= 0 ? m->branch : m->unit;
		struct deed_visit d = deed_of(f, person, m, unit, event, now);
		if (unit >= 0 && deed_add_attendance(o->store, &d, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->planned_n; i++) {
		const struct understand_item *q = &r->planned[i];
		struct unit_id unit = { q->unit < 0 ? 0
						    : f->units[q->unit].id.v };
		if (q->on != CIVIL_NONE &&
		    (deed_promise(o->store, id, unit, q->on, q->month, event,
			 now, err) < 0 ||
			notices_promised(o, f, person, q, now, err) < 0))
			return -1;
	}
	return 0;
}

/* "DA NOP": the session that waits for this person's paper, with `verify`. */
static int
book_result(struct office *o, const struct facts *f, int person, int64_t now,
    struct err *err)
{
	int32_t today = civil_on(now, o->config->policy->offset_s);
	for (int i = 0; i < f->session_n; i++) {
		bool done;
		if (f->sessions[i].on < today - 31 ||
		    !standing_report(f, person, i, &done) || done)
			continue;
		return deed_result(o->store, f->people[person].id,
		    f->sessions[i].on, true, "DA NOP", "reply", now, err);
	}
	return 0;
}

/* Whether this number has had its answers that book nothing. */
static bool
is_muted(struct office *o, const char *number, int64_t now)
{
	int cap = o->config->policy->answers_per_hour;
	if (outbox_idle_answers(o->store, number, now - AN_HOUR) < cap)
		return false;
	char masked[16], key[64], text[160];
	log_number(number, masked);
	unsigned char hash[16]; /* tells two numbers apart and shows neither */
	char hex[2 * sizeof hash + 1];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)number,
	    strlen(number), NULL, 0);
	snprintf(key, sizeof key, "muted.%s",
	    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
	snprintf(text, sizeof text,
	    "%s: so %s nhan lien tuc, da ngung tra loi trong gio nay. Xem: "
	    "nhacviec inbox",
	    o->config->policy->sign, masked);
	office_alarm(o, key, text, now);
	return true;
}

/* An alarm may read the facts anew: they are looked at before it. */
static int
answer(struct office *o, const struct facts *f, int person,
    const struct event *e, const struct understand_reading *r, int64_t now,
    struct err *err)
{
	struct person_id to = f->people[person].id;
	char q[512] = "";
	if (r->ask && r->question.kind != UNDERSTAND_ASK_NONE)
		understand_question_format(&r->question, f, q, sizeof q);
	bool idle = !r->booked;
	struct sbuf text = { 0 };
	if (f->people[person].training)
		sbuf_add(&text, "(TAP) ");
	sbuf_add(&text, r->answer);
	if (!*r->answer || (idle && is_muted(o, e->from, now))) {
		sbuf_fini(&text);
		return 0;
	}
	struct outbox_new m = { .person = to,
		.number = e->from,
		.kind = "answer",
		.text = sbuf_text(&text),
		.not_before = now,
		.expires_at = now + o->config->policy->valid_s,
		.answers = e->id,
		.books_nothing = idle,
		.asks = r->ask };
	struct message_id id;
	int rc = outbox_enqueue(o->store, &m, now, &id, err);
	sbuf_fini(&text);
	if (rc < 0)
		return -1;
	/* One open question a person: a new one takes its place, anything that
	 * was booked closes it. */
	if (*q) {
		int64_t until = r->question.expires_at > now
				    ? r->question.expires_at
				    : now + QUESTION_OPEN_S;
		return inbound_question_put(o->store, to, q, now, until, err);
	}
	return inbound_question_put(o->store, to, NULL, now, now, err);
}

static int
apply_reading(struct office *o, const struct facts *f, int person,
    const struct event *e, const struct understand_reading *r, int64_t now,
    struct err *err)
{
	if (person < 0)
		return 0;
	/* Who learns is answered as ever, and nothing counts. */
	if (f->people[person].training)
		return answer(o, f, person, e, r, now, err);
	if (book(o, f, person, r, e->id, now, err) < 0)
		return -1;
	if (r->intent == UNDERSTAND_REPORT_DONE &&
	    book_result(o, f, person, now, err) < 0)
		return -1;
	int32_t month =
	    civil_month_of(civil_on(now, o->config->policy->offset_s));
	if (r->visit_n)
		month = r->visits[0].month;
	if ((r->keep_text || r->points) &&
	    deed_material(o->store, f->people[person].id, month, r->points,
		e->text, e->id, now, err) < 0)
		return -1;
	return answer(o, f, person, e, r, now, err);
}

static int
propose(struct office *o, const struct facts *f, int person,
    const struct event *e, const struct proposal *moved, int64_t now,
    struct err *err)
{
	if (moved->branch < 0 || f->people[person].training)
		return 0;
	struct shift_new n = { .unit = f->units[moved->branch].id,
		.on = moved->on,
		.to_on = moved->to_on,
		.accepted = o->config->policy->accept_moves,
		.event = e->id,
		.who = f->people[person].code,
		.reason = e->text,
		.now = now };
	return shift_add(o->store, &n, err);
}

/* A code that binds an id to a person: applied, and nothing else is read into
 * it.  1 it was one, 0 not, −1. */
static int
apply_code(struct office *o, const struct event *e, int64_t now,
    struct err *err)
{
	enum link_outcome what;
	struct person_id id;
	if (!has_user_ids(o, e->gateway))
		return 0;
	if (link_try(o, e->gateway, e->from, e->text, e->id, now, &what, &id,
		err) < 0)
		return -1;
	if (what == LINK_NONE)
		return 0;
	/* Whoever guesses is not answered. */
	if (inbound_apply(o->store, e->id, id,
		what == LINK_DONE ? INBOUND_APPLIED : INBOUND_INBOX, "noise",
		"",
		what == LINK_DONE
		    ? "a code that links"
		    : "a code that was never given, is used or has expired",
		now, err) < 0)
		return -1;
	return 1;
}

static int
apply_one(struct office *o, const struct event *e, int64_t now, struct err *err)
{
	int code = apply_code(o, e, now, err);
	if (code)
		return code < 0 ? -1 : 0;
	char number[PHONE_SIZE];
	struct event known = *e;
	if (has_user_ids(o, e->gateway)) { /* no id is taken for a number */
		link_number(o, e->gateway, e->from, number);
		known.from = number;
		e = &known;
	}
	struct understand_reading *r = mem_new(1, sizeof *r);
	int person;
	struct proposal moved;
	int rc = reader_read(o, e->from, e->text, now, r, &person, &moved, err);
	const struct facts *f = rc < 0 ? NULL : o->facts;
	struct sbuf guess = { 0 };
	struct person_id id = { 0 };
	if (f) {
		reader_json(f, person, r, &guess);
		if (person >= 0)
			id = f->people[person].id;
		rc = propose(o, f, person, e, &moved, now, err);
		if (rc >= 0)
			rc = apply_reading(o, f, person, e, r, now, err);
	}
	if (rc >= 0) {
		rc = inbound_apply(o->store, e->id, id,
		    /* a stranger's words wait for a person, folded */
		    r->to_inbox || person < 0 ? INBOUND_INBOX : INBOUND_APPLIED,
		    understand_intent_name(r->intent), sbuf_text(&guess),
		    r->why, now, err);
	}
	if (rc >= 0)
		log_line(LOG_INFO,
		    "event=%" PRId64 " person=%" PRId64
		    " intent=%s booked=%zu ask=%d inbox=%d",
		    e->id.v, id.v, understand_intent_name(r->intent),
		    r->visit_n + r->meeting_n, r->ask, r->to_inbox);
	sbuf_fini(&guess);
	free(r);
	return rc;
}

/* What cannot be applied is not tried for ever: a person looks at it. */
static int
park(struct office *o, const struct event *e, const char *why, int64_t now,
    struct err *err)
{
	if (store_begin(o->store, err) < 0)
		return -1;
	struct person_id nobody = { 0 };
	if (inbound_apply(o->store, e->id, nobody, INBOUND_INBOX, "question",
		"", why, now, err) < 0) {
		store_undo(o->store);
		return -1;
	}
	return store_end(o->store, err);
}

int
intake_apply(struct office *o, int64_t now, struct err *err)
{
	struct event_list l = { 0 };
	int rc = inbound_list(o->store, INBOUND_NEW, copy_event, &l);
	int applied = 0;
	for (size_t i = 0; i < l.n && rc >= 0; i++) {
		struct err why = { 0 };
		if ((rc = store_begin(o->store, err)) < 0)
			break;
		if (apply_one(o, &l.v[i], now, &why) >= 0) {
			rc = store_end(o->store, err);
			applied++;
			continue;
		}
		store_undo(o->store);
		log_line(LOG_ERROR, "event=%" PRId64 " error=\"%s\"",
		    l.v[i].id.v, why.text);
		if (why.code == ERR_FULL || why.code == ERR_IO) {
			*err = why;
			rc = -1; /* the disk, not the reply: try again later */
		} else {
			rc = park(o, &l.v[i], why.text, now, err);
		}
	}
	for (size_t i = 0; i < l.n; i++) {
		free(l.v[i].gateway);
		free(l.v[i].from);
		free(l.v[i].text);
	}
	free(l.v);
	return rc < 0 ? -1 : applied;
}
