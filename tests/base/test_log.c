#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void test_a_line_stays_one_line(void **state);
void test_the_journal_reads_the_level(void **state);
void test_quiet_levels_say_nothing(void **state);
void test_numbers_are_masked(void **state);

static char said[2048];
static int kept;
static FILE *file;

/* stderr goes to a file until heard() gives what was said. */
static void
listen_to(void)
{
	fflush(stderr);
	file = tmpfile();
	kept = dup(2);
	assert_true(file && kept >= 0 && dup2(fileno(file), 2) == 2);
}

static const char *
heard(void)
{
	fflush(stderr);
	dup2(kept, 2);
	close(kept);
	rewind(file);
	size_t n = fread(said, 1, sizeof said - 1, file);
	said[n] = '\0';
	fclose(file);
	return said;
}

void
test_a_line_stays_one_line(void **state)
{
	(void)state;
	log_setup(0, LOG_INFO);
	listen_to();
	log_line(LOG_INFO, "msg=%d reason=\"%s\"", 7, "a\nmsg=8\r\t\x1b[31m");
	assert_string_equal(heard(), "msg=7 reason=\"a?msg=8???[31m\"\n");
}

void
test_the_journal_reads_the_level(void **state)
{
	(void)state;
	log_setup(1, LOG_DEBUG);
	listen_to();
	log_line(LOG_WARN, "a=b");
	log_line(LOG_DEBUG, "c=d");
	assert_string_equal(heard(), "<4>a=b\n<7>c=d\n");
	log_setup(0, LOG_INFO);
}

void
test_quiet_levels_say_nothing(void **state)
{
	(void)state;
	log_setup(0, LOG_ERROR);
	listen_to();
	log_line(LOG_INFO, "a=b");
	log_line(LOG_ERROR, "c=d");
	assert_string_equal(heard(), "c=d\n");
	log_setup(0, LOG_INFO);
}

void
test_numbers_are_masked(void **state)
{
	(void)state;
	char buf[16];
	assert_string_equal(log_number("+84912000003", buf), "+84…003");
	assert_string_equal(log_number("8041", buf), "…");
	assert_string_equal(log_number("", buf), "…");
	assert_string_equal(log_number(NULL, buf), "…");
	assert_string_equal(log_number("+84912000003000000000000000000", buf),
	    "+84…000");
}
