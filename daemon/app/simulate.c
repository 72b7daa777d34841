#include "app/simulate.h"

#include "app/courier.h"
#include "app/engine.h"
#include "app/intake.h"
#include "base/mem.h"
#include "core/civil.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS_MAX = 1000 }; /* of one instant: more is a loop of our own */

struct run {
	struct office *o;
	struct engine engine;
	struct courier *courier;
	const struct simulate_options *opt;
	int64_t now;
	int64_t *seen; /* messages reported at this instant */
	size_t seen_n, seen_cap;
	size_t reply; /* the next one */
};

static int64_t
virtual_now(void *self)
{
	struct run *r = self;
	return r->now;
}

static int
never_sends(void *self, const struct http_request *req, bool fresh,
    int (*prereq)(void *), void (*done)(void *, const struct http_response *),
    void *arg)
{
	(void)self, (void)req, (void)fresh, (void)prereq, (void)done, (void)arg;
	return -1; /* no gateway can be reached from here, by construction */
}

static void
put_virtual_gateway(struct config *c)
{
	c->gateway_n = 0;
	c->order_n = 0;
	free(c->gateways);

	c->gateways = mem_new(1, sizeof *c->gateways);
	c->order = mem_arena_new(&c->arena, 1, sizeof *c->order);
	c->gateways[0].driver = gw_driver_find("sandbox");
	c->gateways[0].settings.name = "sandbox";
	c->gateway_n = 1;
	c->order_n = 1;
	c->rate_per_min = 0; /* the minute of a text matters, not its second */
}

static int
set_live_since(struct run *r, struct err *err)
{
	char value[32];
	struct store *s = r->o->store;
	if (store_setting_get(s, "live_since", value, sizeof value) == 1 &&
	    strtoll(value, NULL, 10) <= r->opt->from_at)
		return 0;
	snprintf(value, sizeof value, "%" PRId64, r->opt->from_at);
	return store_setting_put(s, "live_since", value, err);
}

static int
begin(struct run *r, struct err *err)
{
	struct store *s = r->o->store;
	if (store_begin(s, err) < 0)
		return -1;
	if (set_live_since(r, err) < 0 ||
	    store_setting_put(s, "paused", NULL, err) < 0 ||
	    store_setting_put(s, "last_look", NULL, err) < 0) {
		store_undo(s);
		return -1;
	}
	if (store_end(s, err) < 0 || store_flush(s, err) < 0)
		return -1;
	office_forget(r->o);
	return 0;
}

static int
report_message(void *arg, const struct outbox_row *row)
{
	struct run *r = arg;
	if (row->updated_at != r->now)
		return 0;
	for (size_t i = 0; i < r->seen_n; i++) {
		if (r->seen[i] == row->id.v)
			return 0;
	}
	r->seen =
	    mem_grow(r->seen, &r->seen_cap, r->seen_n + 1, sizeof *r->seen);
	r->seen[r->seen_n++] = row->id.v;
	r->opt->on_message(r->opt->arg, r->now, row);
	return 0;
}

static const char *
number_of(const struct facts *f, const char *from)
{
	int i = facts_person_by_code(f, from);
	return i >= 0 && f->people[i].phone ? f->people[i].phone : from;
}

static int
take_replies(struct run *r, struct err *err)
{
	for (; r->reply < r->opt->reply_n &&
	       r->opt->replies[r->reply].at <= r->now;
	     r->reply++) {
		const struct simulate_reply *q = &r->opt->replies[r->reply];
		const struct facts *f = office_facts(r->o, err);
		if (!f)
			return -1;
		char dedup[32];
		snprintf(dedup, sizeof dedup, "sim-%zu", r->reply);
		if (intake_reply(r->o, "sandbox", number_of(f, q->from),
			q->text, dedup, r->now, err) < 0)
			return -1;
		if (r->opt->on_reply)
			r->opt->on_reply(r->opt->arg, q);
	}
	return intake_apply(r->o, r->now, err);
}

/* Everything that happens at this instant, until nothing more does. */
static int
turn(struct run *r, struct err *err)
{
	size_t before = SIZE_MAX;
	r->seen_n = 0;
	/* Quiet days are skipped, not slept through: that is no outage. */
	r->engine.last_look = r->now;
	for (int i = 0; i < TURNS_MAX && before != r->seen_n; i++) {
		before = r->seen_n;
		if (take_replies(r, err) < 0 ||
		    engine_tick(&r->engine, r->o, r->now, err) < 0 ||
		    courier_step(r->courier, r->now, err) < 0 ||
		    store_flush(r->o->store, err) < 0 ||
		    /* the callbacks of that flush wrote the outcomes */
		    store_flush(r->o->store, err) < 0)
			return -1;
		if (outbox_list(r->o->store, MESSAGE_DELIVERED, r->now - 86400,
			report_message, r) < 0)
			return -1;
	}
	return 0;
}

static int64_t
next_instant(const struct run *r)
{
	int64_t next = r->engine.next_look;
	int64_t courier = courier_next(r->courier, r->now);
	if (courier < next)
		next = courier;
	if (r->reply < r->opt->reply_n && r->opt->replies[r->reply].at < next)
		next = r->opt->replies[r->reply].at;
	return next > r->now ? next : r->now + 1;
}

int
simulate_run(struct office *o, const struct simulate_options *opt,
    struct err *err)
{
	put_virtual_gateway(o->config);
	struct run r = { .o = o, .opt = opt, .now = opt->from_at };
	struct courier_transport t = { &r, never_sends, virtual_now };
	r.courier = courier_new(o, &t);
	int rc = begin(&r, err);
	while (rc >= 0 && r.now < opt->to_at) {
		rc = turn(&r, err);
		r.now = next_instant(&r);
		progress_step(opt->progress, PROGRESS_SIMULATE,
		    r.now - opt->from_at, opt->to_at - opt->from_at);
	}
	if (rc < 0)
		store_abandon(o->store); /* its callbacks know the courier */
	courier_free(r.courier);
	free(r.seen);
	return rc < 0 ? -1 : 0;
}

static int
read_line(char *line, int offset_s, struct simulate_reply *r)
{
	char *tab = strchr(line, '\t');
	if (!tab)
		return -1;
	*tab = '\0';
	char *second = strchr(tab + 1, '\t');
	if (!second)
		return -1;
	*second = '\0';
	r->from = tab + 1;
	r->text = second + 1;
	return civil_parse_instant(line, offset_s, &r->at) ? 0 : -1;
}

static int
by_time(const void *va, const void *vb)
{
	const struct simulate_reply *a = va, *b = vb;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text; /* file order */
}

int
simulate_read_replies(char *text, int offset_s, struct simulate_reply **out,
    struct err *err)
{
	size_t n = 0, cap = 0;
	int line_no = 0;
	*out = NULL;
	for (char *line = text, *next; line && *line; line = next) {
		line_no++;
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		size_t len = strlen(line);
		if (len && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (!*line || *line == '#')
			continue;
		*out = mem_grow(*out, &cap, n + 1, sizeof **out);
		if (read_line(line, offset_s, &(*out)[n]) < 0) {
			free(*out);
			*out = NULL;
			return err_set(err, ERR_INVALID,
			    "line %d of the replies: write YYYY-MM-DD "
			    "HH:MM<TAB>CODE<TAB>text",
			    line_no);
		}
		n++;
	}
	if (n > 1)
		qsort(*out, n, sizeof **out, by_time);
	return (int)n;
}
