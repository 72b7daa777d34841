/* The parts of answers and calls, by the names that configurations use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gw/view.h"

#include <stdlib.h>
#include <string.h>

void test_parts_of_an_answer(void **state);
void test_parts_of_a_call(void **state);
void test_a_body_is_a_form_only_where_it_may_be(void **state);
void test_bytes_that_are_no_text_do_no_harm(void **state);
void test_what_can_be_a_part(void **state);

static void
part_is(const struct view *v, const char *part, const char *text)
{
	char *got = view_get(v, part);
	if (text)
		assert_non_null(got);
	else
		assert_null(got);
	if (text)
		assert_string_equal(got, text);
	free(got);
}

void
test_parts_of_an_answer(void **state)
{
	(void)state;
	static const char body[] = "{\"id\":\"x1\",\"n\":[1,{\"a\":2}]}";
	struct http_response resp = { .status = 202,
		.body = body,
		.body_len = sizeof body - 1 };
	struct view v;
	view_open_answer(&v, &resp);
	assert_int_equal(v.status, 202);
	part_is(&v, "json:/id", "x1");
	part_is(&v, "json:/n/1/a", "2");
	part_is(&v, "json:/n", NULL); /* is there, but has no text */
	assert_true(view_has(&v, "json:/n"));
	assert_false(view_has(&v, "json:/m"));
	part_is(&v, "body", body);
	part_is(&v, "after \"\"id\":\"\"", "x1");
	part_is(&v, "query:id", NULL);
	view_close(&v);

	resp.body = "OK: 17-a.b, more";
	resp.body_len = strlen(resp.body);
	view_open_answer(&v, &resp);
	part_is(&v, "after \"OK: \"", "17-a.b");
	part_is(&v, "after \"more\"", NULL);
	part_is(&v, "after \"none\"", NULL);
	part_is(&v, "json:/id", NULL);
	view_close(&v);
}

static void
open_call(struct view *v, struct http_inbound *in, const char *type,
    const char *body)
{
	static struct http_field query[] = { { "a", "1" } };
	static struct http_field headers[1];
	headers[0] = (struct http_field){ "content-type", type };
	*in = (struct http_inbound){ .query = { query, 1 },
		.headers = { headers, type ? 1 : 0 },
		.body = body,
		.body_len = strlen(body) };
	view_open_call(v, in);
}

void
test_parts_of_a_call(void **state)
{
	(void)state;
	struct http_inbound in;
	struct view v;
	open_call(&v, &in, NULL, "b=2&c=%C4%91+e");
	part_is(&v, "query:a", "1");
	part_is(&v, "query:b", NULL);
	part_is(&v, "form:b", "2");
	part_is(&v, "form:c", "đ e");
	part_is(&v, "form:a", NULL);
	part_is(&v, "header:Content-Type", NULL);
	view_close(&v);
}

void
test_a_body_is_a_form_only_where_it_may_be(void **state)
{
	(void)state;
	struct http_inbound in;
	struct view v;
	open_call(&v, &in, "Application/X-WWW-Form-Urlencoded; charset=utf-8",
	    "b=2");
	part_is(&v, "form:b", "2");
	view_close(&v);
	open_call(&v, &in, "text/plain", "b=2");
	part_is(&v, "form:b", NULL);
	part_is(&v, "body", "b=2");
	view_close(&v);
	open_call(&v, &in, "application/json", "{\"b\":\"x&b=2\"}");
	part_is(&v, "form:b", NULL);
	part_is(&v, "json:/b", "x&b=2");
	view_close(&v);
}

void
test_bytes_that_are_no_text_do_no_harm(void **state)
{
	(void)state;
	struct http_response resp = { .status = 200,
		.body = "a\0b",
		.body_len = 3 };
	struct view v;
	view_open_answer(&v, &resp);
	part_is(&v, "body", "a b");
	view_close(&v);
	resp.body = "\xef\xbb\xbf{\"a\":1}";
	resp.body_len = 10;
	view_open_answer(&v, &resp);
	part_is(&v, "json:/a", "1"); /* behind a byte order mark */
	view_close(&v);
	resp.body = NULL;
	resp.body_len = 7;
	view_open_answer(&v, &resp);
	part_is(&v, "body", "");
	view_close(&v);
}

void
test_what_can_be_a_part(void **state)
{
	(void)state;
	assert_int_equal(view_check(VIEW_ANSWER, "json:/a", NULL), 0);
	assert_int_equal(view_check(VIEW_ANSWER, "json:", NULL), 0);
	assert_int_equal(view_check(VIEW_ANSWER, "after \"x\"", NULL), 0);
	assert_int_equal(view_check(VIEW_ANSWER, "json:a", NULL), -1);
	assert_int_equal(view_check(VIEW_ANSWER, "after x", NULL), -1);
	assert_int_equal(view_check(VIEW_ANSWER, "after \"\"", NULL), -1);
	assert_int_equal(view_check(VIEW_ANSWER, "query:a", NULL), -1);
	assert_int_equal(view_check(VIEW_CALL, "query:a", NULL), 0);
	assert_int_equal(view_check(VIEW_CALL, "header:a", NULL), 0);
	assert_int_equal(view_check(VIEW_CALL, "query:", NULL), -1);
	assert_int_equal(view_check(VIEW_CALL, "", NULL), -1);
}
