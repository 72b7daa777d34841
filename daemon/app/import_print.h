/*
 * What became of an imported file, for programs and for people.  Knows no
 * store and no table.
 */
#ifndef NHACVIEC_APP_IMPORT_PRINT_H
#define NHACVIEC_APP_IMPORT_PRINT_H

#include "app/verdict.h"
#include "base/sbuf.h"

#include <stddef.h>
#include <stdint.h>

/* One JSON object and a line end for the n lists of one file (n > 0); import:
 * the number that it was written as, 0 not written. */
void import_print_json(const struct verdict_file *const *lists, size_t n,
    int64_t import, struct sbuf *out);
/* The summary, then a line for each row that was refused or warned about. */
void import_print_text(const struct verdict_file *f, struct sbuf *out);
/* "roster.csv: thêm 7, sửa 2, bỏ 1, từ chối 2", no line end. */
void import_print_summary(const struct verdict_file *f, struct sbuf *out);

#endif
