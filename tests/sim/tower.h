/*
 * The gateways: the courier's transport, a ledger that no crash of ours
 * touches, and what they do with a request by the faults of the seed.
 */
#ifndef NHACVIEC_TESTS_SIM_TOWER_H
#define NHACVIEC_TESTS_SIM_TOWER_H

#include "sim.h"

struct courier_transport tower_transport(void);
/* When something happens outside next, INT64_MAX never. */
int64_t tower_next(void);
/* All that is due now, in a random order; stops when the process dies. */
void tower_turn(void);
/* Nothing is in the air any more; done is called where the process is dead
 * (it owns memory), else forgotten. */
void tower_drop(bool call);
/* A gateway will call our hook with that query at that time. */
struct sim_call *tower_call(int64_t at, int gw, bool reply);
/* The windows of trouble of this seed. */
void tower_trouble(void);

#endif
