/* `exempt`: who is free of the duty, from when to when, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_added_is_listed_and_removed(void **state);
void test_removed_by_person_and_first_day(void **state);
void test_json_is_one_object_each(void **state);
void test_wrong_words_are_usage(void **state);

static const char add[] = "exempt add --person BAO --from 2018-05-10 "
			  "--to 2018-05-25 --reason di_hoc";

static int
do_it(struct test_office *t, const char *words)
{
	return test_verb(t, on2018(5, 24, 9, 0), words);
}

void
test_added_is_listed_and_removed(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_int_equal(do_it(&t, "exempt list"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "di hoc"));
	assert_int_equal(do_it(&t, "exempt remove --person BAO --from "
				   "2018-05-10 --reason nham"),
	    VERB_DONE);
	assert_false(store_pending(t.office.store)); /* on disk */
	assert_int_equal(do_it(&t, "exempt"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_int_equal(do_it(&t, "history BAO"), VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "exempt.remove"));
	assert_non_null(strstr(sbuf_text(&t.out), "nham"));
	test_office_fini(&t);
}

void
test_removed_by_person_and_first_day(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_int_equal(do_it(&t, "exempt remove --person BAO --from "
				   "2018-05-11 --reason nham"),
	    VERB_FAILED);
	assert_non_null(
	    strstr(sbuf_text(&t.talk), "BAO has no exemption from 2018-05-11"));
	assert_int_equal(test_facts(&t)->exemption_n, 1);
	test_office_fini(&t);
}

void
test_json_is_one_object_each(void **state)
{
	(void)state;
	static const char *const words[] = {
		"exempt add --person BAO --from 2018-05-10 --reason di_hoc "
		"--json",
		"exempt list --json",
		"exempt remove --person BAO --from 2018-05-10 --reason x "
		"--json",
	};
	struct test_office t;
	test_office_init(&t, NULL);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		assert_int_equal(do_it(&t, words[i]), VERB_DONE);
		assert_int_equal(test_lines(&t), 1);
		json_t *j = test_json(&t, 0);
		assert_string_equal(test_member(j, "from"), "2018-05-10");
		assert_string_equal(
		    test_member(j, i < 2 ? "person" : "removed"), "BAO");
		if (i < 2)
			assert_true(json_is_null(json_object_get(j, "to")));
		json_decref(j);
	}
	test_office_fini(&t);
}

void
test_wrong_words_are_usage(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"exempt remove --person BAO --from 2018-05-10",
		"exempt remove --from 2018-05-10 --reason x",
		"exempt remove --person BAO --reason x",
		"exempt remove --person BAO --from hom_qua --reason x",
		"exempt drop",
	};
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(do_it(&t, wrong[i]), VERB_USAGE);
	assert_int_equal(test_facts(&t)->exemption_n, 1);
	test_office_fini(&t);
}
