#include "app/metrics.h"

#include "app/gateways.h"
#include "app/intake.h"
#include "app/reload.h"
#include "core/message.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <inttypes.h>

int
metrics_health(struct office *o, struct sbuf *b)
{
	if (outbox_count(o->store, MESSAGE_QUEUED) < 0) {
		sbuf_add(b, "the database does not answer\n");
		return 503;
	}
	sbuf_add(b, "ok\n");
	return 200;
}

static int
on_inbox(void *arg, const struct inbound_row *row)
{
	int64_t *n = arg;
	(void)row;
	++*n;
	return 0;
}

static void
put_head(struct sbuf *b, const char *name, const char *help)
{
	sbuf_addf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void
put_one(struct sbuf *b, const char *name, const char *help, int64_t value)
{
	put_head(b, name, help);
	sbuf_addf(b, "%s %" PRId64 "\n", name, value);
}

/* Names of gateways are words of the configuration, yet quoted as labels. */
static void
put_label(struct sbuf *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			sbuf_add_c(b, '\\');
		sbuf_add_c(b, *s == '\n' ? ' ' : *s);
	}
}

struct figure {
	const char *name, *help;
	int64_t (*of)(const struct gateways_view *v);
};

static int64_t
queue_of(const struct gateways_view *v)
{
	return v->queue;
}

static int64_t
sent_of(const struct gateways_view *v)
{
	return v->sent;
}

static int64_t
quota_of(const struct gateways_view *v)
{
	return v->row.quota_at ? v->row.quota : -1;
}

static int64_t
heard_of(const struct gateways_view *v)
{
	return v->row.heard_at;
}

static int64_t
error_of(const struct gateways_view *v)
{
	return v->row.last_error_at;
}

static int64_t
token_of(const struct gateways_view *v)
{
	return v->token_until;
}

static void
put_views(struct office *o, const struct courier *c, int64_t now,
    struct sbuf *b)
{
	static const struct figure figures[] = {
		{ "nhacviec_gateway_queue", "Messages last tried there.",
		    queue_of },
		{ "nhacviec_gateway_sent_today", "Sent, or may have been.",
		    sent_of },
		{ "nhacviec_gateway_quota", "Left as it says; -1 unknown.",
		    quota_of },
		{ "nhacviec_gateway_last_error_seconds",
		    "When it last refused or failed; 0 = never.", error_of },
		{ "nhacviec_gateway_last_heard_seconds",
		    "When it last called us; 0 = never.", heard_of },
		{ "nhacviec_gateway_token_expiry_seconds",
		    "When its access token ends; 0 = none.", token_of },
	};
	for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
		struct gateways_view v;
		put_head(b, figures[f].name, figures[f].help);
		for (size_t i = 0; gateways_look(o, c, i, now, &v); i++) {
			sbuf_addf(b, "%s{gateway=\"", figures[f].name);
			put_label(b, v.name);
			sbuf_addf(b, "\"} %" PRId64 "\n", figures[f].of(&v));
		}
	}
}

static void
put_gateways(struct office *o, const struct courier *c, int64_t now,
    struct sbuf *b)
{
	struct courier_gateway g;
	put_head(b, "nhacviec_gateway_paused", "1 while it is not used.");
	for (size_t i = 0; courier_gateway_at(c, i, &g); i++) {
		sbuf_add(b, "nhacviec_gateway_paused{gateway=\"");
		put_label(b, g.name);
		struct gateways_view v;
		gateways_look(o, c, i, now, &v);
		sbuf_addf(b, "\"} %d\n",
		    v.state == GATEWAYS_HELD || v.state == GATEWAYS_PAUSED);
	}
	put_head(b, "nhacviec_gateway_last_success_seconds",
	    "When it last took a message; 0 = never since the start.");
	for (size_t i = 0; courier_gateway_at(c, i, &g); i++) {
		sbuf_add(b, "nhacviec_gateway_last_success_seconds{gateway=\"");
		put_label(b, g.name);
		sbuf_addf(b, "\"} %" PRId64 "\n", g.last_success_at);
	}
	put_views(o, c, now, b);
	put_one(b, "nhacviec_in_flight", "Sends that wait for their answer.",
	    (int64_t)courier_in_flight(c));
}

static void
put_config(const struct reload_state *s, struct sbuf *b)
{
	put_one(b, "nhacviec_config_reload_failed",
	    "1 while the last attempt was refused.", s->failed);
	put_one(b, "nhacviec_config_last_reload_seconds",
	    "When it was last tried; 0 = never since the start.", s->tried_at);
	put_one(b, "nhacviec_config_loaded_seconds",
	    "When the configuration in force was taken.", s->loaded_at);
	put_one(b, "nhacviec_config_restart_needed",
	    "1 while a change waits for a restart.", *s->restart != '\0');
}

static void
put_total(struct sbuf *b, const char *name, const char *help, uint64_t value)
{
	sbuf_addf(b, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name,
	    help, name, name, value);
}

static void
put_calls(const struct intake_counts *n, struct sbuf *b)
{
	put_total(b, "nhacviec_hook_replies_total", "Replies taken.",
	    n->replies);
	put_total(b, "nhacviec_hook_reports_total", "Delivery reports taken.",
	    n->reports);
	put_total(b, "nhacviec_hook_repeats_total",
	    "Events that had come before.", n->repeats);
	put_total(b, "nhacviec_hook_forged_total",
	    "Calls with a wrong or no secret or signature.", n->forged);
	put_total(b, "nhacviec_hook_refused_total",
	    "Genuine calls that made no sense.", n->refused);
}

int
metrics_text(struct office *o, const struct courier *c, int64_t now,
    struct sbuf *b)
{
	put_head(b, "nhacviec_messages", "Messages of the outbox by state.");
	for (int i = 0; i < MESSAGE_STATE__N; i++) {
		int64_t n = outbox_count(o->store, i);
		if (n < 0)
			return 503;
		sbuf_addf(b, "nhacviec_messages{state=\"%s\"} %" PRId64 "\n",
		    message_state_name((enum message_state)i), n);
	}
	int64_t inbox = 0;
	int64_t fresh = inbound_count_new(o->store);
	if (inbound_list(o->store, INBOUND_INBOX, on_inbox, &inbox) < 0 ||
	    fresh < 0)
		return 503;
	put_one(b, "nhacviec_inbox", "Replies that a person has to look at.",
	    inbox);
	put_one(b, "nhacviec_replies_unapplied",
	    "Replies stored and not yet applied.", fresh);
	put_one(b, "nhacviec_paused", "1 while everything is paused.",
	    office_is_paused(o));
	put_one(b, "nhacviec_can_speak", "1 when a message can leave at all.",
	    office_can_speak(o));
	if (o->counts)
		put_calls(o->counts, b);
	if (o->reload)
		put_config(o->reload, b);
	if (c)
		put_gateways(o, c, now, b);
	return 200;
}
