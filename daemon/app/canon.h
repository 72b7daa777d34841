/*
 * The rows of canonical files other than units (people, assignments,
 * meetings, holidays, sessions) → verdicts, each accepted row written by
 * record.
 */
#ifndef NHACVIEC_APP_CANON_H
#define NHACVIEC_APP_CANON_H

#include "app/record.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"

/* Stop early when r->failed. */
void canon_import_people(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);
void canon_import_assignments(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);
void canon_import_meetings(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);
/* Holidays or sessions, as s->kind says. */
void canon_import_days(struct record *r, const struct table *t,
    const struct sheet *s, struct verdict_file *f);

#endif
