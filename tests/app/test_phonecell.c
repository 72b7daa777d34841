#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/phonecell.h"

#include <string.h>

void test_cells_are_read_as_people_fill_them(void **state);

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
