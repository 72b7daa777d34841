/* Prepared statements by name; knows no table, only the list of the sets. */
#include "store/stmt.h"

#include "base/mem.h"
#include "store/sets.h"

#include <assert.h>
#include <stdlib.h>
#include <errno.h>
#include <string.h>

static const struct stmt_set *const sets[STMT_ROOM__N] = {
	[STMT_STORE] = &store_statements,
	[STMT_AUDIT] = &audit_statements,
	[STMT_ORG] = &org_statements,
	[STMT_LOAD] = &load_statements,
	[STMT_DEED] = &deed_statements,
	[STMT_OUTBOX] = &outbox_statements,
	[STMT_REPORT] = &report_statements,
	[STMT_INBOUND] = &inbound_statements,
	[STMT_IMPORTS] = &imports_statements,
	[STMT_SHIFT] = &shift_statements,
	[STMT_ACCOUNT] = &account_statements,
	[STMT_FEED] = &feed_statements,
	[STMT_HISTORY] = &history_statements,
	[STMT_GATEWAY] = &gateway_statements,
	[STMT_ASK] = &ask_statements,
	[STMT_SPENT] = &spent_statements,
	[STMT_ROTATION] = &rotation_statements,
	[STMT_ADDRESS] = &address_statements,
};

enum err_code
stmt_code(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_NONE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_IO;
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return ERR_DENIED;
	case SQLITE_CONSTRAINT:
		return ERR_INVALID;
	default:
		return ERR_FAILED;
	}
}

int
stmt_fail(sqlite3 *db, int rc, struct err *err)
{
	/* No room for the file behind the lock is a full disk too, not a broken
	 * one. */
	if (rc == SQLITE_IOERR_SHMSIZE ||
	    ((rc & 0xff) == SQLITE_IOERR && db &&
		sqlite3_system_errno(db) == ENOSPC))
		return err_set(err, ERR_FULL,
		    "the disk is full; make room and try again (SQLite %d)",
		    rc);
	return err_set(err, stmt_code(rc), "%s (SQLite %d)",
	    db ? sqlite3_errmsg(db) : sqlite3_errstr(rc), rc);
}

int
stmt_exec(sqlite3 *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : stmt_fail(db, rc, err);
}

void
stmt_open(struct store *s)
{
	for (int room = 0; room < STMT_ROOM__N; room++)
		s->rooms[room] =
		    mem_new((size_t)sets[room]->n, sizeof(sqlite3_stmt *));
}

sqlite3_stmt *
stmt_get(struct store *s, enum stmt_room room, int id, struct err *err)
{
	assert(id >= 0 && id < sets[room]->n);
	sqlite3_stmt **st = &s->rooms[room][id];
	int rc = SQLITE_OK;
	if (!*st)
		rc = sqlite3_prepare_v3(s->db, sets[room]->sql[id], -1,
		    SQLITE_PREPARE_PERSISTENT, st, NULL);
	if (rc == SQLITE_OK)
		return *st;
	stmt_fail(s->db, rc, err);
	err_wrap(err, "statement %d of room %d", id, (int)room);
	return NULL;
}

void
stmt_finalise_all(struct store *s)
{
	for (int room = 0; room < STMT_ROOM__N; room++) {
		for (int i = 0; s->rooms[room] && i < sets[room]->n; i++)
			sqlite3_finalize(s->rooms[room][i]);
		free(s->rooms[room]);
		s->rooms[room] = NULL;
	}
}

static void
fail(struct stmt *q, int rc)
{
	if (!q->failed)
		stmt_fail(q->s->db, rc, q->err);
	q->failed = true;
}

void
stmt_start(struct stmt *q, struct store *s, enum stmt_room room, int id,
    struct err *err)
{
	*q = (struct stmt){ .s = s, .err = err, .column = -1 };
	q->st = stmt_get(s, room, id, err);
	q->failed = !q->st;
	if (q->failed || !sqlite3_stmt_busy(q->st))
		return;
	/* A callback that asks the same again gets a copy of its own. */
	q->own = true;
	q->st = NULL;
	int rc =
	    sqlite3_prepare_v2(s->db, sets[room]->sql[id], -1, &q->st, NULL);
	if (rc != SQLITE_OK)
		fail(q, rc);
}

static int
parameter(struct stmt *q, const char *name)
{
	int at = q->failed ? 0 : sqlite3_bind_parameter_index(q->st, name);
	if (at == 0 && !q->failed) {
		q->failed = true;
		err_set(q->err, ERR_FAILED, "no parameter %s in: %s", name,
		    sqlite3_sql(q->st));
	}
	q->bound++;
	return at;
}

void
stmt_int(struct stmt *q, const char *name, int64_t v)
{
	int at = parameter(q, name);
	int rc = at ? sqlite3_bind_int64(q->st, at, v) : SQLITE_OK;
	if (rc != SQLITE_OK)
		fail(q, rc);
}

void
stmt_text(struct stmt *q, const char *name, const char *v)
{
	int at = parameter(q, name);
	int rc =
	    at ? sqlite3_bind_text(q->st, at, v, -1, SQLITE_STATIC) : SQLITE_OK;
	if (rc != SQLITE_OK)
		fail(q, rc);
}

void
stmt_bytes(struct stmt *q, const char *name, const void *v, size_t n)
{
	int at = parameter(q, name);
	/* A NULL pointer would bind NULL; no bytes are not NULL. */
	int rc =
	    at ? sqlite3_bind_blob64(q->st, at, n ? v : "", n, SQLITE_STATIC)
	       : SQLITE_OK;
	if (rc != SQLITE_OK)
		fail(q, rc);
}

/* Before the first step: all named, and no write outside of its group. */
static void
check_start(struct stmt *q)
{
	if (q->failed)
		return;
	if (q->bound != sqlite3_bind_parameter_count(q->st)) {
		q->failed = true;
		err_set(q->err, ERR_FAILED, "%d of %d parameters in: %s",
		    q->bound, sqlite3_bind_parameter_count(q->st),
		    sqlite3_sql(q->st));
		return;
	}
	if (sqlite3_stmt_readonly(q->st))
		return;
	if (q->s->depth == 0) {
		q->failed = true;
		err_set(q->err, ERR_STATE, "a write outside of a group: %s",
		    sqlite3_sql(q->st));
	} else if (q->s->lost || sqlite3_get_autocommit(q->s->db)) {
		/* SQLite took the transaction back (full disk): what is
		 * written now would be alone and at once on disk. */
		q->failed = true;
		err_set(q->err, q->s->lost ? q->s->lost : ERR_FAILED,
		    "the group was rolled back");
	}
}

int
stmt_step(struct stmt *q)
{
	if (!q->stepped)
		check_start(q);
	q->stepped = true;
	if (q->failed)
		return -1;
	int rc = sqlite3_step(q->st);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	fail(q, rc);
	if (q->s->group && sqlite3_get_autocommit(q->s->db) && !q->s->lost)
		q->s->lost = stmt_code(rc);
	return -1;
}

void
stmt_end(struct stmt *q)
{
	if (q->own) {
		sqlite3_finalize(q->st);
	} else if (q->st) {
		sqlite3_reset(q->st);
		sqlite3_clear_bindings(q->st);
	}
	q->st = NULL;
}

int
stmt_run(struct stmt *q)
{
	int rc;
	while ((rc = stmt_step(q)) > 0)
		continue;
	stmt_end(q);
	return rc;
}

/* Columns are read about in their order: look behind the last one first. */
static int
column(struct stmt *q, const char *name)
{
	int n = sqlite3_column_count(q->st);
	for (int i = 1; i <= n; i++) {
		int at = (q->column + i) % n;
		const char *have = sqlite3_column_name(q->st, at);
		if (have && strcmp(have, name) == 0)
			return q->column = at;
	}
	assert(!"no such column");
	return 0;
}

int64_t
stmt_col_int(struct stmt *q, const char *name)
{
	return sqlite3_column_int64(q->st, column(q, name));
}

const char *
stmt_col_text(struct stmt *q, const char *name)
{
	const unsigned char *t = sqlite3_column_text(q->st, column(q, name));
	return t ? (const char *)t : "";
}

const void *
stmt_col_bytes(struct stmt *q, const char *name, size_t *n)
{
	int at = column(q, name);
	const void *v = sqlite3_column_blob(q->st, at);
	*n = (size_t)sqlite3_column_bytes(q->st, at);
	return v ? v : "";
}

int64_t
stmt_changes(const struct store *s)
{
	return sqlite3_changes64(s->db);
}

int64_t
stmt_last_id(const struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

int64_t
stmt_number(struct stmt *q, const char *col, int64_t none)
{
	int64_t v = none;
	if (stmt_step(q) > 0 &&
	    sqlite3_column_type(q->st, column(q, col)) != SQLITE_NULL)
		v = stmt_col_int(q, col);
	stmt_end(q);
	return v;
}

int
stmt_ids(struct stmt *q, int64_t **ids, size_t *n)
{
	size_t cap = 0;
	int rc;
	*ids = NULL;
	*n = 0;
	while ((rc = stmt_step(q)) > 0) {
		*ids = mem_grow(*ids, &cap, *n + 1, sizeof **ids);
		(*ids)[(*n)++] = sqlite3_column_int64(q->st, 0);
	}
	stmt_end(q);
	return rc;
}
