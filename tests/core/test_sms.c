#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/sms.h"
#include "../lib/vectors.h"

void test_vectors_are_measured(void **state);
void test_vectors_are_stripped(void **state);
void test_alphabet_is_the_one_of_the_standard(void **state);
void test_seven_accented_letters_fit_gsm(void **state);
void test_culprit_is_the_first_character_that_costs(void **state);
void test_parts_never_split_a_character(void **state);
void test_preparing_composes_and_maps_signs(void **state);
void test_auto_keeps_accents_in_one_part_only(void **state);
void test_a_mark_behind_a_zero_width_sign_composes(void **state);

/* [["a",158],["€",1]] → one text */
static void
expand(const char *inputs, char *out)
{
	const char *p = strstr(inputs, "[[");

	assert_non_null(p);
	for (p++; *p == '['; p += *p == ',') {
		char run[1024];
		char *end;
		long times;

		p = vectors_string(p + 1, run);
		times = strtol(p + 1, &end, 10);
		for (; times > 0; times--) {
			memcpy(out, run, strlen(run));
			out += strlen(run);
		}
		p = end + 1;
	}
	*out = '\0';
}

void
test_vectors_are_measured(void **state)
{
	FILE *f = fopen(VECTORS_FILE, "r");
	struct vector v;
	int rows = 0;

	(void)state;
	assert_non_null(f);
	for (; vectors_next(f, "sms.segments", &v); rows++) {
		char text[4096], got[64];
		struct sms_size size;

		expand(v.inputs, text);
		size = sms_measure(text);
		snprintf(got, sizeof(got), "%s %zu %d",
		    sms_encoding_name(size.encoding), size.length, size.parts);
		assert_string_equal(got, v.expected);
	}
	fclose(f);
	assert_true(rows >= 31);
}

void
test_vectors_are_stripped(void **state)
{
	FILE *f = fopen(VECTORS_FILE, "r");
	struct vector v;
	int rows = 0;

	(void)state;
	assert_non_null(f);
	for (; vectors_next(f, "sms.strip", &v); rows++) {
		char text[4096];
		char *got;

		assert_true(vectors_member(&v, "text", text));
		got = sms_prepare(text, SMS_ACCENTS_STRIP);
		assert_string_equal(got, v.expected);
		assert_int_equal(sms_measure(got).encoding, SMS_GSM7);
		free(got);
	}
	fclose(f);
	assert_true(rows >= 10);
}

void
test_alphabet_is_the_one_of_the_standard(void **state)
{
	/* the 127 characters of the basic table but LF, CR and ESC */
	static const char basic[] =
	    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
	    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
	struct sms_size size = sms_measure(basic);
	int in_gsm = 0;

	(void)state;
	assert_int_equal(size.encoding, SMS_GSM7);
	assert_int_equal(size.length, 125);
	assert_int_equal(sms_measure("\n\r").length, 2);
	assert_int_equal(sms_measure("\f^{}\\[~]|€").length, 20);
	for (int c = 1; c < 0x800; c++) {
		char s[3] = { (char)c, 0, 0 };

		if (c >= 0x80) {
			s[0] = (char)(0xc0 | c >> 6);
			s[1] = (char)(0x80 | (c & 0x3f));
		}
		in_gsm += sms_measure(s).encoding == SMS_GSM7;
	}
	/* the table, LF and CR, nine of the extension below U+0800 */
	assert_int_equal(in_gsm, 125 + 2 + 9);
}

void
test_seven_accented_letters_fit_gsm(void **state)
{
	static const char letters[] =
	    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữự"
	    "ỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤ"
	    "ƯỪỨỬỮỰỲÝỶỸỴĐ";
	int fit = 0, all = 0;

	(void)state;
	for (const char *p = letters; *p;) {
		char one[5] = { *p++ };

		for (size_t n = 1; (*p & 0xc0) == 0x80; n++)
			one[n] = *p++;
		all++;
		fit += sms_measure(one).encoding == SMS_GSM7;
	}
	assert_int_equal(all, 134);
	assert_int_equal(fit, 7);
}

void
test_culprit_is_the_first_character_that_costs(void **state)
{
	(void)state;
	assert_int_equal(sms_measure("Cà phê").culprit, 6);
	assert_int_equal(sms_measure("ạb").culprit, 0);
	assert_int_equal(sms_measure("a\xff").culprit, 1);
	assert_int_equal(sms_measure("").parts, 1);
	assert_int_equal(sms_measure("").length, 0);
}

/* Against a packer that lays characters out one by one. */
void
test_parts_never_split_a_character(void **state)
{
	unsigned seed = 20180512;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char text[2048];
		size_t n = 0, units = 0, room = 67, chars;
		int parts = 1;

		seed = seed * 1103515245u + 12345u;
		chars = 1 + (seed >> 16) % 300;
		memcpy(text, "ạ", 3);
		n = 3;
		units = 1;
		room--;
		for (size_t i = 0; i < chars; i++) {
			size_t w;

			seed = seed * 1103515245u + 12345u;
			w = (seed >> 16) % 3 == 0 ? 2 : 1;
			memcpy(text + n, w == 2 ? "😀" : "b", w == 2 ? 4 : 1);
			n += w == 2 ? 4 : 1;
			units += w;
			if (room < w) {
				parts++;
				room = 67;
			}
			room -= w;
		}
		text[n] = '\0';
		assert_int_equal(sms_measure(text).length, units);
		assert_int_equal(sms_measure(text).parts,
		    units <= 70 ? 1 : parts);
	}
}

void
test_preparing_composes_and_maps_signs(void **state)
{
	static const struct {
		const char *in, *keep, *strip;
	} t[] = {
		{ "", "", "" },
		{ "“a” ‘b’ c…d–e—f\u00a0g", "\"a\" 'b' c...d-e-f g",
		    "\"a\" 'b' c...d-e-f g" },
		{ "Vi\u00ea\u0323t", "Việt", "Viet" },
		{ "Vie\u0323\u0302t", "Việt", "Viet" },
		{ "đa\u0303 xong\tnhé", "đã xong nhé", "da xong nhe" },
		{ "\ufeff"
		  "a\u200b"
		  "b\u2060"
		  "c",
		    "abc", "abc" },
		{ "a\u3000b\u2011c", "a b-c", "a b-c" },
		{ "dòng 1\ndòng 2", "dòng 1\ndòng 2", "dong 1\ndong 2" },
		{ "Đà Ð", "Đà Ð", "Da D" },
		{ "👩\u200d🚒", "👩\u200d🚒", "👩\u200d🚒" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		char *keep = sms_prepare(t[i].in, SMS_ACCENTS_KEEP);
		char *strip = sms_prepare(t[i].in, SMS_ACCENTS_STRIP);

		assert_string_equal(keep, t[i].keep);
		assert_string_equal(strip, t[i].strip);
		free(keep);
		free(strip);
	}
}

void
test_auto_keeps_accents_in_one_part_only(void **state)
{
	char text[256];
	char *got;

	(void)state;
	memset(text, 'a', 70);
	memcpy(text + 67, "ạ", 4); /* 68 units */
	got = sms_prepare(text, SMS_ACCENTS_AUTO);
	assert_string_equal(got, text);
	free(got);
	memset(text, 'a', 90);
	memcpy(text + 87, "ạ", 4);
	got = sms_prepare(text, SMS_ACCENTS_AUTO);
	assert_int_equal(sms_measure(got).encoding, SMS_GSM7);
	assert_int_equal(strlen(got), 88);
	free(got);
	got = sms_prepare("Cà", SMS_ACCENTS_AUTO);
	assert_string_equal(got, "Cà");
	free(got);
}

void
test_a_mark_behind_a_zero_width_sign_composes(void **state)
{
	char *got = sms_prepare("a\u200b\u0306n", SMS_ACCENTS_KEEP);

	(void)state;
	assert_string_equal(got, "ăn");
	free(got);
}
