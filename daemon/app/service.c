#include "app/service.h"

#include "app/clock.h"
#include "app/control.h"
#include "app/courier.h"
#include "app/dispatch.h"
#include "app/engine.h"
#include "app/intake.h"
#include "app/login.h"
#include "app/office.h"
#include "app/pages.h"
#include "app/reload.h"
#include "app/setup.h"
#include "app/tokens.h"
#include "app/workline.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "store/inbound.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <uv.h>

enum {
	LOOK_S = 60,	 /* at most: suspend and clock corrections are seen */
	LOCK_TRIES = 50, /* of LOCK_WAIT_MS: a verb may hold the file */
	LOCK_WAIT_MS = 100,
	TROUBLE_S = 10, /* after the disk refused: look again */
	FLUSHES_MAX = 100
};

struct service {
	uv_loop_t loop;
	uv_prepare_t prepare;
	uv_timer_t timer;
	uv_signal_t term, interrupt, hup;
	struct office office;
	struct engine engine;
	struct courier *courier;
	struct tokens *tokens;
	struct pages *pages;
	struct http_client *client;
	struct http_server *web, *hooks;
	struct control *control;
	struct workline *slow; /* checks of passwords */
	struct intake_counts counts;
	struct reload *reload;
	const char *config_file;
	int64_t next_at;
	bool kick;    /* something happened: step before sleeping */
	bool replies; /* stored, not yet applied */
	bool stopping;
	bool lost; /* what is in memory may not be what is on disk */
	int code;
};

/* --- the transport of the courier */

static int64_t
transport_now(void *self)
{
	(void)self;
	return clock_now();
}

struct flight {
	struct service *s;
	int (*prereq)(void *arg);
	void (*done)(void *arg, const struct http_response *resp);
	void *arg;
};

static int
on_prereq(void *arg)
{
	struct flight *f = arg;
	return f->prereq ? f->prereq(f->arg) : 0;
}

static void
on_done(void *arg, const struct http_response *resp)
{
	struct flight *f = arg;
	f->s->kick = true;
	f->done(f->arg, resp);
	free(f);
}

static int
transport_send(void *self, const struct http_request *r, bool fresh,
    int (*prereq)(void *), void (*done)(void *, const struct http_response *),
    void *arg)
{
	struct service *s = self;
	struct flight *f = mem_new(1, sizeof *f);
	*f = (struct flight){ s, prereq, done, arg };
	struct http_client_options o = { .fresh = fresh };
	struct err err = { 0 };
	if (http_client_send(s->client, r, &o, prereq ? on_prereq : NULL,
		on_done, f, &err) == 0)
		return 0;
	log_line(LOG_ERROR, "error=\"cannot start a request: %s\"", err.text);
	free(f);
	return -1;
}

/* --- one turn of the loop */

static void
begin_stop(struct service *s)
{
	s->stopping = true;
	courier_stop(s->courier);
	tokens_stop(s->tokens);
	sd_notify(0, "STOPPING=1");
	s->kick = true;
}

static void
fail_hard(struct service *s, const struct err *err)
{
	/* After a failed fsync nothing that is in memory can be trusted to be
	 * on disk: leave, and start from what is (facts reliability, 2.7). */
	log_line(LOG_ERROR, "error=\"%s\" leaving=1", err->text);
	s->code = 1;
	s->lost = true;
	uv_stop(&s->loop);
}

static bool
flush_all(struct service *s)
{
	struct err err = { 0 };
	for (int i = 0; i < FLUSHES_MAX && store_pending(s->office.store);
	     i++) {
		if (store_flush(s->office.store, &err) == 0)
			continue;
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
		if (err.code == ERR_IO)
			fail_hard(s, &err);
		return false;
	}
	return true;
}

static bool
step(struct service *s, int64_t now)
{
	struct err err = { 0 };
	int rc = 0;
	s->replies |= courier_heard(s->courier);
	if (s->replies) {
		rc = intake_apply(&s->office, now, &err);
		s->replies = rc < 0;
	}
	if (rc >= 0 && !s->stopping)
		rc = engine_tick(&s->engine, &s->office, now, &err);
	if (rc >= 0)
		rc = tokens_step(s->tokens, now, &err);
	if (rc >= 0)
		rc = courier_step(s->courier, now, &err);
	if (rc < 0) {
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
		if (err.code == ERR_IO)
			fail_hard(s, &err);
	}
	return flush_all(s) && rc >= 0;
}

static void set_timer(struct service *s, int64_t now, bool trouble);

static void
on_prepare(uv_prepare_t *h)
{
	struct service *s = h->data;
	int64_t now = clock_now();
	if (!s->kick && now < s->next_at && now + LOOK_S >= s->next_at) {
		flush_all(s);
		return;
	}
	s->kick = false;
	bool ok = step(s, now);
	if (courier_in_flight(s->courier) + tokens_in_flight(s->tokens) == 0) {
		reload_settled(s->reload);
		if (s->stopping)
			uv_stop(&s->loop);
	}
	set_timer(s, now, !ok);
}

static void
on_timer(uv_timer_t *h)
{
	struct service *s = h->data;
	int64_t now = clock_now();
	char value[8];
	struct err err = { 0 };
	/* The watchdog is fed by the loop, after the database was read. */
	if (store_setting_get(s->office.store, "paused", value, sizeof value) >=
	    0)
		sd_notify(0, "WATCHDOG=1");
	if (store_checkpoint(s->office.store, false, &err) < 0)
		log_line(LOG_ERROR, "error=\"checkpoint: %s\"", err.text);
	reload_look(s->reload);
	s->next_at = now; /* look */
}

static void
set_timer(struct service *s, int64_t now, bool trouble)
{
	int64_t next = s->engine.next_look;
	int64_t courier = courier_next(s->courier, now);
	int64_t tokens = tokens_next(s->tokens);
	if (courier < next)
		next = courier;
	if (tokens < next)
		next = tokens;
	if (trouble)
		next = now + TROUBLE_S;
	if (next > now + LOOK_S)
		next = now + LOOK_S;
	if (next <= now)
		next = now + 1;
	s->next_at = next;
	if (s->kick) { /* a callback of the flush wants another turn */
		s->next_at = now;
		next = now;
	}
	uv_timer_start(&s->timer, on_timer,
	    next > now ? (uint64_t)(next - now) * 1000 : 0, 0);
}

/* --- HTTP */

struct waiting { /* an answer that waits for the disk */
	struct service *s;
	struct http_exchange *x;
	struct pages_answer page; /* or the answer to a hook */
	struct gw_answer hook;
};

static void
answer_plain(struct http_exchange *x, int status, const char *type,
    const char *body)
{
	http_server_reply(x, status, type ? type : "text/plain",
	    body ? body : "", body ? strlen(body) : 0, NULL, 0);
}

static void
on_hook_durable(void *arg, bool ok)
{
	struct waiting *w = arg;
	answer_plain(w->x, ok ? w->hook.status : 503, w->hook.type,
	    ok ? sbuf_text(&w->hook.body) : NULL);
	sbuf_fini(&w->hook.body);
	free(w);
}

/* "/hook/NAME", "/hook/NAME/reply", "/hook/NAME/delivery" */
static bool
hook_path(const char *path, char *name, size_t size, enum gw_hook *hook)
{
	if (strncmp(path, "/hook/", 6) != 0)
		return false;
	const char *s = path + 6;
	size_t n = strcspn(s, "/");
	if (n == 0 || n >= size)
		return false;
	memcpy(name, s, n);
	name[n] = '\0';
	s += n;
	*hook = GW_HOOK_ANY;
	if (strcmp(s, "/reply") == 0)
		*hook = GW_HOOK_REPLY;
	else if (strcmp(s, "/delivery") == 0)
		*hook = GW_HOOK_DELIVERY;
	else if (*s)
		return false;
	return true;
}

static void
on_hook(void *arg, struct http_exchange *x, const struct http_inbound *in)
{
	struct service *s = arg;
	char name[64];
	enum gw_hook hook;
	if (!hook_path(in->path, name, sizeof name, &hook)) {
		answer_plain(x, 404, NULL, "nothing is here\n");
		return;
	}
	int status =
	    intake_hook(&s->office, name, hook, in, clock_now(), &s->counts);
	if (status >= 300) {
		answer_plain(x, status, NULL, "");
		return;
	}
	struct waiting *w = mem_new(1, sizeof *w);
	w->x = x;
	intake_respond(&s->office, name, hook, in, &w->hook);
	if (!store_pending(s->office.store)) {
		on_hook_durable(w, true);
		return;
	}
	s->kick = true;
	s->replies = true;
	store_when_durable(s->office.store, on_hook_durable, w);
}

static void
answer_page(struct waiting *w, bool ok)
{
	if (ok)
		http_server_reply(w->x, w->page.status, w->page.type,
		    sbuf_text(&w->page.body), w->page.body.len, w->page.field,
		    w->page.field_n);
	else
		answer_plain(w->x, 503, NULL, "the disk refused; try again\n");
	pages_answer_fini(&w->page);
	free(w);
}

static void
on_page_durable(void *arg, bool ok)
{
	answer_page(arg, ok);
}

/* Only what changed something waits for the disk. */
static void
send_page(struct waiting *w)
{
	struct service *s = w->s;
	if (!w->page.changed || !store_pending(s->office.store)) {
		answer_page(w, true);
		return;
	}
	s->kick = true;
	s->replies = true;
	store_when_durable(s->office.store, on_page_durable, w);
}

static bool
on_later_start(void *arg)
{
	struct waiting *w = arg;
	return pages_later_start(w->s->pages, w->page.later, clock_now());
}

static void
on_later_run(void *arg)
{
	struct waiting *w = arg;
	login_check(w->page.later);
}

static void
on_later_done(void *arg, bool ran)
{
	(void)ran; /* what was not checked is not right */
	struct waiting *w = arg;
	struct login *l = w->page.later;
	w->page.later = NULL;
	pages_answer_fini(&w->page);
	pages_later_end(w->s->pages, l, clock_now(), &w->page);
	send_page(w);
}

static const struct workline_kind later_kind = { on_later_start, on_later_run,
	on_later_done };

static void
on_page(void *arg, struct http_exchange *x, const struct http_inbound *in)
{
	struct service *s = arg;
	struct waiting *w = mem_new(1, sizeof *w);
	w->s = s;
	w->x = x;
	pages_handle(s->pages, in, clock_now(), &w->page);
	if (w->page.later)
		workline_add(s->slow, &later_kind, w);
	else
		send_page(w);
}

/* --- reload */

static int
on_reload(void *self, struct sbuf *out, struct sbuf *talk)
{
	struct service *s = self;
	return reload_run(s->reload, "verb", out, talk);
}

static void
on_reload_change(void *self)
{
	struct service *s = self;
	s->kick = true;
}

static void
on_hup(uv_signal_t *h, int signum)
{
	(void)signum;
	struct service *s = h->data;
	reload_signal(s->reload);
}

static void
on_term(uv_signal_t *h, int signum)
{
	(void)signum;
	begin_stop(h->data);
}

/* --- verbs */

static int
on_verb(void *arg, int argc, char *const *argv, const struct verb_file *files,
    size_t file_n, const char *who, struct control_answer *a)
{
	struct service *s = arg;
	struct verb_call v = { .office = &s->office,
		.engine = &s->engine,
		.courier = s->courier,
		.reload = on_reload,
		.self = s,
		.now = clock_now(),
		.who = who,
		.config_file = s->config_file,
		.files = files,
		.file_n = file_n,
		.out = &a->out,
		.talk = &a->talk,
		.outs = &a->outs,
		.progress = a->progress,
		.colour = a->colour };
	flush_all(s);
	int code = dispatch_call(&v, argc, argv, &a->image, &a->image_n);
	s->kick = true;
	s->engine.next_look = 0;
	return code;
}

/* --- start and end */

static int
open_store(struct service *s, struct err *err)
{
	const char *path = s->office.config->storage_path;
	for (int i = 0; i < LOCK_TRIES; i++) {
		int rc = store_open(&s->office.store, path, clock_now(), err);
		if (rc == 0 || err->code != ERR_BUSY)
			return rc;
		poll(NULL, 0, LOCK_WAIT_MS);
	}
	return -1;
}

static int
listen_http(struct service *s, struct err *err)
{
	const struct config *c = s->office.config;
	struct http_server_limits limits = { 0 };
	if (http_server_new(&s->hooks, &s->loop, c->hooks_listen, &limits,
		on_hook, s, err) < 0)
		return err_wrap(err, "[hooks] listen = %s", c->hooks_listen);
	if (http_server_new(&s->web, &s->loop, c->web_listen, &limits, on_page,
		s, err) < 0)
		return err_wrap(err, "[web] listen = %s", c->web_listen);
	return 0;
}

static void
signal_on(struct service *s, uv_signal_t *h, uv_signal_cb cb, int signum)
{
	uv_signal_init(&s->loop, h);
	h->data = s;
	uv_signal_start(h, cb, signum);
	uv_unref((uv_handle_t *)h);
}

static int
start(struct service *s, struct err *err)
{
	if (open_store(s, err) < 0)
		return -1;
	struct courier_transport t = { s, transport_send, transport_now };
	s->courier = courier_new(&s->office, &t);
	s->tokens = tokens_new(&s->office, &t);
	courier_use_tokens(s->courier, s->tokens);
	if (courier_recover(s->courier, clock_now(), err) < 0 ||
	    store_flush(s->office.store, err) < 0 ||
	    http_client_new(&s->client, &s->loop, err) < 0)
		return -1;
	s->replies = inbound_count_new(s->office.store) > 0;
	s->pages = pages_new(&s->office, s->courier);
	s->slow = workline_new(&s->loop);
	if (listen_http(s, err) < 0 ||
	    control_listen(&s->control, &s->loop,
		s->office.config->control_socket, on_verb, s, err) < 0)
		return -1;
	const struct reload_host host = { &s->loop, &s->office, &s->engine,
		s->config_file, on_reload_change, s };
	s->reload = reload_new(&host);
	uv_prepare_init(&s->loop, &s->prepare);
	uv_timer_init(&s->loop, &s->timer);
	s->prepare.data = s;
	s->timer.data = s;
	uv_prepare_start(&s->prepare, on_prepare);
	uv_timer_start(&s->timer, on_timer, 0, 0);
	signal_on(s, &s->term, on_term, SIGTERM);
	signal_on(s, &s->interrupt, on_term, SIGINT);
	signal_on(s, &s->hup, on_hup, SIGHUP);
	s->kick = true;
	return 0;
}

static void
greet(struct service *s)
{
	char *url = pages_entry_url(s->pages);
	printf("Bảng tháng (mở địa chỉ này trước): %s\n", url);
	for (size_t i = 0; i < s->office.config->gateway_n; i++) {
		if (!s->office.config->gateways[i].driver->caps.local)
			continue;
		printf("Điện thoại thử: %s/phones\n",
		    s->office.config->web_url);
		break;
	}
	printf("Dừng: Ctrl-C (SIGTERM)\n");
	fflush(stdout);
	free(url);
	sd_notify(0, "READY=1");
	log_line(LOG_INFO, "started=1 database=%s live=%s gateways=%zu",
	    s->office.config->storage_path,
	    s->office.config->live ? "yes" : "no", s->office.config->gateway_n);
	if (geteuid() == 0)
		log_line(LOG_WARN, "root=1 hint=\"it needs no such power: "
				   "a user of its own, as in the unit\"");
}

static void
close_if_open(uv_handle_t *h)
{
	if (h->type != UV_UNKNOWN_HANDLE && !uv_is_closing(h))
		uv_close(h, NULL);
}

static void
end(struct service *s)
{
	/* After a failed fsync nothing is written any more: whoever waits is
	 * told so while they are still there. */
	if (s->office.store && s->lost)
		store_abandon(s->office.store);
	else if (s->office.store)
		flush_all(s);
	control_close(s->control);
	reload_close(s->reload);
	workline_free(s->slow);
	if (s->hooks)
		http_server_free(s->hooks);
	if (s->web)
		http_server_free(s->web);
	if (s->client)
		http_client_free(s->client);
	close_if_open((uv_handle_t *)&s->prepare);
	close_if_open((uv_handle_t *)&s->timer);
	close_if_open((uv_handle_t *)&s->term);
	close_if_open((uv_handle_t *)&s->interrupt);
	close_if_open((uv_handle_t *)&s->hup);
	uv_run(&s->loop, UV_RUN_DEFAULT);
	uv_loop_close(&s->loop);
	if (s->office.store)
		store_abandon(s->office.store);
	pages_free(s->pages);
	courier_free(s->courier);
	tokens_free(s->tokens);
	facts_free(s->office.facts);
	store_close(s->office.store);
	reload_free(s->reload);
	config_free(s->office.config);
}

int
service_run(const char *config_file)
{
	struct service s = { .config_file = config_file };
	struct config_findings found = { 0 };
	struct err err = { 0 };
	struct sbuf words = { 0 };
	s.office.counts = &s.counts;
	s.office.config = setup_config(config_file, &found);
	config_findings_print(&found, &words);
	fputs(sbuf_text(&words), stderr);
	sbuf_fini(&words);
	config_findings_fini(&found);
	if (!s.office.config)
		return VERB_CONFIG;
	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0)
		return VERB_FAILED;
	uv_loop_init(&s.loop);
	if (start(&s, &err) < 0) {
		fprintf(stderr, "nhacviec run: %s\n", err.text);
		log_line(LOG_ERROR, "start=failed error=\"%s\"", err.text);
		s.code = err.code == ERR_BUSY ? VERB_BUSY : VERB_FAILED;
	} else {
		greet(&s);
		uv_run(&s.loop, UV_RUN_DEFAULT);
		log_line(LOG_INFO, "stopped=1");
	}
	end(&s);
	return s.code;
}
