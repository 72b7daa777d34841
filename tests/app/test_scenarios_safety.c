/*
 * A1 and the reserve scenarios R1 to R7: crashes, replies that overtake a
 * reminder, forged calls, what a person stops; and what no inbound path may
 * do: spend past the caps, or write what cannot be taken back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

void test_a1_crash_anywhere_is_one_text_a_rung(void **state);
void test_r1_confirmation_overtakes_its_reminder(void **state);
void test_r2_plan_and_simulate_reach_no_gateway(void **state);
void test_r3_only_the_secretary_reads_of_others(void **state);
void test_r4_crash_before_the_commit_books_once(void **state);
void test_r5_forged_calls_are_401_and_shown(void **state);
void test_r6_what_a_person_stops_stays_stopped(void **state);
void test_r7_late_receipt_of_the_first_way_is_one_message(void **state);
void test_no_flood_of_replies_passes_the_caps(void **state);
void test_learnt_by_sms_is_shown_and_taken_back(void **state);

/* --- A1 */

enum { LEDGER = 4096, DAY = 86400 };

struct crash {
	struct town *w;
	struct test_image image;
	int cut_at; /* the n-th first byte from now; 0 = none */
	bool dead;  /* the old process: what it does after the cut is void */
	char *seen[LEDGER];
	int64_t at[LEDGER];
	int n, points;
	uint64_t rng;
};

static unsigned
dice(struct crash *c, unsigned n)
{
	c->rng = c->rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(c->rng >> 33) % n;
}

/* The gateway's own book: whom, what; our key is not looked at. */
static void
on_byte(struct fake *f)
{
	struct crash *c = f->test;
	if (c->dead)
		return;
	char *what = mem_dup(f->last_url);
	char *dlr = strstr(what, "&dlr-url=");
	if (dlr) {
		size_t n = strcspn(dlr + 1, "&") + 1;
		memmove(dlr, dlr + n, strlen(dlr + n) + 1);
	}
	for (int i = 0; i < c->n; i++) {
		if (strcmp(c->seen[i], what) == 0 && f->now - c->at[i] < DAY)
			fail_msg("twice: %s", what);
	}
	assert_true(c->n < LEDGER);
	c->at[c->n] = f->now;
	c->seen[c->n++] = what;
	if (c->cut_at && --c->cut_at == 0) {
		c->image = test_image(&c->w->t);
		c->dead = true;
	}
}

static void
cut(struct crash *c)
{
	c->dead = true;
	fake_says(&c->w->fake, "", fake_unreachable);
	fake_land(&c->w->fake);
	fake_says(&c->w->fake, "", fake_ok);
	test_boot(&c->w->t, &c->image);
	town_boot(c->w);
	c->dead = false;
	c->cut_at = 0;
	c->points++;
}

/* A turn that may be cut at any of its borders. */
static void
crash_turn(struct crash *c)
{
	struct town *w = c->w;
	struct err *err = &w->t.err;
	unsigned where = dice(c, 8);
	struct test_image before = test_image(&w->t);
	must(&w->t, engine_tick(&w->t.engine, &w->t.office, w->fake.now, err));
	if (where == 0 && store_pending(w->t.office.store)) {
		c->image = before; /* chosen, not on disk */
		cut(c);
		return;
	}
	free(before.bytes);
	must(&w->t, store_flush(w->t.office.store, err));
	must(&w->t, courier_step(w->c, w->fake.now, err));
	must(&w->t, store_flush(w->t.office.store, err));
	if (w->fake.n && where < 3) { /* claimed, no byte written */
		c->image = test_image(&w->t);
		cut(c);
		return;
	}
	if (w->fake.n && where < 7)
		c->cut_at = 1 + (int)dice(c, (unsigned)w->fake.n);
	fake_land(&w->fake);
	must(&w->t, store_flush(w->t.office.store, err));
	if (c->dead) /* written, its answer never seen */
		cut(c);
}

void
test_a1_crash_anywhere_is_one_text_a_rung(void **state)
{
	(void)state;
	struct town w;
	struct crash *c = mem_new(1, sizeof *c);
	town_init(&w, "[alarm]\nto = contact\n", on2018(4, 1, 6, 0));
	*c = (struct crash){ .w = &w, .rng = 20180401 };
	w.fake.test = c;
	w.fake.at_first_byte = on_byte;
	for (int turns = 0; w.fake.now < on2018(8, 31, 20, 0); turns++) {
		crash_turn(c);
		if (turns % 97 == 96)
			town_reload(&w, "[alarm]\nto = contact\n");
		int64_t next = w.fake.now + 6 * 3600;
		int64_t courier = courier_next(w.c, w.fake.now);
		if (w.t.engine.next_look > w.fake.now &&
		    w.t.engine.next_look < next)
			next = w.t.engine.next_look;
		w.fake.now =
		    courier > w.fake.now && courier < next ? courier : next;
	}
	int doubt = test_tally(&w.t, MESSAGE_UNCERTAIN, NULL).n;
	print_message("%d crashes, %d texts, %d in doubt\n", c->points, c->n,
	    doubt);
	assert_true(c->points >= 120);
	assert_true(c->n >= 80);
	assert_true(doubt > 0);
	/* Listed, each with its reason. */
	town_do(&w, "queue --state uncertain --json");
	assert_int_equal(test_lines(&w.t), doubt);
	for (int i = 0; i < doubt; i++) {
		json_t *j = test_json(&w.t, i);
		assert_true(*test_member(j, "reason"));
		json_decref(j);
	}
	for (int i = 0; i < c->n; i++)
		free(c->seen[i]);
	free(c);
	town_fini(&w);
}

/* --- R1 */

void
test_r1_confirmation_overtakes_its_reminder(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	w.fake.now = on2018(5, 24, 7, 30);
	town_plan(&w); /* queued for all */
	must(&w.t, courier_step(w.c, w.fake.now, &w.t.err));
	must(&w.t, store_flush(w.t.office.store, &w.t.err));
	int64_t then = on2018(5, 24, 7, 0);
	/* some are sending already, the rest are queued: BAO says it is done */
	must(&w.t, intake_reply(&w.t.office, "sms", "+84912000003",
		       "da di tan hoa 23/5", "r1", w.fake.now, &w.t.err));
	must(&w.t, intake_apply(&w.t.office, w.fake.now, &w.t.err));
	must(&w.t, store_flush(w.t.office.store, &w.t.err));
	town_run(&w, on2018(5, 24, 12, 0));
	assert_heard(&w, "BAO", "visit.remind", NULL, then, 0);
	assert_heard(&w, "BAO", "answer", NULL, then, 1);
	assert_heard(&w, "HOA", "visit.remind", NULL, then, 1);
	assert_rows(&w.t, MESSAGE_QUEUED, "visit.remind", 0);
	assert_true(test_tally(&w.t, MESSAGE_CANCELLED, "visit.remind").n > 0);
	town_fini(&w);
}

/* --- R2 */

void
test_r2_plan_and_simulate_reach_no_gateway(void **state)
{
	(void)state;
	struct town w;
	char more[160];
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof in;
	int s = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s, (struct sockaddr *)&in, sizeof in), 0);
	assert_int_equal(listen(s, 8), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&in, &len), 0);
	assert_int_equal(fcntl(s, F_SETFL, O_NONBLOCK), 0);
	snprintf(more, sizeof more,
	    "[gateway sms]\nurl = http://127.0.0.1:%d/cgi-bin/sendsms\n",
	    ntohs(in.sin_port));
	town_init(&w, more, on2018(5, 1, 6, 0));
	struct test_image before = test_image(&w.t);
	town_do(&w, "plan --json --days 30");
	assert_true(test_lines(&w.t) > 5);
	test_boot(&w.t, &before); /* each has a copy of its own */
	town_boot(&w);
	town_do(&w, "simulate --json --from 2018-05-01 --to 2018-05-31");
	assert_true(test_lines(&w.t) > 5);
	assert_int_equal(accept(s, NULL, NULL), -1);
	assert_true(errno == EAGAIN || errno == EWOULDBLOCK);
	assert_int_equal(w.fake.started, 0);
	close(s);
	town_fini(&w);
}

/* --- R3 */

void
test_r3_only_the_secretary_reads_of_others(void **state)
{
	(void)state;
	static const char *const others[] = { "DUYEN", "BAO", "ANH", "SON",
		"HOA", "THUY", "VANPHONG" };
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	town_reply(&w, "BAO", "da di tan hoa 19/5");
	town_do(&w, "exempt add --person DUYEN --from 2018-05-01 --to "
		    "2018-05-31 --reason om");
	town_run(&w, on2018(6, 4, 12, 0));
	/* Who still owes, and nobody else. */
	assert_heard(&w, "QUAN", "escalate", "Son", 0, 1);
	assert_heard(&w, "QUAN", "escalate", "Bao", 0, 0);
	assert_heard(&w, "QUAN", "escalate", "Duyen", 0, 0);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_heard(&w, others[i], "escalate", NULL, 0, 0);
	/* The list is the secretary's; asked for by a cadre it is his own. */
	int64_t then = w.fake.now;
	town_reply(&w, "HOA", "DS");
	town_reply(&w, "QUAN", "DS");
	town_run(&w, then + 600);
	assert_heard(&w, "HOA", "answer", "Hoa", then, 1);
	assert_heard(&w, "HOA", "answer", "Son", then, 0);
	assert_heard(&w, "QUAN", "answer", "Son", then, 1);
	town_fini(&w);
}

/* --- R4, R5 */

static int
call(struct town *w, const char *secret, const char *text, const char *id,
    struct intake_counts *n)
{
	const struct http_field all[] = { { "from", "+84912000003" },
		{ "text", text }, { "id", id }, { "to", "8041" },
		{ "secret", secret } };
	struct http_field given[5];
	struct http_inbound in = { .method = "GET",
		.path = "/hook/sms/reply",
		.query = { given, secret ? 5 : 4 },
		.body = "",
		.peer = "127.0.0.1" };
	memcpy(given, all, sizeof all);
	return intake_hook(&w->t.office, "sms", GW_HOOK_REPLY, &in, w->fake.now,
	    n);
}

void
test_r4_crash_before_the_commit_books_once(void **state)
{
	(void)state;
	struct town w;
	struct intake_counts n = { 0 };
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	struct test_image before = test_image(&w.t);
	assert_int_equal(call(&w, "cai-moc", "da di tan hoa 19/5", "m1", &n),
	    200);
	/* not on disk: the 200 waits for it, and the process dies */
	assert_true(store_pending(w.t.office.store));
	test_boot(&w.t, &before);
	town_boot(&w);
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	for (int i = 0; i < 3; i++) { /* the gateway says it again */
		assert_int_equal(
		    call(&w, "cai-moc", "da di tan hoa 19/5", "m1", &n), 200);
		must(&w.t, store_flush(w.t.office.store, &w.t.err));
		town_turn(&w);
	}
	assert_int_equal(test_facts(&w.t)->visit_n, 1);
	assert_heard(&w, "BAO", "answer", NULL, 0, 1);
	assert_int_equal(n.repeats, 2);
	town_fini(&w);
}

void
test_r5_forged_calls_are_401_and_shown(void **state)
{
	(void)state;
	struct town w;
	struct intake_counts n = { 0 };
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	w.t.office.counts = &n;
	assert_int_equal(call(&w, "doan-mo", "da di", "1", &n), 401);
	assert_int_equal(call(&w, NULL, "da di", "2", &n), 401);
	assert_int_equal(call(&w, "", "da di", "3", &n), 401);
	w.t.conf.config->gateways[0].settings.hook_secret = NULL;
	assert_int_equal(call(&w, "cai-moc", "da di", "4", &n), 401);
	town_do(&w, "status --month 2018-05 --json");
	json_t *j = test_json(&w.t, 0);
	json_t *calls = json_object_get(j, "calls");
	assert_int_equal(json_integer_value(json_object_get(calls, "forged")),
	    4);
	json_decref(j);
	town_do(&w, "status --month 2018-05");
	assert_non_null(strstr(sbuf_text(&w.t.out), "wrong secret"));
	assert_int_equal(inbound_count_new(w.t.office.store), 0);
	town_fini(&w);
}

/* --- R6 */

static struct message_id
note(struct town *w)
{
	struct message_id id = { 0 };
	const struct outbox_new m = { .person = test_person(&w->t, "BAO"),
		.kind = "notice",
		.text = "Thu",
		.not_before = w->fake.now,
		.expires_at = w->fake.now + 12 * 3600 };
	test_begin(&w->t);
	must(&w->t,
	    outbox_enqueue(w->t.office.store, &m, w->fake.now, &id, &w->t.err));
	test_commit(&w->t);
	return id;
}

static void
queue_do(struct town *w, const char *what, struct message_id id)
{
	char words[64];
	snprintf(words, sizeof words, "queue %s %d", what, (int)id.v);
	town_do(w, words);
}

void
test_r6_what_a_person_stops_stays_stopped(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 20, 9, 0));
	int64_t then = w.fake.now;
	fake_says(&w.fake, "", fake_forbidden); /* the gateway pauses */
	struct message_id gone = note(&w), held = note(&w), kept = note(&w);
	town_turn(&w);
	queue_do(&w, "cancel", gone);
	queue_do(&w, "hold", held);
	town_run(&w, then + 1800);
	fake_says(&w.fake, "", fake_ok);
	town_run(&w, then + 3 * 3600);
	test_state_is(&w.t, gone, MESSAGE_CANCELLED, MESSAGE_R_PERSON);
	test_state_is(&w.t, kept, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_heard(&w, "BAO", "notice", NULL, then, 1);
	queue_do(&w, "release", held);
	town_run(&w, then + 5 * 3600); /* past the noon */
	assert_heard(&w, "BAO", "notice", NULL, then, 2);
	/* what failed goes again as itself: no clone */
	fake_says(&w.fake, "", fake_no_route);
	struct message_id failed = note(&w);
	town_turn(&w);
	town_run(&w, w.fake.now + 60);
	test_state_is(&w.t, failed, MESSAGE_FAILED, MESSAGE_R_REFUSED_PERSON);
	fake_says(&w.fake, "", fake_ok);
	queue_do(&w, "retry", failed);
	town_run(&w, then + 6 * 3600);
	test_state_is(&w.t, failed, MESSAGE_ACCEPTED, MESSAGE_R_NONE);
	assert_rows(&w.t, -1, "notice", 4);
	assert_heard(&w, "BAO", "notice", NULL, then, 3);
	town_fini(&w);
}

/* --- R7 */

void
test_r7_late_receipt_of_the_first_way_is_one_message(void **state)
{
	(void)state;
	struct town w;
	struct intake_counts n = { 0 };
	town_live(&w,
	    "[gateway hai]\ndriver = kannel\nurl = http://127.0.0.1:9/hai\n"
	    "user = u\npassword_file = ../kannel.secret\n"
	    "hook_secret_file = ../hook.secret\n"
	    "[sending]\norder = hai, sms\n",
	    on2018(5, 20, 9, 0));
	fake_says(&w.fake, "/hai", fake_no_route);
	int before = w.fake.seen;
	struct message_id id = note(&w);
	town_run(&w, w.fake.now + 600);
	struct outbox_row m;
	assert_int_equal(outbox_get(w.t.office.store, id, &m), 1);
	assert_int_equal(m.state, MESSAGE_ACCEPTED);
	assert_string_equal(m.gateway, "sms");
	assert_int_equal(w.fake.seen - before, 2); /* both were tried */
	struct gw_event e = { .kind = GW_EVENT_REPORT,
		.dedup = mem_dup("muon"),
		.key = mem_dup(m.key),
		.report = GW_REPORT_DELIVERED,
		.raw = mem_dup("1 DELIVRD") };
	const struct gw_events list = { &e, 1 };
	outbox_row_fini(&m);
	must(&w.t,
	    intake_take(&w.t.office, "hai", &list, w.fake.now, &n, &w.t.err));
	must(&w.t, store_flush(w.t.office.store, &w.t.err));
	town_run(&w, w.fake.now + 600);
	assert_rows(&w.t, -1, "notice", 1);
	assert_heard(&w, "BAO", "notice", NULL, 0, 0); /* risen further */
	test_state_is(&w.t, id, MESSAGE_DELIVERED, MESSAGE_R_NONE);
	free(e.dedup);
	free(e.key);
	free(e.raw);
	town_fini(&w);
}

/* --- caps */

void
test_no_flood_of_replies_passes_the_caps(void **state)
{
	(void)state;
	static const char *const phones[] = { "+84912000003", "+84912000005",
		"+84912000001", "+84987654321", "Viettel", "199",
		"+14155550100", "+842838221234" };
	static const char *const texts[] = { "da di tan hoa %d/5", "SAI", "HUY",
		"ok", "xong", "DS", "giup", "HEN %d/5", "mai em di", "1", "2",
		"da hop ap 3 %d/5", "STOP", "xyz %d", "DA NOP", "" };
	struct town w;
	uint64_t rng = 5;
	town_live(&w,
	    "[sending]\ndaily_cap = 40\nmonthly_budget = 30000\nprice = 350\n"
	    "person_cap = 25\nanswers = 3/h\n",
	    on2018(5, 20, 9, 0));
	int before = w.fake.seen;
	for (int i = 0; i < 600; i++) {
		char text[64];
		rng = rng * 6364136223846793005u + 1442695040888963407u;
		unsigned r = (unsigned)(rng >> 33);
		const char *form = texts[r / 8 % 16];
		const char *day = strchr(form, '%');
		snprintf(text, sizeof text, "%.*s",
		    day ? (int)(day - form) : 63, form);
		if (day)
			snprintf(text + strlen(text),
			    sizeof text - strlen(text), "%u%s",
			    1 + r / 128 % 20, day + 2);
		town_hear(&w, phones[r % 8], text);
		w.fake.now += 30;
	}
	/* One day: whatever came, no more than the day's cap left. */
	assert_true(w.fake.seen - before > 0);
	assert_true(w.fake.seen <= 40);
	/* Nobody who is no person of the roster heard a thing. */
	for (size_t i = 3; i < sizeof phones / sizeof *phones; i++)
		assert_int_equal(town_heard_by(&w, phones[i], NULL, NULL, 0).n,
		    0);
	for (size_t i = 0; i < 3; i++)
		assert_true(
		    town_heard_by(&w, phones[i], "answer", NULL, 0).n <= 25);
	town_fini(&w);
}

/* --- what is learnt by SMS */

void
test_learnt_by_sms_is_shown_and_taken_back(void **state)
{
	(void)state;
	struct town w;
	town_live(&w, NULL, on2018(5, 24, 9, 0));
	town_reply(&w, "BAO", "da di tan hoa 23/5");
	assert_int_equal(test_facts(&w.t)->visit_n, 1);
	json_t *whole, *p = town_look(&w, "2018-05", "people", "BAO", &whole);
	json_t *v = json_array_get(json_object_get(p, "visits"), 0);
	assert_string_equal(test_member(v, "source"), "reply");
	json_decref(whole);
	town_do(&w, "history BAO");
	assert_non_null(strstr(sbuf_text(&w.t.out), "visit.add"));
	/* the assignee takes it back by a text */
	w.fake.now += 60;
	town_reply(&w, "BAO", "SAI");
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	assert_string_equal(town_state(&w, "2018-05", "BAO"), "due");
	/* or the office does */
	w.fake.now += 60;
	town_reply(&w, "BAO", "da di tan loi 22/5");
	assert_int_equal(test_facts(&w.t)->visit_n, 1);
	char words[64];
	snprintf(words, sizeof words, "visit remove %d --reason nham",
	    (int)test_facts(&w.t)->visits[0].id.v);
	town_do(&w, words);
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	town_do(&w, "history BAO");
	const char *said = sbuf_text(&w.t.out);
	assert_non_null(strstr(said, "nham"));
	/* and all that was ever written down is still there to read */
	int added = 0;
	for (const char *at = said; (at = strstr(at, "visit.add")); at++)
		added++;
	assert_int_equal(added, 2);
	town_fini(&w);
}
