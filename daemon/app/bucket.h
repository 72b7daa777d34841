/*
 * A rate as a bucket of one second's worth, at least one.  Knows no message.
 */
#ifndef NHACVIEC_APP_BUCKET_H
#define NHACVIEC_APP_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {		     /* zero-initialise */
	int64_t at;	     /* when it was last filled */
	int64_t tokens_x60;  /* sends allowed now, times 60 */
	int64_t promised_ms; /* the latest turn that was promised */
};

/* Takes one of per_min a minute (≤ 0: any); false when there is none. */
bool bucket_take(struct bucket *b, int64_t per_min, int64_t now);
/* When the next who found none should come again: each its own turn. */
int64_t bucket_turn(struct bucket *b, int64_t per_min, int64_t now);

#endif
