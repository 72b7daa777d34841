#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/proposal.h"
#include "lib/small_office.h"

#include <string.h>

void test_moves_and_cancellations_are_read(void **state);
void test_other_texts_are_none(void **state);
void test_answers_fit_one_part(void **state);

static struct facts *
with_meeting(void)
{
	struct facts *f = small_office();
	facts_sort(f);
	meets_on(f, TANLAP_AP3, 24); /* received on the 22nd */
	return f;
}

void
test_moves_and_cancellations_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int month, day; /* 0 = cancelled */
	} rows[] = {
		{ "Ấp 3 hoãn qua 25", 5, 25 },
		{ "ap 3 hoan qua 25/5", 5, 25 },
		{ "chi doan ap 3 doi sang ngay 2/6 nhe", 6, 2 },
		{ "SHCD ap 3 chuyen qua 26", 5, 26 },
		{ "ap 3 thang nay nghi", 0, 0 },
		{ "Chi đoàn Ấp 3 không sinh hoạt", 0, 0 },
		{ "huy hop ap 3", 0, 0 },
	};
	struct facts *f = with_meeting();
	struct policy *p = policy_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct proposal q;
		if (!proposal_read(f, p, DUYEN, rows[i].text, at(5, 22, 9, 0),
			&q))
			fail_msg("'%s' was not read", rows[i].text);
		assert_int_equal(q.branch, TANLAP_AP3);
		assert_int_equal(q.on, civil_day(2018, 5, 24));
		assert_int_equal(q.to_on,
		    rows[i].day ? civil_day(2018, rows[i].month, rows[i].day)
				: CIVIL_NONE);
	}
	policy_free(p);
	facts_free(f);
}

void
test_other_texts_are_none(void **state)
{
	(void)state;
	static const char *const rows[] = { "", "hoan", "ap 3", "ap 3 25",
		"ap 3 hoan", "ap 3 hoan qua 31/4", "ap 3 hoan qua 20/5",
		"ap 3 hoan qua 25, tan lap em di roi", "da du ap 3 25",
		"ap 33 hoan qua 25", "tan lap hoan qua 25",
		"ap 3 hoan qua 25 hoac 26", "ap 3 nghi 25",
		"em di ap 3 hoan thanh 25" };
	struct facts *f = with_meeting();
	struct policy *p = policy_new();
	struct proposal q;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (proposal_read(f, p, DUYEN, rows[i], at(5, 22, 9, 0), &q))
			fail_msg("'%s' was taken", rows[i]);
	}
	/* somebody else's branch, a stranger */
	assert_false(
	    proposal_read(f, p, BAO, "ap 3 hoan qua 25", at(5, 22, 9, 0), &q));
	assert_false(proposal_read(f, p, FACTS_NONE, "ap 3 hoan qua 25",
	    at(5, 22, 9, 0), &q));
	policy_free(p);
	facts_free(f);
}

void
test_answers_fit_one_part(void **state)
{
	(void)state;
	struct facts *f = with_meeting();
	char text[200];
	struct proposal q = { TANLAP_AP3, civil_day(2018, 5, 24),
		civil_day(2018, 5, 25) };
	proposal_answer(f, &q, false, text, sizeof text);
	assert_string_equal(text,
	    "VP ghi nhan de nghi: chi doan Ap 3, buoi 24/5 doi sang 25/5. Cho "
	    "VP dong y");
	q.to_on = CIVIL_NONE;
	proposal_answer(f, &q, true, text, sizeof text);
	assert_string_equal(text,
	    "Da doi lich: chi doan Ap 3, buoi 24/5 nghi. Ghi sai thi bao VP");
	facts_free(f);
}
