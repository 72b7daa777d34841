/* Questions about messages: which are due, what their answers change. */
#include "store/ask.h"

#include "base/mem.h"
#include "store/report.h"
#include "store/sets.h"

#include <stdlib.h>

enum {
	DUE,
	NEXT,
	ROW,
	LATER,
	UNDOUBT,
	UNDOUBT_ATTEMPTS,
	PROVIDER,
	CLOSE,
	LAST_SEEN,
	ASK__N
};

static const char *const sql[ASK__N] = {
	[DUE] = "SELECT id FROM message INDEXED BY message_ask"
		" WHERE state IN ('accepted', 'uncertain')"
		" AND next_at <= :now ORDER BY next_at, id LIMIT :limit",
	[NEXT] = "SELECT min(next_at) AS at FROM message"
		 " INDEXED BY message_ask"
		 " WHERE state IN ('accepted', 'uncertain')",
	[ROW] =
	    "SELECT m.state, m.reason, m.gateway, m.key, m.number, m.kind,"
	    " m.parts, m.asked_at, m.updated_at, m.expires_at, m.window_closed,"
	    " a.provider_id, a.pin, a.started_at FROM message m"
	    " JOIN attempt a ON a.message = m.id WHERE m.id = :id"
	    " ORDER BY a.id DESC LIMIT 1",
	[LATER] = "UPDATE message SET next_at = :next_at,"
		  " asked_at = iif(:asked, :now, asked_at),"
		  " reason = iif(:reason = '', reason, :reason),"
		  " detail = iif(:reason = '', detail, :detail)"
		  " WHERE id = :id",
	[UNDOUBT] = "UPDATE message SET doubted = 0 WHERE id = :id",
	[UNDOUBT_ATTEMPTS] = "UPDATE attempt SET outcome = 'not_sent',"
			     " detail = 'the gateway never had it'"
			     " WHERE message = :id AND outcome = 'doubt'",
	[PROVIDER] = "UPDATE attempt SET provider_id = :provider_id WHERE id ="
		     " (SELECT max(id) FROM attempt WHERE message = :id)",
	[CLOSE] = "UPDATE message SET window_closed = 1"
		  " WHERE first_attempt_at IS NOT NULL AND state IN"
		  " ('queued', 'sending', 'uncertain', 'held')",
	[LAST_SEEN] = "SELECT max(started_at) AS at FROM attempt",
};
const struct stmt_set ask_statements = { sql, ASK__N };

static int
show(struct store *s, int64_t id, ask_cb *cb, void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, ROW, NULL);
	stmt_int(&q, ":id", id);
	int rc = stmt_step(&q);
	if (rc > 0) {
		int state = message_state_parse(stmt_col_text(&q, "state"));
		int reason = message_reason_parse(stmt_col_text(&q, "reason"));
		const struct ask_row row = {
			.id.v = id,
			.state = state < 0 ? MESSAGE_HELD
					   : (enum message_state)state,
			.reason = reason < 0 ? MESSAGE_R_CHECKSUM
					     : (enum message_reason)reason,
			.gateway = stmt_col_text(&q, "gateway"),
			.key = stmt_col_text(&q, "key"),
			.number = stmt_col_text(&q, "number"),
			.kind = stmt_col_text(&q, "kind"),
			.provider_id = stmt_col_text(&q, "provider_id"),
			.pin = stmt_col_text(&q, "pin"),
			.parts = (int)stmt_col_int(&q, "parts"),
			.sent_at = stmt_col_int(&q, "started_at"),
			.asked_at = stmt_col_int(&q, "asked_at"),
			.updated_at = stmt_col_int(&q, "updated_at"),
			.expires_at = stmt_col_int(&q, "expires_at"),
			.window_closed = stmt_col_int(&q, "window_closed") != 0,
		};
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}

int
ask_due(struct store *s, int64_t now, int limit, ask_cb *cb, void *arg)
{
	struct stmt q;
	int64_t *ids;
	size_t n;
	stmt_start(&q, s, STMT_ASK, DUE, NULL);
	stmt_int(&q, ":now", now);
	stmt_int(&q, ":limit", limit);
	int rc = stmt_ids(&q, &ids, &n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = show(s, ids[i], cb, arg);
	free(ids);
	return rc;
}

int64_t
ask_next(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, NEXT, NULL);
	int64_t at = stmt_number(&q, "at", INT64_MAX);
	return at >= OUTBOX_NEVER ? INT64_MAX : at;
}

int
ask_later(struct store *s, struct message_id id, bool asked, int64_t next_at,
    enum message_reason reason, const char *detail, int64_t now,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, LATER, err);
	stmt_int(&q, ":id", id.v);
	stmt_int(&q, ":asked", asked);
	stmt_int(&q, ":next_at", next_at);
	stmt_text(&q, ":reason", message_reason_name(reason));
	stmt_text(&q, ":detail", detail ? detail : "");
	stmt_int(&q, ":now", now);
	return stmt_run(&q);
}

static int
run_on(struct store *s, int statement, struct message_id id, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, statement, err);
	stmt_int(&q, ":id", id.v);
	return stmt_run(&q);
}

int
ask_absent(struct store *s, struct message_id id, int64_t now, struct err *err)
{
	if (outbox_move(s, id, MESSAGE_RESEND, MESSAGE_R_RETRY,
		"the gateway never had it", now, err) < 0 ||
	    run_on(s, UNDOUBT, id, err) < 0)
		return -1;
	return run_on(s, UNDOUBT_ATTEMPTS, id, err);
}

int
ask_present(struct store *s, struct message_id id, const char *provider_id,
    int64_t now, struct err *err)
{
	struct stmt q;
	if (provider_id && *provider_id) {
		stmt_start(&q, s, STMT_ASK, PROVIDER, err);
		stmt_int(&q, ":id", id.v);
		stmt_text(&q, ":provider_id", provider_id);
		if (stmt_run(&q))
			return -1;
	}
	return outbox_move(s, id, MESSAGE_ACCEPT, MESSAGE_R_NONE,
	    "the gateway has it", now, err);
}

int
ask_close_windows(struct store *s, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, CLOSE, err);
	return stmt_run(&q);
}

int64_t
ask_last_seen(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ASK, LAST_SEEN, NULL);
	return stmt_number(&q, "at", 0);
}
