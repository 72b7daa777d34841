#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/namecell.h"

#include <stdlib.h>
#include <string.h>

void test_names_lose_what_is_no_name(void **state);
void test_mixed_capitals_are_doubtful(void **state);
void test_errors_of_spreadsheets_are_known(void **state);
void test_a_name_that_was_read_is_read_as_it_is(void **state);

void
test_names_lose_what_is_no_name(void **state)
{
	(void)state;
	static const struct {
		const char *cell, *name;
	} cases[] = { { "  Lê  Minh\xc2\xa0Quân ", "Lê Minh Quân" },
		{ "Đ/c Lê Minh Quân", "Lê Minh Quân" },
		{ "Đồng chí: Lê Minh Quân", "Lê Minh Quân" },
		{ "1. Lê Minh\nQuân", "Lê Minh Quân" },
		{ "Le\xcc\x82 Minh", "Lê Minh" }, { "\xe2\x80\x8bHoa", "Hoa" },
		{ "Đ/căn", "Đ/căn" }, { " \xc2\xa0 ", "" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *name = namecell_read(cases[i].cell);
		assert_string_equal(name, cases[i].name);
		free(name);
	}
}

void
test_mixed_capitals_are_doubtful(void **state)
{
	(void)state;
	assert_true(namecell_doubtful("NGUYễN VăN HòA"));
	assert_false(namecell_doubtful("NGUYỄN VĂN HÒA"));
	assert_false(namecell_doubtful("Nguyễn Văn Hòa"));
	assert_false(namecell_doubtful("điểu sơn"));
}

void
test_errors_of_spreadsheets_are_known(void **state)
{
	(void)state;
	assert_true(namecell_is_error("#N/A"));
	assert_true(namecell_is_error("########"));
	assert_false(namecell_is_error("#"));
	assert_false(namecell_is_error("#1 Tân Lập"));
	assert_false(namecell_is_error(""));
}

static unsigned
below(uint32_t *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

void
test_a_name_that_was_read_is_read_as_it_is(void **state)
{
	(void)state;
	static const char *const bits[] = { "Lê", "Le\xcc\x82", "Minh", "đ/c ",
		"Đồng chí", ": ", "1. ", "\n", "\t", " ", "\xc2\xa0",
		"\xe2\x80\x8b", "\xef\xbb\xbf", "Hoà", "(", "-", "'", "=1",
		"a\xcc\xa3\xcc\x86" };
	uint32_t seed = 3;
	for (int round = 0; round < 20000; round++) {
		char cell[160] = "";
		for (unsigned k = below(&seed, 9); k; k--)
			strcat(cell,
			    bits[below(&seed, sizeof bits / sizeof *bits)]);
		char *once = namecell_text(cell), *twice = namecell_text(once);
		if (strcmp(once, twice) != 0 || *once == ' ' ||
		    strpbrk(once, "\n\t") || strstr(once, "  "))
			fail_msg("\"%s\": \"%s\", \"%s\"", cell, once, twice);
		free(twice);
		twice = namecell_read(cell);
		char *thrice = namecell_text(twice);
		assert_string_equal(twice, thrice);
		free(thrice);
		free(twice);
		free(once);
	}
}
