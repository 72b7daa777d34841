/*
 * Parse, look, swap, or keep the old one.  A request in flight keeps pointers
 * into the configuration it began with: replaced ones live until nothing is.
 */
#include "app/reload.h"

#include "app/clock.h"
#include "app/lang.h"
#include "app/setup.h"
#include "app/sources.h"
#include "app/verb.h"
#include "app/watch.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/civil.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

enum { FIXED_N = 4, QUIET_MS = 500 };

struct reload {
	struct reload_host h;
	struct reload_state state;
	struct watch *watch;	 /* NULL: not wanted */
	uint64_t mark;		 /* of the files when they were last read */
	struct config **retired; /* until nothing is in flight */
	size_t retired_n, retired_cap;
	char *fixed[FIXED_N]; /* what really runs until a restart */
};

/* What is taken at the start and never again. */
static const struct {
	const char *name;
	size_t offset;
} fixed[FIXED_N] = {
	{ "[web] listen", offsetof(struct config, web_listen) },
	{ "[hooks] listen", offsetof(struct config, hooks_listen) },
	{ "[storage] path", offsetof(struct config, storage_path) },
	{ "[control] socket", offsetof(struct config, control_socket) },
};

static const char *
fixed_value(const struct config *c, size_t i)
{
	char *const *field =
	    (char *const *)(const void *)((const char *)c + fixed[i].offset);
	return *field;
}

/* --- watching */

static void on_quiet(void *arg);

static void
arrange_watch(struct reload *r)
{
	const struct config *c = r->h.office->config;
	if (!c->watch) {
		watch_close(r->watch);
		r->watch = NULL;
		return;
	}
	if (!r->watch)
		r->watch = watch_new(r->h.loop, QUIET_MS, on_quiet, r);
	struct sources s = { 0 };
	/* What a refused one hangs on is not known: a missing secret, say. */
	sources_find(&s, r->h.config_file, c, r->state.failed);
	size_t failed = watch_set(r->watch, s.points, s.n);
	if (failed)
		log_line(LOG_WARN,
		    "config=watch failed=%zu note=\"looked at each minute\"",
		    failed);
	sources_fini(&s);
}

/* To the journal, as a person at the keyboard would see it. */
static void
say(const struct sbuf *out, const struct sbuf *talk)
{
	fputs(sbuf_text(talk), stderr);
	fputs(sbuf_text(out), stderr);
}

/* Nobody waits at a keyboard. */
static void
run_unasked(struct reload *r, const char *by)
{
	struct sbuf out = { 0 }, talk = { 0 };
	if (reload_run(r, by, &out, &talk) != VERB_DONE)
		office_alarm(r->h.office, "config",
		    "Cau hinh vua sua co loi nen chua duoc dung; cau hinh cu "
		    "van chay. Xem: nhacviec check",
		    clock_now());
	say(&out, &talk);
	r->h.on_change(r->h.self);
	sbuf_fini(&out);
	sbuf_fini(&talk);
}

void
reload_look(struct reload *r)
{
	const struct config *c = r->h.office->config;
	if (c->watch && sources_mark(r->h.config_file, c) != r->mark)
		run_unasked(r, "watch");
}

static void
on_quiet(void *arg)
{
	struct reload *r = arg;
	/* Anew before looking: a folder may be another one of that name. */
	arrange_watch(r);
	if (r->state.failed)
		run_unasked(r, "watch");
	else
		reload_look(r);
}

void
reload_signal(struct reload *r)
{
	run_unasked(r, "signal");
}

/* --- the outcome */

static void
set_text(char **field, const char *text)
{
	free(*field);
	*field = mem_dup(text);
}

static void
note_restart(struct reload *r, struct sbuf *talk)
{
	struct sbuf names = { 0 };
	for (size_t i = 0; i < FIXED_N; i++) {
		if (strcmp(r->fixed[i], fixed_value(r->h.office->config, i)) ==
		    0)
			continue;
		sbuf_addf(&names, "%s%s", names.len ? ", " : "", fixed[i].name);
		sbuf_addf(talk, _("%s takes effect at the next restart\n"),
		    fixed[i].name);
	}
	set_text(&r->state.restart, sbuf_text(&names));
	sbuf_fini(&names);
}

static void
note_refusal(struct reload *r, const char *by,
    const struct config_findings *found)
{
	struct sbuf first = { 0 };
	for (size_t i = 0; i < found->n && !first.len; i++) {
		const struct config_finding *x = &found->v[i];
		if (!x->error)
			continue;
		sbuf_add(&first, x->file);
		if (x->line)
			sbuf_addf(&first, ":%d:%d", x->line, x->column);
		sbuf_addf(&first, ": %s", x->message);
	}
	r->state.failed = true;
	r->state.errors = found->errors;
	set_text(&r->state.words, sbuf_text(&first));
	log_line(LOG_ERROR, "reload=refused by=%s errors=%zu first=\"%s\"", by,
	    found->errors, sbuf_text(&first));
	sbuf_fini(&first);
}

static void
note_success(struct reload *r, const char *by, int64_t now)
{
	r->state.failed = false;
	r->state.errors = 0;
	set_text(&r->state.words, "");
	r->state.loaded_at = now;
	log_line(LOG_INFO, "reload=done by=%s", by);
}

/* --- the swap */

static void
retire(struct reload *r, struct config *old)
{
	r->retired = mem_grow(r->retired, &r->retired_cap, r->retired_n + 1,
	    sizeof *r->retired);
	r->retired[r->retired_n++] = old;
}

static void
take(struct reload *r, struct config *c, int64_t now)
{
	struct office *o = r->h.office;
	struct config *old = o->config;
	struct err err = { 0 };
	/* What is due under the old policy is said under it; what only the new
	 * one finds in the past is passed over: a reload sends nothing. */
	if (engine_tick(r->h.engine, o, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
	o->config = c;
	office_forget(o);
	if (engine_absorb(r->h.engine, o, old->policy, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
	retire(r, old);
}

int
reload_run(struct reload *r, const char *by, struct sbuf *out,
    struct sbuf *talk)
{
	struct config_findings found = { 0 };
	struct office *o = r->h.office;
	int64_t now = clock_now();
	sd_notify(0, "RELOADING=1");
	r->state.tried_at = now;
	/* Before reading: what is written meanwhile is another change. */
	r->mark = sources_mark(r->h.config_file, o->config);
	struct config *c = setup_config(r->h.config_file, &found);
	config_findings_print(&found, talk);
	sd_notify(0, "READY=1");
	if (!c) {
		note_refusal(r, by, &found);
		config_findings_fini(&found);
		arrange_watch(r);
		sbuf_add(talk,
		    _("refused; the last good configuration stays\n"));
		return VERB_CONFIG;
	}
	config_findings_fini(&found);
	const struct config *old = o->config;
	size_t before = out->len;
	config_diff(old, c, out);
	if (out->len == before)
		sbuf_add(talk, _("nothing changed\n"));
	take(r, c, now);
	note_restart(r, talk);
	note_success(r, by, now);
	/* Other files may count now; but if one was written while we read, the
	 * old mark makes the next look read again. */
	if (sources_mark(r->h.config_file, old) == r->mark)
		r->mark = sources_mark(r->h.config_file, c);
	arrange_watch(r);
	r->h.on_change(r->h.self);
	return VERB_DONE;
}

/* --- life */

struct reload *
reload_new(const struct reload_host *h)
{
	struct reload *r = mem_new(1, sizeof *r);
	const struct config *c = h->office->config;
	r->h = *h;
	r->state.loaded_at = clock_now();
	set_text(&r->state.words, "");
	set_text(&r->state.restart, "");
	for (size_t i = 0; i < FIXED_N; i++)
		r->fixed[i] = mem_dup(fixed_value(c, i));
	r->mark = sources_mark(h->config_file, c);
	arrange_watch(r);
	h->office->reload = &r->state;
	return r;
}

void
reload_settled(struct reload *r)
{
	for (size_t i = 0; i < r->retired_n; i++)
		config_free(r->retired[i]);
	r->retired_n = 0;
}

void
reload_close(struct reload *r)
{
	if (!r)
		return;
	watch_close(r->watch);
	r->watch = NULL;
}

void
reload_free(struct reload *r)
{
	if (!r)
		return;
	reload_settled(r);
	r->h.office->reload = NULL;
	free(r->retired);
	free(r->state.words);
	free(r->state.restart);
	for (size_t i = 0; i < FIXED_N; i++)
		free(r->fixed[i]);
	free(r);
}

/* --- for people and programs */

const char *
reload_refusal(const struct reload_state *s)
{
	return s && s->failed ? s->words : NULL;
}

static json_t *
time_json(int64_t at, int offset_s)
{
	char buf[40];
	return at ? json_string(civil_rfc3339(at, offset_s, buf)) : json_null();
}

static json_t *
restart_json(const char *names)
{
	json_t *list = json_array();
	while (*names) {
		size_t n = strcspn(names, ",");
		json_array_append_new(list, json_stringn(names, n));
		names += n + strspn(names + n, ", ");
	}
	return list;
}

json_t *
reload_json(const struct reload_state *s, int offset_s)
{
	if (!s)
		return json_null();
	return json_pack("{s:b,s:o,s:o,s:s?,s:I,s:o}", "failed", s->failed,
	    "tried", time_json(s->tried_at, offset_s), "loaded",
	    time_json(s->loaded_at, offset_s), "error",
	    s->failed ? s->words : NULL, "errors", (json_int_t)s->errors,
	    "restart", restart_json(s->restart));
}

void
reload_print(const struct reload_state *s, int offset_s, struct sbuf *out)
{
	char buf[40];
	if (!s)
		return;
	if (s->failed)
		sbuf_addf(out,
		    _("configuration refused at %s: %s\n"
		      "  the last good one stays; `nhacviec check` tells "
		      "all\n"),
		    civil_rfc3339(s->tried_at, offset_s, buf), s->words);
	if (*s->restart)
		sbuf_addf(out, _("waits for a restart: %s\n"), s->restart);
}
