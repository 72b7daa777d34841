#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/deed.h"
#include "store/load.h"
#include "store/org.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_empty_database_is_empty_facts(void **state);
void test_kinds_become_levels(void **state);
void test_kinds_follow_the_configured_names(void **state);
void test_parents_may_come_later(void **state);
void test_live_since_is_the_setting(void **state);
void test_said_of_a_gone_code_is_left_out(void **state);
void test_withdrawn_is_not_shown(void **state);
void test_copy_gives_the_same_facts(void **state);

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

static void
unit(struct store *s, const char *code, const char *kind, const char *parent)
{
	struct err err = { 0 };
	const struct org_unit u = { .code = code,
		.name = code,
		.kind = kind,
		.parent = parent,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	if (org_put_unit(s, &u, &err) < 0)
		fail_msg("%s", err.text);
}

static struct facts *
facts_by(struct store *s, char *const *levels, size_t n)
{
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, n, &f, &err))
		fail_msg("%s", err.text);
	return f;
}

static int
level(const struct facts *f, const char *code)
{
	return f->units[facts_unit_by_code(f, code)].level;
}

static struct facts *
facts_of(struct store *s)
{
	char top[] = "huyen", mid[] = "cum", low[] = "xa", end[] = "chi_doan";
	char *const levels[] = { top, mid, low, end };
	return facts_by(s, levels, 4);
}

void
test_empty_database_is_empty_facts(void **state)
{
	(void)state;
	struct store *s = fresh();
	struct facts *f = facts_of(s);
	assert_int_equal(f->unit_n + f->person_n + f->number_n +
			     f->assignment_n + f->meeting_n + f->holiday_n +
			     f->session_n + f->visit_n + f->attendance_n +
			     f->promise_n + f->exemption_n + f->result_n +
			     f->said_n,
	    0);
	assert_int_equal(f->live_since, 0);
	facts_free(f);
	done(s);
}

void
test_kinds_become_levels(void **state)
{
	(void)state;
	struct store *s = fresh();
	unit(s, "H", "huyen", "");
	unit(s, "C", "cum", "H");
	unit(s, "X", "xa", "C");
	unit(s, "T", "thi_tran", "C");
	unit(s, "P", "phuong", "H");
	unit(s, "B", "chi_doan", "X");
	unit(s, "TO", "to", "B");     /* below a branch: as a branch */
	unit(s, "KHOI", "khoi", "H"); /* unknown: below its parent */
	unit(s, "TOP", "tinh", "");   /* unknown, no parent: the top */
	struct facts *f = facts_of(s);
	assert_int_equal(level(f, "H"), 0);
	assert_int_equal(level(f, "C"), 1);
	assert_int_equal(level(f, "X"), 2);
	assert_int_equal(level(f, "T"), 2);
	assert_int_equal(level(f, "P"), 2);
	assert_int_equal(level(f, "B"), 3);
	assert_int_equal(level(f, "TO"), 3);
	assert_int_equal(level(f, "KHOI"), 1);
	assert_int_equal(level(f, "TOP"), 0);
	facts_free(f);
	done(s);
}

void
test_kinds_follow_the_configured_names(void **state)
{
	(void)state;
	char top[] = "tinh", low[] = "xã phường", end[] = "chi đoàn";
	char *const levels[] = { top, low, end };
	struct store *s = fresh();
	unit(s, "TINH", "tinh", "");
	unit(s, "X", "xã phường", "TINH");
	unit(s, "P", "phuong", "TINH");
	unit(s, "C", "cum", "TINH"); /* no such level here */
	unit(s, "B", "chi đoàn", "X");
	struct facts *f = facts_by(s, levels, 3);
	assert_int_equal(level(f, "TINH"), 0);
	assert_int_equal(level(f, "X"), 1);
	assert_int_equal(level(f, "P"), 1);
	assert_int_equal(level(f, "C"), 1);
	assert_int_equal(level(f, "B"), 2);
	facts_free(f);
	done(s);
}

void
test_parents_may_come_later(void **state)
{
	(void)state;
	struct store *s = fresh();
	unit(s, "X", "moi", "");
	unit(s, "H", "huyen", "");
	unit(s, "X", "moi", "H");
	struct facts *f = facts_of(s);
	int x = facts_unit_by_code(f, "X");
	assert_int_equal(f->units[x].parent, facts_unit_by_code(f, "H"));
	assert_int_equal(f->units[x].level, 1);
	facts_free(f);
	done(s);
}

void
test_live_since_is_the_setting(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	assert_int_equal(store_setting_put(s, "live_since", "1525132800", &err),
	    0);
	struct facts *f = facts_of(s);
	assert_int_equal(f->live_since, 1525132800);
	facts_free(f);
	done(s);
}

static void
say(struct store *s, const char *duty)
{
	struct err err = { 0 };
	const struct person_id bao = { 1 };
	const struct outbox_item item = { duty, "remind/-7", 10 };
	if (outbox_pass_over(s, bao, &item, 1, 20, &err))
		fail_msg("%s", err.text);
}

static void
person(struct store *s, const char *code)
{
	struct err err = { 0 };
	const struct org_person p = { .code = code, .name = code };
	if (org_put_person(s, &p, 1, &err) < 0)
		fail_msg("%s", err.text);
}

void
test_said_of_a_gone_code_is_left_out(void **state)
{
	(void)state;
	struct store *s = fresh();
	person(s, "BAO");
	say(s, "visit/2018-05/BAO");
	say(s, "visit/2018-05/GONE");
	say(s, "visit/2018-06/BAO");
	struct facts *f = facts_of(s);
	assert_int_equal(f->said_n, 2);
	assert_int_equal(f->said[0].duty.when, civil_month(2018, 5));
	assert_int_equal(f->said[1].duty.when, civil_month(2018, 6));
	facts_free(f);
	done(s);
}

static struct deed_visit
visit(int32_t on)
{
	return (struct deed_visit){ .person = { 1 },
		.unit = { 1 },
		.on = on,
		.month = civil_month(2018, 5),
		.source = FACTS_MANUAL,
		.who = "cli:root",
		.reason = "giấy báo",
		.now = 1000 };
}

void
test_withdrawn_is_not_shown(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	const struct person_id bao = { 1 };
	struct store *s = fresh();
	unit(s, "X", "xa", "");
	person(s, "BAO");
	const struct deed_visit v = visit(civil_day(2018, 5, 12));
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	assert_int_equal(deed_add_attendance(s, &v, &err), 1);
	assert_int_equal(deed_exempt(s, bao, 1, 2, "ốm", "web", 5, &err), 1);
	assert_int_equal(deed_result(s, bao, 9, true, NULL, "reply", 5, &err),
	    1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].source, FACTS_MANUAL);
	assert_int_equal(f->visits[0].on, civil_day(2018, 5, 12));
	assert_int_equal(f->visits[0].created_at, 1000);
	int64_t attendance = f->attendances[0].id;
	assert_int_equal(f->exemption_n, 1);
	assert_string_equal(f->exemptions[0].reason, "ốm");
	assert_int_equal(f->result_n, 1);
	assert_true(f->results[0].verify);
	facts_free(f);
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 6, &err), 1);
	assert_int_equal(
	    deed_remove_attendance(s, attendance, "web", "nhầm", 6, &err), 1);
	assert_int_equal(deed_remove_exemption(s, bao, 1, "web", "", 6, &err),
	    1);
	assert_int_equal(deed_remove_result(s, bao, 9, "web", "", 6, &err), 1);
	f = facts_of(s);
	assert_int_equal(
	    f->visit_n + f->attendance_n + f->exemption_n + f->result_n, 0);
	facts_free(f);
	done(s);
}

void
test_copy_gives_the_same_facts(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh(), *copy = NULL;
	void *image = NULL;
	size_t n = 0;
	for (int i = 0; i < 300; i++) {
		char code[16];
		snprintf(code, sizeof code, "P%d", i);
		person(s, code);
		snprintf(code, sizeof code, "U%d", i);
		unit(s, code, i % 3 ? "xa" : "chi_doan", "");
	}
	unit(s, "X", "xa", "");
	say(s, "visit/2018-05/P0");
	const struct deed_visit v = visit(CIVIL_NONE);
	assert_int_equal(deed_add_visit(s, &v, NULL, &err), 1);
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_snapshot(s, &image, &n, &err), 0);
	assert_int_equal(store_open_memory(&copy, image, n, &err), 0);
	struct facts *a = facts_of(s), *b = facts_of(copy);
	assert_int_equal(a->unit_n, 301);
	assert_int_equal(b->unit_n, a->unit_n);
	assert_int_equal(b->person_n, a->person_n);
	for (int i = 0; i < a->unit_n; i++) {
		assert_int_equal(b->units[i].id.v, a->units[i].id.v);
		assert_string_equal(b->units[i].code, a->units[i].code);
		assert_int_equal(b->units[i].level, a->units[i].level);
	}
	for (int i = 0; i < a->person_n; i++)
		assert_string_equal(b->people[i].code, a->people[i].code);
	assert_int_equal(b->visit_n, 1);
	assert_int_equal(b->visits[0].on, CIVIL_NONE);
	assert_int_equal(b->said_n, 1);
	facts_free(a);
	facts_free(b);

	store_close(copy);
	store_close(s);
	free(image);
}
