/*
 * The rows of an office's meeting calendar (branches, their contacts, when
 * and where they meet) → verdicts, each accepted row written by record.
 */
#ifndef NHACVIEC_APP_BRANCH_H
#define NHACVIEC_APP_BRANCH_H

#include "app/record.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"

/* Stops early when r->failed. */
void branch_import(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);
/* Adds the codes of recur's warnings to the cell. */
void branch_note_rule(struct verdict_file *f, struct verdict *v,
    unsigned warnings, int at, const char *column, const char *value);

#endif
