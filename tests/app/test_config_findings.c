#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/config_findings.h"

#include "base/sbuf.h"

#include <string.h>

void test_caret_stands_under_the_character(void **state);
void test_caret_knows_wide_and_combining_characters(void **state);
void test_a_cut_message_ends_with_a_whole_character(void **state);
void test_whole_files_have_no_line(void **state);
void test_long_lines_are_shown_around_the_place(void **state);
void test_order_is_file_line_column(void **state);
void test_more_than_can_be_kept_still_count(void **state);

static const char *
printed(struct config_findings *f, struct sbuf *out)
{
	sbuf_clear(out);
	config_findings_print(f, out);
	return sbuf_text(out);
}

void
test_caret_stands_under_the_character(void **state)
{
	(void)state;
	struct config_findings f = { 0 };
	struct sbuf out = { 0 };
	const struct config_findings_spot spot = { .file = "a.conf",
		.line = 3,
		.source = "\tđé=x\x1b",
		.at = 6 };
	config_findings_add(&f, true, &spot, "do %not%", "no %s", "good");
	assert_int_equal(f.v[0].column, 5);
	assert_string_equal(printed(&f, &out), "a.conf:3:5: error: no good\n"
					       "  \tđé=x?\n"
					       "  \t   ^\n"
					       "  hint: do %not%\n");
	config_findings_fini(&f);
	sbuf_fini(&out);
}

void
test_caret_knows_wide_and_combining_characters(void **state)
{
	(void)state;
	static const struct {
		const char *before, *shown, *indent;
		int column;
	} rows[] = {
		{ "e\xcc\x82\xcc\xa3 ", "e\xcc\x82\xcc\xa3 ", "  ", 5 },
		{ "会 ", "会 ", "   ", 3 },
		{ "a\t会\t", "a\t会\t", " \t  \t", 5 },
		{ "a\xe2\x80\x8b", "a\xe2\x80\x8b", " ", 3 },
		{ "a\xc2\x9b", "a?", "  ", 3 },
		{ "\xff", "?", " ", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct config_findings f = { 0 };
		struct sbuf out = { 0 }, line = { 0 }, want = { 0 };
		sbuf_addf(&line, "%sX", rows[i].before);
		const struct config_findings_spot spot = { .file = "a",
			.line = 1,
			.source = sbuf_text(&line),
			.at = line.len - 1 };
		config_findings_add(&f, true, &spot, NULL, "m");
		sbuf_addf(&want, "a:1:%d: error: m\n  %sX\n  %s^\n",
		    rows[i].column, rows[i].shown, rows[i].indent);
		assert_string_equal(printed(&f, &out), sbuf_text(&want));
		config_findings_fini(&f);
		sbuf_fini(&out);
		sbuf_fini(&line);
		sbuf_fini(&want);
	}
}

void
test_a_cut_message_ends_with_a_whole_character(void **state)
{
	(void)state;
	for (size_t lead = 0; lead < 4; lead++) {
		struct config_findings f = { 0 };
		struct sbuf long_one = { 0 };
		const struct config_findings_spot spot = { .file = "a" };
		for (size_t i = 0; i < lead; i++)
			sbuf_add_c(&long_one, 'x');
		while (long_one.len < 900)
			sbuf_add(&long_one, "ệ");
		config_findings_add(&f, true, &spot, NULL, "%s",
		    sbuf_text(&long_one));
		const char *s = f.v[0].message;
		size_t n = strlen(s);
		assert_true(n > 500 && (n - lead) % 3 == 0);
		config_findings_fini(&f);
		sbuf_fini(&long_one);
	}
}

void
test_whole_files_have_no_line(void **state)
{
	(void)state;
	struct config_findings f = { 0 };
	struct sbuf out = { 0 };
	const struct config_findings_spot spot = { .file = "a.conf" };
	config_findings_add(&f, false, &spot, "", "odd");
	assert_string_equal(printed(&f, &out), "a.conf: warning: odd\n");
	assert_int_equal(f.errors, 0);
	assert_null(f.v[0].hint);
	config_findings_fini(&f);
	sbuf_fini(&out);
}

void
test_long_lines_are_shown_around_the_place(void **state)
{
	(void)state;
	struct config_findings f = { 0 };
	struct sbuf out = { 0 }, line = { 0 };
	while (line.len < 3000)
		sbuf_add(&line, "ă");
	sbuf_add(&line, "X");
	size_t at = line.len - 1;
	while (line.len < 9000)
		sbuf_add(&line, "b");
	const struct config_findings_spot spot = { .file = "a",
		.line = 1,
		.source = sbuf_text(&line),
		.at = at };
	config_findings_add(&f, true, &spot, NULL, "m");
	assert_int_equal(f.v[0].column, 1501);
	printed(&f, &out);
	assert_true(out.len < 800);
	/* The caret is as many characters in as the X. */
	const char *shown = strchr(sbuf_text(&out), '\n') + 1;
	const char *caret = strchr(shown, '\n') + 1;
	size_t x = 0, up = strcspn(caret, "^");
	for (const char *s = shown; *s != 'X'; s++)
		x += ((unsigned char)*s & 0xc0) != 0x80;
	assert_int_equal(up, x);
	config_findings_fini(&f);
	sbuf_fini(&line);
	sbuf_fini(&out);
}

void
test_order_is_file_line_column(void **state)
{
	(void)state;
	struct config_findings f = { 0 };
	char first[] = "z.conf", second[] = "a.conf";
	char *const files[] = { first, second };
	const struct config_findings_spot spots[] = {
		{ .file = "a.conf", .line = 1, .source = "abc", .at = 0 },
		{ .file = "z.conf", .line = 9, .source = "abc", .at = 0 },
		{ .file = "z.conf", .line = 2, .source = "abc", .at = 2 },
		{ .file = "z.conf", .line = 2, .source = "abc", .at = 1 },
		{ .file = "z.conf" },
		{ .file = "elsewhere" },
	};
	for (size_t i = 0; i < sizeof spots / sizeof *spots; i++)
		config_findings_add(&f, true, &spots[i], NULL, "%zu", i);
	config_findings_sort(&f, files, 2);
	static const char *const want[] = { "5", "4", "3", "2", "1", "0" };
	for (size_t i = 0; i < f.n; i++)
		assert_string_equal(f.v[i].message, want[i]);
	config_findings_fini(&f);
}

void
test_more_than_can_be_kept_still_count(void **state)
{
	(void)state;
	struct config_findings f = { 0 };
	struct sbuf out = { 0 };
	const struct config_findings_spot spot = { .file = "a" };
	for (int i = 0; i < 1500; i++)
		config_findings_add(&f, true, &spot, NULL, "m");
	assert_int_equal(f.errors, 1500);
	assert_int_equal(f.n, 1000);
	assert_non_null(strstr(printed(&f, &out), "more than can be listed"));
	config_findings_fini(&f);
	sbuf_fini(&out);
}
