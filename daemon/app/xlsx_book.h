/*
 * The workbook behind the bytes of a file: what kind of file it is, and its
 * worksheets as tables.  Knows no header and no meaning.
 */
#ifndef NHACVIEC_APP_XLSX_BOOK_H
#define NHACVIEC_APP_XLSX_BOOK_H

#include "app/table.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { XLSX_BOOK_SHEETS_MAX = 100 };

struct xlsx_book;

/* Whether the bytes are no text but a spreadsheet of some kind, ours or not. */
bool xlsx_book_is(const char *bytes, size_t n);
/*
 * Reads everything but the sheets.  bytes must outlive the book.  ERR_INVALID
 * with what to do when it is another program's file (.xls, .ods, encrypted,
 * Word) or damaged, ERR_FULL when a limit is met.
 */
int xlsx_book_open(struct xlsx_book **b, const char *bytes, size_t n,
    struct err *err);
void xlsx_book_close(struct xlsx_book *b);
size_t xlsx_book_sheets(const struct xlsx_book *b);
const char *xlsx_book_name(const struct xlsx_book *b, size_t sheet);
bool xlsx_book_hidden(const struct xlsx_book *b, size_t sheet);
/* Fills t (zeroed; the caller ends it, also after a failure). */
int xlsx_book_read(struct xlsx_book *b, size_t sheet, struct table *t,
    struct err *err);

#endif
