/*
 * eSMS.vn: brandname SMS, or Zalo templates that eSMS sends (mode = zalo).
 * Errors are told by CodeResult, whatever the HTTP status; RequestId is our
 * key.  Source: facts gateways 3; no live account was available.
 *
 * RequestId: the page on sending says that it refuses repeats for 24 h (124).
 * It was never tried live; trust_request_id = no treats it as a mark only.
 */
#include "gw/drivers.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/phone.h"
#include "gw/blank.h"
#include "gw/esms_codes.h"
#include "gw/esms_hook.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_ID_MAX = 50, KEY_WINDOW_S = 86400, CAMPAIGN_MAX = 254 };

#define ESMS_BASE "https://rest.esms.vn/MainService.svc/json/"
static const char sms_url[] = ESMS_BASE "SendMultipleMessage_V4_post_json/";
static const char zalo_url[] = ESMS_BASE "SendZaloMessage_V6/";

static const struct gw_key keys[] = {
	{ "mode", false, "sms, or zalo: templates of an official account" },
	{ "brandname", false, "the registered name that an SMS shows" },
	{ "sms_type", false, "2 customer care, 8 a fixed number" },
	{ "sandbox", false, "yes: nothing is stored, billed or delivered" },
	{ "campaign", false, "the campaign's name in eSMS's own lists" },
	{ "trust_request_id", false,
	    "no: eSMS is not relied upon to refuse repeats" },
	{ "mo_key_file", true, "the private key that signs replies" },
	{ "oa", false, "the official account's id at Zalo" },
	{ "sending_mode", false, "1 normal, 3 over quota where granted" },
	{ "template", false, "the template that carries any kind of message" },
	{ "template.*", false, "the template of one kind: template.answer" },
	{ "params", false, "what the template is filled with: ten=given_name" },
	{ "params.*", false, "the same for the template of one kind" },
	{ "limit.*", false, "characters that a parameter holds at most" },
	{ NULL, false, NULL },
};

/* --- settings */

static bool
is(const struct gw_settings *s, const char *key, const char *value)
{
	const char *given = gw_more(s, key);
	return given && strcmp(given, value) == 0;
}

static bool
is_zalo(const struct gw_settings *s)
{
	return is(s, "mode", "zalo");
}

static const char *
brandname(const struct gw_settings *s)
{
	const char *name = gw_more(s, "brandname");
	return name ? name : s->from && *s->from ? s->from : NULL;
}

static void
esms_caps(const struct gw_settings *s, struct gw_caps *caps)
{
	caps->template_only = is_zalo(s);
	if (is(s, "trust_request_id", "no"))
		caps->refuses_duplicates = false;
}

static int
check_choices(const struct gw_settings *s, struct err *err)
{
	static const struct {
		const char *key, *one, *other;
	} rows[] = {
		{ "mode", "sms", "zalo" },
		{ "sms_type", "2", "8" },
		{ "sandbox", "yes", "no" },
		{ "trust_request_id", "yes", "no" },
		{ "sending_mode", "1", "3" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (gw_more(s, rows[i].key) &&
		    !is(s, rows[i].key, rows[i].one) &&
		    !is(s, rows[i].key, rows[i].other))
			return err_set(err, ERR_INVALID,
			    "%s must be %s or %s, not '%s'", rows[i].key,
			    rows[i].one, rows[i].other,
			    gw_more(s, rows[i].key));
	}
	return 0;
}

static int
check_zalo(const struct gw_settings *s, struct err *err)
{
	bool any = false;
	const char *oa = gw_more(s, "oa");
	if (!oa || strspn(oa, "0123456789") != strlen(oa))
		return err_set(err, ERR_INVALID,
		    "oa is missing or no number: the official account's id");
	for (size_t i = 0; i < s->more_n; i++) {
		const struct http_field *m = &s->more[i];
		if (!m->value || !*m->value)
			continue;
		if (blank_check(s, m->name, m->value, err) < 0)
			return -1;
		any = any || strncmp(m->name, "template", 8) == 0;
	}
	if (!any)
		return err_set(err, ERR_INVALID,
		    "template is missing: Zalo carries nothing else");
	return 0;
}

static int
esms_check(const struct gw_settings *s, struct err *err)
{
	const char *campaign = gw_more(s, "campaign");
	if (s->url && *s->url && strncmp(s->url, "http://", 7) != 0 &&
	    strncmp(s->url, "https://", 8) != 0)
		return err_set(err, ERR_INVALID,
		    "url must begin with http:// or https://");
	if (!s->user || !*s->user)
		return err_set(err, ERR_INVALID,
		    "user is missing: the account's ApiKey");
	if (!s->password || !*s->password)
		return err_set(err, ERR_INVALID,
		    "password_file is missing or empty: the account's "
		    "SecretKey");
	if (check_choices(s, err) < 0)
		return -1;
	if (campaign && strlen(campaign) > CAMPAIGN_MAX)
		return err_set(err, ERR_INVALID,
		    "campaign has more than %d characters", CAMPAIGN_MAX);
	if (is_zalo(s))
		return check_zalo(s, err);
	if (!brandname(s) && !is(s, "sms_type", "8"))
		return err_set(err, ERR_INVALID,
		    "brandname is missing: the registered name that sends");
	return 0;
}

/* --- sending */

static const char *
send_url(const struct gw_settings *s)
{
	return s->url && *s->url ? s->url : is_zalo(s) ? zalo_url : sms_url;
}

/* The address of another service beside the one that sends.  Caller frees. */
static char *
beside(const struct gw_settings *s, const char *service)
{
	const char *url = send_url(s);
	size_t n = strcspn(url, "?#");
	while (n && url[n - 1] == '/')
		n--;
	while (n && url[n - 1] != '/')
		n--;
	struct sbuf b = { 0 };
	sbuf_add_n(&b, url, n);
	sbuf_add(&b, service);
	return sbuf_take(&b);
}

static void
set(json_t *o, const char *name, const char *value)
{
	json_object_set_new(o, name, json_string(value));
}

/* Takes url and body. */
static void
post(char *url, json_t *body, struct http_request *r)
{
	*r = (struct http_request){ .method = mem_dup("POST"), .url = url };
	http_request_header(r, "Content-Type", "application/json");
	char *text = json_dumps(body, JSON_COMPACT | JSON_PRESERVE_ORDER);
	r->body = text ? text : mem_dup("{}");
	r->body_len = strlen(r->body);
	json_decref(body);
}

static json_t *
login(const struct gw_settings *s)
{
	json_t *body = json_object();
	set(body, "ApiKey", s->user ? s->user : "");
	set(body, "SecretKey", s->password ? s->password : "");
	return body;
}

static void
esms_fit(const struct gw_settings *s, const struct gw_message *m,
    struct gw_result *result)
{
	*result = (struct gw_result){ .class = GW_ACCEPTED,
		.retry_after_s = -1,
		.quota = -1 };
	if (!is_zalo(s))
		return;
	if (blank_of(s, m->kind)) {
		blank_fit(s, m, result);
		return;
	}
	result->class = GW_RECIPIENT;
	snprintf(result->reason, sizeof result->reason, "no template for %s",
	    m->kind ? m->kind : "it");
}

static void
add_text(const struct gw_settings *s, const struct gw_message *m, json_t *body)
{
	const char *type = gw_more(s, "sms_type");
	bool fixed = is(s, "sms_type", "8"); /* it has no name, and says
						Unicode instead */
	set(body, "Content", m->text);
	if (brandname(s) && !fixed)
		set(body, "Brandname", brandname(s));
	set(body, "SmsType", type ? type : "2");
	set(body, fixed ? "Unicode" : "IsUnicode",
	    m->encoding == SMS_UCS2 ? "1" : "0");
}

static void
add_template(const struct gw_settings *s, const struct gw_message *m,
    json_t *body)
{
	const char *template = blank_of(s, m->kind);
	set(body, "OAID", gw_more(s, "oa") ? gw_more(s, "oa") : "");
	set(body, "TempID", template ? template : "");
	json_object_set_new(body, "TempData", blank_data(s, m));
	if (gw_more(s, "sending_mode"))
		set(body, "SendingMode", gw_more(s, "sending_mode"));
}

static void
esms_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	char phone[PHONE_SIZE], id[REQUEST_ID_MAX + 1];
	json_t *body = login(s);
	set(body, "Phone", phone_national(m->number, phone));
	if (is_zalo(s))
		add_template(s, m, body);
	else
		add_text(s, m, body);
	set(body, "Sandbox", is(s, "sandbox", "yes") ? "1" : "0");
	snprintf(id, sizeof id, "%s", m->key);
	set(body, "RequestId", id);
	if (gw_more(s, "campaign"))
		set(body, "campaignid", gw_more(s, "campaign"));
	char *callback = esms_hook_callback(s, m->key);
	if (callback)
		set(body, "CallbackUrl", callback);
	free(callback);
	post(mem_dup(send_url(s)), body, r);
}

/* --- answers */

/* The answer as an object, or NULL; json_decref.  *code = its number under
 * that name, which comes as text; −1 when there is none. */
static json_t *
answer(const struct http_response *resp, const char *name, int *code)
{
	json_t *o =
	    json_loadb(resp->body ? resp->body : "", resp->body_len, 0, NULL);
	const json_t *v = json_object_get(o, name);
	const char *s = json_string_value(v);
	*code = -1;
	if (s && *s && strlen(s) < 6 && strspn(s, "0123456789") == strlen(s))
		*code = (int)strtol(s, NULL, 10);
	else if (json_is_integer(v) && json_integer_value(v) >= 0 &&
		 json_integer_value(v) < 100000)
		*code = (int)json_integer_value(v);
	if (json_is_object(o))
		return o;
	json_decref(o);
	return NULL;
}

static const char *
words_of(int code)
{
	const struct esms_codes_row *row = esms_codes_find(code);
	return row ? row->words : "a code that is not documented";
}

/* 100 with an id of theirs.  An id beside an error says nothing. */
static void
taken(const json_t *o, struct gw_result *result)
{
	const char *id = json_string_value(json_object_get(o, "SMSID"));
	if (!id || !*id || strlen(id) >= sizeof result->provider_id) {
		snprintf(result->reason, sizeof result->reason,
		    "100 without an SMSID");
		return;
	}
	result->class = GW_ACCEPTED;
	snprintf(result->provider_id, sizeof result->provider_id, "%s", id);
	*result->reason = '\0';
}

/* Not eSMS's own words: who stands in front, or nothing that can be read. */
static void
classify_status(int status, struct gw_result *result)
{
	if (status == 401 || status == 403 || status == 404)
		result->class = GW_CONFIG;
	else if (status == 429)
		result->class = GW_RETRY;
	snprintf(result->reason, sizeof result->reason,
	    status >= 300 && status < 400
		? "%d: the address leads elsewhere, which is not followed"
		: "%d with an answer that is not eSMS's",
	    status);
}

static void
esms_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	int code;
	(void)s;
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	json_t *o = answer(resp, "CodeResult", &code);
	const struct esms_codes_row *row = esms_codes_find(code);
	const char *error = json_string_value(json_object_get(o, "error"));
	if (code == 100 && resp->status == 200) {
		taken(o, result);
	} else if (code >= 0 && code != 100) {
		if (row)
			result->class = row->class;
		snprintf(result->reason, sizeof result->reason, "%d: %s", code,
		    words_of(code));
	} else if (error && strcmp(error, "Invalid request") == 0) {
		result->class = GW_MESSAGE; /* it has no code at all */
		snprintf(result->reason, sizeof result->reason,
		    "eSMS cannot read the request");
	} else {
		classify_status(resp->status, result);
	}
	json_decref(o);
}

/* --- a message's fate */

static bool
esms_lookup(const struct gw_settings *s, const struct gw_question *q,
    struct http_request *r)
{
	if (!q->provider_id || !*q->provider_id)
		return false; /* RequestId is nothing that one can ask by */
	char *service = beside(s, "GetSendStatus");
	struct sbuf url = { 0 };
	sbuf_addf(&url, "%s?RefId=", service);
	sbuf_add_url(&url, q->provider_id);
	sbuf_add(&url, "&ApiKey=");
	sbuf_add_url(&url, s->user ? s->user : "");
	sbuf_add(&url, "&SecretKey=");
	sbuf_add_url(&url, s->password ? s->password : "");
	*r = (struct http_request){ .method = mem_dup("GET"),
		.url = sbuf_take(&url) };
	free(service);
	return true;
}

/* A count that may be text; −1 none. */
static int64_t
count(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	const char *s = json_string_value(v);
	if (json_is_integer(v))
		return json_integer_value(v);
	return s && *s && strlen(s) < 10 && strspn(s, "0123456789") == strlen(s)
		   ? strtoll(s, NULL, 10)
		   : -1;
}

static void
esms_lookup_answer(const struct gw_settings *s, const struct gw_question *q,
    const struct http_response *resp, struct gw_found *found)
{
	int code;
	(void)s;
	*found = (struct gw_found){ .sight = GW_UNCLEAR };
	if (resp->outcome != HTTP_ANSWERED)
		return;
	json_t *o = answer(resp, "CodeResponse", &code);
	const char *id = json_string_value(json_object_get(o, "SMSID"));
	int64_t status = count(o, "SendStatus");
	if (code == 100 && resp->status == 200 && status >= 0 && id &&
	    strcmp(id, q->provider_id) == 0) {
		int64_t success = count(o, "SendSuccess");
		int64_t failed = count(o, "SendFailed");
		found->sight = GW_PRESENT;
		found->report = esms_codes_report(status, success, failed);
		snprintf(found->provider_id, sizeof found->provider_id, "%s",
		    id);
		snprintf(found->raw, sizeof found->raw,
		    "SendStatus=%d SendSuccess=%d SendFailed=%d", (int)status,
		    (int)success, (int)failed);
	} else {
		/* 105: not found, or not yet; it had given the id once. */
		snprintf(found->raw, sizeof found->raw, "%d",
		    code >= 0 ? code : resp->status);
	}
	json_decref(o);
}

/* --- is it well? */

static void
esms_test(const struct gw_settings *s, struct http_request *r)
{
	post(beside(s, "GetBalance_json"), login(s), r);
}

static void
esms_test_answer(const struct gw_settings *s, const struct http_response *resp,
    struct gw_health *health)
{
	int code;
	(void)s;
	*health = (struct gw_health){ .quota = -1 };
	if (resp->outcome != HTTP_ANSWERED) {
		snprintf(health->words, sizeof health->words, "%s",
		    resp->error ? resp->error : "no answer");
		return;
	}
	json_t *o = answer(resp, "CodeResponse", &code);
	const json_t *v = json_object_get(o, "Balance");
	const char *text = json_string_value(v);
	int64_t balance = json_is_real(v) ? (int64_t)json_real_value(v)
			  : text	  ? strtoll(text, NULL, 10)
					  : count(o, "Balance");
	if (code == 100 && resp->status == 200 && v) {
		health->ok = balance > 0;
		snprintf(health->words, sizeof health->words,
		    "balance %" PRId64 " dong", balance);
	} else if (code >= 0 && code != 100) {
		snprintf(health->words, sizeof health->words, "%d: %s", code,
		    words_of(code));
	} else {
		snprintf(health->words, sizeof health->words,
		    "%d with an answer that is not eSMS's", resp->status);
	}
	json_decref(o);
}

const struct gw_driver esms_driver = {
	.name = "esms",
	.keys = keys,
	.caps = { .refuses_duplicates = true,
	    .key_window_s = KEY_WINDOW_S,
	    .reports = true,
	    .replies = true },
	.caps_of = esms_caps,
	.check = esms_check,
	.fit = esms_fit,
	.prepare = esms_prepare,
	.classify = esms_classify,
	.verify = esms_hook_verify,
	.parse = esms_hook_parse,
	.respond = esms_hook_respond,
	.lookup = esms_lookup,
	.lookup_answer = esms_lookup_answer,
	.test = esms_test,
	.test_answer = esms_test_answer,
};
