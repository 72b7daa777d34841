/*
 * A listening TCP socket in a libuv loop.  Ours and not libmicrohttpd's,
 * because that one, once at its limit or out of descriptors, may never accept
 * again (facts reliability D7).  Knows no protocol.
 */
#include "net/listener.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BACKLOG = 128,
	AT_ONCE = 64, /* accepted in one go; the rest in the next turn */
	RETRY_MS = 1000
};

struct listener {
	uv_poll_t poll;
	uv_timer_t retry; /* runs only after EMFILE and its like */
	int handles;	  /* libuv handles whose close callback is to come */
	int fd;
	int port;
	bool held;
	listener_taken *taken;
	void *arg;
};

static int
parse_port(const char *s)
{
	if (!*s || strspn(s, "0123456789") != strlen(s) || strlen(s) > 5)
		return -1;
	long port = strtol(s, NULL, 10);
	return port <= 65535 ? (int)port : -1;
}

static int
parse_where(const char *where, struct sockaddr_storage *out)
{
	char host[64];
	const char *colon = strrchr(where, ':');
	if (!colon || (size_t)(colon - where) >= sizeof host)
		return -1;
	size_t n = (size_t)(colon - where);
	memcpy(host, where, n);
	host[n] = '\0';
	int port = parse_port(colon + 1);
	if (port < 0)
		return -1;
	if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		return uv_ip6_addr(host + 1, port, (struct sockaddr_in6 *)out);
	}
	return uv_ip4_addr(strcmp(host, "localhost") ? host : "127.0.0.1", port,
	    (struct sockaddr_in *)out);
}

static int
open_socket(const struct sockaddr_storage *a)
{
	socklen_t n = a->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					       : sizeof(struct sockaddr_in);
	int on = 1;
	int fd = socket(a->ss_family, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)a, n) < 0 ||
	    listen(fd, BACKLOG) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int
port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;
	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return 0;
	return ntohs(a.ss_family == AF_INET6
			 ? ((struct sockaddr_in6 *)&a)->sin6_port
			 : ((struct sockaddr_in *)&a)->sin_port);
}

static void on_poll(uv_poll_t *h, int status, int events);

static void
on_retry(uv_timer_t *h)
{
	struct listener *l = h->data;
	if (!l->held)
		uv_poll_start(&l->poll, UV_READABLE, on_poll);
}

static void
on_poll(uv_poll_t *h, int status, int events)
{
	(void)status; /* an error shows in accept, too */
	(void)events;
	struct listener *l = h->data;
	for (int i = 0; i < AT_ONCE && !l->held; i++) {
		struct sockaddr_storage a;
		socklen_t n = sizeof a;
		int fd = accept(l->fd, (struct sockaddr *)&a, &n);
		if (fd >= 0) {
			fcntl(fd, F_SETFD, FD_CLOEXEC);
			l->taken(l->arg, fd, (struct sockaddr *)&a, n);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return;
		} else if (errno == EMFILE || errno == ENFILE ||
			   errno == ENOBUFS || errno == ENOMEM) {
			/* The socket stays readable: do not spin on it. */
			uv_poll_stop(&l->poll);
			uv_timer_start(&l->retry, on_retry, RETRY_MS, 0);
			return;
		}
	}
}

int
listener_new(struct listener **out, uv_loop_t *loop, const char *where,
    listener_taken *taken, void *arg, struct err *err)
{
	struct sockaddr_storage a;
	memset(&a, 0, sizeof a);
	if (parse_where(where, &a) != 0)
		return err_set(err, ERR_INVALID,
		    "'%s' is no address and port such as 127.0.0.1:8643",
		    where);
	int fd = open_socket(&a);
	if (fd < 0)
		return err_set(err, errno == EADDRINUSE ? ERR_BUSY : ERR_FAILED,
		    "cannot listen on %s: %s", where, strerror(errno));
	struct listener *l = mem_new(1, sizeof *l);
	*l = (struct listener){ .fd = fd,
		.port = port_of(fd),
		.handles = 2,
		.taken = taken,
		.arg = arg };
	uv_timer_init(loop, &l->retry);
	uv_poll_init_socket(loop, &l->poll, fd);
	l->retry.data = l->poll.data = l;
	uv_poll_start(&l->poll, UV_READABLE, on_poll);
	*out = l;
	return 0;
}

int
listener_port(const struct listener *l)
{
	return l->port;
}

void
listener_hold(struct listener *l)
{
	l->held = true;
	uv_poll_stop(&l->poll);
	uv_timer_stop(&l->retry);
}

void
listener_go(struct listener *l)
{
	if (!l->held)
		return;
	l->held = false;
	uv_poll_start(&l->poll, UV_READABLE, on_poll);
}

static void
on_closed(uv_handle_t *h)
{
	struct listener *l = h->data;
	if (--l->handles == 0)
		free(l);
}

void
listener_free(struct listener *l)
{
	if (!l)
		return;
	l->held = true; /* it may be accepting right now */
	uv_close((uv_handle_t *)&l->poll, on_closed);
	uv_close((uv_handle_t *)&l->retry, on_closed);
	close(l->fd);
}
