/*
 * One worksheet → the table that CSV files are read into: cells where they
 * stand, values as they are shown.  Knows no header and no meaning.
 */
#ifndef NHACVIEC_APP_XLSX_SHEET_H
#define NHACVIEC_APP_XLSX_SHEET_H

#include "app/table.h"
#include "app/xlsx_strings.h"
#include "app/xlsx_styles.h"
#include "app/xlsx_zip.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	XLSX_SHEET_CELLS_MAX = 4 << 20,
	XLSX_SHEET_TEXT_MAX = 48 << 20,
	XLSX_SHEET_MERGES_MAX = 65536
};

struct xlsx_sheet_world { /* of the workbook */
	struct xlsx_zip *zip;
	const struct xlsx_strings *strings;
	const struct xlsx_styles *styles;
	bool date1904;
};

/*
 * Fills t (zeroed; the caller ends it, also after a failure).  Rows without
 * any value before and after the list are left out, as are long stretches of
 * them.  ERR_FULL: more rows, columns or text than the limits.
 */
int xlsx_sheet_read(const struct xlsx_sheet_world *w, const char *part,
    struct table *t, struct err *err);

#endif
