#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

void test_right_password_is_right_once_checked(void **state);
void test_unchecked_is_never_right_nor_a_failure(void **state);
void test_waiting_is_seen_when_its_turn_comes(void **state);
void test_endless_passwords_are_not_hashed(void **state);

static bool
attempt(struct webroom *w, struct login_book *b, const char *name,
    const char *password)
{
	struct login *l = login_new(name, password, "192.0.2.7", "c");
	if (login_ready(l, b, w->office.store, w->now)) {
		login_check(l);
		w->checks++;
	}
	bool right = login_judge(l, b, w->now);
	assert_int_equal(right, right && login_account(l) > 0);
	login_free(l);
	return right;
}

void
test_right_password_is_right_once_checked(void **state)
{
	(void)state;
	struct webroom w;
	struct login_book *b = login_book_new();
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	assert_true(attempt(&w, b, "quan", "mat khau quan"));
	assert_true(attempt(&w, b, "Quan", "mat khau quan"));
	assert_false(attempt(&w, b, "quan", "mat khau Quan"));
	assert_false(attempt(&w, b, "quan ", "mat khau quan"));
	assert_false(attempt(&w, b, "", "mat khau quan"));
	login_book_free(b);
	webroom_fini(&w);
}

void
test_unchecked_is_never_right_nor_a_failure(void **state)
{
	(void)state;
	struct webroom w;
	struct login_book *b = login_book_new();
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	for (int i = 0; i < 20; i++) { /* the line was full */
		struct login *l =
		    login_new("quan", "mat khau quan", "192.0.2.7", "c");
		assert_false(login_judge(l, b, w.now));
		assert_int_equal(login_wait(l, b, w.now), 0);
		login_free(l);
	}
	assert_true(attempt(&w, b, "quan", "mat khau quan"));
	login_book_free(b);
	webroom_fini(&w);
}

/* Fifty guesses that arrive together are not fifty guesses. */
void
test_waiting_is_seen_when_its_turn_comes(void **state)
{
	(void)state;
	struct webroom w;
	struct login_book *b = login_book_new();
	struct login *line[50];
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	for (int i = 0; i < 50; i++)
		line[i] = login_new("quan", "wrong", "192.0.2.7", "c");
	for (int i = 0; i < 50; i++) {
		if (login_ready(line[i], b, w.office.store, w.now)) {
			login_check(line[i]);
			w.checks++;
		}
		assert_false(login_judge(line[i], b, w.now));
		login_free(line[i]);
	}
	assert_int_equal(w.checks, 4);
	login_book_free(b);
	webroom_fini(&w);
}

void
test_endless_passwords_are_not_hashed(void **state)
{
	(void)state;
	struct webroom w;
	struct login_book *b = login_book_new();
	char far[2000];
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	memset(far, 'a', sizeof far - 1);
	far[sizeof far - 1] = '\0';
	assert_false(attempt(&w, b, "quan", far));
	assert_int_equal(w.checks, 0);
	login_book_free(b);
	webroom_fini(&w);
}
