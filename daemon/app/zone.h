/*
 * The offset of a named time zone, from the machine's zone files.  Does not
 * touch the process's own zone.
 */
#ifndef NHACVIEC_APP_ZONE_H
#define NHACVIEC_APP_ZONE_H

#include "base/err.h"

#include <stdbool.h>

/* Seconds east of UTC of the zone's standard time under its present rule;
 * *saving when that rule moves the clocks in the year.  0, or −1 with words. */
int zone_offset(const char *name, int *offset_s, bool *saving, struct err *err);

#endif
