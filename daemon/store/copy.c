/* Whole copies of a database, checked before they get their name. */
#include "store/copy.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "store/stmt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_PAGES = 256 };

int
copy_check(sqlite3 *db, const char *pragma, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, pragma, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	int result = 0;
	if (rc != SQLITE_ROW) {
		result = stmt_fail(db, rc, err);
	} else {
		const char *word = (const char *)sqlite3_column_text(st, 0);
		if (!word || strcmp(word, "ok") != 0)
			result = err_set(err, ERR_IO,
			    "it is damaged, restore a backup: %s",
			    word ? word : "no answer");
	}
	sqlite3_finalize(st);
	return result;
}

static int
copy_pages(sqlite3 *from, sqlite3 *to, store_step *step, void *arg,
    struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	if (!b)
		return stmt_fail(to, sqlite3_errcode(to), err);
	int rc;
	while (
	    (rc = sqlite3_backup_step(b, step ? STEP_PAGES : -1)) == SQLITE_OK)
		if (step)
			step(arg,
			    sqlite3_backup_pagecount(b) -
				sqlite3_backup_remaining(b),
			    sqlite3_backup_pagecount(b));
	sqlite3_backup_finish(b);
	if (rc != SQLITE_DONE)
		return stmt_fail(to, rc, err);
	/* One file, without a WAL that could be left behind. */
	if (stmt_exec(to, "PRAGMA journal_mode = DELETE", err))
		return -1;
	return copy_check(to, "PRAGMA integrity_check(1)", err);
}

/* The new name is on the disk, not only in the page cache. */
static int
sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir =
	    slash ? mem_dup_n(path, (size_t)(slash - path) + 1) : mem_dup(".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd < 0)
		return -1;
	int rc = fsync(fd);
	close(fd);
	return rc;
}

int
copy_file(sqlite3 *from, const char *path, store_step *step, void *arg,
    struct err *err)
{
	struct sbuf part = { 0 };
	sqlite3 *to = NULL;
	sbuf_addf(&part, "%s.part", path);
	const char *name = sbuf_text(&part);
	unlink(name);
	int rc = sqlite3_open_v2(name, &to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	if (rc != SQLITE_OK)
		rc = stmt_fail(to, rc, err);
	else if (chmod(name, 0600))
		rc = err_set(err, ERR_IO, "%s", strerror(errno));
	else
		rc = copy_pages(from, to, step, arg, err);
	sqlite3_close(to);
	if (rc == 0 && (rename(name, path) || sync_directory(path)))
		rc = err_set(err, ERR_IO, "%s", strerror(errno));
	if (rc)
		unlink(name);
	sbuf_fini(&part);
	return rc;
}
