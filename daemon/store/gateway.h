/*
 * What is remembered of each gateway over restarts: a person's pause, when it
 * last took a message, its last error, how far its inbox was read.  Knows no
 * message.
 */
#ifndef NHACVIEC_STORE_GATEWAY_H
#define NHACVIEC_STORE_GATEWAY_H

#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct gateway_row { /* instants: 0 = never */
	bool paused; /* by a person */
	char paused_by[64];
	char paused_why[160];
	int64_t paused_at;
	int64_t last_success_at;
	char last_error[160];
	int64_t last_error_at;
	int64_t heard_at;
	int64_t pulled_to;
	int64_t quota; /* −1 unknown */
	int64_t quota_at;
};

/* 1 found, 0 none (*row is that of a gateway never used), −1 error. */
int gateway_get(struct store *s, const char *name, struct gateway_row *row);
/* A person's pause or its end, with its audit row (subject "gateway:NAME"). */
int gateway_pause(struct store *s, const char *name, bool pause,
    const char *who, const char *why, int64_t now, struct err *err);
/* last_success_at, last_error, last_error_at, quota and quota_at of *row. */
int gateway_note(struct store *s, const char *name,
    const struct gateway_row *row, struct err *err);
/* It called us. */
int gateway_heard(struct store *s, const char *name, int64_t now,
    struct err *err);
/* Its inbox was read up to then. */
int gateway_pulled(struct store *s, const char *name, int64_t to,
    struct err *err);

#endif
