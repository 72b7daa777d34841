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
