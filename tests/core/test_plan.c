#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/when.h"
#include "lib/plan_world.h"

#include <stdio.h>
#include <string.h>

void test_open_speaks_to_each_cadre_at_its_hour(void **state);
void test_nothing_is_said_twice(void **state);
void test_reminder_on_holiday_moves_to_the_working_day_before(void **state);
void test_only_the_latest_missed_rung_speaks(void **state);
void test_a_missed_rung_gives_way_to_one_of_today(void **state);
void test_done_is_quiet(void **state);
void test_promise_quiets_until_its_day_is_over(void **state);
void test_exemption_is_quiet(void **state);
void test_a_rung_of_an_exempt_day_never_speaks(void **state);
void test_meeting_and_visit_are_one_text(void **state);
void test_an_edited_ladder_repeats_nothing(void **state);
void test_overdue_is_one_escalation(void **state);
void test_outside_hours_waits(void **state);
void test_first_start_speaks_for_this_month_only(void **state);
void test_per_unit_names_what_is_left(void **state);
void test_without_number_nothing_is_said(void **state);
void test_second_text_of_a_day_waits_for_tomorrow(void **state);
void test_same_facts_same_actions(void **state);
void test_random_histories_keep_the_promises(void **state);

void
test_open_speaks_to_each_cadre_at_its_hour(void **state)
{
	(void)state;
	struct world w = begin();
	say(&w, at(4, 2, 8, 0)); /* April's own opening is behind us */
	look(&w, at(5, 1, 7, 29));
	assert_int_equal(w.plan.message_n, 0);
	assert_int_equal(w.plan.next_look, at(5, 1, 7, 30));
	look(&w, at(5, 1, 7, 30));
	assert_true(to(&w, BAO)->item_n > 0);
	assert_true(to(&w, SON)->item_n > 0);
	assert_true(to(&w, DUYEN)->item_n > 0);
	assert_int_equal(to(&w, QUAN)->item_n, 0);
	end(&w);
}

void
test_nothing_is_said_twice(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	say(&w, at(5, 24, 7, 30));
	assert_int_equal(w.plan.message_n, 3);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(w.plan.message_n, 0);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(w.plan.message_n, 0);
	end(&w);
}

void
test_reminder_on_holiday_moves_to_the_working_day_before(void **state)
{
	(void)state;
	struct world w = begin();
	/* 30/4 and 1/5/2018 with the weekend that touches them: -2 is the 28th
	 * and goes to Friday the 27th; open of May to Wednesday the 2nd. */
	w.f->holidays[w.f->holiday_n++] =
	    (struct facts_holiday){ civil_day(2018, 4, 30), "30/4" };
	w.f->holidays[w.f->holiday_n++] =
	    (struct facts_holiday){ civil_day(2018, 5, 1), "1/5" };
	say(&w, at(4, 23, 8, 0));
	say(&w, at(4, 27, 7, 30));
	assert_true(to(&w, SON)->item_n > 0);
	assert_string_equal(to(&w, SON)->items[0].rung, "remind/-2");
	look(&w, at(4, 30, 9, 0));
	assert_int_equal(w.plan.message_n, 0);
	look(&w, at(5, 2, 7, 30));
	assert_true(to(&w, SON)->item_n > 0);
	end(&w);
}

void
test_only_the_latest_missed_rung_speaks(void **state)
{
	(void)state;
	struct world w = begin();
	look(&w, at(5, 26, 9, 0)); /* open, 15 and -7 were missed */
	const struct plan_message *m = to(&w, BAO);
	assert_true(m->item_n > 0);
	size_t may = 0, spoken_may = 0;
	for (size_t i = 0; i < m->item_n; i++) {
		if (m->items[i].duty.when != civil_month(2018, 5))
			continue;
		may++;
		if (!m->items[i].passed) {
			spoken_may++;
			assert_string_equal(m->items[i].rung, "remind/-7");
		}
	}
	assert_int_equal(may, 3);
	assert_int_equal(spoken_may, 1);
	end(&w);
}

void
test_a_missed_rung_gives_way_to_one_of_today(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	look(&w, at(5, 24, 7, 29)); /* 15 was missed, -7 comes at 07:30 */
	assert_int_equal(w.plan.message_n, 0);
	assert_int_equal(w.plan.next_look, at(5, 24, 7, 30));
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, BAO)->spoken_n, 1);
	assert_string_equal(to(&w, BAO)->items[0].rung, "remind/-7");
	end(&w);
}

void
test_done_is_quiet(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	visit(w.f, BAO, TANHOA, civil_day(2018, 5, 12));
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, BAO)->item_n, 0);
	assert_true(to(&w, SON)->item_n > 0);
	end(&w);
}

void
test_promise_quiets_until_its_day_is_over(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	w.f->promises[w.f->promise_n++] = (struct facts_promise){ BAO, TANHOA,
		civil_day(2018, 5, 28), civil_month(2018, 5), at(5, 20, 9, 0) };
	say(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, BAO)->item_n, 0);
	say(&w, at(5, 27, 7, 30)); /* the day before */
	assert_string_equal(to(&w, BAO)->items[0].rung,
	    "planned-eve/2018-05-28");
	say(&w, at(5, 28, 9, 0));
	assert_int_equal(to(&w, BAO)->item_n, 0);
	look(&w, at(5, 29, 7, 30)); /* it passed, nothing came */
	const struct plan_message *m = to(&w, BAO);
	assert_true(m->item_n > 0);
	const char *text = text_to(&w, BAO, at(5, 29, 7, 30));
	assert_non_null(strstr(text, "hen di Tan Hoa ngay 28/5"));
	end(&w);
}

void
test_exemption_is_quiet(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->exemptions[w.f->exemption_n++] = (struct facts_exemption){ SON,
		civil_day(2018, 5, 1), civil_day(2018, 5, 31), "học" };
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, SON)->item_n, 0);
	w.f->exemptions[0].until_on = civil_day(2018, 5, 10);
	look(&w, at(5, 9, 9, 0)); /* inside: no rung speaks */
	assert_int_equal(to(&w, SON)->item_n, 0);
	look(&w, at(5, 24, 7, 30)); /* the rest of the month is owed */
	assert_true(to(&w, SON)->item_n > 0);
	end(&w);
}

/* However many exemptions somebody had before. */
void
test_a_rung_of_an_exempt_day_never_speaks(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	for (int i = 0; i < 20; i++) {
		int32_t day = civil_day(2018, 1, 1 + 3 * i);
		w.f->exemptions[w.f->exemption_n++] =
		    (struct facts_exemption){ SON, day, day, "họp" };
	}
	w.f->exemptions[w.f->exemption_n++] = (struct facts_exemption){ SON,
		civil_day(2018, 5, 24), civil_day(2018, 5, 24), "học" };
	facts_sort(w.f);
	look(&w, at(5, 25, 7, 30)); /* -7 came on the 24th */
	assert_true(to(&w, BAO)->item_n > 0);
	const struct plan_message *m = to(&w, SON);
	for (size_t i = 0; i < m->item_n; i++)
		assert_string_not_equal(m->items[i].rung, "remind/-7");
	end(&w);
}

void
test_meeting_and_visit_are_one_text(void **state)
{
	(void)state;
	struct world w = begin();
	meets_on(w.f, TANLAP_AP3, 25); /* reminded on the 24th, with -7 */
	w.f->live_since = at(5, 1, 0, 0);
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, DUYEN)->spoken_n, 2);
	const char *text = text_to(&w, DUYEN, at(5, 24, 7, 30));
	assert_memory_equal(text, "digest|", 7);
	assert_non_null(strstr(text, "Ap 3 (Tan Lap) 19h T6 25/5"));
	assert_non_null(strstr(text, "con 7 ngay het thang 5"));
	end(&w);
}

void
test_an_edited_ladder_repeats_nothing(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	say(&w, at(5, 24, 7, 30));
	/* -7 becomes -9, and one more is put between: both lie behind. */
	policy_parse_point("-9 07:30", false, &w.p->visit_remind.v[1]);
	policy_parse_point("20 07:30", false,
	    &w.p->visit_remind.v[w.p->visit_remind.n++]);
	look(&w, at(5, 25, 9, 0));
	assert_int_equal(w.plan.message_n, 0);
	end(&w);
}

void
test_overdue_is_one_escalation(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	visit(w.f, BAO, TANHOA, civil_day(2018, 5, 23));
	look(&w, at(6, 4, 7, 30));
	const struct plan_message *m = to(&w, QUAN);
	assert_true(m->item_n > 0);
	assert_int_equal(m->spoken_n, 2); /* Sơn and Duyên */
	const char *text = text_to(&w, QUAN, at(6, 4, 7, 30));
	assert_memory_equal(text, "escalate|", 9);
	assert_non_null(strstr(text, "thang 5: 2/3 d/c chua di co so"));
	assert_non_null(strstr(text, "Son (Tan Phuoc)"));
	assert_null(strstr(text, "Bao"));
	end(&w);
}

void
test_outside_hours_waits(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	look(&w, at(5, 25, 2, 0));
	assert_int_equal(w.plan.message_n, 0);
	assert_int_equal(w.plan.next_look, at(5, 25, 7, 0));
	look(&w, at(5, 25, 12, 0));
	assert_int_equal(w.plan.message_n, 0);
	assert_int_equal(w.plan.next_look, at(5, 25, 13, 30));
	end(&w);
}

void
test_first_start_speaks_for_this_month_only(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(6, 10, 8, 0);
	look(&w, at(6, 10, 8, 0)); /* April and May are overdue and silent */
	for (size_t i = 0; i < w.plan.message_n; i++) {
		for (size_t k = 0; k < w.plan.messages[i].spoken_n; k++)
			assert_int_equal(w.plan.messages[i].items[k].duty.when,
			    civil_month(2018, 6));
	}
	assert_true(to(&w, BAO)->item_n > 0);
	assert_int_equal(to(&w, QUAN)->item_n, 0);
	end(&w);
}

void
test_per_unit_names_what_is_left(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	w.p->visit_per_unit = true;
	visit(w.f, BAO, TANLOI, civil_day(2018, 5, 12));
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, BAO)->spoken_n, 2);
	const char *text = text_to(&w, BAO, at(5, 24, 7, 30));
	assert_non_null(strstr(text, "(Tan Hoa, Tan Hung)"));
	end(&w);
}

void
test_without_number_nothing_is_said(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->people[SON].phone = NULL;
	look(&w, at(5, 24, 7, 30));
	assert_int_equal(to(&w, SON)->item_n, 0);
	end(&w);
}

void
test_second_text_of_a_day_waits_for_tomorrow(void **state)
{
	(void)state;
	struct world w = begin();
	w.f->live_since = at(5, 1, 0, 0);
	say(&w, at(5, 24, 7, 30));
	meets_on(w.f, TANLAP_AP3, 26); /* entered at noon; due on the 25th */
	meets_on(w.f, TANLAP_AP3, 25); /* due this morning */
	look(&w, at(5, 24, 14, 0));
	assert_int_equal(to(&w, DUYEN)->item_n, 0);
	look(&w, at(5, 25, 7, 30));
	assert_true(to(&w, DUYEN)->item_n > 0);
	end(&w);
}

void
test_same_facts_same_actions(void **state)
{
	(void)state;
	struct world w = begin();
	meets_on(w.f, TANLAP_AP3, 25);
	struct plan a, b;
	plan_make(w.f, w.p, at(5, 24, 7, 30), &a);
	plan_make(w.f, w.p, at(5, 24, 7, 30), &b);
	assert_int_equal(a.message_n, b.message_n);
	assert_int_equal(a.next_look, b.next_look);
	for (size_t i = 0; i < a.message_n; i++) {
		assert_int_equal(a.messages[i].item_n, b.messages[i].item_n);
		for (size_t k = 0; k < a.messages[i].item_n; k++) {
			const struct plan_item *x = &a.messages[i].items[k];
			const struct plan_item *y = &b.messages[i].items[k];
			assert_int_equal(duty_key_compare(&x->duty, &y->duty),
			    0);
			assert_string_equal(x->rung, y->rung);
			assert_int_equal(x->due_at, y->due_at);
		}
	}
	plan_fini(&a);
	plan_fini(&b);
	end(&w);
}

/* A linear congruential generator: the seed is printed on failure. */
static uint32_t
roll(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

static void
check_said(const struct world *w, uint32_t seed)
{
	for (int i = 1; i < w->f->said_n; i++) {
		const struct facts_said *a = &w->f->said[i - 1];
		const struct facts_said *b = &w->f->said[i];
		if (a->person == b->person &&
		    duty_key_compare(&a->duty, &b->duty) == 0 &&
		    strcmp(a->rung, b->rung) == 0)
			fail_msg("seed %u: %s said twice", seed, a->rung);
	}
}

static void
one_history(uint32_t seed)
{
	uint32_t r = seed;
	struct world w = begin();
	w.p->visit_per_unit = roll(&r, 2);
	meets_on(w.f, TANLAP_AP3, 1 + (int)roll(&r, 28));
	w.f->live_since = at(4, 1 + (int)roll(&r, 28), (int)roll(&r, 24), 0);
	int64_t now = w.f->live_since;
	int32_t told_on[4] = { CIVIL_NONE, CIVIL_NONE, CIVIL_NONE, CIVIL_NONE };
	for (int i = 0; i < 150 && w.f->said_n < ROOM - 200; i++) {
		say(&w, now);
		int32_t today = civil_on(now, w.p->offset_s);
		for (size_t k = 0; k < w.plan.message_n; k++) {
			const struct plan_message *m = &w.plan.messages[k];
			const char *rung = m->items[0].rung;
			if (when_allowed(w.f, w.p, now) != now)
				fail_msg("seed %u: spoke out of hours", seed);
			if (rung[strlen(rung) - 1] == 'h')
				continue;
			if (told_on[m->person] == today)
				fail_msg("seed %u: two texts a day", seed);
			told_on[m->person] = today;
			if (m->expires_at <= now)
				fail_msg("seed %u: dead on arrival", seed);
		}
		if (w.plan.next_look <= now)
			fail_msg("seed %u: would spin", seed);
		if (roll(&r, 9) == 0 && w.f->visit_n < 200)
			visit(w.f, BAO + (int)roll(&r, 3),
			    TANPHU + (int)roll(&r, 7),
			    today - (int)roll(&r, 5));
		if (roll(&r, 12) == 0) {
			w.f->promises[w.f->promise_n++] =
			    (struct facts_promise){ BAO + (int)roll(&r, 3),
				    FACTS_NONE, today + (int)roll(&r, 9),
				    civil_month_of(today), now };
			facts_sort(w.f);
		}
		/* a short sleep, an outage, or a clock that steps back */
		uint32_t how = roll(&r, 10);
		now = how == 0	 ? now + (int64_t)roll(&r, 20) * 86400
		      : how == 1 ? now - (int64_t)roll(&r, 7200)
				 : w.plan.next_look;
	}
	check_said(&w, seed);
	end(&w);
}

void
test_random_histories_keep_the_promises(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 400; seed++)
		one_history(seed);
}
