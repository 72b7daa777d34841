/*
 * Which units a text names.  It must not know what is said about them, and it
 * never guesses: initials and single syllables name nobody, a typo counts only
 * when one unit of all is that near and it is the sender's own.
 */
#include "core/unitmatch.h"

#include "base/mem.h"
#include "core/lexicon.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Words that say of what kind a unit is, before its name. */
static const char *const kind_words[] = { "xa", "x", "tt", "phuong", "p" };
static const char *const branch_words[] = { "ap", "kp", "thon", "khu", "cd",
	"khom" };
/* Two-word forms of the same. */
static const char *const kind_pairs[][2] = { { "thi", "tran" } };
static const char *const branch_pairs[][2] = { { "khu", "pho" },
	{ "chi", "doan" } };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
unitmatch_fold(const char *s, char *out, size_t size)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(s);
	size_t n = 0;
	while (left > 0 && n + 1 < size) {
		utf8proc_int32_t rune;
		utf8proc_ssize_t k = utf8proc_iterate(p, left, &rune);
		if (k <= 0)
			break;
		p += k;
		left -= k;
		if (rune >= 0x80) {
			utf8proc_int32_t part[24];
			int bound = 0;
			if (rune == 0x110 || rune == 0x111)
				rune = 'd';
			else if (utf8proc_decompose_char(rune, part, 24,
				     (utf8proc_option_t)(UTF8PROC_DECOMPOSE |
							 UTF8PROC_COMPAT),
				     &bound) > 0)
				rune = part[0];
			if (rune >= 0x300 && rune < 0x370)
				continue;
		}
		if (rune >= 'A' && rune <= 'Z')
			rune += 'a' - 'A';
		if ((rune >= 'a' && rune <= 'z') ||
		    (rune >= '0' && rune <= '9'))
			out[n++] = (char)rune;
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

static bool
in_words(const char *const *v, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i], word) == 0)
			return true;
	return false;
}

/* Without the kind words in front: "ap 3" → "3", "kp tan an" → "tan an". */
static const char *
skip_kind(const char *s)
{
	static const char *const heads[] = { "huyen ", "xa ", "x ", "tt ",
		"thi tran ", "phuong ", "ap ", "kp ", "khu pho ", "thon ",
		"khu ", "chi doan ", "cd ", "khom " };
	for (size_t i = 0; i < COUNT(heads); i++) {
		size_t n = strlen(heads[i]);
		if (strncmp(s, heads[i], n) == 0)
			return skip_kind(s + n);
	}
	return s;
}

static void
add_words(struct unitmatch_book *b, int unit, const char *s, int depth)
{
	if (!*s)
		return;
	b->v = mem_grow(b->v, &b->cap, b->n + 1, sizeof *b->v);
	struct unitmatch_name *m = &b->v[b->n];
	memset(m, 0, sizeof *m);
	m->unit = unit;
	m->branch = depth > 0;
	m->top = depth < 0;
	size_t key = 0, k = 0, len = 0;
	for (; *s; s++) {
		if (*s == ' ') {
			k++;
			len = 0;
			continue;
		}
		if (key + 1 < sizeof m->key)
			m->key[key++] = *s;
		if (k < UNITMATCH_SYLLABLES && len + 1 < sizeof m->syllable[0])
			m->syllable[k][len++] = *s;
	}
	m->syllable_n = k + 1;
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].unit == unit && strcmp(b->v[i].key, m->key) == 0)
			return;
	b->n++;
}

static void
add_name(struct unitmatch_book *b, int unit, const char *folded, int depth)
{
	add_words(b, unit, skip_kind(folded), depth);
}

/* A code is a name by itself, never shortened: "X09" is read as the tokens x
 * and 09, and is not the xã 9. */
static void
add_code(struct unitmatch_book *b, int unit, const char *folded, int depth)
{
	char split[96];
	size_t n = 0;
	for (const char *s = folded; *s && n + 2 < sizeof split; s++) {
		bool digit = *s >= '0' && *s <= '9';
		if (digit && n && split[n - 1] >= 'a' && split[n - 1] <= 'z')
			split[n++] = ' ';
		split[n++] = *s;
	}
	split[n] = '\0';
	if (strpbrk(split, " 0123456789") && depth == 0)
		add_words(b, unit, split, depth);
	else
		add_name(b, unit, folded, depth);
}

static void
add_unit(struct unitmatch_book *b, int unit, int depth)
{
	const struct facts_unit *u = &b->facts->units[unit];
	char folded[96];
	unitmatch_fold(u->name, folded, sizeof folded);
	add_name(b, unit, folded, depth);
	const char *dash = strchr(u->code, '-');
	unitmatch_fold(depth > 0 && dash ? dash + 1 : u->code, folded,
	    sizeof folded);
	/* the code of "Ấp 3" is AP3: as a name it would be "3" again */
	if (depth == 0 || (depth > 0 && !dash))
		add_code(b, unit, folded, depth);
	for (const char *a = u->aliases; a && *a;) {
		size_t n = strcspn(a, "|");
		char one[96];
		if (n && n < sizeof one) {
			memcpy(one, a, n);
			one[n] = '\0';
			unitmatch_fold(one, folded, sizeof folded);
			add_name(b, unit, folded, depth);
		}
		a += n + (a[n] == '|');
	}
}

bool
unitmatch_is_own(const struct unitmatch_book *b, int unit)
{
	for (size_t i = 0; i < b->own_n; i++)
		if (b->own[i] == unit)
			return true;
	return false;
}

void
unitmatch_book_init(struct unitmatch_book *b, const struct facts *f,
    const struct policy *p, const int *own, size_t own_n)
{
	memset(b, 0, sizeof *b);
	b->facts = f;
	b->own = own;
	b->own_n = own_n;
	b->visit_level = policy_visit_level(p);
	for (int i = 0; i < f->unit_n; i++) {
		int level = f->units[i].level;
		if (level <= b->visit_level)
			add_unit(b, i, level < b->visit_level ? -1 : 0);
		else if (unitmatch_is_own(b,
			     facts_unit_at_level(f, i, b->visit_level)))
			add_unit(b, i, 1);
	}
}

void
unitmatch_book_fini(struct unitmatch_book *b)
{
	free(b->v);
	b->v = NULL;
	b->n = b->cap = 0;
}

bool
unitmatch_knows(const struct unitmatch_book *b, const char *word)
{
	for (size_t i = 0; i < b->n; i++) {
		if (strcmp(b->v[i].key, word) == 0)
			return true;
		for (size_t k = 0;
		     k < b->v[i].syllable_n && k < UNITMATCH_SYLLABLES; k++)
			if (strcmp(b->v[i].syllable[k], word) == 0)
				return true;
	}
	return false;
}

bool
unitmatch_is_key(const struct unitmatch_book *b, const char *key)
{
	for (size_t i = 0; i < b->n; i++)
		if (!b->v[i].top && b->v[i].syllable_n > 0 &&
		    strlen(b->v[i].key) >= 4 && strcmp(b->v[i].key, key) == 0)
			return true;
	return false;
}

static void
add_option(struct unitmatch *m, int unit)
{
	for (size_t i = 0; i < m->option_n; i++)
		if (m->option[i] == unit)
			return;
	if (m->option_n < UNITMATCH_OPTIONS)
		m->option[m->option_n++] = unit;
}

/* Joins k tokens from i into key; false when a sign or a taken token stands
 * between. */
static bool
join(const struct token_list *t, size_t i, size_t k, char *key, size_t size)
{
	size_t len = 0;
	if (i + k > t->n)
		return false;
	for (size_t j = 0; j < k; j++) {
		const struct token *w = &t->v[i + j];
		if (w->kind == TOKEN_SIGN || w->taken)
			return false;
		size_t n = strlen(w->text);
		if (len + n + 1 > size)
			return false;
		memcpy(key + len, w->text, n);
		len += n;
	}
	key[len] = '\0';
	return true;
}

/* Distance by one insertion, deletion, exchange or swap of neighbours. */
static bool
one_off(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), i = 0;
	if (n > m + 1 || m > n + 1)
		return false;
	while (a[i] && a[i] == b[i])
		i++;
	if (n == m)
		return a[i] &&
		       (strcmp(a + i + 1, b + i + 1) == 0 ||
			   (a[i] == b[i + 1] && a[i + 1] == b[i] && a[i + 1] &&
			       strcmp(a + i + 2, b + i + 2) == 0));
	return n > m ? strcmp(a + i + 1, b + i) == 0
		     : strcmp(a + i, b + i + 1) == 0;
}

/* "u5", "X09": a word and a number without a blank between. */
static bool
is_short_code(const struct token_list *t, size_t i, size_t k)
{
	return k == 2 && t->v[i].kind == TOKEN_WORD &&
	       t->v[i + 1].kind != TOKEN_WORD && t->v[i + 1].glued;
}

static bool
exact_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    struct unitmatch *m)
{
	char key[64];
	for (size_t k = 5; k > 0; k--) {
		if (!join(t, i, k, key, sizeof key))
			continue;
		/* "3" alone is no branch: see branch_at */
		if (strlen(key) < 4 && !is_short_code(t, i, k))
			continue;
		bool top = false;
		m->option_n = 0;
		for (size_t j = 0; j < b->n; j++) {
			if (strcmp(b->v[j].key, key) != 0 || b->v[j].branch)
				continue;
			top = b->v[j].top;
			add_option(m, b->v[j].unit);
		}
		if (!m->option_n)
			continue;
		m->from = i;
		m->n = k;
		m->branch = -1;
		m->how = top ? UNITMATCH_TOP : UNITMATCH_EXACT;
		m->unit = m->option_n == 1 && !top ? m->option[0] : -1;
		return true;
	}
	return false;
}

static size_t
kind_before(const struct token_list *t, size_t i, const char *const *words,
    size_t word_n, const char *const pairs[][2], size_t pair_n)
{
	for (size_t p = 0; p < pair_n; p++)
		if (i + 1 < t->n && token_is(&t->v[i], pairs[p][0]) &&
		    token_is(&t->v[i + 1], pairs[p][1]))
			return 2;
	if (t->v[i].kind == TOKEN_WORD && in_words(words, word_n, t->v[i].text))
		return 1;
	return 0;
}

/* A branch: its kind word and its name, or a name of two syllables. */
static bool
branch_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    struct unitmatch *m)
{
	size_t kind = kind_before(t, i, branch_words, COUNT(branch_words),
	    branch_pairs, COUNT(branch_pairs));
	size_t at = i + kind;
	if (kind && at < t->n) {
		/* "chi doan ap 3": two kind words */
		at += kind_before(t, at, branch_words, COUNT(branch_words),
		    branch_pairs, COUNT(branch_pairs));
		kind = at - i;
	}
	if (kind && at < t->n && token_is_sign(&t->v[at], '.'))
		at++;
	char key[64];
	m->option_n = 0;
	for (size_t k = 4; k > 0 && !m->option_n; k--) {
		if (!join(t, at, k, key, sizeof key) ||
		    (!kind && strlen(key) < (k > 1 ? 5 : 6)))
			continue;
		for (size_t j = 0; j < b->n; j++)
			if (b->v[j].branch && strcmp(b->v[j].key, key) == 0)
				add_option(m, b->v[j].unit);
		m->n = at - i + k;
	}
	if (!m->option_n)
		return false;
	m->from = i;
	m->how = UNITMATCH_BRANCH;
	m->branch = m->option_n == 1 ? m->option[0] : -1;
	m->unit = m->option_n == 1 ? facts_unit_at_level(b->facts, m->option[0],
					 b->visit_level)
				   : -1;
	return true;
}

/* Units whose first syllable begins with head and whose second is tail. */
static void
abbrev_options(const struct unitmatch_book *b, const char *head,
    const char *tail, struct unitmatch *m)
{
	size_t n = strlen(head);
	m->option_n = 0;
	for (size_t j = 0; j < b->n; j++)
		if (!b->v[j].branch && !b->v[j].top &&
		    b->v[j].syllable_n == 2 &&
		    strncmp(b->v[j].syllable[0], head, n) == 0 &&
		    strcmp(b->v[j].syllable[1], tail) == 0)
			add_option(m, b->v[j].unit);
}

/* "t.loi", "t. loi", "tloi", "th loi" after a kind word. */
static bool
abbrev_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    bool kind, struct unitmatch *m)
{
	const struct token *w = &t->v[i];
	size_t n = strlen(w->text);
	m->option_n = 0;
	if (n <= 2) {
		size_t next = i + 1;
		bool dot = next < t->n && token_is_sign(&t->v[next], '.') &&
			   t->v[next].glued;
		next += dot;
		if ((dot || kind || !lexicon_knows(w->text)) && next < t->n &&
		    t->v[next].kind == TOKEN_WORD) {
			abbrev_options(b, w->text, t->v[next].text, m);
			m->n = next + 1 - i;
		}
	} else if (!lexicon_knows(w->text)) {
		char head[2] = { w->text[0], '\0' };
		abbrev_options(b, head, w->text + 1, m);
		m->n = 1;
	}
	if (!m->option_n)
		return false;
	m->from = i;
	m->how = UNITMATCH_ABBREV;
	m->branch = -1;
	m->unit = m->option_n == 1 ? m->option[0] : -1;
	return true;
}

/* "tan hop" is no slip for Tân Hòa: hop is a word. */
static bool
is_word_of_its_own(const struct token_list *t, size_t i)
{
	size_t used;
	return lexicon_match(t, i, &used) != LEXICON_NONE && used == 1;
}

static bool
typo_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    struct unitmatch *m)
{
	char key[64];
	for (size_t k = 2; k > 0; k--) {
		if (!join(t, i, k, key, sizeof key) || strlen(key) < 6 ||
		    t->v[i + k - 1].kind != TOKEN_WORD ||
		    is_word_of_its_own(t, i + k - 1))
			continue;
		m->option_n = 0;
		for (size_t j = 0; j < b->n; j++)
			if (!b->v[j].branch && !b->v[j].top &&
			    one_off(key, b->v[j].key))
				add_option(m, b->v[j].unit);
		if (!m->option_n)
			continue;
		m->from = i;
		m->n = k;
		m->branch = -1;
		m->how = UNITMATCH_TYPO;
		m->unit = m->option_n == 1 && unitmatch_is_own(b, m->option[0])
			      ? m->option[0]
			      : -1;
		return true;
	}
	return false;
}

/* A last syllable ("xa hung") or initials ("TL"). */
static bool
part_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    bool kind, struct unitmatch *m)
{
	const char *s = t->v[i].text;
	m->option_n = 0;
	if (t->v[i].kind != TOKEN_WORD || lexicon_knows(s))
		return false;
	for (size_t j = 0; j < b->n; j++) {
		const struct unitmatch_name *u = &b->v[j];
		if (u->branch || u->top || u->syllable_n != 2)
			continue;
		bool initials = strlen(s) == 2 && s[0] == u->syllable[0][0] &&
				s[1] == u->syllable[1][0];
		if (initials || strcmp(u->syllable[1], s) == 0)
			add_option(m, u->unit);
	}
	if (!m->option_n)
		return false;
	m->from = i;
	m->n = 1;
	m->branch = -1;
	m->how = UNITMATCH_PART;
	m->unit = kind && m->option_n == 1 && strlen(s) > 2 ? m->option[0] : -1;
	return true;
}

/* "thi tran" alone, where the sender has one town. */
static bool
town_at(const struct unitmatch_book *b, const struct token_list *t, size_t i,
    size_t kind, struct unitmatch *m)
{
	if (!token_is(&t->v[i], "tt") && !token_is(&t->v[i], "thi"))
		return false;
	m->option_n = 0;
	for (size_t j = 0; j < b->own_n; j++) {
		char name[64];
		unitmatch_fold(b->facts->units[b->own[j]].name, name,
		    sizeof name);
		if (strncmp(name, "thi tran ", 9) == 0)
			add_option(m, b->own[j]);
	}
	if (m->option_n != 1)
		return false;
	m->from = i;
	m->n = kind;
	m->how = UNITMATCH_ABBREV;
	m->branch = -1;
	m->unit = m->option[0];
	return true;
}

static bool
named_at(const struct unitmatch_book *b, const struct token_list *t, size_t at,
    bool kind, struct unitmatch *m)
{
	return (kind && exact_at(b, t, at, m)) ||
	       abbrev_at(b, t, at, kind, m) || typo_at(b, t, at, m) ||
	       part_at(b, t, at, kind, m);
}

bool
unitmatch_at(const struct unitmatch_book *b, const struct token_list *t,
    size_t i, struct unitmatch *m)
{
	memset(m, 0, sizeof *m);
	m->unit = m->branch = -1;
	if (t->v[i].kind != TOKEN_WORD || t->v[i].taken)
		return false;
	/* a branch with its kind word before the commune's name: "kp tan an" */
	if (branch_at(b, t, i, m))
		return true;
	if (exact_at(b, t, i, m))
		return true;
	size_t kind = kind_before(t, i, kind_words, COUNT(kind_words),
	    kind_pairs, COUNT(kind_pairs));
	size_t at = i + kind;
	if (kind && at < t->n && token_is_sign(&t->v[at], '.') &&
	    t->v[at].glued)
		at++;
	if (at < t->n && t->v[at].kind == TOKEN_WORD && !t->v[at].taken &&
	    named_at(b, t, at, kind > 0, m)) {
		m->n += m->from - i;
		m->from = i;
		return true;
	}
	return kind && town_at(b, t, i, kind, m);
}
