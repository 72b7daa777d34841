/*
 * RFC 5545 rules, day by day.  libical is not used here: its iterator never
 * returns from a rule without occurrences (3.0.16, FREQ=DAILY;BYMONTH=2;
 * BYMONTHDAY=30), and a roster must not stop the service.  Must not know
 * hours.
 */
#include "core/recur_rule.h"

#include "core/civil.h"

#include <stdlib.h>
#include <string.h>

static bool
read_int(const char **s, long low, long high, int *out)
{
	char *end;
	long v;

	if (**s == ' ')
		return false;
	v = strtol(*s, &end, 10);
	if (end == *s || v < low || v > high)
		return false;
	*s = end;
	*out = (int)v;
	return true;
}

static int
weekday_of(const char *s)
{
	static const char names[] = "MOTUWETHFRSASU";

	for (int i = 0; i < 7; i++)
		if (strncmp(s, names + i * 2, 2) == 0)
			return i + 1;
	return 0;
}

static bool
add_day(struct recur_rule *r, const char **s)
{
	int nth = 0, weekday;

	if (**s == '+' || **s == '-' || (**s >= '0' && **s <= '9'))
		if (!read_int(s, -53, 53, &nth) || nth == 0)
			return false;
	weekday = weekday_of(*s);
	if (!weekday || r->day_n == RECUR_RULE_MAX)
		return false;
	*s += 2;
	r->days[r->day_n].nth = (signed char)nth;
	r->days[r->day_n++].weekday = (signed char)weekday;
	return true;
}

static bool
add_value(struct recur_rule *r, const char *key, const char **s)
{
	int v;

	if (strcmp(key, "BYDAY") == 0)
		return add_day(r, s);
	if (strcmp(key, "BYMONTH") == 0) {
		if (!read_int(s, 1, 12, &v))
			return false;
		r->months |= 1u << v;
		return true;
	}
	if (strcmp(key, "BYMONTHDAY") == 0) {
		if (!read_int(s, -31, 31, &v) || v == 0 ||
		    r->monthday_n == RECUR_RULE_MAX)
			return false;
		r->monthdays[r->monthday_n++] = (signed char)v;
		return true;
	}
	if (strcmp(key, "BYSETPOS") == 0) {
		if (!read_int(s, -366, 366, &v) || v == 0 ||
		    r->setpos_n == RECUR_RULE_MAX)
			return false;
		r->setpos[r->setpos_n++] = v;
		return true;
	}
	return false;
}

/* "2018-12-31", "20181231", "20181231T235959Z" */
static bool
read_date(const char *s, int32_t *on)
{
	char iso[11] = "0000-00-00";
	size_t n = strspn(s, "0123456789");

	if (n == 4)
		return civil_parse_iso(s, on);
	if (n != 8 || (s[8] != '\0' && s[8] != 'T'))
		return false;
	memcpy(iso, s, 4);
	memcpy(iso + 5, s + 4, 2);
	memcpy(iso + 8, s + 6, 2);
	return civil_parse_iso(iso, on);
}

static bool
set_freq(struct recur_rule *r, const char *v)
{
	static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY",
		"YEARLY" };

	for (int i = 0; i < 4; i++)
		if (strcmp(v, names[i]) == 0) {
			r->freq = (enum recur_rule_freq)i;
			return true;
		}
	return false;
}

static bool
set_part(struct recur_rule *r, const char *key, const char *v)
{
	if (strcmp(key, "FREQ") == 0)
		return set_freq(r, v);
	if (strcmp(key, "DTSTART") == 0)
		return read_date(v, &r->start);
	if (strcmp(key, "UNTIL") == 0)
		return read_date(v, &r->until);
	if (strcmp(key, "WKST") == 0)
		return strcmp(v, "MO") == 0; /* weeks begin on Monday */
	if (strcmp(key, "INTERVAL") == 0)
		return read_int(&v, 1, 1000, &r->interval) && !*v;
	if (strcmp(key, "COUNT") == 0)
		return read_int(&v, 1, 10000, &r->count) && !*v;
	do {
		if (!add_value(r, key, &v))
			return false;
	} while (*v == ',' && v++);
	return *v == '\0';
}

/* What the start's own day has to say where the rule is silent. */
static bool
needs_start(const struct recur_rule *r)
{
	bool days = r->day_n || r->monthday_n;

	return r->interval > 1 || r->count > 0 ||
	       (r->freq != RECUR_RULE_DAILY && !days);
}

int
recur_rule_parse(const char *text, int32_t default_start, struct recur_rule *r)
{
	bool freq = false;

	*r = (struct recur_rule){ .interval = 1,
		.until = CIVIL_MAX,
		.start = CIVIL_NONE };
	if (strncmp(text, "RRULE:", 6) == 0)
		text += 6;
	while (*text) {
		char part[160];
		size_t n = strcspn(text, ";");
		char *eq;

		if (n == 0 || n >= sizeof(part))
			return -1;
		memcpy(part, text, n);
		part[n] = '\0';
		text += n + (text[n] == ';');
		if (!(eq = strchr(part, '=')))
			return -1;
		*eq = '\0';
		if (!set_part(r, part, eq + 1))
			return -1;
		freq |= strcmp(part, "FREQ") == 0;
	}
	for (size_t i = 0; i < r->day_n; i++)
		if (r->days[i].nth && r->freq < RECUR_RULE_MONTHLY)
			return -1;
	if (r->freq == RECUR_RULE_WEEKLY && r->monthday_n)
		return -1;
	if (r->start == CIVIL_NONE && needs_start(r))
		r->start = default_start;
	return freq ? 0 : -1;
}

/* First day of the period (day, week, month, year) that holds a day, and of
 * the next one. */
static void
period(const struct recur_rule *r, int32_t on, int32_t *from, int32_t *to)
{
	struct civil_date c = civil_date_of(on);

	switch (r->freq) {
	case RECUR_RULE_DAILY:
		*from = on;
		*to = on + 1;
		return;
	case RECUR_RULE_WEEKLY:
		*from = on - ((int32_t)civil_weekday_of(on) - 1);
		*to = *from + 7;
		return;
	case RECUR_RULE_MONTHLY:
		*from = on - c.day + 1;
		*to = civil_month_last(civil_month_of(on)) + 1;
		return;
	case RECUR_RULE_YEARLY:
		*from = civil_day(c.year, 1, 1);
		*to = civil_day(c.year + 1, 1, 1);
		return;
	}
}

static int
period_number(const struct recur_rule *r, int32_t on)
{
	switch (r->freq) {
	case RECUR_RULE_DAILY:
		return on;
	case RECUR_RULE_WEEKLY:
		return (on + 3 - ((int32_t)civil_weekday_of(on) - 1)) / 7;
	case RECUR_RULE_MONTHLY:
		return civil_month_of(on);
	case RECUR_RULE_YEARLY:
		return civil_date_of(on).year;
	}
	return 0;
}

static bool
day_fits(const struct recur_rule *r, int32_t on)
{
	bool yearly = r->freq == RECUR_RULE_YEARLY && !r->months;
	struct civil_date c = civil_date_of(on);
	int32_t from = yearly ? civil_day(c.year, 1, 1) : on - c.day + 1;
	int32_t end = yearly ? civil_day(c.year + 1, 1, 1)
			     : civil_month_last(civil_month_of(on)) + 1;
	int weekday = (int)civil_weekday_of(on);

	for (size_t i = 0; i < r->day_n; i++) {
		int nth = r->days[i].nth;

		if (r->days[i].weekday != weekday)
			continue;
		if (nth == 0 || nth == (on - from) / 7 + 1 ||
		    nth == -((end - 1 - on) / 7 + 1))
			return true;
	}
	return false;
}

static bool
monthday_fits(const struct recur_rule *r, int32_t on)
{
	int day = civil_date_of(on).day;
	int back = on - civil_month_last(civil_month_of(on)) - 1;

	for (size_t i = 0; i < r->monthday_n; i++)
		if (r->monthdays[i] == day || r->monthdays[i] == back)
			return true;
	return false;
}

/* Everything but BYSETPOS, COUNT and the ends. */
static bool
fits(const struct recur_rule *r, int32_t on)
{
	struct civil_date c = civil_date_of(on);
	struct civil_date s =
	    civil_date_of(r->start == CIVIL_NONE ? on : r->start);

	if (r->months && !(r->months & 1u << c.month))
		return false;
	if (r->monthday_n && !monthday_fits(r, on))
		return false;
	if (r->day_n && !day_fits(r, on))
		return false;
	if (r->monthday_n || r->day_n || r->freq == RECUR_RULE_DAILY)
		return true;
	if (r->freq == RECUR_RULE_WEEKLY)
		return r->start == CIVIL_NONE ||
		       civil_weekday_of(on) == civil_weekday_of(r->start);
	if (r->freq == RECUR_RULE_YEARLY && !r->months && c.month != s.month)
		return false;
	return c.day == s.day;
}

static bool
position_fits(const struct recur_rule *r, int32_t on)
{
	int32_t from = on, to = on + 1;
	int before = 0, after = 0;

	period(r, on, &from, &to);
	for (int32_t d = from; d < to; d++) {
		before += d < on && fits(r, d);
		after += d > on && fits(r, d);
	}
	for (size_t i = 0; i < r->setpos_n; i++)
		if (r->setpos[i] == before + 1 || r->setpos[i] == -after - 1)
			return true;
	return false;
}

static bool
in_set(const struct recur_rule *r, int32_t on)
{
	if (on > r->until || (r->start != CIVIL_NONE && on < r->start))
		return false;
	if (r->interval > 1 &&
	    (period_number(r, on) - period_number(r, r->start)) % r->interval)
		return false;
	return fits(r, on) && (!r->setpos_n || position_fits(r, on));
}

bool
recur_rule_has(const struct recur_rule *r, int32_t on)
{
	int n = 0;

	if (!in_set(r, on))
		return false;
	if (!r->count)
		return true;
	for (int32_t d = r->start; d <= on && n <= r->count; d++)
		n += in_set(r, d);
	return n <= r->count;
}
