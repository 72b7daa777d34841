#include "folk.h"

#include "life.h"
#include "posix.h"
#include "tower.h"

#include "base/log.h"
#include "base/sbuf.h"
#include "core/civil.h"
#include "store/deed.h"
#include "store/org.h"
#include "store/outbox.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code, *phone;
	const char *units[3];
} folk[FOLK_N] = {
	{ "DUYEN", "+84912000002", { "TANPHU", "TANLAP" } },
	{ "BAO", "+84912000003", { "TANHOA", "TANLOI" } },
	{ "SON", "+84912000005", { "TANPHUOC" } },
	{ "HOA", "+84912000006", { "DONGTAM" } },
};

const char *
folk_code(int i)
{
	return folk[i].code;
}

static const char *
phone_of(int i)
{
	return *sim.phones[i] ? sim.phones[i] : folk[i].phone;
}

static int32_t
today(void)
{
	return civil_on(sim.now, SIM_OFFSET);
}

/* A day of the last two weeks of this month on which that person was not said
 * to be there yet; false: none. */
static bool
pick_day(int who, int unit, int32_t *on)
{
	int32_t base = civil_day(2018, 1, 1);
	for (int i = 0; i < 6; i++) {
		/* past by any clock that the office may have */
		int32_t d = today() - rng_between(&sim.rng,
					  sim.faults[FAULT_CLOCK] ? 4 : 2, 16);
		if (civil_month_of(d) != civil_month_of(today()) ||
		    d - base >= 400 || d < base ||
		    sim.booked[who][unit][d - base])
			continue;
		sim.booked[who][unit][d - base] = true;
		*on = d;
		return true;
	}
	return false;
}

static int
pick_unit(int who)
{
	return folk[who].units[1] ? rng_between(&sim.rng, 0, 1) : 0;
}

/* --- by SMS */

static void
send_reply(const char *from, const char *text, struct sim_call **made)
{
	int64_t at = sim.now + rng_between(&sim.rng, 0, 30);
	struct sim_call *c =
	    tower_call(at, rng_between(&sim.rng, 0, SIM_GATEWAYS - 1), true);
	c->unit = -1;
	sim.reply_n++;
	sim.n->replies++;
	snprintf(c->text, sizeof c->text, "%s", text);
	snprintf(c->from, sizeof c->from, "%s", from);
	if (sim_fault(FAULT_REPEATS, 40))
		c->again = rng_between(&sim.rng, 1, 3);
	if (made)
		*made = c;
}

static void
confirm(int who)
{
	int unit = pick_unit(who);
	int32_t on;
	if (!pick_day(who, unit, &on))
		return;
	struct civil_date d = civil_date_of(on);
	char text[64];
	snprintf(text, sizeof text, "DA DI %s %d/%d", folk[who].units[unit],
	    d.day, d.month);
	struct sim_call *c;
	send_reply(phone_of(who), text, &c);
	c->person = who;
	c->unit = unit;
	c->day = on;
}

static void
say_something(int who)
{
	static const char *const words[] = { "HD", "ok", "chua di", "DA NOP",
		"abc xyz", "1", "mai em di", "HUY", "DS", "DA DU TANLAP-AP3" };
	char text[64];
	struct civil_date d = civil_date_of(today() + 2);
	int i = rng_between(&sim.rng, 0, 10);
	snprintf(text, sizeof text, "%s", i < 10 ? words[i] : "");
	if (i == 10)
		snprintf(text, sizeof text, "HEN %d/%d", d.day, d.month);
	sim.undo_n += i == 7;
	send_reply(rng_percent(&sim.rng, 8) ? "+84988777666" : phone_of(who),
	    text, NULL);
}

/* --- by hand: each as a verb, committed before it says so */

static bool
commit(int rc, struct err *err)
{
	if (rc < 0)
		store_undo(sim.office.store);
	else
		rc = store_end(sim.office.store, err);
	bool ok = rc >= 0 && store_flush(sim.office.store, err) == 0;
	if (!ok && err->code == ERR_IO)
		sim.leaving = sim.lost = true;
	sim.kick = true;
	sim.engine.next_look = 0;
	return ok && !disk_is_dead();
}

static struct person_id
person(int who, const struct facts *f)
{
	int i = facts_person_by_code(f, folk[who].code);
	return i < 0 ? (struct person_id){ 0 } : f->people[i].id;
}

static void
visit_by_hand(int who)
{
	struct err err = { 0 };
	int unit = pick_unit(who);
	int32_t on;
	const struct facts *f = office_facts(&sim.office, &err);
	if (!f || !pick_day(who, unit, &on) ||
	    store_begin(sim.office.store, &err) < 0)
		return;
	const struct deed_visit v = { .person = person(who, f),
		.unit =
		    f->units[facts_unit_by_code(f, folk[who].units[unit])].id,
		.on = on,
		.month = civil_month_of(on),
		.source = FACTS_MANUAL,
		.reason = "thu",
		.who = "cli:sim",
		.now = sim_clock() };
	commit(deed_add_visit(sim.office.store, &v, NULL, &err), &err);
}

static void
exempt_by_hand(int who)
{
	struct err err = { 0 };
	const struct facts *f = office_facts(&sim.office, &err);
	if (!f || store_begin(sim.office.store, &err) < 0)
		return;
	commit(deed_exempt(sim.office.store, person(who, f), today(),
		   today() + rng_between(&sim.rng, 0, 9), "om", "cli:sim",
		   sim_clock(), &err),
	    &err);
}

static void
new_number(int who)
{
	struct err err = { 0 };
	char phone[24];
	snprintf(phone, sizeof phone, "+8497700%04d", ++sim.phone_n);
	const struct org_person p = { .code = folk[who].code, .phone = phone };
	if (store_begin(sim.office.store, &err) < 0)
		return;
	if (commit(org_put_person(sim.office.store, &p, sim_clock(), &err),
		&err))
		memcpy(sim.phones[who], phone, sizeof phone);
}

static void
pause_all(bool pause)
{
	struct err err = { 0 };
	if (office_pause(&sim.office, pause, "cli:sim", NULL, sim_clock(),
		&err) == 0 &&
	    store_flush(sim.office.store, &err) == 0 && !disk_is_dead())
		sim.paused_until =
		    pause ? sim.now + rng_between(&sim.rng, 60, 7200) : 0;
	sim.kick = true;
	sim.engine.next_look = 0;
}

struct pick {
	int64_t id;
	enum message_state state;
	bool doubted;
	int seen;
};

static int
pick_row(void *arg, const struct outbox_row *m)
{
	struct pick *p = arg;
	if (rng_below(&sim.rng, (uint32_t)++p->seen) == 0) {
		p->id = m->id.v;
		p->state = m->state;
	}
	return 0;
}

static void
move_by_hand(void)
{
	static const enum message_event events[] = { MESSAGE_HOLD,
		MESSAGE_CANCEL, MESSAGE_RELEASE, MESSAGE_RETRY };
	static const int states[] = { MESSAGE_QUEUED, MESSAGE_SENDING,
		MESSAGE_UNCERTAIN, MESSAGE_HELD, MESSAGE_FAILED };
	struct err err = { 0 };
	struct pick p = { 0 };
	int state = states[rng_below(&sim.rng, 5)];
	enum message_event e = events[rng_below(&sim.rng, 4)];
	outbox_list(sim.office.store, state, 0, pick_row, &p);
	if (!p.id || store_begin(sim.office.store, &err) < 0)
		return;
	int rc = outbox_move(sim.office.store, (struct message_id){ p.id }, e,
	    MESSAGE_R_PERSON, "", sim_clock(), &err);
	/* "Send it again" is a person's word for one more copy: asked for
	 * before it is known to be on disk. */
	struct sim_told *t = &sim.told[p.id];
	if (rc >= 0 && e == MESSAGE_RETRY)
		t->allowed++;
	bool stops = e == MESSAGE_HOLD || e == MESSAGE_CANCEL;
	if (rc >= 0 && !stops)
		t->stopped = false;
	if (rc >= 0 && commit(rc, &err) && stops)
		t->stopped = true;
	else if (rc < 0)
		commit(rc, &err);
}

void
folk_relent(void)
{
	struct err err = { 0 };
	pause_all(false);
	struct pick p;
	for (int i = 0; i < 50; i++) {
		p = (struct pick){ 0 };
		outbox_list(sim.office.store, MESSAGE_HELD, 0, pick_row, &p);
		if (!p.id || store_begin(sim.office.store, &err) < 0)
			return;
		sim.told[p.id].stopped = false;
		commit(outbox_move(sim.office.store,
			   (struct message_id){ p.id }, MESSAGE_RELEASE,
			   MESSAGE_R_PERSON, "", sim_clock(), &err),
		    &err);
	}
}

/* --- misfortune that is nobody's */

static void
step_clock(void)
{
	static const int steps[] = { -30, -3600, -86400, 30, 3600, 86400, -5,
		600 };
	sim.skew += steps[rng_below(&sim.rng, 8)];
	if (sim.skew > 2 * 86400 || sim.skew < -2 * 86400)
		sim.skew = 0;
	sim_trace(6, (uint64_t)sim.skew);
}

static void
fill_disk(void)
{
	int64_t room = rng_percent(&sim.rng, 50)
			   ? rng_between(&sim.rng, 0, 60000)
			   : rng_between(&sim.rng, 0, 6000);
	disk_capacity(disk_used() + posix_ballast() + room);
	sim.full_until = sim.now + rng_between(&sim.rng, 60, 4 * 3600);
}

static void
misfortune(void)
{
	switch (rng_between(&sim.rng, 0, 6)) {
	case 0:
		if (sim.faults[FAULT_CLOCK])
			step_clock();
		break;
	case 1:
		if (sim.faults[FAULT_FULL])
			fill_disk();
		break;
	case 2:
		if (sim.faults[FAULT_EIO])
			disk_fail_sync(rng_between(&sim.rng, 1, 6),
			    rng_percent(&sim.rng, 50));
		break;
	case 3:
		if (sim.faults[FAULT_STOP] && sim.up)
			life_stop();
		break;
	case 4:
		if (sim.faults[FAULT_RELOAD] && sim.up)
			life_reload((sim.config & 5) |
				    (rng_percent(&sim.rng, 50) ? 2 : 0));
		break;
	default:
		tower_trouble();
		break;
	}
}

static void
by_hand(int who)
{
	if (!sim.up || sim.leaving)
		return;
	switch (rng_between(&sim.rng, 0, 7)) {
	case 0:
		visit_by_hand(who);
		break;
	case 1:
		exempt_by_hand(who);
		break;
	case 2:
		if (sim.faults[FAULT_HANDS])
			new_number(who);
		break;
	case 3:
		if (sim.faults[FAULT_HANDS])
			pause_all(true);
		break;
	default:
		if (sim.faults[FAULT_HANDS])
			move_by_hand();
		break;
	}
}

void
folk_act(void)
{
	int who = rng_between(&sim.rng, 0, FOLK_N - 1);
	sim.folk_at = sim.now + (rng_percent(&sim.rng, 45)
					? rng_between(&sim.rng, 0, 60)
					: rng_between(&sim.rng, 60, 5400));
	if (sim.draining) {
		sim.folk_at = INT64_MAX;
		return;
	}
	sim_trace(7, (uint64_t)who);
	if (sim.full_until && sim.full_until <= sim.now) {
		disk_capacity(INT64_MAX);
		sim.full_until = 0;
	}
	if (sim.paused_until && sim.paused_until <= sim.now && sim.up &&
	    !sim.leaving)
		pause_all(false);
	else if (rng_percent(&sim.rng, 35))
		misfortune();
	else if (rng_percent(&sim.rng, 30))
		by_hand(who);
	else if (rng_percent(&sim.rng, 50))
		confirm(who);
	else
		say_something(who);
}
