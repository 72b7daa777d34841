/*
 * The number format of each style of a workbook.  Knows no cell.
 */
#ifndef NHACVIEC_APP_XLSX_STYLES_H
#define NHACVIEC_APP_XLSX_STYLES_H

#include "app/xlsx_number.h"
#include "app/xlsx_zip.h"

#include <stddef.h>

struct xlsx_styles {		      /* zero-initialise; empty = all General */
	struct xlsx_number_format *v; /* by the s= of a cell */
	size_t n, cap;
};

int xlsx_styles_read(struct xlsx_styles *s, struct xlsx_zip *z,
    const char *part, struct err *err);
void xlsx_styles_fini(struct xlsx_styles *s);

#endif
