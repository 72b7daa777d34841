#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/inbound.h"
#include "store/org.h"

#include <stdio.h>
#include <string.h>

void test_repeat_of_a_gateway_is_one_row(void **state);
void test_doubled_text_without_ids_is_one_row(void **state);
void test_same_text_with_ids_is_two_rows(void **state);
void test_bytes_are_kept_as_received(void **state);
void test_apply_moves_it_out_of_new(void **state);
void test_like_lines_are_folded(void **state);
void test_closing_closes_what_is_folded(void **state);
void test_closing_twice_is_refused(void **state);
void test_closed_line_takes_no_more(void **state);
void test_newest_of_a_person_in_order(void **state);
void test_question_is_open_until_it_expires(void **state);
void test_callback_may_stop_and_change(void **state);

static const struct person_id bao = { 1 };
static const struct person_id nobody = { 0 };

static struct store *
office(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err) || store_begin(s, &err))
		fail_msg("%s", err.text);
	const struct org_person p = { .code = "BAO", .name = "Bảo" };
	assert_int_equal(org_put_person(s, &p, 1, &err), 1);
	return s;
}

static void
done(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_flush(s, &err), 0);
	store_close(s);
}

static int
add_own(struct store *s, const char *dedup, const char *text, int64_t now,
    bool own_id, struct event_id *id)
{
	struct err err = { 0 };
	const struct inbound_new n = { .gateway = "sms",
		.dedup = dedup,
		.from = "+84912000003",
		.text = text,
		.text_len = strlen(text),
		.own_id = own_id };
	int rc = inbound_add(s, &n, now, id, &err);
	if (rc < 0)
		fail_msg("%s", err.text);
	return rc;
}

static struct event_id
add(struct store *s, const char *dedup, const char *text)
{
	struct event_id id;
	assert_int_equal(add_own(s, dedup, text, 100, false, &id), 1);
	return id;
}

static void
apply(struct store *s, struct event_id id, enum inbound_state st)
{
	struct err err = { 0 };
	if (inbound_apply(s, id, bao, st, "question", "{}", "hỏi", 200, &err))
		fail_msg("%s", err.text);
}

void
test_repeat_of_a_gateway_is_one_row(void **state)
{
	(void)state;
	struct store *s = office();
	struct event_id first = add(s, "u-1", "DA DI"), again;
	assert_int_equal(add_own(s, "u-1", "other", 999, false, &again), 0);
	assert_int_equal(again.v, first.v);
	assert_int_equal(inbound_count_new(s), 1);
	done(s);
}

void
test_doubled_text_without_ids_is_one_row(void **state)
{
	(void)state;
	struct event_id id;
	struct store *s = office();
	assert_int_equal(add_own(s, "h1", "ROI", 100, true, &id), 1);
	assert_int_equal(add_own(s, "h2", "ROI", 104, true, &id), 0);
	assert_int_equal(add_own(s, "h3", "CHUA", 104, true, &id), 1);
	assert_int_equal(add_own(s, "h4", "ROI", 105, true, &id), 1);
	done(s);
}

void
test_same_text_with_ids_is_two_rows(void **state)
{
	(void)state;
	struct event_id id;
	struct store *s = office();
	assert_int_equal(add_own(s, "u1", "ROI", 100, false, &id), 1);
	assert_int_equal(add_own(s, "u2", "ROI", 100, false, &id), 1);
	done(s);
}

static int
on_bytes(void *arg, const struct inbound_row *row)
{
	(void)arg;
	assert_int_equal(row->text_len, 6);
	assert_memory_equal(row->text, "a\0\xff\xc3\xa1!\0", 7);
	assert_int_equal(row->state, INBOUND_NEW);
	assert_int_equal(row->person.v, 0);
	assert_int_equal(row->received_at, 100);
	assert_string_equal(row->intent, "");
	assert_string_equal(row->from, "+84912000003");
	return 0;
}

void
test_bytes_are_kept_as_received(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct event_id id;
	struct store *s = office();
	const struct inbound_new n = { .gateway = "sms",
		.dedup = "b",
		.from = "+84912000003",
		.text = "a\0\xff\xc3\xa1!",
		.text_len = 6 };
	assert_int_equal(inbound_add(s, &n, 100, &id, &err), 1);
	assert_int_equal(inbound_get(s, id, on_bytes, NULL), 1);
	id.v = 99;
	assert_int_equal(inbound_get(s, id, on_bytes, NULL), 0);
	/* An empty text is a text. */
	const struct inbound_new empty = { .gateway = "sms",
		.dedup = "e",
		.from = "+84912000003",
		.text = "",
		.text_len = 0 };
	assert_int_equal(inbound_add(s, &empty, 100, &id, &err), 1);
	done(s);
}

static int
on_row(void *arg, const struct inbound_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 256 - n, "%d:%s:%d;", (int)row->id.v, row->text,
	    row->folded);
	return 0;
}

void
test_apply_moves_it_out_of_new(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = office();
	struct event_id a = add(s, "1", "a");
	add(s, "2", "b");
	assert_int_equal(inbound_count_new(s), 2);
	apply(s, a, INBOUND_APPLIED);
	assert_int_equal(inbound_count_new(s), 1);
	assert_int_equal(inbound_list(s, INBOUND_NEW, on_row, text), 0);
	assert_string_equal(text, "2:b:1;");
	*text = '\0';
	assert_int_equal(inbound_list(s, INBOUND_APPLIED, on_row, text), 0);
	assert_string_equal(text, "1:a:1;");
	*text = '\0';
	assert_int_equal(inbound_list(s, -1, on_row, text), 0);
	assert_string_equal(text, "1:a:1;2:b:1;");
	a.v = 99;
	assert_int_equal(
	    inbound_apply(s, a, nobody, INBOUND_APPLIED, "", "", "", 1, &err),
	    -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	done(s);
}

void
test_like_lines_are_folded(void **state)
{
	(void)state;
	char text[256] = "";
	struct store *s = office();
	for (int i = 0; i < 3; i++) {
		char dedup[16];
		snprintf(dedup, sizeof dedup, "%d", i);
		apply(s, add(s, dedup, "ban co 1 cuoc goi nho"), INBOUND_INBOX);
	}
	apply(s, add(s, "x", "khac"), INBOUND_INBOX);
	assert_int_equal(inbound_list(s, INBOUND_INBOX, on_row, text), 0);
	assert_string_equal(text, "1:ban co 1 cuoc goi nho:3;4:khac:1;");
	done(s);
}

void
test_closing_closes_what_is_folded(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = office();
	struct event_id a = add(s, "1", "a");
	apply(s, a, INBOUND_INBOX);
	apply(s, add(s, "2", "a"), INBOUND_INBOX);
	assert_int_equal(
	    inbound_close(s, a, INBOUND_DISMISSED, "web", "rác", 300, &err), 0);
	assert_int_equal(inbound_list(s, INBOUND_INBOX, on_row, text), 0);
	assert_string_equal(text, "");
	assert_int_equal(inbound_list(s, INBOUND_DISMISSED, on_row, text), 0);
	assert_string_equal(text, "1:a:2;2:a:1;");
	done(s);
}

void
test_closing_twice_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct event_id a = add(s, "1", "a");
	assert_int_equal(
	    inbound_close(s, a, INBOUND_ASSIGNED, "web", "", 1, &err),
	    -1); /* not in the inbox yet */
	assert_int_equal(err.code, ERR_STATE);
	apply(s, a, INBOUND_INBOX);
	assert_int_equal(
	    inbound_close(s, a, INBOUND_APPLIED, "web", "", 1, &err), -1);
	assert_int_equal(
	    inbound_close(s, a, INBOUND_ASSIGNED, "web", "", 1, &err), 0);
	assert_int_equal(
	    inbound_close(s, a, INBOUND_ASSIGNED, "web", "", 1, &err), -1);
	done(s);
}

void
test_closed_line_takes_no_more(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = office();
	struct event_id a = add(s, "1", "a");
	apply(s, a, INBOUND_INBOX);
	assert_int_equal(
	    inbound_close(s, a, INBOUND_DISMISSED, "web", "", 1, &err), 0);
	apply(s, add(s, "2", "a"), INBOUND_INBOX);
	assert_int_equal(inbound_list(s, INBOUND_INBOX, on_row, text), 0);
	assert_string_equal(text, "2:a:1;");
	done(s);
}

void
test_newest_of_a_person_in_order(void **state)
{
	(void)state;
	char text[256] = "";
	struct store *s = office();
	static const char *const words[] = { "a", "b", "c" };
	for (int i = 0; i < 3; i++)
		apply(s, add(s, words[i], words[i]), INBOUND_APPLIED);
	add(s, "d", "not yet known whose");
	assert_int_equal(inbound_of_person(s, bao, 2, on_row, text), 0);
	assert_string_equal(text, "2:b:1;3:c:1;");
	done(s);
}

void
test_question_is_open_until_it_expires(void **state)
{
	(void)state;
	struct err err = { 0 };
	char buf[32];
	struct store *s = office();
	assert_int_equal(inbound_question_get(s, bao, 1, buf, sizeof buf), 0);
	assert_int_equal(
	    inbound_question_put(s, bao, "unit A B", 100, 200, &err), 0);
	assert_int_equal(inbound_question_get(s, bao, 199, buf, sizeof buf), 1);
	assert_string_equal(buf, "unit A B");
	assert_int_equal(inbound_question_get(s, bao, 200, buf, sizeof buf), 0);
	assert_int_equal(inbound_question_put(s, bao, "date A", 300, 400, &err),
	    0);
	assert_int_equal(inbound_question_get(s, bao, 301, buf, sizeof buf), 1);
	assert_string_equal(buf, "date A");
	assert_int_equal(inbound_question_get(s, bao, 301, buf, 3), 0);
	assert_int_equal(inbound_question_put(s, bao, NULL, 0, 0, &err), 0);
	assert_int_equal(inbound_question_get(s, bao, 301, buf, sizeof buf), 0);
	done(s);
}

struct worker {
	struct store *s;
	int n;
};

static int
on_work(void *arg, const struct inbound_row *row)
{
	struct worker *w = arg;
	apply(w->s, row->id, INBOUND_APPLIED);
	return ++w->n == 2 ? 5 : 0;
}

void
test_callback_may_stop_and_change(void **state)
{
	(void)state;
	struct store *s = office();
	struct worker w = { s, 0 };
	add(s, "1", "a");
	add(s, "2", "b");
	add(s, "3", "c");
	assert_int_equal(inbound_list(s, INBOUND_NEW, on_work, &w), 5);
	assert_int_equal(w.n, 2);
	assert_int_equal(inbound_count_new(s), 1);
	done(s);
}
