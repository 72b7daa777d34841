/*
 * From clauses to what would be written down.  It must not guess: the first
 * thing that does not fit becomes the problem, and nothing is booked.
 */
#include "core/booking.h"

#include <stdio.h>
#include <string.h>

#define B(s) MARK_BIT(LEXICON_##s)
#define PIECES 40

enum piece_kind { PIECE_UNIT, PIECE_DAY };

struct piece { /* units and days in the order they were said */
	enum piece_kind kind;
	int unit;
	int branch;
	bool commune; /* it was named itself, not only its branch */
	int32_t on;
	size_t phrase; /* days of one phrase are one group */
};

struct pieces {
	struct piece v[PIECES];
	size_t n;
	size_t units, days;
	bool all;
	bool result;   /* words of what was done there have begun */
	int32_t month; /* a month that was named, or CIVIL_NONE */
	bool vague;    /* a day was meant that is not known */
};

const char *
booking_problem_name(enum booking_problem p)
{
	static const char *const names[BOOKING__N] = {
		[BOOKING_OK] = "nothing",
		[BOOKING_NO_UNIT] = "which unit is open",
		[BOOKING_NO_UNITS_AT_ALL] = "the sender has no units",
		[BOOKING_FOREIGN] = "unit of somebody else",
		[BOOKING_AMBIGUOUS] = "several units fit",
		[BOOKING_UNKNOWN_UNIT] = "unknown unit",
		[BOOKING_BAD_DAY] = "no such day",
		[BOOKING_FUTURE_DAY] = "done on a coming day",
		[BOOKING_PAST_DAY] = "promised for a day gone by",
		[BOOKING_OUTSIDE] = "outside the plan",
		[BOOKING_DOUBT_DAY] = "more than one day fits",
		[BOOKING_VAGUE] = "the day is vague",
		[BOOKING_PAIRING] = "units and days do not pair",
		[BOOKING_BRANCH] = "a branch: visit or meeting",
		[BOOKING_COUNT] = "the number of units does not fit",
		[BOOKING_TOO_MANY] = "too much at once",
	};
	return names[p];
}

static void
fail(struct booking *b, enum booking_problem p, const char *words)
{
	if (b->problem != BOOKING_OK)
		return;
	b->problem = p;
	if (words)
		snprintf(b->words, sizeof b->words, "%s", words);
}

/* The folded words of tokens from…from+n, as they stand. */
static void
words_of(const struct scene *s, size_t from, size_t n, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = from; i < from + n && i < s->tokens.n; i++) {
		const struct token *w = &s->tokens.v[i];
		int k = snprintf(out + len, size - len, "%s%s",
		    i > from && !w->glued ? " " : "", w->text);
		if (k < 0 || (size_t)k >= size - len)
			break;
		len += (size_t)k;
	}
}

static void
push(struct pieces *p, struct booking *b, struct piece one)
{
	if (p->n == PIECES) {
		fail(b, BOOKING_TOO_MANY, NULL);
		return;
	}
	p->v[p->n++] = one;
	if (one.kind == PIECE_UNIT)
		p->units++;
	else
		p->days++;
}

static void
take_unit(const struct scene *s, const struct mark *m, struct pieces *p,
    struct booking *b)
{
	const struct unitmatch *u = &s->marks.unit[m->ref];
	char words[32];
	words_of(s, u->from, u->n, words, sizeof words);
	b->named = true;
	if (u->unit < 0) {
		memcpy(b->option, u->option, sizeof b->option);
		b->option_n = u->option_n;
		fail(b, u->option_n ? BOOKING_AMBIGUOUS : BOOKING_UNKNOWN_UNIT,
		    words);
		return;
	}
	/* a name said twice is one unit */
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PIECE_UNIT && p->v[i].unit == u->unit &&
		    (p->v[i].branch == u->branch || p->v[i].branch < 0 ||
			u->branch < 0)) {
			if (u->branch >= 0)
				p->v[i].branch = u->branch;
			p->v[i].commune = p->v[i].commune || u->branch < 0;
			return;
		}
	push(p, b,
	    (struct piece){ .kind = PIECE_UNIT,
		.unit = u->unit,
		.branch = u->branch,
		.on = CIVIL_NONE });
}

/* A vague day never becomes one; it may still tell the month. */
static void
take_vague(const struct scene *s, const struct direction_days *d,
    const struct phrase *ph, bool past, struct pieces *p, struct booking *b)
{
	int32_t lo = civil_month_of(d->lo), hi = civil_month_of(d->hi);
	if (past && d->lo > s->today) {
		fail(b, BOOKING_FUTURE_DAY, ph->said);
		return;
	}
	p->vague = true;
	/* "dau thang" and nothing more: no statement to book a month from */
	if (past && s->weak)
		fail(b, BOOKING_VAGUE, ph->said);
	/* "hom truoc" of the last weeks: this month unless it is young */
	bool lately = !d->month && d->hi == s->today - 1 && d->hi - d->lo > 14;
	if (lately)
		lo = civil_date_of(s->today).day > 7 ? s->month : CIVIL_NONE;
	else if (lo != hi)
		lo = CIVIL_NONE;
	if (lo == CIVIL_NONE)
		fail(b, BOOKING_VAGUE, ph->said);
	else
		p->month = lo;
}

static void
take_day(const struct scene *s, const struct mark *m, bool past,
    struct pieces *p, struct booking *b)
{
	const struct phrase *ph = &s->marks.date[m->ref];
	struct direction_days d;
	direction_resolve(ph, s->today, s->minute,
	    past ? DIRECTION_PAST : DIRECTION_FUTURE, &d);
	if (d.result == DIRECTION_VAGUE) {
		take_vague(s, &d, ph, past, p, b);
		return;
	}
	b->dated = true;
	if (d.result == DIRECTION_BAD) {
		fail(b, BOOKING_BAD_DAY, ph->said);
		return;
	}
	if (d.result == DIRECTION_DOUBT) {
		fail(b, BOOKING_DOUBT_DAY, ph->said);
		return;
	}
	for (size_t i = 0; i < d.n; i++) {
		if (past && (d.on[i] > s->today || d.later)) {
			fail(b, BOOKING_FUTURE_DAY, ph->said);
			return;
		}
		if (!past && d.on[i] < s->today) {
			fail(b, BOOKING_PAST_DAY, ph->said);
			return;
		}
		if (!scene_in_plan(s, civil_month_of(d.on[i])))
			fail(b, BOOKING_OUTSIDE, ph->said);
		if (b->on == CIVIL_NONE)
			b->on = d.on[i];
		push(p, b,
		    (struct piece){ .kind = PIECE_DAY,
			.on = d.on[i],
			.unit = -1,
			.branch = -1,
			.phrase = (size_t)m->ref });
	}
}

/* Whether the date at mark i belongs to an excuse beside it: "di roi hom qua
 * quen nhan". */
static bool
excuse_day(const struct scene *s, const struct clause *k, size_t i)
{
	uint64_t before = 0;
	for (size_t j = k->from; j < i; j++)
		before |= MARK_BIT(s->marks.v[j].sense);
	for (size_t j = i + 1; j < k->to; j++) {
		enum lexicon_sense n = s->marks.v[j].sense;
		if (n == LEXICON_FORGOT || n == LEXICON_EXCUSE)
			return before & B(DONE);
		if (n != LEXICON_FILL && n != LEXICON_TITLE)
			return false;
	}
	return false;
}

static void
take_all(const struct scene *s, const struct mark *m, const int *except,
    size_t except_n, struct pieces *p, struct booking *b)
{
	int want = m->value;
	if (want >= 0 && (size_t)want != s->own_n &&
	    (size_t)want != s->own_n - except_n) {
		char words[32];
		words_of(s, m->from, m->n, words, sizeof words);
		fail(b, BOOKING_COUNT, words);
		return;
	}
	p->all = true;
	for (size_t i = 0; i < s->own_n; i++) {
		bool out = false;
		for (size_t j = 0; j < except_n; j++)
			out = out || except[j] == s->own[i];
		for (size_t j = 0; j < p->n; j++)
			out = out || (p->v[j].kind == PIECE_UNIT &&
					 p->v[j].unit == s->own[i]);
		if (!out)
			push(p, b,
			    (struct piece){ .kind = PIECE_UNIT,
				.unit = s->own[i],
				.branch = -1,
				.on = CIVIL_NONE });
	}
}

/* Units of a clause that stand behind "tru". */
static bool
is_excepted(const struct scene *s, const struct clause *k, size_t i)
{
	bool out = k->say == CLAUSE_EXCEPT;
	for (size_t j = k->from; j < i; j++) {
		enum lexicon_sense n = s->marks.v[j].sense;
		if (n == LEXICON_EXCEPT)
			out = true;
		else if (n == LEXICON_DONE || n == LEXICON_ALL ||
			 n == LEXICON_GO)
			out = false;
	}
	return out;
}

size_t
booking_not_done(const struct scene *s, int *units, size_t max)
{
	size_t n = 0;
	for (size_t c = 0; c < s->clauses.n; c++) {
		const struct clause *k = &s->clauses.v[c];
		for (size_t i = k->from; i < k->to && n < max; i++) {
			const struct mark *m = &s->marks.v[i];
			if (m->sense != LEXICON_UNIT ||
			    s->marks.unit[m->ref].unit < 0)
				continue;
			bool out = k->say == CLAUSE_NOT ||
				   k->say == CLAUSE_FUTURE ||
				   is_excepted(s, k, i);
			int unit = s->marks.unit[m->ref].unit;
			for (size_t j = 0; j < n; j++)
				out = out && units[j] != unit;
			if (out)
				units[n++] = unit;
		}
	}
	return n;
}

static bool
counts_places(const struct mark *m)
{
	return m->sense == LEXICON_COUNT && m->value > 1;
}

/* Whether a bare number stands where a day stands: behind a name or a verb
 * of going, alone of its kind beside an explicit day. */
static bool
bare_is_day(const struct scene *s, const struct clause *k, size_t i)
{
	static const char *const verbs[] = { "di", "xuong", "ghe", "den", "qua",
		"xa", "so", "r", "roi", "xong", "ve" };
	for (size_t j = 0; j < s->marks.date_n; j++)
		if (!s->marks.date[j].bare && s->marks.date[j].day_n)
			return false;
	if (i + 1 < k->to && s->marks.v[i + 1].sense == LEXICON_NONE)
		return false;
	for (size_t j = i; j-- > k->from;) {
		const struct mark *m = &s->marks.v[j];
		const struct token *w = &s->tokens.v[m->from + m->n - 1];
		if (m->sense == LEXICON_FILL || m->sense == LEXICON_TITLE ||
		    m->sense == LEXICON_COMMA)
			continue;
		if (m->sense == LEXICON_UNIT || m->sense == LEXICON_CLAIM)
			return true;
		for (size_t v = 0; v < sizeof verbs / sizeof verbs[0]; v++)
			if (token_is(w, verbs[v]))
				return true;
		return false;
	}
	return k->from == i; /* "12 tan hoa" */
}

static bool
names_again(const struct scene *s, const struct mark *m, const struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PIECE_UNIT &&
		    p->v[i].unit == s->marks.unit[m->ref].unit)
			return true;
	return false;
}

/* "ND 1 3 da di …": the points are told first, the visit after them. */
static bool
claim_follows(const struct scene *s, const struct clause *k, size_t i)
{
	const uint64_t between = MARK_BIT(LEXICON_COUNT) |
				 MARK_BIT(LEXICON_COMMA) |
				 MARK_BIT(LEXICON_FILL);
	for (i++; i < k->to; i++) {
		enum lexicon_sense sense = s->marks.v[i].sense;
		if (sense == LEXICON_PAST || sense == LEXICON_CLAIM)
			return true;
		if (!(MARK_BIT(sense) & between))
			return false;
	}
	return false;
}

static void
take_date(const struct scene *s, const struct clause *k, size_t i, bool past,
    struct pieces *p, struct booking *b)
{
	const struct mark *m = &s->marks.v[i];
	const struct phrase *ph = &s->marks.date[m->ref];
	if (excuse_day(s, k, i))
		return;
	/* days inside the account of a visit are not the visit's */
	if (p->result) {
		if (!p->days)
			fail(b, BOOKING_DOUBT_DAY, ph->said);
		return;
	}
	if (past && ph->bare && !bare_is_day(s, k, i)) {
		fail(b, BOOKING_DOUBT_DAY, ph->said);
		return;
	}
	take_day(s, m, past, p, b);
}

static void
take_clause(const struct scene *s, const struct clause *k, bool past,
    struct pieces *p, struct booking *b)
{
	int except[UNDERSTAND_MAX];
	size_t except_n = booking_not_done(s, except, UNDERSTAND_MAX);
	for (size_t i = k->from; i < k->to; i++) {
		const struct mark *m = &s->marks.v[i];
		if ((m->sense == LEXICON_REPORT && !claim_follows(s, k, i)) ||
		    (m->sense == LEXICON_RESULT && past))
			p->result = true;
		else if (m->sense == LEXICON_UNIT && p->result && p->units &&
			 !names_again(s, m, p))
			fail(b, BOOKING_PAIRING, NULL);
		else if (m->sense == LEXICON_UNIT && !is_excepted(s, k, i))
			take_unit(s, m, p, b);
		else if (m->sense == LEXICON_BRANCH && !p->result)
			take_unit(s, m, p, b);
		else if (m->sense == LEXICON_DATE)
			take_date(s, k, i, past, p, b);
		else if ((m->sense == LEXICON_ALL || counts_places(m)) &&
			 s->own_n > 1 && past)
			take_all(s, m, except, except_n, p, b);
	}
}

static void
add_item(const struct scene *s, struct booking *b, const struct piece *u,
    int32_t on, int32_t month)
{
	if (b->n == UNDERSTAND_MAX) {
		fail(b, BOOKING_TOO_MANY, NULL);
		return;
	}
	if (on != CIVIL_NONE)
		month = civil_month_of(on);
	if (!scene_owns(s, u->unit, on)) {
		fail(b, BOOKING_FOREIGN, s->c->facts->units[u->unit].code);
		return;
	}
	if (!scene_in_plan(s, month))
		fail(b, BOOKING_OUTSIDE, NULL);
	b->item[b->n++] = (struct understand_item){ .unit = u->unit,
		.branch = u->branch,
		.on = on,
		.month = month };
}

/* One unit with every day, one day for every unit, or days and units in
 * pairs; anything else is asked about. */
static void
pair(const struct scene *s, const struct pieces *p, struct booking *b)
{
	int32_t month = p->month != CIVIL_NONE ? p->month : s->month;
	const struct piece *unit[PIECES], *day[PIECES];
	size_t un = 0, dn = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].kind == PIECE_UNIT)
			unit[un++] = &p->v[i];
		else
			day[dn++] = &p->v[i];
	}
	if (dn == 0 || (dn == 1 && un >= 1)) {
		/* "tan hoa 12/5, tan loi": whose day? only one that stands
		 * before or behind all of them is everybody's */
		bool inside = dn == 1 && un > 1 && !p->all &&
			      p->v[0].kind == PIECE_UNIT &&
			      p->v[p->n - 1].kind == PIECE_UNIT;
		if (inside) {
			fail(b, BOOKING_PAIRING, NULL);
			return;
		}
		for (size_t i = 0; i < un; i++)
			add_item(s, b, unit[i], dn ? day[0]->on : CIVIL_NONE,
			    month);
		return;
	}
	if (un == 1) {
		for (size_t i = 0; i < dn; i++)
			add_item(s, b, unit[0], day[i]->on, month);
		return;
	}
	/* pairs: U D U D, D U D U, or all units and then all days */
	bool groups = un == dn;
	bool turns = groups;
	for (size_t i = 0; i + 1 < p->n && turns; i += 2)
		turns = p->v[i].kind != p->v[i + 1].kind &&
			p->v[i].kind == p->v[0].kind;
	bool blocks = groups;
	for (size_t i = 0; i < un && blocks; i++)
		blocks = p->v[i].kind == p->v[0].kind;
	if (turns || blocks) {
		for (size_t i = 0; i < un; i++)
			add_item(s, b, unit[i], day[i]->on, month);
		return;
	}
	fail(b, BOOKING_PAIRING, NULL);
}

static void
start(struct booking *b, struct pieces *p)
{
	memset(b, 0, sizeof *b);
	memset(p, 0, sizeof *p);
	b->on = CIVIL_NONE;
	b->branch = -1;
	p->month = CIVIL_NONE;
}

static void
note_units(const struct pieces *p, struct booking *b)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PIECE_UNIT && b->unit_n < UNDERSTAND_MAX)
			b->unit[b->unit_n++] = p->v[i].unit;
}

void
booking_visits(const struct scene *s, bool past, struct booking *b)
{
	struct pieces p;
	start(b, &p);
	for (size_t i = 0; i < s->clauses.n; i++) {
		const struct clause *k = &s->clauses.v[i];
		if (k->say != (past ? CLAUSE_DONE : CLAUSE_FUTURE) ||
		    (k->mask & B(MEET)))
			continue;
		take_clause(s, k, past, &p, b);
		/* "dang di": today */
		if (!past && !p.days && (k->mask & B(ONWAY)) &&
		    b->problem == BOOKING_OK)
			push(&p, b,
			    (struct piece){ .kind = PIECE_DAY,
				.unit = -1,
				.branch = -1,
				.on = s->today });
	}
	note_units(&p, b);
	if (b->problem != BOOKING_OK)
		return;
	if (!p.units) {
		if (!s->own_n) {
			fail(b, BOOKING_NO_UNITS_AT_ALL, NULL);
			return;
		}
		if (s->own_n > 1 && past) {
			fail(b, BOOKING_NO_UNIT, NULL);
			return;
		}
		push(&p, b,
		    (struct piece){ .kind = PIECE_UNIT,
			.unit = s->own_n == 1 ? s->own[0] : -1,
			.branch = -1,
			.on = CIVIL_NONE });
	}
	for (size_t i = 0; i < p.n; i++) {
		if (p.v[i].kind != PIECE_UNIT || p.v[i].branch < 0)
			continue;
		if (!p.v[i].commune && past) {
			b->branch = p.v[i].branch;
			fail(b, BOOKING_BRANCH, NULL);
			return;
		}
		p.v[i].branch = -1;
	}
	if (!past && p.units && p.v[p.n - 1].kind == PIECE_UNIT &&
	    p.v[p.n - 1].unit < 0 && s->own_n > 1) {
		/* a promise for any of theirs */
		for (size_t i = 0; i < p.n && b->n < UNDERSTAND_MAX; i++)
			if (p.v[i].kind == PIECE_DAY)
				b->item[b->n++] =
				    (struct understand_item){ .unit = -1,
					    .branch = -1,
					    .on = p.v[i].on,
					    .month =
						civil_month_of(p.v[i].on) };
		return;
	}
	pair(s, &p, b);
	if (b->problem != BOOKING_OK)
		b->n = 0;
}

/* "du shcd ap 3 va di tan tien": the verb behind begins something else. */
static bool
goes_on(const struct scene *s, const struct clause *k)
{
	bool met = false, gone = false;
	for (size_t i = k->from; i < k->to; i++) {
		enum lexicon_sense n = s->marks.v[i].sense;
		met = met || n == LEXICON_MEET;
		gone = gone || (met && n == LEXICON_GO);
		if (gone && n == LEXICON_UNIT)
			return true;
	}
	return false;
}

void
booking_meetings(const struct scene *s, struct booking *b)
{
	struct pieces p;
	start(b, &p);
	for (size_t i = 0; i < s->clauses.n; i++) {
		const struct clause *k = &s->clauses.v[i];
		bool meets = k->mask & B(MEET);
		if (meets && (k->say == CLAUSE_DONE || k->say == CLAUSE_WENT))
			take_clause(s, k, true, &p, b);
		if (meets && goes_on(s, k))
			fail(b, BOOKING_PAIRING, NULL);
	}
	note_units(&p, b);
	if (b->problem != BOOKING_OK)
		return;
	if (!p.units) {
		if (s->own_n != 1) {
			fail(b,
			    s->own_n ? BOOKING_NO_UNIT
				     : BOOKING_NO_UNITS_AT_ALL,
			    NULL);
			return;
		}
		push(&p, b,
		    (struct piece){ .kind = PIECE_UNIT,
			.unit = s->own[0],
			.branch = -1,
			.on = CIVIL_NONE });
	}
	pair(s, &p, b);
	if (b->problem != BOOKING_OK)
		b->n = 0;
}
