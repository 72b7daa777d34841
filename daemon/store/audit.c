/* Who changed what: rows are added and read, never changed. */
#include "store/audit.h"

#include "store/sets.h"

enum { ADD, ALL, OF_SUBJECT, AUDIT__N };

#define COLUMNS "id, at, who, what, subject, before, after, reason"

static const char *const sql[AUDIT__N] = {
	[ADD] = "INSERT INTO audit(at, who, what, subject, also, before, after,"
		" reason) VALUES(:at, :who, :what, :subject, :also, :before,"
		" :after, :reason)",
	[ALL] = "SELECT " COLUMNS " FROM audit ORDER BY id",
	[OF_SUBJECT] = "SELECT " COLUMNS " FROM audit WHERE subject = :subject"
		       " UNION SELECT " COLUMNS " FROM audit"
		       " WHERE also = :subject ORDER BY id",
};
const struct stmt_set audit_statements = { sql, AUDIT__N };

int
audit_add(struct store *s, const struct store_audit_row *row, const char *also,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_AUDIT, ADD, err);
	stmt_int(&q, ":at", row->at);
	stmt_text(&q, ":who", row->who);
	stmt_text(&q, ":what", row->what);
	stmt_text(&q, ":subject", row->subject);
	stmt_text(&q, ":also", also);
	stmt_text(&q, ":before", row->before);
	stmt_text(&q, ":after", row->after);
	stmt_text(&q, ":reason", row->reason);
	return stmt_run(&q);
}

int
audit_list(struct store *s, const char *subject, store_audit_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_AUDIT, subject ? OF_SUBJECT : ALL, NULL);
	if (subject)
		stmt_text(&q, ":subject", subject);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct store_audit_row row = {
			.at = stmt_col_int(&q, "at"),
			.who = stmt_col_text(&q, "who"),
			.what = stmt_col_text(&q, "what"),
			.subject = stmt_col_text(&q, "subject"),
			.before = stmt_col_text(&q, "before"),
			.after = stmt_col_text(&q, "after"),
			.reason = stmt_col_text(&q, "reason"),
		};
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}
