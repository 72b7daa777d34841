/*
 * One reply on the table.  It must not decide anything: it only lays the text
 * out and gives a clause without tense the direction of its day.
 */
#include "core/scene.h"

#include "core/keystroke.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
scene_say(struct understand_reading *r, const char *fmt, ...)
{
	if (r->step_n == UNDERSTAND_STEPS)
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(r->step[r->step_n++], sizeof r->step[0], fmt, ap);
	va_end(ap);
}

void
scene_init(struct scene *s, const struct understand_context *c)
{
	s->c = c;
	s->weak = s->unsure_day = false;
	s->today = civil_on(c->now, c->policy->offset_s);
	s->minute = civil_second_of_day(c->now, c->policy->offset_s) / 60;
	s->month = civil_month_of(s->today);
	s->own_n = 0;
	if (c->person >= 0) {
		int n = facts_units_of(c->facts, c->person,
		    policy_visit_level(c->policy), civil_month_first(s->month),
		    civil_month_last(s->month), s->own, SCENE_UNITS);
		s->own_n = n > 0 ? (size_t)n : 0;
	}
	unitmatch_book_init(&s->book, c->facts, c->policy, s->own, s->own_n);
}

static bool
known(void *arg, const char *word)
{
	return mark_knows(arg, word);
}

static bool
is_morning(const struct phrase *p)
{
	static const char *const heads[] = { "sang", "hoi", "luc", "ban",
		"nay gio", "moi" };
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (strncmp(p->said, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

enum tense { TENSE_NONE, TENSE_PAST, TENSE_FUTURE, TENSE_UNSURE };

/* Where one day lies for a clause whose words do not say. */
static enum tense
tense_of(const struct scene *s, const struct phrase *p, bool verb, bool named)
{
	struct direction_days d;
	direction_resolve(p, s->today, s->minute, DIRECTION_OPEN, &d);
	switch (d.result) {
	case DIRECTION_BAD:
		return TENSE_PAST; /* asked about as something done */
	case DIRECTION_DOUBT:
		/* "thu 6 em di" looks ahead */
		return p->kind == PHRASE_WEEKDAY && verb && !p->doubtful
			   ? TENSE_FUTURE
			   : TENSE_UNSURE;
	case DIRECTION_VAGUE:
		if (d.month && d.lo <= s->today && d.hi >= s->today)
			return TENSE_NONE;
		return d.hi > s->today ? TENSE_FUTURE : TENSE_PAST;
	case DIRECTION_DAYS_KNOWN:
		break;
	}
	int32_t last = d.on[0], first = d.on[0];
	for (size_t i = 1; i < d.n; i++) {
		last = d.on[i] > last ? d.on[i] : last;
		first = d.on[i] < first ? d.on[i] : first;
	}
	if (last > s->today)
		return first > s->today ? TENSE_FUTURE : TENSE_UNSURE;
	if (first == s->today && p->kind == PHRASE_OFFSET) {
		if (d.later)
			return TENSE_FUTURE;
		if (is_morning(p))
			return TENSE_PAST;
		return verb ? TENSE_FUTURE : TENSE_UNSURE;
	}
	/* a number alone is a day only beside a verb or a name */
	if (p->bare && !verb && !named)
		return TENSE_UNSURE;
	return TENSE_PAST;
}

/* A clause without tense takes that of its days. */
static void
settle(struct scene *s, struct clause *k)
{
	bool past = false, future = false, unsure = false;
	bool named = k->mask & MARK_BIT(LEXICON_UNIT);
	bool verb = k->mask & (MARK_BIT(LEXICON_GO) | MARK_BIT(LEXICON_MEET));
	/* "mai em di roi bao lai": the day is to come, rồi means then */
	bool then =
	    k->say == CLAUSE_DONE &&
	    !(k->mask & (MARK_BIT(LEXICON_PAST) | MARK_BIT(LEXICON_CLAIM)));
	if (k->say != CLAUSE_WENT && k->say != CLAUSE_BARE && !then)
		return;
	for (size_t i = k->from; i < k->to; i++) {
		const struct mark *m = &s->marks.v[i];
		if (m->sense != LEXICON_DATE)
			continue;
		const struct phrase *p = &s->marks.date[m->ref];
		if (then && !(p->kind == PHRASE_OFFSET && p->offset > 0))
			return;
		enum tense t = tense_of(s, p, verb, named);
		past = past || t == TENSE_PAST;
		future = future || t == TENSE_FUTURE;
		unsure = unsure || t == TENSE_UNSURE;
	}
	if (unsure || (past && future)) {
		s->unsure_day = true;
	} else if (past) {
		k->say = CLAUSE_DONE;
		s->weak = true;
	} else if (future) {
		k->say = CLAUSE_FUTURE;
	}
}

void
scene_read(struct scene *s, const char *text)
{
	char *typed = keystroke_decode(text, known, &s->book);
	token_read(&s->tokens, typed ? typed : text);
	free(typed);
	s->tokens.cut = s->tokens.cut || s->cut;
	const struct mark_context c = { .book = &s->book,
		.facts = s->c->facts,
		.person = s->c->person,
		.today = s->today };
	mark_read(&s->marks, &s->tokens, &c);
	clause_read(&s->clauses, &s->marks, &s->tokens);
	for (size_t i = 0; i < s->clauses.n; i++)
		settle(s, &s->clauses.v[i]);
	clause_lend(&s->clauses);
	/* "em di tan phuoc, xong roi" */
	for (size_t i = 0; i + 1 < s->clauses.n; i++) {
		struct clause *k = &s->clauses.v[i], *next = k + 1;
		bool next_named =
		    next->mask &
		    (MARK_BIT(LEXICON_UNIT) | MARK_BIT(LEXICON_BAOCAO) |
			MARK_BIT(LEXICON_NOP) | MARK_BIT(LEXICON_MEET));
		if (k->say == CLAUSE_WENT && next->say == CLAUSE_DONE &&
		    !next_named && !s->unsure_day)
			k->say = CLAUSE_DONE;
	}
}

void
scene_fini(struct scene *s)
{
	unitmatch_book_fini(&s->book);
}

bool
scene_owns(const struct scene *s, int unit, int32_t on)
{
	if (on == CIVIL_NONE || civil_month_of(on) == s->month)
		return unitmatch_is_own(&s->book, unit);
	int v[SCENE_UNITS];
	int n = facts_units_of(s->c->facts, s->c->person,
	    policy_visit_level(s->c->policy), on, on, v, SCENE_UNITS);
	for (int i = 0; i < n; i++)
		if (v[i] == unit)
			return true;
	return false;
}

bool
scene_in_plan(const struct scene *s, int32_t month)
{
	const struct policy *p = s->c->policy;
	return month >= p->from_month && month <= p->until_month;
}
