/*
 * The plain kinds of value: words, numbers, times, addresses.  Knows no key
 * and no section.
 */
#include "app/value.h"

#include "app/text.h"
#include "app/zone.h"
#include "app/lang.h"
#include "core/civil.h"
#include "core/policy.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
value_refuse(struct value_trouble *t, size_t at, const char *hint,
    const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(t->message, sizeof t->message, _(fmt), ap);
	va_end(ap);
	snprintf(t->hint, sizeof t->hint, "%s", hint ? _(hint) : "");
	t->at = at;
	return false;
}

/* --- characters */

static const struct {
	const char *sign, *code;
} curly[] = { { "“", "U+201C" }, { "”", "U+201D" }, { "„", "U+201E" },
	{ "‘", "U+2018" }, { "’", "U+2019" }, { "«", "U+00AB" },
	{ "»", "U+00BB" }, { "＂", "U+FF02" } };

static bool
quotes(const char *s, size_t n, struct value_trouble *t)
{
	static const char hint[] = N_("write the value without quotes");
	if (*s == '"' || *s == '\'') {
		if (n < 2 || s[n - 1] != *s)
			return value_refuse(t, 0, hint,
			    "the quote is not "
			    "closed");
		return value_refuse(t, 0, hint,
		    "quotes would become part of the value");
	}
	for (size_t i = 0; i < sizeof curly / sizeof *curly; i++) {
		const char *sign = curly[i].sign;
		if (strncmp(s, sign, strlen(sign)) == 0)
			return value_refuse(t, 0, hint,
			    "the quote %s (%s) would become part of the value",
			    sign, curly[i].code);
	}
	return true;
}

bool
value_characters(const char *text, bool free_text, struct value_trouble *t)
{
	size_t n = strlen(text);
	char odd[160];
	for (size_t i = 0; i < n; i++) {
		if (text[i] != ';' && text[i] != '#')
			continue;
		if (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')
			return value_refuse(t, i,
			    N_("give the comment a line of its own"),
			    "a comment may not stand behind a value");
	}
	if (!quotes(text, n, t))
		return false;
	/* Inside a title a curly quote or a dash is what is meant. */
	size_t last = n;
	while (last && ((unsigned char)text[--last] & 0xc0) == 0x80)
		;
	size_t look = free_text && n ? 1 : n;
	size_t at = text_odd(text, look, odd, sizeof odd);
	if (at >= look && free_text && text_unseen(text + last)) {
		at = last + text_odd(text + last, n - last, odd, sizeof odd);
		look = n;
	}
	if (at < look)
		return value_refuse(t, at, N_("type it again by hand"), "%s",
		    odd);
	return true;
}

/* --- words */

static bool
not_empty(const struct value_in *in, struct value_trouble *t)
{
	if (*in->text)
		return true;
	return value_refuse(t, 0, N_("to have the default, delete the line"),
	    "the value is missing");
}

/* One of n words; its index, or −1 with trouble. */
static int
one_of(const struct value_in *in, const char *const *words, size_t n,
    struct value_trouble *t)
{
	if (!not_empty(in, t))
		return -1;
	char list[128] = "";
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(in->text, words[i]) == 0)
			return (int)i;
		int more = snprintf(list + used, sizeof list - used, "%s%s",
		    i == 0	? ""
		    : i + 1 < n ? ", "
				: _(" or "),
		    words[i]);
		used += more > 0 ? (size_t)more : 0;
	}
	char hint[160];
	snprintf(hint, sizeof hint, _("write %s"), list);
	value_refuse(t, 0, hint, "'%s' is none of the values it may have",
	    in->text);
	return -1;
}

static bool
choose(const struct value_in *in, bool *field, const char *no, const char *yes,
    struct value_trouble *t)
{
	const char *const words[] = { no, yes };
	int i = one_of(in, words, 2, t);
	if (i >= 0)
		*field = i == 1;
	return i >= 0;
}

bool
value_bool(const struct value_in *in, void *field, struct value_trouble *t)
{
	return choose(in, field, "no", "yes", t);
}

bool
value_per(const struct value_in *in, void *field, struct value_trouble *t)
{
	return choose(in, field, "person", "unit", t);
}

bool
value_doubt(const struct value_in *in, void *field, struct value_trouble *t)
{
	return choose(in, field, "hold", "resend-once", t);
}

bool
value_accents(const struct value_in *in, void *field, struct value_trouble *t)
{
	static const char *const words[] = { "keep", "strip", "auto" };
	static const enum sms_accents meaning[] = { SMS_ACCENTS_KEEP,
		SMS_ACCENTS_STRIP, SMS_ACCENTS_AUTO };
	int i = one_of(in, words, 3, t);
	if (i >= 0)
		*(enum sms_accents *)field = meaning[i];
	return i >= 0;
}

bool
value_text(const struct value_in *in, void *field, struct value_trouble *t)
{
	if (!not_empty(in, t))
		return false;
	if (strlen(in->text) > (size_t)in->max)
		return value_refuse(t, (size_t)in->max, NULL,
		    "the text is longer than %ld bytes", in->max);
	policy_set(field, in->text);
	return true;
}

bool
value_line(const struct value_in *in, void *field, struct value_trouble *t)
{
	if (!not_empty(in, t))
		return false;
	*(char **)field = mem_arena_dup(in->arena, in->text);
	return true;
}

bool
value_word(const struct value_in *in, void *field, struct value_trouble *t)
{
	for (const char *s = in->text; *s; s++) {
		if (!isalnum((unsigned char)*s) && *s != '-' && *s != '_')
			return value_refuse(t, (size_t)(s - in->text),
			    N_("one word of letters without accents, digits, "
			       "'-' and '_'"),
			    "'%s' is not one plain word", in->text);
	}
	return value_line(in, field, t);
}

/* --- numbers */

/* Digits from s; −1 when there is none or it is too long.  *end behind. */
static long
digits(const char *s, const char **end)
{
	long n = 0;
	const char *p = s;
	while (*p >= '0' && *p <= '9' && p - s < 9)
		n = n * 10 + (*p++ - '0');
	*end = p;
	return p == s || (*p >= '0' && *p <= '9') ? -1 : n;
}

static bool
in_range(const struct value_in *in, long n, void *field,
    struct value_trouble *t)
{
	if (n < in->min || n > in->max) {
		char hint[80];
		snprintf(hint, sizeof hint, "from %ld to %ld", in->min,
		    in->max);
		return value_refuse(t, 0, hint, "%s is out of range", in->text);
	}
	*(int *)field = (int)n;
	return true;
}

bool
value_int(const struct value_in *in, void *field, struct value_trouble *t)
{
	const char *end;
	long n = digits(in->text, &end);
	if (!not_empty(in, t))
		return false;
	if (n < 0 || *end) {
		char hint[80];
		snprintf(hint, sizeof hint, "from %ld to %ld, digits only",
		    in->min, in->max);
		return value_refuse(t, 0, hint, "'%s' is not a whole number",
		    in->text);
	}
	return in_range(in, n, field, t);
}

bool
value_required(const struct value_in *in, void *field, struct value_trouble *t)
{
	if (strcmp(in->text, "all") != 0)
		return value_int(in, field, t);
	*(int *)field = POLICY_REQUIRED_ALL;
	return true;
}

bool
value_version(const struct value_in *in, void *field, struct value_trouble *t)
{
	const char *end;
	long n = digits(in->text, &end);
	if (n > in->max && !*end)
		return value_refuse(t, 0, N_("install the newer nhacviec"),
		    "this file was written for a later nhacviec: version %ld, "
		    "this one knows %ld",
		    n, in->max);
	int version;
	return value_int(in, field ? field : &version, t);
}

/* "N/unit"; seconds of the unit in *per. */
static long
number_per(const char *s, long *per)
{
	static const struct {
		const char *name;
		long seconds;
	} units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 } };
	const char *end;
	long n = digits(s, &end);
	if (n < 0 || *end != '/')
		return -1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(end + 1, units[i].name) == 0) {
			*per = units[i].seconds;
			return n;
		}
	}
	return -1;
}

bool
value_rate(const struct value_in *in, void *field, struct value_trouble *t)
{
	static const char hint[] = N_("such as 5/s, 100/min or 1000/h");
	long per;
	long n = number_per(in->text, &per);
	if (n < 0)
		return value_refuse(t, 0, hint, "'%s' is not a rate", in->text);
	n = per == 1 ? n * 60 : per == 60 ? n : n / 60;
	if (n < in->min)
		return value_refuse(t, 0, hint,
		    "%s is too slow: at least one message a minute", in->text);
	if (n > in->max)
		return value_refuse(t, 0, hint, "%s is faster than %ld/s",
		    in->text, in->max / 60);
	*(int *)field = (int)n;
	return true;
}

bool
value_answers(const struct value_in *in, void *field, struct value_trouble *t)
{
	long per;
	long n = number_per(in->text, &per);
	if (n < 0 || per != 3600)
		return value_refuse(t, 0, N_("such as 3/h"),
		    "'%s' is not a number an hour", in->text);
	return in_range(in, n, field, t);
}

bool
value_duration(const struct value_in *in, void *field, struct value_trouble *t)
{
	static const char hint[] = N_("such as 90m, 24h or 2d");
	const char *end;
	long n = digits(in->text, &end);
	long unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : 86400;
	if (n < 0 || !*end || !strchr("mhd", *end) || end[1])
		return value_refuse(t, 0, hint, "'%s' is not a duration",
		    in->text);
	if (n > in->max || n * unit > in->max || n * unit < in->min)
		return value_refuse(t, 0, hint,
		    "%s is not between %ld minutes and %ld days", in->text,
		    in->min / 60, in->max / 86400);
	*(int *)field = (int)(n * unit);
	return true;
}

bool
value_month(const struct value_in *in, void *field, struct value_trouble *t)
{
	int32_t month;
	if (!civil_parse_month(in->text, &month))
		return value_refuse(t, 0, N_("such as 2018-04"),
		    "'%s' is not a month", in->text);
	*(int32_t *)field = month;
	return true;
}

bool
value_zone(const struct value_in *in, void *field, struct value_trouble *t)
{
	struct err err = { 0 };
	bool saving = false;
	int offset;
	if (!not_empty(in, t))
		return false;
	if (zone_offset(in->text, &offset, &saving, &err))
		return value_refuse(t, 0,
		    N_("a name such as Asia/Ho_Chi_Minh, from the package "
		       "tzdata"),
		    "%s", err.text);
	*(int *)field = offset;
	if (saving)
		value_refuse(t, 0, N_("Vietnam's zone is Asia/Ho_Chi_Minh"),
		    "%s changes its clocks in the year, which is not followed: "
		    "its standard time is used",
		    in->text);
	return true;
}

/* --- addresses */

bool
value_listen(const struct value_in *in, void *field, struct value_trouble *t)
{
	static const char hint[] = N_("such as 127.0.0.1:8642 or [::1]:8642");
	char host[64];
	unsigned char address[sizeof(struct in6_addr)];
	const char *colon = strrchr(in->text, ':'), *end;
	size_t n = colon ? (size_t)(colon - in->text) : 0;
	bool v6 = n > 2 && in->text[0] == '[' && in->text[n - 1] == ']';
	if (!n || n >= sizeof host)
		return value_refuse(t, 0, hint, "'%s' is not ADDRESS:PORT",
		    in->text);
	snprintf(host, sizeof host, "%.*s", (int)(v6 ? n - 2 : n),
	    in->text + v6);
	if (inet_pton(v6 ? AF_INET6 : AF_INET, host, address) != 1)
		return value_refuse(t, 0, hint, "'%s' is not a numeric address",
		    host);
	long port = digits(colon + 1, &end);
	if (port < 0 || port > 65535 || *end)
		return value_refuse(t, n + 1, N_("a number up to 65535"),
		    "'%s' is not a port", colon + 1);
	return value_line(in, field, t);
}

static bool
url_ok(const struct value_in *in, struct value_trouble *t)
{
	static const char hint[] = N_("such as https://host.example:8080/path");
	const char *s = in->text;
	size_t scheme = strncmp(s, "http://", 7) == 0	 ? 7
			: strncmp(s, "https://", 8) == 0 ? 8
							 : 0;
	if (!not_empty(in, t))
		return false;
	if (!scheme)
		return value_refuse(t, 0, hint,
		    "the address begins with neither http:// nor https://");
	size_t host = strcspn(s + scheme, "/?#");
	size_t blank = strcspn(s, " \t");
	if (s[blank])
		return value_refuse(t, blank, hint, "a blank in the address");
	if (memchr(s + scheme, '@', host))
		return value_refuse(t, scheme,
		    N_("use the keys user and password_file"),
		    "a login inside the address");
	if (!host || s[scheme] == ':')
		return value_refuse(t, scheme, hint,
		    "the address names no host");
	return true;
}

bool
value_url(const struct value_in *in, void *field, struct value_trouble *t)
{
	return url_ok(in, t) && value_line(in, field, t);
}

bool
value_base_url(const struct value_in *in, void *field, struct value_trouble *t)
{
	if (!value_url(in, field, t))
		return false;
	char *s = *(char **)field;
	for (size_t n = strlen(s); n && s[n - 1] == '/'; n--)
		s[n - 1] = '\0';
	return true;
}

bool
value_path(const struct value_in *in, void *field, struct value_trouble *t)
{
	if (!not_empty(in, t))
		return false;
	if (*in->text == '/')
		return value_line(in, field, t);
	size_t n = strlen(in->dir) + strlen(in->text) + 2;
	char *path = mem_arena_new(in->arena, n, 1);
	snprintf(path, n, "%s/%s", strcmp(in->dir, "/") ? in->dir : "",
	    in->text);
	*(char **)field = path;
	return true;
}
