/* `user`: who may use the pages.  The password is hashed by the caller; what
 * travels is its hash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/dispatch.h"
#include "store/account.h"

void test_account_is_added_changed_and_removed(void **state);
void test_what_is_no_hash_is_refused(void **state);
void test_odd_names_and_roles_are_refused(void **state);

enum { NOW = 1527121800 };

static const char hash[] = "$argon2id$v=19$m=65536,t=2,p=1$3oTtHRz/YdmnFXx3A5"
			   "el2w$gq4aJsZKEUKNU6y/y+DAEUD8ahsBoPm79OeJGkUmjdU";

/* Words, with what the caller's process sends along (NULL: nothing). */
static int
user(struct test_office *t, const char *along, int argc,
    const char *const *word)
{
	char *argv[8];
	struct verb_file file = { "hash", along, along ? strlen(along) : 0 };
	struct verb_call v = { .office = &t->office,
		.now = NOW,
		.who = "cli:test",
		.files = &file,
		.file_n = along ? 1 : 0,
		.out = &t->out,
		.talk = &t->talk };
	sbuf_clear(&t->out);
	sbuf_clear(&t->talk);
	for (int i = 0; i < argc; i++)
		argv[i] = mem_dup(word[i]);
	int code = dispatch_call(&v, argc, argv, NULL, NULL);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return code;
}

#define user(t, along, ...)                                                    \
	user(t, along,                                                         \
	    (int)(sizeof((const char *[]){ "user", __VA_ARGS__ }) /            \
		  sizeof(char *)),                                             \
	    (const char *[]){ "user", __VA_ARGS__ })

void
test_account_is_added_changed_and_removed(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(user(&t, NULL, "list"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_non_null(strstr(sbuf_text(&t.talk), "no accounts"));
	assert_int_equal(user(&t, hash, "add", "quan", "--role", "admin"),
	    VERB_DONE);
	assert_int_equal(user(&t, hash, "add", "Quan", "--role", "viewer"),
	    VERB_FAILED);
	assert_int_equal(user(&t, NULL, "list", "--json"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out),
	    "{\"name\":\"quan\",\"role\":\"admin\","));
	assert_null(strstr(sbuf_text(&t.out), "argon"));
	assert_int_equal(user(&t, hash, "passwd", "quan"), VERB_DONE);
	assert_int_equal(user(&t, hash, "passwd", "an"), VERB_FAILED);
	assert_int_equal(user(&t, NULL, "remove", "quan"), VERB_DONE);
	assert_int_equal(user(&t, NULL, "remove", "quan"), VERB_FAILED);
	assert_int_equal(account_count(t.office.store), 0);
	test_office_fini(&t);
}

void
test_what_is_no_hash_is_refused(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	static const char *const wrong[] = { NULL, "", "mat khau dai",
		"$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(
		    user(&t, wrong[i], "add", "quan", "--role", "admin"),
		    VERB_USAGE);
	assert_int_equal(account_count(t.office.store), 0);
	test_office_fini(&t);
}

void
test_odd_names_and_roles_are_refused(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(user(&t, hash, "add", "Bảo", "--role", "admin"),
	    VERB_FAILED);
	assert_int_equal(user(&t, hash, "add", "a b", "--role", "admin"),
	    VERB_FAILED);
	assert_int_equal(user(&t, hash, "add", "", "--role", "admin"),
	    VERB_FAILED);
	assert_int_equal(user(&t, hash, "add",
			     "abcdefghijklmnopqrstuvwxyz1234567", "--role",
			     "admin"),
	    VERB_FAILED);
	assert_int_equal(user(&t, hash, "add", "quan", "--role", "root"),
	    VERB_USAGE);
	assert_int_equal(user(&t, hash, "add", "quan"), VERB_USAGE);
	assert_int_equal(user(&t, hash, "add"), VERB_USAGE);
	assert_int_equal(user(&t, hash, "rename", "quan"), VERB_USAGE);
	assert_int_equal(account_count(t.office.store), 0);
	test_office_fini(&t);
}
