/*
 * At most one name lookup at a time for each host, and a rest after one that
 * timed out: libcurl leaves a thread behind for each lookup that nobody waits
 * for (facts reliability D6).  Pure bookkeeping; asks no name server.
 */
#ifndef NHACVIEC_NET_LOOKUP_H
#define NHACVIEC_NET_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

struct lookup { /* zero-initialise */
	struct lookup_host *hosts;
};

struct lookup_place { /* a request's; embedded in it */
	void *owner;
	bool resolved; /* set by the owner: an address was found */
	/* private */
	struct lookup_host *host; /* NULL: nothing to be looked up */
	struct lookup_place *next;
};

enum lookup_verdict {
	LOOKUP_GO,   /* may start */
	LOOKUP_WAIT, /* lookup_next will bring it */
	LOOKUP_REST  /* the last lookup timed out a moment ago: not now */
};

/* An http or https address with a host in it. */
bool lookup_is_http(const char *url);
/* Places p, whose owner is set, in the line of the url's host.  Addresses and
 * localhost go at once.  now in milliseconds. */
enum lookup_verdict lookup_enter(struct lookup *l, struct lookup_place *p,
    const char *url, uint64_t now_ms);
/* The next that may start, because the one before it has its address: curl has
 * it in its cache then, so a line moves as fast as this is called.  NULL when
 * there is none. */
struct lookup_place *lookup_next(struct lookup *l);
/* p has ended.  Where it never got its address, those behind it would not
 * either: returns them, by next; NULL when there are none. */
struct lookup_place *lookup_leave(struct lookup_place *p, bool timed_out,
    uint64_t now_ms);
/* Everybody who was placed must be gone or going. */
void lookup_fini(struct lookup *l);

#endif
