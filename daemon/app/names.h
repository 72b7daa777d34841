/*
 * People and units as a person at the keyboard names them: by code, or by a
 * folded name that only one has.  Words say what to do when it is none.
 */
#ifndef NHACVIEC_APP_NAMES_H
#define NHACVIEC_APP_NAMES_H

#include "base/err.h"
#include "core/facts.h"

/* Indexes, or −1 with words. */
int names_person(const struct facts *f, const char *name, struct err *err);
int names_unit(const struct facts *f, const char *name, struct err *err);

#endif
