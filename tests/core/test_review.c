#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/review.h"
#include "lib/small_office.h"

#include <string.h>

void test_items_come_back_from_their_text(void **state);
void test_a_fulfilled_duty_is_not_said(void **state);
void test_a_promise_made_in_the_queue_stops_the_chase(void **state);
void test_a_moved_meeting_is_not_said(void **state);
void test_hand_over_stops_the_old_person(void **state);

static struct plan_item
item(const struct facts *f, const char *duty, const char *rung)
{
	struct plan_item it;
	assert_true(review_item_parse(f, duty, rung, 0, &it));
	return it;
}

void
test_items_come_back_from_their_text(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct plan_item it = item(f, "visit/2018-05/BAO", "overdue/+4");
	assert_int_equal(it.kind, POLICY_VISIT_OVERDUE);
	it = item(f, "visit/2018-05/BAO", "planned-eve/2018-05-28");
	assert_int_equal(it.kind, POLICY_VISIT_PLANNED);
	it = item(f, "meeting/2018-05-05/TANLAP-AP3", "ask/+14h");
	assert_int_equal(it.kind, POLICY_MEETING_ASK);
	it = item(f, "report/2018-06-15/SON", "remind/-3d");
	assert_int_equal(it.kind, POLICY_REPORT_REMIND);
	assert_false(
	    review_item_parse(f, "visit/2018-05/BAO", "nag/1", 0, &it));
	assert_false(review_item_parse(f, "visit/2018-05/X", "open/1", 0, &it));
	facts_free(f);
}

void
test_a_fulfilled_duty_is_not_said(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	struct plan_item it = item(f, "visit/2018-05/BAO", "remind/-7");
	int64_t now = at(5, 24, 7, 30);
	assert_int_equal(review_item(f, p, BAO, &it, now), MESSAGE_R_NONE);
	visit(f, BAO, TANHOA, civil_day(2018, 5, 23));
	assert_int_equal(review_item(f, p, BAO, &it, now), MESSAGE_R_DONE);
	it = item(f, "visit/2018-05/BAO", "escalate/+4");
	assert_int_equal(review_item(f, p, QUAN, &it, at(6, 4, 8, 0)),
	    MESSAGE_R_DONE);
	policy_free(p);
	facts_free(f);
}

void
test_a_promise_made_in_the_queue_stops_the_chase(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	f->promises[f->promise_n++] = (struct facts_promise){ BAO, FACTS_NONE,
		civil_day(2018, 5, 28), civil_month(2018, 5), at(5, 24, 7, 0) };
	struct plan_item it = item(f, "visit/2018-05/BAO", "remind/-7");
	assert_int_equal(review_item(f, p, BAO, &it, at(5, 24, 7, 30)),
	    MESSAGE_R_PROMISED);
	it = item(f, "visit/2018-05/BAO", "planned/2018-05-28");
	assert_int_equal(review_item(f, p, BAO, &it, at(5, 29, 7, 30)),
	    MESSAGE_R_NONE);
	it = item(f, "visit/2018-05/BAO", "planned/2018-05-27");
	assert_int_equal(review_item(f, p, BAO, &it, at(5, 29, 7, 30)),
	    MESSAGE_R_CHANGED);
	policy_free(p);
	facts_free(f);
}

void
test_a_moved_meeting_is_not_said(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 5);
	struct plan_item it =
	    item(f, "meeting/2018-05-05/TANLAP-AP3", "remind/-1d");
	int64_t now = at(5, 4, 7, 30);
	assert_int_equal(review_item(f, p, DUYEN, &it, now), MESSAGE_R_NONE);
	assert_int_equal(review_item(f, p, DUYEN, &it, at(5, 5, 19, 0)),
	    MESSAGE_R_EXPIRED);
	assert_int_equal(review_item(f, p, BAO, &it, now), MESSAGE_R_CHANGED);
	f->meetings[0].rule.days[0] = 7;
	assert_int_equal(review_item(f, p, DUYEN, &it, now), MESSAGE_R_CHANGED);
	policy_free(p);
	facts_free(f);
}

void
test_hand_over_stops_the_old_person(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	f->assignments[1].until_on = civil_day(2018, 5, 20); /* Sơn */
	facts_sort(f);
	struct plan_item it = item(f, "visit/2018-05/SON", "remind/-7");
	assert_int_equal(review_item(f, p, SON, &it, at(5, 24, 7, 30)),
	    MESSAGE_R_CHANGED);
	policy_free(p);
	facts_free(f);
}
