#include "core/compose.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/fold.h"
#include "core/phone.h"
#include "core/sms.h"
#include "core/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUES_MAX = 32,
	UNITS_SHOWN = 4,      /* more make a text of several parts */
	ESCALATE_MAX = 300,   /* characters: two parts with the frame */
	FIGURES = 14,	      /* of them for the figures in it */
	NAMES_MAX = 180,      /* of them for a list of given names */
	CORRECTION_DAYS = 28, /* how far a meeting is moved at most */
	COVERAGE_MIN = 32,    /* of them for units that nobody visits */
	AND_OTHERS = 19,      /* of them for " va 10 don vi khac" */
	EXAMPLE_AHEAD = 4     /* days: an example a person can still keep */
};

struct value {
	const char *name;
	char *text;
};

struct values {
	struct value v[VALUES_MAX];
	size_t n;
};

static void
put(struct values *v, const char *name, char *text)
{
	if (v->n == VALUES_MAX) {
		free(text);
		return;
	}
	v->v[v->n++] = (struct value){ name, text };
}

static void
put_text(struct values *v, const char *name, const char *text)
{
	put(v, name, mem_dup(text));
}

static void
put_number(struct values *v, const char *name, int n)
{
	char text[16];
	snprintf(text, sizeof text, "%d", n);
	put_text(v, name, text);
}

static void
values_fini(struct values *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->v[i].text);
	v->n = 0;
}

static const char *
get(const struct values *v, const char *name, size_t len)
{
	for (size_t i = 0; i < v->n; i++) {
		if (strlen(v->v[i].name) == len &&
		    strncmp(v->v[i].name, name, len) == 0)
			return v->v[i].text;
	}
	return "";
}

/* Whether every placeholder of s[0…n) has a value. */
static bool
all_known(const struct values *v, const char *s, size_t n)
{
	for (const char *end = s + n; s < end; s++) {
		const char *close;
		if (*s != '{' || !(close = memchr(s, '}', (size_t)(end - s))))
			continue;
		if (!*get(v, s + 1, (size_t)(close - s - 1)))
			return false;
		s = close;
	}
	return true;
}

/* One pass: values are never expanded again. */
static void
expand(const struct values *v, const char *s, size_t n, struct sbuf *out)
{
	const char *end = s + n;
	while (s < end) {
		size_t left = (size_t)(end - s);
		const char *close;
		if (*s == '{' && (close = memchr(s, '}', left))) {
			sbuf_add(out, get(v, s + 1, (size_t)(close - s - 1)));
			s = close + 1;
		} else if (*s == '[' && (close = memchr(s, ']', left))) {
			size_t inner = (size_t)(close - s - 1);
			if (all_known(v, s + 1, inner))
				expand(v, s + 1, inner, out);
			s = close + 1;
		} else {
			sbuf_add_c(out, *s++);
		}
	}
}

/* --- the parts of a text */

char *
compose_given_name(const struct facts *f, int person)
{
	const char *name = f->people[person].name;
	const char *given = facts_given_name(name);
	struct sbuf b = { 0 };
	sbuf_add(&b, given);
	if (f->people[person].namesake && given > name) {
		char *plain = fold_accents(name);
		sbuf_add_c(&b, ' ');
		const char *last = facts_given_name(plain);
		for (const char *p = plain; p < last; p++) {
			if (*p != ' ' && (p == plain || p[-1] == ' '))
				sbuf_add_c(&b, *p);
		}
		free(plain);
	}
	return sbuf_take(&b);
}

static void
add_units(struct sbuf *b, const struct facts *f, const int *units, int n,
    const char *last)
{
	int shown = n > UNITS_SHOWN ? UNITS_SHOWN - 1 : n;
	for (int i = 0; i < shown; i++) {
		if (i)
			sbuf_add(b, i == n - 1 ? last : ", ");
		sbuf_add(b, facts_short_name(f->units[units[i]].name));
	}
	if (n > shown)
		sbuf_addf(b, " va %d don vi khac", n - shown);
}

static void
put_units(struct values *v, const struct facts *f, const int *units, int n)
{
	struct sbuf list = { 0 }, alternatives = { 0 };
	add_units(&list, f, units, n, ", ");
	add_units(&alternatives, f, units, n, " hoac ");
	put(v, "units", sbuf_take(&list));
	put(v, "units_or", sbuf_take(&alternatives));
	put_text(v, "unit_code", n ? f->units[units[0]].code : "");
}

static char *
day_month(int32_t on)
{
	struct civil_date d = civil_date_of(on);
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%d/%d", d.day, d.month);
	return sbuf_take(&b);
}

static void
put_common(struct values *v, const struct facts *f, const struct policy *p,
    int person)
{
	put_text(v, "sign", p->sign);
	put_text(v, "name", f->people[person].name);
	put(v, "given_name", compose_given_name(f, person));
}

static void
put_month(struct values *v, const struct policy *p, int32_t month, int64_t now)
{
	int32_t today = civil_on(now, p->offset_s);
	int32_t last = civil_month_last(month);
	int32_t example = today + EXAMPLE_AHEAD;
	if (today <= last && example > last)
		example = last;
	put_number(v, "month", civil_month_number(month));
	put_number(v, "year", civil_month_year(month));
	put_number(v, "days_left", today < last ? (int)(last - today) : 0);
	put(v, "deadline", day_month(last));
	put(v, "example_day", day_month(example));
}

/* Those of v[0…n) that have a name to be called by; out may be v. */
static int
named_units(const struct facts *f, const int *v, int n, int *out)
{
	int named = 0;
	for (int i = 0; i < n; i++) {
		if (*f->units[v[i]].name)
			out[named++] = v[i];
	}
	return named;
}

/* Units of the duties in items[0…n), which are one kind and month. */
static int
units_of_items(const struct facts *f, const struct policy *p,
    const struct plan_item *items, size_t n, int64_t now, int *units)
{
	int count = 0;
	for (size_t i = 0; i < n && count < STANDING_UNITS_MAX; i++) {
		if (items[i].duty.unit >= 0) {
			units[count++] = items[i].duty.unit;
			continue;
		}
		struct standing st;
		standing_visit(f, p, items[i].duty.person, FACTS_NONE,
		    items[i].duty.when, now, &st);
		return named_units(f, st.units, st.unit_n, units);
	}
	return count;
}

static void
put_visit(struct values *v, const struct facts *f, const struct policy *p,
    const struct plan_item *items, size_t n, int64_t now)
{
	int units[STANDING_UNITS_MAX];
	int unit_n = units_of_items(f, p, items, n, now, units);
	struct standing st;
	standing_visit(f, p, items->duty.person, items->duty.unit,
	    items->duty.when, now, &st);
	put_month(v, p, items->duty.when, now);
	if (items->kind == POLICY_VISIT_PLANNED) {
		for (size_t i = 0; i < v->n; i++) {
			if (strcmp(v->v[i].name, "deadline") == 0) {
				free(v->v[i].text);
				v->v[i].text = day_month(st.planned_on);
			}
		}
		for (int i = 0; i < f->promise_n; i++) {
			const struct facts_promise *q = &f->promises[i];
			if (q->person == items->duty.person &&
			    q->on == st.planned_on && q->unit >= 0) {
				units[0] = q->unit;
				unit_n = 1;
			}
		}
	}
	put_units(v, f, units, unit_n);
	put_number(v, "count_done", st.done);
	put_number(v, "count_all",
	    items->duty.unit >= 0 ? unit_n * st.required : st.required);
}

static const char *
meeting_code(const struct facts_unit *u)
{
	const char *dash = strrchr(u->code, '-');
	return dash ? dash + 1 : u->code;
}

/* A reminder of this branch for another day nearby went out, and the branch no
 * longer meets on that day: the text is a correction. */
static bool
is_correction(const struct facts *f, int person, const struct plan_item *item,
    const struct facts_meeting *m)
{
	for (int i = 0; m && i < f->said_n; i++) {
		const struct facts_said *s = &f->said[i];
		int32_t apart = s->duty.when - item->duty.when;
		if (s->person == person && s->duty.kind == DUTY_MEETING &&
		    s->duty.unit == item->duty.unit && !s->passed &&
		    !s->unsent && apart != 0 && apart > -CORRECTION_DAYS &&
		    apart < CORRECTION_DAYS &&
		    !calendar_meets(f, m, s->duty.when))
			return true;
	}
	return false;
}

static void
put_meeting(struct values *v, const struct facts *f, const struct policy *p,
    const struct plan_item *item, int64_t now)
{
	static const char *const days[] = { "", "T2", "T3", "T4", "T5", "T6",
		"T7", "CN" };
	const struct facts_unit *u = &f->units[item->duty.unit];
	const struct facts_meeting *m = calendar_of(f, item->duty.unit);
	put_month(v, p, civil_month_of(item->duty.when), now);
	struct sbuf b = { 0 };
	sbuf_add(&b, facts_short_name(u->name));
	if (u->parent >= 0)
		sbuf_addf(&b, " (%s)",
		    facts_short_name(f->units[u->parent].name));
	put(v, "branch", sbuf_take(&b));
	struct civil_date d = civil_date_of(item->duty.when);
	if (m && m->minute >= 0) {
		sbuf_addf(&b, "%dh", m->minute / 60);
		if (m->minute % 60)
			sbuf_addf(&b, "%02d", m->minute % 60);
		sbuf_add_c(&b, ' ');
	}
	sbuf_addf(&b, "%s %02d/%d", days[civil_weekday_of(item->duty.when)],
	    d.day, d.month);
	put(v, "time", sbuf_take(&b));
	put_text(v, "place", m ? m->place : "");
	char national[PHONE_SIZE];
	put_text(v, "contact",
	    u->contact_phone ? phone_national(u->contact_phone, national) : "");
	put_text(v, "unit_code", meeting_code(u));
	int parent = u->parent >= 0 ? u->parent : item->duty.unit;
	struct sbuf units = { 0 };
	add_units(&units, f, &parent, 1, ", ");
	put(v, "units", sbuf_take(&units));
}

static void
put_report(struct values *v, const struct facts *f, const struct policy *p,
    const struct plan_item *item, int64_t now)
{
	int32_t on = item->duty.when;
	put_month(v, p, civil_month_of(on), now);
	put(v, "session", day_month(on));
	for (size_t i = 0; i < v->n; i++) {
		if (strcmp(v->v[i].name, "deadline") == 0) {
			free(v->v[i].text);
			v->v[i].text = day_month(on - 3);
		}
	}
	int units[STANDING_UNITS_MAX], n = 0;
	for (int i = 0; i < f->visit_n && n < STANDING_UNITS_MAX; i++) {
		const struct facts_visit *x = &f->visits[i];
		bool known = x->person != item->duty.person ||
			     x->on == CIVIL_NONE || x->on > on ||
			     x->on < on - 62;
		for (int k = 0; k < n; k++)
			known = known || units[k] == x->unit;
		if (!known)
			units[n++] = x->unit;
	}
	put_units(v, f, units, n);
}

/* --- escalation: figures and names of one month */

struct late {
	int all;
	int late;
	struct sbuf names; /* "Hoa (Dong Tam), Thuy (Thuan Loi)" */
};

/* Characters, not bytes. */
static size_t
length(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Adds one late person; what does not fit is counted. */
static void
add_late(struct late *l, const struct facts *f, int person,
    const struct standing *st, size_t max, int *left_out)
{
	struct sbuf b = { 0 };
	char *given = compose_given_name(f, person);
	if (l->late++)
		sbuf_add(&b, ", ");
	sbuf_addf(&b, "%s (", given);
	add_units(&b, f, st->units, st->unit_n, ", ");
	sbuf_add_c(&b, ')');
	if (*left_out ||
	    length(sbuf_text(&l->names)) + length(sbuf_text(&b)) > max)
		(*left_out)++;
	else
		sbuf_add(&l->names, sbuf_text(&b));
	free(given);
	sbuf_fini(&b);
}

static void
count_late(const struct facts *f, const struct policy *p, int32_t month,
    int64_t now, size_t max, struct late *l)
{
	int left_out = 0;
	for (int i = 0; i < f->person_n; i++) {
		struct standing st;
		standing_visit(f, p, i, FACTS_NONE, month, now, &st);
		if (st.state == STANDING_EXEMPT || !st.owed ||
		    f->people[i].training)
			continue;
		if (!p->visit_per_unit) {
			l->all++;
			if (st.state == STANDING_OVERDUE)
				add_late(l, f, i, &st, max, &left_out);
			continue;
		}
		struct standing open = { .unit_n = 0 };
		for (int u = 0; u < st.unit_n; u++) {
			struct standing one;
			standing_visit(f, p, i, st.units[u], month, now, &one);
			if (one.state == STANDING_OVERDUE)
				open.units[open.unit_n++] = st.units[u];
		}
		l->all++;
		if (open.unit_n)
			add_late(l, f, i, &open, max, &left_out);
	}
	if (left_out)
		sbuf_addf(&l->names, " va %d d/c khac", left_out);
}

/* Visited-level units that nobody visited in that month. */
static int
units_never(const struct facts *f, const struct policy *p, int32_t month,
    int *all)
{
	int level = policy_visit_level(p);
	int32_t first = civil_month_first(month);
	int32_t last = civil_month_last(month);
	int never = 0;
	*all = 0;
	for (int u = 0; u < f->unit_n; u++) {
		if (f->units[u].level != level || f->units[u].from_on > last ||
		    f->units[u].until_on < first)
			continue;
		bool visited = false;
		for (int i = 0; i < f->visit_n && !visited; i++)
			visited = f->visits[i].unit == u &&
				  f->visits[i].month == month;
		(*all)++;
		never += !visited;
	}
	return never;
}

/* Length of a wording without its placeholders. */
static size_t
plain_length(const char *s)
{
	size_t n = 0;
	bool inside = false;
	for (; *s; s++) {
		inside = inside || *s == '{';
		n += !inside;
		inside = inside && *s != '}';
	}
	return n;
}

/* Whether nobody has been there for the months that the office set: the plan's
 * 11/11, never anybody's overdue. */
static bool
is_uncovered(const struct facts *f, const struct policy *p, int unit,
    int32_t month)
{
	const struct facts_unit *x = &f->units[unit];
	return p->coverage_months && x->level == policy_visit_level(p) &&
	       x->until_on >= civil_month_last(month) &&
	       standing_months_without(f, p, unit, month) >= p->coverage_months;
}

static int
count_uncovered(const struct facts *f, const struct policy *p, int32_t month)
{
	int n = 0;
	for (int u = 0; u < f->unit_n; u++)
		n += is_uncovered(f, p, u, month);
	return n;
}

/* The uncovered units by name, as many as go into max characters; returns how
 * many do not. */
static int
name_uncovered(const struct facts *f, const struct policy *p, int32_t month,
    size_t max, struct sbuf *names)
{
	int left_out = 0;
	for (int u = 0; u < f->unit_n; u++) {
		if (!is_uncovered(f, p, u, month))
			continue;
		const char *name = facts_short_name(f->units[u].name);
		if (left_out || length(sbuf_text(names)) + length(name) > max)
			left_out++;
		else
			sbuf_addf(names, "%s%s", names->len ? ", " : "", name);
	}
	return left_out;
}

/* "2 thang chua ai den: Tan Loi, Tan Hung" in max characters, of the names what
 * fits or else their number; empty when there is none. */
static char *
coverage(const struct facts *f, const struct policy *p, int32_t month,
    size_t max)
{
	struct sbuf names = { 0 }, b = { 0 };
	int all = count_uncovered(f, p, month);
	if (!all)
		return mem_dup("");
	sbuf_addf(&b, "%d thang chua ai den: ", p->coverage_months);
	size_t room = max > b.len ? max - b.len : 0;
	int left_out = name_uncovered(f, p, month, room, &names);
	if (left_out) { /* again, with room to say so */
		sbuf_clear(&names);
		room = room > AND_OTHERS ? room - AND_OTHERS : 0;
		left_out = name_uncovered(f, p, month, room, &names);
	}
	sbuf_add(&b, sbuf_text(&names));
	if (left_out == all)
		sbuf_addf(&b, "%d don vi", all);
	else if (left_out)
		sbuf_addf(&b, " va %d don vi khac", left_out);
	sbuf_fini(&names);
	return sbuf_take(&b);
}

static void
put_escalation(struct values *v, const struct facts *f, const struct policy *p,
    int32_t month, int64_t now)
{
	struct late l = { 0 };
	size_t frame = plain_length(p->wording[POLICY_ESCALATE]) + FIGURES;
	size_t kept = count_uncovered(f, p, month) ? COVERAGE_MIN : 0;
	size_t max =
	    frame + kept + 60 < ESCALATE_MAX ? ESCALATE_MAX - frame - kept : 60;
	count_late(f, p, month, now, max, &l);
	put_month(v, p, month, now);
	put_number(v, "count_late", l.late);
	put_number(v, "count_all", l.all);
	put_number(v, "count_done", l.all - l.late);
	put(v, "names", sbuf_take(&l.names));
	int all;
	int never = units_never(f, p, month, &all);
	put_number(v, "units_never", never);
	/* Names first; those of the units get what the two parts leave. */
	size_t used = frame + length(get(v, "names", 5));
	put(v, "coverage",
	    coverage(f, p, month,
		used < ESCALATE_MAX ? ESCALATE_MAX - used : 0));
	put_number(v, "units_all", all);
}

/* Who visited since the session before and handed nothing in. */
static void
put_unreported(struct values *v, const struct facts *f, int32_t on)
{
	struct sbuf names = { 0 };
	int all = 0, late = 0, left_out = 0;
	int session = standing_next_session(f, on);
	for (int i = 0; session >= 0 && i < f->person_n; i++) {
		bool done;
		if (f->people[i].training ||
		    !standing_report(f, i, session, &done))
			continue;
		all++;
		if (done)
			continue;
		late++;
		char *given = compose_given_name(f, i);
		if (left_out ||
		    length(sbuf_text(&names)) + length(given) > NAMES_MAX)
			left_out++;
		else
			sbuf_addf(&names, "%s%s", names.len ? ", " : "", given);
		free(given);
	}
	if (left_out)
		sbuf_addf(&names, " va %d d/c khac", left_out);
	put_number(v, "count_late", late);
	put_number(v, "count_all", all);
	put_number(v, "count_done", all - late);
	put(v, "names", sbuf_take(&names));
}

/* --- the whole text */

bool
compose_can_say(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *item)
{
	if (!*f->people[person].name)
		return false;
	if (item->duty.unit >= 0)
		return *f->units[item->duty.unit].name != '\0';
	if (item->duty.kind != DUTY_VISIT || item->kind == POLICY_ESCALATE)
		return true;
	int32_t month = item->duty.when;
	int units[STANDING_UNITS_MAX];
	int n = facts_units_of(f, item->duty.person, policy_visit_level(p),
	    civil_month_first(month), civil_month_last(month), units,
	    STANDING_UNITS_MAX);
	return n == 0 || named_units(f, units, n, units) > 0;
}

/* The placeholders of items[0…n), which one wording covers. */
static void
put_group(struct values *v, const struct facts *f, const struct policy *p,
    const struct plan_item *items, size_t n, int64_t now)
{
	switch (items->duty.kind) {
	case DUTY_VISIT:
		if (items->kind == POLICY_ESCALATE)
			put_escalation(v, f, p, items->duty.when, now);
		else
			put_visit(v, f, p, items, n, now);
		break;
	case DUTY_MEETING:
		put_meeting(v, f, p, items, now);
		break;
	case DUTY_REPORT:
		put_report(v, f, p, items, now);
		if (items->kind == POLICY_REPORT_ESCALATE)
			put_unreported(v, f, items->duty.when);
		break;
	}
}

static void
render_group(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *items, size_t n, int64_t now, struct sbuf *out)
{
	struct values v = { .n = 0 };
	put_common(&v, f, p, person);
	put_group(&v, f, p, items, n, now);
	if (items->kind == POLICY_MEETING_REMIND &&
	    is_correction(f, person, items, calendar_of(f, items->duty.unit)))
		sbuf_add(out, "Doi lich: ");
	const char *text = p->wording[items->kind];
	expand(&v, text, strlen(text), out);
	values_fini(&v);
}

/* Items of one kind and time that one wording covers: the units of a month;
 * a meeting or a session is said by itself. */
static size_t
group_size(const struct plan_item *items, size_t n)
{
	size_t size = 1;
	bool gathers = items->duty.kind == DUTY_VISIT ||
		       items->kind == POLICY_REPORT_ESCALATE;
	while (gathers && size < n && items[size].kind == items->kind &&
	       items[size].duty.when == items->duty.when)
		size++;
	return size;
}

/* In a digest the office signs once. */
static const char *
without_sign(const struct policy *p, const char *text)
{
	size_t n = strlen(p->sign);
	if (strncmp(text, p->sign, n) == 0 && strncmp(text + n, ": ", 2) == 0)
		return text + n + 2;
	return text;
}

/* One group's text; behind another it begins like a sentence. */
static void
add_sentence(const struct policy *p, const char *text, bool behind,
    struct sbuf *all)
{
	if (behind)
		text = without_sign(p, text);
	char first = *text;
	if (behind && first >= 'a' && first <= 'z') {
		sbuf_add_c(all, (char)(first - 'a' + 'A'));
		text++;
	}
	sbuf_add(all, text);
}

char *
compose_message(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *items, size_t n, int64_t now, const char **kind)
{
	struct sbuf all = { 0 };
	size_t groups = 0;
	*kind = n ? policy_wording_name(items->kind) : "digest";
	for (size_t i = 0; i < n; groups++) {
		size_t size = group_size(&items[i], n - i);
		if (!compose_can_say(f, p, person, &items[i])) {
			sbuf_fini(&all);
			return NULL;
		}
		struct sbuf one = { 0 };
		render_group(f, p, person, &items[i], size, now, &one);
		if (groups)
			sbuf_add(&all, ". ");
		add_sentence(p, sbuf_text(&one), groups > 0, &all);
		sbuf_fini(&one);
		i += size;
	}
	if (groups > 1)
		*kind = "digest";
	for (size_t i = 0; i < n; i++) {
		if (items[i].kind == POLICY_ESCALATE ||
		    items[i].kind == POLICY_REPORT_ESCALATE)
			*kind = policy_wording_name(POLICY_ESCALATE);
	}
	char *text = groups ? sms_prepare(sbuf_text(&all), p->accents) : NULL;
	sbuf_fini(&all);
	return text;
}

void
compose_values(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *items, size_t n, const char *text, int64_t now,
    struct http_fields *out)
{
	struct values v = { .n = 0 };
	if (person >= 0)
		put_common(&v, f, p, person);
	else
		put_text(&v, "sign", p->sign);
	put_text(&v, "text", text);
	if (person >= 0 && n && group_size(items, n) == n &&
	    compose_can_say(f, p, person, items))
		put_group(&v, f, p, items, n, now);
	for (size_t i = 0; i < v.n; i++) {
		char *nfc = fold_nfc(v.v[i].text);
		if (*nfc)
			http_fields_add(out, v.v[i].name, nfc);
		free(nfc);
	}
	values_fini(&v);
}

char *
compose_list(const struct facts *f, const struct policy *p, int32_t month,
    int64_t now)
{
	struct sbuf b = { 0 };
	sbuf_addf(&b, "Thang %d:", civil_month_number(month));
	for (int i = 0; i < f->person_n; i++) {
		struct standing st;
		standing_visit(f, p, i, FACTS_NONE, month, now, &st);
		if (!st.owed && !st.done)
			continue;
		char *given = compose_given_name(f, i);
		sbuf_addf(&b, "\n%s ", given);
		free(given);
		if (st.state == STANDING_DONE) {
			int n, first = standing_visits(f, i, month, &n);
			for (int k = first; k < first + n; k++) {
				char *day = f->visits[k].on == CIVIL_NONE
						? mem_dup("")
						: day_month(f->visits[k].on);
				sbuf_addf(&b, "%s%s %s", k > first ? ", " : "",
				    facts_short_name(
					f->units[f->visits[k].unit].name),
				    day);
				free(day);
			}
		} else if (st.state == STANDING_EXEMPT) {
			sbuf_add(&b, "mien");
		} else {
			sbuf_add(&b,
			    st.state == STANDING_PLANNED ? "hen (" : "chua (");
			add_units(&b, f, st.units, st.unit_n, ", ");
			sbuf_add_c(&b, ')');
		}
	}
	char *never = coverage(f, p, month, 1000);
	if (*never)
		sbuf_addf(&b, "\n%s", never);
	free(never);
	char *text = sms_prepare(sbuf_text(&b), SMS_ACCENTS_STRIP);
	sbuf_fini(&b);
	return text;
}
