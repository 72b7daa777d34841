/*
 * A listening TCP socket in a libuv loop that hands over what it accepts.  It
 * can be held while its owner has no room, and looks again each second while
 * the process is out of descriptors.  Knows no protocol.
 */
#ifndef NHACVIEC_NET_LISTENER_H
#define NHACVIEC_NET_LISTENER_H

#include "base/err.h"

#include <sys/socket.h>
#include <uv.h>

struct listener;

/* Takes fd; called from the loop. */
typedef void listener_taken(void *arg, int fd, const struct sockaddr *peer,
    socklen_t n);

/* where = "127.0.0.1:8643", "[::1]:8643" or "localhost:8643"; port 0 = any
 * free one. */
int listener_new(struct listener **out, uv_loop_t *loop, const char *where,
    listener_taken *taken, void *arg, struct err *err);
int listener_port(const struct listener *l);
/* Nothing is accepted until listener_go; who knocks waits in the backlog. */
void listener_hold(struct listener *l);
void listener_go(struct listener *l);
/* The memory goes when the loop has run the close callbacks. */
void listener_free(struct listener *l);

#endif
