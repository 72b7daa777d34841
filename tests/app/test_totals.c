/* Figures under names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/totals.h"

void test_names_are_summed_and_sorted(void **state);
void test_nothing_prints_nothing(void **state);

void
test_names_are_summed_and_sorted(void **state)
{
	(void)state;
	struct totals t = { 0 };
	struct sbuf out = { 0 };
	totals_add(&t, "SON", 1);
	totals_add(&t, "BAO", 2);
	totals_add(&t, "SON", 3);
	totals_print(&t, "person", 350, &out);
	assert_string_equal(sbuf_text(&out),
	    "person           messages    parts         dong\n"
	    "BAO                     1        2          700\n"
	    "SON                     2        4         1400\n");
	totals_fini(&t);
	sbuf_fini(&out);
}

void
test_nothing_prints_nothing(void **state)
{
	(void)state;
	struct totals t = { 0 };
	struct sbuf out = { 0 };
	totals_print(&t, "kind", 350, &out);
	assert_string_equal(sbuf_text(&out), "");
	totals_fini(&t);
	sbuf_fini(&out);
}
