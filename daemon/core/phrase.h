/*
 * Days as people say them, numbers and words, solar and lunar; read
 * without a direction: direction.h turns them into days.  Pure.
 */
#ifndef NHACVIEC_CORE_PHRASE_H
#define NHACVIEC_CORE_PHRASE_H

#include "core/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PHRASE_DAYS 10
#define PHRASE_SHIFTED 100 /* month said as "thang truoc": see offset */

enum phrase_kind {
	PHRASE_DATE,   /* day, maybe month, maybe year; several, or a range */
	PHRASE_OFFSET, /* days from today */
	PHRASE_WEEKDAY,
	PHRASE_LUNAR, /* lunar day, maybe month */
	PHRASE_SPAN,  /* somewhere between two days: never becomes a day */
	PHRASE_MONTH
};

enum phrase_side { /* which of the weeks, or of the lunar months */
	PHRASE_ANY,
	PHRASE_LAST,	  /* vua roi, truoc */
	PHRASE_WEEK_2,	  /* the week before last */
	PHRASE_WEEK_1,	  /* last week */
	PHRASE_WEEK_0,	  /* this week */
	PHRASE_WEEK_NEXT, /* next week */
	PHRASE_NEXT,	  /* toi */
	PHRASE_MAYBE_NEXT /* "toi" without marks: tới, tối or tôi */
};

struct phrase {
	size_t from, n; /* tokens */
	enum phrase_kind kind;
	enum phrase_side side;
	int day[PHRASE_DAYS];
	int month[PHRASE_DAYS]; /* 0 = not said, PHRASE_SHIFTED = offset */
	int year[PHRASE_DAYS];	/* 0 = not said */
	size_t day_n;
	bool range;    /* the last two are its ends */
	bool bare;     /* a number with nothing that makes it a day */
	bool doubtful; /* two readings: "3-5", "t5" */
	bool hom;      /* "hom thu 6": said of the past */
	int weekday;   /* ISO; also beside a date, 0 = none */
	int offset;    /* days, or months for PHRASE_MONTH */
	int minute;    /* the part of the day begins then; −1 none */
	int lo, hi;    /* PHRASE_SPAN: days from today, ordered */
	char said[32]; /* the words, for questions */
};

/* What begins at token i, or false.  Days count from `today`. */
bool phrase_at(const struct token_list *t, size_t i, int32_t today,
    struct phrase *p);

#endif
