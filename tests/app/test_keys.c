#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/keys.h"
#include "base/sbuf.h"
#include "core/policy.h"
#include "gw/gw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_table_is_sorted_and_found_by_halves(void **state);
void test_each_key_has_help_and_an_example_that_parses(void **state);
void test_every_wording_has_its_key(void **state);
void test_a_drivers_own_keys_are_not_everybodys(void **state);
void test_near_names_and_other_sections_are_told(void **state);
void test_sample_shows_every_key_with_words_above(void **state);

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

/* The sample's text; caller frees. */
static char *
sample_text(void)
{
	struct sbuf b = { 0 };
	char chunk[4096];
	size_t n;
	FILE *f = fopen("config/nhacviec.conf", "r");
	assert_non_null(f);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		sbuf_add_n(&b, chunk, n);
	fclose(f);
	return sbuf_take(&b);
}

/* Whether "key = ", as it is or behind a '#', stands in a section of that
 * name. */
static bool
shows(const char *sample, const char *section, const char *key)
{
	char at[64] = "";
	size_t n = strlen(key);
	for (const char *s = sample; *s;
	     s += strcspn(s, "\n"), s += *s == '\n') {
		const char *line = s + (*s == '#');
		if (*line == '[')
			snprintf(at, sizeof at, "%.*s",
			    (int)strcspn(line + 1, "] "), line + 1);
		else if (strncmp(line, key, n) == 0 &&
			 strncmp(line + n, " =", 2) == 0 &&
			 strcmp(at, section) == 0)
			return true;
	}
	return false;
}

void
test_sample_shows_every_key_with_words_above(void **state)
{
	(void)state;
	char *sample = sample_text();
	size_t missing = 0;
	for (size_t i = 0; i < keys_count(); i++) {
		const struct keys_key *k = keys_at(i);
		if (k->hidden || shows(sample, k->section, k->name))
			continue;
		print_error("not in config/nhacviec.conf: [%s] %s\n",
		    k->section, k->name);
		missing++;
	}
	assert_int_equal(missing, 0);
	assert_false(shows(sample, "visit", "nix"));
	free(sample);
}
