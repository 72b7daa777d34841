/*
 * The units of a running import by code and by name below a unit.  Memory
 * only: it knows no SQL and no file.
 */
#ifndef NHACVIEC_APP_LEDGER_UNIT_H
#define NHACVIEC_APP_LEDGER_UNIT_H

#include "app/ledger.h"

/* −1 = none. */
int ledger_unit_by_code(const struct ledger *l, const char *code);
/* The branch of that name directly below a unit, "KP" and "Khu phố" alike. */
int ledger_unit_branch(const struct ledger *l, int parent, const char *name);
/* Copies.  Returns the index. */
int ledger_unit_add(struct ledger *l, const struct ledger_unit *u);
/* Replaces the fields of a unit; the code stays. */
void ledger_unit_set(struct ledger *l, int unit, const struct ledger_unit *u);
/* Whether unit is below ancestor. */
bool ledger_unit_under(const struct ledger *l, int unit, int ancestor);

#endif
