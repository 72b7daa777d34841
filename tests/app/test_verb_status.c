/* `status`: the month as the interface page promises it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/intake.h"

void test_status_has_the_promised_members(void **state);
void test_state_follows_the_month(void **state);
void test_done_shows_the_visit_and_its_source(void **state);
void test_claim_after_the_deadline_asks_for_a_look(void **state);
void test_exempt_and_planned_are_states(void **state);
void test_people_are_those_with_an_assignment(void **state);
void test_units_are_those_that_are_visited(void **state);
void test_per_unit_each_unit_is_owed(void **state);
void test_session_of_the_month_is_shown(void **state);
void test_month_defaults_into_the_plan(void **state);
void test_wrong_month_is_usage(void **state);
void test_words_for_a_person(void **state);

static int64_t
may(int day)
{
	return on2018(5, day, 9, 0);
}

static json_t *
status(struct test_office *t, int64_t now, const char *words)
{
	assert_int_equal(test_verb(t, now, words), VERB_DONE);
	assert_int_equal(test_lines(t), 1);
	return test_json(t, 0);
}

/* The element with that code of an array; borrowed. */
static json_t *
one(json_t *all, const char *array, const char *code)
{
	size_t i;
	json_t *j;
	json_array_foreach(json_object_get(all, array), i, j)
	{
		if (strcmp(test_member(j, "code"), code) == 0)
			return j;
	}
	return NULL;
}

static json_int_t
number(json_t *j, const char *name)
{
	json_t *n = json_object_get(j, name);
	assert_true(json_is_integer(n));
	return json_integer_value(n);
}

static void
assert_state(struct test_office *t, int64_t now, const char *words,
    const char *code, const char *state)
{
	json_t *j = status(t, now, words);
	assert_string_equal(test_member(one(j, "people", code), "state"),
	    state);
	json_decref(j);
}

void
test_status_has_the_promised_members(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	json_t *j = status(&t, may(24), "status --json");
	assert_string_equal(test_member(j, "month"), "2018-05");
	json_t *bao = one(j, "people", "BAO");
	assert_non_null(bao);
	assert_string_equal(test_member(bao, "name"), "Phạm Quốc Bảo");
	assert_int_equal(number(bao, "required"), 1);
	assert_int_equal(number(bao, "done"), 0);
	assert_string_equal(test_member(bao, "state"), "due");
	assert_true(json_is_array(json_object_get(bao, "visits")));
	assert_true(json_is_false(json_object_get(bao, "verify")));
	json_t *meetings = json_object_get(bao, "meetings");
	assert_int_equal(number(meetings, "required"), 1);
	assert_int_equal(number(meetings, "attended"), 0);
	json_t *report = json_object_get(bao, "report");
	assert_true(json_is_null(json_object_get(report, "session")));
	assert_true(json_is_false(json_object_get(report, "done")));
	json_t *unit = one(j, "units", "TANHOA");
	assert_string_equal(test_member(unit, "name"), "Xã Tân Hòa");
	assert_true(json_is_false(json_object_get(unit, "visited")));
	assert_true(json_is_null(json_object_get(unit, "last")));
	json_decref(j);
	test_office_fini(&t);
}

void
test_state_follows_the_month(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_state(&t, may(24), "status --json --month 2018-06", "BAO",
	    "not_due");
	assert_state(&t, may(1), "status --json", "BAO", "due");
	assert_state(&t, on2018(5, 31, 23, 59), "status --json", "BAO", "due");
	assert_state(&t, on2018(6, 1, 0, 0), "status --json --month 2018-05",
	    "BAO", "overdue");
	test_office_fini(&t);
}

void
test_done_shows_the_visit_and_its_source(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	log_setup(0, LOG_ERROR - 1);
	must(&t, intake_reply(&t.office, "sms", "+84912000003",
		     "da di tan hoa 12/5", "1", may(13), &t.err));
	must(&t, intake_apply(&t.office, may(13), &t.err));
	assert_int_equal(test_verb(&t, may(14),
			     "visit add --person SON --unit TANPHUOC "
			     "--date 2018-05-10 --reason bao_cao_giay"),
	    VERB_DONE);
	json_t *j = status(&t, may(24), "status --json --month 2018-05");
	json_t *bao = one(j, "people", "BAO");
	assert_string_equal(test_member(bao, "state"), "done");
	assert_int_equal(number(bao, "done"), 1);
	json_t *visits = json_object_get(bao, "visits");
	assert_int_equal(json_array_size(visits), 1);
	json_t *v = json_array_get(visits, 0);
	assert_string_equal(test_member(v, "unit"), "TANHOA");
	assert_string_equal(test_member(v, "date"), "2018-05-12");
	assert_string_equal(test_member(v, "source"), "reply");
	v = json_array_get(json_object_get(one(j, "people", "SON"), "visits"),
	    0);
	assert_string_equal(test_member(v, "source"), "manual");
	json_t *unit = one(j, "units", "TANHOA");
	assert_true(json_is_true(json_object_get(unit, "visited")));
	assert_string_equal(test_member(unit, "last"), "2018-05-12");
	unit = one(j, "units", "TANLOI");
	assert_true(json_is_false(json_object_get(unit, "visited")));
	json_decref(j);
	/* in June TANHOA waits again, and its last is still known */
	j = status(&t, may(24), "status --json --month 2018-06");
	unit = one(j, "units", "TANHOA");
	assert_true(json_is_false(json_object_get(unit, "visited")));
	assert_string_equal(test_member(unit, "last"), "2018-05-12");
	json_decref(j);
	test_office_fini(&t);
}

void
test_claim_after_the_deadline_asks_for_a_look(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	log_setup(0, LOG_ERROR - 1);
	must(&t, intake_reply(&t.office, "sms", "+84912000003",
		     "da di tan hoa 30/5", "1", on2018(6, 3, 9, 0), &t.err));
	must(&t, intake_apply(&t.office, on2018(6, 3, 9, 0), &t.err));
	json_t *j =
	    status(&t, on2018(6, 3, 9, 1), "status --json --month 2018-05");
	json_t *bao = one(j, "people", "BAO");
	assert_string_equal(test_member(bao, "state"), "done");
	assert_true(json_is_true(json_object_get(bao, "verify")));
	json_decref(j);
	/* a person looked, and entered it by hand */
	assert_int_equal(test_verb(&t, on2018(6, 3, 10, 0),
			     "visit add --person BAO --unit TANHOA "
			     "--date 2018-05-30 --reason da_xem_so_tay"),
	    VERB_DONE);
	j = status(&t, on2018(6, 3, 11, 0), "status --json --month 2018-05");
	bao = one(j, "people", "BAO");
	assert_string_equal(test_member(bao, "state"), "done");
	assert_true(json_is_false(json_object_get(bao, "verify")));
	assert_int_equal(json_array_size(json_object_get(bao, "visits")), 1);
	json_decref(j);
	test_office_fini(&t);
}

void
test_exempt_and_planned_are_states(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	log_setup(0, LOG_ERROR - 1);
	assert_int_equal(test_verb(&t, may(2),
			     "exempt add --person HOA --from 2018-05-01 "
			     "--to 2018-05-31 --reason thai_san"),
	    VERB_DONE);
	must(&t, intake_reply(&t.office, "sms", "+84912000003", "HEN 28/5", "1",
		     may(24), &t.err));
	must(&t, intake_apply(&t.office, may(24), &t.err));
	assert_state(&t, may(24), "status --json", "HOA", "exempt");
	json_t *j = status(&t, may(24), "status --json");
	json_t *bao = one(j, "people", "BAO");
	assert_string_equal(test_member(bao, "state"), "planned");
	assert_string_equal(test_member(bao, "planned"), "2018-05-28");
	json_decref(j);
	assert_state(&t, on2018(6, 2, 9, 0), "status --json --month 2018-05",
	    "BAO", "overdue");
	test_office_fini(&t);
}

void
test_people_are_those_with_an_assignment(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	const struct org_assignment a = { "VANPHONG", "TANPHU",
		civil_day(2018, 7, 15), civil_day(2018, 8, 1) };
	test_begin(&t);
	must(&t, org_put_assignment(t.office.store, &a, &t.err));
	test_commit(&t);
	json_t *j = status(&t, may(24), "status --json");
	assert_int_equal(json_array_size(json_object_get(j, "people")), 6);
	assert_null(one(j, "people", "QUAN"));
	json_decref(j);
	j = status(&t, may(24), "status --json --month 2018-08");
	assert_non_null(one(j, "people", "VANPHONG"));
	json_decref(j);
	j = status(&t, may(24), "status --json --month 2018-09");
	assert_null(one(j, "people", "VANPHONG"));
	json_decref(j);
	test_office_fini(&t);
}

void
test_units_are_those_that_are_visited(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	const struct org_unit merged = { .code = "TANLOI",
		.from_on = CIVIL_NONE,
		.until_on = civil_day(2018, 6, 30) };
	test_begin(&t);
	must(&t, org_put_unit(t.office.store, &merged, &t.err));
	test_commit(&t);
	json_t *j = status(&t, may(24), "status --json");
	assert_int_equal(json_array_size(json_object_get(j, "units")), 11);
	assert_null(one(j, "units", "CUM2"));
	json_decref(j);
	j = status(&t, may(24), "status --json --month 2018-07");
	assert_int_equal(json_array_size(json_object_get(j, "units")), 10);
	assert_null(one(j, "units", "TANLOI"));
	json_decref(j);
	test_office_fini(&t);
}

void
test_per_unit_each_unit_is_owed(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, "[visit]\nper = unit\n");
	test_visited(&t, "BAO", "TANHOA", 5, 12, may(12));
	json_t *j = status(&t, may(24), "status --json");
	json_t *bao = one(j, "people", "BAO");
	assert_int_equal(number(bao, "required"), 3);
	assert_int_equal(number(bao, "done"), 1);
	assert_string_equal(test_member(bao, "state"), "due");
	json_decref(j);
	test_visited(&t, "BAO", "TANLOI", 5, 13, may(13));
	test_visited(&t, "BAO", "TANHUNG", 5, 14, may(14));
	assert_state(&t, may(24), "status --json", "BAO", "done");
	test_office_fini(&t);
}

void
test_session_of_the_month_is_shown(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	test_begin(&t);
	must(&t, org_put_session(t.office.store, civil_day(2018, 6, 15), "BTV",
		     &t.err));
	test_commit(&t);
	test_visited(&t, "BAO", "TANHOA", 5, 12, may(12));
	json_t *j = status(&t, may(24), "status --json");
	json_t *r = json_object_get(one(j, "people", "BAO"), "report");
	assert_string_equal(test_member(r, "session"), "2018-06-15");
	assert_true(json_is_false(json_object_get(r, "done")));
	json_decref(j);
	assert_int_equal(test_verb(&t, may(25),
			     "result add --person BAO --session 2018-06-15 "
			     "--reason da_nhan"),
	    VERB_DONE);
	j = status(&t, may(25), "status --json");
	r = json_object_get(one(j, "people", "BAO"), "report");
	assert_true(json_is_true(json_object_get(r, "done")));
	json_decref(j);
	test_office_fini(&t);
}

void
test_month_defaults_into_the_plan(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	json_t *j = status(&t, on2018(1, 5, 9, 0), "status --json");
	assert_string_equal(test_member(j, "month"), "2018-04");
	json_decref(j);
	j = status(&t, on2018(12, 31, 9, 0) + 40 * 86400, "status --json");
	assert_string_equal(test_member(j, "month"), "2018-12");
	json_decref(j);
	/* the office's day, not the machine's: 00:30 on 1 June there */
	j = status(&t, on2018(6, 1, 0, 30), "status --json");
	assert_string_equal(test_member(j, "month"), "2018-06");
	json_decref(j);
	test_office_fini(&t);
}

void
test_wrong_month_is_usage(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(test_verb(&t, may(24), "status --month 2018-13"),
	    VERB_USAGE);
	assert_int_equal(test_verb(&t, may(24), "status --month 5/2018"),
	    VERB_USAGE);
	assert_int_equal(test_verb(&t, may(24), "status 2018-05"), VERB_USAGE);
	assert_int_equal(test_verb(&t, may(24), "status --mouth 2018-05"),
	    VERB_USAGE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_non_null(strstr(sbuf_text(&t.talk), "--mouth"));
	test_office_fini(&t);
}

void
test_words_for_a_person(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	test_visited(&t, "BAO", "TANHOA", 5, 12, may(12));
	assert_int_equal(test_verb(&t, may(24), "status"), VERB_DONE);
	const char *s = sbuf_text(&t.out);
	assert_non_null(strstr(s, "people 1/6, units 1/11"));
	assert_non_null(strstr(s, "Tân Hòa 12/05"));
	const char *never = strstr(s, "nobody has been to: ");
	assert_non_null(never);
	assert_non_null(strstr(never, "Tân Lợi"));
	assert_null(strstr(never, "Tân Hòa"));
	test_office_fini(&t);
}
