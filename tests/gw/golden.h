/*
 * Golden files for gateways: tests/golden/gw/DRIVER/CASE.in says what happens,
 * CASE.out what the dialect makes of it.  A new vendor's quirk is a new case,
 * no code.  GOLDEN_WRITE=1 writes the .out files anew: read the difference.
 *
 *   set KEY VALUE      a setting, for all that follows in the file
 *   --- TITLE          begins a case
 *   msg FIELD VALUE    key number text encoding now expires
 *   answer FIELD VALUE status body retry outcome error
 *   hook FIELD VALUE   kind method path query body header ("Name: value") now
 *
 * In a value \n, \r, \\ and \xHH stand for those bytes.
 */
#ifndef NHACVIEC_TESTS_GW_GOLDEN_H
#define NHACVIEC_TESTS_GW_GOLDEN_H

#include "base/mem.h"
#include "base/sbuf.h"
#include "gw/gw.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { GOLDEN_MAX = 16 };

struct golden {
	const struct gw_driver *driver;
	struct mem_arena arena;
	struct gw_settings settings;
	struct http_field more[GOLDEN_MAX];
	struct http_field fields[GOLDEN_MAX]; /* headers of a hook */
	char op; /* of the present case: m a h, 0 none */
	struct gw_message msg;
	struct http_response resp;
	struct http_inbound in;
	enum gw_hook hook;
	int64_t now;
	struct sbuf out;
};

static inline char *
golden_unescape(struct golden *g, const char *s)
{
	char *out = mem_arena_new(&g->arena, strlen(s) + 1, 1);
	size_t n = 0;
	for (; *s; s++) {
		if (*s != '\\') {
			out[n++] = *s;
		} else if (*++s == 'x') {
			char hex[3] = { s[1], s[2], 0 };
			out[n++] = (char)strtol(hex, NULL, 16);
			s += 2;
		} else {
			out[n++] = *s == 'n' ? '\n' : *s == 'r' ? '\r' : *s;
		}
	}
	return out;
}

/* What is no plain text shows as \xHH, so that the files stay readable. */
static inline void
golden_show(struct sbuf *b, const char *s)
{
	if (!s) {
		sbuf_add(b, "-");
		return;
	}
	for (utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(s); left > 0;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)s, left, &c);
		if (n > 0 && c >= ' ' && c != 0x7f && c != '\\') {
			sbuf_add_n(b, s, (size_t)n);
		} else {
			n = 1;
			sbuf_addf(b, "\\x%02x", (unsigned)(unsigned char)*s);
		}
		s += n;
		left -= n;
	}
}

static inline void
golden_line(struct sbuf *b, const char *name, const char *value)
{
	sbuf_add(b, name);
	golden_show(b, value);
	sbuf_add(b, "\n");
}

static inline void
golden_send(struct golden *g)
{
	struct err err = { 0 };
	if (g->driver->check(&g->settings, &err) < 0) {
		golden_line(&g->out, "check: ", err.text);
		return;
	}
	struct http_request r = { 0 };
	g->driver->prepare(&g->settings, &g->msg, &r);
	sbuf_addf(&g->out, "%s ", r.method);
	for (const char *p = r.url; *p; p++) { /* a parameter a line */
		if (*p == '&' || *p == '?')
			sbuf_add(&g->out, "\n  ");
		sbuf_add_c(&g->out, *p);
	}
	sbuf_add(&g->out, "\n");
	for (size_t i = 0; i < r.headers_n; i++)
		golden_line(&g->out, "header: ", r.headers[i]);
	if (r.body) {
		assert_int_equal(r.body_len, strlen(r.body));
		golden_line(&g->out, "body: ", r.body);
	}
	http_request_fini(&r);
}

static inline void
golden_answer(struct golden *g)
{
	struct gw_result r;
	memset(&r, 0xa5, sizeof r);
	g->resp.body_len = strlen(g->resp.body);
	g->driver->classify(&g->settings, &g->resp, &r);
	sbuf_addf(&g->out, "%s", gw_class_name(r.class));
	if (*r.provider_id)
		golden_line(&g->out, " id=", r.provider_id);
	else
		sbuf_add(&g->out, "\n");
	if (r.retry_after_s >= 0)
		sbuf_addf(&g->out, "retry: %ld\n", r.retry_after_s);
	golden_line(&g->out, "reason: ", r.reason);
}

static inline void
golden_event(struct sbuf *b, const struct gw_event *e)
{
	static const char *const reports[] = { "unknown", "buffered",
		"undelivered", "delivered" };
	if (e->kind == GW_EVENT_IGNORE) {
		golden_line(b, "ignore: ", e->raw);
		return;
	}
	if (e->kind == GW_EVENT_REPLY) {
		golden_line(b, "reply from ", e->from);
		golden_line(b, "  to: ", e->to);
		golden_line(b, "  text: ", e->text);
		sbuf_addf(b, "  at: %lld\n", (long long)e->at);
	} else {
		sbuf_addf(b, "report %s\n", reports[e->report]);
		golden_line(b, "  key: ", e->key);
		golden_line(b, "  provider id: ", e->provider_id);
		sbuf_addf(b, "  part: %d\n", e->part);
		golden_line(b, "  raw: ", e->raw);
	}
	golden_line(b, "  dedup: ", e->dedup);
}

static inline void
golden_hook(struct golden *g)
{
	struct gw_events events = { 0 };
	struct err err = { 0 };
	g->in.body_len = strlen(g->in.body);
	g->in.headers.v = g->fields;
	bool genuine =
	    g->driver->verify(&g->settings, &g->in, g->now) == GW_GENUINE;
	sbuf_addf(&g->out, "%s\n", genuine ? "genuine" : "forged");
	if (genuine &&
	    g->driver->parse(&g->settings, g->hook, &g->in, &events, &err) < 0)
		golden_line(&g->out, "error: ", err.text);
	for (size_t i = 0; i < events.n; i++)
		golden_event(&g->out, &events.v[i]);
	gw_events_fini(&events);
	http_fields_fini(&g->in.query);
}

static inline void
golden_end_case(struct golden *g)
{
	if (g->op == 'm')
		golden_send(g);
	else if (g->op == 'a')
		golden_answer(g);
	else if (g->op == 'h')
		golden_hook(g);
	g->op = 0;
	g->msg = (struct gw_message){ .key = "k1",
		.number = "+84912000003",
		.text = "" };
	g->resp = (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = "",
		.retry_after_s = -1,
		.error = "" };
	g->in = (struct http_inbound){ .method = "GET",
		.path = "/hook",
		.body = "",
		.peer = "127.0.0.1" };
	g->hook = GW_HOOK_ANY;
	g->now = 0;
}

static inline void
golden_set(struct golden *g, const char *key, const char *value)
{
	struct gw_settings *s = &g->settings;
	const char *v = *value ? value : NULL;
	if (strcmp(key, "name") == 0)
		s->name = v;
	else if (strcmp(key, "url") == 0)
		s->url = v;
	else if (strcmp(key, "user") == 0)
		s->user = v;
	else if (strcmp(key, "password") == 0)
		s->password = v;
	else if (strcmp(key, "from") == 0)
		s->from = v;
	else if (strcmp(key, "hook_secret") == 0)
		s->hook_secret = v;
	else if (strcmp(key, "hooks_url") == 0)
		s->hooks_url = v;
	else {
		assert_true(s->more_n < GOLDEN_MAX);
		g->more[s->more_n++] = (struct http_field){ key, value };
		s->more = g->more;
	}
}

static inline void
golden_msg(struct golden *g, const char *field, const char *value)
{
	if (strcmp(field, "key") == 0)
		g->msg.key = value;
	else if (strcmp(field, "number") == 0)
		g->msg.number = value;
	else if (strcmp(field, "text") == 0)
		g->msg.text = value;
	else if (strcmp(field, "encoding") == 0)
		g->msg.encoding =
		    strcmp(value, "ucs2") == 0 ? SMS_UCS2 : SMS_GSM7;
	else if (strcmp(field, "now") == 0)
		g->msg.now = strtoll(value, NULL, 10);
	else if (strcmp(field, "expires") == 0)
		g->msg.expires_at = strtoll(value, NULL, 10);
	else
		fail_msg("msg %s", field);
}

static inline void
golden_resp(struct golden *g, const char *field, const char *value)
{
	if (strcmp(field, "status") == 0)
		g->resp.status = (int)strtol(value, NULL, 10);
	else if (strcmp(field, "body") == 0)
		g->resp.body = value;
	else if (strcmp(field, "retry") == 0)
		g->resp.retry_after_s = strtol(value, NULL, 10);
	else if (strcmp(field, "error") == 0)
		g->resp.error = value;
	else if (strcmp(field, "outcome") == 0)
		g->resp.outcome = strcmp(value, "not_sent") == 0
				      ? HTTP_NOT_SENT
				      : HTTP_AMBIGUOUS;
	else
		fail_msg("answer %s", field);
}

static inline void
golden_inbound(struct golden *g, const char *field, char *value)
{
	if (strcmp(field, "kind") == 0) {
		g->hook = strcmp(value, "reply") == 0	   ? GW_HOOK_REPLY
			  : strcmp(value, "delivery") == 0 ? GW_HOOK_DELIVERY
							   : GW_HOOK_ANY;
	} else if (strcmp(field, "method") == 0) {
		g->in.method = value;
	} else if (strcmp(field, "path") == 0) {
		g->in.path = value;
	} else if (strcmp(field, "query") == 0) {
		http_fields_decode(&g->in.query, value, strlen(value));
	} else if (strcmp(field, "body") == 0) {
		g->in.body = value;
	} else if (strcmp(field, "now") == 0) {
		g->now = strtoll(value, NULL, 10);
	} else if (strcmp(field, "header") == 0) {
		char *colon = strstr(value, ": ");
		assert_non_null(colon);
		*colon = '\0';
		assert_true(g->in.headers.n < GOLDEN_MAX);
		g->fields[g->in.headers.n++] =
		    (struct http_field){ value, colon + 2 };
	} else {
		fail_msg("hook %s", field);
	}
}

static inline void
golden_read_line(struct golden *g, char *line)
{
	if (strncmp(line, "---", 3) == 0) {
		golden_end_case(g);
		if (g->out.len)
			sbuf_add(&g->out, "\n");
		sbuf_addf(&g->out, "%s\n", line);
		return;
	}
	char *field = strchr(line, ' ');
	if (*line == '#' || !field)
		return;
	*field++ = '\0';
	char *value = field + strcspn(field, " ");
	if (*value)
		*value++ = '\0';
	field = mem_arena_dup(&g->arena, field);
	value = golden_unescape(g, value);
	if (strcmp(line, "set") == 0) {
		golden_set(g, field, value);
		return;
	}
	g->op = *line;
	if (strcmp(line, "msg") == 0)
		golden_msg(g, field, value);
	else if (strcmp(line, "answer") == 0)
		golden_resp(g, field, value);
	else if (strcmp(line, "hook") == 0)
		golden_inbound(g, field, value);
	else
		fail_msg("line begins with %s", line);
}

/* NULL when there is no such file.  Caller frees. */
static inline char *
golden_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	struct sbuf b = { 0 };
	char buf[4096];
	size_t n;
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		sbuf_add_n(&b, buf, n);
	fclose(f);
	return sbuf_take(&b);
}

static inline void
golden_compare(const char *path, const char *got)
{
	if (getenv("GOLDEN_WRITE")) {
		FILE *f = fopen(path, "wb");
		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	}
	char *expected = golden_file(path);
	if (!expected || strcmp(expected, got) != 0)
		print_message("--- %s differs, got:\n%s", path, got);
	assert_non_null(expected);
	assert_string_equal(got, expected);
	free(expected);
}

static inline void
golden_run_file(const char *driver, const char *path)
{
	struct golden g = { .driver = gw_driver_find(driver) };
	assert_non_null(g.driver);
	char *text = golden_file(path);
	assert_non_null(text);
	golden_end_case(&g);
	for (char *line = text; *line;) {
		char *end = line + strcspn(line, "\n");
		bool last = *end == '\0';
		*end = '\0';
		golden_read_line(&g, line);
		line = last ? end : end + 1;
	}
	golden_end_case(&g);
	free(text);
	char out[512];
	snprintf(out, sizeof out, "%.*s.out", (int)strlen(path) - 3, path);
	golden_compare(out, sbuf_text(&g.out));
	sbuf_fini(&g.out);
	mem_arena_fini(&g.arena);
}

/* Every case of the driver; tests run at the root of the source tree. */
static inline void
golden_run(const char *driver)
{
	char dir[256], path[512];
	size_t cases = 0;
	snprintf(dir, sizeof dir, "tests/golden/gw/%s", driver);
	DIR *d = opendir(dir);
	assert_non_null(d);
	struct dirent *e;
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 3, ".in") != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		golden_run_file(driver, path);
		cases++;
	}
	closedir(d);
	assert_true(cases > 0);
}

#endif
