/*
 * The inbox of gateways that can be read: at the start, after every gap, and
 * as often as the configuration says.  What comes goes the way of a hook's
 * events, so that each counts once.
 */
#ifndef NHACVIEC_APP_PULL_H
#define NHACVIEC_APP_PULL_H

#include "app/errand.h"
#include "app/gateway_state.h"
#include "app/intake.h"
#include "app/office.h"

#include <stdbool.h>
#include <stdint.h>

struct pull_room {
	struct office *o;
	struct errand_desk *desk;
	struct gateway_states *states;
	struct intake_counts counts;
	bool heard; /* a reply was stored that is to be applied */
};

/* Asks for the next page wherever one is due.  −1 when the database failed. */
int pull_step(struct pull_room *room, int64_t now, struct err *err);
/* When pull_step has something to do; INT64_MAX never. */
int64_t pull_next(const struct pull_room *room, int64_t now);
/* There was a gap: this gateway's inbox is read as soon as it answers. */
void pull_after_gap(struct gateway_state *g);

#endif
