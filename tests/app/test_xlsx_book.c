#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/xlsx_maker.h"

#include "app/xlsx_book.h"
#include "app/xlsx_sheet.h"
#include "app/xlsx_zip.h"

#include <stdio.h>
#include <sys/resource.h>

void test_values_of_every_type_are_text(void **state);
void test_rich_text_is_joined_without_its_phonetics(void **state);
void test_days_follow_the_styles_and_the_system(void **state);
void test_cells_stand_where_their_references_say(void **state);
void test_cells_without_references_follow_each_other(void **state);
void test_rows_in_any_order_are_sorted(void **state);
void test_hidden_rows_and_columns_are_marked(void **state);
void test_blank_rows_count_between_others_only(void **state);
void test_merged_areas_are_found_from_any_cell(void **state);
void test_sheets_come_in_their_order_with_their_state(void **state);
void test_strict_and_prefixed_parts_are_read(void **state);
void test_other_vocabularies_are_passed_over(void **state);
void test_parts_are_found_by_their_relations(void **state);
void test_damaged_cells_are_refused_in_words(void **state);
void test_foreign_files_are_refused_with_what_to_do(void **state);
void test_a_document_type_is_refused(void **state);
void test_entities_do_not_expand(void **state);
void test_a_bomb_is_refused_in_little_memory(void **state);
void test_more_rows_than_a_list_has_are_refused(void **state);
void test_more_columns_than_a_list_has_are_refused(void **state);
void test_too_many_entries_are_refused(void **state);
void test_a_tag_without_end_is_refused(void **state);
void test_too_much_text_is_refused(void **state);
void test_a_cut_off_archive_is_refused(void **state);

/* Opens and reads the first sheet; the table is the caller's. */
static int
read_bytes(const char *bytes, size_t n, struct table *t, struct err *err)
{
	struct xlsx_book *b;
	char *exact = mem_new(n, 1); /* reading past the end is seen */
	memcpy(exact, bytes, n);
	int rc = xlsx_book_open(&b, exact, n, err);
	if (rc == 0) {
		rc = xlsx_book_read(b, 0, t, err);
		xlsx_book_close(b);
	}
	free(exact);
	return rc;
}

static struct table
read_shape(const struct xlsx_shape *s)
{
	size_t n;
	struct table t = { 0 };
	struct err err = { 0 };
	char *bytes = xlsx_book_of(s, &n);
	if (read_bytes(bytes, n, &t, &err) < 0)
		fail_msg("%s", err.text);
	free(bytes);
	return t;
}

/* A workbook that must be refused in such words. */
static void
refused_bytes(const char *bytes, size_t n, enum err_code code,
    const char *words)
{
	struct table t = { 0 };
	struct err err = { 0 };
	assert_int_equal(read_bytes(bytes, n, &t, &err), -1);
	if (err.code != code || !strstr(err.text, words))
		fail_msg("%d \"%s\", expected \"%s\"", err.code, err.text,
		    words);
	table_fini(&t);
}

static void
refused(const struct xlsx_shape *s, enum err_code code, const char *words)
{
	size_t n;
	char *bytes = xlsx_book_of(s, &n);
	refused_bytes(bytes, n, code, words);
	free(bytes);
}

static void
assert_cell(const struct table *t, size_t row, int column, const char *want)
{
	assert_true(row < t->n);
	assert_string_equal(table_cell(t, row, column), want);
}

void
test_values_of_every_type_are_text(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.strings = "<si><t>Tr\u1ea7n Th\u1ecb</t></si><si><t/></si>",
		.sheet = "<sheetData><row r=\"1\">"
			 "<c r=\"A1\" t=\"s\"><v>0</v></c>"
			 "<c r=\"B1\"><v>912000003</v></c>"
			 "<c r=\"C1\" t=\"b\"><v>1</v></c>"
			 "<c r=\"D1\" t=\"e\"><v>#REF!</v></c>"
			 "<c r=\"E1\" t=\"str\"><f>A1&amp;\"x\"</f><v>a_x000D_"
			 "\nb</v></c>"
			 "<c r=\"F1\" t=\"inlineStr\"><is><r><t>in </t></r>"
			 "<r><t>line</t></r></is></c>"
			 "<c r=\"G1\"><f>1+1</f><v>2</v></c>"
			 "<c r=\"H1\" t=\"d\"><v>2018-05-04T00:00:00</v></c>"
			 "<c r=\"I1\" t=\"s\"><v>1</v></c>"
			 "<c r=\"J1\" t=\"d\"><v>2018-05-04T19:30:00</v></c>"
			 "<c r=\"K1\" t=\"b\"><v>0</v></c>"
			 "<c r=\"L1\" s=\"9\"/>"
			 "</row></sheetData>"
	};
	struct table t = read_shape(&s);
	static const char *const want[] = { "Tr\u1ea7n Th\u1ecb", "912000003",
		"TRUE", "#REF!", "a\nb", "in line", "2", "2018-05-04", "",
		"2018-05-04 19:30", "FALSE", "" };
	assert_int_equal(t.n, 1);
	for (int i = 0; i < 12; i++)
		assert_cell(&t, 0, i, want[i]);
	assert_int_equal(t.rows[0].n, 11); /* blank cells end no row */
	assert_string_equal(t.sheet, "Danh s\u00e1ch");
	table_fini(&t);
}

void
test_rich_text_is_joined_without_its_phonetics(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.strings = "<si><r><rPr><b/></rPr><t>V\u00f5 </t></r><r><t "
			   "xml:space=\"preserve\">Th\u1ecb</t></r><rPh "
			   "sb=\"0\" eb=\"1\"><t>vo</t></rPh><phoneticPr "
			   "fontId=\"1\"/></si>",
		.sheet = "<sheetData><row><c t=\"s\"><v>0</v></c>"
			 "<c t=\"inlineStr\"><is><t>a</t><rPh sb=\"0\" "
			 "eb=\"1\"><t>x</t></rPh></is></c></row></sheetData>"
	};
	struct table t = read_shape(&s);
	assert_cell(&t, 0, 0, "V\u00f5 Th\u1ecb");
	assert_cell(&t, 0, 1, "a");
	table_fini(&t);
}

void
test_days_follow_the_styles_and_the_system(void **state)
{
	(void)state;
	struct xlsx_shape s = {
		.styles = "<numFmts><numFmt numFmtId=\"164\" "
			  "formatCode=\"[$-42A]dd/mm/yyyy\"/><numFmt "
			  "numFmtId=\"165\" formatCode=\"0000000000\"/>"
			  "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
			  "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
			  "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
			  "<xf numFmtId=\"20\"/></cellXfs><dxfs><dxf><numFmt "
			  "numFmtId=\"166\" formatCode=\"d\"/></dxf></dxfs>",
		.sheet = "<sheetData><row><c><v>43224</v></c>"
			 "<c s=\"1\"><v>43224</v></c>"
			 "<c s=\"2\"><v>912000003</v></c>"
			 "<c s=\"3\"><v>0.8125</v></c>"
			 "<c s=\"1\" t=\"str\"><v>43224</v></c>"
			 "<c s=\"77\"><v>43224</v></c>"
			 "</row></sheetData>"
	};
	struct table t = read_shape(&s);
	static const char *const want[] = { "43224", "04/05/2018", "0912000003",
		"19:30", "43224", "43224" };
	for (int i = 0; i < 6; i++)
		assert_cell(&t, 0, i, want[i]);
	table_fini(&t);
	s.settings = "<workbookPr date1904=\"1\"/>";
	t = read_shape(&s);
	assert_cell(&t, 0, 1, "05/05/2022");
	table_fini(&t);
	s.settings = "<workbookPr date1904=\"false\"/>";
	t = read_shape(&s);
	assert_cell(&t, 0, 1, "04/05/2018");
	table_fini(&t);
}

void
test_cells_stand_where_their_references_say(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<sheetData><row r=\"7\"><c r=\"D7\"><v>4</v></c>"
			 "<c r=\"B7\"><v>2</v></c><c r=\"AA7\"><v>27</v></c>"
			 "</row></sheetData>"
	};
	struct table t = read_shape(&s);
	char name[TABLE_CELL_NAME];
	assert_int_equal(t.n, 1);
	assert_int_equal(t.rows[0].line, 7);
	assert_cell(&t, 0, 0, "");
	assert_cell(&t, 0, 1, "2");
	assert_cell(&t, 0, 3, "4");
	assert_cell(&t, 0, 26, "27");
	assert_string_equal(table_cell_name(26, 7, name), "AA7");
	assert_string_equal(table_cell_name(1, 7, name), "B7");
	assert_string_equal(table_cell_name(701, 1, name), "ZZ1");
	assert_string_equal(table_cell_name(702, 1, name), "AAA1");
	assert_string_equal(table_cell_name(16383, 1048576, name),
	    "XFD1048576");
	table_fini(&t);
}

void
test_cells_without_references_follow_each_other(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<sheetData><row><c><v>1</v></c><c r=\"D1\"><v>4</v>"
			 "</c><c><v>5</v></c></row><row r=\"5\"><c><v>6</v>"
			 "</c></row><row><c><v>7</v></c></row></sheetData>"
	};
	struct table t = read_shape(&s);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.rows[0].line, 1);
	assert_int_equal(t.rows[1].line, 5);
	assert_int_equal(t.rows[2].line, 6);
	assert_cell(&t, 0, 0, "1");
	assert_cell(&t, 0, 3, "4");
	assert_cell(&t, 0, 4, "5");
	table_fini(&t);
}

void
test_rows_in_any_order_are_sorted(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<sheetData><row r=\"9\"><c><v>9</v></c></row>"
			 "<row r=\"2\"><c><v>2</v></c></row>"
			 "<row r=\"4\"><c><v>4</v></c></row></sheetData>"
	};
	struct table t = read_shape(&s);
	assert_int_equal(t.n, 3);
	assert_cell(&t, 0, 0, "2");
	assert_cell(&t, 1, 0, "4");
	assert_cell(&t, 2, 0, "9");
	assert_int_equal(table_row_at(&t, 4), 1);
	assert_int_equal(table_row_at(&t, 3), -1);
	assert_int_equal(table_row_at(&t, 10), -1);
	table_fini(&t);
}

void
test_hidden_rows_and_columns_are_marked(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col "
			 "min=\"4\" max=\"4\" hidden=\"0\" width=\"8\"/><col "
			 "min=\"5\" max=\"16384\" width=\"0\"/></cols>"
			 "<sheetData><row hidden=\"1\"><c><v>1</v></c></row>"
			 "<row hidden=\"0\"><c><v>2</v></c></row>"
			 "<row hidden=\"true\"><c><v>3</v></c></row>"
			 "<row ht=\"0\"><c><v>4</v></c></row>"
			 "<row ht=\"15\"><c><v>5</v></c></row></sheetData>"
	};
	struct table t = read_shape(&s);
	static const bool rows[] = { true, false, true, true, false };
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(t.rows[i].hidden, rows[i]);
	static const bool columns[] = { false, true, true, false, true, true };
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(t.hidden_column[i], columns[i]);
	table_fini(&t);
}

void
test_blank_rows_count_between_others_only(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData><row r=\"1\"/><row r=\"2\"><c r=\"A2\"/></row>"
		     "<row r=\"3\"><c><v>3</v></c></row><row r=\"4\"/>"
		     "<row r=\"5\"><c><v>5</v></c></row>");
	for (int i = 6; i < 60000; i++)
		sbuf_addf(&b, "<row r=\"%d\"><c r=\"A%d\" s=\"1\"/></row>", i,
		    i);
	sbuf_add(&b, "<row><c><v>6</v></c></row></sheetData>");
	const struct xlsx_shape s = { .sheet = sbuf_text(&b) };
	struct table t = read_shape(&s);
	assert_int_equal(t.n, 4);
	assert_int_equal(t.rows[0].line, 3);
	assert_int_equal(t.rows[1].line, 4);
	assert_int_equal(t.rows[1].n, 0);
	assert_int_equal(t.rows[3].line, 60000);
	table_fini(&t);
	sbuf_fini(&b);
}

void
test_merged_areas_are_found_from_any_cell(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c>"
			 "</row><row r=\"3\"><c r=\"D3\"><v>2</v></c></row>"
			 "<row r=\"4\"><c r=\"B4\"><v>3</v></c></row>"
			 "</sheetData><mergeCells count=\"2\"><mergeCell "
			 "ref=\"D3:D4\"/><mergeCell ref=\"B2:C3\"/>"
			 "</mergeCells>"
	};
	struct table t = read_shape(&s);
	const struct table_merge *m = table_merged(&t, 1, 2); /* C3 */
	assert_non_null(m);
	assert_int_equal(m->line, 2);
	assert_int_equal(m->column, 1);
	assert_ptr_equal(table_merged(&t, 0, 1), m);
	assert_null(table_merged(&t, 2, 1));
	assert_null(table_merged(&t, 0, 0));
	assert_null(table_merged(&t, 0, 3));
	assert_int_equal(table_merged(&t, 2, 3)->line, 3);
	table_fini(&t);
}

void
test_sheets_come_in_their_order_with_their_state(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheets = "<sheet name=\"B\" r:id=\"r2\" state=\"hidden\"/>"
			  "<sheet name=\"chart\" r:id=\"r5\"/>"
			  "<sheet name=\"A\" r:id=\"r1\" state=\"visible\"/>"
			  "<sheet name=\"C\" r:id=\"r1\" "
			  "state=\"veryHidden\"/>",
		.second = "<sheetData><row><c><v>2</v></c></row></sheetData>"
	};
	size_t n;
	struct err err = { 0 };
	struct xlsx_book *b;
	char *bytes = xlsx_book_of(&s, &n);
	assert_int_equal(xlsx_book_open(&b, bytes, n, &err), 0);
	assert_int_equal(xlsx_book_sheets(b), 3);
	assert_string_equal(xlsx_book_name(b, 0), "B");
	assert_true(xlsx_book_hidden(b, 0));
	assert_false(xlsx_book_hidden(b, 1));
	assert_true(xlsx_book_hidden(b, 2));
	struct table t = { 0 };
	assert_int_equal(xlsx_book_read(b, 0, &t, &err), 0);
	assert_cell(&t, 0, 0, "2");
	table_fini(&t);
	xlsx_book_close(b);
	free(bytes);
}

#define STRICT "http://purl.oclc.org/ooxml/"

void
test_strict_and_prefixed_parts_are_read(void **state)
{
	(void)state;
	static const struct xlsx_part parts[] = {
		{ "_rels/.rels",
		    "<p:Relationships xmlns:p=\"" XLSX_PACKAGE "\">"
		    "<p:Relationship Id=\"x\" Type=\"" STRICT
		    "officeDocument/relationships/officeDocument\" "
		    "Target=\"/xl/workbook.xml\"/></p:Relationships>",
		    0 },
		{ "xl/workbook.xml",
		    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<x:workbook "
		    "xmlns:x=\"" STRICT "spreadsheetml/main\" xmlns:rel=\"" //
		    STRICT "officeDocument/relationships\"><x:workbookPr "
		    "date1904=\"true\"/><x:sheets><x:sheet name=\"S\" "
		    "rel:id=\"w\"/></x:sheets></x:workbook>",
		    0 },
		{ "xl/_rels/workbook.xml.rels",
		    "<Relationships xmlns=\"" XLSX_PACKAGE "\">"
		    "<Relationship Id=\"w\" Type=\"" STRICT
		    "officeDocument/relationships/worksheet\" "
		    "Target=\"../xl/./worksheets/a.xml\"/></Relationships>",
		    0 },
		{ "xl/worksheets/a.xml",
		    "<x:worksheet xmlns:x=\"" STRICT "spreadsheetml/main\">"
		    "<x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>a"
		    "</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
		    0 },
	};
	size_t n;
	struct err err = { 0 };
	struct table t = { 0 };
	char *bytes = xlsx_pack(parts, 4, &n);
	if (read_bytes(bytes, n, &t, &err) < 0)
		fail_msg("%s", err.text);
	assert_cell(&t, 0, 0, "a");
	table_fini(&t);
	free(bytes);
}

void
test_other_vocabularies_are_passed_over(void **state)
{
	(void)state;
	const struct xlsx_shape s = {
		.sheet = "<sheetData><row><c><v>1</v><z:v xmlns:z=\"urn:z\">2"
			 "</z:v><v>0</v></c><z:c xmlns:z=\"urn:z\"><v>3</v>"
			 "</z:c></row></sheetData><extLst><z:ext "
			 "xmlns:z=\"urn:z\"><z:row/></z:ext></extLst>"
	};
	struct table t = read_shape(&s);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.rows[0].n, 1);
	assert_cell(&t, 0, 0, "10");
	table_fini(&t);
}

void
test_parts_are_found_by_their_relations(void **state)
{
	(void)state;
	static const struct xlsx_part parts[] = {
		{ "_rels/.rels",
		    XLSX_RELS(XLSX_REL("a", "officeDocument", "book/w.xml")),
		    0 },
		{ "book/w.xml",
		    "<workbook xmlns=\"" XLSX_MAIN "\" xmlns:r=\"" XLSX_RELATION
		    "\"><sheets><sheet name=\"S\" r:id=\"1\"/></sheets>"
		    "</workbook>",
		    0 },
		{ "book/_rels/w.xml.rels",
		    XLSX_RELS(XLSX_REL("1", "worksheet", "..\\\\pages\\\\a.xml")
			    XLSX_REL("2", "sharedStrings", "S.xml")),
		    0 },
		{ "pages/A.XML",
		    "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row>"
		    "</sheetData></worksheet>",
		    0 },
		{ "book/S.xml", "<sst><si><t>x</t></si></sst>", 0 },
	};
	size_t n;
	struct err err = { 0 };
	struct table t = { 0 };
	char *bytes = xlsx_pack(parts, 5, &n);
	if (read_bytes(bytes, n, &t, &err) < 0)
		fail_msg("%s", err.text);
	assert_cell(&t, 0, 0, "x");
	table_fini(&t);
	free(bytes);
}

void
test_damaged_cells_are_refused_in_words(void **state)
{
	(void)state;
	static const struct {
		const char *sheet, *words;
	} cases[] = {
		{ "<sheetData><row r=\"0\"/></sheetData>", "no row \"0\"" },
		{ "<sheetData><row r=\"1048577\"/></sheetData>",
		    "no row \"1048577\"" },
		{ "<sheetData><row r=\"x\"/></sheetData>", "no row \"x\"" },
		{ "<sheetData><row><c r=\"XFE1\"/></row></sheetData>",
		    "no cell \"XFE1\"" },
		{ "<sheetData><row><c r=\"1\"/></row></sheetData>",
		    "no cell \"1\"" },
		{ "<sheetData><row><c r=\"a1\"/></row></sheetData>",
		    "no cell \"a1\"" },
		{ "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>",
		    "no string \"0\"" },
		{ "<sheetData><row><c t=\"s\"><v>-1</v></c></row></sheetData>",
		    "no string \"-1\"" },
		{ "<sheetData><row><c t=\"s\"><v>x</v></c></row></sheetData>",
		    "no string \"x\"" },
		{ "<mergeCells><mergeCell ref=\"A1\"/></mergeCells>",
		    "no area \"A1\"" },
		{ "<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>",
		    "no area \"B2:A1\"" },
		{ "<mergeCells><mergeCell ref=\"A:B\"/></mergeCells>",
		    "no area \"A:B\"" },
		{ "<sheetData><row></sheetData>", "a.xml is damaged" },
		{ "<sheetData>\x01</sheetData>", "a.xml is damaged" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct xlsx_shape s = { .sheet = cases[i].sheet };
		refused(&s, ERR_INVALID, cases[i].words);
	}
	const struct xlsx_shape none = { .sheets = "" };
	refused(&none, ERR_INVALID, "no worksheet");
	const struct xlsx_shape missing = { .sheets = "<sheet name=\"a\" "
						      "r:id=\"r9\"/>" };
	refused(&missing, ERR_INVALID, "no worksheet");
}

void
test_foreign_files_are_refused_with_what_to_do(void **state)
{
	(void)state;
	static const char ole2[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	char file[4096] = { 0 };
	memcpy(file, ole2, 8);
	memcpy(file + 1024, "W\0o\0r\0k\0b\0o\0o\0k\0", 16);
	assert_true(xlsx_book_is(file, sizeof file));
	refused_bytes(file, sizeof file, ERR_INVALID, "Excel .xlsx");
	static const char locked[] =
	    "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	memcpy(file + 2048, locked, sizeof locked);
	refused_bytes(file, sizeof file, ERR_INVALID, "password");
	static const char word[] = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t";
	memset(file + 2048, 0, sizeof locked);
	memcpy(file + 2048, word, sizeof word);
	refused_bytes(file, sizeof file, ERR_INVALID, "Word");
	refused_bytes(ole2, 8, ERR_INVALID, ".xls");
	static const char html[] = "\xef\xbb\xbf\n <HTML><table>";
	assert_true(xlsx_book_is(html, sizeof html - 1));
	refused_bytes(html, sizeof html - 1, ERR_INVALID, "web page");
	static const struct {
		struct xlsx_part part;
		const char *words;
	} archives[] = {
		{ { "mimetype",
		      "application/vnd.oasis.opendocument.spreadsheet", 0 },
		    ".ods" },
		{ { "word/document.xml", "<d/>", 0 }, "Word" },
		{ { "xl/workbook.bin", "x", 0 }, ".xlsb" },
		{ { "a.txt", "x", 0 }, "no workbook" },
	};
	for (size_t i = 0; i < sizeof archives / sizeof *archives; i++) {
		size_t n;
		char *bytes = xlsx_pack(&archives[i].part, 1, &n);
		assert_true(xlsx_book_is(bytes, n));
		refused_bytes(bytes, n, ERR_INVALID, archives[i].words);
		free(bytes);
	}
	assert_false(xlsx_book_is("STT;", 4));
	assert_false(xlsx_book_is("", 0));
	assert_false(xlsx_book_is("PK", 2));
}

/* --- what means harm */

static void
refused_part(const char *text, size_t n, enum err_code code, const char *words)
{
	const struct xlsx_part parts[] = {
		{ "_rels/.rels",
		    XLSX_RELS(
			XLSX_REL("a", "officeDocument", "xl/workbook.xml")),
		    0 },
		{ "xl/workbook.xml", text, n },
	};
	size_t len;
	char *bytes = xlsx_pack(parts, 2, &len);
	refused_bytes(bytes, len, code, words);
	free(bytes);
}

void
test_a_document_type_is_refused(void **state)
{
	(void)state;
	refused_part("<!DOCTYPE workbook><workbook/>", 0, ERR_INVALID,
	    "document type");
	refused_part("<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><w/>", 0,
	    ERR_INVALID, "document type");
}

void
test_entities_do_not_expand(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<!DOCTYPE w [<!ENTITY e0 \"ha\">");
	for (int i = 1; i < 40; i++)
		sbuf_addf(&b, "<!ENTITY e%d \"&e%d;&e%d;\">", i, i - 1, i - 1);
	sbuf_add(&b, "]><w>&e39;</w>");
	refused_part(sbuf_text(&b), b.len, ERR_INVALID, "document type");
	sbuf_fini(&b);
}

/* KiB that the process has had at most. */
static long
peak(void)
{
	struct rusage u;
	assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
	return u.ru_maxrss;
}

/* What refusing it took, beyond what making it did. */
static void
refused_within(const struct xlsx_shape *s, long mib, const char *words)
{
	size_t n;
	char *bytes = xlsx_book_of(s, &n);
	long before = peak();
	refused_bytes(bytes, n, ERR_FULL, words);
	long grown = (peak() - before) / 1024;
	if (grown > mib)
		fail_msg("refusing it took %ld MiB", grown);
	free(bytes);
}

void
test_a_bomb_is_refused_in_little_memory(void **state)
{
	(void)state;
	size_t n = 24u << 20;
	char *blanks = mem_new(n + 1, 1);
	memset(blanks, ' ', n);
	const struct xlsx_shape s = { .sheet = blanks };
	refused_within(&s, 64, "unpacks to far more");
	free(blanks);
}

void
test_more_rows_than_a_list_has_are_refused(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData>");
	for (int i = 1; i <= 250000; i++)
		sbuf_addf(&b, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>",
		    i, i, (int)(i * 7919L % 99991));
	sbuf_add(&b, "</sheetData>");
	const struct xlsx_shape s = { .sheet = sbuf_text(&b) };
	refused_within(&s, 64, "more than 200000 rows");
	sbuf_fini(&b);
}

void
test_more_columns_than_a_list_has_are_refused(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData><row>");
	for (int i = 1; i <= 20000; i++)
		sbuf_addf(&b, "<c><v>%d</v></c>", i);
	sbuf_add(&b, "</row></sheetData>");
	const struct xlsx_shape s = { .sheet = sbuf_text(&b) };
	refused_within(&s, 64, "more than 256 columns");
	sbuf_fini(&b);
	const struct xlsx_shape far = {
		.sheet = "<sheetData><row><c r=\"XFD1\"><v>1</v></c></row>"
			 "</sheetData>"
	};
	refused(&far, ERR_FULL, "more than 256 columns");
}

static void
add_little(struct sbuf *b, unsigned long v, int n)
{
	for (; n > 0; n--, v >>= 8)
		sbuf_add_c(b, (char)(v & 0xff));
}

/* A whole archive of n empty files, small as a writer of bombs would have it;
 * from 65535 on as zip64. */
static void
add_archive(struct sbuf *b, unsigned long n)
{
	struct sbuf list = { 0 };
	for (unsigned long i = 0; i < n; i++) {
		unsigned long at = b->len;
		char name[24];
		snprintf(name, sizeof name, "p%06lu", i);
		sbuf_add_n(b, "PK\3\4\12\0\0\0\0\0\0\0\0\0", 14);
		add_little(b, 0, 12); /* sum and sizes of nothing */
		add_little(b, 7, 4);
		sbuf_add_n(b, name, 7);
		sbuf_add_n(&list, "PK\1\2\12\0\12\0\0\0\0\0\0\0\0\0", 16);
		add_little(&list, 0, 12);
		add_little(&list, 7, 4);
		add_little(&list, 0, 10);
		add_little(&list, at, 4);
		sbuf_add_n(&list, name, 7);
	}
	unsigned long at = b->len, end = at + list.len;
	bool large = n >= 0xffff;
	sbuf_add_n(b, list.s, list.len);
	if (large) {
		sbuf_add_n(b, "PK\6\6", 4);
		add_little(b, 44, 8);
		add_little(b, 0x2d002d, 4);
		add_little(b, 0, 8);
		add_little(b, n, 8);
		add_little(b, n, 8);
		add_little(b, list.len, 8);
		add_little(b, at, 8);
		sbuf_add_n(b, "PK\6\7\0\0\0\0", 8);
		add_little(b, end, 8);
		add_little(b, 1, 4);
	}
	sbuf_add_n(b, "PK\5\6\0\0\0\0", 8);
	add_little(b, large ? 0xffff : n, 2);
	add_little(b, large ? 0xffff : n, 2);
	add_little(b, list.len, 4);
	add_little(b, at, 4);
	add_little(b, 0, 2);
	sbuf_fini(&list);
}

void
test_too_many_entries_are_refused(void **state)
{
	(void)state;
	static const struct {
		unsigned long n;
		enum err_code code;
		const char *words;
	} cases[] = { { 100000, ERR_FULL, "more than 4096 files" },
		{ 65535, ERR_FULL, "more than 4096 files" },
		{ 4097, ERR_FULL, "more than 4096 files" },
		{ 4096, ERR_INVALID, "no workbook" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sbuf b = { 0 };
		add_archive(&b, cases[i].n);
		long before = peak();
		refused_bytes(b.s, b.len, cases[i].code, cases[i].words);
		assert_true(peak() - before < 32 * 1024);
		sbuf_fini(&b);
	}
}

void
test_a_tag_without_end_is_refused(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData x=\"");
	for (int i = 0; i < 400000; i++)
		sbuf_addf(&b, "%d,", (int)(i * 7919L % 99991));
	sbuf_add(&b, "\"/>");
	const struct xlsx_shape s = { .sheet = sbuf_text(&b) };
	refused(&s, ERR_FULL, "a tag without end");
	sbuf_fini(&b);
}

void
test_too_much_text_is_refused(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "<sheetData><row><c t=\"str\"><v>");
	for (int i = 0; i < 40000; i++)
		sbuf_addf(&b, "%d,", i);
	sbuf_add(&b, "</v></c></row></sheetData>");
	struct xlsx_shape s = { .sheet = sbuf_text(&b) };
	refused(&s, ERR_FULL, "more text than a spreadsheet can");
	struct sbuf one = { 0 }; /* longer than deflate looks back */
	sbuf_add(&one, "<si><t>");
	for (int i = 0; i < 20000; i++)
		sbuf_addf(&one, "%d,", (int)(i * 7919L % 99991));
	sbuf_add(&one, "</t></si>");
	sbuf_clear(&b);
	while (b.len <= XLSX_STRINGS_BYTES_MAX + one.len)
		sbuf_add_n(&b, one.s, one.len);
	sbuf_fini(&one);
	s = (struct xlsx_shape){ .strings = sbuf_text(&b) };
	refused(&s, ERR_FULL, "more text than a list can");
	sbuf_fini(&b);
}

void
test_a_cut_off_archive_is_refused(void **state)
{
	(void)state;
	const struct xlsx_shape s = { .sheet = "<sheetData/>" };
	size_t n;
	char *bytes = xlsx_book_of(&s, &n);
	for (size_t cut = 4; cut < n; cut += 7) {
		struct table t = { 0 };
		struct err err = { 0 };
		assert_int_equal(read_bytes(bytes, cut, &t, &err), -1);
		assert_true(*err.text);
		table_fini(&t);
	}
	free(bytes);
}
