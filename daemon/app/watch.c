/*
 * One inotify watch of libuv a point, made anew whenever the caller looked
 * again: a watch belongs to a folder, not to its name, and goes with it.  A
 * file itself is never watched: that is dead after an editor's first rename
 * (facts: reliability F91).
 */
#include "app/watch.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct watch {
	uv_loop_t *loop;
	uv_timer_t timer;
	uint64_t quiet_ms;
	watch_quiet *on_quiet;
	void *arg;
	struct point **points;
	size_t n, cap;
};

struct point {
	uv_fs_event_t event;
	struct watch *watch;
	char *folder_name; /* its own last part: how it is told of itself */
	char *name, *ending;
};

static char *
dup_or_null(const char *s)
{
	return s ? mem_dup(s) : NULL;
}

static void
on_point_closed(uv_handle_t *h)
{
	struct point *p = h->data;
	free(p->folder_name);
	free(p->name);
	free(p->ending);
	free(p);
}

static void
on_timer(uv_timer_t *h)
{
	struct watch *w = h->data;
	w->on_quiet(w->arg);
}

static bool
concerns(const struct point *p, const char *name)
{
	if (!name || strcmp(name, p->folder_name) == 0)
		return true;
	if (p->name)
		return strcmp(name, p->name) == 0;
	size_t n = strlen(name), end = p->ending ? strlen(p->ending) : 0;
	return n >= end && (!end || strcmp(name + n - end, p->ending) == 0);
}

static void
on_event(uv_fs_event_t *h, const char *name, int events, int status)
{
	(void)events;
	struct point *p = h->data;
	/* Each further change begins the quiet time again. */
	struct watch *w = p->watch;
	if (status < 0 || concerns(p, name))
		uv_timer_start(&w->timer, on_timer, w->quiet_ms, 0);
}

static void
drop_points(struct watch *w)
{
	for (size_t i = 0; i < w->n; i++)
		uv_close((uv_handle_t *)&w->points[i]->event, on_point_closed);
	w->n = 0;
}

/* Whether the folder is watched now, or is not there. */
static bool
add_point(struct watch *w, const struct watch_point *x)
{
	struct point *p = mem_new(1, sizeof *p);
	const char *slash = strrchr(x->folder, '/');
	p->watch = w;
	p->folder_name = mem_dup(slash ? slash + 1 : x->folder);
	p->name = dup_or_null(x->name);
	p->ending = dup_or_null(x->ending);
	p->event.data = p;
	uv_fs_event_init(w->loop, &p->event);
	int rc = uv_fs_event_start(&p->event, on_event, x->folder, 0);
	if (rc < 0) {
		uv_close((uv_handle_t *)&p->event, on_point_closed);
		return rc == UV_ENOENT || rc == UV_ENOTDIR;
	}
	uv_unref((uv_handle_t *)&p->event);
	w->points =
	    mem_grow(w->points, &w->cap, w->n + 1, sizeof(struct point *));
	w->points[w->n++] = p;
	return true;
}

struct watch *
watch_new(uv_loop_t *loop, uint64_t quiet_ms, watch_quiet *on_quiet, void *arg)
{
	struct watch *w = mem_new(1, sizeof *w);
	w->loop = loop;
	w->quiet_ms = quiet_ms;
	w->on_quiet = on_quiet;
	w->arg = arg;
	uv_timer_init(loop, &w->timer);
	w->timer.data = w;
	return w;
}

size_t
watch_set(struct watch *w, const struct watch_point *v, size_t n)
{
	size_t failed = 0;
	/* The new ones first: in between nothing goes unseen. */
	struct point **old = w->points;
	size_t old_n = w->n;
	w->points = NULL;
	w->n = w->cap = 0;
	for (size_t i = 0; i < n; i++)
		failed += !add_point(w, &v[i]);
	for (size_t i = 0; i < old_n; i++)
		uv_close((uv_handle_t *)&old[i]->event, on_point_closed);
	free(old);
	return failed;
}

static void
on_timer_closed(uv_handle_t *h)
{
	struct watch *w = h->data;
	free(w->points);
	free(w);
}

void
watch_close(struct watch *w)
{
	if (!w)
		return;
	drop_points(w);
	uv_close((uv_handle_t *)&w->timer, on_timer_closed);
}
