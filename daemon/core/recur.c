/*
 * Meeting rules: canonical text, what a phrase comes to, and the next day.
 * Must not know branches or hours of the day.
 */
#include "core/recur.h"

#include "base/mem.h"
#include "core/civil.h"
#include "core/fold.h"
#include "core/lunar.h"
#include "core/recur_phrase.h"
#include "core/recur_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_DAYS 800 /* how far recur_next looks */
#define LOOK_MONTHS 27

static void
append(struct recur *r, const char *s)
{
	size_t n = strlen(r->text);

	snprintf(r->text + n, sizeof(r->text) - n, "%s", s);
}

static void
append_list(struct recur *r, const char *key)
{
	char s[16];

	append(r, key);
	for (size_t i = 0; i < r->day_n; i++) {
		append(r, i ? "," : "");
		if (r->kind == RECUR_DATES)
			append(r, civil_iso(r->days[i], s));
		else {
			snprintf(s, sizeof(s), "%d", (int)r->days[i]);
			append(r, s);
		}
	}
}

static void
sort_days(struct recur *r)
{
	size_t kept = 0;

	for (size_t i = 1; i < r->day_n; i++)
		for (size_t j = i; j > 0 && r->days[j] < r->days[j - 1]; j--) {
			int32_t t = r->days[j];

			r->days[j] = r->days[j - 1];
			r->days[j - 1] = t;
		}
	for (size_t i = 0; i < r->day_n; i++)
		if (kept == 0 || r->days[kept - 1] != r->days[i])
			r->days[kept++] = r->days[i];
	for (size_t i = kept; i < r->day_n; i++)
		r->days[i] = 0; /* equal rules are equal bytes */
	r->day_n = kept;
}

static const char *
weekday_name(int weekday)
{
	static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA",
		"SU" };

	return names[weekday - 1];
}

/* RFC 5545 skips a month without the day, so 29–31 are written as the last of
 * those that exist; several such days have our own word only. */
static void
write_month_days(struct recur *r)
{
	int32_t last = r->days[r->day_n - 1];

	if (last <= 28)
		append_list(r, "FREQ=MONTHLY;BYMONTHDAY=");
	else if (r->day_n > 1)
		append_list(r, "DAYS=");
	else if (last == 31)
		append(r, "FREQ=MONTHLY;BYMONTHDAY=-1");
	else
		append(r, last == 30
			      ? "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"
			      : "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1");
}

/* Canonical text (a RECUR_RULE has it) and the warnings of a rule. */
static unsigned
finish(struct recur *r)
{
	unsigned w = 0;
	char s[48];

	sort_days(r);
	switch (r->kind) {
	case RECUR_NONE:
		return RECUR_W_NONE;
	case RECUR_MONTH_DAYS:
		write_month_days(r);
		w |= r->days[r->day_n - 1] >= 29 ? RECUR_W_CLAMP : 0;
		break;
	case RECUR_NTH_WEEKDAY:
		snprintf(s, sizeof(s), "FREQ=MONTHLY;BYDAY=%d%s", r->nth,
		    weekday_name(r->weekday));
		append(r, s);
		break;
	case RECUR_LUNAR_DAYS:
		append_list(r, "LUNAR=");
		w |= r->days[r->day_n - 1] == 30 ? RECUR_W_CLAMP : 0;
		break;
	case RECUR_DATES:
		append_list(r, "DATES=");
		return RECUR_W_ONE_OFF;
	case RECUR_RULE:
		break;
	}
	return w | (r->day_n > 1 ? RECUR_W_TWO : 0);
}

static bool
add_day(struct recur *r, int32_t day)
{
	if (r->day_n == RECUR_DAYS_MAX)
		return false;
	r->days[r->day_n++] = day;
	return true;
}

/* ---- canonical forms */

static bool
read_numbers(struct recur *r, enum recur_kind kind, const char *s, long max)
{
	r->kind = kind;
	for (;;) {
		char *end;
		long v = strtol(s, &end, 10);

		if (end == s || *s < '0' || *s > '9' || v < 1 || v > max ||
		    !add_day(r, (int32_t)v))
			return false;
		if (*end == '\0')
			return true;
		if (*end != ',')
			return false;
		s = end + 1;
	}
}

static bool
read_dates(struct recur *r, const char *s)
{
	r->kind = RECUR_DATES;
	for (;; s += 11) {
		char one[11];
		int32_t on;

		snprintf(one, sizeof(one), "%.10s", s);
		if (!civil_parse_iso(one, &on) || !add_day(r, on))
			return false;
		if (s[10] == '\0')
			return true;
		if (s[10] != ',')
			return false;
	}
}

/* BYMONTHDAY=28,…,n;BYSETPOS=-1 → n, 0 for anything else. */
static int
clamped_day(const struct recur_rule *u)
{
	if (u->setpos_n != 1 || u->setpos[0] != -1 || u->monthday_n < 2)
		return 0;
	for (size_t i = 0; i < u->monthday_n; i++)
		if (u->monthdays[i] != 28 + (int)i)
			return 0;
	return u->monthdays[u->monthday_n - 1];
}

/* Makes a simple kind of a rule that is one. */
static bool
simplify(struct recur *r, const struct recur_rule *u)
{
	int clamped = clamped_day(u), nth;

	if (u->freq != RECUR_RULE_MONTHLY || u->interval != 1 || u->count ||
	    u->until != CIVIL_MAX || u->start != CIVIL_NONE || u->months)
		return false;
	if (u->day_n == 1 && !u->monthday_n && u->setpos_n <= 1) {
		nth = u->setpos_n ? u->setpos[0] : u->days[0].nth;
		if (nth < -1 || nth == 0 || nth > 5 ||
		    (u->setpos_n && u->days[0].nth))
			return false;
		r->kind = RECUR_NTH_WEEKDAY;
		r->nth = nth;
		r->weekday = u->days[0].weekday;
		return true;
	}
	if (u->day_n || u->monthday_n > RECUR_DAYS_MAX)
		return false;
	if (!clamped && u->setpos_n)
		return false;
	if (u->monthday_n == 1 && u->monthdays[0] == -1)
		clamped = 31;
	for (size_t i = 0; !clamped && i < u->monthday_n; i++)
		if (u->monthdays[i] < 1 || u->monthdays[i] > 28)
			return false;
	r->kind = RECUR_MONTH_DAYS;
	if (clamped)
		return add_day(r, clamped);
	for (size_t i = 0; i < u->monthday_n; i++)
		add_day(r, u->monthdays[i]);
	return r->day_n > 0;
}

static bool
read_rule(struct recur *r, const char *s, int year)
{
	struct recur_rule u;
	char start[32] = "", iso[16];

	if (recur_rule_parse(s, civil_day(year, 1, 1), &u) != 0)
		return false;
	if (simplify(r, &u))
		return true;
	if (strncmp(s, "RRULE:", 6) == 0)
		s += 6;
	if (u.start != CIVIL_NONE && !strstr(s, "DTSTART="))
		snprintf(start, sizeof(start), "DTSTART=%s;",
		    civil_iso(u.start, iso));
	if (strlen(start) + strlen(s) >= sizeof(r->text))
		return false;
	r->kind = RECUR_RULE;
	append(r, start);
	append(r, s);
	return true;
}

/* Upper case, no blanks. */
static char *
canonical_spelling(const char *folded)
{
	char *s = mem_new(strlen(folded) + 1, 1);
	size_t n = 0;

	for (; *folded; folded++)
		if (*folded != ' ')
			s[n++] = *folded >= 'a' && *folded <= 'z'
				     ? (char)(*folded - 'a' + 'A')
				     : *folded;
	return s;
}

/* 1 read, −1 one of our forms but wrong, 0 not of these. */
static int
read_canonical(struct recur *r, const char *s, int year)
{
	if (strncmp(s, "LUNAR=", 6) == 0)
		return read_numbers(r, RECUR_LUNAR_DAYS, s + 6, 30) ? 1 : -1;
	if (strncmp(s, "DAYS=", 5) == 0)
		return read_numbers(r, RECUR_MONTH_DAYS, s + 5, 31) ? 1 : -1;
	if (strncmp(s, "DATES=", 6) == 0)
		return read_dates(r, s + 6) ? 1 : -1;
	if (strncmp(s, "FREQ=", 5) == 0 || strncmp(s, "RRULE:", 6) == 0 ||
	    strncmp(s, "DTSTART=", 8) == 0)
		return read_rule(r, s, year) ? 1 : -1;
	return 0;
}

/* ---- phrases */

static bool
dates_of(struct recur *r, const struct recur_phrase *p, int year)
{
	r->kind = RECUR_DATES;
	for (size_t i = 0; i < p->date_n; i++) {
		const struct recur_phrase_date *d = &p->date[i];
		int y = d->year ? d->year : year;
		int32_t on;

		if (p->lunar)
			on = lunar_day(y, d->month, d->day, false);
		else if (civil_valid(y, d->month, d->day))
			on = civil_day(y, d->month, d->day);
		else
			return false;
		if (on == CIVIL_NONE || !add_day(r, on))
			return false;
	}
	return true;
}

static bool
weekdays_of(struct recur *r, const struct recur_phrase *p)
{
	size_t n = p->nth_n ? p->nth_n : 1;

	if (p->weekday_n == 1 && p->nth_n == 1) {
		r->kind = RECUR_NTH_WEEKDAY;
		r->nth = p->nth[0];
		r->weekday = p->weekday[0];
		return true;
	}
	if (n * p->weekday_n > RECUR_RULE_MAX)
		return false;
	r->kind = RECUR_RULE;
	append(r, p->nth_n ? "FREQ=MONTHLY;BYDAY=" : "FREQ=WEEKLY;BYDAY=");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < p->weekday_n; j++) {
			char s[24];

			append(r, i + j ? "," : "");
			if (p->nth_n) {
				snprintf(s, sizeof(s), "%d", p->nth[i]);
				append(r, s);
			}
			append(r, weekday_name(p->weekday[j]));
		}
	return true;
}

static bool
from_phrase(struct recur *r, const struct recur_phrase *p, int year)
{
	if (p->none)
		return true;
	if (p->date_n)
		return dates_of(r, p, year);
	if (!p->day_n)
		return weekdays_of(r, p);
	r->kind = p->lunar ? RECUR_LUNAR_DAYS : RECUR_MONTH_DAYS;
	for (size_t i = 0; i < p->day_n; i++) {
		int day =
		    p->lunar && p->last_day && p->day[i] == 31 ? 30 : p->day[i];

		if (day > (p->lunar ? 30 : 31) || !add_day(r, day))
			return false;
	}
	return true;
}

int
recur_parse(const char *text, int year, struct recur *r, unsigned *warnings)
{
	char *folded = fold_text(text);
	char *s = canonical_spelling(folded);
	struct recur_phrase p = { 0 };
	int read;

	*r = (struct recur){ 0 };
	read = read_canonical(r, s, year);
	if (read == 0)
		read = recur_phrase_read(folded, &p) == 0 &&
			       from_phrase(r, &p, year)
			   ? 1
			   : -1;
	if (read < 0)
		*r = (struct recur){ 0 };
	*warnings = finish(r);
	if (p.last_day || strcmp(s, "FREQ=MONTHLY;BYMONTHDAY=-1") == 0)
		*warnings &= ~(unsigned)RECUR_W_CLAMP;
	if (p.mung && !p.lunar && !p.solar && r->kind != RECUR_NONE)
		*warnings |= RECUR_W_MUNG;
	if (p.nth_n > 1 || (p.weekday_n > 1 && p.nth_n))
		*warnings |= r->kind == RECUR_RULE ? RECUR_W_TWO : 0;
	if (p.joint)
		*warnings |= RECUR_W_JOINT;
	free(s);
	free(folded);
	return read < 0 ? -1 : 0;
}

int
recur_parse_time(const char *text)
{
	char *s = fold_text(text);
	const char *p = s + strcspn(s, "0123456789");
	int minute = -1;
	size_t n = recur_phrase_hour(p, &minute);
	char *end;

	if (n == 0 && *p) { /* "19" */
		long h = strtol(p, &end, 10);

		if (*end == '\0' && h >= 0 && h <= 24)
			minute = (int)h * 60;
	}
	if (minute >= 60 && minute < 12 * 60 &&
	    (strstr(s, "toi") || strstr(s, "chieu") || strstr(s, "dem") ||
		(strstr(s, "trua") && minute < 4 * 60)))
		minute += 12 * 60;
	free(s);
	return minute;
}

/* ---- the next day */

static int32_t
next_month_day(const struct recur *r, int32_t on)
{
	for (int32_t m = civil_month_of(on);; m++) {
		int32_t first = civil_month_first(m);
		int32_t last = civil_month_last(m);

		for (size_t i = 0; i < r->day_n; i++) {
			int32_t d = first + r->days[i] - 1;

			d = d > last ? last : d;
			if (d >= on)
				return d;
		}
	}
}

static int32_t
next_nth_weekday(const struct recur *r, int32_t on)
{
	int32_t m = civil_month_of(on);

	for (int32_t end = m + LOOK_MONTHS; m < end; m++) {
		int32_t first = civil_month_first(m);
		int32_t last = civil_month_last(m);
		int32_t d;

		if (r->nth < 0) {
			d = last -
			    ((int)civil_weekday_of(last) - r->weekday + 7) % 7;
		} else {
			d = first +
			    (r->weekday - (int)civil_weekday_of(first) + 7) %
				7 +
			    (r->nth - 1) * 7;
		}
		if (d >= on && d <= last)
			return d;
	}
	return CIVIL_NONE;
}

static int32_t
next_lunar_day(const struct recur *r, int32_t on)
{
	int length = lunar_month_length(on);
	int32_t first = on - lunar_of(on).day + 1;

	while (length > 0) {
		for (size_t i = 0; i < r->day_n; i++) {
			int32_t day = r->days[i] > length ? length : r->days[i];

			if (first + day - 1 >= on)
				return first + day - 1;
		}
		first += length;
		length = lunar_month_length(first);
	}
	return CIVIL_NONE; /* beyond the years of the lunar calendar */
}

static int32_t
next_by_rule(const struct recur *r, int32_t on)
{
	struct recur_rule u;

	if (recur_rule_parse(r->text, CIVIL_NONE, &u) != 0)
		return CIVIL_NONE;
	if (u.start != CIVIL_NONE && u.start > on && u.start - on < LOOK_DAYS)
		on = u.start;
	for (int32_t d = on; d < on + LOOK_DAYS && d <= u.until; d++)
		if (recur_rule_has(&u, d))
			return d;
	return CIVIL_NONE;
}

int32_t
recur_next(const struct recur *r, int32_t on)
{
	if (on < civil_day(1, 1, 1) || on > civil_day(9990, 1, 1))
		return CIVIL_NONE;
	switch (r->kind) {
	case RECUR_NONE:
		return CIVIL_NONE;
	case RECUR_MONTH_DAYS:
		return next_month_day(r, on);
	case RECUR_NTH_WEEKDAY:
		return next_nth_weekday(r, on);
	case RECUR_LUNAR_DAYS:
		return next_lunar_day(r, on);
	case RECUR_DATES:
		for (size_t i = 0; i < r->day_n; i++)
			if (r->days[i] >= on)
				return r->days[i];
		return CIVIL_NONE;
	case RECUR_RULE:
		return next_by_rule(r, on);
	}
	return CIVIL_NONE;
}
