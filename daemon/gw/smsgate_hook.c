#include "gw/smsgate_hook.h"

#include "base/mem.h"
#include "gw/smsgate_api.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SKEW_S = 300, /* each attempt of a call is signed and dated anew */
	STAMP_MAX = 12
};

/* --- the signature */

/* Lower hex of HMAC-SHA256 over body ‖ time. */
static void
mac_of(const char *key, const struct http_inbound *in, const char *stamp,
    char hex[2 * crypto_auth_hmacsha256_BYTES + 1])
{
	crypto_auth_hmacsha256_state st;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key,
	    strlen(key));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)in->body,
	    in->body_len);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)stamp,
	    strlen(stamp));
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_bin2hex(hex, 2 * sizeof mac + 1, mac, sizeof mac);
}

static bool
signed_by(const char *key, const struct http_inbound *in, const char *stamp,
    const char *given)
{
	char hex[2 * crypto_auth_hmacsha256_BYTES + 1];
	if (!key || !*key)
		return false;
	mac_of(key, in, stamp, hex);
	return gw_secret_equal(hex, given);
}

enum gw_verdict
smsgate_hook_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	const char *given = http_fields_get(&in->headers, "X-Signature");
	const char *stamp = http_fields_get(&in->headers, "X-Timestamp");
	*how = "none";
	if (!given || !stamp || !*stamp || strlen(stamp) > STAMP_MAX ||
	    strspn(stamp, "0123456789") != strlen(stamp))
		return GW_FORGED;
	int64_t at = strtoll(stamp, NULL, 10);
	/* Both keys in any case: the time it takes tells nothing. */
	bool by_new = signed_by(s->hook_secret, in, stamp, given);
	bool by_old =
	    signed_by(gw_more(s, "hook_secret_old"), in, stamp, given);
	if ((!by_new && !by_old) || at < now - SKEW_S || at > now + SKEW_S)
		return GW_FORGED;
	*how = by_new ? "hmac-sha256" : "hmac-sha256 by the old key";
	return GW_GENUINE;
}

/* --- the events */

struct report_row {
	const char *event;
	const char *time; /* the payload's field */
	enum gw_report report;
	int part;
};

/* "delivered" comes once a part and does not say which; the others speak of
 * the whole message.  Delivered → failed is legal there: ranks are the
 * store's. */
static const struct report_row reports[] = {
	{ "sms:sent", "sentAt", GW_REPORT_BUFFERED, 0 },
	{ "sms:delivered", "deliveredAt", GW_REPORT_DELIVERED, GW_SOME_PART },
	{ "sms:failed", "failedAt", GW_REPORT_UNDELIVERED, 0 },
	{ "sms:cancelled", "cancelledAt", GW_REPORT_UNDELIVERED, 0 },
};

static void
ignore(const char *what, struct gw_events *out)
{
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_IGNORE;
	e->raw = mem_dup(what);
}

static void
parse_reply(const json_t *payload, const char *event_id, struct gw_events *out)
{
	const char *from = smsgate_api_text(payload, "sender");
	if (!*from) { /* a refusal would only bring it again */
		ignore("sms:received without a sender", out);
		return;
	}
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->from = mem_dup(from);
	e->to = gw_dup(smsgate_api_text(payload, "recipient"));
	const json_t *text = json_object_get(payload, "message");
	e->text = gw_text(json_string_value(text), json_string_length(text));
	e->at = smsgate_api_time(smsgate_api_text(payload, "receivedAt"));
	e->dedup = e->at ? smsgate_api_reply_id(from, e->at, e->text)
			 : gw_dup(event_id);
}

static void
parse_report(const struct report_row *row, const json_t *payload,
    const char *event_id, struct gw_events *out)
{
	const char *key = smsgate_api_text(payload, "messageId");
	const char *reason = smsgate_api_text(payload, "reason");
	const char *at = smsgate_api_text(payload, row->time);
	if (!*key) {
		ignore("a report without a message", out);
		return;
	}
	struct gw_event *e = gw_events_add(out);
	struct sbuf b = { 0 };
	e->kind = GW_EVENT_REPORT;
	e->key = mem_dup(key);
	e->report = row->report;
	e->part = row->part;
	if (json_integer_value(json_object_get(payload, "partsCount")) == 1)
		e->part = 0;
	e->at = smsgate_api_time(at);
	/* The id of the event is kept over the repeats of its call. */
	sbuf_addf(&b, "%s/%s/%s", key, row->event, *event_id ? event_id : at);
	e->dedup = sbuf_take(&b);
	sbuf_addf(&b, "%s%s%s", row->event, *reason ? " " : "", reason);
	e->raw = sbuf_take(&b);
}

static void
parse_event(const json_t *o, struct gw_events *out)
{
	const char *event = smsgate_api_text(o, "event");
	const char *id = smsgate_api_text(o, "id");
	const json_t *payload = json_object_get(o, "payload");
	if (strcmp(event, "sms:received") == 0) {
		parse_reply(payload, id, out);
		return;
	}
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		if (strcmp(reports[i].event, event) == 0) {
			parse_report(&reports[i], payload, id, out);
			return;
		}
	}
	ignore(event, out); /* system:ping, app:started, mms:…, data SMS */
}

int
smsgate_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	(void)s;
	(void)hook;
	json_t *o = json_loadb(in->body, in->body_len, JSON_ALLOW_NUL, NULL);
	if (!*smsgate_api_text(o, "event")) {
		json_decref(o);
		return err_set(err, ERR_INVALID, "the body is no event");
	}
	parse_event(o, out);
	json_decref(o);
	return 0;
}
