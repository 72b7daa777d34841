/*
 * The oracles.  They know what happened outside (the gateways' ledger, the 2xx
 * that were given, the log) and look at the database with their own questions.
 */
#ifndef NHACVIEC_TESTS_SIM_JUDGE_H
#define NHACVIEC_TESTS_SIM_JUDGE_H

#include "sim.h"

/* A request is handed over / its first byte leaves / a gateway took it. */
void judge_start(struct sim_flight *f);
void judge_byte(struct sim_flight *f);
void judge_copy(const struct sim_copy *c);
/* A call got its 2xx. */
void judge_acked(const struct sim_call *c);
void judge_reload(bool after);
/* After a start; after each turn; when all is over. */
void judge_boot(void);
void judge_quiet(void);
void judge_end(void);
/* Before the database closes: own statements go. */
void judge_close(void);
int judge_people(void);
/* Bytes of the log. */
void judge_log(const char *bytes, size_t n);
/* Whether something still has to happen before a run may end. */
bool judge_waits(void);

#endif
