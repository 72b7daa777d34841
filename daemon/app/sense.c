/*
 * People, units and days against the plan.  The texts are looked at in
 * sense_text.c.
 */
#include "app/sense.h"

#include "app/config_findings.h"
#include "app/sense_text.h"
#include "app/lang.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/lunar.h"
#include "core/policy.h"
#include "core/standing.h"

#include <stdio.h>
#include <string.h>

struct look {
	const struct facts *f;
	const struct config *c;
	const struct policy *p;
	int32_t today;
	struct config_findings *found;
};

static const struct config_findings_spot database = { .file = "database" };

/* Where the value stands, or the database where it is the default. */
static struct config_findings_spot
spot_of(const struct look *l, const char *section, const char *key)
{
	for (size_t i = 0; i < l->c->origin_n; i++) {
		const struct config_origin *o = &l->c->origins[i];
		if (o->file && strcmp(o->section, section) == 0 &&
		    strcmp(o->key, key) == 0)
			return (struct config_findings_spot){ o->file, o->line,
				o->source, o->at };
	}
	return database;
}

static void
tell(const struct look *l, const char *what, const char *name, const char *code,
    const char *hint)
{
	config_findings_add(l->found, false, &database, hint, "%s (%s) %s",
	    code, name, _(what));
}

/* --- people and units */

static void
look_at_people(const struct look *l)
{
	const struct facts *f = l->f;
	bool secretary = false;
	for (int i = 0; i < f->person_n; i++) {
		const struct facts_person *x = &f->people[i];
		int unit;
		secretary |= x->role == FACTS_SECRETARY && x->phone;
		bool assigned = facts_units_of(f, i, policy_visit_level(l->p),
				    l->today, CIVIL_MAX, &unit, 1) > 0;
		if (!x->phone && assigned)
			tell(l, "has no number", x->name, x->code,
			    N_("import a people file with the number; until "
			       "then nothing reaches this person"));
		else if (x->role == FACTS_CADRE && !assigned)
			tell(l, "has no unit", x->name, x->code,
			    N_("import an assignment, or leave it if that is "
			       "meant"));
	}
	if (f->person_n && !secretary)
		config_findings_add(l->found, false, &database,
		    N_("give one person with a number the role `secretary`"),
		    "nobody hears of what is overdue");
}

static bool
is_covered(const struct look *l, int unit)
{
	const struct facts *f = l->f;
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (a->until_on >= l->today &&
		    (facts_unit_under(f, unit, a->unit) ||
			facts_unit_under(f, a->unit, unit)))
			return true;
	}
	return false;
}

static void
look_at_units(const struct look *l)
{
	const struct facts *f = l->f;
	for (int u = 0; u < f->unit_n; u++) {
		const struct facts_unit *x = &f->units[u];
		if (x->level == policy_visit_level(l->p) &&
		    x->until_on >= l->today && !is_covered(l, u))
			tell(l, "has no person", x->name, x->code,
			    N_("import an assignment"));
	}
}

/* A calendar that gives no day is never planned: somebody has to hear of it. */
static void
look_at_calendars(const struct look *l)
{
	const struct facts *f = l->f;
	for (int i = 0; i < f->meeting_n; i++) {
		const struct facts_meeting *m = &f->meetings[i];
		const struct facts_unit *u = &f->units[m->unit];
		if (u->until_on >= l->today &&
		    calendar_next(f, m, l->today) == CIVIL_NONE)
			tell(l, "has a calendar without a day", u->name,
			    u->code,
			    N_("import its meetings; until then nobody is "
			       "reminded"));
	}
}

static void
look_at_alarm(const struct look *l)
{
	static const char *const roles[] = { [FACTS_CADRE] = "cadre",
		[FACTS_SECRETARY] = "secretary",
		[FACTS_ADMIN] = "admin",
		[FACTS_CONTACT] = "contact" };
	const char *to = l->c->alarm_to;
	for (int i = 0; i < l->f->person_n; i++) {
		const struct facts_person *x = &l->f->people[i];
		if (x->phone && (strcmp(to, roles[x->role]) == 0 ||
				    strcmp(to, x->code) == 0))
			return;
	}
	struct config_findings_spot spot = spot_of(l, "alarm", "to");
	if (l->f->person_n)
		config_findings_add(l->found, false, &spot,
		    N_("name a role, or the code of a person with a number"),
		    "[alarm] to: nobody with a number is '%s': no alarm "
		    "reaches anybody",
		    to);
}

/* --- days */

/* The part of the plan that is still to come: false when there is none. */
static bool
days_left(const struct look *l, int32_t *from, int32_t *until)
{
	*from = civil_month_first(l->p->from_month);
	*until = civil_month_last(l->p->until_month);
	if (*from < l->today)
		*from = l->today;
	return *from <= *until;
}

/* The public holidays with a fixed day (Bộ luật Lao động, điều 112): their
 * names, and their day of that solar year. */
static int32_t
fixed_holiday(int i, int year, const char **name)
{
	static const struct {
		int month, day;
		bool lunar;
		const char *name;
	} v[] = { { 1, 1, false, "1/1" }, { 1, 1, true, "Tet" },
		{ 3, 10, true, "Gio to" }, { 4, 30, false, "30/4" },
		{ 5, 1, false, "1/5" }, { 9, 2, false, "2/9" } };
	if (i >= (int)(sizeof v / sizeof *v))
		return CIVIL_MAX;
	*name = v[i].name;
	return v[i].lunar ? lunar_day(year, v[i].month, v[i].day, false)
			  : civil_day(year, v[i].month, v[i].day);
}

static void
look_at_holidays(const struct look *l, int32_t from, int32_t until)
{
	int last = civil_date_of(until).year;
	for (int year = civil_date_of(from).year; year <= last; year++) {
		struct sbuf missing = { 0 };
		const char *name;
		int32_t on;
		for (int i = 0;
		     (on = fixed_holiday(i, year, &name)) != CIVIL_MAX; i++) {
			if (on < from || on > until ||
			    facts_is_holiday(l->f, on))
				continue;
			char day[16];
			sbuf_addf(&missing, "%s%s (%s)",
			    missing.len ? ", " : "", name, civil_iso(on, day));
		}
		if (missing.len)
			config_findings_add(l->found, false, &database,
			    N_("import a holidays file (date,name), or "
			       "messages "
			       "go out on those days"),
			    "the holidays of %d do not cover the plan: %s",
			    year, sbuf_text(&missing));
		sbuf_fini(&missing);
	}
}

static void
look_at_sessions(const struct look *l, int32_t from, int32_t until)
{
	const struct policy *p = l->p;
	if (!p->report_remind.n && !p->report_overdue.n)
		return;
	for (int i = 0; i < l->f->session_n; i++) {
		int32_t on = l->f->sessions[i].on;
		if (on >= from && on <= until)
			return;
	}
	char day[16];
	config_findings_add(l->found, false, &database,
	    N_("import a sessions file (date,name); without one nobody is "
	       "asked "
	       "for the written result"),
	    "no session of the committee is known up to the plan's end (%s)",
	    civil_iso(until, day));
}

static void
look_at_days(const struct look *l)
{
	int32_t from, until;
	if (days_left(l, &from, &until)) {
		look_at_holidays(l, from, until);
		look_at_sessions(l, from, until);
		return;
	}
	char month[16];
	struct config_findings_spot spot = spot_of(l, "plan", "until");
	config_findings_add(l->found, false, &spot,
	    N_("set the months of the plan that is to be followed now"),
	    "[plan] until: the plan ended with %s, nobody is reminded any more",
	    civil_iso_month(l->p->until_month, month));
}

/* --- texts */

static void
look_at_texts(const struct look *l)
{
	for (int w = 0; w < POLICY_WORDING__N; w++) {
		struct value_trouble t = { 0 };
		const char *name = policy_wording_name((enum policy_wording)w);
		if (sense_text_fits(l->f, l->p, (enum policy_wording)w,
			l->today, &t))
			continue;
		struct config_findings_spot spot = spot_of(l, "wording", name);
		spot.at += spot.source ? t.at : 0;
		config_findings_add(l->found, false, &spot, t.hint,
		    "[wording] %s: %s", name, t.message);
	}
}

void
sense_find(const struct facts *f, const struct config *c, int64_t now,
    struct config_findings *found)
{
	const struct look l = { f, c, c->policy,
		civil_on(now, c->policy->offset_s), found };
	look_at_alarm(&l);
	look_at_people(&l);
	look_at_units(&l);
	look_at_calendars(&l);
	look_at_days(&l);
	look_at_texts(&l);
	config_findings_sort(found, c->files, c->file_n);
}
