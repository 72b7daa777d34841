/*
 * The people: they answer, visit, change their numbers; the office pauses,
 * holds, cancels, reloads; the disk fills and the clock jumps.
 */
#ifndef NHACVIEC_TESTS_SIM_FOLK_H
#define NHACVIEC_TESTS_SIM_FOLK_H

#include "sim.h"

/* Somebody does something; sets when the next one does. */
void folk_act(void);
/* The office lets everything go again. */
void folk_relent(void);
/* The present number of the i-th who owes; codes for lists. */
enum { FOLK_N = 4 };
const char *folk_code(int i);

#endif
