/*
 * For the failure sweep: preloaded, the FAIL_AT-th call of a kind fails, once.
 * FAIL_KIND = malloc (malloc, calloc, realloc give NULL) or sqlite (a call of
 * the library returns FAIL_CODE).  FAIL_COUNT = a file that gets the number of
 * calls at the end.  The reset of a statement whose step failed says so once
 * more, as the library's does.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t n);
int sqlite3_step(sqlite3_stmt *st);
int sqlite3_reset(sqlite3_stmt *st);
int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags,
    sqlite3_stmt **st, const char **tail);
int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st,
    const char **tail);
int sqlite3_exec(sqlite3 *db, const char *sql,
    int (*cb)(void *, int, char **, char **), void *arg, char **message);

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static long calls, at = -1;
static int code;
static sqlite3_stmt *failed; /* its reset is still to come */
static char kind;

/* Environment is read when main is near: what the loader allocates before is
 * not the program's. */
__attribute__((constructor)) static void
begin(void)
{
	const char *k = getenv("FAIL_KIND"), *n = getenv("FAIL_AT");
	const char *c = getenv("FAIL_CODE");
	code = c ? atoi(c) : 10;
	at = n ? atol(n) : 0;
	kind = k ? *k : 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("FAIL_COUNT");
	char text[32];
	long total = calls;
	kind = 0;
	if (!path)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int len = snprintf(text, sizeof text, "%ld\n", total);
	if (fd >= 0 && write(fd, text, (size_t)len) != len)
		_exit(99);
	close(fd);
}

static int
fails(char what)
{
	return kind == what && ++calls == at;
}

void *
malloc(size_t n)
{
	return fails('m') ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails('m') ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails('m') ? NULL : __libc_realloc(p, n);
}

int
sqlite3_step(sqlite3_stmt *st)
{
	static int (*real)(sqlite3_stmt *);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_step");
	if (!fails('s'))
		return real(st);
	failed = st;
	return code;
}

int
sqlite3_reset(sqlite3_stmt *st)
{
	static int (*real)(sqlite3_stmt *);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_reset");
	int rc = real(st);
	if (!st || failed != st)
		return rc;
	failed = NULL;
	return code;
}

int
sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags,
    sqlite3_stmt **st, const char **tail)
{
	static int (*real)(sqlite3 *, const char *, int, unsigned,
	    sqlite3_stmt **, const char **);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
	if (!fails('s'))
		return real(db, sql, n, flags, st, tail);
	*st = NULL;
	return code;
}

int
sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st,
    const char **tail)
{
	static int (*real)(sqlite3 *, const char *, int, sqlite3_stmt **,
	    const char **);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_prepare_v2");
	if (!fails('s'))
		return real(db, sql, n, st, tail);
	*st = NULL;
	return code;
}

int
sqlite3_exec(sqlite3 *db, const char *sql,
    int (*cb)(void *, int, char **, char **), void *arg, char **message)
{
	static int (*real)(sqlite3 *, const char *,
	    int (*)(void *, int, char **, char **), void *, char **);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_exec");
	if (!fails('s'))
		return real(db, sql, cb, arg, message);
	if (message)
		*message = NULL;
	return code;
}
