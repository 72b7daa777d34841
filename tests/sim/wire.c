#include "wire.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "gw/gw.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- requests */

/* "…/hook/sms2/delivery?secret=…&key=KEY&status=%d…" */
static void
read_dlr(const char *url, struct wire_request *out)
{
	struct http_fields f = { 0 };
	const char *query = strchr(url, '?');
	if (!query)
		return;
	http_fields_decode(&f, query + 1, strlen(query + 1));
	const char *key = http_fields_get(&f, "key");
	snprintf(out->key, sizeof out->key, "%s", key ? key : "");
	http_fields_fini(&f);
}

static bool
read_kannel(const struct http_request *r, struct wire_request *out)
{
	struct http_fields f = { 0 };
	const char *query = strchr(r->url, '?');
	if (!query)
		return false;
	http_fields_decode(&f, query + 1, strlen(query + 1));
	const char *to = http_fields_get(&f, "to");
	const char *text = http_fields_get(&f, "text");
	const char *dlr = http_fields_get(&f, "dlr-url");
	if (to && text && dlr) {
		snprintf(out->number, sizeof out->number, "%s", to);
		out->text = sim_hash(text);
		read_dlr(dlr, out);
	}
	http_fields_fini(&f);
	return *out->key && *out->number;
}

static const char *
member(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? s : "";
}

static bool
read_smsgate(const struct http_request *r, struct wire_request *out)
{
	const char *asked = strstr(r->url, "/messages/");
	if (asked && strcmp(r->method, "GET") == 0) {
		out->asks = true;
		snprintf(out->key, sizeof out->key, "%s", asked + 10);
		return true;
	}
	json_t *o = json_loadb(r->body ? r->body : "", r->body_len, 0, NULL);
	snprintf(out->key, sizeof out->key, "%s", member(o, "id"));
	snprintf(out->number, sizeof out->number, "%s",
	    json_string_value(
		json_array_get(json_object_get(o, "phoneNumbers"), 0)));
	out->text = sim_hash(member(json_object_get(o, "textMessage"), "text"));
	json_decref(o);
	return *out->key && *out->number;
}

bool
wire_read(const struct http_request *r, struct wire_request *out)
{
	*out = (struct wire_request){ .gw = strstr(r->url, ":10/") != NULL };
	return sim.cap == SIM_NONE ? read_kannel(r, out) : read_smsgate(r, out);
}

/* --- answers */

void
wire_bytes(struct sim_flight *f, int status, const char *body)
{
	snprintf(f->body, sizeof f->body, "%s", body);
	f->answer = (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = status,
		.body = f->body,
		.body_len = strlen(f->body),
		.retry_after_s = -1,
		.error = "" };
}

static const struct {
	int status;
	const char *body;
} kannel[] = {
	[WIRE_ACCEPTED] = { 202, "0: Accepted for delivery" },
	[WIRE_DUPLICATE] = { 409, "" },
	[WIRE_BUSY] = { 503, "Temporal failure, try again later." },
	[WIRE_TOO_MANY] = { 429, "slow down" },
	[WIRE_LOGIN] = { 403, "Authorization failed for sendsms" },
	[WIRE_NO_NUMBER] = { 403, "Not routable. Do not try again." },
	[WIRE_NO_TEXT] = { 400, "Charset or body misformed, rejected" },
	[WIRE_PRESENT] = { 200, "" },
	[WIRE_ABSENT] = { 404, "" },
}, smsgate[] = {
	[WIRE_ACCEPTED] = { 202, "{\"id\":\"%s\",\"state\":\"Pending\"}" },
	[WIRE_DUPLICATE] = { 409, "{\"message\":\"already exists\"}" },
	[WIRE_BUSY] = { 503, "{\"message\":\"queue is full\"}" },
	[WIRE_TOO_MANY] = { 429, "{\"message\":\"slow down\"}" },
	[WIRE_LOGIN] = { 401, "" },
	[WIRE_NO_NUMBER] = { 400, "{\"message\":\"invalid phone number\"}" },
	[WIRE_NO_TEXT] = { 400, "{\"message\":\"text is no text\"}" },
	[WIRE_PRESENT] = { 200, "{\"id\":\"%s\",\"state\":\"Sent\"}" },
	[WIRE_ABSENT] = { 404, "" },
};

void
wire_say(struct sim_flight *f, enum wire_word w)
{
	char body[sizeof f->body];
	if (sim.cap == SIM_NONE) {
		wire_bytes(f, kannel[w].status,
		    w == WIRE_ACCEPTED && f->msg % 3 == 0
			? "3: Queued for later delivery"
			: kannel[w].body);
		return;
	}
	const char *at = strstr(smsgate[w].body, "%s");
	size_t n = at ? (size_t)(at - smsgate[w].body) : 0;
	snprintf(body, sizeof body, "%.*s%s%s", (int)n, smsgate[w].body,
	    at ? f->key : "", at ? at + 2 : smsgate[w].body);
	wire_bytes(f, smsgate[w].status, body);
}

/* --- calls */

static void
call_kannel(const struct sim_call *c, struct wire_call *out)
{
	static const int masks[] = { 0, 8, 2, 1 };
	struct sbuf q = { 0 };
	sbuf_add(&q, "secret=" SIM_HOOK_SECRET);
	if (!c->reply) {
		sbuf_addf(&q, "&key=%s&status=%d&answer=NACK&smsc=A", c->key,
		    masks[c->rank]);
	} else {
		sbuf_add(&q, "&from=");
		sbuf_add_url(&q, c->from);
		sbuf_add(&q, "&to=8041&text=");
		sbuf_add_url(&q, c->text);
		if (c->n % 3)
			sbuf_addf(&q, "&id=mo-%d", c->n);
		sbuf_addf(&q, "&time=%" PRId64, c->sent_at);
	}
	http_fields_decode(&out->in.query, sbuf_text(&q), q.len);
	sbuf_fini(&q);
}

static json_t *
event_of(const struct sim_call *c)
{
	static const char *const names[] = { "system:ping", "sms:sent",
		"sms:failed", "sms:delivered" };
	static const char *const times[] = { "at", "sentAt", "failedAt",
		"deliveredAt" };
	char id[24], at[40];
	snprintf(id, sizeof id, "event-%d", c->n);
	civil_rfc3339(c->sent_at, 0, at);
	if (c->reply)
		return json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s}}", "id", id,
		    "event", "sms:received", "payload", "sender", c->from,
		    "recipient", "8041", "message", c->text, "receivedAt", at);
	return json_pack("{s:s, s:s, s:{s:s, s:i, s:s}}", "id", id, "event",
	    names[c->rank], "payload", "messageId", c->key, "partsCount", 1,
	    times[c->rank], at);
}

/* Signed with our secret, dated anew each time by a clock like ours. */
static void
call_smsgate(const struct sim_call *c, struct wire_call *out)
{
	crypto_auth_hmacsha256_state st;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	json_t *o = event_of(c);
	out->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	snprintf(out->stamp, sizeof out->stamp, "%" PRId64, sim_clock());
	out->in.body = out->body;
	out->in.body_len = strlen(out->body);
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)SIM_HOOK_SECRET,
	    strlen(SIM_HOOK_SECRET));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)out->body,
	    out->in.body_len);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)out->stamp,
	    strlen(out->stamp));
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_bin2hex(out->signature, sizeof out->signature, mac, sizeof mac);
	out->headers[0] = (struct http_field){ "X-Signature", out->signature };
	out->headers[1] = (struct http_field){ "X-Timestamp", out->stamp };
	out->in.headers = (struct http_fields){ out->headers, 2 };
}

void
wire_call(const struct sim_call *c, struct wire_call *out)
{
	*out = (struct wire_call){ .in = { .method = "GET",
				       .path = "/hook",
				       .body = "",
				       .peer = "127.0.0.1" } };
	if (sim.cap == SIM_NONE)
		call_kannel(c, out);
	else
		call_smsgate(c, out);
}

void
wire_call_fini(struct wire_call *c)
{
	if (sim.cap == SIM_NONE)
		http_fields_fini(&c->in.query);
	free(c->body);
}
