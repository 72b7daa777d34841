/*
 * make bench: the limit of an import.  Reads a file of people (code, name,
 * phone, role), splits its lines at commas and inserts them in one transaction
 * on disk, with the unique keys that a roster needs.
 *
 *   bare_import FILE DATABASE
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
sql(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "bare_import: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *insert;
	char *line = NULL;
	size_t cap = 0;
	FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
	if (!f || sqlite3_open(argv[2], &db) != SQLITE_OK)
		return 2;
	sql(db,
	    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;"
	    "CREATE TABLE person (id INTEGER PRIMARY KEY, code TEXT NOT NULL"
	    " UNIQUE, name TEXT NOT NULL, phone TEXT UNIQUE, role TEXT)"
	    " STRICT; BEGIN IMMEDIATE");
	if (sqlite3_prepare_v2(db,
		"INSERT INTO person (code, name, phone, role)"
		" VALUES (?, ?, ?, ?)",
		-1, &insert, NULL) != SQLITE_OK)
		return 1;
	if (getline(&line, &cap, f) < 0) /* the header */
		return 1;
	while (getline(&line, &cap, f) > 0) {
		char *rest = line;
		for (int i = 1; i <= 4; i++) {
			char *cell = strsep(&rest, ",\n");
			sqlite3_bind_text(insert, i, cell, -1, SQLITE_STATIC);
		}
		if (sqlite3_step(insert) != SQLITE_DONE)
			return 1;
		sqlite3_reset(insert);
	}
	sql(db, "COMMIT");
	sqlite3_finalize(insert);
	sqlite3_close(db);
	free(line);
	fclose(f);
	return 0;
}
