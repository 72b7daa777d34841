/*
 * Words as the fingers typed them when the keyboard program was off.  It must
 * not know any word: a guess is taken only when the caller knows the result
 * and not the original.
 */
#include "core/keystroke.h"

#include "base/sbuf.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX 20

enum { CIRCUMFLEX = 1, BREVE = 2, HORN = 4, STROKE = 8 };

struct word {
	char base[WORD_MAX + 1];
	unsigned char mark[WORD_MAX + 1];
	size_t n;
	char tone; /* s f r x j, or 0 */
	size_t tone_at;
	bool changed;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_vowel(char c)
{
	return c && strchr("aeiouy", c) != NULL;
}

static void
push(struct word *w, char c)
{
	w->base[w->n] = c;
	w->mark[w->n] = 0;
	w->base[++w->n] = '\0';
}

/* The last place of one of `letters`, or −1. */
static int
last_place(const struct word *w, const char *letters)
{
	for (size_t i = w->n; i-- > 0;)
		if (strchr(letters, w->base[i]))
			return (int)i;
	return -1;
}

static bool
mark_last(struct word *w, const char *letters, unsigned char mark)
{
	int at = last_place(w, letters);
	if (at < 0 || w->mark[at])
		return false;
	w->mark[at] = mark;
	/* "uo" + horn is ươ */
	if (mark == HORN && at > 0 && w->base[at] == 'o' &&
	    w->base[at - 1] == 'u')
		w->mark[at - 1] = HORN;
	w->changed = true;
	return true;
}

static bool
set_tone(struct word *w, char tone)
{
	int at = last_place(w, "aeiouy");
	if (at < 0 || w->tone)
		return false;
	w->tone = tone;
	w->tone_at = (size_t)at;
	w->changed = true;
	return true;
}

static void
telex_key(struct word *w, char c)
{
	bool vowel_before = last_place(w, "aeiouy") >= 0;
	if (c == 'd' && w->n == 1 && w->base[0] == 'd' && !w->mark[0]) {
		w->mark[0] = STROKE;
		w->changed = true;
		return;
	}
	char self[2] = { c, '\0' };
	if ((c == 'a' || c == 'e' || c == 'o') &&
	    mark_last(w, self, CIRCUMFLEX))
		return;
	if (c == 'w' && (mark_last(w, "uo", HORN) || mark_last(w, "a", BREVE)))
		return;
	if (strchr("sfrxj", c) && vowel_before && set_tone(w, c))
		return;
	push(w, c);
}

static void
vni_key(struct word *w, char c)
{
	static const char tones[] = "sfrxj"; /* 1–5 */
	if (c >= '1' && c <= '5' && set_tone(w, tones[c - '1']))
		return;
	if (c == '6' && mark_last(w, "aeo", CIRCUMFLEX))
		return;
	if (c == '7' && mark_last(w, "uo", HORN))
		return;
	if (c == '8' && mark_last(w, "a", BREVE))
		return;
	if (c == '9' && mark_last(w, "d", STROKE))
		return;
	push(w, c);
}

static void
viqr_key(struct word *w, char c)
{
	static const char keys[] = "'`?~.";
	static const char tones[] = "sfrxj";
	const char *tone = strchr(keys, c);
	if (c == '^' && mark_last(w, "aeo", CIRCUMFLEX))
		return;
	if (c == '+' && mark_last(w, "uo", HORN))
		return;
	if (c == '(' && mark_last(w, "a", BREVE))
		return;
	if (c == 'd' && w->n == 1 && w->base[0] == 'd' && !w->mark[0]) {
		w->mark[0] = STROKE;
		return;
	}
	if (tone && set_tone(w, tones[tone - keys]))
		return;
	push(w, c);
}

/* The plain letters and, behind each, its marks as combining characters. */
static void
write_word(const struct word *w, struct sbuf *out)
{
	static const char *const tone[] = { "\u0301", "\u0300", "\u0309",
		"\u0303", "\u0323" };
	for (size_t i = 0; i < w->n; i++) {
		if (w->mark[i] == STROKE) {
			sbuf_add(out, "\u0111");
			continue;
		}
		sbuf_add_c(out, w->base[i]);
		if (w->mark[i] == CIRCUMFLEX)
			sbuf_add(out, "\u0302");
		else if (w->mark[i] == BREVE)
			sbuf_add(out, "\u0306");
		else if (w->mark[i] == HORN)
			sbuf_add(out, "\u031b");
		if (w->tone && w->tone_at == i)
			sbuf_add(out, tone[strchr("sfrxj", w->tone) - "sfrxj"]);
	}
}

static void
type_word(struct word *w, const char *s, size_t n,
    void (*key)(struct word *, char))
{
	memset(w, 0, sizeof *w);
	for (size_t i = 0; i < n; i++)
		key(w, lower(s[i]));
}

static bool
all_letters(const char *s)
{
	for (; *s; s++)
		if (!is_letter(*s))
			return false;
	return true;
}

/* "ap3", "t7": the digit is a number, whatever method the rest is typed in. */
static bool
takes_number(const char *s)
{
	static const char *const words[] = { "ap", "kp", "t", "thu", "cd",
		"khu", "to", "th", "thang", "ngay" };
	size_t n = strcspn(s, "0123456789");
	if (s[n + strspn(s + n, "0123456789")])
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == n && strncmp(s, words[i], n) == 0)
			return true;
	return false;
}

/* Telex and VNI stand inside a run of letters and digits. */
static bool
decode_word(const char *s, size_t n, bool vni, keystroke_known *known,
    void *arg, struct sbuf *out)
{
	struct word w;
	char plain[WORD_MAX + 1];
	if (n < 2 || n > WORD_MAX)
		return false;
	bool digits = false;
	for (size_t i = 0; i < n; i++) {
		plain[i] = lower(s[i]);
		digits = digits || !is_letter(s[i]);
	}
	plain[n] = '\0';
	if (!digits && known(arg, plain))
		return false;
	if (digits && (!vni || takes_number(plain)))
		return false;
	type_word(&w, s, n, digits ? vni_key : telex_key);
	if (!w.changed || !all_letters(w.base) || !known(arg, w.base))
		return false;
	write_word(&w, out);
	return true;
}

/* A run with VIQR signs in it, up to the next blank. */
static bool
decode_viqr(const char *s, size_t n, keystroke_known *known, void *arg,
    struct sbuf *out)
{
	struct word w;
	if (n < 2 || n > WORD_MAX)
		return false;
	type_word(&w, s, n, viqr_key);
	if (!all_letters(w.base) || !known(arg, w.base))
		return false;
	write_word(&w, out);
	return true;
}

static bool
is_alnum(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/*
 * VNI is believed only when a word shows a digit that cannot be a number: 6–9
 * behind the letter it marks, with a letter or the tone following, or d9.
 */
static bool
shows_vni(const char *s)
{
	for (const char *p = s; *p; p++) {
		char c = lower(*p), d = p[1];
		if (!d || (p != s && p[-1] >= '0' && p[-1] <= '9'))
			continue;
		if (c == 'd' && d == '9')
			return true;
		bool mark = (d == '6' && strchr("aeo", c)) ||
			    (d == '7' && strchr("uo", c)) ||
			    (d == '8' && c == 'a');
		if (mark && (is_letter(p[2]) || (p[2] >= '1' && p[2] <= '5')))
			return true;
	}
	return false;
}

static bool
shows_viqr(const char *s)
{
	for (const char *p = s; *p; p++) {
		char c = lower(*p), d = p[1];
		if ((d == '^' && strchr("aeo", c)) ||
		    (d == '+' && strchr("uo", c) && is_letter(p[2])) ||
		    (d == '(' && c == 'a' && is_letter(p[2])) ||
		    ((d == '`' || d == '~') && is_vowel(c)))
			return true;
	}
	return false;
}

static size_t
run_length(const char *s, bool viqr)
{
	size_t n = 0;
	while (s[n] && (is_alnum(s[n]) || (viqr && strchr("^+(`?~'.", s[n]))))
		n++;
	return n;
}

/* Tries what stands at p; returns the bytes it used, 0 = left as it is. */
static size_t
decode_at(const char *p, bool vni, bool viqr, keystroke_known *known, void *arg,
    struct sbuf *out)
{
	size_t n = run_length(p, viqr), word = run_length(p, false);
	if (viqr && !(p[n] & 0x80) && decode_viqr(p, n, known, arg, out))
		return n;
	if (!(p[word] & 0x80) && decode_word(p, word, vni, known, arg, out))
		return word;
	return 0;
}

char *
keystroke_decode(const char *text, keystroke_known *known, void *arg)
{
	bool vni = shows_vni(text), viqr = shows_viqr(text);
	bool changed = false, inside = false; /* of a word with marks */
	struct sbuf out = { 0 };
	for (const char *p = text; *p;) {
		size_t used = 0;
		if (is_letter(*p) && !inside)
			used = decode_at(p, vni, viqr, known, arg, &out);
		if (used) {
			changed = true;
			p += used;
			continue;
		}
		used = is_letter(*p) ? run_length(p, false) : 1;
		inside = (*p & 0x80) || (is_letter(*p) && (p[used] & 0x80));
		sbuf_add_n(&out, p, used);
		p += used;
	}
	if (!changed) {
		sbuf_fini(&out);
		return NULL;
	}
	return sbuf_take(&out);
}
