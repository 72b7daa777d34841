/*
 * Any text as a part of a workbook (its first letter says which: S sheet,
 * T strings, Y styles, W the rest of the workbook), or any bytes put into its
 * archive (Z, then place and byte): read within the limits or refused in words.
 */
#include "app/xlsx_book.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

#define MAIN                                                                   \
	"xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS                                                                   \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/"    \
	"2006/relationships\">"

enum { PARTS = 6 };

static const struct {
	const char *name, *before, *own, *after;
} parts[PARTS] = {
	{ "_rels/.rels", RELS,
	    "<Relationship Id=\"a\" Type=\"" R
	    "/officeDocument\" Target=\"xl/workbook.xml\"/>",
	    "</Relationships>" },
	{ "xl/workbook.xml", "<workbook " MAIN " xmlns:r=\"" R "\">",
	    "<sheets><sheet name=\"S\" r:id=\"r1\"/></sheets>", "</workbook>" },
	{ "xl/_rels/workbook.xml.rels", RELS,
	    "<Relationship Id=\"r1\" Type=\"" R
	    "/worksheet\" Target=\"a.xml\"/><Relationship Id=\"r2\" Type=\"" R
	    "/sharedStrings\" Target=\"t.xml\"/><Relationship Id=\"r3\" "
	    "Type=\"" R "/styles\" Target=\"y.xml\"/>",
	    "</Relationships>" },
	{ "xl/a.xml", "<worksheet " MAIN ">",
	    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c "
	    "s=\"1\"><v>43224</v></c></row></sheetData>",
	    "</worksheet>" },
	{ "xl/t.xml", "<sst " MAIN ">", "<si><t>a</t></si>", "</sst>" },
	{ "xl/y.xml", "<styleSheet " MAIN ">",
	    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
	    "</styleSheet>" },
};

static char *
pack(int part, const char *text, size_t n, size_t *len)
{
	struct sbuf b[PARTS] = { { 0 } };
	zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_source_keep(out);
	zip_t *z = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	for (int i = 0; i < PARTS; i++) {
		sbuf_add(&b[i], parts[i].before);
		if (i == part)
			sbuf_add_n(&b[i], text, n);
		else
			sbuf_add(&b[i], parts[i].own);
		sbuf_add(&b[i], parts[i].after);
		zip_int64_t at = zip_file_add(z, parts[i].name,
		    zip_source_buffer(z, b[i].s, b[i].len, 0), 0);
		zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0);
	}
	if (zip_close(z) != 0)
		abort();
	zip_source_open(out);
	zip_source_seek(out, 0, SEEK_END);
	*len = (size_t)zip_source_tell(out);
	zip_source_seek(out, 0, SEEK_SET);
	char *bytes = mem_new(*len, 1);
	zip_source_read(out, bytes, *len);
	zip_source_close(out);
	zip_source_free(out);
	for (int i = 0; i < PARTS; i++)
		sbuf_fini(&b[i]);
	return bytes;
}

static void
look_at(const struct table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		for (int c = 0; c < TABLE_COLUMNS_MAX; c++) {
			(void)strlen(table_cell(t, i, c));
			const struct table_merge *m = table_merged(t, i, c);
			assert(!m || m->column <= c);
		}
		assert(i == 0 || t->rows[i - 1].line <= t->rows[i].line);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	static const char letters[] = "RWLSTY";
	size_t len;
	struct err err = { 0 };
	struct xlsx_book *book;
	const char *at = n ? strchr(letters, data[0]) : NULL;
	int part = at && *at ? (int)(at - letters) : -1;
	char *bytes = pack(part, (const char *)data + 1, n ? n - 1 : 0, &len);
	for (size_t i = 1; part < 0 && i + 2 < n; i += 3)
		bytes[(size_t)(data[i] << 8 | data[i + 1]) % len] =
		    (char)data[i + 2];
	if (xlsx_book_open(&book, bytes, len, &err) < 0) {
		assert(err.text[0]);
		free(bytes);
		return 0;
	}
	for (size_t i = 0; i < xlsx_book_sheets(book); i++) {
		struct table t = { 0 };
		err = (struct err){ 0 };
		if (xlsx_book_read(book, i, &t, &err) < 0)
			assert(err.text[0]);
		else
			look_at(&t);
		table_fini(&t);
	}
	xlsx_book_close(book);
	free(bytes);
	return 0;
}
