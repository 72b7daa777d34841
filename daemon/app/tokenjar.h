/*
 * The token journal: a gateway's pair of tokens beside the database, outside
 * every backup.  Two slots of 4 KiB, written in turn with O_DSYNC and laid out
 * beforehand, so that a new pair needs neither room nor SQLite and a torn
 * write leaves the pair before it.  Knows no gateway and no database.
 */
#ifndef NHACVIEC_APP_TOKENJAR_H
#define NHACVIEC_APP_TOKENJAR_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct tokenjar {
	int fd; /* −1 = closed */
};

struct tokenjar_pair {	    /* tokenjar_wipe */
	int64_t generation; /* from 1; the higher one is the newer */
	int64_t fetched_at;
	int64_t expires_at; /* of the access token */
	char *access;
	char *refresh;
};

/* Opens or makes the file (mode 0600, its directory's owner). */
int tokenjar_open(struct tokenjar *j, const char *path, struct err *err);
void tokenjar_close(struct tokenjar *j);
/* The newest whole pair: 1, 0 there is none, −1 unreadable. */
int tokenjar_read(const struct tokenjar *j, struct tokenjar_pair *out,
    struct err *err);
/* On disk when it returns 0.  The pair before it stays whole. */
int tokenjar_write(const struct tokenjar *j, const struct tokenjar_pair *p,
    struct err *err);
void tokenjar_wipe(struct tokenjar_pair *p);

#endif
