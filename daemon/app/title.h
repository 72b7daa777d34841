/*
 * What the title of a column says: canonical names, and the words of
 * Vietnamese offices, compared folded and without anything but letters and
 * digits.  Knows no table.
 */
#ifndef NHACVIEC_APP_TITLE_H
#define NHACVIEC_APP_TITLE_H

#include "app/sheet.h"

#include <stdbool.h>

/* Each gives the meaning, or SHEET_COLUMN__N. */
enum sheet_column title_canonical(const char *cell);
enum sheet_column title_office(const char *cell);
/* Whether two titles differ by a number at their ends only: "Xã 1", "Xã 2". */
bool title_same(const char *a, const char *b);
/* A title of two storeys, tried joined, then by its lower, then by its upper
 * half; either may be "". */
enum sheet_column title_storeys(const char *top, const char *low);
/* Of a list of days: SHEET_DATE or SHEET_NAME; `taken` is not given again. */
enum sheet_column title_dated(const char *cell, const struct sheet *taken);

#endif
