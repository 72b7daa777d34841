/*
 * The rows of an office's roster (people and the units they answer for) →
 * verdicts, each accepted row written by record.
 */
#ifndef NHACVIEC_APP_ROSTER_H
#define NHACVIEC_APP_ROSTER_H

#include "app/record.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"

/* Stops early when r->failed. */
void roster_import(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);

#endif
