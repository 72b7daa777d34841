/*
 * The whole service on the demo district with a turning clock: replies come in,
 * the engine plans, the courier sends to a scripted Kannel.  For scenarios that
 * take days; knows none of them.
 */
#ifndef NHACVIEC_TESTS_TOWN_H
#define NHACVIEC_TESTS_TOWN_H

#include "fake_transport.h"
#include "test_office.h"

#include "app/intake.h"

struct town {
	struct test_office t;
	struct fake fake;
	struct courier *c;
	int reply_n;
};

/* A new process on the same database: nothing is remembered but what it says
 * itself. */
static inline void
town_boot(struct town *w)
{
	struct courier_transport via = fake_transport(&w->fake);
	courier_free(w->c);
	office_forget(&w->t.office);
	w->t.engine = (struct engine){ 0 };
	w->fake.store = w->t.office.store;
	w->c = courier_new(&w->t.office, &via);
	must(&w->t, courier_recover(w->c, w->fake.now, &w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

static inline void
town_plan(struct town *w)
{
	must(&w->t,
	    engine_tick(&w->t.engine, &w->t.office, w->fake.now, &w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

static inline void
town_send(struct town *w)
{
	must(&w->t, courier_step(w->c, w->fake.now, &w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
	fake_land(&w->fake);
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
}

/* One turn of the service's loop. */
static inline void
town_turn(struct town *w)
{
	must(&w->t, intake_apply(&w->t.office, w->fake.now, &w->t.err));
	town_plan(w);
	town_send(w);
}

/* Turns until then, when the parts ask for it and every hour at least; the
 * clock stands there afterwards. */
static inline void
town_run(struct town *w, int64_t until)
{
	while (w->fake.now <= until) {
		town_turn(w);
		int64_t next = w->fake.now + 3600;
		int64_t courier = courier_next(w->c, w->fake.now);
		if (w->t.engine.next_look < next)
			next = w->t.engine.next_look;
		if (courier < next)
			next = courier;
		assert_true(next > w->fake.now);
		if (next > until)
			break;
		w->fake.now = next;
	}
	w->fake.now = until;
}

/* The district with a database of its own, live since `from`, when nothing of
 * that month was due yet or the test wants what was. */
static inline void
town_init(struct town *w, const char *more, int64_t from)
{
	*w = (struct town){ .c = NULL };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&w->t, more);
	w->fake.now = from;
	town_boot(w);
}

/* The same with the first tick behind it: rungs from now on are all said. */
static inline void
town_live(struct town *w, const char *more, int64_t from)
{
	town_init(w, more, from);
	town_run(w, from + 60); /* not all leave in one second */
}

static inline void
town_fini(struct town *w)
{
	assert_int_equal(courier_in_flight(w->c), 0);
	courier_free(w->c);
	test_office_fini(&w->t);
}

/* A reply from that number arrives now; a turn follows. */
static inline void
town_hear(struct town *w, const char *phone, const char *text)
{
	char id[16];
	snprintf(id, sizeof id, "mo-%d", ++w->reply_n);
	must(&w->t, intake_reply(&w->t.office, "sms", phone, text, id,
			w->fake.now, &w->t.err));
	town_turn(w);
}

/* From a person's own number. */
static inline void
town_reply(struct town *w, const char *code, const char *text)
{
	const struct facts *f = test_facts(&w->t);
	int i = facts_person_by_code(f, code);
	assert_true(i >= 0);
	char phone[24];
	snprintf(phone, sizeof phone, "%s", f->people[i].phone);
	town_hear(w, phone, text);
}

/* A verb at the present time that must succeed. */
static inline void
town_do(struct town *w, const char *words)
{
	if (test_verb(&w->t, w->fake.now, words) != VERB_DONE)
		fail_msg("%s: %s", words, sbuf_text(&w->t.talk));
}

/* As `reload`: a tick by the old rules, then the new ones. */
static inline void
town_reload(struct town *w, const char *more)
{
	town_turn(w);
	struct config *old = w->t.conf.config;
	w->t.conf.config = NULL;
	test_office_configure(&w->t, more);
	must(&w->t, engine_absorb(&w->t.engine, &w->t.office, old->policy,
			w->fake.now, &w->t.err));
	must(&w->t, store_flush(w->t.office.store, &w->t.err));
	config_free(old);
	town_turn(w);
}

/* --- the roster changes */

/* A branch with its contact (may be NULL) and calendar (may be NULL). */
static inline void
town_branch(struct town *w, const char *code, const char *name,
    const char *parent, const char *contact, const char *rule, int minute)
{
	const struct org_unit u = { .code = code,
		.name = name,
		.kind = "chi_doan",
		.parent = parent,
		.contact_phone = contact,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_meeting m = { code, rule, "", minute };
	test_begin(&w->t);
	must(&w->t, org_put_unit(w->t.office.store, &u, &w->t.err));
	if (rule)
		must(&w->t, org_put_meeting(w->t.office.store, &m, &w->t.err));
	test_commit(&w->t);
}

/* A unit of the demo gets another name; what else is known stays. */
static inline void
town_rename(struct town *w, const char *code, const char *name)
{
	const struct org_unit u = { .code = code,
		.name = name,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	test_begin(&w->t);
	must(&w->t, org_put_unit(w->t.office.store, &u, &w->t.err));
	test_commit(&w->t);
}

static inline void
town_person(struct town *w, const char *code, const char *name,
    const char *phone)
{
	const struct org_person p = { .code = code,
		.name = name,
		.phone = phone,
		.role = "cadre" };
	test_begin(&w->t);
	must(&w->t, org_put_person(w->t.office.store, &p, 1, &w->t.err));
	test_commit(&w->t);
}

static inline void
town_assign(struct town *w, const char *person, const char *unit,
    int32_t from_on, int32_t until_on)
{
	const struct org_assignment a = { person, unit, from_on, until_on };
	test_begin(&w->t);
	must(&w->t, org_put_assignment(w->t.office.store, &a, &w->t.err));
	test_commit(&w->t);
}

static inline void
town_holiday(struct town *w, int month, int day)
{
	test_begin(&w->t);
	must(&w->t, org_put_holiday(w->t.office.store,
			civil_day(2018, month, day), "nghỉ", &w->t.err));
	test_commit(&w->t);
}

static inline void
town_session(struct town *w, int month, int day)
{
	test_begin(&w->t);
	must(&w->t,
	    org_put_session(w->t.office.store, civil_day(2018, month, day),
		"Hội nghị BCH", &w->t.err));
	test_commit(&w->t);
}

/* --- what the gateway took */

struct town_heard {
	const char *number; /* NULL any */
	const char *kind;   /* NULL any */
	const char *part;   /* of the text; NULL any */
	int64_t since;	    /* written at or after */
	int n;
	struct message_id last;
	int64_t at; /* of the last */
	int parts;
	char text[800];
};

static inline int
town_heard_row(void *arg, const struct outbox_row *m)
{
	struct town_heard *h = arg;
	if (m->state != MESSAGE_ACCEPTED || m->created_at < h->since ||
	    (h->number && strcmp(h->number, m->number) != 0) ||
	    (h->kind && strcmp(h->kind, m->kind) != 0) ||
	    (h->part && !strstr(m->text, h->part)))
		return 0;
	h->n++;
	h->last = m->id;
	h->at = m->updated_at;
	h->parts = m->parts;
	snprintf(h->text, sizeof h->text, "%s", m->text);
	return 0;
}

/* What went to that number since then. */
static inline struct town_heard
town_heard_by(struct town *w, const char *number, const char *kind,
    const char *part, int64_t since)
{
	struct town_heard h = { .number = number,
		.kind = kind,
		.part = part,
		.since = since };
	must(&w->t, outbox_list(w->t.office.store, -1, 0, town_heard_row, &h));
	return h;
}

/* The same by the code of a person, under the number of today. */
static inline struct town_heard
town_heard(struct town *w, const char *code, const char *kind, const char *part,
    int64_t since)
{
	char phone[24];
	const struct facts *f = test_facts(&w->t);
	int i = facts_person_by_code(f, code);
	assert_true(i >= 0);
	snprintf(phone, sizeof phone, "%s", f->people[i].phone);
	return town_heard_by(w, phone, kind, part, since);
}

#define assert_heard(w, code, kind, words, since, count)                       \
	do {                                                                   \
		struct town_heard h_ =                                         \
		    town_heard(w, code, kind, words, since);                   \
		if (h_.n != (count))                                           \
			fail_msg("%s heard %d times, not %d, of '%s'; last "   \
				 "'%s'",                                       \
			    code, h_.n, count, h_.part ? h_.part : "anything", \
			    h_.text);                                          \
	} while (0)

/* --- status */

/* A person's member of `status --json --month M` as text in buf, or "". */
static inline const char *
town_state(struct town *w, const char *month, const char *code)
{
	static const char *const states[] = { "not_due", "due", "planned",
		"done", "overdue", "exempt" };
	char words[64];
	const char *found = "";
	size_t i;
	json_t *p;
	snprintf(words, sizeof words, "status --json --month %s", month);
	town_do(w, words);
	json_t *j = test_json(&w->t, 0);
	json_array_foreach(json_object_get(j, "people"), i, p)
	{
		if (strcmp(test_member(p, "code"), code) != 0)
			continue;
		for (size_t k = 0; k < sizeof states / sizeof *states; k++) {
			if (strcmp(test_member(p, "state"), states[k]) == 0)
				found = states[k];
		}
	}
	json_decref(j);
	return found;
}

/* The element with that code in an array of the last verb's JSON; json_decref
 * *whole afterwards.  NULL = it is not there. */
static inline json_t *
town_look(struct town *w, const char *month, const char *array,
    const char *code, json_t **whole)
{
	char words[64];
	size_t i;
	json_t *p;
	snprintf(words, sizeof words, "status --json --month %s", month);
	town_do(w, words);
	*whole = test_json(&w->t, 0);
	json_array_foreach(json_object_get(*whole, array), i, p)
	{
		if (strcmp(test_member(p, "code"), code) == 0)
			return p;
	}
	return NULL;
}

#endif
