/*
 * A number of a workbook as the words that a reader of the sheet sees, as far
 * as lists need it: digits in full, leading zeros that the format shows, days
 * and hours.  Pure.
 */
#ifndef NHACVIEC_APP_XLSX_NUMBER_H
#define NHACVIEC_APP_XLSX_NUMBER_H

#include "base/sbuf.h"

#include <stdbool.h>

struct xlsx_number_format {
	bool day, month, year; /* of the calendar */
	bool clock;	       /* hours, minutes or seconds */
	int zeros;	       /* "0000000000": at least so many digits */
};

/* A built-in number format by its id (14–22, 45–47 and their kin are days and
 * hours; 0 General). */
struct xlsx_number_format xlsx_number_builtin(long id);
/* A custom format's code, "dd/mm/yyyy". */
struct xlsx_number_format xlsx_number_custom(const char *code);
/*
 * Appends the text for the value as it stands in the file ("43224.5"): days as
 * day/month/year, whichever of them the format shows, hours as 19:00.  1900's
 * day 60 is 29/02/1900, which is no day.  What is no number is appended as it
 * is.
 */
void xlsx_number_text(const char *value, const struct xlsx_number_format *f,
    bool date1904, struct sbuf *out);

#endif
