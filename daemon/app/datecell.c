/*
 * Reads the days of a cell by their numbers alone.  Knows no row.
 */
#include "app/datecell.h"

#include "core/civil.h"
#include "core/fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXCEL_EPOCH = -25569,
	SERIAL_FIRST = 20000,
	SERIAL_LAST = 80000,
	MOST = 4
};

struct numbers { /* the digit runs of a text, and what stands between */
	int v[MOST];
	int digits[MOST];
	char sep[MOST]; /* after the number; '\0' at the end */
	size_t n;	/* MOST + 1 = more than fit */
};

static struct numbers
numbers_of(const char *s)
{
	struct numbers f = { .n = 0 };
	while (*s) {
		if (*s < '0' || *s > '9') {
			s++;
			continue;
		}
		int value = 0, digits = 0;
		for (; *s >= '0' && *s <= '9'; s++, digits++)
			value = digits < 8 ? value * 10 + (*s - '0') : value;
		if (f.n == MOST) {
			f.n = MOST + 1;
			break;
		}
		f.v[f.n] = value;
		f.digits[f.n] = digits;
		f.sep[f.n++] = *s;
	}
	return f;
}

static bool
is_date_mark(char c)
{
	return c == '/' || c == '-' || c == '.';
}

static int
make(int year, int month, int day, int32_t *on)
{
	if (year < 100)
		year += 2000;
	if (!civil_valid(year, month, day))
		return -1;
	*on = civil_day(year, month, day);
	return 0;
}

/* 0 read, −1 impossible, 1 it is no date of that kind. */
static int
full_date(const char *text, int32_t *on)
{
	struct numbers f = numbers_of(text);
	/* A workbook's day may carry a clock: "2018-05-04 00:00:00". */
	if (f.n >= 3 && f.digits[0] == 4 && f.sep[0] == '-')
		return make(f.v[0], f.v[1], f.v[2], on);
	if (f.n >= 3 && is_date_mark(f.sep[0]) && is_date_mark(f.sep[1]) &&
	    (f.n == 3 || (f.sep[2] == ' ' && f.sep[3] == ':')))
		return make(f.v[2], f.v[1], f.v[0], on);
	if (f.n == 1 && f.digits[0] == 5 && f.v[0] >= SERIAL_FIRST &&
	    f.v[0] <= SERIAL_LAST) {
		*on = f.v[0] + EXCEL_EPOCH;
		return 0;
	}
	return 1;
}

int
datecell_day(const char *cell, int32_t *on)
{
	char *text = fold_text(cell);
	int rc = full_date(text, on);
	free(text);
	return rc == 0 ? 0 : -1;
}

/* The plan's year for a month said alone: the first such month from its
 * start, so that a plan over the new year finds both halves. */
static int
year_of(int month, const struct policy *p)
{
	int year = civil_month_year(p->from_month);
	int32_t same = civil_month(year, month);
	if (same < p->from_month && same + 12 <= p->until_month)
		year++;
	return year;
}

static int
month_start(const char *text, const struct policy *p, bool last, int32_t *on)
{
	struct numbers f = numbers_of(text);
	int month = f.n ? f.v[0] : 0;
	if (month < 1 || month > 12 || f.n > 2)
		return -1;
	int year;
	if (f.n == 1) {
		year = year_of(month, p);
	} else {
		year = f.v[1];
		if (f.digits[1] != 4 || !civil_valid(year, month, 1))
			return -1;
	}
	int32_t index = civil_month(year, month);
	*on = last ? civil_month_last(index) : civil_month_first(index);
	return 0;
}

int
datecell_start(const char *cell, const struct policy *policy, bool last,
    int32_t *on)
{
	char *text = fold_text(cell);
	int rc = full_date(text, on);
	if (rc == 1) {
		struct numbers f = numbers_of(text);
		/* d/m with a day above 12 is no month/… */
		if (f.n == 2 && f.digits[1] <= 2 && f.sep[0] == '/' &&
		    f.v[1] >= 1 && f.v[1] <= 12)
			rc = make(year_of(f.v[1], policy), f.v[1], f.v[0], on);
		else
			rc = month_start(text, policy, last, on);
	}
	free(text);
	return rc == 0 ? 0 : -1;
}

bool
datecell_impossible(const char *text, int year)
{
	char *folded = fold_text(text);
	struct numbers f = numbers_of(folded);
	bool bad = false;
	if (f.n > MOST)
		f.n = MOST;
	for (size_t i = 0; i < f.n; i++) {
		bool date = i + 1 < f.n && f.sep[i] == '/';
		if (date) {
			int y = i + 2 < f.n && f.sep[i + 1] == '/' ? f.v[i + 2]
								   : year;
			int32_t on;
			bad |= make(y, f.v[i + 1], f.v[i], &on) < 0;
			break;
		}
		const char *day = strstr(folded, "ngay");
		bad |= day && f.n == 1 && (f.v[0] < 1 || f.v[0] > 31);
	}
	free(folded);
	return bad;
}
