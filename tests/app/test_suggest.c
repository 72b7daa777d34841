#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/suggest.h"

void test_distance_counts_slips(void **state);
void test_only_near_names_are_suggested(void **state);

static const char *
colour_at(size_t i, const void *arg)
{
	static const char *const names[] = { "kannel", "sandbox", "http",
		"to" };
	(void)arg;
	return i < 4 ? names[i] : NULL;
}

void
test_distance_counts_slips(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = { { "", "", 0 }, { "open", "open", 0 }, { "opn", "open", 1 },
		{ "openn", "open", 1 }, { "opem", "open", 1 },
		{ "oepn", "open", 1 }, { "Open", "open", 0 }, { "", "ab", 2 },
		{ "kitten", "sitting", 3 }, { "ca", "abc", 3 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(suggest_distance(rows[i].a, rows[i].b),
		    rows[i].distance);
		assert_int_equal(suggest_distance(rows[i].b, rows[i].a),
		    rows[i].distance);
	}
}

void
test_only_near_names_are_suggested(void **state)
{
	(void)state;
	assert_string_equal(suggest_nearest("kanel", colour_at, NULL),
	    "kannel");
	assert_string_equal(suggest_nearest("htpt", colour_at, NULL), "http");
	assert_null(suggest_nearest("esms", colour_at, NULL));
	assert_null(suggest_nearest("x", colour_at, NULL));
	assert_null(suggest_nearest("", colour_at, NULL));
	assert_null(suggest_nearest("kannelkannelkannelkannelkannelkannel"
				    "kannelkannelkannelkannelkannel",
	    colour_at, NULL));
}
