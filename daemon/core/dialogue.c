/*
 * A reply in the light of the one open question.  It must not know how a
 * question comes about, nor what is booked: it says which options were meant.
 */
#include "core/dialogue.h"

#include "core/numeral.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Words that may stand around a choice without changing it. */
static const char *const around[] = { "em", "e", "minh", "toi", "tui", "a",
	"anh", "chi", "c", "da", "di", "xa", "so", "chon", "ngay", "hom", "nha",
	"nhe", "roi", "r", "rui", "xong", "va", "voi", "cau", "la", "thi",
	"vao", "bua", "dap", "an", "lua", "nghe", "do", "muc", "dong", "vang",
	"ok" };
static const char *const yes[] = { "roi", "r", "rui", "ok", "oke", "vang",
	"phai", "dung", "co", "u", "uh", "um", "yes", "da", "okie", "uk",
	"chuan", "chinh", "xac", "xong", "du" };
static const char *const no[] = { "chua", "khong", "ko", "k", "hong", "hok",
	"kg", "hem", "kh", "no" };
static const char *const polite[] = { "a", "em", "e", "anh", "chi", "c", "da",
	"nha", "nhe", "di", "ma", "thua", "minh", "toi", "tui", "nghe", "do",
	"hen", "luon", "duoc", "dc", "nhen", "ah", "vao", "hoan", "toan" };

static bool
in_list(const char *const *v, size_t n, const struct token *w)
{
	if (w->kind != TOKEN_WORD)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i], w->text) == 0)
			return true;
	return false;
}

static bool
is_pause(const struct token *w)
{
	return w->kind == TOKEN_SIGN &&
	       (!w->text[0] || strchr(",.;:+-&()\n!", w->text[0]));
}

/* One certain day that is not to come, read at i; CIVIL_NONE when not.  A
 * comma ends it: "1 12/5, 2 14/5" are two choices. */
static int32_t
day_at(const struct scene *s, size_t i, bool bare_too, size_t *used)
{
	struct token_list t = s->tokens;
	struct phrase p;
	struct direction_days d;
	for (size_t k = i; k < t.n; k++)
		if (token_is_sign(&t.v[k], ',') || token_is_sign(&t.v[k], ';'))
			t.n = k;
	if (i >= t.n || !phrase_at(&t, i, s->today, &p) ||
	    (p.bare && !bare_too) || p.kind == PHRASE_SPAN ||
	    p.kind == PHRASE_MONTH)
		return CIVIL_NONE;
	direction_resolve(&p, s->today, s->minute, DIRECTION_PAST, &d);
	if (d.result != DIRECTION_DAYS_KNOWN || d.n != 1 || d.later ||
	    d.on[0] > s->today)
		return CIVIL_NONE;
	*used = p.n;
	return d.on[0];
}

struct choice {
	struct understand_item *item;
	size_t n;
	size_t dated; /* items before this have their day */
};

static void
choose(const struct understand_question *q, size_t k, struct choice *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->item[i].unit == q->option[k].unit &&
		    c->item[i].branch == q->option[k].branch)
			return;
	c->item[c->n] = q->option[k];
	c->item[c->n].on = q->on;
	c->n++;
}

static void
date_choices(struct choice *c, int32_t on)
{
	for (size_t i = c->dated; i < c->n; i++)
		c->item[i].on = on;
	c->dated = c->n;
}

/* "2", "2 14/5", "1,3", "1 va 2 ngay 14/5", "ca 3", "1 12/5, 2 14/5". */
static enum dialogue_answer
read_choices(const struct scene *s, struct choice *c)
{
	const struct understand_question *q = s->c->question;
	const struct token_list *t = &s->tokens;
	for (size_t i = 0; i < t->n;) {
		const struct token *w = &t->v[i];
		size_t used;
		if (token_is(w, "ca") || token_is(w, "het") ||
		    token_is(w, "du")) {
			int n = numeral_read(t, i + 1, &used);
			if (n >= 0 && (size_t)n != q->option_n)
				return DIALOGUE_NONE;
			for (size_t k = 0; k < q->option_n; k++)
				choose(q, k, c);
			i += n >= 0 ? 1 + used : 1;
			continue;
		}
		int32_t on = day_at(s, i, false, &used);
		if (on != CIVIL_NONE && c->n > c->dated) {
			date_choices(c, on);
			i += used;
			continue;
		}
		if (w->kind == TOKEN_NUMBER) {
			bool alone = !(w->glued && i &&
					 t->v[i - 1].kind == TOKEN_WORD) &&
				     !(i + 1 < t->n && t->v[i + 1].glued &&
					 (t->v[i + 1].kind == TOKEN_WORD ||
					     token_is_sign(&t->v[i + 1], '/')));
			if (!alone || w->digits > 2 || w->text[0] == '0')
				return DIALOGUE_NONE;
			if (w->number >= 1 &&
			    (size_t)w->number <= q->option_n) {
				choose(q, (size_t)w->number - 1, c);
			} else if (c->n > c->dated &&
				   (on = day_at(s, i, true, &used)) !=
				       CIVIL_NONE &&
				   used == 1) {
				date_choices(c, on);
			} else {
				return DIALOGUE_NONE;
			}
			i++;
			continue;
		}
		if (!in_list(around, COUNT(around), w) && !is_pause(w))
			return DIALOGUE_NONE;
		i++;
	}
	return c->n ? DIALOGUE_YES : DIALOGUE_NONE;
}

/* "roi", "da phai", "roi 15/5", "15/5", "chua". */
static enum dialogue_answer
read_yesno(const struct scene *s, int32_t *on)
{
	const struct token_list *t = &s->tokens;
	bool said_yes = false, said_no = false;
	*on = CIVIL_NONE;
	for (size_t i = 0; i < t->n;) {
		const struct token *w = &t->v[i];
		size_t used;
		int32_t day = day_at(s, i, false, &used);
		if (day != CIVIL_NONE) {
			if (*on != CIVIL_NONE)
				return DIALOGUE_NONE;
			*on = day;
			i += used;
			continue;
		}
		/* a bare day only behind "roi" */
		if (w->kind == TOKEN_NUMBER && said_yes &&
		    (day = day_at(s, i, true, &used)) != CIVIL_NONE &&
		    used == 1 && *on == CIVIL_NONE) {
			*on = day;
			i++;
			continue;
		}
		bool y = in_list(yes, COUNT(yes), w) || w->rune == 0x1f44d ||
			 w->rune == 0x1f44c || w->rune == 0x2705;
		bool n = in_list(no, COUNT(no), w);
		if (!y && !n && !in_list(polite, COUNT(polite), w) &&
		    !is_pause(w))
			return DIALOGUE_NONE;
		said_yes = said_yes || y;
		said_no = said_no || n;
		i++;
	}
	if (said_no)
		return *on == CIVIL_NONE ? DIALOGUE_NO : DIALOGUE_NONE;
	return said_yes || *on != CIVIL_NONE ? DIALOGUE_YES : DIALOGUE_NONE;
}

/* "14/5", "ngay 14", "14" to "which day?". */
static enum dialogue_answer
read_day(const struct scene *s, int32_t *on)
{
	const struct token_list *t = &s->tokens;
	*on = CIVIL_NONE;
	bool said_no = false;
	for (size_t i = 0; i < t->n;) {
		size_t used;
		int32_t day = day_at(s, i, true, &used);
		if (day != CIVIL_NONE && *on == CIVIL_NONE) {
			*on = day;
			i += used;
			continue;
		}
		said_no = said_no || in_list(no, COUNT(no), &t->v[i]);
		if (!in_list(around, COUNT(around), &t->v[i]) &&
		    !in_list(polite, COUNT(polite), &t->v[i]) &&
		    !in_list(no, COUNT(no), &t->v[i]) && !is_pause(&t->v[i]))
			return DIALOGUE_NONE;
		i++;
	}
	if (said_no)
		return *on == CIVIL_NONE ? DIALOGUE_NO : DIALOGUE_NONE;
	return *on == CIVIL_NONE ? DIALOGUE_NONE : DIALOGUE_YES;
}

static void
credit(struct understand_item *v, size_t n, int32_t month)
{
	for (size_t i = 0; i < n; i++)
		v[i].month =
		    v[i].on != CIVIL_NONE ? civil_month_of(v[i].on) : month;
}

enum dialogue_answer
dialogue_read(const struct scene *s, struct understand_item *item, size_t *n)
{
	const struct understand_question *q = s->c->question;
	struct choice c = { .item = item };
	enum dialogue_answer a = DIALOGUE_NONE;
	int32_t on = CIVIL_NONE;
	*n = 0;
	if (!q->option_n || q->option_n > UNDERSTAND_MAX || s->tokens.cut)
		return DIALOGUE_NONE;
	switch (q->kind) {
	case UNDERSTAND_ASK_UNIT:
		a = read_choices(s, &c);
		if (a == DIALOGUE_NONE && read_yesno(s, &on) == DIALOGUE_NO)
			return DIALOGUE_NO;
		break;
	case UNDERSTAND_ASK_MEETING:
		if (q->option_n > 1)
			a = read_choices(s, &c);
		if (a != DIALOGUE_NONE)
			break;
		a = read_yesno(s, &on);
		if (a == DIALOGUE_YES && q->option_n > 1)
			return DIALOGUE_NONE;
		if (a == DIALOGUE_YES) {
			choose(q, 0, &c);
			c.item[0].on = on != CIVIL_NONE ? on : q->option[0].on;
		}
		break;
	case UNDERSTAND_ASK_YESNO:
		a = read_yesno(s, &on);
		if (a == DIALOGUE_YES) {
			choose(q, 0, &c);
			c.item[0].on = on != CIVIL_NONE ? on : q->option[0].on;
			if (c.item[0].on == CIVIL_NONE)
				c.item[0].on = q->on;
		}
		break;
	case UNDERSTAND_ASK_DATE:
		a = read_day(s, &on);
		if (a == DIALOGUE_YES) {
			for (size_t k = 0; k < q->option_n; k++)
				choose(q, k, &c);
			date_choices(&c, on);
		}
		break;
	case UNDERSTAND_ASK_NONE:
		break;
	}
	if (a == DIALOGUE_YES) {
		*n = c.n;
		credit(item, c.n, q->month);
	}
	return a;
}

static const char *const kinds[] = {
	[UNDERSTAND_ASK_NONE] = "none",
	[UNDERSTAND_ASK_UNIT] = "unit",
	[UNDERSTAND_ASK_DATE] = "date",
	[UNDERSTAND_ASK_YESNO] = "yesno",
	[UNDERSTAND_ASK_MEETING] = "meeting",
};

/* kind on month asked expires unit/branch/on/month … ; "-" = none. */
const char *
dialogue_format(const struct understand_question *q, const struct facts *f,
    char *buf, size_t size)
{
	char day[16];
	int n = snprintf(buf, size, "%s %s %d %" PRId64 " %" PRId64,
	    kinds[q->kind], q->on == CIVIL_NONE ? "-" : civil_iso(q->on, day),
	    (int)q->month, q->asked_at, q->expires_at);
	size_t len = n > 0 ? (size_t)n : 0;
	for (size_t i = 0; i < q->option_n && len < size; i++) {
		const struct understand_item *o = &q->option[i];
		n = snprintf(buf + len, size - len, " %s/%s/%s/%d",
		    o->unit >= 0 ? f->units[o->unit].code : "-",
		    o->branch >= 0 ? f->units[o->branch].code : "-",
		    o->on == CIVIL_NONE ? "-" : civil_iso(o->on, day),
		    (int)o->month);
		len += n > 0 ? (size_t)n : 0;
	}
	return buf;
}

/* The next word up to one of `ends`; false when it is empty or too long. */
static bool
next_word(const char **s, const char *ends, char *out, size_t size)
{
	size_t n = strcspn(*s, ends);
	if (!n || n >= size)
		return false;
	memcpy(out, *s, n);
	out[n] = '\0';
	*s += n + ((*s)[n] != '\0');
	return true;
}

static bool
read_on(const char *w, int32_t *on)
{
	if (strcmp(w, "-") == 0)
		return *on = CIVIL_NONE, true;
	return civil_parse_iso(w, on);
}

static bool
read_number(const char *w, int64_t *v)
{
	char *end;
	*v = strtoll(w, &end, 10);
	return end != w && !*end;
}

static bool
read_unit(const char *w, const struct facts *f, int *unit)
{
	*unit = strcmp(w, "-") == 0 ? -1 : facts_unit_by_code(f, w);
	return *unit >= 0 || strcmp(w, "-") == 0;
}

bool
dialogue_parse(const char *text, const struct facts *f,
    struct understand_question *q)
{
	char w[64];
	int64_t month;
	memset(q, 0, sizeof *q);
	if (!next_word(&text, " ", w, sizeof w))
		return false;
	size_t kind = 0;
	while (kind < COUNT(kinds) && strcmp(kinds[kind], w) != 0)
		kind++;
	if (kind == COUNT(kinds))
		return false;
	q->kind = (enum understand_question_kind)kind;
	if (!next_word(&text, " ", w, sizeof w) || !read_on(w, &q->on) ||
	    !next_word(&text, " ", w, sizeof w) || !read_number(w, &month) ||
	    !next_word(&text, " ", w, sizeof w) ||
	    !read_number(w, &q->asked_at) ||
	    !next_word(&text, " ", w, sizeof w) ||
	    !read_number(w, &q->expires_at))
		return false;
	q->month = (int32_t)month;
	while (*text) {
		struct understand_item o;
		if (q->option_n == UNDERSTAND_MAX ||
		    !next_word(&text, "/", w, sizeof w) ||
		    !read_unit(w, f, &o.unit) ||
		    !next_word(&text, "/", w, sizeof w) ||
		    !read_unit(w, f, &o.branch) ||
		    !next_word(&text, "/", w, sizeof w) || !read_on(w, &o.on) ||
		    !next_word(&text, " ", w, sizeof w) ||
		    !read_number(w, &month))
			return false;
		o.month = (int32_t)month;
		q->option[q->option_n++] = o;
	}
	return true;
}
