#include "gw/http_value.h"

#include "base/mem.h"
#include "core/civil.h"
#include "core/phone.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { TTL_S = 86400 /* of a message that never goes stale */ };

typedef bool put(const struct http_value *v, const char *how, struct sbuf *out);

static const char *
number_of(const struct http_value *v)
{
	const char *n = v->message ? v->message->number : v->question->number;
	return n ? n : "";
}

/* {to} +84912000003, {to:84} 84912000003, {to:0} 0912000003, {to:national}
 * 912000003. */
static bool
put_to(const struct http_value *v, const char *how, struct sbuf *out)
{
	const char *e164 = number_of(v);
	const char *digits = *e164 == '+' ? e164 + 1 : e164;
	char national[PHONE_SIZE];
	bool ours = strncmp(digits, "84", 2) == 0;
	if (!*how || strcmp(how, "+84") == 0)
		sbuf_add(out, e164);
	else if (strcmp(how, "84") == 0)
		sbuf_add(out, digits);
	else if (strcmp(how, "0") == 0)
		sbuf_add(out, ours ? phone_national(e164, national) : digits);
	else if (strcmp(how, "national") == 0)
		sbuf_add(out, ours ? digits + 2 : digits);
	else
		return false;
	return true;
}

/* Without marks; what is then no ASCII yet becomes "?". */
static bool
put_text(const struct http_value *v, const char *how, struct sbuf *out)
{
	if (!*how) {
		sbuf_add(out, v->message->text);
		return true;
	}
	if (strcmp(how, "ascii") != 0)
		return false;
	char *plain = sms_prepare(v->message->text, SMS_ACCENTS_STRIP);
	for (const char *s = plain; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c < 0x80)
			sbuf_add_c(out, *s);
		else if ((c & 0xc0) == 0xc0)
			sbuf_add_c(out, '?');
	}
	free(plain);
	return true;
}

static bool
put_id(const struct http_value *v, const char *how, struct sbuf *out)
{
	const char *key = v->message ? v->message->key : v->question->key;
	sbuf_add(out, key ? key : "");
	return !*how;
}

static bool
put_provider_id(const struct http_value *v, const char *how, struct sbuf *out)
{
	const char *id = v->question->provider_id;
	sbuf_add(out, id ? id : "");
	return !*how;
}

static bool
put_parts(const struct http_value *v, const char *how, struct sbuf *out)
{
	sbuf_addf(out, "%d", v->message->parts);
	return !*how;
}

/* {encoding} gsm7 or ucs2; {encoding:0/8} the first or the second word. */
static bool
put_encoding(const struct http_value *v, const char *how, struct sbuf *out)
{
	bool wide = v->message->encoding == SMS_UCS2;
	const char *slash = strchr(how, '/');
	if (!*how)
		sbuf_add(out, sms_encoding_name(v->message->encoding));
	else if (!slash || strchr(slash + 1, '/'))
		return false;
	else if (wide)
		sbuf_add(out, slash + 1);
	else
		sbuf_add_n(out, how, (size_t)(slash - how));
	return true;
}

static int64_t
expiry(const struct gw_message *m)
{
	return m->expires_at ? m->expires_at : m->now + TTL_S;
}

/* {ttl} seconds that the message is still worth sending, {ttl:min} minutes; 1
 * at least. */
static bool
put_ttl(const struct http_value *v, const char *how, struct sbuf *out)
{
	bool minutes = strcmp(how, "min") == 0;
	int64_t left = expiry(v->message) - v->message->now;
	left = minutes ? left / 60 : left;
	sbuf_addf(out, "%" PRId64, left < 1 ? (int64_t)1 : left);
	return minutes || !*how;
}

/* {expires} seconds since 1970, {expires:rfc3339} in UTC. */
static bool
put_expires(const struct http_value *v, const char *how, struct sbuf *out)
{
	char text[40];
	if (!*how)
		sbuf_addf(out, "%" PRId64, expiry(v->message));
	else if (strcmp(how, "rfc3339") == 0)
		sbuf_add(out, civil_rfc3339(expiry(v->message), 0, text));
	else
		return false;
	return true;
}

static bool
put_kind(const struct http_value *v, const char *how, struct sbuf *out)
{
	sbuf_add(out, v->message->kind ? v->message->kind : "");
	return !*how;
}

/* Where the gateway may report to: our hook with the secret and our key.
 * There is none without a secret: nobody could tell a forgery. */
static bool
put_dlr(const struct http_value *v, const char *how, struct sbuf *out)
{
	const struct gw_settings *s = v->settings;
	const char *name = gw_more(s, "hook.name");
	if (*how || !s->hook_secret || !*s->hook_secret || !s->hooks_url)
		return false;
	sbuf_addf(out, "%s/hook/", s->hooks_url);
	sbuf_add_url(out, s->name);
	sbuf_addf(out, "/delivery?%s=", name ? name : "secret");
	sbuf_add_url(out, s->hook_secret);
	sbuf_add(out, "&key=");
	sbuf_add_url(out, v->message->key);
	return true;
}

static bool
put_setting(const char *value, const char *how, struct sbuf *out)
{
	if (*how || !value || !*value)
		return false;
	sbuf_add(out, value);
	return true;
}

static bool
put_user(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_setting(v->settings->user, how, out);
}

static bool
put_password(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_setting(v->settings->password, how, out);
}

static bool
put_secret(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_setting(gw_more(v->settings, "secret"), how, out);
}

static bool
put_from(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_setting(v->settings->from, how, out);
}

static bool
put_event(const char *value, const char *how, struct sbuf *out)
{
	sbuf_add(out, value ? value : "");
	return !*how;
}

static bool
put_dedupe(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_event(v->event->dedup, how, out);
}

static bool
put_sender(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_event(v->event->from, how, out);
}

static bool
put_receiver(const struct http_value *v, const char *how, struct sbuf *out)
{
	return put_event(v->event->to, how, out);
}

enum need { SETTINGS, MESSAGE, QUESTION, EITHER, EVENT };

static const struct {
	const char *name;
	enum need need;
	put *put;
} values[] = {
	{ "id", EITHER, put_id },
	{ "to", EITHER, put_to },
	{ "text", MESSAGE, put_text },
	{ "parts", MESSAGE, put_parts },
	{ "encoding", MESSAGE, put_encoding },
	{ "ttl", MESSAGE, put_ttl },
	{ "expires", MESSAGE, put_expires },
	{ "kind", MESSAGE, put_kind },
	{ "dlr", MESSAGE, put_dlr },
	{ "provider_id", QUESTION, put_provider_id },
	{ "dedupe", EVENT, put_dedupe },
	{ "sender", EVENT, put_sender },
	{ "receiver", EVENT, put_receiver },
	{ "from", SETTINGS, put_from },
	{ "user", SETTINGS, put_user },
	{ "password", SETTINGS, put_password },
	{ "secret", SETTINGS, put_secret },
};

static bool
is_here(const struct http_value *v, enum need need)
{
	switch (need) {
	case SETTINGS:
		return true;
	case MESSAGE:
		return v->message != NULL;
	case QUESTION:
		return v->question != NULL;
	case EITHER:
		return v->message || v->question;
	case EVENT:
		return v->event != NULL;
	}
	return false;
}

bool
http_value_get(const void *arg, const char *name, const char *how,
    struct sbuf *out)
{
	const struct http_value *v = arg;
	if (strncmp(name, "cfg.", 4) == 0)
		return put_setting(gw_more(v->settings, name), how, out);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (strcmp(values[i].name, name) == 0)
			return is_here(v, values[i].need) &&
			       values[i].put(v, how, out);
	}
	return false;
}

void
http_value_names(const struct http_value *v, struct sbuf *out)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (is_here(v, values[i].need))
			sbuf_addf(out, "{%s} ", values[i].name);
	}
	sbuf_add(out, "{cfg.NAME}");
}
