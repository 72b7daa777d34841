#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/intake.h"
#include "app/metrics.h"

void test_figures_follow_the_outbox_and_the_inbox(void **state);
void test_forged_calls_are_counted(void **state);

void
test_figures_follow_the_outbox_and_the_inbox(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	webroom_init(&w, webroom_sandbox);
	struct outbox_new m = { .number = "+84912000003",
		.kind = "test",
		.text = "x",
		.not_before = w.now,
		.expires_at = w.now + 3600 };
	struct inbound_new n = { .gateway = "may",
		.dedup = "1",
		.from = "+84912000003",
		.text = "?",
		.text_len = 1 };
	struct message_id id;
	struct event_id event;
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_int_equal(outbox_enqueue(w.office.store, &m, w.now, &id, &e), 1);
	assert_int_equal(inbound_add(w.office.store, &n, w.now, &event, &e), 1);
	assert_int_equal(store_end(w.office.store, &e), 0);
	webroom_get(&w, "/metrics");
	assert_shows(&w, "nhacviec_messages{state=\"queued\"} 1\n");
	assert_shows(&w, "nhacviec_messages{state=\"uncertain\"} 0\n");
	assert_shows(&w, "nhacviec_replies_unapplied 1\n");
	assert_shows(&w, "nhacviec_paused 0\n");
	assert_shows(&w, "nhacviec_can_speak 1\n");
	assert_string_equal(w.a.type,
	    "text/plain; version=0.0.4; charset=utf-8");
	assert_int_equal(store_begin(w.office.store, &e), 0);
	struct person_id nobody = { 0 };
	assert_int_equal(inbound_apply(w.office.store, event, nobody,
			     INBOUND_INBOX, "noise", "", "?", w.now, &e),
	    0);
	assert_int_equal(store_end(w.office.store, &e), 0);
	assert_int_equal(office_pause(&w.office, true, "test", NULL, w.now, &e),
	    0);
	webroom_get(&w, "/metrics");
	assert_shows(&w, "nhacviec_inbox 1\n");
	assert_shows(&w, "nhacviec_replies_unapplied 0\n");
	assert_shows(&w, "nhacviec_paused 1\n");
	webroom_fini(&w);
}

void
test_forged_calls_are_counted(void **state)
{
	(void)state;
	struct webroom w;
	struct intake_counts n = { 0 };
	webroom_init(&w, webroom_sandbox);
	w.office.counts = &n;
	webroom_get(&w, "/metrics");
	assert_shows(&w, "nhacviec_hook_forged_total 0\n");
	n.forged = 3;
	webroom_get(&w, "/metrics");
	assert_shows(&w, "# TYPE nhacviec_hook_forged_total counter\n");
	assert_shows(&w, "nhacviec_hook_forged_total 3\n");
	assert_shows(&w, "nhacviec_hook_replies_total 0\n");
	webroom_fini(&w);
}
