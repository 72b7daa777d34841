/*
 * Files that people take for .xlsx and that are something else: each refused
 * with what to do.  Knows no cell.
 */
#ifndef NHACVIEC_APP_XLSX_FOREIGN_H
#define NHACVIEC_APP_XLSX_FOREIGN_H

#include "app/xlsx_zip.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* An old binary file, or a web page or XML that a spreadsheet program wrote. */
bool xlsx_foreign_is(const char *bytes, size_t n);
/* −1 with words when it is one of them. */
int xlsx_foreign_refuse(const char *bytes, size_t n, struct err *err);
/* −1 with words when the archive is another program's document. */
int xlsx_foreign_refuse_parts(struct xlsx_zip *z, struct err *err);

#endif
