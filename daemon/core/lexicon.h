/*
 * The words people use, one line each, with the sense they carry in a reply.
 * Knows words and phrases; not units, not days, not what a text means.  Pure.
 */
#ifndef NHACVIEC_CORE_LEXICON_H
#define NHACVIEC_CORE_LEXICON_H

#include "core/token.h"

#include <stdbool.h>
#include <stddef.h>

enum lexicon_sense {
	LEXICON_NONE,  /* not in the lexicon */
	LEXICON_FILL,  /* pronouns, particles, courtesy: says nothing */
	LEXICON_TITLE, /* anh, chi: a name may follow */
	LEXICON_ACK,   /* seen and understood */
	LEXICON_THANKS,
	LEXICON_PAST,  /* đã, mới: before a verb */
	LEXICON_DONE,  /* rồi, xong */
	LEXICON_CLAIM, /* xn: "I confirm" */
	LEXICON_GO,    /* verbs of visiting */
	LEXICON_PLACE, /* a place without a name: co so, xa em */
	LEXICON_ALL,
	LEXICON_EXCEPT, /* tru, ngoai tru */
	LEXICON_BUT,	/* con, nhung, rieng: another clause */
	LEXICON_NOT,
	LEXICON_NEVER, /* da di dau: denies although it sounds done */
	LEXICON_FUTURE,
	LEXICON_LATER, /* future without a day */
	LEXICON_ONWAY, /* dang di */
	LEXICON_ASK,   /* question words */
	LEXICON_IF,
	LEXICON_HYPO, /* hearsay, doubt, almost, pretence */
	LEXICON_DELEGATE,
	LEXICON_DECLINE,
	LEXICON_EXCUSE, /* a reason; its days are not visits */
	LEXICON_FORGOT, /* why the answer is late: harmless */
	LEXICON_CANCEL,
	LEXICON_STOP,
	LEXICON_HELP,
	LEXICON_LIST,
	LEXICON_REMAIN,	  /* con xa nao */
	LEXICON_SCHEDULE, /* xem lich */
	LEXICON_REPORT,	  /* ND, ket qua: result text follows */
	LEXICON_RESULT,	  /* what is done on a visit */
	LEXICON_BAOCAO,	  /* the written report, or "I report" */
	LEXICON_NOP,	  /* handed in */
	LEXICON_MEET,	  /* du sinh hoat */
	LEXICON_CHIDOAN,  /* a branch, its name may follow */
	LEXICON_RECALL,	  /* "I told you already" */
	LEXICON_NOISE,	  /* private matters */
	LEXICON_OPCMD,	  /* commands for an operator */
	LEXICON_ROLE,	  /* people of a commune: met, or the ones who act */
	LEXICON_OTHER,	  /* somebody else */
	LEXICON_TOPIC,	  /* matters for the office */
	LEXICON_AUTO,	  /* machines */
	LEXICON_TIME,	  /* words of dates, when no date was read */
	LEXICON_NUMWORD,
	/* from here on set by the matchers, never in the table */
	LEXICON_UNIT,
	LEXICON_BRANCH,
	LEXICON_DATE,
	LEXICON_PERSON,
	LEXICON_COUNT,	/* numbers that say nothing: hours, counts, phones */
	LEXICON_NUMBER, /* a number nobody accounted for */
	LEXICON_QMARK,
	LEXICON_STOPMARK, /* . ; line break */
	LEXICON_COMMA,	  /* , and other separators */
	LEXICON_SMILE,
	LEXICON__N
};

#define LEXICON_PHRASE_MAX 7 /* words of the longest phrase */

/*
 * The longest phrase of the table that begins at token i and whose spelling
 * agrees with the marks that were typed; sets *used to its tokens.  Only word
 * and number tokens take part; a phrase does not cross punctuation.
 */
enum lexicon_sense lexicon_match(const struct token_list *t, size_t i,
    size_t *used);
/* Whether this folded word stands anywhere in the table. */
bool lexicon_knows(const char *word);
const char *lexicon_sense_name(enum lexicon_sense s);
/* For the test that keeps the table in order: entry i, or NULL at its end. */
const char *lexicon_entry(size_t i);

#endif
