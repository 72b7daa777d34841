#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/fold.h"
#include "core/keystroke.h"

void test_telex_vni_and_viqr_become_words(void **state);
void test_words_that_exist_stay(void **state);

static bool
known(void *arg, const char *word)
{
	(void)arg;
	static const char *const words[] = { "da", "di", "tan", "phuoc", "roi",
		"ap", "ngay", "hom", "qua", "em", "xong", "lap" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

void
test_telex_vni_and_viqr_become_words(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "em ddi", "em đi" },
		{ "ddax ddi taan phuwowcs", "đã đi tân phước" },
		{ "roofi", "rồi" },
		{ "d9a4 d9i ta6n phu7o7c1 15/5", "đã đi tân phước 15/5" },
		{ "dda~ ddi ta^n phu+o+'c", "đã đi tân phước" },
		{ "ta6n la6p5 ap3 12/5", "tân lập ap3 12/5" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *s = keystroke_decode(rows[i][0], known, NULL);
		assert_non_null(s);
		char *composed = fold_nfc(s);
		assert_string_equal(composed, rows[i][1]);
		free(composed);
		free(s);
	}
}

void
test_words_that_exist_stay(void **state)
{
	(void)state;
	static const char *const texts[] = { "da di tan phuoc", "xong 15/5",
		"ap3", "t7", "", "xyz", "đi", "12+13/5" };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_null(keystroke_decode(texts[i], known, NULL));
}
