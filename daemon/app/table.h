/*
 * UTF-8 text of a CSV file → rows of cells with their physical line numbers,
 * by libcsv in strict mode.  Knows no header and no meaning; another reader
 * (workbooks) may fill the same table.
 */
#ifndef NHACVIEC_APP_TABLE_H
#define NHACVIEC_APP_TABLE_H

#include "base/err.h"
#include "base/sbuf.h"

#include <stddef.h>

enum { TABLE_ROWS_MAX = 200000, TABLE_COLUMNS_MAX = 256 };

struct table_row {
	int line;     /* physical line where the row begins, from 1 */
	size_t first; /* its cells: [first, first + n) of cells */
	size_t n;
};

struct table { /* zero-initialise */
	struct table_row *rows;
	size_t n, cap;
	size_t *cells; /* offsets into text */
	size_t cell_n, cell_cap;
	struct sbuf text;
};

/*
 * Reads text with that delimiter; max_rows > 0 stops after so many rows.
 * Empty lines are no rows.  ERR_INVALID with words (and *line, where) when a
 * quote is never closed or stands inside an unquoted cell, or when there are
 * more rows or columns than the limits.
 */
int table_parse(struct table *t, const char *text, size_t n, char delimiter,
    size_t max_rows, int *line, struct err *err);
/* Borrowed until table_fini; "" where the row has no such cell. */
const char *table_cell(const struct table *t, size_t row, int column);
void table_fini(struct table *t);

#endif
