#include "app/monthtable.h"

#include "app/viet.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/fold.h"
#include "core/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line { /* one person's row */
	int person;
	int cluster; /* unit index, −1 = several or none */
	char *key;   /* sorts names as the office does */
	struct standing st;
	int required, done; /* of the month, per unit where that is the rule */
};

struct reached {	 /* one unit */
	bool visited;	 /* in the month */
	int32_t last_on; /* latest known day up to the month's end */
};

struct place { /* a unit under its cluster, −1 none */
	int unit;
	int cluster;
};

struct view { /* what the whole page looks at */
	const struct facts *f;
	const struct policy *p;
	int level; /* of the visited units */
	int32_t month;
	int32_t first, last; /* days of it */
	int32_t today;
	int64_t now;
	int session; /* the next one, or −1 */
	struct line *lines;
	size_t n;
	struct reached *reached; /* by unit */
	struct place *units;	 /* that count in the month, by cluster */
	int unit_n;
	int people_done, people_all;
};

/* --- gathering */

static int
cluster_of(const struct view *v, int unit)
{
	return v->level > 0 ? facts_unit_at_level(v->f, unit, v->level - 1)
			    : FACTS_NONE;
}

static int
cluster_of_person(const struct view *v, const struct standing *st)
{
	int cluster = st->unit_n ? cluster_of(v, st->units[0]) : FACTS_NONE;
	for (int i = 1; i < st->unit_n; i++) {
		if (cluster_of(v, st->units[i]) != cluster)
			return FACTS_NONE;
	}
	return cluster;
}

static int
urgency(enum standing_state s)
{
	static const int rank[] = {
		[STANDING_OVERDUE] = 5,
		[STANDING_DUE] = 4,
		[STANDING_PLANNED] = 3,
		[STANDING_NOT_DUE] = 2,
		[STANDING_DONE] = 1,
		[STANDING_EXEMPT] = 0,
	};
	return rank[s];
}

/* Owed for each unit: the person stands as the worst of them does. */
static void
fold_units(const struct view *v, struct line *l)
{
	if (!l->st.unit_n)
		return;
	enum standing_state worst = STANDING_EXEMPT;
	l->required = 0;
	l->done = 0;
	for (int i = 0; i < l->st.unit_n; i++) {
		struct standing one;
		standing_visit(v->f, v->p, l->person, l->st.units[i], v->month,
		    v->now, &one);
		if (urgency(one.state) > urgency(worst))
			worst = one.state;
		if (one.state == STANDING_EXEMPT)
			continue;
		l->required += one.required;
		l->done += one.done < one.required ? one.done : one.required;
	}
	l->st.state = worst;
}

static void
add_line(struct view *v, int person, size_t *cap)
{
	struct line l = { .person = person };
	standing_visit(v->f, v->p, person, FACTS_NONE, v->month, v->now, &l.st);
	if (!standing_assigned(v->f, v->p, person, v->month) && !l.st.done)
		return;
	l.required = l.st.required;
	l.done = l.st.done;
	if (v->p->visit_per_unit)
		fold_units(v, &l);
	l.cluster = cluster_of_person(v, &l.st);
	const char *name = v->f->people[person].name;
	struct sbuf words = { 0 };
	sbuf_add(&words, facts_given_name(name));
	sbuf_add(&words, " ");
	sbuf_add(&words, name);
	l.key = fold_sort_key(sbuf_text(&words));
	sbuf_fini(&words);
	v->lines = mem_grow(v->lines, cap, v->n + 1, sizeof *v->lines);
	v->lines[v->n++] = l;
	v->people_all += l.st.state != STANDING_EXEMPT;
	v->people_done += l.st.state == STANDING_DONE;
}

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	if (x->cluster != y->cluster) {
		if (x->cluster < 0 || y->cluster < 0)
			return x->cluster < 0 ? 1 : -1;
		return x->cluster < y->cluster ? -1 : 1;
	}
	int c = strcmp(x->key, y->key);
	return c ? c : (x->person > y->person) - (x->person < y->person);
}

static bool
unit_counts(const struct view *v, int unit)
{
	const struct facts_unit *u = &v->f->units[unit];
	return u->level == v->level && u->from_on <= v->last &&
	       u->until_on >= v->first;
}

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

static void
note_units(struct view *v)
{
	v->units = mem_new((size_t)v->f->unit_n + 1, sizeof *v->units);
	for (int i = 0; i < v->f->unit_n; i++) {
		if (unit_counts(v, i))
			v->units[v->unit_n++] =
			    (struct place){ i, cluster_of(v, i) };
	}
	qsort(v->units, (size_t)v->unit_n, sizeof *v->units, compare_places);
}

/* Which units were visited, and when last, in one walk. */
static void
note_visits(struct view *v)
{
	v->reached = mem_new((size_t)v->f->unit_n + 1, sizeof *v->reached);
	for (int i = 0; i < v->f->unit_n; i++)
		v->reached[i].last_on = CIVIL_NONE;
	for (int i = 0; i < v->f->visit_n; i++) {
		const struct facts_visit *x = &v->f->visits[i];
		int unit = facts_unit_at_level(v->f, x->unit, v->level);
		if (unit < 0)
			continue;
		struct reached *r = &v->reached[unit];
		r->visited = r->visited || x->month == v->month;
		if (x->on != CIVIL_NONE && x->on <= v->last &&
		    x->on > r->last_on)
			r->last_on = x->on;
	}
}

/* The day promised for just this unit, or CIVIL_NONE. */
static int32_t
promised_for(const struct view *v, int person, int unit)
{
	int32_t on = CIVIL_NONE;
	for (int i = 0; i < v->f->promise_n; i++) {
		const struct facts_promise *q = &v->f->promises[i];
		if (q->person == person && q->month == v->month)
			on = q->unit == unit ? q->on : CIVIL_NONE;
	}
	return on >= v->today ? on : CIVIL_NONE;
}

/* --- one person */

static void
put_exemption(const struct view *v, const struct line *l, struct sbuf *b)
{
	char day[16];
	for (int i = 0; i < v->f->exemption_n; i++) {
		const struct facts_exemption *e = &v->f->exemptions[i];
		if (e->person != l->person || e->from_on > v->last ||
		    e->until_on < v->first)
			continue;
		html_put(b, " <small>(%s", e->reason);
		if (e->until_on != CIVIL_MAX)
			html_put(b, ", đến %s", viet_day(e->until_on, day));
		html_put(b, ")</small>");
		return;
	}
	if (!l->st.owed)
		html_put(b, " <small>(không còn phân công)</small>");
}

static void
put_state(const struct view *v, const struct line *l, struct sbuf *b)
{
	char day[16];
	enum standing_state s = l->st.state;
	html_put(b,
	    "<td data-l=\"Tình trạng\"><div><span class=\"st %s\">"
	    "<i aria-hidden=\"true\">%s</i> %s",
	    standing_state_name(s), viet_symbol(s), viet_standing(s));
	if (s == STANDING_PLANNED)
		html_put(b, " %s", viet_day_short(l->st.planned_on, day));
	if (s == STANDING_OVERDUE)
		html_put(b, " %d ngày", v->today - v->last);
	html_put(b, "</span>");
	if (s == STANDING_EXEMPT)
		put_exemption(v, l, b);
	else
		html_put(b, " <small>%d/%d lần</small>", l->done, l->required);
	if (l->st.verify)
		html_put(b,
		    "<br><span class=\"st verify\">"
		    "<i aria-hidden=\"true\">?</i> cần xác minh</span>");
	html_put(b, "</div></td>\n");
}

static void
put_visit(const struct view *v, const struct facts_visit *x, struct sbuf *b)
{
	char day[16];
	html_put(b, "<li class=\"%s\"><i aria-hidden=\"true\">%s</i> ",
	    x->verify ? "verify" : "done", x->verify ? "?" : "✓");
	if (x->on != CIVIL_NONE)
		html_put(b, "%s ", viet_day_short(x->on, day));
	html_put(b, "%s <small>%s%s%s</small></li>\n",
	    facts_short_name(v->f->units[x->unit].name), viet_source(x->source),
	    x->on == CIVIL_NONE ? ", không rõ ngày" : "",
	    x->verify ? ", chờ xác minh" : "");
}

static bool
was_at(const struct view *v, int person, int unit)
{
	int n;
	int first = standing_visits(v->f, person, v->month, &n);
	for (int i = first; i < first + n; i++) {
		if (facts_unit_at_level(v->f, v->f->visits[i].unit, v->level) ==
		    unit)
			return true;
	}
	return false;
}

/* What was visited, then what is still open. */
static void
put_units(const struct view *v, const struct line *l, struct sbuf *b)
{
	char day[16];
	int n;
	int first = standing_visits(v->f, l->person, v->month, &n);
	html_put(b, "<td data-l=\"Đơn vị\"><ul class=\"list\">");
	for (int i = first; i < first + n; i++)
		put_visit(v, &v->f->visits[i], b);
	for (int i = 0; i < l->st.unit_n; i++) {
		int unit = l->st.units[i];
		if (was_at(v, l->person, unit))
			continue;
		const char *name = facts_short_name(v->f->units[unit].name);
		int32_t on = promised_for(v, l->person, unit);
		if (on != CIVIL_NONE)
			html_put(b,
			    "<li class=\"planned\"><i aria-hidden=\"true\">◷"
			    "</i> hẹn %s %s</li>\n",
			    viet_day_short(on, day), name);
		else
			html_put(b,
			    "<li><i aria-hidden=\"true\">○</i> %s"
			    "<span class=\"hid\"> (chưa đến)</span></li>\n",
			    name);
	}
	html_put(b, "</ul></td>\n");
}

static void
put_rest(const struct view *v, const struct line *l, struct sbuf *b)
{
	int attended = standing_attended(v->f, l->person, v->month);
	html_put(b, "<td data-l=\"Sinh hoạt\">");
	if (l->st.state == STANDING_EXEMPT && !attended)
		html_put(b, "–");
	else if (v->p->meeting_required == POLICY_REQUIRED_ALL)
		html_put(b, "%d buổi", attended);
	else
		html_put(b, "%d/%d buổi", attended, v->p->meeting_required);
	html_put(b, "</td>\n<td data-l=\"Báo cáo\">");
	bool done = false;
	bool owed = v->session >= 0 &&
		    standing_report(v->f, l->person, v->session, &done);
	if (done)
		html_put(b, "<span class=\"done\"><i aria-hidden=\"true\">✓</i>"
			    " đã nộp</span>");
	else
		html_put(b,
		    owed ? "<span>○ chưa nộp</span>"
			 : "<span class=\"soft\">– chưa phải nộp</span>");
	html_put(b, "</td></tr>\n");
}

/* --- the two tables */

static void
put_group(const struct view *v, int cluster, int columns, struct sbuf *b)
{
	html_put(b,
	    "<tr class=\"head\"><th class=\"group\" colspan=\"%d\" "
	    "scope=\"rowgroup\">%s</th></tr>\n",
	    columns,
	    cluster >= 0 ? v->f->units[cluster].name
			 : "Không thuộc riêng cụm nào");
}

static void
put_people(const struct view *v, struct sbuf *b)
{
	char day[16];
	html_put(b, "<table>\n<caption>Đồng chí theo cụm: đã đi đâu, còn nợ "
		    "gì</caption>\n<thead><tr><th scope=\"col\">Đồng chí</th>"
		    "<th scope=\"col\">Tình trạng</th><th scope=\"col\">Đơn "
		    "vị</th><th scope=\"col\">Sinh hoạt chi đoàn</th>"
		    "<th scope=\"col\">Báo cáo");
	if (v->session >= 0)
		html_put(b, " <small>họp %s</small>",
		    viet_day(v->f->sessions[v->session].on, day));
	html_put(b, "</th></tr></thead>\n");
	for (size_t i = 0; i < v->n; i++) {
		const struct line *l = &v->lines[i];
		if (!i || v->lines[i - 1].cluster != l->cluster) {
			html_put(b, i ? "</tbody>\n<tbody>\n" : "<tbody>\n");
			if (v->level > 0)
				put_group(v, l->cluster, 5, b);
		}
		const struct facts_person *who = &v->f->people[l->person];
		html_put(b, "<tr><th scope=\"row\">%s</th>\n", who->name);
		put_state(v, l, b);
		put_units(v, l, b);
		put_rest(v, l, b);
	}
	html_put(b, v->n ? "</tbody></table>\n" : "</table>\n");
	if (!v->n)
		html_put(b, "<p>Tháng này chưa phân công ai.</p>\n");
}

static void
put_charge(const struct view *v, int unit, struct sbuf *b)
{
	bool any = false;
	for (size_t i = 0; i < v->n; i++) {
		const struct line *l = &v->lines[i];
		for (int k = 0; k < l->st.unit_n; k++) {
			if (l->st.units[k] != unit)
				continue;
			html_put(b, "%s%s", any ? ", " : "",
			    v->f->people[l->person].name);
			any = true;
		}
	}
	if (!any)
		html_put(b, "<span class=\"soft\">– chưa có</span>");
}

static void
put_unit(const struct view *v, int unit, struct sbuf *b)
{
	char day[16];
	bool visited = v->reached[unit].visited;
	int32_t last = v->reached[unit].last_on;
	html_put(b,
	    "<tr><th scope=\"row\">%s</th>\n<td data-l=\"Trong tháng\">",
	    v->f->units[unit].name);
	if (visited)
		html_put(b, "<span class=\"st done\"><i aria-hidden=\"true\">✓"
			    "</i> đã có người đến</span>");
	else
		html_put(b, "<span class=\"st\"><i aria-hidden=\"true\">○</i> "
			    "chưa ai đến</span>");
	html_put(b, "</td>\n<td data-l=\"Gần nhất\">%s",
	    last == CIVIL_NONE ? "–" : viet_day(last, day));
	html_put(b, "</td>\n<td data-l=\"Phụ trách\"><div>");
	put_charge(v, unit, b);
	html_put(b, "</div></td></tr>\n");
}

static void
put_unit_table(const struct view *v, struct sbuf *b)
{
	html_put(b, "<h2>Đơn vị</h2>\n<table>\n<caption>Đơn vị nào đã có người "
		    "đến trong tháng</caption>\n<thead><tr><th scope=\"col\">"
		    "Đơn vị</th><th scope=\"col\">Trong tháng</th><th "
		    "scope=\"col\">Lần gần nhất</th><th scope=\"col\">Phụ "
		    "trách</th></tr></thead>\n<tbody>\n");
	int group = FACTS_NONE;
	for (int i = 0; i < v->unit_n; i++) {
		int cluster = v->units[i].cluster;
		if (v->level > 0 && (!i || cluster != group))
			put_group(v, cluster, 4, b);
		group = cluster;
		put_unit(v, v->units[i].unit, b);
	}
	html_put(b, "</tbody></table>\n");
}

/* --- the page */

static void
put_month_link(const struct view *v, int step, const char *label,
    struct sbuf *b)
{
	char iso[16];
	int32_t month = v->month + step;
	if (month < v->p->from_month || month > v->p->until_month)
		return;
	html_put(b, "<a class=\"button\" href=\"/?m=%s\">%s</a>\n",
	    civil_iso_month(month, iso), label);
}

static void
put_figures(const struct view *v, struct sbuf *b)
{
	int visited = 0;
	for (int i = 0; i < v->unit_n; i++)
		visited += v->reached[v->units[i].unit].visited;
	char from[16], to[16];
	html_put(b,
	    "<p class=\"figures\">%s – %s · Hoàn thành <strong>%d/%d đồng "
	    "chí, %d/%d đơn vị</strong></p>\n",
	    viet_day_short(v->first, from), viet_day(v->last, to),
	    v->people_done, v->people_all, visited, v->unit_n);
	html_put(b, "<p class=\"row noprint\">\n");
	put_month_link(v, -1, "← Tháng trước", b);
	put_month_link(v, 1, "Tháng sau →", b);
	html_put(b, "</p>\n");
	if (v->month < v->p->from_month || v->month > v->p->until_month)
		html_put(b, "<p>Tháng này ở ngoài thời gian của kế hoạch.</p>"
			    "\n");
}

static void
gather(struct view *v)
{
	size_t cap = 0;
	v->level = policy_visit_level(v->p);
	v->first = civil_month_first(v->month);
	v->last = civil_month_last(v->month);
	v->session = standing_next_session(v->f, v->last);
	note_units(v);
	note_visits(v);
	for (int i = 0; i < v->f->person_n; i++)
		add_line(v, i, &cap);
	if (v->n)
		qsort(v->lines, v->n, sizeof *v->lines, compare_lines);
}

static int32_t
present_month(const struct view *v)
{
	int32_t month = civil_month_of(v->today);
	if (month < v->p->from_month)
		return v->p->from_month;
	return month > v->p->until_month ? v->p->until_month : month;
}

int
monthtable_page(struct office *o, const struct html_frame *frame,
    const char *month, int64_t now, struct sbuf *b, struct err *err)
{
	struct view v = { .p = o->config->policy, .now = now };
	v.today = civil_on(now, v.p->offset_s);
	if (!month)
		v.month = present_month(&v);
	else if (!civil_parse_month(month, &v.month)) {
		err_set(err, ERR_INVALID, "no month");
		return 400;
	}
	v.f = office_facts(o, err);
	if (!v.f)
		return 500;
	gather(&v);
	char title[48];
	snprintf(title, sizeof title, "Tháng %d/%d",
	    civil_month_number(v.month), civil_month_year(v.month));
	html_begin(b, frame, title, HTML_MONTH);
	put_figures(&v, b);
	put_people(&v, b);
	put_unit_table(&v, b);
	html_put(b, "<p class=\"soft\">✓ đã đi · ◷ đã hẹn · ? chờ xác minh · ! "
		    "quá hạn · – miễn · ○ chưa đi</p>\n");
	html_end(b, frame);
	for (size_t i = 0; i < v.n; i++)
		free(v.lines[i].key);
	free(v.lines);
	free(v.reached);
	free(v.units);
	return 200;
}
