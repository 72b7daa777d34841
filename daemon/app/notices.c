#include "app/notices.h"

#include "base/sbuf.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/when.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	HANDOVER_DAYS = 7, /* older ones are no news */
	DAYS_OFF_AHEAD = 14,
	BRANCHES_NAMED = 3,
	TEXT_SIZE = 320
};

/* One text with its key; number NULL = the person's own. */
static int
tell(struct office *o, struct person_id person, const char *number,
    const char *once, const char *text, int64_t now, struct err *err)
{
	struct outbox_new m = { .person = person,
		.number = number,
		.kind = "notice",
		.text = text,
		.once = once,
		.not_before = now,
		.expires_at = now + o->config->policy->valid_s };
	struct message_id id;
	return outbox_enqueue(o->store, &m, now, &id, err) < 0 ? -1 : 0;
}

static const char *
day_month(int32_t on, char buf[16])
{
	struct civil_date d = civil_date_of(on);
	snprintf(buf, 16, "%d/%d", d.day, d.month);
	return buf;
}

/* --- hand-over: the branches below the unit hear who is in charge now */

static bool
had_somebody_before(const struct facts *f, const struct facts_assignment *a)
{
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *b = &f->assignments[i];
		if (b->person != a->person && b->until_on < a->from_on &&
		    b->until_on >= a->from_on - 31 &&
		    (facts_unit_under(f, a->unit, b->unit) ||
			facts_unit_under(f, b->unit, a->unit)))
			return true;
	}
	return false;
}

static int
tell_branches(struct office *o, const struct facts *f,
    const struct facts_assignment *a, int64_t now, struct err *err)
{
	const struct facts_person *p = &f->people[a->person];
	struct person_id nobody = { 0 };
	for (int u = 0; u < f->unit_n; u++) {
		const struct facts_unit *x = &f->units[u];
		if (!x->contact_phone || !facts_unit_under(f, u, a->unit))
			continue;
		char once[128], text[TEXT_SIZE], day[16];
		snprintf(once, sizeof once, "handover/%s/%s/%d", x->code,
		    p->code, (int)a->from_on);
		snprintf(text, sizeof text,
		    "%s: tu %s d/c %s (%s) phu trach %s. Can gi xin lien he "
		    "d/c.",
		    o->config->policy->sign, day_month(a->from_on, day),
		    p->name, p->phone ? p->phone : "",
		    facts_short_name(x->name));
		if (tell(o, nobody, x->contact_phone, once, text, now, err) < 0)
			return -1;
	}
	return 0;
}

static int
hand_overs(struct office *o, const struct facts *f, int32_t today, int64_t now,
    struct err *err)
{
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (a->from_on > today || a->from_on < today - HANDOVER_DAYS ||
		    !had_somebody_before(f, a))
			continue;
		if (tell_branches(o, f, a, now, err) < 0)
			return -1;
	}
	return 0;
}

/* --- a meeting on a day off is asked about, never moved */

/* The branches that meet on that day, the first few by name. */
static int
branches_on(const struct facts *f, int32_t on, struct sbuf *names)
{
	int n = 0;
	for (int i = 0; i < f->meeting_n; i++) {
		const struct facts_meeting *m = &f->meetings[i];
		if (!calendar_meets(f, m, on))
			continue;
		const struct facts_unit *x = &f->units[m->unit];
		if (n++ >= BRANCHES_NAMED)
			continue;
		sbuf_addf(names, "%s%s", names->len ? ", " : "",
		    facts_short_name(x->name));
		if (x->parent >= 0)
			sbuf_addf(names, " (%s)",
			    facts_short_name(f->units[x->parent].name));
	}
	if (n > BRANCHES_NAMED)
		sbuf_addf(names, " va %d chi doan khac", n - BRANCHES_NAMED);
	return n;
}

static int
ask_about(struct office *o, const struct facts *f, int32_t on,
    const char *names, int64_t now, struct err *err)
{
	char once[128], text[TEXT_SIZE], day[16];
	for (int i = 0; i < f->person_n; i++) {
		if (f->people[i].role != FACTS_ADMIN || !f->people[i].phone)
			continue;
		snprintf(once, sizeof once, "dayoff/%d/%s", (int)on,
		    f->people[i].code);
		snprintf(text, sizeof text,
		    "%s: ngay %s la ngay nghi ma co lich sinh hoat chi doan: "
		    "%s. Giu hay doi? Doi: nhacviec meeting move",
		    o->config->policy->sign, day_month(on, day), names);
		if (tell(o, f->people[i].id, NULL, once, text, now, err) < 0)
			return -1;
	}
	return 0;
}

static int
days_off(struct office *o, const struct facts *f, int32_t today, int64_t now,
    struct err *err)
{
	for (int i = 0; i < f->holiday_n; i++) {
		int32_t on = f->holidays[i].on;
		if (on < today || on > today + DAYS_OFF_AHEAD)
			continue;
		struct sbuf names = { 0 };
		int n = branches_on(f, on, &names);
		int rc =
		    n ? ask_about(o, f, on, sbuf_text(&names), now, err) : 0;
		sbuf_fini(&names);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* --- a meeting that was cancelled after its reminder went out */

static int
tell_cancelled(struct office *o, const struct facts *f,
    const struct facts_change *c, const struct facts_said *s, int64_t now,
    struct err *err)
{
	const struct facts_person *p = &f->people[s->person];
	const struct facts_unit *x = &f->units[c->unit];
	if (!p->phone || p->stopped)
		return 0;
	char once[160], text[TEXT_SIZE], day[16];
	char *given = compose_given_name(f, s->person);
	snprintf(once, sizeof once, "cancelled/%s/%d/%s", x->code, (int)c->on,
	    p->code);
	snprintf(text, sizeof text,
	    "%s: D/c %s luu y, chi doan %s (%s) khong sinh hoat ngay %s nua.",
	    o->config->policy->sign, given, facts_short_name(x->name),
	    x->parent < 0 ? "" : facts_short_name(f->units[x->parent].name),
	    day_month(c->on, day));
	free(given);
	return tell(o, p->id, NULL, once, text, now, err);
}

static int
cancelled(struct office *o, const struct facts *f, int32_t today, int64_t now,
    struct err *err)
{
	for (int i = 0; i < f->change_n; i++) {
		const struct facts_change *c = &f->changes[i];
		if (c->to_on != CIVIL_NONE || c->on < today)
			continue;
		for (int k = 0; k < f->said_n; k++) {
			const struct facts_said *s = &f->said[k];
			if (s->duty.kind == DUTY_MEETING &&
			    s->duty.when == c->on && s->duty.unit == c->unit &&
			    !s->passed && !s->unsent &&
			    tell_cancelled(o, f, c, s, now, err) < 0)
				return -1;
		}
	}
	return 0;
}

int
notices_of_the_day(struct office *o, const struct facts *f, int64_t now,
    struct err *err)
{
	const struct policy *p = o->config->policy;
	int32_t today = civil_on(now, p->offset_s);
	if (when_allowed(f, p, now) != now)
		return 0; /* the next look is in the hours */
	if (p->tell_handover && hand_overs(o, f, today, now, err) < 0)
		return -1;
	if (cancelled(o, f, today, now, err) < 0)
		return -1;
	return days_off(o, f, today, now, err);
}

/* --- a unit's contact */

enum occasion { PROMISED, CLAIMED };

static int
tell_contact(struct office *o, const struct facts *f, int person,
    const struct understand_item *item, enum occasion what, int64_t now,
    struct err *err)
{
	if (item->unit < 0 || item->on == CIVIL_NONE)
		return 0;
	const struct facts_unit *x = &f->units[item->unit];
	if (!x->contact_phone)
		return 0;
	char once[160], text[TEXT_SIZE], day[16];
	struct person_id nobody = { 0 };
	char *given = compose_given_name(f, person);
	const char *unit = facts_short_name(x->name);
	day_month(item->on, day);
	snprintf(once, sizeof once, "%s/%s/%s/%d",
	    what == PROMISED ? "host" : "verify", x->code,
	    f->people[person].code, (int)item->on);
	if (what == PROMISED)
		snprintf(text, sizeof text,
		    "%s: D/c %s se den %s lam viec ngay %s.",
		    o->config->policy->sign, given, unit, day);
	else
		snprintf(text, sizeof text,
		    "%s: D/c %s bao da den %s ngay %s. Neu khong den, xin "
		    "nhan: KHONG",
		    o->config->policy->sign, given, unit, day);
	free(given);
	return tell(o, nobody, x->contact_phone, once, text, now, err);
}

int
notices_promised(struct office *o, const struct facts *f, int person,
    const struct understand_item *promise, int64_t now, struct err *err)
{
	if (!o->config->policy->tell_host)
		return 0;
	return tell_contact(o, f, person, promise, PROMISED, now, err);
}

int
notices_claimed(struct office *o, const struct facts *f, int person,
    const struct understand_item *visit, int64_t now, struct err *err)
{
	if (!o->config->policy->verify_host)
		return 0;
	return tell_contact(o, f, person, visit, CLAIMED, now, err);
}
