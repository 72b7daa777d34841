#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/lexicon.h"

void test_table_is_in_order(void **state);
void test_marks_decide_between_da_and_da(void **state);
void test_longest_phrase_wins(void **state);

static enum lexicon_sense
sense_of(const char *text, size_t *used)
{
	static struct token_list t;
	token_read(&t, text);
	return lexicon_match(&t, 0, used);
}

void
test_table_is_in_order(void **state)
{
	(void)state;
	for (size_t i = 1; lexicon_entry(i); i++)
		if (strcmp(lexicon_entry(i - 1), lexicon_entry(i)) > 0)
			fail_msg("\"%s\" stands before \"%s\"",
			    lexicon_entry(i - 1), lexicon_entry(i));
	for (size_t i = 0; lexicon_entry(i); i++) {
		size_t words = 1;
		for (const char *p = lexicon_entry(i); *p; p++) {
			assert_true(*p == ' ' || (*p >= 'a' && *p <= 'z') ||
				    (*p >= '0' && *p <= '9'));
			words += *p == ' ';
		}
		assert_true(words <= LEXICON_PHRASE_MAX);
	}
}

void
test_marks_decide_between_da_and_da(void **state)
{
	(void)state;
	size_t used;
	assert_int_equal(sense_of("đã", &used), LEXICON_PAST);
	assert_int_equal(sense_of("dạ", &used), LEXICON_ACK);
	assert_int_equal(sense_of("đa", &used), LEXICON_PAST); /* half typed */
	assert_int_equal(sense_of("bận", &used), LEXICON_DECLINE);
	assert_int_equal(sense_of("bạn", &used), LEXICON_TITLE);
}

void
test_longest_phrase_wins(void **state)
{
	(void)state;
	size_t used;
	assert_int_equal(sense_of("da di dau", &used), LEXICON_NEVER);
	assert_int_equal(used, 3);
	assert_int_equal(sense_of("biet roi a", &used), LEXICON_ACK);
	assert_int_equal(used, 2);
	assert_int_equal(sense_of("da, di dau", &used), LEXICON_ACK);
	assert_int_equal(used, 1);
	assert_int_equal(sense_of("qwerty", &used), LEXICON_NONE);
	assert_true(lexicon_knows("roi"));
	assert_false(lexicon_knows("qwerty"));
}
