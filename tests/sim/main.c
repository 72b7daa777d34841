/*
 * sim: crash points by the million.
 *
 *   sim POINTS [-s SEED] [-c none|key|lookup] [-j JOBS] [-l VIOLATIONS] [-1]
 * [-v]
 *
 * -s begins with that seed (1), -1 runs just it, -v shows what happens, -l ends
 * after so many violations.  Prints a line for each capability; fails when an
 * oracle spoke.
 */
#define _GNU_SOURCE
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 50, JOBS = 64 };

static const char *const caps[] = { "none", "key", "lookup" };

struct job {
	pid_t pid;
	struct sim_counts *n; /* shared with the child */
	uint64_t from, to;
};

static void
add(struct sim_counts *a, const struct sim_counts *b)
{
	for (int i = 0; i < ORACLE__N; i++) {
		if (b->bad[i] && (!a->bad[i] || b->first[i] < a->first[i])) {
			a->first[i] = b->first[i];
			a->first_points[i] = a->points + b->first_points[i];
		}
		a->bad[i] += b->bad[i];
	}
	for (int i = 0; i < POINT__N; i++)
		a->at[i] += b->at[i];
	a->seeds += b->seeds;
	a->points += b->points;
	a->kills += b->kills;
	a->cuts += b->cuts;
	a->nested += b->nested;
	a->messages += b->messages;
	a->accepted += b->accepted;
	a->uncertain += b->uncertain;
	a->replies += b->replies;
	a->reports += b->reports;
	a->boots += b->boots;
	a->turns += b->turns;
	a->trace ^= b->trace;
}

static uint64_t
violations(const struct sim_counts *n)
{
	uint64_t all = 0;
	for (int i = 0; i < ORACLE__N; i++)
		all += n->bad[i];
	return all;
}

static void
print(const char *cap, const struct sim_counts *n, double seconds)
{
	printf("%s: %llu points, %llu seeds, %llu messages, %llu taken, "
	       "%llu uncertain, %llu replies, %llu reports; %llu kills, "
	       "%llu cuts, %llu nested; %.0f s, trace %016llx\n",
	    cap, (unsigned long long)n->points, (unsigned long long)n->seeds,
	    (unsigned long long)n->messages, (unsigned long long)n->accepted,
	    (unsigned long long)n->uncertain, (unsigned long long)n->replies,
	    (unsigned long long)n->reports, (unsigned long long)n->kills,
	    (unsigned long long)n->cuts, (unsigned long long)n->nested, seconds,
	    (unsigned long long)n->trace);
	printf("%s: %llu boots, %llu turns; at", cap,
	    (unsigned long long)n->boots, (unsigned long long)n->turns);
	for (int i = 0; i < POINT__N; i++)
		printf(" %s=%llu", sim_point_name((enum sim_point)i),
		    (unsigned long long)n->at[i]);
	printf("\n%s: violations", cap);
	for (int i = 0; i < ORACLE__N; i++)
		printf(" %s=%llu", sim_oracle_name((enum sim_oracle)i),
		    (unsigned long long)n->bad[i]);
	printf("\n");
	for (int i = 0; i < ORACLE__N; i++) {
		if (n->bad[i])
			printf("%s: violated %s seed %llu after %llu\n", cap,
			    sim_oracle_name((enum sim_oracle)i),
			    (unsigned long long)n->first[i],
			    (unsigned long long)n->first_points[i]);
	}
	fflush(stdout);
}

struct options {
	uint64_t points, seed, until; /* until = past the last seed, 0 = none */
	int cap;		      /* −1 all */
	int jobs;
	uint64_t enough; /* violations, 0 = all points */
	bool one, loud;
};

/* Each batch in a process of its own: an abort is a finding with a seed. */
static void
spawn(struct job *j, const struct options *o, enum sim_cap cap, uint64_t from)
{
	memset(j->n, 0, sizeof *j->n);
	j->from = from;
	j->to = from + BATCH;
	fflush(stdout);
	j->pid = fork();
	if (j->pid != 0)
		return;
	for (uint64_t s = j->from; s < j->to; s++) {
		run_seed(s, cap, j->n, o->loud);
		if (o->enough && violations(j->n) >= o->enough)
			break;
	}
	fflush(stdout);
	_exit(0);
}

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool
run_cap(const struct options *o, enum sim_cap cap)
{
	struct job jobs[JOBS];
	struct sim_counts total = { 0 };
	uint64_t next = o->seed;
	double begun = seconds();
	bool broken = false;
	int running = 0;
	for (int i = 0; i < o->jobs; i++) {
		jobs[i] = (struct job){ 0 };
		jobs[i].n = mmap(NULL, sizeof *jobs[i].n,
		    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	}
	for (;;) {
		bool more =
		    total.points < o->points &&
		    !(o->enough && (broken || violations(&total) >= o->enough));
		for (int i = 0; more && i < o->jobs; i++) {
			if (jobs[i].pid)
				continue;
			spawn(&jobs[i], o, cap, next);
			next += BATCH;
			running++;
		}
		if (!running)
			break;
		int status;
		pid_t pid = wait(&status);
		for (int i = 0; i < o->jobs; i++) {
			if (jobs[i].pid != pid)
				continue;
			jobs[i].pid = 0;
			running--;
			if (status != 0) {
				broken = true;
				printf("seed %llu: the process ended with %d\n",
				    (unsigned long long)(jobs[i].from +
							 jobs[i].n->seeds),
				    status);
			}
			add(&total, jobs[i].n);
		}
	}
	print(caps[cap], &total, seconds() - begun);
	return !broken && violations(&total) == 0;
}

static int
run_one(const struct options *o)
{
	struct sim_counts n = { 0 };
	bool ok = run_seed(o->seed, (enum sim_cap)(o->cap < 0 ? 0 : o->cap), &n,
	    o->loud);
	print(caps[o->cap < 0 ? 0 : o->cap], &n, 0);
	return ok ? 0 : 1;
}

static int
usage(void)
{
	puts("usage: sim POINTS [-s SEED] [-c none|key|lookup] [-j JOBS] "
	     "[-l VIOLATIONS] [-1] [-v]");
	return 2;
}

int
main(int argc, char **argv)
{
	struct options o = { .seed = 1, .cap = -1, .jobs = 2 };
	int c;
	while ((c = getopt(argc, argv, "s:c:j:l:1v")) != -1) {
		if (c == 's')
			o.seed = strtoull(optarg, NULL, 10);
		else if (c == 'j')
			o.jobs = atoi(optarg);
		else if (c == '1')
			o.one = true;
		else if (c == 'v')
			o.loud = true;
		else if (c == 'l')
			o.enough = strtoull(optarg, NULL, 10);
		else if (c == 'c') {
			for (int i = 0; i < SIM_CAP__N; i++) {
				if (strcmp(optarg, caps[i]) == 0)
					o.cap = i;
			}
			if (o.cap < 0)
				return usage();
		} else
			return usage();
	}
	if (optind < argc)
		o.points = strtoull(argv[optind], NULL, 10);
	if (o.jobs < 1 || o.jobs > JOBS || (!o.points && !o.one))
		return usage();
	run_setup();
	if (o.one)
		return run_one(&o);
	bool ok = true;
	for (int i = 0; i < SIM_CAP__N; i++) {
		if (o.cap < 0 || o.cap == i)
			ok &= run_cap(&o, (enum sim_cap)i);
	}
	return ok ? 0 : 1;
}
