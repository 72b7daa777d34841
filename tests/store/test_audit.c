#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "office.h"

void test_audit_shows_both_subjects(void **state);
void test_audit_lists_all_until_told_to_stop(void **state);

static int
on_audit(void *arg, const struct store_audit_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 512 - n, "%s %s %s>%s %s;", row->who, row->what,
	    row->before, row->after, row->reason);
	return 0;
}

void
test_audit_shows_both_subjects(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[512] = "";
	struct store *s = open_memory();
	small_office(s);
	begin(s);
	assert_int_equal(store_audit(s, 5, "web", "unit.change", "unit:TANHOA",
			     "xa", "thi_tran", "QĐ 5", &err),
	    0);
	end(s);
	assert_int_equal(store_audit_list(s, "unit:TANHOA", on_audit, text), 0);
	assert_string_equal(text, "cli:root visit.add >TANHOA 2018-05-12 ;"
				  "web unit.change xa>thi_tran QĐ 5;");
	*text = '\0';
	assert_int_equal(store_audit_list(s, "person:BAO", on_audit, text), 0);
	assert_string_equal(text, "cli:root visit.add >TANHOA 2018-05-12 ;");
	store_close(s);
}

static int
on_second(void *arg, const struct store_audit_row *row)
{
	int *n = arg;
	assert_int_equal(row->at, ++*n);
	return *n == 2 ? 9 : 0;
}

void
test_audit_lists_all_until_told_to_stop(void **state)
{
	(void)state;
	struct err err = { 0 };
	int n = 0;
	struct store *s = open_memory();
	begin(s);
	for (int at = 1; at <= 3; at++)
		assert_int_equal(store_audit(s, at, "web", "x", "person:A",
				     NULL, NULL, NULL, &err),
		    0);
	end(s);
	assert_int_equal(store_audit_list(s, NULL, on_second, &n), 9);
	assert_int_equal(n, 2);
	store_close(s);
}
