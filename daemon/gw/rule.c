#include "gw/rule.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct parse { /* of one rule, evaluated as it is read */
	const char *at;
	enum view_kind kind;
	const struct view *view; /* NULL: only looked at */
	struct err *err;
	bool content;	  /* this way has a test of more than the status */
	bool content_all; /* so have all before it */
	struct sbuf why;  /* tests of this way that held */
	char *word;	  /* the last one read; owned */
	bool quoted;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *
skip_blanks(struct parse *p)
{
	while (is_blank(*p->at))
		p->at++;
	return p->at;
}

/* Reads a word or a quoted one into p->word; false at the end or a comma. */
static bool
read_word(struct parse *p)
{
	struct sbuf b = { 0 };
	const char *s = skip_blanks(p);
	free(p->word);
	p->word = NULL;
	p->quoted = *s == '"';
	if (p->quoted) {
		for (s++; *s && *s != '"'; s++) {
			if (*s == '\\' && s[1])
				s++;
			sbuf_add_c(&b, *s);
		}
		if (*s != '"') {
			sbuf_fini(&b);
			err_set(p->err, ERR_INVALID, "a quote is not closed");
			return false;
		}
		s++;
	} else {
		size_t n = 0;
		while (s[n] && !is_blank(s[n]) && !strchr(",\"=", s[n]))
			n++;
		sbuf_add_n(&b, s, n);
		s += n;
	}
	bool found = p->quoted || b.len;
	p->at = s;
	if (found)
		p->word = sbuf_take(&b);
	sbuf_fini(&b);
	return found;
}

/* Whether the next word, unquoted, is this one: then it is taken. */
static bool
take(struct parse *p, const char *wanted)
{
	size_t n = strlen(wanted);
	const char *s = skip_blanks(p);
	if (strncmp(s, wanted, n) != 0 ||
	    (s[n] && !is_blank(s[n]) && *wanted != '='))
		return false;
	p->at = s + n;
	return true;
}

/* --- values */

static bool
is_digits(const char *s, size_t n)
{
	return n && n <= 18 && strspn(s, "0123456789") >= n;
}

/* "500-599": true with its ends. */
static bool
is_range(const char *s, long long *low, long long *high)
{
	const char *dash = strchr(s, '-');
	if (!dash || !is_digits(s, (size_t)(dash - s)) ||
	    !is_digits(dash + 1, strlen(dash + 1)))
		return false;
	*low = strtoll(s, NULL, 10);
	*high = strtoll(dash + 1, NULL, 10);
	return true;
}

static bool
equals(const struct parse *p, const char *value)
{
	long long low, high;
	if (!value)
		return false;
	if (strcmp(value, p->word) == 0)
		return true;
	if (p->quoted || !is_range(p->word, &low, &high) ||
	    !is_digits(value, strlen(value)))
		return false;
	long long n = strtoll(value, NULL, 10);
	return n >= low && n <= high;
}

static bool
is_status_word(const char *s)
{
	long long low, high;
	if (strlen(s) == 3 && *s >= '1' && *s <= '5' && s[1] == 'x' &&
	    s[2] == 'x')
		return true;
	return (strlen(s) == 3 && is_digits(s, 3)) || is_range(s, &low, &high);
}

static bool
status_equals(const struct parse *p, int status)
{
	long long low, high;
	if (p->word[1] == 'x')
		return status / 100 == *p->word - '0';
	if (is_range(p->word, &low, &high))
		return status >= low && status <= high;
	return strtol(p->word, NULL, 10) == status;
}

static void
because(struct parse *p, const char *part, const char *op)
{
	if (p->why.len)
		sbuf_add(&p->why, " and ");
	sbuf_add(&p->why, part);
	if (*op)
		sbuf_addf(&p->why, " %s", op);
	if (p->word)
		sbuf_addf(&p->why, " %s", p->word);
}

/* --- tests */

/* No word came where one must; words unless there are some already. */
static int
missing(struct parse *p, const char *part, const char *op)
{
	if (p->err->code)
		return -1;
	return err_set(p->err, ERR_INVALID,
	    "a value is missing behind '%s%s%s'", part, *op ? " " : "", op);
}

/* "WORD, WORD …": *hit = one of them is it.  part NULL = the status. */
static int
read_set(struct parse *p, const char *part, bool *hit)
{
	char *value = part && p->view ? view_get(p->view, part) : NULL;
	*hit = false;
	int rc = 0;
	do {
		if (!read_word(p)) {
			rc = missing(p, part ? part : "status", "");
			break;
		}
		if (!part && !is_status_word(p->word)) {
			rc = err_set(p->err, ERR_INVALID,
			    "'%s' is no HTTP status: 404, 5xx, 500-599",
			    p->word);
			break;
		}
		bool same =
		    p->view && (part ? equals(p, value)
				     : status_equals(p, p->view->status));
		if (same && !*hit)
			because(p, part ? part : "status", part ? "=" : "");
		*hit = *hit || same;
		skip_blanks(p);
	} while (*p->at == ',' && p->at++);
	free(value);
	return rc;
}

static int
read_text_test(struct parse *p, const char *part, const char *op, bool *hit)
{
	*hit = false;
	if (!read_word(p) || !*p->word)
		return missing(p, part, op);
	char *value = p->view ? view_get(p->view, part) : NULL;
	if (value && strcmp(op, "contains") == 0)
		*hit = strstr(value, p->word) != NULL;
	else if (value)
		*hit = strncmp(value, p->word, strlen(p->word)) == 0;
	free(value);
	if (*hit)
		because(p, part, op);
	return 0;
}

static int
read_operation(struct parse *p, const char *part, bool *hit)
{
	if (take(p, "exists")) {
		*hit = p->view && view_has(p->view, part);
		free(p->word);
		p->word = NULL;
		if (*hit)
			because(p, part, "exists");
		return 0;
	}
	if (take(p, "contains"))
		return read_text_test(p, part, "contains", hit);
	if (take(p, "begins"))
		return read_text_test(p, part, "begins", hit);
	if (take(p, "in"))
		return read_set(p, part, hit);
	if (!take(p, "="))
		return err_set(p->err, ERR_INVALID,
		    "'%s' must be followed by =, in, contains, begins or "
		    "exists",
		    part);
	if (!read_word(p))
		return missing(p, part, "=");
	char *value = p->view ? view_get(p->view, part) : NULL;
	*hit = value && strcmp(value, p->word) == 0;
	free(value);
	if (*hit)
		because(p, part, "=");
	return 0;
}

static int
read_test(struct parse *p, bool *hit)
{
	if (p->kind == VIEW_ANSWER && take(p, "status"))
		return read_set(p, NULL, hit);
	p->content = true;
	if (!read_word(p))
		return err_set(p->err, ERR_INVALID,
		    "a test is missing, such as json:/code = 100");
	if (strcmp(p->word, "after") == 0)
		return err_set(p->err, ERR_INVALID,
		    "'after' cannot be tested: body contains \"…\"");
	if (view_check(p->kind, p->word, p->err) < 0)
		return -1;
	char *part = mem_dup(p->word);
	int rc = read_operation(p, part, hit);
	free(part);
	return rc;
}

static int
read_way(struct parse *p, bool *hit)
{
	*hit = true;
	p->content = false;
	sbuf_clear(&p->why);
	do {
		bool one = false;
		if (read_test(p, &one) < 0)
			return -1;
		*hit = *hit && one;
	} while (take(p, "and"));
	p->content_all = p->content_all && p->content;
	return 0;
}

/* 1 holds, 0 does not, −1 no rule.  All of it is read in each case. */
static int
read_rule(struct parse *p, struct sbuf *why)
{
	bool any = false, hit;
	int rc = 0;
	p->content_all = true;
	do {
		rc = read_way(p, &hit);
		if (rc == 0 && hit && !any && why)
			sbuf_add(why, sbuf_text(&p->why));
		any = any || hit;
	} while (rc == 0 && take(p, "or"));
	if (rc == 0 && *skip_blanks(p))
		rc = err_set(p->err, ERR_INVALID,
		    "'%.30s' does not belong there: tests are joined by 'and' "
		    "and 'or'",
		    p->at);
	free(p->word);
	sbuf_fini(&p->why);
	return rc < 0 ? -1 : any;
}

int
rule_check(enum view_kind kind, const char *rule, struct err *err)
{
	struct err inner = { 0 };
	struct parse p = { .at = rule, .kind = kind, .err = &inner };
	if (read_rule(&p, NULL) >= 0)
		return 0;
	return err_set(err, ERR_INVALID, "%s", inner.text);
}

bool
rule_reads_content(const char *rule)
{
	struct err err = { 0 };
	struct parse p = { .at = rule, .kind = VIEW_ANSWER, .err = &err };
	return read_rule(&p, NULL) >= 0 && p.content_all;
}

bool
rule_holds(const char *rule, const struct view *v, struct sbuf *why)
{
	struct err err = { 0 };
	struct sbuf words = { 0 };
	struct parse p = { .at = rule,
		.kind = v->kind,
		.view = v,
		.err = &err };
	bool holds = read_rule(&p, &words) > 0;
	if (holds && why)
		sbuf_add(why, sbuf_text(&words));
	sbuf_fini(&words);
	return holds;
}
