/* Counts over attempts; changes nothing. */
#include "store/spent.h"

#include "store/sets.h"

enum { EACH, COST, ON_NUMBER, WAITING, SPENT__N };

#define COUNTS " AND outcome IN ('', 'accepted', 'doubt')"

static const char *const sql[SPENT__N] = {
	[EACH] = "SELECT gateway, count(*) AS n, sum(cost) AS cost"
		 " FROM attempt WHERE started_at >= :from" COUNTS
		 " GROUP BY gateway",
	[COST] = "SELECT coalesce(sum(cost), 0) AS cost FROM attempt"
		 " WHERE started_at >= :from" COUNTS,
	[ON_NUMBER] = "SELECT count(*) AS n FROM message m"
		      " JOIN attempt a ON a.message = m.id"
		      " WHERE m.number = :number"
		      " AND m.first_attempt_at >= :from"
		      " AND a.started_at >= :from"
		      " AND a.outcome IN ('', 'accepted', 'doubt')",
	[WAITING] = "SELECT count(*) AS n FROM message"
		    " WHERE state IN ('queued', 'sending')"
		    " AND gateway = :gateway",
};
const struct stmt_set spent_statements = { sql, SPENT__N };

int
spent_each(struct store *s, int64_t from, spent_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_SPENT, EACH, NULL);
	stmt_int(&q, ":from", from);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct spent_row row = {
			.gateway = stmt_col_text(&q, "gateway"),
			.n = stmt_col_int(&q, "n"),
			.cost = stmt_col_int(&q, "cost"),
		};
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}

int64_t
spent_cost(struct store *s, int64_t from)
{
	struct stmt q;
	stmt_start(&q, s, STMT_SPENT, COST, NULL);
	stmt_int(&q, ":from", from);
	return stmt_number(&q, "cost", -1);
}

int64_t
spent_on_number(struct store *s, const char *number, int64_t from)
{
	struct stmt q;
	stmt_start(&q, s, STMT_SPENT, ON_NUMBER, NULL);
	stmt_text(&q, ":number", number);
	stmt_int(&q, ":from", from);
	return stmt_number(&q, "n", -1);
}

int64_t
spent_waiting(struct store *s, const char *gateway)
{
	struct stmt q;
	stmt_start(&q, s, STMT_SPENT, WAITING, NULL);
	stmt_text(&q, ":gateway", gateway);
	return stmt_number(&q, "n", -1);
}
