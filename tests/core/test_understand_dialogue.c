#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "understand_world.h"

void test_a4_claims_of_all_spellings_book_tanloi(void **state);
void test_a4_what_is_no_claim_books_nothing(void **state);
void test_a5_bare_numbers_without_a_question_ask(void **state);
void test_a5_xong_asks_with_ones_own_choices(void **state);
void test_a6_machines_and_strangers_get_no_answer(void **state);
void test_a_number_answers_only_its_open_question(void **state);
void test_an_expired_or_older_question_is_closed(void **state);
void test_yes_and_no_answer_one_visit(void **state);
void test_which_day_is_answered_by_a_day(void **state);
void test_meeting_question_is_answered_by_co_and_khong(void **state);
void test_a_full_answer_overrides_the_question(void **state);
void test_question_survives_the_store(void **state);
void test_sai_withdraws_the_last_booking(void **state);

static struct understand_reading got;

static void
ask(const struct world *w, const char *who, const char *text)
{
	struct understand_context c;
	world_context(w, who, &c);
	understand_text(&c, text, &got);
}

static int
unit_of(const struct world *w, const char *code)
{
	return facts_unit_by_code(&w->f, code);
}

static void
assert_visit(const struct world *w, size_t i, const char *unit, const char *day)
{
	char buf[16];
	assert_true(i < got.visit_n);
	assert_string_equal(w->f.units[got.visits[i].unit].code, unit);
	if (!day) {
		assert_int_equal(got.visits[i].on, CIVIL_NONE);
		return;
	}
	assert_string_equal(civil_iso(got.visits[i].on, buf), day);
}

void
test_a4_claims_of_all_spellings_book_tanloi(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"Đã đi xã Tân Lợi 14/5",
		"da di tanloi 14/5",
		"Đã đi xã Tân Lợi 14/5",
		"da\u200b di tan\u2060 loi\ufeff 14/5",
		"da di tan loi 14/5\n> HUYEN DOAN: con 7 ngay het thang 5, "
		"d/c Bao chua bao di Tan Hoa, Tan Loi, Tan Hung. Da di nhan: "
		"DA DI TANHOA <ngay>. Chua di nhan: HEN 28/5",
		"HUYEN DOAN: con 7 ngay het thang 5, d/c Bao chua bao di Tan "
		"Hoa, Tan Loi, Tan Hung. Da di nhan: DA DI TANHOA <ngay>. Chua "
		"di nhan: HEN 28/5\nda di tan loi 14/5",
	};
	struct world w;
	world_init(&w);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		ask(&w, "BAO", texts[i]);
		assert_int_equal(got.intent, UNDERSTAND_CONFIRM);
		assert_int_equal(got.visit_n, 1);
		assert_visit(&w, 0, "TANLOI", "2018-05-14");
		assert_non_null(strstr(got.answer, "Tan Loi ngay 14/5"));
	}
	world_fini(&w);
}

void
test_a4_what_is_no_claim_books_nothing(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	ask(&w, "BAO", "dạ em chưa đi");
	assert_int_equal(got.intent, UNDERSTAND_NOT_YET);
	ask(&w, "BAO", "mai e đi");
	assert_int_equal(got.intent, UNDERSTAND_PLAN);
	assert_int_equal(got.planned_n, 1);
	ask(&w, "BAO", "ok");
	assert_int_equal(got.intent, UNDERSTAND_ACK);
	assert_int_equal(got.visit_n, 0);
	/* a word not understood is never skipped */
	ask(&w, "BAO", "da di tan loi xyzzy 14/5");
	assert_int_equal(got.visit_n, 0);
	assert_true(got.ask || got.to_inbox);
	world_fini(&w);
}

void
test_a5_bare_numbers_without_a_question_ask(void **state)
{
	(void)state;
	static const char *const texts[] = { "1", "12", "A12" };
	struct world w;
	world_init(&w);
	for (size_t i = 0; i < 3; i++) {
		ask(&w, "BAO", texts[i]);
		assert_int_equal(got.visit_n, 0);
		assert_true(got.ask);
		assert_int_equal(got.question.on, CIVIL_NONE);
	}
	world_fini(&w);
}

void
test_a5_xong_asks_with_ones_own_choices(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "BAO", &c);
	c.earlier_number = true;
	understand_text(&c, "xong", &got);
	assert_int_equal(got.visit_n, 0);
	assert_true(got.ask);
	assert_int_equal(got.question.kind, UNDERSTAND_ASK_UNIT);
	assert_int_equal(got.question.option_n, 3);
	assert_non_null(strstr(got.answer, "1 Tan Hoa, 2 Tan Loi, 3 Tan Hung"));
	world_fini(&w);
}

void
test_a6_machines_and_strangers_get_no_answer(void **state)
{
	(void)state;
	static const char *const numbers[] = { "191", "VIETTEL", "8041",
		"19001234", "Vinaphone" };
	struct world w;
	world_init(&w);
	struct understand_context c;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		world_context(&w, "OPERATOR", &c);
		c.number = numbers[i];
		understand_text(&c, "DA DI TANPHUOC 15/5", &got);
		assert_int_equal(got.intent, UNDERSTAND_AUTO);
		assert_string_equal(got.answer, "");
		assert_int_equal(got.visit_n, 0);
	}
	world_context(&w, "UNKNOWN", &c);
	understand_text(&c, "da di tan phuoc 15/5", &got);
	assert_int_equal(got.intent, UNDERSTAND_WRONG_PERSON);
	assert_string_equal(got.answer, "");
	assert_true(got.to_inbox);
	ask(&w, "SON", "Toi dang lai xe, se goi lai sau.");
	assert_int_equal(got.intent, UNDERSTAND_AUTO);
	assert_string_equal(got.answer, "");
	/* our own text, known only as one that was sent lately */
	static const char *const sent[] = { "Van phong moi cac dong chi len "
					    "huyen nhan the" };
	world_context(&w, "SON", &c);
	c.recent = sent;
	c.recent_n = 1;
	understand_text(&c, sent[0], &got);
	assert_int_equal(got.intent, UNDERSTAND_NOISE);
	assert_string_equal(got.answer, "");
	world_fini(&w);
}

static struct understand_question
units_question(const struct world *w, const struct understand_context *c)
{
	static const char *const codes[] = { "TANHOA", "TANLOI", "TANHUNG" };
	struct understand_question q = { .kind = UNDERSTAND_ASK_UNIT,
		.on = CIVIL_NONE,
		.month = civil_month(2018, 5),
		.asked_at = c->now - 600,
		.expires_at = c->now + 3600 };
	for (int i = 0; i < 3; i++)
		q.option[q.option_n++] =
		    (struct understand_item){ .unit = unit_of(w, codes[i]),
			    .branch = -1,
			    .on = CIVIL_NONE,
			    .month = q.month };
	return q;
}

void
test_a_number_answers_only_its_open_question(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int n;
		const char *unit[3];
		const char *day[3];
	} rows[] = {
		{ "2", 1, { "TANLOI" }, { NULL } },
		{ "2 14/5", 1, { "TANLOI" }, { "2018-05-14" } },
		{ "so 2 ngay 14/5 a", 1, { "TANLOI" }, { "2018-05-14" } },
		{ "1,3", 2, { "TANHOA", "TANHUNG" }, { NULL, NULL } },
		{ "1 va 2 ngay 14/5", 2, { "TANHOA", "TANLOI" },
		    { "2018-05-14", "2018-05-14" } },
		{ "1 12/5, 2 14/5", 2, { "TANHOA", "TANLOI" },
		    { "2018-05-12", "2018-05-14" } },
		{ "ca 3", 3, { "TANHOA", "TANLOI", "TANHUNG" },
		    { NULL, NULL, NULL } },
		{ "2 hom qua", 1, { "TANLOI" }, { "2018-05-21" } },
		{ "tan loi", 1, { "TANLOI" }, { NULL } },
		{ "12", 0, { NULL }, { NULL } },
		{ "A12", 0, { NULL }, { NULL } },
		{ "4", 0, { NULL }, { NULL } },
		{ "ca 2", 0, { NULL }, { NULL } },
		{ "2 28/5", 0, { NULL }, { NULL } },
		{ "0", 0, { NULL }, { NULL } },
		{ "1a", 0, { NULL }, { NULL } },
		{ "roi", 0, { NULL }, { NULL } },
	};
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "BAO", &c);
	struct understand_question q = units_question(&w, &c);
	c.question = &q;
	c.asked_last = true;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		understand_text(&c, rows[i].text, &got);
		if ((int)got.visit_n != rows[i].n)
			fail_msg("\"%s\": %zu visits", rows[i].text,
			    got.visit_n);
		for (int k = 0; k < rows[i].n; k++)
			assert_visit(&w, (size_t)k, rows[i].unit[k],
			    rows[i].day[k]);
		if (!rows[i].n)
			assert_true(got.ask || got.to_inbox);
	}
	understand_text(&c, "CHUA", &got);
	assert_int_equal(got.intent, UNDERSTAND_NOT_YET);
	world_fini(&w);
}

void
test_an_expired_or_older_question_is_closed(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "BAO", &c);
	struct understand_question q = units_question(&w, &c);
	c.question = &q;
	c.asked_last = false; /* something else was said since */
	understand_text(&c, "2", &got);
	assert_int_equal(got.visit_n, 0);
	c.asked_last = true;
	q.expires_at = c.now - 1;
	understand_text(&c, "2", &got);
	assert_int_equal(got.visit_n, 0);
	world_fini(&w);
}

static struct understand_question
yesno_question(const struct world *w, const struct understand_context *c,
    int32_t on)
{
	struct understand_question q = { .kind = UNDERSTAND_ASK_YESNO,
		.on = on,
		.month = civil_month(2018, 5),
		.asked_at = c->now - 600,
		.expires_at = c->now + 3600 };
	q.option[q.option_n++] =
	    (struct understand_item){ .unit = unit_of(w, "TANPHUOC"),
		    .branch = -1,
		    .on = on,
		    .month = q.month };
	return q;
}

void
test_yes_and_no_answer_one_visit(void **state)
{
	(void)state;
	static const char *const yes[] = { "ROI", "ok", "da phai", "dung roi a",
		"vâng", "uh", "co", "👍" };
	static const char *const no[] = { "CHUA", "khong", "da chua a", "k" };
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "SON", &c);
	struct understand_question q =
	    yesno_question(&w, &c, civil_day(2018, 5, 15));
	c.question = &q;
	c.asked_last = true;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		understand_text(&c, yes[i], &got);
		assert_int_equal(got.visit_n, 1);
		assert_visit(&w, 0, "TANPHUOC", "2018-05-15");
	}
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
		understand_text(&c, no[i], &got);
		assert_int_equal(got.visit_n, 0);
		assert_int_equal(got.intent, UNDERSTAND_NOT_YET);
	}
	understand_text(&c, "roi 16/5", &got);
	assert_visit(&w, 0, "TANPHUOC", "2018-05-16");
	understand_text(&c, "roi 28/5", &got);
	assert_int_equal(got.visit_n, 0);
	understand_text(&c, "ok mai em di", &got);
	assert_int_equal(got.visit_n, 0);
	world_fini(&w);
}

void
test_which_day_is_answered_by_a_day(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "SON", &c);
	struct understand_question q = yesno_question(&w, &c, CIVIL_NONE);
	q.kind = UNDERSTAND_ASK_DATE;
	c.question = &q;
	c.asked_last = true;
	static const char *const texts[] = { "14", "14/5", "ngay 14",
		"hom 14 a" };
	for (size_t i = 0; i < 4; i++) {
		understand_text(&c, texts[i], &got);
		assert_int_equal(got.visit_n, 1);
		assert_visit(&w, 0, "TANPHUOC", "2018-05-14");
	}
	understand_text(&c, "28", &got);
	assert_int_equal(got.visit_n, 0);
	world_fini(&w);
}

void
test_meeting_question_is_answered_by_co_and_khong(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "DUYEN", &c);
	struct understand_question q = { .kind = UNDERSTAND_ASK_MEETING,
		.on = civil_day(2018, 5, 5),
		.month = civil_month(2018, 5),
		.expires_at = c.now + 60,
		.option_n = 1 };
	q.option[0] = (struct understand_item){ .unit = unit_of(&w, "TANLAP"),
		.branch = unit_of(&w, "TANLAP-AP3"),
		.on = q.on,
		.month = q.month };
	c.question = &q;
	c.asked_last = true;
	static const char *const yes[] = { "CO", "DA DU", "roi a" };
	for (size_t i = 0; i < 3; i++) {
		understand_text(&c, yes[i], &got);
		assert_int_equal(got.intent, UNDERSTAND_CONFIRM_MEETING);
		assert_int_equal(got.meeting_n, 1);
		assert_int_equal(got.visit_n, 0);
		assert_int_equal(got.meetings[0].branch, q.option[0].branch);
		assert_int_equal(got.meetings[0].on, q.on);
	}
	understand_text(&c, "KHONG", &got);
	assert_int_equal(got.meeting_n, 0);
	world_fini(&w);
}

void
test_a_full_answer_overrides_the_question(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "BAO", &c);
	struct understand_question q = units_question(&w, &c);
	c.question = &q;
	c.asked_last = true;
	understand_text(&c, "da di tan hung 16/5", &got);
	assert_int_equal(got.visit_n, 1);
	assert_visit(&w, 0, "TANHUNG", "2018-05-16");
	understand_text(&c, "mai em di", &got);
	assert_int_equal(got.intent, UNDERSTAND_PLAN);
	world_fini(&w);
}

void
test_question_survives_the_store(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct understand_context c;
	world_context(&w, "BAO", &c);
	struct understand_question q = units_question(&w, &c), back;
	q.option[1].on = civil_day(2018, 5, 14);
	char buf[512], again[512];
	understand_question_format(&q, &w.f, buf, sizeof buf);
	assert_true(understand_question_parse(buf, &w.f, &back));
	assert_string_equal(
	    understand_question_format(&back, &w.f, again, sizeof again), buf);
	assert_int_equal(back.option_n, 3);
	assert_int_equal(back.option[1].on, q.option[1].on);
	assert_false(understand_question_parse("", &w.f, &back));
	assert_false(understand_question_parse("unit - x", &w.f, &back));
	assert_false(understand_question_parse(
	    "unit - 24220 1 2 GONE/-/-/24220", &w.f, &back));
	world_fini(&w);
}

void
test_sai_withdraws_the_last_booking(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	ask(&w, "SON", "SAI");
	assert_int_equal(got.intent, UNDERSTAND_CORRECT);
	assert_false(got.undo);
	assert_true(got.to_inbox);
	struct facts_visit *v = &w.f.visits[w.f.visit_n++];
	*v = (struct facts_visit){ .person = facts_person_by_code(&w.f, "SON"),
		.unit = unit_of(&w, "TANPHUOC"),
		.on = civil_day(2018, 5, 15),
		.month = civil_month(2018, 5),
		.source = FACTS_REPLY,
		.created_at = 1 };
	ask(&w, "SON", "SAI");
	assert_true(got.undo);
	assert_false(got.to_inbox);
	assert_non_null(strstr(got.answer, "Tan Phuoc ngay 15/5"));
	/* a new day is asked about, never booked by the correction itself */
	ask(&w, "SON", "sua lai: tan phuoc 16/5");
	assert_true(got.undo && got.ask);
	assert_int_equal(got.visit_n, 0);
	/* and what is on record is not booked twice */
	ask(&w, "SON", "di roi a");
	assert_int_equal(got.visit_n, 0);
	assert_true(*got.answer);
	world_fini(&w);
}
