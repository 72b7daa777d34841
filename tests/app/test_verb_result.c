/* `result`: what was handed in for a session, and what was not after all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_added_listed_removed(void **state);
void test_only_for_a_session(void **state);
void test_nothing_to_remove(void **state);
void test_wrong_words_are_usage(void **state);

static int
do_it(struct test_office *t, const char *words)
{
	return test_verb(t, on2018(5, 24, 9, 0), words);
}

static void
begin(struct test_office *t)
{
	test_office_init(t, NULL);
	test_begin(t);
	must(t, org_put_session(t->office.store, civil_day(2018, 6, 15), "BCH",
		    &t->err));
	test_commit(t);
}

void
test_added_listed_removed(void **state)
{
	(void)state;
	struct test_office t;
	begin(&t);
	assert_int_equal(do_it(&t, "result add --person BAO --session "
				   "2018-06-15 --reason ban_giay"),
	    VERB_DONE);
	assert_int_equal(do_it(&t, "result list --json"), VERB_DONE);
	assert_int_equal(test_lines(&t), 1);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "person"), "BAO");
	assert_string_equal(test_member(j, "session"), "2018-06-15");
	assert_true(json_is_false(json_object_get(j, "verify")));
	json_decref(j);
	assert_int_equal(do_it(&t, "result --person DUYEN"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_int_equal(do_it(&t, "result --session 2018-06-16"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_int_equal(do_it(&t, "result remove --person BAO --session "
				   "2018-06-15 --reason nham --json"),
	    VERB_DONE);
	j = test_json(&t, 0);
	assert_true(json_is_false(json_object_get(j, "done")));
	json_decref(j);
	assert_int_equal(test_facts(&t)->result_n, 0);
	test_office_fini(&t);
}

void
test_only_for_a_session(void **state)
{
	(void)state;
	struct test_office t;
	begin(&t);
	assert_int_equal(do_it(&t, "result add --person BAO --session "
				   "2018-06-16 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "2018-06-16"));
	assert_int_equal(test_facts(&t)->result_n, 0);
	test_office_fini(&t);
}

void
test_nothing_to_remove(void **state)
{
	(void)state;
	struct test_office t;
	begin(&t);
	assert_int_equal(do_it(&t, "result remove --person BAO --session "
				   "2018-06-15 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "handed in nothing"));
	test_office_fini(&t);
}

void
test_wrong_words_are_usage(void **state)
{
	(void)state;
	static const char *const wrong[] = { "result drop",
		"result add --person BAO --session 2018-06-15",
		"result add --session 2018-06-15 --reason x",
		"result remove --person BAO --reason x",
		"result list --session hom_nay" };
	struct test_office t;
	begin(&t);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(do_it(&t, wrong[i]), VERB_USAGE);
	test_office_fini(&t);
}
