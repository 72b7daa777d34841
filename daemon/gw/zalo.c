/*
 * Zalo: a template by phone number on the business host, or free text to
 * somebody who wrote to the official account lately, on the OA host.  Errors
 * come with HTTP 200; nothing refuses a repeat.  Source: facts gateways 2;
 * no live account was available.
 */
#include "gw/drivers.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/fold.h"
#include "gw/blank.h"
#include "gw/zalo_ask.h"
#include "gw/zalo_codes.h"
#include "gw/zalo_hook.h"
#include "gw/zalo_host.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TOKEN_LIFE_S = 25 * 3600,
	TRACKING_MAX = 48,
	CHAT_TEXT_MAX = 2000,	   /* characters of a free text */
	WINDOW_FREE_S = 48 * 3600, /* after their last word: free */
	WINDOW_MAX_S = 7 * 86400,  /* then billed, then refused */
	WINDOW_MARGIN_S = 60
};

/* --- settings */

static const struct gw_key keys[] = {
	{ "oa_id", false, "the official account's id" },
	{ "oa_url", false, "base address of the OA host" },
	{ "oauth_url", false, "base address of the host that gives tokens" },
	{ "template", false, "the template that carries any kind of message" },
	{ "template.*", false, "the template of one kind: template.answer" },
	{ "params", false, "what the template is filled with: ten=given_name" },
	{ "params.*", false, "the same for the template of one kind" },
	{ "limit.*", false, "characters that a parameter holds at most" },
	{ "window", false,
	    "how long after somebody wrote to us a free text "
	    "goes: 48h is free, up to 7d, or no" },
	{ "sending_mode", false, "1 normal, 3 over quota where granted" },
	{ "mode", false, "development: to administrators only, free" },
	{ "hash_phone", false, "yes: the number goes as its SHA-256" },
	{ "hash_path", false, "where hashed numbers are sent to" },
	{ "appsecret_proof", false, "yes: each request proves the secret" },
	{ "class.*", false, "another meaning of an error: class.-114 = retry" },
	{ NULL, false, NULL },
};

/* "48h", "7d", "no"; −1 when it is none of these. */
static int64_t
window_of(const struct gw_settings *s)
{
	const char *value = gw_more(s, "window");
	char *end = NULL;
	if (!value)
		return WINDOW_FREE_S;
	if (strcmp(value, "no") == 0)
		return 0;
	if (*value < '0' || *value > '9')
		return -1;
	long n = strtol(value, &end, 10);
	long unit = strcmp(end, "h") == 0   ? 3600
		    : strcmp(end, "d") == 0 ? 86400
					    : 0;
	return unit && n > 0 && n <= WINDOW_MAX_S / unit ? n * unit : -1;
}

static int
check_class(const char *key, const char *value, struct err *err)
{
	const char *code = key + strlen("class.");
	char *end;
	bool known = false;
	for (int c = 0; c < GW_CLASS__N; c++)
		known = known || strcmp(gw_class_name(c), value) == 0;
	if (strtol(code, &end, 10) >= 0 || *end)
		return err_set(err, ERR_INVALID,
		    "%s: '%s' is no error number such as -114", key, code);
	if (!known)
		return err_set(err, ERR_INVALID,
		    "%s: '%s' is none of retry, night, quota, auth, config, "
		    "recipient, message, ambiguous",
		    key, value);
	return 0;
}

static int
check_choice(const char *key, const char *value, struct err *err)
{
	static const struct {
		const char *key, *one, *other;
	} rows[] = {
		{ "sending_mode", "1", "3" },
		{ "mode", "development", NULL },
		{ "hash_phone", "yes", "no" },
		{ "appsecret_proof", "yes", "no" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *other = rows[i].other;
		if (strcmp(rows[i].key, key) != 0 ||
		    strcmp(rows[i].one, value) == 0 ||
		    (other && strcmp(other, value) == 0))
			continue;
		return err_set(err, ERR_INVALID, "%s must be %s%s%s, not '%s'",
		    key, rows[i].one, other ? " or " : "", other ? other : "",
		    value);
	}
	return 0;
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static int
check_more(const char *key, const char *value, struct err *err)
{
	if (begins(key, "class."))
		return check_class(key, value, err);
	if ((strcmp(key, "oa_url") == 0 || strcmp(key, "oauth_url") == 0) &&
	    !begins(value, "http://") && !begins(value, "https://"))
		return err_set(err, ERR_INVALID,
		    "%s must begin with http:// or https://", key);
	return check_choice(key, value, err);
}

static int
zalo_check(const struct gw_settings *s, struct err *err)
{
	bool any = false;
	if (!s->user || !*s->user ||
	    strspn(s->user, "0123456789") != strlen(s->user))
		return err_set(err, ERR_INVALID,
		    "user is missing or no number: the application's id "
		    "(developers.zalo.me)");
	if (!s->password || !*s->password)
		return err_set(err, ERR_INVALID,
		    "password_file is missing or empty: the application's "
		    "secret key, by which tokens are renewed");
	if (window_of(s) < 0)
		return err_set(err, ERR_INVALID,
		    "window must be like 48h or 2d, 7d at most, or no");
	for (size_t i = 0; i < s->more_n; i++) {
		const struct http_field *m = &s->more[i];
		if (!m->value || !*m->value)
			continue;
		if (check_more(m->name, m->value, err) < 0 ||
		    blank_check(s, m->name, m->value, err) < 0)
			return -1;
		any = any || begins(m->name, "template");
	}
	if (!any && window_of(s) == 0)
		return err_set(err, ERR_INVALID,
		    "template is missing and window = no: nothing could be "
		    "sent");
	return 0;
}

/* --- which way */

/* Whether they wrote lately enough for a free text. */
static bool
is_open(const struct gw_settings *s, const struct gw_message *m)
{
	return m->user_id && *m->user_id && m->heard_at &&
	       m->now - m->heard_at < window_of(s) - WINDOW_MARGIN_S &&
	       blank_characters(m->text) <= CHAT_TEXT_MAX;
}

static void
zalo_fit(const struct gw_settings *s, const struct gw_message *m,
    struct gw_result *result)
{
	*result = (struct gw_result){ .class = GW_ACCEPTED,
		.retry_after_s = -1,
		.quota = -1 };
	bool open = is_open(s, m);
	/* The code proves who holds the number: it comes by the number. */
	if (m->kind && strcmp(m->kind, "link") == 0)
		gw_misfit(result, "a code goes by SMS", "", "");
	else if (!open && !blank_of(s, m->kind))
		gw_misfit(result, "no template for ", m->kind ? m->kind : "it",
		    ", and they did not write lately");
	else if (!open && (!m->number || !begins(m->number, "+84")))
		gw_misfit(result, "a template goes to a Vietnamese number only",
		    "", "");
	else if (!open)
		blank_fit(s, m, result);
	if (result->class == GW_ACCEPTED && !s->token) {
		result->class = GW_AUTH;
		snprintf(result->reason, sizeof result->reason,
		    "no access token: `nhacviec gateway token %s`", s->name);
	}
}

/* --- sending */

static void
prepare_chat(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	char *text = fold_nfc(m->text);
	json_t *body = json_pack("{s:{s:s}, s:{s:s}}", "recipient", "user_id",
	    m->user_id, "message", "text", text);
	zalo_host_post(s, ZALO_HOST_OA, "/v3.0/oa/message/cs", body, r);
	free(text);
}

/* Lower hex of SHA-256 over "84…". */
static void
hash_phone(const char *phone, char hex[2 * crypto_hash_sha256_BYTES + 1])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, (const unsigned char *)phone, strlen(phone));
	sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

/* Our key as a tracking_id: letters, digits, - and _ stay. */
static void
track(const char *key, char out[TRACKING_MAX + 1])
{
	size_t n = 0;
	static const char legal[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	for (; *key && n < TRACKING_MAX; key++)
		out[n++] = strchr(legal, *key) ? *key : '_';
	out[n] = '\0';
}

static void
set_text(json_t *o, const char *name, const char *value)
{
	json_object_set_new(o, name, json_string(value));
}

static void
prepare_template(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	bool hashed = zalo_host_on(s, "hash_phone");
	const char *phone = m->number ? m->number : "";
	const char *template = blank_of(s, m->kind);
	const char *path = gw_more(s, "hash_path");
	char hex[2 * crypto_hash_sha256_BYTES + 1], id[TRACKING_MAX + 1];
	json_t *body = json_object();
	if (*phone == '+')
		phone++;
	hash_phone(phone, hex);
	track(m->key, id);
	if (gw_more(s, "mode"))
		set_text(body, "mode", gw_more(s, "mode"));
	set_text(body, hashed ? "hash_phone" : "phone", hashed ? hex : phone);
	set_text(body, "template_id", template ? template : "");
	json_object_set_new(body, "template_data", blank_data(s, m));
	set_text(body, "tracking_id", id);
	if (gw_more(s, "sending_mode"))
		set_text(body, "sending_mode", gw_more(s, "sending_mode"));
	if (!hashed)
		path = "/message/template";
	else if (!path)
		path = "/message/template/hashphone"; /* spellings differ */
	zalo_host_post(s, ZALO_HOST_BUSINESS, path, body, r);
}

static void
zalo_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	if (is_open(s, m))
		prepare_chat(s, m, r);
	else
		prepare_template(s, m, r);
}

/* --- the answer */

/* What this office says that an error means, else what the table says. */
static void
class_of(const struct gw_settings *s, int code, struct gw_result *result)
{
	char key[24];
	/* An answer does not say which host it is of.  The numbers do, but for
	 * -100, which on the OA host is of attachments: we send none. */
	const struct zalo_codes_row *row =
	    zalo_codes_find(ZALO_CODES_BUSINESS, code);
	if (!row)
		row = zalo_codes_find(ZALO_CODES_OA, code);
	if (row)
		result->class = row->class;
	snprintf(result->reason, sizeof result->reason, "%d: %s", code,
	    row ? row->words : "an error that is not documented");
	snprintf(key, sizeof key, "class.%d", code);
	const char *own = gw_more(s, key);
	for (int c = 0; own && c < GW_CLASS__N; c++) {
		if (strcmp(gw_class_name(c), own) == 0)
			result->class = c;
	}
}

static void
taken(const json_t *data, struct gw_result *result)
{
	result->quota = zalo_host_quota(data);
	if (zalo_host_text(data, "msg_id", result->provider_id,
		sizeof result->provider_id) ||
	    zalo_host_text(data, "message_id", result->provider_id,
		sizeof result->provider_id))
		result->class = GW_ACCEPTED;
	snprintf(result->reason, sizeof result->reason, "%s",
	    result->class == GW_ACCEPTED ? "" : "success without an id");
}

static void
zalo_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	int code = 0;
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	snprintf(result->reason, sizeof result->reason,
	    "%d with an answer that is not Zalo's", resp->status);
	json_t *o = zalo_host_answer(resp, &code);
	if (o && code == 0 && resp->status == 200)
		taken(json_object_get(o, "data"), result);
	else if (o && code != 0 && resp->status < 500)
		class_of(s, code, result);
	else if (resp->status == 401 || resp->status == 403)
		result->class = GW_CONFIG; /* who stands in front: not passed */
	else if (resp->status == 429)
		result->class = GW_RETRY;
	json_decref(o);
}

const struct gw_driver zalo_driver = {
	.name = "zalo",
	.keys = keys,
	.caps = { .reports = true,
	    .replies = true,
	    .user_ids = true,
	    .template_only = true,
	    .no_failure = true,
	    .token_life_s = TOKEN_LIFE_S },
	.check = zalo_check,
	.fit = zalo_fit,
	.prepare = zalo_prepare,
	.classify = zalo_classify,
	.verify = zalo_hook_verify,
	.parse = zalo_hook_parse,
	/* No respond: 200 and nothing is what Zalo wants within 2 s. */
	.lookup = zalo_ask_lookup,
	.lookup_answer = zalo_ask_lookup_answer,
	.pull = zalo_ask_pull,
	.pull_answer = zalo_ask_pull_answer,
	.token = zalo_ask_token,
	.token_answer = zalo_ask_token_answer,
	.test = zalo_ask_test,
	.test_answer = zalo_ask_test_answer,
};
