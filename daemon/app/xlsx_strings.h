/*
 * The shared strings of a workbook.  Knows no cell.
 */
#ifndef NHACVIEC_APP_XLSX_STRINGS_H
#define NHACVIEC_APP_XLSX_STRINGS_H

#include "app/xlsx_zip.h"
#include "base/sbuf.h"

#include <stddef.h>

enum { XLSX_STRINGS_MAX = 2000000, XLSX_STRINGS_BYTES_MAX = 48 << 20 };

struct xlsx_strings { /* zero-initialise */
	struct sbuf text;
	size_t *at; /* n + 1 offsets into text */
	size_t n, cap;
};

/* Runs of rich text are joined, phonetic hints left out. */
int xlsx_strings_read(struct xlsx_strings *s, struct xlsx_zip *z,
    const char *part, struct err *err);
/* NULL: there is no such string.  Borrowed until xlsx_strings_fini. */
const char *xlsx_strings_get(const struct xlsx_strings *s, size_t i, size_t *n);
void xlsx_strings_fini(struct xlsx_strings *s);

#endif
