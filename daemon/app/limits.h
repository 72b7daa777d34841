/*
 * Caps and the budget, counted before a send: what was claimed counts.  Reads
 * the counts once a step; sends nothing.
 */
#ifndef NHACVIEC_APP_LIMITS_H
#define NHACVIEC_APP_LIMITS_H

#include "app/due.h"
#include "app/office.h"
#include "core/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limits { /* limits_fini */
	struct office *o;
	bool known;    /* the counts below are of this step */
	int64_t today; /* its first instant */
	int64_t sent;  /* today, all gateways */
	int64_t cost;  /* this month, đồng */
	struct limits_count *v;
	size_t n, cap;
};

/* A step begins: counts are read when somebody asks. */
void limits_begin(struct limits *l);
void limits_fini(struct limits *l);
/* Whether this message must wait, whichever gateway; *until when to look. */
enum message_reason limits_wait(struct limits *l, const struct due *d,
    const char *number, int64_t now, int64_t *until);
/* Whether it must not go through this gateway: its own cap of the day, or the
 * month's budget, which a message of so many parts would exceed. */
enum message_reason limits_gateway(struct limits *l, const struct due *d,
    const struct config_gateway *g, int parts, int64_t now, int64_t *until);
/* What one message of so many parts costs there, in đồng. */
int64_t limits_cost(const struct office *o, const struct config_gateway *g,
    int parts);
/* It was claimed. */
void limits_count(struct limits *l, const char *gateway, int64_t cost);
/* What went through it today, or may have. */
int64_t limits_sent(struct limits *l, const char *gateway, int64_t now);

#endif
