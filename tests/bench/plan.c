/*
 * make bench: how fast the planner plans against the bare loop over the same
 * rows: find each person's latest due rung, look whether it was said or done,
 * copy it out.  Prints `ratio plan/PEOPLE VALUE`.  Knows core and a clock.
 */
#include "core/civil.h"
#include "core/facts.h"
#include "core/plan.h"
#include "core/policy.h"

#include <stdio.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 5, OFFSET_S = 25200 };

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *
textf(struct facts *f, const char *format, int n)
{
	char buf[64];
	snprintf(buf, sizeof buf, format, n);
	return mem_arena_dup(&f->arena, buf);
}

static void
fill_people(struct facts *f, int n)
{
	f->units = mem_arena_new(&f->arena, (size_t)n, sizeof *f->units);
	f->people = mem_arena_new(&f->arena, (size_t)n, sizeof *f->people);
	f->assignments =
	    mem_arena_new(&f->arena, (size_t)n, sizeof *f->assignments);
	f->unit_n = f->person_n = f->assignment_n = n;
	for (int i = 0; i < n; i++) {
		f->units[i] = (struct facts_unit){ .id = { i + 1 },
			.code = textf(f, "XA%d", i),
			.name = textf(f, "Xã %d", i),
			.aliases = "",
			.level = 2,
			.parent = FACTS_NONE,
			.from_on = CIVIL_NONE,
			.until_on = CIVIL_MAX };
		f->people[i] = (struct facts_person){ .id = { i + 1 },
			.code = textf(f, "NGUOI%d", i),
			.name = textf(f, "Nguyễn Văn %d", i),
			.phone = textf(f, "+8491%07d", i),
			.role = FACTS_CADRE };
		f->assignments[i] = (struct facts_assignment){ .person = i,
			.unit = i,
			.from_on = CIVIL_NONE,
			.until_on = CIVIL_MAX };
	}
}

/* May 2018: `open` and the first reminder were said to everybody, one in five
 * has been there. */
static void
fill_deeds(struct facts *f, const struct policy *p, int n)
{
	int32_t month = civil_month(2018, 5);
	int64_t open_at = civil_at(civil_day(2018, 5, 1), 450, p->offset_s);
	f->said = mem_arena_new(&f->arena, 2 * (size_t)n, sizeof *f->said);
	f->visits = mem_arena_new(&f->arena, (size_t)n, sizeof *f->visits);
	for (int i = 0; i < n; i++) {
		struct duty_key key = { DUTY_VISIT, month, i, FACTS_NONE };
		f->said[f->said_n++] = (struct facts_said){ .person = i,
			.duty = key,
			.rung = "open/1",
			.due_at = open_at,
			.said_at = open_at };
		f->said[f->said_n++] = (struct facts_said){ .person = i,
			.duty = key,
			.rung = "remind/15",
			.due_at = open_at + 14 * 86400,
			.said_at = open_at + 14 * 86400 };
		if (i % 5 == 4)
			f->visits[f->visit_n++] =
			    (struct facts_visit){ .id = { i + 1 },
				    .person = i,
				    .unit = i,
				    .on = civil_day(2018, 5, 12),
				    .month = month,
				    .created_at = open_at + 11 * 86400 };
	}
	f->live_since = open_at - 3600; /* April is not asked about */
	facts_sort(f);
}

/* The limit: the same rows, the same answer, nothing else. */
static size_t
bare_loop(const struct facts *f, const int64_t *due, size_t rungs, int64_t now,
    struct plan_item *out)
{
	size_t n = 0, visit = 0, said = 0;
	int32_t month = civil_month(2018, 5);
	for (int a = 0; a < f->assignment_n; a++) {
		int person = f->assignments[a].person;
		int64_t last = 0;
		for (size_t r = 0; r < rungs && due[r] <= now; r++)
			last = due[r];
		bool done = false, was_said = false;
		while (visit < (size_t)f->visit_n &&
		       f->visits[visit].person <= person)
			done |= f->visits[visit++].person == person;
		while (said < (size_t)f->said_n &&
		       f->said[said].duty.person <= person)
			was_said |= f->said[said++].due_at == last;
		if (done || was_said)
			continue;
		struct plan_item *item = &out[n++];
		item->duty =
		    (struct duty_key){ DUTY_VISIT, month, person, FACTS_NONE };
		item->kind = POLICY_VISIT_REMIND;
		item->due_at = last;
		snprintf(item->rung, sizeof item->rung, "remind/%d", -7);
	}
	return n;
}

/* What a plan keeps while it is looked at, by the duty it speaks of. */
static void
print_memory(const struct facts *f, const struct policy *p, int64_t now,
    int people)
{
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	struct plan plan = { 0 };
	plan_make(f, p, now, &plan);
	size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
	printf("# plan/%d: %.0f bytes a message in the plan, facts %.0f a "
	       "person\n",
	    people,
	    plan.message_n ? (double)(after - before) / (double)plan.message_n
			   : 0,
	    (double)before / people);
	plan_fini(&plan);
}

static int
measure(int people)
{
	struct policy *p = policy_new();
	struct facts *f = mem_new(1, sizeof *f);
	fill_people(f, people);
	fill_deeds(f, p, people);
	int64_t now = civil_at(civil_day(2018, 5, 24), 450, OFFSET_S);
	int64_t first = civil_at(civil_day(2018, 5, 1), 450, OFFSET_S);
	int64_t due[] = { first, first + 14 * 86400, now, now + 5 * 86400 };
	struct plan_item *items = mem_new((size_t)people, sizeof *items);
	double best_plan = 0, best_bare = 0;
	size_t planned = 0, bare = 0;
	int repeats = 200000 / people + 1;
	for (int run = 0; run < RUNS; run++) {
		double t = seconds();
		for (int i = 0; i < repeats; i++) {
			struct plan plan = { 0 };
			plan_make(f, p, now, &plan);
			planned = plan.message_n;
			plan_fini(&plan);
		}
		double took = (seconds() - t) / repeats;
		double rate = (double)planned / took;
		best_plan = rate > best_plan ? rate : best_plan;
		t = seconds();
		for (int i = 0; i < repeats; i++)
			bare = bare_loop(f, due, 4, now, items);
		rate = (double)bare / ((seconds() - t) / repeats);
		best_bare = rate > best_bare ? rate : best_bare;
	}
	printf("# plan/%d: %zu messages, %.0f a second; bare loop %.0f\n",
	    people, planned, best_plan, best_bare);
	printf("ratio plan/%d %.4f\n", people, best_plan / best_bare);
	print_memory(f, p, now, people);
	free(items);
	facts_free(f);
	policy_free(p);
	if (planned != bare)
		fprintf(stderr, "planned %zu, bare loop %zu\n", planned, bare);
	return planned == bare ? 0 : -1;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (measure((int)strtol(argv[i], NULL, 10)) < 0)
			return 1;
	return 0;
}
