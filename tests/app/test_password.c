#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/password.h"

#include <sodium.h>
#include <string.h>

void test_short_and_silly_ones_are_refused(void **state);
void test_hash_is_argon2id_and_only_right_is_right(void **state);
void test_nobody_is_never_right(void **state);
void test_only_hashes_of_ours_are_hashes(void **state);

void
test_short_and_silly_ones_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *password;
		int rc;
	} rows[] = { { "", -1 }, { "1234567", -1 }, { "mật khẩu", 0 },
		{ "ậậậ", -1 }, { "aaaaaaaaaaaa", -1 }, { "BaoBaoBao", -1 },
		{ "baobaobao1", 0 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = { 0 };
		assert_int_equal(
		    password_accept(rows[i].password, "baobaobao", &e),
		    rows[i].rc);
		if (rows[i].rc)
			assert_int_equal(e.code, ERR_INVALID);
	}
	char far[PASSWORD_MOST + 2];
	struct err e = { 0 };
	memset(far, 'a', sizeof far);
	far[0] = 'b';
	far[PASSWORD_MOST + 1] = '\0';
	assert_int_equal(password_accept(far, "bao", &e), -1);
	far[PASSWORD_MOST] = '\0';
	assert_int_equal(password_accept(far, "bao", &e), 0);
}

void
test_hash_is_argon2id_and_only_right_is_right(void **state)
{
	(void)state;
	char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];
	struct err e = { 0 };
	assert_true(sodium_init() >= 0);
	assert_int_equal(password_hash("mật khẩu 1", one, &e), 0);
	assert_int_equal(password_hash("mật khẩu 1", two, &e), 0);
	assert_string_not_equal(one, two);
	assert_true(password_is_hash(one, strlen(one)));
	assert_int_equal(crypto_pwhash_str_needs_rehash(one,
			     crypto_pwhash_OPSLIMIT_INTERACTIVE,
			     crypto_pwhash_MEMLIMIT_INTERACTIVE),
	    0);
	assert_true(password_check("mật khẩu 1", one));
	assert_false(password_check("mật khẩu 2", one));
	assert_false(password_check("", one));
}

/* As much work as for somebody: the stand-in is a hash of the same cost. */
void
test_nobody_is_never_right(void **state)
{
	(void)state;
	assert_true(sodium_init() >= 0);
	assert_false(password_check("", NULL));
	assert_false(password_check("mật khẩu 1", NULL));
}

void
test_only_hashes_of_ours_are_hashes(void **state)
{
	(void)state;
	static const char weak[] = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAA"
				   "AAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	char far[2 * PASSWORD_HASH_SIZE];
	memset(far, 'a', sizeof far);
	memcpy(far, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_false(password_is_hash("", 0));
	assert_false(password_is_hash("secret password", 15));
	assert_false(password_is_hash(weak, sizeof weak - 1));
	assert_false(password_is_hash(far, sizeof far));
	assert_true(password_is_hash(far, 97));
	far[60] = '\0';
	assert_false(password_is_hash(far, 97));
}
