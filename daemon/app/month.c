#include "app/month.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

static int
cluster_of(const struct month *m, int unit)
{
	return m->level > 0 ? facts_unit_at_level(m->f, unit, m->level - 1)
			    : FACTS_NONE;
}

static int
cluster_of_person(const struct month *m, const struct standing *st)
{
	int cluster = st->unit_n ? cluster_of(m, st->units[0]) : FACTS_NONE;
	for (int i = 1; i < st->unit_n; i++) {
		if (cluster_of(m, st->units[i]) != cluster)
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
fold_units(const struct month *m, struct month_person *l)
{
	if (!l->st.unit_n)
		return;
	enum standing_state worst = STANDING_EXEMPT;
	l->required = 0;
	l->done = 0;
	for (int i = 0; i < l->st.unit_n; i++) {
		struct standing one;
		standing_visit(m->f, m->p, l->person, l->st.units[i], m->month,
		    m->now, &one);
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
add_person(struct month *m, int person, size_t *cap)
{
	struct month_person l = { .person = person };
	standing_visit(m->f, m->p, person, FACTS_NONE, m->month, m->now, &l.st);
	if (!standing_assigned(m->f, m->p, person, m->month) && !l.st.done)
		return;
	l.required = l.st.required;
	l.done = l.st.done;
	if (m->p->visit_per_unit)
		fold_units(m, &l);
	l.cluster = cluster_of_person(m, &l.st);
	const char *name = m->f->people[person].name;
	struct sbuf words = { 0 };
	sbuf_add(&words, facts_given_name(name));
	sbuf_add(&words, " ");
	sbuf_add(&words, name);
	l.key = fold_sort_key(sbuf_text(&words));
	sbuf_fini(&words);
	m->people =
	    mem_grow(m->people, cap, m->person_n + 1, sizeof *m->people);
	m->people[m->person_n++] = l;
	m->people_all += l.st.state != STANDING_EXEMPT;
	m->people_done += l.st.state == STANDING_DONE;
}

static int
compare_people(const void *a, const void *b)
{
	const struct month_person *x = a, *y = b;
	if (x->cluster != y->cluster) {
		if (x->cluster < 0 || y->cluster < 0)
			return x->cluster < 0 ? 1 : -1;
		return x->cluster < y->cluster ? -1 : 1;
	}
	int c = strcmp(x->key, y->key);
	return c ? c : (x->person > y->person) - (x->person < y->person);
}

static bool
unit_counts(const struct month *m, int unit)
{
	const struct facts_unit *u = &m->f->units[unit];
	return u->level == m->level && u->from_on <= m->last &&
	       u->until_on >= m->first;
}

static int
compare_units(const void *a, const void *b)
{
	const struct month_unit *x = a, *y = b;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

static void
note_units(struct month *m)
{
	m->units = mem_new((size_t)m->f->unit_n + 1, sizeof *m->units);
	for (int i = 0; i < m->f->unit_n; i++) {
		if (unit_counts(m, i))
			m->units[m->unit_n++] = (struct month_unit){ .unit = i,
				.cluster = cluster_of(m, i),
				.last_on = CIVIL_NONE };
	}
	qsort(m->units, m->unit_n, sizeof *m->units, compare_units);
}

static void
note_visit(struct month *m, struct month_unit *u, const struct facts_visit *x)
{
	if (x->month == m->month && !u->visited) {
		u->visited = true;
		m->units_visited++;
	}
	if (x->on != CIVIL_NONE && x->on <= m->last && x->on > u->last_on)
		u->last_on = x->on;
}

/* Each visit once, whatever the number of units. */
static void
note_visits(struct month *m)
{
	struct month_unit **of =
	    mem_new((size_t)m->f->unit_n + 1, sizeof(struct month_unit *));
	for (size_t i = 0; i < m->unit_n; i++)
		of[m->units[i].unit] = &m->units[i];
	for (int i = 0; i < m->f->visit_n; i++) {
		const struct facts_visit *x = &m->f->visits[i];
		int unit = facts_unit_at_level(m->f, x->unit, m->level);
		if (unit >= 0 && of[unit])
			note_visit(m, of[unit], x);
	}
	free(of);
}

void
month_init(struct month *m, const struct facts *f, const struct policy *p,
    int32_t month, int64_t now)
{
	size_t cap = 0;
	*m = (struct month){ .f = f,
		.p = p,
		.level = policy_visit_level(p),
		.month = month,
		.first = civil_month_first(month),
		.last = civil_month_last(month),
		.today = civil_on(now, p->offset_s),
		.now = now };
	m->session = standing_next_session(f, m->last);
	note_units(m);
	note_visits(m);
	for (int i = 0; i < f->person_n; i++)
		add_person(m, i, &cap);
	if (m->person_n)
		qsort(m->people, m->person_n, sizeof *m->people,
		    compare_people);
}

void
month_fini(struct month *m)
{
	for (size_t i = 0; i < m->person_n; i++)
		free(m->people[i].key);
	free(m->people);
	free(m->units);
	*m = (struct month){ 0 };
}

int32_t
month_promised(const struct month *m, int person, int unit)
{
	int32_t on = CIVIL_NONE;
	for (int i = 0; i < m->f->promise_n; i++) {
		const struct facts_promise *q = &m->f->promises[i];
		if (q->person == person && q->month == m->month)
			on = q->unit == unit ? q->on : CIVIL_NONE;
	}
	return on >= m->today ? on : CIVIL_NONE;
}

bool
month_was_at(const struct month *m, int person, int unit)
{
	int n;
	int first = standing_visits(m->f, person, m->month, &n);
	for (int i = first; i < first + n; i++) {
		if (facts_unit_at_level(m->f, m->f->visits[i].unit, m->level) ==
		    unit)
			return true;
	}
	return false;
}

const struct facts_exemption *
month_exemption(const struct month *m, int person)
{
	for (int i = 0; i < m->f->exemption_n; i++) {
		const struct facts_exemption *e = &m->f->exemptions[i];
		if (e->person == person && e->from_on <= m->last &&
		    e->until_on >= m->first)
			return e;
	}
	return NULL;
}

int32_t
month_present(const struct policy *p, int64_t now)
{
	int32_t month = civil_month_of(civil_on(now, p->offset_s));
	if (month < p->from_month)
		return p->from_month;
	return month > p->until_month ? p->until_month : month;
}
