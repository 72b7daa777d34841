/* Written results, escalation, branch meetings, a configuration that changes
 * and a clock that jumps: what is said, to whom, and how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

#include "store/shift.h"

void test_session_is_a_duty_of_those_who_visited(void **state);
void test_da_nop_ends_the_chase_and_is_looked_at(void **state);
void test_result_add_ends_the_chase(void **state);
void test_result_text_is_material_not_the_result(void **state);
void test_content_points_are_counted(void **state);
void test_overdue_result_is_escalated_by_name(void **state);
void test_escalation_of_sixty_fits_two_parts(void **state);
void test_ds_answers_the_secretary_with_the_whole_list(void **state);
void test_uncovered_months_are_a_line_of_the_secretary(void **state);
void test_meeting_counts_where_that_is_set(void **state);
void test_meeting_duty_ends_with_its_number(void **state);
void test_all_meetings_are_reminded_where_all_count(void **state);
void test_meeting_on_a_holiday_is_asked_once_and_stays(void **state);
void test_many_meetings_on_a_holiday_are_one_question(void **state);
void test_cancelled_meeting_is_said_no_more(void **state);
void test_cancelled_after_its_text_is_told(void **state);
void test_proposed_move_waits_for_the_office(void **state);
void test_refused_move_changes_nothing(void **state);
void test_visit_and_meeting_are_one_text(void **state);
void test_second_text_of_a_day_waits_for_the_next(void **state);
void test_move_by_text_is_a_proposal_unless_set(void **state);
void test_changed_configuration_sends_nothing_again(void **state);
void test_clock_a_day_ahead_and_back_says_nothing_twice(void **state);
void test_clock_a_day_back_says_nothing_twice(void **state);

#define SILENT_VISITS "[visit]\nopen =\nremind =\noverdue =\nescalate =\n"
static const char silent[] = SILENT_VISITS;

/* --- written results: a session on 15 June (Friday) */

/* BAO visited in May, SON did not. */
static void
session(struct town *w)
{
	town_init(w, silent, on2018(5, 20, 9, 0));
	town_session(w, 6, 15);
	town_run(w, on2018(5, 20, 9, 1));
	town_reply(w, "BAO", "da di tan hoa 12/5");
	w->fake.now += 60;
}

void
test_session_is_a_duty_of_those_who_visited(void **state)
{
	(void)state;
	struct town w;
	session(&w);
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 5, 7, 29));
	assert_heard(&w, "BAO", NULL, NULL, then, 0);
	town_run(&w, on2018(6, 14, 23, 0));
	assert_heard(&w, "BAO", "report.remind", "hop BCH ngay 15/6", then, 2);
	assert_heard(&w, "BAO", "report.remind", "(Tan Hoa)", then, 2);
	assert_heard(&w, "SON", NULL, NULL, 0, 0);
	town_run(&w, on2018(6, 16, 9, 0));
	assert_heard(&w, "BAO", "report.overdue", "da hop BCH", then, 1);
	town_run(&w, on2018(6, 30, 9, 0));
	assert_heard(&w, "BAO", NULL, NULL, then, 3);
	town_fini(&w);
}

void
test_da_nop_ends_the_chase_and_is_looked_at(void **state)
{
	(void)state;
	struct town w;
	session(&w);
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 6, 9, 0));
	town_reply(&w, "BAO", "DA NOP");
	const struct facts *f = test_facts(&w.t);
	assert_int_equal(f->result_n, 1);
	assert_int_equal(f->results[0].session_on, civil_day(2018, 6, 15));
	assert_true(f->results[0].verify);
	town_run(&w, on2018(6, 20, 9, 0));
	assert_heard(&w, "BAO", "report.remind", NULL, then, 1);
	assert_heard(&w, "BAO", "report.overdue", NULL, then, 0);
	assert_heard(&w, "QUAN", NULL, NULL, 0, 0);
	town_fini(&w);
}

void
test_result_add_ends_the_chase(void **state)
{
	(void)state;
	struct town w;
	session(&w);
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 6, 9, 0));
	town_do(&w, "result add --person BAO --session 2018-06-15 "
		    "--reason nhan_giay");
	assert_false(test_facts(&w.t)->results[0].verify);
	town_run(&w, on2018(6, 20, 9, 0));
	assert_heard(&w, "BAO", NULL, NULL, then, 1);
	assert_heard(&w, "QUAN", NULL, NULL, 0, 0);
	town_fini(&w);
}

static int
count_material(void *arg, const struct deed_material *m)
{
	*(unsigned *)arg |= m->points;
	return 0;
}

void
test_result_text_is_material_not_the_result(void **state)
{
	(void)state;
	struct town w;
	session(&w);
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 6, 9, 0));
	town_reply(&w, "BAO", "ND 1 3: sinh hoat tot, du 18 dv");
	unsigned points = 0;
	must(&w.t, deed_materials(w.t.office.store, civil_month(2018, 4),
		       civil_month(2018, 12), count_material, &points));
	assert_int_equal(points, 1 << 0 | 1 << 2);
	assert_int_equal(test_facts(&w.t)->result_n, 0);
	town_run(&w, on2018(6, 16, 9, 0));
	assert_heard(&w, "BAO", "report.remind", NULL, then, 2);
	assert_heard(&w, "BAO", "report.overdue", NULL, then, 1);
	town_fini(&w);
}

void
test_content_points_are_counted(void **state)
{
	(void)state;
	struct town w;
	json_t *whole;
	static const int may[] = { 1, 0, 2, 0, 0, 1 };
	session(&w);
	town_reply(&w, "BAO", "ND 1 3: sinh hoat tot, du 18 dv");
	w.fake.now += 60;
	town_reply(&w, "BAO", "ND 3 6: quy doan thieu");
	w.fake.now += 60;
	town_reply(&w, "SON", "ND 2: thieu so doan");
	json_t *p = town_look(&w, "2018-05", "people", "BAO", &whole);
	json_t *points =
	    json_object_get(json_object_get(p, "report"), "points");
	assert_int_equal(json_array_size(points), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(json_integer_value(json_array_get(points, i)),
		    may[i]);
	json_decref(whole);
	p = town_look(&w, "2018-06", "people", "BAO", &whole);
	points = json_object_get(json_object_get(p, "report"), "points");
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(json_integer_value(json_array_get(points, i)),
		    0);
	json_decref(whole);
	town_fini(&w);
}

void
test_overdue_result_is_escalated_by_name(void **state)
{
	(void)state;
	struct town w;
	session(&w);
	town_reply(&w, "HOA", "da di dong tam 14/5");
	w.fake.now += 60;
	town_do(&w, "result add --person HOA --session 2018-06-15 "
		    "--reason nhan_giay");
	town_run(&w, on2018(6, 16, 7, 29));
	assert_heard(&w, "QUAN", NULL, NULL, 0, 0);
	town_run(&w, on2018(6, 30, 9, 0));
	struct town_heard e = town_heard(&w, "QUAN", "escalate", NULL, 0);
	assert_int_equal(e.n, 1);
	assert_string_equal(e.text,
	    "Da hop BCH 15/6: 1/2 d/c chua nop bao cao ket qua: Bao");
	assert_int_equal(e.at, on2018(6, 16, 7, 30));
	town_fini(&w);
}

/* --- escalation */

enum { CROWD = 60 };

static void
crowd(struct town *w, const char *more)
{
	static const char *const given[] = { "Nguyên", "Phượng", "Thương",
		"Trường", "Khương", "Hương" };
	static const char *const units[] = { "TANPHU", "TANTIEN", "TANLAP",
		"TANHOA", "TANLOI", "TANHUNG", "DONGTIEN", "TANPHUOC",
		"THUANLOI", "THUANPHU" };
	town_init(w, more, on2018(5, 29, 9, 0));
	for (int i = 0; i < CROWD; i++) {
		char code[16], name[64], phone[32];
		snprintf(code, sizeof code, "P%02d", i);
		snprintf(name, sizeof name, "%c%c Văn %s", 'A' + i % 26,
		    'a' + i / 26, given[i % 6]);
		snprintf(phone, sizeof phone, "+849130001%02d", i);
		town_person(w, code, name, phone);
		town_assign(w, code, units[i % 10], CIVIL_NONE, CIVIL_MAX);
	}
	town_run(w, on2018(5, 29, 9, 5));
}

void
test_escalation_of_sixty_fits_two_parts(void **state)
{
	(void)state;
	struct town w;
	crowd(&w, NULL);
	int64_t then = w.fake.now;
	town_run(&w, on2018(6, 4, 9, 0));
	struct town_heard e = town_heard(&w, "QUAN", NULL, NULL, then);
	assert_int_equal(e.n, 1); /* one, not one a person */
	assert_non_null(strstr(e.text, "66/66 d/c chua di co so: "));
	assert_non_null(strstr(e.text, " d/c khac"));
	assert_non_null(strstr(e.text, "11/11 don vi chua ai den"));
	assert_non_null(strstr(e.text, "Nhan DS"));
	assert_true(e.parts <= 2);
	town_fini(&w);
}

void
test_ds_answers_the_secretary_with_the_whole_list(void **state)
{
	(void)state;
	struct town w;
	crowd(&w, NULL);
	town_run(&w, on2018(6, 4, 9, 0));
	town_reply(&w, "QUAN", "DS");
	town_run(&w, w.fake.now + 60);
	struct outbox_row m;
	struct test_tally a = test_tally(&w.t, MESSAGE_ACCEPTED, "answer");
	assert_int_equal(a.n, 1);
	assert_int_equal(outbox_get(w.t.office.store, a.last, &m), 1);
	int lines = 0;
	for (const char *s = m.text; *s; s++)
		lines += *s == '\n';
	assert_true(lines >= CROWD + 6); /* each of them */
	assert_non_null(strstr(m.text, "Thang 5:"));
	assert_non_null(strstr(m.text, "\nSon chua (Tan Phuoc)"));
	outbox_row_fini(&m);
	/* a cadre has no list of the others */
	w.fake.now += 60;
	town_reply(&w, "SON", "DS");
	town_run(&w, w.fake.now + 60);
	assert_heard(&w, "SON", "answer", "Bao ", 0, 0);
	assert_heard(&w, "SON", "answer", NULL, 0, 1);
	town_fini(&w);
}

void
test_uncovered_months_are_a_line_of_the_secretary(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(4, 2, 9, 0));
	/* somebody was everywhere but in Tan Hung and Thuan Phu */
	static const char *const seen[][2] = { { "DUYEN", "TANPHU" },
		{ "DUYEN", "TANTIEN" }, { "DUYEN", "TANLAP" },
		{ "BAO", "TANHOA" }, { "BAO", "TANLOI" }, { "ANH", "DONGTIEN" },
		{ "SON", "TANPHUOC" }, { "HOA", "DONGTAM" },
		{ "THUY", "THUANLOI" } };
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
		test_visited(&w.t, seen[i][0], seen[i][1], 4, 10,
		    on2018(4, 10, 9, 0));
	town_run(&w, on2018(5, 5, 9, 0));
	assert_heard(&w, "QUAN", NULL, "thang chua ai den", 0, 0); /* one */
	town_run(&w, on2018(6, 5, 9, 0));
	assert_heard(&w, "QUAN", "escalate",
	    " 2 thang chua ai den: Tan Hung, Thuan Phu.", 0, 1);
	/* never anybody's own */
	static const char *const all[] = { "DUYEN", "BAO", "ANH", "SON", "HOA",
		"THUY" };
	for (int i = 0; i < 6; i++)
		assert_heard(&w, all[i], NULL, "chua ai den", 0, 0);
	town_fini(&w);
}

/* --- branch meetings: SON's branch */

static void
branch(struct town *w, const char *more, const char *rule, int64_t from)
{
	town_init(w, more, from);
	town_branch(w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", "+84912000055", rule,
	    19 * 60);
	town_run(w, from + 60);
}

static const char monthly_10[] = "FREQ=MONTHLY;BYMONTHDAY=10";

void
test_meeting_counts_where_that_is_set(void **state)
{
	(void)state;
	for (int yes = 0; yes <= 1; yes++) {
		struct town w;
		branch(&w, yes ? "[visit]\nmeeting_counts = yes\n" : NULL,
		    monthly_10, on2018(5, 8, 9, 0));
		w.fake.now = on2018(5, 10, 21, 30);
		town_reply(&w, "SON", "da du AP1 10/5");
		const struct facts *f = test_facts(&w.t);
		assert_int_equal(f->attendance_n, 1);
		assert_int_equal(f->visit_n, 0);
		int64_t then = w.fake.now + 60;
		town_run(&w, on2018(5, 31, 23, 0));
		assert_heard(&w, "SON", "visit.remind", NULL, then,
		    yes ? 0 : 3);
		assert_string_equal(town_state(&w, "2018-05", "SON"),
		    yes ? "done" : "due");
		town_fini(&w);
	}
}

void
test_meeting_duty_ends_with_its_number(void **state)
{
	(void)state;
	struct town w;
	branch(&w, silent, "FREQ=MONTHLY;BYMONTHDAY=10,20", on2018(5, 8, 9, 0));
	w.fake.now = on2018(5, 9, 9, 0);
	town_turn(&w);
	assert_heard(&w, "SON", "meeting.remind", "10/5", 0, 1);
	w.fake.now = on2018(5, 10, 21, 30);
	town_reply(&w, "SON", "da du AP1 10/5");
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 0); /* not asked either */
	town_run(&w, on2018(6, 9, 9, 0));
	assert_heard(&w, "SON", "meeting.remind", "10/6", then, 1);
	town_fini(&w);
}

void
test_all_meetings_are_reminded_where_all_count(void **state)
{
	(void)state;
	struct town w;
	branch(&w, SILENT_VISITS "[meeting]\nrequired = all\n",
	    "FREQ=MONTHLY;BYMONTHDAY=10,20", on2018(5, 8, 9, 0));
	w.fake.now = on2018(5, 10, 21, 30);
	town_reply(&w, "SON", "da du AP1 10/5");
	int64_t then = w.fake.now + 60;
	town_run(&w, on2018(5, 21, 20, 0));
	assert_heard(&w, "SON", "meeting.remind", "20/5", then, 1);
	assert_heard(&w, "SON", "meeting.ask", "20/5", then, 1);
	town_fini(&w);
}

void
test_meeting_on_a_holiday_is_asked_once_and_stays(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, silent, on2018(4, 2, 9, 0));
	town_holiday(&w, 4, 25);
	town_branch(&w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=25", 19 * 60);
	town_run(&w, on2018(4, 10, 23, 0));
	assert_heard(&w, "VANPHONG", NULL, NULL, 0, 0); /* too early */
	town_run(&w, on2018(4, 15, 9, 0));
	town_boot(&w);
	town_run(&w, on2018(4, 26, 20, 0));
	struct town_heard q = town_heard(&w, "VANPHONG", "notice", NULL, 0);
	assert_int_equal(q.n, 1);
	assert_non_null(strstr(q.text, "ngay 25/4 la ngay nghi"));
	assert_non_null(strstr(q.text, ": Ap 1 (Tan Phuoc). Giu hay doi?"));
	assert_int_equal(q.at, on2018(4, 11, 7, 0)); /* two weeks before */
	/* nobody moved it */
	assert_heard(&w, "SON", "meeting.remind", "19h T4 25/4", 0, 1);
	assert_heard(&w, "SON", "meeting.remind", NULL, 0, 1);
	town_fini(&w);
}

void
test_many_meetings_on_a_holiday_are_one_question(void **state)
{
	(void)state;
	struct town w;
	town_init(&w, silent, on2018(4, 10, 9, 0));
	town_holiday(&w, 4, 25);
	for (int i = 1; i <= 5; i++) {
		char code[24];
		snprintf(code, sizeof code, "TANPHUOC-AP%d", i);
		town_branch(&w, code, "Ấp", "TANPHUOC", NULL,
		    "FREQ=MONTHLY;BYMONTHDAY=25", 19 * 60);
	}
	town_run(&w, on2018(4, 23, 9, 0));
	assert_heard(&w, "VANPHONG", "notice",
	    " va 2 chi doan khac. Giu hay doi?", 0, 1);
	assert_heard(&w, "VANPHONG", NULL, NULL, 0, 1);
	town_fini(&w);
}

void
test_cancelled_meeting_is_said_no_more(void **state)
{
	(void)state;
	struct town w;
	branch(&w, silent, monthly_10, on2018(5, 8, 9, 0));
	w.fake.now = on2018(5, 9, 7, 30);
	town_plan(&w);
	struct test_tally old = test_tally(&w.t, MESSAGE_QUEUED, NULL);
	assert_int_equal(old.n, 1);
	town_do(&w, "meeting cancel --unit TANPHUOC-AP1 --date 2018-05-10 "
		    "--reason mua_thi");
	town_run(&w, on2018(5, 31, 23, 0));
	test_state_is(&w.t, old.last, MESSAGE_CANCELLED, MESSAGE_R_CHANGED);
	assert_heard(&w, "SON", NULL, NULL, 0, 0);
	/* that one only */
	town_run(&w, on2018(6, 9, 9, 0));
	assert_heard(&w, "SON", "meeting.remind", "10/6", 0, 1);
	assert_heard(&w, "SON", NULL, "Doi lich", 0, 0);
	town_fini(&w);
}

void
test_cancelled_after_its_text_is_told(void **state)
{
	(void)state;
	struct town w;
	branch(&w, silent, monthly_10, on2018(5, 8, 9, 0));
	town_run(&w, on2018(5, 9, 22, 0));
	assert_heard(&w, "SON", "meeting.remind", "10/5", 0, 1);
	town_do(&w, "meeting cancel --unit TANPHUOC-AP1 --date 2018-05-10 "
		    "--reason mua_lon");
	town_run(&w, on2018(5, 10, 6, 59)); /* not in the night */
	assert_heard(&w, "SON", NULL, NULL, 0, 1);
	town_run(&w, on2018(5, 31, 23, 0));
	assert_heard(&w, "SON", "notice",
	    "chi doan Ap 1 (Tan Phuoc) khong sinh hoat ngay 10/5 nua", 0, 1);
	assert_heard(&w, "SON", NULL, NULL, 0, 2); /* and not asked */
	town_fini(&w);
}

static int
first_change(void *arg, const struct shift_row *r)
{
	*(int64_t *)arg = r->id;
	return 1;
}

/* SON's word, which nobody has accepted: the 10th to the 12th. */
static int64_t
proposed(struct town *w)
{
	const struct facts *f = test_facts(&w->t);
	const struct shift_new n = {
		.unit = f->units[facts_unit_by_code(f, "TANPHUOC-AP1")].id,
		.on = civil_day(2018, 5, 10),
		.to_on = civil_day(2018, 5, 12),
		.who = "reply",
		.reason = "hoan qua 12",
		.now = w->fake.now
	};
	int64_t id = 0;
	test_begin(&w->t);
	must(&w->t, shift_add(w->t.office.store, &n, &w->t.err));
	test_commit(&w->t);
	must(&w->t, shift_list(w->t.office.store, first_change, &id));
	return id;
}

void
test_proposed_move_waits_for_the_office(void **state)
{
	(void)state;
	struct town w;
	branch(&w, silent, monthly_10, on2018(5, 8, 9, 0));
	int64_t id = proposed(&w);
	town_run(&w, on2018(5, 9, 9, 0));
	assert_heard(&w, "SON", "meeting.remind", "10/5", 0, 1);
	char words[64];
	snprintf(words, sizeof words, "meeting accept %d", (int)id);
	town_do(&w, words);
	town_run(&w, on2018(5, 13, 12, 0));
	assert_heard(&w, "SON", "meeting.remind", "Doi lich: ", 0, 1);
	assert_heard(&w, "SON", "meeting.remind", "19h T7 12/5", 0, 1);
	assert_heard(&w, "SON", "meeting.ask", "12/5", 0, 1);
	assert_heard(&w, "SON", NULL, NULL, 0, 3);
	town_fini(&w);
}

void
test_refused_move_changes_nothing(void **state)
{
	(void)state;
	struct town w;
	branch(&w, silent, monthly_10, on2018(5, 8, 9, 0));
	char words[64];
	snprintf(words, sizeof words, "meeting refuse %d", (int)proposed(&w));
	town_do(&w, words);
	town_run(&w, on2018(5, 13, 12, 0));
	assert_heard(&w, "SON", "meeting.remind", "10/5", 0, 1);
	assert_heard(&w, "SON", "meeting.ask", "10/5", 0, 1);
	assert_heard(&w, "SON", NULL, NULL, 0, 2);
	assert_int_equal(test_verb(&w.t, w.fake.now, words), VERB_FAILED);
	town_fini(&w);
}

void
test_visit_and_meeting_are_one_text(void **state)
{
	(void)state;
	struct town w;
	branch(&w, NULL, "FREQ=MONTHLY;BYMONTHDAY=25", on2018(5, 23, 9, 0));
	int64_t then = w.fake.now;
	town_run(&w, on2018(5, 24, 20, 0));
	assert_heard(&w, "SON", "digest", "con 7 ngay", then, 1);
	assert_heard(&w, "SON", "digest", "19h T6 25/5", then, 1);
	assert_heard(&w, "SON", NULL, NULL, then, 1);
	town_fini(&w);
}

void
test_second_text_of_a_day_waits_for_the_next(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 23, 9, 0));
	int64_t then = w.fake.now;
	town_run(&w, on2018(5, 24, 10, 0));
	assert_heard(&w, "SON", "visit.remind", NULL, then, 1);
	/* entered late: its reminder was due this morning */
	town_branch(&w, "TANPHUOC-AP1", "Ấp 1", "TANPHUOC", NULL,
	    "FREQ=MONTHLY;BYMONTHDAY=25", 19 * 60);
	town_run(&w, on2018(5, 24, 23, 0));
	assert_heard(&w, "SON", NULL, NULL, then, 1);
	town_run(&w, on2018(5, 25, 18, 0));
	assert_heard(&w, "SON", "meeting.remind", "25/5", then, 1);
	assert_int_equal(town_heard(&w, "SON", NULL, NULL, then).at,
	    on2018(5, 25, 7, 0));
	town_fini(&w);
}

void
test_move_by_text_is_a_proposal_unless_set(void **state)
{
	(void)state;
	for (int yes = 0; yes <= 1; yes++) {
		struct town w;
		branch(&w,
		    yes ? SILENT_VISITS "[meeting]\naccept_moves = yes\n"
			: silent,
		    monthly_10, on2018(5, 7, 9, 0));
		town_reply(&w, "SON", "Ap 1 hoan qua 12/5");
		town_run(&w, w.fake.now + 60);
		assert_heard(&w, "SON", "answer", NULL, 0, 1);
		int64_t id = 0, then = w.fake.now;
		must(&w.t, shift_list(w.t.office.store, first_change, &id));
		assert_true(id > 0);
		town_run(&w, on2018(5, 12, 18, 0));
		assert_heard(&w, "SON", "meeting.remind", "10/5", then, !yes);
		assert_heard(&w, "SON", "meeting.remind", "12/5", then, yes);
		assert_int_equal(test_facts(&w.t)->visit_n, 0);
		town_fini(&w);
	}
}

/* --- the configuration changes */

void
test_changed_configuration_sends_nothing_again(void **state)
{
	(void)state;
	static const char *const changes[] = {
		/* another hour of a day that has spoken */
		"[visit]\nremind = 15 16:00, -7 07:30, -2 07:30\n",
		/* one more rung in the past, and one less */
		"[visit]\nremind = 10 07:30, 14 07:30, 16 07:30, -2 07:30\n",
		"[visit]\nremind = -2 07:30\nopen = 02 07:30\n",
		/* other words, another name, other hours */
		"[wording]\nvisit.remind = {sign}: nhac lai thang {month}\n"
		"[office]\nsign = VP HUYEN DOAN\n"
		"[sending]\nhours = 06:00-22:00\nprice = 400\n",
		"[meeting]\nremind = -1d 07:30, -3h\nrequired = all\n",
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct town w;
		branch(&w, NULL, "FREQ=MONTHLY;BYMONTHDAY=19",
		    on2018(5, 1, 6, 0));
		town_run(&w, on2018(5, 18, 14, 0));
		int before = w.fake.seen;
		assert_true(before >= 12);
		town_reload(&w, changes[i]);
		town_boot(&w);
		town_run(&w, on2018(5, 19, 6, 59));
		if (w.fake.seen != before)
			fail_msg("change %zu sent %d", i, w.fake.seen - before);
		/* what lies ahead is said by the new rules */
		town_run(&w, on2018(5, 29, 8, 0));
		assert_heard(&w, "BAO", NULL, NULL, on2018(5, 29, 0, 0), 1);
		town_fini(&w);
	}
}

/* --- clocks */

static const int hours[] = { 0, 3, 7, 8, 12, 20, 23 };

void
test_clock_a_day_ahead_and_back_says_nothing_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
		struct town w;
		town_live(&w, NULL, on2018(5, 22, 9, 0));
		town_run(&w, on2018(5, 23, hours[i], 10));
		/* ahead: the rung of the 24th is said, in its hours */
		w.fake.now += 86400;
		town_run(&w, w.fake.now + 600);
		/* corrected */
		w.fake.now -= 86400;
		town_run(&w, on2018(5, 28, 23, 0));
		assert_heard(&w, "SON", "visit.remind", "thang 5",
		    on2018(5, 22, 10, 0), 1);
		assert_heard(&w, "SON", NULL, NULL, on2018(5, 22, 10, 0), 1);
		town_fini(&w);
	}
}

void
test_clock_a_day_back_says_nothing_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
		struct town w;
		town_live(&w, NULL, on2018(5, 22, 9, 0));
		town_run(&w, on2018(5, 24, hours[i], 10));
		w.fake.now -= 86400;
		town_turn(&w);
		town_boot(&w);
		town_run(&w, on2018(5, 28, 23, 0));
		assert_heard(&w, "SON", "visit.remind", "thang 5",
		    on2018(5, 22, 10, 0), 1);
		assert_heard(&w, "QUAN", NULL, "he thong ngung", 0, 0);
		town_fini(&w);
	}
}
