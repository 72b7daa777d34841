#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/viet.h"
#include "core/civil.h"
#include "core/understand.h"

#include <string.h>

void test_days_are_written_as_the_office_does(void **state);
void test_numbers_are_masked(void **state);
void test_every_state_and_reason_has_words(void **state);
void test_why_keeps_what_was_read(void **state);

void
test_days_are_written_as_the_office_does(void **state)
{
	(void)state;
	char b[40], d[16];
	assert_string_equal(viet_day(civil_day(2018, 5, 2), d), "02/05/2018");
	assert_string_equal(viet_day_short(civil_day(2018, 12, 31), d),
	    "31/12");
	assert_string_equal(viet_day(CIVIL_NONE, d), "");
	assert_string_equal(viet_day_short(CIVIL_MAX, d), "");
	assert_string_equal(
	    viet_instant(civil_at(civil_day(2018, 5, 2), 450, 25200), 25200, b),
	    "07:30 02/05/2018");
}

void
test_numbers_are_masked(void **state)
{
	(void)state;
	char b[16];
	assert_string_equal(viet_number("+84912000003", b), "0912…003");
	assert_string_equal(viet_number("+4912345678901", b), "…901");
	assert_string_equal(viet_number("8041", b), "…");
	assert_string_equal(viet_number("", b), "…");
}

void
test_every_state_and_reason_has_words(void **state)
{
	(void)state;
	for (int i = 0; i < MESSAGE_STATE__N; i++)
		assert_non_null(viet_state((enum message_state)i));
	assert_string_equal(viet_reason(MESSAGE_R_NONE), "");
	for (int i = MESSAGE_R_NONE + 1; i < MESSAGE_REASON__N; i++) {
		const char *words = viet_reason((enum message_reason)i);
		assert_non_null(words);
		assert_true(*words != '\0');
	}
	for (int i = STANDING_NOT_DUE; i <= STANDING_EXEMPT; i++) {
		assert_non_null(viet_standing((enum standing_state)i));
		assert_non_null(viet_symbol((enum standing_state)i));
	}
	for (int i = 0; i < UNDERSTAND_INTENT__N; i++) {
		const char *name =
		    understand_intent_name((enum understand_intent)i);
		assert_string_not_equal(viet_intent(name), name);
	}
	assert_string_equal(viet_kind("visit.remind"), "nhắc đi cơ sở");
	assert_string_equal(viet_kind("new.kind"), "new.kind");
}

void
test_why_keeps_what_was_read(void **state)
{
	(void)state;
	char b[200];
	assert_string_equal(viet_why("a question", b), "một câu hỏi");
	assert_string_equal(viet_why("unknown unit: locan", b),
	    "không có đơn vị này: locan");
	assert_string_equal(viet_why("cannot go: reassign?", b),
	    "không đi được: phân công lại?");
	assert_string_equal(viet_why("something: new", b), "something: new");
	assert_string_equal(viet_why("", b), "");
}
