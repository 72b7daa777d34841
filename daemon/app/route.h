/*
 * Which gateway takes this message now, and if none does, why and until when.
 * Sends nothing and changes nothing.
 */
#ifndef NHACVIEC_APP_ROUTE_H
#define NHACVIEC_APP_ROUTE_H

#include "app/due.h"
#include "app/gateway_state.h"
#include "app/office.h"
#include "core/message.h"

#include <stdbool.h>
#include <stdint.h>

struct route {
	const struct config_gateway *gateway; /* NULL = none now */
	enum message_reason wait;
	int64_t until;
	bool final; /* none ever: every gateway refused this person */
};

/* The person's own channel first, then the office's order; a message that may
 * be out already stays with its gateway. */
void route_find(struct office *o, struct gateway_states *states,
    const struct facts *f, const struct due *d, int64_t now, struct route *r);

#endif
