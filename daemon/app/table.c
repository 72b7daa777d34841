/*
 * Feeds libcsv one physical line at a time, because libcsv counts none: what
 * ends during a line, ended on it.  Knows no header and no meaning.
 */
#include "app/table.h"

#include "app/guard.h"
#include "base/mem.h"

#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct table *t;
	size_t max_rows;
	int line;	/* being fed */
	int row_line;	/* where the row in progress began */
	int quote_line; /* where the cell in progress began */
	bool in_row;
	bool cell_ended; /* a cell ended during this line */
	bool too_wide;
	bool stop;
};

static void
on_cell(void *bytes, size_t n, void *arg)
{
	struct reading *r = arg;
	struct table *t = r->t;
	if (r->stop)
		return;
	if (!r->in_row || r->cell_ended)
		r->quote_line = r->line;
	r->cell_ended = true;
	struct table_row *row = &t->rows[t->n];
	if (row->n == TABLE_COLUMNS_MAX) {
		r->too_wide = true;
		return;
	}
	t->cells =
	    mem_grow(t->cells, &t->cell_cap, t->cell_n + 1, sizeof *t->cells);
	const char *s = bytes ? bytes : "";
	size_t mark = guard_length(s, n);
	t->cells[t->cell_n++] = table_keep(t, s + mark, n - mark);
	row->n++;
}

static void
open_row(struct reading *r)
{
	struct table *t = r->t;
	t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
	t->rows[t->n] =
	    (struct table_row){ .line = r->row_line, .first = t->cell_n };
}

static void
on_row(int end, void *arg)
{
	struct reading *r = arg;
	(void)end;
	if (r->stop)
		return;
	r->t->n++;
	r->in_row = false;
	r->stop = r->max_rows && r->t->n == r->max_rows;
}

/* Length of the physical line at s, its end included: LF, CRLF or CR. */
static size_t
line_length(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && s[i] != '\n' && s[i] != '\r')
		i++;
	if (i + 1 < n && s[i] == '\r' && s[i + 1] == '\n')
		return i + 2;
	return i < n ? i + 1 : n;
}

static bool
is_empty(const char *s, size_t n)
{
	while (n && (s[n - 1] == '\n' || s[n - 1] == '\r' || s[n - 1] == ' '))
		n--;
	return n == 0;
}

static int
feed_line(struct reading *r, struct csv_parser *p, const char *s, size_t n)
{
	if (!r->in_row) {
		if (is_empty(s, n))
			return 0;
		r->row_line = r->quote_line = r->line;
		open_row(r);
	}
	r->cell_ended = false;
	bool began = !r->in_row;
	r->in_row = true;
	if (csv_parse(p, s, n, on_cell, on_row, r) != n)
		return -1;
	/* An open cell that began on this line: the quote is here. */
	if (r->in_row && (began || r->cell_ended))
		r->quote_line = r->line;
	return 0;
}

static int
too_large(struct reading *r, int *line, struct err *err)
{
	*line = r->line;
	if (r->too_wide)
		return err_set(err, ERR_INVALID,
		    "line %d has more than %d columns", r->line,
		    TABLE_COLUMNS_MAX);
	return err_set(err, ERR_INVALID,
	    "the file has more than %d rows; split it", TABLE_ROWS_MAX);
}

static int
feed(struct reading *r, struct csv_parser *p, const char *s, size_t n,
    int *line, struct err *err)
{
	while (n && !r->stop) {
		size_t len = line_length(s, n);
		r->line++;
		if (feed_line(r, p, s, len) < 0) {
			*line = r->line;
			return err_set(err, ERR_INVALID,
			    "line %d: a quote (\") inside a cell that does "
			    "not begin with one",
			    r->line);
		}
		if (r->too_wide || r->t->n > TABLE_ROWS_MAX)
			return too_large(r, line, err);
		s += len;
		n -= len;
	}
	if (r->stop)
		return 0;
	if (csv_fini(p, on_cell, on_row, r) != 0) {
		*line = r->quote_line;
		return err_set(err, ERR_INVALID,
		    "line %d: a quote (\") is opened and never closed",
		    r->quote_line);
	}
	if (r->too_wide || r->t->n > TABLE_ROWS_MAX)
		return too_large(r, line, err);
	return 0;
}

int
table_parse(struct table *t, const char *text, size_t n, char delimiter,
    size_t max_rows, int *line, struct err *err)
{
	struct csv_parser p;
	struct reading r = { .t = t, .max_rows = max_rows };
	*line = 0;
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return err_set(err, ERR_FAILED, "libcsv does not start");
	csv_set_delim(&p, (unsigned char)delimiter);
	int rc = feed(&r, &p, text, n, line, err);
	csv_free(&p);
	return rc;
}

void
table_add_row(struct table *t, int line, bool hidden)
{
	t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
	t->rows[t->n++] = (struct table_row){ .line = line,
		.hidden = hidden,
		.first = t->cell_n };
}

void
table_add_cell(struct table *t, size_t offset)
{
	t->cells =
	    mem_grow(t->cells, &t->cell_cap, t->cell_n + 1, sizeof *t->cells);
	t->cells[t->cell_n++] = offset;
	t->rows[t->n - 1].n++;
}

size_t
table_keep(struct table *t, const char *s, size_t n)
{
	size_t at = t->text.len;
	sbuf_add_n(&t->text, s, n);
	sbuf_add_c(&t->text, '\0');
	return at;
}

const char *
table_cell(const struct table *t, size_t row, int column)
{
	if (column < 0 || (size_t)column >= t->rows[row].n)
		return "";
	size_t cell = t->rows[row].first + (size_t)column;
	return t->text.s + t->cells[cell];
}

/* Of the areas that begin in that column, the last that begins no later than
 * the line. */
static const struct table_merge *
merge_in(const struct table *t, int column, int line)
{
	size_t low = 0, high = t->merge_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct table_merge *m = &t->merges[middle];
		if (m->column < column ||
		    (m->column == column && m->line <= line))
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || t->merges[low - 1].column != column)
		return NULL;
	return &t->merges[low - 1];
}

const struct table_merge *
table_merged(const struct table *t, size_t row, int column)
{
	int line = t->rows[row].line;
	for (int c = t->merge_n ? column : -1; c >= 0; c--) {
		const struct table_merge *m = merge_in(t, c, line);
		if (m && m->last_line >= line && m->last_column >= column)
			return m;
	}
	return NULL;
}

long
table_row_at(const struct table *t, int line)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->rows[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n && t->rows[low].line == line ? (long)low : -1;
}

const char *
table_cell_name(int column, int line, char buf[TABLE_CELL_NAME])
{
	char letters[8];
	size_t n = sizeof letters;
	letters[--n] = '\0';
	for (unsigned c = (unsigned)column + 1; c; c = (c - 1) / 26)
		letters[--n] = (char)('A' + (c - 1) % 26);
	snprintf(buf, TABLE_CELL_NAME, "%s%d", letters + n, line);
	return buf;
}

void
table_fini(struct table *t)
{
	free(t->sheet);
	free(t->merges);
	free(t->rows);
	free(t->cells);
	sbuf_fini(&t->text);
	*t = (struct table){ 0 };
}
