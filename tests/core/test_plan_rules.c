/* The planner's rarer rules, one promise a test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/plan_world.h"

void test_a_ladder_in_any_order_climbs_in_time_s_order(void **state);
void test_a_day_written_twice_speaks_at_its_first_hour(void **state);
void test_an_edited_hour_repeats_nothing(void **state);
void test_two_rungs_of_one_instant_have_an_order(void **state);
void test_never_started_still_plans(void **state);
void test_before_and_after_the_plan_nothing_is_said(void **state);
void test_who_asked_to_stop_hears_nothing(void **state);
void test_a_unit_to_come_is_not_owed_before_its_day(void **state);
void test_one_unit_to_come_leaves_the_others_owed(void **state);
void test_an_admin_hears_where_no_secretary_can(void **state);
void test_without_its_ladder_nothing_escalates(void **state);
void test_who_learns_is_escalated_to_nobody(void **state);
void test_who_was_told_the_old_day_hears_of_the_move_at_once(void **state);
void test_who_was_not_told_waits_for_the_reminder_of_the_new_day(void **state);
void test_only_the_first_reminder_corrects(void **state);
void test_a_question_alone_corrects_nothing(void **state);
void test_hours_before_a_meeting_speaks_beside_the_day_s_text(void **state);
void test_no_rung_speaks_after_the_meeting_began(void **state);
void test_meetings_before_the_first_start_are_silent(void **state);
void test_a_meeting_without_an_hour_is_reminded_of(void **state);
void test_a_meeting_belongs_to_who_has_the_unit_that_day(void **state);
void test_who_was_at_the_meeting_is_not_asked(void **state);
void test_meetings_of_single_days_end(void **state);
void test_one_question_at_a_time(void **state);
void test_a_text_to_nobody_uses_up_nobody_s_day(void **state);
void test_a_text_lives_no_longer_than_valid(void **state);
void test_a_session_reminds_who_visited_until_the_report(void **state);
void test_an_overdue_report_reaches_the_secretary(void **state);
void test_sessions_far_off_or_before_the_start_are_silent(void **state);
void test_missed_lists_what_was_due_and_nothing_later(void **state);

static void
ladder(struct policy_ladder *l, bool event, const char *a, const char *b)
{
	l->n = 0;
	if (a)
		assert_true(policy_parse_point(a, event, &l->v[l->n++]));
	if (b)
		assert_true(policy_parse_point(b, event, &l->v[l->n++]));
}

static struct world
begin_in_may(void)
{
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	w.f->changes = room(w.f, sizeof *w.f->changes);
	return w;
}

/* How many of that kind are spoken to that person. */
static size_t
spoken(const struct world *w, int who, enum policy_wording kind)
{
	size_t n = 0;
	for (size_t i = 0; i < w->plan.message_n; i++) {
		const struct plan_message *m = &w->plan.messages[i];
		for (size_t k = 0; k < m->item_n; k++)
			n += m->person == who && m->items[k].kind == kind &&
			     !m->items[k].passed;
	}
	return n;
}

static void
move_meeting(struct world *w, int day, int to_day)
{
	w->f->changes[w->f->change_n++] =
	    (struct facts_change){ .unit = TANLAP_AP3,
		    .on = civil_day(2018, 5, day),
		    .to_on = civil_day(2018, 5, to_day) };
}

void
test_a_ladder_in_any_order_climbs_in_time_s_order(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	ladder(&w.p->visit_remind, false, "-7 07:30", "15 07:30");
	look(&w, at(5, 26, 9, 0));
	assert_int_equal(to(&w, BAO)->spoken_n, 1);
	assert_string_equal(to(&w, BAO)->items[0].rung, "remind/-7");
	end(&w);
}

void
test_a_day_written_twice_speaks_at_its_first_hour(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	ladder(&w.p->visit_remind, false, "15 07:30", "15 09:00");
	say(&w, at(5, 15, 7, 30));
	assert_int_equal(to(&w, BAO)->spoken_n, 1);
	look(&w, at(5, 16, 9, 0));
	assert_int_equal(to(&w, BAO)->item_n, 0);
	end(&w);
}

void
test_an_edited_hour_repeats_nothing(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	say(&w, at(5, 15, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_VISIT_REMIND), 1);
	ladder(&w.p->visit_remind, false, "15 16:00", NULL);
	look(&w, at(5, 16, 9, 0));
	assert_int_equal(to(&w, BAO)->item_n, 0);
	end(&w);
}

void
test_two_rungs_of_one_instant_have_an_order(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	/* in May one day; a third that passes over both */
	ladder(&w.p->visit_remind, false, "15 07:30", "-16 07:30");
	assert_true(
	    policy_parse_point("-7 07:30", false, &w.p->visit_remind.v[2]));
	w.p->visit_remind.n = 3;
	w.p->visit_open.n = 0;
	look(&w, at(5, 26, 9, 0));
	const struct plan_message *m = to(&w, BAO);
	assert_int_equal(m->item_n, 3);
	assert_string_equal(m->items[0].rung, "remind/-7");
	assert_int_equal(m->items[1].due_at, m->items[2].due_at);
	assert_string_equal(m->items[1].rung, "remind/-16");
	assert_string_equal(m->items[2].rung, "remind/15");
	end(&w);
}

void
test_never_started_still_plans(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->live_since = 0; /* `plan` on a fresh office */
	meets_on(w.f, TANLAP_AP3, 25);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	assert_true(spoken(&w, BAO, POLICY_VISIT_OVERDUE) > 0); /* April's */
	end(&w);
}

void
test_before_and_after_the_plan_nothing_is_said(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.p->from_month = civil_month(2018, 7);
	w.p->until_month = civil_month(2018, 8);
	meets_on(w.f, TANLAP_AP3, 25);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(w.plan.message_n, 0);
	w.f->live_since = at(7, 1, 0, 0);
	look(&w, at(12, 24, 7, 30));
	assert_int_equal(w.plan.message_n, 0);
	end(&w);
}

void
test_who_asked_to_stop_hears_nothing(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	w.f->people[DUYEN].stopped = true;
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, DUYEN)->item_n, 0);
	w.f->people[DUYEN].stopped = false;
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, DUYEN)->spoken_n, 2);
	end(&w);
}

void
test_a_unit_to_come_is_not_owed_before_its_day(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->assignments[1].from_on = civil_day(2018, 5, 20); /* Sơn's */
	facts_sort(w.f);
	look(&w, at(5, 15, 7, 30));
	assert_int_equal(to(&w, SON)->item_n, 0);
	assert_int_equal(spoken(&w, BAO, POLICY_VISIT_REMIND), 1);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, SON, POLICY_VISIT_REMIND), 1);
	end(&w);
}

void
test_one_unit_to_come_leaves_the_others_owed(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	assign(w.f, DUYEN, TANPHUOC);
	w.f->assignments[w.f->assignment_n - 1].from_on =
	    civil_day(2018, 5, 20);
	facts_sort(w.f);
	look(&w, at(5, 15, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_VISIT_REMIND), 1);
	w.p->visit_per_unit = true;
	look(&w, at(5, 15, 7, 30)); /* Tân Phú, Tân Tiến, Tân Lập */
	assert_int_equal(spoken(&w, DUYEN, POLICY_VISIT_REMIND), 3);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_VISIT_REMIND), 4);
	end(&w);
}

void
test_an_admin_hears_where_no_secretary_can(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->people[BAO].role = FACTS_ADMIN;
	look(&w, at(6, 4, 7, 30));
	assert_int_equal(spoken(&w, QUAN, POLICY_ESCALATE), 3);
	assert_int_equal(spoken(&w, BAO, POLICY_ESCALATE), 0);
	w.f->people[QUAN].phone = NULL;
	look(&w, at(6, 4, 7, 30));
	assert_int_equal(spoken(&w, QUAN, POLICY_ESCALATE), 0);
	assert_int_equal(spoken(&w, BAO, POLICY_ESCALATE), 3);
	end(&w);
}

void
test_without_its_ladder_nothing_escalates(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.p->visit_escalate.n = 0;
	look(&w, at(6, 4, 7, 30));
	assert_int_equal(to(&w, QUAN)->item_n, 0);
	assert_int_equal(spoken(&w, SON, POLICY_VISIT_OVERDUE), 1);
	end(&w);
}

void
test_who_learns_is_escalated_to_nobody(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->people[SON].training = true;
	look(&w, at(6, 4, 7, 30));
	assert_int_equal(spoken(&w, QUAN, POLICY_ESCALATE), 2);
	end(&w);
}

void
test_who_was_told_the_old_day_hears_of_the_move_at_once(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	say(&w, at(5, 24, 7, 30)); /* also the day's text */
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	move_meeting(&w, 25, 29);
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	assert_int_equal(to(&w, DUYEN)->items[0].duty.when,
	    civil_day(2018, 5, 29));
	/* to tomorrow: its reminder was due this morning */
	w.f->changes[0].to_on = civil_day(2018, 5, 26);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	end(&w);
}

void
test_who_was_not_told_waits_for_the_reminder_of_the_new_day(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	say(&w, at(5, 24, 7, 30));
	move_meeting(&w, 25, 29);
	for (int i = 0; i < w.f->said_n; i++) {
		if (w.f->said[i].duty.kind == DUTY_MEETING)
			w.f->said[i].unsent = true;
	}
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(to(&w, DUYEN)->item_n, 0);
	for (int i = 0; i < w.f->said_n; i++) {
		if (w.f->said[i].duty.kind == DUTY_MEETING)
			w.f->said[i].passed = true;
	}
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(to(&w, DUYEN)->item_n, 0);
	/* another branch's move is none of this one's */
	w.f->changes[0].unit = TANPHUOC;
	w.f->changes[0].to_on = civil_day(2018, 5, 25);
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 0);
	end(&w);
}

void
test_only_the_first_reminder_corrects(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	ladder(&w.p->meeting_remind, true, "-1d 07:30", "-3h");
	say(&w, at(5, 24, 7, 30));
	move_meeting(&w, 25, 29);
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	assert_string_equal(to(&w, DUYEN)->items[0].rung, "remind/-1d");
	/* a first one by the hour corrects as well */
	ladder(&w.p->meeting_remind, true, "-3h", NULL);
	look(&w, at(5, 24, 9, 0));
	assert_string_equal(to(&w, DUYEN)->items[0].rung, "remind/-3h");
	end(&w);
}

void
test_a_question_alone_corrects_nothing(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	say(&w, at(5, 24, 7, 30));
	move_meeting(&w, 25, 29);
	w.p->meeting_remind.n = 0;
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(to(&w, DUYEN)->item_n, 0);
	end(&w);
}

void
test_hours_before_a_meeting_speaks_beside_the_day_s_text(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 24);
	ladder(&w.p->meeting_remind, true, "-3h", NULL);
	say(&w, at(5, 24, 7, 30)); /* the day's one text */
	assert_int_equal(spoken(&w, DUYEN, POLICY_VISIT_REMIND), 1);
	look(&w, at(5, 24, 16, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	end(&w);
}

void
test_no_rung_speaks_after_the_meeting_began(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 24);
	ladder(&w.p->meeting_remind, true, "+1d 07:30", NULL);
	w.p->visit_remind.n = 0;
	look(&w, at(5, 24, 9, 0));
	assert_int_equal(to(&w, DUYEN)->item_n, 1); /* May's open, missed */
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 0);
	look(&w, at(5, 25, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 0);
	end(&w);
}

void
test_meetings_before_the_first_start_are_silent(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 24);
	w.f->live_since = at(5, 24, 20, 0);
	look(&w, at(5, 25, 9, 0)); /* +14h: how was it? */
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_ASK), 0);
	w.f->live_since = at(5, 24, 18, 0);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_ASK), 1);
	end(&w);
}

void
test_a_meeting_without_an_hour_is_reminded_of(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	w.f->meetings[0].minute = -1;
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	assert_int_equal(spoken(&w, BAO, POLICY_MEETING_REMIND), 0);
	end(&w);
}

void
test_a_meeting_belongs_to_who_has_the_unit_that_day(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 25);
	assign(w.f, SON, TANLAP);
	w.f->assignments[w.f->assignment_n - 1].from_on =
	    civil_day(2018, 5, 26);
	w.f->assignments[2].until_on = civil_day(2018, 5, 24); /* Duyên's */
	facts_sort(w.f);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, SON, POLICY_MEETING_REMIND), 0);
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 0);
	end(&w);
}

void
test_who_was_at_the_meeting_is_not_asked(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 24);
	w.f->attendances[w.f->attendance_n++] = (struct facts_attendance){
		.id = 1,
		.person = DUYEN,
		.unit = TANLAP_AP3,
		.on = civil_day(2018, 5, 24),
		.month = civil_month(2018, 5),
	};
	facts_sort(w.f);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_ASK), 0);
	end(&w);
}

void
test_meetings_of_single_days_end(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	meets_on(w.f, TANLAP_AP3, 0);
	w.f->meetings[0].rule.kind = RECUR_DATES;
	w.f->meetings[0].rule.days[0] = civil_day(2018, 5, 25);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 1);
	look(&w, at(6, 24, 7, 30));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_REMIND), 0);
	end(&w);
}

void
test_one_question_at_a_time(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	unit(w.f, SMALL_OFFICE_UNITS, "TANLAP-AP4", "Ấp 4", 3, TANLAP);
	meets_on(w.f, TANLAP_AP3, 24);
	meets_on(w.f, SMALL_OFFICE_UNITS, 24);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(spoken(&w, DUYEN, POLICY_MEETING_ASK), 1);
	end(&w);
}

void
test_a_text_to_nobody_uses_up_nobody_s_day(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->said[w.f->said_n++] = (struct facts_said){ .person = FACTS_NONE,
		.duty = { DUTY_REPORT, civil_day(2018, 7, 1), BAO, FACTS_NONE },
		.rung = "remind/-3d",
		.due_at = at(5, 24, 7, 0),
		.said_at = at(5, 24, 7, 0) };
	facts_sort(w.f);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_VISIT_REMIND), 1);
	end(&w);
}

void
test_a_text_lives_no_longer_than_valid(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.p->valid_s = 900;
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, BAO)->expires_at, at(5, 24, 7, 45));
	end(&w);
}

static void
session_on(struct world *w, int32_t on)
{
	w->f->sessions[w->f->session_n++] =
	    (struct facts_session){ on, "quý II" };
}

void
test_a_session_reminds_who_visited_until_the_report(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	session_on(&w, civil_day(2018, 6, 29));
	visit(w.f, BAO, TANHOA, civil_day(2018, 6, 5));
	visit(w.f, DUYEN, TANLAP, civil_day(2018, 6, 5));
	w.f->exemptions[w.f->exemption_n++] = (struct facts_exemption){ DUYEN,
		civil_day(2018, 6, 18), civil_day(2018, 6, 22), "phép" };
	look(&w, at(6, 19, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_REPORT_REMIND), 1);
	assert_int_equal(spoken(&w, SON, POLICY_REPORT_REMIND), 0);
	assert_int_equal(spoken(&w, DUYEN, POLICY_REPORT_REMIND), 0);
	w.f->results[w.f->result_n++] =
	    (struct facts_result){ BAO, civil_day(2018, 6, 29), false };
	look(&w, at(6, 19, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_REPORT_REMIND), 0);
	end(&w);
}

void
test_an_overdue_report_reaches_the_secretary(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	session_on(&w, civil_day(2018, 6, 26));
	visit(w.f, BAO, TANHOA, civil_day(2018, 6, 5));
	visit(w.f, DUYEN, TANLAP, civil_day(2018, 6, 5));
	visit(w.f, SON, TANPHUOC, civil_day(2018, 6, 5));
	w.f->people[SON].training = true;
	w.f->people[DUYEN].phone = NULL;
	look(&w, at(6, 27, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_REPORT_OVERDUE), 1);
	assert_int_equal(spoken(&w, DUYEN, POLICY_REPORT_OVERDUE), 0);
	assert_int_equal(spoken(&w, SON, POLICY_REPORT_OVERDUE), 1);
	assert_int_equal(spoken(&w, QUAN, POLICY_REPORT_ESCALATE), 2);
	end(&w);
}

void
test_sessions_far_off_or_before_the_start_are_silent(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	w.f->live_since = at(6, 27, 6, 0);
	session_on(&w, civil_day(2018, 3, 1));
	session_on(&w, civil_day(2018, 6, 26));
	session_on(&w, civil_day(2018, 12, 20));
	visit(w.f, BAO, TANHOA, civil_day(2018, 6, 5));
	look(&w, at(6, 27, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_REPORT_OVERDUE), 0);
	w.f->live_since = at(6, 25, 0, 0);
	look(&w, at(6, 27, 7, 30));
	assert_int_equal(spoken(&w, BAO, POLICY_REPORT_OVERDUE), 1);
	end(&w);
}

void
test_missed_lists_what_was_due_and_nothing_later(void **state)
{
	(void)state;
	struct world w = begin_in_may();
	plan_missed(w.f, w.p, at(5, 24, 7, 0), &w.plan); /* 1 and 15 */
	assert_int_equal(w.plan.message_n, 3);
	for (size_t i = 0; i < w.plan.message_n; i++) {
		const struct plan_message *m = &w.plan.messages[i];
		assert_int_equal(m->item_n, 2);
		assert_int_equal(m->spoken_n, 0);
		for (size_t k = 0; k < m->item_n; k++)
			assert_string_not_equal(m->items[k].rung, "remind/-7");
	}
	end(&w);
}
