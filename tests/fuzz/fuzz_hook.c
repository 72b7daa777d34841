/*
 * Anything as a call of any gateway: forged unless it proves itself, and what
 * is parsed is whole.  A line that begins with a brace is a body, any other a
 * query and a form.  Knows gw only.
 */
#include "gw/gw.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const struct http_field query_more[] = { { "dlr.key", "query:key" },
	{ "dlr.state", "query:status" },
	{ "dlr.delivered", "query:status = 1" },
	{ "dlr.undelivered", "query:status in 2, 16-99" },
	{ "mo.from", "query:from" }, { "mo.text", "form:text" },
	{ "mo.time", "query:time" }, { "mo.dedupe", "query:id" },
	{ "mo.reply_type", "text/xml" },
	{ "mo.reply_body", "<r to=\"{sender}\">{dedupe}</r>" } };
static const struct http_field json_more[] = { { "hook.auth",
						   "hmac_sha256_hex" },
	{ "hook.name", "X-Signature" }, { "dlr.when", "json:/type = report" },
	{ "dlr.id", "json:/tranId" }, { "dlr.state", "json:/status" },
	{ "dlr.delivered", "json:/status = 0" }, { "mo.from", "json:/phone" },
	{ "mo.text", "json:/content" }, { "mo.time", "json:/at" } };

static const struct {
	const struct http_field *more;
	size_t n;
} kinds[] = {
	{ query_more, sizeof query_more / sizeof *query_more },
	{ json_more, sizeof json_more / sizeof *json_more },
};

static void
look_at(const struct gw_event *e)
{
	switch (e->kind) {
	case GW_EVENT_REPLY:
		assert(e->from && e->text);
		break;
	case GW_EVENT_REPORT:
		assert(e->key || e->provider_id);
		assert((unsigned)e->report <= GW_REPORT_DELIVERED);
		break;
	case GW_EVENT_LINK:
		assert(e->from && e->to);
		break;
	case GW_EVENT_NOTICE:
		assert(e->text);
		break;
	case GW_EVENT_IGNORE:
		break;
	}
}

static void
parse(const struct gw_driver *d, const struct gw_settings *s,
    const struct http_inbound *in)
{
	for (enum gw_hook h = GW_HOOK_ANY; h <= GW_HOOK_DELIVERY; h++) {
		struct gw_events e = { 0 };
		struct err err = { 0 };
		if (d->parse(s, h, in, &e, &err) == 0) {
			for (size_t i = 0; i < e.n; i++)
				look_at(&e.v[i]);
		} else {
			assert(err.text[0]);
			assert(!strstr(err.text, "hook-secret"));
		}
		gw_events_fini(&e);
		if (!d->respond)
			continue;
		struct gw_answer a = { .status = 200, .type = "text/plain" };
		d->respond(s, h, in, &a);
		assert(a.status / 100 == 2 && a.type);
		sbuf_fini(&a.body);
	}
}

static void
call(const struct gw_driver *d, const struct http_inbound *in)
{
	const char *given = http_fields_get(&in->query, "secret");
	bool right = given && strcmp(given, "hook-secret") == 0;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const struct gw_settings s = { .name = "sms",
			.url = "http://127.0.0.1:1",
			.user = "12345",
			.password = "p",
			.hook_secret = "hook-secret",
			.hooks_url = "http://127.0.0.1:2",
			.more = kinds[i].more,
			.more_n = kinds[i].n };
		const char *how = NULL;
		enum gw_verdict v = d->verify(&s, in, 1526954400, &how);
		assert(how);
		/* Nobody can guess a signature; an empty call carries
		 * nothing. */
		if (!right && !d->caps.local && in->body_len > 0)
			assert(v == GW_FORGED);
		parse(d, &s, in);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = malloc(n + 1);
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	bool json = n && *text == '{';
	struct http_field headers[] = { { "Content-Type",
					    json ? "application/json"
						 : "application/"
						   "x-www-form-urlencoded" },
		{ "X-Signature", text }, { "X-Timestamp", "1526954400" },
		{ "X-ZEvent-Signature", "mac=0" } };
	struct http_inbound in = { .method = json ? "POST" : "GET",
		.path = "/hook/sms/reply",
		.headers = { headers, sizeof headers / sizeof *headers },
		.body = text,
		.body_len = n,
		.peer = "127.0.0.1" };
	if (!json)
		http_fields_decode(&in.query, text, n);
	const struct gw_driver *d;
	for (size_t i = 0; (d = gw_driver_at(i)); i++)
		call(d, &in);
	http_fields_fini(&in.query);
	free(text);
	return 0;
}
