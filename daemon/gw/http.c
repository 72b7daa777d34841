/*
 * Any gateway that speaks HTTP, by configuration: what is called, what its
 * answers, reports and replies mean.  Ready profiles are in config/gateways.
 * Knows no vendor.
 */
#include "gw/drivers.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "gw/http_check.h"
#include "gw/http_hook.h"
#include "gw/http_value.h"
#include "gw/rule.h"
#include "gw/view.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CODE_MAX = 5, /* characters of a code that is shown */
	PART_MAX = 60 /* and of the place where it stands */
};

static const struct gw_key keys[] = {
	{ "send.method", false,
	    "GET, POST or PUT; POST where there is a body" },
	{ "send.header.*", false, "a header: send.header.X-API-Key" },
	{ "send.body", false, "what is sent, with placeholders" },
	{ "send.content_type", false, "its type, which says how to escape" },
	{ "send.auth", false, "basic or none" },
	{ "send.login", false, "of basic, else {user}:{password}" },
	{ "secret_file", true, "a second secret: {secret}" },
	{ "cfg.*", false, "a constant of your own: {cfg.NAME}" },
	{ "ok", false, "rule: it was taken (and the status is 2xx)" },
	{ "dup", false, "rule: it has our {id} already" },
	{ "recipient", false, "rule: refused for this person" },
	{ "message", false, "rule: this text is refused" },
	{ "config", false, "rule: refused for everybody: login, balance" },
	{ "night", false, "rule: not at this hour" },
	{ "quota", false, "rule: not today any more" },
	{ "retry", false, "rule: not taken, try later" },
	{ "id", false, "where a success has the gateway's own id" },
	{ "idempotent", false, "yes: it refuses a second {id}" },
	{ "window", false, "for how long: 24h" },
	{ "max_parts", false, "longer texts take the next gateway" },
	{ "unicode", false, "no: texts with accents take the next gateway" },
	{ "dlr.when", false, "rule: a call to the shared address reports" },
	{ "dlr.key", false, "where a report has our {id}" },
	{ "dlr.id", false, "where a report has the gateway's id" },
	{ "dlr.state", false, "where a report has what became of it" },
	{ "dlr.delivered", false, "rule: it arrived" },
	{ "dlr.undelivered", false, "rule: it will never arrive" },
	{ "dlr.buffered", false, "rule: it is on its way" },
	{ "dlr.reply_body", false, "what we answer a report" },
	{ "dlr.reply_type", false, "the type of that" },
	{ "mo.from", false, "where a reply has its sender" },
	{ "mo.to", false, "where a reply has the number written to" },
	{ "mo.text", false, "where a reply has its text" },
	{ "mo.time", false, "where a reply has its time" },
	{ "mo.dedupe", false, "where a reply has an id of its own" },
	{ "mo.reply_body", false, "what we answer a reply" },
	{ "mo.reply_type", false, "the type of that" },
	{ "hook.auth", false, "query, header, hmac_sha256_hex or basic" },
	{ "hook.name", false, "of the parameter or header that carries it" },
	{ "hook.time", false, "the header with the time that is signed" },
	{ "hook.user", false, "of hook.auth = basic" },
	{ "lookup.url", false, "where to ask what became of a message" },
	{ "lookup.method", false, "GET, or POST" },
	{ "lookup.delivered", false, "rule: it arrived" },
	{ "lookup.undelivered", false, "rule: it will never arrive" },
	{ "lookup.buffered", false, "rule: it is on its way" },
	{ "lookup.absent", false, "rule: it never came in; it is sent again" },
	{ "test.url", false, "harmless address for `gateway test`" },
	{ "test.method", false, "GET, or POST" },
	{ "test.ok", false, "rule: the login works" },
	{ NULL, false, NULL },
};

static bool
is_on(const struct gw_settings *s, const char *key)
{
	const char *value = gw_more(s, key);
	return value && strcmp(value, "yes") == 0;
}

static int
max_parts(const struct gw_settings *s)
{
	const char *value = gw_more(s, "max_parts");
	return value ? (int)strtol(value, NULL, 10) : 0;
}

static void
http_caps_of(const struct gw_settings *s, struct gw_caps *caps)
{
	const char *window = gw_more(s, "window");
	int64_t window_s = window ? http_check_window(window) : -1;
	caps->refuses_duplicates = is_on(s, "idempotent") && window_s > 0;
	caps->key_window_s = caps->refuses_duplicates ? window_s : 0;
	caps->reports = gw_more(s, "dlr.state") != NULL;
	caps->replies = gw_more(s, "mo.from") != NULL;
	caps->no_failure = caps->reports && !gw_more(s, "dlr.undelivered");
	/* max_parts stays with fit(), which knows when marks are taken off. */
}

/* --- sending */

static bool
sends_marks(const struct gw_settings *s)
{
	const char *body = gw_more(s, "send.body");
	return !template_names_as(s->url, "text", "ascii") &&
	       !(body && template_names_as(body, "text", "ascii"));
}

static void
http_fit(const struct gw_settings *s, const struct gw_message *m,
    struct gw_result *result)
{
	const char *unicode = gw_more(s, "unicode");
	bool marks = m->encoding == SMS_UCS2 && sends_marks(s);
	int most = max_parts(s), parts = m->parts;
	*result = (struct gw_result){ .class = GW_ACCEPTED,
		.retry_after_s = -1,
		.quota = -1 };
	if (m->encoding == SMS_UCS2 && !marks && most) {
		char *plain = sms_prepare(m->text, SMS_ACCENTS_STRIP);
		parts = sms_measure(plain).parts;
		free(plain);
	}
	if (unicode && strcmp(unicode, "no") == 0 && marks) {
		result->class = GW_RECIPIENT;
		snprintf(result->reason, sizeof result->reason,
		    "this gateway carries no accents");
	} else if (most && parts > most) {
		result->class = GW_RECIPIENT;
		snprintf(result->reason, sizeof result->reason,
		    "%d parts are more than the %d of this gateway", parts,
		    most);
	}
}

/* What check() accepted cannot fail; what it did not is never sent. */
static char *
filled(const char *text, enum template_place place, const struct http_value *v)
{
	struct sbuf out = { 0 };
	struct err err = { 0 };
	if (template_fill(text, place, http_value_get, v, &out, &err) < 0)
		sbuf_clear(&out);
	return sbuf_take(&out);
}

static void
add_login(const struct http_value *v, struct http_request *r)
{
	const char *auth = gw_more(v->settings, "send.auth");
	const char *login = gw_more(v->settings, "send.login");
	if (!auth || strcmp(auth, "basic") != 0)
		return;
	char *plain =
	    filled(login ? login : "{user}:{password}", TEMPLATE_PLAIN, v);
	size_t n = strlen(plain), size = (n + 2) / 3 * 4 + 1;
	char *coded = mem_new(size, 1);
	sodium_bin2base64(coded, size, (const unsigned char *)plain, n,
	    sodium_base64_VARIANT_ORIGINAL);
	struct sbuf value = { 0 };
	sbuf_addf(&value, "Basic %s", coded);
	http_request_header(r, "Authorization", sbuf_text(&value));
	sodium_memzero(plain, n);
	sodium_memzero(coded, size);
	sodium_memzero(value.s, value.len);
	free(plain);
	free(coded);
	sbuf_fini(&value);
}

static void
add_headers(const struct http_value *v, struct http_request *r)
{
	static const char prefix[] = "send.header.";
	const struct gw_settings *s = v->settings;
	add_login(v, r);
	for (size_t i = 0; i < s->more_n; i++) {
		const struct http_field *m = &s->more[i];
		if (strncmp(m->name, prefix, strlen(prefix)) != 0 || !m->value)
			continue;
		char *value = filled(m->value, TEMPLATE_HEADER, v);
		if (*value) /* a test has no message to speak of */
			http_request_header(r, m->name + strlen(prefix), value);
		free(value);
	}
}

static void
http_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	struct http_value v = { .settings = s, .message = m };
	const char *body = gw_more(s, "send.body");
	const char *method = gw_more(s, "send.method");
	const char *type = gw_more(s, "send.content_type");
	enum template_place place = TEMPLATE_PLAIN;
	*r = (struct http_request){ .method = mem_dup(method ? method
						      : body ? "POST"
							     : "GET"),
		.url = filled(s->url, TEMPLATE_URL, &v) };
	add_headers(&v, r);
	if (!body || !type || !http_check_place(type, &place))
		return;
	http_request_header(r, "Content-Type", type);
	r->body = filled(body, place, &v);
	r->body_len = strlen(r->body);
}

/* --- answers */

/* The first that holds is what an answer means; refusals before success, so
 * that a refusal inside a success is one. */
static const struct {
	const char *key;
	enum gw_class class;
} rules[] = {
	{ "dup", GW_DUPLICATE },
	{ "recipient", GW_RECIPIENT },
	{ "message", GW_MESSAGE },
	{ "config", GW_CONFIG },
	{ "night", GW_NIGHT },
	{ "quota", GW_QUOTA },
	{ "retry", GW_RETRY },
	{ "ok", GW_ACCEPTED },
};

/* Words that may end in the middle of a character do not; the number before
 * them stops the search. */
static void
set_reason(char *out, size_t size, int status, const char *key, const char *why)
{
	int n = snprintf(out, size, "%d, %s%s%s", status, key, *why ? ": " : "",
	    why);
	if ((size_t)n < size)
		return;
	size_t end = size - 1;
	while (((unsigned char)out[end - 1] & 0xc0) == 0x80)
		end--;
	if ((unsigned char)out[end - 1] >= 0xc0)
		end--;
	out[end] = '\0';
}

/* Whether it is fit to be stored and shown: printable, not cut. */
static bool
take_id(const struct view *v, const char *part, char *out, size_t size)
{
	char *id = view_get(v, part);
	size_t n = id ? strlen(id) : 0;
	bool good = n && n < size;
	for (size_t i = 0; i < n; i++)
		good = good && id[i] > ' ' && id[i] < 0x7f;
	snprintf(out, size, "%s", good ? id : "");
	free(id);
	return good;
}

static bool
classify_by_rule(const struct gw_settings *s, const struct view *v,
    struct gw_result *result)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const char *rule = gw_more(s, rules[i].key);
		struct sbuf why = { 0 };
		bool success = rules[i].class == GW_ACCEPTED;
		bool held = rule && (!success || v->status / 100 == 2) &&
			    rule_holds(rule, v, &why);
		if (held) {
			result->class = rules[i].class;
			set_reason(result->reason, sizeof result->reason,
			    v->status, rules[i].key, sbuf_text(&why));
		}
		sbuf_fini(&why);
		if (held)
			return true;
	}
	return false;
}

/* Appends the code that no rule knows, found where `ok` looks first, if it is
 * a short number: nothing else is safe from echoing a secret or a phone. */
static void
add_code(const struct gw_settings *s, const struct view *v, char *out,
    size_t size)
{
	const char *ok = gw_more(s, "ok");
	const char *at = ok ? strstr(ok, "json:") : NULL;
	if (!at)
		return;
	char *part = mem_dup_n(at, strcspn(at, " =\""));
	char *code = view_get(v, part);
	size_t n = code ? strlen(code) : 0, used = strlen(out);
	if (n && n <= CODE_MAX && strlen(part) <= PART_MAX &&
	    strspn(code, "-0123456789") == n)
		snprintf(out + used, size - used, ": %s is %s", part, code);
	free(code);
	free(part);
}

static void
classify_rest(int status, struct gw_result *result)
{
	const char *words = "with an answer that no rule knows";
	if (status == 401 || status == 403) {
		result->class = GW_CONFIG;
		words = "the login is refused";
	} else if (status == 429) {
		result->class = GW_RETRY;
		words = "too many requests";
	}
	snprintf(result->reason, sizeof result->reason, "%d %s", status, words);
}

static void
http_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	const char *id = gw_more(s, "id");
	struct view v;
	view_open_answer(&v, resp);
	if (!classify_by_rule(s, &v, result)) {
		classify_rest(resp->status, result);
		add_code(s, &v, result->reason, sizeof result->reason);
	} else if (id &&
		   (result->class == GW_ACCEPTED ||
		       result->class == GW_DUPLICATE) &&
		   !take_id(&v, id, result->provider_id,
		       sizeof result->provider_id) &&
		   result->class == GW_ACCEPTED) {
		result->class = GW_AMBIGUOUS;
		snprintf(result->reason, sizeof result->reason,
		    "%d, a success without an id", resp->status);
	}
	view_close(&v);
}

/* --- questions */

static bool
http_lookup(const struct gw_settings *s, const struct gw_question *q,
    struct http_request *r)
{
	struct http_value v = { .settings = s, .question = q };
	const char *url = gw_more(s, "lookup.url");
	const char *method = gw_more(s, "lookup.method");
	if (!url || (template_names(url, "provider_id") &&
			(!q->provider_id || !*q->provider_id)))
		return false;
	*r = (struct http_request){ .method = mem_dup(method ? method : "GET"),
		.url = filled(url, TEMPLATE_URL, &v) };
	add_headers(&v, r);
	return true;
}

static void
http_lookup_answer(const struct gw_settings *s, const struct gw_question *q,
    const struct http_response *resp, struct gw_found *found)
{
	static const struct {
		const char *key;
		enum gw_sight sight;
		enum gw_report report;
	} rows[] = {
		{ "lookup.delivered", GW_PRESENT, GW_REPORT_DELIVERED },
		{ "lookup.undelivered", GW_PRESENT, GW_REPORT_UNDELIVERED },
		{ "lookup.buffered", GW_PRESENT, GW_REPORT_BUFFERED },
		{ "lookup.absent", GW_ABSENT, GW_REPORT_UNKNOWN },
	};
	*found = (struct gw_found){ .sight = GW_UNCLEAR };
	if (resp->outcome != HTTP_ANSWERED)
		return;
	struct view v;
	view_open_answer(&v, resp);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *rule = gw_more(s, rows[i].key);
		struct sbuf why = { 0 };
		bool held =
		    rule && rule_holds(rule, &v, &why) &&
		    (rows[i].sight == GW_ABSENT || resp->status / 100 == 2);
		if (held) {
			found->sight = rows[i].sight;
			found->report = rows[i].report;
			set_reason(found->raw, sizeof found->raw, resp->status,
			    rows[i].key + strlen("lookup."), sbuf_text(&why));
			if (q->provider_id)
				snprintf(found->provider_id,
				    sizeof found->provider_id, "%s",
				    q->provider_id);
		}
		sbuf_fini(&why);
		if (held)
			break;
	}
	view_close(&v);
}

/* Without an address of its own the host alone is asked, with no login. */
static void
http_test(const struct gw_settings *s, struct http_request *r)
{
	struct http_value v = { .settings = s };
	const char *url = gw_more(s, "test.url");
	const char *method = gw_more(s, "test.method");
	*r = (struct http_request){ .method = mem_dup(
					method && url ? method : "GET") };
	if (url) {
		r->url = filled(url, TEMPLATE_URL, &v);
		add_headers(&v, r);
		return;
	}
	const char *host = strstr(s->url, "://");
	size_t n =
	    host ? (size_t)(host + 3 - s->url) + strcspn(host + 3, "/?#") : 0;
	struct sbuf root = { 0 };
	sbuf_add_n(&root, s->url, n);
	sbuf_add(&root, "/");
	r->url = sbuf_take(&root);
}

static void
http_test_answer(const struct gw_settings *s, const struct http_response *resp,
    struct gw_health *health)
{
	const char *rule = gw_more(s, "test.ok");
	*health = (struct gw_health){ .quota = -1 };
	if (resp->outcome != HTTP_ANSWERED) {
		snprintf(health->words, sizeof health->words, "no answer: %s",
		    resp->error ? resp->error : "");
		return;
	}
	if (!gw_more(s, "test.url")) {
		health->ok = true;
		snprintf(health->words, sizeof health->words,
		    "the host answers (%d); whether the login works is not "
		    "known without test.url",
		    resp->status);
		return;
	}
	struct view v;
	struct sbuf why = { 0 };
	view_open_answer(&v, resp);
	health->ok =
	    resp->status / 100 == 2 && (!rule || rule_holds(rule, &v, &why));
	set_reason(health->words, sizeof health->words, resp->status,
	    health->ok ? "in order" : "not as test.ok says", sbuf_text(&why));
	sbuf_fini(&why);
	view_close(&v);
}

const struct gw_driver http_driver = {
	.name = "http",
	.keys = keys,
	.caps = { .needs_url = true },
	.caps_of = http_caps_of,
	.check = http_check_settings,
	.fit = http_fit,
	.prepare = http_prepare,
	.classify = http_classify,
	.verify = http_hook_verify,
	.parse = http_hook_parse,
	.respond = http_hook_respond,
	.lookup = http_lookup,
	.lookup_answer = http_lookup_answer,
	.test = http_test,
	.test_answer = http_test_answer,
};
