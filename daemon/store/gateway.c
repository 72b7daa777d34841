/* The table of gateways; knows no message and no driver. */
#include "store/gateway.h"

#include "store/sets.h"

#include <stdio.h>

enum { GET, PAUSE, NOTE, HEARD, PULLED, GATEWAY__N };

/* A row begins with its first fact. */
#define PUT(values, updates)                                                   \
	"INSERT INTO gateway(name, paused, paused_by, paused_why, paused_at,"  \
	" last_success_at, last_error, last_error_at, heard_at, pulled_to,"    \
	" quota, quota_at) VALUES(:name, " values ")"                          \
	" ON CONFLICT(name) DO UPDATE SET " updates

static const char *const sql[GATEWAY__N] = {
	[GET] = "SELECT paused, paused_by, paused_why, paused_at,"
		" last_success_at, last_error, last_error_at, heard_at,"
		" pulled_to, quota, quota_at FROM gateway WHERE name = :name",
	[PAUSE] = PUT(":paused, :by, :why, :at, 0, '', 0, 0, 0, -1, 0",
	    "paused = :paused, paused_by = :by, paused_why = :why,"
	    " paused_at = :at"),
	[NOTE] = PUT("0, '', '', 0, :success, :error, :error_at, 0, 0, :quota,"
		     " :quota_at",
	    "last_success_at = :success, last_error = :error,"
	    " last_error_at = :error_at, quota = :quota,"
	    " quota_at = :quota_at"),
	[HEARD] = PUT("0, '', '', 0, 0, '', 0, :at, 0, -1, 0",
	    "heard_at = max(heard_at, :at)"),
	[PULLED] =
	    PUT("0, '', '', 0, 0, '', 0, 0, :at, -1, 0", "pulled_to = :at"),
};
const struct stmt_set gateway_statements = { sql, GATEWAY__N };

int
gateway_get(struct store *s, const char *name, struct gateway_row *row)
{
	struct stmt q;
	*row = (struct gateway_row){ .quota = -1 };
	stmt_start(&q, s, STMT_GATEWAY, GET, NULL);
	stmt_text(&q, ":name", name);
	int rc = stmt_step(&q);
	if (rc > 0) {
		row->paused = stmt_col_int(&q, "paused") != 0;
		snprintf(row->paused_by, sizeof row->paused_by, "%s",
		    stmt_col_text(&q, "paused_by"));
		snprintf(row->paused_why, sizeof row->paused_why, "%s",
		    stmt_col_text(&q, "paused_why"));
		row->paused_at = stmt_col_int(&q, "paused_at");
		row->last_success_at = stmt_col_int(&q, "last_success_at");
		snprintf(row->last_error, sizeof row->last_error, "%s",
		    stmt_col_text(&q, "last_error"));
		row->last_error_at = stmt_col_int(&q, "last_error_at");
		row->heard_at = stmt_col_int(&q, "heard_at");
		row->pulled_to = stmt_col_int(&q, "pulled_to");
		row->quota = stmt_col_int(&q, "quota");
		row->quota_at = stmt_col_int(&q, "quota_at");
	}
	stmt_end(&q);
	return rc;
}

int
gateway_pause(struct store *s, const char *name, bool pause, const char *who,
    const char *why, int64_t now, struct err *err)
{
	struct stmt q;
	char subject[80];
	stmt_start(&q, s, STMT_GATEWAY, PAUSE, err);
	stmt_text(&q, ":name", name);
	stmt_int(&q, ":paused", pause);
	stmt_text(&q, ":by", who);
	stmt_text(&q, ":why", why);
	stmt_int(&q, ":at", now);
	if (stmt_run(&q))
		return -1;
	snprintf(subject, sizeof subject, "gateway:%s", name);
	return store_audit(s, now, who,
	    pause ? "gateway.pause" : "gateway.resume", subject, "", "", why,
	    err);
}

int
gateway_note(struct store *s, const char *name, const struct gateway_row *row,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_GATEWAY, NOTE, err);
	stmt_text(&q, ":name", name);
	stmt_int(&q, ":success", row->last_success_at);
	stmt_text(&q, ":error", row->last_error);
	stmt_int(&q, ":error_at", row->last_error_at);
	stmt_int(&q, ":quota", row->quota);
	stmt_int(&q, ":quota_at", row->quota_at);
	return stmt_run(&q);
}

static int
put_instant(struct store *s, int id, const char *name, int64_t at,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_GATEWAY, id, err);
	stmt_text(&q, ":name", name);
	stmt_int(&q, ":at", at);
	return stmt_run(&q);
}

int
gateway_heard(struct store *s, const char *name, int64_t now, struct err *err)
{
	return put_instant(s, HEARD, name, now, err);
}

int
gateway_pulled(struct store *s, const char *name, int64_t to, struct err *err)
{
	return put_instant(s, PULLED, name, to, err);
}
