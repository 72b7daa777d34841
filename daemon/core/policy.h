/*
 * What the office decided: the part of the configuration that the domain
 * needs, as values.  app reads files into it; core never does.  A policy is
 * immutable once built.
 */
#ifndef NHACVIEC_CORE_POLICY_H
#define NHACVIEC_CORE_POLICY_H

#include "core/sms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_LADDER_MAX 16
#define POLICY_HOURS_MAX 8
#define POLICY_LEVELS_MAX 8
#define POLICY_REQUIRED_ALL (-1)

enum policy_base {	     /* what a time point counts from */
	POLICY_DAY_OF_MONTH, /* "15 07:30": n = 1–28 */
	POLICY_BEFORE_END, /* "-7 07:30": n days before the month's last day */
	POLICY_AFTER_END,  /* "+4 07:30": n days after it */
	POLICY_EVENT_DAYS, /* "-1d 07:30", "+1d 07:30": n signed */
	POLICY_EVENT_HOURS /* "-3h", "+14h": n signed, in minutes */
};

struct policy_point {
	enum policy_base base;
	int n;
	int minute;    /* of the day; −1 for POLICY_EVENT_HOURS */
	char text[16]; /* the point without its hour: "15", "-7", "+4", "-1d",
			  "+14h": its identity in what was said */
};

struct policy_ladder {
	struct policy_point v[POLICY_LADDER_MAX];
	size_t n;
};

struct policy_window { /* minutes of the day, from ≤ t < to ≤ 1440 */
	int from;
	int to;
};

enum policy_wording { /* one a kind of message, and the answers */
	POLICY_VISIT_OPEN,
	POLICY_VISIT_REMIND,
	POLICY_VISIT_OVERDUE,
	POLICY_VISIT_PLANNED,
	POLICY_MEETING_REMIND,
	POLICY_MEETING_ASK,
	POLICY_REPORT_REMIND,
	POLICY_REPORT_OVERDUE,
	POLICY_ESCALATE,
	POLICY_REPORT_ESCALATE,
	POLICY_WORDING__N
};

struct policy {
	char *office_name;
	char *sign;
	int offset_s; /* of the office's time zone: +7 h = 25200 */
	char *levels[POLICY_LEVELS_MAX]; /* top first */
	size_t level_n; /* last = branch, the one before = visited unit */

	char *title;
	int32_t from_month; /* month indexes, inclusive */
	int32_t until_month;

	int visit_required;
	bool visit_per_unit;
	bool meeting_counts;
	int exempt_days; /* working days outside an exemption that keep a month
			    owed */
	int coverage_months; /* units nobody visited for so long are named to
				the secretary; 0 = never */
	bool tell_host;	     /* a unit's contact hears of a promised visit */
	bool verify_host;    /* and is asked afterwards whether it took place */
	bool tell_handover;  /* branches' contacts hear who is in charge now */
	struct policy_ladder visit_open; /* at most one */
	struct policy_ladder visit_remind;
	struct policy_ladder visit_overdue;
	struct policy_ladder visit_escalate;

	bool accept_moves;    /* "Ấp 6 hoãn qua 25" counts at once */
	int meeting_required; /* or POLICY_REQUIRED_ALL */
	struct policy_ladder meeting_remind;
	struct policy_ladder meeting_ask;

	struct policy_ladder report_remind;
	struct policy_ladder report_overdue;

	struct policy_window hours[POLICY_HOURS_MAX]; /* sorted, disjoint */
	size_t hour_n;
	enum sms_accents accents;
	int price; /* đồng a part */
	int valid_s;
	int answers_per_hour; /* answers to one number that book nothing */

	char *wording[POLICY_WORDING__N]; /* templates; never NULL */
};

/* The defaults of the interface page.  Free with policy_free. */
struct policy *policy_new(void);
void policy_free(struct policy *p);
/* Replaces a string field: frees the old one, copies the new. */
void policy_set(char **field, const char *value);

/* "15 07:30", "-7 07:30", "+4 07:30" for months (event = false); "-1d 07:30",
 * "-3h", "+14h" for events.  False when it is none, or day > 28. */
bool policy_parse_point(const char *s, bool event, struct policy_point *p);
/* The key a wording has in [wording], e.g. "visit.remind"; also the kind of
 * the message that uses it. */
const char *policy_wording_name(enum policy_wording w);
/* The built-in template. */
const char *policy_wording_default(enum policy_wording w);
/* The i-th placeholder that a wording may use, sorted; NULL past the end.  A
 * part of a wording in [ ] is left out when a placeholder in it is empty. */
const char *policy_placeholder_at(size_t i);
/* Index of the visited level (xã) and of the branch level (chi đoàn). */
int policy_visit_level(const struct policy *p);
int policy_branch_level(const struct policy *p);

#endif
