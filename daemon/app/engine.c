#include "app/engine.h"

#include "base/log.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/plan.h"
#include "core/understand.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ASK_OPEN_S = 2 * 86400, DUTY_SIZE = 128 };

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

struct rows { /* a planned message as the outbox wants it */
	struct outbox_item *v;
	char (*duty)[DUTY_SIZE];
};

static struct rows
rows_of(const struct facts *f, const struct plan_message *m)
{
	struct rows r = { mem_new(m->item_n, sizeof *r.v),
		mem_new(m->item_n, DUTY_SIZE) };
	for (size_t i = 0; i < m->item_n; i++)
		r.v[i] = (struct outbox_item){
			.duty =
			    duty_key_format(&m->items[i].duty, f, r.duty[i]),
			.rung = m->items[i].rung,
			.due_at = m->items[i].due_at,
		};
	return r;
}

static int
enqueue(struct office *o, const struct facts *f, const struct plan_message *m,
    int64_t now, struct err *err)
{
	struct rows r = rows_of(f, m);
	const char *kind;
	char *text = compose_message(f, o->config->policy, m->person, m->items,
	    m->spoken_n, now, &kind);
	struct outbox_new n = { .person = f->people[m->person].id,
		.kind = kind,
		.text = text ? text : "",
		.items = r.v,
		.item_n = m->spoken_n,
		.not_before = now,
		.expires_at = m->expires_at,
		.asks =
		    m->spoken_n == 1 && m->items->kind == POLICY_MEETING_ASK };
	struct message_id id = { 0 };
	int rc = outbox_enqueue(o->store, &n, now, &id, err);
	if (rc > 0)
		rc = open_question(o, f, m, now, err) < 0 ? -1 : 1;
	if (rc >= 0 && m->item_n > m->spoken_n &&
	    outbox_pass_over(o->store, n.person, r.v + m->spoken_n,
		m->item_n - m->spoken_n, now, err) < 0)
		rc = -1;
	if (rc > 0)
		log_line(LOG_INFO, "msg=%" PRId64 " to=%s kind=%s state=queued",
		    id.v, f->people[m->person].code, kind);
	free(text);
	free(r.v);
	free(r.duty);
	return rc;
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
		return 0;
	if (!office_can_speak(o) || office_is_paused(o)) {
		e->next_look = now + 60;
		e->generation = o->generation;
		return 0;
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
	int sent = 0;
	int rc = store_begin(o->store, err);
	for (size_t i = 0; rc >= 0 && i < plan.message_n; i++) {
		rc = enqueue(o, f, &plan.messages[i], now, err);
		sent += rc > 0;
	}
	if (rc < 0)
		store_undo(o->store);
	else
		rc = store_end(o->store, err);
	e->next_look = plan.next_look;
	plan_fini(&plan);
	/* What was said is a fact: the next tick plans on it without need to
	 * look, since the planner never repeats itself. */
	e->generation = rc < 0 ? 0 : store_generation(o->store);
	if (rc < 0)
		e->next_look = now;
	return rc < 0 ? -1 : sent;
}

int
engine_absorb(struct engine *e, struct office *o, int64_t now, struct err *err)
{
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	if (!office_can_speak(o) || !f->live_since)
		return 0;
	struct plan plan;
	plan_make(f, o->config->policy, now, &plan);
	int rc = store_begin(o->store, err);
	for (size_t i = 0; rc >= 0 && i < plan.message_n; i++) {
		const struct plan_message *m = &plan.messages[i];
		struct rows r = rows_of(f, m);
		rc = outbox_pass_over(o->store, f->people[m->person].id, r.v,
		    m->item_n, now, err);
		free(r.v);
		free(r.duty);
	}
	if (rc < 0)
		store_undo(o->store);
	else
		rc = store_end(o->store, err);
	plan_fini(&plan);
	e->next_look = now;
	return rc;
}
