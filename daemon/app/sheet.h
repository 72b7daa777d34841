/*
 * What kind of list a table is and which column means what, by its header:
 * canonical names, or the titles of Vietnamese office files in any order.
 * Knows no person and no unit.
 */
#ifndef NHACVIEC_APP_SHEET_H
#define NHACVIEC_APP_SHEET_H

#include "app/table.h"

#include <stdbool.h>
#include <stddef.h>

enum sheet_kind { /* in the order in which they must be imported */
	SHEET_UNKNOWN,
	SHEET_UNITS,
	SHEET_PEOPLE,
	SHEET_ROSTER, /* office: people and the units they answer for */
	SHEET_ASSIGNMENTS,
	SHEET_BRANCHES, /* office: branches and when they meet */
	SHEET_MEETINGS,
	SHEET_HOLIDAYS,
	SHEET_SESSIONS,
	SHEET_KIND__N
};

enum sheet_column {
	/* canonical */
	SHEET_CODE,
	SHEET_NAME,
	SHEET_KIND,
	SHEET_PARENT,
	SHEET_ALIASES,
	SHEET_CONTACT_NAME,
	SHEET_CONTACT_PHONE,
	SHEET_FROM,
	SHEET_UNTIL,
	SHEET_PHONE,
	SHEET_ROLE,
	SHEET_ZALO,
	SHEET_CHANNEL,
	SHEET_PERSON,
	SHEET_UNIT,
	SHEET_RULE,
	SHEET_TIME,
	SHEET_PLACE,
	SHEET_DATE,
	/* office files only */
	SHEET_NUMBER, /* STT */
	SHEET_FAMILY, /* family and middle name in a column of its own */
	SHEET_TITLE,  /* chức vụ */
	SHEET_CLUSTER,
	SHEET_PHONE2,
	SHEET_BRANCH,
	SHEET_IGNORED, /* known, of no use to us */
	SHEET_COLUMN__N
};

enum { SHEET_UNITS_MAX = 8 };

struct sheet {
	enum sheet_kind kind;
	bool dates;    /* holidays or sessions: the header does not say which */
	size_t header; /* row index of the header's first storey */
	size_t data;   /* row index of the first row below it */
	size_t cells;  /* filled cells of the header: judges a delimiter */
	int column[SHEET_COLUMN__N]; /* index of the column, −1 = not there */
	int units[SHEET_UNITS_MAX]; /* more unit columns: "Xã 1", "Xã 2" … */
	size_t unit_n;
};

/* Looks for the header in the first 20 rows.  name, the file's, tells
 * holidays from sessions (both are `date,name`).  True when it was found. */
bool sheet_find(const struct table *t, const char *name, struct sheet *s);
/* Whether the row says the header again (the next page of a list). */
bool sheet_is_header(const struct sheet *s, const struct table *t, size_t row);
/* The cell of that meaning in the row; "" when blank or no such column. */
const char *sheet_cell(const struct sheet *s, const struct table *t, size_t row,
    enum sheet_column c);
/* The row's unit cells, of all its columns, a line each; caller frees. */
char *sheet_units(const struct sheet *s, const struct table *t, size_t row);
/* The header's words for that column, as they stand in the file; "" none. */
const char *sheet_title(const struct sheet *s, const struct table *t,
    enum sheet_column c);
const char *sheet_kind_name(enum sheet_kind k);

#endif
