/*
 * What a reply is about: the intents that its words allow, each with its
 * reason, and the one that stands first.  A table, not a chain.  Pure.
 */
#ifndef NHACVIEC_CORE_VERDICT_H
#define NHACVIEC_CORE_VERDICT_H

#include "core/scene.h"
#include "core/understand.h"

#include <stddef.h>
#include <stdint.h>

/* What the clauses amount to, beside the words. */
enum verdict_flag {
	VERDICT_DONE = 1 << 0,	 /* a clause says done */
	VERDICT_DENIED = 1 << 1, /* not, never */
	VERDICT_COMING = 1 << 2, /* future */
	VERDICT_DAY = 1 << 3,	 /* … with a day that can be used */
	VERDICT_ASKED = 1 << 4,
	VERDICT_DOUBTED = 1 << 5,
	VERDICT_PAPER = 1 << 6,	   /* about the written report */
	VERDICT_NAMED = 1 << 7,	   /* units are named */
	VERDICT_LEFT_OUT = 1 << 8, /* units named as not done */
	VERDICT_MEETS = 1 << 9,	   /* a clause of meeting that is not denied */
	VERDICT_WENT = 1 << 10,	   /* a verb without tense or day */
	VERDICT_UNKNOWN = 1 << 11, /* words nobody knows */
	VERDICT_SHORT = 1 << 12,   /* few words with a meaning */
	VERDICT_EXCUSED = 1 << 13,
	VERDICT_BARE = 1 << 14,	   /* only names, days or numbers */
	VERDICT_FOREIGN = 1 << 15, /* a unit that is not theirs, or unclear */
	VERDICT_HEAD = 1 << 16,	   /* begins with a complete claim */
	VERDICT_HANDED = 1 << 17,  /* somebody is named who goes instead */
	VERDICT_LONG = 1 << 18,	   /* more than a line */
	VERDICT_DUTY = 1 << 19,	   /* speaks of a visit at all */
	VERDICT_BOOKS = 1 << 20,  /* … done, and not about paper or meeting */
	VERDICT_MARKED = 1 << 22, /* begins with ND:, KQ, BC: */
	VERDICT_OFFICE = 1 << 21  /* the sender answers for no unit */
};

uint32_t verdict_flags(const struct scene *s);
/* The first rule that holds; every rule that holds is traced in r. */
enum understand_intent verdict_find(const struct scene *s, uint32_t flags,
    struct understand_reading *r);

#endif
