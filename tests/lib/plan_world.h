/*
 * The small office, its policy and what the planner says to it.  For tests of
 * the planner; include cmocka before it.
 */
#ifndef NHACVIEC_TESTS_PLAN_WORLD_H
#define NHACVIEC_TESTS_PLAN_WORLD_H

#include "core/compose.h"
#include "core/plan.h"
#include "lib/small_office.h"

#include <stdio.h>
#include <string.h>

struct world {
	struct facts *f;
	struct policy *p;
	struct plan plan;
};

static inline struct world
begin(void)
{
	struct world w = { .f = small_office(), .p = policy_new() };
	facts_sort(w.f);
	w.f->live_since = at(4, 1, 0, 0);
	return w;
}

static inline void
look(struct world *w, int64_t now)
{
	plan_fini(&w->plan);
	plan_make(w->f, w->p, now, &w->plan);
}

/* What the engine does with a plan: it becomes memory. */
static inline void
say(struct world *w, int64_t now)
{
	look(w, now);
	for (size_t i = 0; i < w->plan.message_n; i++) {
		const struct plan_message *m = &w->plan.messages[i];
		for (size_t k = 0; k < m->item_n; k++) {
			const struct plan_item *it = &m->items[k];
			assert_true(w->f->said_n < ROOM);
			struct facts_said *s = &w->f->said[w->f->said_n++];
			*s = (struct facts_said){ .person = m->person,
				.duty = it->duty,
				.due_at = it->due_at,
				.said_at = now,
				.passed = it->passed };
			s->rung = mem_arena_dup(&w->f->arena, it->rung);
		}
	}
	facts_sort(w->f);
}

static inline void
end(struct world *w)
{
	plan_fini(&w->plan);
	policy_free(w->p);
	facts_free(w->f);
}

/* An empty one when nothing is said to that person. */
static inline const struct plan_message *
to(const struct world *w, int who)
{
	static struct plan_item none;
	static const struct plan_message nothing = { .items = &none };
	for (size_t i = 0; i < w->plan.message_n; i++) {
		if (w->plan.messages[i].person == who)
			return &w->plan.messages[i];
	}
	return &nothing;
}

/* The text that would leave, "" when there is none. */
static inline const char *
text_to(const struct world *w, int who, int64_t now)
{
	static char buf[1024];
	const struct plan_message *m = to(w, who);
	buf[0] = '\0';
	if (m->item_n) {
		const char *kind;
		char *s = compose_message(w->f, w->p, who, m->items,
		    m->spoken_n, now, &kind);
		snprintf(buf, sizeof buf, "%s|%s", kind, s);
		free(s);
	}
	return buf;
}

#endif
