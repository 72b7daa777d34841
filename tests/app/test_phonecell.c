#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/phonecell.h"

#include <stdio.h>
#include <string.h>

void test_cells_are_read_as_people_fill_them(void **state);
void test_any_spelling_of_a_number_is_that_number(void **state);
void test_any_text_gives_a_number_or_none(void **state);

void
test_cells_are_read_as_people_fill_them(void **state)
{
	(void)state;
	static const struct {
		const char *cell;
		enum phone_result result;
		const char *number, *second;
		int words;
	} cases[] = {
		{ "0912000001", PHONE_OK, "+84912000001", "", 0 },
		{ "0912 000 001", PHONE_OK, "+84912000001", "", 0 },
		{ "0912,000,001", PHONE_OK, "+84912000001", "", 0 },
		{ "'0912000001", PHONE_OK, "+84912000001", "", 0 },
		{ "\xc2\xa0(0912) 000-001", PHONE_OK, "+84912000001", "", 0 },
		{ "+84 912.000.001", PHONE_OK, "+84912000001", "", 0 },
		{ "912000001", PHONE_OK_ZERO, "+84912000001", "", 0 },
		{ "912000001.0", PHONE_OK_ZERO, "+84912000001", "", 0 },
		{ "01689000001", PHONE_OK_OLD11, "+84389000001", "", 0 },
		{ "0912000001 / 0987000001", PHONE_OK, "+84912000001",
		    "+84987000001", 0 },
		{ "0912000001\n0987000001", PHONE_OK, "+84912000001",
		    "+84987000001", 0 },
		{ "0912 000 001 - 0987 000 001", PHONE_OK, "+84912000001",
		    "+84987000001", 0 },
		{ "0912 000 001 0987 000 001", PHONE_OK, "+84912000001",
		    "+84987000001", 0 },
		{ "0912000001; 0912000001", PHONE_OK, "+84912000001", "", 0 },
		{ "02713 855 012, 0912000001", PHONE_OK, "+84912000001", "",
		    0 },
		{ "SĐT: 0912000001", PHONE_OK, "+84912000001", "", 1 },
		{ "0912000001 (Zalo 0987000001)", PHONE_OK, "+84912000001",
		    "+84987000001", 1 },
		{ "", PHONE_EMPTY, "", "", 0 },
		{ "chưa có", PHONE_EMPTY, "", "", 0 },
		{ "02713 855 012", PHONE_LANDLINE, "", "", 0 },
		{ "9.12E+08", PHONE_SCIENTIFIC, "", "", 0 },
		{ "9,12E+08", PHONE_SCIENTIFIC, "", "", 0 },
		{ "091200011", PHONE_LENGTH, "", "", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct phonecell p;
		phonecell_read(cases[i].cell, &p);
		if (p.result != cases[i].result ||
		    strcmp(p.number, cases[i].number) != 0 ||
		    strcmp(p.second, cases[i].second) != 0 ||
		    p.words != cases[i].words)
			fail_msg("\"%s\": %d %s %s %d", cases[i].cell,
			    (int)p.result, p.number, p.second, p.words);
	}
}

static unsigned
below(uint32_t *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

/* 10,000 numbers with separators anywhere, in each of the three forms. */
void
test_any_spelling_of_a_number_is_that_number(void **state)
{
	(void)state;
	static const char *const front[] = { "0", "+84", "84", "" };
	static const char *const between[] = { "", "", " ", ".", "-",
		"\xc2\xa0" };
	uint32_t seed = 1;
	for (int round = 0; round < 10000; round++) {
		char digits[16], cell[80], want[24];
		struct phonecell p;
		snprintf(digits, sizeof digits, "9%u%07u", 1 + below(&seed, 4),
		    below(&seed, 10000000));
		snprintf(want, sizeof want, "+84%s", digits);
		size_t n = (size_t)snprintf(cell, sizeof cell, "%s",
		    front[below(&seed, 4)]);
		for (const char *d = digits; *d; d++)
			n += (size_t)snprintf(cell + n, sizeof cell - n, "%c%s",
			    *d, d[1] ? between[below(&seed, 6)] : "");
		phonecell_read(cell, &p);
		if (strcmp(p.number, want) != 0 || *p.second)
			fail_msg("\"%s\": %s %s", cell, p.number, p.second);
	}
}

void
test_any_text_gives_a_number_or_none(void **state)
{
	(void)state;
	static const char *const bits[] = { "0", "9", "12", "84", "+84", "E+08",
		".", ",", "/", ";", "\n", "-", "'", "(", "Zalo ", "số", " ",
		"0912000001", "\xff", "\xc2\xa0", "#N/A", "01689000001" };
	uint32_t seed = 2;
	for (int round = 0; round < 20000; round++) {
		char cell[160] = "";
		struct phonecell p;
		for (unsigned k = below(&seed, 10); k; k--)
			strcat(cell,
			    bits[below(&seed, sizeof bits / sizeof *bits)]);
		phonecell_read(cell, &p);
		bool ok = p.result == PHONE_OK || p.result == PHONE_OK_ZERO ||
			  p.result == PHONE_OK_OLD11;
		char again[PHONE_SIZE];
		if (ok != (*p.number != '\0') || (*p.second && !ok) ||
		    (ok && phone_parse(p.number, again) != PHONE_OK) ||
		    (ok && strcmp(p.number, p.second) == 0))
			fail_msg("\"%s\": %d %s %s", cell, (int)p.result,
			    p.number, p.second);
	}
}
