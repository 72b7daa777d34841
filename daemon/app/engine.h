/*
 * The tick: asks the planner what to say now and puts it into the outbox.
 * Knows no gateway and no loop.
 */
#ifndef NHACVIEC_APP_ENGINE_H
#define NHACVIEC_APP_ENGINE_H

#include "app/office.h"

#include <stdint.h>

struct engine { /* zero-initialise */
	int64_t next_look;
	uint64_t generation; /* of the facts last planned on */
	int64_t last_look;   /* as kept in the database, 0 = not read yet */
};

/*
 * Plans when it is time (next_look, new facts, a clock that went back) and
 * enqueues what is due, in one group.  The first tick that can speak is the
 * plan's live start.  Returns how many messages, −1 on error (it is tried
 * again at the next tick).
 */
int engine_tick(struct engine *e, struct office *o, int64_t now,
    struct err *err);
/* After another configuration took over: rungs that are past under it and
 * were not under the old policy are recorded as passed over, so that a reload
 * sends nothing. */
int engine_absorb(struct engine *e, struct office *o, const struct policy *old,
    int64_t now, struct err *err);

#endif
