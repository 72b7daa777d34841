/*
 * Days as people say them, read from the words.  It must not know what the
 * sentence claims: the direction of a day without a year is asked for later.
 */
#include "core/phrase.h"

#include "core/civil.h"
#include "core/numeral.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { EVENING = 18 * 60, AFTERNOON = 13 * 60, NOON = 11 * 60 };

/* Days from today; `spelled` only where the marks decide. */
static const struct {
	const char *words;
	const char *spelled;
	int offset;
	int minute;
} offsets[] = {
	{ "sang hom nay", NULL, 0, -1 },
	{ "trua hom nay", NULL, 0, NOON },
	{ "chieu hom nay", NULL, 0, AFTERNOON },
	{ "toi hom nay", NULL, 0, EVENING },
	{ "ngay hom nay", NULL, 0, -1 },
	{ "hoi sang nay", NULL, 0, -1 },
	{ "hoi sang", NULL, 0, -1 },
	{ "luc sang", NULL, 0, -1 },
	{ "luc nay", "lúc nãy", 0, -1 },
	{ "hoi nay", NULL, 0, -1 },
	{ "ban nay", "ban nãy", 0, -1 },
	{ "nay gio", NULL, 0, -1 },
	{ "moi sang nay", NULL, 0, -1 },
	{ "hom nay", NULL, 0, -1 },
	{ "bua nay", NULL, 0, -1 },
	{ "bua ni", NULL, 0, -1 },
	{ "hom ni", NULL, 0, -1 },
	{ "sang nay", NULL, 0, -1 },
	{ "trua nay", NULL, 0, NOON },
	{ "chieu nay", NULL, 0, AFTERNOON },
	{ "toi nay", NULL, 0, EVENING },
	{ "hnay", NULL, 0, -1 },
	{ "hn", NULL, 0, -1 },
	{ "nay", NULL, 0, -1 },
	{ "ngay hom qua", NULL, -1, -1 },
	{ "sang hom qua", NULL, -1, -1 },
	{ "trua hom qua", NULL, -1, -1 },
	{ "chieu hom qua", NULL, -1, -1 },
	{ "toi hom qua", NULL, -1, -1 },
	{ "chieu hqua", NULL, -1, -1 },
	{ "sang hqua", NULL, -1, -1 },
	{ "toi hqua", NULL, -1, -1 },
	{ "hom qua", NULL, -1, -1 },
	{ "hom wa", NULL, -1, -1 },
	{ "bua qua", NULL, -1, -1 },
	{ "chieu qua", NULL, -1, -1 },
	{ "sang qua", NULL, -1, -1 },
	{ "trua qua", NULL, -1, -1 },
	{ "toi qua", NULL, -1, -1 },
	{ "dem qua", NULL, -1, -1 },
	{ "hqua", NULL, -1, -1 },
	{ "hwa", NULL, -1, -1 },
	{ "hqa", NULL, -1, -1 },
	{ "hq", NULL, -1, -1 },
	{ "ngay hom kia", NULL, -2, -1 },
	{ "sang hom kia", NULL, -2, -1 },
	{ "chieu hom kia", NULL, -2, -1 },
	{ "toi hom kia", NULL, -2, -1 },
	{ "hom kia", "hôm kia", -2, -1 },
	{ "hom kia", "hôm kìa", -3, -1 },
	{ "bua kia", "bữa kia", -2, -1 },
	{ "bua kia", "bữa kìa", -3, -1 },
	{ "hkia", NULL, -2, -1 },
	{ "ngay mai", NULL, 1, -1 },
	{ "sang mai", NULL, 1, -1 },
	{ "trua mai", NULL, 1, -1 },
	{ "chieu mai", NULL, 1, -1 },
	{ "toi mai", NULL, 1, -1 },
	{ "sang ngay mai", NULL, 1, -1 },
	{ "chieu ngay mai", NULL, 1, -1 },
	{ "bua mai", NULL, 1, -1 },
	{ "mai", NULL, 1, -1 },
	{ "ngay mot", "ngày mốt", 2, -1 },
	{ "bua mot", NULL, 2, -1 },
	{ "sang mot", NULL, 2, -1 },
	{ "chieu mot", NULL, 2, -1 },
	{ "mot", "mốt", 2, -1 },
	{ "ngay kia", NULL, 2, -1 },
};

enum span {
	LATELY, /* hom truoc, bua hom: some day of the last weeks */
	WEEK,	/* a week, days lo…hi of it (ISO, 0 = Monday) */
	THIRD	/* a part of a month: 0 first, 1 middle, 2 last, 3 all */
};

static const struct {
	const char *words;
	enum span span;
	int which;  /* week or month from this one */
	int lo, hi; /* days of the week; or the third */
} spans[] = {
	{ "cuoi tuan vua roi", WEEK, -1, 5, 6 },
	{ "cuoi tuan vua qua", WEEK, -1, 5, 6 },
	{ "cuoi tuan truoc", WEEK, -1, 5, 6 },
	{ "cuoi tuan roi", WEEK, -1, 5, 6 },
	{ "cuoi tuan qua", WEEK, -1, 5, 6 },
	{ "cuoi tuan sau", WEEK, 1, 5, 6 },
	{ "cuoi tuan toi", WEEK, 1, 5, 6 },
	{ "cuoi tuan nay", WEEK, 0, 5, 6 },
	{ "cuoi tuan", WEEK, 0, 5, 6 },
	{ "dau tuan truoc", WEEK, -1, 0, 2 },
	{ "dau tuan roi", WEEK, -1, 0, 2 },
	{ "dau tuan sau", WEEK, 1, 0, 2 },
	{ "dau tuan toi", WEEK, 1, 0, 2 },
	{ "dau tuan nay", WEEK, 0, 0, 2 },
	{ "dau tuan", WEEK, 0, 0, 2 },
	{ "giua tuan truoc", WEEK, -1, 2, 4 },
	{ "giua tuan roi", WEEK, -1, 2, 4 },
	{ "giua tuan sau", WEEK, 1, 2, 4 },
	{ "giua tuan nay", WEEK, 0, 2, 4 },
	{ "giua tuan", WEEK, 0, 2, 4 },
	{ "tuan truoc nua", WEEK, -2, 0, 6 },
	{ "tuan vua roi", WEEK, -1, 0, 6 },
	{ "tuan vua qua", WEEK, -1, 0, 6 },
	{ "tuan truoc", WEEK, -1, 0, 6 },
	{ "tuan roi", WEEK, -1, 0, 6 },
	{ "tuan qua", WEEK, -1, 0, 6 },
	{ "tuan nay", WEEK, 0, 0, 6 },
	{ "trong tuan nay", WEEK, 0, 0, 6 },
	{ "tuan sau", WEEK, 1, 0, 6 },
	{ "tuan toi", WEEK, 1, 0, 6 },
	{ "qua tuan", WEEK, 1, 0, 6 },
	{ "tuan ke", WEEK, 1, 0, 6 },
	{ "tuan tiep", WEEK, 1, 0, 6 },
	{ "dau thang truoc", THIRD, -1, 0, 0 },
	{ "dau thang sau", THIRD, 1, 0, 0 },
	{ "dau thang toi", THIRD, 1, 0, 0 },
	{ "dau thang nay", THIRD, 0, 0, 0 },
	{ "dau thang", THIRD, 0, 0, 0 },
	{ "giua thang truoc", THIRD, -1, 1, 0 },
	{ "giua thang sau", THIRD, 1, 1, 0 },
	{ "giua thang nay", THIRD, 0, 1, 0 },
	{ "giua thang", THIRD, 0, 1, 0 },
	{ "cuoi thang truoc", THIRD, -1, 2, 0 },
	{ "cuoi thang roi", THIRD, -1, 2, 0 },
	{ "cuoi thang nay", THIRD, 0, 2, 0 },
	{ "cuoi thang", THIRD, 0, 2, 0 },
	{ "thang truoc nua", THIRD, -2, 3, 0 },
	{ "thang truoc", THIRD, -1, 3, 0 },
	{ "thang roi", THIRD, -1, 3, 0 },
	{ "thang vua roi", THIRD, -1, 3, 0 },
	{ "thang vua qua", THIRD, -1, 3, 0 },
	{ "thang qua", THIRD, -1, 3, 0 },
	{ "trong thang nay", THIRD, 0, 3, 0 },
	{ "trong thang", THIRD, 0, 3, 0 },
	{ "thang nay", THIRD, 0, 3, 0 },
	{ "thang sau", THIRD, 1, 3, 0 },
	{ "thang toi", THIRD, 1, 3, 0 },
	{ "qua thang", THIRD, 1, 3, 0 },
	{ "bua truoc", LATELY, 0, 0, 0 },
	{ "hom truoc", LATELY, 0, 0, 0 },
	{ "bua hom truoc", LATELY, 0, 0, 0 },
	{ "bua hom", LATELY, 0, 0, 0 },
	{ "bua hom bua", LATELY, 0, 0, 0 },
	{ "hom bua", LATELY, 0, 0, 0 },
	{ "hom no", LATELY, 0, 0, 0 },
	{ "hom ro", LATELY, 0, 0, 0 },
	{ "hom noi", LATELY, 0, 0, 0 },
	{ "bua no", LATELY, 0, 0, 0 },
	{ "bua ro", LATELY, 0, 0, 0 },
	{ "hom ray", LATELY, 0, 0, 0 },
	{ "bua ray", LATELY, 0, 0, 0 },
	{ "hom roi", LATELY, 0, 0, 0 },
	{ "bua roi", LATELY, 0, 0, 0 },
	{ "ngay truoc", LATELY, 0, 0, 0 },
	{ "may hom truoc", LATELY, 0, 0, 0 },
	{ "may bua truoc", LATELY, 0, 0, 0 },
	{ "may ngay truoc", LATELY, 0, 0, 0 },
	{ "vai hom truoc", LATELY, 0, 0, 0 },
	{ "vai ngay truoc", LATELY, 0, 0, 0 },
	{ "vai bua truoc", LATELY, 0, 0, 0 },
	{ "may hom nay", LATELY, 0, 0, 0 },
	{ "may bua nay", LATELY, 0, 0, 0 },
	{ "dao truoc", LATELY, 0, 0, 0 },
	{ "dot truoc", LATELY, 0, 0, 0 },
	{ "dot roi", LATELY, 0, 0, 0 },
	{ "dot vua roi", LATELY, 0, 0, 0 },
	{ "hom vua roi", LATELY, 0, 0, 0 },
	{ "bua vua roi", LATELY, 0, 0, 0 },
	{ "hoi hom", LATELY, 0, 0, 0 },
	{ "vua qua", LATELY, 0, 0, 0 },
	{ "moi day", LATELY, 0, 0, 0 },
	{ "gan day", LATELY, 0, 0, 0 },
};

static const struct {
	const char *words;
	const char *spelled;
	enum phrase_side side;
} sides[] = {
	{ "tuan truoc nua", NULL, PHRASE_WEEK_2 },
	{ "tuan vua roi", NULL, PHRASE_WEEK_1 },
	{ "tuan vua qua", NULL, PHRASE_WEEK_1 },
	{ "tuan truoc", NULL, PHRASE_WEEK_1 },
	{ "tuan roi", NULL, PHRASE_WEEK_1 },
	{ "tuan qua", NULL, PHRASE_WEEK_1 },
	{ "tuan nay", NULL, PHRASE_WEEK_0 },
	{ "tuan sau", NULL, PHRASE_WEEK_NEXT },
	{ "tuan toi", NULL, PHRASE_WEEK_NEXT },
	{ "tuan ke", NULL, PHRASE_WEEK_NEXT },
	{ "vua roi", NULL, PHRASE_LAST },
	{ "vua qua", NULL, PHRASE_LAST },
	{ "moi roi", NULL, PHRASE_LAST },
	{ "moi day", NULL, PHRASE_LAST },
	{ "hom truoc", NULL, PHRASE_LAST },
	{ "hom bua", NULL, PHRASE_LAST },
	{ "truoc", NULL, PHRASE_LAST },
	{ "nay", "này", PHRASE_WEEK_0 },
	{ "toi day", NULL, PHRASE_NEXT },
	{ "sap toi", NULL, PHRASE_NEXT },
	{ "ke", NULL, PHRASE_NEXT },
};

/* Words that may stand before a day and say only that one follows. */
static const char *const heads[] = { "hom ngay", "ngay hom", "vao ngay",
	"bua ngay", "trong ngay", "vao hom", "vao luc", "ngay", "hom", "bua",
	"vao", "hom bua", "ngaf", "ng", "ngay thu" };
/* Parts of a day before a weekday or a date. */
static const char *const parts[] = { "sang", "chieu", "trua", "dem" };

static bool
is_word(const struct token_list *t, size_t i, const char *s)
{
	return i < t->n && !t->v[i].taken && token_is(&t->v[i], s);
}

/* Number of tokens when the blank-separated words stand at i, else 0. */
static size_t
words_at(const struct token_list *t, size_t i, const char *words)
{
	size_t n = 0;
	while (*words) {
		size_t k = strcspn(words, " ");
		if (i + n >= t->n || t->v[i + n].taken ||
		    t->v[i + n].kind == TOKEN_SIGN ||
		    strncmp(t->v[i + n].text, words, k) != 0 ||
		    t->v[i + n].text[k])
			return 0;
		n++;
		words += k + (words[k] == ' ');
	}
	return n;
}

static size_t
one_of(const struct token_list *t, size_t i, const char *const *v, size_t n)
{
	size_t best = 0;
	for (size_t k = 0; k < n; k++) {
		size_t used = words_at(t, i, v[k]);
		if (used > best)
			best = used;
	}
	return best;
}

static size_t
offset_at(const struct token_list *t, size_t i, struct phrase *p)
{
	size_t best = 0;
	for (size_t k = 0; k < COUNT(offsets); k++) {
		size_t n = words_at(t, i, offsets[k].words);
		if (n <= best ||
		    (offsets[k].spelled &&
			!token_agrees(&t->v[i], n, offsets[k].spelled)))
			continue;
		best = n;
		p->kind = PHRASE_OFFSET;
		p->offset = offsets[k].offset;
		p->minute = offsets[k].minute;
	}
	return best;
}

/* "3 hom truoc", "cach day hai ngay", "2 ngay nua". */
static size_t
counted_at(const struct token_list *t, size_t i, struct phrase *p)
{
	static const char *const day[] = { "hom", "ngay", "bua" };
	size_t used, start = i, ago = words_at(t, i, "cach day");
	if (!ago)
		ago = words_at(t, i, "cach");
	i += ago;
	int n = numeral_read(t, i, &used);
	if (n < 1 || n > 31)
		return 0;
	i += used;
	size_t d = one_of(t, i, day, COUNT(day));
	if (!d)
		return 0;
	i += d;
	bool before = is_word(t, i, "truoc") || is_word(t, i, "roi");
	bool after = is_word(t, i, "nua") || is_word(t, i, "sau");
	if (is_word(t, i, "roi") && !ago)
		return 0; /* "2 ngay roi": how long, not when */
	if (!before && !after && !ago)
		return 0;
	p->kind = PHRASE_OFFSET;
	p->offset = after ? n : -n;
	return i + (before || after ? 1 : 0) - start;
}

static int32_t
month_shift(int32_t today, int by)
{
	return civil_month_of(today) + by;
}

static void
span_days(struct phrase *p, int32_t today, size_t k)
{
	int32_t monday = today - ((int32_t)civil_weekday_of(today) - 1);
	int32_t m = month_shift(today, spans[k].which);
	int32_t first = civil_month_first(m), last = civil_month_last(m);
	int32_t lo = today - 21, hi = today - 1;
	p->kind = PHRASE_SPAN;
	switch (spans[k].span) {
	case WEEK:
		lo = monday + 7 * spans[k].which + spans[k].lo;
		hi = monday + 7 * spans[k].which + spans[k].hi;
		break;
	case THIRD:
		lo = spans[k].lo == 1	? first + 9
		     : spans[k].lo == 2 ? first + 19
					: first;
		hi = spans[k].lo == 0	? first + 11
		     : spans[k].lo == 1 ? first + 20
					: last;
		if (spans[k].lo == 3) {
			p->kind = PHRASE_MONTH;
			p->offset = spans[k].which;
		}
		break;
	case LATELY:
		break;
	}
	p->lo = lo - today;
	p->hi = hi - today;
}

/* "dau thang 5", "cuoi thang 4": a third of a month by its number. */
static size_t
third_of_month_at(const struct token_list *t, size_t i, int32_t today,
    struct phrase *p)
{
	static const char *const thirds[] = { "dau", "giua", "cuoi" };
	for (int k = 0; k < 3; k++) {
		if (!is_word(t, i, thirds[k]) || !is_word(t, i + 1, "thang"))
			continue;
		size_t used;
		int n = numeral_read(t, i + 2, &used);
		if (n < 1 || n > 12)
			return 0;
		int year = civil_date_of(today).year;
		int32_t m = civil_month(year, n);
		if (m - civil_month_of(today) > 6)
			m -= 12;
		if (civil_month_of(today) - m > 6)
			m += 12;
		int32_t first = civil_month_first(m);
		p->kind = PHRASE_SPAN;
		p->lo = first - today + (k == 0 ? 0 : k == 1 ? 9 : 19);
		p->hi = k == 2 ? civil_month_last(m) - today
			       : first - today + (k == 0 ? 11 : 20);
		return 2 + used;
	}
	return 0;
}

static size_t
span_at(const struct token_list *t, size_t i, int32_t today, struct phrase *p)
{
	size_t best = third_of_month_at(t, i, today, p);
	if (best)
		return best;
	size_t which = 0;
	for (size_t k = 0; k < COUNT(spans); k++) {
		size_t n = words_at(t, i, spans[k].words);
		if (n > best) {
			best = n;
			which = k;
		}
	}
	if (best)
		span_days(p, today, which);
	return best;
}

static size_t
side_at(const struct token_list *t, size_t i, enum phrase_side *side)
{
	size_t best = 0;
	for (size_t k = 0; k < COUNT(sides); k++) {
		size_t n = words_at(t, i, sides[k].words);
		if (n <= best || (sides[k].spelled && !token_agrees(&t->v[i], n,
							  sides[k].spelled)))
			continue;
		best = n;
		*side = sides[k].side;
	}
	if (!best && is_word(t, i, "toi")) {
		*side = t->v[i].accented && token_agrees(&t->v[i], 1, "tới")
			    ? PHRASE_NEXT
			    : PHRASE_MAYBE_NEXT;
		if (t->v[i].accented && *side != PHRASE_NEXT)
			return 0;
		best = 1;
	}
	return best;
}

/* Thứ hai … chủ nhật; returns the tokens and sets the ISO weekday. */
static size_t
weekday_name_at(const struct token_list *t, size_t i, int *weekday)
{
	static const char *const words[][2] = { { "hai", "2" }, { "ba", "3" },
		{ "tu", "4" }, { "nam", "5" }, { "sau", "6" }, { "bay", "7" } };
	static const char *const sunday[] = { "cn", "chu nhat", "chua nhat",
		"c nhat", "chu nhut", "chnhat" };
	size_t n = one_of(t, i, sunday, COUNT(sunday));
	if (n) {
		*weekday = CIVIL_SUNDAY;
		return n;
	}
	bool thu = is_word(t, i, "thu");
	bool t_glued = is_word(t, i, "t") && i + 1 < t->n && t->v[i + 1].glued;
	if (!thu && !t_glued)
		return 0;
	for (int k = 0; k < 6; k++) {
		if (is_word(t, i + 1, words[k][1]) ||
		    (thu && is_word(t, i + 1, words[k][0]))) {
			*weekday = k + 1;
			return 2;
		}
	}
	return 0;
}

static size_t date_chain_at(const struct token_list *t, size_t i,
    struct phrase *p);

/* "sang t7 tuan truoc", "hom thu 6", "cn vua roi", "thu 6 ngay 18/5". */
static size_t
weekday_at(const struct token_list *t, size_t i, int32_t today,
    struct phrase *p)
{
	size_t start = i, head = one_of(t, i, heads, COUNT(heads));
	bool hom = head && (is_word(t, i, "hom") || is_word(t, i, "bua"));
	i += head;
	size_t part = one_of(t, i, parts, COUNT(parts));
	i += part;
	if (!part && is_word(t, i, "toi") && i + 1 < t->n) {
		int w;
		if (weekday_name_at(t, i + 1, &w)) {
			i++;
			part = 1;
		}
	}
	bool letter = is_word(t, i, "t");
	size_t n = weekday_name_at(t, i, &p->weekday);
	if (!n)
		return 0;
	int number = numeral_digits(t, i + 1);
	i += n;
	static const char *const behind[] = { "sang", "chieu", "dem" };
	size_t tail = one_of(t, i, behind, COUNT(behind));
	enum phrase_side side = PHRASE_ANY;
	size_t s = side_at(t, i + tail, &side);
	if (s || tail)
		i += tail + s;
	p->kind = PHRASE_WEEKDAY;
	p->side = side;
	p->hom = hom;
	/* "t5" alone may be a month */
	if (letter && !s && !head && !part &&
	    (number == civil_date_of(today).month ||
		number + 1 == civil_date_of(today).month))
		p->doubtful = true;
	size_t at = i;
	if (at < t->n && t->v[at].kind == TOKEN_SIGN &&
	    (t->v[at].text[0] == ',' || t->v[at].text[0] == '(' ||
		t->v[at].text[0] == '-'))
		at++;
	struct phrase date = { .minute = -1 };
	size_t d = date_chain_at(t, at, &date);
	if (d && !date.bare && date.kind == PHRASE_DATE && date.day_n == 1) {
		date.weekday = p->weekday;
		i = at + d;
		if (i < t->n && token_is_sign(&t->v[i], ')'))
			i++;
		*p = date;
	}
	return i - start;
}

/* The month behind a day: "/5", "thang 5", "t5", "thang nay"; −1 none. */
static size_t
month_words_at(const struct token_list *t, size_t i, int *month, int *shift)
{
	size_t used;
	*month = 0;
	*shift = 0;
	if (is_word(t, i, "thang") || is_word(t, i, "thg") ||
	    is_word(t, i, "th")) {
		if (is_word(t, i + 1, "nay"))
			return *shift = 1, 2;
		if (is_word(t, i + 1, "truoc") || is_word(t, i + 1, "qua"))
			return *shift = -1, 2;
		if (words_at(t, i + 1, "vua roi"))
			return *shift = -1, 3;
		if (is_word(t, i + 1, "sau") &&
		    !token_agrees(&t->v[i + 1], 1, "sáu"))
			return *shift = 2, 2;
		int n = numeral_read(t, i + 1, &used);
		if (n < 0)
			return 0;
		*month = n;
		return 1 + used;
	}
	if (is_word(t, i, "t") && i + 1 < t->n && t->v[i + 1].glued) {
		int n = numeral_digits(t, i + 1);
		if (n >= 1 && n <= 12)
			return *month = n, 2;
	}
	return 0;
}

static int
full_year(int y, int digits)
{
	if (digits == 2)
		return 2000 + y;
	return digits == 4 ? y : -1;
}

/* "15 - 05 - 2018": blanks are forgiven where a year ends it. */
static bool
year_follows(const struct token_list *t, size_t i, char sep)
{
	return i < t->n && token_is_sign(&t->v[i], sep) &&
	       numeral_digits(t, i + 1) > 2000;
}

/* One day of a chain: d, d/m, d/m/y, y-m-d, "15 thang 5 nam 2018". */
static size_t
date_item_at(const struct token_list *t, size_t i, struct phrase *p)
{
	size_t used, start = i, k = p->day_n;
	int d = numeral_read(t, i, &used);
	bool digits = numeral_digits(t, i) >= 0;
	if (d < 0 || k >= PHRASE_DAYS || (digits && t->v[i].digits > 4))
		return 0;
	p->day[k] = d;
	p->month[k] = p->year[k] = 0;
	i += used;
	char sep = i < t->n && t->v[i].kind == TOKEN_SIGN ? t->v[i].text[0] : 0;
	int m = sep ? numeral_digits(t, i + 1) : -1;
	if (digits && m >= 0 && t->v[i + 1].digits <= 2 &&
	    (sep == '/' || sep == '\\' ||
		((sep == '-' || sep == '.') &&
		    ((t->v[i].glued && t->v[i + 1].glued) ||
			year_follows(t, i + 2, sep))))) {
		/* "12-14/5" is a range, "12-14" no date */
		char sep2 = i + 2 < t->n && t->v[i + 2].kind == TOKEN_SIGN
				? t->v[i + 2].text[0]
				: 0;
		int y = sep2 == sep ? numeral_digits(t, i + 3) : -1;
		bool range = sep == '-' &&
			     ((sep2 == '/' && numeral_digits(t, i + 3) >= 0) ||
				 (m > 12 && y < 0));
		int mm, sh;
		range =
		    range || (sep == '-' && month_words_at(t, i + 2, &mm, &sh));
		if (!range && t->v[start].digits == 4 && y >= 0) {
			p->year[k] = d;
			p->month[k] = m;
			p->day[k] = y;
			p->day_n++;
			return i + 4 - start;
		}
		if (!range && t->v[start].digits <= 2) {
			p->month[k] = m ? m : -1;
			i += 2;
			if (y >= 0 && t->v[i + 1].digits != 1 &&
			    t->v[i + 1].digits <= 4 &&
			    (t->v[i + 1].digits == 4 || sep != '.' ||
				t->v[i + 1].glued)) {
				p->year[k] = full_year(y, t->v[i + 1].digits);
				i += 2;
			} else if (sep == '-' && d < m && y < 0) {
				p->doubtful = true;
			}
			if (is_word(t, i, "nam") &&
			    numeral_digits(t, i + 1) > 2000) {
				p->year[k] = t->v[i + 1].number;
				i += 2;
			}
			p->day_n++;
			return i - start;
		}
	}
	if (digits && t->v[start].digits > 2)
		return 0;
	int month, shift;
	size_t n = month_words_at(t, i, &month, &shift);
	if (n) {
		p->month[k] = month;
		if (shift)
			p->offset = shift == 2 ? 1 : shift == 1 ? 0 : -1;
		if (shift)
			p->month[k] = PHRASE_SHIFTED;
		i += n;
		if (is_word(t, i, "nam")) {
			int y = numeral_digits(t, i + 1);
			if (y > 0)
				p->year[k] = full_year(y, t->v[i + 1].digits);
			if (y > 0 || is_word(t, i + 1, "nay"))
				i += 2;
		} else if (i + 1 < t->n && token_is_sign(&t->v[i], '/') &&
			   numeral_digits(t, i + 1) > 2000) {
			p->year[k] = t->v[i + 1].number;
			i += 2;
		}
	}
	p->day_n++;
	return i - start;
}

/* What joins two days: "," "va" "+" are lists, "-" "den" ranges. */
static size_t
joint_at(const struct token_list *t, size_t i, bool *range)
{
	*range = false;
	if (i >= t->n || t->v[i].taken)
		return 0;
	if (t->v[i].kind == TOKEN_SIGN) {
		char c = t->v[i].text[0];
		if (c == ',' || c == '+' || c == '&' || c == ';') {
			bool va = is_word(t, i + 1, "va");
			return va ? 2 : 1;
		}
		*range = c == '-' || c == '~';
		if (*range && i + 1 < t->n && token_is_sign(&t->v[i + 1], '>'))
			return 2;
		return *range ? 1 : 0;
	}
	if (is_word(t, i, "va") || is_word(t, i, "voi"))
		return 1;
	if (is_word(t, i, "den") || is_word(t, i, "toi"))
		return *range = true, 1;
	return 0;
}

/* A lunar mark behind a day; the tokens it takes. */
static size_t
lunar_mark_at(const struct token_list *t, size_t i)
{
	static const char *const marks[] = { "al", "am lich", "am", "a l" };
	return one_of(t, i, marks, COUNT(marks));
}

/* Days with their heads, lists and ranges: "hom 15, 16", "12-14/5". */
static size_t
date_chain_at(const struct token_list *t, size_t i, struct phrase *p)
{
	size_t start = i;
	i += words_at(t, i, "tu");
	size_t head = one_of(t, i, heads, COUNT(heads));
	size_t part = head ? 0 : one_of(t, i, parts, COUNT(parts));
	i += part;
	if (part)
		head = one_of(t, i, heads, COUNT(heads));
	bool mung = false;
	size_t at = i + head;
	if (is_word(t, at, "mung") || is_word(t, at, "mong") ||
	    is_word(t, at, "mun")) {
		mung = true;
		at++;
	}
	/* "ham mot" is a day by itself: no other number is said so */
	bool explicit = head || mung || is_word(t, at, "ham");
	if (!explicit && numeral_digits(t, at) < 0) {
		/* number words need a head or a month behind */
		size_t used;
		int m, sh;
		if (numeral_read(t, at, &used) < 0 ||
		    !month_words_at(t, at + used, &m, &sh))
			return 0;
	}
	int places;
	size_t other = numeral_other(t, at, &places);
	if (other > 1 || (other && !explicit))
		return 0; /* an hour, a count, a document's number */
	p->kind = PHRASE_DATE;
	size_t n = date_item_at(t, at, p);
	if (!n)
		return 0;
	i = at + n;
	while (p->day_n < PHRASE_DAYS) {
		bool range;
		size_t j = joint_at(t, i, &range), used;
		if (!j || numeral_digits(t, i + j) < 0)
			break;
		if (numeral_other(t, i + j, &places))
			break;
		size_t h = one_of(t, i + j, heads, COUNT(heads));
		struct phrase save = *p;
		used = date_item_at(t, i + j + h, p);
		/* a number that begins the next pair "14, 2 xa" */
		if (!used || p->day[p->day_n - 1] > 31 ||
		    (range && p->day_n > 2)) {
			*p = save;
			break;
		}
		if (range)
			p->range = true;
		i += j + h + used;
		if (range)
			break;
	}
	size_t last = p->day_n - 1;
	size_t al = lunar_mark_at(t, i);
	if (al && (p->day_n == 1)) {
		p->kind = PHRASE_LUNAR;
		i += al;
		enum phrase_side side = PHRASE_ANY;
		i += side_at(t, i, &side);
		p->side = side;
	} else if (words_at(t, i, "dl") || words_at(t, i, "duong lich")) {
		i += words_at(t, i, "dl") ? 1 : 2;
	}
	p->bare = !explicit && !al;
	for (size_t k = 0; k <= last; k++) {
		if (!p->month[k] && p->month[last])
			p->month[k] = p->month[last];
		if (!p->year[k] && p->year[last])
			p->year[k] = p->year[last];
		if (p->month[k])
			p->bare = false;
	}
	p->hom = head && (is_word(t, start, "hom") || is_word(t, start, "bua"));
	return i - start;
}

/* "ram", "ram thang 4", "ngay ram vua roi". */
static size_t
ram_at(const struct token_list *t, size_t i, struct phrase *p)
{
	size_t start = i;
	i += one_of(t, i, heads, COUNT(heads));
	if (!is_word(t, i, "ram"))
		return 0;
	i++;
	int month, shift;
	size_t n = month_words_at(t, i, &month, &shift);
	p->kind = PHRASE_LUNAR;
	p->day[0] = 15;
	p->day_n = 1;
	if (n && !shift) {
		p->month[0] = month;
		i += n;
	}
	i += lunar_mark_at(t, i);
	enum phrase_side side = PHRASE_ANY;
	i += side_at(t, i, &side);
	p->side = side;
	p->hom = start < i && (is_word(t, start, "hom"));
	return i - start;
}

/* "thang 5", "thang nam", "thang 4/2018". */
static size_t
month_at(const struct token_list *t, size_t i, struct phrase *p)
{
	int month, shift;
	if (!is_word(t, i, "thang") && !is_word(t, i, "thg"))
		return 0;
	size_t n = month_words_at(t, i, &month, &shift);
	if (!n || shift || month < 1 || month > 12)
		return 0;
	p->kind = PHRASE_MONTH;
	p->month[0] = month;
	p->day_n = 0;
	i += n;
	if (i + 1 < t->n && token_is_sign(&t->v[i], '/') &&
	    numeral_digits(t, i + 1) > 2000) {
		p->year[0] = t->v[i + 1].number;
		n += 2;
	} else if (is_word(t, i, "nam") && numeral_digits(t, i + 1) > 2000) {
		p->year[0] = t->v[i + 1].number;
		n += 2;
	}
	return n;
}

static void
keep_words(const struct token_list *t, struct phrase *p)
{
	size_t len = 0;
	p->said[0] = '\0';
	for (size_t k = 0; k < p->n; k++) {
		const struct token *w = &t->v[p->from + k];
		int n = snprintf(p->said + len, sizeof p->said - len, "%s%s",
		    k && !w->glued ? " " : "", w->text);
		if (n < 0 || (size_t)n >= sizeof p->said - len)
			break;
		len += (size_t)n;
	}
}

bool
phrase_at(const struct token_list *t, size_t i, int32_t today, struct phrase *p)
{
	struct phrase best = { 0 };
	for (int k = 0; k < 7; k++) {
		struct phrase one = { .minute = -1 };
		size_t n = 0;
		switch (k) {
		case 0:
			n = weekday_at(t, i, today, &one);
			break;
		case 1:
			n = ram_at(t, i, &one);
			break;
		case 2:
			n = counted_at(t, i, &one);
			break;
		case 3:
			n = span_at(t, i, today, &one);
			break;
		case 4:
			n = offset_at(t, i, &one);
			break;
		case 5:
			n = month_at(t, i, &one);
			break;
		case 6:
			n = date_chain_at(t, i, &one);
			break;
		}
		if (n > best.n) {
			best = one;
			best.from = i;
			best.n = n;
		}
	}
	if (!best.n)
		return false;
	*p = best;
	keep_words(t, p);
	return true;
}
