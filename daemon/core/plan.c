#include "core/plan.h"

#include "base/mem.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/standing.h"
#include "core/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAY_S = 86400,
	MONTHS_BACK = 3, /* a service off for longer starts anew */
	RUNGS_MAX = 3 * POLICY_LADDER_MAX, /* as many as one has ladders */
	MEETING_AHEAD_DAYS = 40,	   /* past the longest -Nd of sense */
	SESSION_DAYS = 62,     /* about which a session is spoken of */
	MEETING_BACK_DAYS = 3, /* a question about it still makes sense */
	ASK_USEFUL_S = 2 * DAY_S,
	MORNING = 7 * 60 + 30 /* the promise's own rungs speak then */
};

struct rung {
	enum policy_wording kind;
	char key[PLAN_RUNG_SIZE];
	int64_t due_at;
};

struct ladder { /* one month's or one event's rungs, by due_at */
	struct rung v[RUNGS_MAX];
	size_t n;
};

struct candidate {
	int person; /* to whom */
	bool aside; /* speaks at its hour, outside the day's one text */
	struct plan_item item;
};

struct planner {
	const struct facts *f;
	const struct policy *p;
	int64_t now;
	int32_t today;
	int64_t day_end; /* first second of tomorrow */
	int64_t next_look;
	int *hearers; /* who hears of what is overdue */
	int hearer_n;
	int32_t *reminded_on; /* per person: last day with a text, or NONE */
	struct candidate *v;
	size_t n, cap;
};

/* What is looked at is later than now. */
static void
look_at(struct planner *w, int64_t at)
{
	if (at < w->next_look)
		w->next_look = at;
}

/* --- ladders */

static const char *
kind_prefix(enum policy_wording kind)
{
	const char *name = policy_wording_name(kind);
	const char *dot = strchr(name, '.');
	return dot ? dot + 1 : name;
}

/* A day written twice is one rung: the first hour counts. */
static void
add_rung(struct ladder *l, enum policy_wording kind, const char *point,
    int64_t due_at)
{
	struct rung *r = &l->v[l->n];
	*r = (struct rung){ .kind = kind, .due_at = due_at };
	snprintf(r->key, sizeof r->key, "%s/%s", kind_prefix(kind), point);
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].key, r->key) == 0)
			return;
	}
	l->n++;
}

static void
sort_ladder(struct ladder *l)
{
	for (size_t i = 1; i < l->n; i++) { /* few, nearly sorted */
		struct rung r = l->v[i];
		size_t j = i;
		for (; j && l->v[j - 1].due_at > r.due_at; j--)
			l->v[j] = l->v[j - 1];
		l->v[j] = r;
	}
}

static void
add_month_rungs(const struct planner *w, struct ladder *l,
    const struct policy_ladder *points, enum policy_wording kind, int32_t month,
    enum when_shift shift)
{
	for (size_t i = 0; i < points->n; i++)
		add_rung(l, kind, points->v[i].text,
		    when_month_point(w->f, w->p, &points->v[i], month, shift));
}

static void
visit_ladder(const struct planner *w, int32_t month, struct ladder *l)
{
	l->n = 0;
	add_month_rungs(w, l, &w->p->visit_open, POLICY_VISIT_OPEN, month,
	    WHEN_FORWARD);
	add_month_rungs(w, l, &w->p->visit_remind, POLICY_VISIT_REMIND, month,
	    WHEN_BACK);
	add_month_rungs(w, l, &w->p->visit_overdue, POLICY_VISIT_OVERDUE, month,
	    WHEN_FORWARD);
	sort_ladder(l);
}

static void
event_ladder(const struct planner *w, struct ladder *l,
    const struct policy_ladder *points, enum policy_wording kind, int32_t on,
    int minute)
{
	for (size_t i = 0; i < points->n; i++)
		add_rung(l, kind, points->v[i].text,
		    when_event_point(w->f, w->p, &points->v[i], on, minute));
	sort_ladder(l);
}

/* --- what was said */

static int
first_said(const struct facts *f, const struct duty_key *duty, int person)
{
	int lo = 0, hi = f->said_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		const struct facts_said *s = &f->said[mid];
		int c = duty_key_compare(&s->duty, duty);
		if (c < 0 || (c == 0 && s->person < person))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
said_is(const struct facts *f, int i, const struct duty_key *duty, int person)
{
	return i < f->said_n && f->said[i].person == person &&
	       duty_key_compare(&f->said[i].duty, duty) == 0;
}

struct memory { /* of one duty towards one person */
	int first;
	int64_t last_due; /* of the latest rung of the ladder that spoke */
};

/* The promise's own rungs are no part of the ladder: they do not make its
 * earlier rungs older. */
static bool
is_ladder_rung(const char *rung)
{
	return strncmp(rung, "planned", 7) != 0;
}

static struct memory
recall(const struct facts *f, const struct duty_key *duty, int person)
{
	struct memory m = { .first = first_said(f, duty, person),
		.last_due = INT64_MIN };
	for (int i = m.first; said_is(f, i, duty, person); i++) {
		if (is_ladder_rung(f->said[i].rung))
			m.last_due = f->said[i].due_at;
	}
	return m;
}

static bool
was_said(const struct facts *f, struct memory m, const struct duty_key *duty,
    int person, const char *rung)
{
	for (int i = m.first; said_is(f, i, duty, person); i++) {
		if (strcmp(f->said[i].rung, rung) == 0)
			return true;
	}
	return false;
}

/* --- candidates */

static struct candidate *
add_candidate(struct planner *w, int person, const struct duty_key *duty,
    const struct rung *r)
{
	w->v = mem_grow(w->v, &w->cap, w->n + 1, sizeof *w->v);
	struct candidate *c = &w->v[w->n++];
	*c = (struct candidate){ .person = person };
	c->item = (struct plan_item){ .duty = *duty,
		.kind = r->kind,
		.due_at = r->due_at,
		.useful_until = INT64_MAX };
	memcpy(c->item.rung, r->key, sizeof c->item.rung);
	return c;
}

/* When a ladder is silent for ever: its rungs of that time are passed. */
struct silence {
	int64_t until; /* exclusive */
	int exempt;    /* on this person's exempt days, FACTS_NONE = nobody's */
};

static bool
is_silent(const struct planner *w, const struct silence *s, int64_t at)
{
	return at < s->until ||
	       (s->exempt != FACTS_NONE && standing_exemption(w->f, s->exempt,
					       civil_on(at, w->p->offset_s)));
}

/*
 * The latest unsaid rung due by the end of today becomes a candidate, earlier
 * missed ones go with it as passed over; the first one later than today is
 * when to look again.
 */
static void
climb(struct planner *w, int person, const struct duty_key *duty,
    const struct ladder *l, const struct silence *silent)
{
	struct memory m = recall(w->f, duty, person);
	size_t last = SIZE_MAX;
	for (size_t i = 0; i < l->n; i++) {
		const struct rung *r = &l->v[i];
		if (r->due_at >= w->day_end) {
			look_at(w, r->due_at);
			if (last != SIZE_MAX)
				w->v[last].item.useful_until = r->due_at;
			return;
		}
		if (r->due_at <= m.last_due ||
		    is_silent(w, silent, r->due_at) ||
		    was_said(w->f, m, duty, person, r->key))
			continue;
		if (last != SIZE_MAX)
			w->v[last].item.passed = true;
		add_candidate(w, person, duty, r);
		last = w->n - 1;
	}
}

/* --- visits */

static bool
can_be_told(const struct facts *f, int person)
{
	return f->people[person].phone && !f->people[person].stopped;
}

/* Of the months before the first live start all rungs are silent; of the one
 * that ran then the latest may speak (ruling 1). */
static bool
is_before_start(const struct planner *w, int32_t month)
{
	int64_t live = w->f->live_since;
	return live && month < civil_month_of(civil_on(live, w->p->offset_s));
}

/* "planned-eve/2018-05-28" the day before, "planned/…" the day after. */
static void
promise_rungs(struct planner *w, int person, const struct duty_key *duty,
    const struct standing *st)
{
	if (st->planned_on == CIVIL_NONE)
		return;
	char day[16];
	civil_iso(st->planned_on, day);
	struct ladder l = { 0 };
	struct policy_point eve = { .base = POLICY_EVENT_DAYS,
		.n = -1,
		.minute = MORNING };
	struct policy_point after = eve;
	after.n = 1;
	add_rung(&l, POLICY_VISIT_PLANNED, day,
	    when_event_point(w->f, w->p, &eve, st->planned_on, -1));
	snprintf(l.v[0].key, sizeof l.v[0].key, "planned-eve/%s", day);
	add_rung(&l, POLICY_VISIT_PLANNED, day,
	    when_event_point(w->f, w->p, &after, st->planned_on, -1));
	struct memory m = recall(w->f, duty, person);
	for (size_t i = 0; i < l.n; i++) {
		const struct rung *r = &l.v[i];
		bool stale = r->due_at <= st->promised_at ||
			     (i == 0 && w->today >= st->planned_on);
		if (stale || was_said(w->f, m, duty, person, r->key))
			continue;
		if (r->due_at >= w->day_end) {
			look_at(w, r->due_at);
			continue;
		}
		struct candidate *c = add_candidate(w, person, duty, r);
		if (i == 0)
			c->item.useful_until =
			    civil_at(st->planned_on, 0, w->p->offset_s);
	}
}

static bool
has_assignment_ahead(const struct planner *w, int person)
{
	int lo = 0, hi = w->f->assignment_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (w->f->assignments[mid].person < person)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (;
	     lo < w->f->assignment_n && w->f->assignments[lo].person == person;
	     lo++) {
		if (w->f->assignments[lo].from_on > w->today)
			return true;
	}
	return false;
}

/* Whether an assignment that begins later in the month has not begun yet. */
static bool
is_not_yet_theirs(const struct planner *w, int person, int unit, int32_t month)
{
	if (civil_month_of(w->today) != month ||
	    !has_assignment_ahead(w, person))
		return false;
	int units[STANDING_UNITS_MAX];
	int n = facts_units_of(w->f, person, policy_visit_level(w->p), w->today,
	    w->today, units, STANDING_UNITS_MAX);
	for (int i = 0; i < n; i++) {
		if (unit < 0 || units[i] == unit)
			return false;
	}
	return true;
}

static void
visit_duty(struct planner *w, int person, int unit, int32_t month,
    const struct ladder *l)
{
	struct standing st;
	standing_visit(w->f, w->p, person, unit, month, w->now, &st);
	if (!st.owed || st.state == STANDING_DONE ||
	    st.state == STANDING_EXEMPT)
		return;
	struct duty_key duty = { DUTY_VISIT, month, person, unit };
	if (is_before_start(w, month) ||
	    is_not_yet_theirs(w, person, unit, month) ||
	    standing_exemption(w->f, person, w->today)) {
		look_at(w, w->day_end);
		return;
	}
	promise_rungs(w, person, &duty, &st);
	if (st.planned_on != CIVIL_NONE && st.planned_on >= w->today)
		return;
	struct silence s = { INT64_MIN, person };
	if (st.planned_on != CIVIL_NONE) /* answers what was due before it was
					    given, too */
		s.until = civil_at(st.planned_on + 1, 0, w->p->offset_s);
	climb(w, person, &duty, l, &s);
}

static void
visit_duties(struct planner *w, int32_t month)
{
	struct ladder l;
	visit_ladder(w, month, &l);
	int level = policy_visit_level(w->p);
	for (int person = 0; person < w->f->person_n; person++) {
		if (!can_be_told(w->f, person))
			continue;
		if (!w->p->visit_per_unit) {
			visit_duty(w, person, FACTS_NONE, month, &l);
			continue;
		}
		int units[STANDING_UNITS_MAX];
		int n = facts_units_of(w->f, person, level,
		    civil_month_first(month), civil_month_last(month), units,
		    STANDING_UNITS_MAX);
		for (int i = 0; i < n; i++)
			visit_duty(w, person, units[i], month, &l);
	}
}

/* --- escalation */

static bool
hears_escalations(const struct facts *f, int person)
{
	if (!can_be_told(f, person))
		return false;
	if (f->people[person].role == FACTS_SECRETARY)
		return true;
	if (f->people[person].role != FACTS_ADMIN)
		return false;
	for (int i = 0; i < f->person_n; i++) {
		if (f->people[i].role == FACTS_SECRETARY && can_be_told(f, i))
			return false;
	}
	return true; /* an office without a secretary: its admin */
}

static void
find_hearers(struct planner *w)
{
	size_t cap = 0;
	for (int i = 0; i < w->f->person_n; i++) {
		if (!hears_escalations(w->f, i))
			continue;
		w->hearers = mem_grow(w->hearers, &cap, (size_t)w->hearer_n + 1,
		    sizeof *w->hearers);
		w->hearers[w->hearer_n++] = i;
	}
}

static void
escalate_duty(struct planner *w, int to, int person, int unit, int32_t month,
    const struct ladder *l)
{
	struct standing st;
	standing_visit(w->f, w->p, person, unit, month, w->now, &st);
	if (!st.owed || st.state != STANDING_OVERDUE)
		return;
	if (st.planned_on != CIVIL_NONE && st.planned_on >= w->today) {
		look_at(w, w->day_end); /* the promise first */
		return;
	}
	struct duty_key duty = { DUTY_VISIT, month, person, unit };
	struct silence s = { is_before_start(w, month) ? INT64_MAX : INT64_MIN,
		FACTS_NONE };
	climb(w, to, &duty, l, &s);
}

static void
escalations(struct planner *w, int32_t month)
{
	struct ladder l = { 0 };
	add_month_rungs(w, &l, &w->p->visit_escalate, POLICY_ESCALATE, month,
	    WHEN_FORWARD);
	sort_ladder(&l);
	if (l.n == 0)
		return;
	if (w->day_end <= l.v[0].due_at) { /* most days: nothing to see */
		look_at(w, l.v[0].due_at);
		return;
	}
	int level = policy_visit_level(w->p);
	for (int h = 0; h < w->hearer_n; h++) {
		int to = w->hearers[h];
		for (int i = 0; i < w->f->person_n; i++) {
			if (w->f->people[i].training)
				continue; /* who learns owes nothing */
			if (!w->p->visit_per_unit) {
				escalate_duty(w, to, i, FACTS_NONE, month, &l);
				continue;
			}
			int units[STANDING_UNITS_MAX];
			int32_t last = civil_month_last(month);
			int n = facts_units_of(w->f, i, level, last, last,
			    units, STANDING_UNITS_MAX);
			for (int k = 0; k < n; k++)
				escalate_duty(w, to, i, units[k], month, &l);
		}
	}
}

/* --- branch meetings */

static int64_t
meeting_starts(const struct planner *w, const struct facts_meeting *m,
    int32_t on)
{
	return civil_at(on, m->minute < 0 ? 1440 : m->minute, w->p->offset_s);
}

/* The day from which the meeting of that day was moved, CIVIL_NONE = it was
 * not. */
static int32_t
moved_from(const struct planner *w, int unit, int32_t on)
{
	for (int i = 0; i < w->f->change_n; i++) {
		const struct facts_change *c = &w->f->changes[i];
		if (c->unit == unit && c->to_on == on)
			return c->on;
	}
	return CIVIL_NONE;
}

/* Whether this person was told of the meeting of that day. */
static bool
was_told(const struct planner *w, int person, int unit, int32_t on)
{
	struct duty_key duty = { DUTY_MEETING, on, FACTS_NONE, unit };
	for (int i = first_said(w->f, &duty, person);
	     on != CIVIL_NONE && said_is(w->f, i, &duty, person); i++) {
		if (!w->f->said[i].passed && !w->f->said[i].unsent)
			return true;
	}
	return false;
}

static void
meeting_rungs(struct planner *w, int person, const struct facts_meeting *m,
    int32_t on, const struct ladder *l)
{
	if (!can_be_told(w->f, person) ||
	    standing_meeting_over(w->f, w->p, person, m->unit, on))
		return;
	struct duty_key duty = { DUTY_MEETING, on, FACTS_NONE, m->unit };
	struct memory mem = recall(w->f, &duty, person);
	int64_t starts = meeting_starts(w, m, on);
	/* Who was told of the old day must not go there: the first reminder of
	 * the new one does not wait for its hour. */
	bool wrong = was_told(w, person, m->unit, moved_from(w, m->unit, on));
	for (size_t i = 0; i < l->n; i++) {
		struct rung moved = l->v[i], *r = &moved;
		bool correction =
		    wrong && i == 0 && r->kind == POLICY_MEETING_REMIND;
		if (correction && r->due_at > w->now)
			r->due_at = w->now;
		int64_t until = r->kind == POLICY_MEETING_ASK
				    ? r->due_at + ASK_USEFUL_S
				    : starts;
		if (w->now >= until || r->due_at >= until ||
		    (w->f->live_since && starts < w->f->live_since) ||
		    was_said(w->f, mem, &duty, person, r->key))
			continue;
		if (r->due_at >= w->day_end) {
			look_at(w, r->due_at);
			continue;
		}
		struct candidate *c = add_candidate(w, person, &duty, r);
		c->item.useful_until = until;
		/* -3h and +14h speak at their hour; -1d in the day's text, and
		 * a question that missed its hour's day too */
		c->aside = r->key[strlen(r->key) - 1] == 'h' &&
			   (r->kind != POLICY_MEETING_ASK ||
			       civil_on(r->due_at, w->p->offset_s) >= w->today);
		c->aside = c->aside || correction;
	}
}

static void
meeting_occurrence(struct planner *w, const struct facts_meeting *m, int32_t on)
{
	struct ladder l = { 0 };
	event_ladder(w, &l, &w->p->meeting_remind, POLICY_MEETING_REMIND, on,
	    m->minute);
	event_ladder(w, &l, &w->p->meeting_ask, POLICY_MEETING_ASK, on,
	    m->minute);
	for (int i = 0; i < w->f->assignment_n; i++) {
		const struct facts_assignment *a = &w->f->assignments[i];
		if (a->from_on <= on && on <= a->until_on &&
		    facts_unit_under(w->f, m->unit, a->unit))
			meeting_rungs(w, a->person, m, on, &l);
	}
}

static void
meetings(struct planner *w)
{
	int32_t from = civil_month_first(w->p->from_month);
	int32_t until = civil_month_last(w->p->until_month);
	for (int i = 0; i < w->f->meeting_n; i++) {
		const struct facts_meeting *m = &w->f->meetings[i];
		int32_t on = w->today - MEETING_BACK_DAYS;
		if (on < from)
			on = from;
		int32_t last = w->today + MEETING_AHEAD_DAYS;
		if (last > until)
			last = until;
		for (on = calendar_next(w->f, m, on);
		     on != CIVIL_NONE && on <= last;
		     on = calendar_next(w->f, m, on + 1))
			meeting_occurrence(w, m, on);
	}
}

/* --- written results */

static bool
owes_report(const struct planner *w, int person, int session)
{
	bool done;
	return !standing_exemption(w->f, person, w->today) &&
	       standing_report(w->f, person, session, &done) && !done;
}

static void
report_duties(struct planner *w, int session, const struct silence *s)
{
	int32_t on = w->f->sessions[session].on;
	struct ladder own = { 0 }, secretary = { 0 };
	event_ladder(w, &own, &w->p->report_remind, POLICY_REPORT_REMIND, on,
	    -1);
	event_ladder(w, &own, &w->p->report_overdue, POLICY_REPORT_OVERDUE, on,
	    -1);
	event_ladder(w, &secretary, &w->p->report_overdue,
	    POLICY_REPORT_ESCALATE, on, -1);
	for (int k = 0; k < w->f->person_n; k++) {
		struct duty_key duty = { DUTY_REPORT, on, k, FACTS_NONE };
		if (!owes_report(w, k, session))
			continue;
		if (can_be_told(w->f, k))
			climb(w, k, &duty, &own, s);
		for (int i = 0; i < w->hearer_n; i++) {
			if (!w->f->people[k].training)
				climb(w, w->hearers[i], &duty, &secretary, s);
		}
	}
}

static void
reports(struct planner *w)
{
	for (int i = 0; i < w->f->session_n; i++) {
		int32_t on = w->f->sessions[i].on;
		if (on < w->today - SESSION_DAYS ||
		    on > w->today + SESSION_DAYS)
			continue;
		struct silence s = { INT64_MIN, FACTS_NONE };
		if (civil_at(on, 0, w->p->offset_s) < w->f->live_since)
			s.until = INT64_MAX; /* before the first start */
		report_duties(w, i, &s);
	}
}

/* --- one text a person a day */

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_person(const void *va, const void *vb)
{
	const struct candidate *a = va, *b = vb;
	const struct duty_key *x = &a->item.duty, *y = &b->item.duty;
	/* What is older is said first; what one wording covers stands together.
	 */
	const int by[] = { order(a->person, b->person),
		order(a->aside, b->aside),
		order(a->item.passed, b->item.passed), order(x->kind, y->kind),
		order(x->when, y->when), order(a->item.kind, b->item.kind),
		duty_key_compare(x, y), order(a->item.due_at, b->item.due_at) };
	for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
		if (by[i])
			return by[i];
	}
	return strcmp(a->item.rung, b->item.rung);
}

static bool
speaks_aside(const char *rung)
{
	return rung[strlen(rung) - 1] == 'h';
}

static void
remember_days(struct planner *w)
{
	const struct facts *f = w->f;
	w->reminded_on = mem_new((size_t)f->person_n, sizeof(int32_t));
	for (int i = 0; i < f->person_n; i++)
		w->reminded_on[i] = CIVIL_NONE;
	for (int i = 0; i < f->said_n; i++) {
		const struct facts_said *s = &f->said[i];
		if (s->passed || s->person < 0 || speaks_aside(s->rung))
			continue;
		int32_t on = civil_on(s->said_at, w->p->offset_s);
		if (on > w->reminded_on[s->person])
			w->reminded_on[s->person] = on;
	}
}

static void
emit(struct planner *w, struct plan *out, size_t first, size_t n)
{
	struct plan_message *m = &out->messages[out->message_n++];
	*m = (struct plan_message){ .person = w->v[first].person,
		.items = &out->items[first],
		.item_n = n };
	int64_t useful = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		out->items[first + i] = w->v[first + i].item;
		if (w->v[first + i].item.passed)
			continue;
		m->spoken_n++;
		if (w->v[first + i].item.useful_until > useful)
			useful = w->v[first + i].item.useful_until;
	}
	int64_t ends = when_day_ends(w->p, w->now);
	int64_t valid = w->now + w->p->valid_s;
	m->expires_at = useful;
	if (ends < m->expires_at)
		m->expires_at = ends;
	if (valid < m->expires_at)
		m->expires_at = valid;
}

/* The day's text leaves with the last thing due that day, so that it is one. */
static void
settle_day(struct planner *w, struct plan *out, size_t first, size_t n)
{
	int64_t at = w->now;
	for (size_t i = first; i < first + n; i++) {
		if (!w->v[i].item.passed && w->v[i].item.due_at > at)
			at = w->v[i].item.due_at;
	}
	if (w->reminded_on[w->v[first].person] >= w->today)
		at = w->day_end;
	at = when_allowed(w->f, w->p, at);
	if (at > w->now)
		look_at(w, at);
	else
		emit(w, out, first, n);
}

/* Texts by the hour: each for itself, but one question a person at a time. */
static void
settle_aside(struct planner *w, struct plan *out, size_t first, size_t n)
{
	size_t asks = 0;
	for (size_t i = first; i < first + n; i++) {
		bool ask = w->v[i].item.kind == POLICY_MEETING_ASK;
		int64_t at =
		    w->v[i].item.due_at > w->now ? w->v[i].item.due_at : w->now;
		at = when_allowed(w->f, w->p, at);
		if (at > w->now) {
			look_at(w, at);
			continue;
		}
		if (ask && asks++ > 0)
			w->v[i].item.passed = true;
		emit(w, out, i, 1);
	}
}

static void
settle(struct planner *w, struct plan *out)
{
	for (size_t i = 0; i < w->n;) {
		size_t n = 1;
		while (i + n < w->n && w->v[i + n].person == w->v[i].person &&
		       w->v[i + n].aside == w->v[i].aside)
			n++;
		if (w->v[i].aside)
			settle_aside(w, out, i, n);
		else
			settle_day(w, out, i, n);
		i += n;
	}
}

static void
gather(struct planner *w, const struct facts *f, const struct policy *p,
    int64_t now)
{
	*w = (struct planner){ .f = f, .p = p, .now = now };
	w->today = civil_on(now, p->offset_s);
	w->day_end = civil_at(w->today + 1, 0, p->offset_s);
	w->next_look = w->day_end; /* states turn with the day */
	find_hearers(w);
	int32_t month = civil_month_of(w->today);
	int32_t from = month - MONTHS_BACK;
	if (from < p->from_month)
		from = p->from_month;
	for (int32_t m = from; m <= month + 1 && m <= p->until_month; m++) {
		visit_duties(w, m);
		escalations(w, m);
	}
	if (month >= p->from_month && month <= p->until_month + 1) {
		meetings(w);
		reports(w);
	}
	if (w->n > 1)
		qsort(w->v, w->n, sizeof *w->v, by_person);
}

static void
make_room(const struct planner *w, struct plan *out)
{
	*out = (struct plan){ .next_look = w->next_look };
	out->messages = mem_new(w->n, sizeof *out->messages);
	out->items = mem_new(w->n, sizeof *out->items);
}

void
plan_make(const struct facts *f, const struct policy *p, int64_t now,
    struct plan *out)
{
	struct planner w;
	gather(&w, f, p, now);
	remember_days(&w);
	make_room(&w, out);
	settle(&w, out);
	out->next_look = w.next_look;
	free(w.reminded_on);
	free(w.hearers);
	free(w.v);
}

void
plan_missed(const struct facts *f, const struct policy *p, int64_t now,
    struct plan *out)
{
	struct planner w;
	gather(&w, f, p, now);
	make_room(&w, out);
	size_t n = 0;
	for (size_t i = 0; i < w.n; i++) {
		if (w.v[i].item.due_at > now)
			continue;
		struct plan_message *m =
		    out->message_n ? &out->messages[out->message_n - 1] : NULL;
		if (!m || m->person != w.v[i].person) {
			m = &out->messages[out->message_n++];
			*m = (struct plan_message){ .person = w.v[i].person,
				.items = &out->items[n] };
		}
		out->items[n++] = w.v[i].item;
		m->item_n++;
	}
	free(w.hearers);
	free(w.v);
}

void
plan_fini(struct plan *plan)
{
	free(plan->messages);
	free(plan->items);
	*plan = (struct plan){ 0 };
}
