/* The line of progress: seldom, one line, no escapes, and gone at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/progress.h"
#include "core/width.h"

#include <stdio.h>
#include <string.h>

void test_shown_at_most_ten_times_a_second(void **state);
void test_nobody_looks(void **state);
void test_line_is_drawn_over_and_taken_away(void **state);
void test_nothing_drawn_is_nothing_to_take_away(void **state);
void test_nonsense_is_not_drawn(void **state);

static int64_t clock_at;
static int shown;

static int64_t
test_clock(void)
{
	return clock_at;
}

static void
count_it(void *self, enum progress_what what, int64_t done, int64_t all)
{
	(void)self, (void)what, (void)done, (void)all;
	shown++;
}

void
test_shown_at_most_ten_times_a_second(void **state)
{
	(void)state;
	struct progress p = { .show = count_it, .now_ms = test_clock };
	shown = 0;
	for (clock_at = 1000; clock_at < 2000; clock_at++)
		progress_step(&p, PROGRESS_IMPORT, clock_at - 1000, 1000);
	assert_int_equal(shown, 10);
}

void
test_nobody_looks(void **state)
{
	(void)state;
	progress_step(NULL, PROGRESS_IMPORT, 1, 2);
}

/* What the bar wrote, into buf. */
static void
drawn(FILE *f, char *buf, size_t size)
{
	rewind(f);
	size_t n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
}

void
test_line_is_drawn_over_and_taken_away(void **state)
{
	(void)state;
	char buf[2000];
	struct progress_bar bar = { .to = tmpfile() };
	assert_non_null(bar.to);
	for (int i = 0; i <= 10; i++)
		progress_bar_show(&bar, PROGRESS_BACKUP, i, 10);
	size_t width = bar.shown;
	progress_bar_end(&bar);
	drawn(bar.to, buf, sizeof buf);
	fclose(bar.to);
	assert_null(strchr(buf, '\033'));
	assert_null(strchr(buf, '\n'));
	assert_non_null(strstr(buf, "  0 %"));
	assert_non_null(strstr(buf, " 50 %"));
	assert_non_null(strstr(buf, "100 %"));
	int lines = 0;
	for (const char *s = buf; *s; s++)
		lines += *s == '\r';
	assert_int_equal(lines, 11 + 2);
	/* The last thing: blanks as wide as the line, then its beginning. */
	size_t n = strlen(buf);
	assert_int_equal(buf[n - 1], '\r');
	assert_int_equal(strspn(buf + n - 1 - width, " "), width);
}

void
test_nothing_drawn_is_nothing_to_take_away(void **state)
{
	(void)state;
	char buf[20];
	struct progress_bar bar = { .to = tmpfile() };
	progress_bar_end(&bar);
	drawn(bar.to, buf, sizeof buf);
	fclose(bar.to);
	assert_string_equal(buf, "");
}

void
test_nonsense_is_not_drawn(void **state)
{
	(void)state;
	char buf[400];
	struct progress_bar bar = { .to = tmpfile() };
	progress_bar_show(&bar, PROGRESS_IMPORT, 1, 0);
	progress_bar_show(&bar, PROGRESS_IMPORT, -1, 10);
	assert_int_equal(bar.shown, 0);
	progress_bar_show(&bar, PROGRESS_IMPORT, 20, 10);
	drawn(bar.to, buf, sizeof buf);
	fclose(bar.to);
	assert_non_null(strstr(buf, "100 %"));
}
