#include "app/workline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct job {
	const struct workline_kind *kind;
	void *arg;
};

struct workline {
	uv_loop_t *loop;
	uv_work_t work;
	struct job running; /* kind NULL: none */
	struct job line[WORKLINE_MOST];
	size_t n;
	bool freed;
};

static void
on_work(uv_work_t *work)
{
	struct workline *w = work->data;
	w->running.kind->run(w->running.arg);
}

static void next(struct workline *w);

static void
on_worked(uv_work_t *work, int status)
{
	struct workline *w = work->data;
	struct job j = w->running;
	w->running.kind = NULL;
	j.kind->done(j.arg, status == 0);
	if (w->freed)
		free(w);
	else
		next(w);
}

/* Starts the first of the line that wants to run. */
static void
next(struct workline *w)
{
	while (!w->running.kind && w->n) {
		struct job j = w->line[0];
		w->n--;
		memmove(w->line, w->line + 1, w->n * sizeof *w->line);
		if (!j.kind->start(j.arg)) {
			j.kind->done(j.arg, false);
			continue;
		}
		w->work.data = w;
		w->running = j; /* before the other thread looks */
		if (uv_queue_work(w->loop, &w->work, on_work, on_worked)) {
			w->running.kind = NULL;
			j.kind->done(j.arg, false);
		}
	}
}

struct workline *
workline_new(uv_loop_t *loop)
{
	struct workline *w = mem_new(1, sizeof *w);
	w->loop = loop;
	return w;
}

void
workline_add(struct workline *w, const struct workline_kind *kind, void *arg)
{
	if (w->n == WORKLINE_MOST) {
		kind->done(arg, false);
		return;
	}
	w->line[w->n++] = (struct job){ kind, arg };
	next(w);
}

void
workline_free(struct workline *w)
{
	if (!w)
		return;
	w->freed = true;
	for (size_t i = 0; i < w->n; i++)
		w->line[i].kind->done(w->line[i].arg, false);
	w->n = 0;
	if (!w->running.kind)
		free(w);
}
