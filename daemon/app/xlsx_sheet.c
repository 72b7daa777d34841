/*
 * sheetN.xml, element by element.  A row is collected by column and goes into
 * the table when it ends; rows and cells may lack their references and may
 * come in any order.
 */
#include "app/xlsx_sheet.h"

#include "app/xlsx_text.h"
#include "app/xlsx_xml.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MAX_ = 1048576, /* what a worksheet can have */
	COLUMN_MAX_ = 16384,
	BLANKS_MAX =
	    1000 /* rows without a value that are kept between others */
};

enum type { NUMBER, SHARED, INLINE, TEXT, BOOLEAN, ERROR_VALUE, DATE };

struct reading {
	const struct xlsx_sheet_world *w;
	struct table *t;
	size_t *kept; /* a shared string: its offset in t->text + 1 */
	struct table_row *blanks; /* that wait for a filled row */
	size_t blank_n, blank_cap, blank_seen;
	bool in_data, sorted;
	/* the row in progress */
	int line;
	bool hidden;
	size_t cell[TABLE_COLUMNS_MAX]; /* offset + 1; 0 none */
	int width;
	/* the cell in progress */
	int column;
	enum type type;
	long style;
	struct sbuf raw, text;
	bool in_cell, in_value, in_hint;
};

/* "B7" or "B": the column from 0 and the line (0 none).  −1 no reference. */
static int
parse_reference(const char *s, long *column, long *line)
{
	*column = 0;
	*line = 0;
	for (s += *s == '$'; *s >= 'A' && *s <= 'Z'; s++) {
		*column = *column * 26 + (*s - 'A') + 1;
		if (*column > COLUMN_MAX_)
			return -1;
	}
	for (s += *s == '$'; *s >= '0' && *s <= '9'; s++) {
		*line = *line * 10 + (*s - '0');
		if (*line > LINE_MAX_)
			return -1;
	}
	--*column;
	return *s == '\0' || *s == ':' ? 0 : -1;
}

static bool
is_true(const char *s)
{
	return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

static int
damaged(struct err *err, const char *what, const char *value)
{
	return err_set(err, ERR_INVALID, "the sheet is damaged: %s \"%.40s\"",
	    what, value);
}

/* --- rows */

static int
open_row(struct reading *r, const char **attributes, struct err *err)
{
	const char *given = xlsx_xml_attribute(attributes, "r");
	const char *height = xlsx_xml_attribute(attributes, "ht");
	long line = given ? strtol(given, NULL, 10) : r->line + 1L;
	if (line < 1 || line > LINE_MAX_)
		return damaged(err, "there is no row", given ? given : "");
	r->sorted &= line > r->line;
	r->line = (int)line;
	r->hidden = is_true(xlsx_xml_attribute(attributes, "hidden")) ||
		    (height && strtod(height, NULL) == 0);
	memset(r->cell, 0, (size_t)r->width * sizeof *r->cell);
	r->width = 0;
	r->column = -1;
	return 0;
}

static int
too_many_rows(struct err *err)
{
	return err_set(err, ERR_FULL,
	    "the sheet has more than %d rows; split it", TABLE_ROWS_MAX);
}

/* Blank rows count only between others, and only so many in a row. */
static int
keep_blanks(struct reading *r, struct err *err)
{
	bool between = r->t->n > 0 && r->blank_seen <= BLANKS_MAX;
	if (between && r->t->n + r->blank_n > TABLE_ROWS_MAX)
		return too_many_rows(err);
	for (size_t i = 0; between && i < r->blank_n; i++)
		table_add_row(r->t, r->blanks[i].line, r->blanks[i].hidden);
	r->blank_n = r->blank_seen = 0;
	return 0;
}

static void
note_blank(struct reading *r)
{
	if (++r->blank_seen > BLANKS_MAX)
		return;
	r->blanks = mem_grow(r->blanks, &r->blank_cap, r->blank_n + 1,
	    sizeof *r->blanks);
	r->blanks[r->blank_n++] =
	    (struct table_row){ .line = r->line, .hidden = r->hidden };
}

static int
close_row(struct reading *r, struct err *err)
{
	struct table *t = r->t;
	if (!r->width) {
		note_blank(r);
		return 0;
	}
	if (keep_blanks(r, err) < 0)
		return -1;
	if (t->n == TABLE_ROWS_MAX)
		return too_many_rows(err);
	if (t->cell_n + (size_t)r->width > XLSX_SHEET_CELLS_MAX)
		return err_set(err, ERR_FULL,
		    "the sheet has too many cells; split it");
	table_add_row(t, r->line, r->hidden);
	for (int i = 0; i < r->width; i++)
		table_add_cell(t, r->cell[i] ? r->cell[i] - 1 : 0);
	return 0;
}

/* --- cells */

static enum type
type_of(const char *s)
{
	static const struct {
		const char *name;
		enum type type;
	} types[] = { { "s", SHARED }, { "inlineStr", INLINE }, { "str", TEXT },
		{ "b", BOOLEAN }, { "e", ERROR_VALUE }, { "d", DATE } };
	for (size_t i = 0; s && i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, s) == 0)
			return types[i].type;
	}
	return NUMBER;
}

static int
open_cell(struct reading *r, const char **attributes, struct err *err)
{
	const char *given = xlsx_xml_attribute(attributes, "r");
	const char *style = xlsx_xml_attribute(attributes, "s");
	long column = r->column + 1, line = r->line;
	if (given && (parse_reference(given, &column, &line) < 0 || column < 0))
		return damaged(err, "there is no cell", given);
	if (column >= COLUMN_MAX_)
		return damaged(err, "too many columns in row", "");
	r->column = (int)column;
	r->type = type_of(xlsx_xml_attribute(attributes, "t"));
	r->style = style ? strtol(style, NULL, 10) : 0;
	r->in_cell = true;
	sbuf_clear(&r->raw);
	return 0;
}

/* A shared string is copied into the table once. */
static int
put_shared(struct reading *r, size_t *offset, struct err *err)
{
	const struct xlsx_strings *strings = r->w->strings;
	const char *raw = sbuf_text(&r->raw);
	char *end;
	unsigned long i = strtoul(raw, &end, 10);
	size_t n;
	const char *s = end == raw ? NULL : xlsx_strings_get(strings, i, &n);
	if (!s)
		return damaged(err, "there is no string", raw);
	if (!n)
		return 0;
	if (!r->kept)
		r->kept = mem_new(strings->n, sizeof *r->kept);
	if (!r->kept[i])
		r->kept[i] = table_keep(r->t, s, n) + 1;
	*offset = r->kept[i];
	return 0;
}

/* "2018-05-04T00:00:00" → a day, or a day with its hour. */
static void
add_iso(const char *raw, struct sbuf *out)
{
	const char *t = strchr(raw, 'T');
	size_t day = t ? (size_t)(t - raw) : strlen(raw);
	sbuf_add_n(out, raw, day);
	if (t && strncmp(t, "T00:00", 6) != 0)
		sbuf_addf(out, "%s%.5s", day ? " " : "", t + 1);
}

static void
add_value(struct reading *r, const char *raw)
{
	static const struct xlsx_number_format general = { 0 };
	const struct xlsx_styles *styles = r->w->styles;
	switch (r->type) {
	case BOOLEAN:
		sbuf_add(&r->text, is_true(raw) ? "TRUE" : "FALSE");
		break;
	case DATE:
		add_iso(raw, &r->text);
		break;
	case NUMBER:
		xlsx_number_text(raw,
		    r->style >= 0 && (size_t)r->style < styles->n
			? &styles->v[r->style]
			: &general,
		    r->w->date1904, &r->text);
		break;
	case SHARED:
	case INLINE:
	case TEXT:
	case ERROR_VALUE:
		xlsx_text_add(raw, r->raw.len, &r->text);
		break;
	}
}

static int
close_cell(struct reading *r, struct err *err)
{
	size_t offset = 0;
	r->in_cell = r->in_value = false;
	if (!r->raw.len)
		return 0;
	if (r->type == SHARED) {
		if (put_shared(r, &offset, err) < 0)
			return -1;
	} else {
		sbuf_clear(&r->text);
		add_value(r, sbuf_text(&r->raw));
		if (r->text.len)
			offset = table_keep(r->t, r->text.s, r->text.len) + 1;
	}
	if (r->t->text.len > XLSX_SHEET_TEXT_MAX)
		return err_set(err, ERR_FULL,
		    "the sheet holds more text than a list can");
	if (!offset)
		return 0;
	if (r->column >= TABLE_COLUMNS_MAX)
		return err_set(err, ERR_FULL, "row %d has more than %d columns",
		    r->line, TABLE_COLUMNS_MAX);
	r->cell[r->column] = offset;
	if (r->column >= r->width)
		r->width = r->column + 1;
	return 0;
}

/* --- what else a sheet says */

static void
note_columns(struct reading *r, const char **attributes)
{
	const char *from = xlsx_xml_attribute(attributes, "min");
	const char *to = xlsx_xml_attribute(attributes, "max");
	const char *width = xlsx_xml_attribute(attributes, "width");
	if (!from || !to)
		return;
	if (!is_true(xlsx_xml_attribute(attributes, "hidden")) &&
	    !(width && strtod(width, NULL) == 0))
		return;
	long first = strtol(from, NULL, 10), last = strtol(to, NULL, 10);
	if (first < 1)
		return;
	for (long i = first - 1; i < last && i < TABLE_COLUMNS_MAX; i++)
		r->t->hidden_column[i] = true;
}

static int
note_merge(struct reading *r, const char **attributes, struct err *err)
{
	struct table *t = r->t;
	const char *area = xlsx_xml_attribute(attributes, "ref");
	const char *colon = area ? strchr(area, ':') : NULL;
	long c1, l1, c2, l2;
	if (!colon || parse_reference(area, &c1, &l1) < 0 ||
	    parse_reference(colon + 1, &c2, &l2) < 0 || c1 < 0 || l1 < 1 ||
	    c2 < c1 || l2 < l1)
		return damaged(err, "there is no area", area ? area : "");
	if (t->merge_n == XLSX_SHEET_MERGES_MAX)
		return err_set(err, ERR_FULL,
		    "the sheet has too many merged cells");
	t->merges = mem_grow(t->merges, &t->merge_cap, t->merge_n + 1,
	    sizeof *t->merges);
	t->merges[t->merge_n++] =
	    (struct table_merge){ (int)l1, (int)l2, (int)c1, (int)c2 };
	return 0;
}

static int
on_start(void *arg, const char *name, const char **attributes, struct err *err)
{
	struct reading *r = arg;
	if (r->in_cell) {
		r->in_hint |= strcmp(name, "rPh") == 0;
		r->in_value =
		    strcmp(name, r->type == INLINE ? "t" : "v") == 0 &&
		    !r->in_hint;
		return 0;
	}
	if (r->in_data && strcmp(name, "c") == 0)
		return open_cell(r, attributes, err);
	if (r->in_data && strcmp(name, "row") == 0)
		return open_row(r, attributes, err);
	r->in_data |= strcmp(name, "sheetData") == 0;
	if (strcmp(name, "col") == 0)
		note_columns(r, attributes);
	if (strcmp(name, "mergeCell") == 0)
		return note_merge(r, attributes, err);
	return 0;
}

static int
on_end(void *arg, const char *name, struct err *err)
{
	struct reading *r = arg;
	if (r->in_cell) {
		r->in_value = false;
		r->in_hint &= strcmp(name, "rPh") != 0;
		return strcmp(name, "c") == 0 ? close_cell(r, err) : 0;
	}
	if (r->in_data && strcmp(name, "row") == 0)
		return close_row(r, err);
	r->in_data &= strcmp(name, "sheetData") != 0;
	return 0;
}

static int
on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct reading *r = arg;
	if (!r->in_cell || !r->in_value)
		return 0;
	if (r->raw.len + n > XLSX_TEXT_MAX)
		return err_set(err, ERR_FULL,
		    "a cell of row %d holds more text than a spreadsheet can",
		    r->line);
	sbuf_add_n(&r->raw, s, n);
	return 0;
}

/* --- the whole */

static int
by_line(const void *a, const void *b)
{
	const struct table_row *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int
by_place(const void *a, const void *b)
{
	const struct table_merge *x = a, *y = b;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

int
xlsx_sheet_read(const struct xlsx_sheet_world *w, const char *part,
    struct table *t, struct err *err)
{
	static const struct xlsx_xml_calls calls = { on_start, on_end,
		on_text };
	struct reading *r = mem_new(1, sizeof *r);
	r->w = w;
	r->t = t;
	r->sorted = true;
	table_keep(t, "", 0); /* offset 0 is the empty cell */
	int rc = xlsx_xml_read(w->zip, part, &calls, r, err);
	if (rc == 0 && !r->sorted)
		qsort(t->rows, t->n, sizeof *t->rows, by_line);
	if (t->merge_n)
		qsort(t->merges, t->merge_n, sizeof *t->merges, by_place);
	free(r->kept);
	free(r->blanks);
	sbuf_fini(&r->raw);
	sbuf_fini(&r->text);
	free(r);
	return rc;
}
