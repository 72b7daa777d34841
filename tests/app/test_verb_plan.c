/* `plan` and `simulate`: the trace in words, and its totals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_simulate_ends_with_totals(void **state);
void test_totals_are_those_of_the_lines(void **state);
void test_totals_are_of_the_person_asked_for(void **state);
void test_simulate_twice_is_the_same_to_the_byte(void **state);
void test_plan_and_json_have_no_totals(void **state);

static const char may_june[] = "simulate --from 2018-05-01 --to 2018-06-09";

static void
init(struct test_office *t)
{
	log_setup(0, LOG_ERROR - 1);
	test_office_init(t, "[sending]\nprice = 400\n");
}

static void
run(struct test_office *t, const char *words)
{
	assert_int_equal(test_verb(t, on2018(5, 1, 6, 0), words), VERB_DONE);
}

/* The three figures behind a name at a line's beginning. */
static void
figures(const struct test_office *t, const char *name, long long v[3])
{
	char begin[32];
	snprintf(begin, sizeof begin, "\n%s ", name);
	const char *at = strstr(sbuf_text(&t->out), begin);
	if (!at)
		fail_msg("no line '%s' in %s", name, sbuf_text(&t->out));
	char *end;
	const char *s = at + strlen(begin);
	for (int i = 0; i < 3; i++) {
		v[i] = strtoll(s, &end, 10);
		assert_true(end > s);
		s = end;
	}
}

void
test_simulate_ends_with_totals(void **state)
{
	(void)state;
	struct test_office t;
	long long v[3];
	init(&t);
	run(&t, may_june);
	/* six people: May's opening and three reminders, its end three times,
	 * June's opening in one text with that of the first */
	figures(&t, "BAO", v);
	assert_int_equal(v[0], 7);
	assert_true(v[1] >= v[0]);
	assert_int_equal(v[2], v[1] * 400);
	figures(&t, "QUAN", v);
	assert_int_equal(v[0], 1);
	figures(&t, "visit.open", v);
	assert_int_equal(v[0], 6);
	figures(&t, "visit.remind", v);
	assert_int_equal(v[0], 18);
	figures(&t, "escalate", v);
	assert_int_equal(v[0], 1);
	assert_null(strstr(sbuf_text(&t.out), "\nVANPHONG"));
	test_office_fini(&t);
}

static int
lines_of_messages(const struct test_office *t)
{
	int n = 0;
	for (const char *s = sbuf_text(&t->out); (s = strstr(s, " chars, "));
	     s++)
		n++;
	return n;
}

void
test_totals_are_those_of_the_lines(void **state)
{
	(void)state;
	static const char *const kinds[] = { "digest", "escalate", "visit.open",
		"visit.overdue", "visit.remind" };
	static const char *const people[] = { "ANH", "BAO", "DUYEN", "HOA",
		"QUAN", "SON", "THUY" };
	struct test_office t;
	long long v[3], by_kind[3] = { 0 }, by_person[3] = { 0 };
	init(&t);
	run(&t, may_june);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		figures(&t, kinds[i], v);
		for (int k = 0; k < 3; k++)
			by_kind[k] += v[k];
	}
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		figures(&t, people[i], v);
		for (int k = 0; k < 3; k++)
			by_person[k] += v[k];
	}
	assert_memory_equal(by_kind, by_person, sizeof by_kind);
	assert_int_equal(by_kind[0], lines_of_messages(&t));
	char said[96];
	snprintf(said, sizeof said, "%lld messages, %lld parts, %lld dong\n",
	    by_kind[0], by_kind[1], by_kind[2]);
	assert_string_equal(sbuf_text(&t.talk), said);
	/* in the order of their names */
	const char *a = strstr(sbuf_text(&t.out), "\nANH ");
	const char *b = strstr(sbuf_text(&t.out), "\nTHUY ");
	assert_true(a < b);
	test_office_fini(&t);
}

void
test_totals_are_of_the_person_asked_for(void **state)
{
	(void)state;
	struct test_office t;
	long long v[3];
	init(&t);
	run(&t, "simulate --from 2018-05-01 --to 2018-06-09 --person BAO");
	figures(&t, "BAO", v);
	assert_int_equal(v[0], lines_of_messages(&t));
	assert_null(strstr(sbuf_text(&t.out), "\nSON "));
	assert_null(strstr(sbuf_text(&t.out), "\nescalate "));
	test_office_fini(&t);
}

void
test_simulate_twice_is_the_same_to_the_byte(void **state)
{
	(void)state;
	struct test_office a, b;
	init(&a);
	run(&a, may_june);
	init(&b);
	run(&b, may_june);
	assert_string_equal(sbuf_text(&a.out), sbuf_text(&b.out));
	test_office_fini(&a);
	test_office_fini(&b);
}

void
test_plan_and_json_have_no_totals(void **state)
{
	(void)state;
	struct test_office t;
	init(&t);
	run(&t, "plan --days 30");
	assert_true(lines_of_messages(&t) > 0);
	assert_null(strstr(sbuf_text(&t.out), "\nkind "));
	test_office_fini(&t);
	init(&t);
	run(&t, "simulate --from 2018-05-01 --to 2018-05-20 --json");
	for (int i = 0; i < test_lines(&t); i++) {
		json_t *j = test_json(&t, i); /* every line is a message */
		assert_non_null(json_object_get(j, "kind"));
		json_decref(j);
	}
	test_office_fini(&t);
}
