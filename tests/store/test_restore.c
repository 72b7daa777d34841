#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/account.h"
#include "store/outbox.h"
#include "store/restore.h"
#include "office.h"

void test_restored_is_the_backup_with_all_unsent_held(void **state);
void test_restored_makes_other_keys(void **state);
void test_replaced_database_is_kept(void **state);
void test_restore_is_refused_while_it_runs(void **state);
void test_restore_of_what_is_no_backup_changes_nothing(void **state);
void test_restore_where_nothing_was(void **state);
void test_restored_is_paused_and_says_so(void **state);
void test_second_restore_keeps_both_replaced(void **state);

static struct message_id
enqueue(struct store *s, const char *text)
{
	struct err err = { 0 };
	struct message_id id = { 0 };
	const struct outbox_new m = { .person = { 1 },
		.kind = "answer",
		.text = text,
		.expires_at = 9000 };
	begin(s);
	if (outbox_enqueue(s, &m, 50, &id, &err) != 1)
		fail_msg("%s", err.text);
	end(s);
	return id;
}

static void
claim(struct store *s, struct message_id id, bool write)
{
	struct err err = { 0 };
	const struct outbox_claim c = { .number = "+84912000003",
		.gateway = "sms",
		.text = "x",
		.size = { .parts = 1 } };
	begin(s);
	assert_int_equal(outbox_claim(s, id, &c, 60, &err), 1);
	if (write)
		assert_int_equal(outbox_writing(s, id, 61, &err), 0);
	end(s);
}

static void
backup(struct store *s, const struct temp *t, char copy[128])
{
	struct err err = { 0 };
	snprintf(copy, 128, "%s/copy", t->dir);
	if (store_backup(s, copy, NULL, NULL, &err))
		fail_msg("%s", err.text);
}

static int
restore(const struct temp *t, const char *copy, int *held, struct err *err)
{
	struct restore_outcome r;
	char name[128];
	int rc = restore_database(t->path, copy, "cli:root", 5000, &r, err);
	*held = r.held;
	snprintf(name, sizeof name, "%s.replaced-19700101T012320Z", t->path);
	if (r.kept)
		assert_string_equal(r.kept, name);
	free(r.kept);
	return rc;
}

static enum message_state
state_of(struct store *s, int64_t id)
{
	struct outbox_row row;
	assert_int_equal(outbox_get(s, (struct message_id){ id }, &row), 1);
	enum message_state st = row.state;
	outbox_row_fini(&row);
	return st;
}

void
test_restored_is_the_backup_with_all_unsent_held(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	enqueue(s, "queued");
	claim(s, enqueue(s, "connecting"), false);
	claim(s, enqueue(s, "writing"), true);
	char *before = facts_text(s);
	backup(s, &t, copy);
	put_alone(s, "later", "1");
	store_close(s);
	if (restore(&t, copy, &held, &err))
		fail_msg("%s", err.text);
	assert_int_equal(held, 2);
	s = open_at(t.path);
	char *after = facts_text(s);
	assert_string_equal(before, after);
	assert_false(has(s, "later"));
	assert_int_equal(state_of(s, 1), MESSAGE_HELD);
	assert_int_equal(state_of(s, 2), MESSAGE_HELD);
	assert_int_equal(state_of(s, 3), MESSAGE_UNCERTAIN);
	free(before);
	free(after);
	store_close(s);
	temp_fini(&t);
}

void
test_restored_makes_other_keys(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct outbox_row a, b;
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	backup(s, &t, copy);
	struct message_id id = enqueue(s, "sent after the backup");
	assert_int_equal(outbox_get(s, id, &a), 1);
	store_close(s);
	assert_int_equal(restore(&t, copy, &held, &err), 0);
	s = open_at(t.path);
	struct message_id again = enqueue(s, "another text, the same number");
	assert_int_equal(again.v, id.v);
	assert_int_equal(outbox_get(s, again, &b), 1);
	assert_string_not_equal(a.key, b.key);
	outbox_row_fini(&a);
	outbox_row_fini(&b);
	store_close(s);
	temp_fini(&t);
}

void
test_replaced_database_is_kept(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char copy[128], old[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	backup(s, &t, copy);
	put_alone(s, "later", "1");
	store_close(s);
	assert_int_equal(restore(&t, copy, &held, &err), 0);
	snprintf(old, sizeof old, "%s.replaced-19700101T012320Z", t.path);
	s = open_at(old);
	assert_true(has(s, "later"));
	store_close(s);
	temp_remove(&t, "db.replaced-19700101T012320Z-ballast");
	temp_fini(&t);
}

void
test_restore_is_refused_while_it_runs(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	backup(s, &t, copy);
	assert_int_equal(restore(&t, copy, &held, &err), -1);
	assert_int_equal(err.code, ERR_BUSY);
	put_alone(s, "still", "1");
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_true(has(s, "still"));
	store_close(s);
	temp_fini(&t);
}

void
test_restore_of_what_is_no_backup_changes_nothing(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	put_alone(s, "mine", "1");
	flush(s);
	store_close(s);
	snprintf(copy, sizeof copy, "%s/copy", t.dir);
	assert_int_equal(restore(&t, copy, &held, &err), -1); /* not there */
	FILE *f = fopen(copy, "w");
	for (int i = 0; i < 2000; i++)
		fputs("this is a roster, not a database\n", f);
	fclose(f);
	assert_int_equal(restore(&t, copy, &held, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	s = open_at(t.path);
	assert_true(has(s, "mine"));
	store_close(s);
	temp_fini(&t);
}

void
test_restore_where_nothing_was(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	backup(s, &t, copy);
	store_close(s);
	unlink(t.path);
	assert_int_equal(restore(&t, copy, &held, &err), 0);
	s = open_at(t.path);
	char *text = facts_text(s);
	assert_non_null(strstr(text, "TANHOA"));
	free(text);
	store_close(s);
	temp_fini(&t);
}

static int
on_restore(void *arg, const struct store_audit_row *r)
{
	int *n = arg;
	if (strcmp(r->what, "restore") == 0) {
		assert_string_equal(r->who, "cli:root");
		assert_string_equal(r->after, "1 held, sending paused");
		(*n)++;
	}
	return 0;
}

/* What was said after the backup would be planned again. */
void
test_restored_is_paused_and_says_so(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	static const unsigned char digest[ACCOUNT_DIGEST] = { 1 };
	struct account_login l;
	char copy[128];
	int held = 0, n = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	enqueue(s, "queued");
	begin(s);
	assert_int_equal(account_login_open(s, digest, 0, NULL, 4990, &err), 1);
	end(s);
	backup(s, &t, copy);
	store_close(s);
	assert_int_equal(restore(&t, copy, &held, &err), 0);
	s = open_at(t.path);
	assert_true(has(s, "paused"));
	assert_int_equal(store_audit_list(s, "database", on_restore, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(account_login_find(s, digest, 5000, &l), 0);
	store_close(s);
	temp_fini(&t);
}

void
test_second_restore_keeps_both_replaced(void **state)
{
	(void)state;
	struct temp t;
	struct err err = { 0 };
	struct restore_outcome r;
	char copy[128];
	int held = 0;
	temp_init(&t);
	struct store *s = open_at(t.path);
	small_office(s);
	backup(s, &t, copy);
	store_close(s);
	assert_int_equal(restore(&t, copy, &held, &err), 0);
	assert_int_equal(
	    restore_database(t.path, copy, "cli:root", 5000, &r, &err), 0);
	assert_non_null(strstr(r.kept, "Z-2"));
	assert_int_equal(unlink(r.kept), 0);
	free(r.kept);
	temp_fini(&t);
}
