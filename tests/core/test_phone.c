#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/phone.h"
#include "../lib/vectors.h"

void test_vectors_are_normalised(void **state);
void test_old_prefixes_become_new_in_every_spelling(void **state);
void test_results_name_what_happened(void **state);
void test_national_form(void **state);
void test_normalising_again_changes_nothing(void **state);
void test_stored_form_is_recognised(void **state);

void
test_vectors_are_normalised(void **state)
{
	FILE *f = fopen(VECTORS_FILE, "r");
	struct vector v;
	int rows = 0;

	(void)state;
	assert_non_null(f);
	while (vectors_next(f, "phone.normalise", &v)) {
		char text[256], out[PHONE_SIZE];
		enum phone_result r;

		assert_true(vectors_member(&v, "text", text));
		r = phone_parse(text, out);
		if (strncmp(v.expected, "reject", 6) != 0) {
			assert_string_equal(out, v.expected);
			assert_in_range(r, PHONE_OK, PHONE_OK_OLD11);
		} else {
			assert_string_equal(out, "");
			if (strcmp(v.expected, "reject empty") == 0)
				assert_int_equal(r, PHONE_EMPTY);
			else if (strcmp(v.expected, "reject length") == 0)
				assert_int_equal(r, PHONE_LENGTH);
			else
				assert_int_equal(r, PHONE_LANDLINE);
		}
		rows++;
	}
	fclose(f);
	assert_true(rows >= 34);
}

void
test_old_prefixes_become_new_in_every_spelling(void **state)
{
	static const char *const spelling[] = { "0%s1234567", "%s1234567",
		"84%s1234567", "+84%s1234567", "0084%s1234567", "0%s 123 4567",
		"+84 (0)%s.123-4567" };
	FILE *f = fopen(VECTORS_FILE, "r");
	struct vector v;
	int rows = 0;

	(void)state;
	assert_non_null(f);
	for (; vectors_next(f, "phone.prefix2018", &v); rows++) {
		char old[256], want[32];

		assert_true(vectors_member(&v, "old", old));
		snprintf(want, sizeof(want), "+84%.2s1234567", v.expected + 1);
		for (size_t i = 0; i < sizeof(spelling) / sizeof(*spelling);
		     i++) {
			const char *hole = strstr(spelling[i], "%s");
			char text[64], out[PHONE_SIZE];

			snprintf(text, sizeof(text), "%.*s%.3s%s",
			    (int)(hole - spelling[i]), spelling[i], old + 1,
			    hole + 2);
			assert_int_equal(phone_parse(text, out),
			    PHONE_OK_OLD11);
			assert_string_equal(out, want);
		}
	}
	fclose(f);
	assert_int_equal(rows, 21);
}

void
test_results_name_what_happened(void **state)
{
	static const struct {
		const char *text;
		enum phone_result result;
		const char *out;
	} t[] = {
		{ "0912000003", PHONE_OK, "+84912000003" },
		{ "'0912000003", PHONE_OK, "+84912000003" },
		{ "’0912000003", PHONE_OK, "+84912000003" },
		{ "0912\u00a0000\u00a0003", PHONE_OK, "+84912000003" },
		{ "\u200b0912000003\ufeff", PHONE_OK, "+84912000003" },
		{ "０９１２０００００３", PHONE_OK, "+84912000003" },
		{ "0912–000–003", PHONE_OK, "+84912000003" },
		{ "(0912) 000.003", PHONE_OK, "+84912000003" },
		{ "+84 0912 000 003", PHONE_OK, "+84912000003" },
		{ "840912000003", PHONE_OK, "+84912000003" },
		{ "912000003", PHONE_OK_ZERO, "+84912000003" },
		{ "912000003.0", PHONE_OK_ZERO, "+84912000003" },
		{ "8412000003", PHONE_LENGTH, "" },
		{ "091200011", PHONE_LENGTH, "" },
		{ "0168912345", PHONE_LENGTH, "" },  /* a digit is missing */
		{ "01301234567", PHONE_LENGTH, "" }, /* never existed */
		{ "0912000003 0913000004", PHONE_LENGTH, "" },
		{ "9.12E+08", PHONE_SCIENTIFIC, "" },
		{ "9,12E+08", PHONE_SCIENTIFIC, "" },
		{ "8.4912E10", PHONE_SCIENTIFIC, "" },
		{ "02713812345", PHONE_LANDLINE, "" },
		{ "2713812345", PHONE_LANDLINE, "" },
		{ "+842713812345", PHONE_LANDLINE, "" },
		{ "06513812345", PHONE_LANDLINE, "" },
		{ "1800123456", PHONE_LANDLINE, "" },
		{ "", PHONE_EMPTY, "" },
		{ " \u00a0\u200b", PHONE_EMPTY, "" },
		{ "'", PHONE_EMPTY, "" },
		{ "195", PHONE_NOT_A_NUMBER, "" },
		{ "8041", PHONE_NOT_A_NUMBER, "" },
		{ "VIETTEL", PHONE_NOT_A_NUMBER, "" },
		{ "0912000003 (vợ)", PHONE_NOT_A_NUMBER, "" },
		{ "0912000003/0913000004", PHONE_NOT_A_NUMBER, "" },
		{ "+12065550100", PHONE_NOT_A_NUMBER, "" },
		{ "0012065550100", PHONE_NOT_A_NUMBER, "" },
		{ "0912+000003", PHONE_NOT_A_NUMBER, "" },
		{ "+", PHONE_NOT_A_NUMBER, "" },
		{ "-", PHONE_NOT_A_NUMBER, "" },
		{ "#N/A", PHONE_NOT_A_NUMBER, "" },
		{ "0912000003091200000309120000030912000003",
		    PHONE_NOT_A_NUMBER, "" },
		{ "+84", PHONE_LENGTH, "" },
		{ "0", PHONE_LENGTH, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		char out[PHONE_SIZE] = "x";

		assert_int_equal(phone_parse(t[i].text, out), t[i].result);
		assert_string_equal(out, t[i].out);
	}
}

void
test_national_form(void **state)
{
	FILE *f = fopen(VECTORS_FILE, "r");
	struct vector v;
	int rows = 0;
	char buf[PHONE_SIZE];

	(void)state;
	assert_non_null(f);
	while (vectors_next(f, "phone.format", &v)) {
		char e164[256], style[256];

		assert_true(vectors_member(&v, "e164", e164));
		assert_true(vectors_member(&v, "style", style));
		if (strcmp(style, "0") != 0)
			continue; /* the gateways' business */
		assert_string_equal(phone_national(e164, buf), v.expected);
		rows++;
	}
	fclose(f);
	assert_int_equal(rows, 1);
	assert_string_equal(phone_national("8041", buf), "8041");
	assert_string_equal(phone_national("+841234567890123456", buf),
	    "012345678901234"); /* cut, never overrun */
}

void
test_normalising_again_changes_nothing(void **state)
{
	(void)state;
	for (const char *p = "35789"; *p; p++)
		for (int i = 0; i < 1000; i++) {
			char text[16], once[PHONE_SIZE], twice[PHONE_SIZE];
			char national[PHONE_SIZE];

			snprintf(text, sizeof(text), "0%c%08d", *p,
			    i * 99991 % 100000000);
			assert_int_equal(phone_parse(text, once), PHONE_OK);
			assert_true(phone_is_mobile(once));
			assert_int_equal(phone_parse(once, twice), PHONE_OK);
			assert_string_equal(once, twice);
			assert_string_equal(phone_national(once, national),
			    text);
		}
}

void
test_stored_form_is_recognised(void **state)
{
	(void)state;
	assert_true(phone_is_mobile("+84912000003"));
	assert_false(phone_is_mobile("0912000003"));
	assert_false(phone_is_mobile("+8491200000"));
	assert_false(phone_is_mobile("+849120000030"));
	assert_false(phone_is_mobile("+84212000003"));
	assert_false(phone_is_mobile("+8491200000x"));
	assert_false(phone_is_mobile("+84"));
	assert_false(phone_is_mobile(""));
}
