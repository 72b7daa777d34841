/*
 * Rows of a table that are none of its list: blank, numbering, totals,
 * signatures.  Knows no header.
 */
#ifndef NHACVIEC_APP_ROWKIND_H
#define NHACVIEC_APP_ROWKIND_H

#include "app/table.h"

#include <stdbool.h>
#include <stddef.h>

/* Nothing but blanks of any kind. */
bool rowkind_is_blank(const struct table *t, size_t row);
/* "(1) (2) (3)" or "A B 1", as below titles. */
bool rowkind_is_numbering(const struct table *t, size_t row);
/* Some cell begins as totals and signatures do; column `except` is not looked
 * at (−1 = all are). */
bool rowkind_is_footer(const struct table *t, size_t row, int except);
/* "Ví dụ: TANHOA" in the first filled cell: of an empty list's template. */
bool rowkind_is_example(const struct table *t, size_t row);
/* "9" or "9.": a row's own number. */
bool rowkind_is_number(const char *cell);
/* The first filled cell of the row as text; caller frees. */
char *rowkind_text(const struct table *t, size_t row);

#endif
