#include "app/link.h"

#include "base/log.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/fold.h"
#include "store/address.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DIGITS = 7, /* 23 bits, typed on a phone */
	CODES = 10000000,
	LIFE_S = 3 * 86400,
	TRIES = 20 /* codes that are open already: hardly ever one */
};

static const char prefix[] = "dk";

/* --- the code goes out */

static int
make_code(struct office *o, const char *gateway, struct person_id p,
    int64_t now, char code[DIGITS + 1], struct err *err)
{
	for (int i = 0; i < TRIES; i++) {
		snprintf(code, DIGITS + 1, "%07" PRIu32,
		    randombytes_uniform(CODES));
		int rc = address_code_put(o->store, gateway, p, code, now,
		    now + LIFE_S, err);
		if (rc)
			return rc;
	}
	return err_set(err, ERR_FAILED, "no code is free");
}

static int
queue_code(struct office *o, const struct facts *f, int person,
    const char *code, int64_t now, struct err *err)
{
	const struct policy *p = o->config->policy;
	struct civil_date d =
	    civil_date_of(civil_on(now + LIFE_S, p->offset_s));
	char *given = compose_given_name(f, person);
	struct sbuf text = { 0 };
	sbuf_addf(&text,
	    "%s: de nhan tin qua Zalo, d/c %s mo Zalo, vao trang cua %s, nhan: "
	    "DK %s. Ma dung 1 lan, den %d/%d, khong dua cho ai",
	    p->sign, given, p->office_name, code, d.day, d.month);
	free(given);
	struct outbox_new m = { .person = f->people[person].id,
		.kind = "link",
		.text = sbuf_text(&text),
		.not_before = now,
		.expires_at = now + p->valid_s };
	struct message_id id;
	int rc = outbox_enqueue(o->store, &m, now, &id, err);
	sbuf_fini(&text);
	return rc;
}

int
link_invite(struct office *o, const char *gateway, int person, bool again,
    int64_t now, struct err *err)
{
	char code[DIGITS + 1];
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	const struct facts_person *p = &f->people[person];
	if (!p->phone)
		return err_set(err, ERR_STATE,
		    "%s has no number to send a "
		    "code to",
		    p->code);
	if (!again && address_code_open(o->store, gateway, p->id, now) == 1)
		return 0;
	if (make_code(o, gateway, p->id, now, code, err) < 0)
		return -1;
	int rc = queue_code(o, f, person, code, now, err);
	sodium_memzero(code, sizeof code);
	return rc < 0 ? -1 : 1;
}

int
link_claim(struct office *o, const char *gateway, const struct gw_event *e,
    int64_t now, struct err *err)
{
	char number[PHONE_SIZE], known[PHONE_SIZE];
	const struct facts *f = office_facts(o, err);
	if (!f)
		return -1;
	phone_parse(e->to ? e->to : "", number);
	int person =
	    *number ? facts_person_by_number(f, number, NULL) : FACTS_NONE;
	/* Strangers cost nothing, and who is linked needs no code. */
	if (person < 0 || !f->people[person].phone ||
	    strcmp(f->people[person].phone, number) != 0 ||
	    (link_number(o, gateway, e->from, known) &&
		strcmp(known, number) == 0))
		return 0;
	int rc = link_invite(o, gateway, person, false, now, err);
	log_line(LOG_INFO, "gw=%s person=%" PRId64 " claimed=1 code=%d",
	    gateway, f->people[person].id.v, rc);
	return rc < 0 ? -1 : 0;
}

/* --- and comes back */

/* "DK 1234567", however it is typed. */
static bool
read_code(const char *text, char code[DIGITS + 1])
{
	char *key = fold_key(text);
	size_t n = strlen(prefix);
	bool good = strncmp(key, prefix, n) == 0 && strlen(key) == n + DIGITS &&
		    strspn(key + n, "0123456789") == DIGITS;
	if (good)
		memcpy(code, key + n, DIGITS + 1);
	free(key);
	return good;
}

static int
confirm(struct office *o, struct person_id id, struct event_id event,
    int64_t now, struct err *err)
{
	const struct facts *f = office_facts(o, err);
	int person = f ? facts_person_by_id(f, id) : FACTS_NONE;
	if (person < 0)
		return f ? 0 : -1;
	char *given = compose_given_name(f, person);
	struct sbuf text = { 0 };
	sbuf_addf(&text,
	    "Da ket noi Zalo cua d/c %s voi %s. Tu nay co the bao cao bang "
	    "cach nhan vao day",
	    given, o->config->policy->sign);
	free(given);
	struct outbox_new m = { .person = id,
		.kind = "answer",
		.text = sbuf_text(&text),
		.not_before = now,
		.expires_at = now + o->config->policy->valid_s,
		.answers = event };
	struct message_id message;
	int rc = outbox_enqueue(o->store, &m, now, &message, err);
	sbuf_fini(&text);
	return rc < 0 ? -1 : 0;
}

int
link_try(struct office *o, const char *gateway, const char *user_id,
    const char *text, struct event_id event, int64_t now,
    enum link_outcome *out, struct person_id *person, struct err *err)
{
	char code[DIGITS + 1];
	enum address_try what;
	*out = LINK_NONE;
	*person = (struct person_id){ 0 };
	if (!read_code(text, code))
		return 0;
	*out = LINK_VAIN;
	if (address_code_try(o->store, gateway, user_id, code, now, &what,
		person, err) < 0)
		return -1;
	log_line(LOG_INFO, "gw=%s event=%" PRId64 " link=%s", gateway, event.v,
	    what == ADDRESS_LINKED  ? "done"
	    : what == ADDRESS_WRONG ? "wrong"
				    : "locked");
	if (what != ADDRESS_LINKED)
		return 0;
	*out = LINK_DONE;
	if (address_heard(o->store, gateway, user_id, now, err) < 0)
		return -1;
	return confirm(o, *person, event, now, err);
}

bool
link_number(struct office *o, const char *gateway, const char *user_id,
    char number[PHONE_SIZE])
{
	struct err err = { 0 };
	struct person_id id = address_person(o->store, gateway, user_id);
	const struct facts *f = id.v ? office_facts(o, &err) : NULL;
	int person = f ? facts_person_by_id(f, id) : FACTS_NONE;
	number[0] = '\0';
	if (person >= 0 && f->people[person].phone)
		snprintf(number, PHONE_SIZE, "%s", f->people[person].phone);
	return *number != '\0';
}
