/*
 * One seed from its first second to the last oracle.
 */
#ifndef NHACVIEC_TESTS_SIM_RUN_H
#define NHACVIEC_TESTS_SIM_RUN_H

#include "sim.h"

/* Once a process, before the first run. */
void run_setup(void);
/* True: nothing was violated.  Adds to n. */
bool run_seed(uint64_t seed, enum sim_cap cap, struct sim_counts *n, bool loud);

#endif
