/* What became of a message is asked of its latest attempt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/ask.h"
#include "store/outbox.h"
#include "store/stmt.h"
#include "temp.h"

void test_a_new_attempt_was_not_asked_about(void **state);

static int64_t
asked_at(struct store *s)
{
	sqlite3_stmt *st;
	int64_t at = -1;
	assert_int_equal(sqlite3_prepare_v2(s->db,
			     "SELECT asked_at FROM message", -1, &st, NULL),
	    SQLITE_OK);
	if (sqlite3_step(st) == SQLITE_ROW)
		at = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return at;
}

/* Else the gateway is asked at once, before it can know. */
void
test_a_new_attempt_was_not_asked_about(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	const struct outbox_new m = { .number = "+84912000003",
		.kind = "notice",
		.text = "a",
		.expires_at = 90000 };
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = "phone",
		.text = "a",
		.size = { .parts = 1 },
		.writing = true };
	const struct outbox_outcome doubt = { .event = MESSAGE_DOUBT };
	struct message_id id;
	begin(s);
	assert_int_equal(outbox_enqueue(s, &m, 10, &id, &err), 1);
	assert_int_equal(outbox_claim(s, id, &c, 20, &err), 1);
	assert_int_equal(outbox_settle(s, id, &doubt, 30, &err), 0);
	assert_int_equal(
	    ask_later(s, id, true, 300, MESSAGE_R_NONE, NULL, 150, &err), 0);
	assert_int_equal(asked_at(s), 150);
	assert_int_equal(ask_absent(s, id, 151, &err), 0);
	assert_int_equal(outbox_claim(s, id, &c, 160, &err), 1);
	assert_int_equal(asked_at(s), 0);
	end(s);
	flush(s);
	store_close(s);
}
