/*
 * At most one name lookup at a time for each host, and a rest after one that
 * timed out: libcurl leaves a thread behind for each lookup that nobody waits
 * for (facts reliability D6).  Pure bookkeeping; asks no name server.
 */
#ifndef NHACVIEC_NET_RESOLVE_H
#define NHACVIEC_NET_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

struct resolve { /* zero-initialise */
	struct resolve_host *hosts;
};

struct resolve_place { /* a request's; embedded in it */
	void *owner;
	bool resolved; /* set by the owner: an address was found */
	/* private */
	struct resolve_host *host; /* NULL: nothing to be looked up */
	struct resolve_place *next;
};

enum resolve_verdict {
	RESOLVE_GO,   /* may start */
	RESOLVE_WAIT, /* resolve_next will bring it */
	RESOLVE_REST  /* the last lookup timed out a moment ago: not now */
};

/* An http or https address with a host in it. */
bool resolve_is_http(const char *url);
/* Places p, whose owner is set, in the line of the url's host.  Addresses and
 * localhost go at once.  now in milliseconds. */
enum resolve_verdict resolve_enter(struct resolve *l, struct resolve_place *p,
    const char *url, uint64_t now_ms);
/* The next that may start, because the one before it has its address: curl has
 * it in its cache then, so a line moves as fast as this is called.  NULL when
 * there is none. */
struct resolve_place *resolve_next(struct resolve *l);
/* p has ended.  Where it never got its address, those behind it would not
 * either: returns them, by next; NULL when there are none. */
struct resolve_place *resolve_leave(struct resolve_place *p, bool timed_out,
    uint64_t now_ms);
/* Everybody who was placed must be gone or going. */
void resolve_fini(struct resolve *l);

#endif
