#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/*
 * Random histories of a small office: visits, promises, exemptions, meetings,
 * hand-overs, outages and clocks that jump, under random plans.  SEED=… replays
 * one, HISTORIES=… sets how many.
 */
#define ROOM 256
#include "core/plan.h"
#include "core/review.h"
#include "core/when.h"
#include "lib/small_office.h"

#include <stdio.h>
#include <string.h>

void test_a_hundred_thousand_histories_keep_the_invariants(void **state);

enum { STEPS = 12 };

struct world {
	struct facts *f;
	struct policy *p;
	uint32_t seed, dice;
	int64_t now;
	int32_t told_on[8];
};

static uint32_t
roll(struct world *w, uint32_t n)
{
	w->dice = w->dice * 1664525u + 1013904223u;
	return (w->dice >> 8) % n;
}

#define BROKEN(w, what) fail_msg("SEED=%u: %s", (w)->seed, what)

static void
random_policy(struct world *w)
{
	struct policy *p = w->p = policy_new();
	static const char *const points[] = { "1 07:30", "3 06:00", "12 20:00",
		"28 23:00", "-1 00:00", "-7 07:30", "-20 12:00" };
	p->visit_per_unit = roll(w, 3) == 0;
	p->visit_required = 1 + (int)roll(w, 2);
	p->visit_remind.n = 1 + roll(w, 4);
	for (size_t i = 0; i < p->visit_remind.n; i++)
		policy_parse_point(points[roll(w, 7)], false,
		    &p->visit_remind.v[i]);
	if (roll(w, 3) == 0) {
		p->hours[0] = (struct policy_window){ 0, 1440 };
		p->hour_n = 1;
	}
	/* a plan of one month to one that crosses the year's end */
	p->from_month = civil_month(2018, 3 + (int)roll(w, 3));
	p->until_month = p->from_month + (int)roll(w, 16);
	if (roll(w, 4) == 0)
		p->meeting_required = POLICY_REQUIRED_ALL;
}

static void
random_world(struct world *w)
{
	struct facts *f = w->f = small_office();
	random_policy(w);
	for (uint32_t i = roll(w, 4); i > 0; i--)
		f->holidays[f->holiday_n++] =
		    (struct facts_holiday){ civil_month_first(
						w->p->from_month) +
						(int32_t)roll(w, 120),
			    "" };
	if (roll(w, 2))
		meets_on(f, TANLAP_AP3, 1 + (int)roll(w, 28));
	if (roll(w, 3) == 0)
		f->assignments[roll(w, 3)].until_on =
		    civil_month_first(w->p->from_month) + (int)roll(w, 60);
	facts_sort(f);
	w->now =
	    civil_at(civil_month_first(w->p->from_month) + (int32_t)roll(w, 50),
		(int)roll(w, 1440), w->p->offset_s);
	f->live_since = w->now;
	for (int i = 0; i < 8; i++)
		w->told_on[i] = CIVIL_NONE;
}

static void
something_happens(struct world *w)
{
	struct facts *f = w->f;
	int32_t today = civil_on(w->now, w->p->offset_s);
	int who = BAO + (int)roll(w, 3);
	switch (roll(w, 6)) {
	case 0:
		visit(f, who, TANPHU + (int)roll(w, 7),
		    today - (int32_t)roll(w, 6));
		break;
	case 1:
		f->promises[f->promise_n++] = (struct facts_promise){ who,
			FACTS_NONE, today + (int32_t)roll(w, 12),
			civil_month_of(today), w->now };
		break;
	case 2:
		f->exemptions[f->exemption_n++] =
		    (struct facts_exemption){ who, today - (int32_t)roll(w, 9),
			    today + (int32_t)roll(w, 40), "" };
		break;
	case 3: /* the ladder is edited */
		policy_parse_point(roll(w, 2) ? "18 09:00" : "-9 09:00", false,
		    &w->p->visit_remind.v[0]);
		break;
	default:
		break;
	}
	facts_sort(f);
}

static void
check_message(struct world *w, const struct plan_message *m)
{
	int32_t today = civil_on(w->now, w->p->offset_s);
	const char *rung = m->items[0].rung;
	if (when_allowed(w->f, w->p, w->now) != w->now)
		BROKEN(w, "spoke outside the hours");
	if (m->expires_at <= w->now)
		BROKEN(w, "expired before it left");
	for (size_t i = 0; i < m->spoken_n; i++) {
		if (m->items[i].passed)
			BROKEN(w, "a rung that was passed over speaks");
		if (review_item(w->f, w->p, m->person, &m->items[i], w->now) !=
		    MESSAGE_R_NONE)
			BROKEN(w, "said what need not be said");
	}
	if (m->spoken_n && rung[strlen(rung) - 1] != 'h') {
		if (w->told_on[m->person] == today)
			BROKEN(w, "two texts to one person in a day");
		w->told_on[m->person] = today;
	}
}

static void
remember(struct world *w, const struct plan_message *m)
{
	for (size_t k = 0; k < m->item_n; k++) {
		const struct plan_item *it = &m->items[k];
		for (int i = 0; i < w->f->said_n; i++) {
			const struct facts_said *s = &w->f->said[i];
			if (s->person == m->person &&
			    duty_key_compare(&s->duty, &it->duty) == 0 &&
			    strcmp(s->rung, it->rung) == 0)
				BROKEN(w, "one rung twice to one person");
		}
		if (w->f->said_n == ROOM)
			return;
		struct facts_said *s = &w->f->said[w->f->said_n++];
		*s = (struct facts_said){ .person = m->person,
			.duty = it->duty,
			.due_at = it->due_at,
			.said_at = w->now,
			.passed = it->passed,
			.rung = mem_arena_dup(&w->f->arena, it->rung) };
	}
}

static void
next_instant(struct world *w, int64_t next_look)
{
	switch (roll(w, 12)) {
	case 0:
		w->now += (int64_t)roll(w, 20) * 86400; /* an outage */
		break;
	case 1:
		w->now -= 86400; /* the clock jumps back a day */
		break;
	case 2:
		w->now += 86400;
		break;
	case 3:
		w->now += 60; /* a restart, or a new fact */
		break;
	default:
		w->now = next_look;
	}
}

static void
one_history(uint32_t seed)
{
	struct world w = { .seed = seed, .dice = seed };
	random_world(&w);
	for (int i = 0; i < STEPS && w.f->said_n < ROOM - 32; i++) {
		struct plan plan;
		plan_make(w.f, w.p, w.now, &plan);
		for (size_t k = 0; k < plan.message_n; k++)
			check_message(&w, &plan.messages[k]);
		for (size_t k = 0; k < plan.message_n; k++)
			remember(&w, &plan.messages[k]);
		facts_sort(w.f);
		if (plan.next_look <= w.now)
			BROKEN(&w, "would look again at once, for ever");
		int64_t next = plan.next_look;
		plan_fini(&plan);
		something_happens(&w);
		next_instant(&w, next);
	}
	policy_free(w.p);
	facts_free(w.f);
}

void
test_a_hundred_thousand_histories_keep_the_invariants(void **state)
{
	(void)state;
	const char *seed = getenv("SEED"), *n = getenv("HISTORIES");
	if (seed) {
		one_history((uint32_t)strtoul(seed, NULL, 10));
		return;
	}
	uint32_t histories = n ? (uint32_t)strtoul(n, NULL, 10) : 100000;
	for (uint32_t i = 1; i <= histories; i++)
		one_history(i);
}
