#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/month.h"

void test_people_stand_under_their_cluster_by_given_name(void **state);
void test_units_know_the_month_and_the_last_visit(void **state);
void test_month_without_people_is_empty(void **state);

static const struct facts *
facts_of(struct webroom *w)
{
	struct err e = { 0 };
	const struct facts *f = office_facts(&w->office, &e);
	assert_non_null(f);
	return f;
}

static void
assign(struct webroom *w, const char *code, const char *name, const char *phone,
    const char *unit)
{
	struct err e = { 0 };
	struct org_person p = { .code = code,
		.name = name,
		.phone = phone,
		.role = "cadre" };
	struct org_assignment a = { code, unit, CIVIL_NONE, CIVIL_MAX };
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(org_put_person(w->office.store, &p, w->now, &e), 1);
	assert_int_equal(org_put_assignment(w->office.store, &a, &e), 1);
	assert_int_equal(store_end(w->office.store, &e), 0);
}

static void
visit(struct webroom *w, const char *who, const char *where, int32_t on)
{
	struct err e = { 0 };
	struct visit_id id;
	const struct facts *f = facts_of(w);
	struct deed_visit v = { .person =
				    f->people[facts_person_by_code(f, who)].id,
		.unit = f->units[facts_unit_by_code(f, where)].id,
		.on = on,
		.month = civil_month_of(on),
		.source = FACTS_MANUAL,
		.who = "test",
		.now = w->now };
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(deed_add_visit(w->office.store, &v, &id, &e), 1);
	assert_int_equal(store_end(w->office.store, &e), 0);
}

/* Ă stands behind A and before B, whatever the family name. */
void
test_people_stand_under_their_cluster_by_given_name(void **state)
{
	(void)state;
	struct webroom w;
	struct month m;
	webroom_init(&w, webroom_sandbox);
	assign(&w, "AN", "Vũ Thị Ân", "+84912000011", "TANLOI");
	assign(&w, "AN2", "Bùi Văn An", "+84912000012", "TANHOA");
	assign(&w, "AN3", "Đỗ Thị Ăn", "+84912000013", "TANHOA");
	assign(&w, "ALL", "Mai Anh", "+84912000014", "HUYEN");
	static const char *const order[] = { "AN2", "AN3", "AN", "BAO", "SON",
		"ALL" };
	const struct facts *f = facts_of(&w);
	month_init(&m, f, w.office.config->policy, civil_month(2018, 5), w.now);
	assert_int_equal(m.person_n, 6);
	for (size_t i = 0; i < m.person_n; i++)
		assert_string_equal(f->people[m.people[i].person].code,
		    order[i]);
	assert_int_equal(m.people[0].cluster, facts_unit_by_code(f, "CUM2"));
	assert_int_equal(m.people[4].cluster, facts_unit_by_code(f, "CUM3"));
	assert_int_equal(m.people[5].cluster, FACTS_NONE); /* all of them */
	month_fini(&m);
	webroom_fini(&w);
}

void
test_units_know_the_month_and_the_last_visit(void **state)
{
	(void)state;
	struct webroom w;
	struct month m;
	webroom_init(&w, webroom_sandbox);
	visit(&w, "BAO", "TANHOA", civil_day(2018, 4, 20));
	visit(&w, "BAO", "TANHOA", civil_day(2018, 4, 10));
	visit(&w, "BAO", "TANLOI", civil_day(2018, 5, 3));
	visit(&w, "SON", "TANPHUOC", civil_day(2018, 6, 1));
	const struct facts *f = facts_of(&w);
	month_init(&m, f, w.office.config->policy, civil_month(2018, 5), w.now);
	assert_int_equal(m.unit_n, 3);
	assert_int_equal(m.units_visited, 1);
	assert_int_equal(m.people_done, 1);
	assert_int_equal(m.people_all, 2);
	assert_string_equal(f->units[m.units[0].unit].code, "TANHOA");
	assert_false(m.units[0].visited);
	assert_int_equal(m.units[0].last_on, civil_day(2018, 4, 20));
	assert_true(m.units[1].visited);
	assert_false(m.units[2].visited);
	assert_int_equal(m.units[2].last_on, CIVIL_NONE); /* June is later */
	int bao = facts_person_by_code(f, "BAO");
	assert_true(month_was_at(&m, bao, m.units[1].unit));
	assert_false(month_was_at(&m, bao, m.units[0].unit));
	month_fini(&m);
	webroom_fini(&w);
}

void
test_month_without_people_is_empty(void **state)
{
	(void)state;
	struct webroom w;
	struct month m;
	webroom_init(&w, webroom_sandbox);
	month_init(&m, facts_of(&w), w.office.config->policy,
	    civil_month(2018, 3), w.now);
	assert_int_equal(m.person_n, 0);
	assert_int_equal(m.people_all, 0);
	month_fini(&m);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/?m=2018-03"), 200);
	assert_shows(&w, "Tháng này chưa phân công ai.");
	webroom_fini(&w);
}
