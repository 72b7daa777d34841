/*
 * Reads format codes and serial days (ECMA-376 part 1, 18.8.30 and 18.17.4).
 * Pure.
 */
#include "app/xlsx_number.h"

#include "core/civil.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	EPOCH_1900 = -25569, /* day 0 of serials from 61 on */
	EPOCH_1904 = -24107,
	FALSE_LEAP_DAY = 60,  /* 29 February 1900, which never was */
	SERIAL_MAX = 2958465, /* 31 December 9999 */
	MINUTES = 24 * 60
};

struct xlsx_number_format
xlsx_number_builtin(long id)
{
	struct xlsx_number_format f = { 0 };
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
	    id == 36 || (id >= 50 && id <= 58)) {
		f.month = true;
		f.year = id != 16;
		f.day = id != 17;
		f.clock = id == 22;
	} else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
		   (id >= 45 && id <= 47)) {
		f.clock = true;
	}
	return f;
}

/* The next letter of a format that is no literal: '\0' at the end of its first
 * section.  "[h]" yields its letter, colours and locales nothing. */
static char
next_letter(const char **at)
{
	const char *s = *at;
	while (*s && *s != ';') {
		if (*s == '"') {
			const char *end = strchr(s + 1, '"');
			s = end ? end + 1 : s + strlen(s);
		} else if (*s == '\\' || *s == '_' || *s == '*') {
			s += s[1] ? 2 : 1;
		} else if (*s == '[') {
			const char *end = strchr(s, ']');
			bool elapsed =
			    end && strchr("hHmMsS", s[1]) &&
			    strspn(s + 1, "hHmMsS") == (size_t)(end - s - 1);
			char letter = elapsed ? 'h' : '\0';
			s = end ? end + 1 : s + strlen(s);
			if (letter) {
				*at = s;
				return letter;
			}
		} else {
			char c = *s;
			*at = s + 1;
			return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
	}
	*at = s;
	return '\0';
}

struct xlsx_number_format
xlsx_number_custom(const char *code)
{
	struct xlsx_number_format f = { 0 };
	bool m = false, digits = true;
	int zeros = 0;
	if (strncmp(code, "General", 7) == 0)
		return f;
	for (char c; (c = next_letter(&code));) {
		f.day |= c == 'd';
		f.year |= c == 'y';
		f.clock |= c == 'h' || c == 's';
		m |= c == 'm';
		zeros += c == '0';
		digits &= strchr("0# -()", c) != NULL;
	}
	/* "mm" is minutes where there are hours and no days. */
	f.month = m && (!f.clock || f.day || f.year);
	if (digits && zeros > 1 && !f.day && !f.year && !f.clock && !m)
		f.zeros = zeros;
	return f;
}

static void
add_day(long serial, const struct xlsx_number_format *f, bool date1904,
    struct sbuf *out)
{
	struct civil_date d = { 1900, 1, 0 };
	if (!date1904 && serial == FALSE_LEAP_DAY) {
		d = (struct civil_date){ 1900, 2, 29 };
	} else if (date1904 || serial > 0) {
		long on = serial + (date1904 ? EPOCH_1904 : EPOCH_1900);
		if (!date1904 && serial < FALSE_LEAP_DAY)
			on++;
		d = civil_date_of((int32_t)on);
	}
	if (f->day)
		sbuf_addf(out, "%02d", d.day);
	if (f->month)
		sbuf_addf(out, "%s%02d", f->day ? "/" : "", d.month);
	if (f->year)
		sbuf_addf(out, "%s%04d", f->day || f->month ? "/" : "", d.year);
}

static void
add_moment(double value, const struct xlsx_number_format *f, bool date1904,
    struct sbuf *out)
{
	double whole = floor(value);
	long serial = (long)whole;
	long minute = lround((value - whole) * MINUTES);
	if (minute == MINUTES) {
		minute = 0;
		serial++;
	}
	bool date = f->day || f->month || f->year;
	if (date)
		add_day(serial, f, date1904, out);
	if (f->clock && (!date || minute))
		sbuf_addf(out, "%s%02ld:%02ld", date ? " " : "", minute / 60,
		    minute % 60);
}

void
xlsx_number_text(const char *value, const struct xlsx_number_format *f,
    bool date1904, struct sbuf *out)
{
	char *end;
	double v = strtod(value, &end);
	bool date = f->day || f->month || f->year || f->clock;
	if (end == value || *end || !isfinite(v)) {
		sbuf_add(out, value);
	} else if (date && v >= 0 && v < SERIAL_MAX + 1.0) {
		add_moment(v, f, date1904, out);
	} else if (v == floor(v) && fabs(v) < 1e15) {
		sbuf_addf(out, "%s%0*.0f", v < 0 ? "-" : "", f->zeros, fabs(v));
	} else {
		sbuf_addf(out, "%.15g", v);
	}
}
