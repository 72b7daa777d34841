/*
 * How many columns of a terminal a text takes: what a caret under it needs.
 * Pure.
 */
#ifndef NHACVIEC_CORE_WIDTH_H
#define NHACVIEC_CORE_WIDTH_H

#include <stddef.h>

/* Columns of the first n bytes of s (or up to its NUL): combining marks and
 * invisible characters take none, wide ones two, a byte that is no UTF-8 one.
 * Control characters count one: they are not printed as they are. */
size_t width_columns(const char *s, size_t n);
/* Bytes of the first character of s: 1 for what is no UTF-8, 0 at its NUL. */
size_t width_character(const char *s);

#endif
