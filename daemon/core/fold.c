/*
 * Vietnamese text brought to a form that can be compared: one pass over code
 * points decomposed by utf8proc.  Must not know words or their meaning.
 */
#include "core/fold.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define DECOMPOSED_MAX 24 /* U+FDFA, the longest, has 18 */

/* Code point at s and its length, or −1 and 1 for a byte that is no UTF-8. */
static int32_t
next_char(const char *s, size_t *len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);

	if (n <= 0) {
		*len = 1;
		return -1;
	}
	*len = (size_t)n;
	return c;
}

static void
add_char(struct sbuf *b, int32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

	sbuf_add_n(b, (const char *)bytes, (size_t)n);
}

static bool
is_mark(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC ||
	       k == UTF8PROC_CATEGORY_ME;
}

/* Soft hyphen, ZWSP, joiners, direction marks, word joiner, BOM …: Cf. */
static bool
is_invisible(int32_t c)
{
	return utf8proc_category(c) == UTF8PROC_CATEGORY_CF || c == 0x115f ||
	       c == 0x1160 || c == 0x3164;
}

static bool
is_blank(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL ||
	       k == UTF8PROC_CATEGORY_ZP || k == UTF8PROC_CATEGORY_CC;
}

/* đ and its doubles have no decomposition; phones and Word put typographic
 * signs for the plain ones. */
static int32_t
plain(int32_t c)
{
	switch (c) {
	case 0x0111: /* đ */
	case 0x00f0: /* ð, from a wrong code page */
	case 0x0256: /* ɖ, the small form of Ɖ */
		return 'd';
	case 0x0110: /* Đ */
	case 0x00d0: /* Ð */
	case 0x0189: /* Ɖ */
		return 'D';
	default:
		return c;
	}
}

static int32_t
plain_sign(int32_t c)
{
	if (c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x02bc)
		return '\'';
	if (c >= 0x201c && c <= 0x201f)
		return '"';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	return plain(c);
}

static void
add_folded(struct sbuf *b, int32_t c, bool *gap)
{
	if (is_mark(c) || is_invisible(c))
		return;
	if (is_blank(c)) {
		*gap = b->len > 0; /* the trim at the left */
		return;
	}
	if (*gap)
		sbuf_add_c(b, ' ');
	*gap = false;
	add_char(b, plain_sign(c));
}

char *
fold_text(const char *s)
{
	struct sbuf b = { 0 };
	bool gap = false; /* a blank, once something follows it */
	size_t len;

	for (; *s; s += len) {
		utf8proc_int32_t d[DECOMPOSED_MAX];
		utf8proc_ssize_t n;
		int32_t c = next_char(s, &len);

		if (c < 0) {
			add_folded(&b, '?', &gap);
			continue;
		}
		if (is_blank(c)) { /* U+00A0 is fine, U+2028 has no NFKD */
			add_folded(&b, c, &gap);
			continue;
		}
		n = utf8proc_decompose_char(c, d, DECOMPOSED_MAX,
		    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD,
		    NULL);
		for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++)
			add_folded(&b, d[i], &gap);
	}
	return sbuf_take(&b);
}

static bool
is_letter_or_digit(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO &&
	       !is_mark(c);
}

char *
fold_key(const char *s)
{
	struct sbuf b = { 0 };
	char *folded = fold_text(s);
	size_t len;

	for (const char *p = folded; *p; p += len)
		if (is_letter_or_digit(next_char(p, &len)))
			sbuf_add_n(&b, p, len);
	free(folded);
	return sbuf_take(&b);
}

bool
fold_valid_utf8(const char *s)
{
	size_t len;

	for (; *s; s += len)
		if (next_char(s, &len) < 0)
			return false;
	return true;
}

/* Decomposed code points, ready for utf8proc_reencode, which needs one more
 * element for the end.  Caller frees. */
static utf8proc_int32_t *
decompose(const char *s, int32_t replacement, size_t *n)
{
	const utf8proc_option_t opts = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	struct sbuf clean = { 0 };
	const utf8proc_uint8_t *u;
	utf8proc_int32_t *v;
	utf8proc_ssize_t got, len;

	for (size_t step; *s; s += step) {
		if (next_char(s, &step) < 0)
			add_char(&clean, replacement);
		else
			sbuf_add_n(&clean, s, step);
	}
	u = (const utf8proc_uint8_t *)sbuf_text(&clean);
	len = (utf8proc_ssize_t)clean.len;
	got = utf8proc_decompose(u, len, NULL, 0, opts);
	*n = got > 0 ? (size_t)got : 0;
	v = mem_new(*n + 1, sizeof(*v));
	if (got > 0)
		utf8proc_decompose(u, len, v, got, opts);
	sbuf_fini(&clean);
	return v;
}

/* Composes; takes v. */
static char *
compose(utf8proc_int32_t *v, size_t n)
{
	utf8proc_ssize_t len = utf8proc_reencode(v, (utf8proc_ssize_t)n,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	char *s = mem_dup_n((const char *)v, len > 0 ? (size_t)len : 0);

	free(v);
	return s;
}

char *
fold_nfc(const char *s)
{
	size_t n;
	utf8proc_int32_t *v = decompose(s, 0xfffd, &n);

	return compose(v, n);
}

char *
fold_accents(const char *s)
{
	size_t n, kept = 0;
	utf8proc_int32_t *v = decompose(s, '?', &n);

	/* Only the marks of Latin letters: other scripts keep theirs. */
	for (size_t i = 0; i < n; i++)
		if (v[i] < 0x0300 || v[i] > 0x036f)
			v[kept++] = plain(v[i]);
	return compose(v, kept);
}

/* Order of a mark among the letters (a ă â, o ô ơ, u ư), or 0. */
static char
quality(int32_t mark)
{
	return mark == 0x0306	? '2'
	       : mark == 0x0302 ? '3'
	       : mark == 0x031b ? '4'
				: 0;
}

/* Order of a tone: level, huyền, hỏi, ngã, sắc, nặng (TCVN 6909). */
static char
tone(int32_t mark)
{
	return mark == 0x0300	? '2'
	       : mark == 0x0309 ? '3'
	       : mark == 0x0303 ? '4'
	       : mark == 0x0301 ? '5'
	       : mark == 0x0323 ? '6'
				: 0;
}

/*
 * Letters first: each is its plain letter and a digit for ă â ê ô ơ ư đ, so
 * that bytes compare as the alphabet does; then, behind \x01, a digit a
 * letter for the tones.  A blank is below every letter, \x01 below a blank.
 */
char *
fold_sort_key(const char *s)
{
	struct sbuf key = { 0 }, tones = { 0 };
	size_t n;
	utf8proc_int32_t *v = decompose(s, '?', &n);

	for (size_t i = 0; i < n; i++) {
		int32_t c = utf8proc_tolower(v[i]);
		char q = plain(c) == c ? '1' : '2', t = '1';

		if (is_invisible(c) || is_mark(c))
			continue;
		if (is_blank(c)) {
			sbuf_add_c(&key, ' ');
			continue;
		}
		add_char(&key, plain(c));
		if (!is_letter_or_digit(c))
			continue;
		for (; i + 1 < n && is_mark(v[i + 1]); i++) {
			char nq = quality(v[i + 1]), nt = tone(v[i + 1]);

			q = nq ? nq : q;
			t = nt ? nt : t;
		}
		sbuf_add_c(&key, q);
		sbuf_add_c(&tones, t);
	}
	free(v);
	sbuf_add_c(&key, '\x01');
	sbuf_add_n(&key, sbuf_text(&tones), tones.len);
	sbuf_fini(&tones);
	return sbuf_take(&key);
}
