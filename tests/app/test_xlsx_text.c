#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/xlsx_text.h"

#include <string.h>

void test_escapes_are_characters(void **state);
void test_what_only_looks_like_an_escape_stays(void **state);
void test_line_ends_are_one(void **state);

static void
reads_as(const char *s, const char *want)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, "<");
	xlsx_text_add(s, strlen(s), &b);
	sbuf_add(&b, ">");
	size_t n = strlen(want);
	if (b.len != n + 2 || memcmp(b.s + 1, want, n) != 0)
		fail_msg("%s: \"%s\", expected \"%s\"", s, b.s, want);
	sbuf_fini(&b);
}

void
test_escapes_are_characters(void **state)
{
	(void)state;
	reads_as("a_x0041_b", "aAb");
	reads_as("_x00e1__x1EAF_", "\xc3\xa1\xe1\xba\xaf");
	reads_as("_x005F_x000D_", "_x000D_");
	reads_as("_xD83D__xDE00_", "\xf0\x9f\x98\x80");
	reads_as("a_x0000_b_x0007_c", "abc"); /* nothing a list can hold */
	reads_as("_xD83D_a", "a");
	reads_as("_x0009_", "\t");
}

void
test_what_only_looks_like_an_escape_stays(void **state)
{
	(void)state;
	reads_as("_x000_", "_x000_");
	reads_as("_x000G_", "_x000G_");
	reads_as("_x000D", "_x000D");
	reads_as("_X000D_", "_X000D_");
	reads_as("__x_", "__x_");
	reads_as("", "");
}

void
test_line_ends_are_one(void **state)
{
	(void)state;
	reads_as("a_x000D_\nb", "a\nb");
	reads_as("a\r\nb\rc\nd", "a\nb\nc\nd");
	reads_as("a_x000D__x000A_b", "a\nb");
	reads_as("\r", "\n");
}
