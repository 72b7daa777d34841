#include "gw/http_check.h"

#include "base/mem.h"
#include "gw/http_value.h"
#include "gw/rule.h"
#include "gw/view.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool
is_one_of(const char *s, const char *const *words)
{
	while (*words && strcmp(*words, s) != 0)
		words++;
	return *words != NULL;
}

bool
http_check_place(const char *content_type, enum template_place *place)
{
	static const struct {
		const char *type;
		enum template_place place;
	} types[] = {
		{ "application/json", TEMPLATE_JSON },
		{ "application/x-www-form-urlencoded", TEMPLATE_URL },
		{ "application/xml", TEMPLATE_XML },
		{ "text/xml", TEMPLATE_XML },
		{ "application/soap+xml", TEMPLATE_XML },
		{ "text/plain", TEMPLATE_PLAIN },
	};
	size_t n = strcspn(content_type, "; ");
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strlen(types[i].type) == n &&
		    strncasecmp(types[i].type, content_type, n) == 0) {
			*place = types[i].place;
			return true;
		}
	}
	return false;
}

const char *
http_check_reply_type(const char *content_type)
{
	static const char *const types[] = { "text/plain", "text/xml",
		"application/xml", "application/json", NULL };
	for (size_t i = 0; content_type && types[i]; i++) {
		if (strcmp(types[i], content_type) == 0)
			return types[i];
	}
	return NULL;
}

int64_t
http_check_window(const char *text)
{
	char *end;
	if (*text < '0' || *text > '9')
		return -1;
	long n = strtol(text, &end, 10);
	long unit = strcmp(end, "m") == 0   ? 60
		    : strcmp(end, "h") == 0 ? 3600
		    : strcmp(end, "d") == 0 ? 86400
					    : 0;
	return unit && n > 0 && n <= 3650 ? (int64_t)n * unit : -1;
}

/* --- templates */

/* What is wrong with a hole that has no value here. */
static void
explain(const struct http_value *v, const char *text, struct err *err)
{
	static const struct {
		const char *name, *why;
	} rows[] = {
		{ "from", "the key from is missing" },
		{ "user", "the key user is missing" },
		{ "password", "the key password_file is missing or its file "
			      "empty" },
		{ "secret", "the key secret_file is missing or its file "
			    "empty" },
		{ "dlr", "the key hook_secret_file is missing: without it "
			 "nobody could tell a report from a forgery" },
	};
	struct sbuf names = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sbuf none = { 0 };
		if (template_names_as(text, rows[i].name, "") &&
		    !http_value_get(v, rows[i].name, "", &none)) {
			sbuf_addf(&names, "{%s}: %s", rows[i].name,
			    rows[i].why);
			sbuf_fini(&none);
			break;
		}
		sbuf_fini(&none);
	}
	if (names.len) {
		err_set(err, ERR_INVALID, "%s", sbuf_text(&names));
	} else if (begins(err->text, "unknown placeholder")) {
		char first[100];
		snprintf(first, sizeof first, "%.90s", err->text);
		http_value_names(v, &names);
		err_set(err, ERR_INVALID, "%s; there are %s", first,
		    sbuf_text(&names));
	}
	sbuf_fini(&names);
}

static int
check_filled(const char *text, enum template_place place,
    const struct http_value *v, struct err *err)
{
	struct sbuf out = { 0 };
	int rc = template_fill(text, place, http_value_get, v, &out, err);
	if (rc < 0)
		explain(v, text, err);
	if (rc == 0 && place == TEMPLATE_JSON) {
		json_error_t where;
		json_t *o = json_loadb(sbuf_text(&out), out.len, 0, &where);
		if (!o)
			rc = err_set(err, ERR_INVALID,
			    "this is no JSON (near character %d): "
			    "{\"to\":\"{to:84}\",\"text\":\"{text}\"}",
			    where.position);
		json_decref(o);
	}
	sbuf_fini(&out);
	return rc;
}

/* A message with everything that makes a bad place show. */
static const struct gw_message sample = { .key = "k-1",
	.number = "+84912000003",
	.text = "Nh\xe1\xba\xaf"
		"c <vi\xe1\xbb\x87"
		"c> \"&'",
	.parts = 1,
	.now = 1526954400,
	.expires_at = 1526958000,
	.kind = "visit.remind" };
static const struct gw_question question = { .key = "k-1",
	.provider_id = "p-1",
	.number = "+84912000003",
	.pin = "" };

static int
check_template(const struct http_value *v, const char *key, const char *text,
    enum template_place place, struct err *err)
{
	if (check_filled(text, place, v, err) == 0)
		return 0;
	return err_wrap(err, "%s", key);
}

/* The host must not come out of a value: secrets go where it says. */
static int
check_url(const struct http_value *v, const char *key, const char *url,
    struct err *err)
{
	size_t scheme = begins(url, "http://")	  ? 7
			: begins(url, "https://") ? 8
						  : 0;
	if (!scheme)
		return err_set(err, ERR_INVALID,
		    "%s must begin with http:// or https://", key);
	size_t host = strcspn(url + scheme, "/?#");
	if (!host || memchr(url + scheme, '{', host) ||
	    memchr(url + scheme, '@', host))
		return err_set(err, ERR_INVALID,
		    "%s: the host must stand there itself, without "
		    "placeholder and login: https://host.example/send?to={to}",
		    key);
	if (url[strcspn(url, " \t")])
		return err_set(err, ERR_INVALID,
		    "%s: a blank in the address: write %%20", key);
	return check_template(v, key, url, TEMPLATE_URL, err);
}

static int
check_method(const char *key, const char *method, struct err *err)
{
	static const char *const words[] = { "GET", "POST", "PUT", NULL };
	if (!method || is_one_of(method, words))
		return 0;
	return err_set(err, ERR_INVALID, "%s must be GET, POST or PUT, not %s",
	    key, method);
}

static int
check_header(const struct http_value *v, const char *key, const char *value,
    struct err *err)
{
	static const char *const ours[] = { "content-type", "content-length",
		"host", "connection", "transfer-encoding", "expect", NULL };
	const char *name = key + strlen("send.header.");
	char low[40];
	snprintf(low, sizeof low, "%s", name);
	for (char *p = low; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	if (strspn(low, "abcdefghijklmnopqrstuvwxyz0123456789-_") !=
		strlen(name) ||
	    !*name)
		return err_set(err, ERR_INVALID,
		    "%s: '%s' is no header's name: send.header.X-API-Key", key,
		    name);
	if (is_one_of(low, ours) || (strcmp(low, "authorization") == 0 &&
					gw_more(v->settings, "send.auth")))
		return err_set(err, ERR_INVALID,
		    "%s: this header is set by itself (send.content_type, "
		    "send.auth)",
		    key);
	if ((strcmp(low, "authorization") == 0 || strstr(low, "key") ||
		strstr(low, "token") || strstr(low, "secret")) &&
	    !template_names(value, "password") &&
	    !template_names(value, "secret"))
		return err_set(err, ERR_INVALID,
		    "%s: a secret may not stand in the configuration: write "
		    "Bearer {password}, and password_file = NAME",
		    key);
	return check_template(v, key, value, TEMPLATE_HEADER, err);
}

/* --- sending */

static int
check_body(const struct gw_settings *s, const struct http_value *v,
    struct err *err)
{
	const char *body = gw_more(s, "send.body");
	const char *type = gw_more(s, "send.content_type");
	const char *method = gw_more(s, "send.method");
	enum template_place place;
	if (check_method("send.method", method, err) < 0)
		return -1;
	if (!body && type)
		return err_set(err, ERR_INVALID,
		    "send.content_type without send.body");
	if (!body)
		return 0;
	if (method && strcmp(method, "GET") == 0)
		return err_set(err, ERR_INVALID,
		    "send.method = GET has no body: send.method = POST, or "
		    "put the fields into url");
	if (!type)
		return err_set(err, ERR_INVALID,
		    "send.content_type is missing: what is send.body? such "
		    "as application/json or "
		    "application/x-www-form-urlencoded");
	if (!http_check_place(type, &place) || type[strcspn(type, "{\r\n")])
		return err_set(err, ERR_INVALID,
		    "send.content_type: '%s' is none of application/json, "
		    "application/x-www-form-urlencoded, text/xml, "
		    "application/xml, application/soap+xml, text/plain",
		    type);
	return check_template(v, "send.body", body, place, err);
}

static int
check_auth(const struct gw_settings *s, const struct http_value *v,
    struct err *err)
{
	static const char *const words[] = { "basic", "none", NULL };
	const char *auth = gw_more(s, "send.auth");
	const char *login = gw_more(s, "send.login");
	bool basic = auth && strcmp(auth, "basic") == 0;
	if (auth && !is_one_of(auth, words))
		return err_set(err, ERR_INVALID,
		    "send.auth must be basic or none, not '%s'", auth);
	if (login && !basic)
		return err_set(err, ERR_INVALID,
		    "send.login is used by send.auth = basic only");
	if (login && !strchr(login, ':'))
		return err_set(err, ERR_INVALID,
		    "send.login must be like {user}:{password} or "
		    "{password}:x");
	if (!basic)
		return 0;
	return check_template(v, "send.auth = basic",
	    login ? login : "{user}:{password}", TEMPLATE_PLAIN, err);
}

/* Whether what is sent names it anywhere. */
static bool
is_sent(const struct gw_settings *s, const char *name)
{
	const char *body = gw_more(s, "send.body");
	bool found = template_names(s->url, name) ||
		     (body && template_names(body, name));
	for (size_t i = 0; i < s->more_n; i++) {
		if (begins(s->more[i].name, "send.header.") && s->more[i].value)
			found = found || template_names(s->more[i].value, name);
	}
	return found;
}

static int
check_sending(const struct gw_settings *s, struct err *err)
{
	struct http_value v = { .settings = s, .message = &sample };
	if (!s->url || !*s->url)
		return err_set(err, ERR_INVALID,
		    "url is missing: the address that is called, such as "
		    "https://host.example/send?to={to:84}&text={text}");
	if (check_url(&v, "url", s->url, err) < 0 ||
	    check_body(s, &v, err) < 0 || check_auth(s, &v, err) < 0)
		return -1;
	for (size_t i = 0; i < s->more_n; i++) {
		const struct http_field *m = &s->more[i];
		if (begins(m->name, "send.header.") && gw_more(s, m->name) &&
		    check_header(&v, m->name, m->value, err) < 0)
			return -1;
	}
	if (!is_sent(s, "to"))
		return err_set(err, ERR_INVALID,
		    "neither url nor send.body has {to}: whom to?");
	if (!is_sent(s, "text"))
		return err_set(err, ERR_INVALID,
		    "neither url nor send.body has {text}");
	return 0;
}

/* --- rules */

static int
check_rule(const struct gw_settings *s, enum view_kind kind, const char *key,
    struct err *err)
{
	const char *rule = gw_more(s, key);
	if (!rule || rule_check(kind, rule, err) == 0)
		return 0;
	return err_wrap(err, "%s", key);
}

static int
check_part(const struct gw_settings *s, enum view_kind kind, const char *key,
    struct err *err)
{
	const char *part = gw_more(s, key);
	if (!part || view_check(kind, part, err) == 0)
		return 0;
	return err_wrap(err, "%s", key);
}

static int
check_answers(const struct gw_settings *s, struct err *err)
{
	static const char *const rules[] = { "ok", "dup", "recipient",
		"message", "config", "night", "quota", "retry" };
	const char *ok = gw_more(s, "ok");
	if (!ok)
		return err_set(err, ERR_INVALID,
		    "ok is missing: how to tell a success, such as ok = "
		    "json:/CodeResult = 100, or ok = body begins \"OK\"");
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (check_rule(s, VIEW_ANSWER, rules[i], err) < 0)
			return -1;
	}
	if (!rule_reads_content(ok))
		return err_set(err, ERR_INVALID,
		    "ok looks at the status only: a proxy's page has one "
		    "too.  Add what the body must say: status 200 and body "
		    "begins \"OK\"");
	return check_part(s, VIEW_ANSWER, "id", err);
}

static int
check_yes_no(const struct gw_settings *s, const char *key, struct err *err)
{
	static const char *const words[] = { "yes", "no", NULL };
	const char *value = gw_more(s, key);
	if (!value || is_one_of(value, words))
		return 0;
	return err_set(err, ERR_INVALID, "%s must be yes or no, not '%s'", key,
	    value);
}

static int
check_limits(const struct gw_settings *s, struct err *err)
{
	const char *idempotent = gw_more(s, "idempotent");
	const char *window = gw_more(s, "window");
	const char *parts = gw_more(s, "max_parts");
	bool once = idempotent && strcmp(idempotent, "yes") == 0;
	if (check_yes_no(s, "idempotent", err) < 0 ||
	    check_yes_no(s, "unicode", err) < 0)
		return -1;
	if (once && (!is_sent(s, "id") || !gw_more(s, "dup")))
		return err_set(err, ERR_INVALID,
		    "idempotent = yes needs {id} in what is sent, and the "
		    "rule dup for the answer to a repeat: dup = "
		    "json:/CodeResult = 124");
	if (once != (window != NULL) ||
	    (window && http_check_window(window) < 0))
		return err_set(err, ERR_INVALID,
		    "window is how long the gateway refuses a repeat, with "
		    "idempotent = yes: window = 24h");
	if (parts && (strspn(parts, "0123456789") != strlen(parts) ||
			 strlen(parts) > 2 || strtol(parts, NULL, 10) < 1))
		return err_set(err, ERR_INVALID,
		    "max_parts must be a number from 1 to 99");
	return 0;
}

/* --- hooks */

static int
check_reports(const struct gw_settings *s, struct err *err)
{
	static const char *const parts[] = { "dlr.key", "dlr.id", "dlr.state" };
	static const char *const rules[] = { "dlr.when", "dlr.delivered",
		"dlr.undelivered", "dlr.buffered" };
	bool any = false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		any = any || gw_more(s, parts[i]);
		if (check_part(s, VIEW_CALL, parts[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		any = any || gw_more(s, rules[i]);
		if (check_rule(s, VIEW_CALL, rules[i], err) < 0)
			return -1;
	}
	if (any && !gw_more(s, "dlr.key") && !gw_more(s, "dlr.id"))
		return err_set(err, ERR_INVALID,
		    "dlr.key and dlr.id are missing: which message is a "
		    "report about? dlr.key = query:key, or dlr.id = "
		    "json:/tranId");
	if (any && !gw_more(s, "dlr.state"))
		return err_set(err, ERR_INVALID,
		    "dlr.state is missing: where a report says what became "
		    "of it, such as query:status");
	if (any && !gw_more(s, "dlr.delivered"))
		return err_set(err, ERR_INVALID,
		    "dlr.delivered is missing: when has it arrived? "
		    "dlr.delivered = query:status = 1");
	if (gw_more(s, "dlr.id") && !gw_more(s, "dlr.key") && !gw_more(s, "id"))
		return err_set(err, ERR_INVALID,
		    "dlr.id without id: no report could be matched to a "
		    "message.  id = json:/msgid");
	return 0;
}

static int
check_replies(const struct gw_settings *s, struct err *err)
{
	static const char *const parts[] = { "mo.from", "mo.to", "mo.text",
		"mo.time", "mo.dedupe" };
	bool any = false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		any = any || gw_more(s, parts[i]);
		if (check_part(s, VIEW_CALL, parts[i], err) < 0)
			return -1;
	}
	if (any && (!gw_more(s, "mo.from") || !gw_more(s, "mo.text")))
		return err_set(err, ERR_INVALID,
		    "mo.from and mo.text belong together: who writes, and "
		    "what, such as query:sender and query:content");
	return 0;
}

static int
check_our_answer(const struct gw_settings *s, const char *prefix,
    struct err *err)
{
	static const struct gw_event event = { .from = NULL };
	struct http_value v = { .settings = s, .event = &event };
	char body_key[24], type_key[24];
	snprintf(body_key, sizeof body_key, "%s.reply_body", prefix);
	snprintf(type_key, sizeof type_key, "%s.reply_type", prefix);
	const char *body = gw_more(s, body_key), *type = gw_more(s, type_key);
	enum template_place place = TEMPLATE_PLAIN;
	if (type && !http_check_reply_type(type))
		return err_set(err, ERR_INVALID,
		    "%s must be text/plain, text/xml, application/xml or "
		    "application/json, not '%s'",
		    type_key, type);
	if (type)
		http_check_place(type, &place);
	return body ? check_template(&v, body_key, body, place, err) : 0;
}

static bool
is_signed(const char *part)
{
	return !part || (!strstr(part, "query:") && !strstr(part, "header:"));
}

static int
check_hook_auth(const struct gw_settings *s, struct err *err)
{
	static const char *const words[] = { "query", "header",
		"hmac_sha256_hex", "basic", NULL };
	static const char *const trusted[] = { "dlr.key", "dlr.id", "dlr.state",
		"dlr.when", "dlr.delivered", "dlr.undelivered", "dlr.buffered",
		"mo.from", "mo.text", "mo.dedupe" };
	const char *auth = gw_more(s, "hook.auth");
	if (!auth)
		auth = "query";
	if (!is_one_of(auth, words))
		return err_set(err, ERR_INVALID,
		    "hook.auth must be query, header, hmac_sha256_hex or "
		    "basic, not '%s'",
		    auth);
	bool mac = strcmp(auth, "hmac_sha256_hex") == 0;
	if ((mac || strcmp(auth, "header") == 0) && !gw_more(s, "hook.name"))
		return err_set(err, ERR_INVALID,
		    "hook.name is missing: the header that carries it, such "
		    "as X-Signature");
	if (strcmp(auth, "basic") == 0 && !gw_more(s, "hook.user"))
		return err_set(err, ERR_INVALID,
		    "hook.user is missing: the user that the gateway logs in "
		    "as, with what is in hook_secret_file");
	for (size_t i = 0; mac && i < sizeof trusted / sizeof *trusted; i++) {
		if (!is_signed(gw_more(s, trusted[i])))
			return err_set(err, ERR_INVALID,
			    "%s: hmac_sha256_hex signs the body, so take it "
			    "from there: json:/… or form:…",
			    trusted[i]);
	}
	return 0;
}

/* --- questions */

static int
check_questions(const struct gw_settings *s, struct err *err)
{
	static const char *const rules[] = { "lookup.delivered",
		"lookup.undelivered", "lookup.buffered", "lookup.absent",
		"test.ok" };
	struct http_value ask = { .settings = s, .question = &question };
	struct http_value plain = { .settings = s };
	const char *lookup = gw_more(s, "lookup.url");
	const char *test = gw_more(s, "test.url");
	bool any = false;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		any = any || (i < 4 && gw_more(s, rules[i]));
		if (check_rule(s, VIEW_ANSWER, rules[i], err) < 0)
			return -1;
	}
	if (any != (lookup != NULL))
		return err_set(err, ERR_INVALID,
		    "lookup.url and its rules belong together: "
		    "lookup.delivered = json:/status = 0");
	if (gw_more(s, "lookup.absent") &&
	    !rule_reads_content(gw_more(s, "lookup.absent")))
		return err_set(err, ERR_INVALID,
		    "lookup.absent looks at the status only, and a message "
		    "taken for absent is sent again");
	if (check_method("lookup.method", gw_more(s, "lookup.method"), err) <
		0 ||
	    check_method("test.method", gw_more(s, "test.method"), err) < 0 ||
	    (lookup && check_url(&ask, "lookup.url", lookup, err) < 0) ||
	    (test && check_url(&plain, "test.url", test, err) < 0))
		return -1;
	return 0;
}

static int
check_constants(const struct gw_settings *s, struct err *err)
{
	static const char *const words[] = { "pass", "pwd", "secret", "token",
		"apikey", "api_key" };
	for (size_t i = 0; i < s->more_n; i++) {
		const char *key = s->more[i].name;
		if (!gw_more(s, key))
			continue;
		for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
			if (begins(key, "cfg.") && strstr(key, words[k]))
				return err_set(err, ERR_INVALID,
				    "%s: a secret may not stand in the "
				    "configuration: password_file = NAME is "
				    "{password}, secret_file = NAME is "
				    "{secret}",
				    key);
		}
	}
	return 0;
}

int
http_check_settings(const struct gw_settings *s, struct err *err)
{
	struct err own = { 0 };
	if (!err)
		err = &own;
	if (check_constants(s, err) < 0 || check_sending(s, err) < 0 ||
	    check_answers(s, err) < 0 || check_limits(s, err) < 0 ||
	    check_reports(s, err) < 0 || check_replies(s, err) < 0 ||
	    check_our_answer(s, "dlr", err) < 0 ||
	    check_our_answer(s, "mo", err) < 0 || check_hook_auth(s, err) < 0 ||
	    check_questions(s, err) < 0)
		return -1;
	return 0;
}
