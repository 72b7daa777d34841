#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/config_wording.h"

#include <string.h>

void test_placeholders_must_be_known(void **state);
void test_built_in_wordings_fit_one_part(void **state);
void test_longer_than_a_part_is_told(void **state);
void test_character_to_blame_is_pointed_at(void **state);

void
test_placeholders_must_be_known(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int at; /* −1 = in order */
		const char *word, *hint;
	} rows[] = {
		{ "{sign}: d/c {given_name} ; # \"x\"", -1, "", "" },
		{ "Moi[ tai {place}].", -1, "", "" },
		{ "x {given_nam}", 2, "unknown placeholder {given_nam}",
		    "did you mean {given_name}?" },
		{ "{zzzzzz}", 0, "unknown placeholder {zzzzzz}",
		    "known are: branch contact" },
		{ "{}", 0, "unknown placeholder {}", "known are:" },
		{ "{sign", 0, "no '}'", "" },
		{ "{sign {name}", 0, "no '}'", "" },
		{ "sign}", 4, "no '{'", "" },
		{ "a [b", 2, "no ']'", "" },
		{ "a ]b", 2, "does not belong", "" },
		{ "[a [b]]", 3, "does not belong", "" },
		{ "", 0, "empty", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct value_trouble t = { 0 };
		const struct value_in in = { .text = rows[i].text };
		char *field = NULL;
		bool ok = config_wording_parse(&in, &field, &t);
		if (ok != (rows[i].at < 0))
			print_error("%s: %s\n", rows[i].text, t.message);
		assert_int_equal(ok, rows[i].at < 0);
		if (ok)
			assert_string_equal(field, rows[i].text);
		else
			assert_int_equal(t.at, rows[i].at);
		assert_non_null(strstr(t.message, rows[i].word));
		assert_non_null(strstr(t.hint, rows[i].hint));
		policy_set(&field, NULL);
	}
}

void
test_built_in_wordings_fit_one_part(void **state)
{
	(void)state;
	struct policy *p = policy_new();
	for (int w = 0; w < POLICY_WORDING__N; w++) {
		struct value_trouble t = { 0 };
		const struct value_in in = { .text = p->wording[w] };
		char *field = NULL;
		assert_true(config_wording_parse(&in, &field, &t));
		policy_set(&field, NULL);
		if (!config_wording_measure(p, (enum policy_wording)w, &t))
			fail_msg("%s: %s", p->wording[w], t.message);
	}
	policy_free(p);
}

void
test_longer_than_a_part_is_told(void **state)
{
	(void)state;
	struct value_trouble t = { 0 };
	struct policy *p = policy_new();
	char text[171];
	memset(text, 'x', 170);
	text[170] = '\0';
	policy_set(&p->wording[POLICY_ESCALATE], text);
	assert_false(config_wording_measure(p, POLICY_ESCALATE, &t));
	assert_non_null(strstr(t.message, "170 characters and costs 2 parts"));
	text[160] = '\0';
	policy_set(&p->wording[POLICY_ESCALATE], text);
	assert_true(config_wording_measure(p, POLICY_ESCALATE, &t));
	policy_free(p);
}

void
test_character_to_blame_is_pointed_at(void **state)
{
	(void)state;
	struct value_trouble t = { 0 };
	struct policy *p = policy_new();
	p->accents = SMS_ACCENTS_KEEP;
	policy_set(&p->wording[POLICY_ESCALATE],
	    "{sign}: con 7 ngay het thang, d/c Bao chua bao di cơ so, mong d/c "
	    "bao lai som");
	assert_false(config_wording_measure(p, POLICY_ESCALATE, &t));
	assert_non_null(strstr(t.message, "'ơ' leaves only 70"));
	assert_int_equal(t.at, strstr(p->wording[POLICY_ESCALATE], "ơ") -
				   p->wording[POLICY_ESCALATE]);
	p->accents = SMS_ACCENTS_STRIP;
	t.message[0] = '\0';
	assert_true(config_wording_measure(p, POLICY_ESCALATE, &t));
	policy_free(p);
}
