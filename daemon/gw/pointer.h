/*
 * JSON pointers (RFC 6901): one value out of an answer, named by the
 * configuration.  Knows no gateway.
 */
#ifndef NHACVIEC_GW_POINTER_H
#define NHACVIEC_GW_POINTER_H

#include <jansson.h>
#include <stdbool.h>

/* Whether it is one: "" or "/a/0/b~1c". */
bool pointer_is_valid(const char *pointer);
/* What it points at, borrowed from root; NULL when nothing is there. */
const json_t *pointer_find(const json_t *root, const char *pointer);
/* The text of a string, number or boolean (NULs as blanks); NULL for any
 * other value.  Caller frees. */
char *pointer_text(const json_t *value);

#endif
