/*
 * What is answered.  It must not decide: it reads back what the reading
 * holds.  One part of the 7-bit alphabet holds 160 characters; what does not
 * fit loses its last, least needed sentence.
 */
#include "core/answer.h"

#include "base/sbuf.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ONE_PART = 160,
	LIST_MAX = 440 /* a list may take several parts, not any number */
};

static void
add_plain(struct sbuf *b, const char *name)
{
	char *plain = fold_accents(name);
	sbuf_add(b, plain);
	free(plain);
}

static void
add_unit(struct sbuf *b, const struct scene *s, int unit)
{
	add_plain(b, facts_short_name(s->c->facts->units[unit].name));
}

/* "Ap 3", "KP Tan An": a branch keeps its kind word. */
static void
add_branch(struct sbuf *b, const struct scene *s, int unit)
{
	add_plain(b, s->c->facts->units[unit].name);
}

/* "d/c Bao" */
static void
add_person(struct sbuf *b, const struct scene *s, const char *dc)
{
	sbuf_add(b, dc);
	if (s->c->person < 0)
		return;
	sbuf_add_c(b, ' ');
	add_plain(b, facts_given_name(s->c->facts->people[s->c->person].name));
}

static void
add_day(struct sbuf *b, int32_t on)
{
	struct civil_date d = civil_date_of(on);
	sbuf_addf(b, "%d/%d", d.day, d.month);
}

static const char *
unit_code(const struct scene *s, int unit)
{
	return s->c->facts->units[unit].code;
}

static const char *
example_code(const struct scene *s, const struct understand_question *q)
{
	if (q && q->option_n && q->option[0].unit >= 0)
		return unit_code(s, q->option[0].unit);
	return s->own_n ? unit_code(s, s->own[0]) : "<XA>";
}

/* Adds a sentence only while everything still fits one part. */
static void
add_if_fits(struct sbuf *b, const char *sentence)
{
	if (b->len + strlen(sentence) <= ONE_PART)
		sbuf_add(b, sentence);
}

static void
finish(struct understand_reading *r, struct sbuf *b)
{
	snprintf(r->answer, sizeof r->answer, "%s", sbuf_text(b));
	sbuf_fini(b);
}

static void
add_unit_list(struct sbuf *b, const struct scene *s, const int *v, size_t n,
    bool codes)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			sbuf_add(b, ", ");
		if (codes)
			sbuf_add(b, unit_code(s, v[i]));
		else
			add_unit(b, s, v[i]);
	}
}

/* --- what was written down */

static bool
is_recorded(const struct scene *s, const struct understand_item *v)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; i < f->visit_n; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].unit == v->unit && f->visits[i].on == v->on &&
		    f->visits[i].month == v->month)
			return true;
	return false;
}

/* A visit without a day is completed by one with a day. */
static bool
completes(const struct scene *s, const struct understand_item *v)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; i < f->visit_n && v->on != CIVIL_NONE; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].unit == v->unit &&
		    f->visits[i].on == CIVIL_NONE &&
		    f->visits[i].month == v->month)
			return true;
	return false;
}

/* Visits of the month with those of the reading. */
static int
done_count(const struct scene *s, const struct understand_reading *r,
    int32_t month)
{
	const struct facts *f = s->c->facts;
	int n = 0;
	for (int i = 0; i < f->visit_n; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].month == month)
			n++;
	for (size_t i = 0; i < r->visit_n; i++)
		if (r->visits[i].month == month &&
		    !is_recorded(s, &r->visits[i]) &&
		    !completes(s, &r->visits[i]))
			n++;
	return n;
}

static bool
is_done(const struct scene *s, const struct understand_reading *r, int unit,
    int32_t month)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; i < f->visit_n; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].unit == unit && f->visits[i].month == month)
			return true;
	for (size_t i = 0; i < r->visit_n; i++)
		if (r->visits[i].unit == unit && r->visits[i].month == month)
			return true;
	return false;
}

static size_t
open_units(const struct scene *s, const struct understand_reading *r,
    int32_t month, int *v)
{
	size_t n = 0;
	for (size_t i = 0; i < s->own_n; i++)
		if (!is_done(s, r, s->own[i], month))
			v[n++] = s->own[i];
	return n;
}

static void
add_standing(struct sbuf *b, const struct scene *s,
    const struct understand_reading *r, int32_t month)
{
	const struct policy *p = s->c->policy;
	int number = civil_month_number(month);
	if (p->visit_per_unit) {
		int open[SCENE_UNITS];
		size_t n = open_units(s, r, month, open);
		if (!n) {
			sbuf_addf(b, ". Thang %d da du", number);
			return;
		}
		sbuf_addf(b, ". Thang %d con: ", number);
		add_unit_list(b, s, open, n, false);
		return;
	}
	int done = done_count(s, r, month), want = p->visit_required;
	sbuf_addf(b,
	    done >= want ? ", du %d/%d lan thang %d" : ", %d/%d lan thang %d",
	    done >= want ? want : done, want, number);
}

/* "Nho gui bao cao …": the day is the report's, not the month's end. */
static void
add_report_hint(struct sbuf *b, const struct scene *s)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; i < f->session_n; i++) {
		if (f->sessions[i].on < s->today)
			continue;
		struct sbuf one = { 0 };
		sbuf_add(&one,
		    ". Nho gui bao cao ket qua bang van ban ve VP truoc ");
		add_day(&one, f->sessions[i].on);
		add_if_fits(b, sbuf_text(&one));
		sbuf_fini(&one);
		return;
	}
}

static void
add_visits(struct sbuf *b, const struct scene *s,
    const struct understand_item *v, size_t n)
{
	bool one_day = true;
	for (size_t i = 1; i < n; i++)
		one_day = one_day && v[i].on == v[0].on;
	for (size_t i = 0; i < n; i++) {
		if (i)
			sbuf_add(b, ", ");
		/* days of one unit follow each other: "Tan Phuoc 15/5, 16/5" */
		if (!i || v[i].unit != v[i - 1].unit || one_day)
			add_unit(b, s, v[i].unit);
		if (!one_day && v[i].on != CIVIL_NONE) {
			if (b->s[b->len - 1] != ' ')
				sbuf_add_c(b, ' ');
			add_day(b, v[i].on);
		}
	}
	if (!one_day || !n)
		return;
	if (v[0].on != CIVIL_NONE) {
		sbuf_add(b, " ngay ");
		add_day(b, v[0].on);
	} else {
		sbuf_addf(b, " trong thang %d (chua ro ngay)",
		    civil_month_number(v[0].month));
	}
}

static void
add_meetings(struct sbuf *b, const struct scene *s,
    const struct understand_reading *r)
{
	sbuf_add(b, "du sinh hoat chi doan ");
	for (size_t i = 0; i < r->meeting_n; i++) {
		const struct understand_item *m = &r->meetings[i];
		if (i)
			sbuf_add(b, ", ");
		if (m->branch >= 0) {
			add_branch(b, s, m->branch);
			sbuf_add(b, " (");
			add_unit(b, s, m->unit);
			sbuf_add(b, ")");
		} else {
			add_unit(b, s, m->unit);
		}
		if (m->on != CIVIL_NONE) {
			sbuf_add(b, " ngay ");
			add_day(b, m->on);
		}
	}
}

void
answer_booked(const struct scene *s, struct understand_reading *r)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, "Da ghi: ");
	add_person(&b, s, "d/c");
	if (r->visit_n) {
		sbuf_add(&b, " di ");
		add_visits(&b, s, r->visits, r->visit_n);
	}
	if (r->meeting_n) {
		sbuf_add(&b, r->visit_n ? ", " : " ");
		add_meetings(&b, s, r);
	}
	if (r->visit_n)
		add_standing(&b, s, r, r->visits[0].month);
	if (r->not_done_n && !s->c->policy->visit_per_unit) {
		sbuf_add(&b, ". Chua di: ");
		for (size_t i = 0; i < r->not_done_n; i++) {
			if (i)
				sbuf_add(&b, ", ");
			add_unit(&b, s, r->not_done[i]);
		}
	}
	if (r->planned_n) {
		sbuf_add(&b, ". Hen: ");
		if (r->planned[0].unit >= 0) {
			add_unit(&b, s, r->planned[0].unit);
			sbuf_add_c(&b, ' ');
		}
		add_day(&b, r->planned[0].on);
	}
	sbuf_add(&b, ". Ghi sai thi nhan: SAI");
	if (r->visit_n)
		add_report_hint(&b, s);
	finish(r, &b);
}

void
answer_planned(const struct scene *s, struct understand_reading *r)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, "Da ghi hen: ");
	add_person(&b, s, "d/c");
	sbuf_add(&b, " di ");
	if (r->planned[0].unit >= 0)
		add_visits(&b, s, r->planned, r->planned_n);
	else {
		sbuf_add(&b, "co so ngay ");
		add_day(&b, r->planned[0].on);
	}
	struct sbuf tail = { 0 };
	sbuf_addf(&tail, ". Di xong nhan: DA DI %s ",
	    r->planned[0].unit >= 0 ? unit_code(s, r->planned[0].unit)
				    : example_code(s, NULL));
	add_day(&tail, r->planned[0].on);
	add_if_fits(&b, sbuf_text(&tail));
	add_if_fits(&b, ". Doi ngay nhan: HEN <ngay>");
	sbuf_fini(&tail);
	finish(r, &b);
}

/* The latest booking of the sender that came by a reply. */
static bool
last_booking(const struct scene *s, struct understand_item *v, bool *meeting)
{
	const struct facts *f = s->c->facts;
	int64_t best = -1;
	for (int i = 0; i < f->visit_n; i++) {
		const struct facts_visit *x = &f->visits[i];
		if (x->person != s->c->person || x->source != FACTS_REPLY ||
		    x->created_at < best)
			continue;
		best = x->created_at;
		*meeting = false;
		*v = (struct understand_item){ .unit = x->unit,
			.branch = -1,
			.on = x->on,
			.month = x->month };
	}
	for (int i = 0; i < f->attendance_n; i++) {
		const struct facts_attendance *x = &f->attendances[i];
		if (x->person != s->c->person || x->source != FACTS_REPLY ||
		    x->created_at < best)
			continue;
		best = x->created_at;
		*meeting = true;
		*v = (struct understand_item){ .unit = x->unit,
			.branch = -1,
			.on = x->on,
			.month = x->month };
	}
	return best >= 0;
}

void
answer_undone(const struct scene *s, struct understand_reading *r)
{
	struct understand_item v = { 0 };
	bool meeting = false;
	struct sbuf b = { 0 };
	if (!last_booking(s, &v, &meeting)) {
		sbuf_add(&b, "Chua co gi de huy. ");
		add_person(&b, s, "D/c");
		sbuf_addf(&b, " nhan lai cho dung, VD: DA DI %s <ngay>",
		    example_code(s, NULL));
		finish(r, &b);
		return;
	}
	sbuf_add(&b, meeting ? "Da huy ghi nhan du sinh hoat chi doan "
			     : "Da huy ghi nhan di ");
	if (meeting)
		add_branch(&b, s, v.unit);
	else
		add_unit(&b, s, v.unit);
	if (v.on != CIVIL_NONE) {
		sbuf_add(&b, " ngay ");
		add_day(&b, v.on);
	}
	sbuf_add(&b, ". ");
	add_person(&b, s, "D/c");
	sbuf_addf(&b, " nhan lai cho dung, VD: DA DI %s <ngay>",
	    example_code(s, NULL));
	finish(r, &b);
}

/* --- one question */

/* What is wrong with the text, as the first half of the question. */
static void
add_problem(struct sbuf *b, const struct scene *s, const struct booking *k)
{
	const struct policy *p = s->c->policy;
	switch (k->problem) {
	case BOOKING_AMBIGUOUS:
		sbuf_addf(b, "VP chua ro \"%s\" la ", k->words);
		for (size_t i = 0; i < k->option_n; i++) {
			if (i)
				sbuf_add(b, " hay ");
			add_unit(b, s, k->option[i]);
		}
		sbuf_add(b, ". ");
		break;
	case BOOKING_FOREIGN:
	case BOOKING_UNKNOWN_UNIT: {
		sbuf_add(b, "VP khong thay don vi ");
		for (const char *c = k->words; *c; c++)
			sbuf_add_c(b,
			    *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c);
		sbuf_add(b, " trong phan cong cua d/c. ");
		break;
	}
	case BOOKING_BAD_DAY:
		sbuf_addf(b, "Ngay %s khong co trong lich. ", k->words);
		break;
	case BOOKING_FUTURE_DAY:
		sbuf_addf(b, "%s chua den. ", k->words);
		break;
	case BOOKING_PAST_DAY:
		sbuf_addf(b, "%s da qua. ", k->words);
		break;
	case BOOKING_OUTSIDE:
		sbuf_addf(b, "Ngoai ke hoach (%d/%d-%d/%d). ",
		    civil_month_number(p->from_month),
		    civil_month_year(p->from_month),
		    civil_month_number(p->until_month),
		    civil_month_year(p->until_month));
		break;
	case BOOKING_DOUBT_DAY:
	case BOOKING_VAGUE:
		sbuf_addf(b, "VP chua ro \"%s\" la ngay nao. ", k->words);
		break;
	case BOOKING_PAIRING:
	case BOOKING_COUNT:
	case BOOKING_TOO_MANY:
		sbuf_add(b, "VP chua ro ngay nao di xa nao. ");
		break;
	case BOOKING_OK:
	case BOOKING_BRANCH:
	case BOOKING_NO_UNIT:
	case BOOKING_NO_UNITS_AT_ALL:
	case BOOKING__N:
		break;
	}
}

static void
add_numbered(struct sbuf *b, const struct scene *s,
    const struct understand_question *q)
{
	for (size_t i = 0; i < q->option_n; i++) {
		sbuf_addf(b, "%s%zu ", i ? ", " : "", i + 1);
		if (q->option[i].branch >= 0)
			add_branch(b, s, q->option[i].branch);
		else
			add_unit(b, s, q->option[i].unit);
	}
}

static int32_t
example_day(const struct scene *s, const struct understand_question *q)
{
	return q->on != CIVIL_NONE ? q->on : s->today - 1;
}

static void
ask_one_meeting(struct sbuf *b, const struct scene *s,
    const struct understand_question *q)
{
	const struct understand_item *o = &q->option[0];
	add_person(b, s, "D/c");
	sbuf_add(b, " co du sinh hoat chi doan ");
	if (o->branch >= 0) {
		add_branch(b, s, o->branch);
		sbuf_add(b, " (");
	}
	add_unit(b, s, o->unit);
	sbuf_add(b, o->branch >= 0 ? ")" : "");
	if (o->on != CIVIL_NONE) {
		sbuf_add(b, " ngay ");
		add_day(b, o->on);
	}
	sbuf_add(b, " khong? Co nhan: CO. Khong nhan: KHONG");
}

void
answer_asks(const struct scene *s, const struct booking *k,
    struct understand_reading *r)
{
	const struct understand_question *q = &r->question;
	struct sbuf b = { 0 };
	add_problem(&b, s, k);
	switch (q->kind) {
	case UNDERSTAND_ASK_UNIT:
		if (!b.len) {
			sbuf_add(&b, "VP chua ro ");
			add_person(&b, s, "d/c");
			sbuf_add(&b, " da di xa nao. ");
		}
		sbuf_add(&b,
		    q->on != CIVIL_NONE ? "Nhan so: " : "Nhan so kem ngay: ");
		add_numbered(&b, s, q);
		sbuf_addf(&b, ". VD: %zu ",
		    q->option_n > 1 ? (size_t)2 : (size_t)1);
		add_day(&b, example_day(s, q));
		add_if_fits(&b, ". Chua di thi nhan: CHUA");
		break;
	case UNDERSTAND_ASK_DATE:
		add_person(&b, s, "D/c");
		sbuf_add(&b, " di ");
		for (size_t i = 0; i < q->option_n; i++) {
			sbuf_add(&b, i ? ", " : "");
			add_unit(&b, s, q->option[i].unit);
		}
		sbuf_addf(&b, " ngay nao? Nhan: DA DI %s ", example_code(s, q));
		add_day(&b, s->today - 1);
		add_if_fits(&b, " (ngay/thang). Chua di thi nhan: CHUA");
		break;
	case UNDERSTAND_ASK_YESNO:
		add_person(&b, s, "D/c");
		sbuf_add(&b, " da di ");
		add_unit(&b, s, q->option[0].unit);
		if (q->option[0].on != CIVIL_NONE) {
			sbuf_add(&b, " ngay ");
			add_day(&b, q->option[0].on);
			sbuf_add(&b, " phai khong? Phai thi nhan: ROI");
		} else {
			sbuf_addf(&b,
			    " trong thang %d chua? Di roi nhan: ROI "
			    "kem ngay, VD: ROI ",
			    civil_month_number(q->month));
			add_day(&b, s->today - 1);
		}
		add_if_fits(&b, ". Chua di thi nhan: CHUA");
		break;
	case UNDERSTAND_ASK_MEETING:
		if (q->option_n == 1) {
			ask_one_meeting(&b, s, q);
			break;
		}
		add_person(&b, s, "D/c");
		sbuf_add(&b, " du sinh hoat chi doan o dau? Nhan so: ");
		add_numbered(&b, s, q);
		add_if_fits(&b, ". Khong du thi nhan: KHONG");
		break;
	case UNDERSTAND_ASK_NONE:
		sbuf_add(&b, "VP chua ro y ");
		add_person(&b, s, "d/c");
		sbuf_addf(&b,
		    ". Da di nhan: DA DI %s <ngay>. Can giup nhan: "
		    "HD",
		    example_code(s, NULL));
		break;
	}
	finish(r, &b);
}

/* --- everything else */

void
answer_schedule(const struct scene *s, struct understand_reading *r)
{
	struct sbuf b = { 0 };
	int open[SCENE_UNITS];
	int month = civil_month_number(s->month);
	sbuf_addf(&b, "Thang %d ", month);
	add_person(&b, s, "d/c");
	sbuf_add(&b, " phu trach: ");
	add_unit_list(&b, s, s->own, s->own_n, false);
	size_t n = open_units(s, r, s->month, open);
	int done = done_count(s, r, s->month);
	if (n < s->own_n) {
		sbuf_add(&b, ". Da di: ");
		bool first = true;
		const struct facts *f = s->c->facts;
		for (int i = 0; i < f->visit_n; i++) {
			const struct facts_visit *v = &f->visits[i];
			if (v->person != s->c->person || v->month != s->month)
				continue;
			sbuf_add(&b, first ? "" : ", ");
			first = false;
			add_unit(&b, s, v->unit);
			if (v->on != CIVIL_NONE) {
				sbuf_add_c(&b, ' ');
				add_day(&b, v->on);
			}
		}
		if (n) {
			sbuf_add(&b, ". Chua di: ");
			add_unit_list(&b, s, open, n, false);
		}
	}
	if (!s->c->policy->visit_per_unit)
		sbuf_addf(&b, ". Da %d/%d lan", done,
		    s->c->policy->visit_required);
	struct sbuf tail = { 0 };
	sbuf_addf(&tail, ". Di xong nhan: DA DI %s <ngay>",
	    example_code(s, NULL));
	add_if_fits(&b, sbuf_text(&tail));
	sbuf_fini(&tail);
	finish(r, &b);
}

/* Who may read what the others owe; anybody else reads of themselves. */
static bool
reads_of_all(const struct scene *s)
{
	if (s->c->person < 0)
		return false;
	enum facts_role role = s->c->facts->people[s->c->person].role;
	return role == FACTS_SECRETARY || role == FACTS_ADMIN;
}

/* The secretary's list: who still owes this month, with their units. */
void
answer_list(const struct scene *s, struct understand_reading *r)
{
	const struct facts *f = s->c->facts;
	const struct policy *p = s->c->policy;
	struct sbuf b = { 0 }, names = { 0 };
	int late = 0, all = 0;
	bool whole = reads_of_all(s);
	for (int i = 0; i < f->person_n; i++) {
		int v[SCENE_UNITS];
		if (!whole && i != s->c->person)
			continue;
		int n = facts_units_of(f, i, policy_visit_level(p),
		    civil_month_first(s->month), civil_month_last(s->month), v,
		    SCENE_UNITS);
		if (n <= 0)
			continue;
		all++;
		int done = 0;
		for (int k = 0; k < f->visit_n; k++)
			done += f->visits[k].person == i &&
				f->visits[k].month == s->month;
		if (done >= (p->visit_per_unit ? n : p->visit_required))
			continue;
		if (names.len > LIST_MAX) {
			late++;
			continue;
		}
		sbuf_add(&names, late++ ? ", " : "");
		add_plain(&names, facts_given_name(f->people[i].name));
		sbuf_add(&names, " (");
		for (int k = 0; k < n; k++) {
			sbuf_add(&names, k ? ", " : "");
			add_unit(&names, s, v[k]);
		}
		sbuf_add(&names, ")");
	}
	int month = civil_month_number(s->month);
	if (late)
		sbuf_addf(&b, "Thang %d: %d/%d d/c chua di co so: ", month,
		    late, all);
	else
		sbuf_addf(&b, "Thang %d: %d/%d d/c da di co so du", month, all,
		    all);
	sbuf_add(&b, sbuf_text(&names));
	if (names.len > LIST_MAX)
		sbuf_add(&b, " ... (xem tren web)");
	sbuf_fini(&names);
	finish(r, &b);
}

/* The sentence for an intent that neither books nor asks. */
static const char *const plain[UNDERSTAND_INTENT__N] = {
	[UNDERSTAND_REPORT] = "da luu noi dung ket qua cua",
	[UNDERSTAND_POSTPONE] = "ghi nhan se di:",
	[UNDERSTAND_NOT_YET] = "ghi nhan chua di co so:",
	[UNDERSTAND_DECLINE] = "da nhan tin va bao lanh dao xem xet:",
	[UNDERSTAND_DELEGATE] =
	    "da nhan tin nho nguoi khac di, lanh dao se tra loi:",
	[UNDERSTAND_CORRECT] = "da nhan yeu cau sua cua",
	[UNDERSTAND_ACK] = "ghi nhan da xem tin:",
	[UNDERSTAND_THANKS] = "cam on",
	[UNDERSTAND_REPORT_DONE] = "ghi nhan da nop bao cao, se kiem tra lai:",
	[UNDERSTAND_STOP] = "da nhan yeu cau ngung nhan tin, lanh dao se xem:",
	[UNDERSTAND_NOISE] = "thay tin nay khong noi ve viec di co so,",
};

static void
add_how_to(struct sbuf *b, const struct scene *s, bool plan)
{
	if (!s->own_n)
		return;
	struct sbuf one = { 0 };
	sbuf_addf(&one, ". Di xong nhan: DA DI %s <ngay>",
	    example_code(s, NULL));
	add_if_fits(b, sbuf_text(&one));
	sbuf_fini(&one);
	if (!plan)
		return;
	int32_t on = s->today + 3, last = civil_month_last(s->month);
	if (on > last && s->today < last)
		on = last;
	struct sbuf two = { 0 };
	sbuf_add(&two, ". Hen ngay nhan: HEN ");
	add_day(&two, on);
	add_if_fits(b, sbuf_text(&two));
	sbuf_fini(&two);
}

void
answer_plain(const struct scene *s, struct understand_reading *r)
{
	struct sbuf b = { 0 };
	if (r->intent == UNDERSTAND_HELP) {
		sbuf_addf(&b, "Cach nhan tin: da di: DA DI %s ",
		    example_code(s, NULL));
		add_day(&b, s->today - 1);
		sbuf_add(&b, "; hen: HEN ");
		add_day(&b, s->today + 3);
		sbuf_add(&b, "; chua di: CHUA; ghi sai: SAI; du chi doan: DA "
			     "DU <ten>; xem phan cong: XEM LICH");
		finish(r, &b);
		return;
	}
	const char *said = plain[r->intent];
	sbuf_add(&b, "VP ");
	sbuf_add(&b, said ? said : "da nhan tin, se tra loi som:");
	sbuf_add_c(&b, ' ');
	add_person(&b, s, "d/c");
	switch (r->intent) {
	case UNDERSTAND_POSTPONE:
	case UNDERSTAND_NOT_YET:
	case UNDERSTAND_ACK:
	case UNDERSTAND_THANKS:
		add_how_to(&b, s, true);
		break;
	case UNDERSTAND_REPORT:
	case UNDERSTAND_QUESTION:
		add_how_to(&b, s, false);
		break;
	case UNDERSTAND_NOISE:
	case UNDERSTAND_CORRECT:
		add_if_fits(&b, ". Can giup nhan: HD");
		break;
	case UNDERSTAND_CONFIRM:
	case UNDERSTAND_CONFIRM_MEETING:
	case UNDERSTAND_PARTIAL:
	case UNDERSTAND_PLAN:
	case UNDERSTAND_DECLINE:
	case UNDERSTAND_DELEGATE:
	case UNDERSTAND_HELP:
	case UNDERSTAND_LIST:
	case UNDERSTAND_REPORT_DONE:
	case UNDERSTAND_WRONG_CODE:
	case UNDERSTAND_WRONG_PERSON:
	case UNDERSTAND_STOP:
	case UNDERSTAND_AUTO:
	case UNDERSTAND_EMPTY:
	case UNDERSTAND_INTENT__N:
		break;
	}
	finish(r, &b);
}
