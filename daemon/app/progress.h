/*
 * How far long work is.  Who works says it as often as it likes; it is shown at
 * most ten times a second, and to whom is the shower's matter.  The bar is one
 * line of a terminal, made of blanks and carriage returns: no escapes.
 */
#ifndef NHACVIEC_APP_PROGRESS_H
#define NHACVIEC_APP_PROGRESS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum progress_what { /* a name would have no language */
	PROGRESS_IMPORT,
	PROGRESS_SIMULATE,
	PROGRESS_BACKUP,
	PROGRESS_WHAT__N
};

enum { PROGRESS_GAP_MS = 100 };

struct progress {
	void (*show)(void *self, enum progress_what what, int64_t done,
	    int64_t all);
	void *self;
	int64_t (*now_ms)(void); /* that only goes forward */
	int64_t next_ms;	 /* not before */
};

/* p NULL: nobody looks. */
void progress_step(struct progress *p, enum progress_what what, int64_t done,
    int64_t all);

struct progress_bar {
	FILE *to;
	size_t shown; /* bytes of the line that stands there; 0 none */
};

/* A `show`: draws the line over the one that stands there. */
void progress_bar_show(void *bar, enum progress_what what, int64_t done,
    int64_t all);
/* Takes the line away; before anything else is written. */
void progress_bar_end(struct progress_bar *bar);

#endif
