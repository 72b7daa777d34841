/*
 * One cell of phone numbers as people fill it: words beside the number, a
 * second number, separators of every kind.  Knows no row.
 */
#ifndef NHACVIEC_APP_PHONECELL_H
#define NHACVIEC_APP_PHONECELL_H

#include "core/phone.h"

#include <stdbool.h>

struct phonecell {
	enum phone_result result; /* PHONE_EMPTY: no digit in the cell */
	char number[PHONE_SIZE];  /* E.164, "" unless the result is an OK */
	char second[PHONE_SIZE];  /* E.164 or "" */
	bool words;		  /* other text stood beside the number */
	char read[40];		  /* what was read of a refused one: digits */
};

void phonecell_read(const char *cell, struct phonecell *p);
/* The code of a result ("E_PHONE_LENGTH", "W_PHONE_ZERO"), NULL for none. */
const char *phonecell_code(enum phone_result result);

#endif
