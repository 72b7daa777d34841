/*
 * What a reply is about.  It must not book: it only names the intent; what
 * that leads to is decided elsewhere.  The order of the table is the order of
 * caution: whatever could turn a claim into something else stands above it.
 */
#include "core/verdict.h"

#include "core/booking.h"

#include <string.h>

#define B(s) MARK_BIT(LEXICON_##s)
#define F(s) VERDICT_##s

struct rule {
	enum understand_intent intent;
	uint64_t any;  /* one of these senses occurs (0 = no demand) */
	uint64_t none; /* none of these does */
	uint32_t need; /* all of these flags */
	uint32_t not ; /* none of these */
	const char *why;
};

static const struct rule rules[] = {
	{ UNDERSTAND_NOISE, B(OPCMD), B(CLAIM), 0, F(BOOKS) | F(NAMED),
	    "a command for the operator" },
	{ UNDERSTAND_STOP, B(STOP), 0, 0, F(NAMED), "an opt-out word" },
	{ UNDERSTAND_LIST, B(LIST), 0, F(SHORT), F(NAMED) | F(BOOKS),
	    "asks for the list" },
	{ UNDERSTAND_CORRECT, B(CANCEL), B(HELP), 0, F(ASKED),
	    "changes an earlier answer" },
	{ UNDERSTAND_HELP, B(HELP), B(CLAIM) | B(RESULT), 0,
	    F(BOOKS) | F(NAMED), "asks how to answer" },
	{ UNDERSTAND_QUESTION, B(SCHEDULE) | B(REMAIN), 0, 0, 0,
	    "asks what is to be done" },
	{ UNDERSTAND_QUESTION,
	    ~(B(FILL) | B(TITLE) | B(ACK) | B(THANKS) | B(SMILE) | B(COMMA) |
		B(STOPMARK) | B(NOISE)),
	    0, F(OFFICE), 0, "the office's own business" },
	{ UNDERSTAND_DELEGATE, B(DELEGATE), 0, F(HANDED), 0,
	    "somebody else goes" },
	{ UNDERSTAND_NOISE, B(NOISE), B(CLAIM), 0,
	    F(NAMED) | F(BOOKS) | F(COMING) | F(DENIED) | F(DOUBTED),
	    "private matters" },
	{ UNDERSTAND_REPORT_DONE, B(NOP), B(NOT), F(PAPER),
	    F(BOOKS) | F(ASKED) | F(DENIED) | F(DOUBTED) | F(COMING) |
		F(NAMED) | F(UNKNOWN),
	    "the written report is handed in" },
	{ UNDERSTAND_QUESTION, B(RECALL), 0, 0, 0,
	    "speaks of an earlier answer" },
	{ UNDERSTAND_DECLINE, B(DECLINE), B(PERSON) | B(OTHER), 0,
	    F(BOOKS) | F(COMING) | F(ASKED) | F(NAMED), "cannot go" },
	{ UNDERSTAND_DELEGATE, B(DELEGATE), B(DECLINE), 0, F(BOOKS) | F(ASKED),
	    "hands it over" },
	{ UNDERSTAND_QUESTION, B(PERSON) | B(OTHER), 0, 0, F(HEAD),
	    "about somebody else" },
	{ UNDERSTAND_REPORT, 0, 0, F(MARKED), F(ASKED) | F(OFFICE) | F(DENIED),
	    "begins as result text" },
	{ UNDERSTAND_REPORT, B(REPORT) | B(RESULT), B(IF) | B(HYPO), 0,
	    F(ASKED) | F(COMING) | F(DENIED), "result text" },
	{ UNDERSTAND_HELP, B(HELP), 0, F(ASKED), F(BOOKS),
	    "asks how to answer" },
	{ UNDERSTAND_QUESTION, 0, 0, F(ASKED), 0, "asks something" },
	{ UNDERSTAND_QUESTION, B(TOPIC), 0, 0, F(BOOKS),
	    "a matter for the office" },
	{ UNDERSTAND_WRONG_CODE, 0, 0, F(FOREIGN), F(COMING) | F(PAPER),
	    "a unit that is not theirs, or not clear" },
	{ UNDERSTAND_PARTIAL, 0, 0, F(BOOKS) | F(LEFT_OUT), F(DOUBTED),
	    "some done, others not" },
	{ UNDERSTAND_PARTIAL, B(EXCEPT) | B(ALL), 0, F(BOOKS) | F(LEFT_OUT), 0,
	    "all but some" },
	{ UNDERSTAND_QUESTION, 0, 0, F(DOUBTED), F(COMING) | F(DENIED),
	    "said with a doubt" },
	{ UNDERSTAND_CONFIRM, 0, 0, F(BOOKS), F(DENIED) | F(COMING),
	    "says it is done" },
	{ UNDERSTAND_CONFIRM_MEETING, B(MEET), 0, F(MEETS),
	    F(DENIED) | F(COMING), "was at a branch meeting" },
	{ UNDERSTAND_CONFIRM, 0, 0, F(BOOKS) | F(COMING), F(DENIED),
	    "done, and more to come" },
	{ UNDERSTAND_WRONG_CODE, 0, 0, F(FOREIGN), F(PAPER),
	    "a unit that is not theirs, or not clear" },
	{ UNDERSTAND_PLAN, 0, 0, F(COMING) | F(DAY), F(DOUBTED),
	    "will go on a day" },
	{ UNDERSTAND_POSTPONE, 0, 0, F(COMING), 0, "will go some day" },
	{ UNDERSTAND_QUESTION, 0, 0, F(PAPER), 0, "about the written report" },
	{ UNDERSTAND_QUESTION, 0, 0, F(DOUBTED), 0, "said with a doubt" },
	{ UNDERSTAND_NOT_YET, 0, 0, F(DENIED), F(BOOKS), "has not gone" },
	{ UNDERSTAND_QUESTION, 0, 0, F(DENIED), 0, "done and not done" },
	{ UNDERSTAND_DECLINE, B(DECLINE) | B(EXCUSE), 0, 0, F(NAMED),
	    "is kept from going" },
	{ UNDERSTAND_QUESTION, 0, 0, F(BARE), 0, "names only, no statement" },
	{ UNDERSTAND_QUESTION, 0, 0, F(WENT), 0, "a verb without a time" },
	{ UNDERSTAND_THANKS, B(THANKS), B(TOPIC), 0, F(UNKNOWN), "thanks" },
	{ UNDERSTAND_ACK, B(ACK) | B(SMILE), B(TOPIC), 0, F(UNKNOWN),
	    "read and understood" },
	{ UNDERSTAND_QUESTION, 0, 0, 0, 0, "nothing above fits" },
};

#define RULE_N (sizeof rules / sizeof rules[0])

static bool
unit_is_clear(const struct scene *s, const struct mark *m)
{
	const struct unitmatch *u = &s->marks.unit[m->ref];
	return u->unit >= 0 && unitmatch_is_own(&s->book, u->unit);
}

/* Words of the text that carry a meaning. */
static size_t
meaning_n(const struct scene *s)
{
	const uint64_t idle = B(FILL) | B(TITLE) | B(COMMA) | B(STOPMARK) |
			      B(SMILE) | B(ACK) | B(COUNT);
	size_t n = 0;
	for (size_t i = 0; i < s->marks.n; i++)
		if (!(MARK_BIT(s->marks.v[i].sense) & idle))
			n++;
	return n;
}

/* What follows a complete claim must begin with a pause or a word of result,
 * or it could turn the claim around. */
static bool
head_ends_well(const struct scene *s, size_t j)
{
	while (j < s->marks.n && (MARK_BIT(s->marks.v[j].sense) &
				     (B(FILL) | B(DONE) | B(TITLE) | B(UNIT))))
		j++;
	return j == s->marks.n || (MARK_BIT(s->marks.v[j].sense) &
				      (B(COMMA) | B(STOPMARK) | B(RESULT) |
					  B(REPORT) | B(GO) | B(MEET)));
}

/* Whether the text begins with a claim that is complete by itself: a word of
 * claim, a unit and a day, before anything unknown. */
static bool
has_head(const struct scene *s)
{
	const uint64_t idle = B(FILL) | B(TITLE) | B(ACK) | B(PLACE) |
			      B(COMMA) | B(DONE) | B(COUNT) | B(BAOCAO);
	bool claim = false, unit = false, day = false;
	for (size_t i = 0; i < s->marks.n; i++) {
		const struct mark *m = &s->marks.v[i];
		uint64_t bit = MARK_BIT(m->sense);
		if (bit & idle)
			continue;
		if (bit & (B(CLAIM) | B(PAST) | B(GO))) {
			claim = true;
		} else if (m->sense == LEXICON_UNIT && unit_is_clear(s, m)) {
			unit = true;
		} else if (m->sense == LEXICON_DATE) {
			enum phrase_kind k = s->marks.date[m->ref].kind;
			day = k == PHRASE_DATE || k == PHRASE_OFFSET ||
			      k == PHRASE_WEEKDAY;
		} else {
			return false;
		}
		if (claim && day && (unit || s->own_n == 1))
			return head_ends_well(s, i + 1);
	}
	return false;
}

static uint32_t
clause_flags(const struct clause *k)
{
	bool meets = k->mask & B(MEET);
	bool named = k->mask & B(UNIT);
	switch (k->say) {
	case CLAUSE_DONE:
		return F(DONE) | (meets ? F(MEETS) : F(BOOKS));
	case CLAUSE_NOT:
		return F(DENIED) | (named ? F(LEFT_OUT) : 0);
	case CLAUSE_EXCEPT:
		return F(LEFT_OUT);
	case CLAUSE_FUTURE:
		return F(COMING) | (named ? F(LEFT_OUT) : 0);
	case CLAUSE_ASK:
		return F(ASKED);
	case CLAUSE_DOUBT:
		return F(DOUBTED);
	case CLAUSE_EXCUSE:
		return F(EXCUSED);
	case CLAUSE_PAPER:
		return F(PAPER);
	case CLAUSE_WENT:
		return meets ? F(MEETS) : F(WENT);
	case CLAUSE_BARE:
		return F(BARE);
	case CLAUSE_EMPTY:
	case CLAUSE__N:
		break;
	}
	return 0;
}

static bool
has_coming_day(const struct scene *s)
{
	struct booking b;
	booking_visits(s, false, &b);
	return (b.n > 0 && b.item[0].on != CIVIL_NONE) ||
	       (b.dated && b.problem != BOOKING_OK);
}

/* "nho …", "giup em": asks a favour; others say who goes instead. */
static bool
asks_only(const struct token *w)
{
	return token_is(w, "nho") || token_is(w, "giup") ||
	       token_is(w, "dum") || token_is(w, "gium");
}

/* "BC: …", "ND: …", "KQ …" at the beginning. */
static bool
is_marked_report(const struct scene *s)
{
	size_t i = 0;
	while (i < s->marks.n && s->marks.v[i].sense == LEXICON_FILL)
		i++;
	if (i + 1 >= s->marks.n)
		return false;
	enum lexicon_sense head = s->marks.v[i].sense;
	bool colon = s->marks.v[i + 1].sense == LEXICON_COMMA;
	/* "Bao cao: da di …" reports to somebody, it is no result text */
	uint64_t k = s->marks.mask;
	bool claim =
	    (k & (B(CLAIM) | B(PAST))) || ((k & B(DONE)) && !(k & B(RESULT)));
	return head == LEXICON_REPORT ||
	       (head == LEXICON_BAOCAO && colon && !claim && s->tokens.n > 6);
}

uint32_t
verdict_flags(const struct scene *s)
{
	uint32_t f = 0;
	for (size_t i = 0; i < s->clauses.n; i++)
		f |= clause_flags(&s->clauses.v[i]);
	for (size_t i = 0; i < s->marks.n; i++) {
		const struct mark *m = &s->marks.v[i];
		if (m->sense == LEXICON_UNIT || m->sense == LEXICON_BRANCH)
			f |= F(NAMED);
		if (m->sense == LEXICON_UNIT && !unit_is_clear(s, m))
			f |= F(FOREIGN);
		if (m->sense == LEXICON_NUMWORD || m->sense == LEXICON_NOISE ||
		    m->sense == LEXICON_TOPIC)
			f |= F(UNKNOWN);
	}
	if (s->marks.mask & B(EXCEPT))
		f |= f & F(NAMED) ? F(LEFT_OUT) : 0;
	if (s->marks.unknown || s->tokens.cut || s->tokens.invalid)
		f |= F(UNKNOWN);
	if (!s->own_n)
		f |= F(OFFICE);
	if (is_marked_report(s))
		f |= F(MARKED);
	if (meaning_n(s) <= 4)
		f |= F(SHORT);
	if (s->tokens.n > 16)
		f |= F(LONG);
	if (s->clauses.mixed)
		f |= F(DOUBTED);
	if (has_head(s))
		f |= F(HEAD);
	if ((f & F(COMING)) && has_coming_day(s))
		f |= F(DAY);
	if ((s->marks.mask & B(PERSON)) && (s->marks.mask & B(DELEGATE)))
		f |= F(HANDED);
	for (size_t i = 0; i < s->marks.n; i++) {
		const struct mark *m = &s->marks.v[i];
		if (m->sense == LEXICON_DELEGATE &&
		    !asks_only(&s->tokens.v[m->from]))
			f |= F(HANDED);
	}
	if (s->marks.mask &
	    (B(GO) | B(CLAIM) | B(DONE) | B(PLACE) | B(MEET) | B(CHIDOAN)))
		f |= F(DUTY);
	return f;
}

static bool
holds(const struct rule *r, uint64_t mask, uint32_t flags)
{
	return (!r->any || (mask & r->any)) && !(mask & r->none) &&
	       (flags & r->need) == r->need && !(flags & r->not );
}

enum understand_intent
verdict_find(const struct scene *s, uint32_t flags,
    struct understand_reading *r)
{
	const struct rule *first = &rules[RULE_N - 1]; /* always holds */
	bool found = false;
	for (size_t i = 0; i < RULE_N; i++) {
		if (!holds(&rules[i], s->marks.mask, flags))
			continue;
		if (!found)
			first = &rules[i];
		found = true;
		if (i + 1 < RULE_N || first == &rules[i])
			scene_say(r, "%s %s: %s",
			    first == &rules[i] ? "reading" : "or maybe",
			    understand_intent_name(rules[i].intent),
			    rules[i].why);
	}
	return first->intent;
}
