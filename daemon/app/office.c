#include "app/office.h"

#include "base/log.h"
#include "core/civil.h"
#include "store/load.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct facts *
office_facts(struct office *o, struct err *err)
{
	uint64_t generation = store_generation(o->store);
	if (o->facts && o->generation == generation)
		return o->facts;
	struct facts *f;
	const struct policy *p = o->config->policy;
	if (load_facts(o->store, p->levels, p->level_n, &f, err) < 0) {
		err_wrap(err, "cannot read the people and their duties");
		return NULL;
	}
	facts_free(o->facts);
	o->facts = f;
	o->generation = generation;
	return f;
}

void
office_forget(struct office *o)
{
	facts_free(o->facts);
	o->facts = NULL;
}

bool
office_can_speak(const struct office *o)
{
	for (size_t i = 0; i < o->config->order_n; i++) {
		const struct config_gateway *g =
		    &o->config->gateways[o->config->order[i]];
		if (o->config->live || g->driver->caps.local)
			return true;
	}
	return false;
}

bool
office_is_paused(struct office *o)
{
	char value[8];
	return store_setting_get(o->store, "paused", value, sizeof value) == 1;
}

int
office_pause(struct office *o, bool pause, const char *who, const char *reason,
    int64_t now, struct err *err)
{
	const char *before = office_is_paused(o) ? "paused" : "running";
	if (store_begin(o->store, err) < 0)
		return -1;
	if (store_setting_put(o->store, "paused", pause ? "1" : NULL, err) <
		0 ||
	    store_audit(o->store, now, who, pause ? "pause" : "resume",
		"sending", before, pause ? "paused" : "running",
		reason ? reason : "", err) < 0) {
		store_undo(o->store);
		return -1;
	}
	return store_end(o->store, err);
}

static bool
hears_alarm(const struct office *o, const struct facts_person *p)
{
	static const char *const roles[] = { "cadre", "secretary", "admin",
		"contact" };
	const char *to = o->config->alarm_to;
	return p->phone &&
	       (strcmp(to, roles[p->role]) == 0 || strcmp(to, p->code) == 0);
}

void
office_alarm(struct office *o, const char *key, const char *text, int64_t now)
{
	struct err err = { 0 };
	char setting[96], today[16], seen[16];
	snprintf(setting, sizeof setting, "alarm.%s", key);
	civil_iso(civil_on(now, o->config->policy->offset_s), today);
	if (store_setting_get(o->store, setting, seen, sizeof seen) == 1 &&
	    strcmp(seen, today) == 0)
		return;
	log_line(LOG_ERROR, "alarm=%s text=\"%s\"", key, text);
	const struct facts *f = office_facts(o, &err);
	if (!f || store_begin(o->store, &err) < 0)
		return;
	int rc = store_setting_put(o->store, setting, today, &err);
	for (int i = 0; rc >= 0 && i < f->person_n; i++) {
		if (!hears_alarm(o, &f->people[i]))
			continue;
		struct outbox_new m = { .person = f->people[i].id,
			.kind = "alarm",
			.text = text,
			.not_before = now,
			.expires_at = now + o->config->policy->valid_s };
		struct message_id id;
		rc = outbox_enqueue(o->store, &m, now, &id, &err);
	}
	if (rc < 0) {
		store_undo(o->store);
		log_line(LOG_ERROR, "alarm=%s error=\"%s\"", key, err.text);
		return;
	}
	store_end(o->store, &err);
}
