#include "app/ics.h"

#include "app/icstext.h"
#include "app/viet.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a meeting is shown to last: nobody says when it ends. */
static const char meeting_lasts[] = "PT2H";
static const char refresh[] = "PT6H";

/* --- one event */

struct event {
	const char *uid; /* without the office's part */
	int32_t on;
	int minute;	    /* −1: the whole day */
	int64_t changed_at; /* 0: as it always was */
	bool cancelled;
	bool busy; /* takes the time of its day */
	const char *summary;
	const char *description; /* or "" */
	const char *location;	 /* or "" */
};

/* Rises with every change, by any path; instants do, counted in minutes since
 * 2018 so that they stay small. */
static void
put_changed(struct sbuf *b, int64_t changed_at)
{
	static const int64_t beginning = INT64_C(1514764800);
	char buf[24];
	int64_t minutes = (changed_at - beginning) / 60;
	if (changed_at == 0) {
		icstext_raw(b, "SEQUENCE:", "0");
		return;
	}
	icstext_raw(b, "LAST-MODIFIED:", icstext_utc(changed_at, buf));
	snprintf(buf, sizeof buf, "%d",
	    minutes < 1		  ? 1
	    : minutes > INT32_MAX ? INT32_MAX
				  : (int)minutes);
	icstext_raw(b, "SEQUENCE:", buf);
}

static void
put_start(const struct ics *c, const struct event *e, struct sbuf *b)
{
	char buf[24];
	struct sbuf name = { 0 };
	if (e->minute < 0) {
		icstext_raw(b, "DTSTART;VALUE=DATE:", icstext_day(e->on, buf));
		return;
	}
	sbuf_addf(&name, "DTSTART;TZID=%s:", c->zone);
	icstext_raw(b, sbuf_text(&name), icstext_local(e->on, e->minute, buf));
	icstext_raw(b, "DURATION:", meeting_lasts);
	sbuf_fini(&name);
}

static void
put_event(const struct ics *c, const struct event *e, struct sbuf *b)
{
	char buf[24];
	struct sbuf uid = { 0 };
	sbuf_addf(&uid, "%s@%s.nhacviec", e->uid, c->key);
	icstext_raw(b, "BEGIN:", "VEVENT");
	icstext_text(b, "UID:", sbuf_text(&uid));
	icstext_raw(b, "DTSTAMP:", icstext_utc(c->stamp_at, buf));
	put_changed(b, e->changed_at);
	put_start(c, e, b);
	icstext_text(b, "SUMMARY:", e->summary);
	if (*e->description)
		icstext_text(b, "DESCRIPTION:", e->description);
	if (*e->location)
		icstext_text(b, "LOCATION:", e->location);
	icstext_raw(b, "STATUS:", e->cancelled ? "CANCELLED" : "CONFIRMED");
	icstext_raw(b,
	    "TRANSP:", e->busy && !e->cancelled ? "OPAQUE" : "TRANSPARENT");
	icstext_raw(b, "END:", "VEVENT");
	sbuf_fini(&uid);
}

/* --- meetings */

/* on: by the rule; change: what became of it, or NULL. */
static void
put_meeting(const struct ics *c, const struct facts_meeting *m, int32_t on,
    const struct facts_change *change, struct sbuf *b)
{
	const struct facts_unit *u = &c->f->units[m->unit];
	char day[16];
	struct sbuf uid = { 0 }, summary = { 0 }, more = { 0 };
	struct event e = { .on = on,
		.minute = m->minute,
		.busy = true,
		.location = m->place };
	sbuf_addf(&uid, "meeting/%s/%s", civil_iso(on, day), u->code);
	if (change) {
		e.changed_at = change->made_at;
		e.cancelled = change->to_on == CIVIL_NONE;
		sbuf_add(&summary, e.cancelled ? "(Hủy) " : "(Dời) ");
		if (!e.cancelled) {
			e.on = change->to_on;
			sbuf_addf(&more, "Dời từ ngày %s.", viet_day(on, day));
		}
	}
	sbuf_addf(&summary, "Sinh hoạt chi đoàn %s", u->name);
	if (u->parent >= 0)
		sbuf_addf(&summary, ", %s", c->f->units[u->parent].name);
	e.uid = sbuf_text(&uid);
	e.summary = sbuf_text(&summary);
	e.description = sbuf_text(&more);
	if (facts_answers_for(c->f, c->person, m->unit, e.on))
		put_event(c, &e, b);
	sbuf_fini(&uid);
	sbuf_fini(&summary);
	sbuf_fini(&more);
}

static void
put_meetings(const struct ics *c, int32_t first, int32_t last, struct sbuf *b)
{
	for (int i = 0; i < c->f->meeting_n; i++) {
		const struct facts_meeting *m = &c->f->meetings[i];
		for (int32_t on = recur_next(&m->rule, first);
		     on != CIVIL_NONE && on <= last;
		     on = recur_next(&m->rule, on + 1))
			put_meeting(c, m, on,
			    calendar_change(c->f, m->unit, on), b);
	}
	/* Moved from a day that the rule does not name any more: it stands. */
	for (int i = 0; i < c->f->change_n; i++) {
		const struct facts_change *h = &c->f->changes[i];
		const struct facts_meeting *m = calendar_of(c->f, h->unit);
		if (m && h->to_on != CIVIL_NONE && h->to_on >= first &&
		    h->to_on <= last &&
		    (h->on < first || h->on > last ||
			recur_next(&m->rule, h->on) != h->on))
			put_meeting(c, m, h->on, h, b);
	}
}

/* --- visits */

struct owed { /* a month's visits of the person */
	bool any, all_done;
	struct sbuf units; /* "Tân Hòa, Tân Lợi" */
};

static void
add_unit(const struct ics *c, int unit, struct sbuf *b)
{
	sbuf_addf(b, "%s%s", b->len ? ", " : "",
	    facts_short_name(c->f->units[unit].name));
}

static void
look_at(const struct ics *c, int32_t month, int unit, struct owed *o)
{
	struct standing s;
	standing_visit(c->f, c->p, c->person, unit, month, c->now, &s);
	if (!s.owed || s.state == STANDING_EXEMPT)
		return;
	if (s.state != STANDING_DONE)
		o->all_done = false;
	o->any = true;
	for (int i = 0; unit < 0 && i < s.unit_n; i++)
		add_unit(c, s.units[i], &o->units);
	if (unit >= 0 && s.state != STANDING_DONE)
		add_unit(c, unit, &o->units);
}

static void
find_owed(const struct ics *c, int32_t month, struct owed *o)
{
	int units[STANDING_UNITS_MAX];
	*o = (struct owed){ .all_done = true };
	if (!c->p->visit_per_unit) {
		look_at(c, month, FACTS_NONE, o);
		return;
	}
	int n = facts_units_of(c->f, c->person, policy_visit_level(c->p),
	    civil_month_first(month), civil_month_last(month), units,
	    STANDING_UNITS_MAX);
	for (int i = 0; i < n && i < STANDING_UNITS_MAX; i++)
		look_at(c, month, units[i], o);
}

static void
put_deadline(const struct ics *c, int32_t month, struct sbuf *b)
{
	struct owed o;
	char iso[16];
	find_owed(c, month, &o);
	if (o.any) {
		struct sbuf uid = { 0 }, summary = { 0 };
		sbuf_addf(&uid, "visit/%s/%s", civil_iso_month(month, iso),
		    c->f->people[c->person].code);
		sbuf_addf(&summary, "%s đi cơ sở tháng %d/%d",
		    o.all_done ? "✓ Đã" : "Hạn", civil_month_number(month),
		    civil_month_year(month));
		const struct event e = { .uid = sbuf_text(&uid),
			.on = civil_month_last(month),
			.minute = -1,
			.summary = sbuf_text(&summary),
			.description = sbuf_text(&o.units),
			.location = "" };
		put_event(c, &e, b);
		sbuf_fini(&uid);
		sbuf_fini(&summary);
	}
	sbuf_fini(&o.units);
}

/* A later one about the same takes its place; a visit since then keeps it. */
static bool
promise_stands(const struct ics *c, int i)
{
	const struct facts_promise *q = &c->f->promises[i];
	int n;
	for (int k = i + 1; k < c->f->promise_n; k++) {
		const struct facts_promise *r = &c->f->promises[k];
		if (r->person == q->person && r->month == q->month &&
		    r->unit == q->unit)
			return false;
	}
	int first = standing_visits(c->f, q->person, q->month, &n);
	for (int k = first; k < first + n; k++) {
		const struct facts_visit *v = &c->f->visits[k];
		if ((q->unit < 0 || facts_unit_under(c->f, v->unit, q->unit)) &&
		    v->created_at >= q->made_at)
			return false;
	}
	return true;
}

static void
put_promise(const struct ics *c, const struct facts_promise *q, struct sbuf *b)
{
	char iso[16];
	struct sbuf uid = { 0 }, summary = { 0 };
	sbuf_addf(&uid, "promise/%s/%s", civil_iso_month(q->month, iso),
	    c->f->people[c->person].code);
	sbuf_add(&summary, "Đi cơ sở");
	if (q->unit >= 0) {
		sbuf_addf(&uid, "/%s", c->f->units[q->unit].code);
		sbuf_addf(&summary, " %s",
		    facts_short_name(c->f->units[q->unit].name));
	}
	sbuf_add(&summary, " (đã hẹn)");
	const struct event e = { .uid = sbuf_text(&uid),
		.on = q->on,
		.minute = -1,
		.changed_at = q->made_at,
		.busy = true,
		.summary = sbuf_text(&summary),
		.description = "",
		.location = "" };
	put_event(c, &e, b);
	sbuf_fini(&uid);
	sbuf_fini(&summary);
}

/* --- sessions, and the whole */

static void
put_session(const struct ics *c, const struct facts_session *s, struct sbuf *b)
{
	char iso[16];
	struct sbuf uid = { 0 }, summary = { 0 };
	sbuf_addf(&uid, "session/%s", civil_iso(s->on, iso));
	sbuf_addf(&summary, "Họp: %s", s->name);
	const struct event e = { .uid = sbuf_text(&uid),
		.on = s->on,
		.minute = -1,
		.busy = true,
		.summary = sbuf_text(&summary),
		.description = "",
		.location = "" };
	put_event(c, &e, b);
	sbuf_fini(&uid);
	sbuf_fini(&summary);
}

/* The zone's clocks do not move in the years of a plan. */
static void
put_zone(const struct ics *c, struct sbuf *b)
{
	char offset[24], name[24];
	int minutes = abs(c->p->offset_s) / 60;
	char sign = c->p->offset_s < 0 ? '-' : '+';
	snprintf(offset, sizeof offset, "%c%02d%02d", sign, minutes / 60 % 100,
	    minutes % 60);
	snprintf(name, sizeof name, "%c%02d", sign, minutes / 60 % 100);
	icstext_raw(b, "BEGIN:", "VTIMEZONE");
	icstext_raw(b, "TZID:", c->zone);
	icstext_raw(b, "BEGIN:", "STANDARD");
	icstext_raw(b, "DTSTART:", "19760101T000000");
	icstext_raw(b, "TZOFFSETFROM:", offset);
	icstext_raw(b, "TZOFFSETTO:", offset);
	icstext_raw(b, "TZNAME:", name);
	icstext_raw(b, "END:", "STANDARD");
	icstext_raw(b, "END:", "VTIMEZONE");
}

static void
put_head(const struct ics *c, struct sbuf *b)
{
	struct sbuf name = { 0 };
	sbuf_addf(&name, "%s · %s", c->p->office_name,
	    c->f->people[c->person].name);
	icstext_raw(b, "BEGIN:", "VCALENDAR");
	icstext_raw(b, "VERSION:", "2.0");
	icstext_raw(b, "PRODID:", "-//nhacviec//nhacviec//VI");
	icstext_raw(b, "CALSCALE:", "GREGORIAN");
	icstext_raw(b, "METHOD:", "PUBLISH");
	icstext_text(b, "NAME:", sbuf_text(&name));
	icstext_text(b, "X-WR-CALNAME:", sbuf_text(&name));
	icstext_raw(b, "REFRESH-INTERVAL;VALUE=DURATION:", refresh);
	icstext_raw(b, "X-PUBLISHED-TTL:", refresh);
	sbuf_fini(&name);
}

void
ics_write(const struct ics *c, struct sbuf *out)
{
	const struct facts *f = c->f;
	int32_t first = civil_month_first(c->p->from_month);
	int32_t last = civil_month_last(c->p->until_month);
	put_head(c, out);
	put_zone(c, out);
	put_meetings(c, first, last, out);
	for (int32_t m = c->p->from_month; m <= c->p->until_month; m++)
		put_deadline(c, m, out);
	for (int i = 0; i < f->promise_n; i++) {
		if (f->promises[i].person == c->person && promise_stands(c, i))
			put_promise(c, &f->promises[i], out);
	}
	for (int i = 0; i < f->session_n; i++) {
		if (f->sessions[i].on >= first && f->sessions[i].on <= last)
			put_session(c, &f->sessions[i], out);
	}
	icstext_raw(out, "END:", "VCALENDAR");
}
