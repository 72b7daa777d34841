#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/intake.h"
#include "app/phones.h"

void test_conversation_is_in_the_order_of_time(void **state);
void test_other_gateways_are_not_on_the_phones(void **state);
void test_first_phone_is_the_one_that_was_spoken_to(void **state);
void test_people_without_a_number_have_no_phone(void **state);

static const char two_gateways[] =
    "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = 2018-12\n"
    "[gateway may]\ndriver = sandbox\n[gateway sms]\ndriver = kannel\n"
    "url = http://127.0.0.1:1/\nuser = u\npassword_file = p\n"
    "hook_secret_file = h\n";

/* A text of ours that this gateway took and delivered. */
static void
deliver(struct webroom *w, const char *who, const char *gateway,
    const char *text)
{
	struct err e = { 0 };
	struct store *s = w->office.store;
	const struct facts *f = office_facts(&w->office, &e);
	const struct facts_person *p = &f->people[facts_person_by_code(f, who)];
	struct outbox_new m = { .person = p->id,
		.kind = "notice",
		.text = text,
		.not_before = w->now,
		.expires_at = w->now + 3600 };
	struct outbox_claim c = { .number = p->phone,
		.gateway = gateway,
		.text = text,
		.size = sms_measure(text) };
	struct outbox_outcome o = { .event = MESSAGE_ACCEPT,
		.detail = "",
		.provider_id = text };
	struct outbox_report r = { .gateway = gateway,
		.dedup = text,
		.provider_id = text,
		.rank = 3,
		.raw = "delivered" };
	struct message_id id;
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_equal(outbox_enqueue(s, &m, w->now, &id, &e), 1);
	assert_int_equal(outbox_claim(s, id, &c, w->now, &e), 1);
	assert_int_equal(outbox_writing(s, id, w->now, &e), 0);
	assert_int_equal(outbox_settle(s, id, &o, w->now, &e), 0);
	assert_int_equal(outbox_report(s, &r, w->now, &e), 1);
	assert_int_equal(store_end(s, &e), 0);
}

void
test_conversation_is_in_the_order_of_time(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	deliver(&w, "BAO", "may", "tin mot");
	webroom_get(&w, "/phones?p=BAO");
	assert_shows(&w, "tin mot");
	assert_shows(&w, "đã đến máy");
	w.now += 60;
	assert_int_equal(webroom_text(&w, "BAO", "tra loi hai"), 303);
	w.now += 60;
	deliver(&w, "BAO", "may", "tin ba");
	webroom_get(&w, "/phones?p=BAO");
	const char *talk = strstr(webroom_body(&w), "class=\"talk\"");
	assert_non_null(talk);
	const char *one = strstr(talk, "tin mot");
	const char *two = strstr(talk, "tra loi hai");
	const char *three = strstr(talk, "tin ba");
	assert_true(one && two && three && one < two && two < three);
	webroom_fini(&w);
}

void
test_other_gateways_are_not_on_the_phones(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	conffile_write(&w.conf, "p", "secret-password\n");
	conffile_write(&w.conf, "h", "0123456789abcdef0123456789abcdef\n");
	conffile_try(&w.conf, two_gateways);
	assert_non_null(w.conf.config);
	w.office.config = w.conf.config;
	webroom_enter(&w);
	deliver(&w, "BAO", "may", "qua may thu");
	deliver(&w, "BAO", "sms", "qua song that");
	struct err e = { 0 };
	assert_true(intake_reply(&w.office, "sms", "+84912000003",
			"tra loi that", "1", w.now, &e) >= 0);
	assert_true(intake_apply(&w.office, w.now, &e) >= 0);
	webroom_get(&w, "/phones?p=BAO");
	assert_shows(&w, "qua may thu");
	assert_hides(&w, "qua song that");
	assert_hides(&w, "tra loi that");
	webroom_fini(&w);
}

void
test_first_phone_is_the_one_that_was_spoken_to(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	deliver(&w, "SON", "may", "gui anh Son");
	webroom_get(&w, "/phones");
	assert_shows(&w, "Trả lời thay Sơn");
	deliver(&w, "BAO", "may", "gui anh Bao");
	webroom_get(&w, "/phones");
	assert_shows(&w, "Trả lời thay Bảo");
	assert_shows(&w, "gui anh Son"); /* beside his name */
	webroom_fini(&w);
}

void
test_people_without_a_number_have_no_phone(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/phones"), 200);
	assert_hides(&w, "Trần Không Máy");
	assert_hides(&w, "912000003"); /* masked */
	assert_shows(&w, "0912…003");
	assert_int_equal(webroom_get(&w, "/phones?p=KHONG"), 404);
	webroom_fini(&w);
}
