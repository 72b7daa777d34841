/* A small district for the fuzzers: two cadres, their units, a meeting. */
#ifndef NHACVIEC_TESTS_FUZZ_WORLD_H
#define NHACVIEC_TESTS_FUZZ_WORLD_H

#include "core/facts.h"

/* Tuesday 2018-05-22 09:00 in the office. */
#define WORLD_NOW 1526954400

enum { WORLD_BAO, WORLD_SON };

/* Caller frees (facts_free). */
struct facts *world_new(void);

#endif
