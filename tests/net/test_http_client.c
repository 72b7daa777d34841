/* The client against peers that answer, hang, close and lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/http_client.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include "peer.h"

void test_answer_comes_whole(void **state);
void test_post_says_exactly_its_bytes(void **state);
void test_send_never_calls_done_itself(void **state);
void test_lone_time_out_is_reaped(void **state);
void test_refused_is_not_sent(void **state);
void test_reset_is_ambiguous(void **state);
void test_closed_after_the_request_is_ambiguous(void **state);
void test_cut_answers_are_ambiguous(void **state);
void test_too_long_answer_is_ambiguous(void **state);
void test_redirect_is_not_followed(void **state);
void test_redirect_to_another_host_leaks_no_login(void **state);
void test_endless_answer_is_cut(void **state);
void test_too_many_headers_are_ambiguous(void **state);
void test_flood_of_interim_answers_is_ambiguous(void **state);
void test_packed_answer_is_not_unpacked(void **state);
void test_bad_certificates_are_not_sent(void **state);
void test_old_tls_is_not_sent(void **state);
void test_silent_tls_is_not_sent(void **state);
void test_errors_name_no_secret(void **state);
void test_retry_after_is_told(void **state);
void test_prereq_abort_sends_nothing(void **state);
void test_prereq_sees_the_request_before_the_peer(void **state);
void test_prereq_may_send_another(void **state);
void test_fresh_post_is_sent_once(void **state);
void test_fresh_connection_is_its_own(void **state);
void test_kept_connection_is_used_again(void **state);
void test_methods_do_not_leak_into_the_next_request(void **state);
void test_failed_lookup_turns_all_away(void **state);
void test_bad_requests_are_errors(void **state);
void test_free_tells_what_runs(void **state);
void test_free_from_within_done(void **state);
void test_many_at_once_all_end(void **state);

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

struct fixture {
	struct world world;
	struct http_client *client;
	struct peer peer;
	/* what came of the requests */
	size_t done;
	size_t wanted;
	enum http_outcome outcome;
	int status;
	long retry_after_s;
	struct sbuf body;
	char error[128];
	bool sending; /* http_client_send is on the stack */
	/* what the callbacks shall do */
	int prereq_says;
	size_t prereq_calls;
	size_t bytes_at_prereq;
	bool send_in_prereq;
	bool free_in_done;
};

static void
on_done(void *arg, const struct http_response *r)
{
	struct fixture *f = arg;
	assert_false(f->sending);
	f->done++;
	f->outcome = r->outcome;
	f->status = r->status;
	f->retry_after_s = r->retry_after_s;
	assert_int_equal(r->body[r->body_len], '\0');
	sbuf_clear(&f->body);
	sbuf_add_n(&f->body, r->body, r->body_len);
	snprintf(f->error, sizeof f->error, "%s", r->error);
	assert_int_equal(r->outcome == HTTP_ANSWERED, !*r->error);
	if (f->free_in_done) {
		http_client_free(f->client);
		f->client = NULL;
		f->free_in_done = false;
	}
}

static int on_prereq(void *arg);

static int
send_to(struct fixture *f, const char *method, const char *url,
    const char *body, struct http_client_options o)
{
	struct err err = { 0 };
	struct http_request r = { .method = mem_dup(method),
		.url = mem_dup(url) };
	if (body) {
		r.body = mem_dup(body);
		r.body_len = strlen(body);
		http_request_header(&r, "Content-Type", "text/plain");
	}
	f->sending = true;
	int rc =
	    http_client_send(f->client, &r, &o, on_prereq, on_done, f, &err);
	f->sending = false;
	http_request_fini(&r);
	return rc;
}

static int
on_prereq(void *arg)
{
	struct fixture *f = arg;
	f->prereq_calls++;
	f->bytes_at_prereq = f->peer.bytes;
	if (f->send_in_prereq) {
		char url[64];
		f->send_in_prereq = false;
		f->wanted++;
		snprintf(url, sizeof url, "http://127.0.0.1:%d/2",
		    f->peer.port);
		assert_int_equal(send_to(f, "GET", url, NULL,
				     (struct http_client_options){ 0 }),
		    0);
	}
	return f->prereq_says;
}

static void
send_peer(struct fixture *f, const char *method, const char *body,
    struct http_client_options o)
{
	char url[64];
	snprintf(url, sizeof url, "http://127.0.0.1:%d/path?q=1", f->peer.port);
	assert_int_equal(send_to(f, method, url, body, o), 0);
	f->wanted++;
}

static void
begin(struct fixture *f, enum peer_mode mode, const char *answer)
{
	struct err err = { 0 };
	*f = (struct fixture){ .done = 0 };
	world_init(&f->world);
	peer_init(&f->peer, &f->world, mode, answer);
	assert_int_equal(http_client_new(&f->client, &f->world.loop, &err), 0);
}

static void
end(struct fixture *f)
{
	http_client_free(f->client);
	peer_fini(&f->peer);
	world_fini(&f->world);
	sbuf_fini(&f->body);
}

static bool
all_done(void *arg)
{
	struct fixture *f = arg;
	return f->done >= f->wanted;
}

static void
run(struct fixture *f)
{
	world_until(&f->world, all_done, f);
	assert_int_equal(f->done, f->wanted);
	if (f->client)
		assert_int_equal(http_client_running(f->client), 0);
}

static const struct http_client_options plain = { 0 };
static const struct http_client_options hasty = { .total_ms = 60 };
static const struct http_client_options fresh = { .fresh = true };

void
test_answer_comes_whole(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	send_peer(&f, "GET", NULL, plain);
	assert_int_equal(http_client_running(f.client), 1);
	run(&f);
	assert_int_equal(f.outcome, HTTP_ANSWERED);
	assert_int_equal(f.status, 200);
	assert_string_equal(sbuf_text(&f.body), "hi");
	assert_int_equal(f.retry_after_s, -1);
	assert_string_equal(f.error, "");
	end(&f);
}

void
test_post_says_exactly_its_bytes(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	send_peer(&f, "POST", "{\"a\":1}", plain);
	run(&f);
	const char *s = sbuf_text(&f.peer.last);
	assert_memory_equal(s, "POST /path?q=1 HTTP/1.1\r\n", 25);
	assert_non_null(strstr(s, "Content-Type: text/plain\r\n"));
	assert_non_null(strstr(s, "Content-Length: 7\r\n"));
	assert_null(strstr(s, "Expect"));
	assert_null(strstr(s, "x-www-form-urlencoded"));
	assert_string_equal(strstr(s, "\r\n\r\n"), "\r\n\r\n{\"a\":1}");
	end(&f);
}

void
test_send_never_calls_done_itself(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	/* libcurl itself refuses this one, and at once. */
	assert_int_equal(
	    send_to(&f, "GET", "http://127.0.0.1:99999/", NULL, plain), 0);
	f.wanted = 1;
	assert_int_equal(f.done, 0);
	run(&f);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	end(&f);
}

void
test_lone_time_out_is_reaped(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_SILENT, NULL);
	send_peer(&f, "GET", NULL, hasty);
	run(&f);
	assert_int_equal(f.outcome, HTTP_AMBIGUOUS);
	assert_int_equal(f.peer.requests, 1);
	end(&f);
}

void
test_refused_is_not_sent(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_SILENT, NULL);
	/* A port that was ours a moment ago and listens no more. */
	uv_close((uv_handle_t *)&f.peer.listen, NULL);
	uv_run(&f.world.loop, UV_RUN_NOWAIT);
	send_peer(&f, "POST", "x", plain);
	run(&f);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	assert_true(*f.error);
	http_client_free(f.client);
	world_fini(&f.world);
	sbuf_fini(&f.body);
}

void
test_reset_is_ambiguous(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_RESET, NULL);
	send_peer(&f, "POST", "x", fresh);
	run(&f);
	assert_int_equal(f.outcome, HTTP_AMBIGUOUS);
	assert_int_equal(f.peer.requests, 1);
	end(&f);
}

void
test_closed_after_the_request_is_ambiguous(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_FIN, NULL);
	send_peer(&f, "POST", "x", plain);
	run(&f);
	assert_int_equal(f.outcome, HTTP_AMBIGUOUS);
	assert_int_equal(f.peer.requests, 1);
	end(&f);
}

void
test_cut_answers_are_ambiguous(void **state)
{
	(void)state;
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nContent-Le",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi",
		"HTTP/1.1 102 Processing\r\n\r\n",
		"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nX: ",
		"+OK POP3 here\r\n",
	};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct fixture f;
		begin(&f, PEER_ANSWER_END, answers[i]);
		send_peer(&f, "GET", NULL, plain);
		run(&f);
		if (f.outcome != HTTP_AMBIGUOUS)
			fail_msg("answer %zu", i);
		end(&f);
	}
}

void
test_too_long_answer_is_ambiguous(void **state)
{
	(void)state;
	static const size_t sizes[] = { 65536, 65537 };
	for (size_t i = 0; i < 2; i++) {
		struct sbuf b = { 0 };
		struct fixture f;
		sbuf_addf(&b, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		    sizes[i]);
		for (size_t n = 0; n < sizes[i]; n++)
			sbuf_add_c(&b, 'x');
		begin(&f, PEER_ANSWER, sbuf_text(&b));
		send_peer(&f, "GET", NULL, plain);
		run(&f);
		assert_int_equal(f.outcome,
		    i == 0 ? HTTP_ANSWERED : HTTP_AMBIGUOUS);
		assert_true(f.body.len <= 65536);
		end(&f);
		sbuf_fini(&b);
	}
}

void
test_redirect_is_not_followed(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER,
	    "HTTP/1.1 302 Found\r\nLocation: /other\r\n"
	    "Content-Length: 0\r\n\r\n");
	send_peer(&f, "GET", NULL, plain);
	run(&f);
	assert_int_equal(f.outcome, HTTP_ANSWERED);
	assert_int_equal(f.status, 302);
	assert_int_equal(f.peer.requests, 1);
	end(&f);
}

void
test_retry_after_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		long seconds;
	} rows[] = { { "7", 7 }, { "-5", -1 }, { "0", -1 },
		{ "99999999999999999999", -1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sbuf b = { 0 };
		struct fixture f;
		sbuf_addf(&b,
		    "HTTP/1.1 429 Slow\r\nRetry-After: %s\r\n"
		    "Content-Length: 0\r\n\r\n",
		    rows[i].value);
		begin(&f, PEER_ANSWER, sbuf_text(&b));
		send_peer(&f, "GET", NULL, plain);
		run(&f);
		assert_int_equal(f.status, 429);
		assert_int_equal(f.retry_after_s, rows[i].seconds);
		end(&f);
		sbuf_fini(&b);
	}
}

void
test_prereq_abort_sends_nothing(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	f.prereq_says = -1;
	send_peer(&f, "POST", "x", fresh);
	run(&f);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	assert_int_equal(f.prereq_calls, 1);
	/* The peer has seen all that there will be once another is through. */
	f.prereq_says = 0;
	send_peer(&f, "GET", NULL, fresh);
	run(&f);
	assert_int_equal(f.peer.requests, 1);
	assert_int_equal(f.peer.bytes, f.peer.last.len);
	assert_memory_equal(sbuf_text(&f.peer.last), "GET ", 4);
	end(&f);
}

void
test_prereq_sees_the_request_before_the_peer(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	for (size_t i = 1; i <= 2; i++) { /* also on a kept connection */
		size_t before = f.peer.bytes;
		send_peer(&f, "POST", "x", plain);
		run(&f);
		assert_int_equal(f.prereq_calls, i);
		assert_int_equal(f.bytes_at_prereq, before);
		assert_int_equal(f.outcome, HTTP_ANSWERED);
	}
	assert_int_equal(f.peer.connections, 1);
	end(&f);
}

void
test_prereq_may_send_another(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	f.send_in_prereq = true;
	send_peer(&f, "POST", "x", plain);
	run(&f);
	assert_int_equal(f.done, 1 + 1);
	assert_int_equal(f.peer.requests, 2);
	end(&f);
}

void
test_fresh_post_is_sent_once(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ONCE, OK_ANSWER);
	/* The trap: on a kept connection that dies, libcurl sends again. */
	send_peer(&f, "POST", "x", plain);
	run(&f);
	send_peer(&f, "POST", "x", plain);
	run(&f);
	assert_int_equal(f.peer.requests, 3);
	assert_int_equal(f.outcome, HTTP_ANSWERED);
	/* With fresh each is sent once, whatever is kept. */
	for (size_t i = 0; i < 4; i++) {
		send_peer(&f, "POST", "x", fresh);
		run(&f);
		assert_int_equal(f.outcome, HTTP_ANSWERED);
		assert_int_equal(f.peer.requests, 3 + i + 1);
	}
	end(&f);
}

void
test_fresh_connection_is_its_own(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	for (int i = 0; i < 3; i++) {
		send_peer(&f, "GET", NULL, fresh);
		run(&f);
	}
	assert_int_equal(f.peer.connections, 3);
	end(&f);
}

void
test_kept_connection_is_used_again(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	for (int i = 0; i < 3; i++) {
		send_peer(&f, "GET", NULL, plain);
		run(&f);
	}
	assert_int_equal(f.peer.connections, 1);
	assert_int_equal(f.peer.requests, 3);
	end(&f);
}

void
test_methods_do_not_leak_into_the_next_request(void **state)
{
	(void)state;
	static const struct {
		const char *method, *body;
	} rows[] = { { "GET", NULL }, { "POST", "abc" }, { "GET", NULL },
		{ "DELETE", NULL }, { "PUT", "abcd" }, { "POST", NULL },
		{ "GET", NULL } };
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char first[64];
		send_peer(&f, rows[i].method, rows[i].body, plain);
		run(&f);
		const char *s = sbuf_text(&f.peer.last);
		snprintf(first, sizeof first, "%s /path", rows[i].method);
		assert_memory_equal(s, first, strlen(first));
		assert_string_equal(strstr(s, "\r\n\r\n") + 4,
		    rows[i].body ? rows[i].body : "");
		if (!rows[i].body)
			assert_null(strstr(s, "Content-Type"));
	}
	end(&f);
}

void
test_failed_lookup_turns_all_away(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	/* A label of more than 63 letters is refused by the resolver without
	 * asking any server. */
	struct sbuf url = { 0 };
	sbuf_add(&url, "http://");
	for (int i = 0; i < 70; i++)
		sbuf_add_c(&url, 'a');
	sbuf_add(&url, ".example/");
	for (int i = 0; i < 20; i++) {
		assert_int_equal(
		    send_to(&f, "GET", sbuf_text(&url), NULL, plain), 0);
		f.wanted++;
	}
	send_peer(&f, "GET", NULL, plain); /* needs no lookup: not held up */
	run(&f);
	assert_int_equal(f.peer.requests, 1);
	assert_int_equal(f.prereq_calls, 1);
	/* And once more: a failure does not close the door for ever. */
	assert_int_equal(send_to(&f, "GET", sbuf_text(&url), NULL, plain), 0);
	f.wanted++;
	run(&f);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	sbuf_fini(&url);
	end(&f);
}

void
test_bad_requests_are_errors(void **state)
{
	(void)state;
	static const char *const urls[] = { "", "nonsense", "ftp://x/",
		"file:///etc/passwd", "http://", "http:///x" };
	struct fixture f;
	begin(&f, PEER_SILENT, NULL);
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		assert_int_equal(send_to(&f, "GET", urls[i], NULL, plain), -1);
	struct err err = { 0 };
	struct http_request r = { .method = mem_dup("GET"),
		.url = mem_dup("http://127.0.0.1/") };
	http_request_header(&r, "X", "a\r\nY: b");
	assert_int_equal(
	    http_client_send(f.client, &r, NULL, NULL, on_done, &f, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	http_request_fini(&r);
	assert_int_equal(http_client_running(f.client), 0);
	end(&f);
	assert_int_equal(f.done, 0);
}

static bool
peer_has_it(void *arg)
{
	return ((struct fixture *)arg)->peer.requests > 0;
}

void
test_free_tells_what_runs(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_SILENT, NULL);
	send_peer(&f, "POST", "x", plain);
	world_until(&f.world, peer_has_it, &f);
	assert_int_equal(f.done, 0);
	http_client_free(f.client);
	f.client = NULL;
	assert_int_equal(f.done, 1);
	assert_int_equal(f.outcome, HTTP_AMBIGUOUS);
	end(&f);

	begin(&f, PEER_SILENT, NULL);
	send_peer(&f, "POST", "x", plain); /* never left */
	http_client_free(f.client);
	f.client = NULL;
	assert_int_equal(f.done, 1);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	end(&f);
}

void
test_free_from_within_done(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	f.free_in_done = true;
	for (int i = 0; i < 5; i++)
		send_peer(&f, "GET", NULL, plain);
	run(&f);
	assert_null(f.client);
	end(&f);
}

void
test_many_at_once_all_end(void **state)
{
	(void)state;
	struct fixture f;
	begin(&f, PEER_ANSWER, OK_ANSWER);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 60; i++)
			send_peer(&f, "POST", "abc", plain);
		run(&f);
	}
	assert_int_equal(f.peer.requests, 180);
	assert_true(f.peer.connections <= 60);
	end(&f);
}

/* --- answers that are attacks (reliability F59–F62) */

void
test_redirect_to_another_host_leaks_no_login(void **state)
{
	(void)state;
	struct peer other;
	struct fixture f;
	char answer[160];
	static const int statuses[] = { 301, 307, 308 };
	for (size_t i = 0; i < 3; i++) {
		begin(&f, PEER_ANSWER, answer);
		peer_init(&other, &f.world, PEER_ANSWER, OK_ANSWER);
		snprintf(answer, sizeof answer,
		    "HTTP/1.1 %d Moved\r\nLocation: http://127.0.0.1:%d/\r\n"
		    "Content-Length: 0\r\n\r\n",
		    statuses[i], other.port);
		send_peer(&f, "POST", "secret", plain);
		run(&f);
		assert_int_equal(f.outcome, HTTP_ANSWERED);
		assert_int_equal(f.status, statuses[i]);
		assert_int_equal(other.connections, 0);
		peer_fini(&other);
		end(&f);
	}
}

static void
answered_badly(const char *answer, enum peer_mode mode)
{
	struct fixture f;
	begin(&f, mode, answer);
	send_peer(&f, "POST", "x", hasty);
	run(&f);
	assert_int_equal(f.outcome, HTTP_AMBIGUOUS);
	assert_true(f.body.len <= 65536);
	assert_int_equal(f.peer.requests, 1);
	end(&f);
}

/* No length, no end. */
void
test_endless_answer_is_cut(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "HTTP/1.1 200 OK\r\n\r\n");
	for (int i = 0; i < 1 << 20; i++)
		sbuf_add_c(&b, 'x');
	answered_badly(sbuf_text(&b), PEER_ANSWER);
	sbuf_fini(&b);
}

void
test_too_many_headers_are_ambiguous(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 100000; i++)
		sbuf_addf(&b, "X-%d: y\r\n", i);
	sbuf_add(&b, "Content-Length: 2\r\n\r\nhi");
	answered_badly(sbuf_text(&b), PEER_ANSWER);
	sbuf_fini(&b);
}

void
test_flood_of_interim_answers_is_ambiguous(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	for (int i = 0; i < 20000; i++)
		sbuf_add(&b, "HTTP/1.1 102 Processing\r\n\r\n");
	answered_badly(sbuf_text(&b), PEER_ANSWER);
	answered_badly("HTTP/1.1 102 Processing\r\n\r\n", PEER_ANSWER);
	answered_badly("HTTP/1.1 100 Continue\r\n\r\n", PEER_ANSWER_END);
	sbuf_fini(&b);
}

/* Nobody asked for it packed: what came is what is read, never more. */
void
test_packed_answer_is_not_unpacked(void **state)
{
	(void)state;
	static const char packed[] = "HTTP/1.1 200 OK\r\n"
				     "Content-Encoding: gzip\r\n"
				     "Content-Length: 20\r\n\r\n"
				     "\x1f\x8b\x08zzzzzzzzzzzzzzzzz";
	struct fixture f;
	begin(&f, PEER_ANSWER, packed);
	send_peer(&f, "GET", NULL, plain);
	run(&f);
	assert_int_equal(f.outcome, HTTP_ANSWERED);
	assert_int_equal(f.body.len, 20);
	assert_memory_equal(sbuf_text(&f.body), "\x1f\x8b", 2);
	assert_null(strstr(sbuf_text(&f.peer.last), "Accept-Encoding"));
	end(&f);
}

/* --- TLS, by OpenSSL's own server */

struct tls {
	char dir[32];
	FILE *out; /* of the server, which ends after one connection */
	int port;
};

static void
shell(const char *dir, const char *command)
{
	char line[640];
	snprintf(line, sizeof line, "cd %s && %s >/dev/null 2>&1", dir,
	    command);
	assert_int_equal(system(line), 0);
}

/* make: how the certificate c.pem and its key k.pem come about. */
static void
tls_init(struct tls *t, const char *make, const char *options)
{
	char line[256];
	*t = (struct tls){ .dir = "build/tls-XXXXXX" };
	mkdir("build", 0777);
	assert_non_null(mkdtemp(t->dir));
	shell(t->dir, make);
	snprintf(line, sizeof line,
	    "cd %s && exec timeout 60 openssl s_server -accept 127.0.0.1:0 "
	    "-naccept 1 -cert c.pem -key k.pem -www %s 2>&1 </dev/null",
	    t->dir, options);
	t->out = popen(line, "r");
	assert_non_null(t->out);
	while (!t->port && fgets(line, sizeof line, t->out)) {
		const char *colon = strrchr(line, ':');
		if (strncmp(line, "ACCEPT", 6) == 0 && colon)
			t->port = (int)strtol(colon + 1, NULL, 10);
	}
	assert_true(t->port > 0);
}

static void
tls_fini(struct tls *t)
{
	char line[64];
	while (fgets(line, sizeof line, t->out))
		; /* to its end */
	pclose(t->out);
	snprintf(line, sizeof line, "rm -r %s", t->dir);
	shell(".", line);
}

#define NEW_KEY                                                                \
	"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "  \
	"-nodes -keyout k.pem -out c.pem -days 1 -subj /CN=x -addext "
#define OF_ADDRESS "subjectAltName=IP:127.0.0.1"
#define OF_ANOTHER "subjectAltName=DNS:sms.example"

static void
refused_before_a_byte(struct fixture *f, int port)
{
	char url[64];
	snprintf(url, sizeof url, "https://127.0.0.1:%d/?secret=geheim", port);
	f->wanted++;
	assert_int_equal(send_to(f, "POST", url, "geheim", plain), 0);
	run(f);
	assert_int_equal(f->outcome, HTTP_NOT_SENT);
	assert_int_equal(f->prereq_calls, 0);
	assert_null(strstr(f->error, "geheim"));
}

void
test_bad_certificates_are_not_sent(void **state)
{
	(void)state;
	static const char *const made[] = {
		NEW_KEY OF_ADDRESS, /* signed by itself */
		NEW_KEY OF_ANOTHER, /* of another host */
		"faketime '2018-01-01 00:00:00' " NEW_KEY OF_ADDRESS, /* over */
		/* by a CA that nobody knows */
		"openssl req -x509 -newkey ec -pkeyopt "
		"ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out "
		"ca.pem -days 1 -subj /CN=ca && openssl req -newkey ec "
		"-pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout k.pem "
		"-out c.csr -subj /CN=127.0.0.1 && openssl x509 -req -in c.csr "
		"-CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -out c.pem",
	};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
		struct tls t;
		struct fixture f;
		tls_init(&t, made[i], "");
		begin(&f, PEER_SILENT, "");
		refused_before_a_byte(&f, t.port);
		assert_non_null(strstr(f.error, "certificate"));
		end(&f);
		tls_fini(&t);
	}
}

void
test_old_tls_is_not_sent(void **state)
{
	(void)state;
	struct tls t;
	struct fixture f;
	tls_init(&t, NEW_KEY OF_ADDRESS, "-tls1_1 -cipher DEFAULT@SECLEVEL=0");
	begin(&f, PEER_SILENT, "");
	refused_before_a_byte(&f, t.port);
	end(&f);
	tls_fini(&t);
}

/* It accepts TCP and says nothing: what it got is no byte of the request. */
void
test_silent_tls_is_not_sent(void **state)
{
	(void)state;
	struct fixture f;
	char url[64];
	begin(&f, PEER_SILENT, "");
	snprintf(url, sizeof url, "https://127.0.0.1:%d/", f.peer.port);
	f.wanted++;
	assert_int_equal(send_to(&f, "POST", url, "geheim", hasty), 0);
	run(&f);
	assert_int_equal(f.outcome, HTTP_NOT_SENT);
	assert_int_equal(f.prereq_calls, 0);
	end(&f);
}

/* Errors go to logs, and addresses hold passwords. */
void
test_errors_name_no_secret(void **state)
{
	(void)state;
	static const enum peer_mode modes[] = { PEER_SILENT, PEER_FIN,
		PEER_RESET };
	for (size_t i = 0; i < 3; i++) {
		struct fixture f;
		char url[96];
		begin(&f, modes[i], "");
		snprintf(url, sizeof url,
		    "http://127.0.0.1:%d/send?password=geheim&to=84912000003",
		    f.peer.port);
		f.wanted++;
		assert_int_equal(send_to(&f, "GET", url, NULL, hasty), 0);
		run(&f);
		assert_int_not_equal(f.outcome, HTTP_ANSWERED);
		assert_string_not_equal(f.error, "");
		assert_null(strstr(f.error, "geheim"));
		assert_null(strstr(f.error, "84912000003"));
		end(&f);
	}
}
