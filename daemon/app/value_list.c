/*
 * Lists: each item parsed by itself, the complaint pointing at the item.
 * Knows no key and no section.
 */
#include "app/value_list.h"

#include "base/words.h"
#include "core/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEM_MAX 64

bool
value_list_next(const char *text, size_t *pos, char *buf, size_t size,
    size_t *at)
{
	if (*pos > strlen(text))
		return false;
	const char *s = text + *pos;
	size_t n = strcspn(s, ","), lead = strspn(s, " \t");
	*pos += n + 1;
	if (lead > n)
		lead = n;
	*at = (size_t)(s - text) + lead;
	s += lead;
	n -= lead;
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	snprintf(buf, size, "%.*s", (int)(n < size ? n : size - 1), s);
	return true;
}

static bool
empty_item(const char *item, size_t at, struct value_trouble *t)
{
	if (*item)
		return false;
	value_refuse(t, at, N_("a list is: one, two, three"),
	    "a part of the list is empty");
	return true;
}

/* --- levels */

static bool
plain_level(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	return strlen(s) < 32 && strspn(s, plain) == strlen(s);
}

bool
value_list_levels(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	struct policy *p = field;
	char items[POLICY_LEVELS_MAX][ITEM_MAX];
	size_t n = 0, pos = 0, at = 0;
	char item[ITEM_MAX];
	while (value_list_next(in->text, &pos, item, sizeof item, &at)) {
		if (empty_item(item, at, t))
			return false;
		if (!plain_level(item))
			return value_refuse(t, at,
			    N_("small letters without accents, digits and '_', "
			       "such as chi_doan"),
			    "'%s' is not the name of a level", item);
		if (n == POLICY_LEVELS_MAX)
			return value_refuse(t, at, NULL, "more than %d levels",
			    POLICY_LEVELS_MAX);
		for (size_t i = 0; i < n; i++) {
			if (strcmp(items[i], item) == 0)
				return value_refuse(t, at, NULL,
				    "'%s' stands twice", item);
		}
		memcpy(items[n++], item, sizeof item);
	}
	if (n < 2)
		return value_refuse(t, 0,
		    N_("the last is the branch, the one before it is visited: "
		       "xa, chi_doan"),
		    "at least two levels are needed");
	for (size_t i = 0; i < POLICY_LEVELS_MAX; i++)
		policy_set(&p->levels[i], i < n ? items[i] : NULL);
	p->level_n = n;
	return true;
}

/* --- hours */

/* "HH:MM" up to 24:00 in minutes, −1 when it is none; *s moves behind. */
static int
clock_of(const char **s)
{
	int v[2] = { 0, 0 };
	for (int part = 0; part < 2; part++) {
		const char *from = *s;
		while (**s >= '0' && **s <= '9' && *s - from < 2)
			v[part] = v[part] * 10 + *(*s)++ - '0';
		if (*s == from || (part && *s - from < 2))
			return -1;
		if (!part && *(*s)++ != ':')
			return -1;
	}
	int minute = v[0] * 60 + v[1];
	return v[1] > 59 || minute > 1440 ? -1 : minute;
}

static bool
window_of(const char *item, size_t at, struct policy_window *w,
    struct value_trouble *t)
{
	const char *s = item;
	w->from = clock_of(&s);
	s += strspn(s, " ");
	bool dash = *s == '-';
	s += dash;
	s += strspn(s, " ");
	w->to = dash && w->from >= 0 ? clock_of(&s) : -1;
	if (w->from < 0 || w->to < 0 || *s)
		return value_refuse(t, at, N_("such as 07:00-11:30"),
		    "'%s' is not a window of hours", item);
	if (w->from == w->to)
		return value_refuse(t, at, NULL, "the window %s is empty",
		    item);
	if (w->from > w->to)
		return value_refuse(t, at,
		    N_("a window over midnight is two: 00:00-06:00, "
		       "21:00-24:00"),
		    "the window %s ends before it begins", item);
	return true;
}

bool
value_list_hours(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	struct policy *p = field;
	struct policy_window v[POLICY_HOURS_MAX];
	size_t n = 0, pos = 0, at = 0;
	char item[ITEM_MAX];
	if (!*in->text)
		return value_refuse(t, 0,
		    N_("such as 07:00-11:30, 13:30-21:00"),
		    "no window is left: nothing could ever be sent");
	while (value_list_next(in->text, &pos, item, sizeof item, &at)) {
		struct policy_window w;
		if (empty_item(item, at, t) || !window_of(item, at, &w, t))
			return false;
		if (n == POLICY_HOURS_MAX)
			return value_refuse(t, at, NULL, "more than %d windows",
			    POLICY_HOURS_MAX);
		for (size_t i = 0; i < n; i++) {
			if (w.from < v[i].to && v[i].from < w.to)
				return value_refuse(t, at,
				    N_("join the two windows"),
				    "%s overlaps an earlier window", item);
		}
		if (n && w.from < v[n - 1].from)
			return value_refuse(t, at,
			    N_("write the windows in the order of the day"),
			    "%s stands behind a later window", item);
		v[n++] = w;
	}
	memcpy(p->hours, v, n * sizeof *v);
	p->hour_n = n;
	return true;
}

/* --- time points */

/* Why a point of the month is none. */
static bool
explain_month(const char *s, size_t at, struct value_trouble *t)
{
	static const char forms[] = "15 07:30 (day of the month), -7 07:30 "
				    "(before its end), +4 07:30 (after it)";
	size_t sign = *s == '-' || *s == '+';
	size_t d = strspn(s + sign, "0123456789");
	long n = d && d < 4 ? strtol(s + sign, NULL, 10) : -1;
	char next = s[sign + d];
	if (n >= 0 && (next == 'd' || next == 'h'))
		return value_refuse(t, at, forms,
		    "'%s' counts from an event, but here is none", s);
	if (n >= 0 && !next)
		return value_refuse(t, at, forms, "'%s' names no time of day",
		    s);
	if (n < 0 || next != ' ')
		return value_refuse(t, at, forms, "'%s' is no time point", s);
	if (!sign && n > 28 && n < 32)
		return value_refuse(t, at,
		    N_("use a day from 1 to 28, or count from the month's end "
		       "(-3 07:30)"),
		    "day %ld does not exist in every month", n);
	if (!sign && (n < 1 || n > 31))
		return value_refuse(t, at, N_("use a day from 1 to 28"),
		    "there is no day %ld in a month", n);
	if (*s == '-' && n > 27)
		return value_refuse(t, at, N_("use -27 at most"),
		    "%ld days before its end lie outside a short month", n);
	return value_refuse(t, at + sign + d + 1, N_("from 00:00 to 24:00"),
	    "'%s' is not a time of day", s + sign + d + 1);
}

static bool
explain_event(const char *s, size_t at, struct value_trouble *t)
{
	static const char forms[] = "-1d 07:30 (days), -3h or +14h (hours)";
	size_t sign = *s == '-' || *s == '+';
	size_t d = strspn(s + sign, "0123456789");
	if (!sign && d)
		return value_refuse(t, at, forms,
		    "'%s' does not say before (-) or after (+) the event", s);
	if (d && s[1 + d] == 'd' && !s[2 + d])
		return value_refuse(t, at, forms, "'%s' names no time of day",
		    s);
	if (d && s[1 + d] == 'd' && s[2 + d] == ' ')
		return value_refuse(t, at + d + 3, N_("from 00:00 to 24:00"),
		    "'%s' is not a time of day", s + d + 3);
	if (d && s[1 + d] == ' ')
		return value_refuse(t, at, forms,
		    "'%s' counts from a month's end, but here is an event", s);
	return value_refuse(t, at, forms, "'%s' is no time point", s);
}

/* Whether the point lies on the right side of what it counts from. */
static bool
right_side(const struct policy_point *p, long allowed)
{
	bool behind =
	    p->base == POLICY_AFTER_END ||
	    ((p->base == POLICY_EVENT_DAYS || p->base == POLICY_EVENT_HOURS) &&
		p->n > 0);
	if (p->base == POLICY_EVENT_DAYS && p->n == 0)
		return true;
	return (allowed & (behind ? VALUE_LIST_AFTER : VALUE_LIST_BEFORE)) != 0;
}

static bool
add_point(const struct value_in *in, struct policy_ladder *l, const char *item,
    size_t at, struct value_trouble *t)
{
	struct policy_point p;
	bool event = (in->min & VALUE_LIST_EVENT) != 0;
	if (!policy_parse_point(item, event, &p))
		return event ? explain_event(item, at, t)
			     : explain_month(item, at, t);
	if (!right_side(&p, in->min))
		return value_refuse(t, at, NULL,
		    in->min & VALUE_LIST_AFTER
			? N_("'%s' lies before the deadline, here only what "
			     "comes after it (+) belongs")
			: N_("'%s' lies after the deadline, here only what "
			     "comes before it belongs"),
		    item);
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].text, p.text) == 0)
			return value_refuse(t, at,
			    N_("one reminder a point, whatever the hour"),
			    "the point %s stands twice", p.text);
	}
	if (l->n == (size_t)in->max)
		return value_refuse(t, at, NULL, "at most %ld time point(s)",
		    in->max);
	l->v[l->n++] = p;
	return true;
}

bool
value_list_ladder(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	struct policy_ladder l = { 0 };
	size_t pos = 0, at = 0;
	char item[ITEM_MAX];
	/* An empty list is legal: this rung is not wanted. */
	while (*in->text &&
	       value_list_next(in->text, &pos, item, sizeof item, &at)) {
		if (empty_item(item, at, t) || !add_point(in, &l, item, at, t))
			return false;
	}
	*(struct policy_ladder *)field = l;
	return true;
}

bool
value_list_names(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	(void)field;
	size_t pos = 0, at = 0;
	char item[ITEM_MAX];
	while (*in->text &&
	       value_list_next(in->text, &pos, item, sizeof item, &at)) {
		if (empty_item(item, at, t))
			return false;
	}
	return true;
}
