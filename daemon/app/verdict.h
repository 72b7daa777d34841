/*
 * What became of each row of an imported file: the outcome, the codes with
 * their cells, and what was understood.  Knows no table and no store.
 */
#ifndef NHACVIEC_APP_VERDICT_H
#define NHACVIEC_APP_VERDICT_H

#include "app/progress.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum verdict_outcome {
	VERDICT_ACCEPT, /* in order: new, or there already just so */
	VERDICT_CHANGE, /* alters an existing record */
	VERDICT_MERGE,	/* says the same as another row */
	VERDICT_SKIP,	/* no row of the list */
	VERDICT_REJECT,
	VERDICT_OUTCOME__N
};

enum {
	VERDICT_NOTES = 12,
	VERDICT_EXTRAS = 10,
	VERDICT_UNITS = 32,
	VERDICT_FILLS = 2
};

struct verdict_note {	    /* strings owned by the file */
	const char *code;   /* "E_UNIT_UNKNOWN"; a constant */
	int at;		    /* index of its column; −1 the row */
	const char *column; /* the title of its column, or "" */
	const char *value;  /* what stood there, or "" */
};

struct verdict_extra {	 /* anything else that was understood */
	const char *key; /* a constant */
	const char *value;
};

struct verdict_fill { /* what a blank cell of the row stands for */
	int column;
	const char *value;
};

struct verdict {
	int line;
	const char *ref; /* "STT=9" or "line=17" */
	enum verdict_outcome outcome;
	bool added;	    /* something new was written for it */
	const char *name;   /* or NULL */
	const char *number; /* E.164; of a refused one what was read; NULL */
	struct verdict_note *note; /* room for VERDICT_NOTES; NULL none */
	size_t note_n;
	struct verdict_extra *extra; /* for VERDICT_EXTRAS; NULL none */
	size_t extra_n;
	const char **unit; /* codes */
	size_t unit_n;
	const char **candidate; /* codes that an ambiguous name may mean */
	size_t candidate_n;
	struct verdict_fill fill[VERDICT_FILLS];
	size_t fill_n;
};

struct verdict_left { /* a worksheet that was not read */
	const char *sheet;
	const char *why; /* words */
};

struct verdict_file {
	struct mem_arena arena;
	const char *name;    /* borrowed */
	const char *sheet;   /* of a workbook; borrowed; NULL text file */
	const char *kind;    /* "roster"; "" when not recognised */
	const char *warning; /* code about the whole file, or NULL */
	const char *refusal; /* words: the whole file was refused, or NULL */
	struct verdict *v;
	size_t n, max;
	struct progress *progress; /* NULL: nobody looks */
	struct verdict_left *left; /* the workbook's, at its first list */
	size_t left_n, left_cap;
};

/* Room for that many rows; verdicts do not move. */
void verdict_open(struct verdict_file *f, const char *name, size_t rows);
void verdict_close(struct verdict_file *f);
/* A verdict of outcome accept.  number: the row's own (STT), "" for none. */
struct verdict *verdict_add(struct verdict_file *f, int line,
    const char *number);
/* Adds a code with its cell (index of the column or −1, its title or "", what
 * stands there or ""); an E_ code makes the outcome reject and drops
 * the warnings and notes, later ones too.  The same code is kept once. */
void verdict_note(struct verdict_file *f, struct verdict *v, const char *code,
    int at, const char *column, const char *value);
/* The row's blank cell means what a row above says. */
void verdict_fill(struct verdict_file *f, struct verdict *v, int column,
    const char *value);
void verdict_left_out(struct verdict_file *f, const char *sheet,
    const char *why);
void verdict_extra(struct verdict_file *f, struct verdict *v, const char *key,
    const char *value);
void verdict_unit(struct verdict_file *f, struct verdict *v, const char *code);
void verdict_candidate(struct verdict_file *f, struct verdict *v,
    const char *code);
/* Skipped, with a note and the beginning of its text. */
struct verdict *verdict_skip(struct verdict_file *f, int line, const char *code,
    const char *text);
/* The whole file is refused: its only verdict. */
void verdict_refuse(struct verdict_file *f, int line, const char *code,
    const char *words);
/* After the puts of a row: 1 inserted, 2 changed, 0 as it was. */
void verdict_wrote(struct verdict *v, int put);
bool verdict_rejected(const struct verdict *v);
size_t verdict_count(const struct verdict_file *f, enum verdict_outcome o);
const char *verdict_outcome_name(enum verdict_outcome o);
/* What a code says, and what to do about it ("" nothing). */
const char *verdict_meaning(const char *code);
const char *verdict_advice(const char *code);

#endif
