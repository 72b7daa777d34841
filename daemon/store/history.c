/* Reads what imports.c keeps of each row. */
#include "store/history.h"

#include "store/sets.h"

enum { OF_PERSON, OF_UNIT, HISTORY__N };

/* A row that an undone import had made is gone: only its JSON tells whose it
 * was, and only those imports are searched for it. */
#define UNDONE_BY                                                              \
	"coalesce((SELECT max(who) FROM audit WHERE subject = 'import:' ||"    \
	" i.id AND what = 'import.undo'), '')"
#define CHANGES(column, own)                                                   \
	"SELECT c.id AS id, i.id AS import, at, coalesce(undone_at, 0)"        \
	" AS undone_at, " UNDONE_BY " AS undone_by, who, tbl, before, after"   \
	" FROM change c"                                                       \
	" JOIN import i ON i.id = c.import WHERE " own                         \
	" OR (tbl = 'assignment' AND row IN"                                   \
	" (SELECT id FROM assignment WHERE " column " = :id))"                 \
	" UNION SELECT c.id, i.id, at, undone_at, " UNDONE_BY ", who, tbl,"    \
	" before, after"                                                       \
	" FROM import i JOIN change c ON c.import = i.id"                      \
	" WHERE undone_at IS NOT NULL AND tbl = 'assignment'"                  \
	" AND after ->> '" column "' = :id ORDER BY 1"

static const char *const sql[HISTORY__N] = {
	[OF_PERSON] = CHANGES("person", "(tbl = 'person' AND row = :id)"),
	[OF_UNIT] = CHANGES("unit", "(tbl = 'unit' AND row = :id)"
				    " OR (tbl = 'meeting' AND row = :id)"),
};
const struct stmt_set history_statements = { sql, HISTORY__N };

#undef CHANGES
#undef UNDONE_BY

static int
read_all(struct store *s, int statement, int64_t id, history_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_HISTORY, statement, NULL);
	stmt_int(&q, ":id", id);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		int64_t undone_at = stmt_col_int(&q, "undone_at");
		struct history_row row = {
			.import = stmt_col_int(&q, "import"),
			.at = stmt_col_int(&q, "at"),
			.who = stmt_col_text(&q, "who"),
			.table = stmt_col_text(&q, "tbl"),
			.before = stmt_col_text(&q, "before"),
			.after = stmt_col_text(&q, "after"),
		};
		rc = cb(arg, &row);
		if (rc || !undone_at)
			continue;
		row.at = undone_at;
		row.undone = true;
		row.who = stmt_col_text(&q, "undone_by");
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}

int
history_of_person(struct store *s, struct person_id p, history_cb *cb,
    void *arg)
{
	return read_all(s, OF_PERSON, p.v, cb, arg);
}

int
history_of_unit(struct store *s, struct unit_id u, history_cb *cb, void *arg)
{
	return read_all(s, OF_UNIT, u.v, cb, arg);
}
