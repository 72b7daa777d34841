#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/account.h"
#include "temp.h"

void test_names_are_one_without_regard_to_case(void **state);
void test_roles_are_read_and_written(void **state);
void test_login_ends_when_idle_and_after_its_life(void **state);
void test_logins_survive_a_restart(void **state);
void test_new_password_ends_the_logins(void **state);
void test_removed_account_leaves_no_login(void **state);
void test_first_account_ends_logins_without_one(void **state);
void test_login_needs_the_present_hash(void **state);
void test_every_change_is_in_the_trail(void **state);

static const unsigned char one[ACCOUNT_DIGEST] = { 1 };
static const unsigned char two[ACCOUNT_DIGEST] = { 2 };

enum { NOW = 1527121800 };

static void
add(struct store *s, const char *name, enum account_role role)
{
	struct err e = { 0 };
	begin(s);
	assert_int_equal(account_add(s, name, role, "$h", "cli:root", NOW, &e),
	    1);
	end(s);
}

static int
keep_id(void *arg, const struct account_row *row)
{
	*(int64_t *)arg = row->id;
	return 0;
}

static int64_t
id_of(struct store *s, const char *name)
{
	int64_t id = 0;
	assert_int_equal(account_get(s, name, NOW, keep_id, &id), 1);
	return id;
}

static int
open_login(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    int64_t account, const char *hash, int64_t now)
{
	struct err e = { 0 };
	begin(s);
	int rc = account_login_open(s, digest, account, hash, now, &e);
	end(s);
	return rc;
}

static bool
is_open(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    int64_t now)
{
	struct account_login l;
	int rc = account_login_find(s, digest, now, &l);
	assert_true(rc >= 0);
	return rc == 1;
}

void
test_names_are_one_without_regard_to_case(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	add(s, "Bao", ACCOUNT_ADMIN);
	begin(s);
	assert_int_equal(
	    account_add(s, "BAO", ACCOUNT_VIEWER, "$x", "cli:root", NOW, &e),
	    0);
	end(s);
	assert_int_equal(account_count(s), 1);
	assert_true(id_of(s, "bao") > 0);
	int64_t none = 0;
	assert_int_equal(account_get(s, "bảo", NOW, keep_id, &none), 0);
	store_close(s);
}

void
test_roles_are_read_and_written(void **state)
{
	(void)state;
	struct store *s = open_memory();
	for (int r = 0; r < ACCOUNT_ROLE__N; r++) {
		const char *name = account_role_name((enum account_role)r);
		struct account_login l;
		unsigned char digest[ACCOUNT_DIGEST] = { (unsigned char)r };
		assert_int_equal(account_role_parse(name), r);
		add(s, name, (enum account_role)r);
		assert_int_equal(
		    open_login(s, digest, id_of(s, name), "$h", NOW), 1);
		assert_int_equal(account_login_find(s, digest, NOW, &l), 1);
		assert_int_equal(l.role, r);
		assert_string_equal(l.name, name);
	}
	assert_int_equal(account_role_parse("root"), -1);
	store_close(s);
}

void
test_login_ends_when_idle_and_after_its_life(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	assert_int_equal(open_login(s, one, 0, NULL, NOW), 1);
	assert_true(is_open(s, one, NOW + ACCOUNT_IDLE_S - 1));
	assert_false(is_open(s, one, NOW + ACCOUNT_IDLE_S));
	/* Used all the time, it still ends. */
	for (int t = 0; t < ACCOUNT_LIFE_S; t += ACCOUNT_IDLE_S / 2) {
		assert_true(is_open(s, one, NOW + t));
		begin(s);
		assert_int_equal(account_login_touch(s, one, NOW + t, &e), 0);
		end(s);
	}
	assert_true(is_open(s, one, NOW + ACCOUNT_LIFE_S - 1));
	assert_false(is_open(s, one, NOW + ACCOUNT_LIFE_S));
	store_close(s);
}

void
test_logins_survive_a_restart(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	struct store *s = open_at(t.path);
	add(s, "bao", ACCOUNT_OPERATOR);
	assert_int_equal(open_login(s, one, id_of(s, "bao"), "$h", NOW), 1);
	flush(s);
	store_close(s);
	s = open_at(t.path);
	assert_true(is_open(s, one, NOW + 60));
	assert_false(is_open(s, two, NOW + 60));
	store_close(s);
	temp_fini(&t);
}

void
test_new_password_ends_the_logins(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	add(s, "bao", ACCOUNT_OPERATOR);
	add(s, "quan", ACCOUNT_ADMIN);
	open_login(s, one, id_of(s, "bao"), "$h", NOW);
	open_login(s, two, id_of(s, "quan"), "$h", NOW);
	begin(s);
	assert_int_equal(account_set_hash(s, "BAO", "$n", "cli:root", NOW, &e),
	    1);
	assert_int_equal(account_set_hash(s, "no", "$n", "cli:root", NOW, &e),
	    0);
	end(s);
	assert_false(is_open(s, one, NOW));
	assert_true(is_open(s, two, NOW));
	store_close(s);
}

void
test_removed_account_leaves_no_login(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	add(s, "bao", ACCOUNT_OPERATOR);
	open_login(s, one, id_of(s, "bao"), "$h", NOW);
	begin(s);
	assert_int_equal(account_remove(s, "bao", "cli:root", NOW, &e), 1);
	assert_int_equal(account_remove(s, "bao", "cli:root", NOW, &e), 0);
	end(s);
	assert_false(is_open(s, one, NOW));
	assert_int_equal(account_count(s), 0);
	store_close(s);
}

void
test_first_account_ends_logins_without_one(void **state)
{
	(void)state;
	struct store *s = open_memory();
	assert_int_equal(open_login(s, one, 0, NULL, NOW), 1);
	assert_true(is_open(s, one, NOW));
	add(s, "bao", ACCOUNT_ADMIN);
	assert_false(is_open(s, one, NOW));
	store_close(s);
}

/* The check of a password takes a while; meanwhile it may be changed. */
void
test_login_needs_the_present_hash(void **state)
{
	(void)state;
	struct store *s = open_memory();
	add(s, "bao", ACCOUNT_ADMIN);
	assert_int_equal(open_login(s, one, id_of(s, "bao"), "$old", NOW), 0);
	assert_int_equal(open_login(s, one, id_of(s, "bao") + 1, "$h", NOW), 0);
	assert_false(is_open(s, one, NOW));
	store_close(s);
}

struct trail {
	char text[256];
};

static int
on_audit(void *arg, const struct store_audit_row *r)
{
	struct trail *t = arg;
	size_t n = strlen(t->text);
	snprintf(t->text + n, sizeof t->text - n, "%s %s %s>%s;", r->who,
	    r->what, r->before, r->after);
	assert_null(strstr(t->text, "$h"));
	return 0;
}

void
test_every_change_is_in_the_trail(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	struct trail t = { "" };
	add(s, "bao", ACCOUNT_OPERATOR);
	begin(s);
	account_set_hash(s, "bao", "$n", "cli:ann", NOW, &e);
	account_remove(s, "bao", "cli:ann", NOW, &e);
	end(s);
	assert_int_equal(store_audit_list(s, "user:bao", on_audit, &t), 0);
	assert_string_equal(t.text,
	    "cli:root user.add >operator;cli:ann user.passwd >;"
	    "cli:ann user.remove operator>;");
	store_close(s);
}
