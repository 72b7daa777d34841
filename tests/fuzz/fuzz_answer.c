/*
 * Any bytes as any gateway's answer to anything that was asked: the class is
 * one, a success is what its vendor calls one, the words for people hold no
 * secret.  "STATUS BODY".  Knows gw only.
 */
#include "gw/gw.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const char *const secrets[] = { "Password1abcdefghijklmnopqrstuv",
	"Second2abcdefghijklmnopqrstuvw", "Hook3abcdefghijklmnopqrstuvwx",
	"Access4abcdefghijklmnopqrstuvw", "Refresh5abcdefghijklmnopqrstuv" };

static const struct http_field more[] = {
	{ "secret", "Second2abcdefghijklmnopqrstuvw" },
	{ "send.content_type", "application/json" },
	{ "send.body",
	    "{\"to\":\"{to}\",\"text\":\"{text}\",\"id\":\"{id}\"}" },
	{ "ok", "json:/CodeResult = 100" }, { "id", "json:/SMSID" },
	{ "dup", "json:/CodeResult = 124" },
	{ "recipient", "json:/invalid/0 exists or json:/CodeResult in 90-99" },
	{ "config", "body contains locked" }, { "retry", "status 503" },
	{ "night", "body begins \"night\"" },
	{ "lookup.url", "http://127.0.0.1:1/q?id={id}" },
	{ "lookup.delivered", "json:/state = 1" },
	{ "lookup.absent", "json:/error = unknown" },
	{ "test.url", "http://127.0.0.1:1/me" },
	{ "test.ok", "json:/balance exists" }, { "template", "t1" },
	{ "params", "ten=given_name" }, { "brandname", "HD" }
};

/* --- what each vendor calls a success, said a second time */

static const json_t *
at(const json_t *o, const char *a, const char *b)
{
	const json_t *v = json_object_get(o, a);
	return b ? json_object_get(v, b) : v;
}

static bool
has_text(const json_t *v)
{
	return (json_is_string(v) && json_string_length(v) > 0) ||
	       json_is_integer(v);
}

static bool
is_code(const json_t *v, int code)
{
	const char *s = json_string_value(v);
	if (json_is_integer(v))
		return json_integer_value(v) == code;
	return s && strtol(s, NULL, 10) == code && strlen(s) >= 1;
}

static bool
kannel_took(const struct http_response *r, const json_t *o)
{
	(void)o;
	return r->status == 202 &&
	       (strncmp(r->body, "0: Accepted for delivery", 24) == 0 ||
		   strncmp(r->body, "3: Queued for later delivery", 28) == 0);
}

static bool
configured_took(const struct http_response *r, const json_t *o)
{
	return r->status / 100 == 2 &&
	       is_code(at(o, "CodeResult", NULL), 100) &&
	       has_text(at(o, "SMSID", NULL));
}

static bool
smsgate_took(const struct http_response *r, const json_t *o)
{
	return r->status == 202 && has_text(at(o, "id", NULL)) &&
	       has_text(at(o, "state", NULL));
}

static bool
zalo_took(const struct http_response *r, const json_t *o)
{
	return r->status == 200 && is_code(at(o, "error", NULL), 0) &&
	       (has_text(at(o, "data", "msg_id")) ||
		   has_text(at(o, "data", "message_id")));
}

static bool
sandbox_took(const struct http_response *r, const json_t *o)
{
	return r->status == 202 && has_text(at(o, "id", NULL));
}

static const struct {
	const char *driver;
	bool (*took)(const struct http_response *r, const json_t *o);
} vendors[] = {
	{ "kannel", kannel_took },
	{ "http", configured_took },
	{ "esms", configured_took },
	{ "smsgate", smsgate_took },
	{ "zalo", zalo_took },
	{ "sandbox", sandbox_took },
};

static bool
is_success(const char *driver, const struct http_response *r)
{
	size_t bom =
	    r->body_len >= 3 && memcmp(r->body, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	json_t *o =
	    json_loadb(r->body + bom, r->body_len - bom, JSON_ALLOW_NUL, NULL);
	bool success = false, known = false;
	for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
		if (strcmp(vendors[i].driver, driver) != 0)
			continue;
		known = true;
		success = vendors[i].took(r, o);
	}
	json_decref(o);
	assert(known); /* a new driver says here what its success is */
	return success;
}

/* --- looking at it */

static void
no_secret(const char *words, size_t size)
{
	assert(memchr(words, '\0', size));
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		assert(!strstr(words, secrets[i]));
}

static void
classify(const struct gw_driver *d, const struct gw_settings *s,
    const struct http_response *r)
{
	struct gw_result result;
	memset(&result, 0xa5, sizeof result);
	d->classify(s, r, &result);
	assert((unsigned)result.class < GW_CLASS__N);
	no_secret(result.reason, sizeof result.reason);
	assert(memchr(result.provider_id, '\0', sizeof result.provider_id));
	assert(result.retry_after_s == r->retry_after_s);
	assert(result.quota >= -1);
	/* It was answered: something left. */
	assert(result.class != GW_NOT_SENT);
	if (result.class == GW_ACCEPTED)
		assert(is_success(d->name, r));
	/* A 5xx never says that it was taken. */
	if (result.class == GW_DUPLICATE)
		assert(r->status < 500 || strcmp(d->name, "http") == 0);
}

static void
ask(const struct gw_driver *d, const struct gw_settings *s,
    const struct http_response *r)
{
	const struct gw_question q = { .key = "m1-1",
		.provider_id = "p1",
		.number = "+84912000003",
		.pin = "" };
	const struct gw_pull pull = { .since = 1526900000,
		.until = 1526954400 };
	if (d->lookup_answer) {
		struct gw_found f;
		memset(&f, 0xa5, sizeof f);
		d->lookup_answer(s, &q, r, &f);
		assert(f.sight == GW_UNCLEAR || f.sight == GW_ABSENT ||
		       f.sight == GW_PRESENT);
		assert(memchr(f.raw, '\0', sizeof f.raw));
		assert(memchr(f.provider_id, '\0', sizeof f.provider_id));
	}
	if (d->test_answer) {
		struct gw_health h;
		memset(&h, 0xa5, sizeof h);
		d->test_answer(s, r, &h);
		no_secret(h.words, sizeof h.words);
		assert(!h.ok || r->status < 500);
	}
	if (d->pull_answer) {
		struct gw_events e = { 0 };
		struct err err = { 0 };
		bool again = false;
		int rc = d->pull_answer(s, &pull, r, &e, &again, &err);
		assert(rc == 0 || (err.text[0] && !again));
		no_secret(err.text, sizeof err.text);
		gw_events_fini(&e);
	}
	if (d->token_answer) {
		struct gw_token t = { 0 };
		struct gw_result result;
		memset(&result, 0xa5, sizeof result);
		d->token_answer(s, r, 1526954400, &t, &result);
		assert((unsigned)result.class < GW_CLASS__N);
		no_secret(result.reason, sizeof result.reason);
		assert(
		    (result.class == GW_ACCEPTED) == (t.access && t.refresh));
		gw_token_fini(&t);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = malloc(n + 1), *body;
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	long status = strtol(text, &body, 10);
	if (*body == ' ')
		body++;
	struct http_response r = { .status = status < 100 || status > 599
						 ? 200
						 : (int)status,
		.body = body,
		.body_len = n - (size_t)(body - text),
		.retry_after_s = status % 7 - 1,
		.error = "" };
	const struct gw_settings s = { .name = "sms",
		.url = "http://127.0.0.1:1/send",
		.user = "12345",
		.password = secrets[0],
		.from = "HD",
		.hook_secret = secrets[2],
		.hooks_url = "http://127.0.0.1:2",
		.token = secrets[3],
		.more = more,
		.more_n = sizeof more / sizeof *more };
	const struct gw_driver *d;
	for (size_t i = 0; (d = gw_driver_at(i)); i++) {
		classify(d, &s, &r);
		ask(d, &s, &r);
	}
	free(text);
	return 0;
}
