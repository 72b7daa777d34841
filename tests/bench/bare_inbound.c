/*
 * make bench: the limit of taking replies.  Bare libmicrohttpd on its epoll and
 * bare SQLite: each request is one row, a commit takes whatever came in this
 * turn, the answer goes out after it.  Prints its port.
 *
 *   bare_inbound DATABASE
 */
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { WAITING_MAX = 1024 };

static sqlite3 *db;
static sqlite3_stmt *insert;
static struct MHD_Connection *waiting[WAITING_MAX];
static size_t waiting_n;
static struct MHD_Response *ok;

static void
sql(const char *text)
{
	char *why = NULL;
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK) {
		fprintf(stderr, "bare_inbound: %s: %s\n", text, why);
		exit(1);
	}
}

static const char *
argument(struct MHD_Connection *c, const char *name)
{
	const char *v =
	    MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, name);
	return v ? v : "";
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *body, size_t *body_n,
    void **state)
{
	static char seen, stored;
	(void)arg, (void)url, (void)method, (void)version, (void)body;
	if (!*state) {
		*state = &seen;
		return MHD_YES;
	}
	if (*state == &stored)
		return MHD_queue_response(c, MHD_HTTP_OK, ok);
	*body_n = 0;
	*state = &stored;
	if (!waiting_n)
		sql("BEGIN IMMEDIATE");
	static const char *const names[] = { "id", "from", "text" };
	for (int i = 0; i < 3; i++)
		sqlite3_bind_text(insert, i + 1, argument(c, names[i]), -1,
		    SQLITE_TRANSIENT);
	sqlite3_step(insert);
	sqlite3_reset(insert);
	MHD_suspend_connection(c);
	waiting[waiting_n++] = c;
	return MHD_YES;
}

static void
commit_and_answer(struct MHD_Daemon *d)
{
	if (!waiting_n)
		return;
	sql("COMMIT");
	size_t n = waiting_n;
	waiting_n = 0;
	for (size_t i = 0; i < n; i++)
		MHD_resume_connection(waiting[i]);
	MHD_run(d);
}

int
main(int argc, char **argv)
{
	if (argc != 2 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 2;
	sql("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;"
	    "CREATE TABLE inbound (id INTEGER PRIMARY KEY, dedup TEXT NOT NULL"
	    " UNIQUE, number TEXT NOT NULL, text TEXT NOT NULL) STRICT");
	sqlite3_prepare_v2(db,
	    "INSERT OR IGNORE INTO inbound (dedup, number, text)"
	    " VALUES (?, ?, ?)",
	    -1, &insert, NULL);
	ok = MHD_create_response_from_buffer(2, (void *)(size_t) "ok",
	    MHD_RESPMEM_PERSISTENT);
	struct MHD_Daemon *d = MHD_start_daemon(
	    MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request,
	    NULL, MHD_OPTION_CONNECTION_LIMIT, 512u, MHD_OPTION_END);
	if (!d)
		return 1;
	printf("%d\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	int fd = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	int outer = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN };
	epoll_ctl(outer, EPOLL_CTL_ADD, fd, &e);
	for (;;) {
		MHD_UNSIGNED_LONG_LONG ms;
		int wait = -1;
		if (MHD_get_timeout(d, &ms) == MHD_YES)
			wait = (int)ms;
		epoll_wait(outer, &e, 1, wait);
		MHD_run(d);
		commit_and_answer(d);
	}
}
