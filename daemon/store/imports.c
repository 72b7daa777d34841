/*
 * Imports and the rows that they changed, as JSON before and after.  Knows
 * the columns of the roster's tables and nothing of file formats.
 */
#include "store/imports.h"

#include "base/mem.h"
#include "store/sets.h"

#include <stdlib.h>
#include <string.h>

enum table { UNIT, PERSON, ASSIGNMENT, MEETING, HOLIDAY, SESSION, TABLE__N };

static const char *const table_names[TABLE__N] = {
	[UNIT] = "unit",
	[PERSON] = "person",
	[ASSIGNMENT] = "assignment",
	[MEETING] = "meeting",
	[HOLIDAY] = "holiday",
	[SESSION] = "session",
};

/* Then one statement a table of each: SHOW_, BACK_, GONE_ + table. */
enum {
	ADD,
	ADD_FILE,
	FINISH,
	FIND,
	LIST,
	CHANGE_ADD,
	CHANGES,
	UNDONE,
	UNIT_ID,
	PERSON_ID,
	NUMBER_BACK,
	SHOW,
	BACK = SHOW + TABLE__N,
	GONE = BACK + TABLE__N,
	NAME = GONE + TABLE__N,
	IMPORTS__N = NAME + TABLE__N
};

#define J(c) "'" #c "', " #c
#define B(c) #c " = :before ->> '" #c "'"

static const char *const sql[IMPORTS__N] = {
	[ADD] = "INSERT INTO import(at, who, summary) VALUES(:at, :who, '')",
	[ADD_FILE] = "INSERT INTO import_file(import, n, name, sha256, content)"
		     " VALUES(:import, :n, :name, :sha256, :content)",
	[FINISH] = "UPDATE import SET summary = :summary WHERE id = :id",
	[FIND] = "SELECT coalesce(undone_at, 0) AS undone_at FROM import"
		 " WHERE id = :id",
	[LIST] = "SELECT i.id AS id, at, who, summary,"
		 " coalesce(undone_at, 0) AS undone_at, f.name AS file,"
		 " f.sha256 AS sha256,"
		 " (SELECT count(*) FROM import_file WHERE import = i.id)"
		 " AS file_n,"
		 " (SELECT count(*) FROM change WHERE import = i.id)"
		 " AS change_n"
		 " FROM import i LEFT JOIN import_file f"
		 " ON f.import = i.id AND f.n = 1 ORDER BY i.id",
	[CHANGE_ADD] = "INSERT INTO change(import, tbl, row, before, after)"
		       " VALUES(:import, :tbl, :row, :before, :after)",
	[CHANGES] = "SELECT tbl, row, before, after,"
		    " before IS NULL AS made FROM change"
		    " WHERE import = :import ORDER BY id DESC",
	[UNDONE] = "UPDATE import SET undone_at = :at WHERE id = :id",
	[UNIT_ID] = "SELECT id FROM unit WHERE code = :code",
	[PERSON_ID] = "SELECT id FROM person WHERE code = :code",
	/* What replacing it kept; it is their number again. */
	[NUMBER_BACK] = "DELETE FROM earlier_number WHERE person = :id"
			" AND phone = :before ->> 'phone'"
			" AND phone IS NOT :after ->> 'phone'",

	[SHOW + UNIT] =
	    "SELECT json_object(" J(code) ", " J(name) ", " J(kind) ", " J(parent) ", " J(
		aliases) ", " J(contact_name) ", " J(contact_phone) ", " J(from_on) ", " J(until_on) ") AS json FROM unit WHERE id = :id",
	[SHOW + PERSON] =
	    "SELECT json_object(" J(code) ", " J(name) ", " J(phone) ", " J(
		role) ", " J(zalo) ", " J(channel) ") AS json FROM person "
						   "WHERE id = :id",
	[SHOW + ASSIGNMENT] =
	    "SELECT json_object(" J(person) ", " J(unit) ", " J(from_on) ", " J(
		until_on) ") AS json FROM assignment WHERE id = :id",
	[SHOW + MEETING] = "SELECT json_object(" J(rule) ", " J(minute) ", " J(
	    place) ") AS json FROM meeting WHERE unit = :id",
	[SHOW + HOLIDAY] = "SELECT json_object(" J(
	    name) ") AS json FROM holiday WHERE day_on = :id",
	[SHOW + SESSION] = "SELECT json_object(" J(
	    name) ") AS json FROM session WHERE day_on = :id",

	[BACK + UNIT] =
	    "UPDATE unit SET " B(name) ", " B(kind) ", " B(parent) ", " B(aliases) ", " B(
		contact_name) ", " B(contact_phone) ", " B(from_on) ", " B(until_on) " WHERE id = :id",
	[BACK + PERSON] = "UPDATE person SET " B(name) ", " B(phone) ", " B(
	    role) ", " B(zalo) ", " B(channel) " WHERE id = :id",
	[BACK + ASSIGNMENT] =
	    "UPDATE assignment SET " B(until_on) " WHERE id = :id",
	[BACK + MEETING] = "UPDATE meeting SET " B(rule) ", " B(minute) ", " B(
	    place) " WHERE unit = :id",
	[BACK + HOLIDAY] = "UPDATE holiday SET " B(name) " WHERE day_on = :id",
	[BACK + SESSION] = "UPDATE session SET " B(name) " WHERE day_on = :id",

	[GONE + UNIT] = "DELETE FROM unit WHERE id = :id",
	[GONE + PERSON] = "DELETE FROM person WHERE id = :id",
	[GONE + ASSIGNMENT] = "DELETE FROM assignment WHERE id = :id",
	[GONE + MEETING] = "DELETE FROM meeting WHERE unit = :id",
	[GONE + HOLIDAY] = "DELETE FROM holiday WHERE day_on = :id",
	[GONE + SESSION] = "DELETE FROM session WHERE day_on = :id",

	[NAME + UNIT] =
	    "SELECT code || ' ' || name AS name FROM unit WHERE id = :id",
	[NAME + PERSON] =
	    "SELECT code || ' ' || name AS name FROM person WHERE id = :id",
	[NAME + ASSIGNMENT] =
	    "SELECT p.code || ' ' || u.code AS name FROM assignment a"
	    " JOIN person p ON p.id = a.person JOIN unit u ON u.id = a.unit"
	    " WHERE a.id = :id",
	[NAME + MEETING] =
	    "SELECT code || ' ' || name AS name FROM unit WHERE id = :id",
	[NAME + HOLIDAY] = "SELECT name FROM holiday WHERE day_on = :id",
	[NAME + SESSION] = "SELECT name FROM session WHERE day_on = :id",
};
const struct stmt_set imports_statements = { sql, IMPORTS__N };

#undef J
#undef B

int
imports_add(struct store *s, const char *who, const struct imports_file *files,
    size_t file_n, int64_t now, int64_t *id, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, ADD, err);
	stmt_int(&q, ":at", now);
	stmt_text(&q, ":who", who);
	if (stmt_run(&q))
		return -1;
	*id = stmt_last_id(s);
	for (size_t i = 0; i < file_n; i++) {
		stmt_start(&q, s, STMT_IMPORTS, ADD_FILE, err);
		stmt_int(&q, ":import", *id);
		stmt_int(&q, ":n", (int64_t)i + 1);
		stmt_text(&q, ":name", files[i].name);
		stmt_text(&q, ":sha256", files[i].sha256);
		stmt_bytes(&q, ":content", files[i].bytes, files[i].n);
		if (stmt_run(&q))
			return -1;
	}
	s->import = *id;
	return 0;
}

int
imports_finish(struct store *s, const char *summary, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, FINISH, err);
	stmt_int(&q, ":id", s->import);
	stmt_text(&q, ":summary", summary);
	s->import = 0;
	return stmt_run(&q);
}

void
imports_abandon(struct store *s)
{
	s->import = 0;
}

/* The row as JSON, free(); NULL: there is none. */
static char *
show(struct store *s, int table, int64_t row)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, SHOW + table, NULL);
	stmt_int(&q, ":id", row);
	char *json = NULL;
	if (stmt_step(&q) > 0)
		json = mem_dup(stmt_col_text(&q, "json"));
	stmt_end(&q);
	return json;
}

static int
table_of(const char *name)
{
	int t = 0;
	while (t < TABLE__N && strcmp(table_names[t], name) != 0)
		t++;
	return t < TABLE__N ? t : -1;
}

static int64_t
row_of(struct store *s, int table, const char *code)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, table == UNIT ? UNIT_ID : PERSON_ID,
	    NULL);
	stmt_text(&q, ":code", code);
	return stmt_number(&q, "id", 0);
}

struct imports_watch
imports_watch(struct store *s, const char *table, const char *code)
{
	struct imports_watch w = { .table = -1, .code = code };
	if (!s->import)
		return w;
	w.table = table_of(table);
	w.row = row_of(s, w.table, code);
	w.before = show(s, w.table, w.row);
	return w;
}

struct imports_watch
imports_watch_row(struct store *s, const char *table, int64_t row)
{
	struct imports_watch w = { .table = -1, .row = row };
	if (!s->import)
		return w;
	w.table = table_of(table);
	w.before = show(s, w.table, row);
	return w;
}

int
imports_watched(struct store *s, struct imports_watch *w, int rc,
    struct err *err)
{
	if (w->table >= 0 && rc > 0) {
		struct stmt q;
		if (w->code)
			w->row = row_of(s, w->table, w->code);
		else if (w->table == ASSIGNMENT && !w->before)
			w->row = stmt_last_id(s);
		char *after = show(s, w->table, w->row);
		stmt_start(&q, s, STMT_IMPORTS, CHANGE_ADD, err);
		stmt_int(&q, ":import", s->import);
		stmt_text(&q, ":tbl", table_names[w->table]);
		stmt_int(&q, ":row", w->row);
		stmt_text(&q, ":before", w->before);
		stmt_text(&q, ":after", after);
		if (stmt_run(&q))
			rc = -1;
		free(after);
	}
	free(w->before);
	w->before = NULL;
	return rc;
}

/* What people call the row; free(). */
static char *
name_of(struct store *s, int table, int64_t row)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, NAME + table, NULL);
	stmt_int(&q, ":id", row);
	char *name =
	    mem_dup(stmt_step(&q) > 0 ? stmt_col_text(&q, "name") : "");
	stmt_end(&q);
	return name;
}

static int
number_back(struct store *s, struct stmt *change, int64_t row, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, NUMBER_BACK, err);
	stmt_int(&q, ":id", row);
	stmt_text(&q, ":before", stmt_col_text(change, "before"));
	stmt_text(&q, ":after", stmt_col_text(change, "after"));
	return stmt_run(&q) ? -1 : 0;
}

static int
take_back(struct store *s, struct stmt *change, struct err *err)
{
	struct stmt q;
	const char *name = stmt_col_text(change, "tbl");
	int table = table_of(name);
	int64_t row = stmt_col_int(change, "row");
	bool made = stmt_col_int(change, "made") != 0;
	char *now = show(s, table, row);
	int same = now && strcmp(now, stmt_col_text(change, "after")) == 0;
	free(now);
	if (!same)
		return err_set(err, ERR_INVALID,
		    "this row of %s was changed since: %s", name,
		    stmt_col_text(change, "after"));
	if (table == PERSON && !made && number_back(s, change, row, err) < 0)
		return -1;
	stmt_start(&q, s, STMT_IMPORTS, (made ? GONE : BACK) + table, err);
	stmt_int(&q, ":id", row);
	if (!made)
		stmt_text(&q, ":before", stmt_col_text(change, "before"));
	if (stmt_run(&q)) {
		if (err && err->code == ERR_INVALID)
			err_set(err, ERR_INVALID,
			    "this row of %s is in use: %s", name,
			    stmt_col_text(change, "after"));
		return -1;
	}
	s->generation++;
	return 0;
}

int
imports_undo(struct store *s, int64_t id, int64_t now, imports_undone_cb *cb,
    void *arg, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_IMPORTS, FIND, err);
	stmt_int(&q, ":id", id);
	int64_t undone = stmt_number(&q, "undone_at", -1);
	if (undone < 0)
		return err_set(err, ERR_NOT_FOUND, "there is no import %lld",
		    (long long)id);
	if (undone > 0)
		return err_set(err, ERR_STATE, "import %lld is undone already",
		    (long long)id);
	stmt_start(&q, s, STMT_IMPORTS, CHANGES, err);
	stmt_int(&q, ":import", id);
	int rc, n = 0;
	while ((rc = stmt_step(&q)) > 0) {
		struct imports_undone u = { .table = stmt_col_text(&q, "tbl"),
			.made = stmt_col_int(&q, "made") != 0 };
		char *name =
		    name_of(s, table_of(u.table), stmt_col_int(&q, "row"));
		u.name = name;
		rc = take_back(s, &q, err);
		if (rc == 0 && cb)
			cb(arg, &u);
		free(name);
		if (rc)
			break;
		n++;
	}
	stmt_end(&q);
	if (rc)
		return -1;
	stmt_start(&q, s, STMT_IMPORTS, UNDONE, err);
	stmt_int(&q, ":at", now);
	stmt_int(&q, ":id", id);
	return stmt_run(&q) ? -1 : n;
}

int
imports_list(struct store *s, imports_row_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_IMPORTS, LIST, NULL);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct imports_row row = {
			.id = stmt_col_int(&q, "id"),
			.at = stmt_col_int(&q, "at"),
			.who = stmt_col_text(&q, "who"),
			.summary = stmt_col_text(&q, "summary"),
			.undone_at = stmt_col_int(&q, "undone_at"),
			.file = stmt_col_text(&q, "file"),
			.sha256 = stmt_col_text(&q, "sha256"),
			.file_n = (int)stmt_col_int(&q, "file_n"),
			.change_n = (int)stmt_col_int(&q, "change_n"),
		};
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}
