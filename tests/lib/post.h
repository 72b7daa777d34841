/*
 * An office with its courier and a scripted transport: what every test of the
 * sending side puts in, turns and looks at.  Knows no scenario.
 */
#ifndef NHACVIEC_TESTS_POST_H
#define NHACVIEC_TESTS_POST_H

#include "fake_transport.h"
#include "test_office.h"

/* Nobody hears of a gateway's silence: all that leaves is the message. */
#define NO_ALARM "[alarm]\nto = contact\n"

struct post { /* an office with its courier */
	struct test_office t;
	struct fake fake;
	struct courier *c;
};

static inline void
post_courier(struct post *p)
{
	struct courier_transport via = fake_transport(&p->fake);
	courier_free(p->c);
	p->fake.store = p->t.office.store;
	p->c = courier_new(&p->t.office, &via);
	must(&p->t, courier_recover(p->c, p->fake.now, &p->t.err));
	must(&p->t, store_flush(p->t.office.store, &p->t.err));
}

static inline void
post_init(struct post *p, const char *more)
{
	*p = (struct post){ .c = NULL };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&p->t, more);
	p->fake.test = p;
	p->fake.now = on2018(5, 24, 7, 30);
	post_courier(p);
}

static inline void
post_fini(struct post *p)
{
	assert_int_equal(courier_in_flight(p->c), 0);
	courier_free(p->c);
	test_office_fini(&p->t);
}

static inline struct outbox_new
letter(struct post *p, const char *code, const char *kind, const char *text)
{
	return (struct outbox_new){ .person = test_person(&p->t, code),
		.kind = kind,
		.text = text,
		.not_before = p->fake.now,
		.expires_at = p->fake.now + 12 * 3600 };
}

static inline struct message_id
put(struct post *p, const struct outbox_new *m)
{
	struct message_id id = { 0 };
	test_begin(&p->t);
	assert_int_equal(
	    outbox_enqueue(p->t.office.store, m, p->fake.now, &id, &p->t.err),
	    1);
	test_commit(&p->t);
	return id;
}

/* A reminder of May, a week before its end; whom = "BAO", or "BAO/TANHOA" where
 * each unit is a duty. */
static inline struct message_id
remind(struct post *p, const char *whom)
{
	char duty[64], code[16];
	snprintf(duty, sizeof duty, "visit/2018-05/%s", whom);
	snprintf(code, sizeof code, "%.*s", (int)strcspn(whom, "/"), whom);
	struct outbox_item item = { duty, "remind/-7", p->fake.now };
	struct outbox_new m = letter(p, code, "visit.remind", "");
	m.items = &item;
	m.item_n = 1;
	return put(p, &m);
}

/* April was not done: the secretary hears of it. */
static inline struct message_id
escalate(struct post *p, const char *code)
{
	char duty[64];
	snprintf(duty, sizeof duty, "visit/2018-04/%s", code);
	struct outbox_item item = { duty, "escalate/+4", p->fake.now };
	struct outbox_new m = letter(p, "QUAN", "escalate", "");
	m.items = &item;
	m.item_n = 1;
	return put(p, &m);
}

/* One turn: what is due starts, and hears its answer. */
static inline void
turn(struct post *p)
{
	must(&p->t, courier_step(p->c, p->fake.now, &p->t.err));
	must(&p->t, store_flush(p->t.office.store, &p->t.err));
	fake_land(&p->fake);
	must(&p->t, store_flush(p->t.office.store, &p->t.err));
}

/* Turns until then, each when the courier itself asks to look again. */
static inline void
turn_until(struct post *p, int64_t until)
{
	for (;;) {
		turn(p);
		int64_t next = courier_next(p->c, p->fake.now);
		assert_true(next > p->fake.now);
		if (next > until)
			break;
		p->fake.now = next;
	}
	p->fake.now = until;
}

static inline void
is(struct post *p, struct message_id id, enum message_state s,
    enum message_reason r)
{
	test_state_is(&p->t, id, s, r);
}

static inline int64_t
waits_until(struct post *p, struct message_id id)
{
	struct outbox_row m;
	assert_int_equal(outbox_get(p->t.office.store, id, &m), 1);
	outbox_row_fini(&m);
	return m.next_at;
}

static inline int
attempts(struct post *p, struct message_id id)
{
	struct outbox_row m;
	assert_int_equal(outbox_get(p->t.office.store, id, &m), 1);
	outbox_row_fini(&m);
	return m.attempts;
}

#endif
