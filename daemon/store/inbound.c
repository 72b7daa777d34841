/*
 * Replies as they arrived, the inbox and the open questions.  Knows nothing
 * of what a reply means.
 */
#include "store/inbound.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "store/audit.h"
#include "store/sets.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIND,
	LATELY,
	ADD,
	ROW,
	ALL,
	OPEN,
	OF_STATE,
	OF_PERSON,
	APPLY,
	INBOX_LINE,
	FOLD,
	COUNT_UP,
	CLOSE,
	COUNT_NEW,
	SENDER_CODE,
	QUESTION_PUT,
	QUESTION_DROP,
	QUESTION_GET,
	INBOUND__N
};

static const char *const sql[INBOUND__N] = {
	[FIND] = "SELECT id FROM event WHERE gateway = :gateway"
		 " AND dedup = :dedup",
	[LATELY] = "SELECT id FROM event WHERE sender = :sender"
		   " AND received_at BETWEEN :from AND :to"
		   " AND gateway = :gateway AND text = :text"
		   " ORDER BY id DESC LIMIT 1",
	[ADD] = "INSERT INTO event(gateway, dedup, sender, receiver, text,"
		" sent_at, received_at, state, intent, guess, why, folded)"
		" VALUES(:gateway, :dedup, :sender, :receiver, :text,"
		" :sent_at, :now, 'new', '', '', '', 1)",
	[ROW] = "SELECT id, gateway, sender, text, coalesce(person, 0)"
		" AS person, received_at, state, intent, guess, why, folded"
		" FROM event WHERE id = :id",
	[ALL] = "SELECT id FROM event ORDER BY id",
	[OPEN] = "SELECT id FROM event WHERE state = 'inbox'"
		 " AND folded_into IS NULL ORDER BY id",
	[OF_STATE] = "SELECT id FROM event WHERE state = :state ORDER BY id",
	[OF_PERSON] = "SELECT id FROM (SELECT id FROM event"
		      " WHERE person = :person ORDER BY id DESC LIMIT :max)"
		      " ORDER BY id",
	[APPLY] = "UPDATE event SET person = nullif(:person, 0),"
		  " state = :state, intent = :intent, guess = :guess,"
		  " why = :why WHERE id = :id",
	/* An open line with the same words from the same number. */
	[INBOX_LINE] = "SELECT l.id AS id FROM event l JOIN event e"
		       " ON l.sender = e.sender AND l.text = e.text"
		       " WHERE e.id = :id AND l.id != e.id"
		       " AND l.state = 'inbox' AND l.folded_into IS NULL"
		       " ORDER BY l.id LIMIT 1",
	[FOLD] = "UPDATE event SET folded_into = :line WHERE id = :id",
	[COUNT_UP] = "UPDATE event SET folded = folded + 1 WHERE id = :line",
	[CLOSE] = "UPDATE event SET state = :state, closed_at = :now,"
		  " closed_by = :who, closed_why = :why"
		  " WHERE (id = :id OR folded_into = :id) AND state = 'inbox'",
	[SENDER_CODE] = "SELECT code FROM event e JOIN person p"
			" ON p.id = e.person WHERE e.id = :id",
	[COUNT_NEW] = "SELECT count(*) AS n FROM event WHERE state = 'new'",
	[QUESTION_PUT] =
	    "INSERT INTO question(person, question, asked_at, expires_at)"
	    " VALUES(:person, :question, :asked_at, :expires_at)"
	    " ON CONFLICT(person) DO UPDATE SET question = :question,"
	    " asked_at = :asked_at, expires_at = :expires_at",
	[QUESTION_DROP] = "DELETE FROM question WHERE person = :person",
	[QUESTION_GET] = "SELECT question FROM question"
			 " WHERE person = :person AND expires_at > :now",
};
const struct stmt_set inbound_statements = { sql, INBOUND__N };

/* A doubled delivery of a gateway without ids comes at once; nobody types the
 * same twice so fast. */
static const int64_t repeat_s = 4;

static const char *const state_names[] = {
	[INBOUND_NEW] = "new",
	[INBOUND_APPLIED] = "applied",
	[INBOUND_INBOX] = "inbox",
	[INBOUND_ASSIGNED] = "assigned",
	[INBOUND_DISMISSED] = "dismissed",
};

static enum inbound_state
state_of(const char *name)
{
	for (int i = 0; i <= INBOUND_DISMISSED; i++) {
		if (strcmp(state_names[i], name) == 0)
			return (enum inbound_state)i;
	}
	return INBOUND_INBOX; /* the CHECK of the table forbids others */
}

/* The row that this one repeats, 0 none. */
static int64_t
repeated(struct store *s, const struct inbound_new *n, int64_t now)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, FIND, NULL);
	stmt_text(&q, ":gateway", n->gateway);
	stmt_text(&q, ":dedup", n->dedup);
	int64_t id = stmt_number(&q, "id", 0);
	if (id || !n->own_id)
		return id;
	stmt_start(&q, s, STMT_INBOUND, LATELY, NULL);
	stmt_text(&q, ":gateway", n->gateway);
	stmt_text(&q, ":sender", n->from);
	stmt_bytes(&q, ":text", n->text, n->text_len);
	stmt_int(&q, ":from", now - repeat_s);
	stmt_int(&q, ":to", now + repeat_s);
	return stmt_number(&q, "id", 0);
}

int
inbound_add(struct store *s, const struct inbound_new *n, int64_t now,
    struct event_id *id, struct err *err)
{
	struct stmt q;
	id->v = repeated(s, n, now);
	if (id->v)
		return 0;
	stmt_start(&q, s, STMT_INBOUND, ADD, err);
	stmt_text(&q, ":gateway", n->gateway);
	stmt_text(&q, ":dedup", n->dedup);
	stmt_text(&q, ":sender", n->from);
	stmt_text(&q, ":receiver", n->to);
	stmt_bytes(&q, ":text", n->text, n->text_len);
	stmt_int(&q, ":sent_at", n->sent_at);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	id->v = stmt_last_id(s);
	return 1;
}

int
inbound_get(struct store *s, struct event_id id, inbound_row_cb *cb, void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, ROW, NULL);
	stmt_int(&q, ":id", id.v);
	int rc = stmt_step(&q);
	if (rc > 0) {
		size_t len;
		const char *bytes = stmt_col_bytes(&q, "text", &len);
		/* The bytes end nowhere: whoever prints wants a text. */
		char *text = mem_dup_n(bytes, len);
		const struct inbound_row row = {
			.id.v = stmt_col_int(&q, "id"),
			.gateway = stmt_col_text(&q, "gateway"),
			.from = stmt_col_text(&q, "sender"),
			.text = text,
			.text_len = len,
			.person.v = stmt_col_int(&q, "person"),
			.received_at = stmt_col_int(&q, "received_at"),
			.state = state_of(stmt_col_text(&q, "state")),
			.intent = stmt_col_text(&q, "intent"),
			.guess = stmt_col_text(&q, "guess"),
			.why = stmt_col_text(&q, "why"),
			.folded = (int)stmt_col_int(&q, "folded"),
		};
		int stop = cb(arg, &row);
		rc = stop ? stop : 1;
		free(text);
	}
	stmt_end(&q);
	return rc;
}

/* Remembers whether the callback wants no more; 1 is also "found". */
struct each {
	inbound_row_cb *cb;
	void *arg;
	int stop;
};

static int
on_row(void *arg, const struct inbound_row *row)
{
	struct each *e = arg;
	e->stop = e->cb(e->arg, row);
	return 0;
}

/* By ids, so that the callback may change what it is shown.  Ends q. */
static int
each_row(struct store *s, struct stmt *q, inbound_row_cb *cb, void *arg)
{
	struct each e = { cb, arg, 0 };
	int64_t *ids;
	size_t n;
	int rc = stmt_ids(q, &ids, &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = inbound_get(s, (struct event_id){ ids[i] }, on_row, &e);
		if (rc >= 0)
			rc = e.stop;
	}
	free(ids);
	return rc;
}

int
inbound_list(struct store *s, int state, inbound_row_cb *cb, void *arg)
{
	struct stmt q;
	bool plain = state >= 0 && state != INBOUND_INBOX;
	int id = OF_STATE;
	if (state < 0)
		id = ALL;
	else if (state == INBOUND_INBOX)
		id = OPEN;
	stmt_start(&q, s, STMT_INBOUND, id, NULL);
	if (plain)
		stmt_text(&q, ":state", state_names[state]);
	return each_row(s, &q, cb, arg);
}

int
inbound_of_person(struct store *s, struct person_id p, int max,
    inbound_row_cb *cb, void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, OF_PERSON, NULL);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":max", max);
	return each_row(s, &q, cb, arg);
}

/* Operators and machines repeat themselves: one line that counts. */
static int
fold(struct store *s, int64_t id, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, INBOX_LINE, err);
	stmt_int(&q, ":id", id);
	int64_t line = stmt_number(&q, "id", 0);
	if (!line)
		return 0;
	stmt_start(&q, s, STMT_INBOUND, FOLD, err);
	stmt_int(&q, ":id", id);
	stmt_int(&q, ":line", line);
	if (stmt_run(&q))
		return -1;
	stmt_start(&q, s, STMT_INBOUND, COUNT_UP, err);
	stmt_int(&q, ":line", line);
	return stmt_run(&q);
}

int
inbound_apply(struct store *s, struct event_id id, struct person_id person,
    enum inbound_state state, const char *intent, const char *guess,
    const char *why, int64_t now, struct err *err)
{
	struct stmt q;
	(void)now; /* an outcome has no time of its own */
	stmt_start(&q, s, STMT_INBOUND, APPLY, err);
	stmt_int(&q, ":id", id.v);
	stmt_int(&q, ":person", person.v);
	stmt_text(&q, ":state", state_names[state]);
	stmt_text(&q, ":intent", intent ? intent : "");
	stmt_text(&q, ":guess", guess ? guess : "");
	stmt_text(&q, ":why", why ? why : "");
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no reply %lld",
		    (long long)id.v);
	return state == INBOUND_INBOX ? fold(s, id.v, err) : 0;
}

int
inbound_close(struct store *s, struct event_id id, enum inbound_state st,
    const char *who, const char *reason, int64_t now, struct err *err)
{
	struct stmt q;
	if (st != INBOUND_ASSIGNED && st != INBOUND_DISMISSED)
		return err_set(err, ERR_STATE, "that does not close a reply");
	stmt_start(&q, s, STMT_INBOUND, CLOSE, err);
	stmt_int(&q, ":id", id.v);
	stmt_text(&q, ":state", state_names[st]);
	stmt_int(&q, ":now", now);
	stmt_text(&q, ":who", who);
	stmt_text(&q, ":why", reason);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return err_set(err, ERR_STATE,
		    "reply %lld is not waiting in the inbox", (long long)id.v);
	if (!who)
		return 0;
	struct sbuf subject = { 0 }, also = { 0 };
	sbuf_addf(&subject, "reply:%lld", (long long)id.v);
	stmt_start(&q, s, STMT_INBOUND, SENDER_CODE, err);
	stmt_int(&q, ":id", id.v);
	if (stmt_step(&q) > 0)
		sbuf_addf(&also, "person:%s", stmt_col_text(&q, "code"));
	stmt_end(&q);
	const struct store_audit_row row = { now, who,
		st == INBOUND_ASSIGNED ? "inbox.assign" : "inbox.dismiss",
		sbuf_text(&subject), sbuf_text(&subject), state_names[st],
		reason };
	int rc = audit_add(s, &row, also.len ? sbuf_text(&also) : NULL, err);
	sbuf_fini(&subject);
	sbuf_fini(&also);
	return rc;
}

int64_t
inbound_count_new(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, COUNT_NEW, NULL);
	return stmt_number(&q, "n", 0);
}

int
inbound_question_put(struct store *s, struct person_id p, const char *question,
    int64_t asked_at, int64_t expires_at, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_INBOUND, question ? QUESTION_PUT : QUESTION_DROP,
	    err);
	stmt_int(&q, ":person", p.v);
	if (question) {
		stmt_text(&q, ":question", question);
		stmt_int(&q, ":asked_at", asked_at);
		stmt_int(&q, ":expires_at", expires_at);
	}
	return stmt_run(&q);
}

int
inbound_question_get(struct store *s, struct person_id p, int64_t now,
    char *buf, size_t size)
{
	struct stmt q;
	int found = 0;
	stmt_start(&q, s, STMT_INBOUND, QUESTION_GET, NULL);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":now", now);
	if (stmt_step(&q) > 0) {
		const char *text = stmt_col_text(&q, "question");
		size_t len = strlen(text);
		found = len < size;
		if (found)
			memcpy(buf, text, len + 1);
	}
	stmt_end(&q);
	return found;
}
