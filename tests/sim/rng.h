/*
 * One 64-bit seed, everything that happens: splitmix64, so that a run depends
 * on no library and on no machine.
 */
#ifndef NHACVIEC_TESTS_SIM_RNG_H
#define NHACVIEC_TESTS_SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t s;
};

static inline uint64_t
rng_next(struct rng *r)
{
	uint64_t z = r->s += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 … n−1 */
static inline uint32_t
rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)(((rng_next(r) >> 32) * n) >> 32);
}

/* from … to, both included */
static inline int
rng_between(struct rng *r, int from, int to)
{
	return from + (int)rng_below(r, (uint32_t)(to - from) + 1);
}

static inline bool
rng_percent(struct rng *r, int percent)
{
	return (int)rng_below(r, 100) < percent;
}

#endif
