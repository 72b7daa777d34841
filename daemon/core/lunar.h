/*
 * The Vietnamese lunar calendar (UTC+7), by our own computation.  Rules:
 * facts of the domain page, 5.2: day 1 is the civil day of the new moon at
 * UTC+7, month 11 holds the winter solstice, the first month without a major
 * term between two months 11 of 13 months is the leap one.  Pure.
 */
#ifndef NHACVIEC_CORE_LUNAR_H
#define NHACVIEC_CORE_LUNAR_H

#include <stdbool.h>
#include <stdint.h>

struct lunar_date {
	int year;  /* lunar year, named by the solar year of its Tết */
	int month; /* 1–12 */
	int day;   /* 1–30 */
	bool leap;
};

/* Right for solar years 1900–2199; all zero beyond 1899–2200. */
struct lunar_date lunar_of(int32_t on);
/* The civil day, or CIVIL_NONE when there is no such lunar day (day 30 of a
 * month of 29, a leap month that is not one). */
int32_t lunar_day(int year, int month, int day, bool leap);
/* Days in the lunar month that holds `on`: 29 or 30 (0 out of range). */
int lunar_month_length(int32_t on);

#endif
