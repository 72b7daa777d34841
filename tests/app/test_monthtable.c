#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/monthtable.h"

void test_states_have_symbol_and_word(void **state);
void test_months_of_the_plan_are_linked(void **state);
void test_present_month_stays_within_the_plan(void **state);
void test_per_unit_every_unit_is_owed(void **state);
void test_late_claims_wait_for_a_person(void **state);

static struct person_id
person(struct webroom *w, const char *code)
{
	struct err e = { 0 };
	const struct facts *f = office_facts(&w->office, &e);
	return f->people[facts_person_by_code(f, code)].id;
}

static struct unit_id
unit(struct webroom *w, const char *code)
{
	struct err e = { 0 };
	const struct facts *f = office_facts(&w->office, &e);
	return f->units[facts_unit_by_code(f, code)].id;
}

static void
visit(struct webroom *w, const char *who, const char *where, int32_t on,
    bool verify)
{
	struct err e = { 0 };
	struct visit_id id;
	struct deed_visit v = { .person = person(w, who),
		.unit = unit(w, where),
		.on = on,
		.month = civil_month(2018, 5),
		.source = FACTS_MANUAL,
		.verify = verify,
		.who = "test",
		.now = w->now };
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(deed_add_visit(w->office.store, &v, &id, &e), 1);
	assert_int_equal(store_end(w->office.store, &e), 0);
}

static void
enter(struct webroom *w, const char *config)
{
	webroom_init(w, config);
	assert_int_equal(webroom_enter(w), 303);
}

void
test_states_have_symbol_and_word(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	enter(&w, webroom_sandbox);
	webroom_get(&w, "/");
	assert_shows(&w, "<h1>Tháng 5/2018</h1>");
	assert_shows(&w, "01/05 – 31/05/2018");
	assert_shows(&w, "<i aria-hidden=\"true\">○</i> cần đi");
	assert_hides(&w, "Lê Minh Quân"); /* owes nothing */
	struct event_id none = { 0 };
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_true(deed_promise(w.office.store, person(&w, "BAO"),
			unit(&w, "TANLOI"), civil_day(2018, 5, 28),
			civil_month(2018, 5), none, w.now, &e) >= 0);
	assert_true(deed_exempt(w.office.store, person(&w, "SON"),
			civil_day(2018, 5, 1), civil_day(2018, 12, 31),
			"học tỉnh", "test", w.now, &e) >= 0);
	assert_int_equal(store_end(w.office.store, &e), 0);
	webroom_get(&w, "/");
	assert_shows(&w, "<i aria-hidden=\"true\">◷</i> đã hẹn 28/05");
	assert_shows(&w, "◷</i> hẹn 28/05 Tân Lợi");
	assert_hides(&w, "hẹn 28/05 Tân Hòa");
	assert_shows(&w, "<i aria-hidden=\"true\">–</i> miễn</span> "
			 "<small>(học tỉnh, đến 31/12/2018)");
	assert_shows(&w, "0/1 đồng chí, 0/3 đơn vị"); /* exempt: not missing */
	visit(&w, "BAO", "TANHOA", CIVIL_NONE, false);
	webroom_get(&w, "/");
	assert_shows(&w, "<i aria-hidden=\"true\">✓</i> đã đi");
	assert_shows(&w, "Tân Hòa <small>nhập tay, không rõ ngày</small>");
	assert_shows(&w, "1/1 đồng chí, 1/3 đơn vị");
	w.now += 20 * 86400;
	assert_int_equal(webroom_enter(&w), 303);
	webroom_get(&w, "/?m=2018-04");
	assert_shows(&w, "<i aria-hidden=\"true\">!</i> quá hạn 44 ngày");
	webroom_fini(&w);
}

void
test_months_of_the_plan_are_linked(void **state)
{
	(void)state;
	struct webroom w;
	enter(&w, webroom_sandbox);
	webroom_get(&w, "/");
	assert_shows(&w, "href=\"/?m=2018-04\"");
	assert_shows(&w, "href=\"/?m=2018-06\"");
	webroom_get(&w, "/?m=2018-04");
	assert_hides(&w, "m=2018-03");
	webroom_get(&w, "/?m=2018-12");
	assert_shows(&w, "m=2018-11");
	assert_hides(&w, "m=2019-01");
	assert_int_equal(webroom_get(&w, "/?m=2019-06"), 200);
	assert_shows(&w, "ngoài thời gian của kế hoạch");
	webroom_fini(&w);
}

void
test_present_month_stays_within_the_plan(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	w.now = civil_at(civil_day(2019, 3, 1), 0, 25200);
	webroom_enter(&w);
	webroom_get(&w, "/");
	assert_shows(&w, "<h1>Tháng 12/2018</h1>");
	w.now = civil_at(civil_day(2018, 1, 1), 0, 25200);
	webroom_enter(&w);
	webroom_get(&w, "/");
	assert_shows(&w, "<h1>Tháng 4/2018</h1>");
	webroom_fini(&w);
}

void
test_per_unit_every_unit_is_owed(void **state)
{
	(void)state;
	struct webroom w;
	enter(&w, "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = "
		  "2018-12\n[visit]\nper = unit\n");
	visit(&w, "BAO", "TANHOA", civil_day(2018, 5, 2), false);
	webroom_get(&w, "/");
	assert_shows(&w, "0/2 đồng chí, 1/3 đơn vị");
	assert_shows(&w, "<small>1/2 lần</small>");
	visit(&w, "BAO", "TANLOI", civil_day(2018, 5, 3), false);
	webroom_get(&w, "/");
	assert_shows(&w, "1/2 đồng chí, 2/3 đơn vị");
	assert_shows(&w, "<small>2/2 lần</small>");
	webroom_fini(&w);
}

void
test_late_claims_wait_for_a_person(void **state)
{
	(void)state;
	struct webroom w;
	enter(&w, webroom_sandbox);
	visit(&w, "SON", "TANPHUOC", civil_day(2018, 5, 31), true);
	webroom_get(&w, "/");
	assert_shows(&w, "<i aria-hidden=\"true\">?</i> cần xác minh");
	assert_shows(&w, "31/05 Tân Phước <small>nhập tay, chờ xác minh");
	webroom_fini(&w);
}
