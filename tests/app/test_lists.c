#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/lists.h"

void test_queue_tells_state_and_reason_in_words(void **state);
void test_queue_shows_the_newest_two_hundred(void **state);
void test_inbox_shows_who_what_and_why(void **state);

static struct message_id
enqueue(struct webroom *w, const char *text)
{
	struct err e = { 0 };
	struct outbox_new m = { .number = "+84912000003",
		.kind = "test",
		.text = text,
		.not_before = w->now,
		.expires_at = w->now + 3600 };
	struct message_id id = { 0 };
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(outbox_enqueue(w->office.store, &m, w->now, &id, &e),
	    1);
	assert_int_equal(store_end(w->office.store, &e), 0);
	return id;
}

void
test_queue_tells_state_and_reason_in_words(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/queue");
	assert_shows(&w, "Không có tin nào");
	struct message_id id = enqueue(&w, "tin thứ nhất");
	enqueue(&w, "tin thứ hai");
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_true(outbox_move(w.office.store, id, MESSAGE_CANCEL,
			MESSAGE_R_DONE, "", w.now, &e) >= 0);
	assert_int_equal(store_end(w.office.store, &e), 0);
	webroom_get(&w, "/queue");
	assert_shows(&w, "đã bỏ</span> <small>việc đã xong</small>");
	assert_shows(&w, "chờ gửi</span>");
	assert_shows(&w, "0912…003");
	assert_hides(&w, "912000003");
	assert_true(strstr(webroom_body(&w), "tin thứ hai") <
		    strstr(webroom_body(&w), "tin thứ nhất"));
	webroom_get(&w, "/queue?s=cancelled");
	assert_shows(&w, "tin thứ nhất");
	assert_hides(&w, "tin thứ hai");
	webroom_fini(&w);
}

void
test_queue_shows_the_newest_two_hundred(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	for (int i = 1; i <= 203; i++) {
		char text[16];
		snprintf(text, sizeof text, "so %d.", i);
		enqueue(&w, text);
	}
	webroom_get(&w, "/queue");
	assert_shows(&w, "200 tin mới nhất trong 203");
	assert_shows(&w, "so 203.");
	assert_shows(&w, "so 4.");
	assert_hides(&w, "so 3.");
	webroom_fini(&w);
}

void
test_inbox_shows_who_what_and_why(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/inbox");
	assert_shows(&w, "Không có tin nào chờ xem");
	struct inbound_new n = { .gateway = "may",
		.dedup = "1",
		.from = "+84987654321",
		.text = "ai <đấy>, ma OTP la 482913",
		.text_len = strlen("ai <đấy>, ma OTP la 482913") };
	struct event_id id;
	struct person_id nobody = { 0 };
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_int_equal(inbound_add(w.office.store, &n, w.now, &id, &e), 1);
	assert_int_equal(inbound_apply(w.office.store, id, nobody,
			     INBOUND_INBOX, "question", "", "a question", w.now,
			     &e),
	    0);
	assert_int_equal(store_end(w.office.store, &e), 0);
	webroom_get(&w, "/inbox");
	assert_shows(&w, "ai &lt;đấy&gt;");
	assert_hides(&w, "482913"); /* a one-time code is for its owner */
	assert_shows(&w, "không có trong danh sách");
	assert_shows(&w, "0987…321");
	assert_shows(&w, "hỏi văn phòng");
	assert_shows(&w, "một câu hỏi");
	webroom_fini(&w);
}
