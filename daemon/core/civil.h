/*
 * Civil days and the clock on the wall, by arithmetic alone (proleptic
 * Gregorian).  Knows no time zone but an offset in seconds, no clock.
 *
 * A day (`…_on`) is the number of days since 1970-01-01; a month is
 * year × 12 + (month − 1); an instant (`…_at`) is UTC seconds.
 */
#ifndef NHACVIEC_CORE_CIVIL_H
#define NHACVIEC_CORE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define CIVIL_NONE INT32_MIN /* no day */
#define CIVIL_MAX INT32_MAX  /* open end */

enum civil_weekday { /* ISO 8601 */
	CIVIL_MONDAY = 1,
	CIVIL_TUESDAY,
	CIVIL_WEDNESDAY,
	CIVIL_THURSDAY,
	CIVIL_FRIDAY,
	CIVIL_SATURDAY,
	CIVIL_SUNDAY
};

struct civil_date {
	int year;
	int month; /* 1–12 */
	int day;   /* 1–31 */
};

/* Whether such a day exists (years 1–9999). */
bool civil_valid(int year, int month, int day);
/* The day number; the date must be valid. */
int32_t civil_day(int year, int month, int day);
struct civil_date civil_date_of(int32_t on);
enum civil_weekday civil_weekday_of(int32_t on);

int32_t civil_month(int year, int month); /* month index */
int32_t civil_month_of(int32_t on);
int civil_month_year(int32_t month);
int civil_month_number(int32_t month); /* 1–12 */
int32_t civil_month_first(int32_t month);
int32_t civil_month_last(int32_t month);

/* Instant of a local minute (0–1440) of a day, and back. */
int64_t civil_at(int32_t on, int minute, int offset_s);
int32_t civil_on(int64_t at, int offset_s);
int civil_second_of_day(int64_t at, int offset_s); /* 0–86399 */

/* Text; each returns buf.  CIVIL_NONE gives "". */
const char *civil_iso(int32_t on, char buf[16]);	  /* 2018-05-12 */
const char *civil_iso_month(int32_t month, char buf[16]); /* 2018-05 */
const char *civil_rfc3339(int64_t at, int offset_s, char buf[40]);
/* Exact "YYYY-MM-DD" / "YYYY-MM"; false when it is none or impossible. */
bool civil_parse_iso(const char *s, int32_t *on);
bool civil_parse_month(const char *s, int32_t *month);
/* RFC 3339 (with offset or Z) or "YYYY-MM-DD HH:MM[:SS]" in offset_s. */
bool civil_parse_instant(const char *s, int offset_s, int64_t *at);

#endif
