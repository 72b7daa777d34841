#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/calendar.h"
#include "core/civil.h"
#include "store/load.h"
#include "store/org.h"
#include "store/shift.h"

#include <stdio.h>
#include <string.h>

void test_only_accepted_changes_are_facts(void **state);
void test_the_latest_word_about_a_meeting_counts(void **state);
void test_a_decision_is_taken_once(void **state);
void test_each_step_of_a_change_is_in_the_trail(void **state);

static char district[] = "huyen", cluster[] = "cum", commune[] = "xa",
	    branch[] = "chi_doan";
static char *const levels[] = { district, cluster, commune, branch };

struct office {
	struct store *s;
	struct facts *f;
	struct err err;
};

static void
reload(struct office *o)
{
	facts_free(o->f);
	assert_int_equal(store_flush(o->s, &o->err), 0);
	assert_int_equal(load_facts(o->s, levels, 4, &o->f, &o->err), 0);
}

static struct office
begin(void)
{
	struct office o = { .s = NULL };
	assert_int_equal(store_open_memory(&o.s, NULL, 0, &o.err), 0);
	assert_int_equal(store_begin(o.s, &o.err), 0);
	struct org_unit u = { .code = "X",
		.name = "Xã X",
		.kind = "xa",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	assert_int_equal(org_put_unit(o.s, &u, &o.err), 1);
	u.code = "X-AP1";
	u.name = "Ấp 1";
	u.kind = "chi_doan";
	u.parent = "X";
	assert_int_equal(org_put_unit(o.s, &u, &o.err), 1);
	struct org_meeting m = { .unit = "X-AP1",
		.rule = "FREQ=MONTHLY;BYMONTHDAY=5",
		.minute = 1140 };
	assert_int_equal(org_put_meeting(o.s, &m, &o.err), 1);
	assert_int_equal(store_end(o.s, &o.err), 0);
	reload(&o);
	return o;
}

static void
end(struct office *o)
{
	facts_free(o->f);
	store_close(o->s);
}

static int
add(struct office *o, int32_t to_on, bool accepted)
{
	struct shift_new n = { .unit = o->f->units[1].id,
		.on = civil_day(2018, 5, 5),
		.to_on = to_on,
		.accepted = accepted,
		.who = "test",
		.now = 1000 };
	assert_int_equal(store_begin(o->s, &o->err), 0);
	int rc = shift_add(o->s, &n, &o->err);
	assert_int_equal(store_end(o->s, &o->err), 0);
	return rc;
}

static int32_t
next(struct office *o)
{
	reload(o);
	return calendar_next(o->f, &o->f->meetings[0], civil_day(2018, 5, 1));
}

void
test_only_accepted_changes_are_facts(void **state)
{
	(void)state;
	struct office o = begin();
	assert_int_equal(add(&o, civil_day(2018, 5, 25), false), 1);
	assert_int_equal(next(&o), civil_day(2018, 5, 5));
	assert_int_equal(store_begin(o.s, &o.err), 0);
	assert_int_equal(shift_decide(o.s, 1, true, "admin", 2000, &o.err), 1);
	assert_int_equal(store_end(o.s, &o.err), 0);
	assert_int_equal(next(&o), civil_day(2018, 5, 25));
	end(&o);
}

void
test_the_latest_word_about_a_meeting_counts(void **state)
{
	(void)state;
	struct office o = begin();
	assert_int_equal(add(&o, civil_day(2018, 5, 25), true), 1);
	assert_int_equal(add(&o, civil_day(2018, 5, 25), true), 0);
	assert_int_equal(add(&o, CIVIL_NONE, true), 1);
	assert_int_equal(next(&o), civil_day(2018, 6, 5));
	end(&o);
}

void
test_a_decision_is_taken_once(void **state)
{
	(void)state;
	struct office o = begin();
	add(&o, CIVIL_NONE, false);
	assert_int_equal(store_begin(o.s, &o.err), 0);
	assert_int_equal(shift_decide(o.s, 1, false, "admin", 2000, &o.err), 1);
	assert_int_equal(shift_decide(o.s, 1, true, "admin", 2001, &o.err), 0);
	assert_int_equal(shift_decide(o.s, 9, true, "admin", 2001, &o.err), 0);
	assert_int_equal(store_end(o.s, &o.err), 0);
	assert_int_equal(next(&o), civil_day(2018, 5, 5));
	end(&o);
}

static int
on_audit(void *arg, const struct store_audit_row *r)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 512 - n, "%s %s: %s > %s\n", r->who, r->what,
	    r->before, r->after);
	return 0;
}

void
test_each_step_of_a_change_is_in_the_trail(void **state)
{
	(void)state;
	struct office o = begin();
	char text[512] = "";
	add(&o, civil_day(2018, 5, 25), false);
	add(&o, civil_day(2018, 5, 25), false); /* the same: no row */
	assert_int_equal(store_begin(o.s, &o.err), 0);
	assert_int_equal(shift_decide(o.s, 1, true, "admin", 2000, &o.err), 1);
	assert_int_equal(shift_decide(o.s, 1, true, "admin", 2000, &o.err), 0);
	assert_int_equal(store_end(o.s, &o.err), 0);
	add(&o, CIVIL_NONE, true);
	store_audit_list(o.s, "unit:X-AP1", on_audit, text);
	assert_string_equal(text,
	    "test meeting.propose:  > 2018-05-05 -> 2018-05-25 proposed\n"
	    "admin meeting.accept: 2018-05-05 -> 2018-05-25 proposed > "
	    "accepted\n"
	    "test meeting.shift: 2018-05-05 -> 2018-05-25 accepted > "
	    "2018-05-05 -> cancelled accepted\n");
	end(&o);
}
