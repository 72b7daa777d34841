/*
 * Days as offices write them: dd/mm/yyyy, d/m/yyyy, ISO, an Excel serial,
 * "Từ tháng 7".  Never mm/dd.  Knows no row.
 */
#ifndef NHACVIEC_APP_DATECELL_H
#define NHACVIEC_APP_DATECELL_H

#include "core/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* A day.  0 read, −1 there is no such day. */
int datecell_day(const char *cell, int32_t *on);
/* A day, or a month ("7", "Từ tháng 7", "7/2018"): its first day, or its last
 * when `last`.  A month without year is the plan's. */
int datecell_start(const char *cell, const struct policy *policy, bool last,
    int32_t *on);
/* Whether the text names a day that does not exist ("31/4", "ngày 32"). */
bool datecell_impossible(const char *text, int year);

#endif
