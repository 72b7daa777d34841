/*
 * Which gateway takes this message now, and if none does, why and until when.
 * Sends nothing and changes nothing but a gateway's promised turns.
 */
#ifndef NHACVIEC_APP_ROUTE_H
#define NHACVIEC_APP_ROUTE_H

#include "app/due.h"
#include "app/gateway_state.h"
#include "app/letter.h"
#include "app/limits.h"
#include "app/office.h"
#include "core/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct route {
	const struct config_gateway *gateway; /* NULL = none now */
	enum message_reason wait;
	int64_t until;
	char detail[200]; /* which gateway waits for what */
	bool final;	  /* none ever: refused by all, or by one for good */
};

struct route_search {
	struct office *o;
	struct gateway_states *states;
	struct limits *limits;
	size_t in_flight_max; /* of one gateway */
};

/* An answer goes where the person wrote, if that is a chat; else the person's
 * own channel first, then the office's order; a message that may be out already
 * stays with its gateway. */
void route_find(const struct route_search *s, const struct facts *f,
    const struct due *d, const struct letter *l, int64_t now, struct route *r);
/* The gateway's morning, 06:05 and up to ten minutes more by `spread`. */
int64_t route_morning(const struct office *o, int64_t spread, int64_t now);
/* The first allowed hour of tomorrow. */
int64_t route_tomorrow(const struct office *o, const struct facts *f,
    int64_t now);

#endif
