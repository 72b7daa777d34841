/*
 * The day-grained part of RFC 5545 rules: FREQ (DAILY to YEARLY), INTERVAL,
 * COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS.  Decides for one day at
 * a time, so every question has a bounded answer.  Knows no meetings.
 */
#ifndef NHACVIEC_CORE_RECUR_RULE_H
#define NHACVIEC_CORE_RECUR_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECUR_RULE_MAX 16 /* values of one part */

enum recur_rule_freq {
	RECUR_RULE_DAILY,
	RECUR_RULE_WEEKLY,
	RECUR_RULE_MONTHLY,
	RECUR_RULE_YEARLY
};

struct recur_rule {
	enum recur_rule_freq freq;
	int interval;	 /* ≥ 1 */
	int count;	 /* 0 = no end */
	int32_t until;	 /* last day, or CIVIL_MAX */
	int32_t start;	 /* DTSTART, or CIVIL_NONE when nothing needs it */
	unsigned months; /* bit m; 0 = any */
	struct {
		signed char nth; /* 0 = every */
		signed char weekday;
	} days[RECUR_RULE_MAX];
	size_t day_n;
	signed char monthdays[RECUR_RULE_MAX];
	size_t monthday_n;
	int setpos[RECUR_RULE_MAX];
	size_t setpos_n;
};

/* Reads "FREQ=…;…", upper case, an "RRULE:" or "DTSTART=YYYY-MM-DD;" in front
 * allowed.  A rule that counts from its start gets `default_start` when it
 * names none.  Returns 0, or −1 for anything else. */
int recur_rule_parse(const char *text, int32_t default_start,
    struct recur_rule *r);
/* Whether the rule names this day. */
bool recur_rule_has(const struct recur_rule *r, int32_t on);

#endif
