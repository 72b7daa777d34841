#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "understand_world.h"

#define DEV "tests/fixtures/replies-dev.tsv"
#define OWN "tests/fixtures/replies-own.tsv"
#define FROZEN "tests/fixtures/replies-frozen.tsv"

void test_development_sample_has_no_wrong_booking(void **state);
void test_own_corpus_has_no_wrong_booking(void **state);
void test_frozen_corpus_has_no_wrong_booking(void **state);
void test_texts_that_sound_done_book_nothing(void **state);

/* No wrong booking, no silent drop, and at least so many of the clear claims
 * (in percent) booked outright and intents right. */
static void
check_file(const char *path, int rows, int booked, int intents)
{
	struct world w;
	world_init(&w);
	/* the frozen half tells its figures only */
	struct score s = score_file(&w, path, strcmp(path, FROZEN) != 0);
	print_message("%s: %d rows, %d/%d clear claims booked, %d asked, "
		      "%d intents right, %d wrong, %d dropped\n",
	    path, s.rows, s.booked, s.clear, s.asked, s.intents, s.wrong,
	    s.drops);
	assert_true(s.rows >= rows);
	assert_int_equal(s.wrong, 0);
	assert_int_equal(s.drops, 0);
	assert_true(s.booked * 100 >= s.clear * booked);
	assert_true(s.intents * 100 >= s.rows * intents);
	world_fini(&w);
}

void
test_development_sample_has_no_wrong_booking(void **state)
{
	(void)state;
	check_file(DEV, 87, 100, 100);
}

void
test_own_corpus_has_no_wrong_booking(void **state)
{
	(void)state;
	check_file(OWN, 240, 95, 95);
}

/* Labelled before it was first run, and never used to tune. */
void
test_frozen_corpus_has_no_wrong_booking(void **state)
{
	(void)state;
	check_file(FROZEN, 180, 90, 90);
}

/* SENDER|text, one a line: hearsay, reasons, bounds, other people, jokes. */
void
test_texts_that_sound_done_book_nothing(void **state)
{
	(void)state;
	struct world w;
	char line[400];
	int n = 0;
	FILE *f = fopen("tests/fixtures/replies-unbooked.txt", "r");
	assert_non_null(f);
	world_init(&w);
	while (fgets(line, sizeof line, f)) {
		struct understand_context c;
		struct understand_reading got;
		char *text = strchr(line, '|');
		if (!text)
			continue;
		*text++ = '\0';
		text[strcspn(text, "\n")] = '\0';
		world_context(&w, line, &c);
		understand_text(&c, text, &got);
		if (got.visit_n || got.meeting_n)
			fail_msg("%s: \"%s\" books", line, text);
		n++;
	}
	fclose(f);
	assert_true(n > 200);
	world_fini(&w);
}
