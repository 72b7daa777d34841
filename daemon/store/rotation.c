#include "store/rotation.h"

#include "store/sets.h"

#include <stdio.h>

enum { GET, PUT, ROTATION__N };

static const char *const sql[ROTATION__N] = {
	[GET] = "SELECT rotating, generation, started_at, fetched_at,"
		" expires_at, trouble FROM token WHERE gateway = :gateway",
	[PUT] = "INSERT INTO token(gateway, rotating, generation, started_at,"
		" fetched_at, expires_at, trouble) VALUES(:gateway, :rotating,"
		" :generation, :started, :fetched, :expires, :trouble)"
		" ON CONFLICT(gateway) DO UPDATE SET rotating = :rotating,"
		" generation = :generation, started_at = :started,"
		" fetched_at = :fetched, expires_at = :expires,"
		" trouble = :trouble",
};
const struct stmt_set rotation_statements = { sql, ROTATION__N };

int
rotation_get(struct store *s, const char *gateway, struct rotation_row *row)
{
	struct stmt q;
	*row = (struct rotation_row){ .rotating = false };
	stmt_start(&q, s, STMT_ROTATION, GET, NULL);
	stmt_text(&q, ":gateway", gateway);
	int rc = stmt_step(&q);
	if (rc > 0) {
		row->rotating = stmt_col_int(&q, "rotating") != 0;
		row->generation = stmt_col_int(&q, "generation");
		row->started_at = stmt_col_int(&q, "started_at");
		row->fetched_at = stmt_col_int(&q, "fetched_at");
		row->expires_at = stmt_col_int(&q, "expires_at");
		snprintf(row->trouble, sizeof row->trouble, "%s",
		    stmt_col_text(&q, "trouble"));
	}
	stmt_end(&q);
	return rc;
}

int
rotation_put(struct store *s, const char *gateway,
    const struct rotation_row *row, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ROTATION, PUT, err);
	stmt_text(&q, ":gateway", gateway);
	stmt_int(&q, ":rotating", row->rotating);
	stmt_int(&q, ":generation", row->generation);
	stmt_int(&q, ":started", row->started_at);
	stmt_int(&q, ":fetched", row->fetched_at);
	stmt_int(&q, ":expires", row->expires_at);
	stmt_text(&q, ":trouble", row->trouble);
	return stmt_run(&q);
}
