/* What comes in: verified, stored before it is acknowledged, applied once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/intake.h"
#include "core/standing.h"
#include "store/stmt.h" /* to fail a commit */

void test_forged_secret_is_401_and_stores_nothing(void **state);
void test_missing_or_unconfigured_secret_is_401(void **state);
void test_unknown_gateway_is_404(void **state);
void test_phones_of_the_page_have_no_hook(void **state);
void test_garbage_is_400_and_stores_nothing(void **state);
void test_reply_is_stored_before_it_is_applied(void **state);
void test_full_disk_is_503_and_the_repeat_is_taken(void **state);
void test_repeat_has_no_second_effect(void **state);
void test_repeat_without_an_id_has_no_second_effect(void **state);
void test_apply_twice_changes_nothing(void **state);
void test_crash_before_applying_loses_nothing(void **state);
void test_stranger_is_in_the_inbox_without_an_answer(void **state);
void test_same_words_of_a_stranger_are_one_line(void **state);
void test_booking_is_written_down_with_its_evidence(void **state);
void test_booking_is_answered_to_the_phone_that_wrote(void **state);
void test_old_number_is_the_persons(void **state);
void test_late_claim_counts_and_waits_for_a_look(void **state);
void test_undo_takes_the_booking_back(void **state);
void test_promise_is_kept(void **state);
void test_idle_answers_stop_with_one_alarm(void **state);
void test_booking_is_answered_past_the_cap(void **state);
void test_machine_gets_no_answer(void **state);
void test_any_bytes_are_survived(void **state);
void test_da_nop_counts_and_waits_for_a_look(void **state);
void test_report_before_the_answer_is_kept(void **state);
void test_report_with_unknown_key_is_taken(void **state);

static const char BAO[] = "+84912000003";

struct desk {
	struct test_office t;
	struct intake_counts n;
	int64_t now;
};

static void
init(struct desk *d, const char *more)
{
	*d = (struct desk){ .now = on2018(5, 24, 9, 0) };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&d->t, more);
}

static void
fini(struct desk *d)
{
	test_office_fini(&d->t);
}

/* A call of Kannel at our hook; NULL = the parameter is not there. */
static int
hook(struct desk *d, const char *secret, const char *from, const char *text,
    const char *id)
{
	const struct http_field all[] = { { "secret", secret },
		{ "from", from }, { "text", text }, { "id", id },
		{ "to", "8041" }, { "time", "1527127200" } };
	struct http_field given[6];
	struct http_inbound in = { .method = "GET",
		.path = "/hook/sms/reply",
		.query = { given, 0 },
		.body = "",
		.peer = "127.0.0.1" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i].value)
			given[in.query.n++] = all[i];
	}
	return intake_hook(&d->t.office, "sms", GW_HOOK_REPLY, &in, d->now,
	    &d->n);
}

static int
hook_report(struct desk *d, const char *key, const char *status)
{
	struct http_field given[] = { { "secret", "cai-moc" }, { "key", key },
		{ "status", status } };
	struct http_inbound in = { .method = "GET",
		.path = "/hook/sms/delivery",
		.query = { given, 3 },
		.body = "",
		.peer = "127.0.0.1" };
	return intake_hook(&d->t.office, "sms", GW_HOOK_DELIVERY, &in, d->now,
	    &d->n);
}

static void
flush(struct desk *d)
{
	must(&d->t, store_flush(d->t.office.store, &d->t.err));
}

/* A reply arrives and is applied. */
static void
reply(struct desk *d, const char *from, const char *text, const char *id)
{
	assert_int_equal(hook(d, "cai-moc", from, text, id), 200);
	flush(d);
	must(&d->t, intake_apply(&d->t.office, d->now, &d->t.err));
	flush(d);
}

static int
count_row(void *arg, const struct inbound_row *r)
{
	(void)r;
	++*(int *)arg;
	return 0;
}

static int
events(struct desk *d, int state)
{
	int n = 0;
	must(&d->t, inbound_list(d->t.office.store, state, count_row, &n));
	return n;
}

static int
visits(struct desk *d)
{
	return test_facts(&d->t)->visit_n;
}

/* --- the door */

void
test_forged_secret_is_401_and_stores_nothing(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook(&d, "doan-mo", BAO, "da di tan hoa 23/5", "1"),
	    401);
	flush(&d);
	assert_int_equal(d.n.forged, 1);
	assert_int_equal(events(&d, -1), 0);
	assert_int_equal(intake_apply(&d.t.office, d.now, &d.t.err), 0);
	assert_int_equal(visits(&d), 0);
	fini(&d);
}

void
test_missing_or_unconfigured_secret_is_401(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook(&d, NULL, BAO, "da di tan hoa 23/5", "1"), 401);
	assert_int_equal(hook(&d, "", BAO, "da di tan hoa 23/5", "1"), 401);
	/* a gateway whose secret nobody set takes no call at all */
	d.t.conf.config->gateways[0].settings.hook_secret = NULL;
	assert_int_equal(hook(&d, NULL, BAO, "da di tan hoa 23/5", "1"), 401);
	assert_int_equal(hook(&d, "", BAO, "da di tan hoa 23/5", "1"), 401);
	assert_int_equal(d.n.forged, 4);
	assert_int_equal(events(&d, -1), 0);
	fini(&d);
}

void
test_unknown_gateway_is_404(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	struct http_inbound in = { .method = "GET", .peer = "127.0.0.1" };
	assert_int_equal(
	    intake_hook(&d.t.office, "khong", GW_HOOK_ANY, &in, d.now, &d.n),
	    404);
	fini(&d);
}

void
test_phones_of_the_page_have_no_hook(void **state)
{
	(void)state;
	struct desk d;
	init(&d, "[gateway may]\ndriver = sandbox\n");
	struct http_inbound in = { .method = "GET", .peer = "127.0.0.1" };
	assert_int_equal(
	    intake_hook(&d.t.office, "may", GW_HOOK_ANY, &in, d.now, &d.n),
	    404);
	fini(&d);
}

void
test_garbage_is_400_and_stores_nothing(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook(&d, "cai-moc", NULL, "da di", "1"), 400);
	assert_int_equal(hook(&d, "cai-moc", BAO, NULL, "1"), 400);
	assert_int_equal(hook_report(&d, "k", "mot"), 400);
	assert_int_equal(d.n.refused, 3);
	assert_int_equal(events(&d, -1), 0);
	fini(&d);
}

/* --- durable, then once */

void
test_reply_is_stored_before_it_is_applied(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook(&d, "cai-moc", BAO, "da di tan hoa 23/5", "1"),
	    200);
	/* the 2xx waits for this group: whoever answers asks the store */
	assert_true(store_pending(d.t.office.store));
	assert_int_equal(events(&d, INBOUND_NEW), 1);
	assert_int_equal(visits(&d), 0);
	flush(&d);
	assert_int_equal(d.n.replies, 1);
	fini(&d);
}

void
test_full_disk_is_503_and_the_repeat_is_taken(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	test_begin(&d.t); /* something is in the group already */
	must(&d.t, store_setting_put(d.t.office.store, "x", "1", &d.t.err));
	must(&d.t, store_end(d.t.office.store, &d.t.err));
	d.t.office.store->lost = ERR_FULL;
	assert_int_equal(hook(&d, "cai-moc", BAO, "da di tan hoa 23/5", "1"),
	    503);
	assert_int_equal(store_flush(d.t.office.store, &d.t.err), -1);
	assert_int_equal(events(&d, -1), 0);
	reply(&d, BAO, "da di tan hoa 23/5", "1"); /* the gateway repeats */
	assert_int_equal(visits(&d), 1);
	fini(&d);
}

void
test_repeat_has_no_second_effect(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, BAO, "da di tan hoa 23/5", "sms-1");
	int rows = test_tally(&d.t, -1, NULL).n;
	for (int i = 0; i < 3; i++) {
		d.now += 60;
		reply(&d, BAO, "da di tan hoa 23/5", "sms-1");
	}
	assert_int_equal(d.n.repeats, 3);
	assert_int_equal(d.n.replies, 1);
	assert_int_equal(events(&d, -1), 1);
	assert_int_equal(visits(&d), 1);
	assert_rows(&d.t, -1, NULL, rows);
	fini(&d);
}

void
test_repeat_without_an_id_has_no_second_effect(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	/* a gateway without ids, whose repeat has another time of its own */
	must(&d.t, intake_reply(&d.t.office, "sms", BAO, "da di tan hoa", NULL,
		       d.now, &d.t.err));
	flush(&d);
	must(&d.t, intake_reply(&d.t.office, "sms", BAO, "da di tan hoa", NULL,
		       d.now + 2, &d.t.err));
	flush(&d);
	assert_int_equal(events(&d, -1), 1);
	/* typed again later it is a text of its own */
	must(&d.t, intake_reply(&d.t.office, "sms", BAO, "da di tan hoa", NULL,
		       d.now + 600, &d.t.err));
	flush(&d);
	assert_int_equal(events(&d, -1), 2);
	fini(&d);
}

void
test_apply_twice_changes_nothing(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, BAO, "da di tan hoa 23/5", "1");
	int rows = test_tally(&d.t, -1, NULL).n;
	assert_int_equal(intake_apply(&d.t.office, d.now, &d.t.err), 0);
	flush(&d);
	assert_rows(&d.t, -1, NULL, rows);
	assert_int_equal(visits(&d), 1);
	assert_int_equal(events(&d, INBOUND_NEW), 0);
	fini(&d);
}

void
test_crash_before_applying_loses_nothing(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook(&d, "cai-moc", BAO, "da di tan hoa 23/5", "1"),
	    200);
	flush(&d);
	struct test_image cut = test_image(&d.t);
	test_boot(&d.t, &cut);
	assert_int_equal(visits(&d), 0);
	assert_int_equal(intake_apply(&d.t.office, d.now, &d.t.err), 1);
	flush(&d);
	assert_int_equal(visits(&d), 1);
	/* cut again in the middle of the next: applied whole or not at all */
	assert_int_equal(
	    hook(&d, "cai-moc", "+84912000005", "da di tan phuoc 22/5", "2"),
	    200);
	flush(&d);
	cut = test_image(&d.t);
	assert_int_equal(intake_apply(&d.t.office, d.now, &d.t.err), 1);
	flush(&d);
	int rows = test_tally(&d.t, -1, NULL).n;
	test_boot(&d.t, &cut);
	assert_int_equal(intake_apply(&d.t.office, d.now, &d.t.err), 1);
	flush(&d);
	assert_int_equal(visits(&d), 2);
	assert_rows(&d.t, -1, NULL, rows);
	fini(&d);
}

/* --- who wrote */

void
test_stranger_is_in_the_inbox_without_an_answer(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, "+84987654321", "da di tan hoa 23/5", "1");
	assert_int_equal(events(&d, INBOUND_INBOX), 1);
	assert_int_equal(visits(&d), 0);
	assert_rows(&d.t, -1, NULL, 0);
	assert_int_equal(test_verb(&d.t, d.now, "inbox --json"), 0);
	json_t *j = test_json(&d.t, 0);
	assert_string_equal(test_member(j, "from"), "+84987654321");
	assert_true(json_is_null(json_object_get(j, "person")));
	assert_string_equal(test_member(j, "text"), "da di tan hoa 23/5");
	assert_string_not_equal(test_member(j, "why"), "");
	assert_true(json_is_object(json_object_get(j, "guess")));
	json_decref(j);
	fini(&d);
}

void
test_same_words_of_a_stranger_are_one_line(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	char id[16];
	for (int i = 0; i < 50; i++) {
		snprintf(id, sizeof id, "%d", i);
		d.now += 60;
		reply(&d, "+84987654321", "cho toi hoi lich hop voi", id);
	}
	assert_int_equal(events(&d, -1), 50); /* every text is kept */
	assert_int_equal(events(&d, INBOUND_INBOX), 1);
	assert_rows(&d.t, -1, "answer", 0);
	fini(&d);
}

/* --- what it does */

void
test_booking_is_written_down_with_its_evidence(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, BAO, "da di tan hoa hom qua", "1");
	const struct facts *f = test_facts(&d.t);
	assert_int_equal(f->visit_n, 1);
	const struct facts_visit *v = &f->visits[0];
	assert_string_equal(f->people[v->person].code, "BAO");
	assert_string_equal(f->units[v->unit].code, "TANHOA");
	assert_int_equal(v->on, civil_day(2018, 5, 23));
	assert_int_equal(v->month, civil_month(2018, 5));
	assert_int_equal(v->source, FACTS_REPLY);
	assert_int_equal(v->event.v, 1);
	assert_false(v->verify);
	assert_int_equal(events(&d, INBOUND_APPLIED), 1);
	fini(&d);
}

void
test_booking_is_answered_to_the_phone_that_wrote(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, "0912 000 003", "da di tan hoa 23/5", "1");
	struct test_tally a = test_tally(&d.t, MESSAGE_QUEUED, "answer");
	assert_int_equal(a.n, 1);
	assert_text_has(&d.t, a.last, "23/5");
	struct outbox_row row;
	assert_int_equal(outbox_get(d.t.office.store, a.last, &row), 1);
	assert_true(row.number_fixed);
	assert_string_equal(row.number, BAO);
	outbox_row_fini(&row);
	fini(&d);
}

void
test_old_number_is_the_persons(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	test_phone(&d.t, "BAO", "+84988000003");
	reply(&d, BAO, "da di tan hoa 23/5", "1");
	assert_int_equal(visits(&d), 1);
	struct outbox_row row;
	struct test_tally a = test_tally(&d.t, -1, "answer");
	assert_int_equal(outbox_get(d.t.office.store, a.last, &row), 1);
	assert_string_equal(row.number, BAO); /* the phone that wrote */
	outbox_row_fini(&row);
	/* given to somebody else it is no longer BAO's: a person looks */
	test_phone(&d.t, "SON", BAO);
	reply(&d, BAO, "da di tan loi 22/5", "2");
	const struct facts *f = test_facts(&d.t);
	for (int i = 0; i < f->visit_n; i++)
		assert_string_not_equal(f->units[f->visits[i].unit].code,
		    "TANLOI");
	fini(&d);
}

void
test_late_claim_counts_and_waits_for_a_look(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	d.now = on2018(6, 3, 9, 0);
	reply(&d, BAO, "da di tan hoa 30/5", "1");
	const struct facts *f = test_facts(&d.t);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].month, civil_month(2018, 5));
	assert_true(f->visits[0].verify);
	struct standing st;
	standing_visit(f, d.t.office.config->policy, f->visits[0].person,
	    FACTS_NONE, civil_month(2018, 5), d.now, &st);
	assert_int_equal(st.state, STANDING_DONE);
	fini(&d);
}

void
test_undo_takes_the_booking_back(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, BAO, "da di tan hoa 23/5", "1");
	assert_int_equal(visits(&d), 1);
	d.now += 60;
	reply(&d, BAO, "HUY", "2");
	assert_int_equal(visits(&d), 0);
	assert_rows(&d.t, -1, "answer", 2); /* it is said that it is gone */
	d.now += 60;
	reply(&d, BAO, "da di tan hoa 23/5", "3");
	assert_int_equal(visits(&d), 1);
	d.now += 60;
	reply(&d, BAO, "SAI", "4");
	assert_int_equal(visits(&d), 0);
	fini(&d);
}

void
test_promise_is_kept(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, BAO, "HEN 28/5", "1");
	const struct facts *f = test_facts(&d.t);
	assert_int_equal(f->promise_n, 1);
	assert_int_equal(f->promises[0].on, civil_day(2018, 5, 28));
	assert_int_equal(f->visit_n, 0);
	assert_rows(&d.t, -1, "answer", 1);
	fini(&d);
}

/* --- caps */

static void
chatter(struct desk *d, int n)
{
	char id[16], text[32];
	for (int i = 0; i < n; i++) {
		snprintf(id, sizeof id, "c%d", (int)(d->now % 1000000));
		snprintf(text, sizeof text, "xyz qrs %d chua hieu", i);
		reply(d, BAO, text, id);
		d->now += 60;
	}
}

void
test_idle_answers_stop_with_one_alarm(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	chatter(&d, 20);
	assert_rows(&d.t, -1, "answer", 3);
	assert_rows(&d.t, -1, "alarm", 1);
	assert_int_equal(events(&d, -1), 20);
	fini(&d);
}

void
test_booking_is_answered_past_the_cap(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	chatter(&d, 10);
	assert_rows(&d.t, -1, "answer", 3);
	reply(&d, BAO, "da di tan hoa 23/5", "that");
	assert_int_equal(visits(&d), 1);
	assert_rows(&d.t, -1, "answer", 4);
	fini(&d);
}

void
test_machine_gets_no_answer(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	reply(&d, "Viettel", "Tai khoan cua ban con 5000d", "1");
	reply(&d, "199", "Goi cuoc cua quy khach sap het han", "2");
	assert_rows(&d.t, -1, NULL, 0);
	assert_int_equal(visits(&d), 0);
	fini(&d);
}

void
test_any_bytes_are_survived(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	char *huge = mem_new(10241, 1);
	memset(huge, 'a', 10240);
	const char *const texts[] = { "", " ", "\xff\xfe\x80", huge,
		"\xf0\x9f\x98\x80", "%s%n%d", "'; DROP TABLE visit; --", "31/2",
		"0/0/0", "da di tan hoa 99/99" };
	char id[16];
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		snprintf(id, sizeof id, "%zu", i);
		reply(&d, BAO, texts[i], id);
	}
	assert_int_equal(events(&d, -1), sizeof texts / sizeof *texts);
	assert_int_equal(events(&d, INBOUND_NEW), 0);
	assert_int_equal(visits(&d), 0);
	assert_int_equal(test_verb(&d.t, d.now, "inbox --json --all"), 0);
	for (int i = 0; i < test_lines(&d.t); i++)
		json_decref(test_json(&d.t, i));
	free(huge);
	fini(&d);
}

void
test_da_nop_counts_and_waits_for_a_look(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	test_visited(&d.t, "BAO", "TANHOA", 5, 20, d.now);
	test_begin(&d.t);
	must(&d.t, org_put_session(d.t.office.store, civil_day(2018, 6, 15),
		       "BTV", &d.t.err));
	test_commit(&d.t);
	reply(&d, BAO, "DA NOP", "1");
	const struct facts *f = test_facts(&d.t);
	assert_int_equal(f->result_n, 1);
	assert_int_equal(f->results[0].session_on, civil_day(2018, 6, 15));
	assert_true(f->results[0].verify);
	fini(&d);
}

/* --- delivery reports */

void
test_report_before_the_answer_is_kept(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	struct outbox_new m = { .person = test_person(&d.t, "BAO"),
		.kind = "notice",
		.text = "Thu",
		.not_before = d.now,
		.expires_at = d.now + 3600 };
	struct message_id id;
	struct outbox_claim k = { .number = BAO,
		.gateway = "sms",
		.text = "Thu",
		.size = sms_measure("Thu") };
	test_begin(&d.t);
	must(&d.t, outbox_enqueue(d.t.office.store, &m, d.now, &id, &d.t.err));
	must(&d.t, outbox_claim(d.t.office.store, id, &k, d.now, &d.t.err));
	must(&d.t, outbox_writing(d.t.office.store, id, d.now, &d.t.err));
	test_commit(&d.t);
	struct outbox_row row;
	assert_int_equal(outbox_get(d.t.office.store, id, &row), 1);
	char *key = mem_dup(row.key);
	outbox_row_fini(&row);
	assert_int_equal(hook_report(&d, key, "1"), 200);
	assert_int_equal(hook_report(&d, key, "1"), 200); /* and once more */
	flush(&d);
	test_state_is(&d.t, id, MESSAGE_SENDING, MESSAGE_R_NONE);
	const struct outbox_outcome ok = { .event = MESSAGE_ACCEPT };
	test_begin(&d.t);
	must(&d.t, outbox_settle(d.t.office.store, id, &ok, d.now, &d.t.err));
	test_commit(&d.t);
	test_state_is(&d.t, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	/* ranks only rise */
	assert_int_equal(hook_report(&d, key, "2"), 200);
	flush(&d);
	test_state_is(&d.t, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	free(key);
	fini(&d);
}

void
test_report_with_unknown_key_is_taken(void **state)
{
	(void)state;
	struct desk d;
	init(&d, NULL);
	assert_int_equal(hook_report(&d, "khong-co-1", "1"), 200);
	flush(&d);
	assert_int_equal(d.n.reports, 1);
	assert_int_equal(events(&d, -1), 0);
	fini(&d);
}
