#include "app/gateway_state.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAUSE_FIRST_S = 300,
	PAUSE_MAX_S = 3600,
	DOWN_S = 300 /* no connection for so long: it pauses, with an alarm */
};

void
gateway_state_fini(struct gateway_states *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i]->name);
		free(s->v[i]);
	}
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}

const struct gateway_state *
gateway_state_find(const struct gateway_states *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i]->name, name) == 0)
			return s->v[i];
	}
	return NULL;
}

struct gateway_state *
gateway_state_get(struct gateway_states *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i]->name, name) == 0)
			return s->v[i];
	}
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(void *));
	struct gateway_state *g = mem_new(1, sizeof *g);
	g->name = mem_dup(name);
	return s->v[s->n++] = g;
}

/* does = what it does, in the office's words. */
static void
pause_gateway(struct gateway_states *s, struct gateway_state *g,
    const char *does, const char *reason, int64_t now)
{
	if (g->paused_until > now)
		return; /* the rest of what was in flight: the same trouble */
	g->pause_s = g->pause_s ? g->pause_s * 2 : PAUSE_FIRST_S;
	if (g->pause_s > PAUSE_MAX_S)
		g->pause_s = PAUSE_MAX_S;
	g->paused_until = now + g->pause_s;
	snprintf(g->reason, sizeof g->reason, "%s", reason);
	struct sbuf text = { 0 };
	sbuf_addf(&text,
	    "%s: cong %s %s (%s). Tin dang cho, khong "
	    "mat. Xem: nhacviec queue",
	    s->o->config->policy->sign, g->name, does, reason);
	char key[64];
	snprintf(key, sizeof key, "gateway.%s", g->name);
	office_alarm(s->o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

void
gateway_state_note(struct gateway_states *s, const char *name,
    const struct gw_result *r, int64_t now)
{
	struct gateway_state *g = gateway_state_get(s, name);
	if (r->class != GW_NOT_SENT)
		g->down_since = 0;
	switch (r->class) {
	case GW_ACCEPTED:
	case GW_DUPLICATE:
		g->last_success_at = now;
		g->pause_s = 0;
		g->paused_until = 0;
		g->reason[0] = '\0';
		break;
	case GW_AUTH:
	case GW_CONFIG:
		pause_gateway(s, g, "tu choi moi tin", r->reason, now);
		break;
	case GW_NOT_SENT:
		if (!g->down_since)
			g->down_since = now;
		else if (now - g->down_since >= DOWN_S)
			pause_gateway(s, g, "khong lien lac duoc", r->reason,
			    now);
		break;
	case GW_RETRY:
	case GW_NIGHT:
	case GW_QUOTA:
	case GW_RECIPIENT:
	case GW_MESSAGE:
	case GW_AMBIGUOUS:
	case GW_CLASS__N:
		break;
	}
}
