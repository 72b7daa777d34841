/*
 * The office's words for meeting days, read token by token.  Must not guess:
 * an unknown word refuses the whole phrase, and the branch is shown without a
 * calendar.
 */
#include "core/recur_phrase.h"

#include <string.h>

#define TOKENS 40

enum kind { END, WORD, NUMBER, DATE, COMMA, DASH };

struct token {
	enum kind kind;
	char word[12];
	int number;
	struct recur_phrase_date date;
};

struct reader {
	struct token t[TOKENS + 1]; /* closed by END */
	size_t n, i;
	struct recur_phrase *p;
	enum { NOTHING, DAYS, WEEKDAYS, NTHS } list; /* what goes on */
	bool after_comma;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_one_of(const char *w, const char *list)
{
	size_t n = strlen(w);

	for (const char *p = list; *p; p += strcspn(p, " ")) {
		p += strspn(p, " ");
		if (strcspn(p, " ") == n && strncmp(p, w, n) == 0)
			return n > 0;
	}
	return false;
}

static size_t
digits(const char *s, int *v)
{
	size_t n = 0;

	for (*v = 0; n < 4 && is_digit(s[n]); n++)
		*v = *v * 10 + (s[n] - '0');
	return is_digit(s[n]) ? 0 : n;
}

size_t
recur_phrase_hour(const char *s, int *minute)
{
	int h, m = 0;
	size_t n = digits(s, &h), k;

	if (n == 0 || n > 2)
		return 0;
	n += strspn(s + n, " ");
	if (s[n] == ':')
		n++;
	else if (strncmp(s + n, "gio", 3) == 0 && !is_letter(s[n + 3]))
		n += 3;
	else if ((s[n] == 'h' || s[n] == 'g') && !is_letter(s[n + 1]) &&
		 s[n + 1] != '.') /* "5 h.tháng" */
		n++;
	else
		return 0;
	k = strspn(s + n, " ");
	if (digits(s + n + k, &m) == 2)
		n += k + 2;
	else if (s[n - 1] == ':')
		return 0;
	else
		m = 0;
	k = strspn(s + n, " ");
	if (strncmp(s + n + k, "phut", 4) == 0)
		n += k + 4;
	else if (s[n] == 'p' && !is_letter(s[n + 1]))
		n++;
	*minute = h <= 24 && m <= 59 && h * 60 + m <= 1440 ? h * 60 + m : -1;
	return n;
}

/* "10/4", "10/4/2018", "10-4-18", "2018-04-10"; two numbers only with "/". */
static size_t
read_date(const char *s, struct recur_phrase_date *d)
{
	int a, b, c = 0;
	size_t n = digits(s, &a), k;
	char sep = n ? s[n] : '\0';

	if (n == 0 || (sep != '/' && sep != '-' && sep != '.'))
		return 0;
	k = digits(s + n + 1, &b);
	if (k == 0 || k > 2)
		return 0;
	n += 1 + k;
	if (s[n] == sep && is_digit(s[n + 1])) {
		k = digits(s + n + 1, &c);
		if (k == 0)
			return 0;
		n += 1 + k;
		if (c < 100 && a < 100)
			c += 2000;
	} else if (sep != '/') {
		return 0;
	}
	if (a > 31) { /* ISO */
		int day = c >= 2000 ? c - 2000 : c;

		*d = (struct recur_phrase_date){ a, b, day };
	} else {
		*d = (struct recur_phrase_date){ c, b, a };
	}
	return n;
}

static size_t
read_token(const char *s, struct token *t)
{
	size_t n;

	if (is_digit(*s)) {
		if ((n = read_date(s, &t->date)) > 0) {
			t->kind = DATE;
			return n;
		}
		t->kind = NUMBER;
		return digits(s, &t->number);
	}
	if (is_letter(*s)) {
		for (n = 0; is_letter(s[n]); n++)
			;
		if (n >= sizeof(t->word))
			return 0;
		memcpy(t->word, s, n);
		t->word[n] = '\0';
		t->kind = strcmp(t->word, "va") == 0 ? COMMA : WORD;
		return n;
	}
	t->kind = strchr("-/", *s) ? DASH : COMMA;
	return strchr(",;&+-/:()", *s) ? 1 : 0;
}

static bool
tokenise(struct reader *r, const char *s)
{
	while (*s) {
		struct token *t = &r->t[r->n];
		int minute;
		size_t n = recur_phrase_hour(s, &minute);

		if (n > 0 || *s == ' ' || *s == '.') {
			s += n ? n : 1;
			continue;
		}
		n = read_token(s, t);
		if (n == 0 || ++r->n == TOKENS)
			return false;
		s += n;
	}
	return true;
}

static bool
word_is(const struct reader *r, size_t i, const char *list)
{
	return i < r->n && r->t[i].kind == WORD &&
	       is_one_of(r->t[i].word, list);
}

static bool
add(int *v, size_t *n, int x)
{
	if (*n == RECUR_PHRASE_MAX)
		return false;
	v[(*n)++] = x;
	return true;
}

static int
unit_of(const char *w)
{
	static const char *const words[] = { "nhat mot", "hai nhi", "ba",
		"tu bon", "nam lam", "sau", "bay", "tam", "chin" };

	for (int i = 0; i < 9; i++)
		if (is_one_of(w, words[i]))
			return i + 1;
	return 0;
}

/* A number in digits or words at r->i, and steps over it; 0 = none. */
static int
take_number(struct reader *r)
{
	int v, more = 0;

	if (r->t[r->i].kind == NUMBER)
		return r->t[r->i++].number;
	if (r->i >= r->n || r->t[r->i].kind != WORD)
		return 0;
	if (word_is(r, r->i, "muoi")) {
		r->i++;
		v = 10;
	} else {
		v = unit_of(r->t[r->i].word);
		if (!v)
			return 0;
		r->i++;
		if (!word_is(r, r->i, "muoi"))
			return v;
		r->i++;
		v *= 10;
	}
	if (r->t[r->i].kind == WORD)
		more = unit_of(r->t[r->i].word);
	r->i += more > 0;
	return v + more;
}

/* "ngày 5 tháng 4 [năm 2018]": r->i is behind the day. */
static bool
take_day(struct reader *r, int day)
{
	struct recur_phrase *p = r->p;
	struct recur_phrase_date d = { 0, 0, day };
	bool month = word_is(r, r->i, "thang") &&
		     (r->t[r->i + 1].kind == NUMBER ||
			 word_is(r, r->i + 1, "gieng chap"));

	if (day < 1 || day > 31)
		return false;
	r->list = DAYS;
	if (!month)
		return add(p->day, &p->day_n, day);
	r->i++;
	if (r->t[r->i].kind == WORD) {
		p->lunar = true;
		d.month = word_is(r, r->i, "gieng") ? 1 : 12;
	} else {
		d.month = r->t[r->i].number;
	}
	r->i++;
	if (word_is(r, r->i, "nam") && r->t[r->i + 1].kind == NUMBER) {
		d.year = r->t[r->i + 1].number;
		r->i += 2;
	}
	if (p->date_n == RECUR_PHRASE_MAX)
		return false;
	p->date[p->date_n++] = d;
	return true;
}

static bool
take_nth(struct reader *r, int nth)
{
	r->list = NTHS;
	return nth != 0 && nth >= -1 && nth <= 5 &&
	       add(r->p->nth, &r->p->nth_n, nth);
}

static bool
take_weekday(struct reader *r, int weekday)
{
	r->list = WEEKDAYS;
	return add(r->p->weekday, &r->p->weekday_n, weekday);
}

static bool
weekday_follows(const struct reader *r)
{
	for (size_t i = r->i; i < r->n; i++)
		if (word_is(r, i, "thu t cn chu chua"))
			return true;
	return false;
}

/* Behind "thứ": a weekday, or the ordinal of a week: "chủ nhật thứ hai",
 * "tuần thứ 2 và thứ 4, CN", but "tuần 2, thứ 7". */
static bool
take_thu(struct reader *r)
{
	bool ordinal = r->p->weekday_n > 0
			   ? r->list == NTHS || !r->after_comma
			   : r->list == NTHS && weekday_follows(r);
	int v = take_number(r);

	if (ordinal)
		return take_nth(r, v);
	r->list = WEEKDAYS;
	return v >= 2 && v <= 7 && add(r->p->weekday, &r->p->weekday_n, v - 1);
}

/* Behind "tuần": which one. */
static bool
take_week(struct reader *r)
{
	r->list = NTHS;
	if (word_is(r, r->i, "le"))
		return false;
	if (word_is(r, r->i, "dau cuoi"))
		return true; /* read as words of their own */
	if (word_is(r, r->i, "thu"))
		r->i++;
	return take_nth(r, take_number(r));
}

static bool
take_edge(struct reader *r, bool last)
{
	bool day = r->i >= 2 && word_is(r, r->i - 2, "ngay");

	if (word_is(r, r->i, "tien cung"))
		r->i++;
	if (!day)
		return take_nth(r, last ? -1 : 1);
	r->p->last_day |= last;
	r->list = DAYS;
	return add(r->p->day, &r->p->day_n, last ? 31 : 1);
}

/* The partner of a joint meeting: up to what says the day. */
static void
skip_partner(struct reader *r)
{
	while (r->i < r->n && !word_is(r, r->i, "ngay thu cn mung mong ram"))
		r->i++;
}

/* Words that carry a rule: 1 understood, −1 understood and wrong, 0 others. */
static int
take_rule_word(struct reader *r, const char *w)
{
	struct recur_phrase *p = r->p;

	if (is_one_of(w, "mung mong")) {
		p->mung = true;
		return take_day(r, take_number(r)) ? 1 : -1;
	}
	if (is_one_of(w, "ram")) {
		p->lunar = true;
		return take_day(r, 15) ? 1 : -1;
	}
	if (is_one_of(w, "thu"))
		return take_thu(r) ? 1 : -1;
	if (is_one_of(w, "t")) {
		int v = take_number(r);

		return v >= 2 && v <= 7 && take_weekday(r, v - 1) ? 1 : -1;
	}
	if (is_one_of(w, "chu chua") && word_is(r, r->i, "nhat")) {
		r->i++;
		return take_weekday(r, 7) ? 1 : -1;
	}
	if (is_one_of(w, "cn"))
		return take_weekday(r, 7) ? 1 : -1;
	if (is_one_of(w, "tuan"))
		return take_week(r) ? 1 : -1;
	if (is_one_of(w, "dau cuoi"))
		return take_edge(r, *w == 'c') ? 1 : -1;
	return 0;
}

static bool
take_word(struct reader *r, const char *w)
{
	struct recur_phrase *p = r->p;
	int known = take_rule_word(r, w);

	if (known)
		return known > 0;
	if (is_one_of(w, "am al") ||
	    (is_one_of(w, "a") && word_is(r, r->i, "l") && ++r->i)) {
		p->lunar = true;
		return true;
	}
	if (is_one_of(w, "duong dl")) {
		p->solar = true;
		return true;
	}
	if (is_one_of(w, "hang moi") && word_is(r, r->i, "tuan")) {
		p->weekly = true;
		r->i++;
		return true;
	}
	if (is_one_of(w, "moi") && word_is(r, r->i, "thu cn chu"))
		p->weekly = true; /* a named week wins */
	if (is_one_of(w, "ghep chung"))
		p->joint = true;
	if (is_one_of(w, "voi cung")) {
		skip_partner(r);
		return true;
	}
	if (unit_of(w) && word_is(r, r->i, "lan"))
		return true; /* "mỗi tháng một lần" */
	return is_one_of(w,
	    "ngay hang moi thang cua trong vao luc toi sang chieu trua dem "
	    "dinh ky sinh hoat sh shcd chi doan ghep chung hop lich cac buoi "
	    "thuong la lan h");
}

static bool
take_loose_number(struct reader *r)
{
	int v = take_number(r);

	if (word_is(r, r->i, "lan"))
		return true;
	if (word_is(r, r->i, "tuan"))
		return false;
	if (r->list == NTHS)
		return r->after_comma && take_nth(r, v);
	if (r->list == WEEKDAYS)
		return r->after_comma && v >= 2 && v <= 7 &&
		       take_weekday(r, v - 1);
	return take_day(r, v);
}

static bool
take_token(struct reader *r)
{
	struct token *t = &r->t[r->i];

	r->after_comma = r->i > 0 && t[-1].kind >= COMMA;
	switch (t->kind) {
	case COMMA:
		r->i++;
		return true;
	case DASH: /* "5-20" is a range or two days: nobody knows */
		r->i++;
		return r->t[r->i].kind != NUMBER;
	case DATE:
		r->i++;
		r->list = NOTHING;
		if (r->p->date_n == RECUR_PHRASE_MAX)
			return false;
		r->p->date[r->p->date_n++] = t->date;
		return true;
	case NUMBER:
		return take_loose_number(r);
	case WORD:
		/* "ngày năm", "mùng một và mười lăm" */
		if ((r->i > 0 && word_is(r, r->i - 1, "ngay")) ||
		    (r->after_comma && r->list == DAYS)) {
			int v = take_number(r);

			if (v)
				return take_day(r, v);
		}
		r->i++;
		return take_word(r, t->word);
	case END:
		break;
	}
	return false;
}

static bool
says_none(const char *s)
{
	static const char *const starts[] = { "theo", "khong", "chua", "tuy",
		"linh hoat", "dot xuat", "khi ", "-", "?", "...", "ko" };

	if (strncmp(s, "chua nhat", 9) == 0) /* chúa nhật */
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncmp(s, starts[i], strlen(starts[i])) == 0)
			return true;
	return *s == '\0';
}

/* Whether the parts make one rule. */
static bool
is_whole(const struct recur_phrase *p)
{
	if (p->lunar && (p->solar || p->weekday_n || p->last_day))
		return p->last_day && !p->solar && !p->weekday_n;
	if (p->date_n)
		return !p->day_n && !p->nth_n && !p->weekly;
	if (p->day_n)
		return !p->weekday_n && !p->nth_n && !p->weekly;
	return p->weekday_n && (p->nth_n || p->weekly);
}

int
recur_phrase_read(const char *folded, struct recur_phrase *p)
{
	struct reader r = { .p = p };

	*p = (struct recur_phrase){ 0 };
	if (says_none(folded)) {
		p->none = true;
		return 0;
	}
	if (!tokenise(&r, folded))
		return -1;
	while (r.i < r.n)
		if (!take_token(&r))
			return -1;
	return is_whole(p) ? 0 : -1;
}
