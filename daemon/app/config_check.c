/*
 * Looks at values against each other.  Knows no line of a file but through
 * the spots that config_read kept.
 */
#include "app/config_check.h"

#include "app/config_wording.h"
#include "app/suggest.h"
#include "app/value_list.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"

#include <stdio.h>
#include <string.h>
#include <sys/un.h>

/* --- the plan and its hours */

static void
check_period(struct config_read *r)
{
	const struct policy *p = r->c->policy;
	if (p->from_month <= p->until_month)
		return;
	struct config_read_spot spot = config_read_spot_of(r, "plan", "until");
	if (!spot.file)
		spot = config_read_spot_of(r, "plan", "from");
	config_read_report(r, true, &spot, 0, NULL,
	    "[plan] the plan ends before it begins");
}

static bool
within_hours(const struct policy *p, int minute)
{
	for (size_t i = 0; i < p->hour_n; i++) {
		if (minute >= p->hours[i].from && minute < p->hours[i].to)
			return true;
	}
	return false;
}

/* When a point outside of the hours really goes: "07:00", or on the next day.
 */
static const char *
next_window(const struct policy *p, int minute, char buf[64])
{
	for (size_t i = 0; i < p->hour_n; i++) {
		if (p->hours[i].from > minute) {
			snprintf(buf, 64, "at %02d:%02d", p->hours[i].from / 60,
			    p->hours[i].from % 60);
			return buf;
		}
	}
	snprintf(buf, 64, "at %02d:%02d of the next day", p->hours[0].from / 60,
	    p->hours[0].from % 60);
	return buf;
}

/* Byte offset of the i-th part of the list that the entry gives. */
static size_t
place_of(const struct config_read_spot *spot, size_t i)
{
	char item[64];
	size_t pos = 0, at = 0;
	for (size_t k = 0; spot->file && k <= i; k++) {
		if (!value_list_next(spot->entry->value, &pos, item,
			sizeof item, &at))
			return 0;
	}
	return at;
}

static void
check_ladder(struct config_read *r, const char *section, const char *key,
    const struct policy_ladder *l, bool *told)
{
	const struct policy *p = r->c->policy;
	struct config_read_spot hours =
	    config_read_spot_of(r, "sending", "hours");
	struct config_read_spot spot = config_read_spot_of(r, section, key);
	for (size_t i = 0; i < l->n; i++) {
		int minute = l->v[i].minute;
		char when[64], hint[96];
		if (minute < 0 || within_hours(p, minute))
			continue;
		if (!spot.file && *told)
			return; /* of default points: once is enough */
		*told |= !spot.file;
		snprintf(hint, sizeof hint, "it really goes %s",
		    next_window(p, minute, when));
		config_read_report(r, false, spot.file ? &spot : &hours,
		    place_of(&spot, i), hint,
		    "[%s] %s: %02d:%02d lies outside of [sending] hours",
		    section, key, minute / 60, minute % 60);
	}
}

static void
check_hours(struct config_read *r)
{
	const struct policy *p = r->c->policy;
	const struct {
		const char *section, *key;
		const struct policy_ladder *ladder;
	} ladders[] = {
		{ "visit", "open", &p->visit_open },
		{ "visit", "remind", &p->visit_remind },
		{ "visit", "overdue", &p->visit_overdue },
		{ "visit", "escalate", &p->visit_escalate },
		{ "meeting", "remind", &p->meeting_remind },
		{ "meeting", "ask", &p->meeting_ask },
		{ "report", "remind", &p->report_remind },
		{ "report", "overdue", &p->report_overdue },
	};
	bool told = false;
	for (size_t i = 0; i < sizeof ladders / sizeof *ladders; i++)
		check_ladder(r, ladders[i].section, ladders[i].key,
		    ladders[i].ladder, &told);
}

/* From 22 to 6 Zalo takes no template and shows no message (facts: gateways,
 * night). */
static void
check_night(struct config_read *r)
{
	const struct config *c = r->c;
	const struct policy *p = c->policy;
	struct config_read_spot hours =
	    config_read_spot_of(r, "sending", "hours");
	const char *zalo = NULL;
	for (size_t i = 0; i < c->order_n && !zalo; i++) {
		const struct config_gateway *g = &c->gateways[c->order[i]];
		if (g->driver && strcmp(g->driver->name, "zalo") == 0)
			zalo = g->settings.name;
	}
	for (size_t i = 0; zalo && i < p->hour_n; i++) {
		const struct policy_window *w = &p->hours[i];
		if (w->from >= 6 * 60 && w->to <= 22 * 60)
			continue;
		config_read_report(r, false, &hours,
		    hours.file ? place_of(&hours, i) : 0,
		    N_("end the window at 22:00 at the latest and begin it at "
		       "06:00 at the earliest"),
		    "[sending] hours: %02d:%02d-%02d:%02d reaches into Zalo's "
		    "night (22:00-06:00): gateway '%s' keeps nothing for the "
		    "morning",
		    w->from / 60, w->from % 60, w->to / 60, w->to % 60, zalo);
	}
}

static void
check_wordings(struct config_read *r)
{
	const struct policy *p = r->c->policy;
	struct config_read_spot sign = config_read_spot_of(r, "office", "sign");
	for (int w = 0; w < POLICY_WORDING__N; w++) {
		struct value_trouble t = { 0 };
		const char *name = policy_wording_name((enum policy_wording)w);
		struct config_read_spot spot =
		    config_read_spot_of(r, "wording", name);
		if (config_wording_measure(p, (enum policy_wording)w, &t))
			continue;
		if (!spot.file) { /* our text, but with their signature */
			spot = sign;
			t.at = 0;
		}
		config_read_report(r, false, &spot, t.at, t.hint,
		    "[wording] %s: %s", name, t.message);
	}
}

/* --- gateways */

static const char *
name_at(size_t i, const void *arg)
{
	const struct config *c = arg;
	return i < c->gateway_n ? c->gateways[i].settings.name : NULL;
}

/* Resolves [sending] order; without one, the gateways as they stand. */
static void
take_order(struct config_read *r)
{
	struct config *c = r->c;
	struct config_read_spot spot =
	    config_read_spot_of(r, "sending", "order");
	c->order = mem_arena_new(&c->arena, c->gateway_n + 1, sizeof *c->order);
	if (!spot.file || !*spot.entry->value) {
		struct sbuf names = { 0 };
		for (; c->order_n < c->gateway_n; c->order_n++) {
			c->order[c->order_n] = c->order_n;
			sbuf_addf(&names, "%s%s", c->order_n ? ", " : "",
			    c->gateways[c->order_n].settings.name);
		}
		if (c->order_n && !spot.file)
			config_read_derive(r, "sending", "order",
			    sbuf_text(&names));
		sbuf_fini(&names);
		return;
	}
	char item[64], hint[128];
	size_t pos = 0, at;
	while (
	    value_list_next(spot.entry->value, &pos, item, sizeof item, &at)) {
		int g = config_gateway_find(c, item);
		bool twice = false;
		for (size_t i = 0; i < c->order_n; i++)
			twice |= (int)c->order[i] == g;
		const char *near = suggest_nearest(item, name_at, c);
		snprintf(hint, sizeof hint,
		    near ? "did you mean '%s'?"
			 : "it needs a section [gateway %s]",
		    near ? near : item);
		r->order_bad |= g < 0;
		if (g < 0 && *item)
			config_read_report(r, true, &spot, at, hint,
			    "[sending] order: there is no gateway '%s'", item);
		else if (twice)
			config_read_report(r, true, &spot, at, NULL,
			    "[sending] order: '%s' stands twice", item);
		else if (g >= 0)
			c->order[c->order_n++] = (size_t)g;
	}
}

static void
check_order(struct config_read *r)
{
	struct config *c = r->c;
	struct config_read_spot spot =
	    config_read_spot_of(r, "sending", "order");
	if (!spot.file || !*spot.entry->value || r->order_bad)
		return;
	for (size_t g = 0; g < c->gateway_n; g++) {
		bool there = false;
		for (size_t i = 0; i < c->order_n; i++)
			there |= c->order[i] == g;
		if (!there)
			config_read_report(r, false, &spot, 0, NULL,
			    "[sending] order: gateway '%s' is missing, so it "
			    "is never tried",
			    c->gateways[g].settings.name);
	}
}

/* Whether the file says this key of the gateway, be it wrong: then its
 * absence is no second finding. */
static bool
is_written(const struct config_read *r, const char *name, const char *key)
{
	char section[64];
	snprintf(section, sizeof section, "gateway %s", name);
	for (size_t i = 0; i < r->file_n; i++) {
		const struct ini_file *f = &r->files[i]->ini;
		for (size_t j = 0; j < f->entry_n; j++) {
			if (strcmp(f->entries[j].section, section) == 0 &&
			    strcmp(f->entries[j].key, key) == 0)
				return true;
		}
	}
	return false;
}

static void
check_gateway(struct config_read *r, const struct config_gateway *g,
    const struct config_read_spot *spot)
{
	const struct gw_settings *s = &g->settings;
	struct err err = { 0 };
	if (!g->driver) {
		if (!is_written(r, s->name, "driver"))
			config_read_report(r, true, spot, 0,
			    N_("such as driver = sandbox"),
			    "[gateway %s] the key driver is missing", s->name);
		return;
	}
	const struct gw_caps caps = gw_caps(g->driver, s);
	if (caps.needs_url && !s->url) {
		if (!is_written(r, s->name, "url"))
			config_read_report(r, true, spot, 0, NULL,
			    "[gateway %s] the key url is missing: driver %s "
			    "calls it",
			    s->name, g->driver->name);
		return;
	}
	static const char *const files[] = { "password_file",
		"hook_secret_file" };
	const char *const contents[] = { s->password, s->hook_secret };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!contents[i] && is_written(r, s->name, files[i]))
			return; /* reported; the driver would say it again */
	}
	if (g->driver->check && g->driver->check(s, &err))
		config_read_report(r, true, spot, 0, NULL, "[gateway %s] %s",
		    s->name, err.text);
	else if ((caps.replies || caps.reports) && !caps.local &&
		 !s->hook_secret)
		config_read_report(r, false, spot, 0,
		    N_("hook_secret_file = NAME.secret"),
		    "[gateway %s] without a hook secret its replies and "
		    "delivery reports are refused",
		    s->name);
}

/* An address that was not given follows the socket that was: the printed
 * address and the dlr-url must lead to where somebody listens. */
static void
follow_listen(struct config_read *r, const char *section, const char *listen,
    char **url)
{
	struct config *c = r->c;
	if (config_read_spot_of(r, section, "url").file ||
	    !config_read_spot_of(r, section, "listen").file)
		return;
	struct sbuf text = { 0 };
	sbuf_addf(&text, "http://%s", listen);
	*url = mem_arena_dup(&c->arena, sbuf_text(&text));
	sbuf_fini(&text);
	config_read_derive(r, section, "url", *url);
}

/* Who knows the secret of one gateway could write replies in the name of the
 * other. */
static void
check_shared_secret(struct config_read *r, size_t i)
{
	const struct config *c = r->c;
	const struct gw_settings *s = &c->gateways[i].settings;
	for (size_t k = 0; s->hook_secret && k < i; k++) {
		const struct gw_settings *other = &c->gateways[k].settings;
		if (!other->hook_secret ||
		    strcmp(other->hook_secret, s->hook_secret) != 0)
			continue;
		config_read_report(r, false, &r->gateways[i], 0,
		    N_("give each gateway its own: openssl rand -hex 24"),
		    "[gateway %s] has the same hook secret as [gateway %s]",
		    s->name, other->name);
		return;
	}
}

static bool
all_local(const struct config *c)
{
	for (size_t i = 0; i < c->gateway_n; i++) {
		if (!c->gateways[i].driver ||
		    !c->gateways[i].driver->caps.local)
			return false;
	}
	return true;
}

/* Limits that say nothing, or that stop everything. */
static void
check_limits(struct config_read *r, size_t i)
{
	const struct config *c = r->c;
	const struct config_gateway *g = &c->gateways[i];
	const struct config_read_spot *spot = &r->gateways[i];
	const char *name = g->settings.name;
	if (!g->driver)
		return;
	if (g->poll_s && !g->driver->pull)
		config_read_report(r, false, spot, 0, NULL,
		    "[gateway %s] poll: driver %s has no inbox that could be "
		    "read",
		    name, g->driver->name);
	if (c->daily_cap && g->daily_cap > c->daily_cap)
		config_read_report(r, false, spot, 0, NULL,
		    "[gateway %s] daily_cap: it is above [sending] daily_cap, "
		    "which stops everything at %d",
		    name, c->daily_cap);
	int price = g->price < 0 ? c->policy->price : g->price;
	if (c->monthly_budget && price > c->monthly_budget &&
	    !g->driver->caps.local)
		config_read_report(r, false, spot, 0,
		    N_("raise [sending] monthly_budget"),
		    "[gateway %s] price: one message is dearer than the "
		    "month's budget, so none would leave",
		    name);
}

static void
check_gateways(struct config_read *r)
{
	struct config *c = r->c;
	for (size_t i = 0; i < c->gateway_n; i++) {
		c->gateways[i].settings.hooks_url = c->hooks_url;
		check_gateway(r, &c->gateways[i], &r->gateways[i]);
		check_shared_secret(r, i);
		check_limits(r, i);
	}
	struct config_read_spot live =
	    config_read_spot_of(r, "sending", "live");
	if (c->live && !c->gateway_n)
		config_read_report(r, false, &live, 0,
		    N_("add a section [gateway NAME]"),
		    "[sending] live: there is no gateway, nothing can leave");
	else if (c->live && all_local(c))
		config_read_report(r, false, &live, 0,
		    N_("add a section [gateway NAME] with a real driver"),
		    "[sending] live: there is only a sandbox, nothing reaches "
		    "a phone");
}

/* --- addresses and paths */

static bool
is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 ||
	       strncmp(listen, "[::1]:", 6) == 0;
}

static void
check_listen(struct config_read *r)
{
	const struct config *c = r->c;
	const struct {
		const char *section, *listen;
	} v[] = { { "web", c->web_listen }, { "hooks", c->hooks_listen } };
	for (size_t i = 0; i < 2; i++) {
		struct config_read_spot spot =
		    config_read_spot_of(r, v[i].section, "listen");
		if (v[i].listen && !is_loopback(v[i].listen))
			config_read_report(r, false, &spot, 0,
			    N_("listen on 127.0.0.1 behind a proxy that speaks "
			       "TLS, or on a VPN's address"),
			    "[%s] listen: %s can be reached from other "
			    "machines without encryption",
			    v[i].section, v[i].listen);
	}
	struct config_read_spot spot =
	    config_read_spot_of(r, "hooks", "listen");
	if (!spot.file)
		spot = config_read_spot_of(r, "web", "listen");
	if (c->web_listen && c->hooks_listen &&
	    strcmp(c->web_listen, c->hooks_listen) == 0 &&
	    strcmp(strrchr(c->web_listen, ':'), ":0") != 0)
		config_read_report(r, true, &spot, 0,
		    N_("give each its own port"),
		    "[hooks] and [web] listen on the same address %s",
		    c->web_listen);
}

/* The socket stands beside the database. */
static void
place_socket(struct config_read *r)
{
	struct config *c = r->c;
	struct config_read_spot spot =
	    config_read_spot_of(r, "control", "socket");
	const char *slash = strrchr(c->storage_path, '/');
	size_t dir = slash ? (size_t)(slash - c->storage_path) + 1 : 0;
	if (c->control_socket[0] != '/') {
		size_t n = dir + strlen(c->control_socket) + 1;
		char *path = mem_arena_new(&c->arena, n, 1);
		snprintf(path, n, "%.*s%s", (int)dir, c->storage_path,
		    c->control_socket);
		c->control_socket = path;
	}
	size_t longest = sizeof((struct sockaddr_un *)0)->sun_path - 1;
	if (strlen(c->control_socket) > longest)
		config_read_report(r, true, &spot, 0,
		    N_("give an absolute path, such as /run/nhacviec.sock"),
		    "[control] socket: the path %s is longer than %zu bytes",
		    c->control_socket, longest);
}

void
config_check_whole(struct config_read *r)
{
	place_socket(r);
	take_order(r);
	follow_listen(r, "web", r->c->web_listen, &r->c->web_url);
	follow_listen(r, "hooks", r->c->hooks_listen, &r->c->hooks_url);
	check_period(r);
	check_hours(r);
	check_night(r);
	check_wordings(r);
	check_gateways(r);
	check_order(r);
	check_listen(r);
}
