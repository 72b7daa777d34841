/* The numbers of people's calendar addresses. */
#include "store/feed.h"

#include "store/audit.h"
#include "store/sets.h"

enum { GET, RENEW, LIST, FEED__N };

static const char *const sql[FEED__N] = {
	[GET] = "SELECT serial FROM feed WHERE person = :person",
	[RENEW] = "INSERT INTO feed(person, serial, made_at)"
		  " VALUES(:person, 1, :now) ON CONFLICT(person)"
		  " DO UPDATE SET serial = serial + 1, made_at = :now",
	[LIST] = "SELECT person, serial FROM feed ORDER BY person",
};
const struct stmt_set feed_statements = { sql, FEED__N };

int64_t
feed_get(struct store *s, struct person_id p)
{
	struct stmt q;
	struct err err = { 0 };
	stmt_start(&q, s, STMT_FEED, GET, &err);
	stmt_int(&q, ":person", p.v);
	int64_t serial = stmt_number(&q, "serial", 0);
	return err.code == ERR_NONE ? serial : -1;
}

int64_t
feed_renew(struct store *s, struct person_id p, const char *subject,
    const char *who, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_FEED, RENEW, err);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	int64_t serial = feed_get(s, p);
	const struct store_audit_row row = { now, who,
		serial > 1 ? "calendar.renew" : "calendar.add", subject, NULL,
		NULL, NULL };
	return serial < 0 || audit_add(s, &row, NULL, err) ? -1 : serial;
}

int
feed_list(struct store *s, feed_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_FEED, LIST, NULL);
	while (rc == 0 && (rc = stmt_step(&q)) > 0)
		rc = cb(arg, (struct person_id){ stmt_col_int(&q, "person") },
		    stmt_col_int(&q, "serial"));
	stmt_end(&q);
	return rc;
}
