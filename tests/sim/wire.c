#include "wire.h"

#include "sim.h"

#include <stdio.h>
#include <string.h>

/* "…/hook/sms2/delivery?secret=…&key=KEY&status=%d…" */
static void
read_dlr(const char *url, struct wire_request *out)
{
	struct http_fields f = { 0 };
	const char *hook = strstr(url, "/hook/");
	const char *query = strchr(url, '?');
	out->gw = hook && strncmp(hook, "/hook/sms2/", 11) == 0;
	if (!query)
		return;
	http_fields_decode(&f, query + 1, strlen(query + 1));
	const char *key = http_fields_get(&f, "key");
	snprintf(out->key, sizeof out->key, "%s", key ? key : "");
	http_fields_fini(&f);
}

bool
wire_read(const struct http_request *r, struct wire_request *out)
{
	struct http_fields f = { 0 };
	const char *query = strchr(r->url, '?');
	*out = (struct wire_request){ 0 };
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

static void
answer(struct http_response *resp, int status, char *body)
{
	*resp = (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.body_len = strlen(body),
		.retry_after_s = -1,
		.error = "" };
}

void
wire_accepted(struct http_response *resp, char *body, size_t size, int64_t msg)
{
	snprintf(body, size, "%s",
	    msg % 3 ? "0: Accepted for delivery"
		    : "3: Queued for later delivery");
	answer(resp, 202, body);
}

void
wire_duplicate(struct http_response *resp, char *body, size_t size)
{
	snprintf(body, size, "duplicate");
	answer(resp, 409, body);
}
