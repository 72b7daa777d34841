#include "app/limits.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "store/spent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct limits_count {
	char *gateway;
	int64_t n;
};

void
limits_fini(struct limits *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].gateway);
	free(l->v);
	l->v = NULL;
	l->n = l->cap = 0;
}

void
limits_begin(struct limits *l)
{
	l->known = false;
}

static struct limits_count *
count_of(struct limits *l, const char *gateway)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].gateway, gateway) == 0)
			return &l->v[i];
	}
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n] = (struct limits_count){ mem_dup(gateway), 0 };
	return &l->v[l->n++];
}

static int
add_row(void *arg, const struct spent_row *row)
{
	struct limits *l = arg;
	count_of(l, row->gateway)->n += row->n;
	l->sent += row->n;
	return 0;
}

static int64_t
first_of_month(const struct office *o, int64_t now)
{
	int offset = o->config->policy->offset_s;
	int32_t month = civil_month_of(civil_on(now, offset));
	return civil_at(civil_month_first(month), 0, offset);
}

static void
read_counts(struct limits *l, int64_t now)
{
	int offset = l->o->config->policy->offset_s;
	int64_t today = civil_at(civil_on(now, offset), 0, offset);
	if (l->known && l->today == today)
		return;
	limits_fini(l);
	l->known = true;
	l->today = today;
	l->sent = l->cost = 0;
	spent_each(l->o->store, today, add_row, l);
	if (l->o->config->monthly_budget)
		l->cost = spent_cost(l->o->store, first_of_month(l->o, now));
}

/* Once a month: whoever hears alarms, and the secretary. */
static void
tell_budget(struct limits *l, int64_t now)
{
	struct office *o = l->o;
	int offset = o->config->policy->offset_s;
	int32_t month = civil_month_of(civil_on(now, offset));
	static const char once[] = "told.budget";
	char key[48];
	struct sbuf text = { 0 };
	struct err err = { 0 };
	snprintf(key, sizeof key, "budget.%d", (int)month);
	char seen[48];
	if (store_setting_get(o->store, once, seen, sizeof seen) == 1 &&
	    strcmp(seen, key) == 0)
		return;
	sbuf_addf(&text,
	    "%s: da het tien nhan tin du tru cua thang (%" PRId64
	    "/%d d). Chi con gui tin qua han va su co. Xem: nhacviec queue",
	    o->config->policy->sign, l->cost, o->config->monthly_budget);
	office_alarm(o, key, sbuf_text(&text), now);
	const struct facts *f = office_facts(o, &err);
	int rc = f ? store_begin(o->store, &err) : -1;
	for (int i = 0; rc >= 0 && i < f->person_n; i++) {
		const struct facts_person *p = &f->people[i];
		if (p->role != FACTS_SECRETARY || !p->phone ||
		    strcmp(o->config->alarm_to, "secretary") == 0 ||
		    strcmp(o->config->alarm_to, p->code) == 0)
			continue;
		struct outbox_new m = { .person = p->id,
			.kind = "alarm",
			.text = sbuf_text(&text),
			.not_before = now,
			.expires_at = now + o->config->policy->valid_s };
		struct message_id id;
		rc = outbox_enqueue(o->store, &m, now, &id, &err);
	}
	if (rc >= 0) {
		store_setting_put(o->store, once, key, &err);
		store_end(o->store, &err);
	}
	sbuf_fini(&text);
}

enum message_reason
limits_wait(struct limits *l, const struct due *d, const char *number,
    int64_t now, int64_t *until)
{
	const struct config *c = l->o->config;
	int offset = c->policy->offset_s;
	int32_t day = civil_on(now, offset);
	*until = civil_at(day + 1, 0, offset);
	/* The last bound of all, for whatever runs away: no kind passes it. */
	if (c->daily_cap) {
		read_counts(l, now);
		if (l->sent >= c->daily_cap)
			return MESSAGE_R_DAILY_CAP;
	}
	if (c->person_cap && !due_is_urgent(d) &&
	    spent_on_number(l->o->store, number, civil_at(day, 0, offset)) >=
		c->person_cap)
		return MESSAGE_R_PERSON_CAP;
	return MESSAGE_R_NONE;
}

enum message_reason
limits_gateway(struct limits *l, const struct due *d,
    const struct config_gateway *g, int parts, int64_t now, int64_t *until)
{
	const struct config *c = l->o->config;
	int offset = c->policy->offset_s;
	if (!g->daily_cap && !c->monthly_budget)
		return MESSAGE_R_NONE;
	read_counts(l, now);
	*until = civil_at(civil_on(now, offset) + 1, 0, offset);
	if (g->daily_cap && count_of(l, g->settings.name)->n >= g->daily_cap)
		return MESSAGE_R_GATEWAY_CAP;
	int64_t cost = limits_cost(l->o, g, parts);
	if (c->monthly_budget && cost && !due_is_urgent(d) &&
	    l->cost + cost > c->monthly_budget) {
		tell_budget(l, now);
		return MESSAGE_R_BUDGET;
	}
	return MESSAGE_R_NONE;
}

int64_t
limits_cost(const struct office *o, const struct config_gateway *g, int parts)
{
	if (g->driver->caps.local)
		return 0;
	int price = g->price < 0 ? o->config->policy->price : g->price;
	return (int64_t)price * parts;
}

void
limits_count(struct limits *l, const char *gateway, int64_t cost)
{
	if (!l->known)
		return;
	count_of(l, gateway)->n++;
	l->sent++;
	l->cost += cost;
}

int64_t
limits_sent(struct limits *l, const char *gateway, int64_t now)
{
	read_counts(l, now);
	return count_of(l, gateway)->n;
}
