/*
 * One cell of units as people fill it → units of the ledger: several in a
 * cell, kinds left out, abbreviations that fit exactly one.  Knows no row.
 */
#ifndef NHACVIEC_APP_UNITCELL_H
#define NHACVIEC_APP_UNITCELL_H

#include "app/ledger.h"

#include <stdbool.h>
#include <stddef.h>

enum { UNITCELL_UNITS = 32, UNITCELL_CANDIDATES = 8 };

enum unitcell_result {
	UNITCELL_NONE, /* blank, or a word for "everything" */
	UNITCELL_OK,
	UNITCELL_UNKNOWN,
	UNITCELL_AMBIGUOUS
};

struct unitcell {
	enum unitcell_result result;
	int units[UNITCELL_UNITS];
	size_t n;
	bool abbreviated; /* W_UNIT_ABBREV */
	bool repeated;	  /* one was named twice */
	char bad[120];	  /* the name that was not resolved */
	int candidates[UNITCELL_CANDIDATES];
	size_t candidate_n;
};

void unitcell_read(const struct ledger *l, const char *cell,
    struct unitcell *c);

#endif
