#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/xlsx_maker.h"

#include "app/import.h"
#include "app/table.h"
#include "core/civil.h"
#include "core/policy.h"
#include "store/store.h"

#include <jansson.h>
#include <stdio.h>

void test_the_samples_are_the_same_as_workbooks(void **state);
void test_random_rosters_are_the_same_as_workbooks(void **state);
void test_merged_and_two_storey_headers_are_joined(void **state);
void test_merged_cells_count_for_every_row(void **state);
void test_hidden_rows_and_sheets_are_skipped_and_named(void **state);
void test_a_visible_column_is_preferred_to_a_hidden_one(void **state);
void test_reasons_name_their_cell(void **state);
void test_numbers_and_errors_are_read_as_shown(void **state);
void test_days_of_every_kind_are_read(void **state);
void test_workbooks_are_known_by_their_content(void **state);
void test_old_fonts_in_workbooks_are_known(void **state);
void test_sheets_of_one_file_are_one_import(void **state);
void test_a_workbook_without_a_list_is_refused(void **state);
void test_canonical_sheets_are_read(void **state);
void test_units_may_have_columns_of_their_own(void **state);
void test_two_people_in_a_cell_are_not_one(void **state);
void test_where_people_work_is_not_what_they_visit(void **state);
void test_a_period_may_stand_in_one_cell(void **state);
void test_lists_of_days_have_vietnamese_titles(void **state);

#define NOW 1522540800 /* 2018-04-01 */
#define FIXTURES "tests/fixtures/"

struct world {
	struct store *store;
	struct policy *policy;
	struct sbuf out, talk;
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
run(struct world *w, const char *name, const char *bytes, size_t n, bool apply)
{
	const struct import_file f = { name, bytes, n };
	const struct import_options o = { .apply = apply,
		.json = true,
		.who = "test" };
	sbuf_clear(&w->out);
	sbuf_clear(&w->talk);
	return import_run(w->store, w->policy, &f, 1, &o, NOW, &w->out,
	    &w->talk);
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
	char *units = slurp(FIXTURES "units.csv", &n);
	assert_int_equal(run(w, "units.csv", units, n, true), 0);
	free(units);
}

static void
close_world(struct world *w)
{
	store_close(w->store);
	policy_free(w->policy);
	sbuf_fini(&w->out);
	sbuf_fini(&w->talk);
}

/* One line a row: outcome, codes, name, number, units; what the file's kind
 * alone decides (where, and inheriting) left out. */
static char *
verdicts(const struct world *w)
{
	struct sbuf b = { 0 };
	json_t *file = json_loadb(sbuf_text(&w->out), w->out.len, 0, NULL);
	assert_non_null(file);
	size_t i, k;
	json_t *row, *one;
	json_array_foreach(json_object_get(file, "rows"), i, row)
	{
		static const char *const keys[] = { "outcome", "name", "number",
			"number2", "rule", "time", "place", "from", "branch",
			"person", "role", "contact", "date" };
		static const char *const lists[] = { "codes", "units",
			"candidates" };
		const char *code = json_string_value(
		    json_array_get(json_object_get(row, "codes"), 0));
		if (code && strcmp(code, "N_BLANK") == 0)
			continue; /* below a list a workbook has none */
		for (k = 0; k < sizeof keys / sizeof *keys; k++) {
			const char *s =
			    json_string_value(json_object_get(row, keys[k]));
			sbuf_addf(&b, "%s|", s ? s : "");
		}
		for (k = 0; k < sizeof lists / sizeof *lists; k++) {
			size_t j;
			json_array_foreach(json_object_get(row, lists[k]), j,
			    one) sbuf_addf(&b, "%s,", json_string_value(one));
			sbuf_add_c(&b, '|');
		}
		sbuf_add_c(&b, '\n');
	}
	json_decref(file);
	return sbuf_take(&b);
}

/* The sheet's XML of a text file's rows, cell by cell, as text. */
static char *
sheet_of(const char *text, size_t n, char delimiter)
{
	struct table t = { 0 };
	struct err err = { 0 };
	int line;
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	if (table_parse(&t, text, n, delimiter, 0, &line, &err) < 0)
		fail_msg("%s", err.text);
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData>");
	for (size_t i = 0; i < t.n; i++) {
		sbuf_add(&b, "<row>");
		for (size_t k = 0; k < t.rows[i].n; k++) {
			sbuf_add(&b, "<c t=\"inlineStr\"><is><t>");
			sbuf_add_html(&b, table_cell(&t, i, (int)k));
			sbuf_add(&b, "</t></is></c>");
		}
		sbuf_add(&b, "</row>");
	}
	sbuf_add(&b, "</sheetData>");
	table_fini(&t);
	return sbuf_take(&b);
}

static void
same_both_ways(const char *name, const char *text, size_t n, char delimiter)
{
	struct world w;
	open_world(&w);
	size_t len;
	int rc = run(&w, name, text, n, true);
	char *want = verdicts(&w);
	close_world(&w);
	char *sheet = sheet_of(text, n, delimiter);
	const struct xlsx_shape s = { .sheet = sheet };
	char *book = xlsx_book_of(&s, &len);
	open_world(&w);
	assert_int_equal(run(&w, name, book, len, true), rc);
	char *got = verdicts(&w);
	if (strcmp(got, want) != 0)
		fail_msg("as text:\n%s\nas a workbook:\n%s\n%s", want, got,
		    text);
	close_world(&w);
	free(sheet);
	free(book);
	free(want);
	free(got);
}

void
test_the_samples_are_the_same_as_workbooks(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		char delimiter;
	} files[] = { { "01_excel_utf8_bom_champhay.csv", ';' },
		{ "05_numbers_macos_nfd.csv", ',' },
		{ "08_lich_sinh_hoat_chi_doan.csv", ',' } };
	for (size_t i = 0; i < 3; i++) {
		char path[128];
		size_t n;
		snprintf(path, sizeof path, FIXTURES "rosters/%s",
		    files[i].name);
		char *text = slurp(path, &n);
		same_both_ways(files[i].name, text, n, files[i].delimiter);
		free(text);
	}
}

static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

void
test_random_rosters_are_the_same_as_workbooks(void **state)
{
	(void)state;
	static const char *const names[] = { "Phạm Quốc Bảo", "Võ Thị Hoà",
		"Võ Thị Hòa", "Đ/c Lê Văn Đức", "", "", "TỔNG CỘNG",
		"Người lập", "#N/A" };
	static const char *const phones[] = { "0912000003", "912000004",
		"01692000005", "9.12E+08", "", "0912.000.006 / 0912000007",
		"02713123456", "+84 912 000 008", "09120", "'0912000009",
		"#REF!" };
	static const char *const units[] = { "Tân Hòa", "X. Tân Lợi", "T.Lợi",
		"Tân Phú, Tân Tiến", "\"Tân Lập\nTân Hưng\"", "Xã Lạ", "",
		"Thuận Phú - Thuận Lợi" };
	static const char *const from[] = { "", "Từ tháng 7", "15/5/2018",
		"30/2/2018", "43282", "2018-06-01", "7/2018" };
#define ONE_OF(a) a[next(&seed) % (sizeof(a) / sizeof *(a))]
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 2018;
	for (int i = 0; i < 40; i++) {
		uint64_t begin = seed;
		struct sbuf b = { 0 };
		sbuf_add(&b, "DANH SÁCH;;;;\nSTT;Họ và tên;Địa bàn phụ trách;"
			     "Số điện thoại;Từ tháng\n");
		for (uint64_t k = next(&seed) % 12; k > 0; k--)
			sbuf_addf(&b, "%s;%s;%s;%s;%s\n",
			    next(&seed) % 3 ? "1" : "", ONE_OF(names),
			    ONE_OF(units), ONE_OF(phones), ONE_OF(from));
		printf("SEED=%llu\n", (unsigned long long)begin);
		same_both_ways("r", sbuf_text(&b), b.len, ';');
		sbuf_fini(&b);
	}
}

/* --- one sheet: rows of cells, | between, a line each */

static char *
plain_sheet(const char *lines)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData>");
	for (const char *s = lines; *s;) {
		size_t n = strcspn(s, "\n");
		bool hidden = *s == '!'; /* marks a hidden row */
		const char *end = s + n;
		sbuf_add(&b, hidden ? "<row hidden=\"1\">" : "<row>");
		for (s += hidden; s <= end;) {
			size_t cell = strcspn(s, "|\n");
			char *one = mem_dup_n(s, cell);
			if (*one == '#' && one[1] >= '0' && one[1] <= '9')
				sbuf_addf(&b, "<c><v>%s</v></c>", one + 1);
			else if (*one == '#')
				sbuf_addf(&b, "<c t=\"e\"><v>%s</v></c>", one);
			else if (*one == '@')
				sbuf_addf(&b, "<c s=\"1\"><v>%s</v></c>",
				    one + 1);
			else
				sbuf_addf(&b,
				    "<c t=\"inlineStr\"><is><t>%s</t></is>"
				    "</c>",
				    one);
			free(one);
			s += cell + 1;
		}
		sbuf_add(&b, "</row>");
		s = *end ? end + 1 : end;
	}
	sbuf_add(&b, "</sheetData>");
	return sbuf_take(&b);
}

#define DAY_STYLE "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"

/* Imports the sheet, with what stands before and after its rows. */
static json_t *
import_sheet(struct world *w, const char *before, const char *lines,
    const char *after, struct xlsx_shape shape)
{
	struct sbuf b = { 0 };
	size_t n;
	char *rows = plain_sheet(lines);
	sbuf_addf(&b, "%s%s%s", before, rows, after);
	shape.sheet = sbuf_text(&b);
	shape.styles = DAY_STYLE;
	char *book = xlsx_book_of(&shape, &n);
	run(w, "a.xlsx", book, n, true);
	json_t *j = json_loadb(sbuf_text(&w->out),
	    strcspn(sbuf_text(&w->out), "\n"), 0, NULL);
	assert_non_null(j);
	free(book);
	free(rows);
	sbuf_fini(&b);
	return j;
}

static const json_t *
row_at(const json_t *file, int line)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(file, "rows"), i, row)
	{
		if (json_integer_value(json_object_get(row, "line")) == line)
			return row;
	}
	fail_msg("no row %d", line);
	return NULL;
}

/* "accept CODE;CODE UNIT;UNIT" */
static void
assert_row(const json_t *file, int line, const char *want)
{
	struct sbuf b = { 0 };
	size_t i;
	json_t *one;
	const json_t *row = row_at(file, line);
	sbuf_add(&b, json_string_value(json_object_get(row, "outcome")));
	static const char *const lists[] = { "codes", "units" };
	for (size_t k = 0; k < 2; k++) {
		sbuf_add_c(&b, ' ');
		json_array_foreach(json_object_get(row, lists[k]), i, one)
		    sbuf_addf(&b, "%s%s", i ? ";" : "", json_string_value(one));
	}
	if (strcmp(sbuf_text(&b), want) != 0)
		fail_msg("row %d: \"%s\", expected \"%s\"", line, sbuf_text(&b),
		    want);
	sbuf_fini(&b);
}

static const char *
field(const json_t *row, const char *key)
{
	const char *s = json_string_value(json_object_get(row, key));
	return s ? s : "";
}

static const struct xlsx_shape plain;

void
test_merged_and_two_storey_headers_are_joined(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "HUYỆN ĐOÀN ĐỒNG PHÚ\n"
	    "STT|Họ và tên||Địa bàn phụ trách||Liên hệ||\n"
	    "|Họ đệm|Tên|Cụm|Xã, TT|Cơ quan|Di động|Ghi chú\n"
	    "1|Phạm Quốc|Bảo|1|Tân Hòa|0271123|0912000003|x\n",
	    "<mergeCells><mergeCell ref=\"A1:H1\"/><mergeCell ref=\"A2:A3\"/>"
	    "<mergeCell ref=\"B2:C2\"/><mergeCell ref=\"D2:E2\"/><mergeCell "
	    "ref=\"F2:G2\"/></mergeCells>",
	    plain);
	assert_row(j, 4, "accept  TANHOA");
	assert_string_equal(field(row_at(j, 4), "name"), "Phạm Quốc Bảo");
	assert_string_equal(field(row_at(j, 4), "number"), "+84912000003");
	json_decref(j);
	close_world(&w);
}

void
test_merged_cells_count_for_every_row(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã|Từ tháng\n"
	    "1|Phạm Quốc Bảo|0912000003|Tân Hòa|7\n"
	    "|||Tân Lợi|\n"
	    "2|Võ Thị Hoa|0912000004|Tân Phú|\n"
	    "3|Võ Thị Hạnh|0912000005||\n"
	    "4|Lê Văn Đức|0912000006||\n",
	    "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/>"
	    "<mergeCell ref=\"C2:C3\"/><mergeCell ref=\"D4:D5\"/><mergeCell "
	    "ref=\"E2:E5\"/></mergeCells>",
	    plain);
	assert_row(j, 2, "accept  TANHOA");
	assert_row(j, 3, "accept N_INHERITED TANLOI");
	assert_row(j, 4, "accept  TANPHU");
	assert_row(j, 5, "accept W_UNIT_SHARED TANPHU");
	assert_row(j, 6, "accept  "); /* below the merged cell: no unit */
	for (int line = 2; line <= 5; line++)
		assert_string_equal(field(row_at(j, line), "from"),
		    "2018-07-01");
	assert_string_equal(field(row_at(j, 6), "from"), "");
	json_decref(j);
	close_world(&w);
}

void
test_hidden_rows_and_sheets_are_skipped_and_named(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	const struct xlsx_shape s = {
		.sheets = "<sheet name=\"Cũ\" state=\"veryHidden\" "
			  "r:id=\"r1\"/><sheet name=\"Mới\" r:id=\"r1\"/>"
			  "<sheet name=\"Chú thích\" r:id=\"r2\"/>",
		.second = "<sheetData><row><c t=\"inlineStr\"><is><t>abc</t>"
			  "</is></c></row></sheetData>"
	};
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã\n"
	    "!1|Phạm Quốc Bảo|0912000003|Tân Hòa\n"
	    "2|Võ Thị Hoa|0912000004|Tân Phú\n"
	    "!3|Lê Văn Đức|0912000006|Tân Hòa\n"
	    "|||Tân Lợi\n", /* of the hidden row's person */
	    "", s);
	assert_row(j, 2, "skip N_HIDDEN_ROW ");
	assert_row(j, 3, "accept  TANPHU");
	assert_row(j, 4, "skip N_HIDDEN_ROW ");
	assert_row(j, 5, "accept N_INHERITED TANLOI");
	assert_string_equal(field(row_at(j, 5), "name"), "Lê Văn Đức");
	json_t *sheets = json_object_get(j, "sheets");
	assert_int_equal(json_array_size(sheets), 3);
	assert_string_equal(field(json_array_get(sheets, 0), "kind"), "roster");
	assert_string_equal(field(json_array_get(sheets, 1), "skipped"),
	    "hidden");
	assert_string_equal(field(json_array_get(sheets, 2), "sheet"),
	    "Chú thích");
	json_decref(j);
	close_world(&w);
}

void
test_a_visible_column_is_preferred_to_a_hidden_one(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w,
	    "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>",
	    "STT|SĐT|Xã|Họ và tên|Số điện thoại\n"
	    "1|0912000009|Tân Hòa|Phạm Quốc Bảo|0912000003\n",
	    "", plain);
	/* the hidden number is none of theirs, the hidden unit counts */
	assert_row(j, 2, "accept  TANHOA");
	assert_string_equal(field(row_at(j, 2), "number"), "+84912000003");
	json_decref(j);
	close_world(&w);
}

void
test_reasons_name_their_cell(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "x\nSTT|Họ và tên|SĐT|Xã\n"
	    "1|Phạm Quốc Bảo|09120|Xã Lạ\n",
	    "", plain);
	const json_t *row = row_at(j, 3);
	const json_t *reasons = json_object_get(row, "reasons");
	assert_string_equal(field(row, "sheet"), "Danh sách");
	assert_string_equal(field(row, "ref"), "STT=1");
	assert_int_equal(json_array_size(reasons), 2);
	const json_t *one = json_array_get(reasons, 0);
	assert_string_equal(field(one, "code"), "E_PHONE_LENGTH");
	assert_string_equal(field(one, "cell"), "C3");
	assert_string_equal(field(one, "column"), "SĐT");
	assert_string_equal(field(one, "value"), "09120");
	assert_string_equal(field(json_array_get(reasons, 1), "cell"), "D3");
	json_decref(j);
	close_world(&w);
}

void
test_numbers_and_errors_are_read_as_shown(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã\n"
	    "#1|Phạm Bảo|#912000003|Tân Hòa\n"
	    "#2|Võ Hoa|#84912000004|Tân Phú\n"
	    "#3|Lê Đức|9.12E+08|Tân Lợi\n"
	    "#4|Lê Hạnh|#REF!|Tân Lợi\n"
	    "#5|Lê Hải|0912000005|#N/A\n"
	    "#6|Lê Hùng|#1692000006|Tân Lợi\n"
	    "#7|Lê Lan|#2713123456|Tân Lợi\n",
	    "", plain);
	assert_row(j, 2, "accept W_PHONE_ZERO TANHOA");
	assert_row(j, 3, "accept  TANPHU");
	assert_row(j, 4, "reject E_PHONE_SCI TANLOI");
	assert_string_equal(field(row_at(j, 7), "number"), "+84392000006");
	assert_row(j, 8, "reject E_PHONE_LANDLINE TANLOI");
	const char *codes = json_string_value(
	    json_array_get(json_object_get(row_at(j, 5), "codes"), 0));
	assert_string_equal(codes, "E_CELL_ERROR");
	codes = json_string_value(
	    json_array_get(json_object_get(row_at(j, 6), "codes"), 0));
	assert_string_equal(codes, "E_CELL_ERROR");
	json_decref(j);
	close_world(&w);
}

void
test_days_of_every_kind_are_read(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	static const char lines[] = "person|unit|from|until\n"
				    "BAO|TANHOA|@43224|\n"
				    "BAO|TANLOI|#43224|\n"
				    "BAO|TANPHU|04/05/2018|\n"
				    "BAO|TANLAP|@60|\n"
				    "BAO|DONGTAM|31/4/2018|\n";
	static const char people[] = "code,name,phone\nBAO,Bảo,0912000003\n";
	assert_int_equal(run(&w, "people.csv", people, sizeof people - 1, true),
	    0);
	json_t *j = import_sheet(&w, "", lines, "", plain);
	for (int line = 2; line <= 4; line++)
		assert_string_equal(field(row_at(j, line), "outcome"),
		    "accept");
	assert_row(j, 5, "reject E_DATE_INVALID TANLAP");
	assert_row(j, 6, "reject E_DATE_INVALID DONGTAM");
	json_decref(j);
	/* the same days of the other system */
	const struct xlsx_shape mac = { .settings =
					    "<workbookPr date1904=\"1\"/>" };
	j = import_sheet(&w, "", "person|unit|from|until\nBAO|TANHOA|@41762|\n",
	    "", mac);
	assert_string_equal(field(row_at(j, 2), "outcome"), "accept");
	assert_int_equal(json_integer_value(json_object_get(j, "accepted")), 1);
	json_decref(j);
	close_world(&w);
}

void
test_workbooks_are_known_by_their_content(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	static const char csv[] = "date,name\n2018-09-02,Q\n";
	assert_int_equal(run(&w, "holidays.xlsx", csv, sizeof csv - 1, false),
	    0);
	static const char html[] = "<html><table><tr><td>STT";
	assert_int_equal(run(&w, "a.xls", html, sizeof html - 1, false), 1);
	assert_non_null(strstr(sbuf_text(&w.out), "E_FORMAT"));
	static const char ole2[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest";
	assert_int_equal(run(&w, "a.csv", ole2, sizeof ole2 - 1, false), 1);
	assert_non_null(strstr(sbuf_text(&w.out), "Lưu thành"));
	close_world(&w);
}

void
test_old_fonts_in_workbooks_are_known(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Hä vµ tªn|Sè ®iÖn tho¹i|§Þa bµn\n"
	    "1|Ph¹m Quèc B¶o|0912000003|T©n Hßa\n",
	    "", plain);
	assert_row(j, 2, "accept  TANHOA");
	assert_string_equal(field(row_at(j, 2), "name"), "Phạm Quốc Bảo");
	assert_non_null(strstr(sbuf_text(&w.out), "W_ENCODING_TCVN3"));
	json_decref(j);
	j = import_sheet(&w, "",
	    "STT|Hoï vaø teân|Soá ñieän thoaïi|Ñòa baøn\n"
	    "1|Phaïm Baûo|0912000003|Taân Hoøa\n",
	    "", plain);
	assert_non_null(strstr(sbuf_text(&w.out), "E_ENCODING_VNI"));
	json_decref(j);
	close_world(&w);
}

void
test_sheets_of_one_file_are_one_import(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	char *second = plain_sheet("code|name|phone\nBAO|Bảo|0912000003\n");
	const struct xlsx_shape s = {
		.sheets = "<sheet name=\"assignments\" r:id=\"r1\"/><sheet "
			  "name=\"people\" r:id=\"r2\"/>",
		.second = second
	};
	json_t *j = import_sheet(&w, "", "person|unit\nBAO|TANHOA\n", "", s);
	assert_int_equal(json_integer_value(json_object_get(j, "accepted")), 2);
	assert_int_equal(json_array_size(json_object_get(j, "rows")), 2);
	assert_null(strchr(strchr(sbuf_text(&w.out), '\n') + 1, '\n'));
	json_decref(j);
	free(second);
	close_world(&w);
}

void
test_a_workbook_without_a_list_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "", "abc|def\n", "", plain);
	assert_non_null(strstr(field(j, "error"), "Danh sách"));
	assert_non_null(strstr(sbuf_text(&w.out), "E_HEADER"));
	json_decref(j);
	const struct xlsx_shape hidden = { .sheets =
					       "<sheet name=\"A\" r:id=\"r1\" "
					       "state=\"hidden\"/>" };
	j = import_sheet(&w, "", "code|name|phone\nB|B|0912000003\n", "",
	    hidden);
	assert_non_null(strstr(field(j, "error"), "\"A\": hidden"));
	json_decref(j);
	close_world(&w);
}

void
test_canonical_sheets_are_read(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	const struct xlsx_shape s = { .sheets = "<sheet name=\"Kỳ họp\" "
						"r:id=\"r1\"/>" };
	json_t *j = import_sheet(&w, "", "date|name\n@43266|Kỳ 2\n", "", s);
	assert_string_equal(field(j, "kind"), "sessions");
	assert_string_equal(field(row_at(j, 2), "date"), "2018-06-15");
	json_decref(j);
	j = import_sheet(&w, "",
	    "unit|rule|time|place\nTANLAP|FREQ=MONTHLY;BYMONTHDAY=5|19:00|x\n",
	    "", plain);
	assert_string_equal(field(j, "kind"), "meetings");
	assert_row(j, 2, "accept  TANLAP");
	json_decref(j);
	close_world(&w);
}

void
test_lists_of_days_have_vietnamese_titles(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "DANH SÁCH NGÀY NGHỈ LỄ NĂM 2018|\n"
	    "STT|Ngày|Tên ngày lễ\n"
	    "1|30/4/2018|Giải phóng\n"
	    "2|@43221|Lao động\n"
	    "3|31/9/2018|?\n"
	    "||Đồng Phú, ngày 02 tháng 04 năm 2018\n",
	    "", plain);
	assert_string_equal(field(j, "kind"), "holidays");
	assert_string_equal(field(row_at(j, 3), "date"), "2018-04-30");
	assert_string_equal(field(row_at(j, 4), "date"), "2018-05-01");
	assert_row(j, 5, "reject E_DATE_INVALID ");
	assert_row(j, 6, "skip N_FOOTER ");
	json_decref(j);
	close_world(&w);
}

void
test_units_may_have_columns_of_their_own(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã 1|Xã 2|Xã 3\n"
	    "1|Phạm Quốc Bảo|0912000003|Tân Hòa||Tân Lợi\n"
	    "2|Võ Thị Hoa|0912000004|Tân Phú\n"
	    "3|Lê Văn Đức|0912000005|Tân Phú|Xã Lạ\n",
	    "", plain);
	assert_row(j, 2, "accept  TANHOA;TANLOI");
	assert_row(j, 3, "accept  TANPHU");
	assert_row(j, 4, "reject E_UNIT_UNKNOWN TANPHU");
	json_decref(j);
	close_world(&w);
}

void
test_a_period_may_stand_in_one_cell(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã|Thời gian\n"
	    "1|Phạm Bảo|0912000003|Tân Hòa|Từ 01/05/2018 đến 30/09/2018\n"
	    "2|Võ Hoa|0912000004|Tân Phú|Tháng 5 đến tháng 9\n"
	    "3|Lê Đức|0912000005|Tân Lợi|Từ 1/5/2018 đến 31/9/2018\n"
	    "4|Lê Hạnh|0912000006|Tân Lập|04/05/2018 19:30\n"
	    "5|Lê Hải|0912000007|Tân Lập|05/13/2018\n",
	    "", plain);
	for (int line = 2; line <= 3; line++) {
		assert_string_equal(field(row_at(j, line), "from"),
		    "2018-05-01");
		assert_string_equal(field(row_at(j, line), "until"),
		    "2018-09-30");
	}
	assert_row(j, 4, "reject E_DATE_INVALID TANLOI");
	assert_string_equal(field(row_at(j, 5), "from"), "2018-05-04");
	assert_row(j, 6, "reject E_DATE_INVALID TANLAP");
	json_decref(j);
	close_world(&w);
}

void
test_two_people_in_a_cell_are_not_one(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|SĐT|Xã\n"
	    "1|Võ Thị Hoa_x000A_Lê Văn B|0912000004 / 0912000005|Tân Phú\n"
	    "2|Phạm Quốc_x000A_Bảo|0912000003 / 0912000006|Tân Hòa\n",
	    "", plain);
	assert_row(j, 2, "reject E_NAME_SEVERAL TANPHU");
	assert_row(j, 3, "accept W_PHONE_SECOND TANHOA");
	json_decref(j);
	close_world(&w);
}

void
test_where_people_work_is_not_what_they_visit(void **state)
{
	(void)state;
	struct world w;
	open_world(&w);
	json_t *j = import_sheet(&w, "",
	    "STT|Họ và tên|Đơn vị công tác|Địa bàn phụ trách|SĐT\n"
	    "1|Phạm Bảo|Huyện đoàn|Tân Hòa|0912000003\n",
	    "", plain);
	assert_row(j, 2, "accept  TANHOA");
	json_decref(j);
	close_world(&w);
}
