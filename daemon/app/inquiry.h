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
};

/* When a message that a gateway took (or may have) is to be asked about. */
int64_t inquiry_first(const struct config_gateway *g, bool in_doubt,
    int64_t now);
/* Asks about what is due.  −1 when the database failed. */
int inquiry_step(const struct inquiry_room *room, int64_t now, struct err *err);

#endif
