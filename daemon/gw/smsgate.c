/*
 * SMSGate ("SMS Gateway for Android"): an ordinary SIM in a phone, by the
 * phone's own server or through one that stands for several.  Our key is the
 * message's id, a repeat is refused with 409, per phone.  Source: facts
 * gateways 6, the app's and the server's code of summer 2026.
 */
#include "gw/drivers.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "gw/smsgate_api.h"
#include "gw/smsgate_ask.h"
#include "gw/smsgate_hook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TTL_MIN_S = 5,
	TTL_DEFAULT_S = 86400, /* never none: week-old reminders would leave */
	DEVICE_MAX = 21,       /* characters of a server's name for a phone */
	KEY_MAX_N = 36,
	SIM_MAX = 3
};

static const struct gw_key keys[] = {
	{ "device", false,
	    "the phone that sends, by the server's name for it" },
	{ "sim", false, "which SIM of the phone: 1, 2 or 3" },
	{ "priority", false, "-128 to 127; from 100 on its limits are passed" },
	{ "hook_secret_old_file", true,
	    "the signing key before this one, while the phone still uses it" },
	{ NULL, false, NULL },
};

/* --- settings */

/* A whole number of that range; false when it is none. */
static bool
figure(const char *text, long from, long to, long *out)
{
	char *end;
	if (!text || !*text || strspn(text, "-0123456789") != strlen(text) ||
	    strlen(text) > 4)
		return false;
	*out = strtol(text, &end, 10);
	return !*end && *out >= from && *out <= to;
}

static int
check_more(const struct gw_settings *s, struct err *err)
{
	long n;
	const char *device = gw_more(s, "device");
	const char *sim = gw_more(s, "sim");
	const char *priority = gw_more(s, "priority");
	if (smsgate_api_is_server(s) && !device)
		return err_set(err, ERR_INVALID,
		    "device is missing: a server picks any phone of the "
		    "account, and its refusal of repeats holds per phone");
	if (smsgate_api_is_server(s) && strlen(device) > DEVICE_MAX)
		return err_set(err, ERR_INVALID,
		    "device has more than %d characters", DEVICE_MAX);
	if (sim && !figure(sim, 1, SIM_MAX, &n))
		return err_set(err, ERR_INVALID, "sim must be 1, 2 or 3");
	if (priority && !figure(priority, -128, 127, &n))
		return err_set(err, ERR_INVALID,
		    "priority must be a number from -128 to 127");
	return 0;
}

static int
smsgate_check(const struct gw_settings *s, struct err *err)
{
	if (!s->url || !*s->url)
		return err_set(err, ERR_INVALID,
		    "url is missing: the phone's address, such as "
		    "http://192.168.1.20:8080, or a server's, which ends in "
		    "/3rdparty/v1");
	if (strncmp(s->url, "http://", 7) != 0 &&
	    strncmp(s->url, "https://", 8) != 0)
		return err_set(err, ERR_INVALID,
		    "url must begin with http:// or https://");
	if (strpbrk(s->url, "?#"))
		return err_set(err, ERR_INVALID,
		    "url must be a base address, without ? and #");
	if (!s->user || !*s->user || strchr(s->user, ':'))
		return err_set(err, ERR_INVALID,
		    "user is missing or holds a colon: the username on the "
		    "app's first page");
	if (!s->password || !*s->password)
		return err_set(err, ERR_INVALID,
		    "password_file is missing or empty: the password on the "
		    "app's first page");
	return check_more(s, err);
}

/* --- sending */

/* Ends with the message; a phone without network must not send it later. */
static int64_t
ttl(const struct gw_message *m)
{
	if (!m->expires_at)
		return TTL_DEFAULT_S;
	int64_t left = m->expires_at - m->now;
	return left < TTL_MIN_S ? TTL_MIN_S : left;
}

static void
smsgate_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	char id[KEY_MAX_N + 1];
	long n;
	const char *device = smsgate_api_device(s, m->pin);
	snprintf(id, sizeof id, "%s", m->key);
	json_t *body = json_pack("{s:s, s:{s:s}, s:[s], s:I, s:b}", "id", id,
	    "textMessage", "text", m->text, "phoneNumbers", m->number, "ttl",
	    (json_int_t)ttl(m), "withDeliveryReport", 1);
	if (figure(gw_more(s, "sim"), 1, SIM_MAX, &n))
		json_object_set_new(body, "simNumber", json_integer(n));
	if (figure(gw_more(s, "priority"), -128, 127, &n))
		json_object_set_new(body, "priority", json_integer(n));
	if (device)
		json_object_set_new(body, "deviceId", json_string(device));
	smsgate_api_request(s, "POST", "/messages", body, r);
}

/* --- the answer */

struct answer_row {
	int status;
	const char *holds; /* words of its "message"; "" = any answer */
	enum gw_class class;
	const char *words; /* ours */
};

/* First match wins.  What is not here may have been taken. */
static const struct answer_row answers[] = {
	{ 400, "Invalid device ID", GW_CONFIG, "device is not this phone" },
	{ 400, "record not found", GW_CONFIG,
	    "the account has no such phone: device" },
	{ 400, "more than one record", GW_CONFIG, "device is not one phone" },
	{ 400, "invalid filter", GW_CONFIG, "no usable phone" },
	{ 400, "invalid user", GW_CONFIG, "no usable account" },
	{ 400, "failed to parse phone number", GW_RECIPIENT,
	    "the number is refused" },
	{ 400, "invalid phone number", GW_RECIPIENT, "the number is refused" },
	{ 400, "not mobile phone number", GW_RECIPIENT,
	    "the number is no mobile one" },
	{ 401, "", GW_CONFIG, "the login is refused" },
	{ 403, "", GW_CONFIG, "the login may not do this" },
	{ 404, "", GW_CONFIG, "url leads to no SMSGate" },
	{ 405, "", GW_CONFIG, "url leads to no SMSGate" },
	{ 409, "", GW_DUPLICATE, "it had this message already" },
	{ 429, "", GW_RETRY, "too many at once" },
	{ 503, "", GW_RETRY, "its queue is full" },
};

static const struct answer_row *
find_answer(int status, const char *message)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer_row *row = &answers[i];
		if (row->status == status && strstr(message, row->holds))
			return row;
	}
	return NULL;
}

/* 202 and the message as it stands there now; a portal's page is no such. */
static void
taken(const json_t *o, struct gw_result *result)
{
	const char *id = smsgate_api_text(o, "id");
	if (*id && strlen(id) <= KEY_MAX_N && *smsgate_api_text(o, "state")) {
		result->class = GW_ACCEPTED;
		snprintf(result->provider_id, sizeof result->provider_id, "%s",
		    id);
	}
	snprintf(result->reason, sizeof result->reason, "%s",
	    result->class == GW_ACCEPTED
		? ""
		: "202 with an answer that is not SMSGate's");
}

static void
refuse(const struct gw_settings *s, const struct http_response *resp,
    const json_t *o, struct gw_result *result)
{
	const char *message = smsgate_api_text(o, "message");
	const struct answer_row *row = find_answer(resp->status, message);
	char *reason = result->reason;
	if (row) {
		result->class = row->class;
		snprintf(reason, sizeof result->reason, "%d: %s", resp->status,
		    row->words);
	} else if (*message) { /* it speaks itself: 400 is final, 500 not */
		if (resp->status == 400)
			result->class = GW_MESSAGE;
		snprintf(reason, sizeof result->reason, "%d", resp->status);
		smsgate_api_words(s, o, reason, sizeof result->reason);
	} else if (resp->status >= 300 && resp->status < 400) {
		snprintf(reason, sizeof result->reason,
		    "%d: the address leads elsewhere, which is not followed",
		    resp->status);
	} else {
		snprintf(reason, sizeof result->reason,
		    "%d with an answer that is not SMSGate's", resp->status);
	}
}

static void
smsgate_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	json_t *o = smsgate_api_answer(resp);
	if (resp->status == 202)
		taken(o, result);
	else
		refuse(s, resp, o, result);
	json_decref(o);
}

const struct gw_driver smsgate_driver = {
	.name = "smsgate",
	.keys = keys,
	.caps = { .refuses_duplicates = true, /* the app keeps ids for ever */
	    .key_window_s = 30 * 86400,	      /* the server for 720 h */
	    .reports = true,
	    .replies = true,
	    .needs_url = true,
	    .pin = "device" },
	.check = smsgate_check,
	.prepare = smsgate_prepare,
	.classify = smsgate_classify,
	.verify = smsgate_hook_verify,
	.parse = smsgate_hook_parse,
	/* No respond: any 2xx within 30 s will do. */
	.lookup = smsgate_ask_lookup,
	.lookup_answer = smsgate_ask_lookup_answer,
	.pull = smsgate_ask_pull,
	.pull_answer = smsgate_ask_pull_answer,
	.test = smsgate_ask_test,
	.test_answer = smsgate_ask_test_answer,
	.setup = smsgate_ask_setup,
};
