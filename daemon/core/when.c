#include "core/when.h"

#include "core/civil.h"

static const int a_year = 366; /* no run of days off is longer */

static bool
is_weekend(int32_t on)
{
	return civil_weekday_of(on) >= CIVIL_SATURDAY;
}

bool
when_is_closed(const struct facts *f, int32_t on)
{
	if (f->holiday_n == 0)
		return false;
	if (facts_is_holiday(f, on))
		return true;
	if (!is_weekend(on))
		return false;
	for (int step = -1; step <= 1; step += 2) {
		int32_t day = on + step;
		while (is_weekend(day) && !facts_is_holiday(f, day))
			day += step;
		if (facts_is_holiday(f, day))
			return true;
	}
	return false;
}

bool
when_is_working_day(const struct facts *f, int32_t on)
{
	return !is_weekend(on) && !facts_is_holiday(f, on);
}

static int32_t
open_day(const struct facts *f, int32_t on, int step)
{
	for (int i = 0; i < a_year && when_is_closed(f, on); i++)
		on += step;
	return on;
}

int64_t
when_allowed(const struct facts *f, const struct policy *p, int64_t at)
{
	int32_t on = civil_on(at, p->offset_s);
	int second = civil_second_of_day(at, p->offset_s);
	if (p->hour_n == 0)
		return at;
	if (!when_is_closed(f, on)) {
		for (size_t i = 0; i < p->hour_n; i++) {
			const struct policy_window *w = &p->hours[i];
			if (second < w->from * 60)
				return civil_at(on, w->from, p->offset_s);
			if (second < w->to * 60)
				return at;
		}
	}
	return civil_at(open_day(f, on + 1, 1), p->hours[0].from, p->offset_s);
}

int64_t
when_day_ends(const struct policy *p, int64_t at)
{
	int32_t on = civil_on(at, p->offset_s);
	int to = p->hour_n ? p->hours[p->hour_n - 1].to : 1440;
	return civil_at(on, to, p->offset_s);
}

int64_t
when_month_point(const struct facts *f, const struct policy *p,
    const struct policy_point *point, int32_t month, enum when_shift shift)
{
	int32_t first = civil_month_first(month);
	int32_t on = first;
	switch (point->base) {
	case POLICY_DAY_OF_MONTH:
		on = first + point->n - 1;
		break;
	case POLICY_BEFORE_END:
		on = civil_month_last(month) - point->n;
		break;
	case POLICY_AFTER_END:
		on = civil_month_last(month) + point->n;
		break;
	case POLICY_EVENT_DAYS:
	case POLICY_EVENT_HOURS:
		break; /* no event: the month's first day */
	}
	if (shift == WHEN_BACK) {
		int32_t earlier = open_day(f, on, -1);
		on = earlier >= first ? earlier : open_day(f, on, 1);
	} else {
		on = open_day(f, on, 1);
	}
	return when_allowed(f, p, civil_at(on, point->minute, p->offset_s));
}

int64_t
when_event_point(const struct facts *f, const struct policy *p,
    const struct policy_point *point, int32_t on, int minute)
{
	if (point->base == POLICY_EVENT_HOURS) {
		int at = minute < 0 ? 19 * 60 : minute;
		return when_allowed(f, p,
		    civil_at(on, at, p->offset_s) + (int64_t)point->n * 60);
	}
	int32_t day = open_day(f, on + point->n, point->n > 0 ? 1 : -1);
	return when_allowed(f, p, civil_at(day, point->minute, p->offset_s));
}
