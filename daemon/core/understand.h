/*
 * What a person meant: text, person and context in, a reading out.  Books
 * only what the text claims, asks one numbered question otherwise, or hands
 * it to the inbox.  Pure: the same input gives the same reading.  The rules
 * and the lexicon are data in this folder; their examples are the tests.
 */
#ifndef NHACVIEC_CORE_UNDERSTAND_H
#define NHACVIEC_CORE_UNDERSTAND_H

#include "core/civil.h"
#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum understand_intent {
	UNDERSTAND_CONFIRM,
	UNDERSTAND_CONFIRM_MEETING,
	UNDERSTAND_PARTIAL,
	UNDERSTAND_REPORT,
	UNDERSTAND_PLAN,
	UNDERSTAND_POSTPONE,
	UNDERSTAND_NOT_YET,
	UNDERSTAND_DECLINE,
	UNDERSTAND_DELEGATE,
	UNDERSTAND_CORRECT,
	UNDERSTAND_ACK,
	UNDERSTAND_THANKS,
	UNDERSTAND_QUESTION,
	UNDERSTAND_HELP,
	UNDERSTAND_LIST,
	UNDERSTAND_REPORT_DONE,
	UNDERSTAND_WRONG_CODE,
	UNDERSTAND_WRONG_PERSON,
	UNDERSTAND_STOP,
	UNDERSTAND_AUTO,
	UNDERSTAND_NOISE,
	UNDERSTAND_EMPTY,
	UNDERSTAND_INTENT__N
};

#define UNDERSTAND_MAX 16 /* visits, units, options in one text */
#define UNDERSTAND_STEPS 24

struct understand_item {
	int unit;      /* visited unit; index into facts */
	int branch;    /* branch, or −1 (meetings only) */
	int32_t on;    /* CIVIL_NONE = day not known */
	int32_t month; /* credited to */
};

/* One open question to a person, as it was asked. */
enum understand_question_kind {
	UNDERSTAND_ASK_NONE,
	UNDERSTAND_ASK_UNIT,   /* numbered units; "2", "2 14/5", "ca 3" */
	UNDERSTAND_ASK_DATE,   /* which day, for the unit(s) of option 0… */
	UNDERSTAND_ASK_YESNO,  /* one visit: option 0; "ROI 15/5", "CHUA" */
	UNDERSTAND_ASK_MEETING /* did you attend: option 0; "KHONG" */
};

struct understand_question {
	enum understand_question_kind kind;
	struct understand_item option[UNDERSTAND_MAX];
	size_t option_n;
	int32_t on;    /* day already told, or CIVIL_NONE */
	int32_t month; /* month in question */
	int64_t asked_at;
	int64_t expires_at;
};

struct understand_context {
	const struct facts *facts;
	const struct policy *policy;
	int person;	     /* index; −1 = not in the roster */
	const char *number;  /* as the gateway gave it; maybe a short code */
	bool earlier_number; /* it is a replaced number of theirs */
	int64_t now;
	const struct understand_question *question; /* open one, or NULL */
	const char *const *recent; /* texts that we sent to them lately */
	size_t recent_n;
	bool asked_last; /* the question is the last text we sent them */
};

struct understand_reading {
	enum understand_intent intent;
	struct understand_item visits[UNDERSTAND_MAX]; /* WOULD BE BOOKED */
	size_t visit_n;
	struct understand_item meetings[UNDERSTAND_MAX];
	size_t meeting_n;
	struct understand_item planned[UNDERSTAND_MAX]; /* promises */
	size_t planned_n;
	int not_done[UNDERSTAND_MAX]; /* units */
	size_t not_done_n;
	bool ask;	 /* the answer is one question; see `question` */
	bool to_inbox;	 /* a person should look */
	bool undo;	 /* withdraw the last booking (HUY, SAI) first */
	bool booked;	 /* there is something to book or to withdraw */
	unsigned points; /* bit i−1: content point i of the plan (ND 1 3) */
	bool keep_text;	 /* the text is result material for the report */
	struct understand_question question; /* to store when ask */
	char answer[4096]; /* "" = no answer is to be sent; a list is long */
	char why[200];	   /* why it was not booked, for the inbox; or "" */
	char step[UNDERSTAND_STEPS][120]; /* the reading, step by step */
	size_t step_n;
};

/* Never fails: what cannot be read is asked about or handed to the inbox. */
void understand_text(const struct understand_context *c, const char *text,
    struct understand_reading *r);
const char *understand_intent_name(enum understand_intent i);

/* A question as one line of text for the store, and back (false: not ours,
 * or about units that are gone).  buf ≥ 512. */
const char *understand_question_format(const struct understand_question *q,
    const struct facts *f, char *buf, size_t size);
bool understand_question_parse(const char *s, const struct facts *f,
    struct understand_question *q);
/* The text with one-time codes and balances masked, for inbox and web.
 * Caller frees. */
char *understand_mask(const char *text);

#endif
