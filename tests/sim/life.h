/*
 * The process: starts, turns as service.c does, dies or ends, starts again.
 */
#ifndef NHACVIEC_TESTS_SIM_LIFE_H
#define NHACVIEC_TESTS_SIM_LIFE_H

#include "sim.h"

/* The configurations, once a process; dir is a folder for their files. */
void life_setup(void);
/* The database of an office that nothing has happened to, once a process. */
void life_template(void);
/* The disk of a new run: the template, or nothing (birth). */
void life_fresh(bool birth);
void life_boot(void);
/* Chooses when it dies. */
void life_arm(void);
/* One turn of the loop: timer, then prepare. */
void life_turn(void);
/* After a death, whatever the loss; or an end by itself. */
void life_bury(void);
void life_leave(void);
/* The end of a run: everything is freed. */
void life_close(void);
/* SIGTERM. */
void life_stop(void);
/* Another configuration, as `reload`. */
void life_reload(int config);
int life_config_n(void);
/* When the process does something next (true time). */
int64_t life_next(void);

#endif
