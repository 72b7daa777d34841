#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/compose.h"
#include "core/review.h"
#include "core/sms.h"
#include "lib/small_office.h"

#include <string.h>

void test_default_texts_fit_one_part(void **state);
void test_given_names_that_two_share_are_told_apart(void **state);
void test_values_are_never_expanded_again(void **state);
void test_a_bracket_goes_when_its_value_is_missing(void **state);
void test_a_unit_without_a_name_cannot_be_rendered(void **state);
void test_many_late_people_fit_two_parts(void **state);
void test_the_list_names_everybody(void **state);
void test_missing_results_are_one_sentence(void **state);
void test_a_template_gets_the_values_of_its_one_kind(void **state);
void test_a_digest_gives_only_what_its_parts_share(void **state);
void test_a_strangers_template_has_sign_and_text(void **state);

static char *
one(const struct facts *f, const struct policy *p, int who, const char *duty,
    const char *rung, int64_t now)
{
	struct plan_item it;
	const char *kind;
	assert_true(review_item_parse(f, duty, rung, 0, &it));
	return compose_message(f, p, who, &it, 1, now, &kind);
}

void
test_default_texts_fit_one_part(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 25);
	f->units[TANLAP_AP3].contact_phone = "+84912000103";
	f->sessions[f->session_n++] =
	    (struct facts_session){ civil_day(2018, 6, 15), "" };
	visit(f, BAO, TANHOA, civil_day(2018, 6, 2));
	static const char *const rows[][2] = {
		{ "visit/2018-05/DUYEN", "open/1" },
		{ "visit/2018-05/DUYEN", "remind/-7" },
		{ "visit/2018-05/DUYEN", "overdue/+1" },
		{ "meeting/2018-05-25/TANLAP-AP3", "remind/-1d" },
		{ "meeting/2018-05-25/TANLAP-AP3", "ask/+14h" },
		{ "report/2018-06-15/BAO", "remind/-3d" },
		{ "report/2018-06-15/BAO", "overdue/+1d" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text =
		    one(f, p, DUYEN, rows[i][0], rows[i][1], at(5, 24, 7, 30));
		assert_non_null(text);
		struct sms_size s = sms_measure(text);
		if (s.parts != 1 || s.encoding != SMS_GSM7)
			fail_msg("%zu: %s", s.length, text);
		assert_null(strpbrk(text, "{}"));
		free(text);
	}
	char *text =
	    one(f, p, BAO, "visit/2018-05/BAO", "remind/-7", at(5, 24, 7, 30));
	assert_string_equal(text,
	    "HUYEN DOAN: con 7 ngay het thang 5, d/c Bao chua bao di co so "
	    "(Tan Hoa, Tan Loi, Tan Hung). Da di nhan: DA DI TANHOA <ngay>. "
	    "Chua di nhan: HEN 28/5");
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_given_names_that_two_share_are_told_apart(void **state)
{
	(void)state;
	struct facts *f = small_office();
	char *name = compose_given_name(f, BAO);
	assert_string_equal(name, "Bảo");
	free(name);
	f->people[SON].name = "Trần Bảo";
	facts_sort(f);
	name = compose_given_name(f, BAO);
	assert_string_equal(name, "Bảo PQ");
	free(name);
	facts_free(f);
}

void
test_values_are_never_expanded_again(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	f->people[BAO].name = "Phạm {sign} {sign}";
	char *text =
	    one(f, p, BAO, "visit/2018-05/BAO", "remind/-7", at(5, 24, 7, 30));
	assert_non_null(strstr(text, "d/c {sign} chua"));
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_a_bracket_goes_when_its_value_is_missing(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 25);
	char *text = one(f, p, DUYEN, "meeting/2018-05-25/TANLAP-AP3",
	    "remind/-1d", at(5, 24, 7, 30));
	assert_non_null(strstr(text, " tai NVH ap 3."));
	assert_null(strstr(text, "BT chi doan"));
	free(text);
	f->meetings[0].place = "";
	text = one(f, p, DUYEN, "meeting/2018-05-25/TANLAP-AP3", "remind/-1d",
	    at(5, 24, 7, 30));
	assert_null(strstr(text, " tai "));
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_a_unit_without_a_name_cannot_be_rendered(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 25);
	f->units[TANLAP_AP3].name = "";
	assert_null(one(f, p, DUYEN, "meeting/2018-05-25/TANLAP-AP3",
	    "remind/-1d", at(5, 24, 7, 30)));
	policy_free(p);
	facts_free(f);
}

void
test_many_late_people_fit_two_parts(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	for (int i = DUYEN + 1; i < 60; i++) {
		person(f, i, "X", "Nguyễn Thị Phương", "+84912000099",
		    FACTS_CADRE);
		assign(f, i, CUM1);
	}
	facts_sort(f);
	char *text = one(f, p, QUAN, "visit/2018-05/BAO", "escalate/+4",
	    at(6, 4, 7, 30));
	assert_non_null(strstr(text, "59/59 d/c"));
	assert_non_null(strstr(text, " d/c khac"));
	assert_true(sms_measure(text).parts <= 2);
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_the_list_names_everybody(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	visit(f, BAO, TANHOA, civil_day(2018, 5, 23));
	char *text = compose_list(f, p, civil_month(2018, 5), at(6, 4, 8, 0));
	assert_string_equal(text,
	    "Thang 5:\nBao Tan Hoa 23/5\nSon chua (Tan Phuoc)\nDuyen chua "
	    "(Tan Phu, Tan Tien, Tan Lap)\n2 thang chua ai den: Tan Phu, Tan "
	    "Tien, Tan Lap, Tan Loi, Tan Hung, Tan Phuoc");
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_missing_results_are_one_sentence(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	f->sessions[f->session_n++] =
	    (struct facts_session){ civil_day(2018, 6, 15), "" };
	visit(f, BAO, TANHOA, civil_day(2018, 6, 2));
	visit(f, SON, TANPHUOC, civil_day(2018, 6, 3));
	struct plan_item items[2];
	const char *kind;
	review_item_parse(f, "report/2018-06-15/BAO", "report/+1d", 0,
	    &items[0]);
	review_item_parse(f, "report/2018-06-15/SON", "report/+1d", 0,
	    &items[1]);
	char *text =
	    compose_message(f, p, QUAN, items, 2, at(6, 16, 7, 30), &kind);
	assert_string_equal(kind, "escalate");
	assert_string_equal(text,
	    "Da hop BCH 15/6: 2/2 d/c chua nop bao cao ket qua: Bao, Son");
	free(text);
	policy_free(p);
	facts_free(f);
}

void
test_a_template_gets_the_values_of_its_one_kind(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	struct plan_item it;
	assert_true(
	    review_item_parse(f, "visit/2018-05/BAO", "remind/-7", 0, &it));
	struct http_fields v = { 0 };
	compose_values(f, p, BAO, &it, 1, "con 7 nga\u0300y", at(5, 24, 7, 30),
	    &v);
	assert_string_equal(http_fields_get(&v, "given_name"), "Bảo");
	assert_string_equal(http_fields_get(&v, "month"), "5");
	assert_string_equal(http_fields_get(&v, "days_left"), "7");
	assert_string_equal(http_fields_get(&v, "deadline"), "31/5");
	assert_string_equal(http_fields_get(&v, "unit_code"), "TANHOA");
	/* Templates count characters: no loose tone marks. */
	assert_string_equal(http_fields_get(&v, "text"), "con 7 ng\u00e0y");
	assert_null(http_fields_get(&v, "branch"));
	http_fields_fini(&v);
	policy_free(p);
	facts_free(f);
}

void
test_a_digest_gives_only_what_its_parts_share(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 25);
	struct plan_item it[2];
	assert_true(review_item_parse(f, "visit/2018-05/DUYEN", "remind/-7", 0,
	    &it[0]));
	assert_true(review_item_parse(f, "meeting/2018-05-25/TANLAP-AP3",
	    "remind/-1d", 0, &it[1]));
	struct http_fields v = { 0 };
	compose_values(f, p, DUYEN, it, 2, "x", at(5, 24, 7, 30), &v);
	assert_string_equal(http_fields_get(&v, "sign"), "HUYEN DOAN");
	assert_string_equal(http_fields_get(&v, "text"), "x");
	/* Which of the two months, days or units would it be? */
	assert_null(http_fields_get(&v, "unit_code"));
	assert_null(http_fields_get(&v, "days_left"));
	http_fields_fini(&v);
	policy_free(p);
	facts_free(f);
}

void
test_a_strangers_template_has_sign_and_text(void **state)
{
	(void)state;
	struct facts *f = small_office();
	struct policy *p = policy_new();
	facts_sort(f);
	struct http_fields v = { 0 };
	compose_values(f, p, FACTS_NONE, NULL, 0, "thu", at(5, 24, 7, 30), &v);
	assert_int_equal(v.n, 2);
	assert_string_equal(http_fields_get(&v, "sign"), "HUYEN DOAN");
	assert_string_equal(http_fields_get(&v, "text"), "thu");
	http_fields_fini(&v);
	policy_free(p);
	facts_free(f);
}
