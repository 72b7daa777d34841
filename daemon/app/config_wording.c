/*
 * Looks through a wording without facts.  The values stand for the longest
 * usual ones; `plan` shows the real texts.
 */
#include "app/config_wording.h"

#include "app/lang.h"
#include "app/suggest.h"
#include "base/sbuf.h"
#include "core/sms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	const char *value;
} samples[] = {
	{ "branch", "Ap 3 (Tan Phuoc)" },
	{ "contact", "0912000103" },
	{ "count_all", "11" },
	{ "count_done", "11" },
	{ "count_late", "11" },
	{ "days_left", "15" },
	{ "deadline", "31/12" },
	{ "example_day", "25/12" },
	{ "given_name", "Phuong" },
	{ "month", "12" },
	{ "name", "Nguyen Thi Thuy Duong" },
	{ "names", "Bao, Hien, Linh" },
	{ "place", "NVH ap 3" },
	{ "session", "15/12" },
	{ "time", "19h T7 15/12" },
	{ "unit_code", "TANPHUOC" },
	{ "units", "Tan Phuoc, Tan Hung" },
	{ "units_all", "11" },
	{ "units_never", "11" },
	{ "units_or", "Tan Phuoc hoac Tan Hung" },
	{ "year", "2018" },
};

static const char *
placeholder_at(size_t i, const void *arg)
{
	(void)arg;
	return policy_placeholder_at(i);
}

static bool
known(const char *name)
{
	const char *other;
	for (size_t i = 0; (other = policy_placeholder_at(i)) != NULL; i++) {
		if (strcmp(name, other) == 0)
			return true;
	}
	return false;
}

static bool
unknown(const char *name, size_t at, struct value_trouble *t)
{
	struct sbuf hint = { 0 };
	const char *near = suggest_nearest(name, placeholder_at, NULL);
	if (near)
		sbuf_addf(&hint, _("did you mean {%s}? "), near);
	sbuf_add(&hint, _("known are:"));
	const char *other;
	for (size_t i = 0; (other = policy_placeholder_at(i)) != NULL; i++)
		sbuf_addf(&hint, " %s", other);
	value_refuse(t, at, sbuf_text(&hint), "unknown placeholder {%s}", name);
	sbuf_fini(&hint);
	return false;
}

/* One {name} beginning at text + *i; moves *i to its '}'. */
static bool
check_placeholder(const char *text, size_t *i, struct value_trouble *t)
{
	char name[64];
	size_t n = strcspn(text + *i + 1, "{}");
	if (text[*i + 1 + n] != '}')
		return value_refuse(t, *i, NULL,
		    "the '{' has no '}' behind it");
	snprintf(name, sizeof name, "%.*s",
	    (int)(n < sizeof name ? n : sizeof name - 1), text + *i + 1);
	if (!known(name))
		return unknown(name, *i, t);
	*i += n + 1;
	return true;
}

bool
config_wording_parse(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	size_t open = 0;
	bool optional = false;
	if (!*in->text)
		return value_refuse(t, 0,
		    N_("to have the built-in text, delete the line"),
		    "the wording is empty");
	for (size_t i = 0; in->text[i]; i++) {
		char c = in->text[i];
		if (c == '{' && !check_placeholder(in->text, &i, t))
			return false;
		if (c == '}')
			return value_refuse(t, i, NULL,
			    "the '}' has no '{' before it");
		if ((c == '[' && optional) || (c == ']' && !optional))
			return value_refuse(t, i,
			    N_("[…] is a part that is left out when its "
			       "placeholder is empty; it holds no other […]"),
			    "the '%c' does not belong here", c);
		if (c == '[')
			open = i;
		if (c == '[' || c == ']')
			optional = c == '[';
	}
	if (optional)
		return value_refuse(t, open, NULL,
		    "the '[' has no ']' behind it");
	policy_set(field, in->text);
	return true;
}

static const char *
sample_of(const struct policy *p, const char *name, size_t n)
{
	if (n == 4 && memcmp(name, "sign", 4) == 0)
		return p->sign;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		if (strlen(samples[i].name) == n &&
		    memcmp(samples[i].name, name, n) == 0)
			return samples[i].value;
	}
	return "";
}

static char *
filled(const struct policy *p, const char *text)
{
	struct sbuf b = { 0 };
	for (size_t i = 0; text[i]; i++) {
		if (text[i] == '{') {
			size_t n = strcspn(text + i, "}");
			sbuf_add(&b, sample_of(p, text + i + 1, n - 1));
			i += n - (text[i + n] == '\0');
		} else if (text[i] != '[' && text[i] != ']') {
			sbuf_add_c(&b, text[i]);
		}
	}
	return sbuf_take(&b);
}

/* The character at s, with its terminator. */
static void
one_character(const char *s, char buf[5])
{
	size_t n = 1;
	while (n < 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	memcpy(buf, s, n);
	buf[n] = '\0';
}

bool
config_wording_measure(const struct policy *p, enum policy_wording w,
    struct value_trouble *t)
{
	char *text = filled(p, p->wording[w]);
	char *sent = sms_prepare(text, p->accents);
	struct sms_size size = sms_measure(sent);
	free(text);
	bool fits = size.parts <= 1;
	if (!fits && size.encoding == SMS_UCS2) {
		char culprit[5];
		one_character(sent + size.culprit, culprit);
		const char *there = strstr(p->wording[w], culprit);
		value_refuse(t, there ? (size_t)(there - p->wording[w]) : 0,
		    N_("[sending] accents = strip sends letters without marks"),
		    "with long names the text has %zu characters and costs %d "
		    "parts; '%s' leaves only 70 characters a part",
		    size.length, size.parts, culprit);
	} else if (!fits) {
		value_refuse(t, 0, N_("160 characters fit one part"),
		    "with long names the text has %zu characters and costs %d "
		    "parts",
		    size.length, size.parts);
	}
	free(sent);
	return fits;
}
