#include "app/verb_gateway.h"

#include "app/gateways.h"
#include "app/lang.h"
#include "app/verb_link.h"
#include "app/verb_token.h"
#include "core/civil.h"
#include "store/gateway.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- list */

static const char *
moment(const struct verb_call *v, int64_t at, char buf[40])
{
	return at ? civil_rfc3339(at, v->office->config->policy->offset_s, buf)
		  : NULL;
}

static void
set_moment(const struct verb_call *v, json_t *o, const char *name, int64_t at)
{
	char buf[40];
	const char *text = moment(v, at, buf);
	json_object_set_new(o, name, text ? json_string(text) : json_null());
}

static void
show_json(struct verb_call *v, const struct gateways_view *g)
{
	bool quota = g->row.quota_at && g->row.quota >= 0;
	json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:i}", "name",
	    g->name, "driver", g->driver, "state",
	    gateways_state_name(g->state), "reason", g->reason, "last_error",
	    g->row.last_error, "queue", (json_int_t)g->queue, "sent_today",
	    (json_int_t)g->sent, "daily_cap", g->daily_cap);
	set_moment(v, o, "last_success", g->row.last_success_at);
	set_moment(v, o, "last_error_at", g->row.last_error_at);
	set_moment(v, o, "last_heard", g->row.heard_at);
	set_moment(v, o, "paused_until",
	    g->state == GATEWAYS_PAUSED ? g->paused_until : 0);
	json_object_set_new(o, "quota",
	    quota ? json_integer(g->row.quota) : json_null());
	if (g->tokens) {
		set_moment(v, o, "token_from", g->token_at);
		set_moment(v, o, "token_until", g->token_until);
		json_object_set_new(o, "token_trouble",
		    json_string(g->token_trouble));
	}
	verb_json(v, o);
}

static void
show_line(struct verb_call *v, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	sbuf_addf(v->out, "%13s", "");
	lang_column(v->out, label, 13);
	sbuf_addf(v->out, " %s\n", value);
}

static void
show_text(struct verb_call *v, const struct gateways_view *g)
{
	char at[40], words[240];
	sbuf_addf(v->out, "%-12s %-10s ", g->name, g->driver);
	lang_column(v->out, gateways_state_name(g->state), 9);
	sbuf_addf(v->out, " %s\n", g->reason);
	show_line(v, N_("last success"), moment(v, g->row.last_success_at, at));
	if (g->row.last_error_at) {
		snprintf(words, sizeof words, "%s  %s",
		    moment(v, g->row.last_error_at, at), g->row.last_error);
		show_line(v, N_("last error"), words);
	}
	int n = snprintf(words, sizeof words,
	    _("%" PRId64 " waiting, %" PRId64 " sent today"), g->queue,
	    g->sent);
	if (g->daily_cap)
		n += snprintf(words + n, sizeof words - (size_t)n,
		    _(" (%d at most)"), g->daily_cap);
	if (g->row.quota_at && g->row.quota >= 0)
		snprintf(words + n, sizeof words - (size_t)n,
		    _(", %" PRId64 " left by its quota"), g->row.quota);
	show_line(v, N_("messages"), words);
	show_line(v, N_("last heard"), moment(v, g->row.heard_at, at));
	if (!g->tokens)
		return;
	if (!*g->token_trouble) {
		show_line(v, N_("token until"), moment(v, g->token_until, at));
		return;
	}
	show_line(v, N_("token"), g->token_trouble);
	show_line(v, N_("to do"),
	    _("get a pair at the vendor's console, then `nhacviec gateway "
	      "token NAME`"));
}

static int
list(struct verb_call *v)
{
	struct gateways_view g;
	for (size_t i = 0; gateways_look(v->office, v->courier, i, v->now, &g);
	     i++) {
		if (v->json)
			show_json(v, &g);
		else
			show_text(v, &g);
	}
	if (v->office->config->gateway_n == 0 && !v->json)
		sbuf_add(v->talk, _("no gateway is configured\n"));
	return VERB_DONE;
}

/* --- pause, resume */

static int
pause_or_resume(struct verb_call *v, const char *name, bool pause)
{
	struct err err = { 0 };
	struct store *s = v->office->store;
	const char *reason = args_get(v->args, "--reason");
	if (store_begin(s, &err) < 0)
		return verb_fail(v, &err);
	int rc = gateway_pause(s, name, pause, v->who, reason ? reason : "",
	    v->now, &err);
	if (rc >= 0 && !pause)
		rc = outbox_wake(s, MESSAGE_R_GATEWAY_PAUSED, v->now, &err);
	if (rc < 0) {
		store_undo(s);
		return verb_fail(v, &err);
	}
	if (store_end(s, &err) < 0)
		return verb_fail(v, &err);
	if (!pause && v->courier)
		courier_resume(v->courier, name);
	json_t *o =
	    json_pack("{s:s,s:b}", "gateway", name, "paused", (int)pause);
	if (pause)
		verb_say(v, o, "%s is paused until `gateway resume %s`\n", name,
		    name);
	else
		verb_say(v, o, "%s is resumed\n", name);
	return verb_commit(v);
}

/* --- test */

static int
test(struct verb_call *v, size_t i)
{
	struct gw_health h;
	const char *name = v->office->config->gateways[i].settings.name;
	if (!v->courier) {
		sbuf_add(v->talk,
		    _("nhacviec gateway test: the service is not running\n"));
		return VERB_NO_SERVICE;
	}
	if (!courier_test(v->courier, i, args_has(v->args, "--setup"), v->now,
		&h))
		return VERB_AGAIN;
	if (v->json) {
		json_t *o = json_pack("{s:s,s:b,s:s}", "name", name, "ok", h.ok,
		    "words", h.words);
		json_object_set_new(o, "quota",
		    h.quota >= 0 ? json_integer(h.quota) : json_null());
		verb_json(v, o);
	} else {
		sbuf_addf(v->out, "%s: %s%s%s\n", name,
		    h.ok ? _("works") : _("does not work"),
		    *h.words ? ": " : "", h.words);
	}
	return h.ok ? VERB_DONE : VERB_FAILED;
}

int
verb_gateway_run(struct verb_call *v)
{
	const struct args *a = v->args;
	const char *what = a->word_n ? a->word[0] : "list";
	if (strcmp(what, "list") == 0)
		return list(v);
	bool link = strcmp(what, "link") == 0;
	if (a->word_n != 2 && !(link && a->word_n > 2))
		return verb_usage(v, "which gateway? give its name");
	int i = config_gateway_find(v->office->config, a->word[1]);
	if (i < 0) {
		struct err err = { 0 };
		err_set(&err, ERR_NOT_FOUND, "there is no gateway '%s'",
		    a->word[1]);
		return verb_fail(v, &err);
	}
	if (strcmp(what, "pause") == 0)
		return pause_or_resume(v, a->word[1], true);
	if (strcmp(what, "resume") == 0)
		return pause_or_resume(v, a->word[1], false);
	if (strcmp(what, "test") == 0)
		return test(v, (size_t)i);
	if (strcmp(what, "token") == 0)
		return verb_token_run(v, a->word[1]);
	if (link)
		return verb_link_run(v, &v->office->config->gateways[i]);
	return verb_usage(v, "list, pause, resume, test, token or link");
}
