/*
 * How an office writes its meeting days: "Ngày 5 hàng tháng", "T7 tuần 2",
 * "mùng 1 và rằm", "10/4/2018".  Knows words, not calendars.
 */
#ifndef NHACVIEC_CORE_RECUR_PHRASE_H
#define NHACVIEC_CORE_RECUR_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#define RECUR_PHRASE_MAX 8

struct recur_phrase {
	int day[RECUR_PHRASE_MAX]; /* of the month; 31 with last_day */
	size_t day_n;
	bool last_day; /* "ngày cuối tháng" */
	struct recur_phrase_date {
		int year, month, day; /* year 0 = not said */
	} date[RECUR_PHRASE_MAX];
	size_t date_n;
	int weekday[RECUR_PHRASE_MAX]; /* ISO 1–7 */
	size_t weekday_n;
	int nth[RECUR_PHRASE_MAX]; /* 1–5, −1 */
	size_t nth_n;
	bool weekly;
	bool lunar;
	bool solar; /* said so */
	bool mung;  /* "mùng" */
	bool joint; /* "ghép" */
	bool none; /* "theo lịch của xã đoàn": says that there is no rule */
};

/* Reads a folded text (fold_text).  Returns 0, or −1 when a word or a number
 * in it is not understood: half a rule is worse than none. */
int recur_phrase_read(const char *folded, struct recur_phrase *p);
/* Reads an hour ("19h30", "19 gio", "19:00") at s.  Returns its length, 0 when
 * there is none; *minute is the minute of day, −1 when it is impossible. */
size_t recur_phrase_hour(const char *s, int *minute);

#endif
