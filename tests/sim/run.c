#define _GNU_SOURCE
#include "run.h"

#include "folk.h"
#include "judge.h"
#include "life.h"
#include "tower.h"

#include "base/log.h"
#include "core/civil.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS_MAX = 20000 };

struct sim sim;

static const char *const points[] = { "write", "sync", "truncate", "delete",
	"start", "before-prereq", "after-prereq", "sent", "before-done",
	"after-done", "hook", "before-2xx", "after-2xx", "step" };
_Static_assert(sizeof points / sizeof *points == POINT__N, "each has a name");

const char *
sim_point_name(enum sim_point p)
{
	return points[p];
}

bool
sim_point(enum sim_point p)
{
	if (disk_is_dead())
		return true;
	if (sim.fuse < 0)
		return false;
	/* The disk is asked a hundred times for every other boundary. */
	bool here = p > POINT_DELETE && rng_percent(&sim.rng, 7);
	if (!here && --sim.fuse > 0)
		return false;
	sim.fuse = -1;
	sim.n->points++;
	sim.n->at[p]++;
	sim_trace(8, (uint64_t)p);
	if (sim.loud)
		printf("  %s: dies at %s\n", "", points[p]);
	disk_die();
	return true;
}

void
sim_bad(enum sim_oracle o, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	if (disk_is_dead())
		return; /* a dead process says nothing */
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (!sim.n->bad[o]++) {
		sim.n->first[o] = sim.seed;
		sim.n->first_points[o] = sim.n->points;
	}
	if (!sim.bad || sim.loud)
		printf("seed %llu: %s: %s\n", (unsigned long long)sim.seed,
		    sim_oracle_name(o), text);
	sim.bad = true;
}

static void
swarm(void)
{
	for (int i = 0; i < FAULT__N; i++)
		sim.faults[i] = rng_percent(&sim.rng, 50);
	/* half the seeds lose power: it is what a disk is for */
	sim.deaths_left = rng_between(&sim.rng, 16, 72);
	sim.config = rng_percent(&sim.rng, 20) ? 1 : 0;
	sim.config |= rng_percent(&sim.rng, 20) ? 4 : 0;
}

/* The days on which a ladder speaks more often than others. */
static int64_t
first_second(void)
{
	static const int days[] = { 1, 4, 9, 14, 15, 16, 23, 24, 26, 27, 28 };
	int month = rng_between(&sim.rng, 4, 11);
	int day = days[rng_below(&sim.rng, 11)];
	if (rng_percent(&sim.rng, 20))
		day = rng_between(&sim.rng, 1, 30);
	int minute = rng_percent(&sim.rng, 70) ? rng_between(&sim.rng, 440, 452)
					       : rng_between(&sim.rng, 0, 1439);
	return civil_at(civil_day(2018, month, day), minute, SIM_OFFSET);
}

static void
begin(uint64_t seed, enum sim_cap cap, struct sim_counts *n, bool loud)
{
	memset(&sim, 0, sizeof sim);
	sim.seed = seed;
	sim.rng.s = seed * UINT64_C(0xd1342543de82ef95) + (uint64_t)cap;
	sim.cap = cap;
	sim.n = n;
	sim.loud = loud;
	sim.fuse = -1;
	swarm();
	sim.now = first_second();
	static const int hours[] = { 6, 14, 26, 50, 98 };
	sim.until = sim.now + 3600 * hours[rng_below(&sim.rng, 5)];
	if (rng_percent(&sim.rng, 2))
		sim.until = sim.now + 60 * 86400;
	sim.folk_at = sim.now;
	sim.restart_at = sim.now;
	life_fresh(rng_percent(&sim.rng, 4));
}

static void
one_turn(int64_t limit)
{
	int64_t next = life_next();
	if (tower_next() < next)
		next = tower_next();
	if (sim.folk_at < next)
		next = sim.folk_at;
	if (next > limit)
		next = limit;
	if (next > sim.now)
		sim.now = next;
	if (!sim.up && sim.restart_at <= sim.now)
		life_boot();
	if (sim.folk_at <= sim.now)
		folk_act();
	tower_turn();
	if (sim.up && !disk_is_dead() && life_next() <= sim.now)
		life_turn();
	if (disk_is_dead() && (sim.up || sim.office.store))
		life_bury();
	else if (sim.leaving)
		life_leave();
	else if (sim.up)
		judge_quiet();
	if (sim.up && sim.depth && sim.fuse < 0 &&
	    !store_pending(sim.office.store)) {
		sim.depth = 0;
		life_arm();
	}
}

/* Faults off: everything must come to its end. */
static void
drain(void)
{
	sim.draining = true;
	sim.drain_at = sim.now;
	sim.fuse = -1;
	disk_capacity(INT64_MAX);
	disk_fail_sync(0, false);
	sim.full_until = 0;
	memset(sim.busy_until, 0, sizeof sim.busy_until);
	memset(sim.login_until, 0, sizeof sim.login_until);
	memset(sim.outage_until, 0, sizeof sim.outage_until);
	if (!sim.up) {
		if (sim.restart_at > sim.now)
			sim.now = sim.restart_at;
		life_boot();
	}
	if (!sim.up)
		return;
	folk_relent();
	int64_t end = sim.now + 30 * 3600;
	/* Ends in the morning of a day, an hour after what is due then. */
	end = (end + SIM_OFFSET) / 86400 * 86400 + 10 * 3600 - SIM_OFFSET;
	int turns = 0;
	while (!sim.bad && (sim.now < end || judge_waits())) {
		one_turn(sim.now < end ? end : INT64_MAX);
		if (++turns > TURNS_MAX) {
			sim_bad(ORACLE_DRAINED, "it never ends");
			break;
		}
	}
	if (!sim.up && !sim.bad)
		sim_bad(ORACLE_DRAINED, "it does not come up");
}

bool
run_seed(uint64_t seed, enum sim_cap cap, struct sim_counts *n, bool loud)
{
	begin(seed, cap, n, loud);
	for (int i = 0; i < TURNS_MAX && sim.now < sim.until &&
			sim.deaths_left > 0 && !sim.bad;
	     i++)
		one_turn(sim.until);
	if (!sim.bad)
		drain();
	if (!sim.bad)
		judge_end();
	if (sim.up) {
		tower_drop(false);
		life_close();
	}
	n->seeds++;
	n->trace = n->trace * 31 + sim.trace;
	return !sim.bad;
}

/* --- the log */

static ssize_t
on_log(void *cookie, const char *bytes, size_t n)
{
	(void)cookie;
	if (sim.n && !disk_is_dead())
		judge_log(bytes, n);
	if (sim.loud)
		printf("    %.*s", (int)n, bytes);
	return (ssize_t)n;
}

void
run_setup(void)
{
	static char buffer[4096];
	cookie_io_functions_t io = { .write = on_log };
	if (sodium_init() < 0)
		abort();
	disk_setup();
	FILE *log = fopencookie(NULL, "w", io);
	setvbuf(log, buffer, _IOLBF, sizeof buffer);
	stderr = log;
	life_setup();
	life_template();
}
