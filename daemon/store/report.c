/*
 * Delivery reports: stored first, matched second.  They come twice, out of
 * order, before the answer, for parts, or never; together they give a verdict
 * that only rises.  Moves no message.
 */
#include "store/report.h"

#include "store/sets.h"

#include <string.h>

enum {
	ADD,
	BY_KEY,
	BY_PROVIDER,
	REMATCH,
	OF_MESSAGE,
	WORDS,
	FORGET,
	NEWEST,
	REPORT__N
};

enum { PARKED_MAX = 10000 }; /* reports of messages that are not ours */

static const char *const sql[REPORT__N] = {
	[ADD] =
	    "INSERT INTO report(gateway, dedup, key, provider_id, part, rank,"
	    " raw, received_at, message) VALUES(:gateway, :dedup, :key,"
	    " :provider_id, :part, :rank, :raw, :now, nullif(:message, 0))"
	    " ON CONFLICT(gateway, dedup) DO NOTHING",
	[BY_KEY] = "SELECT message FROM attempt WHERE key = :key LIMIT 1",
	[BY_PROVIDER] =
	    "SELECT message FROM attempt WHERE provider_id = :provider_id"
	    " AND gateway = :gateway ORDER BY id DESC LIMIT 1",
	[REMATCH] = "UPDATE report SET message = :message"
		    " WHERE message IS NULL AND provider_id = :provider_id"
		    " AND gateway = :gateway",
	/* The best word of each part. */
	[OF_MESSAGE] =
	    "SELECT part, max(rank) AS rank,"
	    " sum(rank = 3) AS arrived,"
	    " sum(rank = 2 AND gateway = :gateway AND id > :floor) AS lost,"
	    " max(iif(gateway = :gateway AND id > :floor, rank, 0)) AS fresh"
	    " FROM report WHERE message = :message GROUP BY part",
	[WORDS] = "SELECT gateway, part, rank, raw, received_at FROM report"
		  " WHERE message = :message ORDER BY id",
	[FORGET] = "DELETE FROM report INDEXED BY report_unmatched"
		   " WHERE message IS NULL AND id <= :floor",
	[NEWEST] = "SELECT max(id) AS id FROM report",
};
const struct stmt_set report_statements = { sql, REPORT__N };

enum { RANK_BUFFERED = 1, RANK_UNDELIVERED, RANK_DELIVERED };

static int64_t
match(struct store *s, const struct outbox_report *r)
{
	struct stmt q;
	int64_t message = 0;
	if (r->key && *r->key) {
		stmt_start(&q, s, STMT_REPORT, BY_KEY, NULL);
		stmt_text(&q, ":key", r->key);
		message = stmt_number(&q, "message", 0);
	}
	if (!message && r->provider_id && *r->provider_id) {
		stmt_start(&q, s, STMT_REPORT, BY_PROVIDER, NULL);
		stmt_text(&q, ":provider_id", r->provider_id);
		stmt_text(&q, ":gateway", r->gateway);
		message = stmt_number(&q, "message", 0);
	}
	return message;
}

int
report_add(struct store *s, const struct outbox_report *r, int64_t now,
    struct message_id *id, struct err *err)
{
	struct stmt q;
	id->v = match(s, r);
	stmt_start(&q, s, STMT_REPORT, ADD, err);
	stmt_text(&q, ":gateway", r->gateway);
	stmt_text(&q, ":dedup", r->dedup);
	stmt_text(&q, ":key", r->key);
	stmt_text(&q, ":provider_id", r->provider_id);
	stmt_int(&q, ":part", r->part);
	stmt_int(&q, ":rank", r->rank);
	stmt_text(&q, ":raw", r->raw ? r->raw : "");
	stmt_int(&q, ":now", now);
	stmt_int(&q, ":message", id->v);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	if (id->v)
		return 1;
	/* A flood of what nobody sent must not fill the disk: what so many
	 * came after will not be ours any more. */
	stmt_start(&q, s, STMT_REPORT, FORGET, err);
	stmt_int(&q, ":floor", stmt_last_id(s) - PARKED_MAX);
	return stmt_run(&q);
}

int
report_rematch(struct store *s, struct message_id id, const char *gateway,
    const char *provider_id, struct err *err)
{
	struct stmt q;
	if (!provider_id || !*provider_id)
		return 0;
	stmt_start(&q, s, STMT_REPORT, REMATCH, err);
	stmt_int(&q, ":message", id.v);
	stmt_text(&q, ":provider_id", provider_id);
	stmt_text(&q, ":gateway", gateway);
	return stmt_run(&q);
}

enum report_verdict
report_verdict(struct store *s, struct message_id id, int parts,
    const char *gateway, int64_t floor)
{
	struct stmt q;
	bool whole = false, failed = false, on_its_way = false;
	int delivered = 0;
	stmt_start(&q, s, STMT_REPORT, OF_MESSAGE, NULL);
	stmt_int(&q, ":message", id.v);
	stmt_text(&q, ":gateway", gateway);
	stmt_int(&q, ":floor", floor);
	while (stmt_step(&q) > 0) {
		int64_t part = stmt_col_int(&q, "part");
		int64_t best = stmt_col_int(&q, "rank");
		int64_t fresh = stmt_col_int(&q, "fresh");
		if (best == RANK_DELIVERED && part == 0) {
			whole = true;
		} else if (part == OUTBOX_SOME_PART) {
			delivered += (int)stmt_col_int(&q, "arrived");
			failed = failed || stmt_col_int(&q, "lost") > 0;
		} else if (best == RANK_DELIVERED && part <= parts) {
			delivered++;
		} else if (fresh == RANK_UNDELIVERED) {
			failed = true;
		}
		/* A part that arrived proves that the provider had it. */
		if (fresh == RANK_BUFFERED || best == RANK_DELIVERED)
			on_its_way = true;
	}
	stmt_end(&q);
	if (whole || (parts > 0 && delivered >= parts))
		return REPORT_DELIVERED;
	if (failed)
		return REPORT_UNDELIVERED;
	return on_its_way ? REPORT_ON_ITS_WAY : REPORT_SILENT;
}

int
report_words(struct store *s, struct message_id id, outbox_word_cb *cb,
    void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_REPORT, WORDS, NULL);
	stmt_int(&q, ":message", id.v);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct outbox_word w = {
			.gateway = stmt_col_text(&q, "gateway"),
			.part = (int)stmt_col_int(&q, "part"),
			.rank = (int)stmt_col_int(&q, "rank"),
			.raw = stmt_col_text(&q, "raw"),
			.at = stmt_col_int(&q, "received_at"),
		};
		rc = cb(arg, &w);
	}
	stmt_end(&q);
	return rc;
}

int64_t
report_newest(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_REPORT, NEWEST, NULL);
	return stmt_number(&q, "id", 0);
}
