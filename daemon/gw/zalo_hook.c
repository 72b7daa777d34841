#include "gw/zalo_hook.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "gw/zalo_host.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	/* Zalo repeats a call for up to 12 h with the time of its first try:
	 * until then the ids of the events, not the time, make it one. */
	AGE_MAX_S = 13 * 3600,
	AHEAD_MAX_S = 300,
	STAMP_MAX = 24,
	HEX = 2 * crypto_hash_sha256_BYTES
};

/* --- the signature */

struct variant { /* whose id begins, whose time ends */
	bool oa;
	bool header_time;
	const char *name, *named_mac; /* without and with "mac=" */
};

/* Sources disagree; which one a live account uses shows in the counts. */
static const struct variant variants[] = {
	{ false, false, "app_id,body", "app_id,body,mac=" },
	{ false, true, "app_id,header", "app_id,header,mac=" },
	{ true, false, "oa_id,body", "oa_id,body,mac=" },
	{ true, true, "oa_id,header", "oa_id,header,mac=" },
};

static json_t *
body_of(const struct http_inbound *in)
{
	json_t *o = json_loadb(in->body, in->body_len, JSON_ALLOW_NUL, NULL);
	if (json_is_object(o))
		return o;
	json_decref(o);
	return NULL;
}

/* Plain SHA-256 over id ‖ body ‖ time ‖ secret, as lower hex: no HMAC. */
static void
mac_of(const char *id, const struct http_inbound *in, const char *stamp,
    const char *secret, char hex[HEX + 1])
{
	crypto_hash_sha256_state st;
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const unsigned char *)id, strlen(id));
	crypto_hash_sha256_update(&st, (const unsigned char *)in->body,
	    in->body_len);
	crypto_hash_sha256_update(&st, (const unsigned char *)stamp,
	    strlen(stamp));
	crypto_hash_sha256_update(&st, (const unsigned char *)secret,
	    strlen(secret));
	crypto_hash_sha256_final(&st, hash);
	sodium_bin2hex(hex, HEX + 1, hash, sizeof hash);
}

/* Milliseconds as seconds; false when it is no such time or not of now. */
static bool
is_timely(const char *stamp, int64_t now)
{
	size_t n = strlen(stamp);
	if (n < 11 || n > 15 || strspn(stamp, "0123456789") != n)
		return false;
	int64_t at = strtoll(stamp, NULL, 10) / 1000;
	return at <= now + AHEAD_MAX_S && at >= now - AGE_MAX_S;
}

enum gw_verdict
zalo_hook_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	*how = "none";
	/* The console tries an address with an empty call, which carries
	 * nothing that could be forged. */
	if (in->body_len == 0) {
		*how = "probe";
		return GW_GENUINE;
	}
	const char *given = http_fields_get(&in->headers, "X-ZEvent-Signature");
	const char *header =
	    http_fields_get(&in->headers, "X-ZEvent-Timestamp");
	bool named = given && strncmp(given, "mac=", 4) == 0;
	char body_time[STAMP_MAX], low[HEX + 1];
	if (!given || !s->hook_secret || !*s->hook_secret ||
	    strlen(given + (named ? 4 : 0)) != HEX)
		return GW_FORGED;
	for (size_t i = 0; i <= HEX; i++) {
		char c = given[i + (named ? 4 : 0)];
		low[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	}
	json_t *o = body_of(in);
	zalo_host_text(o, "timestamp", body_time, sizeof body_time);
	json_decref(o);
	const char *oa = gw_more(s, "oa_id");
	enum gw_verdict verdict = GW_FORGED;
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
		const struct variant *v = &variants[i];
		const char *id = v->oa ? oa : s->user;
		const char *stamp = v->header_time ? header : body_time;
		char mac[HEX + 1];
		if (!id || !*id || !stamp || !is_timely(stamp, now))
			continue;
		mac_of(id, in, stamp, s->hook_secret, mac);
		if (sodium_memcmp(mac, low, HEX) != 0 || verdict == GW_GENUINE)
			continue;
		verdict = GW_GENUINE;
		*how = named ? v->named_mac : v->name;
	}
	return verdict;
}

/* --- the events */

struct call {
	const json_t *body;
	const char *name;
	int64_t at; /* seconds, 0 unknown */
};

static char *
dup_text(const json_t *o, const char *name)
{
	char buf[128];
	return zalo_host_text(o, name, buf, sizeof buf) ? mem_dup(buf) : NULL;
}

static void
ignore(const struct call *c, struct gw_events *out)
{
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_IGNORE;
	e->raw = mem_dup(c->name);
}

struct sent_row {
	const char *event;
	const char *stands_for; /* in place of a text */
};

/* What is no text is no answer to a question; the office sees that it came. */
static const struct sent_row sent[] = {
	{ "user_send_text", NULL },
	{ "user_send_image", "[ảnh]" },
	{ "user_send_gif", "[ảnh]" },
	{ "user_send_link", "[liên kết]" },
	{ "user_send_audio", "[ghi âm]" },
	{ "user_send_video", "[video]" },
	{ "user_send_sticker", "" }, /* a smile: like an empty text */
	{ "user_send_location", "[vị trí]" },
	{ "user_send_business_card", "[danh thiếp]" },
	{ "user_send_file", "[tệp]" },
};

static void
parse_sent(const struct call *c, const struct sent_row *row,
    struct gw_events *out)
{
	const json_t *message = json_object_get(c->body, "message");
	char *from = dup_text(json_object_get(c->body, "sender"), "id");
	if (!from) {
		ignore(c, out);
		return;
	}
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->from = from;
	e->to = dup_text(json_object_get(c->body, "recipient"), "id");
	e->dedup = dup_text(message, "msg_id");
	e->at = c->at;
	const json_t *text = json_object_get(message, "text");
	char *words =
	    gw_text(json_string_value(text), json_string_length(text));
	struct sbuf b = { 0 };
	if (row->stands_for)
		sbuf_addf(&b, "%s%s", row->stands_for,
		    *words && *row->stands_for ? " " : "");
	sbuf_add(&b, words);
	e->text = sbuf_take(&b);
	free(words);
}

static void
parse_info(const struct call *c, struct gw_events *out)
{
	char *from = dup_text(json_object_get(c->body, "sender"), "id");
	char *phone = dup_text(json_object_get(c->body, "info"), "phone");
	if (!from || !phone) {
		free(from);
		free(phone);
		ignore(c, out);
		return;
	}
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_LINK;
	e->from = from;
	e->to = phone;
	e->at = c->at;
}

static void
add_report(const struct call *c, char *key, char *id, int64_t at,
    struct gw_events *out)
{
	struct gw_event *e = gw_events_add(out);
	struct sbuf b = { 0 };
	e->kind = GW_EVENT_REPORT;
	e->key = key;
	e->provider_id = id;
	e->report = GW_REPORT_DELIVERED;
	e->raw = mem_dup(c->name);
	e->at = at;
	/* A message has each of its reports once: a repeat is a repeat. */
	sbuf_addf(&b, "%s/%s", id ? id : key, c->name);
	e->dedup = sbuf_take(&b);
}

static void
parse_received(const struct call *c, struct gw_events *out)
{
	const json_t *message = json_object_get(c->body, "message");
	char *key = dup_text(message, "tracking_id");
	char *id = dup_text(message, "msg_id");
	int64_t ms = zalo_host_figure(message, "delivery_time");
	if (key || id)
		add_report(c, key, id, ms > 0 ? ms / 1000 : c->at, out);
	else
		ignore(c, out);
}

/* Who has seen it has received it. */
static void
parse_seen(const struct call *c, struct gw_events *out)
{
	const json_t *message = json_object_get(c->body, "message");
	const json_t *ids = json_object_get(message, "msg_ids");
	char *one = dup_text(message, "msg_id");
	if (one)
		add_report(c, NULL, one, c->at, out);
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		if (id && *id)
			add_report(c, NULL, mem_dup(id), c->at, out);
	}
	if (out->n == 0)
		ignore(c, out);
}

/* A value of theirs inside a text of ours: one short word, or "?". */
static void
add_word(struct sbuf *b, const json_t *o, const char *name)
{
	char word[40];
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
	if (!zalo_host_text(o, name, word, sizeof word) ||
	    strspn(word, plain) != strlen(word))
		snprintf(word, sizeof word, "?");
	sbuf_add(b, word);
}

static void
parse_notice(const struct call *c, struct gw_events *out)
{
	struct sbuf b = { 0 };
	const json_t *quota = json_object_get(c->body, "quota");
	const json_t *status = json_object_get(c->body, "status");
	if (strcmp(c->name, "change_oa_daily_quota") == 0) {
		sbuf_add(&b, "Zalo doi han muc tin moi ngay: ");
		add_word(&b, quota, "prev_quota");
		sbuf_add(&b, " -> ");
		add_word(&b, quota, "new_quota");
	} else {
		sbuf_add(&b, "Zalo doi trang thai mau tin ");
		add_word(&b, c->body, "template_id");
		sbuf_add(&b, ": ");
		add_word(&b, status, "prev_status");
		sbuf_add(&b, " -> ");
		add_word(&b, status, "new_status");
	}
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_NOTICE;
	e->at = c->at;
	e->text = sbuf_take(&b);
}

/* What is signed but lacks what it is about is answered all the same: a
 * refusal would only bring it again for hours. */
static void
parse_event(const struct call *c, struct gw_events *out)
{
	for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
		if (strcmp(sent[i].event, c->name) == 0) {
			parse_sent(c, &sent[i], out);
			return;
		}
	}
	if (strcmp(c->name, "user_submit_info") == 0)
		parse_info(c, out);
	else if (strcmp(c->name, "user_received_message") == 0)
		parse_received(c, out);
	else if (strcmp(c->name, "user_seen_message") == 0)
		parse_seen(c, out);
	else if (strcmp(c->name, "change_oa_daily_quota") == 0 ||
		 strcmp(c->name, "change_template_status") == 0)
		parse_notice(c, out);
	else
		ignore(c, out);
}

int
zalo_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	(void)s;
	(void)hook;
	struct call c = { .name = "probe" };
	if (in->body_len == 0) {
		ignore(&c, out);
		return 0;
	}
	json_t *o = body_of(in);
	c.body = o;
	c.name = json_string_value(json_object_get(o, "event_name"));
	if (!c.name) {
		json_decref(o);
		return err_set(err, ERR_INVALID, "the body is no event");
	}
	int64_t ms = zalo_host_figure(o, "timestamp");
	c.at = ms > 0 ? ms / 1000 : 0;
	parse_event(&c, out);
	json_decref(o);
	return 0;
}
