#include "gw/zalo_ask.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "gw/zalo_codes.h"
#include "gw/zalo_host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAGE = 10,	  /* rows of a chat list at most */
	PAGES_MAX = 50,	  /* of one catching-up */
	TOKEN_MAX = 1900, /* it has to fit its slot of the journal */
	WORD_MAX = 16	  /* longer runs in an error text may be a token */
};

/* --- a message's fate */

bool
zalo_ask_lookup(const struct gw_settings *s, const struct gw_question *q,
    struct http_request *r)
{
	if (!q->provider_id || !*q->provider_id)
		return false;
	struct sbuf query = { 0 };
	sbuf_add(&query, "?message_id=");
	sbuf_add_url(&query, q->provider_id);
	if (q->number && q->number[0] == '+')
		sbuf_addf(&query, "&phone=%s", q->number + 1);
	zalo_host_get(s, ZALO_HOST_BUSINESS, "/message/status",
	    sbuf_text(&query), r);
	sbuf_fini(&query);
	return true;
}

void
zalo_ask_lookup_answer(const struct gw_settings *s, const struct gw_question *q,
    const struct http_response *resp, struct gw_found *found)
{
	(void)s;
	int code;
	*found = (struct gw_found){ .sight = GW_UNCLEAR };
	json_t *o = resp->outcome == HTTP_ANSWERED && resp->status == 200
			? zalo_host_answer(resp, &code)
			: NULL;
	const json_t *data = json_object_get(o, "data");
	if (o && code == 0 &&
	    zalo_host_text(data, "status", found->raw, sizeof found->raw)) {
		/* "-1" does not exist: but it gave us this very id once, so
		 * that says nothing about whether it was sent. */
		if (strcmp(found->raw, "0") == 0 ||
		    strcmp(found->raw, "1") == 0)
			found->sight = GW_PRESENT;
		found->report = strcmp(found->raw, "1") == 0
				    ? GW_REPORT_DELIVERED
				    : GW_REPORT_BUFFERED;
		if (found->sight == GW_PRESENT)
			snprintf(found->provider_id, sizeof found->provider_id,
			    "%s", q->provider_id);
	} else if (o) {
		snprintf(found->raw, sizeof found->raw, "%d", code);
	}
	json_decref(o);
}

/* --- what was written while we were away */

void
zalo_ask_pull(const struct gw_settings *s, const struct gw_pull *q,
    struct http_request *r)
{
	char data[64];
	struct sbuf query = { 0 };
	snprintf(data, sizeof data, "{\"offset\":%d,\"count\":%d}",
	    q->page * PAGE, PAGE);
	sbuf_add(&query, "?data=");
	sbuf_add_url(&query, data);
	zalo_host_get(s, ZALO_HOST_OA, "/v2.0/oa/listrecentchat",
	    sbuf_text(&query), r);
	sbuf_fini(&query);
}

static void
pull_row(const json_t *row, const struct gw_pull *q, struct gw_events *out,
    int64_t *at)
{
	char from[40], to[40], id[80];
	int64_t ms = zalo_host_figure(row, "time");
	*at = ms / 1000;
	if (zalo_host_figure(row, "src") != 1 || ms < 0 || *at < q->since ||
	    *at >= q->until ||
	    !zalo_host_text(row, "from_id", from, sizeof from))
		return;
	const char *text = json_string_value(json_object_get(row, "message"));
	struct gw_event *e = gw_events_add(out);
	e->kind = GW_EVENT_REPLY;
	e->from = mem_dup(from);
	e->text = mem_dup(text ? text : "");
	e->at = *at;
	if (zalo_host_text(row, "to_id", to, sizeof to))
		e->to = mem_dup(to);
	if (zalo_host_text(row, "message_id", id, sizeof id))
		e->dedup = mem_dup(id);
}

int
zalo_ask_pull_answer(const struct gw_settings *s, const struct gw_pull *q,
    const struct http_response *resp, struct gw_events *out, bool *more,
    struct err *err)
{
	(void)s;
	int code = 0;
	*more = false;
	if (resp->outcome != HTTP_ANSWERED)
		return err_set(err, ERR_FAILED, "no answer");
	json_t *o = zalo_host_answer(resp, &code);
	const json_t *rows = json_object_get(o, "data");
	if (!o || code || !json_is_array(rows)) {
		const struct zalo_codes_row *known =
		    zalo_codes_find(ZALO_CODES_OA, code);
		err_set(err, ERR_FAILED, "%d: %s", o ? code : resp->status,
		    known ? known->words : "no list of chats");
		json_decref(o);
		return -1;
	}
	int64_t at = 0;
	for (size_t i = 0; i < json_array_size(rows); i++)
		pull_row(json_array_get(rows, i), q, out, &at);
	/* Newest first: older pages matter until they are older than asked. */
	*more = json_array_size(rows) >= PAGE && at >= q->since &&
		q->page + 1 < PAGES_MAX;
	json_decref(o);
	return 0;
}

/* --- tokens */

void
zalo_ask_token(const struct gw_settings *s, const char *refresh,
    struct http_request *r)
{
	*r = (struct http_request){ .method = mem_dup("POST"),
		.url =
		    zalo_host_url(s, ZALO_HOST_OAUTH, "/v4/oa/access_token") };
	http_request_header(r, "Content-Type",
	    "application/x-www-form-urlencoded");
	http_request_header(r, "secret_key", s->password ? s->password : "");
	struct sbuf body = { 0 };
	sbuf_add(&body, "refresh_token=");
	sbuf_add_url(&body, refresh);
	sbuf_add(&body, "&app_id=");
	sbuf_add_url(&body, s->user ? s->user : "");
	sbuf_add(&body, "&grant_type=refresh_token");
	r->body_len = body.len;
	r->body = sbuf_take(&body);
}

/* A token goes into a header line: anything else would be another header. */
static bool
is_token(const char *s)
{
	if (!s || !*s || strlen(s) > TOKEN_MAX)
		return false;
	for (; *s; s++) {
		if (*s <= ' ' || *s > '~')
			return false;
	}
	return true;
}

static bool
is_of_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The vendor's own words, for there is no table of them; a long run of
 * letters and digits could be what must not be shown. */
static void
add_words(const json_t *o, const char *name, char *buf, size_t size)
{
	const char *s = json_string_value(json_object_get(o, name));
	size_t n = strlen(buf), run = 0, start = n;
	if (!s)
		return;
	if (n && n + 2 < size) {
		buf[n++] = ';';
		buf[n++] = ' ';
		start = n;
	}
	for (; *s && n + 1 < size; s++) {
		unsigned char c = (unsigned char)*s;
		run = is_of_token(*s) ? run + 1 : 0;
		if (run == 1)
			start = n;
		if (run > WORD_MAX) {
			buf[start] = '*';
			n = start + 1;
			continue;
		}
		buf[n++] = c < ' ' || c >= 0x7f ? '?' : *s;
	}
	buf[n] = '\0';
}

static void
refuse(const struct gw_settings *s, const json_t *o, int code,
    const struct http_response *resp, struct gw_result *result)
{
	result->class = resp->status == 429   ? GW_RETRY
			: resp->status >= 500 ? GW_AMBIGUOUS
					      : GW_AUTH;
	snprintf(result->reason, sizeof result->reason, "%d", code);
	add_words(o, "error_name", result->reason, sizeof result->reason);
	add_words(o, "error_reason", result->reason, sizeof result->reason);
	add_words(o, "message", result->reason, sizeof result->reason);
	/* A short secret is no long run: whoever echoes it is not quoted. */
	if (s->password && *s->password && strstr(result->reason, s->password))
		snprintf(result->reason, sizeof result->reason,
		    "%d, in words that hold our secret", code);
}

void
zalo_ask_token_answer(const struct gw_settings *s,
    const struct http_response *resp, int64_t now, struct gw_token *t,
    struct gw_result *result)
{
	*t = (struct gw_token){ 0 };
	if (gw_classify_transport(resp, result))
		return;
	*result = (struct gw_result){ .class = GW_AMBIGUOUS,
		.retry_after_s = resp->retry_after_s,
		.quota = -1 };
	json_t *o =
	    json_loadb(resp->body ? resp->body : "", resp->body_len, 0, NULL);
	const char *access =
	    json_string_value(json_object_get(o, "access_token"));
	const char *refresh =
	    json_string_value(json_object_get(o, "refresh_token"));
	int64_t life = zalo_host_figure(o, "expires_in");
	const json_t *error = json_object_get(o, "error");
	if (resp->status == 200 && is_token(access) && is_token(refresh) &&
	    life > 0) {
		result->class = GW_ACCEPTED;
		*t = (struct gw_token){ .access = mem_dup(access),
			.refresh = mem_dup(refresh),
			.expires_at = now + life };
	} else if (json_is_integer(error) && json_integer_value(error) != 0) {
		refuse(s, o, (int)json_integer_value(error), resp, result);
	} else {
		if (resp->status == 429)
			result->class = GW_RETRY;
		snprintf(result->reason, sizeof result->reason,
		    "%d with an answer that holds no pair", resp->status);
	}
	json_decref(o);
}

/* --- is it well? */

void
zalo_ask_test(const struct gw_settings *s, struct http_request *r)
{
	zalo_host_get(s, ZALO_HOST_BUSINESS, "/message/quota", "", r);
}

void
zalo_ask_test_answer(const struct gw_settings *s,
    const struct http_response *resp, struct gw_health *health)
{
	(void)s;
	int code = 0;
	*health = (struct gw_health){ .quota = -1 };
	if (resp->outcome != HTTP_ANSWERED) {
		snprintf(health->words, sizeof health->words, "%s",
		    resp->error ? resp->error : "no answer");
		return;
	}
	json_t *o = zalo_host_answer(resp, &code);
	const json_t *data = json_object_get(o, "data");
	const struct zalo_codes_row *row =
	    zalo_codes_find(ZALO_CODES_BUSINESS, code);
	health->quota = zalo_host_quota(data);
	health->ok = o && code == 0 && health->quota >= 0;
	if (health->ok)
		snprintf(health->words, sizeof health->words,
		    "%" PRId64 " of %" PRId64 " messages left today",
		    health->quota, zalo_host_figure(data, "dailyQuota"));
	else if (o)
		snprintf(health->words, sizeof health->words, "%d: %s", code,
		    row ? row->words : "an error that is not documented");
	else
		snprintf(health->words, sizeof health->words,
		    "%d with an answer that is not Zalo's", resp->status);
	json_decref(o);
}
