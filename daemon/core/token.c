/*
 * A reply as a row of words, numbers and signs, with the typed marks beside
 * the folded letters.  It must not know any word but "d/c" and "b/c".
 */
#include "core/token.h"

#include <string.h>
#include <utf8proc.h>

struct reader {
	struct token_list *t;
	bool blank; /* since the last token */
	bool lower; /* the current word has a small letter */
};

static uint8_t
mark_of(uint32_t rune)
{
	switch (rune) {
	case 0x301:
	case 0x341:
		return TOKEN_ACUTE;
	case 0x300:
	case 0x340:
		return TOKEN_GRAVE;
	case 0x309:
		return TOKEN_HOOK;
	case 0x303:
		return TOKEN_TILDE;
	case 0x323:
		return TOKEN_DOT;
	case 0x302:
		return TOKEN_CIRCUMFLEX;
	case 0x306:
	case 0x31b:
		return TOKEN_BREVE_HORN;
	default:
		return 0;
	}
}

static struct token *
last_of(struct reader *r)
{
	return r->t->n ? &r->t->v[r->t->n - 1] : NULL;
}

static struct token *
open_token(struct reader *r, enum token_kind kind)
{
	struct token *w = last_of(r);
	if (w && !r->blank && w->kind == kind && kind != TOKEN_SIGN)
		return w;
	if (r->t->n == TOKEN_MAX) {
		r->t->cut = true;
		return NULL;
	}
	w = &r->t->v[r->t->n++];
	memset(w, 0, sizeof *w);
	w->kind = kind;
	w->glued = !r->blank && r->t->n > 1;
	w->upper = true;
	r->blank = false;
	return w;
}

static void
add_letter(struct reader *r, uint32_t rune, uint8_t mark, bool capital)
{
	struct token *w = open_token(r, TOKEN_WORD);
	if (!w)
		return;
	size_t n = strlen(w->text);
	if (!n)
		w->capital = capital;
	w->upper = w->upper && capital;
	if (n + 1 < TOKEN_SIZE) {
		w->text[n] = (char)rune;
		w->tone[n] = mark;
	}
	w->accented = w->accented || mark;
}

static void
add_digit(struct reader *r, uint32_t rune)
{
	struct token *w = open_token(r, TOKEN_NUMBER);
	if (!w)
		return;
	size_t n = strlen(w->text);
	if (n + 1 < TOKEN_SIZE)
		w->text[n] = (char)rune;
	w->digits++;
	int d = (int)rune - '0';
	if (w->digits > 6)
		w->number = -1;
	else
		w->number = w->number * 10 + d;
}

static void
add_sign(struct reader *r, uint32_t rune)
{
	/* a row of one sign ("...", "!!!") says no more than one of it */
	struct token *w = last_of(r);
	if (w && !r->blank && w->kind == TOKEN_SIGN && w->rune == rune)
		return;
	w = open_token(r, TOKEN_SIGN);
	if (!w)
		return;
	w->rune = rune;
	if (rune < 0x80)
		w->text[0] = (char)rune;
}

static void
add_mark(struct reader *r, uint32_t rune)
{
	struct token *w = last_of(r);
	if (!w || r->blank || w->kind != TOKEN_WORD)
		return;
	size_t n = strlen(w->text);
	uint8_t mark = mark_of(rune);
	if (!n || !mark)
		return;
	w->tone[n - 1] |= mark;
	w->accented = true;
}

static bool
is_blank(uint32_t rune)
{
	return rune == ' ' || rune == '\t' || rune == '\r' || rune == 0xa0 ||
	       rune == 0x3000 || (rune >= 0x2000 && rune <= 0x200a) ||
	       (rune > 0 && rune < 0x20 && rune != '\n') ||
	       (rune >= 0x7f && rune < 0xa0);
}

static void
add_rune(struct reader *r, uint32_t rune)
{
	bool capital = rune >= 'A' && rune <= 'Z';
	if (is_blank(rune)) {
		r->blank = true;
	} else if (rune >= '0' && rune <= '9') {
		add_digit(r, rune);
	} else if (capital) {
		add_letter(r, rune - 'A' + 'a', 0, true);
	} else if (rune >= 'a' && rune <= 'z') {
		add_letter(r, rune, 0, false);
	} else if (rune == 0x111 || rune == 0xf0) {
		add_letter(r, 'd', TOKEN_STROKE, false);
	} else if (rune == 0x110 || rune == 0xd0) {
		add_letter(r, 'd', TOKEN_STROKE, true);
	} else if (rune >= 0x300 && rune <= 0x36f) {
		add_mark(r, rune);
	} else if (rune == 0xfffd) {
		r->t->invalid = true;
		add_sign(r, rune);
	} else if (rune == 0x2013 || rune == 0x2014 || rune == 0x2010 ||
		   rune == 0x2212) {
		add_sign(r, '-');
	} else if (rune == 0xfe0f || (rune >= 0x1f3fb && rune <= 0x1f3ff)) {
		return; /* variation and skin of an emoji */
	} else {
		add_sign(r, rune);
	}
}

/* "d/c" and "b/c" are words although they hold a sign. */
static void
join_slashed(struct token_list *t)
{
	static const char *const pair[][3] = {
		{ "d", "c", "dongchi" },
		{ "b", "c", "bc" },
	};
	size_t out = 0;
	for (size_t i = 0; i < t->n; i++, out++) {
		if (out != i)
			t->v[out] = t->v[i];
		if (i + 2 >= t->n || !token_is_sign(&t->v[i + 1], '/'))
			continue;
		for (size_t k = 0; k < sizeof pair / sizeof pair[0]; k++) {
			if (!token_is(&t->v[i], pair[k][0]) ||
			    !token_is(&t->v[i + 2], pair[k][1]))
				continue;
			struct token *w = &t->v[out];
			memset(w->text, 0, sizeof w->text);
			memset(w->tone, 0, sizeof w->tone);
			memcpy(w->text, pair[k][2], strlen(pair[k][2]));
			w->accented = false;
			i += 2;
			break;
		}
	}
	t->n = out;
}

/* UTF-8 read as Latin-1 shows these in a row; nobody types them. */
static bool
looks_mojibake(uint32_t before, uint32_t rune)
{
	return (before == 0xc3 || before == 0xc4 || before == 0xc6 ||
		   before == 0xe1) &&
	       ((rune >= 0x80 && rune < 0xc0) || rune == 0x2018 ||
		   rune == 0x2039 || rune == 0x203a || rune == 0x2dc);
}

void
token_read(struct token_list *t, const char *text)
{
	t->n = 0;
	t->cut = false;
	t->invalid = false;
	struct reader r = { .t = t, .blank = true };
	const utf8proc_uint8_t *s = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(text);
	uint32_t before = 0;
	while (left > 0 && !t->cut) {
		utf8proc_int32_t rune;
		utf8proc_ssize_t n = utf8proc_iterate(s, left, &rune);
		if (n <= 0) {
			n = 1;
			rune = 0xfffd;
		}
		s += n;
		left -= n;
		if (rune < 0x80) {
			add_rune(&r, (uint32_t)rune);
			before = 0;
			continue;
		}
		if (looks_mojibake(before, (uint32_t)rune))
			t->invalid = true;
		before = (uint32_t)rune;
		utf8proc_int32_t part[24];
		int bound = 0;
		utf8proc_ssize_t k = utf8proc_decompose_char(rune, part, 24,
		    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
					UTF8PROC_IGNORE),
		    &bound);
		for (utf8proc_ssize_t i = 0; i < k && i < 24; i++)
			add_rune(&r, (uint32_t)part[i]);
	}
	join_slashed(t);
}

/* One letter of `spelled` with its marks; returns the bytes used. */
static size_t
spelled_letter(const char *s, char *letter, uint8_t *mark)
{
	utf8proc_int32_t rune;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &rune);
	if (n <= 0)
		return 0;
	*mark = 0;
	if (rune == 0x111) {
		*letter = 'd';
		*mark = TOKEN_STROKE;
		return (size_t)n;
	}
	utf8proc_int32_t part[8];
	int bound = 0;
	utf8proc_ssize_t k =
	    utf8proc_decompose_char(rune, part, 8, UTF8PROC_DECOMPOSE, &bound);
	*letter = (char)part[0];
	for (utf8proc_ssize_t i = 1; i < k && i < 8; i++)
		*mark |= mark_of((uint32_t)part[i]);
	return (size_t)n;
}

bool
token_agrees(const struct token *t, size_t n, const char *spelled)
{
	for (size_t k = 0; k < n; k++) {
		/* the tone may sit on another vowel (hoà, hòa): compare it
		 * for the word, the other marks letter by letter */
		unsigned typed = 0, wanted = 0;
		size_t i = 0;
		for (; *spelled && *spelled != ' '; i++) {
			char letter;
			uint8_t mark;
			size_t used = spelled_letter(spelled, &letter, &mark);
			if (!used || t[k].text[i] != letter)
				return false;
			if ((t[k].tone[i] & ~mark) & ~(unsigned)TOKEN_TONES)
				return false;
			typed |= t[k].tone[i];
			wanted |= mark;
			spelled += used;
		}
		if (t[k].text[i] || ((typed & ~wanted) & TOKEN_TONES))
			return false;
		while (*spelled == ' ')
			spelled++;
	}
	return !*spelled;
}

bool
token_is(const struct token *t, const char *word)
{
	return t->kind != TOKEN_SIGN && strcmp(t->text, word) == 0;
}

bool
token_is_sign(const struct token *t, char sign)
{
	return t->kind == TOKEN_SIGN && t->text[0] == sign && sign;
}
