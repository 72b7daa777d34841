/*
 * make bench: asks a server on loopback for the same path over and over, from
 * CONNECTIONS keep-alive connections at once, each waiting for its answer.
 *
 *   load PORT CONNECTIONS REQUESTS PATH
 *
 * A %d in PATH is the request's number.  Prints the requests a second, or fails
 * if any answer was not 200.  Knows nothing of what it asks for.
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

enum { CONNECTIONS_MAX = 1024, ANSWER = 8192 };

struct client {
	int fd;
	size_t n;
	char answer[ANSWER + 1];
};

static struct client clients[CONNECTIONS_MAX];
static const char *path;
static long asked, answered, wanted;

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
ask(struct client *c)
{
	char request[2048];
	if (asked == wanted)
		return;
	const char *number = strstr(path, "%d");
	int before = number ? (int)(number - path) : (int)strlen(path);
	int n;
	if (number)
		n = snprintf(request, sizeof request,
		    "GET %.*s%ld%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", before,
		    path, asked, number + 2);
	else
		n = snprintf(request, sizeof request,
		    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
	asked++;
	if (send(c->fd, request, (size_t)n, MSG_NOSIGNAL) != n)
		die("load: send");
}

static void
dial(struct client *c, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int one = 1;
	a.sin_port = htons((unsigned short)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0)
		die("load: connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* Whether one whole answer is at the buffer's start; takes it out. */
static int
take_answer(struct client *c)
{
	c->answer[c->n] = '\0';
	const char *end = strstr(c->answer, "\r\n\r\n");
	if (!end)
		return 0;
	const char *length = strcasestr(c->answer, "\r\nContent-Length:");
	size_t n = (size_t)(end - c->answer) + 4;
	if (length && length < end)
		n += strtoul(length + 17, NULL, 10);
	if (n > c->n)
		return 0;
	if (strncmp(c->answer, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "load: %.60s\n", c->answer);
		exit(1);
	}
	memmove(c->answer, c->answer + n, c->n - n);
	c->n -= n;
	answered++;
	return 1;
}

static void
readable(struct client *c)
{
	ssize_t got = recv(c->fd, c->answer + c->n, ANSWER - c->n, 0);
	if (got <= 0)
		die("load: recv");
	c->n += (size_t)got;
	while (take_answer(c))
		ask(c);
}

int
main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	int n = (int)strtol(argv[2], NULL, 10), poll = epoll_create1(0);
	wanted = strtol(argv[3], NULL, 10);
	path = argv[4];
	if (n < 1 || n > CONNECTIONS_MAX)
		return 2;
	for (int i = 0; i < n; i++) {
		struct epoll_event e = { .events = EPOLLIN,
			.data.ptr = &clients[i] };
		dial(&clients[i], (int)strtol(argv[1], NULL, 10));
		epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].fd, &e);
	}
	double start = seconds();
	for (int i = 0; i < n; i++)
		ask(&clients[i]);
	while (answered < wanted) {
		struct epoll_event ready[64];
		int got = epoll_wait(poll, ready, 64, 20000);
		if (got <= 0) {
			fprintf(stderr, "load: silence after %ld of %ld\n",
			    answered, wanted);
			return 1;
		}
		for (int i = 0; i < got; i++)
			readable(ready[i].data.ptr);
	}
	printf("%.1f\n", (double)wanted / (seconds() - start));
	return 0;
}
