/*
 * A reply with every word accounted for.  It must not know what a sentence
 * claims; a word it cannot place is left unknown, and an unknown word keeps
 * others from booking.
 */
#include "core/mark.h"

#include "core/numeral.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What people glue to a unit's code: XNTANLOI, DADITANHOA, TANHOAXONG. */
static const char *const glue[] = { "xac", "nhan", "xn", "da", "di", "du",
	"chua", "roi", "xong", "hen", "xuong", "mai", "hom", "qua", "ngay",
	"xa", "sua", "huy", "em", "ghe", "nop" };

bool
mark_knows(const struct unitmatch_book *book, const char *word)
{
	return lexicon_knows(word) || unitmatch_knows(book, word);
}

/* "roiii" → "roi" when only that is a word. */
static void
collapse(struct token *w, const struct unitmatch_book *book)
{
	char one[TOKEN_SIZE];
	uint8_t tone[TOKEN_SIZE] = { 0 };
	size_t n = 0;
	for (size_t i = 0; w->text[i]; i++) {
		if (n && one[n - 1] == w->text[i]) {
			tone[n - 1] |= w->tone[i];
			continue;
		}
		one[n] = w->text[i];
		tone[n++] = w->tone[i];
	}
	one[n] = '\0';
	if (n == strlen(w->text) || !mark_knows(book, one))
		return;
	memset(w->text, 0, sizeof w->text);
	memcpy(w->text, one, n);
	memset(w->tone, 0, sizeof w->tone);
	memcpy(w->tone, tone, n * sizeof *tone);
}

/* Cuts s into glue words and whole unit keys; fills cut[] with the lengths. */
static size_t
cut_glued(const char *s, const struct unitmatch_book *book, size_t *cut,
    size_t max)
{
	if (!*s)
		return 0;
	if (!max)
		return SIZE_MAX;
	char key[TOKEN_SIZE];
	for (size_t n = strlen(s); n > 1; n--) {
		memcpy(key, s, n);
		key[n] = '\0';
		bool ok = unitmatch_is_key(book, key);
		for (size_t k = 0; !ok && k < COUNT(glue); k++)
			ok = strcmp(glue[k], key) == 0;
		if (!ok)
			continue;
		size_t rest = cut_glued(s + n, book, cut + 1, max - 1);
		if (rest != SIZE_MAX) {
			cut[0] = n;
			return rest + 1;
		}
	}
	return SIZE_MAX;
}

static void
split_token(struct token_list *t, size_t i, const size_t *cut, size_t n)
{
	if (t->n + n - 1 > TOKEN_MAX)
		return;
	memmove(&t->v[i + n], &t->v[i + 1], (t->n - i - 1) * sizeof t->v[0]);
	struct token whole = t->v[i];
	size_t at = 0;
	for (size_t k = 0; k < n; k++) {
		struct token *w = &t->v[i + k];
		*w = whole;
		memset(w->text, 0, sizeof w->text);
		memset(w->tone, 0, sizeof w->tone);
		memcpy(w->text, whole.text + at, cut[k]);
		memcpy(w->tone, whole.tone + at, cut[k]);
		at += cut[k];
	}
	t->n += n - 1;
}

static void
right_slips(struct token_list *t, const struct unitmatch_book *book)
{
	for (size_t i = 0; i < t->n; i++) {
		struct token *w = &t->v[i];
		if (w->kind != TOKEN_WORD || mark_knows(book, w->text))
			continue;
		collapse(w, book);
		if (mark_knows(book, w->text))
			continue;
		size_t cut[6];
		size_t n = strlen(w->text) >= 4
			       ? cut_glued(w->text, book, cut, COUNT(cut))
			       : SIZE_MAX;
		if (n != SIZE_MAX && n > 1)
			split_token(t, i, cut, n);
	}
}

/* "(1/2)": which part of a split message this is. */
static size_t
part_marker_at(const struct token_list *t, size_t i)
{
	if (i + 4 >= t->n || !token_is_sign(&t->v[i], '(') ||
	    !token_is_sign(&t->v[i + 2], '/') ||
	    !token_is_sign(&t->v[i + 4], ')'))
		return 0;
	int a = numeral_digits(t, i + 1), b = numeral_digits(t, i + 3);
	return a >= 1 && b >= a && b <= 9 && (i == 0 || i + 5 == t->n) ? 5 : 0;
}

static bool
given_name_of(const struct facts *f, int person, const struct token *w)
{
	char name[TOKEN_SIZE * 2];
	unitmatch_fold(facts_given_name(f->people[person].name), name,
	    sizeof name);
	return *name && strcmp(name, w->text) == 0;
}

/* Whether a word after a title, or standing alone, is somebody's name. */
static bool
is_roster_name(const struct mark_context *c, const struct token *w)
{
	for (int i = 0; i < c->facts->person_n; i++)
		if (given_name_of(c->facts, i, w))
			return true;
	return false;
}

static bool
last_syllable(const struct unitmatch_book *b, const char *s)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].syllable_n == 2 && !b->v[i].branch &&
		    strcmp(b->v[i].syllable[1], s) == 0)
			return true;
	return false;
}

/* Tokens of "a Hoa", "chi Phu", "dongchi Le Minh Quan"; 0 = no person. */
static size_t
person_at(const struct token_list *t, size_t i, const struct mark_context *c)
{
	const struct token *title = &t->v[i], *w = title + 1;
	if (i + 1 >= t->n || w->kind != TOKEN_WORD || w->taken || w->glued)
		return 0;
	struct unitmatch u;
	if (unitmatch_at(c->book, t, i + 1, &u) && u.n > 1 &&
	    u.how != UNITMATCH_PART)
		return 0;
	bool letter = strlen(title->text) == 1;
	bool name = is_roster_name(c, w) || last_syllable(c->book, w->text);
	size_t used;
	enum lexicon_sense s = lexicon_match(t, i + 1, &used);
	if (name && letter && s != LEXICON_NONE && !w->capital)
		return 0;
	if (!name && letter && !(w->capital && !w->upper && s == LEXICON_NONE))
		return 0;
	if (!name && s != LEXICON_NONE &&
	    !((s == LEXICON_TIME || s == LEXICON_NUMWORD) && w->capital &&
		!w->upper && used == 1))
		return 0;
	size_t n = 2;
	while (i + n < t->n && n < 4 && t->v[i + n].kind == TOKEN_WORD &&
	       t->v[i + n].capital && !t->v[i + n].upper &&
	       !lexicon_knows(t->v[i + n].text) &&
	       !unitmatch_at(c->book, t, i + n, &u))
		n++;
	return n;
}

static bool
before_is(const struct token_list *t, size_t i, const char *const *v, size_t n)
{
	if (!i)
		return false;
	for (size_t k = 0; k < n; k++)
		if (token_is(&t->v[i - 1], v[k]))
			return true;
	return false;
}

/* Whether a person is only spoken to, or came along. */
static bool
harmless_person(const struct token_list *t, size_t i, size_t n,
    const struct mark_context *c)
{
	static const char *const to[] = { "voi", "cung", "gap", "chao", "thua",
		"gui", "bao", "cao", "on", "loi", "kinh", "oi", "nhe", "nha",
		"alo", "cho", "cua", "oi" };
	static const char *const self[] = { "em", "e", "minh", "toi", "tui" };
	if (c->person >= 0 && given_name_of(c->facts, c->person, &t->v[i + 1]))
		return true;
	if (before_is(t, i, to, COUNT(to)))
		return true;
	size_t end = i + n;
	/* "em va dongchi Bao di" */
	if (i >= 2 && token_is(&t->v[i - 1], "va"))
		for (size_t k = 0; k < COUNT(self); k++)
			if (token_is(&t->v[i - 2], self[k]))
				return true;
	if (end < t->n &&
	    (token_is(&t->v[end], "oi") || token_is(&t->v[end], "a")) &&
	    (i == 0 || token_is(&t->v[end], "oi")))
		return true;
	if (end + 1 < t->n && token_is(&t->v[end], "di") &&
	    token_is(&t->v[end + 1], "cung"))
		return true;
	/* "anh Quan em da di": spoken to at the very beginning */
	if (i == 0 && end < t->n) {
		if (token_is_sign(&t->v[end], ','))
			return true;
		for (size_t k = 0; k < COUNT(self); k++)
			if (token_is(&t->v[end], self[k]))
				return true;
	}
	return i > 0 && i <= 2 && end < t->n &&
	       (token_is(&t->v[0], "da") || token_is(&t->v[0], "bao")) &&
	       (token_is(&t->v[end], "em") || token_is(&t->v[end], "e"));
}

static struct mark *
add(struct mark_list *m, enum lexicon_sense sense, size_t from, size_t n)
{
	struct mark *k = &m->v[m->n++];
	*k = (struct mark){ .sense = sense,
		.from = from,
		.n = n,
		.ref = -1,
		.value = -1 };
	return k;
}

static enum lexicon_sense
sense_of_sign(const struct token *w, bool inside)
{
	char c = w->text[0];
	if (c == '.' && inside)
		return LEXICON_COMMA; /* "Tan Loi.14.5" */
	if (c == '?')
		return LEXICON_QMARK;
	if (c == '.' || c == ';' || c == '\n' || c == '!')
		return LEXICON_STOPMARK;
	if (c && strchr("<>[]{}\"'*_`#@^~|", c))
		return LEXICON_FILL;
	if (c)
		return LEXICON_COMMA;
	switch (w->rune) {
	case 0x2705: /* ✅ ✔ ☑ */
	case 0x2714:
	case 0x2611:
		return LEXICON_DONE;
	case 0x274c: /* ❌ 👎 🚫 ✖ */
	case 0x1f44e:
	case 0x1f6ab:
	case 0x2716:
		return LEXICON_NOT;
	case 0x2753: /* ❓ 🤔 🙄 😏 */
	case 0x1f914:
	case 0x1f644:
	case 0x1f60f:
		return LEXICON_ASK;
	case 0x1f44d: /* 👍 👌 */
	case 0x1f44c:
		return LEXICON_ACK;
	case 0x1f382: /* 🎂 🎉 */
	case 0x1f389:
		return LEXICON_NOISE;
	case 0xfffd:
		return LEXICON_NONE;
	case 0x2019: /* quotes, ellipsis, bullets */
	case 0x2018:
	case 0x201c:
	case 0x201d:
		return LEXICON_FILL;
	case 0x2026:
	case 0x2022:
		return LEXICON_STOPMARK;
	default:
		return LEXICON_SMILE;
	}
}

/* ":)" "=))" ":D" ":v" "^^" "<3" */
static size_t
smiley_at(const struct token_list *t, size_t i)
{
	const struct token *w = &t->v[i];
	if (w->kind != TOKEN_SIGN || !w->text[0] || i + 1 >= t->n)
		return 0;
	const struct token *x = &t->v[i + 1];
	if (!x->glued)
		return token_is_sign(w, '^') && w->text[0] == '^' ? 1 : 0;
	if ((w->text[0] == ':' || w->text[0] == '=' || w->text[0] == ';') &&
	    (token_is_sign(x, ')') || token_is_sign(x, '(') ||
		token_is_sign(x, ']') || token_is_sign(x, '>') ||
		(x->kind == TOKEN_WORD && strlen(x->text) == 1 &&
		    strchr("dvpo3", x->text[0]) &&
		    (i + 2 >= t->n || !t->v[i + 2].glued))))
		return 2;
	if (w->text[0] == ':' && x->kind == TOKEN_SIGN && i + 2 < t->n &&
	    token_is_sign(x, '-') && t->v[i + 2].kind == TOKEN_SIGN)
		return 3;
	return token_is_sign(w, '<') && token_is(x, "3") ? 2 : 0;
}

static bool
is_unit_head(const struct token_list *t, const struct mark *k)
{
	static const char *const heads[] = { "di", "xuong", "den", "xn", "nhan",
		"xa", "ghe", "tran", "toi", "tt", "xuog", "cs", "so" };
	if (k->sense != LEXICON_GO && k->sense != LEXICON_CLAIM &&
	    k->sense != LEXICON_PLACE)
		return false;
	const struct token *w = &t->v[k->from + k->n - 1];
	for (size_t i = 0; i < COUNT(heads); i++)
		if (token_is(w, heads[i]))
			return true;
	return false;
}

/* Unknown words where a unit should stand are an unknown unit. */
static void
unknown_unit(struct mark_list *m, const struct token_list *t)
{
	for (size_t i = 0; i + 1 < m->n; i++) {
		struct mark *k = &m->v[i + 1];
		if (k->sense != LEXICON_NONE || !is_unit_head(t, &m->v[i]) ||
		    m->unit_n >= UNITMATCH_MAX)
			continue;
		struct unitmatch *u = &m->unit[m->unit_n];
		*u = (struct unitmatch){ .from = k->from,
			.n = k->n,
			.how = UNITMATCH_UNKNOWN,
			.unit = -1,
			.branch = -1 };
		k->sense = LEXICON_UNIT;
		k->ref = (int)m->unit_n++;
		size_t j = i + 2;
		/* the rest of its name: "loc an", "TP01" */
		while (j < m->n && j < i + 4 &&
		       (m->v[j].sense == LEXICON_NONE ||
			   (m->v[j].n == 1 && t->v[m->v[j].from].glued &&
			       t->v[m->v[j].from].kind == TOKEN_NUMBER))) {
			m->v[j].sense = LEXICON_FILL;
			u->n += m->v[j].n;
			j++;
		}
	}
}

/* "ca 3", "ca ba xa", "du 3 xa": the number belongs to ALL. */
static size_t
all_at(const struct token_list *t, size_t i, int *value)
{
	static const char *const places[] = { "xa", "noi", "cho", "cs", "dvi",
		"thi", "don", "dia", "co", "diem" };
	size_t n = token_is(&t->v[i], "ca") || token_is(&t->v[i], "du") ? 1 : 0;
	if (i + 1 < t->n && token_is(&t->v[i], "du") &&
	    token_is(&t->v[i + 1], "ca"))
		n = 2;
	if (token_is(&t->v[i], "het") && i + 1 < t->n &&
	    token_is(&t->v[i + 1], "ca"))
		n = 2;
	if (!n || i + n >= t->n)
		return 0;
	size_t used;
	int k = numeral_read(t, i + n, &used);
	if (k < 2 || k > 20)
		return 0;
	n += used;
	if (i + n < t->n && token_is_sign(&t->v[i + n], '/'))
		return 0;
	for (size_t p = 0; p < COUNT(places) && i + n < t->n; p++) {
		if (!token_is(&t->v[i + n], places[p]))
			continue;
		bool pair = p >= 5 && p <= 8 && i + n + 1 < t->n;
		n += pair ? 2 : 1;
		break;
	}
	*value = k;
	return n;
}

/* "truoc 15/5", "tu 15/5", "khoang 15/5": no day, only a bound of one. */
static bool
is_bounded(const struct mark_list *m, const struct token_list *t, size_t i)
{
	static const char *const bounds[] = { "truoc", "sau", "qua", "tu",
		"den", "khoang", "tam", "gan", "het", "quanh", "ke", "chung",
		"doi" };
	if (!m->n || m->v[m->n - 1].sense == LEXICON_DATE ||
	    m->v[m->n - 1].from + m->v[m->n - 1].n != i)
		return false;
	/* "ve toi hom qua", "di qua hom 15" are verbs; a number is not */
	return before_is(t, i, bounds, COUNT(bounds)) &&
	       (m->v[m->n - 1].n == 1);
}

/* "di dau thang": đầu of a month, not đâu. */
static bool
part_of_time(const struct token_list *t, size_t i)
{
	return i + 1 < t->n && token_is(&t->v[i], "dau") &&
	       (token_is(&t->v[i + 1], "thang") ||
		   token_is(&t->v[i + 1], "tuan"));
}

/* The longest of what a unit, a day and the lexicon see at token i. */
static void
mark_word(struct mark_list *m, struct token_list *t, size_t i,
    const struct mark_context *c)
{
	struct unitmatch u;
	struct phrase d;
	size_t used = 1;
	bool unit =
	    m->unit_n < UNITMATCH_MAX && unitmatch_at(c->book, t, i, &u);
	bool date = m->date_n < MARK_DATES && phrase_at(t, i, c->today, &d);
	/* "di du 3 xa": đủ belongs to the number, not to "di du" (dự) */
	int all;
	bool hold = i + 1 < t->n &&
		    ((token_is(&t->v[i + 1], "du") && all_at(t, i + 1, &all)) ||
			part_of_time(t, i + 1));
	if (hold)
		t->v[i + 1].taken = true;
	enum lexicon_sense s = lexicon_match(t, i, &used);
	if (hold)
		t->v[i + 1].taken = false;
	size_t word_n = s == LEXICON_NONE ? 0 : used;
	if (unit && u.n >= word_n && (!date || u.n >= d.n)) {
		struct mark *k = add(m,
		    u.how == UNITMATCH_BRANCH ? LEXICON_BRANCH
		    : u.how == UNITMATCH_TOP  ? LEXICON_FILL
					      : LEXICON_UNIT,
		    i, u.n);
		m->unit[m->unit_n] = u;
		k->ref = (int)m->unit_n++;
		return;
	}
	if (date && d.n >= word_n) {
		if (is_bounded(m, t, i))
			d.doubtful = true;
		struct mark *k = add(m, LEXICON_DATE, i, d.n);
		m->date[m->date_n] = d;
		k->ref = (int)m->date_n++;
		return;
	}
	struct mark *k = add(m, s, i, used);
	if (s == LEXICON_NONE && t->v[i].kind == TOKEN_NUMBER) {
		k->sense = LEXICON_NUMBER;
		k->value = t->v[i].number;
	}
}

/* "ND 1 3 4": numbers of content points, not days. */
static bool
after_content(const struct mark_list *m, const struct token_list *t)
{
	for (size_t i = m->n; i-- > 0;) {
		const struct mark *k = &m->v[i];
		if (k->sense == LEXICON_REPORT)
			return true;
		if (k->sense != LEXICON_COUNT && k->sense != LEXICON_COMMA &&
		    !(k->sense == LEXICON_FILL &&
			token_is(&t->v[k->from], "va")))
			return false;
	}
	return false;
}

static size_t
mark_at(struct mark_list *m, struct token_list *t, size_t i,
    const struct mark_context *c)
{
	struct token *w = &t->v[i];
	size_t n = part_marker_at(t, i);
	if (n) {
		add(m, LEXICON_COMMA, i, n);
		return n;
	}
	if (w->kind == TOKEN_SIGN) {
		n = smiley_at(t, i);
		add(m,
		    n ? LEXICON_SMILE
		      : sense_of_sign(w,
			    w->glued && i + 1 < t->n && t->v[i + 1].glued),
		    i, n ? n : 1);
		return n ? n : 1;
	}
	int value;
	/* "<ngay>": a placeholder that nobody filled in */
	if (i && token_is_sign(&t->v[i - 1], '<') && i + 1 < t->n &&
	    token_is_sign(&t->v[i + 1], '>') && w->kind == TOKEN_WORD &&
	    !w->upper) {
		add(m, LEXICON_NONE, i, 1);
		return 1;
	}
	if ((n = all_at(t, i, &value))) {
		add(m, LEXICON_ALL, i, n)->value = value;
		return n;
	}
	size_t used;
	enum lexicon_sense s = lexicon_match(t, i, &used);
	if (s == LEXICON_TITLE && (n = person_at(t, i + used - 1, c))) {
		n += used - 1;
		add(m,
		    harmless_person(t, i, n, c) ? LEXICON_FILL : LEXICON_PERSON,
		    i, n);
		return n;
	}
	if (c->person >= 0 && given_name_of(c->facts, c->person, w) &&
	    (s == LEXICON_NONE || w->capital)) {
		struct unitmatch u;
		if (!unitmatch_at(c->book, t, i, &u) || u.n < 2) {
			add(m, LEXICON_FILL, i, 1);
			return 1;
		}
	}
	if (w->kind == TOKEN_NUMBER && w->number >= 1 && w->number <= 6 &&
	    after_content(m, t) &&
	    !(i + 1 < t->n && token_is_sign(&t->v[i + 1], '/'))) {
		add(m, LEXICON_COUNT, i, 1);
		return 1;
	}
	if (w->kind == TOKEN_NUMBER && (n = numeral_other(t, i, &value))) {
		struct phrase d;
		/* "3 hom truoc" is a day although it counts */
		if (!(phrase_at(t, i, c->today, &d) && d.n > n)) {
			bool people = n == 3 && i + n < t->n &&
				      token_is_sign(&t->v[i + 1], '/') &&
				      (token_is(&t->v[i + n], "dongchi") ||
					  token_is(&t->v[i + n], "nguoi"));
			add(m, people ? LEXICON_OTHER : LEXICON_COUNT, i, n)
			    ->value = value;
			return n;
		}
	}
	mark_word(m, t, i, c);
	return m->v[m->n - 1].n;
}

/* "nho vp ghi nhan giup em": asks the office to write it down, hands nothing
 * over. */
static void
asks_to_record(struct mark_list *m, const struct token_list *t)
{
	static const char *const record[] = { "ghi", "cap", "tick", "danh",
		"cham", "check", "xac", "luu" };
	for (size_t i = 0; i < m->n; i++) {
		if (m->v[i].sense != LEXICON_DELEGATE)
			continue;
		size_t lo = i > 4 ? i - 4 : 0, hi = i + 5;
		for (size_t j = lo; j < m->n && j < hi; j++) {
			const struct token *w = &t->v[m->v[j].from];
			for (size_t k = 0; k < COUNT(record); k++)
				if (m->v[j].sense == LEXICON_FILL &&
				    token_is(w, record[k]))
					m->v[i].sense = LEXICON_FILL;
		}
	}
}

/* "gap bi thu xa" tells whom one met; "bi thu xa da di" who went. */
static void
met_or_acting(struct mark_list *m, const struct token_list *t)
{
	const uint64_t verbs =
	    MARK_BIT(LEXICON_GO) | MARK_BIT(LEXICON_CLAIM) |
	    MARK_BIT(LEXICON_MEET) | MARK_BIT(LEXICON_RESULT) |
	    MARK_BIT(LEXICON_REPORT) | MARK_BIT(LEXICON_DONE);
	static const char *const to[] = { "voi", "cung", "gap", "bao", "gui",
		"thua", "kinh", "cao", "cho" };
	uint64_t before = 0;
	for (size_t i = 0; i < m->n; i++) {
		struct mark *k = &m->v[i];
		if (k->sense == LEXICON_ROLE)
			k->sense = (before & verbs) ||
					   before_is(t, k->from, to, COUNT(to))
				       ? LEXICON_FILL
				       : LEXICON_PERSON;
		before |= MARK_BIT(k->sense);
	}
}

/* "co bi thu du", "du 5 nguoi": without a branch the word names no meeting. */
static void
drop_loose_meet(struct mark_list *m, const struct token_list *t)
{
	uint64_t firm = 0;
	bool is_loose[TOKEN_MAX] = { false };
	for (size_t i = 0; i < m->n; i++) {
		const struct mark *k = &m->v[i];
		if (k->sense == LEXICON_BRANCH || k->sense == LEXICON_CHIDOAN)
			firm |= MARK_BIT(k->sense);
		if (k->sense != LEXICON_MEET)
			continue;
		const struct token *w = &t->v[k->from];
		is_loose[i] = (k->n == 1 && token_is(w, "du")) ||
			      (k->n == 2 && (token_is(w + 1, "du") ||
						token_is(w + 1, "hop")));
		if (!is_loose[i])
			firm |= MARK_BIT(k->sense);
	}
	for (size_t i = 0; i < m->n && !firm; i++)
		if (is_loose[i])
			m->v[i].sense = LEXICON_NONE;
}

/* "da" without its marks is đã before a verb and dạ elsewhere. */
static void
past_or_polite(struct mark_list *m, const struct token_list *t)
{
	for (size_t i = 0; i < m->n; i++) {
		struct mark *k = &m->v[i];
		bool bare_da = k->n == 1 && token_is(&t->v[k->from], "da") &&
			       !t->v[k->from].accented;
		if (!bare_da && k->sense != LEXICON_PAST)
			continue;
		enum lexicon_sense next =
		    i + 1 < m->n ? m->v[i + 1].sense : LEXICON_NONE;
		if (k->sense == LEXICON_PAST && next == LEXICON_FILL &&
		    i + 2 < m->n && k->n == 1 && t->v[k->from].accented)
			next = m->v[i + 2].sense; /* "đã có đi" */
		bool verb = next == LEXICON_GO || next == LEXICON_MEET ||
			    next == LEXICON_NOP || next == LEXICON_CLAIM;
		k->sense = verb	     ? LEXICON_PAST
			   : bare_da ? LEXICON_ACK
				     : LEXICON_FILL;
	}
}

void
mark_read(struct mark_list *m, struct token_list *t,
    const struct mark_context *c)
{
	m->n = m->unit_n = m->date_n = m->unknown = 0;
	m->mask = 0;
	right_slips(t, c->book);
	for (size_t i = 0; i < t->n && m->n < TOKEN_MAX;) {
		if (t->v[i].taken) {
			i++;
			continue;
		}
		i += mark_at(m, t, i, c);
	}
	unknown_unit(m, t);
	asks_to_record(m, t);
	drop_loose_meet(m, t);
	past_or_polite(m, t);
	met_or_acting(m, t);
	for (size_t i = 0; i < m->n; i++) {
		m->mask |= MARK_BIT(m->v[i].sense);
		if (m->v[i].sense == LEXICON_NONE ||
		    m->v[i].sense == LEXICON_NUMBER)
			m->unknown++;
	}
}
