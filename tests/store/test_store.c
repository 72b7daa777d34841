#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/stmt.h"
#include "office.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void test_reopen_keeps_what_was_flushed(void **state);
void test_second_open_is_busy_in_another_process(void **state);
void test_second_open_is_busy_in_the_same_process(void **state);
void test_undo_keeps_the_others_of_the_group(void **state);
void test_nested_undo_takes_back_only_the_inner(void **state);
void test_callbacks_come_only_with_the_flush(void **state);
void test_abandoned_group_is_told_to_all_and_gone(void **state);
void test_callback_may_begin_the_next_group(void **state);
void test_callback_without_a_group_comes_with_the_flush(void **state);
void test_write_outside_a_group_is_refused(void **state);
void test_full_database_loses_the_group_and_nothing_else(void **state);
void test_file_size_limit_loses_the_group_and_nothing_else(void **state);
void test_ballast_is_given_up_and_laid_again(void **state);
void test_kill_before_flush_loses_only_the_group(void **state);
void test_boot_row_rises_at_every_open(void **state);
void test_damaged_file_is_refused(void **state);
void test_snapshot_is_an_equal_copy(void **state);
void test_checkpoint_empties_the_wal(void **state);
void test_wal_does_not_grow_without_a_quiet_moment(void **state);
void test_settings_are_kept_and_removed(void **state);
void test_generation_rises_with_facts_only(void **state);
void test_undo_raises_the_generation(void **state);
void test_missing_directory_is_named(void **state);
void test_new_file_is_private(void **state);
void test_connection_is_set_up_for_durability(void **state);

void test_later_opens_share_no_memory_either(void **state);

/* --- opening */

void
test_reopen_keeps_what_was_flushed(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_second_open_is_busy_in_another_process(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct store *other = NULL;
		int rc = store_open(&other, t.path, 2000, &err);
		_exit(rc && err.code == ERR_BUSY ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	/* The first is as it was. */
	put_alone(s, "b", "2");
	flush(s);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_second_open_is_busy_in_the_same_process(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *other = NULL;
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(store_open(&other, t.path, 2000, &err), -1);
	assert_int_equal(err.code, ERR_BUSY);
	assert_non_null(strstr(err.text, t.path));
	put_alone(s, "b", "2");
	flush(s);
	store_close(s);
	temp_fini(&t);
}

void
test_boot_row_rises_at_every_open(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = NULL;
	temp_init(&t);
	assert_int_equal(store_open(&s, t.path, 5000, &err), 0);
	assert_int_equal(store_boot(s), 1);
	assert_int_equal(store_last_boot_at(s), 0);
	store_close(s);
	assert_int_equal(store_open(&s, t.path, 4000, &err), 0);
	assert_int_equal(store_boot(s), 2);
	assert_int_equal(store_last_boot_at(s), 5000);
	store_close(s);
	temp_fini(&t);
}

void
test_missing_directory_is_named(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = NULL;
	assert_int_equal(store_open(&s, "build/no/such/db", 1, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "build/no/such"));
}

void
test_new_file_is_private(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	char wal[128];
	snprintf(wal, sizeof wal, "%s-wal", t.path);
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store_close(s);
	temp_fini(&t);
}

static int64_t
ask(struct store *s, const char *sql)
{
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &st, NULL), 0);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

/* A file that is in WAL mode already: any look before the lock is exclusive
 * would map it (D2). */
void
test_later_opens_share_no_memory_either(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	char shm[128];
	temp_init(&t);
	snprintf(shm, sizeof shm, "%s-shm", t.path);
	store_close(open_at(t.path));
	for (int i = 0; i < 2; i++) {
		struct store *s = open_at(t.path);
		put_alone(s, "a", "1");
		flush(s);
		assert_int_equal(stat(shm, &st), -1);
		store_close(s);
	}
	temp_fini(&t);
}

void
test_connection_is_set_up_for_durability(void **state)
{
	(void)state;
	struct temp t;
	int defensive = 0;
	char shm[128];
	struct stat st;
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(ask(s, "PRAGMA synchronous"), 3); /* EXTRA */
	assert_int_equal(ask(s, "PRAGMA wal_autocheckpoint"), 0);
	assert_int_equal(ask(s, "PRAGMA foreign_keys"), 1);
	assert_int_equal(ask(s, "PRAGMA trusted_schema"), 0);
	assert_int_equal(ask(s, "PRAGMA busy_timeout"), 0);
	assert_int_equal(ask(s, "PRAGMA application_id"), 0x6e686163);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
	assert_int_equal(defensive, 1);
	/* The lock came before the WAL: no shared memory beside it. */
	snprintf(shm, sizeof shm, "%s-shm", t.path);
	assert_int_equal(stat(shm, &st), -1);
	store_close(s);
	temp_fini(&t);
}

/* --- groups */

void
test_undo_keeps_the_others_of_the_group(void **state)
{
	(void)state;
	struct store *s = open_memory();
	put_alone(s, "a", "1");
	begin(s);
	put(s, "b", "2");
	store_undo(s);
	put_alone(s, "c", "3");
	assert_true(store_pending(s));
	flush(s);
	assert_false(store_pending(s));
	assert_true(has(s, "a"));
	assert_false(has(s, "b"));
	assert_true(has(s, "c"));
	store_close(s);
}

void
test_nested_undo_takes_back_only_the_inner(void **state)
{
	(void)state;
	struct store *s = open_memory();
	begin(s);
	put(s, "outer", "1");
	begin(s);
	put(s, "inner", "2");
	store_undo(s);
	put(s, "after", "3");
	end(s);
	flush(s);
	assert_true(has(s, "outer"));
	assert_false(has(s, "inner"));
	assert_true(has(s, "after"));
	store_close(s);
}

struct heard {
	int n;
	bool ok;
	struct store *s;
};

static void
on_durable(void *arg, bool ok)
{
	struct heard *h = arg;
	h->n++;
	h->ok = ok;
}

static void
on_durable_write(void *arg, bool ok)
{
	struct heard *h = arg;
	on_durable(h, ok);
	put_alone(h->s, "next", "1");
	store_when_durable(h->s, on_durable, h);
}

void
test_abandoned_group_is_told_to_all_and_gone(void **state)
{
	(void)state;
	struct heard h = { .ok = true };
	struct store *s = open_memory();
	h.s = s;
	begin(s);
	put(s, "a", "1");
	store_when_durable(s, on_durable_write, &h);
	end(s);
	begin(s); /* an error left in the middle */
	store_abandon(s);
	/* The first was told, wrote, and was told again. */
	assert_int_equal(h.n, 2);
	assert_false(h.ok);
	assert_false(store_pending(s));
	assert_false(has(s, "a"));
	assert_false(has(s, "next"));
	put_alone(s, "after", "1");
	flush(s);
	assert_true(has(s, "after"));
	store_close(s);
}

void
test_callbacks_come_only_with_the_flush(void **state)
{
	(void)state;
	struct heard h = { 0 };
	struct store *s = open_memory();
	begin(s);
	put(s, "a", "1");
	store_when_durable(s, on_durable, &h);
	end(s);
	assert_int_equal(h.n, 0);
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(h.ok);
	flush(s);
	assert_int_equal(h.n, 1);
	store_close(s);
}

void
test_callback_may_begin_the_next_group(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct heard h = { .s = s };
	put_alone(s, "a", "1");
	store_when_durable(s, on_durable_write, &h);
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(store_pending(s));
	flush(s);
	assert_int_equal(h.n, 2);
	assert_true(has(s, "next"));
	store_close(s);
}

void
test_callback_without_a_group_comes_with_the_flush(void **state)
{
	(void)state;
	struct heard h = { 0 };
	struct store *s = open_memory();
	store_when_durable(s, on_durable, &h);
	assert_true(store_pending(s));
	flush(s);
	assert_int_equal(h.n, 1);
	assert_true(h.ok);
	store_close(s);
}

void
test_write_outside_a_group_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	assert_int_equal(store_setting_put(s, "a", "1", &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	assert_false(has(s, "a"));
	store_close(s);
}

/* --- trouble with the disk */

/* Writes groups of big values until one fails; how many were acknowledged. */
static int
fill(struct store *s, enum err_code *why, struct heard *last)
{
	char *big = malloc(100001);
	memset(big, 'x', 100000);
	big[100000] = '\0';
	int done = 0;
	for (;; done++) {
		struct err err = { 0 };
		char key[16];
		snprintf(key, sizeof key, "k%d", done);
		*last = (struct heard){ 0 };
		int rc = store_begin(s, &err);
		if (rc == 0) {
			rc = store_setting_put(s, key, big, &err);
			if (rc)
				store_undo(s);
			else
				rc = store_end(s, &err);
		}
		store_when_durable(s, on_durable, last);
		if (store_flush(s, rc ? NULL : &err))
			rc = -1;
		if (rc) {
			*why = err.code;
			break;
		}
		assert_true(done < 1000);
	}
	free(big);
	return done;
}

static void
assert_kept(struct store *s, int n)
{
	struct err err = { 0 };
	char *big = malloc(100002);
	for (int i = 0; i < n; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%d", i);
		assert_int_equal(store_setting_get(s, key, big, 100002), 1);
		assert_int_equal(strlen(big), 100000);
	}
	free(big);
	(void)err;
}

void
test_full_database_loses_the_group_and_nothing_else(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct heard last;
	enum err_code why = ERR_NONE;
	temp_init(&t);
	struct store *s = open_at(t.path);
	assert_int_equal(stmt_exec(s->db, "PRAGMA max_page_count = 400", &err),
	    0);
	int n = fill(s, &why, &last);
	assert_true(n > 3);
	assert_int_equal(why, ERR_FULL);
	assert_int_equal(last.n, 1);
	assert_false(last.ok);
	assert_kept(s, n);
	/* The same connection goes on as soon as there is room. */
	assert_int_equal(
	    stmt_exec(s->db, "PRAGMA max_page_count = 100000", &err), 0);
	put_alone(s, "later", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_kept(s, n);
	assert_true(has(s, "later"));
	store_close(s);
	temp_fini(&t);
}

void
test_file_size_limit_loses_the_group_and_nothing_else(void **state)
{
	(void)state;
	struct temp t;
	struct heard last;
	enum err_code why = ERR_NONE;
	struct rlimit was, low = { 2000000, 2000000 };
	temp_init(&t);
	struct store *s = open_at(t.path);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	low.rlim_max = was.rlim_max;
	setrlimit(RLIMIT_FSIZE, &low);
	int n = fill(s, &why, &last);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_true(n > 3);
	assert_true(why == ERR_FULL || why == ERR_IO);
	assert_false(last.ok);
	assert_kept(s, n);
	put_alone(s, "later", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_kept(s, n);
	assert_true(has(s, "later"));
	store_close(s);
	temp_fini(&t);
}

void
test_ballast_is_given_up_and_laid_again(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	struct err err = { 0 };
	struct heard last;
	enum err_code why = ERR_NONE;
	char ballast[128];
	temp_init(&t);
	snprintf(ballast, sizeof ballast, "%s-ballast", t.path);
	struct store *s = open_at(t.path);
	assert_int_equal(stat(ballast, &st), 0);
	assert_true(st.st_blocks * 512 >= 8 * 1024 * 1024);
	assert_true(store_reserve(s));
	assert_int_equal(stmt_exec(s->db, "PRAGMA max_page_count = 200", &err),
	    0);
	fill(s, &why, &last);
	assert_int_equal(why, ERR_FULL);
	assert_int_equal(stat(ballast, &st), -1);
	assert_false(store_reserve(s));
	assert_int_equal(store_checkpoint(s, true, &err), 0);
	assert_int_equal(stat(ballast, &st), 0);
	assert_true(store_reserve(s));
	store_close(s);
	temp_fini(&t);
}

void
test_kill_before_flush_loses_only_the_group(void **state)
{
	(void)state;
	struct temp t;
	int ready[2];
	char byte;
	temp_init(&t);
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct store *s = NULL;
		if (store_open(&s, t.path, 1000, &err) ||
		    store_begin(s, &err) ||
		    store_setting_put(s, "flushed", "1", &err) ||
		    store_end(s, &err) || store_flush(s, &err) ||
		    store_begin(s, &err) ||
		    store_setting_put(s, "ended", "1", &err) ||
		    store_end(s, &err) || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	struct store *s = open_at(t.path);
	assert_true(has(s, "flushed"));
	assert_false(has(s, "ended"));
	assert_int_equal(store_boot(s), 2);
	store_close(s);
	temp_fini(&t);
}

void
test_damaged_file_is_refused(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct store *s = open_memory();
	store_close(s);
	s = NULL;
	temp_init(&t);
	FILE *f = fopen(t.path, "w");
	for (int i = 0; i < 5000; i++)
		fputs("this is no database ", f);
	fclose(f);
	assert_int_equal(store_open(&s, t.path, 2000, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	temp_fini(&t);
}

/* Every CREATE statement of a database, in one text. */
/* --- copies */

void
test_snapshot_is_an_equal_copy(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	void *image = NULL;
	size_t n = 0;
	temp_init(&t);
	struct store *s = open_at(t.path), *copy = NULL;
	small_office(s);
	put_alone(s, "unflushed", "1");
	assert_int_equal(store_snapshot(s, &image, &n, &err), 0);
	assert_int_equal(store_open_memory(&copy, image, n, &err), 0);
	char *a = facts_text(s), *b = facts_text(copy);
	assert_string_equal(a, b);
	assert_true(has(copy, "unflushed"));
	/* And apart from each other. */
	put_alone(copy, "only", "copy");
	flush(copy);
	assert_false(has(s, "only"));
	free(a);
	free(b);
	free(image);
	store_close(copy);
	store_close(s);
	temp_fini(&t);
}

static off_t
wal_size(const struct temp *t)
{
	char path[128];
	struct stat st;
	snprintf(path, sizeof path, "%s-wal", t->path);
	return stat(path, &st) ? 0 : st.st_size;
}

void
test_checkpoint_empties_the_wal(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "a", "1");
	flush(s);
	assert_true(wal_size(&t) > 0);
	assert_int_equal(store_checkpoint(s, false, &err), 0);
	assert_true(wal_size(&t) > 0); /* nothing to hurry for */
	assert_int_equal(store_checkpoint(s, true, &err), 0);
	assert_int_equal(wal_size(&t), 0);
	assert_true(has(s, "a"));
	store_close(s);
	temp_fini(&t);
}

void
test_wal_does_not_grow_without_a_quiet_moment(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	char *big = malloc(100001);
	memset(big, 'x', 100000);
	big[100000] = '\0';
	for (int i = 0; i < 200; i++) {
		memset(big, 'a' + i % 26, 100000); /* every page changes */
		put_alone(s, i % 2 ? "odd" : "even", big);
		flush(s);
	}
	free(big);
	/* 20 MB were written; the ballast must cover what is not yet in. */
	assert_true(wal_size(&t) < 8 * 1024 * 1024);
	store_close(s);
	temp_fini(&t);
}

/* --- settings, audit, generation */

void
test_settings_are_kept_and_removed(void **state)
{
	(void)state;
	char buf[8];
	struct store *s = open_memory();
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 0);
	put_alone(s, "a", "one");
	put_alone(s, "a", "two");
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 1);
	assert_string_equal(buf, "two");
	assert_int_equal(store_setting_get(s, "a", buf, 3), -1);
	put_alone(s, "a", NULL);
	assert_int_equal(store_setting_get(s, "a", buf, sizeof buf), 0);
	store_close(s);
}

void
test_generation_rises_with_facts_only(void **state)
{
	(void)state;
	struct store *s = open_memory();
	uint64_t before = store_generation(s);
	put_alone(s, "a", "1");
	flush(s);
	assert_int_equal(store_generation(s), before);
	put_alone(s, "live_since", "77");
	assert_true(store_generation(s) > before);
	before = store_generation(s);
	small_office(s);
	assert_true(store_generation(s) > before);
	store_close(s);
}

void
test_undo_raises_the_generation(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = open_memory();
	small_office(s);
	begin(s);
	assert_int_equal(
	    org_put_holiday(s, civil_day(2018, 4, 30), "30/4", &err), 1);
	/* Somebody may have read the facts with it. */
	uint64_t seen = store_generation(s);
	store_undo(s);
	assert_true(store_generation(s) > seen);
	uint64_t quiet = store_generation(s);
	begin(s);
	put(s, "a", "1");
	store_undo(s);
	assert_int_equal(store_generation(s), quiet);
	store_close(s);
}
