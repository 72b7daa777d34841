#include "app/reader.h"

#include "core/compose.h"
#include "core/fold.h"
#include "core/phone.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECENT_MAX = 6 };

static const char list_goes_on[] = "\n... Xem tiep tren trang web";

/* "DS" from somebody who hears escalations: the month that is being chased is
 * the last one while it is overdue, else the running one. */
static void
answer_list(struct office *o, const struct facts *f, int64_t now,
    struct understand_reading *r)
{
	const struct policy *p = o->config->policy;
	int32_t today = civil_on(now, p->offset_s);
	int32_t month = civil_month_of(today);
	bool early = civil_date_of(today).day <= 15;
	if (early && month - 1 >= p->from_month)
		month--;
	char *list = compose_list(f, p, month, now);
	size_t n = strlen(list), room = sizeof r->answer - sizeof list_goes_on;
	if (n > room) { /* whole lines only, and it says that more are left */
		for (n = room; n && list[n] != '\n'; n--)
			;
	}
	snprintf(r->answer, sizeof r->answer, "%.*s%s", (int)n, list,
	    list[n] ? list_goes_on : "");
	free(list);
}

/* A meeting that moves is no visit: it replaces whatever else was read. */
static void
read_move(const struct office *o, const struct facts *f, int person,
    const char *text, int64_t now, struct understand_reading *r,
    struct proposal *moved)
{
	const struct policy *p = o->config->policy;
	moved->branch = FACTS_NONE;
	if (person < 0 || !proposal_read(f, p, person, text, now, moved)) {
		moved->branch = FACTS_NONE;
		return;
	}
	*r = (struct understand_reading){ .intent = UNDERSTAND_QUESTION,
		.booked = true,
		.to_inbox = !p->accept_moves };
	snprintf(r->why, sizeof r->why, "%s",
	    "a branch's meeting shall move; `meeting changes` shows it");
	snprintf(r->step[r->step_n++], sizeof r->step[0], "%s",
	    "the meeting of one own branch moves or falls out");
	proposal_answer(f, moved, p->accept_moves, r->answer,
	    (int)sizeof r->answer);
}

int
reader_read(struct office *o, const char *from, const char *text, int64_t now,
    struct understand_reading *r, int *person, struct proposal *moved,
    struct err *err)
{
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	char e164[PHONE_SIZE];
	bool earlier = false;
	*person = FACTS_NONE;
	enum phone_result kind = phone_parse(from, e164);
	if (*e164)
		*person = facts_person_by_number(f, e164, &earlier);
	struct understand_question q = { .kind = UNDERSTAND_ASK_NONE };
	char *recent[RECENT_MAX];
	int recent_n = 0;
	bool asks_last = false, open = false;
	if (*person >= 0) {
		struct person_id id = f->people[*person].id;
		char stored[512];
		recent_n =
		    outbox_recent(o->store, id, recent, RECENT_MAX, &asks_last);
		if (recent_n < 0)
			recent_n = 0;
		open = inbound_question_get(o->store, id, now, stored,
			   sizeof stored) == 1 &&
		       understand_question_parse(stored, f, &q);
	}
	struct understand_context c = { .facts = f,
		.policy = o->config->policy,
		.person = *person,
		.number = *e164 ? e164 : from,
		.earlier_number = earlier || kind == PHONE_OK_OLD11,
		.now = now,
		.question = open ? &q : NULL,
		.recent = (const char *const *)recent,
		.recent_n = (size_t)recent_n,
		.asked_last = asks_last };
	understand_text(&c, text, r);
	if (r->intent == UNDERSTAND_LIST && *person >= 0 &&
	    (f->people[*person].role == FACTS_SECRETARY ||
		f->people[*person].role == FACTS_ADMIN))
		answer_list(o, f, now, r);
	for (int i = 0; i < recent_n; i++)
		free(recent[i]);
	struct proposal any;
	read_move(o, f, *person, text, now, r, moved ? moved : &any);
	return 0;
}

static json_t *
date_json(int32_t on)
{
	char buf[16];
	return on == CIVIL_NONE ? json_null() : json_string(civil_iso(on, buf));
}

static json_t *
unit_json(const struct facts *f, int unit)
{
	return unit < 0 ? json_null() : json_string(f->units[unit].code);
}

static json_t *
items_json(const struct facts *f, const struct understand_item *v, size_t n,
    bool meetings)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *o = json_object();
		if (meetings)
			json_object_set_new(o, "branch",
			    unit_json(f, v[i].branch));
		json_object_set_new(o, "unit", unit_json(f, v[i].unit));
		json_object_set_new(o, "date", date_json(v[i].on));
		json_array_append_new(list, o);
	}
	return list;
}

/* JSON text must be UTF-8 whatever arrived. */
static json_t *
text_json(const char *text)
{
	char *nfc = fold_nfc(text);
	json_t *j = json_string(nfc);
	free(nfc);
	return j ? j : json_string("");
}

void
reader_json(const struct facts *f, int person,
    const struct understand_reading *r, struct sbuf *out)
{
	json_t *o = json_object();
	json_object_set_new(o, "person",
	    person < 0 ? json_null() : json_string(f->people[person].code));
	json_object_set_new(o, "intent",
	    json_string(understand_intent_name(r->intent)));
	json_object_set_new(o, "visits",
	    items_json(f, r->visits, r->visit_n, false));
	json_object_set_new(o, "meetings",
	    items_json(f, r->meetings, r->meeting_n, true));
	json_object_set_new(o, "planned",
	    items_json(f, r->planned, r->planned_n, false));
	json_t *not_done = json_array();
	for (size_t i = 0; i < r->not_done_n; i++)
		json_array_append_new(not_done, unit_json(f, r->not_done[i]));
	json_object_set_new(o, "not_done", not_done);
	json_object_set_new(o, "ask", json_boolean(r->ask));
	json_object_set_new(o, "to_inbox", json_boolean(r->to_inbox));
	json_object_set_new(o, "answer",
	    *r->answer ? text_json(r->answer) : json_null());
	if (*r->why)
		json_object_set_new(o, "why", text_json(r->why));
	json_t *steps = json_array();
	for (size_t i = 0; i < r->step_n; i++)
		json_array_append_new(steps, text_json(r->step[i]));
	json_object_set_new(o, "steps", steps);
	char *text = json_dumps(o, JSON_COMPACT);
	sbuf_add(out, text ? text : "{}");
	free(text);
	json_decref(o);
}
