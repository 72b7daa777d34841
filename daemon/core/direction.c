/*
 * From a day as it was said to days of the calendar.  It must not know why
 * the day was said; the caller says whether it lies behind or ahead.
 */
#include "core/direction.h"

#include "core/civil.h"
#include "core/lunar.h"

#include <string.h>

enum { HALF_YEAR = 183 };

static void
add_day(struct direction_days *d, int32_t on)
{
	if (d->n < DIRECTION_DAYS)
		d->on[d->n++] = on;
}

static void
give_up(struct direction_days *d, enum direction_result why)
{
	d->result = why;
	d->n = 0;
}

/* The year of a day and month without one: behind for what is done, ahead for
 * what will be, never more than half a year away. */
static int32_t
nearest_year(int month, int day, int32_t today, enum direction to)
{
	int year = civil_date_of(today).year;
	int32_t best = CIVIL_NONE, best_away = HALF_YEAR + 1;
	for (int y = year - 1; y <= year + 1; y++) {
		if (!civil_valid(y, month, day))
			continue;
		int32_t on = civil_day(y, month, day);
		int32_t away = on > today ? on - today : today - on;
		bool right = (to == DIRECTION_PAST && on <= today) ||
			     (to == DIRECTION_FUTURE && on >= today);
		if (away > best_away)
			continue;
		best = on;
		/* the right direction beats a shorter way */
		best_away = right ? -1 : away;
	}
	return best;
}

static int32_t
one_date(const struct phrase *p, size_t k, int32_t today, enum direction to)
{
	struct civil_date now = civil_date_of(today);
	int month = p->month[k], year = p->year[k];
	if (month < 0 || month == 13 || p->day[k] < 1)
		return CIVIL_NONE;
	if (month == PHRASE_SHIFTED) { /* "thang nay", "thang truoc" */
		int32_t m = civil_month_of(today) + p->offset;
		month = civil_month_number(m);
		year = civil_month_year(m);
	}
	if (!month) { /* the month of arrival (DESIGN, ruling 11) */
		month = now.month;
		year = now.year;
	}
	if (!year)
		return nearest_year(month, p->day[k], today, to);
	if (!civil_valid(year, month, p->day[k]))
		return CIVIL_NONE;
	return civil_day(year, month, p->day[k]);
}

static void
dates(const struct phrase *p, int32_t today, enum direction to,
    struct direction_days *d)
{
	for (size_t k = 0; k < p->day_n; k++) {
		int32_t on = one_date(p, k, today, to);
		if (on == CIVIL_NONE) {
			give_up(d, DIRECTION_BAD);
			return;
		}
		add_day(d, on);
	}
	if (p->weekday && d->n == 1 &&
	    (int)civil_weekday_of(d->on[0]) != p->weekday) {
		give_up(d, DIRECTION_DOUBT);
		return;
	}
	if (!p->range || d->n < 2)
		return;
	int32_t lo = d->on[d->n - 2], hi = d->on[d->n - 1];
	if (hi <= lo || hi - lo > 9) {
		give_up(d, DIRECTION_DOUBT);
		return;
	}
	d->n--;
	for (int32_t on = lo + 1; on <= hi; on++)
		add_day(d, on);
}

static void
weekday(const struct phrase *p, int32_t today, enum direction to,
    struct direction_days *d)
{
	int now = (int)civil_weekday_of(today);
	int32_t this_week = today - (now - 1) + (p->weekday - 1);
	bool same = p->weekday == now;
	enum phrase_side side = p->side;
	if (side == PHRASE_MAYBE_NEXT)
		side = to == DIRECTION_PAST ? PHRASE_ANY : PHRASE_NEXT;
	switch (side) {
	case PHRASE_WEEK_2:
		add_day(d, this_week - 14);
		return;
	case PHRASE_WEEK_1:
		add_day(d, this_week - 7);
		return;
	case PHRASE_WEEK_0:
		add_day(d, this_week);
		return;
	case PHRASE_WEEK_NEXT:
		add_day(d, this_week + 7);
		return;
	case PHRASE_LAST:
		add_day(d, this_week >= today ? this_week - 7 : this_week);
		return;
	case PHRASE_NEXT:
	case PHRASE_MAYBE_NEXT:
		add_day(d, this_week <= today ? this_week + 7 : this_week);
		return;
	case PHRASE_ANY:
		break;
	}
	if (to == DIRECTION_OPEN && p->hom)
		to = DIRECTION_PAST;
	if (to == DIRECTION_OPEN || (same && !p->hom)) {
		give_up(d, DIRECTION_DOUBT);
		return;
	}
	if (to == DIRECTION_PAST)
		add_day(d, this_week >= today ? this_week - 7 : this_week);
	else
		add_day(d, this_week < today ? this_week + 7 : this_week);
}

/* The lunar day nearest behind or ahead, of any month or of the one said. */
static int32_t
lunar_near(int day, int month, int32_t today, int step)
{
	for (int32_t on = today, k = 0; k < 400; k++, on += step) {
		struct lunar_date l = lunar_of(on);
		if (l.day == day && (!month || l.month == month))
			return on;
	}
	return CIVIL_NONE;
}

static void
lunar(const struct phrase *p, int32_t today, enum direction to,
    struct direction_days *d)
{
	int day = p->day[0], month = p->month[0];
	if (day < 1 || day > 30 || month < 0 || month > 12) {
		give_up(d, DIRECTION_BAD);
		return;
	}
	bool ahead = p->side == PHRASE_NEXT || p->side == PHRASE_WEEK_NEXT ||
		     (to == DIRECTION_FUTURE && p->side == PHRASE_ANY) ||
		     (p->side == PHRASE_MAYBE_NEXT && to != DIRECTION_PAST);
	int32_t on;
	if (p->year[0]) {
		on = lunar_day(p->year[0], month, day, false);
	} else if (p->side == PHRASE_WEEK_0) {
		/* "ram nay": the one of the lunar month that runs */
		struct lunar_date l = lunar_of(today);
		on = lunar_day(l.year, l.month, day, l.leap);
	} else {
		on = lunar_near(day, month, today, ahead ? 1 : -1);
		/* with its month a lunar day is one day of the year */
		if (month && on != CIVIL_NONE) {
			int32_t away = on > today ? on - today : today - on;
			if (away > HALF_YEAR)
				on = lunar_near(day, month, today,
				    ahead ? -1 : 1);
		}
	}
	if (on == CIVIL_NONE)
		give_up(d, DIRECTION_BAD);
	else
		add_day(d, on);
}

static void
month(const struct phrase *p, int32_t today, enum direction to,
    struct direction_days *d)
{
	int32_t m = civil_month_of(today) + p->offset;
	if (p->month[0]) {
		int year = p->year[0] ? p->year[0] : civil_date_of(today).year;
		m = civil_month(year, p->month[0]);
		int32_t away = m - civil_month_of(today);
		if (!p->year[0] && away > 6 && to != DIRECTION_FUTURE)
			m -= 12;
		else if (!p->year[0] && away < -6 && to != DIRECTION_PAST)
			m += 12;
	}
	d->result = DIRECTION_VAGUE;
	d->month = true;
	d->lo = civil_month_first(m);
	d->hi = civil_month_last(m);
}

void
direction_resolve(const struct phrase *p, int32_t today, int minute,
    enum direction to, struct direction_days *d)
{
	memset(d, 0, sizeof *d);
	if (p->doubtful && p->kind != PHRASE_SPAN && p->kind != PHRASE_MONTH) {
		give_up(d, DIRECTION_DOUBT);
		return;
	}
	switch (p->kind) {
	case PHRASE_DATE:
		dates(p, today, to, d);
		break;
	case PHRASE_OFFSET:
		add_day(d, today + p->offset);
		d->later = p->offset == 0 && p->minute > minute;
		break;
	case PHRASE_WEEKDAY:
		weekday(p, today, to, d);
		break;
	case PHRASE_LUNAR:
		lunar(p, today, to, d);
		break;
	case PHRASE_SPAN:
		d->result = DIRECTION_VAGUE;
		d->lo = today + p->lo;
		d->hi = today + p->hi;
		break;
	case PHRASE_MONTH:
		month(p, today, to, d);
		break;
	}
}
