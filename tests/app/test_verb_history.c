/* `history`: who changed what of a person or a unit, by which way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "store/imports.h"

void test_changes_of_every_way_stand_in_order(void **state);
void test_new_phone_shows_the_old_one(void **state);
void test_undo_says_who_took_it_back(void **state);
void test_unknown_name_is_told(void **state);

static int64_t
now(void)
{
	return on2018(5, 24, 7, 30);
}

static void
import_phone(struct test_office *t, const char *phone, int64_t at)
{
	int64_t id = 0;
	const struct org_person p = { .code = "BAO", .phone = phone };
	test_begin(t);
	must(t,
	    imports_add(t->office.store, "cli:an", NULL, 0, at, &id, &t->err));
	must(t, org_put_person(t->office.store, &p, at, &t->err));
	must(t, imports_finish(t->office.store, "{}", &t->err));
	test_commit(t);
}

void
test_changes_of_every_way_stand_in_order(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(test_verb(&t, now(),
			     "visit add --person BAO --unit TANHOA --date "
			     "2018-05-12 --by Ha --reason giay"),
	    VERB_DONE);
	import_phone(&t, "+84912000033", now() + 60);
	assert_int_equal(
	    test_verb(&t, now() + 120, "train BAO on --reason moi"), VERB_DONE);
	assert_int_equal(test_verb(&t, now() + 180,
			     "exempt add --person BAO --from 2018-08-01 --to "
			     "2018-08-31 --reason hoc"),
	    VERB_DONE);
	assert_int_equal(test_verb(&t, now() + 240, "history BAO"), VERB_DONE);
	static const char *const want[] = { "visit.add", "visit.by",
		"person.changed", "person.training", "exempt.add" };
	const char *at = sbuf_text(&t.out);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		at = strstr(at, want[i]);
		if (!at)
			fail_msg("no %s in order: %s", want[i],
			    sbuf_text(&t.out));
	}
	assert_non_null(strstr(sbuf_text(&t.out), "off -> on  # moi"));
	/* The unit's history has the visit too. */
	assert_int_equal(test_verb(&t, now() + 240, "history TANHOA"),
	    VERB_DONE);
	assert_non_null(strstr(sbuf_text(&t.out), "visit.add"));
	assert_null(strstr(sbuf_text(&t.out), "exempt.add"));
	test_office_fini(&t);
}

void
test_new_phone_shows_the_old_one(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	import_phone(&t, "+84912000033", now());
	assert_int_equal(test_verb(&t, now() + 60, "history BAO --json"),
	    VERB_DONE);
	json_t *row = json_loads(sbuf_text(&t.out), 0, NULL);
	assert_non_null(row);
	const char *who, *way, *what, *before, *after, *at, *reason;
	assert_int_equal(json_unpack(row, "{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "at",
			     &at, "who", &who, "way", &way, "what", &what,
			     "before", &before, "after", &after, "reason",
			     &reason),
	    0);
	assert_string_equal(at, "2018-05-24T07:30:00+07:00");
	assert_string_equal(who, "cli:an");
	assert_string_equal(way, "import:1");
	assert_string_equal(what, "person.changed");
	assert_string_equal(before, "phone +84912000003");
	assert_string_equal(after, "phone +84912000033");
	json_decref(row);
	test_office_fini(&t);
}

void
test_undo_says_who_took_it_back(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	import_phone(&t, "+84912000033", now());
	assert_int_equal(test_verb(&t, now() + 60, "import --undo 1"),
	    VERB_DONE);
	assert_int_equal(test_verb(&t, now() + 120, "history BAO --json"),
	    VERB_DONE);
	assert_int_equal(test_lines(&t), 2);
	json_t *made = test_json(&t, 0), *undone = test_json(&t, 1);
	assert_string_equal(test_member(made, "who"), "cli:an");
	assert_string_equal(test_member(undone, "who"), "cli:test");
	assert_string_equal(test_member(undone, "at"),
	    "2018-05-24T07:31:00+07:00");
	assert_string_equal(test_member(undone, "what"), "person.undone");
	assert_string_equal(test_member(undone, "before"),
	    "phone +84912000033");
	assert_string_equal(test_member(undone, "after"), "phone +84912000003");
	json_decref(made);
	json_decref(undone);
	test_office_fini(&t);
}

void
test_unknown_name_is_told(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(test_verb(&t, now(), "history NIEMAND"), VERB_FAILED);
	assert_int_equal(test_verb(&t, now(), "history"), VERB_USAGE);
	test_office_fini(&t);
}
