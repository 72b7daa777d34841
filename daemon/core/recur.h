/*
 * When a branch meets: an RFC 5545 rule, single dates or lunar days, from the
 * rule's own syntax or from what people write ("ngày 5 hàng tháng", "T7 tuần
 * 2", "CN cuối tháng", "5 và 20", "rằm", "10 ÂL").  Pure.
 */
#ifndef NHACVIEC_CORE_RECUR_H
#define NHACVIEC_CORE_RECUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum recur_kind {
	RECUR_NONE,	  /* no calendar yet */
	RECUR_MONTH_DAYS, /* day_n days; 29–31 = last day of a shorter month */
	RECUR_NTH_WEEKDAY, /* nth (1–5, −1 = last) weekday of the month */
	RECUR_LUNAR_DAYS, /* day_n lunar days of every lunar month; 30 = last */
	RECUR_DATES,	  /* day_n single civil days */
	RECUR_RULE	  /* any other RFC 5545 rule, in text */
};

enum recur_warning {		  /* bit mask */
	RECUR_W_CLAMP = 1 << 0,	  /* day 29–31: last day of short months */
	RECUR_W_MUNG = 1 << 1,	  /* "mùng" read as a solar day */
	RECUR_W_TWO = 1 << 2,	  /* several days a month */
	RECUR_W_ONE_OFF = 1 << 3, /* a single date */
	RECUR_W_JOINT = 1 << 4,	  /* sinh hoạt ghép */
	RECUR_W_NONE = 1 << 5	  /* no schedule could be read or none said */
};

#define RECUR_DAYS_MAX 8

struct recur {
	enum recur_kind kind;
	int32_t days[RECUR_DAYS_MAX]; /* days of month, or civil days */
	size_t day_n;
	int nth;
	int weekday;	/* ISO 1–7 */
	char text[160]; /* canonical text: round-trips through recur_parse */
};

/*
 * Reads a rule: RFC 5545 ("FREQ=MONTHLY;BYMONTHDAY=5"), our own canonical
 * forms ("LUNAR=15", "DATES=2018-04-10,2018-05-12", "DAYS=15,30" with the last
 * day of short months, "" for none), or an office's phrase in Vietnamese,
 * accents or not.  `year` resolves a date without year.  Sets *warnings.
 * Returns 0, or −1 when nothing was understood (then kind is RECUR_NONE and
 * RECUR_W_NONE is set).
 */
int recur_parse(const char *text, int year, struct recur *r,
    unsigned *warnings);

/* Hour of a meeting: "19h", "19:00", "19g30", "7h tối" → minute of day, −1
 * when it is none. */
int recur_parse_time(const char *text);

/* The first occurrence on or after `on`, or CIVIL_NONE (none within about two
 * years).  A month that lacks the day gives its last day once. */
int32_t recur_next(const struct recur *r, int32_t on);

#endif
