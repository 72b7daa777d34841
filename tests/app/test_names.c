/* People and units as a person at the keyboard names them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/names.h"

void test_person_by_code_or_name(void **state);
void test_unit_by_code_or_name(void **state);
void test_nobody_is_told_what_to_do(void **state);
void test_two_of_one_name_ask_for_the_code(void **state);
void test_code_wins_over_a_name(void **state);

static const char *
person(struct test_office *t, const char *name)
{
	const struct facts *f = test_facts(t);
	t->err = (struct err){ 0 };
	int i = names_person(f, name, &t->err);
	return i < 0 ? NULL : f->people[i].code;
}

static const char *
unit(struct test_office *t, const char *name)
{
	const struct facts *f = test_facts(t);
	t->err = (struct err){ 0 };
	int i = names_unit(f, name, &t->err);
	return i < 0 ? NULL : f->units[i].code;
}

static void
put(struct test_office *t, const char *code, const char *name)
{
	const struct org_person p = { .code = code,
		.name = name,
		.role = "cadre" };
	test_begin(t);
	must(t, org_put_person(t->office.store, &p, 1, &t->err));
	test_commit(t);
}

void
test_person_by_code_or_name(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_string_equal(person(&t, "BAO"), "BAO");
	assert_string_equal(person(&t, "bao"), "BAO");
	assert_string_equal(person(&t, "Phạm Quốc Bảo"), "BAO");
	assert_string_equal(person(&t, "pham quoc bao"), "BAO");
	assert_string_equal(person(&t, "PHAM  QUOC BAO"), "BAO");
	test_office_fini(&t);
}

void
test_unit_by_code_or_name(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_string_equal(unit(&t, "TANHOA"), "TANHOA");
	assert_string_equal(unit(&t, "tanhoa"), "TANHOA");
	assert_string_equal(unit(&t, "Xã Tân Hòa"), "TANHOA");
	assert_string_equal(unit(&t, "tan hoa"), "TANHOA");
	assert_string_equal(unit(&t, "Tân Hoà"), "TANHOA"); /* old accent */
	assert_string_equal(unit(&t, "Thị trấn Tân Phú"), "TANPHU");
	test_office_fini(&t);
}

void
test_nobody_is_told_what_to_do(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_null(person(&t, "BINH"));
	assert_int_equal(t.err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(t.err.text, "'BINH'"));
	assert_non_null(strstr(t.err.text, "status"));
	assert_null(unit(&t, "TANLONG"));
	assert_int_equal(t.err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(t.err.text, "'TANLONG'"));
	assert_null(person(&t, ""));
	assert_null(unit(&t, ""));
	test_office_fini(&t);
}

void
test_two_of_one_name_ask_for_the_code(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	put(&t, "BAO2", "Phạm Quốc Bảo");
	assert_null(person(&t, "pham quoc bao"));
	assert_non_null(strstr(t.err.text, "several"));
	assert_string_equal(person(&t, "BAO2"), "BAO2");
	assert_string_equal(person(&t, "BAO"), "BAO");
	test_office_fini(&t);
}

void
test_code_wins_over_a_name(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	put(&t, "X1", "Bao");
	assert_string_equal(person(&t, "BAO"), "BAO");
	test_office_fini(&t);
}
