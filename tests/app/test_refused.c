#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/import.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/policy.h"
#include "store/store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

void test_refused_rows_come_back_and_mended_go_in(void **state);
void test_refused_rows_of_a_workbook_come_back_as_one(void **state);
void test_what_was_inherited_stands_in_the_row(void **state);
void test_a_second_round_keeps_one_column_of_reasons(void **state);
void test_nothing_refused_is_no_file(void **state);
void test_several_lists_need_a_workbook(void **state);
void test_formulas_come_back_as_text(void **state);

#define NOW 1522540800 /* 2018-04-01 */
#define UNITS "tests/fixtures/units.csv"

struct world {
	struct store *store;
	struct policy *policy;
	struct sbuf out, talk;
	struct outfile_list outs;
};

static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	struct sbuf b = { 0 };
	char part[4096];
	size_t got;
	while ((got = fread(part, 1, sizeof part, f)) > 0)
		sbuf_add_n(&b, part, got);
	fclose(f);
	*n = b.len;
	return sbuf_take(&b);
}

static int
run(struct world *w, const struct import_file *files, size_t n,
    const char *refused)
{
	const struct import_options o = { .apply = true,
		.json = true,
		.who = "test",
		.refused = refused,
		.outs = &w->outs };
	sbuf_clear(&w->out);
	sbuf_clear(&w->talk);
	outfile_fini(&w->outs);
	return import_run(w->store, w->policy, files, n, &o, NOW, &w->out,
	    &w->talk);
}

static int
run_text(struct world *w, const char *name, const char *text,
    const char *refused)
{
	const struct import_file f = { name, text, strlen(text) };
	return run(w, &f, 1, refused);
}

static void
open_world(struct world *w)
{
	size_t n;
	*w = (struct world){ 0 };
	assert_int_equal(store_open_memory(&w->store, NULL, 0, NULL), 0);
	w->policy = policy_new();
	w->policy->from_month = civil_month(2018, 4);
	w->policy->until_month = civil_month(2018, 12);
	char *units = slurp(UNITS, &n);
	assert_int_equal(run_text(w, "units.csv", units, NULL), 0);
	free(units);
}

static void
close_world(struct world *w)
{
	store_close(w->store);
	policy_free(w->policy);
	sbuf_fini(&w->out);
	sbuf_fini(&w->talk);
	outfile_fini(&w->outs);
}

static long
count(const struct world *w, const char *key)
{
	json_t *j = json_loadb(sbuf_text(&w->out),
	    strcspn(sbuf_text(&w->out), "\n"), 0, NULL);
	assert_non_null(j);
	long n = (long)json_integer_value(json_object_get(j, key));
	json_decref(j);
	return n;
}

static char *
replaced(const char *text, const char *old, const char *new)
{
	struct sbuf b = { 0 };
	const char *at = strstr(text, old);
	assert_non_null(at);
	sbuf_add_n(&b, text, (size_t)(at - text));
	sbuf_add(&b, new);
	sbuf_add(&b, at + strlen(old));
	return sbuf_take(&b);
}

#define LIST                                                                   \
	"DANH S\u00c1CH;;;;\n"                                                 \
	"STT;H\u1ecd v\u00e0 t\u00ean;\u0110\u1ecba b\u00e0n;S\u0110T;Ghi "    \
	"ch\u00fa\n"                                                           \
	"1;Ph\u1ea1m Qu\u1ed1c B\u1ea3o;T\u00e2n H\u00f2a;0912000003;\n"       \
	"2;Tr\u1ea7n Th\u1ecb Duy\u00ean;T\u00e2n Ph\u00fa;091200002;\"a;"     \
	"\"\"b\"\"\"\n"                                                        \
	"3;V\u00f5 Th\u1ecb Hoa;X\u00e3 L\u1ea1;0912000004;\n"

void
test_refused_rows_come_back_and_mended_go_in(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	assert_int_equal(run_text(&w, "a.csv", LIST, "out.csv"), 0);
	assert_int_equal(count(&w, "refused"), 2);
	assert_int_equal(w.outs.n, 1);
	assert_string_equal(w.outs.v[0].name, "out.csv");
	const char *text = w.outs.v[0].bytes;
	assert_memory_equal(text, "\xef\xbb\xbf", 3);
	assert_non_null(strstr(text, "\"Ghi ch\u00fa\",\"L\u00fd do\"\r\n"));
	assert_non_null(strstr(text, "\"a;\"\"b\"\"\",\"S\u0110T: "));
	assert_null(strstr(text, "B\u1ea3o"));
	char *half = replaced(text, "091200002", "0912000002");
	char *mended = replaced(half, "X\u00e3 L\u1ea1", "T\u00e2n L\u1ee3i");
	assert_int_equal(run_text(&w, "out.csv", mended, NULL), 0);
	assert_int_equal(count(&w, "refused"), 0);
	assert_int_equal(count(&w, "accepted"), 2);
	free(half);
	free(mended);
	close_world(&w);
}

/* The sheets of a file as libxlsxwriter makes them: rows of cells in text,
 * tab-separated; a line of "=" begins the next sheet. */
static char *
book_of(const char *text, size_t *n)
{
	static const char path[] = "test_refused.tmp.xlsx";
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
	lxw_row_t row = 0;
	for (const char *s = text; *s; row++) {
		size_t line = strcspn(s, "\n");
		if (*s == '=') {
			sheet = workbook_add_worksheet(book, NULL);
			row = (lxw_row_t)-1;
		}
		lxw_col_t column = 0;
		const char *end = s + line;
		for (; *s != '=' && s <= end; column++) {
			size_t cell = strcspn(s, "\t\n");
			char *one = mem_dup_n(s, cell);
			worksheet_write_string(sheet, row, column, one, NULL);
			free(one);
			s += cell + 1;
		}
		s = *end ? end + 1 : end;
	}
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	char *bytes = slurp(path, n);
	remove(path);
	return bytes;
}

void
test_refused_rows_of_a_workbook_come_back_as_one(void **state)
{
	(void)state;
	struct world w;
	size_t n;
	open_world(&w);
	char *bytes = book_of("STT\tH\u1ecd v\u00e0 t\u00ean\t\u0110\u1ecba "
			      "b\u00e0n\tS\u0110T\n"
			      "1\tPh\u1ea1m B\u1ea3o\tT\u00e2n H\u00f2a\t"
			      "0212000003\n"
			      "=\n"
			      "STT\tH\u1ecd t\u00ean\tX\u00e3\tS\u0110T\n"
			      "5\tV\u00f5 Hoa\tL\u1ea1\t0912000004\n"
			      "6\tV\u00f5 H\u1ea1nh\tT\u00e2n H\u00f2a\t"
			      "0912000005\n",
	    &n);
	const struct import_file f = { "a.xlsx", bytes, n };
	assert_int_equal(run(&w, &f, 1, "refused"), 0);
	assert_int_equal(count(&w, "refused"), 2);
	assert_int_equal(count(&w, "accepted"), 1);
	assert_int_equal(w.outs.n, 1);
	free(bytes);
	/* as it is, it is refused again, row by row; both sheets are there */
	struct outfile_list outs = w.outs;
	w.outs = (struct outfile_list){ 0 };
	const struct import_file again = { "refused", outs.v[0].bytes,
		outs.v[0].len };
	assert_int_equal(run(&w, &again, 1, NULL), 0);
	assert_int_equal(count(&w, "refused"), 2);
	assert_int_equal(count(&w, "accepted"), 0);
	assert_non_null(strstr(sbuf_text(&w.out), "\"cell\":\"D2\""));
	outfile_fini(&outs);
	close_world(&w);
}

void
test_what_was_inherited_stands_in_the_row(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	assert_int_equal(run_text(&w, "a.csv",
			     "STT,H\u1ecd v\u00e0 t\u00ean,\u0110\u1ecba "
			     "b\u00e0n,S\u0110T\n"
			     "1,Ph\u1ea1m Qu\u1ed1c B\u1ea3o,T\u00e2n "
			     "H\u00f2a,0912000003\n"
			     ",,L\u1ea1,\n",
			     "out.csv"),
	    0);
	assert_int_equal(count(&w, "refused"), 1);
	assert_int_equal(w.outs.n, 1);
	assert_non_null(strstr(w.outs.v[0].bytes,
	    "\"\",\"Ph\u1ea1m Qu\u1ed1c B\u1ea3o\",\"L\u1ea1\","
	    "\"0912000003\",\""));
	close_world(&w);
}

void
test_a_second_round_keeps_one_column_of_reasons(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	assert_int_equal(run_text(&w, "a.csv", LIST, "out.csv"), 0);
	char *first = mem_dup(w.outs.v[0].bytes);
	assert_int_equal(run_text(&w, "out.csv", first, "again.csv"), 0);
	assert_int_equal(count(&w, "refused"), 2);
	assert_string_equal(w.outs.v[0].bytes, first);
	free(first);
	close_world(&w);
}

void
test_nothing_refused_is_no_file(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	assert_int_equal(run_text(&w, "holidays.csv",
			     "date,name\n2018-09-02,Q\n", "out.csv"),
	    0);
	assert_int_equal(w.outs.n, 0);
	assert_non_null(strstr(sbuf_text(&w.talk), "no row is refused"));
	close_world(&w);
}

void
test_several_lists_need_a_workbook(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	static const char days[] = "date,name\n2018-02-30,x\n";
	const struct import_file files[] = { { "holidays.csv", days,
						 sizeof days - 1 },
		{ "d/sessions.csv", days, sizeof days - 1 } };
	assert_int_equal(run(&w, files, 2, "out.csv"), 0);
	assert_int_equal(w.outs.n, 0);
	assert_non_null(strstr(sbuf_text(&w.talk), "name an .xlsx"));
	assert_int_equal(run(&w, files, 2, "out.xlsx"), 0);
	assert_int_equal(w.outs.n, 1);
	struct outfile_list outs = w.outs;
	w.outs = (struct outfile_list){ 0 };
	const struct import_file again = { "x", outs.v[0].bytes,
		outs.v[0].len };
	assert_int_equal(run(&w, &again, 1, NULL), 0);
	assert_non_null(strstr(sbuf_text(&w.out),
	    "{\"sheet\":\"holidays\",\"kind\":\"holidays\"}"));
	assert_non_null(strstr(sbuf_text(&w.out),
	    "{\"sheet\":\"sessions\",\"kind\":\"sessions\"}"));
	assert_int_equal(count(&w, "refused"), 2);
	outfile_fini(&outs);
	close_world(&w);
}

void
test_formulas_come_back_as_text(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	assert_int_equal(run_text(&w, "sessions.csv",
			     "date,name\n2018-02-30,=1+1\n2018-02-31,-x\n"
			     "+84912000003,@a\n",
			     "out.csv"),
	    0);
	const char *text = w.outs.v[0].bytes;
	assert_non_null(strstr(text, "\"'=1+1\""));
	assert_non_null(strstr(text, "\"'-x\""));
	assert_non_null(strstr(text, "\"'@a\""));
	assert_non_null(strstr(text, "\"+84912000003\""));
	close_world(&w);
}
