/*
 * Golden files for gateways: tests/golden/gw/DRIVER/CASE.in says what happens,
 * CASE.out what the dialect makes of it.  A new vendor's quirk is a new case,
 * no code.  GOLDEN_WRITE=1 writes the .out files anew: read the difference.
 *
 *   set KEY VALUE      a setting, for all that follows in the file
 *   --- TITLE          begins a case
 *   msg FIELD VALUE    key number text encoding parts now expires kind user_id
 *                      heard pin value ("name: text", of a template)
 *   answer FIELD VALUE status body retry outcome error of (what was asked:
 *                      lookup pull token test; else a send)
 *   hook FIELD VALUE   kind method path query body header ("Name: value") now
 *   ask FIELD VALUE    what (lookup pull token test setup) key provider_id
 *                      number pin parts sent since until page
 *                      refresh
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

enum { GOLDEN_MAX = 64 };

struct golden {
	const struct gw_driver *driver;
	struct mem_arena arena;
	struct gw_settings settings;
	struct http_field more[GOLDEN_MAX];
	struct http_field fields[GOLDEN_MAX]; /* headers of a hook */
	struct http_field value[GOLDEN_MAX];
	struct http_fields values;
	struct gw_question question;
	struct gw_pull pull;
	const char *what, *refresh;
	char op; /* of the present case: m a h, k = ask, 0 none */
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

/* Takes r. */
static inline void
golden_request(struct golden *g, struct http_request *r)
{
	sbuf_addf(&g->out, "%s ", r->method);
	for (const char *p = r->url; *p; p++) { /* a parameter a line */
		if (*p == '&' || *p == '?')
			sbuf_add(&g->out, "\n  ");
		sbuf_add_c(&g->out, *p);
	}
	sbuf_add(&g->out, "\n");
	for (size_t i = 0; i < r->headers_n; i++)
		golden_line(&g->out, "header: ", r->headers[i]);
	if (r->body) {
		assert_int_equal(r->body_len, strlen(r->body));
		golden_line(&g->out, "body: ", r->body);
	}
	http_request_fini(r);
}

static inline void
golden_result(struct golden *g, const struct gw_result *r)
{
	sbuf_addf(&g->out, "%s", gw_class_name(r->class));
	if (*r->provider_id)
		golden_line(&g->out, " id=", r->provider_id);
	else
		sbuf_add(&g->out, "\n");
	if (r->retry_after_s >= 0)
		sbuf_addf(&g->out, "retry: %ld\n", r->retry_after_s);
	if (r->quota >= 0)
		sbuf_addf(&g->out, "quota: %lld\n", (long long)r->quota);
	golden_line(&g->out, "reason: ", r->reason);
}

static inline void
golden_send(struct golden *g)
{
	struct err err = { 0 };
	if (g->driver->check(&g->settings, &err) < 0) {
		golden_line(&g->out, "check: ", err.text);
		return;
	}
	if (g->driver->fit) {
		struct gw_result fit;
		memset(&fit, 0xa5, sizeof fit);
		g->driver->fit(&g->settings, &g->msg, &fit);
		if (fit.class != GW_ACCEPTED) {
			sbuf_add(&g->out, "does not fit: ");
			golden_result(g, &fit);
			return;
		}
	}
	struct http_request r = { 0 };
	g->driver->prepare(&g->settings, &g->msg, &r);
	golden_request(g, &r);
}

static inline void
golden_ask(struct golden *g)
{
	struct http_request r = { 0 };
	const struct gw_driver *d = g->driver;
	if (strcmp(g->what, "lookup") == 0) {
		if (d->lookup(&g->settings, &g->question, &r))
			golden_request(g, &r);
		else
			sbuf_add(&g->out, "nothing to ask with\n");
	} else if (strcmp(g->what, "pull") == 0) {
		d->pull(&g->settings, &g->pull, &r);
		golden_request(g, &r);
	} else if (strcmp(g->what, "token") == 0) {
		d->token(&g->settings, g->refresh, &r);
		golden_request(g, &r);
	} else if (strcmp(g->what, "test") == 0) {
		d->test(&g->settings, &r);
		golden_request(g, &r);
	} else if (strcmp(g->what, "setup") == 0) {
		for (size_t i = 0; d->setup(&g->settings, i, &r); i++)
			golden_request(g, &r);
	} else {
		fail_msg("ask what %s", g->what);
	}
}

static inline void golden_event(struct sbuf *b, const struct gw_event *e);

static inline void
golden_pulled(struct golden *g)
{
	struct gw_events events = { 0 };
	struct err err = { 0 };
	bool more = false;
	if (g->driver->pull_answer(&g->settings, &g->pull, &g->resp, &events,
		&more, &err) < 0)
		golden_line(&g->out, "error: ", err.text);
	for (size_t i = 0; i < events.n; i++)
		golden_event(&g->out, &events.v[i]);
	sbuf_addf(&g->out, "more: %s\n", more ? "yes" : "no");
	gw_events_fini(&events);
}

static inline void
golden_answer(struct golden *g)
{
	static const char *const sights[] = { "unclear", "absent", "present" };
	static const char *const reports[] = { "unknown", "buffered",
		"undelivered", "delivered" };
	struct gw_result r;
	memset(&r, 0xa5, sizeof r);
	g->resp.body_len = strlen(g->resp.body);
	if (!g->what) {
		g->driver->classify(&g->settings, &g->resp, &r);
		golden_result(g, &r);
	} else if (strcmp(g->what, "lookup") == 0) {
		struct gw_found f;
		memset(&f, 0xa5, sizeof f);
		g->driver->lookup_answer(&g->settings, &g->question, &g->resp,
		    &f);
		sbuf_addf(&g->out, "%s", sights[f.sight]);
		if (f.sight == GW_PRESENT)
			sbuf_addf(&g->out, " %s", reports[f.report]);
		sbuf_addf(&g->out, " id=%s raw=%s\n", f.provider_id, f.raw);
	} else if (strcmp(g->what, "pull") == 0) {
		golden_pulled(g);
	} else if (strcmp(g->what, "token") == 0) {
		struct gw_token t = { 0 };
		g->driver->token_answer(&g->settings, &g->resp, g->now, &t, &r);
		golden_result(g, &r);
		if (r.class == GW_ACCEPTED)
			sbuf_addf(&g->out, "access %s refresh %s until %lld\n",
			    t.access, t.refresh, (long long)t.expires_at);
		gw_token_fini(&t);
	} else if (strcmp(g->what, "test") == 0) {
		struct gw_health h;
		memset(&h, 0xa5, sizeof h);
		g->driver->test_answer(&g->settings, &g->resp, &h);
		sbuf_addf(&g->out, "%s quota=%lld ", h.ok ? "ok" : "trouble",
		    (long long)h.quota);
		golden_line(&g->out, "words: ", h.words);
	} else {
		fail_msg("answer of %s", g->what);
	}
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
	if (e->kind == GW_EVENT_LINK) {
		golden_line(b, "link ", e->from);
		golden_line(b, "  number: ", e->to);
		return;
	}
	if (e->kind == GW_EVENT_NOTICE) {
		golden_line(b, "notice: ", e->text);
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
	const char *how = NULL;
	bool genuine =
	    g->driver->verify(&g->settings, &g->in, g->now, &how) == GW_GENUINE;
	assert_non_null(how);
	sbuf_addf(&g->out, "%s", genuine ? "genuine" : "forged");
	/* Which of several schemes matched is worth a line. */
	if (genuine && strcmp(how, "secret") != 0 && strcmp(how, "none") != 0)
		sbuf_addf(&g->out, " by %s", how);
	sbuf_add(&g->out, "\n");
	if (genuine &&
	    g->driver->parse(&g->settings, g->hook, &g->in, &events, &err) < 0)
		golden_line(&g->out, "error: ", err.text);
	for (size_t i = 0; i < events.n; i++)
		golden_event(&g->out, &events.v[i]);
	gw_events_fini(&events);
	if (genuine && g->driver->respond) {
		struct gw_answer a = { .status = 200, .type = "text/plain" };
		g->driver->respond(&g->settings, g->hook, &g->in, &a);
		sbuf_addf(&g->out, "respond: %d %s ", a.status, a.type);
		golden_line(&g->out, "", sbuf_text(&a.body));
		sbuf_fini(&a.body);
	}
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
	else if (g->op == 'k')
		golden_ask(g);
	g->op = 0;
	g->what = g->refresh = NULL;
	g->values = (struct http_fields){ g->value, 0 };
	g->question = (struct gw_question){ .key = "k1",
		.number = "+84912000003",
		.pin = "" };
	g->pull = (struct gw_pull){ 0 };
	g->msg = (struct gw_message){ .key = "k1",
		.number = "+84912000003",
		.text = "",
		.parts = 1,
		.kind = "visit.remind",
		.values = &g->values,
		.pin = "" };
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
	else if (strcmp(key, "token") == 0)
		s->token = v;
	else {
		size_t i = 0;
		while (i < s->more_n && strcmp(g->more[i].name, key) != 0)
			i++;
		assert_true(i < GOLDEN_MAX);
		g->more[i] = (struct http_field){ key, value };
		s->more_n = i == s->more_n ? i + 1 : s->more_n;
		s->more = g->more;
	}
}

/* "given_name: Bảo" */
static inline void
golden_value(struct golden *g, char *value)
{
	char *colon = strstr(value, ": ");
	assert_non_null(colon);
	*colon = '\0';
	assert_true(g->values.n < GOLDEN_MAX);
	g->value[g->values.n++] = (struct http_field){ value, colon + 2 };
}

static inline void
golden_question(struct golden *g, const char *field, const char *value)
{
	if (strcmp(field, "what") == 0)
		g->what = value;
	else if (strcmp(field, "key") == 0)
		g->question.key = value;
	else if (strcmp(field, "provider_id") == 0)
		g->question.provider_id = value;
	else if (strcmp(field, "number") == 0)
		g->question.number = value;
	else if (strcmp(field, "pin") == 0)
		g->question.pin = value;
	else if (strcmp(field, "parts") == 0)
		g->question.parts = (int)strtol(value, NULL, 10);
	else if (strcmp(field, "sent") == 0)
		g->question.sent_at = strtoll(value, NULL, 10);
	else if (strcmp(field, "since") == 0)
		g->pull.since = strtoll(value, NULL, 10);
	else if (strcmp(field, "until") == 0)
		g->pull.until = strtoll(value, NULL, 10);
	else if (strcmp(field, "page") == 0)
		g->pull.page = (int)strtol(value, NULL, 10);
	else if (strcmp(field, "refresh") == 0)
		g->refresh = value;
	else
		fail_msg("ask %s", field);
}

static inline void
golden_msg(struct golden *g, const char *field, char *value)
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
	else if (strcmp(field, "parts") == 0)
		g->msg.parts = (int)strtol(value, NULL, 10);
	else if (strcmp(field, "kind") == 0)
		g->msg.kind = value;
	else if (strcmp(field, "user_id") == 0)
		g->msg.user_id = value;
	else if (strcmp(field, "heard") == 0)
		g->msg.heard_at = strtoll(value, NULL, 10);
	else if (strcmp(field, "pin") == 0)
		g->msg.pin = value;
	else if (strcmp(field, "value") == 0)
		golden_value(g, value);
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
	else if (strcmp(field, "of") == 0)
		g->what = value;
	else if (strcmp(field, "now") == 0)
		g->now = strtoll(value, NULL, 10);
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
	/* "ask" and "answer" in one case: the answer is what is looked at. */
	if (strcmp(line, "ask") != 0)
		g->op = *line;
	else if (!g->op)
		g->op = 'k';
	if (strcmp(line, "ask") == 0)
		golden_question(g, field, value);
	else if (strcmp(line, "msg") == 0)
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

/* given: settings to begin with, or NULL. */
static inline void
golden_run_file(const char *driver, const struct gw_settings *given,
    const char *path)
{
	struct golden g = { .driver = gw_driver_find(driver) };
	assert_non_null(g.driver);
	if (given) {
		assert_true(given->more_n <= GOLDEN_MAX);
		g.settings = *given;
		for (size_t i = 0; i < given->more_n; i++)
			g.more[i] = given->more[i];
		g.settings.more = g.more;
	}
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

/* Every case in the folder; tests run at the root of the source tree. */
static inline void
golden_run_dir(const char *driver, const struct gw_settings *given,
    const char *dir)
{
	char path[512];
	size_t cases = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	struct dirent *e;
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 3, ".in") != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		golden_run_file(driver, given, path);
		cases++;
	}
	closedir(d);
	assert_true(cases > 0);
}

static inline void
golden_run(const char *driver)
{
	char dir[256];
	snprintf(dir, sizeof dir, "tests/golden/gw/%s", driver);
	golden_run_dir(driver, NULL, dir);
}

#endif
