#include "app/route.h"

#include "core/civil.h"
#include "core/when.h"
#include "store/address.h"

#include <stdio.h>
#include <string.h>

enum {
	NO_GATEWAY_S = 300,
	FULL_S = 5, /* too many on their way there: look again */
	MORNING_MINUTE = 6 * 60 + 5,
	MORNING_SPREAD_S = 600
};

struct look { /* at one message */
	const struct route_search *s;
	const struct facts *f;
	const struct due *due;
	const struct letter *letter;
	int64_t now;
	struct route *r;
};

int64_t
route_morning(const struct office *o, int64_t spread, int64_t now)
{
	int offset = o->config->policy->offset_s;
	int32_t today = civil_on(now, offset);
	int64_t at = civil_at(today, MORNING_MINUTE, offset);
	if (at <= now)
		at = civil_at(today + 1, MORNING_MINUTE, offset);
	return at + spread % MORNING_SPREAD_S;
}

int64_t
route_tomorrow(const struct office *o, const struct facts *f, int64_t now)
{
	int offset = o->config->policy->offset_s;
	int64_t at = civil_at(civil_on(now, offset) + 1, 0, offset);
	return when_allowed(f, o->config->policy, at);
}

/* The gateway that opens first says why the message waits. */
static bool
wait_for(const struct look *k, const struct config_gateway *g,
    enum message_reason why, int64_t until, const char *words)
{
	struct route *r = k->r;
	r->final = false;
	if (r->wait != MESSAGE_R_NO_GATEWAY && r->until <= until)
		return false;
	r->wait = why;
	r->until = until;
	snprintf(r->detail, sizeof r->detail, "%s%s%s",
	    words ? g->settings.name : "", words && *words ? ": " : "",
	    words ? words : "");
	return false;
}

static bool
refuse(const struct look *k, const struct config_gateway *g, const char *words)
{
	if (!*k->r->detail)
		snprintf(k->r->detail, sizeof k->r->detail, "%s: %s",
		    g->settings.name, words);
	return false;
}

/* What the dialect itself says of the message, before anything is claimed. */
static bool
is_fit(const struct look *k, const struct config_gateway *g)
{
	struct letter_address a;
	struct gw_message m;
	struct gw_result res = { .class = GW_ACCEPTED };
	if (g->driver->caps.max_parts &&
	    k->letter->size.parts > g->driver->caps.max_parts)
		return refuse(k, g, "the text is too long for it");
	if (!g->driver->fit)
		return true;
	letter_message(k->s->o, k->letter, k->due, g, k->now, &a, &m);
	g->driver->fit(&g->settings, &m, &res);
	int64_t until = k->now + NO_GATEWAY_S;
	switch (res.class) {
	case GW_ACCEPTED:
	case GW_DUPLICATE:
		return true;
	case GW_RECIPIENT:
	case GW_MESSAGE:
		return refuse(k, g, res.reason);
	case GW_NIGHT:
		until = route_morning(k->s->o, k->due->id.v, k->now);
		return wait_for(k, g, MESSAGE_R_NIGHT, until, res.reason);
	case GW_QUOTA:
		until = route_tomorrow(k->s->o, k->f, k->now);
		return wait_for(k, g, MESSAGE_R_QUOTA, until, res.reason);
	case GW_AUTH:
	case GW_CONFIG:
		return wait_for(k, g, MESSAGE_R_GATEWAY_PAUSED, until,
		    res.reason);
	case GW_RETRY:
	case GW_AMBIGUOUS:
	case GW_NOT_SENT:
	case GW_CLASS__N:
		break;
	}
	return wait_for(k, g, MESSAGE_R_RETRY, until, res.reason);
}

static bool
may_use(const struct look *k, const struct config_gateway *g)
{
	const struct office *o = k->s->o;
	int64_t until = k->now + NO_GATEWAY_S;
	const char *why;
	if (outbox_refused_by(o->store, k->due->id, g->settings.name) == 1)
		return refuse(k, g, "it refused this person");
	if (!o->config->live && !g->driver->caps.local)
		return wait_for(k, g, MESSAGE_R_NOT_LIVE, until, NULL);
	struct gateway_state *state =
	    gateway_state_get(k->s->states, g->settings.name);
	if (!gateway_state_is_open(state, k->now, &until, &why))
		return wait_for(k, g, MESSAGE_R_GATEWAY_PAUSED, until, why);
	if (!is_fit(k, g))
		return false;
	enum message_reason full = limits_gateway(k->s->limits, k->due, g,
	    k->letter->size.parts, k->now, &until);
	if (full)
		return wait_for(k, g, full, until, "");
	if (state->in_flight >= k->s->in_flight_max)
		return wait_for(k, g, MESSAGE_R_RATE, k->now + FULL_S, "");
	if (!bucket_take(&state->bucket, g->rate_per_min, k->now))
		return wait_for(k, g, MESSAGE_R_RATE,
		    bucket_turn(&state->bucket, g->rate_per_min, k->now), "");
	k->r->gateway = g;
	return true;
}

/* The chat in which the person wrote what this message answers, or −1. */
static int
where_asked(const struct look *k)
{
	const struct config *conf = k->s->o->config;
	char name[ADDRESS_ID_SIZE];
	if (strcmp(k->due->kind, "answer") != 0)
		return -1;
	address_asked_by(k->s->o->store, k->due->id, name);
	int i = config_gateway_find(conf, name);
	return i >= 0 && conf->gateways[i].driver->caps.user_ids ? i : -1;
}

void
route_find(const struct route_search *s, const struct facts *f,
    const struct due *d, const struct letter *l, int64_t now, struct route *r)
{
	const struct config *conf = s->o->config;
	const struct look k = { s, f, d, l, now, r };
	*r = (struct route){ .wait = MESSAGE_R_NO_GATEWAY,
		.until = now + NO_GATEWAY_S,
		.final = true };
	if (d->doubted) {
		int i = config_gateway_find(conf, d->gateway);
		if (i >= 0)
			may_use(&k, &conf->gateways[i]);
		r->final = false;
		return;
	}
	int person = facts_person_by_id(f, d->person);
	const char *channel = person < 0 ? NULL : f->people[person].channel;
	int own = channel ? config_gateway_find(conf, channel) : -1;
	int back = where_asked(&k);
	if (back >= 0 && may_use(&k, &conf->gateways[back]))
		return;
	if (own >= 0 && own != back && may_use(&k, &conf->gateways[own]))
		return;
	for (size_t i = 0; i < conf->order_n; i++) {
		if ((int)conf->order[i] == own || (int)conf->order[i] == back)
			continue;
		if (may_use(&k, &conf->gateways[conf->order[i]]))
			return;
	}
	if (conf->order_n == 0)
		r->final = false;
}
