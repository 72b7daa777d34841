#include "app/verb_status.h"

#include "app/intake.h"
#include "app/lang.h"
#include "app/reload.h"
#include "base/mem.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/standing.h"
#include "store/deed.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 6 }; /* Kế hoạch, III: what a visit looks at */

static const char *
source_name(enum facts_source s)
{
	switch (s) {
	case FACTS_REPLY:
		return "reply";
	case FACTS_MANUAL:
		return "manual";
	case FACTS_WEB:
		return "web";
	}
	return "";
}

static json_t *
date_json(int32_t on)
{
	char buf[16];
	return on == CIVIL_NONE ? json_null() : json_string(civil_iso(on, buf));
}

/* The person's duty, or all of them together where each unit is one. */
static void
whole_standing(const struct facts *f, const struct policy *p, int person,
    int32_t month, int64_t now, struct standing *all)
{
	standing_visit(f, p, person, FACTS_NONE, month, now, all);
	if (!p->visit_per_unit || all->unit_n == 0)
		return;
	/* Of several duties the worst speaks for the person. */
	static const int rank[] = { [STANDING_EXEMPT] = 0,
		[STANDING_DONE] = 1,
		[STANDING_NOT_DUE] = 2,
		[STANDING_PLANNED] = 3,
		[STANDING_DUE] = 4,
		[STANDING_OVERDUE] = 5 };
	int required = 0, done = 0;
	enum standing_state worst = STANDING_EXEMPT;
	for (int i = 0; i < all->unit_n; i++) {
		struct standing one;
		standing_visit(f, p, person, all->units[i], month, now, &one);
		required += one.required;
		done += one.done < one.required ? one.done : one.required;
		if (rank[one.state] > rank[worst])
			worst = one.state;
	}
	all->required = required;
	all->done = done;
	all->state = worst;
}

static json_t *
visits_json(const struct facts *f, int person, int32_t month)
{
	json_t *list = json_array();
	int n, first = standing_visits(f, person, month, &n);
	for (int i = first; i < first + n; i++)
		json_array_append_new(list,
		    json_pack("{s:I,s:s,s:o,s:s,s:b,s:s?}", "id",
			(json_int_t)f->visits[i].id.v, "unit",
			f->units[f->visits[i].unit].code, "date",
			date_json(f->visits[i].on), "source",
			source_name(f->visits[i].source), "verify",
			f->visits[i].verify, "by", f->visits[i].by));
	return list;
}

struct points { /* how often each content point was written of, by person */
	const struct facts *f;
	int (*v)[POINTS];
};

static int
count_points(void *arg, const struct deed_material *m)
{
	struct points *p = arg;
	int i = facts_person_by_id(p->f, m->person);
	for (int k = 0; i >= 0 && k < POINTS; k++)
		p->v[i][k] += (m->points & 1u << k) != 0;
	return 0;
}

static json_t *
points_json(const int counts[POINTS])
{
	json_t *list = json_array();
	for (int k = 0; k < POINTS; k++)
		json_array_append_new(list, json_integer(counts[k]));
	return list;
}

static json_t *
report_json(const struct facts *f, int person, int32_t month,
    const int counts[POINTS])
{
	int session = standing_next_session(f, civil_month_first(month + 1));
	if (session < 0)
		session = standing_next_session(f, civil_month_first(month));
	bool done = false;
	if (session >= 0)
		standing_report(f, person, session, &done);
	return json_pack("{s:o,s:b,s:o}", "session",
	    date_json(session < 0 ? CIVIL_NONE : f->sessions[session].on),
	    "done", done, "points", points_json(counts));
}

static json_t *
person_json(const struct facts *f, const struct policy *p, int i, int32_t month,
    int64_t now, const int counts[POINTS])
{
	struct standing st;
	whole_standing(f, p, i, month, now, &st);
	int meetings = p->meeting_required == POLICY_REQUIRED_ALL
			   ? calendar_count(f, i, month)
			   : p->meeting_required;
	return json_pack("{s:s,s:s,s:i,s:i,s:s,s:o,s:o,s:b,s:{s:i,s:i},s:o,"
			 "s:b}",
	    "code", f->people[i].code, "name", f->people[i].name, "required",
	    st.required, "done", st.done, "state",
	    standing_state_name(st.state), "planned", date_json(st.planned_on),
	    "visits", visits_json(f, i, month), "verify", st.verify, "meetings",
	    "required", meetings, "attended", standing_attended(f, i, month),
	    "report", report_json(f, i, month, counts), "training",
	    f->people[i].training);
}

struct unit_look {
	bool visited; /* in the month */
	int32_t last;
};

static struct unit_look
look_at_unit(const struct facts *f, int unit, int32_t month)
{
	struct unit_look u = { false, CIVIL_NONE };
	for (int i = 0; i < f->visit_n; i++) {
		const struct facts_visit *v = &f->visits[i];
		if (v->unit != unit || v->month > month)
			continue;
		u.visited = u.visited || v->month == month;
		if (v->on != CIVIL_NONE && v->on > u.last)
			u.last = v->on;
	}
	return u;
}

static bool
is_covered(const struct facts *f, int unit, int32_t on)
{
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (a->from_on <= on && on <= a->until_on &&
		    (facts_unit_under(f, unit, a->unit) ||
			facts_unit_under(f, a->unit, unit)))
			return true;
	}
	return false;
}

static bool
exists_in(const struct facts_unit *u, int level, int32_t month)
{
	return u->level == level && u->from_on <= civil_month_last(month) &&
	       u->until_on >= civil_month_first(month);
}

static json_t *
people_json(struct verb_call *v, const struct facts *f, int32_t month)
{
	const struct policy *p = v->office->config->policy;
	json_t *people = json_array();
	struct points points = { f,
		mem_new((size_t)f->person_n, sizeof *points.v) };
	deed_materials(v->office->store, month, month, count_points, &points);
	for (int i = 0; i < f->person_n; i++) {
		if (standing_assigned(f, p, i, month))
			json_array_append_new(people,
			    person_json(f, p, i, month, v->now, points.v[i]));
	}
	free(points.v);
	return people;
}

/* What knocked since the service started; null where none runs. */
static json_t *
calls_json(const struct intake_counts *n)
{
	return n ? json_pack("{s:I,s:I,s:I}", "repeats", (json_int_t)n->repeats,
		       "forged", (json_int_t)n->forged, "refused",
		       (json_int_t)n->refused)
		 : json_null();
}

static void
print_json(struct verb_call *v, const struct facts *f, int32_t month)
{
	const struct policy *p = v->office->config->policy;
	char buf[16];
	json_t *people = people_json(v, f, month), *units = json_array();
	for (int i = 0; i < f->unit_n; i++) {
		if (!exists_in(&f->units[i], policy_visit_level(p), month))
			continue;
		struct unit_look u = look_at_unit(f, i, month);
		json_array_append_new(units,
		    json_pack("{s:s,s:s,s:b,s:o,s:i,s:b}", "code",
			f->units[i].code, "name", f->units[i].name, "visited",
			u.visited, "last", date_json(u.last), "months_without",
			standing_months_without(f, p, i, month), "covered",
			is_covered(f, i, civil_month_last(month))));
	}
	verb_json(v,
	    json_pack("{s:s,s:o,s:o,s:o,s:o}", "month",
		civil_iso_month(month, buf), "people", people, "units", units,
		"config", reload_json(v->office->reload, p->offset_s), "calls",
		calls_json(v->office->counts)));
}

static void
print_visits(struct sbuf *out, const struct facts *f, int person, int32_t month)
{
	int n, first = standing_visits(f, person, month, &n);
	for (int i = first; i < first + n; i++) {
		const struct facts_visit *x = &f->visits[i];
		struct civil_date d = civil_date_of(
		    x->on == CIVIL_NONE ? civil_month_first(x->month) : x->on);
		sbuf_addf(out, "%s%s", i > first ? ", " : "  ",
		    facts_short_name(f->units[x->unit].name));
		if (x->on != CIVIL_NONE)
			sbuf_addf(out, " %02d/%02d", d.day, d.month);
		if (x->verify)
			sbuf_add(out, _(" (to verify)"));
	}
}

static enum verb_colour
colour_of(enum standing_state s)
{
	switch (s) {
	case STANDING_DONE:
		return VERB_GREEN;
	case STANDING_DUE:
	case STANDING_PLANNED:
		return VERB_YELLOW;
	case STANDING_OVERDUE:
		return VERB_RED;
	case STANDING_NOT_DUE:
	case STANDING_EXEMPT:
		break;
	}
	return VERB_PLAIN;
}

static void
print_text(struct verb_call *v, const struct facts *f, int32_t month)
{
	const struct policy *p = v->office->config->policy;
	char buf[16];
	int done = 0, all = 0, seen = 0, units = 0;
	reload_print(v->office->reload, p->offset_s, v->out);
	const struct intake_counts *n = v->office->counts;
	if (n && n->forged)
		sbuf_addf(v->out,
		    _("calls with a wrong secret since the start: %llu\n"),
		    (unsigned long long)n->forged);
	sbuf_addf(v->out, "%s\n", civil_iso_month(month, buf));
	for (int i = 0; i < f->person_n; i++) {
		struct standing st;
		if (!standing_assigned(f, p, i, month))
			continue;
		whole_standing(f, p, i, month, v->now, &st);
		all += st.state != STANDING_EXEMPT;
		done += st.state == STANDING_DONE;
		sbuf_addf(v->out, "%-10s %s", f->people[i].code,
		    verb_paint(v, colour_of(st.state)));
		lang_column(v->out, standing_state_name(st.state), 8);
		sbuf_addf(v->out, "%s %d/%d  %s", verb_paint(v, VERB_PLAIN),
		    st.done, st.required, f->people[i].name);
		if (st.state == STANDING_PLANNED)
			sbuf_addf(v->out, "  (%s)",
			    civil_iso(st.planned_on, buf));
		print_visits(v->out, f, i, month);
		sbuf_add_c(v->out, '\n');
	}
	struct sbuf never = { 0 };
	for (int i = 0; i < f->unit_n; i++) {
		if (!exists_in(&f->units[i], policy_visit_level(p), month))
			continue;
		units++;
		if (look_at_unit(f, i, month).visited)
			seen++;
		else
			sbuf_addf(&never, "%s%s", never.len ? ", " : "",
			    facts_short_name(f->units[i].name));
	}
	sbuf_addf(v->out, _("people %d/%d, units %d/%d\n"), done, all, seen,
	    units);
	if (never.len)
		sbuf_addf(v->out, _("nobody has been to: %s\n"),
		    sbuf_text(&never));
	sbuf_fini(&never);
	for (int i = 0; i < f->unit_n; i++) {
		if (!exists_in(&f->units[i], policy_visit_level(p), month))
			continue;
		int without = standing_months_without(f, p, i, month);
		if (p->coverage_months && without >= p->coverage_months)
			sbuf_addf(v->out, _("%d months without a visit: %s\n"),
			    without, facts_short_name(f->units[i].name));
		if (!is_covered(f, i, civil_month_last(month)))
			sbuf_addf(v->out, _("nobody answers for: %s\n"),
			    facts_short_name(f->units[i].name));
	}
}

int
verb_status_run(struct verb_call *v)
{
	const struct policy *p = v->office->config->policy;
	const char *s = args_get(v->args, "--month");
	int32_t month = civil_month_of(civil_on(v->now, p->offset_s));
	if (v->args->word_n || (s && !civil_parse_month(s, &month)))
		return verb_usage(v, "a month is written YYYY-MM");
	if (!s && month < p->from_month)
		month = p->from_month;
	if (!s && month > p->until_month)
		month = p->until_month;
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (v->json)
		print_json(v, f, month);
	else
		print_text(v, f, month);
	return VERB_DONE;
}
