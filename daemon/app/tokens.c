#include "app/tokens.h"

#include "app/tokenjar.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "store/rotation.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	EARLY_S = 12 * 3600, /* of age: then, in office hours */
	LEFT_S = 5 * 3600,   /* at the latest with so much left */
	OFFICE_FROM_S = 8 * 3600,
	OFFICE_TO_S = 17 * 3600,
	BACKOFF_FIRST_S = 60,
	BACKOFF_MAX_S = 3600,
	UNANSWERED_S = 600, /* the first time; then BACKOFF_MAX_S */
	REFUSED_S = 86400,
	FORCED_S =
	    3600,      /* a pair got for a refusal is not the next one's cure */
	SAVE_S = 10,   /* the disk refused: again */
	TELL_S = 3600, /* how often a trouble asks to be told again */
	TOKEN_MAX = 1900 /* two of them fit a slot of the journal */
};

struct holder { /* of one gateway's pair */
	struct tokens *t;
	char *name;
	const struct gw_driver *driver; /* static: outlives a reload */
	struct tokenjar jar;
	struct tokenjar_pair pair; /* in use; generation 0: none */
	struct tokenjar_pair next; /* got, not in use yet */
	struct rotation_row row;   /* as the database has it */
	struct http_request request;
	bool open;	/* the journal is */
	bool in_flight; /* from the begin's commit to the answer */
	bool journaled; /* next is */
	bool doubt;	/* a request may have rotated: the answer is unknown */
	bool wanted;	/* a send was refused for the token */
	bool unsaved;	/* row is newer than the database */
	int64_t forced; /* generation that was got for a refusal */
	int tries;	/* in a row without an answer or a connection */
	int64_t try_at; /* not before */
	int64_t tell_at;
};

struct tokens {
	struct office *o;
	struct courier_transport transport;
	bool can_send;
	bool stopping;
	size_t in_flight;
	struct holder **v;
	size_t n, cap;
};

struct tokens *
tokens_new(struct office *o, const struct courier_transport *transport)
{
	struct tokens *t = mem_new(1, sizeof *t);
	t->o = o;
	t->can_send = transport != NULL;
	if (transport)
		t->transport = *transport;
	return t;
}

/* The body holds the refresh token, a header the application's secret. */
static void
wipe_request(struct http_request *r)
{
	if (r->body)
		sodium_memzero(r->body, r->body_len);
	for (size_t i = 0; i < r->headers_n; i++)
		sodium_memzero(r->headers[i], strlen(r->headers[i]));
	http_request_fini(r);
}

/* The living token stands in the gateway's settings, where every dialect looks
 * for it; a reload brings settings without one, until the next step. */
static void
lend(const struct holder *h, int64_t now)
{
	struct config *c = h->t->o->config;
	int i = config_gateway_find(c, h->name);
	if (i >= 0)
		c->gateways[i].settings.token =
		    h->pair.generation && now < h->pair.expires_at
			? h->pair.access
			: NULL;
}

void
tokens_free(struct tokens *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct holder *h = t->v[i];
		lend(h, INT64_MAX);
		tokenjar_close(&h->jar);
		tokenjar_wipe(&h->pair);
		tokenjar_wipe(&h->next);
		wipe_request(&h->request);
		free(h->name);
		free(h);
	}
	free(t->v);
	free(t);
}

static struct holder *
find(const struct tokens *t, const char *gateway)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->v[i]->name, gateway) == 0)
			return t->v[i];
	}
	return NULL;
}

/* The gateway as it is configured now, or NULL. */
static const struct config_gateway *
config_of(const struct tokens *t, const char *name)
{
	int i = config_gateway_find(t->o->config, name);
	const struct config_gateway *g =
	    i < 0 ? NULL : &t->o->config->gateways[i];
	return g && g->driver->token ? g : NULL;
}

/* --- what is told */

static void
tell(struct holder *h, const char *what, int64_t now)
{
	struct tokens *t = h->t;
	int offset = t->o->config->policy->offset_s;
	struct sbuf text = { 0 };
	char key[96];
	if (!t->o->config->live || now < h->tell_at)
		return;
	h->tell_at = now + TELL_S;
	sbuf_addf(&text, "%s: cong %s %s. ", t->o->config->policy->sign,
	    h->name, what);
	if (h->pair.generation && h->pair.expires_at > now) {
		struct civil_date d =
		    civil_date_of(civil_on(h->pair.expires_at, offset));
		int minute =
		    civil_second_of_day(h->pair.expires_at, offset) / 60;
		sbuf_addf(&text, "Con gui duoc den %d:%02d ngay %d/%d. ",
		    minute / 60, minute % 60, d.day, d.month);
	}
	sbuf_addf(&text, "Lay cap ma moi roi chay: nhacviec gateway token %s",
	    h->name);
	snprintf(key, sizeof key, "gateway.%s.token", h->name);
	office_alarm(t->o, key, sbuf_text(&text), now);
	sbuf_fini(&text);
}

static void
tell_trouble(struct holder *h, int64_t now)
{
	struct sbuf what = { 0 };
	if (!h->pair.generation)
		sbuf_add(&what, "chua co ma truy cap");
	else if (*h->row.trouble)
		sbuf_addf(&what, "khong gia han duoc ma truy cap (%s)",
		    h->row.trouble);
	else if (h->doubt && h->tries > 1)
		sbuf_add(&what, "khong tra loi khi gia han ma truy cap");
	if (what.len)
		tell(h, sbuf_text(&what), now);
	sbuf_fini(&what);
}

/* --- the database's part */

/* Writes h->row; it is on disk with the group. */
static int
save_row(struct holder *h, struct err *err)
{
	struct store *st = h->t->o->store;
	h->unsaved = true;
	if (store_begin(st, err) < 0)
		return -1;
	if (rotation_put(st, h->name, &h->row, err) < 0) {
		store_undo(st);
		return -1;
	}
	if (store_end(st, err) < 0)
		return -1;
	h->unsaved = false;
	return 0;
}

/* The same where nothing depends on it at once. */
static void
note_row(struct holder *h)
{
	struct err err = { 0 };
	if (save_row(h, &err) < 0)
		log_line(LOG_ERROR, "gw=%s error=\"%s\"", h->name, err.text);
}

/* --- start */

static void
take_pair(struct holder *h, struct tokenjar_pair *p)
{
	tokenjar_wipe(&h->pair);
	h->pair = *p;
	lend(h, p->fetched_at);
	*p = (struct tokenjar_pair){ .generation = 0 };
	h->row.rotating = false;
	h->row.generation = h->pair.generation;
	h->row.fetched_at = h->pair.fetched_at;
	h->row.expires_at = h->pair.expires_at;
	h->row.trouble[0] = '\0';
	h->doubt = h->wanted = false;
	h->tries = 0;
	h->try_at = h->tell_at = 0;
}

static int
open_jar(struct holder *h, struct err *err)
{
	struct sbuf path = { 0 };
	sbuf_addf(&path, "%s-token-%s", h->t->o->config->storage_path, h->name);
	int rc = tokenjar_open(&h->jar, sbuf_text(&path), err);
	sbuf_fini(&path);
	return rc;
}

/* What a crash left: a pair that reached the journal only, or a request whose
 * answer nobody heard. */
static int
open_holder(struct holder *h, struct err *err)
{
	struct tokenjar_pair p;
	struct rotation_row row;
	if (rotation_get(h->t->o->store, h->name, &row) < 0)
		return err_set(err, ERR_FAILED, "cannot read the tokens' row");
	if (open_jar(h, err) < 0)
		return -1;
	if (tokenjar_read(&h->jar, &p, err) < 0) {
		tokenjar_close(&h->jar);
		return -1;
	}
	h->open = true;
	h->row = row;
	if (p.generation > row.generation) {
		log_line(LOG_WARN, "gw=%s token=%" PRId64 " from=journal",
		    h->name, p.generation);
		take_pair(h, &p);
		note_row(h);
		return 0;
	}
	h->doubt = row.rotating;
	h->pair = p;
	if (h->doubt)
		log_line(LOG_WARN, "gw=%s token=%" PRId64 " rotation=unknown",
		    h->name, p.generation);
	return 0;
}

static struct holder *
meet(struct tokens *t, const struct config_gateway *g)
{
	struct holder *h = find(t, g->settings.name);
	if (h)
		return h;
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof *t->v);
	h = t->v[t->n++] = mem_new(1, sizeof *h);
	h->t = t;
	h->name = mem_dup(g->settings.name);
	h->driver = g->driver;
	h->jar.fd = -1;
	return h;
}

/* --- a new pair: the journal, the database, then use */

static void
end_flight(struct holder *h)
{
	if (h->in_flight)
		h->t->in_flight--;
	h->in_flight = false;
}

/* The journal has it, so the next start would take it whatever became of the
 * database's row. */
static void
on_saved(void *arg, bool ok)
{
	struct holder *h = arg;
	bool asked = h->wanted;
	struct rotation_row row = h->row;
	end_flight(h);
	take_pair(h, &h->next);
	h->row.started_at = row.started_at;
	h->journaled = false;
	h->unsaved = !ok;
	if (asked)
		h->forced = h->pair.generation;
	log_line(LOG_INFO, "gw=%s token=%" PRId64 " rotated=1", h->name,
	    h->pair.generation);
}

static void
settle_next(struct holder *h, int64_t now)
{
	struct err err = { 0 };
	if (!h->journaled && tokenjar_write(&h->jar, &h->next, &err) < 0) {
		log_line(LOG_ERROR, "gw=%s error=\"%s\"", h->name, err.text);
		end_flight(h); /* a stop need not wait for a broken disk */
		h->try_at = now + SAVE_S;
		tell(h, "khong ghi duoc ma truy cap moi vao dia", now);
		return;
	}
	h->journaled = true;
	h->row = (struct rotation_row){ .generation = h->next.generation,
		.started_at = h->row.started_at,
		.fetched_at = h->next.fetched_at,
		.expires_at = h->next.expires_at };
	if (save_row(h, &err) == 0) {
		store_when_durable(h->t->o->store, on_saved, h);
		return;
	}
	log_line(LOG_ERROR, "gw=%s error=\"%s\"", h->name, err.text);
	on_saved(h, false);
}

/* --- one rotation */

static int64_t
backoff(int tries)
{
	int64_t wait = BACKOFF_FIRST_S;
	for (int i = 1; i < tries && wait < BACKOFF_MAX_S; i++)
		wait *= 2;
	return wait < BACKOFF_MAX_S ? wait : BACKOFF_MAX_S;
}

static void
on_pair(struct holder *h, struct gw_token *got, int64_t now)
{
	h->next = (struct tokenjar_pair){ .generation = h->pair.generation + 1,
		.fetched_at = now,
		.expires_at = got->expires_at,
		.access = got->access,
		.refresh = got->refresh };
	*got = (struct gw_token){ .expires_at = 0 };
	settle_next(h, now);
}

/* The old refresh token is dead, and with it what would have replaced it. */
static void
on_refused(struct holder *h, const char *reason, int64_t now)
{
	snprintf(h->row.trouble, sizeof h->row.trouble, "%s", reason);
	h->row.rotating = false;
	h->doubt = h->wanted = false;
	h->tries = 0;
	h->try_at = now + REFUSED_S;
	h->tell_at = 0;
	note_row(h);
}

static void
settle_answer(struct holder *h, const struct gw_result *r, struct gw_token *got,
    int64_t now)
{
	switch (r->class) {
	case GW_ACCEPTED:
		on_pair(h, got, now);
		return;
	case GW_RETRY:
	case GW_NOT_SENT:
		h->tries++;
		h->try_at = now + backoff(h->tries);
		/* It lives, unless an earlier request has killed it. */
		h->row.rotating = h->doubt;
		note_row(h);
		break;
	case GW_AUTH:
	case GW_CONFIG:
	case GW_RECIPIENT:
	case GW_MESSAGE:
		on_refused(h, r->reason, now);
		break;
	case GW_AMBIGUOUS:
	case GW_DUPLICATE:
	case GW_NIGHT:
	case GW_QUOTA:
	case GW_CLASS__N:
		h->doubt = true;
		h->tries++;
		h->try_at =
		    now + (h->tries == 1 ? UNANSWERED_S : BACKOFF_MAX_S);
		break;
	}
	end_flight(h);
	tell_trouble(h, now);
}

static void
on_answer(void *arg, const struct http_response *resp)
{
	struct holder *h = arg;
	struct tokens *t = h->t;
	int64_t now = t->transport.now(t->transport.self);
	struct gw_result r = { .class = GW_AMBIGUOUS, .retry_after_s = -1 };
	struct gw_token got = { .expires_at = 0 };
	const struct config_gateway *g = config_of(t, h->name);
	const struct gw_settings gone = { .name = h->name };
	wipe_request(&h->request);
	/* A pair is a pair, though a reload dropped its gateway meanwhile. */
	h->driver->token_answer(g ? &g->settings : &gone, resp, now, &got, &r);
	log_line(r.class == GW_ACCEPTED ? LOG_INFO : LOG_WARN,
	    "gw=%s token=%" PRId64 " rotation=%s http=%d reason=\"%s\"",
	    h->name, h->pair.generation, gw_class_name(r.class), resp->status,
	    r.reason);
	settle_answer(h, &r, &got, now);
	gw_token_fini(&got);
}

static void
on_not_started(struct holder *h)
{
	const struct http_response none = { .outcome = HTTP_NOT_SENT,
		.body = "",
		.retry_after_s = -1,
		.error = "the request could not be started" };
	on_answer(h, &none);
}

/* The begin is on disk: from here on a crash leaves a question. */
static void
on_begun(void *arg, bool ok)
{
	struct holder *h = arg;
	struct tokens *t = h->t;
	const struct config_gateway *g = config_of(t, h->name);
	if (!ok || !g || t->stopping) {
		end_flight(h);
		h->row.rotating = h->doubt; /* nothing left: no question */
		h->unsaved = true;
		h->try_at =
		    t->transport.now(t->transport.self) + BACKOFF_FIRST_S;
		return;
	}
	g->driver->token(&g->settings, h->pair.refresh, &h->request);
	/* A reused connection may carry a silent second copy, which would use
	 * a dead token: its own connection (reliability D4). */
	if (t->transport.send(t->transport.self, &h->request, true, NULL,
		on_answer, h) < 0)
		on_not_started(h);
}

static int
begin(struct holder *h, int64_t now, struct err *err)
{
	struct rotation_row old = h->row;
	h->row.rotating = true;
	h->row.generation = h->pair.generation;
	h->row.started_at = now;
	if (save_row(h, err) < 0) {
		h->row = old;
		h->unsaved = false;
		h->try_at = now + BACKOFF_FIRST_S;
		return -1;
	}
	h->in_flight = true;
	h->t->in_flight++;
	store_when_durable(h->t->o->store, on_begun, h);
	return 0;
}

/* --- when */

/* That moment, or when the office opens next. */
static int64_t
in_office_hours(const struct tokens *t, int64_t at)
{
	int offset = t->o->config->policy->offset_s;
	int second = civil_second_of_day(at, offset);
	int32_t day = civil_on(at, offset);
	if (second >= OFFICE_FROM_S && second < OFFICE_TO_S)
		return at;
	return civil_at(second < OFFICE_FROM_S ? day : day + 1,
	    OFFICE_FROM_S / 60, offset);
}

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When the pair's rotation is due, INT64_MAX never. */
static int64_t
due_at(const struct holder *h)
{
	const struct tokenjar_pair *p = &h->pair;
	int64_t life = p->expires_at - p->fetched_at, at;
	if (h->next.generation)
		return h->in_flight ? INT64_MAX : h->try_at; /* to be saved */
	if (h->in_flight || !p->generation || !h->t->o->config->live ||
	    !config_of(h->t, h->name))
		return INT64_MAX;
	if (*h->row.trouble)
		at = p->expires_at; /* nothing more to lose then */
	else if (h->doubt || h->wanted)
		at = h->try_at;
	else
		at = min64(in_office_hours(h->t,
			       p->fetched_at + min64(EARLY_S, life / 2)),
		    p->expires_at - min64(LEFT_S, life / 5));
	return at > h->try_at ? at : h->try_at;
}

static int
go_on(struct holder *h, int64_t now, struct err *err)
{
	struct tokens *t = h->t;
	if (!h->open && (now < h->try_at || open_holder(h, err) < 0)) {
		if (now >= h->try_at) {
			log_line(LOG_ERROR, "gw=%s error=\"%s\"", h->name,
			    err->text);
			h->try_at = now + BACKOFF_FIRST_S;
			tell(h, "khong doc duoc ma truy cap tren dia", now);
		}
		return 0;
	}
	if (h->unsaved && !h->in_flight && save_row(h, err) < 0)
		return -1;
	tell_trouble(h, now);
	if (t->stopping || !t->can_send || due_at(h) > now)
		return 0;
	if (h->next.generation)
		settle_next(h, now);
	else if (store_reserve(t->o->store))
		return begin(h, now, err);
	else
		h->try_at = now + BACKOFF_FIRST_S; /* the disk is full */
	return 0;
}

static int
step_one(struct holder *h, int64_t now, struct err *err)
{
	int rc = go_on(h, now, err);
	lend(h, now);
	return rc;
}

int
tokens_step(struct tokens *t, int64_t now, struct err *err)
{
	const struct config *c = t->o->config;
	int rc = 0;
	for (size_t i = 0; i < c->gateway_n; i++) {
		if (!c->gateways[i].driver->token)
			continue;
		struct holder *h = meet(t, &c->gateways[i]);
		if (step_one(h, now, err) < 0)
			rc = -1;
	}
	return rc;
}

int64_t
tokens_next(const struct tokens *t)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < t->n && !t->stopping; i++)
		next = min64(next,
		    t->v[i]->open ? due_at(t->v[i]) : t->v[i]->try_at);
	return next;
}

void
tokens_stop(struct tokens *t)
{
	t->stopping = true;
}

size_t
tokens_in_flight(const struct tokens *t)
{
	return t->in_flight;
}

/* --- for the courier and the keyboard */

const char *
tokens_access(const struct tokens *t, const char *gateway, int64_t now,
    int64_t *generation)
{
	const struct holder *h = find(t, gateway);
	if (generation)
		*generation = h ? h->pair.generation : 0;
	return h && h->pair.generation && now < h->pair.expires_at
		   ? h->pair.access
		   : NULL;
}

bool
tokens_expired(struct tokens *t, const char *gateway, int64_t generation,
    int64_t now)
{
	struct holder *h = find(t, gateway);
	if (!h || !h->pair.generation)
		return false;
	if (generation != h->pair.generation || h->in_flight ||
	    h->next.generation)
		return true;
	bool vain =
	    h->forced == generation && now - h->pair.fetched_at < FORCED_S;
	if (vain || *h->row.trouble || t->stopping || now < h->try_at)
		return false;
	h->wanted = true;
	return true;
}

static bool
is_token(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i++) {
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	}
	return n > 0 && n <= TOKEN_MAX;
}

int
tokens_paste(struct tokens *t, const char *gateway, const char *access,
    const char *refresh, int64_t now, struct err *err)
{
	const struct config_gateway *g = config_of(t, gateway);
	if (!g)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no gateway '%s' whose tokens rotate", gateway);
	if (!is_token(access) || !is_token(refresh))
		return err_set(err, ERR_INVALID,
		    "that is no pair of tokens: two lines, first the access "
		    "token, then the refresh token");
	if (strcmp(access, refresh) == 0)
		return err_set(err, ERR_INVALID,
		    "the two tokens are the same: first the access token, then "
		    "the refresh token");
	struct holder *h = meet(t, g);
	if (!h->open && open_holder(h, err) < 0)
		return -1;
	if (h->in_flight)
		return err_set(err, ERR_BUSY,
		    "a new pair is being got just now; look at `gateway list` "
		    "in a minute");
	int64_t newest = h->pair.generation > h->row.generation
			     ? h->pair.generation
			     : h->row.generation;
	if (h->next.generation > newest)
		newest = h->next.generation;
	struct tokenjar_pair p = { .generation = newest + 1,
		.fetched_at = now,
		.expires_at = now + g->driver->caps.token_life_s,
		.access = mem_dup(access),
		.refresh = mem_dup(refresh) };
	if (tokenjar_write(&h->jar, &p, err) < 0) {
		tokenjar_wipe(&p);
		return -1;
	}
	tokenjar_wipe(&h->next);
	h->journaled = false;
	h->forced = 0;
	take_pair(h, &p);
	log_line(LOG_INFO, "gw=%s token=%" PRId64 " pasted=1", gateway,
	    h->pair.generation);
	return save_row(h, err);
}
