/*
 * A gateway on loopback that accepts everything at once, for the benchmarks:
 * keep-alive, one thread, epoll.  Prints its port; `GET /count` answers
 * "REQUESTS SECONDS" since the last `GET /reset`, from the first request's
 * arrival to the last one's answer.  Optional argument: the status line's code
 * and text, e.g. "202 Accepted".  Knows nothing of what it is asked.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 4096, REQUEST = 16384 };

struct peer {
	size_t n;
	char buf[REQUEST + 1];
};

static struct peer *peers[CONNECTIONS];
static long requests;
static double first_at, last_at;
static char accepted[256];
static size_t accepted_n;

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
listen_anywhere(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 1024) ||
	    getsockname(fd, (struct sockaddr *)&a, &n)) {
		perror("responder");
		exit(1);
	}
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	return fd;
}

static void
answer(int fd, const char *head)
{
	char text[256];
	const char *out = accepted;
	size_t n = accepted_n;
	if (strncmp(head, "GET /count", 10) == 0 ||
	    strncmp(head, "GET /reset", 10) == 0) {
		char body[64];
		snprintf(body, sizeof body, "%ld %.6f\n", requests,
		    last_at - first_at);
		n = (size_t)snprintf(text, sizeof text,
		    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
		    strlen(body), body);
		out = text;
		if (head[5] == 'r') {
			requests = 0;
			first_at = last_at = 0;
		}
	} else {
		last_at = seconds();
		if (!requests++)
			first_at = last_at;
	}
	if (send(fd, out, n, MSG_NOSIGNAL) < 0)
		perror("responder: send");
}

/* Length of the whole request at the buffer's start, 0 = not there yet. */
static size_t
whole(const struct peer *p)
{
	const char *end = strstr(p->buf, "\r\n\r\n");
	if (!end)
		return 0;
	size_t body = 0;
	const char *length = strcasestr(p->buf, "\r\nContent-Length:");
	if (length && length < end)
		body = strtoul(length + 17, NULL, 10);
	size_t n = (size_t)(end - p->buf) + 4 + body;
	return n <= p->n ? n : 0;
}

static void
drop(int fd)
{
	free(peers[fd]);
	peers[fd] = NULL;
	close(fd);
}

static void
readable(int fd)
{
	struct peer *p = peers[fd];
	ssize_t got = recv(fd, p->buf + p->n, REQUEST - p->n, 0);
	if (got <= 0) {
		drop(fd);
		return;
	}
	p->n += (size_t)got;
	p->buf[p->n] = '\0';
	size_t n;
	while ((n = whole(p)) > 0) {
		answer(fd, p->buf);
		memmove(p->buf, p->buf + n, p->n - n + 1);
		p->n -= n;
	}
}

static void
take(int poll, int listener)
{
	int one = 1, fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return;
	if (fd >= CONNECTIONS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	peers[fd] = calloc(1, sizeof *peers[fd]);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	if (!peers[fd] || epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e))
		abort();
}

int
main(int argc, char **argv)
{
	const char *body = "0: Accepted for delivery";
	accepted_n = (size_t)snprintf(accepted, sizeof accepted,
	    "HTTP/1.1 %s\r\nContent-Type: text/plain\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    argc > 1 ? argv[1] : "202 Accepted", strlen(body), body);
	int listener = listen_anywhere(), poll = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = listener };
	epoll_ctl(poll, EPOLL_CTL_ADD, listener, &e);
	for (;;) {
		struct epoll_event ready[64];
		int n = epoll_wait(poll, ready, 64, -1);
		for (int i = 0; i < n; i++) {
			if (ready[i].data.fd == listener)
				take(poll, listener);
			else
				readable(ready[i].data.fd);
		}
	}
}
