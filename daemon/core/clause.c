/*
 * Clauses of a reply and what each says.  It must not know the calendar or
 * the sender's units: "da di 12/6" is done here, whether that can be is
 * somebody else's question.
 */
#include "core/clause.h"

#include <string.h>

#define B(s) MARK_BIT(LEXICON_##s)

/* Words that carry no news; a clause of these is empty. */
static const uint64_t quiet = B(FILL) | B(TITLE) | B(COMMA) | B(STOPMARK) |
			      B(SMILE) | B(ACK) | B(THANKS) | B(COUNT) |
			      B(BUT) | B(NUMWORD) | B(TIME) | B(PAST);

const char *
clause_say_name(enum clause_say s)
{
	static const char *const names[CLAUSE__N] = {
		[CLAUSE_EMPTY] = "empty",
		[CLAUSE_BARE] = "bare",
		[CLAUSE_WENT] = "went?",
		[CLAUSE_DONE] = "done",
		[CLAUSE_NOT] = "not",
		[CLAUSE_FUTURE] = "will",
		[CLAUSE_EXCEPT] = "except",
		[CLAUSE_ASK] = "asks",
		[CLAUSE_DOUBT] = "doubt",
		[CLAUSE_EXCUSE] = "excuse",
		[CLAUSE_PAPER] = "report",
	};
	return names[s];
}

static bool
is_any(const struct token_list *t, const struct mark *k,
    const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (k->n == 1 && token_is(&t->v[k->from], words[i]))
			return true;
	return false;
}

/* The last mark before `at` in the clause that is not quiet; SIZE_MAX none. */
static size_t
news_before(const struct mark_list *m, const struct clause *c, size_t at)
{
	while (at > c->from) {
		at--;
		if (!(MARK_BIT(m->v[at].sense) & quiet))
			return at;
	}
	return SIZE_MAX;
}

static bool
only_quiet_after(const struct mark_list *m, const struct clause *c, size_t at)
{
	for (size_t i = at + 1; i < c->to; i++)
		if (!(MARK_BIT(m->v[i].sense) & (quiet | B(QMARK))))
			return false;
	return true;
}

static uint64_t
mask_between(const struct mark_list *m, size_t from, size_t to)
{
	uint64_t mask = 0;
	for (size_t i = from; i < to; i++)
		mask |= MARK_BIT(m->v[i].sense);
	return mask;
}

/*
 * "di chua", "co can khong": the same words deny in front of a verb and ask
 * behind it.  "tan loi chua" denies: only a name stands before.
 */
static bool
asks_by_tail(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	static const char *const yet[] = { "chua", "chưa" };
	static const char *const no[] = { "khong", "ko", "k", "hok", "hong",
		"hem", "hk", "kh", "hg" };
	for (size_t i = c->from; i < c->to; i++) {
		if (m->v[i].sense != LEXICON_NOT || !only_quiet_after(m, c, i))
			continue;
		size_t before = news_before(m, c, i);
		uint64_t head = mask_between(m, c->from, i);
		if (is_any(t, &m->v[i], yet, 2)) {
			if (before == SIZE_MAX)
				return false;
			return (head & (B(GO) | B(DONE) | B(CLAIM) | B(MEET) |
					   B(NOP))) != 0;
		}
		if (is_any(t, &m->v[i], no, sizeof no / sizeof no[0]))
			return before != SIZE_MAX || (head & B(TIME));
	}
	return false;
}

/* Whether DONE or NOT stands behind the names of the clause. */
static bool
is_closed(const struct mark_list *m, const struct clause *c)
{
	bool named = false, closed = false;
	for (size_t i = c->from; i < c->to; i++) {
		enum lexicon_sense s = m->v[i].sense;
		if (s == LEXICON_UNIT || s == LEXICON_BRANCH) {
			named = true;
			closed = false;
		} else if (named && (s == LEXICON_DONE || s == LEXICON_NOT)) {
			closed = true;
		}
	}
	return closed;
}

/* "di hop huyen roi": the verb goes with the excuse, not with a visit. */
static bool
goes_elsewhere(const struct mark_list *m, const struct clause *c)
{
	for (size_t i = c->from; i + 1 < c->to; i++)
		if (m->v[i].sense == LEXICON_GO &&
		    (MARK_BIT(m->v[i + 1].sense) &
			(B(EXCUSE) | B(DECLINE) | B(NOISE))))
			return true;
	return false;
}

/* "het roi": whether anything but that one word says done. */
static bool
only_then(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	static const char *const then[] = { "roi", "r", "rui", "roai", "roy" };
	for (size_t i = c->from; i < c->to; i++)
		if ((m->v[i].sense == LEXICON_DONE &&
			!is_any(t, &m->v[i], then, 5)) ||
		    (m->v[i].sense == LEXICON_ALL && m->v[i].value >= 0))
			return false;
	return true;
}

/* "da roi de em xem", "ok em biet roi": a phrase of consent beside rồi. */
static bool
consents(const struct mark_list *m, const struct clause *c)
{
	for (size_t i = c->from; i < c->to; i++)
		if (m->v[i].sense == LEXICON_ACK && m->v[i].n > 1)
			return true;
	return false;
}

/* "nhan tin tan phuoc roi", "xa bao em di": words went there, or came from
 * there, not the sender. */
static bool
only_told(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	static const char *const tell[] = { "bao", "hoi", "goi", "dien", "tin",
		"nhac", "gui", "hen", "noi" };
	const uint64_t place = B(UNIT) | B(PLACE);
	for (size_t i = c->from; i + 1 < c->to; i++) {
		const struct mark *k = &m->v[i];
		const struct token *last = &t->v[k->from + k->n - 1];
		bool tells = false;
		for (size_t w = 0; w < sizeof tell / sizeof tell[0]; w++)
			tells = tells || token_is(last, tell[w]);
		if (!tells || k->sense == LEXICON_UNIT ||
		    k->sense == LEXICON_CLAIM || k->sense == LEXICON_FORGOT)
			continue;
		bool before = i > c->from &&
			      (MARK_BIT(m->v[i - 1].sense) & place) &&
			      k->n == 1;
		size_t to = i + 1; /* "nhan tin cho bi thu tan phuoc" */
		while (to < c->to &&
		       (MARK_BIT(m->v[to].sense) &
			   (B(FILL) | B(TITLE) | B(ROLE) | B(PERSON))))
			to++;
		if (before ||
		    (to < c->to && (MARK_BIT(m->v[to].sense) & place)))
			return true;
	}
	return false;
}

/* "chi doan ap 1 da sinh hoat", "3/5 chi doan sinh hoat deu": the branch met;
 * nobody says that the sender was there. */
static bool
met_by_itself(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	static const char *const self[] = { "em", "e", "toi", "tui", "minh",
		"anh", "a", "chi", "c", "con", "chau" };
	bool branch = false, me = false;
	for (size_t i = c->from; i < c->to; i++) {
		const struct mark *k = &m->v[i];
		const struct token *word = &t->v[k->from];
		if (k->sense == LEXICON_CHIDOAN && i > c->from &&
		    m->v[i - 1].sense == LEXICON_COUNT)
			return true;
		for (size_t w = 0; w < sizeof self / sizeof self[0]; w++)
			me = me || (k->n == 1 && token_is(word, self[w]));
		if (k->sense == LEXICON_MEET)
			return branch && !me &&
			       (token_is(word, "sinh") ||
				   token_is(word, "hop"));
		branch = branch || k->sense == LEXICON_CHIDOAN ||
			 k->sense == LEXICON_BRANCH;
	}
	return false;
}

/* A clause that says done, unless what says so is too thin. */
static enum clause_say
say_done(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	uint64_t k = c->mask;
	uint64_t firm = B(GO) | B(PAST) | B(PLACE) | B(UNIT) | B(BRANCH) |
			B(DATE) | B(MEET);
	bool excuse = k & (B(EXCUSE) | B(DECLINE) | B(NOISE));
	if (excuse &&
	    (!(k & (B(GO) | B(CLAIM) | B(PAST))) || goes_elsewhere(m, c)))
		return CLAUSE_DOUBT;
	bool went = (k & B(PAST)) && (k & B(GO));
	if (!(k & B(CLAIM)) && !went && only_told(m, t, c))
		return CLAUSE_DOUBT;
	if ((k & B(CLAIM)) && !(k & (firm | B(DONE) | B(ALL))))
		return CLAUSE_WENT; /* "xac nhan giup em" */
	if ((k & B(ALL)) && !(k & (firm | B(CLAIM))) && only_then(m, t, c))
		return CLAUSE_WENT;
	if (!(k & (firm | B(CLAIM) | B(ALL))) && consents(m, c))
		return CLAUSE_EMPTY;
	return CLAUSE_DONE;
}

static enum clause_say
say_of(const struct mark_list *m, const struct token_list *t,
    const struct clause *c)
{
	uint64_t k = c->mask;
	bool named = k & (B(UNIT) | B(BRANCH));
	if ((k & (B(ASK) | B(QMARK) | B(REMAIN) | B(SCHEDULE))) ||
	    asks_by_tail(m, t, c))
		return CLAUSE_ASK;
	if (k & (B(IF) | B(HYPO)))
		return CLAUSE_DOUBT;
	if (k & B(NEVER))
		return CLAUSE_NOT;
	if ((k & (B(NOP) | B(BAOCAO))) && !(k & (B(GO) | B(CLAIM) | B(MEET))) &&
	    !named)
		return CLAUSE_PAPER;
	if (k & B(NOP))
		return CLAUSE_DOUBT;
	if ((k & B(BAOCAO)) && named && !(k & (B(GO) | B(CLAIM) | B(PAST))))
		return CLAUSE_DOUBT;
	if ((k & B(EXCEPT)) && named && !(k & (B(DONE) | B(GO) | B(ALL))))
		return CLAUSE_EXCEPT;
	if ((k & B(NOISE)) && !(k & (B(CLAIM) | B(PLACE) | B(DATE))) && !named)
		return CLAUSE_EXCUSE;
	if ((k & (B(EXCUSE) | B(DECLINE) | B(FORGOT))) &&
	    !(k & (B(CLAIM) | B(PLACE) | B(NOT))) && !named &&
	    !(k & (B(FUTURE) | B(LATER) | B(ONWAY))) &&
	    ((k & (B(EXCUSE) | B(DECLINE))) || !(k & (B(GO) | B(DONE)))))
		return CLAUSE_EXCUSE;
	if (k & B(NOT))
		return CLAUSE_NOT;
	if (k & (B(FUTURE) | B(LATER) | B(ONWAY)))
		return CLAUSE_FUTURE;
	if ((k & B(MEET)) && met_by_itself(m, t, c))
		return CLAUSE_DOUBT;
	if (k & (B(DONE) | B(CLAIM) | B(PAST)))
		return say_done(m, t, c);
	/* "tan phuoc 15/5 ban": a name beside a reason claims nothing */
	if ((k & (B(DECLINE) | B(EXCUSE) | B(NOISE))) || only_told(m, t, c))
		return named || (k & B(DATE)) ? CLAUSE_DOUBT : CLAUSE_EXCUSE;
	if (k & (B(GO) | B(MEET)))
		return CLAUSE_WENT;
	if (named || (k & (B(DATE) | B(ALL) | B(PLACE))))
		return CLAUSE_BARE;
	return CLAUSE_EMPTY;
}

/* Whether a new clause begins at mark i. */
static bool
splits_at(const struct mark_list *m, const struct token_list *t,
    const struct clause *c, size_t i)
{
	enum lexicon_sense s = m->v[i].sense;
	uint64_t so_far = mask_between(m, c->from, i);
	if (s == LEXICON_STOPMARK || s == LEXICON_BUT)
		return true;
	if (s == LEXICON_COMMA)
		return so_far & ~quiet;
	if (i == c->from || !(so_far & ~quiet))
		return false;
	/* "tan hoa roi | tan loi chua" */
	struct clause head = { .from = c->from, .to = i };
	bool closed = is_closed(m, &head);
	(void)t;
	if (closed && (s == LEXICON_UNIT || s == LEXICON_NOT ||
			  s == LEXICON_FUTURE || s == LEXICON_LATER))
		return true;
	/* "da di tan hoa | chua di tan loi" */
	bool said = so_far & (B(DONE) | B(PAST) | B(CLAIM));
	bool named = so_far & (B(UNIT) | B(BRANCH));
	return said && named && (s == LEXICON_NOT || s == LEXICON_EXCEPT) &&
	       i + 1 < m->n && !(so_far & B(NOT)) && s == LEXICON_EXCEPT;
}

static bool
says_something(enum clause_say s)
{
	return s == CLAUSE_DONE || s == CLAUSE_NOT || s == CLAUSE_FUTURE ||
	       s == CLAUSE_WENT;
}

/* "tan hoa, tan loi roi" and "da di tan hoa, tan loi": a clause without a
 * verb takes its neighbour's, unless its neighbours disagree. */
void
clause_lend(struct clause_list *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct clause *k = &c->v[i];
		if (k->say != CLAUSE_BARE)
			continue;
		const struct clause *before = NULL, *after = NULL;
		for (size_t j = i; j-- > 0 && !before;)
			if (says_something(c->v[j].say))
				before = &c->v[j];
		for (size_t j = i + 1; j < c->n && !after; j++)
			if (says_something(c->v[j].say) || c->v[j].rest)
				after = &c->v[j];
		if (after && (after->after_stop || after->rest))
			after = NULL;
		if (k->rest && (k->mask & B(DATE)) && !after)
			continue; /* "con tan loi hom 14": its day decides */
		if (k->rest) {	  /* "con tan hung" */
			k->say = after ? after->say : CLAUSE_NOT;
			continue;
		}
		if (before && after && before->say != after->say &&
		    !(before->closed && after->closed))
			c->mixed = true;
		if (before && after && before->closed && after->closed)
			k->say = after->say;
		else if (before)
			k->say = before->say;
		else if (after)
			k->say = after->say;
	}
}

static void
open_clause(struct clause_list *c, size_t at, bool stop)
{
	if (c->n == CLAUSE_MAX)
		return;
	c->v[c->n++] =
	    (struct clause){ .from = at, .to = at, .after_stop = stop };
}

void
clause_read(struct clause_list *c, const struct mark_list *m,
    const struct token_list *t)
{
	static const char *const rest[] = { "con", "rieng" };
	c->n = 0;
	c->mixed = false;
	open_clause(c, 0, false);
	for (size_t i = 0; i < m->n; i++) {
		struct clause *k = &c->v[c->n - 1];
		if (splits_at(m, t, k, i) && c->n < CLAUSE_MAX) {
			k->to = i;
			open_clause(c, i, m->v[i].sense == LEXICON_STOPMARK);
			k = &c->v[c->n - 1];
			if (m->v[i].sense == LEXICON_BUT)
				k->rest = is_any(t, &m->v[i], rest, 2);
		}
		k->to = i + 1;
	}
	for (size_t i = 0; i < c->n; i++) {
		struct clause *k = &c->v[i];
		k->mask = mask_between(m, k->from, k->to);
		k->closed = is_closed(m, k);
		k->say = say_of(m, t, k);
	}
	/* "da di 1 buoi con 1 buoi" */
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].rest && c->v[i].say == CLAUSE_EMPTY &&
		    (c->v[i].mask & B(COUNT)))
			c->v[i].say = CLAUSE_NOT;
	/* "co di dau ma xong": the second half mocks, it claims nothing */
	for (size_t i = 1; i < c->n; i++)
		if ((c->v[i - 1].mask & B(NEVER)) &&
		    m->v[c->v[i].from].sense == LEXICON_BUT &&
		    c->v[i].say == CLAUSE_DONE &&
		    !(c->v[i].mask & (B(UNIT) | B(DATE) | B(GO))))
			c->v[i].say = CLAUSE_EMPTY;
	clause_lend(c);
}
