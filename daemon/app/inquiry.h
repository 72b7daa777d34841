/*
 * What became of messages whose gateway did not say: in doubt after a send, or
 * accepted and silent since.  Asks where the gateway can be asked, else marks
 * the silence.  What is answered settles the message; nothing else does.
 */
#ifndef NHACVIEC_APP_INQUIRY_H
#define NHACVIEC_APP_INQUIRY_H

#include "app/errand.h"
#include "app/gateway_state.h"
#include "app/office.h"
#include "core/message.h"

#include <stdint.h>

struct inquiry_room { /* where answers are written down */
	struct office *o;
	struct errand_desk *desk;
	struct gateway_states *states;
	int64_t steady_since; /* the clock was not set since, nor we away */
};

/* A gateway may show late what it took.  So long a message in doubt is not
 * asked about, by a clock that was seen to run all the while: one that was set
 * forward would make "it never had it" of an answer that came too early. */
enum { INQUIRY_LAG_S = 180 };

/* When a message that a gateway took (or may have) is to be asked about. */
int64_t inquiry_first(const struct config_gateway *g, bool in_doubt,
    int64_t now);
/* Asks about what is due.  −1 when the database failed. */
int inquiry_step(const struct inquiry_room *room, int64_t now, struct err *err);

#endif
