/* The watch on a real loop: what ends the run is the call, never a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/watch.h"

void test_a_burst_is_one_call(void **state);
void test_other_names_are_not_told(void **state);
void test_a_folder_made_anew_is_seen(void **state);
void test_closing_with_a_change_pending_is_quiet(void **state);

enum { QUIET_MS = 20, GUARD_MS = 30000 };

struct room {
	struct conffile t;
	uv_loop_t loop;
	uv_timer_t guard;
	struct watch *watch;
	int calls;
	bool late;
};

static void
on_quiet(void *arg)
{
	struct room *r = arg;
	r->calls++;
	uv_stop(&r->loop);
}

static void
on_guard(uv_timer_t *h)
{
	struct room *r = h->data;
	r->late = true;
	uv_stop(&r->loop);
}

static void
room_init(struct room *r)
{
	*r = (struct room){ .calls = 0 };
	conffile_init(&r->t);
	assert_int_equal(uv_loop_init(&r->loop), 0);
	uv_timer_init(&r->loop, &r->guard);
	r->guard.data = r;
	uv_timer_start(&r->guard, on_guard, GUARD_MS, 0);
	r->watch = watch_new(&r->loop, QUIET_MS, on_quiet, r);
}

static void
room_fini(struct room *r)
{
	watch_close(r->watch);
	uv_close((uv_handle_t *)&r->guard, NULL);
	uv_run(&r->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&r->loop), 0);
	assert_false(r->late);
	conffile_fini(&r->t);
}

static void
await(struct room *r)
{
	int before = r->calls;
	uv_run(&r->loop, UV_RUN_DEFAULT);
	assert_false(r->late);
	assert_int_equal(r->calls, before + 1);
}

void
test_a_burst_is_one_call(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const struct watch_point points[] = { { r.t.dir, "a.conf", NULL } };
	assert_int_equal(watch_set(r.watch, points, 1), 0);
	for (int i = 0; i < 20; i++)
		conffile_write(&r.t, "a.conf", "x");
	await(&r);
	conffile_write(&r.t, "a.conf", "y");
	await(&r);
	assert_int_equal(r.calls, 2);
	room_fini(&r);
}

void
test_other_names_are_not_told(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	conffile_mkdir(&r.t, "d");
	char folder[96];
	snprintf(folder, sizeof folder, "%s/d", r.t.dir);
	const struct watch_point points[] = { { r.t.dir, "a.conf", NULL },
		{ folder, NULL, ".conf" } };
	assert_int_equal(watch_set(r.watch, points, 2), 0);
	conffile_write(&r.t, "nhacviec.db-wal", "x");
	conffile_write(&r.t, "d/a.swp", "x");
	/* What is not told keeps no timer: nothing is left to wait for. */
	uv_unref((uv_handle_t *)&r.guard);
	while (uv_run(&r.loop, UV_RUN_NOWAIT))
		;
	assert_int_equal(r.calls, 0);
	uv_ref((uv_handle_t *)&r.guard);
	conffile_write(&r.t, "d/a.conf", "x");
	await(&r);
	room_fini(&r);
}

void
test_a_folder_made_anew_is_seen(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	char folder[96];
	snprintf(folder, sizeof folder, "%s/d", r.t.dir);
	const struct watch_point points[] = { { r.t.dir, "d", NULL },
		{ folder, NULL, NULL } };
	assert_int_equal(watch_set(r.watch, points, 2), 0); /* not there */
	conffile_mkdir(&r.t, "d");
	await(&r);
	watch_set(r.watch, points, 2);
	conffile_write(&r.t, "d/a", "x");
	await(&r);
	conffile_remove(folder);
	await(&r);
	room_fini(&r);
}

void
test_closing_with_a_change_pending_is_quiet(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const struct watch_point points[] = { { r.t.dir, NULL, NULL } };
	watch_set(r.watch, points, 1);
	conffile_write(&r.t, "a", "x");
	uv_run(&r.loop, UV_RUN_NOWAIT); /* the event, not the quiet */
	watch_close(r.watch);
	r.watch = NULL;
	uv_unref((uv_handle_t *)&r.guard);
	uv_run(&r.loop, UV_RUN_DEFAULT);
	assert_int_equal(r.calls, 0);
	room_fini(&r);
}
