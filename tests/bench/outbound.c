/*
 * make bench: accepted messages a second through the courier, the store and
 * the HTTP client, against the same work done by bare libcurl and bare SQLite
 * in the same run.
 *
 *   outbound URL DIRECTORY MESSAGES CONNECTIONS [once]
 *
 * The same work: rows claimed on disk before a byte leaves, the outcome on disk
 * after the answer, grouped commits.  `once` is a gateway that cannot refuse
 * duplicates: a connection of its own and a commit of its own before the first
 * byte of each message.  Prints OURS BARE.
 */
#include "app/config.h"
#include "app/courier.h"
#include "app/office.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/policy.h"
#include "net/http_client.h"
#include "store/outbox.h"
#include "store/store.h"

#include <curl/curl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

enum { NOW = 1527121800, GROUP = 1000, BARE_MAX = 1024 };

static const char message_text[] =
    "HUYEN DOAN: con 7 ngay het thang 5, d/c Bao chua bao di co so (Tan Hoa). "
    "Da di nhan: DA DI TANHOA <ngay>. Chua di nhan: HEN 28/5";

struct job {
	const char *url, *dir;
	long messages;
	long connections;
	bool once;
};

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "outbound: %s: %s\n", what, why);
	exit(1);
}

/* --- ours */

struct ours {
	struct office office;
	struct courier *courier;
	struct http_client *client;
	long done;
};

static int
transport_send(void *self, const struct http_request *r, bool fresh,
    int (*prereq)(void *arg),
    void (*done)(void *arg, const struct http_response *resp), void *arg)
{
	struct ours *o = self;
	struct http_client_options options = { .fresh = fresh };
	struct err err = { 0 };
	return http_client_send(o->client, r, &options, prereq, done, arg,
	    &err);
}

static int64_t
transport_now(void *self)
{
	(void)self;
	return NOW;
}

static void
fill_outbox(struct store *s, long n)
{
	struct err err = { 0 };
	if (store_begin(s, &err) < 0)
		die("begin", err.text);
	for (long i = 0; i < n; i++) {
		char number[24];
		struct message_id id;
		snprintf(number, sizeof number, "+8491%07ld", i);
		struct outbox_new m = { .number = number,
			.kind = "test",
			.text = message_text,
			.not_before = NOW,
			.expires_at = NOW + 86400 };
		if (outbox_enqueue(s, &m, NOW, &id, &err) != 1)
			die("enqueue", err.text);
	}
	if (store_end(s, &err) < 0 || store_flush(s, &err) < 0)
		die("flush", err.text);
}

static double
run_ours(const struct job *j)
{
	struct ours o = { .done = 0 };
	struct err err = { 0 };
	char path[512];
	uv_loop_t loop;
	snprintf(path, sizeof path, "%s/ours.db", j->dir);
	uv_loop_init(&loop);
	struct gw_driver driver = *gw_driver_find("kannel");
	driver.caps.refuses_duplicates = !j->once;
	struct config_gateway gateway = { .driver = &driver,
		.settings = { .name = "sms",
		    .url = j->url,
		    .user = "nhacviec",
		    .password = "loopback",
		    .from = "8041",
		    .hook_secret = "secret",
		    .hooks_url = "http://127.0.0.1:8643" } };
	size_t first = 0;
	struct config config = { .policy = policy_new(),
		.gateways = &gateway,
		.gateway_n = 1,
		.order = &first,
		.order_n = 1,
		.live = true,
		.alarm_to = "admin" };
	o.office.config = &config;
	if (store_open(&o.office.store, path, NOW, &err) < 0)
		die(path, err.text);
	if (http_client_new(&o.client, &loop, &err) < 0)
		die("client", err.text);
	struct courier_transport t = { .self = &o,
		.send = transport_send,
		.now = transport_now };
	o.courier = courier_new(&o.office, &t);
	courier_limit(o.courier, (size_t)j->connections);
	fill_outbox(o.office.store, j->messages);
	double start = seconds();
	long left = j->messages;
	while (left > 0) {
		if (courier_step(o.courier, NOW, &err) < 0 ||
		    store_flush(o.office.store, &err) < 0)
			die("step", err.text);
		uv_run(&loop, UV_RUN_ONCE);
		if (!courier_in_flight(o.courier))
			left = outbox_count(o.office.store, MESSAGE_QUEUED);
	}
	if (store_flush(o.office.store, &err) < 0)
		die("flush", err.text);
	double took = seconds() - start;
	if (outbox_count(o.office.store, MESSAGE_ACCEPTED) != j->messages)
		die("ours", "not all were accepted");
	courier_free(o.courier);
	http_client_free(o.client);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	office_forget(&o.office);
	store_close(o.office.store);
	policy_free(config.policy);
	return (double)j->messages / took;
}

/* --- bare */

struct bare_send {
	CURL *easy;
	sqlite3_int64 id;
	long status;
};

struct bare {
	const struct job *j;
	sqlite3 *db;
	sqlite3_stmt *due, *claim, *attempt, *writing, *settle;
	CURLM *multi;
	struct bare_send sends[BARE_MAX];
	struct bare_send *idle[BARE_MAX];
	size_t idle_n;
	bool open; /* a transaction */
};

static void
sql(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		die(text, sqlite3_errmsg(db));
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
		die(text, sqlite3_errmsg(db));
	return s;
}

static void
begin(struct bare *b)
{
	if (!b->open)
		sql(b->db, "BEGIN IMMEDIATE");
	b->open = true;
}

static void
commit(struct bare *b)
{
	if (b->open)
		sql(b->db, "COMMIT");
	b->open = false;
}

static void
step(sqlite3_stmt *s, sqlite3_int64 id, sqlite3_int64 second)
{
	sqlite3_bind_int64(s, 1, id);
	if (sqlite3_bind_parameter_count(s) > 1)
		sqlite3_bind_int64(s, 2, second);
	if (sqlite3_step(s) != SQLITE_DONE)
		die("step", "no success");
	sqlite3_reset(s);
}

static int
on_bare_prereq(void *arg, char *peer, char *own, int peer_port, int own_port)
{
	(void)peer, (void)own, (void)peer_port, (void)own_port;
	return arg ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static size_t
on_bare_body(char *p, size_t size, size_t n, void *arg)
{
	(void)p, (void)arg;
	return size * n;
}

static void
bare_open(struct bare *b)
{
	char path[512];
	snprintf(path, sizeof path, "%s/bare.db", b->j->dir);
	if (sqlite3_open(path, &b->db) != SQLITE_OK)
		die(path, sqlite3_errmsg(b->db));
	sql(b->db, "PRAGMA locking_mode = EXCLUSIVE;"
		   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		   "CREATE TABLE message (id INTEGER PRIMARY KEY, state INTEGER"
		   " NOT NULL, next_at INTEGER NOT NULL, number TEXT NOT NULL,"
		   " text TEXT NOT NULL, updated_at INTEGER) STRICT;"
		   "CREATE INDEX message_due ON message (state, next_at);"
		   "CREATE TABLE attempt (id INTEGER PRIMARY KEY, message"
		   " INTEGER NOT NULL, state INTEGER NOT NULL, status INTEGER)"
		   " STRICT;"
		   "CREATE INDEX attempt_of ON attempt (message)");
	sqlite3_stmt *insert = prepare(b->db, "INSERT INTO message (id, state,"
					      " next_at, number, text)"
					      " VALUES (?, 0, ?, ?, ?)");
	begin(b);
	for (long i = 0; i < b->j->messages; i++) {
		char number[24];
		snprintf(number, sizeof number, "+8491%07ld", i);
		sqlite3_bind_int64(insert, 1, i + 1);
		sqlite3_bind_int64(insert, 2, NOW);
		sqlite3_bind_text(insert, 3, number, -1, SQLITE_TRANSIENT);
		sqlite3_bind_text(insert, 4, message_text, -1, SQLITE_STATIC);
		if (sqlite3_step(insert) != SQLITE_DONE)
			die("insert", sqlite3_errmsg(b->db));
		sqlite3_reset(insert);
	}
	commit(b);
	sqlite3_finalize(insert);
	b->due = prepare(b->db, "SELECT id, number, text FROM message WHERE"
				" state = 0 AND next_at <= ?"
				" ORDER BY next_at, id LIMIT ?");
	b->claim =
	    prepare(b->db, "UPDATE message SET state = 1, updated_at = ?2"
			   " WHERE id = ?1 AND state = 0");
	b->attempt = prepare(b->db, "INSERT INTO attempt (message, state)"
				    " VALUES (?1, 0)");
	b->writing = prepare(b->db, "UPDATE attempt SET state = 1"
				    " WHERE message = ?1");
	b->settle = prepare(b->db, "UPDATE message SET state = 3,"
				   " updated_at = ?2 WHERE id = ?1");
}

static void
bare_prepare(struct bare *b, struct bare_send *s, const char *number,
    const char *text)
{
	char url[2048];
	char *to = curl_easy_escape(s->easy, number, 0);
	char *body = curl_easy_escape(s->easy, text, 0);
	snprintf(url, sizeof url,
	    "%s?username=nhacviec&password=loopback&from=8041&to=%s&text=%s",
	    b->j->url, to, body);
	curl_free(to);
	curl_free(body);
	curl_easy_setopt(s->easy, CURLOPT_URL, url);
}

/* Claims what there is room for; returns how many, in the last places of the
 * idle list (they start when the claim is on disk). */
static size_t
bare_claim(struct bare *b)
{
	size_t n = 0;
	sqlite3_bind_int64(b->due, 1, NOW);
	sqlite3_bind_int64(b->due, 2, (sqlite3_int64)b->idle_n);
	while (b->idle_n > n && sqlite3_step(b->due) == SQLITE_ROW) {
		struct bare_send *s = b->idle[b->idle_n - 1 - n++];
		s->id = sqlite3_column_int64(b->due, 0);
		bare_prepare(b, s, (const char *)sqlite3_column_text(b->due, 1),
		    (const char *)sqlite3_column_text(b->due, 2));
	}
	sqlite3_reset(b->due);
	for (size_t i = 0; i < n; i++) {
		begin(b);
		sqlite3_int64 id = b->idle[b->idle_n - 1 - i]->id;
		step(b->claim, id, NOW);
		step(b->attempt, id, NOW);
	}
	return n;
}

static void
bare_start(struct bare *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct bare_send *s = b->idle[--b->idle_n];
		if (b->j->once) { /* a commit of its own for each */
			begin(b);
			step(b->writing, s->id, 0);
			commit(b);
		}
		curl_multi_add_handle(b->multi, s->easy);
	}
}

static long
bare_reap(struct bare *b)
{
	CURLMsg *m;
	int left;
	long n = 0;
	while ((m = curl_multi_info_read(b->multi, &left))) {
		struct bare_send *s;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &s);
		curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &s->status);
		if (m->data.result != CURLE_OK || s->status != 202)
			die("bare", "a send failed");
		curl_multi_remove_handle(b->multi, s->easy);
		begin(b);
		step(b->settle, s->id, NOW);
		b->idle[b->idle_n++] = s;
		n++;
	}
	return n;
}

static void
bare_handles(struct bare *b)
{
	b->multi = curl_multi_init();
	for (long i = 0; i < b->j->connections; i++) {
		struct bare_send *s = &b->sends[i];
		s->easy = curl_easy_init();
		curl_easy_setopt(s->easy, CURLOPT_PRIVATE, s);
		curl_easy_setopt(s->easy, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(s->easy, CURLOPT_TIMEOUT_MS, 30000L);
		curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, on_bare_body);
		curl_easy_setopt(s->easy, CURLOPT_PREREQFUNCTION,
		    on_bare_prereq);
		curl_easy_setopt(s->easy, CURLOPT_PREREQDATA, s);
		if (b->j->once) {
			curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, 1L);
			curl_easy_setopt(s->easy, CURLOPT_FORBID_REUSE, 1L);
		}
		b->idle[b->idle_n++] = s;
	}
}

static double
run_bare(const struct job *j)
{
	static struct bare b;
	b.j = j;
	bare_open(&b);
	bare_handles(&b);
	double start = seconds();
	long done = 0;
	while (done < j->messages) {
		int running;
		size_t claimed = bare_claim(&b);
		commit(&b); /* this turn's results and the next claims */
		bare_start(&b, claimed);
		curl_multi_perform(b.multi, &running);
		long n = bare_reap(&b);
		done += n;
		if (!n && running)
			curl_multi_poll(b.multi, NULL, 0, 1000, NULL);
	}
	commit(&b);
	double took = seconds() - start;
	sqlite3_stmt *all[] = { b.due, b.claim, b.attempt, b.writing,
		b.settle };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		sqlite3_finalize(all[i]);
	sqlite3_close(b.db);
	for (long i = 0; i < j->connections; i++)
		curl_easy_cleanup(b.sends[i].easy);
	curl_multi_cleanup(b.multi);
	return (double)j->messages / took;
}

int
main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	struct job j = { .url = argv[1],
		.dir = argv[2],
		.messages = strtol(argv[3], NULL, 10),
		.connections = strtol(argv[4], NULL, 10),
		.once = argc > 5 };
	if (j.connections < 1 || j.connections > BARE_MAX)
		return 2;
	log_setup(0, LOG_ERROR);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	double bare = run_bare(&j);
	double ours = run_ours(&j);
	printf("%.0f %.0f\n", ours, bare);
	return 0;
}
