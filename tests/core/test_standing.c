#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/standing.h"
#include "lib/small_office.h"

#include <string.h>

void test_states_through_a_month(void **state);
void test_one_visit_is_enough_per_person(void **state);
void test_each_unit_by_itself_per_unit(void **state);
void test_five_working_days_outside_stay_owed(void **state);
void test_who_left_owes_nothing(void **state);
void test_meeting_counts_when_the_office_says_so(void **state);
void test_report_is_owed_by_who_visited_since_the_last_session(void **state);

static enum standing_state
of(const struct facts *f, const struct policy *p, int who, int64_t now)
{
	struct standing s;
	standing_visit(f, p, who, FACTS_NONE, civil_month(2018, 5), now, &s);
	return s.state;
}

void
test_states_through_a_month(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	assert_int_equal(of(f, p, BAO, at(4, 20, 9, 0)), STANDING_NOT_DUE);
	assert_int_equal(of(f, p, BAO, at(5, 1, 7, 30)), STANDING_DUE);
	f->promises[f->promise_n++] = (struct facts_promise){ BAO, FACTS_NONE,
		civil_day(2018, 5, 25), civil_month(2018, 5), at(5, 20, 9, 0) };
	assert_int_equal(of(f, p, BAO, at(5, 25, 23, 0)), STANDING_PLANNED);
	assert_int_equal(of(f, p, BAO, at(5, 26, 0, 1)), STANDING_DUE);
	assert_int_equal(of(f, p, BAO, at(6, 1, 0, 1)), STANDING_OVERDUE);
	visit(f, BAO, TANHOA, civil_day(2018, 5, 31));
	assert_int_equal(of(f, p, BAO, at(6, 1, 0, 1)), STANDING_DONE);
	assert_int_equal(of(f, p, QUAN, at(5, 9, 9, 0)), STANDING_EXEMPT);
	policy_free(p);
	facts_free(f);
}

void
test_one_visit_is_enough_per_person(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	visit(f, BAO, TANLOI, civil_day(2018, 5, 2));
	struct standing s;
	standing_visit(f, p, BAO, FACTS_NONE, civil_month(2018, 5),
	    at(5, 9, 9, 0), &s);
	assert_int_equal(s.state, STANDING_DONE);
	assert_int_equal(s.required, 1);
	assert_int_equal(s.done, 1);
	assert_int_equal(s.unit_n, 3);
	policy_free(p);
	facts_free(f);
}

void
test_each_unit_by_itself_per_unit(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	visit(f, BAO, TANLOI, civil_day(2018, 5, 2));
	struct standing s;
	standing_visit(f, p, BAO, TANLOI, civil_month(2018, 5), at(5, 9, 9, 0),
	    &s);
	assert_int_equal(s.state, STANDING_DONE);
	standing_visit(f, p, BAO, TANHOA, civil_month(2018, 5), at(5, 9, 9, 0),
	    &s);
	assert_int_equal(s.state, STANDING_DUE);
	standing_visit(f, p, BAO, TANPHU, civil_month(2018, 5), at(5, 9, 9, 0),
	    &s);
	assert_false(s.owed);
	policy_free(p);
	facts_free(f);
}

void
test_five_working_days_outside_stay_owed(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	/* May 2018: 25–31 are five working days (Fri, Mon–Thu). */
	f->exemptions[f->exemption_n++] = (struct facts_exemption){ SON,
		civil_day(2018, 5, 1), civil_day(2018, 5, 24), "học" };
	assert_int_equal(of(f, p, SON, at(5, 28, 9, 0)), STANDING_DUE);
	f->exemptions[0].until_on = civil_day(2018, 5, 25);
	assert_int_equal(of(f, p, SON, at(5, 28, 9, 0)), STANDING_EXEMPT);
	/* an exemption elsewhere exempts nothing here */
	f->exemptions[0].from_on = civil_day(2018, 6, 1);
	f->exemptions[0].until_on = CIVIL_MAX;
	assert_int_equal(of(f, p, SON, at(5, 28, 9, 0)), STANDING_DUE);
	policy_free(p);
	facts_free(f);
}

void
test_who_left_owes_nothing(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	f->assignments[1].until_on = civil_day(2018, 5, 20); /* Sơn */
	facts_sort(f);
	assert_int_equal(of(f, p, SON, at(5, 20, 9, 0)), STANDING_DUE);
	assert_int_equal(of(f, p, SON, at(5, 21, 9, 0)), STANDING_EXEMPT);
	assert_int_equal(of(f, p, SON, at(6, 4, 9, 0)), STANDING_EXEMPT);
	policy_free(p);
	facts_free(f);
}

void
test_meeting_counts_when_the_office_says_so(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	f->attendances[f->attendance_n++] = (struct facts_attendance){ .id = 1,
		.person = DUYEN,
		.unit = TANLAP_AP3,
		.on = civil_day(2018, 5, 5),
		.month = civil_month(2018, 5) };
	assert_int_equal(of(f, p, DUYEN, at(5, 9, 9, 0)), STANDING_DUE);
	p->meeting_counts = true;
	assert_int_equal(of(f, p, DUYEN, at(5, 9, 9, 0)), STANDING_DONE);
	policy_free(p);
	facts_free(f);
}

void
test_report_is_owed_by_who_visited_since_the_last_session(void **state)
{
	(void)state;
	struct facts *f = small_office();
	f->sessions[0] = (struct facts_session){ civil_day(2018, 5, 10), "" };
	f->sessions[1] = (struct facts_session){ civil_day(2018, 6, 15), "" };
	f->session_n = 2;
	visit(f, BAO, TANHOA, civil_day(2018, 5, 10));
	bool done;
	assert_true(standing_report(f, BAO, 0, &done));
	assert_false(standing_report(f, BAO, 1, &done));
	visit(f, BAO, TANHOA, civil_day(2018, 5, 11));
	assert_true(standing_report(f, BAO, 1, &done));
	assert_false(done);
	f->results[f->result_n++] =
	    (struct facts_result){ BAO, civil_day(2018, 6, 15), false };
	assert_true(standing_report(f, BAO, 1, &done));
	assert_true(done);
	assert_false(standing_report(f, SON, 1, &done));
	assert_int_equal(standing_next_session(f, civil_day(2018, 5, 11)), 1);
	facts_free(f);
}
