#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/ledger_unit.h"
#include "app/unitcell.h"
#include "core/civil.h"

#include <stdio.h>
#include <string.h>

void test_units_are_read_as_people_write_them(void **state);
void test_same_name_of_two_kinds_needs_the_kind(void **state);
void test_units_listed_in_any_way_are_all_found(void **state);
void test_any_text_gives_units_that_exist_or_none(void **state);

static struct ledger *
demo(struct policy **policy)
{
	static const struct {
		const char *code, *name;
		int level, parent;
	} units[] = { { "HUYEN", "Huyện Đồng Phú", 0, -1 },
		{ "CUM1", "Cụm 1", 1, 0 },
		{ "TANPHU", "Thị trấn Tân Phú", 2, 1 },
		{ "TANLAP", "Xã Tân Lập", 2, 1 },
		{ "TANLOI", "Xã Tân Lợi", 2, 1 },
		{ "THUANLOI", "Xã Thuận Lợi", 2, 1 },
		{ "DONGTAM", "Xã Đồng Tâm", 2, 1 },
		{ "TANLAP-AP3", "Ấp 3", 3, 3 },
		{ "DONGTAM-TANLAP", "Tân Lập", 3, 6 } };
	struct facts none = { 0 };
	*policy = policy_new();
	struct ledger *l = ledger_new(&none, *policy);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct ledger_unit u = { .code = units[i].code,
			.name = units[i].name,
			.aliases = "",
			.level = units[i].level,
			.parent = units[i].parent,
			.from_on = CIVIL_NONE,
			.until_on = CIVIL_MAX };
		ledger_unit_add(l, &u);
	}
	return l;
}

static void
words(const struct ledger *l, const char *cell, char *buf, size_t size)
{
	static const char *const results[] = { "none", "ok", "unknown",
		"ambiguous" };
	struct unitcell c;
	unitcell_read(l, cell, &c);
	size_t n = (size_t)snprintf(buf, size, "%s", results[c.result]);
	bool ambiguous = c.result == UNITCELL_AMBIGUOUS;
	size_t count = ambiguous ? c.candidate_n : c.n;
	for (size_t i = 0; i < count && c.result != UNITCELL_UNKNOWN; i++)
		n += (size_t)snprintf(buf + n, size - n, " %s",
		    l->units[ambiguous ? c.candidates[i] : c.units[i]].code);
	if (c.result > UNITCELL_OK)
		n += (size_t)snprintf(buf + n, size - n, " [%s]", c.bad);
	snprintf(buf + n, size - n, "%s%s", c.abbreviated ? " abbrev" : "",
	    c.repeated ? " repeated" : "");
}

void
test_units_are_read_as_people_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *cell, *want;
	} cases[] = {
		{ "TT. Tân Phú\nXã Tân Lập\nX.Tân Lợi",
		    "ok TANPHU TANLAP TANLOI" },
		{ "Tân Lập, Tân Lợi; Đồng Tâm", "ok TANLAP TANLOI DONGTAM" },
		{ "Tân Lập - Tân Lợi", "ok TANLAP TANLOI" },
		{ "- Tân Lập\n- Tân Lợi", "ok TANLAP TANLOI" },
		{ "1. Tân Lập\n2. Tân Lợi", "ok TANLAP TANLOI" },
		{ "Tân Lập và Tân Lợi.", "ok TANLAP TANLOI" },
		{ "Đoàn xã Tân Lập", "ok TANLAP" },
		{ "tân  lập (2 chi đoàn)", "ok TANLAP" },
		{ "TANLAP", "ok TANLAP" },
		{ "TANLAP-AP3", "ok TANLAP-AP3" },
		{ "Cụm thi đua số 1", "ok CUM1" },
		{ "xã Tân Lập, huyện Đồng Phú", "ok TANLAP" },
		{ "Đ. Tâm", "ok DONGTAM abbrev" },
		{ "T.Lập", "ok TANLAP abbrev" },
		{ "T.Lợi", "ambiguous TANLOI THUANLOI [T.Lợi]" },
		{ "Tân Lập, T.Lợi", "ambiguous TANLOI THUANLOI [T.Lợi]" },
		{ "Lợi", "unknown [Lợi]" },
		{ "Lộc An", "unknown [Lộc An]" },
		{ "Tân Lập, xã Tân Lập", "ok TANLAP repeated" },
		{ "Ấp Tân Lập", "unknown [Ấp Tân Lập]" },
		{ "ấp 3", "ok TANLAP-AP3" },
		{ "Cụm 3", "unknown [Cụm 3]" },
		{ "3", "unknown [3]" },
		{ "", "none" },
		{ "Phụ trách chung", "none" },
	};
	struct policy *policy;
	struct ledger *l = demo(&policy);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char got[256];
		words(l, cases[i].cell, got, sizeof got);
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("\"%s\": %s, expected %s", cases[i].cell, got,
			    cases[i].want);
	}
	ledger_free(l);
	policy_free(policy);
}

void
test_same_name_of_two_kinds_needs_the_kind(void **state)
{
	(void)state;
	struct policy *policy;
	struct ledger *l = demo(&policy);
	struct ledger_unit u = { .code = "XATANPHU",
		.name = "Xã Tân Phú",
		.aliases = "Phú Cũ|Ấp Mới",
		.level = 2,
		.parent = 1 };
	ledger_unit_add(l, &u);
	char got[256];
	words(l, "Tân Phú", got, sizeof got);
	assert_string_equal(got, "ambiguous TANPHU XATANPHU [Tân Phú]");
	words(l, "xã Tân Phú", got, sizeof got);
	assert_string_equal(got, "ok XATANPHU");
	words(l, "TT Tân Phú", got, sizeof got);
	assert_string_equal(got, "ok TANPHU");
	words(l, "phú cũ", got, sizeof got);
	assert_string_equal(got, "ok XATANPHU");
	ledger_free(l);
	policy_free(policy);
}

static unsigned
below(uint32_t *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

void
test_units_listed_in_any_way_are_all_found(void **state)
{
	(void)state;
	static const char *const names[] = { "Xã Tân Lợi", "X. Thuận Lợi",
		"xã Đồng Tâm", "TT Tân Phú" };
	static const char *const codes[] = { "TANLOI", "THUANLOI", "DONGTAM",
		"TANPHU" };
	static const char *const between[] = { ", ", "; ", "\n", " và ", " + ",
		" - " };
	struct policy *policy;
	struct ledger *l = demo(&policy);
	uint32_t seed = 6;
	for (int round = 0; round < 2000; round++) {
		char cell[200] = "", got[240], want[100] = "ok";
		const char *mark = between[below(&seed, 6)];
		unsigned first = below(&seed, 4), n = 1 + below(&seed, 4);
		for (unsigned k = 0; k < n; k++) {
			unsigned i = (first + k) % 4;
			strcat(strcat(cell, k ? mark : ""), names[i]);
			strcat(strcat(want, " "), codes[i]);
		}
		words(l, cell, got, sizeof got);
		if (strncmp(got, want, strlen(want)) != 0)
			fail_msg("\"%s\": %s, not %s", cell, got, want);
	}
	ledger_free(l);
	policy_free(policy);
}

void
test_any_text_gives_units_that_exist_or_none(void **state)
{
	(void)state;
	static const char *const bits[] = { "Tân", "Lập", "Lợi", "T.", "X.",
		"xã", " ", ",", ";", "\n", "-", "(", ")", "3", "ấp ", "cụm 1",
		"toàn huyện", "\xff", "/", "và", "=", "." };
	struct policy *policy;
	struct ledger *l = demo(&policy);
	uint32_t seed = 7;
	for (int round = 0; round < 20000; round++) {
		char cell[200] = "";
		struct unitcell c;
		for (unsigned k = below(&seed, 12); k; k--)
			strcat(cell,
			    bits[below(&seed, sizeof bits / sizeof *bits)]);
		unitcell_read(l, cell, &c);
		assert_int_equal(c.result == UNITCELL_OK,
		    c.n > 0 && c.result != UNITCELL_UNKNOWN &&
			c.result != UNITCELL_AMBIGUOUS);
		if (c.result == UNITCELL_AMBIGUOUS)
			assert_true(c.candidate_n > 1);
		for (size_t i = 0; i < c.n; i++) {
			assert_in_range(c.units[i], 0, l->unit_n - 1);
			for (size_t k = 0; k < i; k++)
				assert_int_not_equal(c.units[i], c.units[k]);
		}
	}
	ledger_free(l);
	policy_free(policy);
}
