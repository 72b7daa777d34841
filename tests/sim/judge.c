#define _GNU_SOURCE
#include "judge.h"

#include "folk.h"

#include "core/civil.h"
#include "gw/gw.h"
#include "store/stmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ONE, ALL, MARKS, PAUSED, VISIT, EVENTS, PEOPLE, UNDONE, NEW, QUESTIONS };

static const char *const questions[] = {
	[ONE] = "SELECT m.kind, m.state, m.expires_at, coalesce(p.phone, ''),"
		" m.number, m.number_fixed, m.doubted FROM message m"
		" LEFT JOIN person p ON p.id = m.person WHERE m.id = ?1",
	[ALL] = "SELECT id, state, doubted, kind, expires_at, next_at,"
		" not_before, reason FROM message ORDER BY id",
	[MARKS] = "SELECT (SELECT max(id) FROM message),"
		  " (SELECT count(*) FROM said), (SELECT max(id) FROM event),"
		  " (SELECT max(id) FROM attempt),"
		  " (SELECT count(*) FROM attempt WHERE phase = 'done'),"
		  " (SELECT max(id) FROM report), (SELECT max(id) FROM visit),"
		  " (SELECT count(*) FROM person)",
	[PAUSED] = "SELECT value FROM setting WHERE key = 'paused'",
	[VISIT] = "SELECT count(*) FROM visit v JOIN person p"
		  " ON p.id = v.person WHERE p.code = ?1 AND v.day_on = ?2"
		  " AND v.source = 'reply'",
	[EVENTS] = "SELECT count(*), count(nullif(state, 'new')) FROM event"
		   " WHERE sender = ?1 AND text = ?2",
	[PEOPLE] = "SELECT count(*) FROM person",
	[UNDONE] = "SELECT count(DISTINCT withdrawn_at || '/' || event)"
		   " FROM visit WHERE withdrawn_by = 'reply'",
	[NEW] = "SELECT count(*) FROM event WHERE state = 'new'",
};
_Static_assert(sizeof questions / sizeof *questions == QUESTIONS, "");

static const char *const names[] = { "opens", "kept", "twice", "claimed",
	"failed", "reply", "report", "once", "said", "cap", "hours", "number",
	"expired", "stopped", "hammer", "log", "reload", "drained", "late" };
_Static_assert(sizeof names / sizeof *names == ORACLE__N, "each has a name");

const char *
sim_oracle_name(enum sim_oracle o)
{
	return names[o];
}

/* --- asking */

static sqlite3_stmt *
ask(int q)
{
	if (disk_is_dead() || !sim.office.store)
		return NULL;
	if (!sim.look[q] &&
	    sqlite3_prepare_v2(sim.office.store->db, questions[q], -1,
		&sim.look[q], NULL) != SQLITE_OK)
		return NULL;
	sqlite3_reset(sim.look[q]);
	return sim.look[q];
}

static int64_t
number(int q)
{
	sqlite3_stmt *st = ask(q);
	int64_t n = 0;
	if (st && sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return n;
}

void
judge_close(void)
{
	for (size_t i = 0; i < sizeof sim.look / sizeof *sim.look; i++) {
		sqlite3_finalize(sim.look[i]);
		sim.look[i] = NULL;
	}
}

int
judge_people(void)
{
	return (int)number(PEOPLE);
}

static bool
is_paused(void)
{
	sqlite3_stmt *st = ask(PAUSED);
	bool yes = st && sqlite3_step(st) == SQLITE_ROW;
	sqlite3_reset(st);
	return yes;
}

/* --- what leaves */

/* On a closed day, or outside 07:00–11:30 and 13:30–21:00. */
static bool
outside_hours(int64_t at)
{
	static const int off[][2] = { { 4, 28 }, { 4, 29 }, { 4, 30 }, { 5, 1 },
		{ 9, 1 }, { 9, 2 }, { 9, 3 } };
	struct civil_date d = civil_date_of(civil_on(at, SIM_OFFSET));
	int minute = (int)((at + SIM_OFFSET) % 86400 / 60);
	for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
		if (d.month == off[i][0] && d.day == off[i][1])
			return true;
	}
	return minute < 420 || (minute >= 690 && minute < 810) ||
	       minute >= 1260;
}

/* The id in "instance-id" and "instance-id-copy". */
static int64_t
message_of(const char *key)
{
	const char *dash = strchr(key, '-');
	int64_t id = dash ? strtoll(dash + 1, NULL, 10) : 0;
	if (id <= 0 || id >= SIM_MESSAGES) {
		fprintf(stdout, "sim: key '%s'\n", key);
		abort();
	}
	return id;
}

void
judge_start(struct sim_flight *f)
{
	f->msg = message_of(f->key);
	sqlite3_stmt *st = ask(ONE);
	sqlite3_bind_int64(st, 1, f->msg);
	if (!st || sqlite3_step(st) != SQLITE_ROW) {
		sqlite3_reset(st);
		return;
	}
	snprintf(f->kind, sizeof f->kind, "%s",
	    (const char *)sqlite3_column_text(st, 0));
	const char *phone = (const char *)sqlite3_column_text(st, 3);
	bool fixed = sqlite3_column_int(st, 5) != 0;
	if (fixed)
		phone = (const char *)sqlite3_column_text(st, 4);
	if (strcmp(phone, f->number) != 0 ||
	    (!fixed && strncmp(phone, "+849", 4) != 0))
		sim_bad(ORACLE_NUMBER, "message %d goes to another number",
		    (int)f->msg);
	sqlite3_reset(st);
	if (strcmp(f->number, "+84988777666") == 0)
		sim_bad(ORACLE_NUMBER, "message %d goes to a stranger",
		    (int)f->msg);
	if (strcmp(f->kind, "answer") != 0 && outside_hours(f->started_at))
		sim_bad(ORACLE_HOURS, "message %d (%s) leaves outside them",
		    (int)f->msg, f->kind);
	if (is_paused())
		sim_bad(ORACLE_STOPPED, "message %d leaves in a pause",
		    (int)f->msg);
}

static void
hammer(struct sim_told *t, int64_t msg)
{
	int n = 1;
	for (int i = 0; i < 8; i++)
		n += t->recent[i] && sim.now - t->recent[i] <= 20 &&
		     t->boot[i] == sim.boot;
	t->recent[t->requests % 8] = sim.now;
	t->boot[t->requests % 8] = sim.boot; /* each start may try at once */
	t->requests++;
	if (n > 7)
		sim_bad(ORACLE_HAMMER, "message %d: %d requests in 20 s",
		    (int)msg, n);
}

void
judge_byte(struct sim_flight *f)
{
	sqlite3_stmt *st = ask(ONE);
	hammer(&sim.told[f->msg], f->msg);
	sqlite3_bind_int64(st, 1, f->msg);
	if (!st || sqlite3_step(st) != SQLITE_ROW) {
		sqlite3_reset(st);
		return;
	}
	/* Where no commit stands before the first byte the last look was that
	 * of the claim. */
	int64_t at = f->prereq ? sim_clock() : f->started_at;
	if (at >= sqlite3_column_int64(st, 2))
		sim_bad(ORACLE_EXPIRED, "message %d leaves too late",
		    (int)f->msg);
	const char *state = (const char *)sqlite3_column_text(st, 1);
	if (strcmp(state, "cancelled") == 0 || strcmp(state, "held") == 0 ||
	    sim.told[f->msg].stopped || (f->prereq && is_paused()))
		sim_bad(ORACLE_STOPPED, "message %d leaves, %s", (int)f->msg,
		    state);
	sqlite3_reset(st);
}

static bool
is_urgent(const char *kind)
{
	return strcmp(kind, "escalate") == 0 || strcmp(kind, "alarm") == 0;
}

static int
allowed(const struct sim_copy *c)
{
	bool again = sim.office.config && sim.office.config->resend_once &&
		     is_urgent(c->kind);
	return 1 + sim.told[c->msg].allowed + again;
}

static bool
may_repeat(const char *kind)
{
	return strcmp(kind, "answer") == 0 || strcmp(kind, "alarm") == 0 ||
	       strcmp(kind, "notice") == 0;
}

void
judge_copy(const struct sim_copy *c)
{
	struct sim_told *t = &sim.told[c->msg];
	int today = 0;
	if (++t->copies > allowed(c))
		sim_bad(ORACLE_TWICE, "message %d (%s): %d copies", (int)c->msg,
		    c->kind, t->copies);
	for (int i = 0; i < sim.copy_n; i++) {
		const struct sim_copy *o = &sim.ledger[i];
		today += o->our_day == c->our_day;
		if (o->msg != c->msg && o->text == c->text &&
		    o->our_day == c->our_day && !may_repeat(c->kind) &&
		    strcmp(o->kind, c->kind) == 0 &&
		    strcmp(o->number, c->number) == 0)
			sim_bad(ORACLE_SAID, "messages %d and %d say the same",
			    (int)o->msg, (int)c->msg);
	}
	int cap = sim.office.config ? sim.office.config->daily_cap : 0;
	if (cap && today > cap)
		sim_bad(ORACLE_CAP, "%d copies on one day", today);
}

/* --- what comes in */

void
judge_acked(const struct sim_call *c)
{
	if (!c->reply)
		sim.n->reports++;
	if (!c->reply && c->rank == GW_REPORT_DELIVERED)
		sim.told[c->msg].delivered = true;
}

static void
judge_replies(bool end)
{
	for (int i = 0; i < SIM_CALLS; i++) {
		const struct sim_call *c = &sim.calls[i];
		if (!c->used || !c->reply || c->unit < 0)
			continue;
		sqlite3_stmt *st = ask(EVENTS);
		if (!st)
			return;
		sqlite3_bind_text(st, 1, c->from, -1, SQLITE_STATIC);
		sqlite3_bind_blob(st, 2, c->text, (int)strlen(c->text),
		    SQLITE_STATIC);
		int n = 0, done = 0;
		if (sqlite3_step(st) == SQLITE_ROW) {
			n = sqlite3_column_int(st, 0);
			done = sqlite3_column_int(st, 1);
		}
		sqlite3_reset(st);
		if (c->acked && n < 1)
			sim_bad(ORACLE_REPLY, "'%s' got its 2xx and is gone",
			    c->text);
		if (n > 1)
			sim_bad(ORACLE_ONCE, "'%s' is stored %d times", c->text,
			    n);
		if (!end || !c->acked || n < 1)
			continue;
		st = ask(VISIT);
		sqlite3_bind_text(st, 1, folk_code(c->person), -1,
		    SQLITE_STATIC);
		sqlite3_bind_int(st, 2, c->day);
		int booked = 0;
		if (sqlite3_step(st) == SQLITE_ROW)
			booked = sqlite3_column_int(st, 0);
		sqlite3_reset(st);
		/* HUY takes a day back that a reply completed. */
		if (done < 1 || (booked < 1 && !sim.undo_n))
			sim_bad(ORACLE_REPLY, "'%s' is not booked", c->text);
	}
	if (number(UNDONE) > sim.undo_n)
		sim_bad(ORACLE_ONCE, "HUY took back more than once");
}

/* --- the rows */

static void
judge_marks(void)
{
	sqlite3_stmt *st = ask(MARKS);
	if (!st || sqlite3_step(st) != SQLITE_ROW) {
		sqlite3_reset(st);
		return;
	}
	for (int i = 0; i < MARK__N; i++) {
		int64_t n = sqlite3_column_int64(st, i);
		if (n < sim.marks[i])
			sim_bad(ORACLE_KEPT, "mark %d fell from %d to %d", i,
			    (int)sim.marks[i], (int)n);
		sim.marks[i] = n;
	}
	sqlite3_reset(st);
}

static bool
in_the_air(int64_t msg)
{
	for (int i = 0; i < SIM_FLIGHTS; i++) {
		if (sim.flights[i].used && sim.flights[i].msg == msg)
			return true;
	}
	return false;
}

static void
judge_row(sqlite3_stmt *st, bool end)
{
	int64_t id = sqlite3_column_int64(st, 0);
	const char *state = (const char *)sqlite3_column_text(st, 1);
	bool doubted = sqlite3_column_int(st, 2) != 0;
	const struct sim_told *t = &sim.told[id];
	if (in_the_air(id))
		return;
	if ((strcmp(state, "accepted") == 0 ||
		strcmp(state, "delivered") == 0 ||
		strcmp(state, "undelivered") == 0) &&
	    !t->copies)
		sim_bad(ORACLE_CLAIMED, "message %d is %s, no gateway has it",
		    (int)id, state);
	if ((strcmp(state, "delivered") == 0 && !t->any_delivered) ||
	    (strcmp(state, "undelivered") == 0 && !t->any_failed))
		sim_bad(ORACLE_CLAIMED, "message %d is %s, nobody said so",
		    (int)id, state);
	bool ended = strcmp(state, "failed") == 0 ||
		     strcmp(state, "expired") == 0 ||
		     strcmp(state, "cancelled") == 0;
	bool fresh = strcmp(state, "queued") == 0 || strcmp(state, "held") == 0;
	/* A person may write off what is in doubt. */
	if (t->copies && !t->allowed &&
	    ((ended && !doubted) || (fresh && !doubted)))
		sim_bad(ORACLE_FAILED, "message %d is %s, a gateway has it",
		    (int)id, state);
	if (t->delivered && strcmp(state, "delivered") != 0 &&
	    strcmp(state, "sending") != 0 && !t->allowed)
		sim_bad(ORACLE_REPORT, "message %d is %s, not delivered",
		    (int)id, state);
	if (!end)
		return;
	sim.n->messages++;
	sim.n->uncertain += strcmp(state, "uncertain") == 0;
	int64_t expires = sqlite3_column_int64(st, 4);
	int64_t next = sqlite3_column_int64(st, 5);
	if (strcmp(state, "sending") == 0 ||
	    (strcmp(state, "queued") == 0 &&
		(expires <= sim_clock() || next <= sim_clock() - 5)))
		sim_bad(ORACLE_DRAINED, "message %d is still %s (%s)", (int)id,
		    state, (const char *)sqlite3_column_text(st, 7));
	/* The longest wait that a gateway may ask for is 6 hours. */
	int64_t from = sqlite3_column_int64(st, 6);
	if (from < sim.drain_at + sim.skew + 7 * 3600)
		from = sim.drain_at + sim.skew + 7 * 3600;
	if (strcmp(state, "expired") == 0 && expires - from > 2 * 3600 &&
	    !sim.office.config->daily_cap && !outside_hours(from) &&
	    !outside_hours(from + 3600))
		sim_bad(ORACLE_LATE, "message %d expired, nothing hindered it",
		    (int)id);
}

static void
judge_rows(bool end)
{
	sqlite3_stmt *st = ask(ALL);
	while (st && sqlite3_step(st) == SQLITE_ROW)
		judge_row(st, end);
	sqlite3_reset(st);
}

void
judge_boot(void)
{
	judge_marks();
	judge_rows(false);
}

void
judge_quiet(void)
{
	if (!sim.up || disk_is_dead() || store_pending(sim.office.store))
		return;
	judge_marks();
	if (rng_percent(&sim.rng, 15)) {
		judge_rows(false);
		judge_replies(false);
	}
}

void
judge_end(void)
{
	judge_marks();
	judge_rows(true);
	judge_replies(true);
	if (number(NEW) > 0)
		sim_bad(ORACLE_DRAINED, "replies wait");
}

bool
judge_waits(void)
{
	for (int i = 0; i < SIM_CALLS; i++) {
		if (sim.calls[i].used && sim.calls[i].at < INT64_MAX)
			return true;
	}
	for (int i = 0; i < SIM_FLIGHTS; i++) {
		if (sim.flights[i].used)
			return true;
	}
	return !sim.up;
}

void
judge_reload(bool after)
{
	static int64_t before;
	int64_t n = 0;
	sqlite3_stmt *st = ask(MARKS);
	if (!st || sqlite3_step(st) != SQLITE_ROW) {
		sqlite3_reset(st);
		before = -1;
		return;
	}
	n = sqlite3_column_int64(st, 0);
	/* The plan's very first look says what is still useful. */
	bool first = sqlite3_column_int64(st, MARK_SAID) == 0;
	sqlite3_reset(st);
	if (first && !after)
		n = INT64_MAX;
	if (after && before >= 0 && n > before)
		sim_bad(ORACLE_RELOAD, "%d messages", (int)(n - before));
	before = n;
}

void
judge_log(const char *bytes, size_t n)
{
	static const char *const secret[] = { SIM_PASSWORD, SIM_HOOK_SECRET,
		"91200000", "97700", "98877766" };
	for (size_t i = 0; i < sizeof secret / sizeof *secret; i++) {
		if (memmem(bytes, n, secret[i], strlen(secret[i])))
			sim_bad(ORACLE_LOG, "%.*s", (int)n, bytes);
	}
}
