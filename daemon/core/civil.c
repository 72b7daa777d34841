/*
 * Civil days by arithmetic on eras of 400 years; text of days and instants.
 * Must not know a clock or the name of a time zone.
 */
#include "core/civil.h"

#include <stddef.h>
#include <string.h>

#define DAY_S 86400
#define ERA_DAYS 146097	  /* 400 Gregorian years */
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int
days_in_month(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool
civil_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_in_month(year, month);
}

/* Years begin in March here, so that the leap day is the last of a year. */
int32_t
civil_day(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int from_march = (month + 9) % 12;
	int64_t of_year = (153 * from_march + 2) / 5 + day - 1;

	return (int32_t)(era * ERA_DAYS + of_era * 365 + of_era / 4 -
			 of_era / 100 + of_year - EPOCH_DAYS);
}

struct civil_date
civil_date_of(int32_t on)
{
	int64_t n = (int64_t)on + EPOCH_DAYS;
	int64_t era = floor_div(n, ERA_DAYS);
	int64_t d = n - era * ERA_DAYS; /* 0–146096 */
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t of_year = d - (365 * y + y / 4 - y / 100);
	int64_t from_march = (5 * of_year + 2) / 153;
	struct civil_date c;

	c.day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	c.month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	c.year = (int)(y + era * 400 + (c.month <= 2));
	return c;
}

enum civil_weekday
civil_weekday_of(int32_t on)
{
	int64_t n = (int64_t)on + 3; /* 1970-01-01 was a Thursday */

	return (enum civil_weekday)(n - floor_div(n, 7) * 7 + CIVIL_MONDAY);
}

int32_t
civil_month(int year, int month)
{
	return year * 12 + month - 1;
}

int32_t
civil_month_of(int32_t on)
{
	struct civil_date c = civil_date_of(on);

	return civil_month(c.year, c.month);
}

int
civil_month_year(int32_t month)
{
	return (int)floor_div(month, 12);
}

int
civil_month_number(int32_t month)
{
	return (int)(month - floor_div(month, 12) * 12) + 1;
}

int32_t
civil_month_first(int32_t month)
{
	return civil_day(civil_month_year(month), civil_month_number(month), 1);
}

int32_t
civil_month_last(int32_t month)
{
	return civil_month_first(month + 1) - 1;
}

int64_t
civil_at(int32_t on, int minute, int offset_s)
{
	return (int64_t)on * DAY_S + (int64_t)minute * 60 - offset_s;
}

int32_t
civil_on(int64_t at, int offset_s)
{
	return (int32_t)floor_div(at + offset_s, DAY_S);
}

int
civil_second_of_day(int64_t at, int offset_s)
{
	int64_t local = at + offset_s;

	return (int)(local - floor_div(local, DAY_S) * DAY_S);
}

/* Writes v with at least `width` digits and returns the end. */
static char *
put(char *p, int64_t v, int width)
{
	char digit[20] = { 0 };
	int n = 0;

	if (v < 0) {
		*p++ = '-';
		v = -v;
	}
	for (; v > 0 || n < width; v /= 10)
		digit[n++] = (char)('0' + v % 10);
	while (n > 0)
		*p++ = digit[--n];
	return p;
}

static char *
put_date(char *p, struct civil_date c)
{
	p = put(p, c.year, 4);
	*p++ = '-';
	p = put(p, c.month, 2);
	*p++ = '-';
	return put(p, c.day, 2);
}

const char *
civil_iso(int32_t on, char buf[16])
{
	char *p = buf;

	if (on != CIVIL_NONE)
		p = put_date(p, civil_date_of(on));
	*p = '\0';
	return buf;
}

const char *
civil_iso_month(int32_t month, char buf[16])
{
	char *p = buf;

	if (month != CIVIL_NONE) {
		p = put(p, civil_month_year(month), 4);
		*p++ = '-';
		p = put(p, civil_month_number(month), 2);
	}
	*p = '\0';
	return buf;
}

const char *
civil_rfc3339(int64_t at, int offset_s, char buf[40])
{
	int s = civil_second_of_day(at, offset_s);
	int off = (offset_s < 0 ? -offset_s : offset_s) / 60;
	char *p = put_date(buf, civil_date_of(civil_on(at, offset_s)));

	*p++ = 'T';
	p = put(p, s / 3600, 2);
	*p++ = ':';
	p = put(p, s / 60 % 60, 2);
	*p++ = ':';
	p = put(p, s % 60, 2);
	*p++ = offset_s < 0 ? '-' : '+';
	p = put(p, off / 60 % 100, 2);
	*p++ = ':';
	p = put(p, off % 60, 2);
	*p = '\0';
	return buf;
}

/* Reads exactly n digits and moves on; −1 when they are not all there. */
static int
digits(const char **s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (**s - '0');
	}
	return v;
}

static bool
skip(const char **s, const char *any)
{
	if (!**s || !strchr(any, **s))
		return false;
	(*s)++;
	return true;
}

static bool
read_date(const char **s, int32_t *on)
{
	int y, m, d;

	if ((y = digits(s, 4)) < 0 || !skip(s, "-"))
		return false;
	if ((m = digits(s, 2)) < 0 || !skip(s, "-"))
		return false;
	if ((d = digits(s, 2)) < 0 || !civil_valid(y, m, d))
		return false;
	*on = civil_day(y, m, d);
	return true;
}

bool
civil_parse_iso(const char *s, int32_t *on)
{
	int32_t v;

	if (!read_date(&s, &v) || *s)
		return false;
	*on = v;
	return true;
}

bool
civil_parse_month(const char *s, int32_t *month)
{
	int y, m;

	if ((y = digits(&s, 4)) < 0 || !skip(&s, "-"))
		return false;
	if ((m = digits(&s, 2)) < 0 || *s || !civil_valid(y, m, 1))
		return false;
	*month = civil_month(y, m);
	return true;
}

/* "HH:MM[:SS[.fraction]]"; 60 is a leap second (RFC 3339, 5.6), and counts as
 * the next one. */
static bool
read_time(const char **s, int *second)
{
	int h, m, sec = 0;

	if ((h = digits(s, 2)) < 0 || !skip(s, ":"))
		return false;
	if ((m = digits(s, 2)) < 0)
		return false;
	if (skip(s, ":")) {
		if ((sec = digits(s, 2)) < 0)
			return false;
		if (skip(s, ".")) {
			if (digits(s, 1) < 0)
				return false;
			*s += strspn(*s, "0123456789");
		}
	}
	*second = h * 3600 + m * 60 + sec;
	return h <= 23 && m <= 59 && sec <= 60;
}

/* "Z" or "±HH:MM"; nothing at all leaves *offset_s as it is. */
static bool
read_offset(const char **s, int *offset_s)
{
	bool west = **s == '-';
	int h, m;

	if (!**s)
		return true;
	if (skip(s, "Zz")) {
		*offset_s = 0;
		return true;
	}
	if (!skip(s, "+-"))
		return false;
	if ((h = digits(s, 2)) < 0 || !skip(s, ":"))
		return false;
	if ((m = digits(s, 2)) < 0 || h > 23 || m > 59)
		return false;
	*offset_s = (h * 3600 + m * 60) * (west ? -1 : 1);
	return true;
}

bool
civil_parse_instant(const char *s, int offset_s, int64_t *at)
{
	int32_t on;
	int second;

	if (!read_date(&s, &on) || !skip(&s, "Tt "))
		return false;
	if (!read_time(&s, &second) || !read_offset(&s, &offset_s) || *s)
		return false;
	*at = civil_at(on, 0, offset_s) + second;
	return true;
}
