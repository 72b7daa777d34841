/*
 * Kannel's HTTP dialect: sendsms as GET, answers told apart by their exact
 * words, reports and replies as GET queries that we composed ourselves.
 * Knows no other gateway.  Source: Kannel 1.4.5, facts gateways 7.
 */
#include "gw/drivers.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reports asked for: delivered 1, failed 2, buffered 4, taken by the SMSC 8,
 * refused by the SMSC 16. */
enum {
	DLR_DELIVERED = 1,
	DLR_FAILED = 2,
	DLR_BUFFERED = 4,
	DLR_SMSC_ACCEPTED = 8,
	DLR_SMSC_REJECTED = 16,
	DLR_ALL = 31
};

struct answer_row {
	int status;
	const char *begins; /* exact words the body begins with, "" = any */
	enum gw_class class;
};

/* First match wins.  A 202 is a success only with Kannel's own words (D9). */
static const struct answer_row answers[] = {
	{ 202, "0: Accepted for delivery", GW_ACCEPTED },
	{ 202, "3: Queued for later delivery", GW_ACCEPTED },
	{ 403, "Authorization failed for sendsms", GW_CONFIG },
	{ 403, "Not routable. Do not try again.", GW_RECIPIENT },
	{ 503, "Temporal failure, try again later.", GW_RETRY },
	{ 400, "Sender missing and no global set, rejected", GW_CONFIG },
	{ 400, "Missing receiver number, rejected", GW_MESSAGE },
	{ 400, "Empty receiver number not allowed, rejected", GW_MESSAGE },
	{ 400, "Number(s) has/have been denied by white- and/or black-lists.",
	    GW_RECIPIENT },
	{ 400, "Coding field misformed, rejected", GW_MESSAGE },
	{ 400, "Charset or body misformed, rejected", GW_MESSAGE },
	{ 400, "DLR-Mask field misformed, rejected", GW_MESSAGE },
	{ 400, "Validity field misformed, rejected", GW_MESSAGE },
	{ 400, "Priority field misformed, rejected", GW_MESSAGE },
	{ 400, "Invalid content-type", GW_MESSAGE },
	{ 404, "Unknown request.", GW_CONFIG },
	/* Not Kannel's, but whoever stands in front: they did not pass it. */
	{ 401, "", GW_CONFIG },
	{ 403, "", GW_CONFIG },
	{ 429, "", GW_RETRY },
};

static bool
given(const char *s)
{
	return s && *s;
}

static int
kannel_check(const struct gw_settings *s, struct err *err)
{
	if (!given(s->url))
		return err_set(err, ERR_INVALID,
		    "url is missing: the address of sendsms, such as "
		    "http://127.0.0.1:13013/cgi-bin/sendsms");
	if (strncmp(s->url, "http://", 7) != 0 &&
	    strncmp(s->url, "https://", 8) != 0)
		return err_set(err, ERR_INVALID,
		    "url must begin with http:// or https://");
	if (!given(s->user))
		return err_set(err, ERR_INVALID,
		    "user is missing: the username of Kannel's sendsms-user");
	if (!given(s->password))
		return err_set(err, ERR_INVALID,
		    "password_file is missing or empty: the password of "
		    "Kannel's sendsms-user");
	return 0;
}

static void
add(struct sbuf *url, const char *name, const char *value)
{
	sbuf_addf(url, "&%s=", name);
	sbuf_add_url(url, value);
}

/* A value inside dlr-url: percent signs doubled, because Kannel expands its
 * own escapes there (%C, %d, …) and turns "%%" into "%". */
static void
add_literal(struct sbuf *dlr, const char *value)
{
	struct sbuf enc = { 0 };
	sbuf_add_url(&enc, value);
	for (const char *p = sbuf_text(&enc); *p; p++) {
		if (*p == '%')
			sbuf_add_c(dlr, '%');
		sbuf_add_c(dlr, *p);
	}
	sbuf_fini(&enc);
}

/* Reports carry our key themselves: Kannel returns no id of its own.  Without
 * a secret nobody could tell a report from a forgery, so none is asked for. */
static void
add_dlr(struct sbuf *url, const struct gw_settings *s,
    const struct gw_message *m)
{
	if (!given(s->hook_secret) || !given(s->hooks_url))
		return;
	struct sbuf dlr = { 0 };
	sbuf_addf(&dlr, "%s/hook/", s->hooks_url);
	add_literal(&dlr, s->name);
	sbuf_add(&dlr, "/delivery?secret=");
	add_literal(&dlr, s->hook_secret);
	sbuf_add(&dlr, "&key=");
	add_literal(&dlr, m->key);
	sbuf_add(&dlr, "&status=%d&answer=%A&smsc=%F");
	sbuf_addf(url, "&dlr-mask=%d", DLR_ALL);
	add(url, "dlr-url", sbuf_text(&dlr));
	sbuf_fini(&dlr);
}

static void
kannel_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	struct sbuf url = { 0 };
	sbuf_add(&url, s->url);
	sbuf_add(&url, strchr(s->url, '?') ? "&" : "?");
	sbuf_add(&url, "username=");
	sbuf_add_url(&url, s->user);
	add(&url, "password", s->password);
	if (given(s->from))
		add(&url, "from", s->from);
	add(&url, "to", m->number);
	add(&url, "text", m->text);
	/* Either alone is a silent garbling: both or none. */
	if (m->encoding == SMS_UCS2)
		sbuf_add(&url, "&coding=2&charset=utf-8");
	if (gw_more(s, "smsc"))
		add(&url, "smsc", gw_more(s, "smsc"));
	add_dlr(&url, s, m);
	if (m->expires_at) {
		int64_t minutes = (m->expires_at - m->now) / 60;
		sbuf_addf(&url, "&validity=%" PRId64,
		    minutes < 1 ? (int64_t)1 : minutes);
	}
	*r = (struct http_request){ .method = mem_dup("GET"),
		.url = sbuf_take(&url) };
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void
kannel_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	(void)s;
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	const char *body = resp->body ? resp->body : "";
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer_row *row = &answers[i];
		if (row->status != resp->status || !begins(body, row->begins))
			continue;
		result->class = row->class;
		snprintf(result->reason, sizeof result->reason, "%d%s%s",
		    resp->status, *row->begins ? " " : "", row->begins);
		return;
	}
	/* Unknown words stay out: an error page may echo our URL, and with it
	 * the password and the number. */
	snprintf(result->reason, sizeof result->reason,
	    "%d with an answer that is not Kannel's", resp->status);
}

static enum gw_verdict
kannel_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	(void)now; /* nothing is signed, so nothing is dated */
	return gw_verify_query(s, in, how);
}

/* Kannel's %T: seconds since 1970. */
static int64_t
seconds(const char *s)
{
	if (!given(s) || strspn(s, "0123456789") != strlen(s) || strlen(s) > 12)
		return 0;
	return strtoll(s, NULL, 10);
}

static int
parse_reply(const struct http_inbound *in, struct gw_events *out,
    struct err *err)
{
	const char *from = http_fields_get(&in->query, "from");
	const char *text = http_fields_get(&in->query, "text");
	if (!given(from))
		return err_set(err, ERR_INVALID, "a reply without a sender");
	if (!text)
		return err_set(err, ERR_INVALID, "a reply without a text");
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->dedup = gw_dup(http_fields_get(&in->query, "id"));
	e->from = mem_dup(from);
	e->to = gw_dup(http_fields_get(&in->query, "to"));
	e->text = mem_dup(text);
	e->at = seconds(http_fields_get(&in->query, "time"));
	return 0;
}

static enum gw_report
report_of(long mask)
{
	if (mask & DLR_DELIVERED)
		return GW_REPORT_DELIVERED;
	if (mask & (DLR_FAILED | DLR_SMSC_REJECTED))
		return GW_REPORT_UNDELIVERED;
	if (mask & (DLR_BUFFERED | DLR_SMSC_ACCEPTED))
		return GW_REPORT_BUFFERED;
	return GW_REPORT_UNKNOWN;
}

static int
parse_delivery(const struct http_inbound *in, struct gw_events *out,
    struct err *err)
{
	const char *key = http_fields_get(&in->query, "key");
	const char *status = http_fields_get(&in->query, "status");
	const char *answer = http_fields_get(&in->query, "answer");
	if (!given(key))
		return err_set(err, ERR_INVALID, "a report without our key");
	char none[] = "-", *end = none;
	long mask = given(status) ? strtol(status, &end, 10) : 0;
	if (*end || mask < 0)
		return err_set(err, ERR_INVALID, "a report without a status");
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPORT;
	e->key = mem_dup(key);
	e->provider_id = gw_dup(http_fields_get(&in->query, "smsc"));
	e->report = report_of(mask);
	/* A message has each of its reports once: a repeat is a repeat. */
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%s/%ld", key, mask);
	e->dedup = sbuf_take(&b);
	sbuf_addf(&b, "%ld%s%s", mask, given(answer) ? " " : "",
	    answer ? answer : "");
	e->raw = sbuf_take(&b);
	return 0;
}

static int
kannel_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	(void)s;
	bool delivery =
	    hook == GW_HOOK_DELIVERY ||
	    (hook == GW_HOOK_ANY && http_fields_get(&in->query, "status"));
	return delivery ? parse_delivery(in, out, err)
			: parse_reply(in, out, err);
}

static const struct gw_key keys[] = {
	{ "smsc", false, "the smsc-id that messages should leave by" },
	{ NULL, false, NULL },
};

const struct gw_driver kannel_driver = {
	.name = "kannel",
	.keys = keys,
	.caps = { .reports = true, .replies = true, .needs_url = true },
	.check = kannel_check,
	.prepare = kannel_prepare,
	.classify = kannel_classify,
	.verify = kannel_verify,
	.parse = kannel_parse,
	/* No respond: a text would be sent back as an SMS, and 204 counts as
	 * not received. */
};
