#include "gw/http_hook.h"

#include "base/mem.h"
#include "core/civil.h"
#include "gw/http_check.h"
#include "gw/http_value.h"
#include "gw/rule.h"
#include "gw/view.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	HEX = 2 * crypto_auth_hmacsha256_BYTES,
	SKEW_S = 300,
	OFFSET_S = 7 * 3600, /* of times that name no zone: Vietnam's */
	RAW_MAX = 120	     /* bytes kept of a report's own word */
};

/* --- who calls */

static bool
by_header(const struct gw_settings *s, const struct http_inbound *in)
{
	const char *name = gw_more(s, "hook.name");
	const char *given = name ? http_fields_get(&in->headers, name) : NULL;
	if (given && strncasecmp(given, "Bearer ", 7) == 0)
		given += 7;
	return gw_secret_equal(given, s->hook_secret);
}

static bool
by_login(const struct gw_settings *s, const struct http_inbound *in)
{
	const char *given = http_fields_get(&in->headers, "Authorization");
	const char *user = gw_more(s, "hook.user");
	if (!given || !user || !s->hook_secret || !*s->hook_secret ||
	    strncasecmp(given, "Basic ", 6) != 0)
		return false;
	struct sbuf login = { 0 };
	sbuf_addf(&login, "%s:%s", user, s->hook_secret);
	size_t n = (login.len + 2) / 3 * 4 + 1;
	char *wanted = mem_new(n, 1);
	sodium_bin2base64(wanted, n, (const unsigned char *)login.s, login.len,
	    sodium_base64_VARIANT_ORIGINAL);
	bool same = gw_secret_equal(given + 6, wanted);
	sodium_memzero(wanted, n);
	sodium_memzero(login.s, login.len);
	free(wanted);
	sbuf_fini(&login);
	return same;
}

/* Seconds or milliseconds since 1970, of now. */
static bool
is_timely(const char *stamp, int64_t now)
{
	size_t n = strlen(stamp);
	if (!n || n > 15 || strspn(stamp, "0123456789") != n)
		return false;
	int64_t at = strtoll(stamp, NULL, 10);
	if (n >= 13)
		at /= 1000;
	return at >= now - SKEW_S && at <= now + SKEW_S;
}

/* HMAC-SHA256 over body ‖ time, as hex; a "sha256=" before it is left out.
 * The query is not signed, so a call without a body proves nothing. */
static bool
by_mac(const struct gw_settings *s, const struct http_inbound *in, int64_t now)
{
	const char *name = gw_more(s, "hook.name");
	const char *given = name ? http_fields_get(&in->headers, name) : NULL;
	const char *clock = gw_more(s, "hook.time");
	const char *stamp = clock ? http_fields_get(&in->headers, clock) : "";
	if (given && strncmp(given, "sha256=", 7) == 0)
		given += 7;
	if (!given || strlen(given) != HEX || !s->hook_secret ||
	    !*s->hook_secret || in->body_len == 0 || !stamp ||
	    (clock && !is_timely(stamp, now)))
		return false;
	crypto_auth_hmacsha256_state st;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char hex[HEX + 1], low[HEX + 1];
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)s->hook_secret,
	    strlen(s->hook_secret));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)in->body,
	    in->body_len);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)stamp,
	    strlen(stamp));
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
	for (size_t i = 0; i <= HEX; i++)
		low[i] = given[i] >= 'A' && given[i] <= 'F'
			     ? (char)(given[i] - 'A' + 'a')
			     : given[i];
	return gw_secret_equal(low, hex);
}

enum gw_verdict
http_hook_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	const char *auth = gw_more(s, "hook.auth");
	const char *name = gw_more(s, "hook.name");
	bool genuine = false;
	if (!auth || strcmp(auth, "query") == 0) {
		*how = "secret";
		genuine = gw_secret_equal(
		    http_fields_get(&in->query, name ? name : "secret"),
		    s->hook_secret);
	} else if (strcmp(auth, "header") == 0) {
		*how = "header";
		genuine = by_header(s, in);
	} else if (strcmp(auth, "basic") == 0) {
		*how = "basic";
		genuine = by_login(s, in);
	} else {
		*how = "hmac";
		genuine =
		    strcmp(auth, "hmac_sha256_hex") == 0 && by_mac(s, in, now);
	}
	return genuine ? GW_GENUINE : GW_FORGED;
}

/* --- what it says */

/* The part that a key names; NULL when there is none, or nothing in it. */
static char *
part(const struct gw_settings *s, const char *key, const struct view *v)
{
	const char *name = gw_more(s, key);
	char *value = name ? view_get(v, name) : NULL;
	if (value && !*value) {
		free(value);
		return NULL;
	}
	return value;
}

static bool
holds(const struct gw_settings *s, const char *key, const struct view *v)
{
	const char *rule = gw_more(s, key);
	return rule && rule_holds(rule, v, NULL);
}

/* dlr.when decides where it is given, then the path, then whether there is
 * the state of a report. */
static bool
is_report(const struct gw_settings *s, enum gw_hook hook, const struct view *v)
{
	if (gw_more(s, "dlr.when"))
		return holds(s, "dlr.when", v);
	if (hook != GW_HOOK_ANY)
		return hook == GW_HOOK_DELIVERY;
	char *state = part(s, "dlr.state", v);
	free(state);
	return state != NULL;
}

/* Seconds or milliseconds, RFC 3339, "2018-05-24 07:30:00" or 20180524073000;
 * 0 when it is none of them. */
static int64_t
time_of(const char *s)
{
	size_t n = s ? strlen(s) : 0;
	int64_t at;
	char iso[24];
	if (!n)
		return 0;
	if (strspn(s, "0123456789") != n)
		return civil_parse_instant(s, OFFSET_S, &at) ? at : 0;
	if (n == 14) {
		snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s", s,
		    s + 4, s + 6, s + 8, s + 10, s + 12);
		return civil_parse_instant(iso, OFFSET_S, &at) ? at : 0;
	}
	if (n == 13)
		return strtoll(s, NULL, 10) / 1000;
	return n <= 11 ? strtoll(s, NULL, 10) : 0;
}

static int
parse_reply(const struct gw_settings *s, const struct view *v,
    struct gw_events *out, struct err *err)
{
	char *from = part(s, "mo.from", v);
	const char *text_part = gw_more(s, "mo.text");
	char *text = text_part ? view_get(v, text_part) : NULL;
	char *time = part(s, "mo.time", v);
	int rc = 0;
	if (!gw_more(s, "mo.from"))
		rc = err_set(err, ERR_INVALID,
		    "no replies are expected: mo.from is not configured");
	else if (!from)
		rc = err_set(err, ERR_INVALID, "a reply without a sender");
	else if (!text)
		rc = err_set(err, ERR_INVALID, "a reply without a text");
	if (rc == 0) {
		struct gw_event *e = gw_events_add(out);
		e->kind = GW_EVENT_REPLY;
		e->from = from;
		e->text = text;
		e->to = part(s, "mo.to", v);
		e->dedup = part(s, "mo.dedupe", v);
		e->at = time_of(time);
		from = text = NULL;
	}
	free(from);
	free(text);
	free(time);
	return rc;
}

static enum gw_report
report_of(const struct gw_settings *s, const struct view *v)
{
	if (holds(s, "dlr.delivered", v))
		return GW_REPORT_DELIVERED;
	if (holds(s, "dlr.undelivered", v))
		return GW_REPORT_UNDELIVERED;
	if (holds(s, "dlr.buffered", v))
		return GW_REPORT_BUFFERED;
	return GW_REPORT_UNKNOWN;
}

static int
parse_report(const struct gw_settings *s, const struct view *v,
    struct gw_events *out, struct err *err)
{
	char *key = part(s, "dlr.key", v), *id = part(s, "dlr.id", v);
	char *state = part(s, "dlr.state", v);
	int rc = 0;
	if (!gw_more(s, "dlr.state"))
		rc = err_set(err, ERR_INVALID,
		    "no reports are expected: dlr.state is not configured");
	else if (!key && !id)
		rc =
		    err_set(err, ERR_INVALID, "a report that names no message");
	else if (!state)
		rc = err_set(err, ERR_INVALID, "a report without a state");
	if (rc == 0 && state) {
		struct gw_event *e = gw_events_add(out);
		struct sbuf dedup = { 0 };
		e->kind = GW_EVENT_REPORT;
		e->report = report_of(s, v);
		/* A message has each of its reports once. */
		sbuf_addf(&dedup, "%s/%.*s/%d", key ? key : id, RAW_MAX, state,
		    (int)e->report);
		e->dedup = sbuf_take(&dedup);
		e->raw = mem_dup_n(state, strnlen(state, RAW_MAX));
		e->key = key;
		e->provider_id = id;
		key = id = NULL;
	}
	free(key);
	free(id);
	free(state);
	return rc;
}

int
http_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	struct view v;
	view_open_call(&v, in);
	int rc = is_report(s, hook, &v) ? parse_report(s, &v, out, err)
					: parse_reply(s, &v, out, err);
	view_close(&v);
	return rc;
}

/* --- what we say */

void
http_hook_respond(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_answer *out)
{
	struct view v;
	view_open_call(&v, in);
	bool report = is_report(s, hook, &v);
	const char *body =
	    gw_more(s, report ? "dlr.reply_body" : "mo.reply_body");
	const char *type = http_check_reply_type(
	    gw_more(s, report ? "dlr.reply_type" : "mo.reply_type"));
	enum template_place place = TEMPLATE_PLAIN;
	*out = (struct gw_answer){ .status = 200,
		.type = type ? type : "text/plain" };
	http_check_place(out->type, &place);
	struct gw_event e = { .dedup = part(s, "mo.dedupe", &v),
		.from = part(s, "mo.from", &v),
		.to = part(s, "mo.to", &v) };
	struct http_value value = { .settings = s, .event = &e };
	struct err err = { 0 };
	if (body && template_fill(body, place, http_value_get, &value,
			&out->body, &err) < 0)
		sbuf_clear(&out->body); /* was refused by check() */
	free(e.dedup);
	free(e.from);
	free(e.to);
	view_close(&v);
}
