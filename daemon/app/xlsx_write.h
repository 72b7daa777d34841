/*
 * A workbook that is written: sheets of text cells, row after row.  Every cell
 * is text or a day, so that numbers keep their zeros and nothing is a formula.
 * Knows no list.
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
/* Grey, as an example is: seen to be none of the list's rows. */
void xlsx_write_aside(struct xlsx_write *w, int column, const char *text);
/* A real day, shown as dd/mm/yyyy; before 1901, which workbooks do not know,
 * as text. */
void xlsx_write_day(struct xlsx_write *w, int column, int32_t on);

struct xlsx_write_hint {	     /* shown beside a cell that is chosen */
	const char *title, *message; /* at most 32 and 255 letters */
	const char *const *choices;  /* NULL-ended; or NULL */
	const char *range;	     /* choices that stand in cells; or NULL */
};

/* For every cell of the column below the titles of the sheet in progress.
 * Choices are an offer: something else may be typed. */
void xlsx_write_hint(struct xlsx_write *w, int column, int width,
    const struct xlsx_write_hint *h);
/* Appends the file's bytes to out and ends w, also after a failure. */
int xlsx_write_finish(struct xlsx_write *w, struct sbuf *out, struct err *err);

#endif
