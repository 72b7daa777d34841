/*
 * Growing delays after failures, by any key: a name, a source.  Pure; in
 * memory only, so a restart forgives.
 */
#ifndef NHACVIEC_APP_THROTTLE_H
#define NHACVIEC_APP_THROTTLE_H

#include <stdint.h>

enum { THROTTLE_PLACES = 256, THROTTLE_KEY = 64 };

struct throttle_place { /* private */
	char key[THROTTLE_KEY];
	int failures; /* 0 = free */
	int64_t next_at;
	int64_t failed_at;
};

struct throttle {   /* zero-initialise, then set the two limits */
	int free;   /* failures that cost nothing */
	int most_s; /* the longest delay; it doubles up to there */
	struct throttle_place v[THROTTLE_PLACES];
};

/* How many seconds this key has to wait; 0 = it may try. */
int64_t throttle_wait(const struct throttle *t, const char *key, int64_t now);
/* It tried and failed.  A key that behaved for a day begins anew. */
void throttle_fail(struct throttle *t, const char *key, int64_t now);
/* It did well: forgiven. */
void throttle_forgive(struct throttle *t, const char *key);

#endif
