/*
 * Relations → workbook.xml → its sheets in their order, styles and shared
 * strings (ECMA-376 part 2, 9.3; part 1, 18.2).
 */
#include "app/xlsx_book.h"

#include "app/xlsx_foreign.h"
#include "app/xlsx_sheet.h"
#include "app/xlsx_strings.h"
#include "app/xlsx_styles.h"
#include "app/xlsx_xml.h"
#include "app/xlsx_zip.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <stdlib.h>
#include <string.h>

enum { RELATIONS_MAX = 4096 };

struct relation {
	char *id, *type, *part;
};

struct relations {
	struct relation *v;
	size_t n, cap;
	const char *folder; /* of the part that they belong to, "xl/" */
};

struct entry { /* a worksheet */
	char *name, *part;
	bool hidden;
};

struct xlsx_book {
	struct xlsx_zip *zip;
	struct entry *sheets;
	size_t n, cap;
	bool date1904, is_book;
	struct relations relations;
	struct xlsx_strings strings;
	struct xlsx_styles styles;
};

/* --- relations */

/* "../xl/a.xml" as seen from the folder → "xl/a.xml"; caller frees. */
static char *
resolve(const char *folder, const char *target)
{
	struct sbuf b = { 0 };
	if (*target != '/')
		sbuf_add(&b, folder);
	while (*target) {
		size_t n = strcspn(target, "/\\");
		bool up = n == 2 && strncmp(target, "..", 2) == 0;
		bool here = n == 0 || (n == 1 && *target == '.');
		if (up && b.len) { /* drop the last folder */
			b.s[--b.len] = '\0';
			while (b.len && b.s[b.len - 1] != '/')
				b.s[--b.len] = '\0';
		} else if (!up && !here) {
			sbuf_add_n(&b, target, n);
			if (target[n])
				sbuf_add_c(&b, '/');
		}
		target += n + (target[n] != '\0');
	}
	if (!b.len)
		sbuf_add(&b, "");
	return b.s ? sbuf_take(&b) : mem_dup("");
}

static int
on_relation(void *arg, const char *name, const char **attributes,
    struct err *err)
{
	struct relations *r = arg;
	const char *id = xlsx_xml_attribute(attributes, "Id");
	const char *type = xlsx_xml_attribute(attributes, "Type");
	const char *target = xlsx_xml_attribute(attributes, "Target");
	const char *mode = xlsx_xml_attribute(attributes, "TargetMode");
	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    (mode && strcmp(mode, "External") == 0))
		return 0;
	if (r->n == RELATIONS_MAX)
		return err_set(err, ERR_FULL,
		    "the workbook has too many parts");
	r->v = mem_grow(r->v, &r->cap, r->n + 1, sizeof *r->v);
	const char *kind = strrchr(type, '/');
	r->v[r->n++] = (struct relation){ mem_dup(id),
		mem_dup(kind ? kind + 1 : type), resolve(r->folder, target) };
	return 0;
}

static void
relations_fini(struct relations *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].id);
		free(r->v[i].type);
		free(r->v[i].part);
	}
	free(r->v);
	*r = (struct relations){ 0 };
}

/* 0 also when the part is missing: then there are none. */
static int
read_relations(struct xlsx_zip *z, const char *part, const char *folder,
    struct relations *r, struct err *err)
{
	static const struct xlsx_xml_calls calls = { .start = on_relation };
	r->folder = folder;
	return xlsx_zip_has(z, part) ? xlsx_xml_read(z, part, &calls, r, err)
				     : 0;
}

/* By id (or NULL, any) and type; NULL none. */
static const char *
part_of(const struct relations *r, const char *id, const char *type)
{
	for (size_t i = 0; i < r->n; i++) {
		if ((!id || strcmp(r->v[i].id, id) == 0) &&
		    strcmp(r->v[i].type, type) == 0)
			return r->v[i].part;
	}
	return NULL;
}

/* --- the workbook */

static int
add_sheet(struct xlsx_book *b, const char **attributes, struct err *err)
{
	const char *id = xlsx_xml_relation(attributes);
	const char *name = xlsx_xml_attribute(attributes, "name");
	const char *state = xlsx_xml_attribute(attributes, "state");
	const char *part = id ? part_of(&b->relations, id, "worksheet") : NULL;
	if (!part) /* a chart, a macro */
		return 0;
	if (b->n == XLSX_BOOK_SHEETS_MAX)
		return err_set(err, ERR_FULL,
		    "the workbook has more than %d sheets",
		    XLSX_BOOK_SHEETS_MAX);
	b->sheets = mem_grow(b->sheets, &b->cap, b->n + 1, sizeof *b->sheets);
	b->sheets[b->n++] = (struct entry){ mem_dup(name ? name : ""),
		mem_dup(part), state && strcmp(state, "visible") != 0 };
	return 0;
}

static int
on_book(void *arg, const char *name, const char **attributes, struct err *err)
{
	struct xlsx_book *b = arg;
	b->is_book |= strcmp(name, "workbook") == 0;
	if (strcmp(name, "workbookPr") == 0) {
		const char *s = xlsx_xml_attribute(attributes, "date1904");
		b->date1904 =
		    s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
	}
	return strcmp(name, "sheet") == 0 ? add_sheet(b, attributes, err) : 0;
}

/* "xl/workbook.xml" → "xl/" and "xl/_rels/workbook.xml.rels". */
static void
split_part(const char *part, struct sbuf *folder, struct sbuf *rels)
{
	const char *slash = strrchr(part, '/');
	size_t n = slash ? (size_t)(slash - part) + 1 : 0;
	sbuf_add_n(folder, part, n);
	sbuf_addf(rels, "%s_rels/%s.rels", sbuf_text(folder), part + n);
}

static int
read_book(struct xlsx_book *b, const char *part, struct err *err)
{
	static const struct xlsx_xml_calls calls = { .start = on_book };
	struct sbuf folder = { 0 }, rels = { 0 };
	split_part(part, &folder, &rels);
	int rc = read_relations(b->zip, sbuf_text(&rels), sbuf_text(&folder),
	    &b->relations, err);
	if (rc == 0)
		rc = xlsx_xml_read(b->zip, part, &calls, b, err);
	sbuf_fini(&folder);
	sbuf_fini(&rels);
	if (rc == 0 && (!b->is_book || !b->n))
		rc = err_set(err, ERR_INVALID,
		    "the workbook holds no worksheet");
	return rc;
}

static int
read_rest(struct xlsx_book *b, struct err *err)
{
	const char *styles = part_of(&b->relations, NULL, "styles");
	const char *strings = part_of(&b->relations, NULL, "sharedStrings");
	if (styles && xlsx_zip_has(b->zip, styles) &&
	    xlsx_styles_read(&b->styles, b->zip, styles, err) < 0)
		return -1;
	if (strings && xlsx_zip_has(b->zip, strings))
		return xlsx_strings_read(&b->strings, b->zip, strings, err);
	return 0;
}

bool
xlsx_book_is(const char *bytes, size_t n)
{
	return (n >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 ||
			      memcmp(bytes, "PK\5\6", 4) == 0)) ||
	       xlsx_foreign_is(bytes, n);
}

int
xlsx_book_open(struct xlsx_book **out, const char *bytes, size_t n,
    struct err *err)
{
	struct relations top = { 0 };
	if (xlsx_foreign_refuse(bytes, n, err) < 0)
		return -1;
	struct xlsx_book *b = mem_new(1, sizeof *b);
	int rc = xlsx_zip_open(&b->zip, bytes, n, err);
	if (rc == 0)
		rc = xlsx_foreign_refuse_parts(b->zip, err);
	if (rc == 0)
		rc = read_relations(b->zip, "_rels/.rels", "", &top, err);
	if (rc == 0) {
		const char *part = part_of(&top, NULL, "officeDocument");
		part = part ? part : "xl/workbook.xml";
		rc = xlsx_zip_has(b->zip, part)
			 ? read_book(b, part, err)
			 : err_set(err, ERR_INVALID,
			       "the archive holds no workbook");
	}
	if (rc == 0)
		rc = read_rest(b, err);
	relations_fini(&top);
	if (rc < 0) {
		xlsx_book_close(b);
		return -1;
	}
	*out = b;
	return 0;
}

void
xlsx_book_close(struct xlsx_book *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n; i++) {
		free(b->sheets[i].name);
		free(b->sheets[i].part);
	}
	free(b->sheets);
	relations_fini(&b->relations);
	xlsx_strings_fini(&b->strings);
	xlsx_styles_fini(&b->styles);
	xlsx_zip_close(b->zip);
	free(b);
}

size_t
xlsx_book_sheets(const struct xlsx_book *b)
{
	return b->n;
}

const char *
xlsx_book_name(const struct xlsx_book *b, size_t sheet)
{
	return b->sheets[sheet].name;
}

bool
xlsx_book_hidden(const struct xlsx_book *b, size_t sheet)
{
	return b->sheets[sheet].hidden;
}

int
xlsx_book_read(struct xlsx_book *b, size_t sheet, struct table *t,
    struct err *err)
{
	const struct xlsx_sheet_world w = { b->zip, &b->strings, &b->styles,
		b->date1904 };
	t->sheet = mem_dup(b->sheets[sheet].name);
	return xlsx_sheet_read(&w, b->sheets[sheet].part, t, err);
}
