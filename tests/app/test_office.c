/* Facts, speaking, pause and alarms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_facts_are_read_again_only_when_they_changed(void **state);
void test_new_levels_are_seen_after_forgetting(void **state);
void test_speaks_when_live_or_local(void **state);
void test_pause_outlives_the_process_and_is_on_record(void **state);
void test_alarm_tells_the_admin_once_a_day(void **state);
void test_alarm_is_one_a_subject(void **state);
void test_alarm_goes_to_a_named_person(void **state);
void test_alarm_within_a_group_that_is_undone(void **state);

void
test_facts_are_read_again_only_when_they_changed(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->person_n, 8);
	assert_int_equal(f->unit_n, 16);
	assert_ptr_equal(test_facts(&t), f);
	uint64_t before = t.office.generation;
	test_phone(&t, "BAO", "+84988000003");
	f = test_facts(&t);
	assert_true(t.office.generation != before);
	assert_string_equal(f->people[facts_person_by_code(f, "BAO")].phone,
	    "+84988000003");
	test_office_fini(&t);
}

void
test_new_levels_are_seen_after_forgetting(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->units[facts_unit_by_code(f, "TANHOA")].level, 2);
	/* a district without clusters: configure forgets the facts */
	test_office_configure(&t, "[office]\nlevels = huyen, xa, chi_doan\n");
	f = test_facts(&t);
	assert_int_equal(f->units[facts_unit_by_code(f, "TANHOA")].level, 1);
	test_office_fini(&t);
}

void
test_speaks_when_live_or_local(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, "[sending]\nlive = no\n");
	assert_false(office_can_speak(&t.office));
	test_office_configure(&t, "[sending]\nlive = yes\n");
	assert_true(office_can_speak(&t.office));
	test_office_configure(&t,
	    "[sending]\nlive = no\n[gateway may]\ndriver = sandbox\n");
	assert_true(office_can_speak(&t.office));
	test_office_configure(&t, "[sending]\nlive = no\norder = sms\n"
				  "[gateway may]\ndriver = sandbox\n");
	assert_false(office_can_speak(&t.office)); /* out of the order */
	test_office_fini(&t);
}

static int
last_audit(void *arg, const struct store_audit_row *r)
{
	struct sbuf *b = arg;
	sbuf_clear(b);
	sbuf_addf(b, "%s by %s", r->what, r->who);
	return 0;
}

void
test_pause_outlives_the_process_and_is_on_record(void **state)
{
	(void)state;
	struct test_office t;
	struct sbuf b = { 0 };
	test_office_init(&t, NULL);
	assert_false(office_is_paused(&t.office));
	must(&t, office_pause(&t.office, true, "cli:an", "bão", 5, &t.err));
	must(&t, store_flush(t.office.store, &t.err));
	struct test_image cut = test_image(&t);
	test_boot(&t, &cut);
	assert_true(office_is_paused(&t.office));
	must(&t, store_audit_list(t.office.store, NULL, last_audit, &b));
	assert_string_equal(sbuf_text(&b), "pause by cli:an");
	must(&t, office_pause(&t.office, false, "cli:an", NULL, 6, &t.err));
	assert_false(office_is_paused(&t.office));
	must(&t, store_audit_list(t.office.store, NULL, last_audit, &b));
	assert_string_equal(sbuf_text(&b), "resume by cli:an");
	sbuf_fini(&b);
	test_office_fini(&t);
}

static int
recipients(struct test_office *t, const char *code)
{
	struct test_tally a = test_tally(t, -1, "alarm");
	struct outbox_row row;
	if (!a.n)
		return 0;
	assert_int_equal(outbox_get(t->office.store, a.last, &row), 1);
	assert_int_equal(row.person.v, test_person(t, code).v);
	outbox_row_fini(&row);
	return a.n;
}

void
test_alarm_tells_the_admin_once_a_day(void **state)
{
	(void)state;
	struct test_office t;
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&t, NULL);
	int64_t now = on2018(5, 24, 9, 0);
	office_alarm(&t.office, "gateway.sms", "Cong tat", now);
	office_alarm(&t.office, "gateway.sms", "Cong tat", now + 60);
	office_alarm(&t.office, "gateway.sms", "Cong tat",
	    on2018(5, 24, 23, 59));
	assert_int_equal(recipients(&t, "VANPHONG"), 1);
	office_alarm(&t.office, "gateway.sms", "Cong tat", on2018(5, 25, 0, 0));
	assert_int_equal(recipients(&t, "VANPHONG"), 2);
	test_office_fini(&t);
}

void
test_alarm_is_one_a_subject(void **state)
{
	(void)state;
	struct test_office t;
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&t, NULL);
	int64_t now = on2018(5, 24, 9, 0);
	office_alarm(&t.office, "gateway.sms", "Cong tat", now);
	office_alarm(&t.office, "disk", "Dia day", now);
	assert_int_equal(recipients(&t, "VANPHONG"), 2);
	test_office_fini(&t);
}

void
test_alarm_goes_to_a_named_person(void **state)
{
	(void)state;
	struct test_office t;
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&t, "[alarm]\nto = QUAN\n");
	office_alarm(&t.office, "disk", "Dia day", on2018(5, 24, 9, 0));
	assert_int_equal(recipients(&t, "QUAN"), 1);
	test_office_fini(&t);
}

void
test_alarm_within_a_group_that_is_undone(void **state)
{
	(void)state;
	struct test_office t;
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&t, NULL);
	int64_t now = on2018(5, 24, 9, 0);
	test_begin(&t);
	office_alarm(&t.office, "disk", "Dia day", now);
	store_undo(t.office.store);
	assert_int_equal(recipients(&t, "VANPHONG"), 0);
	/* it was not said, so it is not remembered as said either */
	office_alarm(&t.office, "disk", "Dia day", now + 60);
	assert_int_equal(recipients(&t, "VANPHONG"), 1);
	test_office_fini(&t);
}
