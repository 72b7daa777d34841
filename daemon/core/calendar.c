#include "core/calendar.h"

#include "core/civil.h"

#include <stddef.h>

const struct facts_change *
calendar_change(const struct facts *f, int unit, int32_t on)
{
	for (int i = 0; i < f->change_n; i++) {
		if (f->changes[i].unit == unit && f->changes[i].on == on)
			return &f->changes[i];
	}
	return NULL;
}

/* The earliest day ≥ on to which a meeting of the branch was moved. */
static int32_t
next_moved(const struct facts *f, int unit, int32_t on)
{
	int32_t next = CIVIL_NONE;
	for (int i = 0; i < f->change_n; i++) {
		const struct facts_change *c = &f->changes[i];
		if (c->unit == unit && c->to_on != CIVIL_NONE &&
		    c->to_on >= on && (next == CIVIL_NONE || c->to_on < next))
			next = c->to_on;
	}
	return next;
}

int32_t
calendar_next(const struct facts *f, const struct facts_meeting *m, int32_t on)
{
	int32_t moved = next_moved(f, m->unit, on);
	int32_t by_rule = recur_next(&m->rule, on);
	while (by_rule != CIVIL_NONE && calendar_change(f, m->unit, by_rule))
		by_rule = recur_next(&m->rule, by_rule + 1);
	if (by_rule == CIVIL_NONE || (moved != CIVIL_NONE && moved < by_rule))
		return moved;
	return by_rule;
}

bool
calendar_meets(const struct facts *f, const struct facts_meeting *m, int32_t on)
{
	return calendar_next(f, m, on) == on;
}

const struct facts_meeting *
calendar_of(const struct facts *f, int unit)
{
	for (int i = 0; i < f->meeting_n; i++) {
		if (f->meetings[i].unit == unit)
			return &f->meetings[i];
	}
	return NULL;
}

int
calendar_count(const struct facts *f, int person, int32_t month)
{
	int n = 0;
	int32_t last = civil_month_last(month);
	for (int i = 0; i < f->meeting_n; i++) {
		const struct facts_meeting *m = &f->meetings[i];
		for (int32_t on = calendar_next(f, m, civil_month_first(month));
		     on != CIVIL_NONE && on <= last;
		     on = calendar_next(f, m, on + 1))
			n += facts_answers_for(f, person, m->unit, on);
	}
	return n;
}
