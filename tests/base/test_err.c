#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/err.h"

#include <string.h>

void test_words_are_put_in_front(void **state);
void test_long_texts_are_cut_not_overrun(void **state);
void test_nobody_listening_is_fine(void **state);

void
test_words_are_put_in_front(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(err_set(&err, ERR_FULL, "disk is %s", "full"), -1);
	assert_int_equal(err_wrap(&err, "cannot open %s", "x.db"), -1);
	assert_string_equal(err.text, "cannot open x.db: disk is full");
	assert_int_equal(err.code, ERR_FULL);
}

void
test_long_texts_are_cut_not_overrun(void **state)
{
	(void)state;
	struct err err = { 0 };
	char big[1000];
	memset(big, 'a', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	err_set(&err, ERR_FAILED, "%s", big);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_wrap(&err, "outer");
	assert_memory_equal(err.text, "outer: aaa", 10);
	assert_true(strlen(err.text) < sizeof err.text);
	err_wrap(&err, "%s", big);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

void
test_nobody_listening_is_fine(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_FAILED, "x"), -1);
	assert_int_equal(err_wrap(NULL, "x"), -1);
}
