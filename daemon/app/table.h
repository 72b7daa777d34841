/*
 * Rows of cells with the numbers that a person sees beside them: physical
 * lines of a CSV file (by libcsv in strict mode), rows of a worksheet.  Knows
 * no header and no meaning.
 */
#ifndef NHACVIEC_APP_TABLE_H
#define NHACVIEC_APP_TABLE_H

#include "base/err.h"
#include "base/sbuf.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	TABLE_ROWS_MAX = 200000,
	TABLE_COLUMNS_MAX = 256,
	TABLE_CELL_NAME = 16 /* "XFD1048576" */
};

struct table_row {
	int line;     /* physical line, or row of the worksheet; from 1 */
	bool hidden;  /* in the workbook */
	size_t first; /* its cells: [first, first + n) of cells */
	size_t n;
};

struct table_merge { /* an area of one value, written at its first cell */
	int line, last_line;
	int column, last_column; /* from 0 */
};

struct table { /* zero-initialise */
	struct table_row *rows;
	size_t n, cap;
	size_t *cells; /* offsets into text */
	size_t cell_n, cell_cap;
	struct sbuf text;
	char *sheet; /* the worksheet's name; NULL: no workbook */
	struct table_merge *merges; /* sorted by column, then line */
	size_t merge_n, merge_cap;
	bool hidden_column[TABLE_COLUMNS_MAX];
};

/*
 * Reads text with that delimiter; max_rows > 0 stops after so many rows.
 * Empty lines are no rows.  ERR_INVALID with words (and *line, where) when a
 * quote is never closed or stands inside an unquoted cell, or when there are
 * more rows or columns than the limits.
 */
int table_parse(struct table *t, const char *text, size_t n, char delimiter,
    size_t max_rows, int *line, struct err *err);
/* For other readers: a row without cells yet, then cells by their offset in
 * text (table_keep), left to right. */
void table_add_row(struct table *t, int line, bool hidden);
void table_add_cell(struct table *t, size_t offset);
size_t table_keep(struct table *t, const char *s, size_t n);
/* Borrowed until table_fini; "" where the row has no such cell. */
const char *table_cell(const struct table *t, size_t row, int column);
/* The area that covers the cell; NULL none. */
const struct table_merge *table_merged(const struct table *t, size_t row,
    int column);
/* The index of the row that begins at the line; −1 none. */
long table_row_at(const struct table *t, int line);
/* "B7"; returns buf. */
const char *table_cell_name(int column, int line, char buf[TABLE_CELL_NAME]);
void table_fini(struct table *t);

#endif
