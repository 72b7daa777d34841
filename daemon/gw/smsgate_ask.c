#include "gw/smsgate_ask.h"

#include "base/mem.h"
#include "core/civil.h"
#include "gw/smsgate_api.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAGE = 20,	 /* replies: an answer stays below 64 KiB */
	PAGES_MAX = 500, /* of one catching-up */
	LATE_S = 86400,	 /* that an SMS may have waited for the phone */
	CALLS_ID_HEX = 8 /* of the hash that keeps two gateways apart */
};

/* --- a message's fate */

bool
smsgate_ask_lookup(const struct gw_settings *s, const struct gw_question *q,
    struct http_request *r)
{
	struct sbuf path = { 0 };
	sbuf_add(&path, "/messages/");
	sbuf_add_url(&path, q->key);
	smsgate_api_request(s, "GET", sbuf_text(&path), NULL, r);
	sbuf_fini(&path);
	return true;
}

struct state_row {
	const char *state;
	enum gw_report report;
};

static const struct state_row states[] = {
	{ "Pending", GW_REPORT_BUFFERED },
	{ "Processed", GW_REPORT_BUFFERED },
	{ "Sent", GW_REPORT_BUFFERED },
	{ "Cancelling", GW_REPORT_BUFFERED },
	{ "Delivered", GW_REPORT_DELIVERED },
	{ "Failed", GW_REPORT_UNDELIVERED },
	{ "Cancelled", GW_REPORT_UNDELIVERED },
};

static void
read_state(const struct gw_settings *s, const json_t *o,
    const struct gw_question *q, struct gw_found *found)
{
	const char *state = smsgate_api_text(o, "state");
	const json_t *first =
	    json_array_get(json_object_get(o, "recipients"), 0);
	const char *error = smsgate_api_text(first, "error");
	found->sight = GW_PRESENT;
	snprintf(found->provider_id, sizeof found->provider_id, "%s", q->key);
	bool plain = smsgate_api_is_plain(s, error);
	snprintf(found->raw, sizeof found->raw, "%s%s%s",
	    smsgate_api_is_plain(s, state) ? state : "?", plain ? " " : "",
	    plain ? error : "");
	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		if (strcmp(states[i].state, state) == 0)
			found->report = states[i].report;
	}
	/* "Delivered" is said as soon as any part has arrived. */
	if (found->report == GW_REPORT_DELIVERED && q->parts != 1)
		found->report = GW_REPORT_BUFFERED;
}

/* The app says 404 and nothing, the server says so in words; whoever stands
 * in front says something else. */
static bool
is_absent(const struct http_response *resp, const json_t *o)
{
	return resp->status == 404 &&
	       (resp->body_len == 0 ||
		   strstr(smsgate_api_text(o, "message"), "message not found"));
}

void
smsgate_ask_lookup_answer(const struct gw_settings *s,
    const struct gw_question *q, const struct http_response *resp,
    struct gw_found *found)
{
	*found = (struct gw_found){ .sight = GW_UNCLEAR };
	if (resp->outcome != HTTP_ANSWERED)
		return;
	json_t *o = smsgate_api_answer(resp);
	if (resp->status == 200 &&
	    strcmp(smsgate_api_text(o, "id"), q->key) == 0 &&
	    *smsgate_api_text(o, "state"))
		read_state(s, o, q, found);
	else if (is_absent(resp, o))
		found->sight = GW_ABSENT;
	else
		snprintf(found->raw, sizeof found->raw, "%d", resp->status);
	json_decref(o);
}

/* --- what was written while we were away */

/* An SMS that waited for a phone without network carries the time when it was
 * written: earlier than the gap in which it came. */
static void
gap(const struct gw_pull *q, char since[40], char until[40])
{
	civil_rfc3339(q->since - LATE_S, 0, since);
	civil_rfc3339(q->until, 0, until);
	since[19] = until[19] = 'Z'; /* for "+00:00", as its pages show it */
	since[20] = until[20] = '\0';
}

/* A phone shows its inbox; a server makes the phone call us once more for each
 * reply of that time. */
void
smsgate_ask_pull(const struct gw_settings *s, const struct gw_pull *q,
    struct http_request *r)
{
	char since[40], until[40];
	gap(q, since, until);
	if (smsgate_api_is_server(s)) {
		const char *device = smsgate_api_device(s, NULL);
		json_t *body = json_pack("{s:s, s:s, s:s}", "deviceId",
		    device ? device : "", "since", since, "until", until);
		smsgate_api_request(s, "POST", "/messages/inbox/export", body,
		    r);
		return;
	}
	struct sbuf path = { 0 };
	sbuf_addf(&path, "/inbox?type=SMS&limit=%d&offset=%d&from=", PAGE,
	    q->page * PAGE);
	sbuf_add_url(&path, since);
	sbuf_add(&path, "&to=");
	sbuf_add_url(&path, until);
	smsgate_api_request(s, "GET", sbuf_text(&path), NULL, r);
	sbuf_fini(&path);
}

static void
pull_row(const json_t *row, struct gw_events *out)
{
	const char *from = smsgate_api_text(row, "sender");
	const char *text = smsgate_api_text(row, "contentPreview");
	int64_t at = smsgate_api_time(smsgate_api_text(row, "createdAt"));
	/* Without its time it could not be known again as the one that a call
	 * brought or will bring: the call's job. */
	if (strcmp(smsgate_api_text(row, "type"), "SMS") != 0 || !*from || !at)
		return;
	struct gw_event *e = gw_events_add(out);
	const char *to = smsgate_api_text(row, "recipient");
	e->kind = GW_EVENT_REPLY;
	e->from = mem_dup(from);
	e->to = *to ? mem_dup(to) : NULL;
	e->text = mem_dup(text);
	e->at = at;
	e->dedup = smsgate_api_reply_id(from, at, text);
}

int
smsgate_ask_pull_answer(const struct gw_settings *s, const struct gw_pull *q,
    const struct http_response *resp, struct gw_events *out, bool *more,
    struct err *err)
{
	bool server = smsgate_api_is_server(s);
	*more = false;
	if (resp->outcome != HTTP_ANSWERED)
		return err_set(err, ERR_FAILED, "no answer");
	if (server && resp->status == 202)
		return 0; /* they come as calls */
	json_t *rows = server ? NULL : smsgate_api_answer(resp);
	if (resp->status != 200 || !json_is_array(rows)) {
		json_decref(rows);
		return err_set(err, ERR_FAILED, "%d: no inbox", resp->status);
	}
	for (size_t i = 0; i < json_array_size(rows); i++)
		pull_row(json_array_get(rows, i), out);
	*more = json_array_size(rows) >= PAGE && q->page + 1 < PAGES_MAX;
	json_decref(rows);
	return 0;
}

/* --- is it well? */

void
smsgate_ask_test(const struct gw_settings *s, struct http_request *r)
{
	smsgate_api_request(s, "GET",
	    smsgate_api_is_server(s) ? "/devices" : "/device", NULL, r);
}

/* The phone that is meant, out of the account's; NULL when it is not there. */
static const json_t *
find_phone(const json_t *phones, const char *device)
{
	for (size_t i = 0; i < json_array_size(phones); i++) {
		const json_t *p = json_array_get(phones, i);
		if (!device || strcmp(smsgate_api_text(p, "id"), device) == 0)
			return p;
	}
	return NULL;
}

static void
describe(const struct gw_settings *s, const json_t *phone, char *buf,
    size_t size)
{
	char seen[40] = "?";
	const char *name = smsgate_api_text(phone, "name");
	int64_t at = smsgate_api_time(smsgate_api_text(phone, "lastSeen"));
	if (at)
		civil_rfc3339(at, 0, seen);
	snprintf(buf, size, "phone %s, last seen %s",
	    smsgate_api_is_plain(s, name) ? name : "?", seen);
}

void
smsgate_ask_test_answer(const struct gw_settings *s,
    const struct http_response *resp, struct gw_health *health)
{
	*health = (struct gw_health){ .quota = -1 };
	char *words = health->words;
	if (resp->outcome != HTTP_ANSWERED) {
		snprintf(words, sizeof health->words, "%s",
		    resp->error ? resp->error : "no answer");
		return;
	}
	json_t *phones = smsgate_api_answer(resp);
	const json_t *phone = find_phone(phones, smsgate_api_device(s, NULL));
	if (resp->status == 401)
		snprintf(words, sizeof health->words,
		    "401: the login is refused");
	else if (resp->status == 403)
		snprintf(words, sizeof health->words,
		    "403: the login may not see the phones");
	else if (resp->status != 200 || !json_is_array(phones))
		snprintf(words, sizeof health->words,
		    "%d with an answer that is not SMSGate's", resp->status);
	else if (!phone)
		snprintf(words, sizeof health->words,
		    "there is no such phone: what device says is not on the "
		    "list of %zu",
		    json_array_size(phones));
	else
		describe(s, phone, words, sizeof health->words);
	health->ok = resp->status == 200 && phone != NULL;
	json_decref(phones);
}

/* --- to call us */

static const char *const calls[] = { "sms:received", "sms:sent",
	"sms:delivered", "sms:failed", "sms:cancelled" };

/* "nhacviec-0badcafe-delivered": the same each time, so that it replaces what
 * it set up before; another for another gateway of the same account. */
static void
call_id(const struct gw_settings *s, const char *event, char id[40])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof hash + 1];
	crypto_hash_sha256(hash, (const unsigned char *)s->name,
	    strlen(s->name));
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(id, 40, "nhacviec-%.*s-%s", CALLS_ID_HEX, hex,
	    strchr(event, ':') + 1);
}

bool
smsgate_ask_setup(const struct gw_settings *s, size_t i, struct http_request *r)
{
	if (i >= sizeof calls / sizeof *calls || !s->hooks_url)
		return false;
	char id[40];
	struct sbuf url = { 0 };
	const char *device =
	    smsgate_api_is_server(s) ? smsgate_api_device(s, NULL) : NULL;
	call_id(s, calls[i], id);
	sbuf_addf(&url, "%s/hook/%s", s->hooks_url, s->name);
	json_t *body = json_pack("{s:s, s:s, s:s}", "id", id, "url",
	    sbuf_text(&url), "event", calls[i]);
	/* The others of the account are somebody else's. */
	if (device)
		json_object_set_new(body, "deviceId", json_string(device));
	smsgate_api_request(s, "POST", "/webhooks", body, r);
	sbuf_fini(&url);
	return true;
}
