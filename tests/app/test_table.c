#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/table.h"

#include <string.h>

void test_lines_are_physical_ones(void **state);
void test_all_line_ends_are_known(void **state);
void test_empty_lines_are_no_rows(void **state);
void test_cells_beyond_the_row_are_blank(void **state);
void test_unclosed_quote_names_the_line_it_opened_on(void **state);
void test_stray_quote_is_an_error_of_its_line(void **state);
void test_too_many_columns_are_refused(void **state);
void test_head_alone_can_be_read(void **state);

static int
parse(struct table *t, const char *text, char delimiter, int *line)
{
	*t = (struct table){ 0 };
	return table_parse(t, text, strlen(text), delimiter, 0, line, NULL);
}

void
test_lines_are_physical_ones(void **state)
{
	(void)state;
	struct table t;
	int line;
	assert_int_equal(
	    parse(&t, "a,b\n\"1\r\n2\n3\",\"x \"\" y\"\nc,d\n", ',', &line), 0);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.rows[1].line, 2);
	assert_int_equal(t.rows[2].line, 5);
	assert_string_equal(table_cell(&t, 1, 0), "1\r\n2\n3");
	assert_string_equal(table_cell(&t, 1, 1), "x \" y");
	assert_string_equal(table_cell(&t, 2, 1), "d");
	table_fini(&t);
}

void
test_all_line_ends_are_known(void **state)
{
	(void)state;
	static const char *const texts[] = { "a;b\nc;d\n", "a;b\r\nc;d\r\n",
		"a;b\rc;d\r", "a;b\nc;d", "a;b\rc;d" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct table t;
		int line;
		assert_int_equal(parse(&t, texts[i], ';', &line), 0);
		assert_int_equal(t.n, 2);
		assert_int_equal(t.rows[1].line, 2);
		assert_string_equal(table_cell(&t, 1, 1), "d");
		table_fini(&t);
	}
}

void
test_empty_lines_are_no_rows(void **state)
{
	(void)state;
	struct table t;
	int line;
	assert_int_equal(parse(&t, "\n\na\tb\n  \n\t\n\nc\td\n\n", '\t', &line),
	    0);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.rows[0].line, 3);
	assert_int_equal(t.rows[1].line, 5); /* blank cells are a row */
	assert_int_equal(t.rows[2].line, 7);
	table_fini(&t);
}

void
test_cells_beyond_the_row_are_blank(void **state)
{
	(void)state;
	struct table t;
	int line;
	assert_int_equal(parse(&t, "a,,c\n", ',', &line), 0);
	assert_string_equal(table_cell(&t, 0, 1), "");
	assert_string_equal(table_cell(&t, 0, 2), "c");
	assert_string_equal(table_cell(&t, 0, 3), "");
	assert_string_equal(table_cell(&t, 0, -1), "");
	table_fini(&t);
}

void
test_unclosed_quote_names_the_line_it_opened_on(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int line;
	} cases[] = {
		{ "a,b\nc,\"open\nd,e\nf,g\n", 2 },
		{ "\"open\nd,e\n", 1 },
		/* a whole quoted cell of two lines stands before it */
		{ "a,b\n\"x\ny\",\"open\nd,e\n", 3 },
		{ "a,\"open", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct table t;
		int line;
		assert_true(parse(&t, cases[i].text, ',', &line) < 0);
		assert_int_equal(line, cases[i].line);
		table_fini(&t);
	}
}

void
test_stray_quote_is_an_error_of_its_line(void **state)
{
	(void)state;
	struct table t;
	int line;
	assert_true(parse(&t, "a,b\nc,d\nx \"y\" z,1\n", ',', &line) < 0);
	assert_int_equal(line, 3);
	table_fini(&t);
}

void
test_too_many_columns_are_refused(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	struct table t;
	int line;
	for (int i = 0; i < TABLE_COLUMNS_MAX; i++)
		sbuf_add(&b, ",");
	sbuf_add(&b, "\n");
	assert_true(parse(&t, sbuf_text(&b), ',', &line) < 0);
	assert_int_equal(line, 1);
	table_fini(&t);
	/* one fewer is allowed */
	assert_int_equal(parse(&t, sbuf_text(&b) + 1, ',', &line), 0);
	assert_int_equal(t.rows[0].n, TABLE_COLUMNS_MAX);
	table_fini(&t);
	sbuf_fini(&b);
}

void
test_head_alone_can_be_read(void **state)
{
	(void)state;
	struct table t = { 0 };
	int line;
	static const char text[] = "a\nb\nc\n\"open";
	assert_int_equal(
	    table_parse(&t, text, sizeof text - 1, ',', 2, &line, NULL), 0);
	assert_int_equal(t.n, 2);
	table_fini(&t);
}
