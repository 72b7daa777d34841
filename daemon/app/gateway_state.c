#include "app/gateway_state.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAUSE_FIRST_S = 300,
	PAUSE_MAX_S = 3600,
	DOWN_S = 300,	      /* no connection for so long: it pauses */
	DOUBTS_MAX = 3,	      /* sends without a usable answer in a row */
	DOUBT_S = 600,	      /* or one, and nothing better since */
	HELD_LOOK_S = 300,    /* a pause by hand is looked at again */
	SAVE_S = 60,	      /* a success is worth a write so often */
	SAME_TROUBLE_S = 3600 /* back so soon: no second alarm */
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
	gateway_get(s->o->store, name, &g->row);
	g->saved_at = g->row.last_success_at;
	return s->v[s->n++] = g;
}

void
gateway_state_refresh(struct gateway_states *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct gateway_state *g = s->v[i];
		struct gateway_row row;
		if (gateway_get(s->o->store, g->name, &row) < 0)
			continue;
		/* Our notes may be newer than what was written of them. */
		memcpy(row.last_error, g->row.last_error,
		    sizeof row.last_error);
		row.last_error_at = g->row.last_error_at;
		row.last_success_at = g->row.last_success_at;
		row.quota = g->row.quota;
		row.quota_at = g->row.quota_at;
		g->row = row;
	}
}

bool
gateway_state_is_open(const struct gateway_state *g, int64_t now,
    int64_t *until, const char **why)
{
	if (g->row.paused) {
		*until = now + HELD_LOOK_S;
		*why = *g->row.paused_why ? g->row.paused_why : "by hand";
		return false;
	}
	*why = g->reason;
	if (g->paused_until > now) {
		*until = g->paused_until;
		return false;
	}
	/* After a trouble one message goes ahead and shows. */
	if (g->suspect && g->in_flight) {
		*until = now + 30 + (int64_t)g->in_flight;
		return false;
	}
	return true;
}

static void
alarm(struct gateway_states *s, struct gateway_state *g, const char *does,
    int64_t now)
{
	struct sbuf text = { 0 };
	char key[64], setting[72];
	struct err err = { 0 };
	snprintf(key, sizeof key, "gateway.%s", g->name);
	snprintf(setting, sizeof setting, "alarm.%s", key);
	/* It worked for a while: this is another trouble, to be told anew. */
	if (g->works_since && now - g->works_since >= SAME_TROUBLE_S &&
	    store_begin(s->o->store, &err) == 0) {
		store_setting_put(s->o->store, setting, NULL, &err);
		store_end(s->o->store, &err);
	}
	sbuf_addf(&text,
	    "%s: cong %s %s (%s). Tin dang cho, khong "
	    "mat. Xem: nhacviec queue",
	    s->o->config->policy->sign, g->name, does, g->reason);
	office_alarm(s->o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

void
gateway_state_pause(struct gateway_states *s, struct gateway_state *g,
    const char *does, const char *reason, int64_t now)
{
	if (g->paused_until > now)
		return; /* the rest of what was in flight: the same trouble */
	g->pause_s = g->pause_s ? g->pause_s * 2 : PAUSE_FIRST_S;
	if (g->pause_s > PAUSE_MAX_S)
		g->pause_s = PAUSE_MAX_S;
	g->paused_until = now + g->pause_s;
	g->suspect = true;
	g->doubts = 0;
	g->down_since = 0;
	/* The words may lie in the state itself. */
	char words[sizeof g->reason];
	snprintf(words, sizeof words, "%s", reason);
	memcpy(g->reason, words, sizeof words);
	log_line(LOG_WARN, "gw=%s paused=%d reason=\"%s\"", g->name,
	    (int)g->pause_s, g->reason);
	alarm(s, g, does, now);
	g->works_since = 0;
}

void
gateway_state_open(struct gateway_state *g)
{
	g->paused_until = 0;
	g->pause_s = 0;
	g->doubts = 0;
	g->down_since = 0;
	g->auth_tried = false;
}

static void
note_success(struct gateway_state *g, int64_t now)
{
	if (g->suspect) {
		log_line(LOG_INFO, "gw=%s works=again", g->name);
		g->works_since = now;
		g->dirty = true;
	}
	gateway_state_open(g);
	g->suspect = false;
	g->reason[0] = '\0';
	if (now - g->saved_at >= SAVE_S || now < g->saved_at)
		g->dirty = true;
	g->row.last_success_at = now;
}

static void
note_error(struct gateway_state *g, const char *reason, int64_t now)
{
	snprintf(g->row.last_error, sizeof g->row.last_error, "%s", reason);
	g->row.last_error_at = now;
	g->dirty = true;
}

/* A certificate that does not hold is no outage that passes. */
static bool
is_tls_trouble(const char *words)
{
	return strstr(words, "SSL") || strstr(words, "TLS") ||
	       strstr(words, "certificate");
}

static void
note_doubt(struct gateway_states *s, struct gateway_state *g,
    const struct gw_result *r, int status, int64_t now)
{
	if (!g->doubts++)
		g->doubt_since = now;
	if (status >= 300 && status < 400)
		gateway_state_pause(s, g, "chuyen huong di noi khac", r->reason,
		    now);
	else if (g->doubts >= DOUBTS_MAX || g->suspect)
		gateway_state_pause(s, g, "khong tra loi ro rang", r->reason,
		    now);
}

static void
note_unsent(struct gateway_states *s, struct gateway_state *g,
    const struct gw_result *r, int64_t now)
{
	if (!g->down_since)
		g->down_since = now;
	if (is_tls_trouble(r->reason))
		gateway_state_pause(s, g, "sai chung thuc TLS", r->reason, now);
	else if (g->suspect || now - g->down_since >= DOWN_S)
		gateway_state_pause(s, g, "khong lien lac duoc", r->reason,
		    now);
}

void
gateway_state_note(struct gateway_states *s, struct gateway_state *g,
    const struct gw_result *r, int status, int64_t now)
{
	if (r->class != GW_NOT_SENT)
		g->down_since = 0;
	if (r->class != GW_NOT_SENT && r->class != GW_AMBIGUOUS)
		g->doubts = 0;
	if (r->quota >= 0) {
		g->row.quota = r->quota;
		g->row.quota_at = now;
	}
	if (r->class != GW_ACCEPTED && r->class != GW_DUPLICATE)
		note_error(g, r->reason, now);
	switch (r->class) {
	case GW_ACCEPTED:
	case GW_DUPLICATE:
		note_success(g, now);
		break;
	case GW_AUTH:
	case GW_CONFIG:
		gateway_state_pause(s, g, "tu choi moi tin", r->reason, now);
		break;
	case GW_NOT_SENT:
		note_unsent(s, g, r, now);
		break;
	case GW_AMBIGUOUS:
		note_doubt(s, g, r, status, now);
		break;
	case GW_RETRY:
	case GW_NIGHT:
	case GW_QUOTA:
	case GW_RECIPIENT:
	case GW_MESSAGE:
	case GW_CLASS__N:
		break;
	}
}

bool
gateway_state_watch(struct gateway_states *s, int64_t now)
{
	bool any = false;
	for (size_t i = 0; i < s->n; i++) {
		struct gateway_state *g = s->v[i];
		bool silent = g->doubts && now - g->doubt_since >= DOUBT_S;
		bool down = g->down_since && now - g->down_since >= DOWN_S;
		if (g->paused_until > now || (!silent && !down))
			continue;
		gateway_state_pause(s, g,
		    down ? "khong lien lac duoc" : "khong tra loi ro rang",
		    g->row.last_error, now);
		any = true;
	}
	return any;
}

int64_t
gateway_state_next(const struct gateway_states *s, int64_t now)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < s->n; i++) {
		const struct gateway_state *g = s->v[i];
		if (g->paused_until > now)
			continue;
		if (g->doubts && g->doubt_since + DOUBT_S < next)
			next = g->doubt_since + DOUBT_S;
		if (g->down_since && g->down_since + DOWN_S < next)
			next = g->down_since + DOWN_S;
	}
	return next;
}

int
gateway_state_save(struct gateway_states *s, struct gateway_state *g,
    int64_t now, struct err *err)
{
	if (!g->dirty)
		return 0;
	if (gateway_note(s->o->store, g->name, &g->row, err) < 0)
		return -1;
	g->dirty = false;
	g->saved_at = now;
	return 0;
}
