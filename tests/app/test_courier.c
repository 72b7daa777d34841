/* The courier against a scripted transport and the real dialect of Kannel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/post.h"

#include "store/stmt.h" /* to fail a commit, to damage a row */

void test_claim_is_on_disk_before_the_transport(void **state);
void test_failed_commit_calls_no_transport(void **state);
void test_cut_before_the_first_byte_sends_again(void **state);
void test_cut_after_the_first_byte_is_uncertain(void **state);
void test_lost_answer_is_never_repeated(void **state);
void test_unreachable_gateway_gets_one_copy(void **state);
void test_request_that_cannot_start_waits(void **state);
void test_busy_gateway_is_tried_later(void **state);
void test_retry_after_is_obeyed_within_reason(void **state);
void test_busy_for_ever_is_given_up(void **state);
void test_backoff_grows(void **state);
void test_login_refused_pauses_with_one_alarm(void **state);
void test_many_refusals_are_one_pause(void **state);
void test_gateway_that_is_down_pauses_with_one_alarm(void **state);
void test_refused_number_fails_alone(void **state);
void test_refused_number_goes_to_the_next_gateway(void **state);
void test_nothing_leaves_after_its_expiry(void **state);
void test_expiry_is_looked_at_before_the_first_byte(void **state);
void test_daily_cap_keeps_the_rest_until_tomorrow(void **state);
void test_daily_cap_binds_what_is_urgent_too(void **state);
void test_clock_back_before_the_planned_time_waits_for_it(void **state);
void test_rate_spreads_over_the_seconds(void **state);
void test_hours_bind_all_but_answers(void **state);
void test_duty_done_in_between_is_cancelled(void **state);
void test_duty_done_while_connecting_writes_no_byte(void **state);
void test_pause_while_connecting_writes_no_byte(void **state);
void test_promise_in_between_is_cancelled(void **state);
void test_cancelled_while_connecting_writes_no_byte(void **state);
void test_held_message_stays(void **state);
void test_number_is_that_of_the_moment(void **state);
void test_fixed_number_stays(void **state);
void test_one_of_two_duties_lapsed_renders_again(void **state);
void test_person_without_number_fails_alone(void **state);
void test_unit_without_name_fails_alone(void **state);
void test_pause_stops_everything(void **state);
void test_escalation_is_repeated_once_and_marked(void **state);
void test_repeat_is_marked_once(void **state);
void test_on_uncertain_hold_repeats_nothing(void **state);
void test_reminder_is_never_repeated(void **state);
void test_not_live_reaches_no_gateway(void **state);
void test_altered_row_is_held(void **state);
void test_stopping_claims_nothing(void **state);
void test_no_more_in_flight_than_allowed(void **state);
void test_result_that_the_disk_refused_is_kept(void **state);
void test_gateways_are_listed_with_their_trouble(void **state);

static const char *const all[] = { "DUYEN", "BAO", "ANH", "SON", "HOA",
	"THUY" };

/* --- durable first */

void
test_claim_is_on_disk_before_the_transport(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	assert_int_equal(p.fake.started, 0); /* claimed, not yet on disk */
	assert_true(store_pending(p.t.office.store));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_int_equal(p.fake.started, 1);
	is(&p, id, MESSAGE_SENDING, MESSAGE_R_NONE);
	fake_land(&p.fake);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_non_null(strstr(p.fake.last_url, "to=%2B84912000003"));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	post_fini(&p);
}

void
test_failed_commit_calls_no_transport(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	p.t.office.store->lost = ERR_FULL;
	assert_int_equal(store_flush(p.t.office.store, &p.t.err), -1);
	assert_int_equal(p.t.err.code, ERR_FULL);
	assert_int_equal(p.fake.started, 0);
	assert_int_equal(courier_in_flight(p.c), 0);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_NONE);
	turn(&p); /* the disk has room again */
	assert_int_equal(p.fake.seen, 1);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

/* --- a cut between claim and answer */

void
test_cut_before_the_first_byte_sends_again(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	struct test_image cut = test_image(&p.t);
	fake_says(&p.fake, "", fake_unreachable);
	fake_land(&p.fake); /* the old process ends without a byte */
	test_boot(&p.t, &cut);
	post_courier(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	fake_says(&p.fake, "", fake_ok);
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

struct cut {
	struct post *p;
	struct test_image image;
};

static void
cut_here(struct fake *f)
{
	struct cut *c = f->test;
	c->image = test_image(&c->p->t); /* fails if `writing` is pending */
}

void
test_cut_after_the_first_byte_is_uncertain(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct cut cut = { &p, { NULL, 0 } };
	struct message_id id = remind(&p, "BAO");
	p.fake.test = &cut;
	p.fake.at_first_byte = cut_here;
	turn(&p);
	p.fake.at_first_byte = NULL;
	assert_int_equal(p.fake.seen, 1);
	test_boot(&p.t, &cut.image);
	post_courier(&p);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_CRASH);
	turn_until(&p, on2018(6, 3, 12, 0));
	post_courier(&p); /* nor after one more start */
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_CRASH);
	post_fini(&p);
}

void
test_lost_answer_is_never_repeated(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id bao = remind(&p, "BAO"), son = remind(&p, "SON");
	fake_says(&p.fake, "84912000003", fake_silence);
	turn(&p);
	is(&p, bao, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	is(&p, son, MESSAGE_ACCEPTED, MESSAGE_R_NONE); /* others go on */
	turn_until(&p, on2018(5, 25, 12, 0));
	struct test_image cut = test_image(&p.t);
	test_boot(&p.t, &cut);
	post_courier(&p);
	turn_until(&p, on2018(6, 3, 12, 0));
	assert_int_equal(p.fake.seen, 2);
	is(&p, bao, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	post_fini(&p);
}

/* --- what comes back to the queue */

void
test_unreachable_gateway_gets_one_copy(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_unreachable);
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	assert_int_equal(attempts(&p, id), 0); /* no fault of the message */
	int64_t wait = waits_until(&p, id) - p.fake.now;
	assert_in_range(wait, 20, 40);
	turn(&p);
	assert_int_equal(p.fake.started, 1); /* not before its time */
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 3600);
	assert_int_equal(p.fake.seen, 1);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_rows(&p.t, -1, NULL, 1);
	post_fini(&p);
}

void
test_request_that_cannot_start_waits(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	p.fake.refuses_to_start = true;
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	assert_true(waits_until(&p, id) > p.fake.now);
	assert_int_equal(courier_in_flight(p.c), 0);
	p.fake.refuses_to_start = false;
	turn_until(&p, p.fake.now + 600);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_busy_gateway_is_tried_later(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_busy);
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	assert_int_equal(attempts(&p, id), 1);
	assert_true(waits_until(&p, id) > p.fake.now);
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 3600);
	assert_int_equal(p.fake.seen, 2);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_retry_after_is_obeyed_within_reason(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct http_response later = fake_busy, never = fake_busy;
	later.retry_after_s = 900;
	never.retry_after_s = 10000000;
	fake_says(&p.fake, "84912000003", later);
	fake_says(&p.fake, "84912000005", never);
	struct message_id bao = remind(&p, "BAO"), son = remind(&p, "SON");
	turn(&p);
	assert_int_equal(waits_until(&p, bao), p.fake.now + 900);
	assert_int_equal(waits_until(&p, son), p.fake.now + 6 * 3600);
	post_fini(&p);
}

void
test_busy_for_ever_is_given_up(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct outbox_new m = letter(&p, "BAO", "notice", "Thu");
	m.expires_at = p.fake.now + 30 * 86400;
	struct message_id id = put(&p, &m);
	fake_says(&p.fake, "", fake_busy);
	turn_until(&p, p.fake.now + 20 * 86400);
	is(&p, id, MESSAGE_FAILED, MESSAGE_R_TOO_MANY_TRIES);
	assert_in_range(p.fake.seen, 5, 20);
	post_fini(&p);
}

void
test_backoff_grows(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_busy);
	int64_t wait[5];
	for (int i = 0; i < 5; i++) {
		turn(&p);
		wait[i] = waits_until(&p, id) - p.fake.now;
		p.fake.now = waits_until(&p, id);
	}
	for (int i = 1; i < 5; i++) /* doubling, a fifth of jitter each way */
		assert_true(wait[i] > wait[i - 1] * 4 / 3);
	assert_true(wait[4] <= 30 * 16 * 6 / 5);
	post_fini(&p);
}

/* --- a gateway that refuses or is gone */

void
test_login_refused_pauses_with_one_alarm(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_forbidden);
	turn(&p);
	assert_rows(&p.t, -1, "alarm", 1);
	turn_until(&p, p.fake.now + 4 * 60);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	assert_int_equal(attempts(&p, id), 0);
	assert_int_equal(p.fake.seen, 1); /* nothing while it pauses */
	turn_until(&p, p.fake.now + 3600);
	assert_rows(&p.t, -1, "alarm", 1); /* it still refuses: said once */
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 2 * 3600);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "alarm", 1);
	post_fini(&p);
}

void
test_many_refusals_are_one_pause(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		remind(&p, all[i]);
	fake_says(&p.fake, "", fake_forbidden);
	turn(&p);
	assert_int_equal(p.fake.seen, 6);
	struct courier_gateway g;
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_int_equal(g.paused_until, p.fake.now + 300);
	assert_rows(&p.t, MESSAGE_QUEUED, "visit.remind", 6);
	assert_rows(&p.t, -1, "alarm", 1);
	post_fini(&p);
}

void
test_gateway_that_is_down_pauses_with_one_alarm(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway hai]\ndriver = kannel\n"
		      "url = http://127.0.0.1:9/hai\nuser = u\n"
		      "password_file = ../kannel.secret\n");
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "sendsms", fake_unreachable);
	int64_t began = p.fake.now;
	turn_until(&p, began + 15 * 60);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE); /* by the other one */
	assert_rows(&p.t, MESSAGE_ACCEPTED, "alarm", 1);
	struct courier_gateway g;
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_true(g.paused_until > began);
	assert_string_not_equal(g.reason, "");
	turn_until(&p, began + 3 * 3600);
	assert_rows(&p.t, -1, "alarm", 1);
	post_fini(&p);
}

void
test_refused_number_fails_alone(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n");
	fake_says(&p.fake, "84912000003", fake_no_route);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		remind(&p, all[i]);
	turn_until(&p, p.fake.now + 60);
	assert_rows(&p.t, MESSAGE_FAILED, NULL, 1);
	assert_rows(&p.t, MESSAGE_ACCEPTED, NULL, 5);
	is(&p, test_tally(&p.t, MESSAGE_FAILED, NULL).last, MESSAGE_FAILED,
	    MESSAGE_R_REFUSED_PERSON);
	assert_int_equal(p.fake.seen, 6);
	post_fini(&p);
}

void
test_refused_number_goes_to_the_next_gateway(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway hai]\ndriver = kannel\n"
		      "url = http://127.0.0.1:9/hai\nuser = u\n"
		      "password_file = ../kannel.secret\n");
	fake_says(&p.fake, "sendsms", fake_no_route);
	struct message_id id = remind(&p, "BAO");
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_non_null(strstr(p.fake.last_url, "/hai?"));
	assert_int_equal(p.fake.seen, 2);
	assert_rows(&p.t, -1, NULL, 1);
	post_fini(&p);
}

/* --- time and counts */

void
test_nothing_leaves_after_its_expiry(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	p.fake.now += 12 * 3600;
	turn(&p);
	is(&p, id, MESSAGE_EXPIRED, MESSAGE_R_EXPIRED);
	assert_int_equal(p.fake.started, 0);
	post_fini(&p);
}

void
test_expiry_is_looked_at_before_the_first_byte(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	p.fake.now += 12 * 3600; /* the machine slept while it connected */
	fake_land(&p.fake);
	assert_int_equal(p.fake.seen, 0);
	turn(&p);
	is(&p, id, MESSAGE_EXPIRED, MESSAGE_R_EXPIRED);
	post_fini(&p);
}

void
test_daily_cap_keeps_the_rest_until_tomorrow(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\ndaily_cap = 4\nvalid = 48h\n");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct outbox_new m = letter(&p, all[i], "notice", "Thu");
		m.expires_at = p.fake.now + 48 * 3600;
		put(&p, &m);
	}
	turn_until(&p, on2018(5, 24, 23, 59));
	assert_int_equal(p.fake.seen, 4);
	is(&p, test_tally(&p.t, MESSAGE_QUEUED, NULL).last, MESSAGE_QUEUED,
	    MESSAGE_R_DAILY_CAP);
	turn_until(&p, on2018(5, 25, 6, 59));
	assert_int_equal(p.fake.seen, 4); /* the hours bind them still */
	turn_until(&p, on2018(5, 25, 8, 0));
	assert_int_equal(p.fake.seen, 6);
	post_fini(&p);
}

void
test_clock_back_before_the_planned_time_waits_for_it(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "");
	struct outbox_new m = letter(&p, all[0], "notice", "Thu");
	m.not_before = p.fake.now + 3600;
	m.expires_at = p.fake.now + 7200;
	struct message_id id = put(&p, &m);
	struct err err = { 0 };
	/* What a crash in its first try leaves: due at once. */
	assert_int_equal(store_begin(p.t.office.store, &err), 0);
	assert_int_equal(outbox_wait(p.t.office.store, id, MESSAGE_R_RETRY,
			     p.fake.now, p.fake.now, &err),
	    0);
	assert_int_equal(store_end(p.t.office.store, &err), 0);
	turn(&p);
	assert_int_equal(p.fake.seen, 0);
	turn_until(&p, m.not_before + 1);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_daily_cap_binds_what_is_urgent_too(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\ndaily_cap = 1\nvalid = 48h\n");
	remind(&p, all[0]);
	turn(&p);
	struct outbox_new m = letter(&p, all[1], "escalate", "Thu");
	m.expires_at = p.fake.now + 48 * 3600;
	struct message_id id = put(&p, &m);
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_DAILY_CAP);
	post_fini(&p);
}

void
test_rate_spreads_over_the_seconds(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 2/s\n");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		remind(&p, all[i]);
	turn(&p);
	assert_int_equal(p.fake.seen, 2);
	turn(&p);
	assert_int_equal(p.fake.seen, 2); /* the same second */
	assert_int_equal(courier_next(p.c, p.fake.now), p.fake.now + 1);
	p.fake.now++;
	turn(&p);
	assert_int_equal(p.fake.seen, 4);
	p.fake.now++;
	turn(&p);
	assert_int_equal(p.fake.seen, 6);
	post_fini(&p);
}

void
test_hours_bind_all_but_answers(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	p.fake.now = on2018(5, 24, 2, 0);
	struct message_id bao = remind(&p, "BAO");
	struct outbox_new m = letter(&p, "QUAN", "alarm", "Thu");
	struct message_id alarm = put(&p, &m);
	m = letter(&p, "SON", "answer", "Da ghi");
	m.number = "+84912000005";
	struct message_id answer = put(&p, &m);
	turn_until(&p, on2018(5, 24, 6, 59));
	is(&p, answer, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	is(&p, bao, MESSAGE_QUEUED, MESSAGE_R_HOURS);
	is(&p, alarm, MESSAGE_QUEUED, MESSAGE_R_HOURS);
	assert_int_equal(p.fake.seen, 1);
	turn_until(&p, on2018(5, 24, 7, 0));
	is(&p, bao, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	is(&p, alarm, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

/* --- the last look */

void
test_duty_done_in_between_is_cancelled(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	test_visited(&p.t, "BAO", "TANHOA", 5, 23, p.fake.now);
	turn(&p);
	is(&p, id, MESSAGE_CANCELLED, MESSAGE_R_DONE);
	assert_int_equal(p.fake.started, 0);
	post_fini(&p);
}

void
test_duty_done_while_connecting_writes_no_byte(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_int_equal(p.fake.started, 1);
	test_visited(&p.t, "BAO", "TANHOA", 5, 23, p.fake.now);
	fake_land(&p.fake);
	assert_int_equal(p.fake.seen, 0);
	turn(&p);
	is(&p, id, MESSAGE_CANCELLED, MESSAGE_R_DONE);
	post_fini(&p);
}

void
test_pause_while_connecting_writes_no_byte(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_int_equal(test_verb(&p.t, p.fake.now, "pause"), 0);
	fake_land(&p.fake);
	turn_until(&p, p.fake.now + 600);
	assert_int_equal(p.fake.seen, 0);
	assert_int_equal(test_verb(&p.t, p.fake.now, "resume"), 0);
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_promise_in_between_is_cancelled(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	struct unit_id any = { 0 };
	struct event_id none = { 0 };
	test_begin(&p.t);
	assert_int_equal(deed_promise(p.t.office.store,
			     test_person(&p.t, "BAO"), any,
			     civil_day(2018, 5, 28), civil_month(2018, 5), none,
			     p.fake.now, &p.t.err),
	    1);
	test_commit(&p.t);
	turn(&p);
	is(&p, id, MESSAGE_CANCELLED, MESSAGE_R_PROMISED);
	assert_int_equal(p.fake.started, 0);
	post_fini(&p);
}

void
test_cancelled_while_connecting_writes_no_byte(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue cancel 1"), 0);
	fake_land(&p.fake);
	assert_int_equal(p.fake.seen, 0);
	assert_int_equal(p.fake.refused, 1);
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_CANCELLED, MESSAGE_R_PERSON);
	assert_int_equal(p.fake.seen, 0);
	post_fini(&p);
}

void
test_held_message_stays(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue hold 1"), 0);
	turn_until(&p, p.fake.now + 3600);
	assert_int_equal(p.fake.started, 0);
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue release 1"), 0);
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_number_is_that_of_the_moment(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	test_phone(&p.t, "BAO", "+84988000003");
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_non_null(strstr(p.fake.last_url, "to=%2B84988000003"));
	post_fini(&p);
}

void
test_fixed_number_stays(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct outbox_new m = letter(&p, "BAO", "answer", "Da ghi");
	m.number = "+84912000003";
	put(&p, &m);
	test_phone(&p.t, "BAO", "+84988000003");
	turn(&p);
	/* an answer goes to the phone that wrote */
	assert_non_null(strstr(p.fake.last_url, "to=%2B84912000003"));
	post_fini(&p);
}

void
test_one_of_two_duties_lapsed_renders_again(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[visit]\nper = unit\n");
	struct outbox_item two[] = {
		{ "visit/2018-05/BAO/TANHOA", "remind/-7", p.fake.now },
		{ "visit/2018-05/BAO/TANLOI", "remind/-7", p.fake.now },
	};
	struct outbox_new m =
	    letter(&p, "BAO", "visit.remind", "Chua di: Tan Hoa, Tan Loi");
	m.items = two;
	m.item_n = 2;
	struct message_id id = put(&p, &m);
	test_visited(&p.t, "BAO", "TANHOA", 5, 20, p.fake.now);
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_text_has(&p.t, id, "Tan Loi");
	assert_text_lacks(&p.t, id, "Tan Hoa");
	assert_null(strstr(p.fake.last_url, "Tan%20Hoa"));
	post_fini(&p);
}

void
test_person_without_number_fails_alone(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	const struct org_person nobody = { .code = "KHONG",
		.name = "Trần Không Máy",
		.role = "cadre" };
	const struct org_assignment a = { "KHONG", "DONGTIEN", CIVIL_NONE,
		CIVIL_MAX };
	test_begin(&p.t);
	must(&p.t, org_put_person(p.t.office.store, &nobody, 1, &p.t.err));
	must(&p.t, org_put_assignment(p.t.office.store, &a, &p.t.err));
	test_commit(&p.t);
	struct message_id id = remind(&p, "KHONG"), bao = remind(&p, "BAO");
	turn(&p);
	is(&p, id, MESSAGE_FAILED, MESSAGE_R_NO_NUMBER);
	is(&p, bao, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.started, 1);
	post_fini(&p);
}

void
test_unit_without_name_fails_alone(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[visit]\nper = unit\n");
	const struct org_unit bad = { .code = "TANPHUOC",
		.name = "",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	test_begin(&p.t);
	must(&p.t, org_put_unit(p.t.office.store, &bad, &p.t.err));
	test_commit(&p.t);
	struct message_id son = remind(&p, "SON/TANPHUOC"),
			  bao = remind(&p, "BAO/TANHOA");
	turn(&p);
	is(&p, son, MESSAGE_FAILED, MESSAGE_R_NO_TEXT);
	assert_int_equal(attempts(&p, son), 0);
	is(&p, bao, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_pause_stops_everything(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	struct outbox_new m = letter(&p, "SON", "answer", "Da ghi");
	m.number = "+84912000005";
	put(&p, &m);
	assert_int_equal(test_verb(&p.t, p.fake.now, "pause"), 0);
	turn_until(&p, p.fake.now + 3600);
	assert_int_equal(p.fake.started, 0); /* not even the answer */
	assert_int_equal(test_verb(&p.t, p.fake.now, "resume"), 0);
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.seen, 2);
	post_fini(&p);
}

/* --- unknown outcomes of what is urgent */

void
test_escalation_is_repeated_once_and_marked(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\non_uncertain = resend-once\n" NO_ALARM);
	struct message_id id = escalate(&p, "BAO");
	fake_says(&p.fake, "", fake_silence);
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	assert_null(strstr(p.fake.last_url, "nhac%20lai"));
	turn_until(&p, p.fake.now + 600);
	assert_int_equal(p.fake.seen, 2);
	assert_non_null(strstr(p.fake.last_url, "%28nhac%20lai%29"));
	turn_until(&p, p.fake.now + 11 * 3600);
	assert_int_equal(p.fake.seen, 2); /* and not a third time */
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	post_fini(&p);
}

void
test_repeat_is_marked_once(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\non_uncertain = resend-once\n");
	struct outbox_new m = letter(&p, "VANPHONG", "alarm", "Cong tat");
	struct message_id id = put(&p, &m);
	fake_says(&p.fake, "", fake_silence);
	turn(&p);
	/* the repeat is claimed, and marked, but cannot connect */
	fake_says(&p.fake, "", fake_unreachable);
	turn_until(&p, p.fake.now + 90);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 600);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_text_has(&p.t, id, "Cong tat (nhac lai)");
	assert_text_lacks(&p.t, id, "(nhac lai) (nhac lai)");
	assert_int_equal(p.fake.seen, 2);
	post_fini(&p);
}

void
test_on_uncertain_hold_repeats_nothing(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NO_ALARM);
	struct message_id id = escalate(&p, "BAO");
	fake_says(&p.fake, "", fake_silence);
	turn_until(&p, p.fake.now + 11 * 3600);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_reminder_is_never_repeated(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\non_uncertain = resend-once\n" NO_ALARM);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_silence);
	turn_until(&p, p.fake.now + 11 * 3600);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

/* --- the rest */

void
test_not_live_reaches_no_gateway(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nlive = no\n");
	struct message_id id = remind(&p, "BAO");
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_NOT_LIVE);
	assert_int_equal(p.fake.started, 0);
	test_office_configure(&p.t,
	    "[sending]\nlive = no\n[gateway may]\ndriver = sandbox\n");
	turn_until(&p, p.fake.now + 600);
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE); /* our own phones */
	assert_int_equal(p.fake.started, 0);
	post_fini(&p);
}

void
test_altered_row_is_held(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct outbox_new m = letter(&p, "BAO", "notice", "Thu");
	struct message_id id = put(&p, &m), son = remind(&p, "SON");
	must(&p.t,
	    stmt_exec(p.t.office.store->db,
		"UPDATE message SET text = 'khac' WHERE id = 1", &p.t.err));
	turn(&p);
	is(&p, id, MESSAGE_HELD, MESSAGE_R_CHECKSUM);
	is(&p, son, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.started, 1);
	post_fini(&p);
}

void
test_stopping_claims_nothing(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id bao = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	struct message_id son = remind(&p, "SON");
	courier_stop(p.c);
	turn(&p);
	is(&p, bao, MESSAGE_ACCEPTED, MESSAGE_R_NONE); /* it was on its way */
	is(&p, son, MESSAGE_QUEUED, MESSAGE_R_NONE);
	assert_int_equal(courier_next(p.c, p.fake.now), INT64_MAX);
	post_fini(&p);
}

void
test_no_more_in_flight_than_allowed(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		remind(&p, all[i]);
	courier_limit(p.c, 2);
	for (int i = 0; i < 3; i++) {
		must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
		must(&p.t, store_flush(p.t.office.store, &p.t.err));
	}
	assert_int_equal(p.fake.started, 2);
	assert_int_equal(courier_in_flight(p.c), 2);
	assert_int_equal(courier_next(p.c, p.fake.now), INT64_MAX);
	fake_land(&p.fake);
	turn(&p);
	turn(&p);
	assert_rows(&p.t, MESSAGE_ACCEPTED, NULL, 6);
	post_fini(&p);
}

void
test_result_that_the_disk_refused_is_kept(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	fake_land(&p.fake);
	p.t.office.store->lost = ERR_FULL;
	assert_int_equal(store_flush(p.t.office.store, &p.t.err), -1);
	is(&p, id, MESSAGE_SENDING, MESSAGE_R_NONE);
	turn(&p); /* there is room again: the answer was not forgotten */
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_gateways_are_listed_with_their_trouble(void **state)
{
	(void)state;
	struct post p;
	struct courier_gateway g;
	post_init(&p, NULL);
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_string_equal(g.name, "sms");
	assert_string_equal(g.driver, "kannel");
	assert_int_equal(g.paused_until, 0);
	assert_false(courier_gateway_at(p.c, 1, &g));
	remind(&p, "BAO");
	fake_says(&p.fake, "", fake_forbidden);
	turn(&p);
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_non_null(strstr(g.reason, "Authorization failed"));
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 600);
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_int_equal(g.paused_until, 0);
	assert_string_equal(g.reason, "");
	assert_true(g.last_success_at > 0);
	post_fini(&p);
}
