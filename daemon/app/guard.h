/*
 * A cell of a text file.  Text that a spreadsheet would take for a formula is
 * marked by an apostrophe in front, as people do by hand, and read back without
 * it.  Pure.
 */
#ifndef NHACVIEC_APP_GUARD_H
#define NHACVIEC_APP_GUARD_H

#include "base/sbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the text needs one more apostrophe.  A number with its sign
 * ("+84 912…") needs none. */
bool guard_needed(const char *text);
/* Adds the text in quotes, marked where that is needed. */
void guard_put(struct sbuf *out, const char *text);
/* How many bytes in front of a cell are such a mark: 0 or 1. */
size_t guard_length(const char *cell, size_t n);

#endif
