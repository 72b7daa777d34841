#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/zone.h"

void test_offsets_come_from_the_present_rule(void **state);
void test_what_is_no_zone_is_refused(void **state);

void
test_offsets_come_from_the_present_rule(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int offset;
		bool saving;
	} rows[] = { { "Asia/Ho_Chi_Minh", 25200, false }, { "UTC", 0, false },
		{ "Asia/Kathmandu", 20700, false },
		{ "America/Sao_Paulo", -10800, false },
		{ "Europe/Berlin", 3600, true },
		{ "America/St_Johns", -12600, true } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { 0 };
		int offset = 1;
		bool saving = !rows[i].saving;
		assert_int_equal(
		    zone_offset(rows[i].name, &offset, &saving, &err), 0);
		assert_int_equal(offset, rows[i].offset);
		assert_int_equal(saving, rows[i].saving);
	}
}

void
test_what_is_no_zone_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = { "", "Asia", "Asia/Hanoi",
		"../../../etc/passwd", "/etc/localtime", "zone.tab",
		"Asia/Ho Chi Minh" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct err err = { 0 };
		int offset;
		bool saving;
		assert_int_equal(zone_offset(names[i], &offset, &saving, &err),
		    -1);
		assert_true(err.text[0] != '\0');
	}
}
