/* People and their ids in a chat: codes, replies and answers by Zalo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/fake_transport.h"
#include "lib/test_office.h"

#include "app/intake.h"
#include "app/link.h"
#include "app/tokens.h"
#include "store/address.h"

void test_a_code_by_sms_binds_the_chat_that_types_it(void **state);
void test_a_linked_chat_books_and_is_answered_there(void **state);
void test_after_the_window_the_answer_goes_by_sms(void **state);
void test_a_stranger_in_the_chat_is_never_answered(void **state);
void test_guessed_codes_are_not_answered_and_lock(void **state);
void test_a_claimed_number_is_asked_not_believed(void **state);
void test_an_id_that_looks_like_a_number_is_nobodys(void **state);
void test_an_id_in_the_roster_needs_no_code(void **state);
void test_answers_in_the_chat_count_against_the_cap(void **state);
void test_a_notice_reaches_the_admin(void **state);
void test_the_verb_sends_codes_and_refuses_nonsense(void **state);

static const char conf[] =
    "[sending]\norder = zalo, sms\n"
    "[gateway zalo]\ndriver = zalo\nuser = 123\n"
    "password_file = ../app.secret\nhook_secret_file = ../hook.secret\n";

struct world {
	struct test_office t;
	struct fake fake;
	struct courier *c;
	struct tokens *tokens;
	struct intake_counts counts;
};

static void
world_init(struct world *w)
{
	static const struct http_response cs = FAKE_ANSWER(200,
	    "{\"error\":0,\"data\":{\"message_id\":\"8d2f\"}}");
	*w = (struct world){ .c = NULL };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&w->t, NULL);
	conffile_write(&w->t.conf, "app.secret", "geheim\n");
	test_office_configure(&w->t, conf);
	w->fake.test = w;
	w->fake.store = w->t.office.store;
	w->fake.now = on2018(5, 24, 10, 0);
	fake_says(&w->fake, "/oa/message/cs", cs);
	struct courier_transport via = fake_transport(&w->fake);
	w->tokens = tokens_new(&w->t.office, &via);
	w->c = courier_new(&w->t.office, &via);
	courier_use_tokens(w->c, w->tokens);
	must(&w->t, tokens_paste(w->tokens, "zalo", "A1", "R1", w->fake.now,
			&w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

static void
world_fini(struct world *w)
{
	assert_int_equal(courier_in_flight(w->c), 0);
	courier_free(w->c);
	tokens_free(w->tokens);
	test_office_fini(&w->t);
}

/* Everything that may leave, leaves. */
static void
turn(struct world *w)
{
	struct err *err = &w->t.err;
	must(&w->t, intake_apply(&w->t.office, w->fake.now, err));
	for (int i = 0; i < 3; i++) {
		must(&w->t, tokens_step(w->tokens, w->fake.now, err));
		must(&w->t, courier_step(w->c, w->fake.now, err));
		must(&w->t, store_flush(w->t.office.store, err));
		fake_land(&w->fake);
		must(&w->t, store_flush(w->t.office.store, err));
	}
}

static void
take(struct world *w, struct gw_event *e)
{
	struct gw_events list = { e, 1 };
	must(&w->t, intake_take(&w->t.office, "zalo", &list, w->fake.now,
			&w->counts, &w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

/* The id wrote so long ago; what leaves for it leaves. */
static void
chat(struct world *w, const char *from, const char *text, int64_t ago)
{
	static int serial;
	char id[24], user[64], words[128];
	snprintf(id, sizeof id, "m%d", ++serial);
	snprintf(user, sizeof user, "%s", from);
	snprintf(words, sizeof words, "%s", text);
	struct gw_event e = { .kind = GW_EVENT_REPLY,
		.dedup = id,
		.from = user,
		.text = words,
		.at = w->fake.now - ago };
	take(w, &e);
	turn(w);
}

static void
claim_number(struct world *w, const char *from, const char *number)
{
	char user[64], phone[32];
	snprintf(user, sizeof user, "%s", from);
	snprintf(phone, sizeof phone, "%s", number);
	struct gw_event e = { .kind = GW_EVENT_LINK,
		.from = user,
		.to = phone,
		.at = w->fake.now };
	take(w, &e);
}

static void
invite(struct world *w, const char *code)
{
	int person = facts_person_by_code(test_facts(&w->t), code);
	test_begin(&w->t);
	must(&w->t, link_invite(&w->t.office, "zalo", person, true, w->fake.now,
			&w->t.err));
	test_commit(&w->t);
}

/* "DK 1234567" out of the last message of that kind. */
static void
code_of(struct world *w, char words[16])
{
	struct test_tally a = test_tally(&w->t, -1, "link");
	struct outbox_row m;
	assert_true(a.n > 0);
	assert_int_equal(outbox_get(w->t.office.store, a.last, &m), 1);
	const char *at = strstr(m.text, "DK ");
	assert_non_null(at);
	snprintf(words, 16, "%.10s", at);
	outbox_row_fini(&m);
}

static void
bind(struct world *w, const char *person, const char *user)
{
	char words[16];
	invite(w, person);
	turn(w);
	code_of(w, words);
	chat(w, user, words, 0);
}

static const char *
gateway_of(struct world *w, const char *kind)
{
	static char name[32];
	struct outbox_row m;
	struct test_tally a = test_tally(&w->t, -1, kind);
	assert_true(a.n > 0);
	assert_int_equal(outbox_get(w->t.office.store, a.last, &m), 1);
	snprintf(name, sizeof name, "%s", m.gateway);
	outbox_row_fini(&m);
	return name;
}

static int
answers(struct world *w)
{
	return test_tally(&w->t, -1, "answer").n;
}

static int
count_row(void *arg, const struct inbound_row *row)
{
	(void)row;
	(*(int *)arg)++;
	return 0;
}

static int
in_inbox(struct world *w)
{
	int n = 0;
	must(&w->t,
	    inbound_list(w->t.office.store, INBOUND_INBOX, count_row, &n));
	return n;
}

static int64_t
linked_to(struct world *w, const char *user)
{
	return address_person(w->t.office.store, "zalo", user).v;
}

void
test_a_code_by_sms_binds_the_chat_that_types_it(void **state)
{
	(void)state;
	struct world w;
	char words[16];
	world_init(&w);
	invite(&w, "BAO");
	turn(&w);
	/* Only who holds the number can read it. */
	assert_string_equal(gateway_of(&w, "link"), "sms");
	code_of(&w, words);
	assert_int_equal(strlen(words), 10);
	chat(&w, "u1", words, 0);
	assert_int_equal(linked_to(&w, "u1"), test_person(&w.t, "BAO").v);
	assert_int_equal(answers(&w), 1);
	assert_string_equal(gateway_of(&w, "answer"), "zalo");
	assert_rows(&w.t, MESSAGE_ACCEPTED, "answer", 1);
	assert_int_equal(in_inbox(&w), 0);
	/* Read over the shoulder, typed by another: too late. */
	chat(&w, "u2", words, 0);
	assert_int_equal(linked_to(&w, "u2"), 0);
	assert_int_equal(answers(&w), 1);
	world_fini(&w);
}

void
test_a_linked_chat_books_and_is_answered_there(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	bind(&w, "BAO", "246845883529197922");
	chat(&w, "246845883529197922", "Đã đi Tân Hòa 12/5", 0);
	assert_int_equal(test_verb(&w.t, w.fake.now,
			     "status --month 2018-05 "
			     "--json"),
	    VERB_DONE);
	assert_non_null(
	    strstr(sbuf_text(&w.t.out), "\"unit\":\"TANHOA\",\"date\":\"2018-"
					"05-12\",\"source\":\"reply\""));
	assert_int_equal(answers(&w), 2);
	assert_string_equal(gateway_of(&w, "answer"), "zalo");
	assert_non_null(strstr(w.fake.last_url, "/v3.0/oa/message/cs"));
	/* Zalo repeats its calls: the same once more is nothing new. */
	struct gw_event e = { .kind = GW_EVENT_REPLY, .at = w.fake.now };
	char id[] = "same", from[] = "246845883529197922", text[] = "cam on";
	e.dedup = id;
	e.from = from;
	e.text = text;
	take(&w, &e);
	take(&w, &e);
	assert_int_equal(w.counts.repeats, 1);
	world_fini(&w);
}

void
test_after_the_window_the_answer_goes_by_sms(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	bind(&w, "BAO", "u1");
	w.fake.now += 3 * 86400;
	must(&w.t,
	    tokens_paste(w.tokens, "zalo", "A2", "R2", w.fake.now, &w.t.err));
	must(&w.t, store_flush(w.t.office.store, &w.t.err));
	/* It was on its way for long: Zalo would refuse a free text. */
	chat(&w, "u1", "Đã đi Tân Hòa 12/5", 49 * 3600);
	assert_int_equal(answers(&w), 2);
	assert_string_equal(gateway_of(&w, "answer"), "sms");
	assert_rows(&w.t, MESSAGE_ACCEPTED, "answer", 2);
	world_fini(&w);
}

void
test_a_stranger_in_the_chat_is_never_answered(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	chat(&w, "u9", "Đã đi Tân Hòa 12/5", 0);
	chat(&w, "u9", "HELP", 0);
	chat(&w, "u9", "cho tôi hỏi", 0);
	assert_int_equal(answers(&w), 0);
	assert_int_equal(w.fake.started, 0);
	assert_int_equal(in_inbox(&w), 3);
	world_fini(&w);
}

void
test_guessed_codes_are_not_answered_and_lock(void **state)
{
	(void)state;
	struct world w;
	char words[16], guess[16];
	world_init(&w);
	invite(&w, "BAO");
	turn(&w);
	code_of(&w, words);
	for (int i = 0; i < 5; i++) {
		snprintf(guess, sizeof guess, "DK %07d", i);
		chat(&w, "u9", strcmp(guess, words) ? guess : "DK 9999999", 0);
	}
	chat(&w, "u9", words, 0); /* found it: too late */
	assert_int_equal(linked_to(&w, "u9"), 0);
	assert_int_equal(answers(&w), 0);
	chat(&w, "u1", words, 0); /* the person's own chat is not locked */
	assert_int_equal(linked_to(&w, "u1"), test_person(&w.t, "BAO").v);
	world_fini(&w);
}

void
test_a_claimed_number_is_asked_not_believed(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	claim_number(&w, "u9", "84912000003");
	assert_int_equal(linked_to(&w, "u9"), 0);
	assert_rows(&w.t, -1, "link", 1); /* to the number's owner */
	for (int i = 0; i < 5; i++)
		claim_number(&w, "u9", "0912000003");
	assert_rows(&w.t, -1, "link", 1); /* no more while it is open */
	claim_number(&w, "u9", "0987654321");
	claim_number(&w, "u9", "0");
	claim_number(&w, "u9", "");
	assert_rows(&w.t, -1, "link", 1); /* strangers cost nothing */
	turn(&w);
	char words[16];
	code_of(&w, words);
	chat(&w, "u1", words, 0);
	claim_number(&w, "u1", "84912000003"); /* linked already */
	assert_rows(&w.t, -1, "link", 1);
	world_fini(&w);
}

void
test_an_id_that_looks_like_a_number_is_nobodys(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	chat(&w, "84912000003", "Đã đi Tân Hòa 12/5", 0);
	assert_int_equal(answers(&w), 0);
	assert_int_equal(in_inbox(&w), 1);
	test_verb(&w.t, w.fake.now, "status --month 2018-05 --json");
	assert_null(strstr(sbuf_text(&w.t.out), "2018-05-12"));
	world_fini(&w);
}

void
test_an_id_in_the_roster_needs_no_code(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	const struct org_person p = { .code = "BAO", .zalo = "2468458835" };
	test_begin(&w.t);
	must(&w.t, org_put_person(w.t.office.store, &p, 2, &w.t.err));
	test_commit(&w.t);
	chat(&w, "2468458835", "Đã đi Tân Hòa 12/5", 0);
	assert_int_equal(answers(&w), 1);
	assert_string_equal(gateway_of(&w, "answer"), "zalo");
	world_fini(&w);
}

void
test_answers_in_the_chat_count_against_the_cap(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	bind(&w, "BAO", "u1");
	int before = answers(&w);
	for (int i = 0; i < 8; i++) {
		char words[40];
		snprintf(words, sizeof words, "alo may gio hop vay so %d", i);
		chat(&w, "u1", words, 0);
	}
	assert_int_equal(answers(&w), before + 3); /* [sending] answers = 3/h */
	world_fini(&w);
}

void
test_a_notice_reaches_the_admin(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	char words[] = "Zalo doi han muc tin moi ngay: 500 -> 100";
	struct gw_event e = { .kind = GW_EVENT_NOTICE, .text = words };
	take(&w, &e);
	take(&w, &e);
	struct test_tally a = test_tally(&w.t, -1, "alarm");
	assert_int_equal(a.n, 1);
	assert_text_has(&w.t, a.last, words);
	world_fini(&w);
}

void
test_the_verb_sends_codes_and_refuses_nonsense(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	int64_t now = w.fake.now;
	assert_int_equal(test_verb(&w.t, now, "gateway link zalo BAO DUYEN"),
	    VERB_DONE);
	assert_rows(&w.t, -1, "link", 2);
	assert_null(strstr(sbuf_text(&w.t.out), "DK")); /* not on the screen */
	assert_int_equal(test_verb(&w.t, now, "gateway link zalo NOBODY"),
	    VERB_FAILED);
	assert_int_equal(test_verb(&w.t, now, "gateway link sms BAO"),
	    VERB_USAGE);
	assert_int_equal(test_verb(&w.t, now, "gateway link zalo"), VERB_USAGE);
	assert_rows(&w.t, -1, "link", 2);
	/* Asked for again: the code before is worth nothing. */
	assert_int_equal(test_verb(&w.t, now, "gateway link zalo BAO"),
	    VERB_DONE);
	assert_rows(&w.t, -1, "link", 3);
	world_fini(&w);
}
