/* The acceptance scenarios A2, A3, A9 and A10: what must hold when something is
 * broken, off, changed in between, or at the edge of a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

#include "app/month.h"

void test_a2_broken_unit_harms_no_other_of_the_text(void **state);
void test_a2_broken_branch_harms_no_visit(void **state);
void test_a2_meeting_without_a_date_is_never_planned(void **state);
void test_a3_a_week_off_is_one_useful_text_each(void **state);
void test_a9_number_is_that_of_the_moment(void **state);
void test_a9_old_number_is_that_person_and_shown(void **state);
void test_a9_exempt_person_hears_nothing_and_owes_by_rule(void **state);
void test_a9_stand_in_keeps_the_own_name(void **state);
void test_a9_hand_over_moves_the_duty(void **state);
void test_a9_moved_meeting_is_said_once_for_its_day(void **state);
void test_a9_moved_after_its_text_is_corrected(void **state);
void test_a10_last_minute_of_may_is_may(void **state);
void test_a10_confirmed_a_day_later_is_may_once(void **state);
void test_a10_branch_of_the_31st_meets_on_30_june(void **state);
void test_a10_reminder_goes_out_before_the_holidays(void **state);
void test_a10_at_two_in_the_night_only_answers_leave(void **state);
void test_a10_status_and_page_show_the_same(void **state);

static const char *const cadres[] = { "DUYEN", "BAO", "ANH", "SON", "HOA",
	"THUY" };
enum { CADRES = sizeof cadres / sizeof *cadres };

static int
failed_row(void *arg, const struct outbox_row *m)
{
	struct test_tally *a = arg;
	if (m->state == MESSAGE_FAILED) {
		a->n++;
		a->last = m->id;
		assert_int_equal(m->reason, MESSAGE_R_NO_TEXT);
		assert_int_equal(m->attempts, 0);
		assert_int_equal(m->first_attempt_at, 0);
	}
	return 0;
}

static int
failed(struct town *w)
{
	struct test_tally a = { .n = 0 };
	must(&w->t, outbox_list(w->t.office.store, -1, 0, failed_row, &a));
	return a.n;
}

/* --- A2 */

static const char one_rung[] = "[visit]\nper = unit\nopen =\n"
			       "remind = -7 07:30\noverdue =\nescalate =\n";

void
test_a2_broken_unit_harms_no_other_of_the_text(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, one_rung, on2018(5, 23, 9, 0));
	town_rename(&w, "TANLOI", "");
	int64_t due = on2018(5, 24, 7, 30);
	town_run(&w, due);
	/* within this one look: the good ones sent, the bad one failed */
	assert_heard(&w, "BAO", "visit.remind", NULL, due, 1);
	struct town_heard h = town_heard(&w, "BAO", NULL, NULL, due);
	assert_non_null(strstr(h.text, "Tan Hoa"));
	assert_non_null(strstr(h.text, "Tan Hung"));
	assert_int_equal(failed(&w), 1);
	/* a week later there is still one message, and one failure */
	town_run(&w, on2018(5, 31, 7, 30));
	assert_heard(&w, "BAO", NULL, NULL, due, 1);
	assert_int_equal(failed(&w), 1);
	for (int i = 0; i < CADRES; i++)
		assert_heard(&w, cadres[i], "visit.remind", NULL, due, 1);
	assert_int_equal(w.fake.seen, CADRES);
	town_fini(&w);
}

void
test_a2_broken_branch_harms_no_visit(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, "[visit]\nopen =\nremind = -7 07:30\n",
	    on2018(5, 23, 9, 0));
	town_branch(&w, "TANHOA-AP1", "Ấp 1", "TANHOA", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=25", 19 * 60);
	town_rename(&w, "TANHOA-AP1", "");
	town_turn(&w);
	int64_t due = on2018(5, 24, 7, 30);
	town_run(&w, due);
	struct town_heard h = town_heard(&w, "BAO", NULL, NULL, due);
	assert_int_equal(h.n, 1);
	assert_non_null(strstr(h.text, "chua bao di co so"));
	assert_int_equal(failed(&w), 1);
	town_run(&w, on2018(5, 25, 18, 0));
	assert_heard(&w, "BAO", NULL, NULL, due, 1);
	assert_int_equal(failed(&w), 1);
	town_fini(&w);
}

void
test_a2_meeting_without_a_date_is_never_planned(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, "[visit]\nopen =\nremind =\n", on2018(5, 1, 6, 0));
	town_branch(&w, "TANHOA-AP1", "Ấp 1", "TANHOA", NULL, "", 19 * 60);
	town_branch(&w, "TANHOA-AP2", "Ấp 2", "TANHOA", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=10", 19 * 60);
	town_run(&w, on2018(5, 12, 9, 0));
	assert_heard(&w, "BAO", "meeting.remind", "Ap 2", 0, 1);
	assert_heard(&w, "BAO", NULL, "Ap 1", 0, 0);
	/* and it is a finding, the one with a date is not */
	assert_int_equal(test_verb(&w.t, w.fake.now, "findings"), VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&w.t.out), "TANHOA-AP1"));
	assert_null(strstr(sbuf_text(&w.t.out), "TANHOA-AP2"));
	town_fini(&w);
}

/* --- A3 */

enum { NEW = 6 };

static void
six_more(struct town *w)
{
	static const struct {
		const char *code, *name, *phone, *unit;
	} more[NEW] = {
		{ "LAN", "Vũ Thị Lan", "+84912000031", "TANTIEN" },
		{ "NAM", "Lý Văn Nam", "+84912000032", "TANLAP" },
		{ "HIEN", "Bùi Thị Hiền", "+84912000033", "TANLOI" },
		{ "DUNG", "Võ Tiến Dũng", "+84912000034", "TANHUNG" },
		{ "PHUC", "Mai Văn Phúc", "+84912000035", "THUANLOI" },
		{ "YEN", "Đỗ Thị Yến", "+84912000036", "THUANPHU" },
	};
	for (int i = 0; i < NEW; i++) {
		town_person(w, more[i].code, more[i].name, more[i].phone);
		town_assign(w, more[i].code, more[i].unit, CIVIL_NONE,
		    CIVIL_MAX);
	}
}

static int
not_in_hours(void *arg, const struct outbox_row *m)
{
	int second = civil_second_of_day(m->updated_at, TEST_OFFSET);
	bool good = (second >= 7 * 3600 && second < 11 * 3600 + 1800) ||
		    (second >= 13 * 3600 + 1800 && second < 21 * 3600);
	*(int *)arg += m->state == MESSAGE_ACCEPTED &&
		       strcmp(m->kind, "answer") != 0 && !good;
	return 0;
}

static int
passed_over(struct town *w, const char *code, int64_t from)
{
	const struct facts *f = test_facts(&w->t);
	int person = facts_person_by_code(f, code), n = 0;
	for (int i = 0; i < f->said_n; i++)
		n += f->said[i].person == person && f->said[i].passed &&
		     f->said[i].due_at > from;
	return n;
}

void
test_a3_a_week_off_is_one_useful_text_each(void **state)
{
	(void)state;
	struct town w;
	/* four rungs of each fall between the 20th and the 27th */
	town_init(&w,
	    "[visit]\nremind = 21 07:30, -9 07:30, -7 07:30, -6 07:30\n",
	    on2018(5, 1, 6, 0));
	six_more(&w);
	static const char *const days[] = { "21", "23", "25" };
	for (int i = 0; i < 3; i++) {
		char code[24], rule[48];
		snprintf(code, sizeof code, "TANPHUOC-AP%d", i + 1);
		snprintf(rule, sizeof rule, "FREQ=MONTHLY;BYMONTHDAY=%s",
		    days[i]);
		town_branch(&w, code, "Ấp", "TANPHUOC", NULL, rule, 19 * 60);
	}
	town_do(&w, "exempt add --person HOA --from 2018-05-18 --to 2018-05-30 "
		    "--reason hoc");
	town_run(&w, on2018(5, 20, 9, 0));
	/* off; two have answered, one by paper, one by a text that waited */
	int64_t back = on2018(5, 27, 3, 0);
	test_visited(&w.t, "ANH", "DONGTIEN", 5, 22, on2018(5, 22, 9, 0));
	w.fake.now = back;
	town_boot(&w);
	town_reply(&w, "BAO", "da di tan loi 23/5");
	town_run(&w, on2018(5, 28, 6, 0));
	assert_heard(&w, "ANH", NULL, NULL, back, 0); /* done */
	assert_heard(&w, "HOA", NULL, NULL, back, 0); /* exempt */
	assert_heard(&w, "BAO", "answer", NULL, back, 1);
	assert_heard(&w, "BAO", NULL, NULL, back, 1); /* no reminder */
	static const char *const late[] = { "DUYEN", "SON", "THUY", "LAN",
		"NAM", "HIEN", "DUNG", "PHUC", "YEN" };
	for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
		assert_heard(&w, late[i], NULL, NULL, back, 1);
		assert_heard(&w, late[i], NULL, "con 4 ngay", back, 1);
		assert_int_equal(passed_over(&w, late[i], on2018(5, 20, 9, 0)),
		    3);
	}
	/* past meetings: only what is still worth a question, in that text */
	assert_heard(&w, "SON", NULL, "21/5", back, 0);
	assert_heard(&w, "SON", NULL, "23/5", back, 0);
	assert_heard(&w, "SON", NULL, "19h T6 25/5 khong?", back, 1);
	struct town_heard d = town_heard(&w, "QUAN", "digest", NULL, back);
	assert_int_equal(d.n, 1);
	assert_heard(&w, "QUAN", NULL, NULL, back, 1);
	assert_non_null(strstr(d.text, "ngung tu 20/5 den 27/5"));
	assert_non_null(strstr(d.text, "Bo 27 luot nhac da cu"));
	assert_non_null(strstr(d.text, "9 d/c"));
	int outside = 0;
	must(&w.t,
	    outbox_list(w.t.office.store, -1, back, not_in_hours, &outside));
	assert_int_equal(outside, 0);
	town_fini(&w);
}

/* --- A9 */

void
test_a9_number_is_that_of_the_moment(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, "[visit]\nremind = 24 09:59\n", on2018(5, 23, 9, 0));
	w.fake.now = on2018(5, 24, 9, 59);
	town_plan(&w); /* queued, not sent yet */
	assert_int_equal(test_tally(&w.t, MESSAGE_QUEUED, NULL).n, CADRES);
	w.fake.now = on2018(5, 24, 10, 0);
	test_phone(&w.t, "BAO", "+84912000077");
	town_run(&w, on2018(5, 24, 10, 5));
	int64_t since = on2018(5, 24, 9, 59);
	assert_int_equal(town_heard_by(&w, "+84912000077", NULL, NULL, since).n,
	    1);
	assert_int_equal(town_heard_by(&w, "+84912000003", NULL, NULL, since).n,
	    0);
	town_fini(&w);
}

static int
copy_why(void *arg, const struct inbound_row *r)
{
	snprintf(arg, 1024, "%s", r->guess);
	return 0;
}

void
test_a9_old_number_is_that_person_and_shown(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 23, 9, 0));
	test_phone(&w.t, "BAO", "+84912000077");
	town_hear(&w, "+84912000003", "da di tan loi 22/5");
	const struct facts *f = test_facts(&w.t);
	assert_int_equal(f->visit_n, 1);
	assert_string_equal(f->people[f->visits[0].person].code, "BAO");
	/* answered to the number that wrote */
	assert_int_equal(town_heard_by(&w, "+84912000003", "answer", NULL, 0).n,
	    1);
	char guess[1024] = "";
	must(&w.t, inbound_of_person(w.t.office.store, test_person(&w.t, "BAO"),
		       1, copy_why, guess));
	assert_non_null(strstr(guess, "an earlier number"));
	town_fini(&w);
}

void
test_a9_exempt_person_hears_nothing_and_owes_by_rule(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 9, 9, 0));
	town_do(&w, "exempt add --person ANH --from 2018-05-10 --to 2018-05-25 "
		    "--reason om");
	/* more than five working days lie outside: May stays owed */
	assert_string_equal(town_state(&w, "2018-05", "ANH"), "due");
	town_run(&w, on2018(5, 25, 23, 0));
	assert_heard(&w, "ANH", NULL, NULL, on2018(5, 10, 0, 0), 0);
	assert_heard(&w, "SON", "visit.remind", NULL, on2018(5, 10, 0, 0), 2);
	/* back: what fell into it is not made good, the next rung speaks */
	town_run(&w, on2018(5, 29, 7, 0));
	assert_heard(&w, "ANH", NULL, NULL, on2018(5, 10, 0, 0), 0);
	town_run(&w, on2018(5, 29, 8, 0));
	assert_heard(&w, "ANH", "visit.remind", "con 2 ngay",
	    on2018(5, 10, 0, 0), 1);
	town_fini(&w);
}

void
test_a9_stand_in_keeps_the_own_name(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_do(&w, "exempt add --person ANH --from 2018-05-10 --to 2018-05-25 "
		    "--reason om");
	town_do(&w, "visit add --person SON --unit DONGTIEN --date 2018-05-18 "
		    "--reason di_thay");
	json_t *son = town_look(&w, "2018-05", "people", "SON", &whole);
	assert_string_equal(test_member(son, "state"), "done");
	json_t *v = json_array_get(json_object_get(son, "visits"), 0);
	assert_string_equal(test_member(v, "unit"), "DONGTIEN");
	json_decref(whole);
	json_t *unit = town_look(&w, "2018-05", "units", "DONGTIEN", &whole);
	assert_true(json_is_true(json_object_get(unit, "visited")));
	json_decref(whole);
	/* whether it is ANH's, too, is the office's word */
	assert_string_equal(town_state(&w, "2018-05", "ANH"), "due");
	town_do(&w, "visit add --person ANH --unit DONGTIEN --date 2018-05-18 "
		    "--by Sơn --reason bi_thu_dong_y");
	json_t *anh = town_look(&w, "2018-05", "people", "ANH", &whole);
	assert_string_equal(test_member(anh, "state"), "done");
	v = json_array_get(json_object_get(anh, "visits"), 0);
	assert_string_equal(test_member(v, "by"), "Sơn");
	json_decref(whole);
	town_fini(&w);
}

void
test_a9_hand_over_moves_the_duty(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 23, 9, 0));
	town_person(&w, "LAN", "Vũ Thị Lan", "+84912000031");
	int64_t due = on2018(5, 24, 7, 30);
	w.fake.now = due;
	town_plan(&w);
	/* before it left, DUYEN's cluster went to LAN */
	town_assign(&w, "DUYEN", "CUM1", CIVIL_NONE, civil_day(2018, 5, 23));
	town_assign(&w, "LAN", "CUM1", civil_day(2018, 5, 24), CIVIL_MAX);
	town_run(&w, on2018(5, 24, 20, 0));
	assert_heard(&w, "DUYEN", NULL, NULL, due, 0);
	assert_int_equal(test_tally(&w.t, MESSAGE_CANCELLED, NULL).n, 1);
	test_state_is(&w.t, test_tally(&w.t, MESSAGE_CANCELLED, NULL).last,
	    MESSAGE_CANCELLED, MESSAGE_R_CHANGED);
	assert_heard(&w, "LAN", "visit.remind", "Tan Phu", due, 1);
	town_run(&w, on2018(6, 2, 9, 0));
	assert_heard(&w, "DUYEN", NULL, NULL, due, 0);
	assert_heard(&w, "LAN", NULL, "da het thang 5", due, 1);
	assert_string_equal(town_state(&w, "2018-05", "LAN"), "overdue");
	assert_string_equal(town_state(&w, "2018-06", "DUYEN"), "");
	town_fini(&w);
}

/* The branch of the 5th, with SON in charge and its reminder at 07:30 on the
 * 4th; visits are silent. */
static void
fifth(struct town *w, int64_t from)
{
	town_init(w, "[visit]\nopen =\nremind =\noverdue =\nescalate =\n",
	    from);
	town_branch(w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=5", 19 * 60);
	town_turn(w);
}

static const char to_the_7th[] =
    "meeting move --unit TANPHUOC-AP1 --date 2018-06-05 --to 2018-06-07 "
    "--reason ban_hop";

void
test_a9_moved_meeting_is_said_once_for_its_day(void **state)
{
	(void)state;
	struct town w;
	fifth(&w, on2018(6, 3, 9, 0));
	w.fake.now = on2018(6, 4, 7, 30);
	town_plan(&w);
	struct test_tally old = test_tally(&w.t, MESSAGE_QUEUED, NULL);
	assert_int_equal(old.n, 1);
	town_do(&w, to_the_7th);
	town_run(&w, on2018(6, 7, 18, 0));
	test_state_is(&w.t, old.last, MESSAGE_CANCELLED, MESSAGE_R_CHANGED);
	assert_heard(&w, "SON", NULL, NULL, 0, 1);
	struct town_heard h = town_heard(&w, "SON", NULL, NULL, 0);
	assert_int_equal(h.at, on2018(6, 6, 7, 30));
	assert_non_null(strstr(h.text, "19h T5 07/6"));
	assert_null(strstr(h.text, "Doi lich")); /* nobody knew of the 5th */
	town_fini(&w);
}

void
test_a9_moved_after_its_text_is_corrected(void **state)
{
	(void)state;
	struct town w;
	fifth(&w, on2018(6, 3, 9, 0));
	town_run(&w, on2018(6, 4, 12, 0));
	assert_heard(&w, "SON", "meeting.remind", "19h T3 05/6", 0, 1);
	w.fake.now = on2018(6, 4, 15, 0);
	town_do(&w, to_the_7th);
	town_run(&w, on2018(6, 7, 18, 0));
	assert_heard(&w, "SON", "meeting.remind", "Doi lich: ", 0, 1);
	/* at once: SON must not go on the 5th */
	assert_int_equal(town_heard(&w, "SON", NULL, "Doi lich: ", 0).at,
	    on2018(6, 4, 15, 0));
	assert_heard(&w, "SON", "meeting.remind", "19h T5 07/6", 0, 1);
	assert_heard(&w, "SON", NULL, NULL, 0, 2);
	/* on the old day nobody is asked, after the new one SON is */
	town_run(&w, on2018(6, 8, 12, 0));
	assert_heard(&w, "SON", "meeting.ask", "07/6", 0, 1);
	assert_heard(&w, "SON", "meeting.ask", NULL, 0, 1);
	town_fini(&w);
}

/* --- A10 */

void
test_a10_last_minute_of_may_is_may(void **state)
{
	(void)state;
	struct town w;
	const char *zone = getenv("TZ");
	char before[64];
	snprintf(before, sizeof before, "%s", zone ? zone : "");
	setenv("TZ", "UTC", 1); /* there it is 16:30 of the 31st */
	town_live(&w, NULL, on2018(5, 31, 23, 30));
	town_do(&w, "status --json");
	json_t *j = test_json(&w.t, 0);
	assert_string_equal(test_member(j, "month"), "2018-05");
	json_decref(j);
	assert_string_equal(town_state(&w, "2018-05", "BAO"), "due");
	town_run(&w, on2018(6, 1, 0, 0)); /* still the 31st in UTC */
	assert_string_equal(town_state(&w, "2018-05", "BAO"), "overdue");
	town_do(&w, "status --json");
	j = test_json(&w.t, 0);
	assert_string_equal(test_member(j, "month"), "2018-06");
	json_decref(j);
	if (zone)
		setenv("TZ", before, 1);
	else
		unsetenv("TZ");
	town_fini(&w);
}

void
test_a10_confirmed_a_day_later_is_may_once(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 30, 9, 0));
	town_run(&w, on2018(6, 1, 6, 30));
	town_reply(&w, "BAO", "da di tan loi 31/5");
	w.fake.now += 60;
	town_reply(&w, "BAO", "em da di tan loi ngay 31/5 roi a");
	const struct facts *f = test_facts(&w.t);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].month, civil_month(2018, 5));
	assert_int_equal(f->visits[0].on, civil_day(2018, 5, 31));
	assert_true(f->visits[0].verify); /* said after it was overdue */
	assert_string_equal(town_state(&w, "2018-05", "BAO"), "done");
	town_run(&w, on2018(6, 1, 8, 0));
	assert_string_equal(town_state(&w, "2018-06", "BAO"), "due");
	assert_heard(&w, "BAO", NULL, "da het thang", 0, 0);
	town_fini(&w);
}

void
test_a10_branch_of_the_31st_meets_on_30_june(void **state)
{
	(void)state;
	struct town w;
	struct recur r;
	unsigned warnings = 0;
	assert_int_equal(recur_parse("ngày 31", 2018, &r, &warnings), 0);
	town_init(&w, "[visit]\nopen =\nremind =\noverdue =\nescalate =\n",
	    on2018(6, 27, 9, 0));
	town_branch(&w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", NULL, r.text,
	    19 * 60);
	town_run(&w, on2018(7, 29, 9, 0));
	assert_heard(&w, "SON", "meeting.remind", "30/6", 0, 1);
	assert_heard(&w, "SON", "meeting.remind", NULL, 0, 1);
	town_run(&w, on2018(7, 30, 9, 0));
	assert_heard(&w, "SON", "meeting.remind", "31/7", 0, 1);
	town_fini(&w);
}

void
test_a10_reminder_goes_out_before_the_holidays(void **state)
{
	(void)state;
	struct town w;
	/* the month's last day, 30 April: 28/4–1/5 were free */
	town_init(&w, "[visit]\nopen =\nremind = -0 07:30\noverdue =\n",
	    on2018(4, 24, 9, 0));
	town_holiday(&w, 4, 25);
	town_holiday(&w, 4, 30);
	town_holiday(&w, 5, 1);
	town_turn(&w);
	town_run(&w, on2018(4, 27, 7, 29));
	assert_int_equal(w.fake.seen, 0);
	town_run(&w, on2018(4, 27, 12, 0));
	for (int i = 0; i < CADRES; i++)
		assert_heard(&w, cadres[i], "visit.remind", NULL, 0, 1);
	town_run(&w, on2018(5, 2, 6, 0));
	assert_int_equal(w.fake.seen, CADRES);
	town_fini(&w);
}

void
test_a10_at_two_in_the_night_only_answers_leave(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, NULL, on2018(5, 24, 22, 0)); /* a rung is late */
	town_run(&w, on2018(5, 25, 2, 0));
	assert_int_equal(w.fake.seen, 0);
	town_do(&w, "send-test --to 0912000088 thu");
	struct outbox_new m = { .person = test_person(&w.t, "VANPHONG"),
		.kind = "notice",
		.text = "thu",
		.not_before = w.fake.now,
		.expires_at = w.fake.now + 86400 };
	struct message_id id;
	test_begin(&w.t);
	assert_int_equal(
	    outbox_enqueue(w.t.office.store, &m, w.fake.now, &id, &w.t.err), 1);
	test_commit(&w.t);
	office_alarm(&w.t.office, "thu", "HUYEN DOAN: thu", w.fake.now);
	town_reply(&w, "BAO", "da di tan loi 22/5");
	assert_int_equal(w.fake.seen, 1);
	assert_heard(&w, "BAO", "answer", NULL, 0, 1);
	town_run(&w, on2018(5, 25, 6, 59));
	assert_int_equal(w.fake.seen, 1);
	town_run(&w, on2018(5, 25, 8, 0));
	assert_true(w.fake.seen > CADRES); /* and by day all of it */
	assert_heard(&w, "VANPHONG", "notice", NULL, 0, 1);
	assert_heard(&w, "VANPHONG", "alarm", NULL, 0, 1);
	town_fini(&w);
}

void
test_a10_status_and_page_show_the_same(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_do(&w, "visit add --person BAO --unit TANLOI --date 2018-05-12 "
		    "--reason giay");
	town_do(&w, "visit add --person BAO --unit TANLOI --date 2018-05-12 "
		    "--reason giay"); /* a day counts once */
	town_do(&w, "exempt add --person HOA --from 2018-05-01 --to 2018-05-31 "
		    "--reason thai_san");
	town_reply(&w, "SON", "25/5 em di");
	town_do(&w, "status --json --month 2018-05");
	json_t *j = test_json(&w.t, 0);
	json_t *people = json_object_get(j, "people");
	json_t *units = json_object_get(j, "units");
	struct month m;
	month_init(&m, test_facts(&w.t), w.t.office.config->policy,
	    civil_month(2018, 5), w.fake.now);
	assert_int_equal(json_array_size(people), m.person_n);
	assert_int_equal(json_array_size(units), m.unit_n);
	int visited = 0, done = 0, owed = 0;
	size_t i;
	json_t *p;
	json_array_foreach(units, i, p)
	{
		visited += json_is_true(json_object_get(p, "visited"));
	}
	json_array_foreach(people, i, p)
	{
		int who = facts_person_by_code(m.f, test_member(p, "code"));
		bool found = false;
		for (size_t k = 0; k < m.person_n; k++) {
			if (m.people[k].person != who)
				continue;
			found = true;
			assert_string_equal(test_member(p, "state"),
			    standing_state_name(m.people[k].st.state));
			assert_int_equal(
			    json_integer_value(json_object_get(p, "done")),
			    m.people[k].done);
		}
		assert_true(found);
		done += strcmp(test_member(p, "state"), "done") == 0;
		owed += strcmp(test_member(p, "state"), "exempt") != 0;
	}
	assert_int_equal(visited, m.units_visited);
	assert_int_equal(visited, 1);
	assert_int_equal(done, m.people_done);
	assert_int_equal(done, 1);
	assert_int_equal(owed, m.people_all);
	assert_int_equal(owed, CADRES - 1);
	month_fini(&m);
	json_decref(j);
	town_fini(&w);
}
