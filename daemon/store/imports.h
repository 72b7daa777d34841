/*
 * What was imported: the files as they came, and the change of every row, so
 * that an import can be shown and taken back.  Knows nothing of file formats.
 */
#ifndef NHACVIEC_STORE_IMPORTS_H
#define NHACVIEC_STORE_IMPORTS_H

#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct imports_file {
	const char *name;   /* as the caller named it */
	const char *sha256; /* of the bytes, hex */
	const void *bytes;
	size_t n;
};

/* Records one import of file_n files and gives its number.  From here on until
 * imports_finish, every change by org_put_* is kept as this import's. */
int imports_add(struct store *s, const char *who,
    const struct imports_file *files, size_t file_n, int64_t now, int64_t *id,
    struct err *err);
/* summary: what came of it, JSON.  Also to be called after store_undo. */
int imports_finish(struct store *s, const char *summary, struct err *err);
void imports_abandon(struct store *s);

struct imports_undone {	   /* valid during the callback */
	const char *table; /* "person" */
	const char *name;  /* "BAO Phạm Quốc Bảo" */
	bool made; /* the import had made it: it is gone; else as before */
};
typedef void imports_undone_cb(void *arg, const struct imports_undone *u);
/* Takes an import back: rows it made go, rows it changed are as before, and a
 * number that was kept as an earlier one is none any more.  cb (or NULL) hears
 * of each change, the last first.  Returns how many.  ERR_NOT_FOUND no such
 * import, ERR_STATE undone already, ERR_INVALID when a row was changed since
 * or is in use (named in err); then the caller undoes its savepoint. */
int imports_undo(struct store *s, int64_t id, int64_t now,
    imports_undone_cb *cb, void *arg, struct err *err);

struct imports_row { /* valid during the callback */
	int64_t id, at;
	const char *who, *summary, *file, *sha256; /* of the first file */
	int file_n;
	int change_n;
	int64_t undone_at; /* 0 = it stands */
};
typedef int imports_row_cb(void *arg, const struct imports_row *row);
/* Oldest first. */
int imports_list(struct store *s, imports_row_cb *cb, void *arg);

/* For org.c: looks at a row before and after a change of it. */
struct imports_watch {
	int table;    /* −1: nobody is interested */
	int64_t row;  /* 0: not there yet */
	char *before; /* JSON, NULL: not there yet */
	const char *code;
};
struct imports_watch imports_watch(struct store *s, const char *table,
    const char *code);
struct imports_watch imports_watch_row(struct store *s, const char *table,
    int64_t row);
/* rc: what the change returned; writes it down when it did something.
 * Returns rc, or −1 when that failed.  Ends w. */
int imports_watched(struct store *s, struct imports_watch *w, int rc,
    struct err *err);

#endif
