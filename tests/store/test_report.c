#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/report.h"
#include "store/stmt.h"
#include "temp.h"

void test_silence_is_no_verdict(void **state);
void test_parts_without_numbers_are_counted(void **state);
void test_flood_of_unknown_reports_is_capped(void **state);
void test_whole_message_delivered_wins(void **state);
void test_every_part_must_arrive(void **state);
void test_failed_part_needs_its_own_delivery(void **state);
void test_arrived_part_proves_acceptance(void **state);
void test_undelivered_counts_from_the_last_gateway_only(void **state);
void test_undelivered_before_the_floor_is_forgotten(void **state);
void test_parked_reports_are_matched_by_gateway_and_id(void **state);

static const struct message_id one = { 1 };

enum { BUFFERED = 1, UNDELIVERED, DELIVERED };

static struct store *
with_message(void)
{
	struct err err = { 0 };
	struct store *s = open_memory();
	begin(s);
	if (stmt_exec(s->db,
		"INSERT INTO message(id, number, number_fixed, kind, state,"
		" reason, detail, gateway, text, encoding, parts, attempts,"
		" doubted, key, retries, not_before, next_at, expires_at,"
		" created_at, updated_at, checksum, books_nothing, asks,"
		" report_floor) VALUES(1, '', 0, 'answer', 'accepted', '', '',"
		" 'sms', 'x', 0, 2, 1, 0, 'k1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);"
		"INSERT INTO attempt(id, message, gateway, key, phase,"
		" started_at, outcome, http_status, provider_id, detail,"
		" next_gateway) VALUES(1, 1, 'sms', 'k1', 'done', 0,"
		" 'accepted', 202, 'p1', '', 0)",
		&err))
		fail_msg("%s", err.text);
	return s;
}

static void
done(struct store *s)
{
	end(s);
	flush(s);
	store_close(s);
}

static int
add(struct store *s, const char *gateway, const char *dedup, int part, int rank)
{
	struct err err = { 0 };
	struct message_id id;
	const struct outbox_report r = { .gateway = gateway,
		.dedup = dedup,
		.key = "k1",
		.part = part,
		.rank = rank };
	int rc = report_add(s, &r, 10, &id, &err);
	if (rc < 0)
		fail_msg("%s", err.text);
	return rc;
}

static int
verdict(struct store *s, int parts)
{
	return (int)report_verdict(s, one, parts, "sms", 0);
}

void
test_silence_is_no_verdict(void **state)
{
	(void)state;
	struct store *s = with_message();
	assert_int_equal(verdict(s, 2), REPORT_SILENT);
	assert_int_equal(add(s, "sms", "a", 0, 0), 1);
	assert_int_equal(verdict(s, 2), REPORT_SILENT);
	done(s);
}

void
test_whole_message_delivered_wins(void **state)
{
	(void)state;
	struct store *s = with_message();
	add(s, "sms", "a", 2, UNDELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_UNDELIVERED);
	add(s, "sms", "b", 0, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	done(s);
}

void
test_every_part_must_arrive(void **state)
{
	(void)state;
	struct store *s = with_message();
	add(s, "sms", "a", 1, DELIVERED);
	add(s, "sms", "b", 1, DELIVERED);
	add(s, "sms", "c", 9, DELIVERED); /* there is no part 9 */
	assert_int_not_equal(verdict(s, 2), REPORT_DELIVERED);
	add(s, "sms", "d", 2, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	assert_int_not_equal(verdict(s, 3), REPORT_DELIVERED);
	done(s);
}

void
test_failed_part_needs_its_own_delivery(void **state)
{
	(void)state;
	struct store *s = with_message();
	add(s, "sms", "a", 2, UNDELIVERED);
	add(s, "sms", "b", 1, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_UNDELIVERED);
	add(s, "sms", "c", 2, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	done(s);
}

void
test_arrived_part_proves_acceptance(void **state)
{
	(void)state;
	struct store *s = with_message();
	add(s, "sms", "a", 1, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_ON_ITS_WAY);
	done(s);
}

void
test_undelivered_counts_from_the_last_gateway_only(void **state)
{
	(void)state;
	struct store *s = with_message();
	add(s, "zalo", "a", 0, UNDELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_SILENT);
	add(s, "zalo", "b", 0, DELIVERED);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	done(s);
}

void
test_undelivered_before_the_floor_is_forgotten(void **state)
{
	(void)state;
	struct store *s = with_message();
	assert_int_equal(report_newest(s), 0);
	add(s, "sms", "a", 0, UNDELIVERED);
	int64_t floor = report_newest(s);
	assert_int_equal(report_verdict(s, one, 2, "sms", floor),
	    REPORT_SILENT);
	add(s, "sms", "b", 0, UNDELIVERED);
	assert_int_equal(report_verdict(s, one, 2, "sms", floor),
	    REPORT_UNDELIVERED);
	done(s);
}

void
test_parked_reports_are_matched_by_gateway_and_id(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct message_id id;
	struct store *s = with_message();
	struct outbox_report r = { .gateway = "sms",
		.dedup = "a",
		.provider_id = "later",
		.rank = DELIVERED };
	assert_int_equal(report_add(s, &r, 10, &id, &err), 0);
	r.gateway = "zalo";
	assert_int_equal(report_add(s, &r, 10, &id, &err), 0);
	assert_int_equal(report_rematch(s, one, "zalo", "other", &err), 0);
	assert_int_equal(verdict(s, 2), REPORT_SILENT);
	assert_int_equal(report_rematch(s, one, "sms", "later", &err), 0);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	/* And one whose id is known comes home at once. */
	r = (struct outbox_report){ .gateway = "sms",
		.dedup = "b",
		.provider_id = "p1",
		.rank = BUFFERED };
	assert_int_equal(report_add(s, &r, 10, &id, &err), 1);
	assert_int_equal(id.v, 1);
	done(s);
}

/* An Android phone tells of each part that arrived, not of which. */
void
test_parts_without_numbers_are_counted(void **state)
{
	(void)state;
	struct store *s = with_message();
	assert_int_equal(add(s, "sms", "e1", OUTBOX_SOME_PART, 3), 1);
	assert_int_equal(verdict(s, 2), REPORT_ON_ITS_WAY);
	assert_int_equal(add(s, "sms", "e1", OUTBOX_SOME_PART, 3), 0);
	assert_int_equal(verdict(s, 2), REPORT_ON_ITS_WAY); /* a repeat */
	assert_int_equal(add(s, "sms", "e2", OUTBOX_SOME_PART, 3), 1);
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	assert_int_equal(verdict(s, 3), REPORT_ON_ITS_WAY);
	assert_int_equal(add(s, "sms", "e3", OUTBOX_SOME_PART, 2), 1);
	assert_int_equal(verdict(s, 3), REPORT_UNDELIVERED); /* one is lost */
	assert_int_equal(verdict(s, 2), REPORT_DELIVERED);
	done(s);
}

void
test_flood_of_unknown_reports_is_capped(void **state)
{
	(void)state;
	struct store *s = with_message();
	struct err err = { 0 };
	struct message_id id;
	char dedup[24];
	for (int i = 0; i < 10050; i++) {
		snprintf(dedup, sizeof dedup, "x%d", i);
		const struct outbox_report r = { .gateway = "sms",
			.dedup = dedup,
			.key = "nobody's",
			.rank = 3 };
		assert_int_equal(report_add(s, &r, 10, &id, &err), 0);
	}
	assert_int_equal(report_newest(s), 10050);
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_prepare_v2(s->db,
			     "SELECT count(*) FROM report", -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(st, 0), 10000);
	sqlite3_finalize(st);
	assert_int_equal(verdict(s, 1), REPORT_SILENT);
	done(s);
}
