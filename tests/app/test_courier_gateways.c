/* Limits, pauses by hand, look-ups, inboxes and tests of gateways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/post.h"

#include "app/gateways.h"
#include "app/intake.h"
#include "app/route.h"
#include "store/ask.h"
#include "store/spent.h"
#include "store/stmt.h"

void test_pause_by_hand_survives_a_restart(void **state);
void test_paused_gateway_says_why(void **state);
void test_resume_lets_all_go(void **state);
void test_own_cap_goes_to_the_next_gateway(void **state);
void test_own_rate_gives_each_its_turn(void **state);
void test_budget_stops_all_but_the_urgent(void **state);
void test_budget_is_told_once_a_month(void **state);
void test_claim_counts_what_it_costs(void **state);
void test_person_cap_keeps_the_rest_until_tomorrow(void **state);
void test_number_of_nobody_gets_nothing(void **state);
void test_hung_gateway_leaves_room(void **state);
void test_night_waits_for_the_morning(void **state);
void test_doubt_is_looked_up_after_a_lag(void **state);
void test_clock_set_forward_does_not_shorten_the_lag(void **state);
void test_absent_goes_again_with_the_same_key(void **state);
void test_unclear_is_asked_less_and_less(void **state);
void test_silence_is_looked_up(void **state);
void test_key_is_tried_again_within_its_window(void **state);
void test_clock_that_went_back_closes_the_window(void **state);
void test_crash_keeps_gateway_and_key(void **state);
void test_inbox_is_read_after_a_restart_and_counts_once(void **state);
void test_inbox_of_before_is_not_ours(void **state);
void test_gateway_test_asks_until_it_is_answered(void **state);
void test_verb_needs_a_known_gateway(void **state);
void test_page_escapes_a_gateways_words(void **state);
void test_reload_wakes_what_waited(void **state);
void test_result_outlives_its_configuration(void **state);

#define PHONE                                                                  \
	"[sending]\norder = may, sms\n"                                        \
	"[gateway may]\ndriver = smsgate\nurl = http://127.0.0.1:8080\n"       \
	"user = u\npassword_file = ../kannel.secret\n"                         \
	"hook_secret_file = ../hook.secret\n"

#define SECOND                                                                 \
	"[gateway hai]\ndriver = kannel\nurl = http://127.0.0.1:9/hai\n"       \
	"user = u\npassword_file = ../kannel.secret\n"

static const struct http_response taken =
    FAKE_ANSWER(202, "{\"id\":\"x\",\"state\":\"Pending\"}");
static const struct http_response unknown_id = FAKE_ANSWER(404, "");
static const struct http_response broken = FAKE_ANSWER(500, "oops");
static const struct http_response empty_inbox = FAKE_ANSWER(200, "[]");

/* A verb in the service. */
static int
verb(struct post *p, const char *words)
{
	char line[256];
	char *argv[16];
	int argc = 0;
	struct args args;
	struct err err = { 0 };
	snprintf(line, sizeof line, "%s", words);
	for (char *s = line; *s; s++) {
		if (s == line || !s[-1])
			argv[argc++] = s;
		if (*s == ' ')
			*s = '\0';
	}
	const struct verb *v = verb_find(argv[0]);
	assert_non_null(v);
	sbuf_clear(&p->t.out);
	sbuf_clear(&p->t.talk);
	struct verb_call call = { .office = &p->t.office,
		.courier = p->c,
		.args = &args,
		.now = p->fake.now,
		.who = "cli:test",
		.config_file = p->t.conf.main,
		.out = &p->t.out,
		.talk = &p->t.talk };
	assert_int_equal(args_parse(&args, argc, argv, v->options, &err), 0);
	call.json = args_has(&args, "--json");
	return v->run(&call);
}

static struct message_id
notice(struct post *p, const char *code)
{
	struct outbox_new m = letter(p, code, "notice", "Thu");
	m.expires_at = p->fake.now + 30 * 86400;
	return put(p, &m);
}

static void
phone_init(struct post *p, const char *more)
{
	char conf[1024];
	snprintf(conf, sizeof conf, "%s%s", PHONE, more);
	post_init(p, conf);
	fake_says(&p->fake, "8080/messages/", unknown_id);
	fake_says(&p->fake, "8080/inbox", empty_inbox);
	fake_says(&p->fake, "8080/messages", taken);
}

/* --- by hand */

void
test_pause_by_hand_survives_a_restart(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	assert_int_equal(verb(&p, "gateway pause sms --reason SIM"), 0);
	struct message_id id = remind(&p, "BAO");
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	struct test_image cut = test_image(&p.t);
	test_boot(&p.t, &cut);
	post_courier(&p);
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	assert_int_equal(p.fake.started, 0);
	assert_int_equal(test_verb(&p.t, p.fake.now, "gateway list --json"), 0);
	json_t *j = test_json(&p.t, 0);
	assert_string_equal(test_member(j, "state"), "held");
	assert_string_equal(test_member(j, "reason"), "SIM");
	json_decref(j);
	assert_int_equal(verb(&p, "gateway resume sms"), 0);
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

static int
count_row(void *arg, const struct store_audit_row *row)
{
	int *n = arg;
	*n += strncmp(row->what, "gateway.", 8) == 0;
	return 0;
}

void
test_paused_gateway_says_why(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	int rows = 0;
	assert_int_equal(verb(&p, "gateway pause sms --reason het-tien"), 0);
	remind(&p, "BAO");
	turn(&p);
	assert_int_equal(verb(&p, "queue list"), 0);
	assert_non_null(strstr(sbuf_text(&p.t.out),
	    "the gateway is paused: sms: het-tien"));
	assert_int_equal(verb(&p, "gateway list"), 0);
	assert_non_null(strstr(sbuf_text(&p.t.out), "held      het-tien"));
	assert_int_equal(verb(&p, "gateway resume sms"), 0);
	assert_int_equal(
	    store_audit_list(p.t.office.store, "gateway:sms", count_row, &rows),
	    0);
	assert_int_equal(rows, 2);
	post_fini(&p);
}

void
test_resume_lets_all_go(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_forbidden);
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	fake_says(&p.fake, "", fake_ok); /* it was topped up */
	assert_int_equal(verb(&p, "gateway resume sms"), 0);
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_verb_needs_a_known_gateway(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	assert_int_equal(verb(&p, "gateway pause zalo"), VERB_FAILED);
	assert_int_equal(verb(&p, "gateway pause"), VERB_USAGE);
	assert_int_equal(verb(&p, "gateway dance sms"), VERB_USAGE);
	assert_int_equal(test_verb(&p.t, p.fake.now, "gateway test sms"),
	    VERB_NO_SERVICE);
	post_fini(&p);
}

/* --- limits */

void
test_own_cap_goes_to_the_next_gateway(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway sms]\ndaily_cap = 2\n" SECOND);
	fake_says(&p.fake, "cgi-bin", fake_ok);
	for (int i = 0; i < 3; i++)
		notice(&p, "BAO");
	turn(&p);
	assert_rows(&p.t, MESSAGE_ACCEPTED, NULL, 3);
	assert_non_null(strstr(p.fake.last_url, "/hai?"));
	assert_int_equal(outbox_sent_since(p.t.office.store, "sms", 0), 2);
	test_office_configure(&p.t, "[gateway sms]\ndaily_cap = 2\n");
	struct message_id id = notice(&p, "SON");
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_CAP);
	turn_until(&p, on2018(5, 25, 8, 0));
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_own_rate_gives_each_its_turn(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway sms]\nrate = 6/min\n");
	for (int i = 0; i < 4; i++)
		notice(&p, "BAO");
	int64_t began = p.fake.now;
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	is(&p, test_tally(&p.t, MESSAGE_QUEUED, NULL).last, MESSAGE_QUEUED,
	    MESSAGE_R_RATE);
	turn_until(&p, began + 15);
	assert_int_equal(p.fake.seen, 2);
	turn_until(&p, began + 45);
	assert_int_equal(p.fake.seen, 4);
	post_fini(&p);
}

void
test_budget_stops_all_but_the_urgent(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nmonthly_budget = 1000\nprice = 400\n");
	for (int i = 0; i < 4; i++)
		notice(&p, "BAO");
	turn(&p);
	/* two for 800; a third would pass it; the alarms go all the same */
	assert_rows(&p.t, MESSAGE_ACCEPTED, "notice", 2);
	is(&p, (struct message_id){ 4 }, MESSAGE_QUEUED, MESSAGE_R_BUDGET);
	struct message_id urgent = escalate(&p, "BAO");
	turn(&p);
	is(&p, urgent, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	turn_until(&p, on2018(5, 31, 20, 0));
	assert_rows(&p.t, MESSAGE_ACCEPTED, "notice", 2);
	turn_until(&p, on2018(6, 1, 8, 0)); /* another month */
	assert_rows(&p.t, MESSAGE_ACCEPTED, "notice", 4);
	post_fini(&p);
}

void
test_budget_is_told_once_a_month(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nmonthly_budget = 400\nprice = 400\n");
	for (int i = 0; i < 3; i++)
		notice(&p, "BAO");
	turn_until(&p, on2018(5, 31, 20, 0));
	assert_rows(&p.t, -1, "alarm", 2); /* the admin and the secretary */
	assert_text_has(&p.t, test_tally(&p.t, -1, "alarm").last, "400/400");
	post_fini(&p);
}

void
test_claim_counts_what_it_costs(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[gateway sms]\nprice = 120\n");
	struct outbox_new m = letter(&p, "BAO", "notice", "");
	char text[240];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	m.text = text;
	put(&p, &m);
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	assert_int_equal(spent_cost(p.t.office.store, 0), 240); /* T1 */
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	fake_says(&p.fake, "", fake_no_route);
	fake_land(&p.fake);
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_int_equal(spent_cost(p.t.office.store, 0), 0); /* not taken */
	post_fini(&p);
}

void
test_person_cap_keeps_the_rest_until_tomorrow(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nperson_cap = 2\n");
	for (int i = 0; i < 3; i++)
		notice(&p, "BAO");
	struct message_id son = notice(&p, "SON");
	turn_until(&p, p.fake.now + 3600);
	assert_rows(&p.t, MESSAGE_ACCEPTED, NULL, 3);
	is(&p, (struct message_id){ 3 }, MESSAGE_QUEUED, MESSAGE_R_PERSON_CAP);
	is(&p, son, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	turn_until(&p, on2018(5, 25, 8, 0));
	is(&p, (struct message_id){ 3 }, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_number_of_nobody_gets_nothing(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	static const char *const numbers[] = { "+84999888777", "+12025550123",
		"+8419001234", "8041" };
	for (size_t i = 0; i < 4; i++) {
		struct outbox_new m = letter(&p, "BAO", "notice", "Thu");
		m.number = numbers[i];
		put(&p, &m);
	}
	turn(&p);
	assert_rows(&p.t, MESSAGE_FAILED, NULL, 4);
	assert_int_equal(p.fake.started, 0);
	is(&p, (struct message_id){ 1 }, MESSAGE_FAILED, MESSAGE_R_NOT_ROSTER);
	assert_int_equal(verb(&p, "send-test --to 0999888777 Thu"),
	    0); /* asked for */
	turn(&p);
	assert_int_equal(p.fake.seen, 1);
	post_fini(&p);
}

void
test_hung_gateway_leaves_room(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, "[sending]\nrate = 60/s\n" SECOND);
	courier_limit(p.c, 4);
	for (int i = 0; i < 4; i++)
		notice(&p, "BAO");
	const struct org_person son = { .code = "SON", .channel = "hai" };
	test_begin(&p.t);
	must(&p.t, org_put_person(p.t.office.store, &son, 2, &p.t.err));
	test_commit(&p.t);
	for (int i = 0; i < 2; i++) { /* nothing lands: it hangs */
		must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
		must(&p.t, store_flush(p.t.office.store, &p.t.err));
	}
	/* half of the places are its own, then the other way takes over */
	assert_int_equal(p.fake.started, 4);
	int there = 0;
	for (size_t i = 0; i < p.fake.n; i++)
		there += strstr(p.fake.v[i].url, "cgi-bin") != NULL;
	assert_int_equal(there, 2);
	fake_land(&p.fake);
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	post_fini(&p);
}

void
test_night_waits_for_the_morning(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	int64_t from = on2018(5, 24, 22, 30);
	for (int64_t spread = 0; spread < 2000; spread += 333) {
		int64_t at = route_morning(&p.t.office, spread, from);
		assert_in_range(at, on2018(5, 25, 6, 5), on2018(5, 25, 6, 15));
	}
	assert_in_range(route_morning(&p.t.office, 0, on2018(5, 25, 3, 0)),
	    on2018(5, 25, 6, 5), on2018(5, 25, 6, 15));
	assert_int_equal(route_tomorrow(&p.t.office, test_facts(&p.t), from),
	    on2018(5, 25, 7, 0));
	post_fini(&p);
}

/* --- looking up */

/* Its key's window is over, so that it cannot just go again. */
static struct message_id
in_doubt(struct post *p)
{
	fake_says(&p->fake, "8080/messages", fake_silence);
	must(&p->t,
	    stmt_exec(p->t.office.store->db,
		"CREATE TRIGGER closed AFTER INSERT ON message BEGIN UPDATE "
		"message SET window_closed = 1 WHERE id = new.id; END",
		&p->t.err));
	struct message_id id = notice(p, "BAO");
	turn(p);
	is(p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	return id;
}

static struct http_response
found_as(struct post *p, struct message_id id, const char *state, char buf[256])
{
	struct outbox_row m;
	assert_int_equal(outbox_get(p->t.office.store, id, &m), 1);
	snprintf(buf, 256, "{\"id\":\"%s\",\"state\":\"%s\",\"recipients\":[]}",
	    m.key, state);
	outbox_row_fini(&m);
	return (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = buf,
		.body_len = strlen(buf),
		.retry_after_s = -1,
		.error = "" };
}

void
test_doubt_is_looked_up_after_a_lag(void **state)
{
	(void)state;
	struct post p;
	char buf[256];
	phone_init(&p, "");
	struct message_id id = in_doubt(&p);
	int started = p.fake.started;
	fake_says(&p.fake, "8080/messages/", found_as(&p, id, "Sent", buf));
	turn_until(&p, p.fake.now + 60);
	turn_until(&p, p.fake.now + 60);
	turn_until(&p, p.fake.now + 50);
	assert_int_equal(p.fake.started, started); /* too early to believe */
	turn_until(&p, p.fake.now + 40);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	fake_says(&p.fake, "8080/messages/",
	    found_as(&p, id, "Delivered", buf));
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	post_fini(&p);
}

/* It did not wait at all: an answer now might come before the gateway shows
 * what it took. */
void
test_clock_set_forward_does_not_shorten_the_lag(void **state)
{
	(void)state;
	struct post p;
	char buf[256];
	phone_init(&p, "");
	struct message_id id = in_doubt(&p);
	int started = p.fake.started;
	fake_says(&p.fake, "8080/messages/", found_as(&p, id, "Sent", buf));
	p.fake.now += 300;
	turn(&p);
	turn_until(&p, p.fake.now + 60);
	turn_until(&p, p.fake.now + 60);
	turn_until(&p, p.fake.now + 50);
	assert_int_equal(p.fake.started, started);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	turn_until(&p, p.fake.now + 40);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}

void
test_absent_goes_again_with_the_same_key(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "");
	struct message_id id = in_doubt(&p);
	struct outbox_row before, after;
	assert_int_equal(outbox_get(p.t.office.store, id, &before), 1);
	fake_says(&p.fake, "8080/messages", taken);
	turn_until(&p, p.fake.now + 600);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_int_equal(outbox_get(p.t.office.store, id, &after), 1);
	assert_string_equal(before.key, after.key);
	assert_false(after.doubted);
	outbox_row_fini(&before);
	outbox_row_fini(&after);
	post_fini(&p);
}

void
test_unclear_is_asked_less_and_less(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "[alarm]\nto = contact\n");
	struct message_id id = in_doubt(&p);
	fake_says(&p.fake, "8080/messages/", broken);
	int started = p.fake.started;
	turn_until(&p, p.fake.now + 86400);
	/* with some looks into its inbox */
	assert_in_range(p.fake.started - started, 4, 24);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	turn_until(&p, p.fake.now + 20 * 86400);
	started = p.fake.started;
	turn_until(&p, p.fake.now + 86400);
	/* no vendor knows longer: only its inbox is read */
	assert_in_range(p.fake.started - started, 0, 1);
	assert_null(strstr(p.fake.last_url, "/messages/"));
	post_fini(&p);
}

void
test_silence_is_looked_up(void **state)
{
	(void)state;
	struct post p;
	char buf[256];
	phone_init(&p, "report_after = 1h\n");
	struct message_id id = notice(&p, "BAO");
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	fake_says(&p.fake, "8080/messages/", found_as(&p, id, "Sent", buf));
	turn_until(&p, p.fake.now + 3700);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NO_REPORT);
	fake_says(&p.fake, "8080/messages/", found_as(&p, id, "Failed", buf));
	turn_until(&p, p.fake.now + 86400);
	is(&p, id, MESSAGE_UNDELIVERED, MESSAGE_R_REPORTED);
	post_fini(&p);
}

void
test_key_is_tried_again_within_its_window(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "");
	fake_says(&p.fake, "8080/messages", fake_silence);
	struct message_id id = notice(&p, "BAO");
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	static const struct http_response twice =
	    FAKE_ANSWER(409, "{\"message\":\"exists\"}");
	fake_says(&p.fake, "8080/messages", twice);
	turn_until(&p, p.fake.now + 600);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE); /* it had the first */
	assert_int_equal(p.fake.seen, 2);
	post_fini(&p);
}

void
test_clock_that_went_back_closes_the_window(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "[alarm]\nto = contact\n");
	fake_says(&p.fake, "8080/messages", fake_silence);
	struct message_id id = notice(&p, "BAO");
	turn(&p);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_RETRY);
	p.fake.now -= 3600;
	turn(&p); /* sees it */
	p.fake.now += 3700;
	fake_says(&p.fake, "8080/messages/", broken);
	turn(&p);
	is(&p, id, MESSAGE_UNCERTAIN, MESSAGE_R_NO_ANSWER);
	turn_until(&p, p.fake.now + 100);
	struct outbox_row m; /* it was asked about, not sent again */
	assert_int_equal(outbox_get(p.t.office.store, id, &m), 1);
	assert_int_equal(m.attempts, 1);
	outbox_row_fini(&m);
	post_fini(&p);
}

void
test_crash_keeps_gateway_and_key(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "");
	struct message_id id = notice(&p, "BAO");
	must(&p.t, courier_step(p.c, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	struct test_image cut = test_image(&p.t); /* it may be out */
	fake_land(&p.fake);
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	test_boot(&p.t, &cut);
	post_courier(&p);
	assert_int_equal(verb(&p, "gateway pause may"), 0);
	turn_until(&p, p.fake.now + 3600);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	assert_int_equal(p.fake.seen, 1); /* not by the other way */
	post_fini(&p);
}

/* --- inboxes */

static const struct http_response one_reply = FAKE_ANSWER(200,
    "[{\"id\":\"1\",\"type\":\"SMS\",\"sender\":\"+84912000003\","
    "\"recipient\":null,\"simNumber\":1,"
    "\"contentPreview\":\"DA DI TANHOA 23/5\","
    "\"createdAt\":\"2018-05-24T09:00:00.000+07:00\"}]");

void
test_inbox_is_read_after_a_restart_and_counts_once(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "");
	turn(&p);
	p.fake.now += 6 * 3600; /* the service was away */
	fake_says(&p.fake, "8080/inbox", one_reply);
	for (int i = 0; i < 3; i++) {
		post_courier(&p);
		turn(&p);
		assert_int_equal(courier_heard(p.c), i == 0);
		assert_non_null(strstr(p.fake.last_url, "/inbox?"));
	}
	assert_int_equal(inbound_count_new(p.t.office.store), 1);
	must(&p.t, intake_apply(&p.t.office, p.fake.now, &p.t.err));
	must(&p.t, store_flush(p.t.office.store, &p.t.err));
	assert_rows(&p.t, -1, "answer", 1);
	turn(&p);
	post_fini(&p);
}

void
test_inbox_of_before_is_not_ours(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "poll = 10m\n");
	fake_says(&p.fake, "8080/inbox", one_reply);
	turn(&p);
	assert_int_equal(p.fake.started, 0); /* from now on */
	turn_until(&p, p.fake.now + 3600);
	assert_in_range(p.fake.started, 5, 7);
	post_fini(&p);
}

/* --- test, page, reload */

void
test_gateway_test_asks_until_it_is_answered(void **state)
{
	(void)state;
	struct post p;
	phone_init(&p, "");
	static const struct http_response phones =
	    FAKE_ANSWER(200, "[{\"id\":\"d\",\"name\":\"May van phong\"}]");
	fake_says(&p.fake, "8080/device", phones);
	assert_int_equal(verb(&p, "gateway test may"), VERB_AGAIN);
	assert_int_equal(verb(&p, "gateway test may"), VERB_AGAIN);
	assert_int_equal(courier_in_flight(p.c), 1);
	fake_land(&p.fake);
	assert_int_equal(verb(&p, "gateway test may"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&p.t.out), "may: works"));
	fake_says(&p.fake, "8080/device", fake_unreachable);
	assert_int_equal(verb(&p, "gateway test may --json"), VERB_AGAIN);
	fake_land(&p.fake);
	assert_int_equal(verb(&p, "gateway test may --json"), VERB_FAILED);
	json_t *j = test_json(&p.t, 0);
	assert_false(json_is_true(json_object_get(j, "ok")));
	assert_string_equal(test_member(j, "words"), "connection refused");
	json_decref(j);
	/* a driver without one says so at once */
	assert_int_equal(verb(&p, "gateway test sms"), VERB_FAILED);
	post_fini(&p);
}

void
test_page_escapes_a_gateways_words(void **state)
{
	(void)state;
	struct post p;
	struct sbuf b = { 0 };
	post_init(&p, NULL);
	const struct html_frame frame = { .office = "X",
		.inside = true,
		.csrf = "" };
	assert_int_equal(verb(&p, "gateway pause sms --reason <b>&"), 0);
	assert_int_equal(
	    gateways_page(&p.t.office, p.c, &frame, p.fake.now, &b), 200);
	assert_non_null(strstr(sbuf_text(&b), "&lt;b&gt;&amp;"));
	assert_null(strstr(sbuf_text(&b), "<b>&"));
	assert_non_null(strstr(sbuf_text(&b), "href=\"/gateways\""));
	/* On a phone each cell stands alone: it names itself. */
	for (const char *td = sbuf_text(&b); (td = strstr(td, "<td")); td++) {
		const char *name = strstr(td, "data-l=\"");
		assert_true(name && name < strchr(td, '>'));
	}
	sbuf_fini(&b);
	post_fini(&p);
}

void
test_reload_wakes_what_waited(void **state)
{
	(void)state;
	struct post p;
	post_init(&p, NULL);
	struct message_id id = remind(&p, "BAO");
	fake_says(&p.fake, "", fake_forbidden);
	turn_until(&p, p.fake.now + 60);
	is(&p, id, MESSAGE_QUEUED, MESSAGE_R_GATEWAY_PAUSED);
	struct config *old = p.t.conf.config; /* as the service keeps it */
	p.t.conf.config = NULL;
	test_office_configure(&p.t, "");
	fake_says(&p.fake, "", fake_ok); /* the password was mended */
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	config_free(old);
	post_fini(&p);
}

/* The disk refuses the result, the configuration goes, the result stays. */
void
test_result_outlives_its_configuration(void **state)
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
	assert_int_equal(courier_in_flight(p.c), 0);
	test_office_configure(&p.t, ""); /* frees the one before */
	turn(&p);
	is(&p, id, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	post_fini(&p);
}
