/*
 * Slow work beside the loop: one job at a time in libuv's thread pool, the
 * others wait in line.  Knows nothing of what the work is.
 */
#ifndef NHACVIEC_APP_WORKLINE_H
#define NHACVIEC_APP_WORKLINE_H

#include <stdbool.h>
#include <uv.h>

enum { WORKLINE_MOST = 64 }; /* jobs that wait */

struct workline_kind {
	bool (*start)(void *arg); /* in the loop, when its turn has come; false:
				     it need not run */
	void (*run)(void *arg);	  /* in another thread */
	void (*done)(void *arg, bool ran); /* in the loop; the last call */
};

struct workline;

struct workline *workline_new(uv_loop_t *loop);
/* kind is static.  Leads to exactly one done, also when the line is full (then
 * at once, with ran = false). */
void workline_add(struct workline *w, const struct workline_kind *kind,
    void *arg);
/* Those that wait are done without having run; the one that runs is done when
 * the loop has run on.  Frees w then. */
void workline_free(struct workline *w);

#endif
