#include "app/route.h"

#include <string.h>

enum { NO_GATEWAY_S = 300 };

struct search {
	struct office *o;
	struct gateway_states *states;
	const struct due *due;
	int64_t now;
	struct route *r;
};

static bool
may_use(const struct search *s, const struct config_gateway *g)
{
	struct route *r = s->r;
	if (outbox_refused_by(s->o->store, s->due->id, g->settings.name) == 1)
		return false;
	r->final = false;
	if (!s->o->config->live && !g->driver->caps.local) {
		r->wait = MESSAGE_R_NOT_LIVE;
		r->until = s->now + NO_GATEWAY_S;
		return false;
	}
	struct gateway_state *state =
	    gateway_state_get(s->states, g->settings.name);
	if (state->paused_until > s->now) {
		r->wait = MESSAGE_R_GATEWAY_PAUSED;
		if (r->until > state->paused_until)
			r->until = state->paused_until;
		return false;
	}
	r->gateway = g;
	return true;
}

void
route_find(struct office *o, struct gateway_states *states,
    const struct facts *f, const struct due *d, int64_t now, struct route *r)
{
	const struct config *conf = o->config;
	const struct search s = { o, states, d, now, r };
	*r = (struct route){ .wait = MESSAGE_R_NO_GATEWAY,
		.until = now + NO_GATEWAY_S,
		.final = true };
	if (d->doubted) {
		int i = config_gateway_find(conf, d->gateway);
		r->final = false;
		if (i >= 0)
			may_use(&s, &conf->gateways[i]);
		return;
	}
	int person = facts_person_by_id(f, d->person);
	const char *channel = person < 0 ? NULL : f->people[person].channel;
	int own = channel ? config_gateway_find(conf, channel) : -1;
	if (own >= 0 && may_use(&s, &conf->gateways[own]))
		return;
	for (size_t i = 0; i < conf->order_n; i++) {
		if ((int)conf->order[i] == own)
			continue;
		if (may_use(&s, &conf->gateways[conf->order[i]]))
			return;
	}
	if (conf->order_n == 0)
		r->final = false;
}
