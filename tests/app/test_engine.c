/* The tick: what it says and, above all, what it does not say again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "core/plan.h"
#include "core/understand.h"
#include "store/stmt.h" /* to fail a commit */

void test_reload_at_night_says_nothing_in_the_morning(void **state);
void test_reload_while_paused_loses_nothing(void **state);
void test_first_start_says_the_latest_of_this_month_only(void **state);
void test_earlier_months_stay_silent_after_the_start(void **state);
void test_nothing_is_said_twice_over_a_restart(void **state);
void test_no_look_before_its_time(void **state);
void test_new_fact_is_a_reason_to_look(void **state);
void test_clock_that_went_back_says_nothing_again(void **state);
void test_cannot_speak_says_nothing_and_is_not_live(void **state);
void test_reload_says_nothing(void **state);
void test_paused_says_nothing_then_the_latest(void **state);
void test_downtime_is_no_flood(void **state);
void test_nobody_hears_of_what_is_done(void **state);
void test_overdue_is_escalated_in_one_text(void **state);
void test_group_that_was_rolled_back_is_planned_again(void **state);
void test_meeting_question_is_open(void **state);
void test_row_is_as_planned(void **state);

static int
tick(struct test_office *t, int64_t now)
{
	int n = engine_tick(&t->engine, &t->office, now, &t->err);
	must(t, n);
	must(t, store_flush(t->office.store, &t->err));
	return n;
}

/* Looks when the engine asks to, and every hour as the service does (it does so
 * every minute); how many it said. */
static int
tick_until(struct test_office *t, int64_t from, int64_t until)
{
	int n = 0;
	for (int64_t now = from, next; now <= until; now = next) {
		n += tick(t, now);
		assert_true(t->engine.next_look > now);
		next = t->engine.next_look;
		if (next > now + 3600)
			next = now + 3600;
	}
	return n;
}

static void
init(struct test_office *t, const char *more)
{
	log_setup(0, LOG_ERROR - 1);
	test_office_init(t, more);
}

/* Live since the first of May at 07:00, before its first rung. */
static void
init_live(struct test_office *t, const char *more)
{
	init(t, more);
	assert_int_equal(tick(t, on2018(5, 1, 7, 0)), 0);
}

struct said {
	struct test_office *t;
	int person; /* −1 any */
	const char *rung;
	int spoken, passed;
};

static struct said
said(struct test_office *t, const char *code, const char *rung)
{
	const struct facts *f = test_facts(t);
	struct said s = { .t = t,
		.person = code ? facts_person_by_code(f, code) : -1,
		.rung = rung };
	for (int i = 0; i < f->said_n; i++) {
		const struct facts_said *x = &f->said[i];
		if ((s.person >= 0 && x->person != s.person) ||
		    strcmp(x->rung, rung) != 0)
			continue;
		s.passed += x->passed;
		s.spoken += !x->passed;
	}
	return s;
}

#define assert_spoken(t, code, rung, count)                                    \
	assert_int_equal(said(t, code, rung).spoken, count)
#define assert_passed(t, code, rung, count)                                    \
	assert_int_equal(said(t, code, rung).passed, count)

void
test_first_start_says_the_latest_of_this_month_only(void **state)
{
	(void)state;
	struct test_office t;
	init(&t, NULL);
	assert_int_equal(tick(&t, on2018(5, 24, 9, 0)), 6);
	assert_rows(&t, MESSAGE_QUEUED, "visit.remind", 6);
	assert_spoken(&t, NULL, "remind/-7", 6);
	assert_passed(&t, NULL, "open/1", 6);
	assert_passed(&t, NULL, "remind/15", 6);
	assert_rows(&t, -1, NULL, 6);
	assert_int_equal(test_facts(&t)->live_since, on2018(5, 24, 9, 0));
	test_office_fini(&t);
}

void
test_earlier_months_stay_silent_after_the_start(void **state)
{
	(void)state;
	struct test_office t;
	init(&t, NULL);
	/* April was done by nobody, but that was before the start. */
	tick_until(&t, on2018(5, 3, 9, 0), on2018(5, 31, 23, 0));
	assert_spoken(&t, NULL, "overdue/+1", 0);
	assert_spoken(&t, NULL, "overdue/+9", 0);
	assert_spoken(&t, NULL, "escalate/+4", 0);
	assert_spoken(&t, NULL, "remind/15", 6);
	test_office_fini(&t);
}

void
test_nothing_is_said_twice_over_a_restart(void **state)
{
	(void)state;
	struct test_office t;
	init(&t, NULL);
	int64_t now = on2018(5, 24, 9, 0);
	assert_int_equal(tick(&t, now), 6);
	for (int i = 0; i < 3; i++) {
		struct test_image cut = test_image(&t);
		test_boot(&t, &cut);
		assert_int_equal(tick(&t, now + i), 0);
	}
	t.engine = (struct engine){ 0 };
	assert_int_equal(tick_until(&t, now, on2018(5, 28, 23, 0)), 0);
	assert_int_equal(tick(&t, on2018(5, 29, 7, 30)), 6);
	assert_rows(&t, -1, NULL, 12);
	test_office_fini(&t);
}

void
test_no_look_before_its_time(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 24, 7, 0));
	assert_int_equal(t.engine.next_look, on2018(5, 24, 7, 30));
	/* it looks when it said it would, even if that was too late */
	t.engine.next_look = on2018(5, 24, 7, 45);
	assert_int_equal(tick(&t, on2018(5, 24, 7, 44)), 0);
	assert_int_equal(tick(&t, on2018(5, 24, 7, 45)), 6);
	test_office_fini(&t);
}

void
test_new_fact_is_a_reason_to_look(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick(&t, on2018(5, 24, 7, 30));
	const struct org_person new = { .code = "MOI",
		.name = "Lê Văn Mới",
		.phone = "+84912000010",
		.role = "cadre" };
	const struct org_assignment a = { "MOI", "TANPHU", CIVIL_NONE,
		CIVIL_MAX };
	test_begin(&t);
	must(&t, org_put_person(t.office.store, &new, 1, &t.err));
	must(&t, org_put_assignment(t.office.store, &a, &t.err));
	test_commit(&t);
	assert_int_equal(tick(&t, on2018(5, 24, 7, 31)), 1);
	assert_spoken(&t, "MOI", "remind/-7", 1);
	test_office_fini(&t);
}

void
test_clock_that_went_back_says_nothing_again(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	int said_before =
	    tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 24, 9, 0));
	assert_true(said_before >= 12);
	assert_int_equal(tick(&t, on2018(5, 2, 9, 0)), 0);
	assert_true(t.engine.next_look <= on2018(5, 3, 0, 0));
	assert_int_equal(
	    tick_until(&t, on2018(5, 2, 9, 0), on2018(5, 24, 10, 0)), 0);
	assert_rows(&t, -1, NULL, said_before);
	test_office_fini(&t);
}

void
test_cannot_speak_says_nothing_and_is_not_live(void **state)
{
	(void)state;
	struct test_office t;
	init(&t, "[sending]\nlive = no\n");
	assert_int_equal(
	    tick_until(&t, on2018(5, 1, 7, 0), on2018(5, 1, 20, 0)), 0);
	assert_int_equal(test_facts(&t)->live_since, 0);
	test_office_configure(&t, "[sending]\nlive = yes\n");
	assert_int_equal(tick(&t, on2018(5, 24, 9, 0)), 6);
	assert_int_equal(test_facts(&t)->live_since, on2018(5, 24, 9, 0));
	test_office_fini(&t);
}

/* As the service does it: a tick by the old rules, then the new ones. */
static void
reload(struct test_office *t, const char *more, int64_t now)
{
	tick(t, now);
	struct config *old = t->conf.config;
	t->conf.config = NULL;
	test_office_configure(t, more);
	must(t,
	    engine_absorb(&t->engine, &t->office, old->policy, now, &t->err));
	must(t, store_flush(t->office.store, &t->err));
	config_free(old);
}

void
test_reload_says_nothing(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 21, 8, 0));
	reload(&t, "[visit]\nremind = 15 07:30, 20 07:30, -7 07:30\n",
	    on2018(5, 21, 9, 0));
	/* the one of the 20th is past and was never heard of */
	assert_int_equal(
	    tick_until(&t, on2018(5, 21, 9, 0), on2018(5, 24, 7, 29)), 0);
	assert_spoken(&t, NULL, "remind/20", 0);
	assert_passed(&t, NULL, "remind/20", 6);
	/* what is to come is said under the new rules */
	assert_int_equal(tick(&t, on2018(5, 24, 7, 30)), 6);
	test_office_fini(&t);
}

void
test_paused_says_nothing_then_the_latest(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 2, 12, 0));
	int before = test_tally(&t, -1, NULL).n;
	assert_int_equal(test_verb(&t, on2018(5, 3, 9, 0), "pause"), 0);
	int said_while = 0;
	for (int day = 3; day <= 24; day++)
		said_while += tick(&t, on2018(5, day, 7, 30)) +
			      tick(&t, on2018(5, day, 12, 0));
	assert_int_equal(said_while, 0);
	assert_rows(&t, -1, NULL, before);
	assert_int_equal(test_verb(&t, on2018(5, 24, 14, 0), "resume"), 0);
	assert_int_equal(
	    tick_until(&t, on2018(5, 24, 14, 0), on2018(5, 24, 23, 0)), 6);
	assert_spoken(&t, NULL, "remind/-7", 6);
	assert_passed(&t, NULL, "remind/15", 6);
	/* silent on purpose: the secretary hears of no outage */
	assert_rows(&t, -1, "digest", 0);
	test_office_fini(&t);
}

void
test_downtime_is_no_flood(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 14, 12, 0));
	int before = test_tally(&t, -1, NULL).n;
	test_visited(&t, "SON", "TANPHUOC", 5, 20, on2018(5, 20, 9, 0));
	/* off from the 14th until four rungs later, in the night */
	struct test_image cut = test_image(&t);
	test_boot(&t, &cut);
	assert_int_equal(
	    tick_until(&t, on2018(6, 2, 3, 0), on2018(6, 2, 6, 59)), 0);
	tick_until(&t, t.engine.next_look, on2018(6, 2, 23, 0));
	/* one text each; of May its latest rung, of June its first, in the
	 * same one; and the secretary hears what was left out */
	assert_rows(&t, -1, NULL, before + 7);
	struct test_tally told = test_tally(&t, -1, "digest");
	assert_int_equal(told.n, 6);
	assert_text_has(&t, told.last, "ngung tu 14/5 den 2/6");
	assert_spoken(&t, NULL, "overdue/+1", 5);
	assert_passed(&t, NULL, "remind/15", 5);
	assert_passed(&t, NULL, "remind/-7", 5);
	assert_passed(&t, NULL, "remind/-2", 5);
	assert_spoken(&t, "SON", "overdue/+1", 0);
	test_office_fini(&t);
}

void
test_nobody_hears_of_what_is_done(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 15, 12, 0));
	test_visited(&t, "BAO", "TANLOI", 5, 16, on2018(5, 16, 9, 0));
	tick_until(&t, on2018(5, 16, 9, 0), on2018(6, 9, 12, 0));
	assert_spoken(&t, "BAO", "remind/-7", 0);
	assert_spoken(&t, "BAO", "remind/-2", 0);
	assert_spoken(&t, "BAO", "overdue/+1", 0);
	assert_spoken(&t, "ANH", "remind/-7", 1);
	assert_spoken(&t, "ANH", "overdue/+9", 1);
	test_office_fini(&t);
}

void
test_overdue_is_escalated_in_one_text(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 30, 12, 0));
	test_visited(&t, "BAO", "TANLOI", 5, 16, on2018(5, 30, 9, 0));
	tick_until(&t, on2018(5, 30, 12, 0), on2018(6, 4, 12, 0));
	assert_rows(&t, -1, "escalate", 1);
	assert_spoken(&t, "QUAN", "escalate/+4", 5);
	struct test_tally e = test_tally(&t, -1, "escalate");
	assert_text_has(&t, e.last, "Anh");
	assert_text_lacks(&t, e.last, "Bao");
	tick_until(&t, on2018(6, 4, 12, 0), on2018(6, 8, 12, 0));
	assert_rows(&t, -1, "escalate", 1);
	test_office_fini(&t);
}

void
test_group_that_was_rolled_back_is_planned_again(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	int64_t now = on2018(5, 24, 7, 30);
	must(&t, engine_tick(&t.engine, &t.office, now, &t.err));
	t.office.store->lost = ERR_FULL;
	assert_int_equal(store_flush(t.office.store, &t.err), -1);
	assert_rows(&t, -1, NULL, 0);
	assert_int_equal(tick(&t, now + 1), 6); /* room again */
	assert_rows(&t, MESSAGE_QUEUED, NULL, 6);
	test_office_fini(&t);
}

void
test_meeting_question_is_open(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	const struct org_unit branch = { .code = "TANPHUOC-AP1",
		.name = "Ấp 1",
		.kind = "chi_doan",
		.parent = "TANPHUOC",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_meeting m = { "TANPHUOC-AP1",
		"FREQ=MONTHLY;BYMONTHDAY=10", "Nhà văn hóa", 19 * 60 };
	test_begin(&t);
	must(&t, org_put_unit(t.office.store, &branch, &t.err));
	must(&t, org_put_meeting(t.office.store, &m, &t.err));
	test_commit(&t);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 11, 12, 0));
	assert_rows(&t, -1, "meeting.remind", 1);
	assert_rows(&t, -1, "meeting.ask", 1);
	char text[512];
	struct understand_question q;
	assert_int_equal(inbound_question_get(t.office.store,
			     test_person(&t, "SON"), on2018(5, 11, 12, 0), text,
			     sizeof text),
	    1);
	const struct facts *f = test_facts(&t);
	assert_true(understand_question_parse(text, f, &q));
	assert_int_equal(q.kind, UNDERSTAND_ASK_MEETING);
	assert_int_equal(q.option_n, 1);
	assert_string_equal(f->units[q.option[0].branch].code, "TANPHUOC-AP1");
	assert_int_equal(q.option[0].on, civil_day(2018, 5, 10));
	struct outbox_row row;
	assert_int_equal(outbox_get(t.office.store,
			     test_tally(&t, -1, "meeting.ask").last, &row),
	    1);
	assert_true(row.asks);
	outbox_row_fini(&row);
	test_office_fini(&t);
}

void
test_row_is_as_planned(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	int64_t now = on2018(5, 24, 7, 30);
	struct plan plan;
	plan_make(test_facts(&t), t.office.config->policy, now, &plan);
	assert_int_equal(tick(&t, now), (int)plan.message_n);
	struct outbox_row row;
	assert_int_equal(
	    outbox_get(t.office.store, (struct message_id){ 1 }, &row), 1);
	assert_int_equal(row.expires_at, plan.messages[0].expires_at);
	assert_int_equal(row.not_before, now);
	assert_int_equal(row.item_n, plan.messages[0].spoken_n);
	assert_string_equal(row.number, ""); /* that of the moment */
	assert_true(row.checksum_ok);
	outbox_row_fini(&row);
	plan_fini(&plan);
	test_office_fini(&t);
}

void
test_reload_at_night_says_nothing_in_the_morning(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 21, 8, 0));
	reload(&t, "[visit]\nremind = 15 07:30, 21 20:00, -7 07:30\n",
	    on2018(5, 21, 22, 0));
	assert_int_equal(
	    tick_until(&t, on2018(5, 21, 22, 0), on2018(5, 24, 7, 29)), 0);
	assert_int_equal(tick(&t, on2018(5, 24, 7, 30)), 6);
	assert_spoken(&t, NULL, "remind/-7", 6);
	test_office_fini(&t);
}

void
test_reload_while_paused_loses_nothing(void **state)
{
	(void)state;
	struct test_office t;
	init_live(&t, NULL);
	tick_until(&t, on2018(5, 1, 7, 30), on2018(5, 23, 8, 0));
	assert_int_equal(test_verb(&t, on2018(5, 23, 9, 0), "pause"), 0);
	tick_until(&t, on2018(5, 24, 7, 0), on2018(5, 24, 8, 0));
	reload(&t, "[sending]\nprice = 400\n", on2018(5, 24, 8, 30));
	assert_int_equal(test_verb(&t, on2018(5, 24, 9, 0), "resume"), 0);
	assert_int_equal(
	    tick_until(&t, on2018(5, 24, 9, 0), on2018(5, 24, 9, 2)), 6);
	assert_spoken(&t, NULL, "remind/-7", 6);
	test_office_fini(&t);
}
