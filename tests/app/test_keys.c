#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/keys.h"
#include "core/policy.h"
#include "gw/gw.h"

#include <stdio.h>
#include <string.h>

void test_table_is_sorted_and_found_by_halves(void **state);
void test_each_key_has_help_and_an_example_that_parses(void **state);
void test_every_wording_has_its_key(void **state);
void test_a_drivers_own_keys_are_not_everybodys(void **state);
void test_near_names_and_other_sections_are_told(void **state);

void
test_table_is_sorted_and_found_by_halves(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys_count(); i++) {
		const struct keys_key *k = keys_at(i), *next = keys_at(i + 1);
		assert_ptr_equal(keys_find(k->section, k->name), k);
		assert_int_equal(keys_index(k), i);
		if (!next)
			break;
		int d = strcmp(k->section, next->section);
		assert_true(
		    d < 0 || (d == 0 && strcmp(k->name, next->name) < 0));
	}
	assert_null(keys_at(keys_count()));
	assert_null(keys_find("visit", "nix"));
	assert_null(keys_find("", "open"));
}

void
test_each_key_has_help_and_an_example_that_parses(void **state)
{
	(void)state;
	struct mem_arena arena = { 0 };
	union {
		struct policy_ladder ladder;
		char *text;
		void *whatever;
	} field;
	for (size_t i = 0; i < keys_count(); i++) {
		const struct keys_key *k = keys_at(i);
		struct value_trouble t = { 0 };
		const struct value_in in = { .text = k->example,
			.min = k->min,
			.max = k->max,
			.dir = "/",
			.arena = &arena };
		assert_true(k->help && *k->help);
		if (k->style == KEYS_WORDING) {
			assert_non_null(keys_default(k));
			continue;
		}
		assert_true(k->example && *k->example);
		if (k->offset == 0 && k->place == KEYS_POLICY)
			continue; /* fills the policy: see test_value_list */
		size_t n = strlen(k->name);
		if (n > 5 && strcmp(k->name + n - 5, "_file") == 0)
			continue; /* reads a file */
		memset(&field, 0, sizeof field);
		bool ok = k->parse(&in, &field, &t);
		if (!ok)
			print_error("%s: %s\n", k->name, t.message);
		assert_true(ok);
		assert_string_equal(t.message, "");
		if (k->style == KEYS_FREE)
			policy_set(&field.text, NULL);
	}
	mem_arena_fini(&arena);
}

void
test_every_wording_has_its_key(void **state)
{
	(void)state;
	struct policy p;
	for (int w = 0; w < POLICY_WORDING__N; w++) {
		const struct keys_key *k = keys_find("wording",
		    policy_wording_name((enum policy_wording)w));
		assert_non_null(k);
		assert_ptr_equal((char *)&p + k->offset, &p.wording[w]);
		assert_string_equal(keys_default(k),
		    policy_wording_default((enum policy_wording)w));
	}
}

void
test_a_drivers_own_keys_are_not_everybodys(void **state)
{
	(void)state;
	const struct gw_driver *d;
	size_t n = 0;
	for (size_t i = 0; (d = gw_driver_at(i)) != NULL; i++) {
		for (const struct gw_key *k = d->keys; k && k->name; k++) {
			assert_null(keys_find("gateway", k->name));
			assert_ptr_equal(gw_key_find(d, k->name), k);
			assert_string_equal(keys_near_driver(d, k->name),
			    k->name);
			assert_non_null(k->help);
			n++;
		}
	}
	assert_true(n > 0);
	assert_null(gw_key_find(gw_driver_find("sandbox"), "smsc"));
}

void
test_near_names_and_other_sections_are_told(void **state)
{
	(void)state;
	assert_string_equal(keys_near("visit", "meeting_count"),
	    "meeting_counts");
	assert_string_equal(keys_near_section("vist"), "visit");
	assert_string_equal(keys_elsewhere("visit", "hours"), "sending");
	assert_null(keys_elsewhere("visit", "nix"));
	assert_true(keys_section_known("hooks"));
	assert_false(keys_section_known("hook"));
}
