/*
 * Private to this folder: the open database, and prepared statements by name.
 * Every file keeps its constant SQL in a set of its own; a statement is
 * prepared when it is first asked for, and kept: opening is fast, for which
 * every verb and every restart pays.  Knows no table.
 */
#ifndef NHACVIEC_STORE_STMT_H
#define NHACVIEC_STORE_STMT_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STMT_DEPTH_MAX 16

enum stmt_room {
	STMT_STORE,
	STMT_AUDIT,
	STMT_ORG,
	STMT_LOAD,
	STMT_DEED,
	STMT_OUTBOX,
	STMT_REPORT,
	STMT_INBOUND,
	STMT_IMPORTS,
	STMT_SHIFT,
	STMT_ACCOUNT,
	STMT_FEED,
	STMT_HISTORY,
	STMT_GATEWAY,
	STMT_ASK,
	STMT_SPENT,
	STMT_ROTATION,
	STMT_ADDRESS,
	STMT_ROOM__N
};

struct stmt_set {
	const char *const *sql; /* no gaps */
	int n;
};

struct store_waiter {
	void (*cb)(void *arg, bool ok);
	void *arg;
};

struct store {
	sqlite3 *db;
	char *path; /* NULL in memory */
	sqlite3_stmt **rooms[STMT_ROOM__N];
	bool group;	    /* a transaction was begun */
	enum err_code lost; /* SQLite rolled it back under us: why */
	int depth;	    /* open store_begin */
	uint64_t generation;
	uint64_t before[STMT_DEPTH_MAX]; /* generation at each begin */
	uint64_t group_before;		 /* generation at the group's begin */
	struct store_waiter *waiters;
	size_t waiter_n;
	size_t waiter_cap;
	int wal_pages;	   /* as of the last commit */
	int64_t boot;	   /* this opening's boot row; 0 in memory */
	bool suspect;	   /* the disk failed: what the cache shows may not be
			      what the log says */
	bool ballast;	   /* it lies on the disk */
	int64_t import;	   /* changes of the roster belong to it; 0 none */
	char instance[16]; /* of this database, for keys */
};

/* Room for every set / finalises what is there. */
void stmt_open(struct store *s);
void stmt_finalise_all(struct store *s);
/* Prepared by now, or NULL with words. */
sqlite3_stmt *stmt_get(struct store *s, enum stmt_room room, int id,
    struct err *err);

/* SQLite's result as ours, with its words and the extended code. */
enum err_code stmt_code(int rc);
int stmt_fail(sqlite3 *db, int rc, struct err *err);
/* Runs constant SQL without parameters. */
int stmt_exec(sqlite3 *db, const char *sql, struct err *err);

/* A statement in use; on the caller's stack, always ended with stmt_end or
 * stmt_run.  The first failure stays and is told by step and run. */
struct stmt {
	struct store *s;
	sqlite3_stmt *st;
	struct err *err;
	bool own; /* a copy, because the prepared one is running */
	bool failed;
	bool stepped;
	int bound;
	int column; /* where the last name was found: the next is near */
};

void stmt_start(struct stmt *q, struct store *s, enum stmt_room room, int id,
    struct err *err);
/* Texts are borrowed until stmt_end; NULL binds NULL. */
void stmt_int(struct stmt *q, const char *name, int64_t v);
void stmt_text(struct stmt *q, const char *name, const char *v);
void stmt_bytes(struct stmt *q, const char *name, const void *v, size_t n);
/* 1 a row, 0 no more, −1 failed. */
int stmt_step(struct stmt *q);
void stmt_end(struct stmt *q);
/* Steps to the end and ends; 0 or −1. */
int stmt_run(struct stmt *q);
/* Columns by name, after a step gave 1; NULL is 0 or "".  Borrowed until the
 * next step. */
int64_t stmt_col_int(struct stmt *q, const char *name);
const char *stmt_col_text(struct stmt *q, const char *name);
const void *stmt_col_bytes(struct stmt *q, const char *name, size_t *n);

/* Rows changed by, and id given by, the last statement. */
int64_t stmt_changes(const struct store *s);
int64_t stmt_last_id(const struct store *s);
/* One row, one column: its number, or `none` when there is no row, it is NULL
 * or the statement failed (err may be NULL).  Ends q. */
int64_t stmt_number(struct stmt *q, const char *column, int64_t none);

/* All ids (first column) that q gives; free().  −1 failed, ends q. */
int stmt_ids(struct stmt *q, int64_t **ids, size_t *n);

#endif
