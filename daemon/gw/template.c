#include "gw/template.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOLE_MAX = 80 };

struct hole {
	char name[HOLE_MAX];
	char how[HOLE_MAX]; /* for the value: "84" */
	bool base64, percent;
};

struct state { /* where in its format the text has come to */
	enum template_place place;
	bool string;  /* JSON: between quotes */
	bool escaped; /* JSON: behind a backslash */
	bool tag;     /* XML: between < and > */
	char quote;   /* XML: of the attribute, 0 none */
};

/* --- holes */

static bool
is_hole(const char *s)
{
	return s[0] == '{' && s[1] >= 'a' && s[1] <= 'z';
}

static void
add_how(struct hole *h, const char *word, size_t n)
{
	size_t used = strlen(h->how);
	if (n == 6 && memcmp(word, "base64", n) == 0)
		h->base64 = true;
	else if (n == 7 && memcmp(word, "percent", n) == 0)
		h->percent = true;
	else if (used + n + 2 < sizeof h->how)
		snprintf(h->how + used, sizeof h->how - used, "%s%.*s",
		    used ? ":" : "", (int)n, word);
}

/* Reads the hole at s; the character behind it, or NULL when it has no end. */
static const char *
read_hole(const char *s, struct hole *h)
{
	size_t n = strcspn(++s, "}");
	*h = (struct hole){ .name = "" };
	if (!s[n] || n >= HOLE_MAX)
		return NULL;
	size_t name = strcspn(s, ":}");
	snprintf(h->name, sizeof h->name, "%.*s", (int)name, s);
	for (size_t at = name; at < n;) {
		size_t word = strcspn(s + at + 1, ":}");
		add_how(h, s + at + 1, word);
		at += word + 1;
	}
	return s + n + 1;
}

static bool
names(const char *text, const char *name, const char *how)
{
	struct hole h;
	for (const char *s = text; *s; s++) {
		if (is_hole(s) && read_hole(s, &h) &&
		    strcmp(h.name, name) == 0 &&
		    (!how || strcmp(h.how, how) == 0))
			return true;
	}
	return false;
}

bool
template_names(const char *text, const char *name)
{
	return names(text, name, NULL);
}

bool
template_names_as(const char *text, const char *name, const char *how)
{
	return names(text, name, how);
}

/* --- escaping */

static void
add_json(struct sbuf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') {
			sbuf_add_c(out, '\\');
			sbuf_add_c(out, *s);
		} else if ((unsigned char)*s < ' ' || *s == 0x7f) {
			sbuf_addf(out, "\\u%04x", (unsigned char)*s);
		} else {
			sbuf_add_c(out, *s);
		}
	}
}

/* XML 1.0 has no way to write most control characters: they are left out.  A
 * bare CR would be read as LF. */
static void
add_xml(struct sbuf *out, const char *s)
{
	char one[2] = "";
	for (; *s; s++) {
		if (*s == '\r' || *s == '\n' || *s == '\t') {
			sbuf_addf(out, "&#%d;", *s);
		} else if ((unsigned char)*s >= ' ') {
			*one = *s;
			sbuf_add_html(out, one);
		}
	}
}

static void
add_header(struct sbuf *out, const char *s)
{
	for (; *s; s++)
		sbuf_add_c(out,
		    (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
}

static void
add_escaped(enum template_place place, struct sbuf *out, const char *s)
{
	switch (place) {
	case TEMPLATE_URL:
		sbuf_add_url(out, s);
		break;
	case TEMPLATE_JSON:
		add_json(out, s);
		break;
	case TEMPLATE_XML:
		add_xml(out, s);
		break;
	case TEMPLATE_HEADER:
		add_header(out, s);
		break;
	case TEMPLATE_PLAIN:
		sbuf_add(out, s);
		break;
	}
}

static void
encode(struct sbuf *value)
{
	size_t n = (value->len + 2) / 3 * 4 + 1;
	char *out = mem_new(n, 1);
	sodium_bin2base64(out, n, (const unsigned char *)sbuf_text(value),
	    value->len, sodium_base64_VARIANT_ORIGINAL);
	sbuf_clear(value);
	sbuf_add(value, out);
	free(out);
}

static void
double_percents(struct sbuf *value)
{
	struct sbuf b = { 0 };
	for (const char *s = sbuf_text(value); *s; s++) {
		sbuf_add_c(&b, *s);
		if (*s == '%')
			sbuf_add_c(&b, '%');
	}
	sbuf_fini(value);
	*value = b;
}

/* --- where a hole may be */

/* Follows the literal text, so that a hole's surroundings are known. */
static void
follow(struct state *st, char c)
{
	if (st->place == TEMPLATE_JSON) {
		if (st->escaped)
			st->escaped = false;
		else if (c == '\\')
			st->escaped = st->string;
		else if (c == '"')
			st->string = !st->string;
	} else if (st->place == TEMPLATE_XML) {
		if (st->quote)
			st->quote = c == st->quote ? '\0' : st->quote;
		else if (st->tag && (c == '"' || c == '\''))
			st->quote = c;
		else if (c == '<' || c == '>')
			st->tag = c == '<';
	}
}

static bool
is_number(const char *s)
{
	s += *s == '-';
	size_t n = strlen(s);
	return n && n <= 18 && strspn(s, "0123456789") == n &&
	       (*s != '0' || n == 1);
}

static int
may_stand(const struct state *st, const struct hole *h, const char *value,
    struct err *err)
{
	if (st->place == TEMPLATE_JSON && st->escaped)
		return err_set(err, ERR_INVALID,
		    "a backslash stands before {%s}", h->name);
	if (st->place == TEMPLATE_JSON && !st->string && !is_number(value))
		return err_set(err, ERR_INVALID,
		    "{%s} must stand inside quotes: \"{%s}\"", h->name,
		    h->name);
	if (st->place == TEMPLATE_XML && st->tag && !st->quote)
		return err_set(err, ERR_INVALID,
		    "{%s} stands inside a tag: put it between tags, or into "
		    "quotes",
		    h->name);
	return 0;
}

static int
fill_hole(const struct state *st, const struct hole *h, template_value *value,
    const void *arg, struct sbuf *out, struct err *err)
{
	struct sbuf text = { 0 };
	int rc = 0;
	if (!value(arg, h->name, h->how, &text))
		rc = err_set(err, ERR_INVALID, "unknown placeholder {%s%s%s}",
		    h->name, *h->how ? ":" : "", h->how);
	if (rc == 0 && h->base64)
		encode(&text);
	if (rc == 0 && h->percent)
		double_percents(&text);
	if (rc == 0)
		rc = may_stand(st, h, sbuf_text(&text), err);
	if (rc == 0)
		add_escaped(st->place, out, sbuf_text(&text));
	sbuf_fini(&text);
	return rc;
}

int
template_fill(const char *text, enum template_place place,
    template_value *value, const void *arg, struct sbuf *out, struct err *err)
{
	struct state st = { .place = place };
	struct hole h;
	if (place == TEMPLATE_XML &&
	    (strstr(text, "<!--") || strstr(text, "<![CDATA[")))
		return err_set(err, ERR_INVALID,
		    "comments and CDATA cannot be kept closed: leave them "
		    "out");
	for (const char *s = text; *s;) {
		if (!is_hole(s)) {
			follow(&st, *s);
			sbuf_add_c(out, *s++);
			continue;
		}
		const char *end = read_hole(s, &h);
		if (!end)
			return err_set(err, ERR_INVALID,
			    "the placeholder '%.20s' has no end", s);
		if (fill_hole(&st, &h, value, arg, out, err) < 0)
			return -1;
		s = end;
	}
	return 0;
}
