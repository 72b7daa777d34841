#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/sets.h"
#include "store/stmt.h"
#include "temp.h"

void test_unknown_parameter_is_an_error(void **state);
void test_forgotten_parameter_is_an_error(void **state);
void test_no_set_has_a_gap(void **state);
void test_every_statement_prepares(void **state);
void test_no_sql_asks_the_clock(void **state);
void test_growing_tables_are_not_scanned(void **state);
void test_statement_in_use_gives_a_copy(void **state);
void test_codes_are_ours(void **state);
void test_nothing_runs_after_sqlite_rolled_back(void **state);

/* Any statement with one parameter that reads: the setting by its key. */
static int
first_with(const struct stmt_set *set, const char *text)
{
	int i = 0;
	while (i < set->n && !strstr(set->sql[i], text))
		i++;
	assert_true(i < set->n);
	return i;
}

static int
setting_get(void)
{
	return first_with(&store_statements, "SELECT value FROM setting");
}

void
test_unknown_parameter_is_an_error(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct stmt q;
	struct store *s = open_memory();
	stmt_start(&q, s, STMT_STORE, setting_get(), &err);
	stmt_text(&q, ":kye", "instance");
	assert_int_equal(stmt_step(&q), -1);
	stmt_end(&q);
	assert_non_null(strstr(err.text, ":kye"));
	store_close(s);
}

void
test_forgotten_parameter_is_an_error(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct stmt q;
	struct store *s = open_memory();
	stmt_start(&q, s, STMT_STORE, setting_get(), &err);
	assert_int_equal(stmt_step(&q), -1);
	stmt_end(&q);
	assert_non_null(strstr(err.text, "0 of 1 parameters"));
	/* The error is not the statement's for ever. */
	stmt_start(&q, s, STMT_STORE, setting_get(), &err);
	stmt_text(&q, ":key", "instance");
	assert_int_equal(stmt_step(&q), 1);
	stmt_end(&q);
	store_close(s);
}

static const struct stmt_set *const all[] = { &store_statements,
	&audit_statements, &org_statements, &load_statements, &deed_statements,
	&outbox_statements, &report_statements, &inbound_statements,
	&imports_statements, &shift_statements, &account_statements,
	&feed_statements, &history_statements, &gateway_statements,
	&ask_statements, &spent_statements, &rotation_statements,
	&address_statements };

void
test_no_set_has_a_gap(void **state)
{
	(void)state;
	assert_int_equal(sizeof all / sizeof all[0], STMT_ROOM__N);
	for (int room = 0; room < STMT_ROOM__N; room++) {
		assert_true(all[room]->n > 0);
		for (int i = 0; i < all[room]->n; i++)
			assert_non_null(all[room]->sql[i]);
	}
}

/* Each is prepared when it is first asked for: none may wait until then to be
 * wrong. */
void
test_every_statement_prepares(void **state)
{
	(void)state;
	struct store *s = open_memory();
	for (int room = 0; room < STMT_ROOM__N; room++) {
		for (int i = 0; i < all[room]->n; i++) {
			struct err err = { 0 };
			if (!stmt_get(s, (enum stmt_room)room, i, &err))
				fail_msg("%s", err.text);
		}
	}
	store_close(s);
}

void
test_no_sql_asks_the_clock(void **state)
{
	(void)state;
	static const char *const words[] = { "'now'", "CURRENT_", "unixepoch",
		"datetime(", "strftime(" };
	for (int room = 0; room < STMT_ROOM__N; room++) {
		for (int i = 0; i < all[room]->n; i++) {
			for (size_t w = 0; w < 5; w++)
				assert_null(
				    strstr(all[room]->sql[i], words[w]));
		}
	}
}

/* Messages, attempts, reports and replies grow for years: what the service
 * asks all the time finds its rows by an index, in its order. */
void
test_growing_tables_are_not_scanned(void **state)
{
	(void)state;
	static const char *const often[] = { "INDEXED BY message_due",
		"INDEXED BY message_expiry", "AND phase != 'done'",
		"WHERE answers =", "FROM attempt WHERE key",
		"FROM attempt WHERE provider_id", "FROM report WHERE message",
		"FROM event WHERE gateway", "FROM event WHERE state = 'new'",
		"verify FROM visit" };
	struct store *s = open_memory();
	int seen = 0;
	for (int i = 0; i < STMT_ROOM__N * 64; i++) {
		const struct stmt_set *set = all[i / 64];
		const char *sql = i % 64 < set->n ? set->sql[i % 64] : "";
		size_t w = 0;
		while (w < 10 && !strstr(sql, often[w]))
			w++;
		if (w == 10)
			continue;
		char plan[2048];
		sqlite3_stmt *st;
		snprintf(plan, sizeof plan, "EXPLAIN QUERY PLAN %s", sql);
		assert_int_equal(sqlite3_prepare_v2(s->db, plan, -1, &st, NULL),
		    0);
		for (seen++; sqlite3_step(st) == SQLITE_ROW;) {
			const char *step =
			    (const char *)sqlite3_column_text(st, 3);
			if (strncmp(step, "SCAN m", 6) == 0 ||
			    strncmp(step, "SCAN a", 6) == 0 ||
			    strncmp(step, "SCAN r", 6) == 0 ||
			    strncmp(step, "SCAN e", 6) == 0 ||
			    strncmp(step, "SCAN v", 6) == 0 ||
			    strstr(step, "FOR ORDER BY"))
				fail_msg("%s: %s", step, sql);
		}
		sqlite3_finalize(st);
	}
	assert_true(seen >= 10);
	store_close(s);
}

void
test_statement_in_use_gives_a_copy(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct stmt outer, inner;
	struct store *s = open_memory();
	put_alone(s, "a", "1");
	put_alone(s, "b", "2");
	stmt_start(&outer, s, STMT_STORE, setting_get(), &err);
	stmt_text(&outer, ":key", "a");
	assert_int_equal(stmt_step(&outer), 1);
	stmt_start(&inner, s, STMT_STORE, setting_get(), &err);
	stmt_text(&inner, ":key", "b");
	assert_int_equal(stmt_step(&inner), 1);
	assert_string_equal(stmt_col_text(&inner, "value"), "2");
	stmt_end(&inner);
	assert_string_equal(stmt_col_text(&outer, "value"), "1");
	assert_int_equal(stmt_step(&outer), 0);
	stmt_end(&outer);
	store_close(s);
}

void
test_codes_are_ours(void **state)
{
	(void)state;
	assert_int_equal(stmt_code(SQLITE_OK), ERR_NONE);
	assert_int_equal(stmt_code(SQLITE_FULL), ERR_FULL);
	assert_int_equal(stmt_code(SQLITE_BUSY_SNAPSHOT), ERR_BUSY);
	assert_int_equal(stmt_code(SQLITE_IOERR_FSYNC), ERR_IO);
	assert_int_equal(stmt_code(SQLITE_IOERR_WRITE), ERR_IO);
	assert_int_equal(stmt_code(SQLITE_CORRUPT), ERR_IO);
	assert_int_equal(stmt_code(SQLITE_CONSTRAINT_UNIQUE), ERR_INVALID);
	assert_int_equal(stmt_code(SQLITE_CANTOPEN), ERR_DENIED);
	assert_int_equal(stmt_code(SQLITE_MISUSE), ERR_FAILED);
}

/* SQLite may take the whole transaction back in a statement (disk full); what
 * came after it would be alone on disk. */
void
test_nothing_runs_after_sqlite_rolled_back(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	begin(s);
	put(s, "first", "1");
	assert_int_equal(stmt_exec(s->db, "ROLLBACK", &err), 0);
	assert_int_equal(store_setting_put(s, "second", "2", &err), -1);
	assert_int_equal(store_end(s, &err), -1);
	assert_int_equal(store_begin(s, &err), -1);
	assert_int_equal(store_flush(s, &err), -1);
	assert_false(has(s, "first"));
	assert_false(has(s, "second"));
	put_alone(s, "third", "3");
	flush(s);
	assert_true(has(s, "third"));
	store_close(s);
}
