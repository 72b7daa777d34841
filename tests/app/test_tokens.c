/*
 * Rotating tokens against an OAuth server on which a refresh token works once:
 * killed at every step of a rotation, a pair may be lost only where nobody
 * could have it, and then it is seen and told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/tokens.h"
#include "store/rotation.h"
#include "store/stmt.h" /* to fail a commit, to take the reserve */

#include <signal.h>
#include <sys/resource.h>

void test_a_pair_pasted_is_in_use_at_once(void **state);
void test_what_is_no_pair_is_not_taken(void **state);
void test_a_gateway_without_a_pair_is_told_once_a_day(void **state);
void test_it_rotates_in_office_hours_after_half_a_day(void **state);
void test_it_rotates_at_the_latest_five_hours_before_the_end(void **state);
void test_one_request_flies_at_a_time(void **state);
void test_the_begin_is_on_disk_before_the_request(void **state);
void test_a_commit_that_fails_asks_nobody(void **state);
void test_without_reserve_or_when_stopping_it_does_not_begin(void **state);
void test_a_stop_in_flight_still_takes_the_pair(void **state);
void test_not_live_asks_nobody(void **state);
void test_nobody_there_keeps_the_old_one_without_a_question(void **state);
void test_an_unheard_answer_is_asked_once_more_later(void **state);
void test_a_refusal_is_told_and_the_living_token_goes_on(void **state);
void test_a_paste_heals_a_refusal(void **state);
void test_a_refused_send_rotates_once(void **state);
void test_a_pair_arrives_though_its_gateway_was_dropped(void **state);
void test_an_older_database_takes_the_journals_pair(void **state);
void test_a_journal_that_cannot_be_written_loses_nothing(void **state);
void test_killed_at_every_step_many_times(void **state);

enum { LIFE = 90000 };

struct flight { /* a request that left */
	char refresh[64];
	void (*done)(void *arg, const struct http_response *resp);
	void *arg;
};

struct server { /* each refresh token works once */
	int serial;
	char refresh[64], access[64];
	int rotated, reused;
};

struct world {
	struct test_office t;
	struct tokens *tokens;
	struct server server;
	struct flight flight[4];
	size_t n;
	int sent;
	bool dead; /* the process was killed: nothing has an effect */
	bool fresh, refuses_to_start;
	int64_t now;
	uint64_t seed;
	char jar[160];
};

static uint64_t
draw(struct world *w, uint64_t below)
{
	w->seed ^= w->seed << 13;
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return w->seed % below;
}

static int
send_fake(void *self, const struct http_request *r, bool fresh,
    int (*prereq)(void *), void (*done)(void *, const struct http_response *),
    void *arg)
{
	struct world *w = self;
	(void)prereq;
	if (w->dead)
		return 0; /* whoever is dead asks nobody */
	assert_false(store_pending(w->t.office.store));
	if (w->refuses_to_start)
		return -1;
	w->sent++;
	w->fresh = fresh;
	assert_true(w->n < 4);
	struct flight *f = &w->flight[w->n++];
	*f = (struct flight){ .done = done, .arg = arg };
	struct http_fields form = { 0 };
	http_fields_decode(&form, r->body, r->body_len);
	snprintf(f->refresh, sizeof f->refresh, "%s",
	    http_fields_get(&form, "refresh_token"));
	assert_string_equal(http_fields_get(&form, "app_id"), "123");
	http_fields_fini(&form);
	return 0;
}

static int64_t
now_fake(void *self)
{
	return ((struct world *)self)->now;
}

static void
serve(struct server *s)
{
	s->serial++;
	snprintf(s->access, sizeof s->access, "access-%d", s->serial);
	snprintf(s->refresh, sizeof s->refresh, "refresh-%d", s->serial);
}

/* The server's part of the first flight; the answer's body. */
static void
process(struct world *w, char body[256])
{
	if (strcmp(w->flight[0].refresh, w->server.refresh) == 0) {
		serve(&w->server);
		w->server.rotated++;
		snprintf(body, 256,
		    "{\"access_token\":\"%s\",\"refresh_token\":\"%s\","
		    "\"expires_in\":\"%d\"}",
		    w->server.access, w->server.refresh, LIFE);
	} else {
		w->server.reused++;
		snprintf(body, 256,
		    "{\"error_name\":\"Invalid refresh token.\","
		    "\"error\":-14014}");
	}
}

static void
answer(struct world *w, const struct http_response *resp)
{
	struct flight f = w->flight[0];
	assert_true(w->n > 0);
	memmove(w->flight, w->flight + 1, --w->n * sizeof *w->flight);
	f.done(f.arg, resp);
}

static void
answer_body(struct world *w, const char *body)
{
	const struct http_response resp = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = body,
		.body_len = strlen(body),
		.retry_after_s = -1,
		.error = "" };
	answer(w, &resp);
}

static void
answer_trouble(struct world *w, enum http_outcome outcome)
{
	const struct http_response resp = { .outcome = outcome,
		.body = "",
		.retry_after_s = -1,
		.error = "trouble" };
	answer(w, &resp);
}

static void
flush(struct world *w)
{
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

static void
step(struct world *w)
{
	must(&w->t, tokens_step(w->tokens, w->now, &w->t.err));
}

static void
turn(struct world *w)
{
	step(w);
	flush(w);
}

/* Everything that flies is answered; returns how many. */
static int
land(struct world *w)
{
	int n = 0;
	char body[256];
	for (; w->n; n++) {
		process(w, body);
		answer_body(w, body);
		flush(w);
	}
	return n;
}

static void
start(struct world *w)
{
	const struct courier_transport via = { w, send_fake, now_fake };
	w->dead = false;
	w->tokens = tokens_new(&w->t.office, &via);
}

static const char zalo[] = "[sending]\nlive = yes\n"
			   "[gateway zalo]\ndriver = zalo\nuser = 123\n"
			   "password_file = ../app.secret\n"
			   "hook_secret_file = ../hook.secret\n";

/* A pair of ten in the morning. */
static void
world_init(struct world *w)
{
	*w = (struct world){ .now = on2018(5, 23, 10, 0), .seed = 88172645463 };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&w->t, NULL);
	conffile_write(&w->t.conf, "app.secret", "geheim\n");
	test_office_configure(&w->t, zalo);
	snprintf(w->jar, sizeof w->jar, "%s-token-zalo",
	    w->t.office.config->storage_path);
	serve(&w->server);
	start(w);
	must(&w->t, tokens_paste(w->tokens, "zalo", w->server.access,
			w->server.refresh, w->now, &w->t.err));
	flush(w);
}

static void
world_fini(struct world *w)
{
	tokens_free(w->tokens);
	test_office_fini(&w->t);
}

static struct rotation_row
row(struct world *w)
{
	struct rotation_row r;
	assert_true(rotation_get(w->t.office.store, "zalo", &r) >= 0);
	return r;
}

static const char *
access_now(struct world *w)
{
	return tokens_access(w->tokens, "zalo", w->now, NULL);
}

static int
alarms(struct world *w)
{
	return test_tally(&w->t, -1, "alarm").n;
}

/* --- pasting */

void
test_a_pair_pasted_is_in_use_at_once(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	int64_t generation = 0;
	assert_string_equal(tokens_access(w.tokens, "zalo", w.now, &generation),
	    "access-1");
	assert_int_equal(generation, 1);
	assert_null(tokens_access(w.tokens, "sms", w.now, NULL));
	assert_null(tokens_access(w.tokens, "zalo", w.now + LIFE, &generation));
	assert_int_equal(row(&w).generation, 1);
	assert_int_equal(row(&w).expires_at, w.now + LIFE);
	world_fini(&w);
}

void
test_what_is_no_pair_is_not_taken(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	static const char *const pairs[][2] = { { "", "r" }, { "a", "" },
		{ "a b", "r" }, { "a", "r\r\nX: y" }, { "a", "a" },
		{ "\xc3\xa1", "r" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_int_equal(tokens_paste(w.tokens, "zalo", pairs[i][0],
				     pairs[i][1], w.now, &w.t.err),
		    -1);
	assert_int_equal(
	    tokens_paste(w.tokens, "sms", "a", "r", w.now, &w.t.err), -1);
	assert_int_equal(w.t.err.code, ERR_NOT_FOUND);
	assert_string_equal(access_now(&w), "access-1");
	world_fini(&w);
}

void
test_a_gateway_without_a_pair_is_told_once_a_day(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	tokens_free(w.tokens);
	assert_int_equal(unlink(w.jar), 0);
	start(&w);
	for (int i = 0; i < 5; i++) {
		turn(&w);
		w.now += 3600;
	}
	assert_null(access_now(&w));
	assert_int_equal(alarms(&w), 1);
	struct test_tally a = test_tally(&w.t, -1, "alarm");
	assert_text_has(&w.t, a.last, "chua co ma truy cap");
	assert_text_has(&w.t, a.last, "nhacviec gateway token zalo");
	assert_int_equal(w.sent, 0);
	/* A pair that is pasted then is newer than whatever was. */
	must(&w.t, tokens_paste(w.tokens, "zalo", "a", "r", w.now, &w.t.err));
	flush(&w);
	assert_int_equal(row(&w).generation, 2);
	world_fini(&w);
}

/* --- when */

/* Steps until a rotation begins; the moment. */
static int64_t
begins_at(struct world *w)
{
	int sent = w->sent;
	for (int i = 0; i < 50 && w->sent == sent; i++) {
		int64_t next = tokens_next(w->tokens);
		w->now = next > w->now ? next : w->now;
		turn(w);
	}
	assert_int_equal(w->sent, sent + 1);
	return w->now;
}

void
test_it_rotates_in_office_hours_after_half_a_day(void **state)
{
	(void)state;
	struct world w;
	world_init(&w); /* 10:00: 12 h later the office is closed */
	w.now = on2018(5, 23, 20, 0);
	must(&w.t, tokens_paste(w.tokens, "zalo", w.server.access,
		       w.server.refresh, w.now, &w.t.err));
	flush(&w);
	assert_int_equal(begins_at(&w), on2018(5, 24, 8, 0));
	assert_int_equal(land(&w), 1);
	assert_string_equal(access_now(&w), "access-2");
	assert_int_equal(row(&w).generation, 3);
	assert_false(row(&w).rotating);
	world_fini(&w);
}

void
test_it_rotates_at_the_latest_five_hours_before_the_end(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	/* 12 h of age is 22:00, the office opens with 3 h left. */
	assert_int_equal(begins_at(&w), on2018(5, 24, 6, 0));
	land(&w);
	world_fini(&w);
}

void
test_one_request_flies_at_a_time(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.now = begins_at(&w);
	for (int i = 0; i < 100; i++) {
		w.now += 60;
		turn(&w);
	}
	assert_int_equal(w.sent, 1);
	assert_true(w.fresh); /* a connection of its own */
	assert_int_equal(tokens_in_flight(w.tokens), 1);
	assert_int_equal(
	    tokens_paste(w.tokens, "zalo", "a", "r", w.now, &w.t.err), -1);
	assert_int_equal(w.t.err.code, ERR_BUSY);
	land(&w);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	world_fini(&w);
}

void
test_the_begin_is_on_disk_before_the_request(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.now = on2018(5, 24, 6, 0);
	step(&w);
	assert_int_equal(w.sent, 0);
	flush(&w); /* send_fake looks at what is pending */
	assert_int_equal(w.sent, 1);
	assert_true(row(&w).rotating);
	assert_int_equal(row(&w).started_at, w.now);
	land(&w);
	world_fini(&w);
}

void
test_a_commit_that_fails_asks_nobody(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.now = on2018(5, 24, 6, 0);
	step(&w);
	w.t.office.store->lost = ERR_FULL;
	assert_int_equal(store_flush(w.t.office.store, &w.t.err), -1);
	assert_int_equal(w.sent, 0);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	assert_false(row(&w).rotating);
	begins_at(&w); /* the disk has room again */
	assert_int_equal(land(&w), 1);
	world_fini(&w);
}

void
test_without_reserve_or_when_stopping_it_does_not_begin(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.now = on2018(5, 24, 6, 0);
	w.t.office.store->ballast = false;
	turn(&w);
	assert_int_equal(w.sent, 0);
	w.t.office.store->ballast = true;
	tokens_stop(w.tokens);
	w.now += 600;
	turn(&w);
	assert_int_equal(w.sent, 0);
	assert_int_equal(tokens_next(w.tokens), INT64_MAX);
	world_fini(&w);
}

void
test_a_stop_in_flight_still_takes_the_pair(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	begins_at(&w);
	tokens_stop(w.tokens);
	assert_int_equal(tokens_in_flight(w.tokens), 1);
	assert_int_equal(land(&w), 1);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	assert_string_equal(access_now(&w), "access-2");
	/* Stopped before the request left: there is no question. */
	tokens_free(w.tokens);
	start(&w);
	turn(&w);
	w.now += 20 * 3600;
	step(&w);
	tokens_stop(w.tokens);
	int sent = w.sent;
	flush(&w);
	assert_int_equal(w.sent, sent);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	world_fini(&w);
}

void
test_not_live_asks_nobody(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	char conf[512];
	snprintf(conf, sizeof conf, "%s[sending]\nlive = no\n",
	    strchr(zalo, '[') + sizeof "[sending]\nlive = yes\n" - 1);
	test_office_configure(&w.t, conf);
	w.now += 2 * LIFE;
	turn(&w);
	assert_int_equal(w.sent, 0);
	assert_int_equal(alarms(&w), 0);
	world_fini(&w);
}

/* --- answers */

void
test_nobody_there_keeps_the_old_one_without_a_question(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	begins_at(&w);
	answer_trouble(&w, HTTP_NOT_SENT);
	flush(&w);
	assert_false(row(&w).rotating);
	int64_t first = w.now;
	assert_true(begins_at(&w) >= first + 60);
	answer_body(&w, "{\"error\":-1,\"access_token\":1}");
	assert_int_equal(w.server.reused, 0);
	world_fini(&w);
	/* What cannot even be started is the same. */
	world_init(&w);
	w.refuses_to_start = true;
	w.now = on2018(5, 24, 6, 0);
	turn(&w);
	flush(&w);
	assert_false(row(&w).rotating);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	w.refuses_to_start = false;
	begins_at(&w);
	assert_int_equal(land(&w), 1);
	world_fini(&w);
}

void
test_an_unheard_answer_is_asked_once_more_later(void **state)
{
	(void)state;
	struct world w;
	char body[256];
	world_init(&w);
	begins_at(&w); /* never arrived there */
	answer_trouble(&w, HTTP_AMBIGUOUS);
	flush(&w);
	assert_true(row(&w).rotating);
	assert_int_equal(alarms(&w), 0);
	assert_string_equal(access_now(&w), "access-1");
	int64_t first = w.now;
	assert_int_equal(begins_at(&w), first + 600);
	assert_int_equal(land(&w), 1);
	assert_string_equal(access_now(&w), "access-2");
	/* It did arrive: the second is refused, and that is told. */
	begins_at(&w);
	process(&w, body);
	answer_trouble(&w, HTTP_AMBIGUOUS);
	flush(&w);
	begins_at(&w);
	assert_int_equal(land(&w), 1);
	assert_int_equal(alarms(&w), 1);
	assert_non_null(strstr(row(&w).trouble, "-14014"));
	world_fini(&w);
}

void
test_a_refusal_is_told_and_the_living_token_goes_on(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	serve(&w.server); /* somebody else used ours */
	begins_at(&w);
	land(&w);
	assert_int_equal(alarms(&w), 1);
	struct test_tally a = test_tally(&w.t, -1, "alarm");
	assert_text_has(&w.t, a.last, "nhacviec gateway token zalo");
	assert_text_has(&w.t, a.last, "Con gui duoc den 11:00 ngay 24/5");
	assert_text_lacks(&w.t, a.last, "access-1");
	assert_text_lacks(&w.t, a.last, "refresh-1");
	assert_string_equal(access_now(&w), "access-1");
	assert_false(row(&w).rotating);
	/* Told again each day while it lasts, also by the next process. */
	tokens_free(w.tokens);
	start(&w);
	w.now += 86400;
	turn(&w);
	assert_int_equal(alarms(&w), 2);
	assert_null(access_now(&w)); /* dead by now */
	world_fini(&w);
}

void
test_a_paste_heals_a_refusal(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	serve(&w.server);
	begins_at(&w);
	land(&w);
	assert_true(*row(&w).trouble);
	must(&w.t, tokens_paste(w.tokens, "zalo", w.server.access,
		       w.server.refresh, w.now, &w.t.err));
	flush(&w);
	assert_string_equal(row(&w).trouble, "");
	assert_string_equal(access_now(&w), "access-2");
	begins_at(&w);
	assert_int_equal(land(&w), 1);
	assert_string_equal(access_now(&w), "access-3");
	world_fini(&w);
}

void
test_a_refused_send_rotates_once(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	assert_false(tokens_expired(w.tokens, "sms", 0, w.now));
	assert_true(tokens_expired(w.tokens, "zalo", 1, w.now));
	assert_true(tokens_next(w.tokens) <= w.now);
	turn(&w);
	assert_int_equal(w.sent, 1);
	assert_true(tokens_expired(w.tokens, "zalo", 1, w.now));
	assert_int_equal(land(&w), 1);
	/* What was in flight with the old one: the new one is there. */
	assert_true(tokens_expired(w.tokens, "zalo", 1, w.now));
	turn(&w);
	assert_int_equal(w.sent, 1);
	/* The new one is refused as well: no more of that. */
	w.now += 5;
	assert_false(tokens_expired(w.tokens, "zalo", 2, w.now));
	turn(&w);
	assert_int_equal(w.sent, 1);
	world_fini(&w);
}

void
test_a_pair_arrives_though_its_gateway_was_dropped(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	begins_at(&w);
	test_office_configure(&w.t, "");
	assert_int_equal(land(&w), 1);
	test_office_configure(&w.t, zalo);
	turn(&w);
	assert_string_equal(access_now(&w), "access-2");
	world_fini(&w);
}

/* --- after a crash */

static void
jar_bytes(struct world *w, unsigned char *bytes, bool write)
{
	FILE *f = fopen(w->jar, write ? "r+b" : "rb");
	assert_non_null(f);
	size_t n = write ? fwrite(bytes, 1, 8192, f) : fread(bytes, 1, 8192, f);
	assert_int_equal(n, 8192);
	fclose(f);
}

/* The process is gone; what was on disk is all that is left. */
static void
boot(struct world *w, struct test_image *disk, unsigned char *jar)
{
	w->dead = true;
	w->n = 0;
	test_boot(&w->t, disk);
	tokens_free(w->tokens);
	jar_bytes(w, jar, true);
	start(w);
}

void
test_an_older_database_takes_the_journals_pair(void **state)
{
	(void)state;
	struct world w;
	static unsigned char jar[8192];
	world_init(&w);
	struct test_image backup = test_image(&w.t);
	begins_at(&w);
	land(&w);
	jar_bytes(&w, jar, false);
	boot(&w, &backup, jar); /* yesterday's database, today's journal */
	turn(&w);
	assert_string_equal(access_now(&w), "access-2");
	assert_int_equal(row(&w).generation, 2);
	begins_at(&w);
	assert_int_equal(land(&w), 1);
	assert_int_equal(w.server.reused, 0);
	world_fini(&w);
}

void
test_a_journal_that_cannot_be_written_loses_nothing(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	begins_at(&w);
	char body[256];
	process(&w, body);
	struct rlimit old, none;
	signal(SIGXFSZ, SIG_IGN); /* as the service does */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	none = old;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	answer_body(&w, body);
	flush(&w);
	bool kept = strcmp(access_now(&w), "access-1") == 0;
	setrlimit(RLIMIT_FSIZE, &old); /* first, or no failure is seen */
	assert_true(kept);
	assert_int_equal(tokens_in_flight(w.tokens), 0);
	assert_int_equal(alarms(&w), 1);
	assert_true(row(&w).rotating);
	int sent = w.sent;
	w.now += 10;
	turn(&w); /* written now, not asked again */
	assert_int_equal(w.sent, sent);
	assert_string_equal(access_now(&w), "access-2");
	assert_false(row(&w).rotating);
	world_fini(&w);
}

enum kill {	   /* where the process ends */
	BEFORE,	   /* nothing was begun */
	BEGUN,	   /* the begin is not on disk */
	COMMITTED, /* the request did not leave */
	PROCESSED, /* the server rotated, the answer did not arrive */
	TORN,	   /* the journal was being written */
	JOURNALED, /* the database was not */
	SAVED,	   /* it was */
	USED,	   /* and it is in use */
	KILL__N
};

/* One rotation that ends there; *jar and the image are what is on disk. */
static struct test_image
killed_at(struct world *w, enum kill k, unsigned char *jar)
{
	static unsigned char new[8192];
	char body[256];
	struct test_image disk = test_image(&w->t);
	jar_bytes(w, jar, false);
	w->now = row(w).expires_at - 3 * 3600;
	if (k == BEFORE)
		return disk;
	step(w);
	if (k == BEGUN)
		return disk;
	flush(w);
	free(disk.bytes);
	disk = test_image(&w->t);
	if (k == COMMITTED)
		return disk;
	process(w, body);
	if (k == PROCESSED)
		return disk;
	answer_body(w, body);
	jar_bytes(w, new, false);
	if (k == TORN) { /* some of its sectors, in any order */
		size_t base = memcmp(jar, new, 4096) ? 0 : 4096;
		assert_true(memcmp(jar + base, new + base, 4096) != 0);
		for (size_t n = 0; n < 4096; n += 512) {
			if (draw(w, 2))
				memcpy(jar + base + n, new + base + n, 512);
		}
		if (memcmp(jar + base, new + base, 4096) == 0)
			memset(jar + base, 0, 512); /* it was whole by luck */
		return disk;
	}
	memcpy(jar, new, 8192);
	if (k == JOURNALED)
		return disk;
	flush(w);
	free(disk.bytes);
	if (k == USED) {
		w->now += 60;
		turn(w);
	}
	return test_image(&w->t);
}

/* The next process: it rotates until it has come to rest. */
static void
rest(struct world *w)
{
	for (int i = 0; i < 4; i++) {
		turn(w);
		land(w);
		w->now += 700;
	}
}

static void
one_kill(struct world *w, enum kill k)
{
	static unsigned char jar[8192];
	int alarmed = alarms(w);
	struct test_image disk = killed_at(w, k, jar);
	boot(w, &disk, jar);
	if (draw(w, 3) == 0) { /* killed again before it did anything */
		disk = test_image(&w->t);
		step(w);
		boot(w, &disk, jar);
	}
	rest(w);
	struct rotation_row r = row(w);
	bool lost = *r.trouble != '\0';
	/* Open only between the server's commit and the whole slot. */
	assert_int_equal(lost, k == PROCESSED || k == TORN);
	assert_int_equal(w->server.reused, lost);
	assert_int_equal(alarms(w) - alarmed, lost);
	assert_non_null(access_now(w)); /* slack: it goes on for hours */
	if (!lost)
		assert_string_equal(access_now(w), w->server.access);
	assert_false(r.rotating);
}

void
test_killed_at_every_step_many_times(void **state)
{
	(void)state;
	const char *more = getenv("TOKEN_KILLS");
	int rounds = more ? (int)strtol(more, NULL, 10) : 12, lost = 0;
	for (int i = 0; i < rounds; i++) {
		for (int k = 0; k < KILL__N; k++) {
			struct world w;
			world_init(&w);
			w.seed += (uint64_t)i * 1000003u + (uint64_t)k;
			for (uint64_t n = draw(&w, 3); n; n--) {
				begins_at(&w);
				land(&w);
			}
			one_kill(&w, (enum kill)k);
			lost += *row(&w).trouble != '\0';
			world_fini(&w);
		}
	}
	assert_int_equal(lost, 2 * rounds);
}
