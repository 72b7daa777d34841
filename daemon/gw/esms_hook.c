#include "gw/esms_hook.h"

#include "base/mem.h"
#include "core/civil.h"
#include "gw/esms_codes.h"
#include "gw/md5.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFSET_S = 7 * 3600, VALUE_MAX = 128 };

static const char *
value(const struct http_inbound *in, const char *name)
{
	const char *v = http_fields_get(&in->query, name);
	return v ? v : "";
}

static bool
ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);
	return n >= m && strcmp(s + n - m, with) == 0;
}

/* Told by the address, else by the fields; the same for signature and meaning,
 * so that what is signed as a reply is never read as a report. */
static bool
is_reply(const struct http_inbound *in)
{
	if (ends(in->path, "/reply"))
		return true;
	return !ends(in->path, "/delivery") &&
	       http_fields_get(&in->query, "content");
}

/* --- the address of reports */

/* Our key stands last: it is not documented whether eSMS joins its own fields
 * with "&" where there is a "?" already, and what it adds wrongly then hangs
 * on the key, where cut_key looks for it. */
char *
esms_hook_callback(const struct gw_settings *s, const char *key)
{
	if (!s->hook_secret || !*s->hook_secret || !s->hooks_url)
		return NULL;
	struct sbuf url = { 0 };
	sbuf_addf(&url, "%s/hook/%s/delivery?secret=", s->hooks_url, s->name);
	sbuf_add_url(&url, s->hook_secret);
	sbuf_add(&url, "&key=");
	sbuf_add_url(&url, key);
	return sbuf_take(&url);
}

/* Our key, and eSMS's id of the message where it got stuck to it. */
static void
cut_key(const struct http_inbound *in, char key[VALUE_MAX], char id[VALUE_MAX])
{
	static const char stuck[] = "?SMSID=";
	const char *k = value(in, "key");
	const char *tail = strchr(k, '?');
	size_t n = tail ? (size_t)(tail - k) : strlen(k);
	snprintf(key, VALUE_MAX, "%.*s", n < VALUE_MAX ? (int)n : 0, k);
	if (!*key && strlen(value(in, "RequestId")) < VALUE_MAX)
		snprintf(key, VALUE_MAX, "%s", value(in, "RequestId"));
	const char *own = value(in, "SMSID");
	if (tail && strncmp(tail, stuck, sizeof stuck - 1) == 0)
		own = tail + sizeof stuck - 1;
	snprintf(id, VALUE_MAX, "%s", strlen(own) < VALUE_MAX ? own : "");
}

/* --- the signature */

/* MD5 over cpid ‖ smsid ‖ content ‖ receiverTime ‖ key: the prose has the
 * order, the samples that its raw bytes go as base64; lower hex is taken, too.
 * The sender is not signed: the id of the reply, which is, works once. */
static bool
is_signed(const char *key, const struct http_inbound *in)
{
	struct sbuf b = { 0 };
	unsigned char md5[MD5_SIZE];
	char b64[sodium_base64_ENCODED_LEN(MD5_SIZE,
	    sodium_base64_VARIANT_ORIGINAL)];
	char hex[2 * MD5_SIZE + 1];
	sbuf_addf(&b, "%s%s%s%s%s", value(in, "cpid"), value(in, "smsid"),
	    value(in, "content"), value(in, "receiverTime"), key);
	bool ok = md5_of(sbuf_text(&b), b.len, md5);
	sodium_memzero(b.s, b.len);
	sbuf_fini(&b);
	if (!ok)
		return false;
	sodium_bin2base64(b64, sizeof b64, md5, sizeof md5,
	    sodium_base64_VARIANT_ORIGINAL);
	sodium_bin2hex(hex, sizeof hex, md5, sizeof md5);
	char given[sizeof hex];
	size_t len = strlen(value(in, "sign"));
	if (len >= sizeof given)
		return false;
	memcpy(given, value(in, "sign"), len + 1);
	for (char *p = given; *p; p++) { /* a "+" that was not escaped */
		if (*p == ' ')
			*p = '+';
	}
	bool by_b64 = gw_secret_equal(b64, given);
	bool by_hex = gw_secret_equal(hex, given);
	return by_b64 || by_hex;
}

enum gw_verdict
esms_hook_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	(void)now; /* repeats come late; ids, not times, make them one */
	const char *key = gw_more(s, "mo_key");
	if (is_reply(in) && key) {
		*how = "md5";
		return is_signed(key, in) ? GW_GENUINE : GW_FORGED;
	}
	return gw_verify_query(s, in, how);
}

/* --- the events */

/* yyyyMMddhhmmss in Vietnam; 0 when it is no time. */
static int64_t
time_of(const char *s)
{
	char text[24];
	int64_t at;
	if (strlen(s) != 14 || strspn(s, "0123456789") != 14)
		return 0;
	snprintf(text, sizeof text, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s", s, s + 4,
	    s + 6, s + 8, s + 10, s + 12);
	return civil_parse_instant(text, OFFSET_S, &at) ? at : 0;
}

static int
parse_reply(const struct http_inbound *in, struct gw_events *out,
    struct err *err)
{
	if (!*value(in, "sender"))
		return err_set(err, ERR_INVALID, "a reply without a sender");
	if (!http_fields_get(&in->query, "content"))
		return err_set(err, ERR_INVALID, "a reply without a text");
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->from = mem_dup(value(in, "sender"));
	e->to = gw_dup(value(in, "serviceNumber"));
	e->text = mem_dup(value(in, "content"));
	e->at = time_of(value(in, "receiverTime"));
	e->dedup = gw_dup(value(in, "smsid"));
	return 0;
}

/* A whole number, −1 when it is none. */
static int64_t
figure(const char *s)
{
	size_t n = strlen(s);
	return n > 0 && n < 10 && strspn(s, "0123456789") == n
		   ? strtoll(s, NULL, 10)
		   : -1;
}

/* Zalo's error number out of error_info, which comes as JSON, as a quoted one,
 * or encoded twice: for people to read, so any number behind the word will
 * do. */
static void
add_zalo_error(const char *info, struct sbuf *b)
{
	const char *p = strstr(info, "error");
	if (!p)
		return;
	p += strlen("error");
	while (*p == '\\' || *p == '"' || *p == ':' || *p == ' ' ||
	       strncmp(p, "%22", 3) == 0 || strncmp(p, "%3A", 3) == 0)
		p += *p == '%' ? 3 : 1;
	size_t n = *p == '-';
	n += strspn(p + n, "0123456789");
	if (n > 0 && n < 8)
		sbuf_addf(b, " zalo=%.*s", (int)n, p);
}

static int
parse_delivery(const struct http_inbound *in, struct gw_events *out,
    struct err *err)
{
	char key[VALUE_MAX], id[VALUE_MAX];
	int64_t status = figure(value(in, "SendStatus"));
	int64_t success = figure(value(in, "SendSuccess"));
	int64_t failed = figure(value(in, "SendFailed"));
	cut_key(in, key, id);
	if (!*key && !*id)
		return err_set(err, ERR_INVALID, "a report of no message");
	if (status < 0)
		return err_set(err, ERR_INVALID, "a report without a status");
	struct gw_event *e = gw_events_add(out);
	struct sbuf b = { 0 };
	e->kind = GW_EVENT_REPORT;
	e->key = gw_dup(key);
	e->provider_id = gw_dup(id);
	e->report = esms_codes_report(status, success, failed);
	sbuf_addf(&b, "%s/%" PRId64 "/%" PRId64 "/%" PRId64, *id ? id : key,
	    status, success, failed);
	e->dedup = sbuf_take(&b); /* a repeat says the same */
	sbuf_addf(&b, "SendStatus=%" PRId64, status);
	if (success >= 0 || failed >= 0)
		sbuf_addf(&b, " SendSuccess=%" PRId64 " SendFailed=%" PRId64,
		    success, failed);
	add_zalo_error(value(in, "error_info"), &b);
	e->raw = sbuf_take(&b);
	return 0;
}

int
esms_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	(void)s;
	(void)hook;
	return is_reply(in) ? parse_reply(in, out, err)
			    : parse_delivery(in, out, err);
}

/* --- what we say back */

/* Escaped, and without what XML cannot hold. */
static void
add_xml(struct sbuf *b, const char *s)
{
	struct sbuf clean = { 0 };
	for (; *s; s++)
		sbuf_add_c(&clean, (unsigned char)*s < ' ' ? '?' : *s);
	sbuf_add_html(b, sbuf_text(&clean));
	sbuf_fini(&clean);
}

/* No message: it would go to the person as an SMS.  Ours go by the outbox. */
void
esms_hook_respond(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_answer *out)
{
	(void)s;
	(void)hook;
	if (!is_reply(in))
		return;
	out->type = "text/xml; charset=utf-8";
	sbuf_add(&out->body, "<ClientResponse><Message></Message><Smsid>");
	add_xml(&out->body, value(in, "smsid"));
	sbuf_add(&out->body, "</Smsid><Receiver>");
	add_xml(&out->body, value(in, "sender"));
	sbuf_add(&out->body, "</Receiver></ClientResponse>");
}
