/* JSON pointers, by the examples of RFC 6901 and what they may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gw/pointer.h"

#include <stdlib.h>

void test_examples_of_the_rfc(void **state);
void test_nothing_is_where_nothing_is(void **state);
void test_only_scalars_have_a_text(void **state);
void test_what_is_a_pointer(void **state);

static json_t *
parse(const char *text)
{
	json_t *o = json_loads(text, JSON_ALLOW_NUL, NULL);
	assert_non_null(o);
	return o;
}

void
test_examples_of_the_rfc(void **state)
{
	(void)state;
	static const struct {
		const char *pointer, *text;
	} rows[] = { { "/foo/0", "bar" }, { "/", "0" }, { "/a~1b", "1" },
		{ "/c%d", "2" }, { "/e^f", "3" }, { "/g|h", "4" },
		{ "/i\\j", "5" }, { "/k\"l", "6" }, { "/ ", "7" },
		{ "/m~0n", "8" } };
	json_t *o = parse("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,"
			  "\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
			  "\"k\\\"l\":6,\" \":7,\"m~n\":8}");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text = pointer_text(pointer_find(o, rows[i].pointer));
		assert_non_null(text);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
	assert_ptr_equal(pointer_find(o, ""), o);
	json_decref(o);
}

void
test_nothing_is_where_nothing_is(void **state)
{
	(void)state;
	static const char *const none[] = { "/b", "/a/2", "/a/-", "/a/00",
		"/a/01", "/a/-1", "/a/1/x", "/a/x", "/a/",
		"/a/99999999999999999999", "/s/0", "/n/0" };
	json_t *o = parse("{\"a\":[1,2],\"s\":\"x\",\"n\":null}");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(pointer_find(o, none[i]));
	assert_null(pointer_find(NULL, "/a"));
	json_decref(o);
}

void
test_only_scalars_have_a_text(void **state)
{
	(void)state;
	static const struct {
		const char *pointer, *text;
	} rows[] = { { "/0", "x y" }, { "/1", "-7" }, { "/2", "true" },
		{ "/3", "false" }, { "/4", "1.5" }, { "/5", NULL },
		{ "/6", NULL }, { "/7", NULL }, { "/8", NULL } };
	json_t *o = parse("[\"x\\u0000y\",-7,true,false,1.5,null,[1],{}]");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text = pointer_text(pointer_find(o, rows[i].pointer));
		if (rows[i].text)
			assert_string_equal(text, rows[i].text);
		else
			assert_null(text);
		free(text);
	}
	json_decref(o);
}

void
test_what_is_a_pointer(void **state)
{
	(void)state;
	assert_true(pointer_is_valid(""));
	assert_true(pointer_is_valid("/"));
	assert_true(pointer_is_valid("/a~0b/~1"));
	assert_false(pointer_is_valid("a"));
	assert_false(pointer_is_valid("/a~"));
	assert_false(pointer_is_valid("/a~2"));
}
