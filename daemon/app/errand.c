#include "app/errand.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct errand {
	struct errand_desk *desk;
	char *gateway;
	struct http_request request;
	void (*done)(void *arg, const struct http_response *resp);
	void *arg;
};

void
errand_fini(struct errand_desk *d)
{
	free(d->busy);
	d->busy = NULL;
	d->n = d->cap = 0;
}

bool
errand_is_busy(const struct errand_desk *d, const char *gateway)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->busy[i], gateway) == 0)
			return true;
	}
	return false;
}

static void
errand_free(struct errand *e)
{
	struct errand_desk *d = e->desk;
	for (size_t i = 0; i < d->n; i++) {
		if (d->busy[i] == e->gateway)
			d->busy[i--] = d->busy[--d->n];
	}
	http_request_fini(&e->request);
	free(e->gateway);
	free(e);
}

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct errand *e = arg;
	void (*done)(void *, const struct http_response *) = e->done;
	void *what = e->arg;
	errand_free(e);
	done(what, resp);
}

int
errand_start(struct errand_desk *d, const char *gateway, struct http_request *r,
    void (*done)(void *arg, const struct http_response *resp), void *arg)
{
	struct errand *e = mem_new(1, sizeof *e);
	*e = (struct errand){ d, mem_dup(gateway), *r, done, arg };
	*r = (struct http_request){ 0 };
	d->busy = mem_grow(d->busy, &d->cap, d->n + 1, sizeof *d->busy);
	d->busy[d->n++] = e->gateway;
	/* A silent second copy on a connection that died would hide the answer
	 * to the first: each its own connection. */
	if (d->via->send(d->via->self, &e->request, true, NULL, on_answer, e) ==
	    0)
		return 0;
	errand_free(e);
	return -1;
}
