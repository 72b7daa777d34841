/*
 * Text of workbooks as it is meant: "_x000D_" is an escaped character, line
 * ends are \n, and what no list can hold goes.  Pure.
 */
#ifndef NHACVIEC_APP_XLSX_TEXT_H
#define NHACVIEC_APP_XLSX_TEXT_H

#include "base/sbuf.h"

#include <stddef.h>

enum { XLSX_TEXT_MAX = 4 * 32767 }; /* bytes of a cell that Excel can hold */

/* Appends s (UTF-8) to out without its escapes. */
void xlsx_text_add(const char *s, size_t n, struct sbuf *out);

#endif
