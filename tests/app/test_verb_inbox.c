/* `inbox`: replies that need a person, and what the person does with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/intake.h"

void test_inbox_has_the_promised_members(void **state);
void test_line_of_a_known_person_names_them(void **state);
void test_codes_and_balances_are_masked(void **state);
void test_assign_books_with_the_reply_as_evidence(void **state);
void test_assign_to_somebody_named(void **state);
void test_assign_needs_person_unit_and_reason(void **state);
void test_assign_refuses_a_day_to_come(void **state);
void test_dismiss_closes_the_line(void **state);
void test_closed_line_stays_closed(void **state);
void test_unknown_line_is_told(void **state);
void test_all_shows_what_is_done_with(void **state);
void test_empty_inbox_says_so(void **state);

static const char STRANGER[] = "+84987654321";

static int64_t
now(void)
{
	return on2018(5, 24, 9, 0);
}

/* Puts a reply there as the inbox gets them, whatever it would mean. */
static void
arrive(struct test_office *t, const char *from, const char *person,
    const char *text)
{
	struct event_id id;
	struct person_id p = { 0 };
	char dedup[24];
	snprintf(dedup, sizeof dedup, "%zu", strlen(text));
	const struct inbound_new n = { .gateway = "sms",
		.dedup = dedup,
		.from = from,
		.text = text,
		.text_len = strlen(text) };
	if (person)
		p = test_person(t, person);
	test_begin(t);
	assert_int_equal(inbound_add(t->office.store, &n, now(), &id, &t->err),
	    1);
	must(t, inbound_apply(t->office.store, id, p, INBOUND_INBOX, "question",
		    "{\"intent\":\"question\"}", "chua hieu", now(), &t->err));
	test_commit(t);
}

static void
init(struct test_office *t)
{
	log_setup(0, LOG_ERROR - 1);
	test_office_init(t, NULL);
}

static int
do_it(struct test_office *t, const char *words)
{
	return test_verb(t, now(), words);
}

static int
lines(struct test_office *t, const char *words)
{
	assert_int_equal(do_it(t, words), VERB_DONE);
	return test_lines(t);
}

void
test_inbox_has_the_promised_members(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "ai day");
	assert_int_equal(lines(&t, "inbox --json"), 1);
	json_t *j = test_json(&t, 0);
	assert_int_equal(json_integer_value(json_object_get(j, "id")), 1);
	assert_string_equal(test_member(j, "from"), STRANGER);
	assert_true(json_is_null(json_object_get(j, "person")));
	assert_string_equal(test_member(j, "received"),
	    "2018-05-24T09:00:00+07:00");
	assert_string_equal(test_member(j, "text"), "ai day");
	assert_string_equal(test_member(j, "why"), "chua hieu");
	assert_string_equal(test_member(json_object_get(j, "guess"), "intent"),
	    "question");
	json_decref(j);
	assert_int_equal(do_it(&t, "inbox"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "0987654321"));
	test_office_fini(&t);
}

void
test_line_of_a_known_person_names_them(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, "+84912000003", "BAO", "em hoi chut");
	assert_int_equal(lines(&t, "inbox --json"), 1);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "person"), "BAO");
	json_decref(j);
	test_office_fini(&t);
}

void
test_codes_and_balances_are_masked(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "Ma OTP cua ban la 482913");
	assert_int_equal(lines(&t, "inbox --json"), 1);
	assert_null(strstr(sbuf_text(&t.out), "482913"));
	assert_int_equal(do_it(&t, "inbox"), VERB_DONE);
	assert_null(strstr(sbuf_text(&t.out), "482913"));
	test_office_fini(&t);
}

void
test_assign_books_with_the_reply_as_evidence(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, "+84912000003", "BAO", "em ve ap 3 roi nhe");
	assert_int_equal(do_it(&t, "inbox assign 1 --unit TANLOI "
				   "--date 2018-05-22 --reason da_goi_dien"),
	    VERB_DONE);
	assert_false(store_pending(t.office.store));
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->visit_n, 1);
	assert_string_equal(f->people[f->visits[0].person].code, "BAO");
	assert_string_equal(f->units[f->visits[0].unit].code, "TANLOI");
	assert_int_equal(f->visits[0].on, civil_day(2018, 5, 22));
	assert_int_equal(f->visits[0].event.v, 1);
	assert_int_equal(lines(&t, "inbox --json"), 0);
	assert_int_equal(do_it(&t, "history BAO"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "da goi dien"));
	test_office_fini(&t);
}

void
test_assign_to_somebody_named(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "so moi cua son, da di tan phuoc");
	assert_int_equal(do_it(&t, "inbox assign 1 --person SON "
				   "--unit TANPHUOC --reason so_moi"),
	    VERB_DONE);
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->visit_n, 1);
	assert_string_equal(f->people[f->visits[0].person].code, "SON");
	/* no day was said: of the month in which it came */
	assert_int_equal(f->visits[0].on, CIVIL_NONE);
	assert_int_equal(f->visits[0].month, civil_month(2018, 5));
	test_office_fini(&t);
}

void
test_assign_needs_person_unit_and_reason(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "da di tan hoa");
	assert_int_equal(do_it(&t, "inbox assign 1 --unit TANHOA --reason x"),
	    VERB_USAGE);
	assert_non_null(strstr(sbuf_text(&t.talk), "--person"));
	assert_int_equal(do_it(&t, "inbox assign 1 --person BAO --reason x"),
	    VERB_USAGE);
	assert_int_equal(do_it(&t, "inbox assign 1 --person BAO --unit TANHOA"),
	    VERB_USAGE);
	assert_int_equal(do_it(&t, "inbox assign --unit TANHOA --reason x"),
	    VERB_USAGE);
	assert_int_equal(test_facts(&t)->visit_n, 0);
	assert_int_equal(lines(&t, "inbox --json"), 1);
	test_office_fini(&t);
}

void
test_assign_refuses_a_day_to_come(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, "+84912000003", "BAO", "mai em di");
	assert_int_equal(do_it(&t, "inbox assign 1 --unit TANHOA "
				   "--date 2018-05-25 --reason x"),
	    VERB_FAILED);
	assert_int_equal(test_facts(&t)->visit_n, 0);
	assert_int_equal(lines(&t, "inbox --json"), 1);
	test_office_fini(&t);
}

void
test_dismiss_closes_the_line(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "ban dat gia re");
	assert_int_equal(do_it(&t, "inbox dismiss 1"), VERB_USAGE);
	assert_int_equal(lines(&t, "inbox --json"), 1);
	assert_int_equal(do_it(&t, "inbox dismiss 1 --reason quang_cao"),
	    VERB_DONE);
	assert_int_equal(lines(&t, "inbox --json"), 0);
	assert_int_equal(test_facts(&t)->visit_n, 0);
	test_office_fini(&t);
}

void
test_closed_line_stays_closed(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, "+84912000003", "BAO", "em ve roi");
	assert_int_equal(do_it(&t, "inbox dismiss 1 --reason x"), VERB_DONE);
	assert_int_equal(do_it(&t, "inbox assign 1 --unit TANHOA --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "closed already"));
	assert_int_equal(test_facts(&t)->visit_n, 0);
	test_office_fini(&t);
}

void
test_unknown_line_is_told(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	assert_int_equal(do_it(&t, "inbox dismiss 7 --reason x"), VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "no line 7"));
	assert_int_equal(do_it(&t, "inbox dismiss bay --reason x"),
	    VERB_FAILED);
	assert_int_equal(do_it(&t, "inbox xoa 7"), VERB_USAGE);
	test_office_fini(&t);
}

void
test_all_shows_what_is_done_with(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	arrive(&t, STRANGER, NULL, "mot");
	arrive(&t, STRANGER, NULL, "hai hai");
	assert_int_equal(do_it(&t, "inbox dismiss 1 --reason x"), VERB_DONE);
	assert_int_equal(lines(&t, "inbox list --json"), 1);
	assert_int_equal(lines(&t, "inbox list --json --all"), 2);
	test_office_fini(&t);
}

void
test_empty_inbox_says_so(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	assert_int_equal(do_it(&t, "inbox"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_string_equal(sbuf_text(&t.talk), "nothing waits for a person\n");
	test_office_fini(&t);
}
