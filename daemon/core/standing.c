#include "core/standing.h"

#include "base/words.h"
#include "core/civil.h"
#include "core/when.h"

#include <stddef.h>

int
standing_visits(const struct facts *f, int person, int32_t month, int *n)
{
	int lo = 0, hi = f->visit_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		const struct facts_visit *v = &f->visits[mid];
		if (v->person < person ||
		    (v->person == person && v->month < month))
			lo = mid + 1;
		else
			hi = mid;
	}
	int end = lo;
	while (end < f->visit_n && f->visits[end].person == person &&
	       f->visits[end].month == month)
		end++;
	*n = end - lo;
	return lo;
}

int
standing_attended(const struct facts *f, int person, int32_t month)
{
	int lo = 0, hi = f->attendance_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		const struct facts_attendance *a = &f->attendances[mid];
		if (a->person < person ||
		    (a->person == person && a->month < month))
			lo = mid + 1;
		else
			hi = mid;
	}
	int n = 0;
	while (lo + n < f->attendance_n &&
	       f->attendances[lo + n].person == person &&
	       f->attendances[lo + n].month == month)
		n++;
	return n;
}

/* Where the person's begin, if there are any. */
static int
first_exemption(const struct facts *f, int person)
{
	int lo = 0, hi = f->exemption_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->exemptions[mid].person < person)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct facts_exemption *
standing_exemption(const struct facts *f, int person, int32_t on)
{
	for (int i = first_exemption(f, person);
	     i < f->exemption_n && f->exemptions[i].person == person; i++) {
		if (f->exemptions[i].from_on <= on &&
		    on <= f->exemptions[i].until_on)
			return &f->exemptions[i];
	}
	return NULL;
}

static bool
month_is_exempt(const struct facts *f, const struct policy *p, int person,
    int32_t month)
{
	int first = first_exemption(f, person);
	if (first >= f->exemption_n || f->exemptions[first].person != person)
		return false;
	int free_days = 0;
	bool touched = false;
	for (int32_t on = civil_month_first(month);
	     on <= civil_month_last(month); on++) {
		if (standing_exemption(f, person, on))
			touched = true;
		else if (when_is_working_day(f, on))
			free_days++;
	}
	return touched && free_days < p->exempt_days;
}

bool
standing_assigned(const struct facts *f, const struct policy *p, int person,
    int32_t month)
{
	int unit;
	return facts_units_of(f, person, policy_visit_level(p),
		   civil_month_first(month), civil_month_last(month), &unit,
		   1) > 0;
}

static void
promise(const struct facts *f, int person, int unit, int32_t month,
    struct standing *s)
{
	int lo = 0, hi = f->promise_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		const struct facts_promise *q = &f->promises[mid];
		if (q->person < person ||
		    (q->person == person && q->month < month))
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < f->promise_n && f->promises[lo].person == person &&
	       f->promises[lo].month == month;
	     lo++) {
		const struct facts_promise *q = &f->promises[lo];
		if (unit >= 0 && q->unit >= 0 && q->unit != unit)
			continue;
		s->planned_on = q->on;
		s->promised_at = q->made_at;
	}
}

static void
count(const struct facts *f, int person, int unit, int32_t month,
    struct standing *s)
{
	int n;
	int first = standing_visits(f, person, month, &n);
	for (int i = first; i < first + n; i++) {
		if (unit >= 0 && f->visits[i].unit != unit)
			continue;
		s->done++;
		s->verify = s->verify || f->visits[i].verify;
	}
}

void
standing_visit(const struct facts *f, const struct policy *p, int person,
    int unit, int32_t month, int64_t now, struct standing *s)
{
	*s = (struct standing){ .planned_on = CIVIL_NONE };
	int32_t first = civil_month_first(month);
	int32_t last = civil_month_last(month);
	int32_t today = civil_on(now, p->offset_s);
	int32_t from = today < first ? first : today > last ? last : today;
	s->unit_n = facts_units_of(f, person, policy_visit_level(p), from, last,
	    s->units, STANDING_UNITS_MAX);
	s->owed = s->unit_n > 0;
	if (unit >= 0) {
		s->owed = false;
		for (int i = 0; i < s->unit_n; i++)
			s->owed = s->owed || s->units[i] == unit;
		s->units[0] = unit;
		s->unit_n = 1;
	}
	s->required = p->visit_required;
	count(f, person, unit, month, s);
	if (p->meeting_counts && unit < 0)
		s->done += standing_attended(f, person, month);
	promise(f, person, unit, month, s);
	int64_t open = p->visit_open.n
			   ? when_month_point(f, p, &p->visit_open.v[0], month,
				 WHEN_FORWARD)
			   : civil_at(first, 0, p->offset_s);
	if (s->done >= s->required)
		s->state = STANDING_DONE;
	else if (!s->owed || month_is_exempt(f, p, person, month))
		s->state = STANDING_EXEMPT;
	else if (today > last)
		s->state = STANDING_OVERDUE;
	else if (s->planned_on != CIVIL_NONE && s->planned_on >= today)
		s->state = STANDING_PLANNED;
	else if (now < open)
		s->state = STANDING_NOT_DUE;
	else
		s->state = STANDING_DUE;
}

const char *
standing_state_name(enum standing_state s)
{
	switch (s) {
	case STANDING_NOT_DUE:
		return N_("not_due");
	case STANDING_DUE:
		return N_("due");
	case STANDING_PLANNED:
		return N_("planned");
	case STANDING_DONE:
		return N_("done");
	case STANDING_OVERDUE:
		return N_("overdue");
	case STANDING_EXEMPT:
		return N_("exempt");
	}
	return "";
}

int
standing_next_session(const struct facts *f, int32_t on)
{
	for (int i = 0; i < f->session_n; i++) {
		if (f->sessions[i].on >= on)
			return i;
	}
	return FACTS_NONE;
}

bool
standing_report(const struct facts *f, int person, int session, bool *done)
{
	int32_t on = f->sessions[session].on;
	int32_t before = session ? f->sessions[session - 1].on : INT32_MIN + 1;
	*done = false;
	for (int i = 0; i < f->result_n; i++) {
		if (f->results[i].person == person &&
		    f->results[i].session_on == on)
			*done = true;
	}
	/* A visit whose day is not known stands at its month's end. */
	int lo = 0, hi = f->visit_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->visits[mid].person < person)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < f->visit_n && f->visits[lo].person == person; lo++) {
		int32_t day = f->visits[lo].on == CIVIL_NONE
				  ? civil_month_last(f->visits[lo].month)
				  : f->visits[lo].on;
		if (day > before && day <= on)
			return true;
	}
	return false;
}

static bool
meeting_quota_met(const struct facts *f, const struct policy *p, int person,
    int32_t on)
{
	return p->meeting_required != POLICY_REQUIRED_ALL &&
	       standing_attended(f, person, civil_month_of(on)) >=
		   p->meeting_required;
}

static bool
attended_this(const struct facts *f, int person, int unit, int32_t on)
{
	for (int i = 0; i < f->attendance_n; i++) {
		const struct facts_attendance *a = &f->attendances[i];
		if (a->person == person && a->unit == unit &&
		    (a->on == on || (a->on == CIVIL_NONE &&
					a->month == civil_month_of(on))))
			return true;
	}
	return false;
}

bool
standing_meeting_over(const struct facts *f, const struct policy *p, int person,
    int unit, int32_t on)
{
	return meeting_quota_met(f, p, person, on) ||
	       attended_this(f, person, unit, on) ||
	       standing_exemption(f, person, on) != NULL;
}

int
standing_months_without(const struct facts *f, const struct policy *p, int unit,
    int32_t month)
{
	/* What was before the first start nobody watched. */
	int32_t last = p->from_month - 1;
	if (f->live_since) {
		int32_t live =
		    civil_month_of(civil_on(f->live_since, p->offset_s));
		if (live - 1 > last)
			last = live - 1;
	}
	for (int i = 0; i < f->visit_n; i++) {
		const struct facts_visit *v = &f->visits[i];
		if (v->unit == unit && v->month <= month && v->month > last)
			last = v->month;
	}
	return month > last ? (int)(month - last) : 0;
}
