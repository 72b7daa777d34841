/* What half a year does to a plan of three things a month: people promise, fall
 * ill, stand in, come and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

void test_promise_quiets_until_its_day_is_over(void **state);
void test_promise_is_reminded_once_the_day_before(void **state);
void test_promise_is_asked_about_once_the_day_after(void **state);
void test_promise_never_counts(void **state);
void test_kept_promise_is_not_asked_about(void **state);
void test_new_promise_takes_the_place_of_the_old(void **state);
void test_host_hears_of_a_promise_where_that_is_set(void **state);
void test_exemption_that_ends_inside_the_month(void **state);
void test_exemption_that_leaves_four_days_is_the_month(void **state);
void test_exemption_from_the_last_day_leaves_the_month(void **state);
void test_exemption_without_an_end_stays(void **state);
void test_overlapping_exemptions_are_one(void **state);
void test_holidays_are_no_free_days_beside_an_exemption(void **state);
void test_substitute_is_named_and_the_duty_is_met(void **state);
void test_assignment_that_begins_in_mid_month(void **state);
void test_assignment_that_ends_in_mid_month(void **state);
void test_visit_before_leaving_stays(void **state);
void test_two_people_on_one_unit_owe_each(void **state);
void test_person_without_a_unit_owes_nothing(void **state);
void test_unit_that_nobody_covers_is_a_finding(void **state);
void test_branches_hear_of_a_hand_over_once(void **state);
void test_hand_over_is_silent_unless_set(void **state);
void test_who_learns_is_answered_and_nothing_counts(void **state);
void test_late_pupil_alone_is_no_escalation(void **state);
void test_end_of_training_counts_from_there(void **state);

/* --- promises */

/* SON says on 22 May that he goes on the 27th (a Sunday: days are days). */
static void
promise(struct town *w, const char *more)
{
	town_live(w, more, on2018(5, 20, 9, 0));
	town_run(w, on2018(5, 22, 9, 0));
	town_reply(w, "SON", "27/5 em di tan phuoc");
	assert_int_equal(test_facts(&w->t)->promise_n, 1);
}

void
test_promise_quiets_until_its_day_is_over(void **state)
{
	(void)state;
	struct town w;
	promise(&w, NULL);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "planned");
	town_run(&w, on2018(5, 28, 6, 0));
	int64_t then = on2018(5, 22, 10, 0);
	assert_heard(&w, "SON", "visit.remind", NULL, then, 0);
	assert_heard(&w, "HOA", "visit.remind", NULL, then, 1);
	/* over and not reported: the ladder goes on where it stands */
	town_run(&w, on2018(5, 29, 8, 0));
	assert_heard(&w, "SON", "visit.remind", "con 2 ngay", then, 1);
	town_fini(&w);
}

void
test_promise_is_reminded_once_the_day_before(void **state)
{
	(void)state;
	struct town w;
	promise(&w, NULL);
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 26, 7, 29));
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	town_run(&w, on2018(5, 27, 23, 0));
	assert_heard(&w, "SON", "visit.planned", "27/5", then, 1);
	assert_heard(&w, "SON", NULL, NULL, then, 1);
	assert_int_equal(town_heard(&w, "SON", NULL, NULL, then).at,
	    on2018(5, 26, 7, 30));
	town_fini(&w);
}

void
test_promise_is_asked_about_once_the_day_after(void **state)
{
	(void)state;
	struct town w;
	promise(&w, "[visit]\nremind = 15 07:30\n");
	town_run(&w, on2018(5, 28, 7, 29));
	int64_t then = on2018(5, 27, 0, 0);
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	town_boot(&w); /* what was asked is asked once, whoever runs */
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", "visit.planned", "27/5", then, 1);
	assert_heard(&w, "SON", NULL, NULL, then, 1);
	assert_int_equal(town_heard(&w, "SON", NULL, NULL, then).at,
	    on2018(5, 28, 7, 30));
	town_fini(&w);
}

void
test_promise_never_counts(void **state)
{
	(void)state;
	struct town w;
	promise(&w, NULL);
	town_run(&w, on2018(5, 28, 9, 0));
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "due");
	town_run(&w, on2018(6, 4, 9, 0));
	assert_string_equal(town_state(&w, "2018-05", "SON"), "overdue");
	struct town_heard e = town_heard(&w, "QUAN", "escalate", NULL, 0);
	assert_int_equal(e.n, 1);
	assert_non_null(strstr(e.text, "Son (Tan Phuoc)"));
	town_fini(&w);
}

void
test_kept_promise_is_not_asked_about(void **state)
{
	(void)state;
	struct town w;
	promise(&w, NULL);
	town_run(&w, on2018(5, 27, 15, 0));
	town_reply(&w, "SON", "da di tan phuoc hom nay");
	assert_string_equal(town_state(&w, "2018-05", "SON"), "done");
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	town_fini(&w);
}

void
test_new_promise_takes_the_place_of_the_old(void **state)
{
	(void)state;
	struct town w;
	promise(&w, NULL);
	w.fake.now = on2018(5, 25, 9, 0);
	town_reply(&w, "SON", "30/5 em di tan phuoc");
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 29, 6, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0); /* not on the 26th */
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", "visit.planned", "30/5", then, 2);
	assert_heard(&w, "SON", NULL, NULL, then, 2);
	town_fini(&w);
}

void
test_host_hears_of_a_promise_where_that_is_set(void **state)
{
	(void)state;
	static const char host[] = "+84912000055";
	for (int on = 0; on <= 1; on++) {
		struct town w;
		town_live(&w,
		    on ? "[visit]\ntell_host = yes\nverify_host = yes\n" : NULL,
		    on2018(5, 22, 9, 0));
		const struct org_unit u = { .code = "TANPHUOC",
			.contact_name = "Lý Văn Ba",
			.contact_phone = host,
			.from_on = CIVIL_NONE,
			.until_on = CIVIL_MAX };
		test_begin(&w.t);
		must(&w.t, org_put_unit(w.t.office.store, &u, &w.t.err));
		test_commit(&w.t);
		town_reply(&w, "SON", "27/5 em di tan phuoc");
		w.fake.now += 60;
		town_reply(&w, "SON", "27/5 em di tan phuoc");
		town_run(&w, w.fake.now + 60);
		assert_int_equal(
		    town_heard_by(&w, host, NULL,
			"D/c Son se den Tan Phuoc lam viec ngay 27/5", 0)
			.n,
		    on);
		w.fake.now = on2018(5, 27, 16, 0);
		town_reply(&w, "SON", "da di tan phuoc 27/5");
		town_run(&w, w.fake.now + 60);
		assert_int_equal(
		    town_heard_by(&w, host, NULL, "xin nhan: KHONG", 0).n, on);
		assert_int_equal(town_heard_by(&w, host, NULL, NULL, 0).n,
		    2 * on);
		/* what the host says is a person's to weigh */
		town_hear(&w, host, "KHONG");
		int n = 0;
		test_verb(&w.t, w.fake.now, "inbox list --json");
		n = test_lines(&w.t);
		assert_int_equal(n, 1);
		assert_int_equal(test_facts(&w.t)->visit_n, 1);
		town_fini(&w);
	}
}

/* --- exemptions: closed days of the office's zone */

static void
exempt(struct town *w, int m1, int d1, int32_t until)
{
	test_begin(&w->t);
	must(&w->t, deed_exempt(w->t.office.store, test_person(&w->t, "SON"),
			civil_day(2018, m1, d1), until, "hoc", "cli:test",
			w->fake.now, &w->t.err));
	test_commit(&w->t);
}

void
test_exemption_that_ends_inside_the_month(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(5, 1, 6, 0));
	/* 25, 28 … 31 May are left, five working days: owed */
	exempt(&w, 5, 1, civil_day(2018, 5, 24));
	town_run(&w, on2018(5, 28, 23, 0)); /* the 24th is inside */
	assert_heard(&w, "SON", NULL, NULL, 0, 0);
	town_run(&w, on2018(5, 29, 8, 0));
	assert_heard(&w, "SON", "visit.remind", NULL, 0, 1);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "due");
	town_run(&w, on2018(6, 1, 8, 0));
	assert_heard(&w, "SON", NULL, "da het thang 5", 0, 1);
	town_fini(&w);
}

void
test_exemption_that_leaves_four_days_is_the_month(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, "[visit]\nexempt_days = 5\n", on2018(5, 1, 6, 0));
	exempt(&w, 5, 1, civil_day(2018, 5, 25)); /* 28, 29, 30, 31 are left */
	assert_string_equal(town_state(&w, "2018-05", "SON"), "exempt");
	town_run(&w, on2018(6, 4, 9, 0));
	assert_heard(&w, "SON", NULL, "thang 5", 0, 0);
	assert_heard(&w, "SON", "visit.open", "Thang 6", 0, 1);
	assert_heard(&w, "QUAN", "escalate", "5/5 d/c", 0, 1);
	/* the number of days is the office's to set */
	town_reload(&w, "[visit]\nexempt_days = 4\n");
	assert_string_equal(town_state(&w, "2018-05", "SON"), "overdue");
	town_fini(&w);
}

void
test_exemption_from_the_last_day_leaves_the_month(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	exempt(&w, 5, 31, civil_day(2018, 6, 30));
	assert_string_equal(town_state(&w, "2018-05", "SON"), "due");
	assert_string_equal(town_state(&w, "2018-06", "SON"), "exempt");
	town_run(&w, on2018(5, 30, 23, 0));
	assert_heard(&w, "SON", "visit.remind", "con 2 ngay", 0, 1);
	/* inside it nothing speaks, overdue or not */
	town_run(&w, on2018(6, 30, 23, 0));
	assert_heard(&w, "SON", NULL, NULL, on2018(5, 31, 0, 0), 0);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "overdue");
	town_run(&w, on2018(7, 1, 8, 0));
	assert_heard(&w, "SON", NULL, "Thang 7", on2018(7, 1, 0, 0), 1);
	town_fini(&w);
}

void
test_exemption_without_an_end_stays(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	int64_t then = w.fake.now + 60;
	town_do(&w, "exempt add --person SON --from 2018-05-21 "
		    "--reason chuyen_cong_tac");
	town_run(&w, on2018(6, 16, 9, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "overdue");
	assert_string_equal(town_state(&w, "2018-06", "SON"), "exempt");
	assert_string_equal(town_state(&w, "2018-12", "SON"), "exempt");
	town_do(&w, "exempt list --json");
	json_t *j = test_json(&w.t, 0);
	assert_true(json_is_null(json_object_get(j, "to")));
	json_decref(j);
	town_fini(&w);
}

void
test_overlapping_exemptions_are_one(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(5, 1, 6, 0));
	exempt(&w, 5, 1, civil_day(2018, 5, 14));
	assert_string_equal(town_state(&w, "2018-05", "SON"), "not_due");
	/* each alone leaves more than five days, both together four */
	exempt(&w, 5, 8, civil_day(2018, 5, 27));
	assert_string_equal(town_state(&w, "2018-05", "SON"), "exempt");
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", NULL, NULL, 0, 0);
	town_fini(&w);
}

void
test_holidays_are_no_free_days_beside_an_exemption(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(4, 1, 6, 0));
	/* 23 … 27 and 30 April are left: six working days, of which two off */
	exempt(&w, 4, 1, civil_day(2018, 4, 22));
	assert_string_equal(town_state(&w, "2018-04", "SON"), "not_due");
	town_holiday(&w, 4, 25);
	assert_string_equal(town_state(&w, "2018-04", "SON"), "not_due");
	town_holiday(&w, 4, 30);
	assert_string_equal(town_state(&w, "2018-04", "SON"), "exempt");
	town_fini(&w);
}

void
test_substitute_is_named_and_the_duty_is_met(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	int64_t then = w.fake.now + 60;
	town_do(&w, "visit add --person SON --unit TANPHUOC --date 2018-05-18 "
		    "--by Lê_Văn_Tám --reason di_thay");
	json_t *son = town_look(&w, "2018-05", "people", "SON", &whole);
	assert_string_equal(test_member(son, "state"), "done");
	json_t *v = json_array_get(json_object_get(son, "visits"), 0);
	assert_string_equal(test_member(v, "by"), "Lê Văn Tám");
	json_decref(whole);
	town_run(&w, on2018(6, 1, 6, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	town_do(&w, "history SON");
	assert_non_null(strstr(sbuf_text(&w.t.out), "di thay"));
	town_fini(&w);
}

/* --- assignments */

void
test_assignment_that_begins_in_mid_month(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(5, 1, 6, 0));
	town_person(&w, "LAN", "Vũ Thị Lan", "+84912000031");
	town_assign(&w, "LAN", "TANPHUOC", civil_day(2018, 5, 20), CIVIL_MAX);
	town_run(&w, on2018(5, 19, 23, 0));
	assert_heard(&w, "LAN", NULL, NULL, 0, 0); /* not theirs yet */
	town_run(&w, on2018(5, 24, 8, 0));
	assert_heard(&w, "LAN", NULL, "con 7 ngay", 0, 1);
	assert_string_equal(town_state(&w, "2018-04", "LAN"), "");
	town_run(&w, on2018(6, 1, 8, 0));
	assert_heard(&w, "LAN", NULL, "da het thang 5", 0, 1);
	assert_heard(&w, "LAN", NULL, "thang 4", 0, 0);
	town_fini(&w);
}

void
test_assignment_that_ends_in_mid_month(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 2, 9, 0));
	town_assign(&w, "SON", "TANPHUOC", CIVIL_NONE, civil_day(2018, 5, 16));
	town_run(&w, on2018(5, 16, 23, 0));
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 5, 9, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0);
	assert_heard(&w, "QUAN", "escalate", NULL, 0, 1);
	assert_heard(&w, "QUAN", "escalate", "Son (", 0, 0);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "exempt");
	assert_string_equal(town_state(&w, "2018-06", "SON"), "");
	town_fini(&w);
}

void
test_visit_before_leaving_stays(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	town_live(&w, NULL, on2018(5, 10, 9, 0));
	town_reply(&w, "SON", "da di tan phuoc 8/5");
	town_assign(&w, "SON", "TANPHUOC", CIVIL_NONE, civil_day(2018, 5, 16));
	town_run(&w, on2018(6, 2, 9, 0));
	assert_string_equal(town_state(&w, "2018-05", "SON"), "done");
	json_t *u = town_look(&w, "2018-05", "units", "TANPHUOC", &whole);
	assert_true(json_is_true(json_object_get(u, "visited")));
	assert_false(json_is_true(json_object_get(u, "covered")));
	json_decref(whole);
	town_fini(&w);
}

void
test_two_people_on_one_unit_owe_each(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(5, 9, 9, 0));
	town_person(&w, "LAN", "Vũ Thị Lan", "+84912000031");
	town_assign(&w, "LAN", "TANPHUOC", CIVIL_NONE, CIVIL_MAX);
	town_branch(&w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=20", 19 * 60);
	town_run(&w, on2018(5, 9, 9, 1));
	town_reply(&w, "SON", "da di tan phuoc 8/5");
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 24, 8, 0));
	/* SON's visit is his; LAN still owes hers */
	assert_heard(&w, "SON", NULL, "chua bao di", then, 0);
	assert_heard(&w, "LAN", NULL, "chua bao di", then, 2);
	assert_string_equal(town_state(&w, "2018-05", "SON"), "done");
	assert_string_equal(town_state(&w, "2018-05", "LAN"), "due");
	/* both hear of the branch's meeting, each once */
	assert_heard(&w, "SON", "meeting.remind", "20/5", then, 1);
	assert_heard(&w, "LAN", "meeting.remind", "20/5", then, 1);
	town_fini(&w);
}

void
test_person_without_a_unit_owes_nothing(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 1, 6, 0));
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "QUAN", NULL, NULL, 0, 0);
	assert_heard(&w, "VANPHONG", NULL, NULL, 0, 0);
	assert_string_equal(town_state(&w, "2018-05", "QUAN"), "");
	town_fini(&w);
}

void
test_unit_that_nobody_covers_is_a_finding(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	test_verb(&w.t, w.fake.now, "findings");
	assert_null(strstr(sbuf_text(&w.t.out), "TANPHUOC (Xã Tân Phước)"));
	town_assign(&w, "SON", "TANPHUOC", CIVIL_NONE, civil_day(2018, 5, 19));
	assert_int_equal(test_verb(&w.t, w.fake.now, "findings"), VERB_FAILED);
	assert_non_null(
	    strstr(sbuf_text(&w.t.out), "TANPHUOC (Xã Tân Phước) has no"));
	town_do(&w, "status --month 2018-05");
	assert_non_null(
	    strstr(sbuf_text(&w.t.out), "nobody answers for: Tân Phước"));
	json_t *u = town_look(&w, "2018-05", "units", "TANPHUOC", &whole);
	assert_true(json_is_false(json_object_get(u, "covered")));
	json_decref(whole);
	u = town_look(&w, "2018-05", "units", "TANHOA", &whole);
	assert_true(json_is_true(json_object_get(u, "covered")));
	json_decref(whole);
	town_fini(&w);
}

/* --- hand-over */

static const char contact[] = "+84912000055";

static void
hand_over(struct town *w, const char *more)
{
	town_live(w, more, on2018(5, 20, 9, 0));
	town_branch(w, "TANTIEN-AP1", "Ấp 1", "TANTIEN", contact, NULL, -1);
	town_person(w, "LAN", "Vũ Thị Lan", "+84912000031");
	town_assign(w, "DUYEN", "CUM1", CIVIL_NONE, civil_day(2018, 5, 24));
	town_assign(w, "LAN", "CUM1", civil_day(2018, 5, 25), CIVIL_MAX);
}

void
test_branches_hear_of_a_hand_over_once(void **state)
{
	(void)state;
	struct town w;
	hand_over(&w, "[visit]\ntell_handover = yes\n");
	town_run(&w, on2018(5, 24, 23, 0));
	assert_int_equal(town_heard_by(&w, contact, NULL, NULL, 0).n, 0);
	town_run(&w, on2018(5, 27, 9, 0));
	town_boot(&w);
	town_run(&w, on2018(6, 10, 9, 0));
	struct town_heard h = town_heard_by(&w, contact, NULL, NULL, 0);
	assert_int_equal(h.n, 1);
	assert_string_equal(h.text,
	    "HUYEN DOAN: tu 25/5 d/c Vu Thi Lan (+84912000031) phu trach "
	    "Ap 1. Can gi xin lien he d/c.");
	assert_int_equal(h.at, on2018(5, 25, 7, 0));
	town_fini(&w);
}

void
test_hand_over_is_silent_unless_set(void **state)
{
	(void)state;
	struct town w;
	hand_over(&w, NULL);
	town_run(&w, on2018(5, 30, 9, 0));
	assert_int_equal(town_heard_by(&w, contact, NULL, NULL, 0).n, 0);
	town_fini(&w);
}

/* --- training */

void
test_who_learns_is_answered_and_nothing_counts(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_do(&w, "train SON on --reason moi");
	town_reply(&w, "SON", "da di tan phuoc 18/5");
	struct town_heard a = town_heard(&w, "SON", "answer", NULL, 0);
	assert_int_equal(a.n, 1);
	assert_int_equal(strncmp(a.text, "(TAP) Da ghi", 12), 0);
	w.fake.now += 60;
	town_reply(&w, "SON", "28/5 em di");
	assert_heard(&w, "SON", "answer", "(TAP) ", 0, 2);
	const struct facts *f = test_facts(&w.t);
	assert_int_equal(f->visit_n, 0);
	assert_int_equal(f->promise_n, 0);
	/* all is computed and shown */
	town_run(&w, on2018(5, 24, 8, 0));
	assert_heard(&w, "SON", "visit.remind", "con 7 ngay", 0, 1);
	json_t *son = town_look(&w, "2018-05", "people", "SON", &whole);
	assert_true(json_is_true(json_object_get(son, "training")));
	json_decref(whole);
	/* and nobody is told that a pupil is late */
	town_run(&w, on2018(6, 5, 9, 0));
	assert_heard(&w, "QUAN", "escalate", NULL, 0, 1);
	assert_heard(&w, "QUAN", "escalate", "Son (", 0, 0);
	assert_heard(&w, "QUAN", "escalate", "5/5 d/c", 0, 1);
	town_fini(&w);
}

void
test_late_pupil_alone_is_no_escalation(void **state)
{
	(void)state;
	static const char *const others[][2] = { { "DUYEN", "TANPHU" },
		{ "BAO", "TANHOA" }, { "ANH", "DONGTIEN" },
		{ "HOA", "DONGTAM" }, { "THUY", "THUANLOI" } };
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_do(&w, "train SON on --reason moi");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		test_visited(&w.t, others[i][0], others[i][1], 5, 18,
		    on2018(5, 20, 9, 0));
	town_run(&w, on2018(6, 8, 9, 0));
	assert_heard(&w, "QUAN", NULL, NULL, 0, 0);
	town_do(&w, "train SON off --reason xong");
	town_run(&w, on2018(6, 8, 10, 0));
	assert_heard(&w, "QUAN", "escalate", "1/6 d/c", 0, 1);
	town_fini(&w);
}

void
test_end_of_training_counts_from_there(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_do(&w, "train SON on --reason moi");
	town_reply(&w, "SON", "da di tan phuoc 18/5");
	town_do(&w, "train SON off --reason xong");
	assert_string_equal(town_state(&w, "2018-05", "SON"), "due");
	w.fake.now += 60;
	town_reply(&w, "SON", "da di tan phuoc 18/5");
	assert_string_equal(town_state(&w, "2018-05", "SON"), "done");
	assert_heard(&w, "SON", "answer", "(TAP) ", 0, 1);
	assert_heard(&w, "SON", "answer", NULL, 0, 2);
	town_fini(&w);
}
