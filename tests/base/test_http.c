#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/http.h"

#include <string.h>

void test_fields_are_decoded(void **state);
void test_bad_escapes_stay_as_they_are(void **state);
void test_names_ignore_case_and_the_first_counts(void **state);
void test_headers_are_copied(void **state);

static void
decode(struct http_fields *f, const char *s)
{
	http_fields_decode(f, s, strlen(s));
}

void
test_fields_are_decoded(void **state)
{
	(void)state;
	struct http_fields f = { 0 };
	decode(&f, "from=%2B84912000003&text=da+di+t%C3%A2n&empty=&lone&=x&&");
	assert_int_equal(f.n, 4);
	assert_string_equal(http_fields_get(&f, "from"), "+84912000003");
	assert_string_equal(http_fields_get(&f, "text"), "da di tân");
	assert_string_equal(http_fields_get(&f, "empty"), "");
	assert_string_equal(http_fields_get(&f, "lone"), "");
	assert_null(http_fields_get(&f, "none"));
	http_fields_fini(&f);
	assert_int_equal(f.n, 0);
}

void
test_bad_escapes_stay_as_they_are(void **state)
{
	(void)state;
	struct http_fields f = { 0 };
	decode(&f, "a=%&b=%4&c=%zz&d=100%25");
	assert_string_equal(http_fields_get(&f, "a"), "%");
	assert_string_equal(http_fields_get(&f, "b"), "%4");
	assert_string_equal(http_fields_get(&f, "c"), "%zz");
	assert_string_equal(http_fields_get(&f, "d"), "100%");
	http_fields_fini(&f);
}

void
test_names_ignore_case_and_the_first_counts(void **state)
{
	(void)state;
	struct http_fields f = { 0 };
	decode(&f, "Secret=one&secret=two");
	assert_string_equal(http_fields_get(&f, "SECRET"), "one");
	http_fields_fini(&f);
}

void
test_headers_are_copied(void **state)
{
	(void)state;
	struct http_request r = { 0 };
	char value[] = "text/plain";
	for (int i = 0; i < 20; i++)
		http_request_header(&r, "Content-Type", value);
	value[0] = 'X';
	assert_int_equal(r.headers_n, 20);
	assert_string_equal(r.headers[19], "Content-Type: text/plain");
	http_request_fini(&r);
	assert_null(r.headers);
}
