/* The sandbox, against golden files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"

void test_golden_files_of_the_sandbox(void **state);
void test_sandbox_is_local_and_refuses_duplicates(void **state);

void
test_golden_files_of_the_sandbox(void **state)
{
	(void)state;
	golden_run("sandbox");
}

void
test_sandbox_is_local_and_refuses_duplicates(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("sandbox");
	assert_true(d->caps.local && d->caps.refuses_duplicates);
	assert_false(d->caps.needs_url);
}
