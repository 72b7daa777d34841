/*
 * A7 and A8: what gateways say late, twice, in parts or never, and gateways
 * that hang, have no credit, or are gone.  The real dialects of Kannel and
 * SMSGate against a scripted transport.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/post.h"

#include "app/intake.h"
#include "gw/gw.h"

void test_a7_report_before_the_answer_counts(void **state);
void test_a7_reports_only_raise_the_rank(void **state);
void test_a7_twice_is_once(void **state);
void test_a7_every_part_must_arrive(void **state);
void test_a7_one_lost_part_is_undelivered(void **state);
void test_a7_unknown_word_is_kept_and_changes_nothing(void **state);
void test_a7_report_settles_what_is_uncertain(void **state);
void test_a7_delivered_after_failed_is_a_contradiction(void **state);
void test_a7_silence_is_marked_and_a_late_report_counts(void **state);
void test_a8_hung_gateway_blocks_nobody_and_is_told(void **state);
void test_a8_hung_gateway_pauses_after_a_few(void **state);
void test_a8_no_byte_written_is_back_in_the_queue(void **state);
void test_a8_success_needs_a_body_that_says_so(void **state);
void test_a8_accepted_then_no_credit_is_undelivered(void **state);
void test_a8_no_credit_pauses_and_is_told_by_another(void **state);
void test_a8_down_for_three_days(void **state);
void test_a8_landline_fails_alone(void **state);
void test_a8_after_a_pause_one_goes_ahead(void **state);

/* A second way, which works. */
#define SECOND                                                                 \
	"[gateway hai]\ndriver = kannel\nurl = http://127.0.0.1:9/hai\n"       \
	"user = u\npassword_file = ../kannel.secret\n"                         \
	"hook_secret_file = ../hook.secret\n"

static char *
key_of(struct post *p, struct message_id id)
{
	struct outbox_row m;
	assert_int_equal(outbox_get(p->t.office.store, id, &m), 1);
	char *key = mem_dup(m.key);
	outbox_row_fini(&m);
	return key;
}

/* A report as a call of the gateway brings it.  Returns 2 = contradiction. */
static void
report(struct post *p, const char *gateway, struct message_id id, int part,
    enum gw_report rank, const char *word)
{
	char dedup[96];
	char *key = key_of(p, id);
	struct intake_counts n = { 0 };
	snprintf(dedup, sizeof dedup, "%s/%d/%s", key, part, word);
	struct gw_event e = { .kind = GW_EVENT_REPORT,
		.dedup = dedup,
		.key = key,
		.part = part,
		.report = rank,
		.raw = mem_dup(word) };
	const struct gw_events list = { &e, 1 };
	must(&p->t, intake_take(&p->t.office, gateway, &list, p->fake.now, &n,
			&p->t.err));
	must(&p->t, store_flush(p->t.office.store, &p->t.err));
	free(e.raw);
	free(key);
}

static struct message_id
sent(struct post *p)
{
	struct message_id id = remind(p, "BAO");
	turn(p);
	is(p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	return id;
}

/* Two parts' worth. */
static struct message_id
sent_long(struct post *p)
{
	char text[240];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	struct outbox_new m = letter(p, "BAO", "notice", text);
	struct message_id id = put(p, &m);
	turn(p);
	is(p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	return id;
}

/* --- A7 */

static void
report_now(struct fake *f)
{
	struct post *p = f->test;
	struct message_id id = { 1 };
	report(p, "sms", id, 0, GW_REPORT_DELIVERED, "1 DELIVRD");
	is(p, id, MESSAGE_SENDING, MESSAGE_R_NONE);
}

void
test_a7_report_before_the_answer_counts(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	p.fake.at_first_byte = report_now;
	turn(&p);
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_a7_reports_only_raise_the_rank(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = sent(&p);
	report(&p, "sms", id, 0, GW_REPORT_UNDELIVERED, "2 EXPIRED");
	is(&p, id, MESSAGE_UNDELIVERED, MESSAGE_R_REPORTED);
	report(&p, "sms", id, 0, GW_REPORT_DELIVERED, "1 DELIVRD");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	report(&p, "sms", id, 0, GW_REPORT_UNDELIVERED, "2 UNDELIV");
	report(&p, "sms", id, 0, GW_REPORT_BUFFERED, "8 ACK");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	assert_rows(&p.t, -1, "alarm", 0);
	post_fini(&p);
}

void
test_a7_twice_is_once(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = sent(&p);
	for (int i = 0; i < 5; i++)
		report(&p, "sms", id, 0, GW_REPORT_DELIVERED, "1 DELIVRD");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue show 1 --json"), 0);
	json_t *j = test_json(&p.t, 0);
	assert_int_equal(json_array_size(json_object_get(j, "reports")), 1);
	json_decref(j);
	post_fini(&p);
}

void
test_a7_every_part_must_arrive(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id numbered = sent_long(&p);
	report(&p, "sms", numbered, 2, GW_REPORT_DELIVERED, "1 b");
	is(&p, numbered, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	report(&p, "sms", numbered, 2, GW_REPORT_DELIVERED, "1 b again");
	is(&p, numbered, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	report(&p, "sms", numbered, 1, GW_REPORT_DELIVERED, "1 a");
	is(&p, numbered, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	struct message_id counted = sent_long(&p);
	report(&p, "sms", counted, GW_SOME_PART, GW_REPORT_DELIVERED, "one");
	is(&p, counted, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	report(&p, "sms", counted, GW_SOME_PART, GW_REPORT_DELIVERED, "two");
	is(&p, counted, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_a7_one_lost_part_is_undelivered(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = sent_long(&p);
	report(&p, "sms", id, 1, GW_REPORT_DELIVERED, "1 a");
	report(&p, "sms", id, 2, GW_REPORT_UNDELIVERED, "2 b");
	is(&p, id, MESSAGE_UNDELIVERED, MESSAGE_R_REPORTED);
	report(&p, "sms", id, 2, GW_REPORT_DELIVERED, "1 b");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE); /* it was only late */
	post_fini(&p);
}

void
test_a7_unknown_word_is_kept_and_changes_nothing(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = sent(&p);
	report(&p, "sms", id, 0, GW_REPORT_UNKNOWN, "PHASE_OF_MOON");
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue show 1"), 0);
	assert_non_null(strstr(sbuf_text(&p.t.out), "PHASE_OF_MOON (unknown)"));
	post_fini(&p);
}

void
test_a7_report_settles_what_is_uncertain(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id bao = remind(&p, "BAO"), son = remind(&p, "SON"),
			  anh = remind(&p, "ANH");
	fake_says(&p.fake, "", fake_silence);
	turn(&p);
	is(&p, bao, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	report(&p, "sms", bao, 0, GW_REPORT_DELIVERED, "1");
	report(&p, "sms", son, 0, GW_REPORT_UNDELIVERED, "2");
	report(&p, "sms", anh, 0, GW_REPORT_BUFFERED, "8");
	is(&p, bao, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	is(&p, son, MESSAGE_UNDELIVERED, MESSAGE_R_REPORTED);
	is(&p, anh, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_a7_delivered_after_failed_is_a_contradiction(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_no_route);
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_FAILED, MESSAGE_R_REFUSED_PERSON);
	report(&p, "sms", id, 0, GW_REPORT_DELIVERED, "1 DELIVRD");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	assert_rows(&p.t, -1, "alarm", 1);
	assert_text_has(&p.t, test_tally(&p.t, -1, "alarm").last, "mau thuan");
	post_fini(&p);
}

void
test_a7_silence_is_marked_and_a_late_report_counts(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway sms]\nreport_after = 2h\n");
	struct message_id id = sent(&p);
	turn_until(&p, p.fake.now + 7199);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NO_REPORT);
	turn_until(&p, p.fake.now + 5 * 86400);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NO_REPORT);
	assert_int_equal(p.fake.seen, 1);
	report(&p, "sms", id, 0, GW_REPORT_DELIVERED, "1");
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	post_fini(&p);
}

/* --- A8 */

/* Nobody else is held up, and the admin hears of it by the other way. */
void
test_a8_hung_gateway_blocks_nobody_and_is_told(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, SECOND);
	int64_t began = p.fake.now;
	const struct org_person son = { .code = "SON", .channel = "hai" };
	test_begin(&p.t);
	must(&p.t, org_put_person(p.t.office.store, &son, 2, &p.t.err));
	test_commit(&p.t);
	fake_says(&p.fake, "cgi-bin", fake_silence);
	struct message_id bao = remind(&p, "BAO"), other = remind(&p, "SON");
	turn(&p);
	is(&p, bao, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	is(&p, other, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	turn_until(&p, began + 15 * 60);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "alarm", 1);
	assert_non_null(strstr(p.fake.last_url, "/hai?"));
	is(&p, bao, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	turn_until(&p, began + 3 * 3600);
	assert_rows(&p.t, -1, "alarm", 1);
	post_fini(&p);
}

void
test_a8_hung_gateway_pauses_after_a_few(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 1/s\n" SECOND);
	static const char *const codes[] = { "DUYEN", "BAO", "ANH", "SON",
		"HOA", "THUY" };
	for (size_t i = 0; i < 6; i++)
		remind(&p, codes[i]);
	fake_says(&p.fake, "cgi-bin", fake_silence);
	turn_until(&p, p.fake.now + 60);
	assert_rows(&p.t, MESSAGE_UNCERTAIN, "visit.remind", 3);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "visit.remind", 3);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "alarm", 1);
	post_fini(&p);
}

void
test_a8_no_byte_written_is_back_in_the_queue(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_unreachable);
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	assert_int_equal(attempts(&p, id), 0);
	post_fini(&p);
}

void
test_a8_success_needs_a_body_that_says_so(void **state)
{
	(void)state;
	static const struct http_response lies[] = {
		FAKE_ANSWER(200, ""),
		FAKE_ANSWER(202, ""),
		FAKE_ANSWER(200, "<html><h1>Dang nhap WiFi</h1></html>"),
		FAKE_ANSWER(202, "{\"ok\":true}"),
		FAKE_ANSWER(500, "0: Accepted for delivery"),
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct post p;
		post_init(&p, NO_ALARM);
		struct message_id id = remind(&p, "BAO");
		fake_says(&p.fake, "", lies[i]);
		turn(&p);
		is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
		turn_until(&p, p.fake.now + 3 * 3600);
		assert_int_equal(p.fake.seen, 1);
		post_fini(&p);
	}
}

void
test_a8_accepted_then_no_credit_is_undelivered(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = sent(&p);
	report(&p, "sms", id, 0, GW_REPORT_UNDELIVERED, "16 no credit");
	is(&p, id, MESSAGE_UNDELIVERED, MESSAGE_R_REPORTED);
	assert_int_equal(test_verb(&p.t, p.fake.now, "queue show 1"), 0);
	assert_non_null(strstr(sbuf_text(&p.t.out), "no credit"));
	post_fini(&p);
}

void
test_a8_no_credit_pauses_and_is_told_by_another(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, SECOND);
	int64_t began = p.fake.now;
	fake_says(&p.fake, "cgi-bin", fake_forbidden);
	fake_says(&p.fake, "/hai?", fake_ok);
	struct message_id id = remind(&p, "BAO");
	turn_until(&p, began + 60);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(attempts(&p, id), 1); /* the refusal did not count */
	turn_until(&p, began + 15 * 60);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "alarm", 1);
	assert_text_has(&p.t, test_tally(&p.t, -1, "alarm").last, "cong sms");
	turn_until(&p, began + 3 * 3600);
	assert_rows(&p.t, -1, "alarm", 1);
	post_fini(&p);
}

/* What is past use is expired, the latest rung speaks, nothing was used up. */
void
test_a8_down_for_three_days(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	fake_says(&p.fake, "", fake_unreachable);
	struct message_id old = remind(&p, "BAO");
	turn_until(&p, on2018(5, 27, 7, 30));
	is(&p, old, MESSAGE_EXPIRED, MESSAGE_R_EXPIRED);
	assert_int_equal(attempts(&p, old), 0);
	struct outbox_item item = { "visit/2018-05/BAO", "remind/-4",
		p.fake.now };
	struct outbox_new m = letter(&p, "BAO", "visit.remind", "");
	m.items = &item;
	m.item_n = 1;
	struct message_id latest = put(&p, &m);
	turn_until(&p, on2018(5, 27, 9, 0));
	is(&p, latest, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	assert_int_equal(p.fake.seen, 0);
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, on2018(5, 27, 10, 5));
	is(&p, latest, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	is(&p, old, MESSAGE_EXPIRED, MESSAGE_R_EXPIRED);
	struct courier_gateway g;
	assert_true(courier_gateway_at(p.c, 0, &g));
	assert_string_equal(g.reason, "");
	post_fini(&p);
}

void
test_a8_landline_fails_alone(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n");
	test_phone(&p.t, "BAO", "+842713888999"); /* was let in by an import */
	static const char *const codes[] = { "DUYEN", "BAO", "ANH", "SON",
		"HOA", "THUY" };
	struct message_id id[6];
	for (size_t i = 0; i < 6; i++)
		id[i] = remind(&p, codes[i]);
	turn(&p);
	is(&p, id[1], MESSAGE_FAILED, MESSAGE_R_NOT_ROSTER);
	assert_rows(&p.t, MESSAGE_ACCEPTED, NULL, 5);
	assert_int_equal(p.fake.seen, 5);
	post_fini(&p);
}

void
test_a8_after_a_pause_one_goes_ahead(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n");
	static const char *const codes[] = { "DUYEN", "BAO", "ANH", "SON",
		"HOA", "THUY" };
	fake_says(&p.fake, "", fake_forbidden);
	remind(&p, codes[0]);
	turn(&p);
	int seen = p.fake.seen;
	for (size_t i = 1; i < 6; i++)
		remind(&p, codes[i]);
	p.fake.now += 301; /* the pause is over, the trouble is not */
	turn(&p);
	assert_int_equal(p.fake.seen, seen + 1);
	fake_says(&p.fake, "", fake_ok);
	turn_until(&p, p.fake.now + 3600);
	assert_rows(&p.t, MESSAGE_ACCEPTED, "visit.remind", 6);
	post_fini(&p);
}
