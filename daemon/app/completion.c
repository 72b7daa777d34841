#include "app/completion.h"

#include "core/message.h"

#include <ctype.h>
#include <string.h>

/* --- the grammar: "verb [add NAME --role {a|b}|remove NAME] [--json]" */

static size_t
skip_blanks(const char *s, size_t n, size_t at)
{
	while (at < n && s[at] == ' ')
		at++;
	return at;
}

/* Where the form ends: at a '|' outside of all brackets. */
static size_t
form_end(const char *s, size_t n, size_t at)
{
	for (int depth = 0; at < n; at++) {
		depth += s[at] == '[' || s[at] == '{';
		depth -= s[at] == ']' || s[at] == '}';
		if (s[at] == '|' && depth == 0)
			break;
	}
	return at;
}

/* The whole of "[…] …" begins with a group of forms: its length, else 0. */
static size_t
group_length(const char *s)
{
	int depth = 0;
	if (*s != '[' || !islower((unsigned char)s[1]))
		return 0;
	for (size_t i = 0; s[i]; i++) {
		depth += s[i] == '[';
		depth -= s[i] == ']';
		if (depth == 0)
			return i + 1;
	}
	return 0;
}

bool
completion_form(const struct verb *verb, size_t n, struct completion_form *form,
    struct completion_form *tail)
{
	const char *s = verb->usage + strlen(verb->name);
	s += strspn(s, " ");
	size_t group = group_length(s), len = strlen(s);
	*tail = (struct completion_form){ s + len, 0 };
	if (group) {
		*tail = (struct completion_form){ s + group, len - group };
		s++;
		len = group - 2;
	}
	for (size_t at = 0; at <= len; n--) {
		size_t end = form_end(s, len, at);
		if (n == 0) {
			*form = (struct completion_form){ s + at, end - at };
			return true;
		}
		at = end + 1;
	}
	return false;
}

/* The next word of a form without its brackets, '<' left out; false at the
 * end.  "{FILE|FOLDER}" is one. */
static bool
next_word(const struct completion_form *f, size_t *at,
    struct completion_form *word)
{
	for (;;) {
		size_t i = skip_blanks(f->s, f->n, *at), end;
		while (i < f->n && f->s[i] == '[')
			i++;
		for (end = i; end < f->n && f->s[end] != ' ';)
			end++;
		*at = end;
		if (i >= f->n)
			return false;
		while (
		    end > i && (f->s[end - 1] == ']' || f->s[end - 1] == '.'))
			end--;
		*word = (struct completion_form){ f->s + i, end - i };
		if (word->n && *word->s != '<')
			return true;
	}
}

static bool
is_word(const struct completion_form *w, const char *s)
{
	return w->n == strlen(s) && strncmp(w->s, s, w->n) == 0;
}

/* Its own word ("add"), or nothing. */
static struct completion_form
form_word(const struct completion_form *f)
{
	size_t n = 0;
	while (n < f->n && (islower((unsigned char)f->s[n]) || f->s[n] == '-'))
		n++;
	bool own =
	    n && islower((unsigned char)*f->s) && (n == f->n || f->s[n] == ' ');
	return (struct completion_form){ f->s, own ? n : 0 };
}

/* 0 no such option, 1 a flag, 2 it takes a value. */
static int
option_kind(const struct verb *verb, const char *name, size_t n)
{
	const char *const lists[] = { "-c= --json --help -h", verb->options };
	for (size_t i = 0; i < 2; i++) {
		for (const char *s = lists[i]; *s; s += strspn(s, " ")) {
			size_t len = strcspn(s, " ");
			bool value = s[len - 1] == '=';
			if (len - value == n && strncmp(s, name, n) == 0)
				return value ? 2 : 1;
			s += len;
		}
	}
	return 0;
}

/* --- candidates */

struct search {
	const struct verb *verb;
	struct completion *c;
	struct sbuf *out;
};

static void
offer(const struct search *s, const char *word, size_t n)
{
	size_t have = strlen(s->c->prefix);
	if (n < have || strncmp(word, s->c->prefix, have) != 0)
		return;
	sbuf_add_n(s->out, s->c->lead, s->c->lead_n);
	sbuf_add_n(s->out, word, n);
	sbuf_add_c(s->out, '\n');
}

static void
offer_verbs(const struct search *s)
{
	const struct verb *verb;
	for (size_t i = 0; (verb = verb_at(i)); i++)
		offer(s, verb->name, strlen(verb->name));
}

static void
offer_states(const struct search *s)
{
	for (int i = 0; i < MESSAGE_STATE__N; i++) {
		const char *name = message_state_name((enum message_state)i);
		offer(s, name, strlen(name));
	}
}

/* "{viewer|operator|admin}" */
static void
offer_choices(const struct search *s, const struct completion_form *w)
{
	for (size_t at = 1; at + 1 < w->n;) {
		size_t end = at;
		while (end + 1 < w->n && w->s[end] != '|')
			end++;
		offer(s, w->s + at, end - at);
		at = end + 1;
	}
}

static enum completion_kind
named_by(const struct verb *verb)
{
	if (strcmp(verb->name, "gateway") == 0)
		return COMPLETION_GATEWAY;
	return strcmp(verb->name, "user") == 0 ? COMPLETION_ACCOUNT
					       : COMPLETION_NOTHING;
}

/* What the usage line puts there. */
static void
offer_placeholder(const struct search *s, const struct completion_form *w)
{
	static const struct {
		const char *word;
		enum completion_kind kind;
	} kinds[] = {
		{ "P", COMPLETION_PERSON },
		{ "PERSON", COMPLETION_PERSON },
		{ "CODE", COMPLETION_PERSON },
		{ "U", COMPLETION_UNIT },
		{ "UNIT", COMPLETION_UNIT },
		{ "BRANCH", COMPLETION_UNIT },
		{ "{PERSON|UNIT}", COMPLETION_SUBJECT },
		{ "FILE", COMPLETION_FILE },
		{ "OUT", COMPLETION_FILE },
		{ "FILE.xlsx", COMPLETION_FILE },
		{ "{FILE.xlsx|FOLDER}", COMPLETION_FILE },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (is_word(w, kinds[i].word))
			s->c->kind = kinds[i].kind;
	}
	if (is_word(w, "NAME"))
		s->c->kind = named_by(s->verb);
	else if (is_word(w, "VERB"))
		offer_verbs(s);
	else if (is_word(w, "STATE"))
		offer_states(s);
	else if (w->n > 2 && *w->s == '{' && islower((unsigned char)w->s[1]))
		offer_choices(s, w);
}

/* The forms that these words can be of: those with that word of their own, or
 * all where there is none yet. */
static bool
fits(const struct completion_form *f, const char *own)
{
	struct completion_form w = form_word(f);
	return !own || !w.n || is_word(&w, own);
}

/* The value of the option, as this form says; false where it has none such. */
static bool
offer_value_of(const struct search *s, const struct completion_form *f,
    const char *option, size_t n)
{
	struct completion_form w;
	for (size_t at = 0; next_word(f, &at, &w);) {
		if (w.n != n || strncmp(w.s, option, n) != 0)
			continue;
		if (next_word(f, &at, &w))
			offer_placeholder(s, &w);
		return true;
	}
	return false;
}

static void
offer_value(const struct search *s, const char *own, const char *option,
    size_t n)
{
	struct completion_form f, tail = { "", 0 };
	if (n == 2 && strncmp(option, "-c", n) == 0) {
		s->c->kind = COMPLETION_FILE;
		return;
	}
	for (size_t i = 0; completion_form(s->verb, i, &f, &tail); i++) {
		if (fits(&f, own) && offer_value_of(s, &f, option, n))
			return;
	}
	offer_value_of(s, &tail, option, n);
}

static void
offer_options_of(const struct search *s, const struct completion_form *f)
{
	struct completion_form w;
	for (size_t at = 0; next_word(f, &at, &w);) {
		if (*w.s == '-' && option_kind(s->verb, w.s, w.n))
			offer(s, w.s, w.n);
	}
}

static void
offer_options(const struct search *s, const char *own)
{
	struct completion_form f, tail = { "", 0 };
	for (size_t i = 0; completion_form(s->verb, i, &f, &tail); i++) {
		if (fits(&f, own))
			offer_options_of(s, &f);
	}
	offer_options_of(s, &tail);
	offer(s, "--help", strlen("--help"));
	offer(s, "-c", strlen("-c"));
}

/* The form's argument number `nth`; the last one again where it may repeat. */
static void
offer_argument(const struct search *s, const struct completion_form *f,
    size_t nth)
{
	struct completion_form w, last = { "", 0 };
	bool repeats = false;
	for (size_t at = 0; next_word(f, &at, &w);) {
		if (*w.s == '-') {
			if (option_kind(s->verb, w.s, w.n) == 2)
				next_word(f, &at, &w);
			continue;
		}
		last = w;
		repeats = strncmp(w.s + w.n, "...", 3) == 0;
		if (nth-- == 0) {
			offer_placeholder(s, &w);
			return;
		}
	}
	if (repeats)
		offer_placeholder(s, &last);
}

static void
offer_arguments(const struct search *s, const char *own, size_t nth)
{
	struct completion_form f, tail;
	for (size_t i = 0; completion_form(s->verb, i, &f, &tail); i++) {
		struct completion_form w = form_word(&f);
		if (w.n && nth == 0)
			offer(s, w.s, w.n);
		else if (fits(&f, own))
			offer_argument(s, &f, nth);
	}
}

/* --- the words so far */

struct reading {
	const char *own;   /* the first argument */
	size_t nth;	   /* arguments before the cursor */
	const char *waits; /* an option without its value yet */
	bool ended;
};

static void
read_word(struct reading *r, const struct verb *verb, const char *word,
    struct completion *c)
{
	if (strcmp(word, "=") == 0)
		return; /* bash cuts "--person=BAO" into three */
	if (r->waits) {
		if (strcmp(r->waits, "-c") == 0)
			c->config = word;
		r->waits = NULL;
	} else if (!r->ended && strcmp(word, "--") == 0) {
		r->ended = true;
	} else if (!r->ended && *word == '-' && word[1]) {
		if (option_kind(verb, word, strlen(word)) == 2)
			r->waits = word;
	} else {
		if (r->nth++ == 0)
			r->own = word;
	}
}

void
completion_find(const char *const *words, size_t n, struct completion *c,
    struct sbuf *out)
{
	*c = (struct completion){ .lead = "", .prefix = n ? words[n - 1] : "" };
	struct search s = { .c = c, .out = out };
	if (n <= 1) {
		offer_verbs(&s);
		return;
	}
	s.verb = verb_find(words[0]);
	if (!s.verb)
		return;
	struct reading r = { 0 };
	for (size_t i = 1; i + 1 < n; i++)
		read_word(&r, s.verb, words[i], c);
	const char *last = words[n - 1];
	size_t name = strcspn(last, "=");
	if (strcmp(last, "=") == 0)
		c->prefix = "";
	if (r.waits) {
		offer_value(&s, r.own, r.waits, strlen(r.waits));
	} else if (!r.ended && *last == '-' && last[name] &&
		   option_kind(s.verb, last, name) == 2) {
		c->lead = last;
		c->lead_n = name + 1;
		c->prefix = last + name + 1;
		offer_value(&s, r.own, last, name);
	} else if (!r.ended && *last == '-') {
		offer_options(&s, r.own);
	} else {
		offer_arguments(&s, r.own, r.nth);
	}
}

const char *
completion_kind_name(enum completion_kind k)
{
	switch (k) {
	case COMPLETION_PERSON:
		return "person";
	case COMPLETION_UNIT:
		return "unit";
	case COMPLETION_SUBJECT:
		return "subject";
	case COMPLETION_GATEWAY:
		return "gateway";
	case COMPLETION_ACCOUNT:
		return "account";
	case COMPLETION_NOTHING:
	case COMPLETION_FILE:
		break;
	}
	return NULL;
}
