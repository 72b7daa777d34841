#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/org.h"
#include "store/load.h"

#include <stdio.h>
#include <string.h>

void test_put_tells_new_changed_and_same(void **state);
void test_null_keeps_what_is_there(void **state);
void test_parent_must_exist(void **state);
void test_unit_cannot_be_below_itself(void **state);
void test_new_unit_needs_name_and_kind(void **state);
void test_new_phone_keeps_the_old_as_earlier(void **state);
void test_number_of_another_person_is_refused(void **state);
void test_number_given_on_is_nobodys_earlier(void **state);
void test_unknown_role_is_refused(void **state);
void test_assignment_ends_by_its_key(void **state);
void test_assignment_needs_both(void **state);
void test_meeting_of_a_branch(void **state);
void test_holidays_and_sessions(void **state);
void test_dropping_tells_whether_it_was_there(void **state);
void test_stopped_is_a_fact(void **state);

static struct store *
fresh(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err) || store_begin(s, &err))
		fail_msg("%s", err.text);
	return s;
}

static void
done(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_flush(s, &err), 0);
	store_close(s);
}

static struct facts *
facts_of(struct store *s)
{
	char top[] = "huyen", mid[] = "cum", low[] = "xa", end[] = "chi_doan";
	char *const levels[] = { top, mid, low, end };
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, 4, &f, &err))
		fail_msg("%s", err.text);
	return f;
}

static int
unit(struct store *s, const char *code, const char *kind, const char *parent)
{
	struct err err = { 0 };
	const struct org_unit u = { .code = code,
		.name = code,
		.kind = kind,
		.parent = parent,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	return org_put_unit(s, &u, &err);
}

static int
person(struct store *s, const char *code, const char *phone)
{
	struct err err = { 0 };
	const struct org_person p = { .code = code,
		.name = code,
		.phone = phone };
	int rc = org_put_person(s, &p, 1000, &err);
	if (rc < 0)
		assert_int_equal(err.code, ERR_INVALID);
	return rc;
}

void
test_put_tells_new_changed_and_same(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	struct org_unit u = { .code = "TANHOA",
		.name = "Xã Tân Hòa",
		.kind = "xa",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	uint64_t g0 = store_generation(s);
	assert_int_equal(org_put_unit(s, &u, &err), 1);
	uint64_t g1 = store_generation(s);
	assert_true(g1 > g0);
	assert_int_equal(org_put_unit(s, &u, &err), 0);
	assert_int_equal(store_generation(s), g1);
	u.until_on = civil_day(2025, 6, 30);
	assert_int_equal(org_put_unit(s, &u, &err), 2);
	assert_true(store_generation(s) > g1);
	done(s);
}

void
test_null_keeps_what_is_there(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	const struct org_unit full = { .code = "TANHOA",
		.name = "Xã Tân Hòa",
		.kind = "xa",
		.aliases = "Tan Hoa|TH",
		.contact_name = "Lan",
		.contact_phone = "+84912000009",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_unit bare = { .code = "TANHOA",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_unit cleared = { .code = "TANHOA",
		.aliases = "",
		.contact_phone = "",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	assert_int_equal(org_put_unit(s, &full, &err), 1);
	assert_int_equal(org_put_unit(s, &bare, &err), 0);
	struct facts *f = facts_of(s);
	assert_string_equal(f->units[0].name, "Xã Tân Hòa");
	assert_string_equal(f->units[0].aliases, "Tan Hoa|TH");
	assert_string_equal(f->units[0].contact_phone, "+84912000009");
	facts_free(f);
	assert_int_equal(org_put_unit(s, &cleared, &err), 2);
	f = facts_of(s);
	assert_string_equal(f->units[0].aliases, "");
	assert_null(f->units[0].contact_phone);
	assert_string_equal(f->units[0].contact_name, "Lan");
	facts_free(f);
	done(s);
}

void
test_parent_must_exist(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	const struct org_unit u = { .code = "TANHOA",
		.name = "x",
		.kind = "xa",
		.parent = "CUM9",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	assert_int_equal(org_put_unit(s, &u, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "CUM9"));
	assert_int_equal(unit(s, "HUYEN", "huyen", "HUYEN"), 1);
	assert_int_equal(unit(s, "CUM9", "cum", "HUYEN"), 1);
	assert_int_equal(org_put_unit(s, &u, &err), 1);
	struct facts *f = facts_of(s);
	int i = facts_unit_by_code(f, "TANHOA");
	assert_string_equal(f->units[f->units[i].parent].code, "CUM9");
	facts_free(f);
	done(s);
}

void
test_unit_cannot_be_below_itself(void **state)
{
	(void)state;
	struct store *s = fresh();
	assert_int_equal(unit(s, "A", "huyen", ""), 1);
	assert_int_equal(unit(s, "B", "cum", "A"), 1);
	assert_int_equal(unit(s, "C", "xa", "B"), 1);
	assert_int_equal(unit(s, "A", "huyen", "C"), -1);
	assert_int_equal(unit(s, "C", "xa", "A"), 2);
	assert_int_equal(unit(s, "B", "cum", ""), 2);
	done(s);
}

void
test_new_unit_needs_name_and_kind(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	struct org_unit u = { .code = "A",
		.kind = "xa",
		.until_on = CIVIL_MAX };
	assert_int_equal(org_put_unit(s, &u, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	u.name = "A";
	u.kind = NULL;
	assert_int_equal(org_put_unit(s, &u, &err), -1);
	u.code = "";
	assert_int_equal(org_put_unit(s, &u, &err), -1);
	done(s);
}

void
test_new_phone_keeps_the_old_as_earlier(void **state)
{
	(void)state;
	struct store *s = fresh();
	bool earlier = false;
	assert_int_equal(person(s, "BAO", "+84912000001"), 1);
	assert_int_equal(person(s, "BAO", "+84912000002"), 2);
	struct facts *f = facts_of(s);
	assert_string_equal(f->people[0].phone, "+84912000002");
	assert_int_equal(f->number_n, 1);
	assert_int_equal(facts_person_by_number(f, "+84912000001", &earlier),
	    0);
	assert_true(earlier);
	facts_free(f);
	/* Back to the old one: it is the current one again. */
	assert_int_equal(person(s, "BAO", "+84912000001"), 2);
	f = facts_of(s);
	assert_int_equal(f->number_n, 1);
	assert_string_equal(f->numbers[0].phone, "+84912000002");
	facts_free(f);
	/* NULL keeps it, "" takes it away. */
	assert_int_equal(person(s, "BAO", NULL), 0);
	assert_int_equal(person(s, "BAO", ""), 2);
	f = facts_of(s);
	assert_null(f->people[0].phone);
	assert_int_equal(f->number_n, 2);
	facts_free(f);
	done(s);
}

void
test_number_of_another_person_is_refused(void **state)
{
	(void)state;
	struct store *s = fresh();
	assert_int_equal(person(s, "BAO", "+84912000001"), 1);
	assert_int_equal(person(s, "HOA", "+84912000001"), -1);
	assert_int_equal(person(s, "HOA", "+84912000002"), 1);
	assert_int_equal(person(s, "HOA", "+84912000001"), -1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->person_n, 2);
	assert_int_equal(f->number_n, 0);
	facts_free(f);
	done(s);
}

void
test_number_given_on_is_nobodys_earlier(void **state)
{
	(void)state;
	struct store *s = fresh();
	assert_int_equal(person(s, "BAO", "+84912000001"), 1);
	assert_int_equal(person(s, "BAO", "+84912000002"), 2);
	assert_int_equal(person(s, "HOA", "+84912000001"), 1);
	bool earlier = true;
	struct facts *f = facts_of(s);
	/* That it was BAO's is remembered, and that it is not any more. */
	assert_int_equal(f->number_n, 1);
	assert_int_equal(f->numbers[0].person, 0);
	assert_true(f->numbers[0].given);
	assert_int_equal(facts_person_by_number(f, "+84912000001", &earlier),
	    1);
	assert_false(earlier);
	facts_free(f);
	/* And when she leaves it, nobody knows whose texts come from it. */
	assert_int_equal(person(s, "HOA", "+84912000003"), 2);
	f = facts_of(s);
	assert_int_equal(f->number_n, 0);
	facts_free(f);
	done(s);
}

void
test_unknown_role_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	struct org_person p = { .code = "A", .name = "A", .role = "boss" };
	assert_int_equal(org_put_person(s, &p, 1, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	p.role = "secretary";
	assert_int_equal(org_put_person(s, &p, 1, &err), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->people[0].role, FACTS_SECRETARY);
	facts_free(f);
	done(s);
}

void
test_assignment_ends_by_its_key(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	unit(s, "TANHOA", "xa", "");
	person(s, "BAO", NULL);
	struct org_assignment a = { "BAO", "TANHOA", CIVIL_NONE, CIVIL_MAX };
	assert_int_equal(org_put_assignment(s, &a, &err), 1);
	assert_int_equal(org_put_assignment(s, &a, &err), 0);
	a.until_on = civil_day(2018, 6, 30);
	assert_int_equal(org_put_assignment(s, &a, &err), 2);
	a.from_on = civil_day(2018, 9, 1);
	assert_int_equal(org_put_assignment(s, &a, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	a.until_on = CIVIL_MAX;
	assert_int_equal(org_put_assignment(s, &a, &err), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->assignment_n, 2);
	assert_int_equal(f->assignments[0].until_on, civil_day(2018, 6, 30));
	facts_free(f);
	assert_int_equal(
	    org_drop_assignment(s, "BAO", "TANHOA", a.from_on, &err), 1);
	assert_int_equal(
	    org_drop_assignment(s, "BAO", "TANHOA", a.from_on, &err), 0);
	done(s);
}

void
test_assignment_needs_both(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	unit(s, "TANHOA", "xa", "");
	struct org_assignment a = { "BAO", "TANHOA", CIVIL_NONE, CIVIL_MAX };
	assert_int_equal(org_put_assignment(s, &a, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "BAO"));
	person(s, "BAO", NULL);
	a.unit = "TANLOI";
	assert_int_equal(org_put_assignment(s, &a, &err), -1);
	assert_non_null(strstr(err.text, "TANLOI"));
	done(s);
}

void
test_meeting_of_a_branch(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	unit(s, "AP3", "chi_doan", "");
	struct org_meeting m = { "AP3", "FREQ=MONTHLY;BYMONTHDAY=5",
		"Nhà văn hóa", 1140 };
	assert_int_equal(org_put_meeting(s, &m, &err), 1);
	assert_int_equal(org_put_meeting(s, &m, &err), 0);
	m.place = NULL;
	m.minute = -1;
	assert_int_equal(org_put_meeting(s, &m, &err), 2);
	struct facts *f = facts_of(s);
	assert_int_equal(f->meeting_n, 1);
	assert_int_equal(f->meetings[0].minute, -1);
	assert_string_equal(f->meetings[0].place, "Nhà văn hóa");
	assert_int_equal(f->meetings[0].rule.kind, RECUR_MONTH_DAYS);
	assert_int_equal(f->meetings[0].rule.days[0], 5);
	facts_free(f);
	m.unit = "AP9";
	assert_int_equal(org_put_meeting(s, &m, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	done(s);
}

void
test_holidays_and_sessions(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int32_t late = civil_day(2018, 9, 3), early = civil_day(2018, 4, 30);
	assert_int_equal(org_put_holiday(s, late, "Quốc khánh", &err), 1);
	assert_int_equal(org_put_holiday(s, early, "30/4", &err), 1);
	assert_int_equal(org_put_holiday(s, early, "30/4", &err), 0);
	assert_int_equal(org_put_holiday(s, early, "Giải phóng", &err), 2);
	assert_int_equal(org_put_session(s, late, "Phiên 1", &err), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->holiday_n, 2);
	assert_int_equal(f->holidays[0].on, early);
	assert_string_equal(f->holidays[0].name, "Giải phóng");
	assert_true(facts_is_holiday(f, late));
	assert_int_equal(f->session_n, 1);
	assert_string_equal(f->sessions[0].name, "Phiên 1");
	facts_free(f);
	done(s);
}

void
test_dropping_tells_whether_it_was_there(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int32_t day = civil_day(2018, 4, 30);
	unit(s, "AP3", "chi_doan", "");
	const struct org_meeting m = { "AP3", "", "", -1 };
	org_put_holiday(s, day, "x", &err);
	org_put_session(s, day, "x", &err);
	org_put_meeting(s, &m, &err);
	uint64_t before = store_generation(s);
	assert_int_equal(org_drop_holiday(s, day, &err), 1);
	assert_true(store_generation(s) > before);
	assert_int_equal(org_drop_holiday(s, day, &err), 0);
	assert_int_equal(org_drop_session(s, day, &err), 1);
	assert_int_equal(org_drop_session(s, day, &err), 0);
	assert_int_equal(org_drop_meeting(s, "AP3", &err), 1);
	assert_int_equal(org_drop_meeting(s, "AP3", &err), 0);
	done(s);
}

void
test_stopped_is_a_fact(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	person(s, "BAO", NULL);
	const struct person_id bao = { 1 };
	assert_int_equal(org_set_stopped(s, bao, 1, &err), 2);
	assert_int_equal(org_set_stopped(s, bao, 1, &err), 0);
	struct facts *f = facts_of(s);
	assert_true(f->people[0].stopped);
	facts_free(f);
	done(s);
}
