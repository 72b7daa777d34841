#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/facts.h"
#include "lib/small_office.h"

#include <string.h>

void test_a_cluster_covers_its_communes(void **state);
void test_a_branch_belongs_to_its_commune(void **state);
void test_an_earlier_number_is_still_theirs(void **state);
void test_names_lose_their_kind(void **state);
void test_an_index_finds_what_a_look_finds(void **state);
void test_assignments_count_by_the_day(void **state);

void
test_a_cluster_covers_its_communes(void **state)
{
	(void)state;
	struct facts *f = small_office();
	facts_sort(f);
	int units[8];
	int32_t on = civil_day(2018, 5, 1);
	assert_int_equal(facts_units_of(f, BAO, 2, on, on, units, 8), 3);
	assert_int_equal(units[0], TANHOA);
	assert_int_equal(units[2], TANHUNG);
	assert_int_equal(facts_units_of(f, QUAN, 2, on, on, units, 8), 0);
	assert_int_equal(facts_units_of(f, BAO, 2, on, on, units, 2), 2);
	facts_free(f);
}

void
test_a_branch_belongs_to_its_commune(void **state)
{
	(void)state;
	struct facts *f = small_office();
	assert_true(facts_unit_under(f, TANLAP_AP3, CUM1));
	assert_false(facts_unit_under(f, TANLAP_AP3, CUM2));
	assert_int_equal(facts_unit_at_level(f, TANLAP_AP3, 2), TANLAP);
	assert_int_equal(facts_unit_at_level(f, CUM1, 2), FACTS_NONE);
	facts_free(f);
}

void
test_an_earlier_number_is_still_theirs(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct facts_number old = { SON, "+84987000005", false };
	f->numbers = &old;
	f->number_n = 1;
	bool earlier;
	assert_int_equal(facts_person_by_number(f, "+84912000005", &earlier),
	    SON);
	assert_false(earlier);
	assert_int_equal(facts_person_by_number(f, "+84987000005", &earlier),
	    SON);
	assert_true(earlier);
	assert_int_equal(facts_person_by_number(f, "+84999999999", NULL),
	    FACTS_NONE);
	facts_free(f);
}

void
test_names_lose_their_kind(void **state)
{
	(void)state;
	assert_string_equal(facts_short_name("Xã Tân Hòa"), "Tân Hòa");
	assert_string_equal(facts_short_name("Thị trấn Tân Phú"), "Tân Phú");
	assert_string_equal(facts_short_name("Ấp 3"), "Ấp 3");
	assert_string_equal(facts_given_name("Phạm Quốc Bảo"), "Bảo");
	assert_string_equal(facts_given_name("Nam"), "Nam");
}

void
test_assignments_count_by_the_day(void **state)
{
	(void)state;
	struct facts *f = small_office();
	f->assignments[1].until_on = civil_day(2018, 5, 20); /* Sơn */
	facts_sort(f);
	int unit;
	int32_t last = civil_day(2018, 5, 20);
	assert_int_equal(facts_units_of(f, SON, 2, last, last, &unit, 1), 1);
	assert_int_equal(
	    facts_units_of(f, SON, 2, last + 1, last + 9, &unit, 1), 0);
	facts_free(f);
}

void
test_an_index_finds_what_a_look_finds(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct facts *g = small_office();
	facts_index(g);
	static const char *const codes[] = { "BAO", "SON", "QUAN", "DUYEN",
		"TANHOA", "TANLAP-AP3", "HUYEN", "", "A", "ZZZ", "TANHO" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		assert_int_equal(facts_person_by_code(g, codes[i]),
		    facts_person_by_code(f, codes[i]));
		assert_int_equal(facts_unit_by_code(g, codes[i]),
		    facts_unit_by_code(f, codes[i]));
	}
	facts_free(f);
	facts_free(g);
}
