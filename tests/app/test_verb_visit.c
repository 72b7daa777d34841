/* `visit` and `meeting`: entries by hand, each with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_add_writes_it_down_once(void **state);
void test_add_takes_names_as_people_write_them(void **state);
void test_add_needs_all_four(void **state);
void test_no_visit_in_the_future_or_outside_the_plan(void **state);
void test_impossible_day_is_refused(void **state);
void test_only_visited_units_are_visited(void **state);
void test_remove_by_number_and_by_words(void **state);
void test_removed_visit_stays_on_record(void **state);
void test_list_filters(void **state);
void test_meeting_is_kept_for_its_branch(void **state);
void test_what_changes_answers_in_json(void **state);
void test_wrong_words_are_usage(void **state);

static const char add[] = "visit add --person BAO --unit TANHOA "
			  "--date 2018-05-12 --reason bao_cao_giay";

static int64_t
now(void)
{
	return on2018(5, 24, 9, 0);
}

static int
do_it(struct test_office *t, const char *words)
{
	return test_verb(t, now(), words);
}

static int
visits(struct test_office *t)
{
	return test_facts(t)->visit_n;
}

void
test_add_writes_it_down_once(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out),
	    "written down: BAO TANHOA 2018-05-12\n");
	assert_false(store_pending(t.office.store)); /* on disk */
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out),
	    "it was there already: BAO TANHOA 2018-05-12\n");
	assert_int_equal(visits(&t), 1);
	const struct facts_visit *v = &test_facts(&t)->visits[0];
	assert_int_equal(v->on, civil_day(2018, 5, 12));
	assert_int_equal(v->month, civil_month(2018, 5));
	assert_int_equal(v->source, FACTS_MANUAL);
	assert_false(v->verify);
	test_office_fini(&t);
}

void
test_add_takes_names_as_people_write_them(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, "visit add --person Phạm_Quốc_Bảo "
				   "--unit tan_hoa --date 2018-05-12 "
				   "--reason x"),
	    VERB_DONE);
	assert_string_equal(sbuf_text(&t.out),
	    "written down: BAO TANHOA 2018-05-12\n");
	assert_int_equal(do_it(&t, "visit add --person BINH --unit TANHOA "
				   "--date 2018-05-12 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "'BINH'"));
	test_office_fini(&t);
}

void
test_add_needs_all_four(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	static const char *const wrong[] = {
		"visit add --unit TANHOA --date 2018-05-12 --reason x",
		"visit add --person BAO --date 2018-05-12 --reason x",
		"visit add --person BAO --unit TANHOA --reason x",
		"visit add --person BAO --unit TANHOA --date 2018-05-12",
		"visit add --person BAO --unit TANHOA --date 2018-05-12 "
		"--reason=",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(do_it(&t, wrong[i]), VERB_USAGE);
	assert_int_equal(visits(&t), 0);
	test_office_fini(&t);
}

void
test_no_visit_in_the_future_or_outside_the_plan(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, "visit add --person BAO --unit TANHOA "
				   "--date 2018-05-25 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "future"));
	assert_int_equal(do_it(&t, "visit add --person BAO --unit TANHOA "
				   "--date 2018-03-31 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk),
	    "outside the plan (2018-04 to 2018-12)"));
	assert_int_equal(do_it(&t, "visit add --person BAO --unit TANHOA "
				   "--date 2018-05-24 --reason x"),
	    VERB_DONE); /* today is no future */
	assert_int_equal(visits(&t), 1);
	test_office_fini(&t);
}

void
test_impossible_day_is_refused(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	static const char *const days[] = { "2018-02-30", "2018-5-1",
		"12/5/2018", "hom_qua", "2018-05-12T08:00" };
	char words[160];
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		snprintf(words, sizeof words,
		    "visit add --person BAO --unit TANHOA --date %s --reason x",
		    days[i]);
		assert_int_equal(do_it(&t, words), VERB_FAILED);
		assert_non_null(strstr(sbuf_text(&t.talk), "is no day"));
	}
	assert_int_equal(visits(&t), 0);
	test_office_fini(&t);
}

void
test_only_visited_units_are_visited(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, "visit add --person BAO --unit CUM2 "
				   "--date 2018-05-12 --reason x"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "no unit that is visited"));
	assert_int_equal(visits(&t), 0);
	test_office_fini(&t);
}

void
test_remove_by_number_and_by_words(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	int64_t id = test_facts(&t)->visits[0].id.v;
	char words[64];
	snprintf(words, sizeof words, "visit remove %d", (int)id);
	assert_int_equal(do_it(&t, words), VERB_USAGE); /* why? */
	assert_int_equal(visits(&t), 1);
	snprintf(words, sizeof words, "visit remove %d --reason nham", (int)id);
	assert_int_equal(do_it(&t, words), VERB_DONE);
	assert_int_equal(visits(&t), 0);
	assert_int_equal(do_it(&t, words), VERB_FAILED); /* it is gone */
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_int_equal(visits(&t), 1);
	assert_int_equal(do_it(&t, "visit remove --person BAO --unit TANLOI "
				   "--date 2018-05-12 --reason nham"),
	    VERB_FAILED);
	assert_int_equal(do_it(&t, "visit remove --person BAO --unit TANHOA "
				   "--date 2018-05-12 --reason nham"),
	    VERB_DONE);
	assert_int_equal(visits(&t), 0);
	test_office_fini(&t);
}

void
test_removed_visit_stays_on_record(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, add), VERB_DONE);
	assert_int_equal(do_it(&t, "visit remove --person BAO --unit TANHOA "
				   "--date 2018-05-12 --reason ghi_nham"),
	    VERB_DONE);
	assert_int_equal(do_it(&t, "history BAO"), VERB_DONE);
	const char *s = sbuf_text(&t.out);
	assert_non_null(strstr(s, "bao cao giay"));
	assert_non_null(strstr(s, "ghi nham"));
	assert_non_null(strstr(s, "cli:test"));
	test_office_fini(&t);
}

void
test_list_filters(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	test_visited(&t, "BAO", "TANHOA", 4, 12, now());
	test_visited(&t, "BAO", "TANLOI", 5, 12, now());
	test_visited(&t, "SON", "TANPHUOC", 5, 13, now());
	assert_int_equal(do_it(&t, "visit list --json"), VERB_DONE);
	assert_int_equal(test_lines(&t), 3);
	assert_int_equal(do_it(&t, "visit --json"), VERB_DONE);
	assert_int_equal(test_lines(&t), 3);
	assert_int_equal(do_it(&t, "visit list --json --month 2018-05"),
	    VERB_DONE);
	assert_int_equal(test_lines(&t), 2);
	assert_int_equal(
	    do_it(&t, "visit list --json --month 2018-05 --person BAO"),
	    VERB_DONE);
	assert_int_equal(test_lines(&t), 1);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "person"), "BAO");
	assert_string_equal(test_member(j, "unit"), "TANLOI");
	assert_string_equal(test_member(j, "date"), "2018-05-12");
	assert_true(json_is_false(json_object_get(j, "verify")));
	json_decref(j);
	assert_int_equal(do_it(&t, "visit list --month 5"), VERB_USAGE);
	assert_int_equal(do_it(&t, "visit list --person KHONG"), VERB_FAILED);
	test_office_fini(&t);
}

void
test_meeting_is_kept_for_its_branch(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	const struct org_unit branch = { .code = "TANLAP-AP3",
		.name = "Ấp 3",
		.kind = "chi_doan",
		.parent = "TANLAP",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	test_begin(&t);
	must(&t, org_put_unit(t.office.store, &branch, &t.err));
	test_commit(&t);
	assert_int_equal(do_it(&t, "meeting add --person DUYEN "
				   "--unit TANLAP-AP3 --date 2018-05-05 "
				   "--reason so_hop"),
	    VERB_DONE);
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->attendance_n, 1);
	assert_int_equal(f->visit_n, 0); /* meeting_counts = no */
	assert_string_equal(f->units[f->attendances[0].unit].code,
	    "TANLAP-AP3");
	assert_int_equal(do_it(&t, "meeting list --json"), VERB_DONE);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "unit"), "TANLAP-AP3");
	assert_string_equal(test_member(j, "date"), "2018-05-05");
	json_decref(j);
	assert_int_equal(do_it(&t, "meeting remove 99 --reason nham"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.talk), "no attendance 99"));
	assert_int_equal(do_it(&t, "meeting remove 1 --reason nham"),
	    VERB_DONE);
	assert_int_equal(test_facts(&t)->attendance_n, 0);
	test_office_fini(&t);
}

/* Each with --json: one object, never the sentence. */
void
test_what_changes_answers_in_json(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    do_it(&t, "visit add --json --person BAO --unit TANHOA "
			      "--date 2018-05-12 --reason bao_cao_giay"),
		    VERB_DONE);
		assert_int_equal(test_lines(&t), 1);
		json_t *j = test_json(&t, 0);
		assert_int_equal(json_is_true(json_object_get(j, "added")),
		    i == 0);
		assert_string_equal(test_member(j, "date"), "2018-05-12");
		json_decref(j);
	}
	assert_int_equal(do_it(&t, "visit remove 1 --reason nham --json"),
	    VERB_DONE);
	json_t *j = test_json(&t, 0);
	assert_int_equal(json_integer_value(json_object_get(j, "removed")), 1);
	json_decref(j);
	test_office_fini(&t);
}

void
test_wrong_words_are_usage(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(do_it(&t, "visit xoa"), VERB_USAGE);
	assert_int_equal(do_it(&t, "visit remove 1x --reason x"), VERB_USAGE);
	assert_int_equal(do_it(&t, "meeting xoa 1"), VERB_USAGE);
	assert_non_null(strstr(sbuf_text(&t.talk), "usage: nhacviec meeting"));
	test_office_fini(&t);
}
