/*
 * What a person meant: the way from a text to a reading.  It must not know
 * words, days or units itself: it asks those that do, and turns the verdict
 * into what is booked, asked, answered or handed to a person.
 */
#include "core/understand.h"

#include "base/mem.h"
#include "core/answer.h"
#include "core/booking.h"
#include "core/dialogue.h"
#include "core/machine.h"
#include "core/scene.h"
#include "core/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT_LOOKED_AT = 1600,	     /* bytes; the rest is kept, not read */
	QUESTION_LIVES_S = 3 * 86400 /* an open question expires */
};

static const char *const names[UNDERSTAND_INTENT__N] = {
	[UNDERSTAND_CONFIRM] = "confirm",
	[UNDERSTAND_CONFIRM_MEETING] = "confirm_meeting",
	[UNDERSTAND_PARTIAL] = "partial",
	[UNDERSTAND_REPORT] = "report",
	[UNDERSTAND_PLAN] = "plan",
	[UNDERSTAND_POSTPONE] = "postpone",
	[UNDERSTAND_NOT_YET] = "not_yet",
	[UNDERSTAND_DECLINE] = "decline",
	[UNDERSTAND_DELEGATE] = "delegate",
	[UNDERSTAND_CORRECT] = "correct",
	[UNDERSTAND_ACK] = "ack",
	[UNDERSTAND_THANKS] = "thanks",
	[UNDERSTAND_QUESTION] = "question",
	[UNDERSTAND_HELP] = "help",
	[UNDERSTAND_LIST] = "list",
	[UNDERSTAND_REPORT_DONE] = "report_done",
	[UNDERSTAND_WRONG_CODE] = "wrong_code",
	[UNDERSTAND_WRONG_PERSON] = "wrong_person",
	[UNDERSTAND_STOP] = "stop",
	[UNDERSTAND_AUTO] = "auto",
	[UNDERSTAND_NOISE] = "noise",
	[UNDERSTAND_EMPTY] = "empty",
};

const char *
understand_intent_name(enum understand_intent i)
{
	return i < UNDERSTAND_INTENT__N ? names[i] : "?";
}

const char *
understand_question_format(const struct understand_question *q,
    const struct facts *f, char *buf, size_t size)
{
	return dialogue_format(q, f, buf, size);
}

bool
understand_question_parse(const char *s, const struct facts *f,
    struct understand_question *q)
{
	return dialogue_parse(s, f, q);
}

char *
understand_mask(const char *text)
{
	return machine_mask(text);
}

/* --- asking */

static void
to_inbox(struct understand_reading *r, const char *why)
{
	r->to_inbox = true;
	snprintf(r->why, sizeof r->why, "%s", why);
}

static void
open_question(const struct scene *s, struct understand_reading *r,
    enum understand_question_kind kind, int32_t on)
{
	struct understand_question *q = &r->question;
	memset(q, 0, sizeof *q);
	q->kind = kind;
	q->on = on;
	q->month = on != CIVIL_NONE ? civil_month_of(on) : s->month;
	q->asked_at = s->c->now;
	q->expires_at = s->c->now + QUESTION_LIVES_S;
	r->ask = kind != UNDERSTAND_ASK_NONE;
}

static void
add_option(struct understand_reading *r, int unit, int32_t on)
{
	struct understand_question *q = &r->question;
	if (q->option_n == UNDERSTAND_MAX)
		return;
	q->option[q->option_n++] = (struct understand_item){ .unit = unit,
		.branch = -1,
		.on = on,
		.month = q->month };
}

/* The numbered choice of the sender's own units, or yes/no when they have
 * one. */
static void
ask_unit(const struct scene *s, const struct booking *b,
    struct understand_reading *r, int32_t on)
{
	if (!s->own_n) {
		to_inbox(r, "the sender answers for no unit");
		answer_plain(s, r);
		return;
	}
	open_question(s, r,
	    s->own_n == 1 ? UNDERSTAND_ASK_YESNO : UNDERSTAND_ASK_UNIT, on);
	for (size_t i = 0; i < s->own_n; i++)
		add_option(r, s->own[i], on);
	answer_asks(s, b, r);
}

static void
ask_day(const struct scene *s, const struct booking *b,
    struct understand_reading *r)
{
	bool own = b->unit_n > 0;
	for (size_t i = 0; i < b->unit_n; i++)
		own = own && unitmatch_is_own(&s->book, b->unit[i]);
	if (!own && s->own_n != 1) {
		ask_unit(s, b, r, CIVIL_NONE);
		return;
	}
	open_question(s, r, UNDERSTAND_ASK_DATE, CIVIL_NONE);
	for (size_t i = 0; i < b->unit_n; i++)
		add_option(r, b->unit[i], CIVIL_NONE);
	if (!b->unit_n)
		add_option(r, s->own[0], CIVIL_NONE);
	answer_asks(s, b, r);
}

static void
ask_branch(const struct scene *s, const struct booking *b,
    struct understand_reading *r, int32_t on)
{
	open_question(s, r, UNDERSTAND_ASK_MEETING, on);
	add_option(r,
	    facts_unit_at_level(s->c->facts, b->branch,
		policy_visit_level(s->c->policy)),
	    on);
	r->question.option[0].branch = b->branch;
	answer_asks(s, b, r);
}

/* One question for whatever keeps a claim from being booked. */
static void
ask_about(const struct scene *s, const struct booking *b,
    struct understand_reading *r)
{
	scene_say(r, "not booked: %s%s%s", booking_problem_name(b->problem),
	    b->words[0] ? ": " : "", b->words);
	snprintf(r->why, sizeof r->why, "%s%s%s",
	    booking_problem_name(b->problem), b->words[0] ? ": " : "",
	    b->words);
	int32_t on = b->on != CIVIL_NONE && b->on <= s->today &&
			     scene_in_plan(s, civil_month_of(b->on))
			 ? b->on
			 : CIVIL_NONE;
	switch (b->problem) {
	case BOOKING_FOREIGN:
	case BOOKING_AMBIGUOUS:
	case BOOKING_UNKNOWN_UNIT:
		r->intent = UNDERSTAND_WRONG_CODE;
		ask_unit(s, b, r, on);
		return;
	case BOOKING_BAD_DAY:
	case BOOKING_FUTURE_DAY:
	case BOOKING_PAST_DAY:
	case BOOKING_OUTSIDE:
	case BOOKING_DOUBT_DAY:
	case BOOKING_VAGUE:
		ask_day(s, b, r);
		return;
	case BOOKING_PAIRING:
	case BOOKING_COUNT:
	case BOOKING_TOO_MANY:
		on = CIVIL_NONE;
		ask_unit(s, b, r, on);
		return;
	case BOOKING_BRANCH:
		ask_branch(s, b, r, on);
		return;
	case BOOKING_OK:
	case BOOKING_NO_UNIT:
	case BOOKING_NO_UNITS_AT_ALL:
	case BOOKING__N:
		break;
	}
	ask_unit(s, b, r, on);
}

/* Yes or no about the one visit that was probably meant. */
static void
ask_whether(const struct scene *s, const struct booking *b,
    struct understand_reading *r, const char *why)
{
	static const struct booking fine = { .problem = BOOKING_OK };
	scene_say(r, "not booked: %s", why);
	snprintf(r->why, sizeof r->why, "%s", why);
	if (b->problem != BOOKING_OK) {
		ask_about(s, b, r);
		return;
	}
	if (b->n != 1) {
		ask_unit(s, &fine, r, CIVIL_NONE);
		to_inbox(r, why);
		return;
	}
	open_question(s, r, UNDERSTAND_ASK_YESNO, b->item[0].on);
	r->question.month = b->item[0].month;
	add_option(r, b->item[0].unit, b->item[0].on);
	answer_asks(s, &fine, r);
}

/* --- booking */

static bool
already_there(const struct scene *s, const struct understand_item *v)
{
	const struct facts *f = s->c->facts;
	if (v->on != CIVIL_NONE)
		return false; /* the store keeps one row a day */
	for (int i = 0; i < f->visit_n; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].unit == v->unit &&
		    f->visits[i].month == v->month)
			return true;
	return false;
}

static void
book(const struct scene *s, const struct understand_item *v, size_t n,
    struct understand_reading *r)
{
	for (size_t i = 0; i < n && r->visit_n < UNDERSTAND_MAX; i++) {
		if (already_there(s, &v[i])) {
			scene_say(r, "%s is on record for that month",
			    s->c->facts->units[v[i].unit].code);
			continue;
		}
		char day[16];
		scene_say(r, "visit %s %s", s->c->facts->units[v[i].unit].code,
		    v[i].on == CIVIL_NONE ? "day unknown"
					  : civil_iso(v[i].on, day));
		r->visits[r->visit_n++] = v[i];
	}
	r->booked = r->visit_n || r->meeting_n;
}

static void
book_meetings(const struct booking *b, struct understand_reading *r)
{
	for (size_t i = 0; i < b->n; i++)
		r->meetings[r->meeting_n++] = b->item[i];
	r->booked = r->booked || r->meeting_n;
}

static void
plan_coming(const struct scene *s, struct understand_reading *r)
{
	struct booking b;
	booking_visits(s, false, &b);
	for (size_t i = 0; i < b.n; i++)
		if (b.item[i].on != CIVIL_NONE && r->planned_n < UNDERSTAND_MAX)
			r->planned[r->planned_n++] = b.item[i];
}

/* Unknown words keep a claim from being booked, unless it stands complete in
 * front of them. */
static bool
accounted(uint32_t flags)
{
	return !(flags & VERDICT_UNKNOWN) || (flags & VERDICT_HEAD);
}

static void
confirm(const struct scene *s, uint32_t flags, struct understand_reading *r)
{
	struct booking b, m;
	booking_visits(s, true, &b);
	if (b.problem != BOOKING_OK) {
		ask_about(s, &b, r);
		return;
	}
	if (!accounted(flags)) {
		ask_whether(s, &b, r, "words that are not understood");
		return;
	}
	/* "tan phuoc moi em 15/5 ma em ban": a reason beside a claim that only
	 * a past day makes */
	if (s->weak && (s->marks.mask & (MARK_BIT(LEXICON_DECLINE) |
					    MARK_BIT(LEXICON_EXCUSE)))) {
		ask_whether(s, &b, r, "a day and a reason");
		return;
	}
	/* done and to come in one text: clear only where the done part names
	 * its own units */
	if ((flags & VERDICT_COMING) && !(flags & VERDICT_HEAD) &&
	    !(b.named && s->own_n > 1)) {
		ask_whether(s, &b, r, "done and to come in one text");
		return;
	}
	if (flags & VERDICT_MEETS) {
		booking_meetings(s, &m);
		if (m.problem == BOOKING_OK)
			book_meetings(&m, r);
	}
	book(s, b.item, b.n, r);
	if (flags & VERDICT_COMING)
		plan_coming(s, r);
	r->keep_text = flags & (VERDICT_UNKNOWN | VERDICT_LONG);
	if (r->booked)
		answer_booked(s, r);
	else
		answer_schedule(s, r);
}

static void
confirm_meeting(const struct scene *s, uint32_t flags,
    struct understand_reading *r)
{
	struct booking b;
	booking_meetings(s, &b);
	bool clear = b.problem == BOOKING_OK && accounted(flags) &&
		     !(flags & VERDICT_DOUBTED);
	if (clear) {
		book_meetings(&b, r);
		answer_booked(s, r);
		return;
	}
	scene_say(r, "not booked: %s",
	    b.problem != BOOKING_OK ? booking_problem_name(b.problem)
				    : "words that are not understood");
	to_inbox(r, "a meeting, not clear which or when");
	if (!s->own_n) {
		answer_plain(s, r);
		return;
	}
	open_question(s, r, UNDERSTAND_ASK_MEETING,
	    b.on != CIVIL_NONE && b.on <= s->today ? b.on : CIVIL_NONE);
	if (b.problem == BOOKING_OK && b.n == 1)
		r->question.option[r->question.option_n++] = b.item[0];
	for (size_t i = 0; i < s->own_n && !b.n; i++)
		add_option(r, s->own[i], r->question.on);
	if (!r->question.option_n)
		for (size_t i = 0; i < s->own_n; i++)
			add_option(r, s->own[i], r->question.on);
	answer_asks(s, &(struct booking){ .problem = b.problem, .option_n = 0 },
	    r);
}

static void
partial(const struct scene *s, uint32_t flags, struct understand_reading *r)
{
	struct booking b;
	booking_visits(s, true, &b);
	r->not_done_n = booking_not_done(s, r->not_done, UNDERSTAND_MAX);
	bool clash = false;
	for (size_t i = 0; i < b.n; i++)
		for (size_t j = 0; j < r->not_done_n; j++)
			clash = clash || b.item[i].unit == r->not_done[j];
	bool implied =
	    !b.named && s->own_n > 1 && b.n && b.problem == BOOKING_OK;
	(void)implied;
	if (b.problem != BOOKING_OK) {
		ask_about(s, &b, r);
		r->intent = r->intent == UNDERSTAND_WRONG_CODE
				? UNDERSTAND_WRONG_CODE
				: UNDERSTAND_PARTIAL;
		return;
	}
	if (clash || !b.n || (flags & (VERDICT_UNKNOWN | VERDICT_FOREIGN))) {
		ask_unit(s, &b, r, CIVIL_NONE);
		to_inbox(r, "done and not done are not clear");
		return;
	}
	book(s, b.item, b.n, r);
	plan_coming(s, r);
	if (r->booked)
		answer_booked(s, r);
	else
		answer_schedule(s, r);
}

/* ND 1 3: the content points of the plan (domain 3.1), 1–6. */
static unsigned
content_points(const struct scene *s)
{
	unsigned points = 0;
	for (size_t i = 0; i + 1 < s->tokens.n; i++) {
		if (!token_is(&s->tokens.v[i], "nd"))
			continue;
		for (size_t j = i + 1; j < s->tokens.n; j++) {
			const struct token *w = &s->tokens.v[j];
			bool pause =
			    w->kind == TOKEN_SIGN &&
			    (w->text[0] == ',' || w->text[0] == ':' ||
				w->text[0] == '+' || w->text[0] == '-');
			if (pause || token_is(w, "va"))
				continue;
			bool date = j + 1 < s->tokens.n &&
				    token_is_sign(&s->tokens.v[j + 1], '/');
			if (w->kind != TOKEN_NUMBER || w->number < 1 ||
			    w->number > 6 || date)
				break;
			points |= 1u << (w->number - 1);
		}
	}
	return points;
}

static void
report(const struct scene *s, uint32_t flags, struct understand_reading *r)
{
	struct booking b;
	r->keep_text = true;
	booking_visits(s, true, &b);
	bool claims = (flags & VERDICT_BOOKS) && (b.named || b.dated);
	if (claims && b.problem != BOOKING_OK) {
		ask_about(s, &b, r);
		return;
	}
	if (claims && (flags & VERDICT_HEAD)) {
		book(s, b.item, b.n, r);
		if (r->booked)
			answer_booked(s, r);
		else
			answer_schedule(s, r);
		return;
	}
	if (claims) {
		ask_whether(s, &b, r, "the visit stands inside a report");
		return;
	}
	to_inbox(r, "result text without a visit");
	answer_plain(s, r);
}

static void
promise(const struct scene *s, struct understand_reading *r)
{
	struct booking b;
	booking_visits(s, false, &b);
	bool meets = s->marks.mask & MARK_BIT(LEXICON_MEET);
	if (b.problem != BOOKING_OK) {
		ask_about(s, &b, r);
		return;
	}
	if (meets || !b.n) {
		to_inbox(r, "a promise that is not about a visit");
		answer_plain(s, r);
		return;
	}
	for (size_t i = 0; i < b.n; i++)
		r->planned[r->planned_n++] = b.item[i];
	answer_planned(s, r);
}

/* What a clause without a statement would claim if it were one. */
static void
suppose_done(struct scene *s)
{
	for (size_t i = 0; i < s->clauses.n; i++) {
		struct clause *k = &s->clauses.v[i];
		if (k->say == CLAUSE_BARE || k->say == CLAUSE_WENT ||
		    k->say == CLAUSE_DOUBT)
			k->say = CLAUSE_DONE;
	}
}

static void
question(struct scene *s, uint32_t flags, struct understand_reading *r)
{
	uint64_t mask = s->marks.mask;
	bool about_units =
	    mask & (MARK_BIT(LEXICON_SCHEDULE) | MARK_BIT(LEXICON_REMAIN));
	if (about_units && s->own_n) {
		answer_schedule(s, r);
		to_inbox(r, "asked what is to be done; answered");
		return;
	}
	if ((mask & MARK_BIT(LEXICON_RECALL)) && s->own_n) {
		answer_schedule(s, r);
		to_inbox(r, "says it was confirmed before");
		return;
	}
	bool other =
	    (mask & (MARK_BIT(LEXICON_PERSON) | MARK_BIT(LEXICON_OTHER) |
			MARK_BIT(LEXICON_TOPIC))) ||
	    (flags & VERDICT_ASKED);
	bool claim = flags & (VERDICT_BOOKS | VERDICT_BARE | VERDICT_WENT |
				 VERDICT_DOUBTED);
	bool number = mask & MARK_BIT(LEXICON_NUMBER);
	if (!other && (claim || number) && s->own_n &&
	    !(flags & VERDICT_MEETS)) {
		struct booking b;
		suppose_done(s);
		booking_visits(s, true, &b);
		/* "1" may be a day or a choice: the question tells neither */
		if (s->unsure_day && b.problem != BOOKING_OK)
			b.on = CIVIL_NONE;
		ask_whether(s, &b, r, "no clear statement");
		r->intent = r->intent == UNDERSTAND_WRONG_CODE
				? UNDERSTAND_WRONG_CODE
				: UNDERSTAND_QUESTION;
		if (flags & (VERDICT_UNKNOWN | VERDICT_DOUBTED))
			r->to_inbox = true;
		return;
	}
	to_inbox(r, flags & VERDICT_ASKED ? "a question"
		    : other		  ? "about another matter or person"
					  : "not understood");
	answer_plain(s, r);
}

static bool
has_reply_booking(const struct scene *s)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; i < f->visit_n; i++)
		if (f->visits[i].person == s->c->person &&
		    f->visits[i].source == FACTS_REPLY)
			return true;
	for (int i = 0; i < f->attendance_n; i++)
		if (f->attendances[i].person == s->c->person &&
		    f->attendances[i].source == FACTS_REPLY)
			return true;
	return false;
}

/* SAI, HUY, "sua lai: tan hoa 13/5": the old one goes, a new one is asked
 * about and never booked by the same text. */
static void
correct(struct scene *s, uint32_t flags, struct understand_reading *r)
{
	struct booking b;
	bool unknown = flags & (VERDICT_UNKNOWN | VERDICT_DOUBTED);
	r->undo = has_reply_booking(s) && !unknown;
	r->booked = r->undo;
	suppose_done(s);
	booking_visits(s, true, &b);
	if (b.problem == BOOKING_OK && b.n == 1 && (b.named || b.dated) &&
	    !(flags & (VERDICT_DENIED | VERDICT_COMING))) {
		ask_whether(s, &b, r, "a correction waits for a yes");
		return;
	}
	answer_undone(s, r);
	if (!r->undo)
		to_inbox(r, "a correction, but nothing of theirs to withdraw");
	else if (!(flags & VERDICT_SHORT))
		to_inbox(r, "withdrawn; the text says more");
}

/* --- the way through */

static void
act(struct scene *s, uint32_t flags, struct understand_reading *r)
{
	struct booking b;
	switch (r->intent) {
	case UNDERSTAND_CONFIRM:
		confirm(s, flags, r);
		return;
	case UNDERSTAND_CONFIRM_MEETING:
		confirm_meeting(s, flags, r);
		return;
	case UNDERSTAND_PARTIAL:
		partial(s, flags, r);
		return;
	case UNDERSTAND_REPORT:
		report(s, flags, r);
		return;
	case UNDERSTAND_PLAN:
		promise(s, r);
		return;
	case UNDERSTAND_QUESTION:
		question(s, flags, r);
		return;
	case UNDERSTAND_CORRECT:
		correct(s, flags, r);
		return;
	case UNDERSTAND_WRONG_CODE:
		suppose_done(s);
		booking_visits(s, true, &b);
		ask_about(s, &b, r);
		r->intent = UNDERSTAND_WRONG_CODE;
		return;
	case UNDERSTAND_LIST:
		answer_list(s, r);
		return;
	case UNDERSTAND_DECLINE:
		to_inbox(r, "cannot go: reassign?");
		break;
	case UNDERSTAND_DELEGATE:
		to_inbox(r, "somebody else goes: count the unit as covered?");
		break;
	case UNDERSTAND_STOP:
		to_inbox(r, "wants no more messages: the admin decides");
		break;
	case UNDERSTAND_NOISE:
		if (flags & VERDICT_UNKNOWN)
			to_inbox(r, "not our business");
		break;
	case UNDERSTAND_NOT_YET:
	case UNDERSTAND_POSTPONE:
	case UNDERSTAND_ACK:
	case UNDERSTAND_THANKS:
	case UNDERSTAND_REPORT_DONE:
		if (!s->own_n)
			to_inbox(r, "the sender answers for no unit");
		break;
	case UNDERSTAND_HELP:
	case UNDERSTAND_AUTO:
	case UNDERSTAND_EMPTY:
	case UNDERSTAND_WRONG_PERSON:
	case UNDERSTAND_INTENT__N:
		break;
	}
	answer_plain(s, r);
}

/* An answer to the open question; false when the text is something else. */
static bool
answered(struct scene *s, struct understand_reading *r)
{
	const struct understand_question *q = s->c->question;
	struct understand_item item[UNDERSTAND_MAX];
	size_t n;
	if (!q || !s->c->asked_last || s->c->now > q->expires_at)
		return false;
	enum dialogue_answer a = dialogue_read(s, item, &n);
	if (a == DIALOGUE_NONE)
		return false;
	if (a == DIALOGUE_NO) {
		scene_say(r, "answers the open question: no");
		r->intent = UNDERSTAND_NOT_YET;
		answer_plain(s, r);
		return true;
	}
	for (size_t i = 0; i < n; i++)
		if ((item[i].on != CIVIL_NONE && item[i].on > s->today) ||
		    !scene_in_plan(s, item[i].month) ||
		    !scene_owns(s, item[i].unit, item[i].on))
			return false;
	scene_say(r, "answers the open question");
	if (q->kind == UNDERSTAND_ASK_MEETING) {
		r->intent = UNDERSTAND_CONFIRM_MEETING;
		for (size_t i = 0; i < n; i++)
			r->meetings[r->meeting_n++] = item[i];
		r->booked = true;
	} else {
		r->intent = UNDERSTAND_CONFIRM;
		book(s, item, n, r);
	}
	if (r->booked)
		answer_booked(s, r);
	else
		answer_schedule(s, r);
	return true;
}

/* While units are asked for, a name alone is the answer. */
static void
name_answers(struct scene *s)
{
	const struct understand_question *q = s->c->question;
	if (!q || !s->c->asked_last || s->c->now > q->expires_at ||
	    (q->kind != UNDERSTAND_ASK_UNIT && q->kind != UNDERSTAND_ASK_YESNO))
		return;
	for (size_t i = 0; i < s->clauses.n; i++) {
		struct clause *k = &s->clauses.v[i];
		if (k->say == CLAUSE_BARE && !s->unsure_day &&
		    (k->mask & MARK_BIT(LEXICON_UNIT)))
			k->say = CLAUSE_DONE;
	}
}

/* Nothing but line breaks is nothing; where our own text was taken out,
 * nothing but signs. */
static bool
is_blank(const struct scene *s, bool own)
{
	for (size_t i = 0; i < s->tokens.n; i++)
		if (s->tokens.v[i].kind != TOKEN_SIGN ||
		    (!own && !token_is_sign(&s->tokens.v[i], '\n')))
			return false;
	return true;
}

static void
trace_marks(const struct scene *s, struct understand_reading *r)
{
	char line[sizeof r->step[0]];
	size_t len = 0;
	line[0] = '\0';
	for (size_t i = 0; i < s->marks.n; i++) {
		const struct mark *m = &s->marks.v[i];
		const struct token *w = &s->tokens.v[m->from];
		int n = snprintf(line + len, sizeof line - len, "%s%s%s=%s",
		    len ? " " : "", w->text[0] == '\n' ? "\\n" : w->text,
		    m->n > 1 ? "…" : "", lexicon_sense_name(m->sense));
		if (n < 0 || (size_t)n >= sizeof line - len) {
			line[len] = '\0';
			break;
		}
		len += (size_t)n;
	}
	scene_say(r, "%s", line);
	for (size_t i = 0; i < s->clauses.n; i++)
		if (s->clauses.v[i].say != CLAUSE_EMPTY)
			scene_say(r, "clause %zu: %s", i + 1,
			    clause_say_name(s->clauses.v[i].say));
}

static void
read_stranger(struct scene *s, struct understand_reading *r)
{
	uint32_t flags = verdict_flags(s);
	enum understand_intent i = verdict_find(s, flags, r);
	r->intent =
	    i == UNDERSTAND_NOISE ? UNDERSTAND_NOISE : UNDERSTAND_WRONG_PERSON;
	if (r->intent == UNDERSTAND_WRONG_PERSON)
		to_inbox(r, "a number that is not in the roster");
}

/* Whose number it was before, or −1. */
static int
former_owner(const struct scene *s)
{
	const struct facts *f = s->c->facts;
	for (int i = 0; s->c->number && i < f->number_n; i++) {
		if (f->numbers[i].given &&
		    strcmp(f->numbers[i].phone, s->c->number) == 0)
			return f->numbers[i].person;
	}
	return FACTS_NONE;
}

/* It names what is not theirs: the one who had the number may have written. */
static void
suspect_former_owner(const struct scene *s, struct understand_reading *r)
{
	char why[sizeof r->why];
	int who = former_owner(s);
	if (who < 0 || r->to_inbox)
		return;
	snprintf(why, sizeof why,
	    "a unit that is not theirs, from a number that was %s's before",
	    s->c->facts->people[who].code);
	to_inbox(r, why);
}

static void
read_person(struct scene *s, struct understand_reading *r)
{
	trace_marks(s, r);
	if (answered(s, r))
		return;
	name_answers(s);
	uint32_t flags = verdict_flags(s);
	r->points = content_points(s);
	r->intent = verdict_find(s, flags, r);
	act(s, flags, r);
	if (s->tokens.cut && !r->to_inbox)
		to_inbox(r, "longer than what is read");
	if (r->intent == UNDERSTAND_WRONG_CODE)
		suspect_former_owner(s, r);
	if (s->c->earlier_number && r->intent != UNDERSTAND_EMPTY)
		scene_say(r, "written from an earlier number");
}

static void
read_text(struct scene *s, const char *text, bool own,
    struct understand_reading *r)
{
	char folded[TEXT_LOOKED_AT];
	scene_read(s, text);
	unitmatch_fold(text, folded, sizeof folded);
	if (is_blank(s, own)) {
		r->intent = own ? UNDERSTAND_NOISE : UNDERSTAND_EMPTY;
		scene_say(r,
		    own ? "our own text came back" : "nothing readable");
		return;
	}
	if (machine_is_text(folded) && !(verdict_flags(s) & VERDICT_HEAD)) {
		r->intent = UNDERSTAND_AUTO;
		scene_say(r, "reads like a machine");
		return;
	}
	if (s->c->person < 0)
		read_stranger(s, r);
	else
		read_person(s, r);
}

void
understand_text(const struct understand_context *c, const char *text,
    struct understand_reading *r)
{
	memset(r, 0, sizeof *r);
	struct scene *s = mem_new(1, sizeof *s);
	bool own = false;
	size_t n = strlen(text);
	char *head = mem_dup_n(text, n < TEXT_LOOKED_AT ? n : TEXT_LOOKED_AT);
	s->cut = n > TEXT_LOOKED_AT;
	char *mine = machine_strip_own(head, c->recent, c->recent_n, &own);
	scene_init(s, c);
	if (machine_is_sender(c->number)) {
		r->intent = UNDERSTAND_AUTO;
		scene_say(r, "the sender is no phone");
	} else {
		if (own)
			scene_say(r, "our own words taken away");
		read_text(s, mine, own, r);
	}
	scene_fini(s);
	free(s);
	free(head);
	free(mine);
}
