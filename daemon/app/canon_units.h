/*
 * The rows of a canonical units file → verdicts, parents before children in
 * whatever order they stand.  The only import that may create communes.
 */
#ifndef NHACVIEC_APP_CANON_UNITS_H
#define NHACVIEC_APP_CANON_UNITS_H

#include "app/record.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"

/* Stops early when r->failed. */
void canon_units_import(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);

#endif
