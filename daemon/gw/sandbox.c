/*
 * The gateway whose phones are our own web page: the same values as every
 * other dialect, carried within the process.  Knows no page.
 */
#include "gw/drivers.h"

#include "base/mem.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct status_row {
	int status;
	enum gw_class class;
};

/* What the phones may answer, so that each way of refusing can be tried. */
static const struct status_row statuses[] = {
	{ 409, GW_DUPLICATE },
	{ 503, GW_RETRY },
	{ 403, GW_CONFIG },
	{ 404, GW_RECIPIENT },
	{ 400, GW_MESSAGE },
};

struct report_row {
	const char *status;
	enum gw_report report;
};

static const struct report_row reports[] = {
	{ "delivered", GW_REPORT_DELIVERED },
	{ "undelivered", GW_REPORT_UNDELIVERED },
	{ "buffered", GW_REPORT_BUFFERED },
};

static int
sandbox_check(const struct gw_settings *s, struct err *err)
{
	(void)s;
	(void)err;
	return 0;
}

static void
sandbox_prepare(const struct gw_settings *s, const struct gw_message *m,
    struct http_request *r)
{
	(void)s;
	*r = (struct http_request){ .method = mem_dup("POST"),
		.url = mem_dup("sandbox:") };
	http_request_header(r, "Content-Type", "application/json");
	json_t *o = json_pack("{s:s, s:s, s:s}", "key", m->key, "number",
	    m->number, "text", m->text);
	char *body =
	    o ? json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
	/* Only text that is no UTF-8 comes here, against gw_message. */
	r->body = body ? body : mem_dup("{}");
	r->body_len = strlen(r->body);
	json_decref(o);
}

/* Borrowed from o, NULL when it is no such string or empty. */
static const char *
member(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s && *s ? s : NULL;
}

static void
sandbox_classify(const struct gw_settings *s, const struct http_response *resp,
    struct gw_result *result)
{
	(void)s;
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	snprintf(result->reason, sizeof result->reason, "%d", resp->status);
	if (resp->status == 202) {
		json_t *o = json_loadb(resp->body ? resp->body : "",
		    resp->body_len, 0, NULL);
		const char *id = member(o, "id");
		if (id) {
			result->class = GW_ACCEPTED;
			snprintf(result->provider_id,
			    sizeof result->provider_id, "%s", id);
		}
		json_decref(o);
		return;
	}
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		if (statuses[i].status == resp->status)
			result->class = statuses[i].class;
	}
}

static enum gw_verdict
sandbox_verify(const struct gw_settings *s, const struct http_inbound *in,
    int64_t now, const char **how)
{
	(void)s;
	(void)in;
	(void)now;
	*how = "none";
	return GW_GENUINE; /* nobody outside the process can get here */
}

static int
parse_reply(const json_t *o, struct gw_events *out, struct err *err)
{
	const char *from = member(o, "from");
	const char *text = json_string_value(json_object_get(o, "text"));
	if (!from || !text)
		return err_set(err, ERR_INVALID,
		    "a reply needs \"from\" and \"text\"");
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->dedup = gw_dup(member(o, "id"));
	e->from = mem_dup(from);
	e->to = gw_dup(member(o, "to"));
	e->text = mem_dup(text);
	e->at = json_integer_value(json_object_get(o, "at"));
	return 0;
}

static int
parse_delivery(const json_t *o, struct gw_events *out, struct err *err)
{
	const char *key = member(o, "key");
	const char *status = member(o, "status");
	if (!key || !status)
		return err_set(err, ERR_INVALID,
		    "a report needs \"key\" and \"status\"");
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPORT;
	e->key = mem_dup(key);
	e->raw = mem_dup(status);
	size_t n = strlen(key) + strlen(status) + 2;
	e->dedup = mem_new(n, 1);
	snprintf(e->dedup, n, "%s/%s", key, status);
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		if (strcmp(reports[i].status, status) == 0)
			e->report = reports[i].report;
	}
	return 0;
}

static int
sandbox_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err)
{
	(void)s;
	json_t *o = json_loadb(in->body ? in->body : "", in->body_len, 0, NULL);
	if (!json_is_object(o)) {
		json_decref(o);
		return err_set(err, ERR_INVALID, "the body is no JSON object");
	}
	bool delivery = hook == GW_HOOK_DELIVERY ||
			(hook == GW_HOOK_ANY && json_object_get(o, "status"));
	int rc =
	    delivery ? parse_delivery(o, out, err) : parse_reply(o, out, err);
	json_decref(o);
	return rc;
}

const struct gw_driver sandbox_driver = {
	.name = "sandbox",
	.caps = { .refuses_duplicates = true,
	    .reports = true,
	    .replies = true,
	    .local = true },
	.check = sandbox_check,
	.prepare = sandbox_prepare,
	.classify = sandbox_classify,
	.verify = sandbox_verify,
	.parse = sandbox_parse,
};
