#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/load.h"
#include "store/org.h"
#include "store/outbox.h"
#include "store/stmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_rung_is_said_once(void **state);
void test_items_said_already_are_left_out(void **state);
void test_reply_is_answered_once(void **state);
void test_passed_over_is_said(void **state);
void test_duties_need_a_person(void **state);
void test_key_is_plain_and_unique_per_database(void **state);
void test_claim_takes_a_queued_row_once(void **state);
void test_claim_keeps_a_fixed_number(void **state);
void test_writing_needs_a_running_attempt(void **state);
void test_accept_then_report(void **state);
void test_not_sent_goes_back(void **state);
void test_refusal_after_doubt_is_uncertain(void **state);
void test_refusal_for_a_person_is_remembered(void **state);
void test_forbidden_move_changes_nothing(void **state);
void test_cancel_while_connecting_stops_the_send(void **state);
void test_cancel_after_the_point_of_no_return_is_refused(void **state);
void test_crash_before_the_point_of_no_return_queues(void **state);
void test_crash_while_writing_is_uncertain(void **state);
void test_crash_with_duplicate_refusal_resends_the_key(void **state);
void test_crash_after_a_claim_that_writes_is_in_doubt(void **state);
void test_crash_then_refusal_is_uncertain(void **state);
void test_crash_after_a_report_is_settled(void **state);
void test_doubt_after_a_report_is_told(void **state);
void test_nothing_with_a_doubt_becomes_failed(void **state);
void test_report_before_the_answer_waits(void **state);
void test_report_by_provider_id_before_the_answer(void **state);
void test_report_twice_has_one_effect(void **state);
void test_ranks_only_rise(void **state);
void test_undelivered_then_delivered_is_delivered(void **state);
void test_report_settles_uncertain(void **state);
void test_buffered_report_proves_acceptance(void **state);
void test_delivered_after_failed_is_a_contradiction(void **state);
void test_all_parts_make_delivered(void **state);
void test_one_part_makes_undelivered(void **state);
void test_report_of_another_gateway_does_not_fail_it(void **state);
void test_unknown_report_is_kept_without_effect(void **state);
void test_expired_rows_leave_the_queue(void **state);
void test_expired_in_doubt_is_uncertain(void **state);
void test_retry_of_a_definite_end_is_a_new_copy(void **state);
void test_retry_in_doubt_keeps_the_key(void **state);
void test_old_report_does_not_touch_the_new_copy(void **state);
void test_wait_tells_reason_and_time(void **state);
void test_next_is_the_earliest_of_due_and_expiry(void **state);
void test_due_is_oldest_first_and_limited(void **state);
void test_callback_may_move_what_it_is_shown(void **state);
void test_altered_row_is_seen_and_not_claimed(void **state);
void test_counts_for_caps(void **state);
void test_recent_texts_are_newest_first(void **state);
void test_said_rows_are_facts(void **state);

static const struct person_id bao = { 1 };
static const struct person_id hoa = { 2 };

static struct store *
office(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err) || store_begin(s, &err))
		fail_msg("%s", err.text);
	const struct org_person people[] = {
		{ .code = "BAO", .name = "Bảo", .phone = "+84912000003" },
		{ .code = "HOA", .name = "Hòa", .phone = "+84912000004" },
	};
	for (int i = 0; i < 2; i++)
		assert_int_equal(org_put_person(s, &people[i], 1, &err), 1);
	assert_int_equal(stmt_exec(s->db,
			     "INSERT INTO event(id, gateway, dedup, sender,"
			     " text, sent_at, received_at, state, intent,"
			     " guess, why, folded) VALUES(5, 'sms', 'x', '+84',"
			     " x'41', 0, 0, 'new', '', '', '', 1)",
			     &err),
	    0);
	return s; /* inside begin: the tests write freely */
}

static void
done(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_flush(s, &err), 0);
	store_close(s);
}

static struct outbox_new
plain(const struct outbox_item *items, size_t n)
{
	return (struct outbox_new){ .person = bao,
		.kind = "visit.remind",
		.text = "con 7 ngay",
		.items = items,
		.item_n = n,
		.not_before = 100,
		.expires_at = 10000 };
}

static struct message_id
enqueue(struct store *s, const struct outbox_new *m)
{
	struct err err = { 0 };
	struct message_id id = { 0 };
	if (outbox_enqueue(s, m, 50, &id, &err) != 1)
		fail_msg("%s", err.text);
	return id;
}

static struct message_id
enqueue_rung(struct store *s, const char *rung)
{
	const struct outbox_item item = { "visit/2018-05/BAO", rung, 100 };
	const struct outbox_new m = plain(&item, 1);
	return enqueue(s, &m);
}

static struct message_id
enqueue_text(struct store *s, const char *text)
{
	struct outbox_new m = plain(NULL, 0);
	m.text = text;
	return enqueue(s, &m);
}

static void
claim_by(struct store *s, struct message_id id, const char *gateway, int parts,
    int64_t now)
{
	struct err err = { 0 };
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = gateway,
		.text = "con 7 ngay",
		.size = { .encoding = SMS_GSM7, .parts = parts } };
	if (outbox_claim(s, id, &c, now, &err) != 1)
		fail_msg("%s", err.text);
}

static void
claim(struct store *s, struct message_id id)
{
	claim_by(s, id, "sms", 1, 100);
}

static void
writing(struct store *s, struct message_id id)
{
	struct err err = { 0 };
	if (outbox_writing(s, id, 101, &err))
		fail_msg("%s", err.text);
}

static void
settle(struct store *s, struct message_id id, enum message_event e,
    const char *provider_id)
{
	struct err err = { 0 };
	const struct outbox_outcome o = { .event = e,
		.provider_id = provider_id,
		.reason =
		    e == MESSAGE_ACCEPT ? MESSAGE_R_NONE : MESSAGE_R_RETRY,
		.next_at = 500,
		.counts = true };
	if (outbox_settle(s, id, &o, 102, &err) < 0)
		fail_msg("%s", err.text);
}

/* Claimed, written and ended so. */
static void
send(struct store *s, struct message_id id, enum message_event e)
{
	claim(s, id);
	writing(s, id);
	settle(s, id, e, NULL);
}

static struct outbox_row
row_of(struct store *s, struct message_id id)
{
	struct outbox_row row;
	assert_int_equal(outbox_get(s, id, &row), 1);
	return row;
}

static enum message_state
state_of(struct store *s, struct message_id id)
{
	struct outbox_row row = row_of(s, id);
	enum message_state st = row.state;
	assert_true(row.checksum_ok);
	outbox_row_fini(&row);
	return st;
}

static void
move(struct store *s, struct message_id id, enum message_event e,
    enum message_reason r)
{
	struct err err = { 0 };
	if (outbox_move(s, id, e, r, NULL, 200, &err))
		fail_msg("%s", err.text);
}

static int
report_full(struct store *s, struct message_id id, const char *gateway,
    const char *dedup, const char *provider_id, int part, int rank)
{
	struct err err = { 0 };
	struct outbox_row row = row_of(s, id);
	const struct outbox_report r = { .gateway = gateway,
		.dedup = dedup,
		.key = provider_id ? NULL : row.key,
		.provider_id = provider_id,
		.part = part,
		.rank = rank,
		.raw = "word" };
	int rc = outbox_report(s, &r, 300, &err);
	outbox_row_fini(&row);
	if (rc < 0)
		fail_msg("%s", err.text);
	return rc;
}

static int
report(struct store *s, struct message_id id, const char *dedup, int part,
    int rank)
{
	return report_full(s, id, "sms", dedup, NULL, part, rank);
}

enum { UNKNOWN, BUFFERED, UNDELIVERED, DELIVERED };

/* --- said */

void
test_rung_is_said_once(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	enqueue_rung(s, "remind/-7");
	const struct outbox_item item = { "visit/2018-05/BAO", "remind/-7",
		100 };
	struct outbox_new m = plain(&item, 1);
	struct message_id id;
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), 0);
	assert_int_equal(outbox_count(s, -1), 1);
	/* To somebody else it is another word. */
	m.person = hoa;
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), 1);
	done(s);
}

static int
on_item(void *arg, const struct outbox_item *item)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 256 - n, "%s %s %d;", item->duty, item->rung,
	    (int)item->due_at);
	return 0;
}

void
test_items_said_already_are_left_out(void **state)
{
	(void)state;
	char text[256] = "";
	struct store *s = office();
	enqueue_rung(s, "remind/15");
	const struct outbox_item items[] = {
		{ "visit/2018-05/BAO", "remind/15", 100 },
		{ "visit/2018-05/BAO", "remind/-7", 200 },
		{ "report/2018-06-15/BAO", "remind/-10d", 200 },
	};
	const struct outbox_new m = plain(items, 3);
	struct message_id id = enqueue(s, &m);
	assert_int_equal(outbox_items(s, id, on_item, text), 0);
	assert_string_equal(text, "visit/2018-05/BAO remind/-7 200;"
				  "report/2018-06-15/BAO remind/-10d 200;");
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.item_n, 2);
	outbox_row_fini(&row);
	done(s);
}

void
test_reply_is_answered_once(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct outbox_new m = plain(NULL, 0);
	struct message_id id;
	m.answers.v = 5;
	enqueue(s, &m);
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), 0);
	assert_int_equal(outbox_count(s, MESSAGE_QUEUED), 1);
	done(s);
}

void
test_passed_over_is_said(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	const struct outbox_item item = { "visit/2018-05/BAO", "open/01", 7 };
	const struct outbox_new m = plain(&item, 1);
	struct message_id id;
	assert_int_equal(outbox_pass_over(s, bao, &item, 1, 60, &err), 0);
	assert_int_equal(outbox_pass_over(s, bao, &item, 1, 60, &err), 0);
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), 0);
	done(s);
}

void
test_duties_need_a_person(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	const struct outbox_item item = { "visit/2018-05/BAO", "open/01", 7 };
	struct outbox_new m = plain(&item, 1);
	struct message_id id;
	m.person.v = 0;
	m.number = "+84912000009";
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	m.item_n = 0;
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), 1);
	m.number = NULL;
	assert_int_equal(outbox_enqueue(s, &m, 60, &id, &err), -1);
	done(s);
}

void
test_said_rows_are_facts(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct facts *f = NULL;
	char low[] = "xa", branch[] = "chi_doan";
	char *const levels[] = { low, branch };
	struct store *s = office();
	uint64_t before = store_generation(s);
	enqueue_rung(s, "remind/-7");
	assert_true(store_generation(s) > before);
	const struct outbox_item item = { "visit/2018-05/BAO", "open/01", 7 };
	assert_int_equal(outbox_pass_over(s, bao, &item, 1, 60, &err), 0);
	assert_int_equal(load_facts(s, levels, 2, &f, &err), 0);
	assert_int_equal(f->said_n, 2);
	/* By due_at: the one passed over comes first. */
	assert_string_equal(f->said[0].rung, "open/01");
	assert_true(f->said[0].passed);
	assert_int_equal(f->said[0].due_at, 7);
	assert_string_equal(f->said[1].rung, "remind/-7");
	assert_false(f->said[1].passed);
	assert_int_equal(f->said[1].said_at, 50);
	assert_int_equal(f->said[1].duty.kind, DUTY_VISIT);
	assert_int_equal(f->said[1].duty.when, civil_month(2018, 5));
	assert_int_equal(f->said[1].person, 0);
	facts_free(f);
	done(s);
}

/* --- keys, claim, attempt */

void
test_key_is_plain_and_unique_per_database(void **state)
{
	(void)state;
	struct store *one = office(), *two = office();
	struct outbox_row a = row_of(one, enqueue_text(one, "a"));
	struct outbox_row b = row_of(one, enqueue_text(one, "b"));
	struct outbox_row c = row_of(two, enqueue_text(two, "a"));
	assert_string_not_equal(a.key, b.key);
	assert_string_not_equal(a.key, c.key);
	assert_true(strlen(a.key) <= 36);
	assert_int_equal(strspn(a.key, "0123456789abcdefghijklmnopqrstuvwxyz-"),
	    strlen(a.key));
	outbox_row_fini(&a);
	outbox_row_fini(&b);
	outbox_row_fini(&c);
	done(one);
	done(two);
}

void
test_claim_takes_a_queued_row_once(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_rung(s, "remind/-7");
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = "sms",
		.kind = "digest",
		.text = "xin chao ạ",
		.size = { .encoding = SMS_UCS2, .parts = 2 } };
	assert_int_equal(outbox_claim(s, id, &c, 100, &err), 1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_SENDING);
	assert_string_equal(row.number, "+84912000003");
	assert_string_equal(row.gateway, "sms");
	assert_string_equal(row.kind, "digest");
	assert_string_equal(row.text, "xin chao ạ");
	assert_int_equal(row.encoding, SMS_UCS2);
	assert_int_equal(row.parts, 2);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(row.first_attempt_at, 100);
	assert_true(row.checksum_ok);
	outbox_row_fini(&row);
	assert_int_equal(outbox_claim(s, id, &c, 100, &err), 0);
	done(s);
}

void
test_claim_keeps_a_fixed_number(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct outbox_new m = plain(NULL, 0);
	m.number = "+84912000009";
	struct message_id id = enqueue(s, &m);
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = "sms",
		.text = "x",
		.size = { .parts = 1 } };
	assert_int_equal(outbox_claim(s, id, &c, 100, &err), -1);
	assert_int_equal(state_of(s, id), MESSAGE_QUEUED);
	done(s);
}

void
test_writing_needs_a_running_attempt(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	assert_int_equal(outbox_writing(s, id, 100, &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	claim(s, id);
	writing(s, id);
	assert_int_equal(outbox_writing(s, id, 100, &err), -1);
	settle(s, id, MESSAGE_ACCEPT, "p1");
	const struct outbox_outcome o = { .event = MESSAGE_REFUSE };
	assert_int_equal(outbox_settle(s, id, &o, 103, &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	done(s);
}

void
test_accept_then_report(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	writing(s, id);
	settle(s, id, MESSAGE_ACCEPT, "p1");
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	assert_int_equal(report_full(s, id, "sms", "d1", "p1", 0, DELIVERED),
	    1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_DELIVERED);
	assert_int_equal(row.reason, MESSAGE_R_NONE);
	assert_int_equal(row.attempts, 1);
	outbox_row_fini(&row);
	done(s);
}

void
test_not_sent_goes_back(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	struct outbox_outcome o = { .event = MESSAGE_NOT_SENT,
		.reason = MESSAGE_R_RETRY,
		.detail = "refused (7)",
		.next_at = 777,
		.counts = true };
	assert_int_equal(outbox_settle(s, id, &o, 102, &err), 0);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_int_equal(row.next_at, 777);
	assert_int_equal(row.reason, MESSAGE_R_RETRY);
	assert_string_equal(row.detail, "refused (7)");
	assert_int_equal(row.attempts, 1);
	assert_false(row.doubted);
	outbox_row_fini(&row);
	/* Night and quota use up no try. */
	claim(s, id);
	o.event = MESSAGE_AGAIN;
	o.counts = false;
	assert_int_equal(outbox_settle(s, id, &o, 102, &err), 0);
	row = row_of(s, id);
	assert_int_equal(row.attempts, 1);
	outbox_row_fini(&row);
	done(s);
}

void
test_refusal_after_doubt_is_uncertain(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_DOUBT);
	assert_int_equal(state_of(s, id), MESSAGE_UNCERTAIN);
	move(s, id, MESSAGE_RESEND, MESSAGE_R_RETRY);
	assert_int_equal(state_of(s, id), MESSAGE_QUEUED);
	send(s, id, MESSAGE_REFUSE);
	assert_int_equal(state_of(s, id), MESSAGE_UNCERTAIN);
	/* Without doubt a refusal is one. */
	struct message_id other = enqueue_text(s, "b");
	send(s, other, MESSAGE_REFUSE);
	assert_int_equal(state_of(s, other), MESSAGE_FAILED);
	done(s);
}

void
test_refusal_for_a_person_is_remembered(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "zalo", 1, 100);
	const struct outbox_outcome o = { .event = MESSAGE_AGAIN,
		.reason = MESSAGE_R_REFUSED_PERSON,
		.next_at = 100,
		.next_gateway = true };
	assert_int_equal(outbox_settle(s, id, &o, 102, &err), 0);
	assert_int_equal(outbox_refused_by(s, id, "zalo"), 1);
	assert_int_equal(outbox_refused_by(s, id, "sms"), 0);
	/* A refusal for now is none for the person. */
	claim(s, id);
	settle(s, id, MESSAGE_AGAIN, NULL);
	assert_int_equal(outbox_refused_by(s, id, "sms"), 0);
	done(s);
}

void
test_forbidden_move_changes_nothing(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	assert_int_equal(outbox_move(s, id, MESSAGE_CANCEL, MESSAGE_R_PERSON,
			     NULL, 200, &err),
	    -1);
	assert_int_equal(err.code, ERR_STATE);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	const struct message_id none = { 999 };
	assert_int_equal(outbox_move(s, none, MESSAGE_CANCEL, MESSAGE_R_PERSON,
			     NULL, 200, &err),
	    -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	done(s);
}

void
test_cancel_while_connecting_stops_the_send(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	move(s, id, MESSAGE_CANCEL, MESSAGE_R_DONE);
	assert_int_equal(state_of(s, id), MESSAGE_CANCELLED);
	assert_int_equal(outbox_writing(s, id, 201, &err), -1);
	assert_int_equal(outbox_sent_since(s, NULL, 0), 0);
	done(s);
}

void
test_cancel_after_the_point_of_no_return_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	writing(s, id);
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(outbox_move(s, id, MESSAGE_CANCEL, MESSAGE_R_PERSON,
			     NULL, 200, &err),
	    -1);
	assert_int_equal(err.code, ERR_STATE);
	store_undo(s);
	assert_int_equal(state_of(s, id), MESSAGE_SENDING);
	done(s);
}

/* --- after a crash */

static bool
refuses(void *arg, const char *gateway, int64_t since)
{
	return strcmp(arg, gateway) == 0 && since >= 0;
}

static char phone_gateway[] = "phone";

void
test_crash_before_the_point_of_no_return_queues(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_false(row.doubted);
	assert_int_equal(row.next_at, 900);
	assert_int_equal(row.attempts, 1); /* or it would crash for ever */
	outbox_row_fini(&row);
	done(s);
}

void
test_crash_while_writing_is_uncertain(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	writing(s, id);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_UNCERTAIN);
	assert_int_equal(row.reason, MESSAGE_R_CRASH);
	assert_true(row.doubted);
	outbox_row_fini(&row);
	assert_int_equal(outbox_recover(s, 901, refuses, phone_gateway, &err),
	    0);
	done(s);
}

/* No commit stands before the first byte: it may have left. */
void
test_crash_after_a_claim_that_writes_is_in_doubt(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = phone_gateway,
		.text = "a",
		.size = { .parts = 1 },
		.writing = true };
	assert_int_equal(outbox_claim(s, id, &c, 100, &err), 1);
	/* What is refused is taken back, as every caller does. */
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(outbox_move(s, id, MESSAGE_CANCEL, MESSAGE_R_PERSON,
			     NULL, 101, &err),
	    -1);
	store_undo(s);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_true(row.doubted);
	outbox_row_fini(&row);
	done(s);
}

void
test_crash_with_duplicate_refusal_resends_the_key(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	struct outbox_row before = row_of(s, id);
	claim_by(s, id, "phone", 1, 100);
	writing(s, id);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_true(row.doubted);
	assert_string_equal(row.key, before.key);
	assert_int_equal(row.first_attempt_at, 100);
	outbox_row_fini(&row);
	outbox_row_fini(&before);
	done(s);
}

void
test_crash_then_refusal_is_uncertain(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "phone", 1, 100);
	writing(s, id);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	claim_by(s, id, "phone", 1, 901);
	writing(s, id);
	settle(s, id, MESSAGE_REFUSE, NULL);
	assert_int_equal(state_of(s, id), MESSAGE_UNCERTAIN);
	done(s);
}

void
test_crash_after_a_report_is_settled(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "phone", 1, 100);
	writing(s, id);
	report_full(s, id, "phone", "d1", NULL, 0, DELIVERED);
	assert_int_equal(outbox_recover(s, 900, refuses, phone_gateway, &err),
	    1);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_doubt_after_a_report_is_told(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id a = enqueue_text(s, "a"), b = enqueue_text(s, "b");
	const struct outbox_outcome o = { .event = MESSAGE_DOUBT,
		.reason = MESSAGE_R_NO_ANSWER };
	claim(s, a);
	writing(s, a);
	report(s, a, "d1", 0, DELIVERED);
	assert_int_equal(outbox_settle(s, a, &o, 102, &err), 1);
	assert_int_equal(state_of(s, a), MESSAGE_DELIVERED);
	claim(s, b);
	writing(s, b);
	assert_int_equal(outbox_settle(s, b, &o, 102, &err), 0);
	done(s);
}

void
test_nothing_with_a_doubt_becomes_failed(void **state)
{
	(void)state;
	static const enum message_event events[] = { MESSAGE_REFUSE,
		MESSAGE_UNRENDERABLE, MESSAGE_CANCEL, MESSAGE_EXPIRE };
	struct store *s = office();
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
		struct message_id id = enqueue_text(s, "a");
		send(s, id, MESSAGE_DOUBT);
		move(s, id, MESSAGE_RESEND, MESSAGE_R_RETRY);
		move(s, id, events[i], MESSAGE_R_DONE);
		assert_int_equal(state_of(s, id), MESSAGE_UNCERTAIN);
	}
	/* A person may say so all the same. */
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_DOUBT);
	move(s, id, MESSAGE_RESEND, MESSAGE_R_RETRY);
	move(s, id, MESSAGE_CANCEL, MESSAGE_R_PERSON);
	assert_int_equal(state_of(s, id), MESSAGE_CANCELLED);
	done(s);
}

/* --- reports */

void
test_report_before_the_answer_waits(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	writing(s, id);
	assert_int_equal(report(s, id, "d1", 0, DELIVERED), 1);
	assert_int_equal(state_of(s, id), MESSAGE_SENDING);
	settle(s, id, MESSAGE_ACCEPT, "p1");
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_report_by_provider_id_before_the_answer(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim(s, id);
	writing(s, id);
	assert_int_equal(report_full(s, id, "sms", "d1", "p1", 0, DELIVERED),
	    0); /* nobody knows p1 yet */
	assert_int_equal(
	    report_full(s, id, "other", "d1", "p1", 0, UNDELIVERED), 0);
	settle(s, id, MESSAGE_ACCEPT, "p1");
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_report_twice_has_one_effect(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	assert_int_equal(report(s, id, "d1", 0, UNDELIVERED), 1);
	assert_int_equal(report(s, id, "d1", 0, UNDELIVERED), 0);
	assert_int_equal(report(s, id, "d1", 0, DELIVERED), 0);
	assert_int_equal(state_of(s, id), MESSAGE_UNDELIVERED);
	done(s);
}

void
test_ranks_only_rise(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	report(s, id, "d1", 0, DELIVERED);
	report(s, id, "d2", 0, UNDELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	report(s, id, "d3", 0, BUFFERED);
	report(s, id, "d4", 0, UNKNOWN);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_undelivered_then_delivered_is_delivered(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	report(s, id, "d1", 0, UNDELIVERED);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_UNDELIVERED);
	assert_int_equal(row.reason, MESSAGE_R_REPORTED);
	outbox_row_fini(&row);
	report(s, id, "d2", 0, DELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_report_settles_uncertain(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id a = enqueue_text(s, "a"), b = enqueue_text(s, "b");
	send(s, a, MESSAGE_DOUBT);
	send(s, b, MESSAGE_DOUBT);
	report(s, a, "d1", 0, DELIVERED);
	report(s, b, "d2", 0, UNDELIVERED);
	assert_int_equal(state_of(s, a), MESSAGE_DELIVERED);
	assert_int_equal(state_of(s, b), MESSAGE_UNDELIVERED);
	done(s);
}

void
test_buffered_report_proves_acceptance(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_DOUBT);
	report(s, id, "d0", 0, UNKNOWN);
	assert_int_equal(state_of(s, id), MESSAGE_UNCERTAIN);
	report(s, id, "d1", 0, BUFFERED);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	done(s);
}

void
test_delivered_after_failed_is_a_contradiction(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_REFUSE);
	report(s, id, "d1", 0, UNDELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_FAILED);
	report(s, id, "d2", 0, DELIVERED);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_DELIVERED);
	assert_non_null(strstr(row.detail, "contradiction"));
	outbox_row_fini(&row);
	done(s);
}

void
test_all_parts_make_delivered(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "sms", 2, 100);
	writing(s, id);
	settle(s, id, MESSAGE_ACCEPT, NULL);
	report(s, id, "d2", 2, DELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	report(s, id, "d2again", 2, DELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	report(s, id, "d1", 1, DELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_one_part_makes_undelivered(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "sms", 3, 100);
	writing(s, id);
	settle(s, id, MESSAGE_ACCEPT, NULL);
	report(s, id, "d1", 1, DELIVERED);
	report(s, id, "d2", 2, UNDELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_UNDELIVERED);
	done(s);
}

void
test_report_of_another_gateway_does_not_fail_it(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	claim_by(s, id, "zalo", 1, 100);
	writing(s, id);
	const struct outbox_outcome o = { .event = MESSAGE_AGAIN,
		.provider_id = "z1",
		.next_at = 100,
		.next_gateway = true };
	assert_int_equal(outbox_settle(s, id, &o, 102, &err), 0);
	send(s, id, MESSAGE_ACCEPT); /* by sms */
	assert_int_equal(report_full(s, id, "zalo", "d1", "z1", 0, UNDELIVERED),
	    1);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	assert_int_equal(report_full(s, id, "zalo", "d2", "z1", 0, DELIVERED),
	    1);
	assert_int_equal(state_of(s, id), MESSAGE_DELIVERED);
	done(s);
}

void
test_unknown_report_is_kept_without_effect(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	const struct outbox_report r = { .gateway = "sms",
		.dedup = "d9",
		.key = "nobody-7",
		.rank = DELIVERED };
	assert_int_equal(outbox_report(s, &r, 300, &err), 0);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	done(s);
}

/* --- time */

void
test_expired_rows_leave_the_queue(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct outbox_new m = plain(NULL, 0);
	m.expires_at = 400;
	struct message_id a = enqueue(s, &m), b = enqueue_text(s, "b");
	assert_int_equal(outbox_expire(s, 399, &err), 0);
	assert_int_equal(outbox_expire(s, 400, &err), 1);
	struct outbox_row row = row_of(s, a);
	assert_int_equal(row.state, MESSAGE_EXPIRED);
	assert_int_equal(row.reason, MESSAGE_R_EXPIRED);
	outbox_row_fini(&row);
	assert_int_equal(state_of(s, b), MESSAGE_QUEUED);
	done(s);
}

void
test_expired_in_doubt_is_uncertain(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_DOUBT);
	move(s, id, MESSAGE_RESEND, MESSAGE_R_RETRY);
	assert_int_equal(outbox_expire(s, 99999, &err), 1);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_UNCERTAIN);
	assert_int_equal(row.reason, MESSAGE_R_EXPIRED);
	outbox_row_fini(&row);
	done(s);
}

void
test_retry_of_a_definite_end_is_a_new_copy(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	struct outbox_row before = row_of(s, id);
	assert_int_equal(outbox_expire(s, 20000, &err), 1);
	assert_int_equal(outbox_move(s, id, MESSAGE_RETRY, MESSAGE_R_PERSON,
			     NULL, 20000, &err),
	    0);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_string_not_equal(row.key, before.key);
	assert_true(strlen(row.key) <= 36);
	assert_int_equal(row.attempts, 0);
	assert_int_equal(row.next_at, 20000);
	assert_int_equal(row.expires_at, 20000 + 9900);
	assert_true(row.checksum_ok);
	outbox_row_fini(&row);
	outbox_row_fini(&before);
	done(s);
}

void
test_retry_in_doubt_keeps_the_key(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	struct outbox_row before = row_of(s, id);
	send(s, id, MESSAGE_DOUBT);
	move(s, id, MESSAGE_RETRY, MESSAGE_R_PERSON);
	struct outbox_row row = row_of(s, id);
	assert_string_equal(row.key, before.key);
	assert_true(row.doubted);
	outbox_row_fini(&row);
	outbox_row_fini(&before);
	done(s);
}

void
test_old_report_does_not_touch_the_new_copy(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	send(s, id, MESSAGE_ACCEPT);
	report(s, id, "d1", 0, UNDELIVERED);
	move(s, id, MESSAGE_RETRY, MESSAGE_R_PERSON);
	send(s, id, MESSAGE_ACCEPT);
	assert_int_equal(state_of(s, id), MESSAGE_ACCEPTED);
	report(s, id, "d2", 0, UNDELIVERED);
	assert_int_equal(state_of(s, id), MESSAGE_UNDELIVERED);
	done(s);
}

void
test_wait_tells_reason_and_time(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct message_id id = enqueue_text(s, "a");
	assert_int_equal(outbox_wait(s, id, MESSAGE_R_HOURS, 4000, 100, &err),
	    0);
	struct outbox_row row = row_of(s, id);
	assert_int_equal(row.state, MESSAGE_QUEUED);
	assert_int_equal(row.reason, MESSAGE_R_HOURS);
	assert_int_equal(row.next_at, 4000);
	assert_int_equal(row.updated_at, 100);
	outbox_row_fini(&row);
	/* The same again is no write. */
	assert_int_equal(outbox_wait(s, id, MESSAGE_R_HOURS, 4000, 200, &err),
	    0);
	row = row_of(s, id);
	assert_int_equal(row.updated_at, 100);
	outbox_row_fini(&row);
	send(s, id, MESSAGE_ACCEPT);
	assert_int_equal(outbox_wait(s, id, MESSAGE_R_HOURS, 1, 200, &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	done(s);
}

void
test_next_is_the_earliest_of_due_and_expiry(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	assert_true(outbox_next(s) == INT64_MAX);
	struct message_id id = enqueue_text(s, "a");
	assert_int_equal(outbox_next(s), 100);
	assert_int_equal(outbox_wait(s, id, MESSAGE_R_HOURS, 20000, 1, &err),
	    0);
	assert_int_equal(outbox_next(s), 10000);
	claim(s, id);
	assert_true(outbox_next(s) == INT64_MAX);
	done(s);
}

static int
on_text(void *arg, const struct outbox_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 64 - n, "%s", row->text);
	return strcmp(row->text, "stop") == 0 ? 7 : 0;
}

void
test_due_is_oldest_first_and_limited(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[64] = "";
	struct store *s = office();
	struct message_id a = enqueue_text(s, "a");
	enqueue_text(s, "b");
	enqueue_text(s, "c");
	assert_int_equal(outbox_wait(s, a, MESSAGE_R_RATE, 150, 1, &err), 0);
	assert_int_equal(outbox_due(s, 99, 10, on_text, text), 0);
	assert_string_equal(text, "");
	assert_int_equal(outbox_due(s, 200, 10, on_text, text), 0);
	assert_string_equal(text, "bca");
	*text = '\0';
	assert_int_equal(outbox_due(s, 200, 2, on_text, text), 0);
	assert_string_equal(text, "bc");
	enqueue_text(s, "stop");
	enqueue_text(s, "never");
	*text = '\0';
	assert_int_equal(outbox_list(s, -1, 0, on_text, text), 7);
	assert_string_equal(text, "abcstop");
	done(s);
}

struct mover {
	struct store *s;
	int n;
};

static int
on_move(void *arg, const struct outbox_row *row)
{
	struct mover *m = arg;
	claim(m->s, row->id);
	m->n++;
	return 0;
}

void
test_callback_may_move_what_it_is_shown(void **state)
{
	(void)state;
	struct store *s = office();
	struct mover m = { s, 0 };
	for (int i = 0; i < 20; i++)
		enqueue_text(s, "a");
	assert_int_equal(outbox_due(s, 200, 100, on_move, &m), 0);
	assert_int_equal(m.n, 20);
	assert_int_equal(outbox_count(s, MESSAGE_SENDING), 20);
	assert_int_equal(outbox_count(s, MESSAGE_QUEUED), 0);
	done(s);
}

/* --- damage, counts */

void
test_altered_row_is_seen_and_not_claimed(void **state)
{
	(void)state;
	static const char *const damage[] = {
		"UPDATE message SET text = 'con 9 ngay'",
		"UPDATE message SET number = '+84912000099'",
		"UPDATE message SET expires_at = expires_at + 1",
		"UPDATE message SET key = key || '0'",
	};
	for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
		struct err err = { 0 };
		struct store *s = office();
		struct message_id id = enqueue_rung(s, "remind/-7");
		assert_int_equal(stmt_exec(s->db, damage[i], &err), 0);
		struct outbox_row row = row_of(s, id);
		assert_false(row.checksum_ok);
		outbox_row_fini(&row);
		const struct outbox_claim c = { .number = "+84912000003",
			.gateway = "sms",
			.text = "x",
			.size = { .parts = 1 } };
		assert_int_equal(outbox_claim(s, id, &c, 100, &err), -1);
		assert_int_equal(err.code, ERR_INVALID);
		assert_int_equal(outbox_count(s, MESSAGE_QUEUED), 1);
		move(s, id, MESSAGE_HOLD, MESSAGE_R_CHECKSUM);
		assert_int_equal(outbox_count(s, MESSAGE_HELD), 1);
		done(s);
	}
}

void
test_counts_for_caps(void **state)
{
	(void)state;
	struct store *s = office();
	struct message_id a = enqueue_text(s, "a"), b = enqueue_text(s, "b");
	claim_by(s, a, "sms", 1, 1000);
	claim_by(s, b, "zalo", 1, 2000);
	assert_int_equal(outbox_sent_since(s, NULL, 0), 2);
	assert_int_equal(outbox_sent_since(s, "zalo", 0), 1);
	assert_int_equal(outbox_sent_since(s, NULL, 1001), 1);
	settle(s, b, MESSAGE_NOT_SENT, NULL);
	assert_int_equal(outbox_sent_since(s, NULL, 0), 1);
	struct outbox_new m = plain(NULL, 0);
	m.number = "+84912000003";
	m.books_nothing = true;
	enqueue(s, &m);
	m.books_nothing = false;
	enqueue(s, &m);
	assert_int_equal(outbox_idle_answers(s, "+84912000003", 50), 1);
	assert_int_equal(outbox_idle_answers(s, "+84912000003", 51), 0);
	assert_int_equal(outbox_idle_answers(s, "+84912000004", 0), 0);
	done(s);
}

void
test_recent_texts_are_newest_first(void **state)
{
	(void)state;
	struct err err = { 0 };
	char *texts[3] = { 0 };
	bool asks = true;
	struct store *s = office();
	assert_int_equal(outbox_recent(s, bao, texts, 3, &asks), 0);
	assert_false(asks);
	static const char *const words[] = { "one", "two", "three" };
	for (int i = 0; i < 3; i++) {
		struct outbox_new m = plain(NULL, 0);
		m.text = words[i];
		m.asks = i == 2;
		struct message_id id = enqueue(s, &m);
		const struct outbox_claim c = { .number = "+84912000003",
			.gateway = "sms",
			.text = words[i],
			.size = { .parts = 1 } };
		assert_int_equal(outbox_claim(s, id, &c, 100 + i, &err), 1);
	}
	enqueue_text(s, "not sent yet");
	assert_int_equal(outbox_recent(s, bao, texts, 2, &asks), 2);
	assert_string_equal(texts[0], "three");
	assert_string_equal(texts[1], "two");
	assert_true(asks);
	free(texts[0]);
	free(texts[1]);
	done(s);
}
