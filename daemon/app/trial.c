#include "app/trial.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_S = 60 }; /* an outcome that nobody fetched */

struct trial {
	struct trial_desk *desk;
	char *name, *token;
	const struct gw_driver *driver;
	struct gw_settings settings; /* of a configuration that lives until
					nothing is in flight */
	bool setup;		     /* asked for */
	size_t step;		     /* 0 the test, then the setup's requests */
	bool started, done;
	int64_t begun_at;
	struct gw_health health;
};

static void
trial_free(struct trial *t)
{
	free(t->name);
	free(t->token);
	free(t);
}

void
trial_fini(struct trial_desk *d)
{
	for (size_t i = 0; i < d->n; i++)
		trial_free(d->v[i]);
	free(d->v);
	d->v = NULL;
	d->n = d->cap = 0;
}

static void
finish(struct trial *t, bool ok, const char *words)
{
	t->done = true;
	t->health.ok = ok;
	if (words)
		snprintf(t->health.words, sizeof t->health.words, "%s", words);
}

static void go_on(struct trial *t);

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct trial *t = arg;
	t->started = false;
	if (resp->outcome != HTTP_ANSWERED) {
		finish(t, false, resp->error);
		return;
	}
	if (t->step == 0) {
		t->driver->test_answer(&t->settings, resp, &t->health);
		if (!t->health.ok || !t->setup) {
			finish(t, t->health.ok, NULL);
			return;
		}
	} else if (resp->status < 200 || resp->status > 299) {
		char words[80];
		snprintf(words, sizeof words,
		    "request %zu of the setup was answered %d", t->step,
		    resp->status);
		finish(t, false, words);
		return;
	}
	t->step++;
	go_on(t);
}

/* The next request, if the gateway is free; else at the next asking. */
static void
go_on(struct trial *t)
{
	struct http_request r = { 0 };
	if (t->started || t->done || errand_is_busy(t->desk->desk, t->name))
		return;
	if (t->step == 0) {
		t->driver->test(&t->settings, &r);
	} else if (!t->driver->setup(&t->settings, t->step - 1, &r)) {
		finish(t, true, NULL);
		return;
	}
	t->started = true;
	if (errand_start(t->desk->desk, t->name, &r, on_answer, t) < 0) {
		t->started = false;
		finish(t, false, "the request could not be started");
	}
}

static struct trial *
find(struct trial_desk *d, const char *name, size_t *at)
{
	for (*at = 0; *at < d->n; ++*at) {
		if (strcmp(d->v[*at]->name, name) == 0)
			return d->v[*at];
	}
	return NULL;
}

enum trial_state
trial_ask(struct trial_desk *d, const struct config_gateway *g,
    const char *token, bool setup, int64_t now, struct gw_health *health)
{
	size_t at;
	struct trial *t = find(d, g->settings.name, &at);
	if (t && t->done && now - t->begun_at > KEPT_S) {
		d->v[at] = d->v[--d->n];
		trial_free(t);
		t = NULL;
	}
	*health = (struct gw_health){ .quota = -1 };
	if (!t && (!g->driver->test || (setup && !g->driver->setup))) {
		snprintf(health->words, sizeof health->words,
		    "driver %s has no %s; try `send-test`", g->driver->name,
		    g->driver->test ? "setup" : "test");
		return TRIAL_DONE;
	}
	if (!t) {
		t = mem_new(1, sizeof *t);
		*t = (struct trial){ .desk = d,
			.name = mem_dup(g->settings.name),
			.token = token ? mem_dup(token) : NULL,
			.driver = g->driver,
			.settings = g->settings,
			.setup = setup,
			.begun_at = now,
			.health = { .quota = -1 } };
		t->settings.token = t->token;
		d->v = mem_grow(d->v, &d->cap, d->n + 1, sizeof(void *));
		d->v[d->n++] = t;
	}
	if (!t->started) { /* the one that it began with may be gone */
		t->driver = g->driver;
		t->settings = g->settings;
		t->settings.token = t->token;
	}
	go_on(t);
	if (!t->done)
		return TRIAL_RUNS;
	*health = t->health;
	find(d, g->settings.name, &at);
	d->v[at] = d->v[--d->n];
	trial_free(t);
	return TRIAL_DONE;
}
