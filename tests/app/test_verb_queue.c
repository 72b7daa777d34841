/* `queue`: the outbox shown, and what a person may do with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_queue_has_the_promised_members(void **state);
void test_waiting_row_says_why(void **state);
void test_state_filters(void **state);
void test_show_is_that_one_row(void **state);
void test_hold_release_cancel(void **state);
void test_retry_is_no_second_row(void **state);
void test_retry_of_what_was_delivered_is_refused(void **state);
void test_moves_are_on_record(void **state);
void test_one_bad_number_does_not_stop_the_others(void **state);
void test_wrong_words_are_usage(void **state);
void test_text_shows_the_latest(void **state);

static const int64_t day = 86400;

static int64_t
now(void)
{
	return on2018(5, 24, 7, 30);
}

static void
enqueue(struct test_office *t, const char *code)
{
	char duty[64];
	snprintf(duty, sizeof duty, "visit/2018-05/%s", code);
	struct outbox_item item = { duty, "remind/-7", now() };
	struct outbox_new m = { .person = test_person(t, code),
		.kind = "visit.remind",
		.text = "HUYEN DOAN: con 7 ngay",
		.items = &item,
		.item_n = 1,
		.not_before = now(),
		.expires_at = now() + day };
	struct message_id id;
	test_begin(t);
	assert_int_equal(
	    outbox_enqueue(t->office.store, &m, now(), &id, &t->err), 1);
	test_commit(t);
}

static void
send(struct test_office *t, int64_t id, enum message_event event)
{
	struct outbox_claim k = { .number = "+84912000003",
		.gateway = "sms",
		.text = "HUYEN DOAN: con 7 ngay",
		.size = sms_measure("HUYEN DOAN: con 7 ngay") };
	const struct outbox_outcome o = { .event = event,
		.reason = event == MESSAGE_ACCEPT ? MESSAGE_R_NONE
						  : MESSAGE_R_REFUSED_TEXT,
		.detail = "403 that bai",
		.next_at = now() };
	struct message_id m = { id };
	test_begin(t);
	assert_int_equal(outbox_claim(t->office.store, m, &k, now(), &t->err),
	    1);
	must(t, outbox_writing(t->office.store, m, now(), &t->err));
	must(t, outbox_settle(t->office.store, m, &o, now(), &t->err));
	test_commit(t);
}

static void
is(struct test_office *t, int64_t id, enum message_state s)
{
	struct outbox_row row;
	struct message_id m = { id };
	assert_int_equal(outbox_get(t->office.store, m, &row), 1);
	assert_string_equal(message_state_name(row.state),
	    message_state_name(s));
	outbox_row_fini(&row);
}

void
test_queue_has_the_promised_members(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	send(&t, 1, MESSAGE_ACCEPT);
	assert_int_equal(test_verb(&t, now(), "queue --json"), VERB_DONE);
	assert_int_equal(test_lines(&t), 1);
	json_t *j = test_json(&t, 0);
	assert_int_equal(json_integer_value(json_object_get(j, "id")), 1);
	assert_string_equal(test_member(j, "to"), "BAO");
	assert_string_equal(test_member(j, "number"), "+84912000003");
	assert_string_equal(test_member(j, "state"), "accepted");
	assert_string_equal(test_member(j, "gateway"), "sms");
	assert_string_equal(test_member(j, "text"), "HUYEN DOAN: con 7 ngay");
	assert_int_equal(json_integer_value(json_object_get(j, "parts")), 1);
	assert_int_equal(json_integer_value(json_object_get(j, "attempts")), 1);
	assert_true(json_is_null(json_object_get(j, "reason")));
	assert_string_equal(test_member(j, "created"),
	    "2018-05-24T07:30:00+07:00");
	assert_string_equal(test_member(j, "updated"),
	    "2018-05-24T07:30:00+07:00");
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(j, "about"), 0)),
	    "visit/2018-05/BAO");
	json_decref(j);
	test_office_fini(&t);
}

void
test_waiting_row_says_why(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	test_begin(&t);
	must(&t, outbox_wait(t.office.store, (struct message_id){ 1 },
		     MESSAGE_R_GATEWAY_PAUSED, now() + 300, now(), &t.err));
	test_commit(&t);
	assert_int_equal(test_verb(&t, now(), "queue --json"), VERB_DONE);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "state"), "queued");
	assert_string_equal(test_member(j, "reason"), "gateway_paused");
	/* not claimed yet: the number is the person's present one */
	assert_string_equal(test_member(j, "number"), "+84912000003");
	json_decref(j);
	assert_int_equal(test_verb(&t, now(), "queue"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out),
	    message_reason_words(MESSAGE_R_GATEWAY_PAUSED)));
	test_office_fini(&t);
}

void
test_state_filters(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	enqueue(&t, "SON");
	send(&t, 1, MESSAGE_ACCEPT);
	assert_int_equal(test_verb(&t, now(), "queue --json --state queued"),
	    VERB_DONE);
	assert_int_equal(test_lines(&t), 1);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "to"), "SON");
	json_decref(j);
	assert_int_equal(test_verb(&t, now(), "queue --state gui_roi"),
	    VERB_USAGE);
	test_office_fini(&t);
}

void
test_show_is_that_one_row(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	enqueue(&t, "SON");
	assert_int_equal(test_verb(&t, now(), "queue show 2 --json"),
	    VERB_DONE);
	assert_int_equal(test_lines(&t), 1);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "to"), "SON");
	json_decref(j);
	assert_int_equal(test_verb(&t, now(), "queue show 9"), VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "no message 9"));
	test_office_fini(&t);
}

void
test_hold_release_cancel(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	assert_int_equal(test_verb(&t, now(), "queue hold 1"), VERB_DONE);
	is(&t, 1, MESSAGE_HELD);
	assert_int_equal(test_verb(&t, now(), "queue release 1"), VERB_DONE);
	is(&t, 1, MESSAGE_QUEUED);
	assert_int_equal(test_verb(&t, now(), "queue cancel 1"), VERB_DONE);
	is(&t, 1, MESSAGE_CANCELLED);
	assert_false(store_pending(t.office.store)); /* each is on disk */
	assert_int_equal(test_verb(&t, now(), "queue release 1"), VERB_FAILED);
	is(&t, 1, MESSAGE_CANCELLED);
	test_office_fini(&t);
}

void
test_retry_is_no_second_row(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	send(&t, 1, MESSAGE_REFUSE);
	is(&t, 1, MESSAGE_FAILED);
	assert_int_equal(test_verb(&t, now() + 60, "queue retry 1"), VERB_DONE);
	is(&t, 1, MESSAGE_QUEUED);
	assert_rows(&t, -1, NULL, 1);
	test_office_fini(&t);
}

void
test_retry_of_what_was_delivered_is_refused(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	send(&t, 1, MESSAGE_ACCEPT);
	assert_int_equal(test_verb(&t, now(), "queue retry 1"), VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "accepted"));
	is(&t, 1, MESSAGE_ACCEPTED);
	test_office_fini(&t);
}

static int
last_audit(void *arg, const struct store_audit_row *r)
{
	struct sbuf *b = arg;
	sbuf_clear(b);
	sbuf_addf(b, "%s %s by %s: %s", r->what, r->subject, r->who, r->reason);
	return 0;
}

void
test_moves_are_on_record(void **state)
{
	(void)state;
	struct test_office t;
	struct sbuf b = { 0 };
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	assert_int_equal(
	    test_verb(&t, now(), "queue hold 1 --reason cho_xem_lai"),
	    VERB_DONE);
	must(&t, store_audit_list(t.office.store, NULL, last_audit, &b));
	assert_string_equal(sbuf_text(&b),
	    "hold message:1 by cli:test: cho xem lai");
	sbuf_clear(&b);
	must(&t,
	    store_audit_list(t.office.store, "person:BAO", last_audit, &b));
	assert_string_equal(sbuf_text(&b),
	    "hold message:1 by cli:test: cho xem lai");
	/* a move that was refused leaves no record */
	assert_int_equal(test_verb(&t, now(), "queue retry 1 --reason x"),
	    VERB_FAILED);
	must(&t, store_audit_list(t.office.store, NULL, last_audit, &b));
	assert_string_equal(sbuf_text(&b),
	    "hold message:1 by cli:test: cho xem lai");
	sbuf_fini(&b);
	test_office_fini(&t);
}

void
test_one_bad_number_does_not_stop_the_others(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	enqueue(&t, "BAO");
	enqueue(&t, "SON");
	assert_int_equal(test_verb(&t, now(), "queue cancel 1 77 2"),
	    VERB_FAILED);
	is(&t, 1, MESSAGE_CANCELLED);
	is(&t, 2, MESSAGE_CANCELLED);
	test_office_fini(&t);
}

void
test_wrong_words_are_usage(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	static const char *const wrong[] = { "queue xoa", "queue xoa 1",
		"queue hold", "queue hold mot", "queue hold 1x",
		"queue hold -- -1", "queue show" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(test_verb(&t, now(), wrong[i]), VERB_USAGE);
	assert_int_equal(test_verb(&t, now(), "queue"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_string_equal(sbuf_text(&t.talk), "nothing is there\n");
	test_office_fini(&t);
}

void
test_text_shows_the_latest(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	for (int i = 0; i < 55; i++) {
		char text[32];
		snprintf(text, sizeof text, "tin thu %d.", i);
		struct outbox_new m = { .person = test_person(&t, "BAO"),
			.kind = "notice",
			.text = text,
			.not_before = now(),
			.expires_at = now() + day };
		struct message_id id;
		test_begin(&t);
		must(&t,
		    outbox_enqueue(t.office.store, &m, now(), &id, &t.err));
		test_commit(&t);
	}
	assert_int_equal(test_verb(&t, now(), "queue"), VERB_DONE);
	assert_null(strstr(sbuf_text(&t.out), "tin thu 4."));
	assert_non_null(strstr(sbuf_text(&t.out), "tin thu 5."));
	assert_non_null(strstr(sbuf_text(&t.out), "tin thu 54."));
	assert_non_null(strstr(sbuf_text(&t.talk), "--all"));
	assert_int_equal(test_verb(&t, now(), "queue --all"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "tin thu 0."));
	assert_int_equal(test_verb(&t, now(), "queue --json"), VERB_DONE);
	assert_int_equal(test_lines(&t), 55);
	test_office_fini(&t);
}
