/*
 * Messages, their attempts and what they said.  Every move goes through the
 * table of core/message; knows nothing of gateways but their names, nothing of
 * why a message is sent.
 *
 * Life on disk: enqueue (message + said) → T1 claim (sending, attempt
 * connecting) → T2 writing → settle (attempt done, new state) → reports.
 */
#include "store/outbox.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/report.h"
#include "store/sets.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NEXT_ID,
	ADD,
	ONCE,
	ANSWERED,
	SAID,
	SAY,
	ROW,
	HEAD,
	ITEMS,
	DUE,
	NEXT,
	LIST,
	LIST_STATE,
	COUNT,
	COUNT_STATE,
	CLAIM,
	ATTEMPT_ADD,
	ATTEMPT_RUNNING,
	ATTEMPT_WRITING,
	ATTEMPT_END,
	MOVE,
	SETTLED,
	RETRIED,
	WAIT,
	REFUSED_BY,
	WAKE,
	PIN,
	EXPIRED,
	SENDING,
	SENT_SINCE,
	SENT_SINCE_BY,
	IDLE_ANSWERS,
	RECENT,
	OUTBOX__N
};

static const char *const sql[OUTBOX__N] = {
	[NEXT_ID] = "SELECT coalesce(max(id), 0) + 1 AS id FROM message",
	[ADD] =
	    "INSERT INTO message(id, person, number, number_fixed, kind, state,"
	    " reason, detail, gateway, text, encoding, parts, attempts,"
	    " doubted, key, retries, not_before, next_at, expires_at,"
	    " created_at, updated_at, checksum, answers, books_nothing, asks,"
	    " report_floor, once) VALUES(:id, nullif(:person, 0), :number, "
	    ":fixed,"
	    " :kind, 'queued', '', '', '', :text, :encoding, :parts, 0, 0,"
	    " :key, 0, :not_before, :not_before, :expires_at, :now, :now,"
	    " :checksum, nullif(:answers, 0), :books_nothing, :asks, 0, :once)",
	[ONCE] = "SELECT count(*) AS n FROM message WHERE once = :once",
	[ANSWERED] = "SELECT count(*) AS n FROM message"
		     " WHERE answers = :event",
	[SAID] = "SELECT count(*) AS n FROM said WHERE person = :person"
		 " AND duty = :duty AND rung = :rung",
	[SAY] = "INSERT INTO said(person, duty, rung, due_at, said_at, message)"
		" VALUES(:person, :duty, :rung, :due_at, :now,"
		" nullif(:message, 0))"
		" ON CONFLICT(person, duty, rung) DO NOTHING",
	[ROW] =
	    "SELECT id, coalesce(person, 0) AS person, number,"
	    " number_fixed, kind, state, reason, detail, gateway, text,"
	    " encoding, parts, attempts, doubted, key, not_before, next_at,"
	    " expires_at, coalesce(first_attempt_at, 0) AS first_attempt_at,"
	    " created_at, updated_at, checksum, asks, window_closed,"
	    " (SELECT count(*) FROM said WHERE message = :id) AS item_n"
	    " FROM message WHERE id = :id",
	[HEAD] = "SELECT state, reason, next_at, doubted, parts, gateway, key,"
		 " number, text, number_fixed, expires_at, not_before,"
		 " checksum, retries, report_floor, window_closed,"
		 " coalesce(first_attempt_at, 0) AS first_attempt_at"
		 " FROM message"
		 " WHERE id = :id",
	[ITEMS] = "SELECT duty, rung, due_at FROM said"
		  " WHERE message = :message ORDER BY rowid",
	/* Named, because the planner would take the index on the state alone
	 * and sort what may be thousands of rows. */
	[DUE] = "SELECT id FROM message INDEXED BY message_due"
		" WHERE state = 'queued' AND next_at <= :now"
		" ORDER BY next_at, id LIMIT :limit",
	[NEXT] = "SELECT min("
		 "(SELECT min(next_at) FROM message INDEXED BY message_due"
		 " WHERE state = 'queued'),"
		 "(SELECT min(expires_at) FROM message"
		 " INDEXED BY message_expiry WHERE state = 'queued')) AS at",
	[LIST] = "SELECT id FROM message WHERE created_at >= :since"
		 " ORDER BY id",
	[LIST_STATE] = "SELECT id FROM message WHERE state = :state"
		       " AND created_at >= :since ORDER BY id",
	[COUNT] = "SELECT count(*) AS n FROM message",
	[COUNT_STATE] = "SELECT count(*) AS n FROM message"
			" WHERE state = :state",
	[CLAIM] = "UPDATE message SET state = :state, reason = '', detail = '',"
		  " gateway = :gateway, number = :number,"
		  " kind = coalesce(:kind, kind), text = :text,"
		  " encoding = :encoding, parts = :parts, checksum = :checksum,"
		  " attempts = attempts + 1, asked_at = 0,"
		  " first_attempt_at = coalesce(first_attempt_at, :now),"
		  " updated_at = :now WHERE id = :id",
	[ATTEMPT_ADD] =
	    "INSERT INTO attempt(message, boot, gateway, key, phase,"
	    " started_at, outcome, http_status, detail, next_gateway, pin,"
	    " cost)"
	    " VALUES(:message, nullif(:boot, 0), :gateway, :key, :phase,"
	    " :now, '', 0, '', 0, :pin, :cost)",
	[ATTEMPT_RUNNING] = "SELECT id, phase, gateway FROM attempt"
			    " WHERE message = :message AND phase != 'done'"
			    " ORDER BY id DESC LIMIT 1",
	[ATTEMPT_WRITING] = "UPDATE attempt SET phase = 'writing',"
			    " writing_at = :now WHERE id = :id",
	[ATTEMPT_END] = "UPDATE attempt SET phase = 'done', ended_at = :now,"
			" outcome = :outcome, http_status = :http_status,"
			" provider_id = :provider_id, detail = :detail,"
			" next_gateway = :next_gateway WHERE id = :id",
	[MOVE] = "UPDATE message SET state = :state, reason = :reason,"
		 " detail = :detail, next_at = :next_at,"
		 " doubted = max(doubted, :doubted), updated_at = :now"
		 " WHERE id = :id",
	[SETTLED] = "UPDATE message SET attempts = attempts - 1"
		    " WHERE id = :id AND attempts > 0",
	[RETRIED] =
	    "UPDATE message SET attempts = 0, doubted = :doubted, key = :key,"
	    " retries = :retries, expires_at = :expires_at,"
	    " checksum = :checksum, report_floor = :floor WHERE id = :id",
	[WAIT] = "UPDATE message SET reason = :reason, detail = :detail,"
		 " next_at = :next_at, updated_at = :now WHERE id = :id",
	[WAKE] = "UPDATE message SET next_at = :now WHERE state = 'queued'"
		 " AND reason = :reason AND next_at > :now",
	[PIN] = "SELECT pin FROM attempt WHERE message = :message"
		" AND gateway = :gateway AND pin != ''"
		" ORDER BY id DESC LIMIT 1",
	[REFUSED_BY] = "SELECT count(*) AS n FROM attempt a JOIN message m"
		       " ON m.id = a.message WHERE a.message = :message"
		       " AND a.key = m.key AND a.gateway = :gateway"
		       " AND a.next_gateway = 1",
	[EXPIRED] = "SELECT id FROM message INDEXED BY message_expiry"
		    " WHERE state = 'queued' AND expires_at <= :now"
		    " ORDER BY expires_at, id",
	[SENDING] = "SELECT id FROM message WHERE state = 'sending'"
		    " ORDER BY id",
	[SENT_SINCE] = "SELECT count(*) AS n FROM attempt"
		       " WHERE started_at >= :from"
		       " AND outcome IN ('', 'accepted', 'doubt')",
	[SENT_SINCE_BY] = "SELECT count(*) AS n FROM attempt"
			  " WHERE started_at >= :from"
			  " AND outcome IN ('', 'accepted', 'doubt')"
			  " AND gateway = :gateway",
	[IDLE_ANSWERS] =
	    "SELECT count(*) AS n FROM message WHERE books_nothing = 1"
	    " AND number = :number AND created_at >= :from"
	    " AND state NOT IN ('cancelled', 'expired')",
	[RECENT] = "SELECT text, asks FROM message WHERE person = :person"
		   " AND first_attempt_at IS NOT NULL AND state != 'failed'"
		   " ORDER BY first_attempt_at DESC, id DESC LIMIT :max",
};
const struct stmt_set outbox_statements = { sql, OUTBOX__N };

/* --- the checksum of a row (reliability, 2.6): FNV-1a, 64 bits */

static uint64_t
mix(uint64_t h, const char *s)
{
	/* With the end: "ab" + "c" is not "a" + "bc". */
	for (size_t i = 0, n = strlen(s) + 1; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
	return h;
}

static int64_t
checksum(const char *number, const char *text, int64_t expires_at,
    const char *key)
{
	char expiry[24];
	snprintf(expiry, sizeof expiry, "%" PRId64, expires_at);
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	h = mix(mix(mix(mix(h, number), text), expiry), key);
	int64_t v;
	memcpy(&v, &h, sizeof v);
	return v;
}

/* --- putting in */

static bool
was_said(struct store *s, int64_t person, const struct outbox_item *item)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, SAID, NULL);
	stmt_int(&q, ":person", person);
	stmt_text(&q, ":duty", item->duty);
	stmt_text(&q, ":rung", item->rung);
	return stmt_number(&q, "n", 0) > 0;
}

/* message 0 = passed over.  1 said now, 0 it was said before, −1. */
static int
say(struct store *s, int64_t person, const struct outbox_item *item,
    int64_t message, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, SAY, err);
	stmt_int(&q, ":person", person);
	stmt_text(&q, ":duty", item->duty);
	stmt_text(&q, ":rung", item->rung);
	stmt_int(&q, ":due_at", item->due_at);
	stmt_int(&q, ":now", now);
	stmt_int(&q, ":message", message);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return 1;
}

/* Whether there is nothing left to say. */
static bool
is_repeat(struct store *s, const struct outbox_new *m)
{
	struct stmt q;
	if (m->answers.v) {
		stmt_start(&q, s, STMT_OUTBOX, ANSWERED, NULL);
		stmt_int(&q, ":event", m->answers.v);
		if (stmt_number(&q, "n", 0) > 0)
			return true;
	}
	if (m->once) {
		stmt_start(&q, s, STMT_OUTBOX, ONCE, NULL);
		stmt_text(&q, ":once", m->once);
		if (stmt_number(&q, "n", 0) > 0)
			return true;
	}
	for (size_t i = 0; i < m->item_n; i++) {
		if (!was_said(s, m->person.v, &m->items[i]))
			return false;
	}
	return m->item_n > 0;
}

static int
insert(struct store *s, const struct outbox_new *m, int64_t id, int64_t now,
    struct err *err)
{
	struct stmt q;
	char key[40];
	const char *number = m->number ? m->number : "";
	struct sms_size size = sms_measure(m->text);
	/* Chosen once and never per attempt; ≤ 36 plain characters. */
	snprintf(key, sizeof key, "%.8s-%" PRId64, s->instance, id);
	stmt_start(&q, s, STMT_OUTBOX, ADD, err);
	stmt_int(&q, ":id", id);
	stmt_int(&q, ":person", m->person.v);
	stmt_text(&q, ":number", number);
	stmt_int(&q, ":fixed", m->number != NULL);
	stmt_text(&q, ":kind", m->kind);
	stmt_text(&q, ":text", m->text);
	stmt_int(&q, ":encoding", size.encoding);
	stmt_int(&q, ":parts", size.parts);
	stmt_text(&q, ":key", key);
	stmt_int(&q, ":not_before", m->not_before);
	stmt_int(&q, ":expires_at", m->expires_at);
	stmt_int(&q, ":now", now);
	stmt_int(&q, ":checksum",
	    checksum(number, m->text, m->expires_at, key));
	stmt_int(&q, ":answers", m->answers.v);
	stmt_int(&q, ":books_nothing", m->books_nothing);
	stmt_int(&q, ":asks", m->asks);
	stmt_text(&q, ":once", m->once);
	return stmt_run(&q);
}

int
outbox_enqueue(struct store *s, const struct outbox_new *m, int64_t now,
    struct message_id *id, struct err *err)
{
	struct stmt q;
	if (m->item_n > 0 && !m->person.v)
		return err_set(err, ERR_INVALID, "duties need a person");
	if (!m->person.v && !m->number)
		return err_set(err, ERR_INVALID, "nobody to send it to");
	if (is_repeat(s, m))
		return 0;
	stmt_start(&q, s, STMT_OUTBOX, NEXT_ID, err);
	id->v = stmt_number(&q, "id", -1);
	if (id->v < 0 || insert(s, m, id->v, now, err))
		return -1;
	for (size_t i = 0; i < m->item_n; i++) {
		if (say(s, m->person.v, &m->items[i], id->v, now, err) < 0)
			return -1;
	}
	return 1;
}

int
outbox_pass_over(struct store *s, struct person_id person,
    const struct outbox_item *items, size_t n, int64_t now, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (say(s, person.v, &items[i], 0, now, err) < 0)
			return -1;
	}
	return 0;
}

/* --- looking */

/* All texts of a row in one block, which its number begins. */
static void
own_texts(struct outbox_row *row)
{
	const char **text[] = { &row->number, &row->kind, &row->detail,
		&row->gateway, &row->text, &row->key };
	enum { N = sizeof text / sizeof text[0] };
	size_t len[N], total = 0;
	for (size_t i = 0; i < N; i++)
		total += len[i] = strlen(*text[i]) + 1;
	char *at = mem_new(total, 1);
	for (size_t i = 0; i < N; i++) {
		memcpy(at, *text[i], len[i]);
		*text[i] = at;
		at += len[i];
	}
}

static int
parse_or(int parsed, int otherwise)
{
	return parsed < 0 ? otherwise : parsed;
}

/* A damaged row is shown as held: it must not move by itself. */
static void
read_row(struct stmt *q, struct outbox_row *row)
{
	*row = (struct outbox_row){
		.id.v = stmt_col_int(q, "id"),
		.person.v = stmt_col_int(q, "person"),
		.number = stmt_col_text(q, "number"),
		.number_fixed = stmt_col_int(q, "number_fixed") != 0,
		.kind = stmt_col_text(q, "kind"),
		.state = (enum message_state)parse_or(
		    message_state_parse(stmt_col_text(q, "state")),
		    MESSAGE_HELD),
		.reason = (enum message_reason)parse_or(
		    message_reason_parse(stmt_col_text(q, "reason")),
		    MESSAGE_R_CHECKSUM),
		.detail = stmt_col_text(q, "detail"),
		.gateway = stmt_col_text(q, "gateway"),
		.text = stmt_col_text(q, "text"),
		.encoding = (enum sms_encoding)stmt_col_int(q, "encoding"),
		.parts = (int)stmt_col_int(q, "parts"),
		.attempts = (int)stmt_col_int(q, "attempts"),
		.doubted = stmt_col_int(q, "doubted") != 0,
		.key = stmt_col_text(q, "key"),
		.not_before = stmt_col_int(q, "not_before"),
		.next_at = stmt_col_int(q, "next_at"),
		.expires_at = stmt_col_int(q, "expires_at"),
		.first_attempt_at = stmt_col_int(q, "first_attempt_at"),
		.created_at = stmt_col_int(q, "created_at"),
		.updated_at = stmt_col_int(q, "updated_at"),
		.asks = stmt_col_int(q, "asks") != 0,
		.window_closed = stmt_col_int(q, "window_closed") != 0,
		.item_n = (int)stmt_col_int(q, "item_n"),
	};
	row->checksum_ok =
	    stmt_col_int(q, "checksum") ==
	    checksum(row->number, row->text, row->expires_at, row->key);
}

int
outbox_get(struct store *s, struct message_id id, struct outbox_row *row)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, ROW, NULL);
	stmt_int(&q, ":id", id.v);
	int rc = stmt_step(&q);
	if (rc > 0) {
		read_row(&q, row);
		own_texts(row);
	}
	stmt_end(&q);
	return rc;
}

void
outbox_row_fini(struct outbox_row *row)
{
	free((void *)(uintptr_t)row->number);
	row->number = NULL;
}

/* Rows by their ids, so that the callback may change what it is shown.  Ends
 * q. */
static int
each_row(struct store *s, struct stmt *q, outbox_row_cb *cb, void *arg)
{
	int64_t *ids;
	size_t n;
	int rc = stmt_ids(q, &ids, &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct outbox_row row;
		rc = outbox_get(s, (struct message_id){ ids[i] }, &row);
		if (rc > 0) {
			rc = cb(arg, &row);
			outbox_row_fini(&row);
		}
	}
	free(ids);
	return rc;
}

int
outbox_due(struct store *s, int64_t now, int limit, outbox_row_cb *cb,
    void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, DUE, NULL);
	stmt_int(&q, ":now", now);
	stmt_int(&q, ":limit", limit);
	return each_row(s, &q, cb, arg);
}

int64_t
outbox_next(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, NEXT, NULL);
	return stmt_number(&q, "at", INT64_MAX);
}

int
outbox_items(struct store *s, struct message_id id, outbox_item_cb *cb,
    void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_OUTBOX, ITEMS, NULL);
	stmt_int(&q, ":message", id.v);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct outbox_item item = {
			.duty = stmt_col_text(&q, "duty"),
			.rung = stmt_col_text(&q, "rung"),
			.due_at = stmt_col_int(&q, "due_at"),
		};
		rc = cb(arg, &item);
	}
	stmt_end(&q);
	return rc;
}

int
outbox_list(struct store *s, int state, int64_t since, outbox_row_cb *cb,
    void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, state < 0 ? LIST : LIST_STATE, NULL);
	if (state >= 0)
		stmt_text(&q, ":state",
		    message_state_name((enum message_state)state));
	stmt_int(&q, ":since", since);
	return each_row(s, &q, cb, arg);
}

int64_t
outbox_count(struct store *s, int state)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, state < 0 ? COUNT : COUNT_STATE, NULL);
	if (state >= 0)
		stmt_text(&q, ":state",
		    message_state_name((enum message_state)state));
	return stmt_number(&q, "n", 0);
}

/* --- moving */

struct head { /* what a move needs to know of a row; head_fini */
	enum message_state state;
	enum message_reason reason;
	int64_t next_at;
	bool doubted;
	int parts;
	bool number_fixed;
	char *gateway, *key, *number, *text;
	int64_t expires_at, not_before;
	int64_t checksum;
	int64_t retries;
	int64_t floor;
	int64_t window_at; /* the key's window began, −1 nobody knows */
};

static void
head_fini(struct head *h)
{
	free(h->gateway);
	free(h->key);
	free(h->number);
	free(h->text);
	*h = (struct head){ .state = MESSAGE_HELD };
}

/* 0, or −1 (ERR_NOT_FOUND: no such message). */
static int
head_get(struct store *s, int64_t id, struct head *h, struct err *err)
{
	struct stmt q;
	*h = (struct head){ .state = MESSAGE_HELD };
	stmt_start(&q, s, STMT_OUTBOX, HEAD, err);
	stmt_int(&q, ":id", id);
	int rc = stmt_step(&q);
	if (rc > 0) {
		h->state = (enum message_state)parse_or(
		    message_state_parse(stmt_col_text(&q, "state")),
		    MESSAGE_HELD);
		h->reason = (enum message_reason)parse_or(
		    message_reason_parse(stmt_col_text(&q, "reason")),
		    MESSAGE_R_CHECKSUM);
		h->next_at = stmt_col_int(&q, "next_at");
		h->doubted = stmt_col_int(&q, "doubted") != 0;
		h->parts = (int)stmt_col_int(&q, "parts");
		h->gateway = mem_dup(stmt_col_text(&q, "gateway"));
		h->key = mem_dup(stmt_col_text(&q, "key"));
		h->number = mem_dup(stmt_col_text(&q, "number"));
		h->text = mem_dup(stmt_col_text(&q, "text"));
		h->number_fixed = stmt_col_int(&q, "number_fixed") != 0;
		h->expires_at = stmt_col_int(&q, "expires_at");
		h->not_before = stmt_col_int(&q, "not_before");
		h->checksum = stmt_col_int(&q, "checksum");
		h->retries = stmt_col_int(&q, "retries");
		h->floor = stmt_col_int(&q, "report_floor");
		h->window_at = stmt_col_int(&q, "window_closed")
				   ? -1
				   : stmt_col_int(&q, "first_attempt_at");
	}
	stmt_end(&q);
	if (rc == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no message %lld",
		    (long long)id);
	return rc < 0 ? -1 : 0;
}

struct move {
	int64_t id;
	enum message_event event;
	enum message_reason reason;
	const char *detail; /* NULL = "" */
	int64_t next_at;    /* −1 = as it is, or now where one may ask */
	bool doubt;
	int64_t now;
};

/* The only place that writes a state after the claim. */
static int
make_move(struct store *s, const struct head *h, const struct move *m,
    struct err *err)
{
	struct stmt q;
	int next = message_next(h->state, m->event);
	if (next < 0)
		return err_set(err, ERR_STATE,
		    "message %lld is %s: that is not possible now",
		    (long long)m->id, message_state_name(h->state));
	bool open = next == MESSAGE_ACCEPTED || next == MESSAGE_UNCERTAIN;
	int64_t next_at =
	    m->next_at < 0 ? (open ? m->now : h->next_at) : m->next_at;
	stmt_start(&q, s, STMT_OUTBOX, MOVE, err);
	stmt_int(&q, ":id", m->id);
	stmt_text(&q, ":state", message_state_name((enum message_state)next));
	stmt_text(&q, ":reason", message_reason_name(m->reason));
	stmt_text(&q, ":detail", m->detail ? m->detail : "");
	stmt_int(&q, ":next_at", next_at);
	stmt_int(&q, ":doubted", m->doubt);
	stmt_int(&q, ":now", m->now);
	return stmt_run(&q);
}

/* What the delivery reports at hand make of the message: 1 it moved, 2 against
 * what was known, 0 not, −1.  While it is being sent they wait for the answer.
 */
static int
apply_reports(struct store *s, int64_t id, int64_t now, struct err *err)
{
	struct head h;
	char detail[80] = "";
	if (head_get(s, id, &h, err))
		return -1;
	enum report_verdict v = report_verdict(s, (struct message_id){ id },
	    h.parts, h.gateway, h.floor);
	struct move m = { .id = id,
		.detail = detail,
		.next_at = -1,
		.now = now };
	bool settled = h.state == MESSAGE_FAILED ||
		       h.state == MESSAGE_EXPIRED ||
		       h.state == MESSAGE_CANCELLED;
	if (v == REPORT_DELIVERED) {
		m.event = MESSAGE_REPORT_DELIVERED;
		if (settled)
			snprintf(detail, sizeof detail,
			    "contradiction: it was %s, a report says "
			    "delivered",
			    message_state_name(h.state));
	} else if (v == REPORT_UNDELIVERED) {
		m.event = MESSAGE_REPORT_UNDELIVERED;
		m.reason = MESSAGE_R_REPORTED;
	} else if (v == REPORT_ON_ITS_WAY && h.state == MESSAGE_UNCERTAIN) {
		m.event = MESSAGE_ACCEPT;
	} else {
		head_fini(&h);
		return 0;
	}
	int next = message_next(h.state, m.event), rc = 0;
	if (next >= 0 && next != (int)h.state) {
		rc = make_move(s, &h, &m, err) ? -1 : settled ? 2 : 1;
		if (settled)
			log_line(LOG_WARN, "msg=%" PRId64 " contradiction=%s",
			    id, message_state_name(h.state));
	}
	head_fini(&h);
	return rc;
}

static int
check_claim(const struct head *h, int64_t id, const struct outbox_claim *c,
    struct err *err)
{
	/* A new checksum over a damaged key or expiry would hide it. */
	if (h->checksum != checksum(h->number, h->text, h->expires_at, h->key))
		return err_set(err, ERR_INVALID,
		    "message %lld: the stored row was altered", (long long)id);
	if (h->number_fixed && strcmp(h->number, c->number) != 0)
		return err_set(err, ERR_INVALID,
		    "message %lld goes to a fixed number", (long long)id);
	return 0;
}

int
outbox_claim(struct store *s, struct message_id id,
    const struct outbox_claim *c, int64_t now, struct err *err)
{
	struct stmt q;
	struct head h;
	if (head_get(s, id.v, &h, err))
		return -1;
	int next = message_next(h.state, MESSAGE_CLAIM), rc = 0;
	if (next < 0)
		goto out;
	rc = -1;
	if (check_claim(&h, id.v, c, err))
		goto out;
	stmt_start(&q, s, STMT_OUTBOX, CLAIM, err);
	stmt_int(&q, ":id", id.v);
	stmt_text(&q, ":state", message_state_name((enum message_state)next));
	stmt_text(&q, ":gateway", c->gateway);
	stmt_text(&q, ":number", c->number);
	stmt_text(&q, ":kind", c->kind);
	stmt_text(&q, ":text", c->text);
	stmt_int(&q, ":encoding", c->size.encoding);
	stmt_int(&q, ":parts", c->size.parts);
	stmt_int(&q, ":checksum",
	    checksum(c->number, c->text, h.expires_at, h.key));
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		goto out;
	stmt_start(&q, s, STMT_OUTBOX, ATTEMPT_ADD, err);
	stmt_int(&q, ":message", id.v);
	stmt_int(&q, ":boot", s->boot);
	stmt_text(&q, ":gateway", c->gateway);
	stmt_text(&q, ":key", h.key);
	stmt_text(&q, ":pin", c->pin ? c->pin : "");
	stmt_int(&q, ":cost", c->cost);
	stmt_text(&q, ":phase", c->writing ? "writing" : "connecting");
	stmt_int(&q, ":now", now);
	rc = stmt_run(&q) ? -1 : 1;
out:
	head_fini(&h);
	return rc;
}

/* 1 there is one (its id; gateway may be NULL, else free()), 0 none, −1. */
static int
running_attempt(struct store *s, int64_t message, int64_t *id, bool *writing,
    char **gateway, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, ATTEMPT_RUNNING, err);
	stmt_int(&q, ":message", message);
	int rc = stmt_step(&q);
	if (rc > 0) {
		*id = stmt_col_int(&q, "id");
		*writing = strcmp(stmt_col_text(&q, "phase"), "writing") == 0;
		if (gateway)
			*gateway = mem_dup(stmt_col_text(&q, "gateway"));
	}
	stmt_end(&q);
	return rc;
}

int
outbox_writing(struct store *s, struct message_id id, int64_t now,
    struct err *err)
{
	struct stmt q;
	int64_t attempt;
	bool writing;
	int rc = running_attempt(s, id.v, &attempt, &writing, NULL, err);
	if (rc < 0)
		return -1;
	/* Cancelled while it connected, or twice: nothing may leave. */
	if (rc == 0 || writing)
		return err_set(err, ERR_STATE,
		    "message %lld is not about to be sent", (long long)id.v);
	stmt_start(&q, s, STMT_OUTBOX, ATTEMPT_WRITING, err);
	stmt_int(&q, ":id", attempt);
	stmt_int(&q, ":now", now);
	return stmt_run(&q);
}

static const char *
outcome_name(enum message_event e)
{
	if (e == MESSAGE_NOT_SENT)
		return "not_sent";
	if (e == MESSAGE_AGAIN)
		return "again";
	if (e == MESSAGE_ACCEPT)
		return "accepted";
	if (e == MESSAGE_REFUSE || e == MESSAGE_REFUSE_DOUBT)
		return "refused";
	return "doubt";
}

static int
end_attempt(struct store *s, int64_t attempt, const struct outbox_outcome *o,
    int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, ATTEMPT_END, err);
	stmt_int(&q, ":id", attempt);
	stmt_int(&q, ":now", now);
	stmt_text(&q, ":outcome", outcome_name(o->event));
	stmt_int(&q, ":http_status", o->http_status);
	stmt_text(&q, ":provider_id", o->provider_id);
	stmt_text(&q, ":detail", o->detail ? o->detail : "");
	stmt_int(&q, ":next_gateway", o->next_gateway);
	return stmt_run(&q);
}

static int
settle(struct store *s, int64_t id, int64_t attempt, const struct head *h,
    const struct outbox_outcome *o, int64_t now, struct err *err)
{
	struct stmt q;
	bool back = o->event == MESSAGE_NOT_SENT || o->event == MESSAGE_AGAIN;
	struct move m = { .id = id,
		.event = o->event,
		.reason = o->reason,
		.detail = o->detail,
		.next_at = back	       ? o->next_at
			   : o->ask_at ? o->ask_at
				       : -1,
		.doubt = o->event == MESSAGE_DOUBT,
		.now = now };
	/* A later refusal proves nothing about the attempt in doubt (D8). */
	if (m.event == MESSAGE_REFUSE && h->doubted)
		m.event = MESSAGE_REFUSE_DOUBT;
	if (make_move(s, h, &m, err) || end_attempt(s, attempt, o, now, err) ||
	    report_rematch(s, (struct message_id){ id }, h->gateway,
		o->provider_id, err))
		return -1;
	if (back && !o->counts) {
		stmt_start(&q, s, STMT_OUTBOX, SETTLED, err);
		stmt_int(&q, ":id", id);
		if (stmt_run(&q))
			return -1;
	}
	return apply_reports(s, id, now, err);
}

int
outbox_settle(struct store *s, struct message_id id,
    const struct outbox_outcome *o, int64_t now, struct err *err)
{
	struct head h;
	int64_t attempt;
	bool writing;
	int rc = running_attempt(s, id.v, &attempt, &writing, NULL, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(err, ERR_STATE, "message %lld is not being sent",
		    (long long)id.v);
	if (head_get(s, id.v, &h, err))
		return -1;
	rc = settle(s, id.v, attempt, &h, o, now, err);
	head_fini(&h);
	return rc;
}

int
outbox_pin(struct store *s, struct message_id id, const char *gateway,
    char *buf, size_t size)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, PIN, NULL);
	stmt_int(&q, ":message", id.v);
	stmt_text(&q, ":gateway", gateway);
	int rc = stmt_step(&q);
	snprintf(buf, size, "%s", rc > 0 ? stmt_col_text(&q, "pin") : "");
	stmt_end(&q);
	return rc;
}

int
outbox_refused_by(struct store *s, struct message_id id, const char *gateway)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, REFUSED_BY, NULL);
	stmt_int(&q, ":message", id.v);
	stmt_text(&q, ":gateway", gateway);
	return stmt_number(&q, "n", 0) > 0;
}

/* A person wants it sent again.  In doubt it stays the same copy, so that a
 * gateway that refuses duplicates still does; else it is a new one. */
static int
renew(struct store *s, int64_t id, const struct head *h, int64_t now,
    struct err *err)
{
	enum { HOUR = 3600, DAY = 86400 };
	struct stmt q;
	char key[40];
	bool same = h->state == MESSAGE_UNCERTAIN;
	int64_t retries = h->retries + !same;
	int64_t span = h->expires_at - h->not_before;
	int64_t expires = h->expires_at;
	if (expires <= now)
		expires = now + (span < HOUR ? HOUR : span > DAY ? DAY : span);
	if (same)
		snprintf(key, sizeof key, "%s", h->key);
	else
		snprintf(key, sizeof key, "%.8s-%" PRId64 "-%" PRId64,
		    s->instance, id, retries);
	stmt_start(&q, s, STMT_OUTBOX, RETRIED, err);
	stmt_int(&q, ":id", id);
	stmt_int(&q, ":doubted", same);
	stmt_text(&q, ":key", key);
	stmt_int(&q, ":retries", retries);
	stmt_int(&q, ":expires_at", expires);
	stmt_int(&q, ":checksum", checksum(h->number, h->text, expires, key));
	stmt_int(&q, ":floor", same ? h->floor : report_newest(s));
	return stmt_run(&q);
}

/* A running attempt ends with the message, unless it may have been sent. */
static int
stop_attempt(struct store *s, int64_t id, int64_t now, struct err *err)
{
	static const struct outbox_outcome stopped = { .event =
							   MESSAGE_NOT_SENT,
		.detail = "stopped in time" };
	int64_t attempt;
	bool writing;
	int rc = running_attempt(s, id, &attempt, &writing, NULL, err);
	if (rc <= 0)
		return rc;
	if (writing)
		return err_set(err, ERR_STATE,
		    "message %lld is on its way already", (long long)id);
	return end_attempt(s, attempt, &stopped, now, err);
}

static int
move_head(struct store *s, const struct head *h, struct move *m,
    struct err *err)
{
	bool by_rule =
	    m->event == MESSAGE_EXPIRE || m->event == MESSAGE_UNRENDERABLE ||
	    (m->event == MESSAGE_CANCEL && m->reason != MESSAGE_R_PERSON);
	if (h->state == MESSAGE_QUEUED && h->doubted && by_rule)
		m->event = MESSAGE_DOUBT;
	if (m->event == MESSAGE_REFUSE && h->doubted)
		m->event = MESSAGE_REFUSE_DOUBT;
	if (m->event == MESSAGE_RETRY || m->event == MESSAGE_RESEND ||
	    m->event == MESSAGE_RELEASE)
		m->next_at = m->now;
	if (make_move(s, h, m, err))
		return -1;
	if (h->state == MESSAGE_SENDING && stop_attempt(s, m->id, m->now, err))
		return -1;
	if (m->event == MESSAGE_RETRY)
		return renew(s, m->id, h, m->now, err);
	return 0;
}

int
outbox_move(struct store *s, struct message_id id, enum message_event e,
    enum message_reason reason, const char *detail, int64_t now,
    struct err *err)
{
	struct head h;
	struct move m = { .id = id.v,
		.event = e,
		.reason = reason,
		.detail = detail,
		.next_at = -1,
		.now = now };
	if (head_get(s, id.v, &h, err))
		return -1;
	int rc = move_head(s, &h, &m, err);
	head_fini(&h);
	return rc;
}

int
outbox_wait(struct store *s, struct message_id id, enum message_reason reason,
    int64_t next_at, int64_t now, struct err *err)
{
	return outbox_wait_for(s, id, reason, "", next_at, now, err);
}

int
outbox_wait_for(struct store *s, struct message_id id,
    enum message_reason reason, const char *detail, int64_t next_at,
    int64_t now, struct err *err)
{
	struct stmt q;
	struct head h;
	int rc = head_get(s, id.v, &h, err);
	if (rc == 0 && h.state != MESSAGE_QUEUED) {
		rc = err_set(err, ERR_STATE, "message %lld is %s",
		    (long long)id.v, message_state_name(h.state));
	} else if (rc == 0 && (h.reason != reason || h.next_at != next_at)) {
		stmt_start(&q, s, STMT_OUTBOX, WAIT, err);
		stmt_int(&q, ":id", id.v);
		stmt_text(&q, ":reason", message_reason_name(reason));
		stmt_text(&q, ":detail", detail);
		stmt_int(&q, ":next_at", next_at);
		stmt_int(&q, ":now", now);
		rc = stmt_run(&q);
	}
	head_fini(&h);
	return rc;
}

int
outbox_wake(struct store *s, enum message_reason reason, int64_t now,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, WAKE, err);
	stmt_text(&q, ":reason", message_reason_name(reason));
	stmt_int(&q, ":now", now);
	return stmt_run(&q) ? -1 : (int)stmt_changes(s);
}

int
outbox_expire(struct store *s, int64_t now, struct err *err)
{
	struct stmt q;
	int64_t *ids;
	size_t n;
	stmt_start(&q, s, STMT_OUTBOX, EXPIRED, err);
	stmt_int(&q, ":now", now);
	int rc = stmt_ids(&q, &ids, &n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = outbox_move(s, (struct message_id){ ids[i] },
		    MESSAGE_EXPIRE, MESSAGE_R_EXPIRED, NULL, now, err);
	free(ids);
	return rc ? -1 : (int)n;
}

/* --- after a crash */

static int
recover_row(struct store *s, int64_t id, int64_t now, bool same_key,
    bool writing, struct err *err)
{
	struct message_id message = { id };
	if (!writing) {
		/* T2 never committed: no byte left.  The try counts all the
		 * same, or a crash at its start would be tried for ever. */
		const struct outbox_outcome o = { .event = MESSAGE_NOT_SENT,
			.reason = MESSAGE_R_RETRY,
			.detail = "crash",
			.next_at = now,
			.counts = true };
		return outbox_settle(s, message, &o, now, err) < 0 ? -1 : 0;
	}
	const struct outbox_outcome o = { .event = MESSAGE_DOUBT,
		.reason = MESSAGE_R_CRASH,
		.detail = "crash",
		.counts = true };
	int rc = outbox_settle(s, message, &o, now, err);
	/* 1: a report has told already. */
	if (rc == 0 && same_key)
		rc = outbox_move(s, message, MESSAGE_RESEND, MESSAGE_R_RETRY,
		    "crash", now, err);
	return rc < 0 ? -1 : 0;
}

/* Since when the key's window is open, −1 unknown. */
static int64_t
window_of(struct store *s, int64_t id, struct err *err)
{
	struct head h;
	if (head_get(s, id, &h, err))
		return -1;
	int64_t at = h.window_at;
	head_fini(&h);
	return at;
}

int
outbox_recover(struct store *s, int64_t now,
    bool (*same_key)(void *arg, const char *gateway, int64_t since), void *arg,
    struct err *err)
{
	struct stmt q;
	int64_t *ids;
	size_t n;
	stmt_start(&q, s, STMT_OUTBOX, SENDING, err);
	int rc = stmt_ids(&q, &ids, &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int64_t attempt = 0;
		bool writing = false;
		char *gateway = NULL;
		rc = running_attempt(s, ids[i], &attempt, &writing, &gateway,
		    err);
		if (rc == 0)
			rc = err_set(err, ERR_IO,
			    "message %lld is being sent without an attempt",
			    (long long)ids[i]);
		if (rc > 0)
			rc = recover_row(s, ids[i], now,
			    same_key && same_key(arg, gateway,
					    window_of(s, ids[i], err)),
			    writing, err);
		free(gateway);
	}
	free(ids);
	return rc ? -1 : (int)n;
}

int
outbox_report(struct store *s, const struct outbox_report *r, int64_t now,
    struct err *err)
{
	struct message_id id = { 0 };
	int rc = report_add(s, r, now, &id, err);
	if (rc <= 0)
		return rc;
	int moved = apply_reports(s, id.v, now, err);
	return moved < 0 ? -1 : moved == 2 ? 2 : 1;
}

int
outbox_words(struct store *s, struct message_id id, outbox_word_cb *cb,
    void *arg)
{
	return report_words(s, id, cb, arg);
}

/* --- counting */

int64_t
outbox_sent_since(struct store *s, const char *gateway, int64_t from)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, gateway ? SENT_SINCE_BY : SENT_SINCE,
	    NULL);
	stmt_int(&q, ":from", from);
	if (gateway)
		stmt_text(&q, ":gateway", gateway);
	return stmt_number(&q, "n", 0);
}

int64_t
outbox_idle_answers(struct store *s, const char *number, int64_t from)
{
	struct stmt q;
	stmt_start(&q, s, STMT_OUTBOX, IDLE_ANSWERS, NULL);
	stmt_text(&q, ":number", number);
	stmt_int(&q, ":from", from);
	return stmt_number(&q, "n", 0);
}

int
outbox_recent(struct store *s, struct person_id person, char **texts, int max,
    bool *asks_last)
{
	struct stmt q;
	int n = 0;
	*asks_last = false;
	stmt_start(&q, s, STMT_OUTBOX, RECENT, NULL);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":max", max);
	while (stmt_step(&q) > 0) {
		if (n == 0)
			*asks_last = stmt_col_int(&q, "asks") != 0;
		texts[n++] = mem_dup(stmt_col_text(&q, "text"));
	}
	stmt_end(&q);
	return n;
}
