/*
 * Workbooks for tests: from raw parts, so that everything odd can be written,
 * and around one sheet's XML.
 */
#ifndef NHACVIEC_TESTS_XLSX_MAKER_H
#define NHACVIEC_TESTS_XLSX_MAKER_H

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define XLSX_RELATION                                                          \
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XLSX_PACKAGE                                                           \
	"http://schemas.openxmlformats.org/package/2006/relationships"
#define XLSX_RELS(body)                                                        \
	"<Relationships xmlns=\"" XLSX_PACKAGE "\">" body "</Relationships>"
#define XLSX_REL(id, type, target)                                             \
	"<Relationship Id=\"" id "\" Type=\"" XLSX_RELATION "/" type           \
	"\" Target=\"" target "\"/>"

struct xlsx_part {
	const char *name;
	const char *text;
	size_t len; /* 0: the text's */
};

/* The archive's bytes; free(). */
static inline char *
xlsx_pack(const struct xlsx_part *parts, size_t n, size_t *len)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &e);
	assert_non_null(out);
	zip_source_keep(out);
	zip_t *z = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &e);
	assert_non_null(z);
	for (size_t i = 0; i < n; i++) {
		size_t size =
		    parts[i].len ? parts[i].len : strlen(parts[i].text);
		zip_source_t *s = zip_source_buffer(z, parts[i].text, size, 0);
		assert_non_null(s);
		assert_true(zip_file_add(z, parts[i].name, s,
				ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE) >= 0);
	}
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_open(out), 0);
	assert_int_equal(zip_source_seek(out, 0, SEEK_END), 0);
	*len = (size_t)zip_source_tell(out);
	char *bytes = mem_new(*len + 1, 1);
	assert_int_equal(zip_source_seek(out, 0, SEEK_SET), 0);
	assert_int_equal(zip_source_read(out, bytes, *len), *len);
	zip_source_close(out);
	zip_source_free(out);
	return bytes;
}

struct xlsx_shape {	      /* NULL: as a plain program writes it */
	const char *sheet;    /* what stands inside <worksheet> */
	const char *strings;  /* inside <sst> */
	const char *styles;   /* inside <styleSheet> */
	const char *settings; /* before <sheets>: <workbookPr date1904="1"/> */
	const char *sheets;   /* instead of one visible sheet "Danh sách" */
	const char *second;   /* inside <worksheet> of xl/worksheets/b.xml */
};

static inline char *
xlsx_book_of(const struct xlsx_shape *s, size_t *len)
{
	struct sbuf sheet = { 0 }, strings = { 0 }, styles = { 0 },
		    book = { 0 }, second = { 0 };
	sbuf_addf(&sheet, "<worksheet xmlns=\"%s\">%s</worksheet>", XLSX_MAIN,
	    s->sheet ? s->sheet : "<sheetData/>");
	sbuf_addf(&second, "<worksheet xmlns=\"%s\">%s</worksheet>", XLSX_MAIN,
	    s->second ? s->second : "<sheetData/>");
	sbuf_addf(&strings, "<sst xmlns=\"%s\">%s</sst>", XLSX_MAIN,
	    s->strings ? s->strings : "");
	sbuf_addf(&styles, "<styleSheet xmlns=\"%s\">%s</styleSheet>",
	    XLSX_MAIN, s->styles ? s->styles : "");
	sbuf_addf(&book,
	    "<workbook xmlns=\"%s\" xmlns:r=\"%s\">%s<sheets>%s</sheets>"
	    "</workbook>",
	    XLSX_MAIN, XLSX_RELATION, s->settings ? s->settings : "",
	    s->sheets ? s->sheets
		      : "<sheet name=\"Danh s\u00e1ch\" sheetId=\"1\" "
			"r:id=\"r1\"/>");
	const struct xlsx_part parts[] = {
		{ "[Content_Types].xml", "<Types/>", 0 },
		{ "_rels/.rels",
		    XLSX_RELS(
			XLSX_REL("a", "officeDocument", "xl/workbook.xml")),
		    0 },
		{ "xl/workbook.xml", sbuf_text(&book), 0 },
		{ "xl/_rels/workbook.xml.rels",
		    XLSX_RELS(XLSX_REL("r1", "worksheet", "worksheets/a.xml")
			    XLSX_REL("r2", "worksheet", "/xl/worksheets/b.xml")
				XLSX_REL("r3", "styles", "styles.xml")
				    XLSX_REL("r4", "sharedStrings",
					"sharedStrings.xml") XLSX_REL("r5",
					"chartsheet", "charts/c.xml")),
		    0 },
		{ "xl/worksheets/a.xml", sbuf_text(&sheet), 0 },
		{ "xl/worksheets/b.xml", sbuf_text(&second), 0 },
		{ "xl/styles.xml", sbuf_text(&styles), 0 },
		{ "xl/sharedStrings.xml", sbuf_text(&strings), 0 },
	};
	char *bytes = xlsx_pack(parts, sizeof parts / sizeof *parts, len);
	sbuf_fini(&sheet);
	sbuf_fini(&second);
	sbuf_fini(&strings);
	sbuf_fini(&styles);
	sbuf_fini(&book);
	return bytes;
}

#endif
