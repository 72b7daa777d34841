/*
 * A workbook that is written: sheets of text cells, row after row.  Every cell
 * is text, so that numbers keep their zeros and nothing is a formula.  Knows
 * no list.
 */
#ifndef NHACVIEC_APP_XLSX_WRITE_H
#define NHACVIEC_APP_XLSX_WRITE_H

#include "base/err.h"
#include "base/sbuf.h"

#include <stddef.h>
#include <stdint.h>

struct xlsx_write;

/* now: when it says that it was made, so that equal contents are equal bytes.
 * NULL with err when there is no room for it. */
struct xlsx_write *xlsx_write_new(int64_t now, struct err *err);
/* Rows from `header` up to `data` are titles, column `wide` is for sentences.
 * A name that a sheet cannot have is mended. */
void xlsx_write_sheet(struct xlsx_write *w, const char *name, size_t header,
    size_t data, int wide);
/* Into the row in progress; blank text leaves the cell empty. */
void xlsx_write_text(struct xlsx_write *w, int column, const char *text);
void xlsx_write_end_row(struct xlsx_write *w);
/* Appends the file's bytes to out and ends w, also after a failure. */
int xlsx_write_finish(struct xlsx_write *w, struct sbuf *out, struct err *err);

#endif
