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
void test_the_oldest_session_makes_room(void **state);
void test_csrf_needs_all_of_it(void **state);

enum { NOW = 1527121800 };

static void
open_one(struct session_book *b, int64_t now, char header[128])
{
	char cookie[SESSION_SECRET_SIZE];
	assert_true(session_open(b, session_token(b), now, cookie));
	snprintf(header, 128, SESSION_COOKIE "=%s", cookie);
}

void
test_cookie_is_found_among_others(void **state)
{
	(void)state;
	struct session_book *b = session_new();
	char own[128], csrf[SESSION_SECRET_SIZE], again[SESSION_SECRET_SIZE];
	char header[400];
	open_one(b, NOW, own);
	assert_true(session_find(b, own, NOW, csrf));
	static const char *const around[] = { "a=b; %s", "%s; a=b",
		SESSION_COOKIE "=old; %s",
		"x" SESSION_COOKIE "=1;%s;c=", "; ;%s" };
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		const char *hole = strstr(around[i], "%s");
		snprintf(header, sizeof header, "%.*s%s%s",
		    (int)(hole - around[i]), around[i], own, hole + 2);
		assert_true(session_find(b, header, NOW, again));
		assert_string_equal(csrf, again);
	}
	snprintf(header, sizeof header, "x%s", own);
	assert_false(session_find(b, header, NOW, again));
	snprintf(header, sizeof header, "%sx", own);
	assert_false(session_find(b, header, NOW, again));
	own[strlen(own) - 1] = '\0';
	assert_false(session_find(b, own, NOW, again));
	assert_false(session_find(b, "", NOW, again));
	assert_false(session_find(b, NULL, NOW, again));
	session_free(b);
}

void
test_secrets_are_never_the_same(void **state)
{
	(void)state;
	struct session_book *b = session_new(), *other = session_new();
	char one[128], two[128], csrf_one[SESSION_SECRET_SIZE],
	    csrf_two[SESSION_SECRET_SIZE];
	assert_string_not_equal(session_token(b), session_token(other));
	assert_string_equal(session_token(b), session_token(b));
	open_one(b, NOW, one);
	open_one(b, NOW, two);
	assert_string_not_equal(one, two);
	assert_true(session_find(b, one, NOW, csrf_one));
	assert_true(session_find(b, two, NOW, csrf_two));
	assert_string_not_equal(csrf_one, csrf_two);
	assert_false(session_find(other, one, NOW, csrf_one));
	/* The form's secret lies in pages: it opens nothing. */
	char forged[128];
	snprintf(forged, sizeof forged, SESSION_COOKIE "=%s", csrf_two);
	assert_false(session_find(b, forged, NOW, csrf_one));
	session_free(b);
	session_free(other);
	session_free(NULL);
}

void
test_the_oldest_session_makes_room(void **state)
{
	(void)state;
	struct session_book *b = session_new();
	char first[128], second[128], more[128], csrf[SESSION_SECRET_SIZE];
	open_one(b, NOW, first);
	open_one(b, NOW + 1, second);
	for (int i = 0; i < 15; i++)
		open_one(b, NOW + 2 + i, more);
	assert_false(session_find(b, first, NOW + 20, csrf));
	assert_true(session_find(b, second, NOW + 20, csrf));
	assert_true(session_find(b, more, NOW + 20, csrf));
	session_free(b);
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
