#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/fold.h"

void test_text_is_folded_whatever_its_form(void **state);
void test_odd_blanks_and_invisible_signs_go(void **state);
void test_broken_bytes_do_no_harm(void **state);
void test_key_holds_only_letters_and_digits(void **state);
void test_accents_go_and_all_else_stays(void **state);
void test_nfc_unites_decomposed_and_mixed(void **state);
void test_utf8_is_checked(void **state);
void test_folding_twice_changes_nothing(void **state);
void test_sort_key_follows_the_alphabet_then_the_tones(void **state);

struct pair {
	const char *in;
	const char *out;
};

static void
check(char *(*f)(const char *), const struct pair *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = f(t[i].in);

		assert_string_equal(got, t[i].out);
		free(got);
	}
}

#define CHECK(f, t) check(f, t, sizeof(t) / sizeof(*(t)))

void
test_text_is_folded_whatever_its_form(void **state)
{
	static const struct pair t[] = {
		{ "", "" },
		{ "Xã Tân Hoà", "xa tan hoa" },
		{ "ĐÃ THĂM", "da tham" },
		{ "đã thăm", "da tham" },
		{ "đa\u0303 tha\u0306m", "da tham" },		  /* NFD */
		{ "Vi\u00ea\u0323t", "viet" },			  /* mixed */
		{ "Nguye\u0302\u0303n", "nguyen" },		  /* NFD */
		{ "\u00d0\u00e0o \u00f0i \u0189i", "dao di di" }, /* ð Ð Ɖ */
		{ "ｄａ　ｄｉ　１５／５", "da di 15/5" }, /* full-width */
		{ "Điểu Hoàng Sơn", "dieu hoang son" },
		{ "“a” ‘b’ c’s – — …", "\"a\" 'b' c's - - ..." },
		{ "Stra\u00dfe", "strasse" },
		{ "2³ ½ № ﬁ", "23 1⁄2 no fi" },
		{ "xong 😀 👍🏽", "xong 😀 👍🏽" },
	};

	(void)state;
	CHECK(fold_text, t);
}

void
test_odd_blanks_and_invisible_signs_go(void **state)
{
	static const struct pair t[] = {
		{ "  a \t b\r\n\nc  ", "a b c" },
		{ "a\u00a0b\u2003c\u3000d\u2028e\xc2\x85"
		  "f",
		    "a b c d e f" },
		{ "a\u200b\u2060b\ufeffc\u00add\u200de", "abcde" },
		{ "\ufeff", "" },
		{ "\u00a0\u200b\u3000", "" },
		{ "\ufeffXong\u200b", "xong" },
		{ "a \u200b b", "a b" },
		{ "a\xc2\x96"
		  "b\x01"
		  "c",
		    "a b c" }, /* C1, C0 */
		{ "\u0301a", "a" },
	};

	(void)state;
	CHECK(fold_text, t);
}

void
test_broken_bytes_do_no_harm(void **state)
{
	static const struct pair t[] = {
		{ "a\xff"
		  "b",
		    "a?b" },
		{ "\xe1\xba", "??" },		/* cut off */
		{ "\xc0\xaf", "??" },		/* overlong */
		{ "\xed\xa0\x80", "???" },	/* surrogate */
		{ "\xf4\x90\x80\x80", "????" }, /* above U+10FFFF */
	};
	static const struct pair nfc[] = {
		{ "a\xff"
		  "b",
		    "a\ufffd"
		    "b" },
		{ "e\u0302\xe1", "ê\ufffd" },
	};
	static const struct pair plain[] = { { "\xe1\xba đ", "?? d" } };

	(void)state;
	CHECK(fold_text, t);
	CHECK(fold_nfc, nfc);
	CHECK(fold_accents, plain);
}

void
test_key_holds_only_letters_and_digits(void **state)
{
	static const struct pair t[] = {
		{ "Xã Tân Hoà", "xatanhoa" },
		{ "Xã Tân Hòa", "xatanhoa" }, /* old and new tone placement */
		{ "TT. Tân Phú", "tttanphu" },
		{ "KP-Thắng_Lợi (2)", "kpthangloi2" },
		{ "Ta\u0302n  Lo\u031b\u0323i", "tanloi" },
		{ "Ｔâｎ　Ｐhú\u200b", "tanphu" },
		{ "– … 😀 ?", "" },
		{ "\xff", "" },
	};

	(void)state;
	CHECK(fold_key, t);
}

void
test_accents_go_and_all_else_stays(void **state)
{
	static const struct pair t[] = {
		{ "", "" },
		{ "Đã đi: “Tân Hòa”\n15/5", "Da di: “Tan Hoa”\n15/5" },
		{ "  Ý ỵ  ", "  Y y  " }, { "Ð ð", "D d" },
		{ "Ｔân", "Ｔan" }, /* not folded */
		{ "한국 й か", "한국 и か" },
		{ "が", "が" }, /* other scripts keep their marks */
	};

	(void)state;
	CHECK(fold_accents, t);
}

void
test_nfc_unites_decomposed_and_mixed(void **state)
{
	static const struct pair t[] = {
		{ "Vi\u00ea\u0323t", "Việt" },
		{ "Vie\u0323\u0302t", "Việt" },
		{ "Vie\u0302\u0323t", "Việt" }, /* marks in the other order */
		{ "\u01a1\u0301", "ớ" },
		{ "o\u0301\u031b", "ớ" },
		{ "Hoà ﬁ ½ \u00a0", "Hoà ﬁ ½ \u00a0" }, /* no K */
		{ "", "" },
	};

	(void)state;
	CHECK(fold_nfc, t);
}

void
test_utf8_is_checked(void **state)
{
	(void)state;
	assert_true(fold_valid_utf8(""));
	assert_true(fold_valid_utf8("Đồng Phú 😀"));
	assert_false(fold_valid_utf8("a\xff"));
	assert_false(fold_valid_utf8("\xe1\xba"));
	assert_false(fold_valid_utf8("\xc0\x80"));
	assert_false(fold_valid_utf8("\xed\xb0\x80"));
}

void
test_folding_twice_changes_nothing(void **state)
{
	(void)state;
	for (int32_t c = 1; c < 0x30000; c++) {
		char s[8] = "a";
		size_t n = 1;
		char *once, *twice, *key;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		if (c < 0x80) {
			s[n++] = (char)c;
		} else if (c < 0x800) {
			s[n++] = (char)(0xc0 | c >> 6);
			s[n++] = (char)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			s[n++] = (char)(0xe0 | c >> 12);
			s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			s[n++] = (char)(0x80 | (c & 0x3f));
		} else {
			s[n++] = (char)(0xf0 | c >> 18);
			s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			s[n++] = (char)(0x80 | (c & 0x3f));
		}
		once = fold_text(s);
		twice = fold_text(once);
		assert_string_equal(once, twice);
		key = fold_key(s);
		assert_null(strchr(key, ' '));
		assert_int_equal(key[0], 'a');
		free(key);
		free(once);
		free(twice);
	}
}

void
test_sort_key_follows_the_alphabet_then_the_tones(void **state)
{
	static const char *const order[] = { "", "An", "Án", "An Bình", "Anh",
		"Ăn", "Ân", "Bảo", "Da", "Dũng", "Đa", "Đào", "E", "Ê", "Hòa",
		"Hoàng", "O", "Ó", "Oanh", "Ô", "Ổ", "Ơ", "Ớ", "Tan", "Tàn",
		"Tản", "Tãn", "Tán", "Tạn", "Tăn", "U", "Ú", "Ư", "Y" };

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(order) / sizeof(*order); i++) {
		char *a = fold_sort_key(order[i]);
		char *b = fold_sort_key(order[i + 1]);

		assert_true(strcmp(a, b) < 0);
		free(a);
		free(b);
	}
	/* old and new tone placement, case and form do not matter to letters */
	char *a = fold_sort_key("HO\u00c0 \u00c2n");
	char *b = fold_sort_key("hoa\u0300 a\u0302n");
	assert_string_equal(a, b);
	free(a);
	free(b);
}
