#include "app/monthtable.h"

#include "app/month.h"
#include "app/viet.h"
#include "core/civil.h"

#include <stdio.h>

/* --- one person */

static void
put_exemption(const struct month *m, const struct month_person *l,
    struct sbuf *b)
{
	char day[16];
	const struct facts_exemption *e = month_exemption(m, l->person);
	if (e) {
		html_put(b, " <small>(%s", e->reason);
		if (e->until_on != CIVIL_MAX)
			html_put(b, ", đến %s", viet_day(e->until_on, day));
		html_put(b, ")</small>");
	} else if (!l->st.owed)
		html_put(b, " <small>(không còn phân công)</small>");
}

static void
put_state(const struct month *m, const struct month_person *l, struct sbuf *b)
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
		html_put(b, " %d ngày", m->today - m->last);
	html_put(b, "</span>");
	if (s == STANDING_EXEMPT)
		put_exemption(m, l, b);
	else
		html_put(b, " <small>%d/%d lần</small>", l->done, l->required);
	if (l->st.verify)
		html_put(b,
		    "<br><span class=\"st verify\">"
		    "<i aria-hidden=\"true\">?</i> cần xác minh</span>");
	html_put(b, "</div></td>\n");
}

static void
put_visit(const struct month *m, const struct facts_visit *x, struct sbuf *b)
{
	char day[16];
	html_put(b, "<li class=\"%s\"><i aria-hidden=\"true\">%s</i> ",
	    x->verify ? "verify" : "done", x->verify ? "?" : "✓");
	if (x->on != CIVIL_NONE)
		html_put(b, "%s ", viet_day_short(x->on, day));
	html_put(b, "%s <small>%s%s%s</small></li>\n",
	    facts_short_name(m->f->units[x->unit].name), viet_source(x->source),
	    x->on == CIVIL_NONE ? ", không rõ ngày" : "",
	    x->verify ? ", chờ xác minh" : "");
}

/* What was visited, then what is still open. */
static void
put_units(const struct month *m, const struct month_person *l, struct sbuf *b)
{
	char day[16];
	int n;
	int first = standing_visits(m->f, l->person, m->month, &n);
	html_put(b, "<td data-l=\"Đơn vị\"><ul class=\"list\">");
	for (int i = first; i < first + n; i++)
		put_visit(m, &m->f->visits[i], b);
	for (int i = 0; i < l->st.unit_n; i++) {
		int unit = l->st.units[i];
		if (month_was_at(m, l->person, unit))
			continue;
		const char *name = facts_short_name(m->f->units[unit].name);
		int32_t on = month_promised(m, l->person, unit);
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
put_rest(const struct month *m, const struct month_person *l, struct sbuf *b)
{
	int attended = standing_attended(m->f, l->person, m->month);
	html_put(b, "<td data-l=\"Sinh hoạt\">");
	if (l->st.state == STANDING_EXEMPT && !attended)
		html_put(b, "–");
	else if (m->p->meeting_required == POLICY_REQUIRED_ALL)
		html_put(b, "%d buổi", attended);
	else
		html_put(b, "%d/%d buổi", attended, m->p->meeting_required);
	html_put(b, "</td>\n<td data-l=\"Báo cáo\">");
	bool done = false;
	bool owed = m->session >= 0 &&
		    standing_report(m->f, l->person, m->session, &done);
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
put_group(const struct month *m, int cluster, int columns, struct sbuf *b)
{
	html_put(b,
	    "<tr class=\"head\"><th class=\"group\" colspan=\"%d\" "
	    "scope=\"rowgroup\">%s</th></tr>\n",
	    columns,
	    cluster >= 0 ? m->f->units[cluster].name
			 : "Không thuộc riêng cụm nào");
}

static void
put_people(const struct month *m, struct sbuf *b)
{
	char day[16];
	html_put(b, "<table>\n<caption>Đồng chí theo cụm: đã đi đâu, còn nợ "
		    "gì</caption>\n<thead><tr><th scope=\"col\">Đồng chí</th>"
		    "<th scope=\"col\">Tình trạng</th><th scope=\"col\">Đơn "
		    "vị</th><th scope=\"col\">Sinh hoạt chi đoàn</th>"
		    "<th scope=\"col\">Báo cáo");
	if (m->session >= 0)
		html_put(b, " <small>họp %s</small>",
		    viet_day(m->f->sessions[m->session].on, day));
	html_put(b, "</th></tr></thead>\n");
	for (size_t i = 0; i < m->person_n; i++) {
		const struct month_person *l = &m->people[i];
		if (!i || m->people[i - 1].cluster != l->cluster) {
			html_put(b, i ? "</tbody>\n<tbody>\n" : "<tbody>\n");
			if (m->level > 0)
				put_group(m, l->cluster, 5, b);
		}
		const struct facts_person *who = &m->f->people[l->person];
		html_put(b, "<tr><th scope=\"row\">%s</th>\n", who->name);
		put_state(m, l, b);
		put_units(m, l, b);
		put_rest(m, l, b);
	}
	html_put(b, m->person_n ? "</tbody></table>\n" : "</table>\n");
	if (!m->person_n)
		html_put(b, "<p>Tháng này chưa phân công ai.</p>\n");
}

static void
put_charge(const struct month *m, int unit, struct sbuf *b)
{
	bool any = false;
	for (size_t i = 0; i < m->person_n; i++) {
		const struct month_person *l = &m->people[i];
		for (int k = 0; k < l->st.unit_n; k++) {
			if (l->st.units[k] != unit)
				continue;
			html_put(b, "%s%s", any ? ", " : "",
			    m->f->people[l->person].name);
			any = true;
		}
	}
	if (!any)
		html_put(b, "<span class=\"soft\">– chưa có</span>");
}

static void
put_unit(const struct month *m, const struct month_unit *u, struct sbuf *b)
{
	char day[16];
	html_put(b,
	    "<tr><th scope=\"row\">%s</th>\n<td data-l=\"Trong tháng\">",
	    m->f->units[u->unit].name);
	if (u->visited)
		html_put(b, "<span class=\"st done\"><i aria-hidden=\"true\">✓"
			    "</i> đã có người đến</span>");
	else
		html_put(b, "<span class=\"st\"><i aria-hidden=\"true\">○</i> "
			    "chưa ai đến</span>");
	html_put(b, "</td>\n<td data-l=\"Gần nhất\">%s",
	    u->last_on == CIVIL_NONE ? "–" : viet_day(u->last_on, day));
	html_put(b, "</td>\n<td data-l=\"Phụ trách\"><div>");
	put_charge(m, u->unit, b);
	html_put(b, "</div></td></tr>\n");
}

static void
put_unit_table(const struct month *m, struct sbuf *b)
{
	html_put(b, "<h2>Đơn vị</h2>\n<table>\n<caption>Đơn vị nào đã có người "
		    "đến trong tháng</caption>\n<thead><tr><th scope=\"col\">"
		    "Đơn vị</th><th scope=\"col\">Trong tháng</th><th "
		    "scope=\"col\">Lần gần nhất</th><th scope=\"col\">Phụ "
		    "trách</th></tr></thead>\n<tbody>\n");
	int group = FACTS_NONE;
	for (size_t i = 0; i < m->unit_n; i++) {
		int cluster = m->units[i].cluster;
		if (m->level > 0 && (!i || cluster != group))
			put_group(m, cluster, 4, b);
		group = cluster;
		put_unit(m, &m->units[i], b);
	}
	html_put(b, "</tbody></table>\n");
}

/* --- the page */

static void
put_month_link(const struct month *m, int step, const char *label,
    struct sbuf *b)
{
	char iso[16];
	int32_t month = m->month + step;
	if (month < m->p->from_month || month > m->p->until_month)
		return;
	html_put(b, "<a class=\"button\" href=\"/?m=%s\">%s</a>\n",
	    civil_iso_month(month, iso), label);
}

static void
put_figures(const struct month *m, struct sbuf *b)
{
	char from[16], to[16];
	html_put(b,
	    "<p class=\"figures\">%s – %s · Hoàn thành <strong>%d/%d đồng "
	    "chí, %d/%d đơn vị</strong></p>\n",
	    viet_day_short(m->first, from), viet_day(m->last, to),
	    m->people_done, m->people_all, m->units_visited, (int)m->unit_n);
	html_put(b, "<p class=\"row noprint\">\n");
	put_month_link(m, -1, "← Tháng trước", b);
	put_month_link(m, 1, "Tháng sau →", b);
	html_put(b, "</p>\n");
	if (m->month < m->p->from_month || m->month > m->p->until_month)
		html_put(b, "<p>Tháng này ở ngoài thời gian của kế hoạch.</p>"
			    "\n");
}

int
monthtable_page(struct office *o, const struct html_frame *frame,
    const char *month, int64_t now, struct sbuf *b, struct err *err)
{
	const struct policy *p = o->config->policy;
	int32_t which = month_present(p, now);
	if (month && !civil_parse_month(month, &which)) {
		err_set(err, ERR_INVALID, "no month");
		return 400;
	}
	const struct facts *f = office_facts(o, err);
	if (!f)
		return 500;
	struct month m;
	month_init(&m, f, p, which, now);
	char title[48];
	snprintf(title, sizeof title, "Tháng %d/%d", civil_month_number(which),
	    civil_month_year(which));
	html_begin(b, frame, title, HTML_MONTH);
	put_figures(&m, b);
	put_people(&m, b);
	put_unit_table(&m, b);
	html_put(b, "<p class=\"soft\">✓ đã đi · ◷ đã hẹn · ? chờ xác minh · ! "
		    "quá hạn · – miễn · ○ chưa đi</p>\n");
	html_end(b, frame);
	month_fini(&m);
	return 200;
}
