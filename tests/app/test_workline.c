#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/workline.h"

#include <stdatomic.h>
#include <string.h>

void test_jobs_run_one_at_a_time_in_order(void **state);
void test_job_that_need_not_run_is_done(void **state);
void test_full_line_is_done_at_once(void **state);
void test_freed_line_ends_every_job_once(void **state);

static atomic_int inside, most_inside;

struct job {
	int number;
	bool skip;
	int dones;
	bool ran;
	int place; /* in the order of being done, from 1 */
};

static int done_n;

static bool
start(void *arg)
{
	struct job *j = arg;
	return !j->skip;
}

static void
run(void *arg)
{
	(void)arg;
	int now = atomic_fetch_add(&inside, 1) + 1;
	if (now > atomic_load(&most_inside))
		atomic_store(&most_inside, now);
	for (volatile int i = 0; i < 100000; i++)
		;
	atomic_fetch_sub(&inside, 1);
}

static void
done(void *arg, bool ran)
{
	struct job *j = arg;
	j->dones++;
	j->ran = ran;
	j->place = ++done_n;
}

static const struct workline_kind kind = { start, run, done };

void
test_jobs_run_one_at_a_time_in_order(void **state)
{
	(void)state;
	uv_loop_t loop;
	struct job jobs[50];
	memset(jobs, 0, sizeof jobs);
	done_n = 0;
	most_inside = 0;
	uv_loop_init(&loop);
	struct workline *w = workline_new(&loop);
	for (int i = 0; i < 50; i++)
		workline_add(w, &kind, &jobs[i]);
	assert_int_equal(done_n, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(jobs[i].dones, 1);
		assert_int_equal(jobs[i].place, i + 1);
		assert_true(jobs[i].ran);
	}
	assert_int_equal(most_inside, 1);
	workline_free(w);
	assert_int_equal(uv_loop_close(&loop), 0);
}

void
test_job_that_need_not_run_is_done(void **state)
{
	(void)state;
	uv_loop_t loop;
	struct job jobs[3] = { { .skip = true }, { .skip = false },
		{ .skip = true } };
	done_n = 0;
	uv_loop_init(&loop);
	struct workline *w = workline_new(&loop);
	for (int i = 0; i < 3; i++)
		workline_add(w, &kind, &jobs[i]);
	uv_run(&loop, UV_RUN_DEFAULT);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(jobs[i].place, i + 1);
		assert_int_equal(jobs[i].ran, !jobs[i].skip);
	}
	workline_free(w);
	assert_int_equal(uv_loop_close(&loop), 0);
}

void
test_full_line_is_done_at_once(void **state)
{
	(void)state;
	uv_loop_t loop;
	static struct job jobs[WORKLINE_MOST + 2];
	done_n = 0;
	uv_loop_init(&loop);
	struct workline *w = workline_new(&loop);
	for (int i = 0; i < WORKLINE_MOST + 2; i++)
		workline_add(w, &kind, &jobs[i]);
	assert_int_equal(done_n, 1);
	assert_int_equal(jobs[WORKLINE_MOST + 1].place, 1);
	assert_false(jobs[WORKLINE_MOST + 1].ran);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(done_n, WORKLINE_MOST + 2);
	workline_free(w);
	assert_int_equal(uv_loop_close(&loop), 0);
}

void
test_freed_line_ends_every_job_once(void **state)
{
	(void)state;
	uv_loop_t loop;
	struct job jobs[3] = { { .number = 0 } };
	done_n = 0;
	uv_loop_init(&loop);
	struct workline *w = workline_new(&loop);
	for (int i = 0; i < 3; i++)
		workline_add(w, &kind, &jobs[i]);
	workline_free(w);
	assert_int_equal(done_n, 2);
	uv_run(&loop, UV_RUN_DEFAULT);
	for (int i = 0; i < 3; i++)
		assert_int_equal(jobs[i].dones, 1);
	assert_true(jobs[0].ran);
	assert_false(jobs[2].ran);
	assert_int_equal(uv_loop_close(&loop), 0);
	workline_free(NULL);
}
