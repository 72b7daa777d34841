#include "app/verb_gateway.h"

#include "core/civil.h"

#include <string.h>

int
verb_gateway_run(struct verb_call *v)
{
	const struct config *c = v->office->config;
	if (v->args->word_n && strcmp(v->args->word[0], "list") != 0)
		return verb_usage(v, "list");
	for (size_t i = 0; i < c->gateway_n; i++) {
		struct courier_gateway g = { .name =
						 c->gateways[i].settings.name,
			.driver = c->gateways[i].driver->name,
			.reason = "" };
		if (v->courier)
			courier_gateway_at(v->courier, i, &g);
		bool local = c->gateways[i].driver->caps.local;
		const char *state = g.paused_until > v->now ? "paused"
				    : c->live || local	    ? "open"
							    : "not live";
		char last[40] = "";
		if (g.last_success_at)
			civil_rfc3339(g.last_success_at, c->policy->offset_s,
			    last);
		if (v->json)
			verb_json(v,
			    json_pack("{s:s,s:s,s:s,s:s,s:s?}", "name", g.name,
				"driver", g.driver, "state", state, "reason",
				g.reason, "last_success", *last ? last : NULL));
		else
			sbuf_addf(v->out, "%-12s %-10s %-9s %s%s%s\n", g.name,
			    g.driver, state, g.reason,
			    *last ? "  last success " : "", last);
	}
	if (c->gateway_n == 0 && !v->json)
		sbuf_add(v->talk, "no gateway is configured\n");
	return VERB_DONE;
}
