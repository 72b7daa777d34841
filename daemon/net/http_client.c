/*
 * HTTP requests through libcurl in a libuv loop, and what may be said of each
 * one's fate.  Knows no gateway and no message.
 *
 *   send ─┬─────────────► running ──► done (from curl_loop's turn)
 *         ├─► waiting (another request is looking the same name up) ─► running
 *         └─► failed ──────────────► done (from the loop's next turn)
 */
#include "net/http_client.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "net/curl_loop.h"
#include "net/resolve.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	BODY_MAX = 65536, /* of an answer */
	KEEP_MAX = 8192,  /* a larger buffer is not kept for the next one */
	POOL_MAX = 256,
	CONNECTIONS_KEPT = 256,
	CONNECT_MS = 5000,
	TOTAL_MS = 30000
};

struct transfer {
	struct http_client *client;
	struct transfer *prev, *next; /* client->active */
	struct transfer *queue; /* next in waiting, failed, held or pool */
	CURL *easy;
	struct curl_slist *headers;
	char *body; /* of the request */
	struct sbuf answer;
	struct resolve_place place;
	bool running;  /* in curl's hands */
	bool complete; /* the answer's headers came to their end */
	http_client_prereq *prereq;
	http_client_done *done;
	void *arg;
	char error[CURL_ERROR_SIZE];
};

struct http_client {
	uv_loop_t *loop;
	struct curl_loop *curl;
	uv_timer_t soon;	 /* brings what failed before curl saw it */
	struct transfer *active; /* all that were taken and not done */
	struct transfer *failed;
	struct transfer *held; /* sent from within prereq, by queue */
	struct transfer *pool;
	size_t pool_n;
	size_t running; /* length of active */
	struct resolve names;
	unsigned busy; /* calls into curl or into done on the stack */
	bool inside;   /* in prereq: curl itself is on the stack */
	bool closing;
};

/* --- callbacks from curl: they only note */

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	if (t->answer.len + size * n > BODY_MAX)
		return 0; /* CURLE_WRITE_ERROR */
	sbuf_add_n(&t->answer, p, size * n);
	return size * n;
}

/* curl reports an answer that was cut inside its headers as a success with an
 * empty body (D9): only the blank line shows that they are whole. */
static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * n;
	if (len >= 5 && memcmp(p, "HTTP/", 5) == 0)
		t->complete = false; /* after a 1xx */
	else if ((len == 2 && p[0] == '\r') || (len == 1 && p[0] == '\n'))
		t->complete = true;
	return len;
}

static int
on_prereq(void *arg, char *peer, char *own, int peer_port, int own_port)
{
	(void)peer;
	(void)own;
	(void)peer_port;
	(void)own_port;
	struct transfer *t = arg;
	struct http_client *c = t->client;
	t->place.resolved = true;
	if (!t->prereq)
		return CURL_PREREQFUNC_OK;
	/* It may send or free: both wait for curl to come off the stack. */
	c->busy++;
	c->inside = true;
	int rc = t->prereq(t->arg);
	c->inside = false;
	c->busy--;
	return rc == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static int
on_socket_made(void *arg, curl_socket_t fd, curlsocktype purpose)
{
	(void)fd;
	(void)purpose;
	struct transfer *t = arg;
	t->place.resolved = true;
	return CURL_SOCKOPT_OK;
}

/* --- transfers and their pool */

static void
transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t->body);
	sbuf_fini(&t->answer);
	free(t);
}

static void
set_constants(struct transfer *t)
{
	CURL *e = t->easy;
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "nhacviec");
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_prereq);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(e, CURLOPT_SOCKOPTFUNCTION, on_socket_made);
	curl_easy_setopt(e, CURLOPT_SOCKOPTDATA, t);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(e, CURLOPT_PRIVATE, t);
}

static struct transfer *
take(struct http_client *c)
{
	struct transfer *t = c->pool;
	if (t) {
		c->pool = t->queue;
		c->pool_n--;
	} else {
		t = mem_new(1, sizeof *t);
		t->client = c;
		t->easy = curl_easy_init();
		if (!t->easy) {
			free(t);
			return NULL;
		}
		set_constants(t);
		curl_loop_adopt(c->curl, t->easy);
	}
	t->queue = NULL;
	t->prev = NULL;
	t->next = c->active;
	if (c->active)
		c->active->prev = t;
	c->active = t;
	c->running++;
	return t;
}

static void
give_back(struct transfer *t)
{
	struct http_client *c = t->client;
	if (c->pool_n >= POOL_MAX) {
		transfer_free(t);
		return;
	}
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	free(t->body);
	t->body = NULL;
	if (t->answer.cap > KEEP_MAX)
		sbuf_fini(&t->answer);
	t->queue = c->pool;
	c->pool = t;
	c->pool_n++;
}

static void
leave_active(struct transfer *t)
{
	struct http_client *c = t->client;
	if (t->next)
		t->next->prev = t->prev;
	if (t->prev)
		t->prev->next = t->next;
	else
		c->active = t->next;
	c->running--;
}

static void
append(struct transfer **list, struct transfer *t)
{
	while (*list)
		list = &(*list)->queue;
	*list = t;
}

static struct transfer *
pop(struct transfer **list)
{
	struct transfer *t = *list;
	if (t) {
		*list = t->queue;
		t->queue = NULL;
	}
	return t;
}

static void fail_later(struct transfer *t, const char *words);

/* --- starting, where need be in line for a lookup */

static void
start(struct transfer *t)
{
	struct http_client *c = t->client;
	if (c->inside) {
		append(&c->held, t);
		return;
	}
	CURLMcode rc = curl_multi_add_handle(curl_loop_multi(c->curl), t->easy);
	if (rc == CURLM_OK)
		t->running = true;
	else
		fail_later(t, curl_multi_strerror(rc));
}

static void
enter(struct transfer *t, const char *url)
{
	struct http_client *c = t->client;
	t->place.owner = t;
	switch (resolve_enter(&c->names, &t->place, url, uv_now(c->loop))) {
	case RESOLVE_GO:
		start(t);
		break;
	case RESOLVE_WAIT:
		break;
	case RESOLVE_REST:
		fail_later(t, "the name server did not answer a moment ago");
		break;
	}
}

static void
leave(struct transfer *t, bool timed_out, const char *words)
{
	struct resolve_place *away =
	    resolve_leave(&t->place, timed_out, uv_now(t->client->loop));
	while (away) {
		struct resolve_place *next = away->next;
		fail_later(away->owner, words);
		away = next;
	}
}

/* --- endings */

static void
deliver(struct transfer *t, struct http_response *resp)
{
	resp->body = sbuf_text(&t->answer);
	resp->body_len = t->answer.len;
	leave_active(t);
	t->done(t->arg, resp);
	give_back(t);
}

static void
finish(struct transfer *t, CURLcode rc)
{
	struct http_client *c = t->client;
	long sent = 0, status = 0;
	curl_off_t retry_after = 0;
	/* Counts headers and body as they are written, over retries too. */
	curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &sent);
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &retry_after);
	curl_multi_remove_handle(curl_loop_multi(c->curl), t->easy);
	t->running = false;
	struct http_response resp = { .status = (int)status,
		.retry_after_s = retry_after > 0 ? (long)retry_after : -1,
		.error = "" };
	if (rc == CURLE_OK && t->complete) {
		resp.outcome = HTTP_ANSWERED;
	} else {
		resp.outcome = sent == 0 ? HTTP_NOT_SENT : HTTP_AMBIGUOUS;
		resp.error = rc == CURLE_OK ? "the answer ended in its headers"
			     : t->error[0]  ? t->error
					    : curl_easy_strerror(rc);
	}
	if (!c->closing)
		leave(t, rc == CURLE_OPERATION_TIMEDOUT, resp.error);
	deliver(t, &resp);
}

static void
deliver_unsent(struct transfer *t)
{
	struct http_response resp = { .outcome = HTTP_NOT_SENT,
		.retry_after_s = -1,
		.error = t->error };
	if (!t->client->closing)
		leave(t, false, t->error);
	deliver(t, &resp);
}

static void close_now(struct http_client *c);

static void
unwind(struct http_client *c)
{
	if (--c->busy == 0 && c->closing)
		close_now(c);
}

static void
on_soon(uv_timer_t *h)
{
	struct http_client *c = h->data;
	c->busy++;
	struct transfer *t;
	while (!c->closing && (t = pop(&c->failed)))
		deliver_unsent(t);
	unwind(c);
}

static void
fail_later(struct transfer *t, const char *words)
{
	struct http_client *c = t->client;
	snprintf(t->error, sizeof t->error, "%s", words);
	append(&c->failed, t);
	uv_timer_start(&c->soon, on_soon, 0, 0);
}

static void
on_turn(void *arg)
{
	struct http_client *c = arg;
	CURLMsg *msg;
	int left;
	c->busy++;
	while (!c->closing &&
	       (msg = curl_multi_info_read(curl_loop_multi(c->curl), &left))) {
		struct transfer *t = NULL;
		CURLcode rc = msg->data.result; /* msg dies with the handle */
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &t);
		finish(t, rc);
	}
	struct transfer *held;
	while (!c->closing && (held = pop(&c->held)))
		start(held);
	struct resolve_place *p;
	while (!c->closing && (p = resolve_next(&c->names)))
		start(p->owner);
	unwind(c);
}

/* --- sending */

static int
set_headers(struct transfer *t, const struct http_request *r, struct err *err)
{
	/* curl would wait a second for a peer that ignores it. */
	t->headers = curl_slist_append(NULL, "Expect:");
	bool typed = false;
	for (size_t i = 0; i < r->headers_n; i++) {
		if (strpbrk(r->headers[i], "\r\n"))
			return err_set(err, ERR_INVALID,
			    "a header has a line break");
		typed |= strncasecmp(r->headers[i], "Content-Type:", 13) == 0;
		t->headers = curl_slist_append(t->headers, r->headers[i]);
	}
	if (!typed) /* or curl calls any body a form */
		t->headers = curl_slist_append(t->headers, "Content-Type:");
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
	return 0;
}

static void
set_method(struct transfer *t, const struct http_request *r)
{
	CURL *e = t->easy;
	bool get = strcmp(r->method, "GET") == 0;
	bool post = strcmp(r->method, "POST") == 0;
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST,
	    get || post ? NULL : r->method);
	if (r->body || post) {
		size_t n = r->body ? r->body_len : 0;
		t->body = mem_dup_n(r->body ? r->body : "", n);
		curl_easy_setopt(e, CURLOPT_POST, 1L);
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, t->body);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
		if (get)
			curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, "GET");
	} else {
		curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	}
}

static void
set_options(struct transfer *t, const struct http_client_options *o)
{
	CURL *e = t->easy;
	long connect_ms = o && o->connect_ms ? o->connect_ms : CONNECT_MS;
	long total_ms = o && o->total_ms ? o->total_ms : TOTAL_MS;
	long fresh = o && o->fresh;
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, total_ms);
	/* On a reused connection that died curl silently sends again (D4). */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, fresh);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, fresh);
}

int
http_client_send(struct http_client *c, const struct http_request *r,
    const struct http_client_options *o, http_client_prereq *prereq,
    http_client_done *done, void *arg, struct err *err)
{
	if (c->closing)
		return err_set(err, ERR_STATE, "the HTTP client is closing");
	if (!resolve_is_http(r->url))
		return err_set(err, ERR_INVALID, "no http or https address");
	struct transfer *t = take(c);
	if (!t)
		return err_set(err, ERR_FAILED, "libcurl does not start");
	t->prereq = prereq;
	t->done = done;
	t->arg = arg;
	t->running = t->complete = false;
	t->error[0] = '\0';
	sbuf_clear(&t->answer);
	curl_easy_setopt(t->easy, CURLOPT_URL, r->url);
	set_method(t, r);
	set_options(t, o);
	if (set_headers(t, r, err) < 0) {
		leave_active(t);
		give_back(t);
		return -1;
	}
	enter(t, r->url);
	return 0;
}

size_t
http_client_running(const struct http_client *c)
{
	return c->running;
}

/* --- opening and closing */

int
http_client_new(struct http_client **out, uv_loop_t *loop, struct err *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_FAILED, "libcurl does not start");
	struct http_client *c = mem_new(1, sizeof *c);
	c->loop = loop;
	if (curl_loop_new(&c->curl, loop, on_turn, c, err) < 0) {
		free(c);
		curl_global_cleanup();
		return -1;
	}
	curl_multi_setopt(curl_loop_multi(c->curl), CURLMOPT_MAXCONNECTS,
	    (long)CONNECTIONS_KEPT);
	uv_timer_init(loop, &c->soon);
	c->soon.data = c;
	*out = c;
	return 0;
}

static void
on_closed(uv_handle_t *h)
{
	free(h->data);
}

static void
close_now(struct http_client *c)
{
	struct transfer *t, *next;
	c->failed = c->held = NULL; /* all are among the active */
	for (t = c->active; t; t = next) {
		next = t->next; /* nobody comes or goes but t */
		t->queue = NULL;
		snprintf(t->error, sizeof t->error, "stopped");
		if (t->running)
			finish(t, CURLE_ABORTED_BY_CALLBACK);
		else
			deliver_unsent(t);
	}
	assert(!c->active);
	while ((t = pop(&c->pool)))
		transfer_free(t);
	resolve_fini(&c->names);
	curl_loop_free(c->curl);
	curl_global_cleanup();
	uv_close((uv_handle_t *)&c->soon, on_closed);
}

void
http_client_free(struct http_client *c)
{
	if (!c || c->closing)
		return;
	c->closing = true;
	/* From within done: what is on the stack must unwind first. */
	if (c->busy == 0)
		close_now(c);
}
