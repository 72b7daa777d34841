/*
 * Numbers in a text and what kind they are.  It must not know days or units:
 * it only says which numbers cannot be a day.
 */
#include "core/numeral.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const units[][2] = { /* of the word forms, 1–9 */
	{ "mot", "" }, { "hai", "" }, { "ba", "" }, { "bon", "tu" },
	{ "nam", "lam" }, { "sau", "" }, { "bay", "" }, { "tam", "" },
	{ "chin", "" }
};

/* What a number counts: such a number is no day. */
static const char *const counted[] = { "dv", "dvtn", "nguoi", "em", "ban",
	"lan", "buoi", "phut", "ph", "tieng", "clb", "trieu", "tr", "ngan",
	"nghin", "dong", "d", "vnd", "suat", "phan", "cay", "met", "m", "km",
	"ho", "nam", "tuoi", "qua", "chau", "thieu", "can", "cong", "mo", "doi",
	"nhom", "cau", "giai", "bao", "tan", "tin", "k", "cuoc", "ap", "tien",
	"gb", "mb", "the", "luot", "chiec", "cai", "con", "chi", "hoi", "cap",
	"dongchi", "dc", "anh", "bi", "doan", "cd", "thanh", "hoc", "muc",
	"noidung", "nd", "truong", "lop", "can", "y", "tuan", "thang", "dot",
	"ngay" };

/* The places of a visit. */
static const char *const places_of[] = { "xa", "noi", "cho", "don", "dia", "co",
	"thi", "cs", "dvi", "diem" };

/* A number behind one of these is an ordinal or a document's. */
static const char *const ordinal[] = { "so", "lan", "quy", "dot", "khoa", "ky",
	"nam", "muc", "dieu", "qd", "nq", "cv", "kh", "tb", "to", "doi", "cum",
	"phong", "lop", "duong", "ql", "dt", "khoi", "nk", "ha" };

static bool
in_list(const char *const *v, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i], s) == 0)
			return true;
	return false;
}

static const char *
word_at(const struct token_list *t, size_t i)
{
	return i < t->n && t->v[i].kind == TOKEN_WORD && !t->v[i].taken
		   ? t->v[i].text
		   : "";
}

static int
unit_word(const struct token_list *t, size_t i)
{
	const char *s = word_at(t, i);
	for (int k = 0; *s && k < 9; k++)
		if (strcmp(s, units[k][0]) == 0 || strcmp(s, units[k][1]) == 0)
			return k + 1;
	return -1;
}

int
numeral_digits(const struct token_list *t, size_t i)
{
	if (i >= t->n || t->v[i].kind != TOKEN_NUMBER || t->v[i].taken)
		return -1;
	return t->v[i].number;
}

/* "muoi", "muoi lam", "ham lam". */
static int
tens_word(const struct token_list *t, size_t i, size_t *used)
{
	static const char *const heads[] = { "muoi", "ham", "bam" };
	for (int k = 0; k < 3; k++) {
		if (strcmp(word_at(t, i), heads[k]) != 0)
			continue;
		int u = unit_word(t, i + 1);
		/* "muoi nam" is ten years or 15 only as "muoi lam" */
		*used = u > 0 ? 2 : 1;
		if (u < 0 && k > 0)
			return -1;
		return (k + 1) * 10 + (u > 0 ? u : 0);
	}
	return -1;
}

int
numeral_read(const struct token_list *t, size_t i, size_t *used)
{
	int d = numeral_digits(t, i);
	*used = 1;
	if (d >= 0)
		return d;
	d = tens_word(t, i, used);
	if (d >= 0)
		return d;
	d = unit_word(t, i);
	*used = 1;
	if (d < 0)
		return -1;
	const char *next = word_at(t, i + 1);
	if (d <= 3 &&
	    (strcmp(next, "muoi") == 0 || strcmp(next, "chuc") == 0)) {
		int u = unit_word(t, i + 2);
		*used = u > 0 ? 3 : 2;
		return d * 10 + (u > 0 ? u : 0);
	}
	/* "hai mot" is 21 as days are said */
	int u = unit_word(t, i + 1);
	if ((d == 2 || d == 3) && u > 0 && d * 10 + u <= 31 &&
	    strcmp(next, "nam") != 0) {
		*used = 2;
		return d * 10 + u;
	}
	return d;
}

/* 15h, 15h30, 7 gio, 08:15, 7g30 sang. */
static size_t
hour_at(const struct token_list *t, size_t i)
{
	if (i + 2 < t->n && token_is_sign(&t->v[i + 1], ':') &&
	    t->v[i + 1].glued && t->v[i + 2].kind == TOKEN_NUMBER)
		return 3;
	const char *s = word_at(t, i + 1);
	bool glued = i + 1 < t->n && t->v[i + 1].glued;
	if (strcmp(s, "gio") != 0 &&
	    !(glued && (strcmp(s, "h") == 0 || strcmp(s, "g") == 0)) &&
	    !(strcmp(s, "h") == 0))
		return 0;
	size_t n = 2;
	if (i + n < t->n && t->v[i + n].kind == TOKEN_NUMBER &&
	    (t->v[i + n].glued || strcmp(s, "gio") == 0) &&
	    !(i + n + 1 < t->n && token_is_sign(&t->v[i + n + 1], '/')))
		n++;
	if (strcmp(word_at(t, i + n), "ruoi") == 0)
		n++;
	return n;
}

/* "0912 000 003", "0912.000.003", or seven digits and more. */
static size_t
phone_at(const struct token_list *t, size_t i)
{
	int digits = t->v[i].digits;
	bool zero = t->v[i].text[0] == '0' && digits >= 3;
	if (digits >= 7)
		return 1;
	if (!zero)
		return 0;
	size_t n = 1;
	while (i + n < t->n) {
		size_t at = i + n;
		if (t->v[at].kind == TOKEN_SIGN &&
		    (t->v[at].text[0] == '.' || t->v[at].text[0] == '-') &&
		    at + 1 < t->n)
			at++;
		if (t->v[at].kind != TOKEN_NUMBER || t->v[at].digits < 2)
			break;
		digits += t->v[at].digits;
		n = at + 1 - i;
	}
	return digits >= 9 ? n : 0;
}

/* "15/QD-HDTN", "05-KH/HDTN": a document's number with its tail. */
static size_t
document_at(const struct token_list *t, size_t i)
{
	if (i + 2 >= t->n || t->v[i + 1].kind != TOKEN_SIGN ||
	    !t->v[i + 1].glued || !t->v[i + 2].glued ||
	    t->v[i + 2].kind != TOKEN_WORD)
		return 0;
	char c = t->v[i + 1].text[0];
	if (c != '/' && !(c == '-' && t->v[i + 2].upper))
		return 0;
	size_t n = 3;
	while (i + n < t->n && t->v[i + n].glued)
		n++;
	return n;
}

static bool
is_counted(const struct token_list *t, size_t i, int *places)
{
	const char *s = word_at(t, i), *next = word_at(t, i + 1);
	if (in_list(places_of, COUNT(places_of), s)) {
		/* "3 co so", "3 don vi", "3 dia ban", "2 thi tran" */
		if (strcmp(s, "don") == 0 && strcmp(next, "vi") != 0)
			return false;
		if (strcmp(s, "dia") == 0 && strcmp(next, "ban") != 0 &&
		    strcmp(next, "phuong") != 0 && strcmp(next, "diem") != 0)
			return false;
		if (strcmp(s, "co") == 0 && strcmp(next, "so") != 0)
			return false;
		if (strcmp(s, "thi") == 0 && strcmp(next, "tran") != 0)
			return false;
		*places = 1;
		return true;
	}
	if (!in_list(counted, COUNT(counted), s))
		return false;
	/* pronouns and particles that also follow a day: "12 em di" */
	static const char *const both[] = { "em", "anh", "chi", "ban", "con",
		"tan", "nam", "thang", "ngay", "can", "bao", "dc", "tuan", "k",
		"doan", "co", "y", "hoi", "thanh", "qua", "the", "ho", "d", "m",
		"tin", "tien", "cong", "bi" };
	if (!in_list(both, COUNT(both), s))
		return true;
	if (strcmp(s, "chi") == 0)
		return strcmp(next, "doan") == 0 || strcmp(next, "hoi") == 0 ||
		       strcmp(next, "bo") == 0;
	if (strcmp(s, "doan") == 0)
		return strcmp(next, "vien") == 0;
	if (strcmp(s, "thanh") == 0)
		return strcmp(next, "nien") == 0 || strcmp(next, "vien") == 0;
	if (strcmp(s, "can") == 0)
		return strcmp(next, "bo") == 0;
	if (strcmp(s, "cong") == 0)
		return strcmp(next, "trinh") == 0;
	if (strcmp(s, "bi") == 0)
		return strcmp(next, "thu") == 0;
	if (strcmp(s, "hoi") == 0)
		return strcmp(next, "vien") == 0;
	if (strcmp(s, "k") == 0 || strcmp(s, "d") == 0 || strcmp(s, "m") == 0)
		return i < t->n && t->v[i].glued;
	return false;
}

size_t
numeral_other(const struct token_list *t, size_t i, int *places)
{
	*places = -1;
	if (i >= t->n || t->v[i].kind != TOKEN_NUMBER)
		return 0;
	size_t n = phone_at(t, i);
	if (n)
		return n;
	if (t->v[i].number < 0 || t->v[i].digits > 4)
		return 1;
	if ((n = hour_at(t, i)) || (n = document_at(t, i)))
		return n;
	if (i + 1 < t->n && token_is_sign(&t->v[i + 1], '%'))
		return 2;
	bool slash = i + 2 < t->n && token_is_sign(&t->v[i + 1], '/') &&
		     t->v[i + 2].kind == TOKEN_NUMBER;
	size_t end = slash ? i + 3 : i + 1;
	/* "2/7 dong chi", "3/3 xa": a part of a whole; "12/5 xa" is a day */
	int what = -1;
	bool part = !slash || t->v[i].number <= t->v[i + 2].number;
	if (part && is_counted(t, end, &what) &&
	    !(slash && t->v[i + 2].number <= 12 && what > 0 && end + 1 < t->n &&
		t->v[end + 1].kind == TOKEN_WORD &&
		strcmp(word_at(t, end), "xa") == 0)) {
		if (what > 0)
			*places = t->v[i].number;
		return end - i;
	}
	const char *before = i ? word_at(t, i - 1) : "";
	/* "so 15/5" could be a document or a slip for a day: no day */
	if (in_list(ordinal, COUNT(ordinal), before) &&
	    !(i > 1 && strcmp(before, "so") == 0 &&
		strcmp(word_at(t, i - 2), "co") == 0))
		return end - i;
	bool iso = i + 2 < t->n && token_is_sign(&t->v[i + 1], '-') &&
		   t->v[i + 2].kind == TOKEN_NUMBER;
	if (t->v[i].digits == 4 && !slash && !iso)
		return 1;
	return 0;
}
