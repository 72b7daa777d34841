#include "app/pull.h"

#include "base/log.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	OVERLAP_S = 600,	  /* clocks of a phone and ours differ */
	HOOKS_LATE_S = 2 * 86400, /* so long a hook may come late */
	PAGES_MAX = 200,
	AGAIN_S = 300
};

struct reading {
	struct pull_room *room;
	const struct config_gateway *gateway;
	char *name;
	struct gw_pull page;
};

void
pull_after_gap(struct gateway_state *g)
{
	g->pull_at = 0;
}

/* The first time there is nothing to catch up with: what lies in the phone
 * from before is not for us. */
static int64_t
since_when(const struct gateway_state *g, int64_t now)
{
	int64_t since = g->row.pulled_to;
	if (g->row.heard_at - HOOKS_LATE_S > since)
		since = g->row.heard_at - HOOKS_LATE_S;
	return since > now ? now - OVERLAP_S : since - OVERLAP_S;
}

static void
end_reading(struct gateway_state *g, const struct config_gateway *c,
    int64_t now)
{
	g->pull_until = 0;
	g->pull_page = 0;
	g->pull_at = c->poll_s ? now + c->poll_s : INT64_MAX;
}

static int
note_pulled(struct office *o, struct gateway_state *g, int64_t to,
    struct err *err)
{
	if (store_begin(o->store, err) < 0)
		return -1;
	if (gateway_pulled(o->store, g->name, to, err) < 0) {
		store_undo(o->store);
		return -1;
	}
	g->row.pulled_to = to;
	return store_end(o->store, err);
}

/* The page's events, and how far the reading came: in one group. */
static int
take_page(struct reading *r, const struct gw_events *events, bool more,
    int64_t now, struct err *err)
{
	struct office *o = r->room->o;
	struct gateway_state *g = gateway_state_get(r->room->states, r->name);
	uint64_t before = r->room->counts.replies;
	if (intake_take(o, r->name, events, now, &r->room->counts, err) < 0)
		return -1;
	r->room->heard |= r->room->counts.replies > before;
	log_line(LOG_INFO, "gw=%s page=%d events=%zu new=%" PRIu64, r->name,
	    r->page.page, events->n, r->room->counts.replies - before);
	if (more && r->page.page + 1 < PAGES_MAX) {
		g->pull_page = r->page.page + 1;
		g->pull_at = now;
		return 0;
	}
	end_reading(g, r->gateway, now);
	return note_pulled(o, g, r->page.until, err);
}

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct reading *r = arg;
	struct gateway_state *g = gateway_state_get(r->room->states, r->name);
	int64_t now = r->room->desk->via->now(r->room->desk->via->self);
	struct gw_events events = { 0 };
	struct err err = { 0 };
	bool more = false;
	int rc = -1;
	if (resp->outcome != HTTP_ANSWERED)
		err_set(&err, ERR_FAILED, "%s", resp->error);
	else
		rc = r->gateway->driver->pull_answer(&r->gateway->settings,
		    &r->page, resp, &events, &more, &err);
	if (rc >= 0)
		rc = take_page(r, &events, more, now, &err);
	if (rc < 0) {
		log_line(LOG_WARN, "gw=%s inbox=unread error=\"%s\"", r->name,
		    err.text);
		g->pull_at = now + AGAIN_S; /* the same page once more */
	}
	gw_events_fini(&events);
	free(r->name);
	free(r);
}

static int
read_page(struct pull_room *room, const struct config_gateway *c,
    struct gateway_state *g, int64_t now, struct err *err)
{
	if (!g->row.pulled_to && !g->row.heard_at) {
		end_reading(g, c, now);
		return note_pulled(room->o, g, now, err);
	}
	if (!g->pull_until) {
		g->pull_until = now;
		g->pull_since = since_when(g, now);
		g->pull_page = 0;
	}
	struct reading *r = mem_new(1, sizeof *r);
	*r = (struct reading){ .room = room,
		.gateway = c,
		.name = mem_dup(g->name),
		.page = { .since = g->pull_since,
		    .until = g->pull_until,
		    .page = g->pull_page } };
	struct http_request q = { 0 };
	c->driver->pull(&c->settings, &r->page, &q);
	g->pull_at = now + AGAIN_S; /* unless the answer says otherwise */
	if (errand_start(room->desk, g->name, &q, on_answer, r) < 0) {
		free(r->name);
		free(r);
	}
	return 0;
}

static bool
may_read(const struct pull_room *room, const struct config_gateway *c)
{
	bool may_ask = !c->driver->caps.token_life_s || c->settings.token;
	return c->driver->pull && may_ask &&
	       (room->o->config->live || c->driver->caps.local);
}

int
pull_step(struct pull_room *room, int64_t now, struct err *err)
{
	const struct config *conf = room->o->config;
	for (size_t i = 0; i < conf->gateway_n; i++) {
		const struct config_gateway *c = &conf->gateways[i];
		if (!may_read(room, c) ||
		    errand_is_busy(room->desk, c->settings.name))
			continue;
		struct gateway_state *g =
		    gateway_state_get(room->states, c->settings.name);
		if (g->pull_at > now || g->row.paused)
			continue;
		if (read_page(room, c, g, now, err) < 0)
			return -1;
	}
	return 0;
}

int64_t
pull_next(const struct pull_room *room, int64_t now)
{
	const struct config *conf = room->o->config;
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < conf->gateway_n; i++) {
		const struct config_gateway *c = &conf->gateways[i];
		const struct gateway_state *g =
		    gateway_state_find(room->states, c->settings.name);
		if (!may_read(room, c) || (g && g->row.paused) ||
		    errand_is_busy(room->desk, c->settings.name))
			continue;
		int64_t at = g ? g->pull_at : now;
		if (at < next)
			next = at;
	}
	return next;
}
