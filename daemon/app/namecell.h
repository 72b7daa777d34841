/*
 * One cell of a person's name as people fill it.  Knows no row.
 */
#ifndef NHACVIEC_APP_NAMECELL_H
#define NHACVIEC_APP_NAMECELL_H

#include <stdbool.h>

/* NFC, blanks single, "Đ/c", "Đồng chí" and numbering in front dropped.
 * Caller frees; "" when nothing is left. */
char *namecell_read(const char *cell);
/* Any cell: NFC, odd blanks and line breaks made single blanks, trimmed. */
char *namecell_text(const char *cell);
/* Capitals and small letters mixed within a word, as after TCVN3. */
bool namecell_doubtful(const char *name);
/* "#N/A", "#REF!", "########": what a spreadsheet shows for no value. */
bool namecell_is_error(const char *cell);

#endif
