#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/deed.h"
#include "store/inbound.h"
#include "store/load.h"
#include "store/org.h"

#include <stdio.h>
#include <string.h>

void test_same_visit_is_booked_once(void **state);
void test_day_completes_a_visit_without_one(void **state);
void test_dayless_claim_of_a_known_visit_is_nothing_new(void **state);
void test_two_days_are_two_visits(void **state);
void test_removed_visit_may_come_again(void **state);
void test_removing_twice_tells_so(void **state);
void test_undo_takes_back_the_latest_reply_only(void **state);
void test_undo_makes_a_completed_day_unknown(void **state);
void test_undo_of_a_promise_brings_the_earlier_back(void **state);
void test_undo_leaves_what_was_entered_by_hand(void **state);
void test_manual_entry_clears_verify(void **state);
void test_confirming_clears_verify(void **state);
void test_latest_promise_of_a_unit_counts(void **state);
void test_exemption_is_changed_by_its_first_day(void **state);
void test_seen_result_clears_the_claim(void **state);
void test_material_is_kept_once_an_event(void **state);
void test_changes_are_in_the_audit(void **state);
void test_unknown_person_is_refused(void **state);
void test_every_change_says_what_was_before(void **state);

static const struct person_id bao = { 1 };
static int32_t may;

static struct event_id
reply(struct store *s, const char *dedup)
{
	struct err err = { 0 };
	struct event_id id;
	const struct inbound_new n = { .gateway = "sms",
		.dedup = dedup,
		.from = "+84912000003",
		.text = "DA DI",
		.text_len = 5 };
	if (inbound_add(s, &n, 10, &id, &err) != 1)
		fail_msg("%s", err.text);
	return id;
}

static struct store *
office(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err) || store_begin(s, &err))
		fail_msg("%s", err.text);
	may = civil_month(2018, 5);
	static const char *const units[] = { "TANHOA", "TANLOI" };
	for (int i = 0; i < 2; i++) {
		const struct org_unit u = { .code = units[i],
			.name = units[i],
			.kind = "xa",
			.from_on = CIVIL_NONE,
			.until_on = CIVIL_MAX };
		assert_int_equal(org_put_unit(s, &u, &err), 1);
	}
	const struct org_person p = { .code = "BAO", .name = "Bảo" };
	assert_int_equal(org_put_person(s, &p, 1, &err), 1);
	return s;
}

static void
done(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_flush(s, &err), 0);
	store_close(s);
}

static struct facts *
facts_of(struct store *s)
{
	char low[] = "xa", end[] = "chi_doan";
	char *const levels[] = { low, end };
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, 2, &f, &err))
		fail_msg("%s", err.text);
	return f;
}

static struct deed_visit
claimed(struct event_id event, int64_t unit, int day)
{
	return (struct deed_visit){ .person = bao,
		.unit = { unit },
		.on = day ? civil_day(2018, 5, day) : CIVIL_NONE,
		.month = may,
		.source = FACTS_REPLY,
		.event = event,
		.who = "reply",
		.now = 100 };
}

static int
book(struct store *s, const struct deed_visit *v)
{
	struct err err = { 0 };
	struct visit_id id = { 0 };
	int rc = deed_add_visit(s, v, &id, &err);
	if (rc < 0)
		fail_msg("%s", err.text);
	assert_true(id.v > 0);
	return rc;
}

void
test_same_visit_is_booked_once(void **state)
{
	(void)state;
	struct store *s = office();
	const struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	uint64_t before = store_generation(s);
	assert_int_equal(book(s, &v), 0);
	assert_int_equal(store_generation(s), before);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].event.v, 1);
	facts_free(f);
	done(s);
}

void
test_day_completes_a_visit_without_one(void **state)
{
	(void)state;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 0);
	assert_int_equal(book(s, &v), 1);
	assert_int_equal(book(s, &v), 0);
	v = claimed(reply(s, "2"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].on, civil_day(2018, 5, 12));
	facts_free(f);
	/* Another unit's is not completed by it. */
	v = claimed(reply(s, "3"), 2, 0);
	assert_int_equal(book(s, &v), 1);
	v = claimed(reply(s, "4"), 1, 14);
	assert_int_equal(book(s, &v), 1);
	f = facts_of(s);
	assert_int_equal(f->visit_n, 3);
	facts_free(f);
	done(s);
}

void
test_dayless_claim_of_a_known_visit_is_nothing_new(void **state)
{
	(void)state;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	v = claimed(reply(s, "2"), 1, 0);
	assert_int_equal(book(s, &v), 0);
	v.month++;
	assert_int_equal(book(s, &v), 1); /* of June */
	done(s);
}

void
test_two_days_are_two_visits(void **state)
{
	(void)state;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	v = claimed(reply(s, "2"), 1, 20);
	assert_int_equal(book(s, &v), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 2);
	facts_free(f);
	done(s);
}

void
test_removed_visit_may_come_again(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	struct store *s = office();
	const struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 200, &err), 1);
	assert_int_equal(book(s, &v), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_true(f->visits[0].id.v != id.v);
	facts_free(f);
	done(s);
}

void
test_removing_twice_tells_so(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	struct store *s = office();
	const struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	uint64_t before = store_generation(s);
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 200, &err), 1);
	assert_true(store_generation(s) > before);
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 200, &err), 0);
	id.v = 99;
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 200, &err), 0);
	done(s);
}

/* --- undo */

void
test_undo_takes_back_the_latest_reply_only(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 0);
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	struct event_id second = reply(s, "2");
	v = claimed(second, 2, 13);
	assert_int_equal(book(s, &v), 1);
	assert_int_equal(deed_add_attendance(s, &v, &err), 1);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 2);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].unit, 0);
	assert_int_equal(f->attendance_n, 0);
	facts_free(f);
	/* Once more: the one before. */
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 1);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 0);
	done(s);
}

void
test_undo_makes_a_completed_day_unknown(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 0);
	assert_int_equal(book(s, &v), 1);
	v = claimed(reply(s, "2"), 1, 12);
	assert_int_equal(book(s, &v), 1);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].on, CIVIL_NONE);
	facts_free(f);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 1);
	f = facts_of(s);
	assert_int_equal(f->visit_n, 0);
	facts_free(f);
	done(s);
}

void
test_undo_of_a_promise_brings_the_earlier_back(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	const struct unit_id any = { 0 };
	int32_t first = civil_day(2018, 5, 20), later = civil_day(2018, 5, 28);
	assert_int_equal(
	    deed_promise(s, bao, any, first, may, reply(s, "1"), 100, &err), 1);
	assert_int_equal(
	    deed_promise(s, bao, any, later, may, reply(s, "2"), 101, &err), 1);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 1);
	struct facts *f = facts_of(s);
	assert_int_equal(f->promise_n, 1);
	assert_int_equal(f->promises[0].on, first);
	facts_free(f);
	done(s);
}

void
test_undo_leaves_what_was_entered_by_hand(void **state)
{
	(void)state;
	struct err err = { 0 };
	const struct event_id none = { 0 };
	struct store *s = office();
	struct deed_visit v = claimed(none, 1, 12);
	v.source = FACTS_MANUAL;
	assert_int_equal(book(s, &v), 1);
	assert_int_equal(deed_undo_last(s, bao, 300, &err), 0);
	struct facts *f = facts_of(s);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].event.v, 0);
	facts_free(f);
	done(s);
}

/* --- verify */

void
test_manual_entry_clears_verify(void **state)
{
	(void)state;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	v.verify = true;
	assert_int_equal(book(s, &v), 1);
	assert_int_equal(book(s, &v), 0); /* the sender cannot */
	struct facts *f = facts_of(s);
	assert_true(f->visits[0].verify);
	facts_free(f);
	v.source = FACTS_WEB;
	assert_int_equal(book(s, &v), 0);
	f = facts_of(s);
	assert_false(f->visits[0].verify);
	facts_free(f);
	done(s);
}

void
test_confirming_clears_verify(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	v.verify = true;
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	assert_int_equal(deed_confirm_visit(s, id, "web", "có", 5, &err), 1);
	assert_int_equal(deed_confirm_visit(s, id, "web", "có", 5, &err), 0);
	struct facts *f = facts_of(s);
	assert_false(f->visits[0].verify);
	facts_free(f);
	done(s);
}

/* --- promises, exemptions, results, material */

void
test_latest_promise_of_a_unit_counts(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	const struct event_id e = reply(s, "1");
	const struct unit_id hoa = { 1 }, loi = { 2 };
	assert_int_equal(deed_promise(s, bao, hoa, 100, may, e, 1, &err), 1);
	assert_int_equal(deed_promise(s, bao, loi, 101, may, e, 2, &err), 1);
	assert_int_equal(deed_promise(s, bao, hoa, 102, may, e, 3, &err), 1);
	assert_int_equal(deed_promise(s, bao, hoa, 102, may, e, 4, &err), 0);
	struct facts *f = facts_of(s);
	assert_int_equal(f->promise_n, 2);
	assert_int_equal(f->promises[0].on, 101);
	assert_int_equal(f->promises[1].on, 102);
	assert_int_equal(f->promises[1].made_at, 3);
	facts_free(f);
	done(s);
}

void
test_exemption_is_changed_by_its_first_day(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	assert_int_equal(deed_exempt(s, bao, 10, 20, "học", "web", 1, &err), 1);
	assert_int_equal(deed_exempt(s, bao, 10, 20, "học", "web", 1, &err), 0);
	assert_int_equal(deed_exempt(s, bao, 10, 30, "học", "web", 1, &err), 1);
	assert_int_equal(deed_exempt(s, bao, 30, 10, "?", "web", 1, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	struct facts *f = facts_of(s);
	assert_int_equal(f->exemption_n, 1);
	assert_int_equal(f->exemptions[0].until_on, 30);
	facts_free(f);
	assert_int_equal(deed_remove_exemption(s, bao, 11, "web", "", 2, &err),
	    0);
	assert_int_equal(deed_remove_exemption(s, bao, 10, "web", "", 2, &err),
	    1);
	done(s);
}

void
test_seen_result_clears_the_claim(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	int32_t day = civil_day(2018, 6, 15);
	assert_int_equal(deed_result(s, bao, day, true, NULL, "reply", 1, &err),
	    1);
	assert_int_equal(deed_result(s, bao, day, true, NULL, "reply", 2, &err),
	    0);
	assert_int_equal(
	    deed_result(s, bao, day, false, "bản giấy", "web", 3, &err), 1);
	assert_int_equal(deed_result(s, bao, day, true, NULL, "reply", 4, &err),
	    0);
	struct facts *f = facts_of(s);
	assert_int_equal(f->result_n, 1);
	assert_false(f->results[0].verify);
	assert_int_equal(f->results[0].session_on, day);
	facts_free(f);
	done(s);
}

static int
on_material(void *arg, const struct deed_material *m)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 128 - n, "%d %u %s;", (int)m->month, m->points,
	    m->text);
	return 0;
}

void
test_material_is_kept_once_an_event(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[128] = "", want[128];
	struct store *s = office();
	const struct event_id e = reply(s, "1"), e2 = reply(s, "2");
	assert_int_equal(deed_material(s, bao, may, 5, "ND 1 3", e, 1, &err),
	    1);
	assert_int_equal(deed_material(s, bao, may, 5, "ND 1 3", e, 1, &err),
	    0);
	assert_int_equal(deed_material(s, bao, may + 1, 0, "x", e2, 1, &err),
	    1);
	assert_int_equal(deed_materials(s, may, may, on_material, text), 0);
	snprintf(want, sizeof want, "%d 5 ND 1 3;", (int)may);
	assert_string_equal(text, want);
	done(s);
}

static int
on_audit(void *arg, const struct store_audit_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 512 - n, "%s %s [%s] [%s] %s\n", row->who, row->what,
	    row->before, row->after, row->reason);
	return 0;
}

void
test_changes_are_in_the_audit(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	char text[512] = "";
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 0);
	v.source = FACTS_MANUAL;
	v.who = "cli:root";
	v.reason = "giấy báo";
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	assert_int_equal(deed_remove_visit(s, id, "web", "nhầm", 200, &err), 1);
	assert_int_equal(deed_exempt(s, bao, civil_day(2018, 5, 1),
			     civil_day(2018, 5, 31), "học", "web", 1, &err),
	    1);
	assert_int_equal(store_audit_list(s, "person:BAO", on_audit, text), 0);
	assert_string_equal(text,
	    "cli:root visit.add [] [TANHOA 2018-05] giấy báo\n"
	    "web visit.remove [TANHOA 2018-05] [] nhầm\n"
	    "web exempt.add [] [2018-05-01…2018-05-31] học\n");
	done(s);
}

void
test_unknown_person_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct visit_id id;
	struct store *s = office();
	struct deed_visit v = claimed(reply(s, "1"), 1, 12);
	v.person.v = 77;
	assert_int_equal(deed_add_visit(s, &v, &id, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	done(s);
}

static int
on_change(void *arg, const struct store_audit_row *r)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 2048 - n, "%s %s: %s > %s\n", r->who, r->what,
	    r->before, r->after);
	return 0;
}

void
test_every_change_says_what_was_before(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = office();
	char text[2048] = "";
	struct visit_id id;
	const struct unit_id hoa = { 1 };
	struct deed_visit v = { .person = bao,
		.unit = hoa,
		.on = CIVIL_NONE,
		.month = may,
		.source = FACTS_REPLY,
		.verify = true,
		.event = reply(s, "e1"),
		.who = "reply",
		.now = 1 };
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	v.on = civil_month_first(may) + 11;
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 1);
	v.source = FACTS_MANUAL;
	v.who = "cli:an";
	v.reason = "giấy";
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 0);
	assert_int_equal(deed_add_visit(s, &v, &id, &err), 0); /* no row */
	assert_int_equal(
	    deed_note_substitute(s, id, "Sơn", "cli:an", NULL, 2, &err), 1);
	assert_int_equal(
	    deed_note_substitute(s, id, "Sơn", "cli:an", NULL, 2, &err), 0);
	assert_int_equal(
	    deed_note_substitute(s, id, "Hà", "cli:an", NULL, 3, &err), 1);
	const struct unit_id any = { 0 };
	deed_promise(s, bao, any, civil_month_first(may) + 24, may,
	    reply(s, "e2"), 4, &err);
	deed_promise(s, bao, any, civil_month_first(may) + 25, may,
	    reply(s, "e3"), 5, &err);
	deed_exempt(s, bao, 17714, 17720, "học", "cli:an", 6, &err);
	deed_exempt(s, bao, 17714, 17725, "học", "cli:an", 7, &err);
	deed_remove_exemption(s, bao, 17714, "cli:an", "", 8, &err);
	deed_result(s, bao, 17697, true, NULL, "reply", 9, &err);
	deed_result(s, bao, 17697, false, "giấy", "cli:an", 10, &err);
	deed_material(s, bao, may, 1, "chữ", reply(s, "e4"), 11, &err);
	deed_remove_visit(s, id, "cli:an", "nhầm", 12, &err);
	store_audit_list(s, "person:BAO", on_change, text);
	assert_string_equal(text,
	    "reply visit.add:  > TANHOA 2018-05\n"
	    "reply visit.add: TANHOA 2018-05 > TANHOA 2018-05-12\n"
	    "cli:an visit.confirm: claimed > TANHOA 2018-05-12\n"
	    "cli:an visit.by:  > Sơn\n"
	    "cli:an visit.by: Sơn > Hà\n"
	    "reply promise.add:  > 2018-05-25\n"
	    "reply promise.add: 2018-05-25 > 2018-05-26\n"
	    "cli:an exempt.add:  > 2018-07-02…2018-07-08\n"
	    "cli:an exempt.add: 2018-07-02…2018-07-08 học > "
	    "2018-07-02…2018-07-13\n"
	    "cli:an exempt.remove: 2018-07-02…2018-07-13 học > \n"
	    "reply result.add:  > 2018-06-15\n"
	    "cli:an result.add: claimed > 2018-06-15\n"
	    "reply material.add:  > 2018-05\n"
	    "cli:an visit.remove: TANHOA 2018-05-12 > \n");
	done(s);
}
