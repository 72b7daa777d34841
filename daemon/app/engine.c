#include "app/engine.h"

#include "app/notices.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/plan.h"
#include "core/understand.h"
#include "core/when.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	ASK_OPEN_S = 2 * 86400,
	DUTY_SIZE = 128,
	AN_HOUR = 3600,
	OUTAGE_S = 36 * 3600 /* more than the day between two idle looks */
};

/* The first live start, from which on the plan speaks (ruling 1). */
static int
note_live_start(struct office *o, int64_t now, struct err *err)
{
	char value[32];
	if (store_setting_get(o->store, "live_since", value, sizeof value) == 1)
		return 0;
	snprintf(value, sizeof value, "%" PRId64, now);
	if (store_begin(o->store, err) < 0)
		return -1;
	if (store_setting_put(o->store, "live_since", value, err) < 0) {
		store_undo(o->store);
		return -1;
	}
	return store_end(o->store, err);
}

/* The question that a meeting.ask carries, so that "KHONG" finds it. */
static int
open_question(struct office *o, const struct facts *f,
    const struct plan_message *m, int64_t now, struct err *err)
{
	if (m->spoken_n != 1 || m->items->kind != POLICY_MEETING_ASK)
		return 0;
	const struct duty_key *duty = &m->items->duty;
	int level = policy_visit_level(o->config->policy);
	struct understand_question q = { .kind = UNDERSTAND_ASK_MEETING,
		.option_n = 1,
		.on = duty->when,
		.month = civil_month_of(duty->when),
		.asked_at = now,
		.expires_at = now + ASK_OPEN_S };
	q.option[0] = (struct understand_item){
		.unit = facts_unit_at_level(f, duty->unit, level),
		.branch = duty->unit,
		.on = duty->when,
		.month = q.month,
	};
	char text[512];
	understand_question_format(&q, f, text, sizeof text);
	return inbound_question_put(o->store, f->people[m->person].id, text,
	    now, q.expires_at, err);
}

struct rows { /* items as the outbox wants them */
	struct outbox_item *v;
	char (*duty)[DUTY_SIZE];
};

static struct rows
rows_of(const struct facts *f, const struct plan_item *items, size_t n)
{
	struct rows r = { mem_new(n, sizeof *r.v), mem_new(n, DUTY_SIZE) };
	for (size_t i = 0; i < n; i++)
		r.v[i] = (struct outbox_item){
			.duty = duty_key_format(&items[i].duty, f, r.duty[i]),
			.rung = items[i].rung,
			.due_at = items[i].due_at,
		};
	return r;
}

static void
rows_fini(struct rows *r)
{
	free(r->v);
	free(r->duty);
}

/* 1 queued, 0 all of it was said already. */
static int
enqueue_items(struct office *o, const struct facts *f,
    const struct plan_message *m, const struct plan_item *items, size_t n,
    int64_t now, struct err *err)
{
	struct rows r = rows_of(f, items, n);
	const char *kind;
	char *text = compose_message(f, o->config->policy, m->person, items, n,
	    now, &kind);
	struct outbox_new row = { .person = f->people[m->person].id,
		.kind = kind,
		.text = text ? text : "",
		.items = r.v,
		.item_n = n,
		.not_before = now,
		.expires_at = m->expires_at,
		.asks = n == 1 && items->kind == POLICY_MEETING_ASK };
	struct message_id id = { 0 };
	int rc = outbox_enqueue(o->store, &row, now, &id, err);
	if (rc > 0)
		log_line(LOG_INFO, "msg=%" PRId64 " to=%s kind=%s state=queued",
		    id.v, f->people[m->person].code, kind);
	free(text);
	rows_fini(&r);
	return rc;
}

/* What cannot be put into words goes by itself, where it fails with its reason
 * and harms nothing that it would have shared a text with. */
static int
enqueue(struct office *o, const struct facts *f, const struct plan_message *m,
    int64_t now, struct err *err)
{
	struct plan_item *good = mem_new(m->spoken_n, sizeof *good);
	size_t n = 0;
	int rc = 0;
	for (size_t i = 0; rc >= 0 && i < m->spoken_n; i++) {
		if (compose_can_say(f, o->config->policy, m->person,
			&m->items[i]))
			good[n++] = m->items[i];
		else
			rc = enqueue_items(o, f, m, &m->items[i], 1, now, err);
	}
	if (rc >= 0 && n)
		rc = enqueue_items(o, f, m, good, n, now, err);
	free(good);
	if (rc > 0 && open_question(o, f, m, now, err) < 0)
		rc = -1;
	size_t passed = m->item_n - m->spoken_n;
	if (rc >= 0 && passed) {
		struct rows r = rows_of(f, m->items + m->spoken_n, passed);
		if (outbox_pass_over(o->store, f->people[m->person].id, r.v,
			passed, now, err) < 0)
			rc = -1;
		rows_fini(&r);
	}
	return rc;
}

/* --- after an outage: one digest says what was left out (scenario A3) */

static bool
hears_digests(const struct facts_person *p)
{
	return p->role == FACTS_SECRETARY && p->phone && !p->stopped;
}

static int
tell_outage(struct office *o, const struct facts *f, const struct plan *plan,
    int64_t since, int64_t now, struct err *err)
{
	const struct policy *p = o->config->policy;
	size_t left_out = 0;
	for (size_t i = 0; i < plan->message_n; i++) {
		const struct plan_message *m = &plan->messages[i];
		for (size_t k = m->spoken_n; k < m->item_n; k++)
			left_out += m->items[k].due_at > since;
	}
	if (!left_out)
		return 0;
	struct civil_date a = civil_date_of(civil_on(since, p->offset_s));
	struct civil_date b = civil_date_of(civil_on(now, p->offset_s));
	char text[160];
	snprintf(text, sizeof text,
	    "%s: he thong ngung tu %d/%d den %d/%d. Bo %zu luot nhac da cu, "
	    "chi gui luot moi nhat cho %zu d/c.",
	    p->sign, a.day, a.month, b.day, b.month, left_out, plan->message_n);
	int rc = 0;
	for (int i = 0; rc >= 0 && i < f->person_n; i++) {
		if (!hears_digests(&f->people[i]))
			continue;
		struct outbox_new m = { .person = f->people[i].id,
			.kind = "digest",
			.text = text,
			.not_before = now,
			.expires_at = now + p->valid_s };
		struct message_id id;
		rc = outbox_enqueue(o->store, &m, now, &id, err);
	}
	return rc;
}

/* When the service last looked, kept by the hour. */
static int64_t
last_look(struct engine *e, struct office *o)
{
	char value[32];
	if (!e->last_look &&
	    store_setting_get(o->store, "last_look", value, sizeof value) == 1)
		e->last_look = strtoll(value, NULL, 10);
	return e->last_look;
}

static int
keep_last_look(struct engine *e, struct office *o, int64_t now, struct err *err)
{
	int64_t last = last_look(e, o);
	if (now - last < AN_HOUR && now >= last)
		return 0;
	char value[32];
	snprintf(value, sizeof value, "%" PRId64, now);
	if (store_begin(o->store, err) < 0)
		return -1;
	if (store_setting_put(o->store, "last_look", value, err) < 0) {
		store_undo(o->store);
		return -1;
	}
	e->last_look = now;
	return store_end(o->store, err);
}

static bool
is_outage(struct engine *e, struct office *o, int64_t now)
{
	int64_t last = last_look(e, o);
	return last && now - last > OUTAGE_S;
}

/* All that the plan says, in one group. */
static int
carry_out(struct engine *e, struct office *o, const struct facts *f,
    const struct plan *plan, int64_t now, struct err *err)
{
	int sent = 0;
	int rc = store_begin(o->store, err);
	if (rc < 0)
		return -1;
	for (size_t i = 0; rc >= 0 && i < plan->message_n; i++) {
		rc = enqueue(o, f, &plan->messages[i], now, err);
		sent += rc > 0;
	}
	if (rc >= 0 && is_outage(e, o, now))
		rc = tell_outage(o, f, plan, e->last_look, now, err);
	if (rc >= 0)
		rc = notices_of_the_day(o, f, now, err);
	if (rc < 0) {
		store_undo(o->store);
		return -1;
	}
	return store_end(o->store, err) < 0 ? -1 : sent;
}

int
engine_tick(struct engine *e, struct office *o, int64_t now, struct err *err)
{
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	bool fresh = e->generation != o->generation;
	bool back = e->next_look > now + 2 * 86400; /* the clock went back */
	if (now < e->next_look && !fresh && !back)
		return is_outage(e, o, now) ? 0
					    : keep_last_look(e, o, now, err);
	if (!office_can_speak(o) || office_is_paused(o)) {
		e->next_look = now + 60;
		e->generation = o->generation;
		/* silent on purpose: no outage to tell of afterwards */
		return is_outage(e, o, now) ? 0
					    : keep_last_look(e, o, now, err);
	}
	if (!f->live_since) {
		if (note_live_start(o, now, err) < 0)
			return -1;
		office_forget(o);
		if (!(f = office_facts(o, err)))
			return -1;
	}
	struct plan plan;
	plan_make(f, o->config->policy, now, &plan);
	int sent = carry_out(e, o, f, &plan, now, err);
	e->next_look = sent < 0 ? now : plan.next_look;
	/* Notices wait for the hours and have no rung to wake them. */
	int64_t open = when_allowed(f, o->config->policy, now);
	if (open > now && open < e->next_look)
		e->next_look = open;
	/* An outage is remembered until it can be told: in the hours. */
	if (sent >= 0 &&
	    (plan.message_n ||
		when_allowed(f, o->config->policy, now) == now) &&
	    keep_last_look(e, o, now, err) < 0)
		sent = -1;
	plan_fini(&plan);
	/* What was said is a fact: the next tick plans on it without need to
	 * look, since the planner never repeats itself. */
	e->generation = sent < 0 ? 0 : store_generation(o->store);
	return sent;
}

/* Whether the duty had something to say to this person under the old policy
 * too: then it speaks once, as it would have. */
static bool
was_missed(const struct plan *before, int person, const struct duty_key *duty)
{
	for (size_t i = 0; i < before->message_n; i++) {
		const struct plan_message *m = &before->messages[i];
		for (size_t k = 0; m->person == person && k < m->item_n; k++) {
			if (duty_key_compare(&m->items[k].duty, duty) == 0)
				return true;
		}
	}
	return false;
}

static int
absorb(struct office *o, const struct facts *f, const struct plan *before,
    const struct plan_message *m, int64_t now, struct err *err)
{
	for (size_t i = 0; i < m->item_n; i++) {
		if (was_missed(before, m->person, &m->items[i].duty))
			continue;
		struct rows r = rows_of(f, &m->items[i], 1);
		int rc = outbox_pass_over(o->store, f->people[m->person].id,
		    r.v, 1, now, err);
		rows_fini(&r);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int
engine_absorb(struct engine *e, struct office *o, const struct policy *old,
    int64_t now, struct err *err)
{
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	if (!f->live_since)
		return 0;
	struct plan before, after;
	plan_missed(f, old, now, &before);
	plan_missed(f, o->config->policy, now, &after);
	int rc = store_begin(o->store, err);
	for (size_t i = 0; rc >= 0 && i < after.message_n; i++)
		rc = absorb(o, f, &before, &after.messages[i], now, err);
	if (rc < 0)
		store_undo(o->store);
	else
		rc = store_end(o->store, err);
	plan_fini(&before);
	plan_fini(&after);
	e->next_look = now;
	return rc;
}
