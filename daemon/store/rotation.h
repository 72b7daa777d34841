/*
 * How each gateway's rotating tokens stand; the tokens themselves are not
 * here, so that no backup holds them.  Knows no gateway's words.
 */
#ifndef NHACVIEC_STORE_ROTATION_H
#define NHACVIEC_STORE_ROTATION_H

#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct rotation_row {	    /* instants: 0 = never */
	bool rotating;	    /* the next pair is being asked for */
	int64_t generation; /* number of the pair in use, 0 = none yet */
	int64_t started_at; /* the last rotation began */
	int64_t fetched_at; /* the pair in use came */
	int64_t expires_at; /* of its access token */
	char trouble[160];  /* why a person must paste a pair, or "" */
};

/* 1 found, 0 none (*row is that of a gateway without tokens), −1 error. */
int rotation_get(struct store *s, const char *gateway,
    struct rotation_row *row);
int rotation_put(struct store *s, const char *gateway,
    const struct rotation_row *row, struct err *err);

#endif
