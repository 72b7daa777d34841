#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/session.h"

#include <stdio.h>
#include <string.h>

void test_cookie_is_found_among_others(void **state);
void test_secrets_are_never_the_same(void **state);
void test_token_opens_once(void **state);
void test_new_session_ends_the_old_one(void **state);
void test_use_is_written_at_most_once_a_minute(void **state);
void test_only_secrets_of_ours_are_cookies(void **state);
void test_csrf_needs_all_of_it(void **state);

enum { NOW = 1527121800 };

static struct store *
database(void)
{
	struct err e = { 0 };
	struct store *s = NULL;
	assert_int_equal(store_open_memory(&s, NULL, 0, &e), 0);
	return s;
}

static void
open_one(struct store *s, const struct session *old, int64_t now,
    char header[128])
{
	struct err e = { 0 };
	char cookie[SESSION_SECRET_SIZE];
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_equal(session_open(s, 0, NULL, old, now, cookie, &e), 1);
	assert_int_equal(store_end(s, &e), 0);
	snprintf(header, 128, SESSION_COOKIE "=%s", cookie);
}

void
test_cookie_is_found_among_others(void **state)
{
	(void)state;
	struct store *s = database();
	char own[128], header[400], stale[128];
	struct session x, again;
	open_one(s, NULL, NOW - 9 * 3600, stale);
	open_one(s, NULL, NOW, own);
	assert_true(session_find(s, own, NOW, &x));
	static const char *const around[] = { "a=b; %s", "%s; a=b",
		SESSION_COOKIE "=old; %s",
		"%s ; x=", "x" SESSION_COOKIE "=1;%s;c=", "; ;%s" };
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		const char *hole = strstr(around[i], "%s");
		snprintf(header, sizeof header, "%.*s%s%s",
		    (int)(hole - around[i]), around[i], own, hole + 2);
		assert_true(session_find(s, header, NOW, &again));
		assert_string_equal(x.csrf, again.csrf);
	}
	snprintf(header, sizeof header, "%s; %s", stale, own);
	assert_true(session_find(s, header, NOW, &again));
	snprintf(header, sizeof header, "x%s", own);
	assert_false(session_find(s, header, NOW, &again));
	snprintf(header, sizeof header, "%sx", own);
	assert_false(session_find(s, header, NOW, &again));
	own[strlen(own) - 1] = '\0';
	assert_false(session_find(s, own, NOW, &again));
	assert_false(session_find(s, "", NOW, &again));
	assert_false(session_find(s, NULL, NOW, &again));
	store_close(s);
}

void
test_secrets_are_never_the_same(void **state)
{
	(void)state;
	struct session_book *b = session_new(), *other = session_new();
	struct store *s = database(), *elsewhere = database();
	char one[128], two[128];
	struct session x, y;
	assert_string_not_equal(session_token(b), session_token(other));
	assert_string_equal(session_token(b), session_token(b));
	open_one(s, NULL, NOW, one);
	open_one(s, NULL, NOW, two);
	assert_string_not_equal(one, two);
	assert_true(session_find(s, one, NOW, &x));
	assert_true(session_find(s, two, NOW, &y));
	assert_string_not_equal(x.csrf, y.csrf);
	assert_false(session_find(elsewhere, one, NOW, &x));
	/* The form's secret lies in pages: it opens nothing. */
	char forged[128];
	snprintf(forged, sizeof forged, SESSION_COOKIE "=%s", y.csrf);
	assert_false(session_find(s, forged, NOW, &x));
	session_free(b);
	session_free(other);
	session_free(NULL);
	store_close(s);
	store_close(elsewhere);
}

void
test_token_opens_once(void **state)
{
	(void)state;
	struct session_book *b = session_new();
	char token[SESSION_SECRET_SIZE];
	snprintf(token, sizeof token, "%s", session_token(b));
	assert_false(session_spend(b, ""));
	assert_true(session_spend(b, token));
	assert_false(session_spend(b, token));
	assert_string_not_equal(session_token(b), token);
	assert_false(session_spend(b, token));
	assert_true(session_spend(b, session_token(b)));
	session_free(b);
}

void
test_new_session_ends_the_old_one(void **state)
{
	(void)state;
	struct store *s = database();
	char one[128], two[128];
	struct session x, y;
	open_one(s, NULL, NOW, one);
	assert_true(session_find(s, one, NOW, &x));
	open_one(s, &x, NOW, two);
	assert_false(session_find(s, one, NOW, &y));
	assert_true(session_find(s, two, NOW, &y));
	store_close(s);
}

void
test_use_is_written_at_most_once_a_minute(void **state)
{
	(void)state;
	struct store *s = database();
	char own[128];
	struct session x;
	struct err e = { 0 };
	open_one(s, NULL, NOW, own);
	assert_int_equal(store_flush(s, &e), 0);
	assert_true(session_find(s, own, NOW + 59, &x));
	session_touch(s, &x, NOW + 59);
	assert_false(store_pending(s));
	session_touch(s, &x, NOW + 60);
	assert_true(store_pending(s));
	/* And also when the clock went back. */
	assert_true(session_find(s, own, NOW + 61, &x));
	assert_int_equal(x.login.used_at, NOW + 60);
	session_touch(s, &x, NOW);
	assert_true(session_find(s, own, NOW, &x));
	assert_int_equal(x.login.used_at, NOW);
	store_close(s);
}

void
test_only_secrets_of_ours_are_cookies(void **state)
{
	(void)state;
	char secret[SESSION_SECRET_SIZE], got[SESSION_SECRET_SIZE];
	char header[200];
	session_secret(secret);
	snprintf(header, sizeof header, "a=1; c=%s", secret);
	assert_true(session_cookie(header, "c", got));
	assert_string_equal(got, secret);
	assert_false(session_cookie(header, "a", got));
	assert_false(session_cookie(header, "b", got));
	assert_false(session_cookie(NULL, "c", got));
	snprintf(header, sizeof header, "c=%s", secret);
	header[6] = '"';
	assert_false(session_cookie(header, "c", got));
}

void
test_csrf_needs_all_of_it(void **state)
{
	(void)state;
	assert_true(session_csrf_is("abc", "abc"));
	assert_false(session_csrf_is("abc", "ab"));
	assert_false(session_csrf_is("abc", "abcd"));
	assert_false(session_csrf_is("abc", ""));
	assert_false(session_csrf_is("abc", NULL));
	assert_false(session_csrf_is("", "")); /* no session, no form */
}
