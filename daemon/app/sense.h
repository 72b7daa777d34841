/*
 * Whether a configuration makes sense with the people, units and days that are
 * known: what neither of them shows alone.  All of it warnings.  Pure.
 */
#ifndef NHACVIEC_APP_SENSE_H
#define NHACVIEC_APP_SENSE_H

#include "app/config.h"
#include "core/facts.h"

#include <stdint.h>

/* Adds what is found; where it is about a key, at that key's place, else
 * under "database". */
void sense_find(const struct facts *f, const struct config *c, int64_t now,
    struct config_findings *found);

#endif
