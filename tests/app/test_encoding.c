#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/encoding.h"

#include <iconv.h>
#include <string.h>

void test_old_sets_are_known_by_their_header_words(void **state);
void test_unicode_keeps_its_text_and_loses_its_bom(void **state);
void test_text_of_an_old_font_saved_as_unicode_is_decoded(void **state);
void test_unknown_bytes_are_no_text(void **state);
void test_unicode_in_any_form_is_the_same_text(void **state);
void test_any_bytes_are_text_or_none(void **state);

static const char header[] = "STT;Họ và tên;Số điện thoại;Địa bàn;Chức vụ\n"
			     "1;Phạm Quốc Bảo;0912000003;Tân Hòa;UV\n";

static size_t
encode(const char *set, const char *text, char *out, size_t size)
{
	char copy[512];
	char *in = copy, *to = out;
	size_t n = strlen(text), left = size;
	memcpy(copy, text, n);
	iconv_t cd = iconv_open(set, "UTF-8");
	assert_true(cd != (iconv_t)-1);
	assert_true(iconv(cd, &in, &n, &to, &left) != (size_t)-1);
	iconv_close(cd);
	return size - left;
}

static void
assert_decodes(const char *bytes, size_t n, enum encoding_kind kind)
{
	struct sbuf out = { 0 };
	assert_int_equal(encoding_decode(bytes, n, &out), kind);
	assert_string_equal(sbuf_text(&out), header);
	sbuf_fini(&out);
}

void
test_old_sets_are_known_by_their_header_words(void **state)
{
	(void)state;
	char bytes[512];
	assert_decodes(bytes, encode("TCVN5712-1", header, bytes, sizeof bytes),
	    ENCODING_TCVN3);
	assert_decodes(bytes, encode("VISCII", header, bytes, sizeof bytes),
	    ENCODING_VISCII);
	/* iconv decodes 1258 into letter and mark; both fold alike */
	struct sbuf out = { 0 };
	size_t n = encode("WINDOWS-1258", header, bytes, sizeof bytes);
	assert_int_equal(encoding_decode(bytes, n, &out), ENCODING_CP1258);
	sbuf_fini(&out);
}

void
test_unicode_keeps_its_text_and_loses_its_bom(void **state)
{
	(void)state;
	char bytes[512] = "\xef\xbb\xbf";
	assert_decodes(header, sizeof header - 1, ENCODING_UTF8);
	memcpy(bytes + 3, header, sizeof header);
	assert_decodes(bytes, sizeof header + 2, ENCODING_UTF8);
	assert_decodes(bytes, encode("UTF-16LE", header, bytes, sizeof bytes),
	    ENCODING_UTF16);
	assert_decodes(bytes, encode("UTF-16", header, bytes, sizeof bytes),
	    ENCODING_UTF16);
}

void
test_text_of_an_old_font_saved_as_unicode_is_decoded(void **state)
{
	(void)state;
	char old[512], pasted[1024];
	size_t n = encode("TCVN5712-1", header, old, sizeof old), k = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)old[i];
		if (c >= 0x80)
			pasted[k++] = (char)(0xc0 | c >> 6);
		pasted[k++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
	}
	assert_decodes(pasted, k, ENCODING_TCVN3);
}

void
test_unknown_bytes_are_no_text(void **state)
{
	(void)state;
	struct sbuf out = { 0 };
	assert_int_equal(encoding_decode("PK\x03\x04\0\0", 6, &out),
	    ENCODING_BINARY);
	assert_int_equal(encoding_decode("a;\xff;b\n", 6, &out),
	    ENCODING_BINARY);
	assert_int_equal(encoding_decode("\xff\xfe\x00\xd8", 4, &out),
	    ENCODING_BINARY);
	assert_int_equal(out.len, 0);
	assert_int_equal(encoding_decode("", 0, &out), ENCODING_UTF8);
	sbuf_fini(&out);
}

static unsigned
below(uint32_t *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

/* The header, that other sets may be looked for, and random letters. */
static void
random_text(uint32_t *seed, char *text)
{
	static const char *const bits[] = { "Nguyễn", "Đ", "a\xcc\x86", "😀",
		"0912", ";", "\n", " ", "ỹ", "x", "\"" };
	size_t n = sizeof header - 1;
	memcpy(text, header, sizeof header);
	for (unsigned k = below(seed, 20); k; k--) {
		const char *bit = bits[below(seed, sizeof bits / sizeof *bits)];
		memcpy(text + n, bit, strlen(bit) + 1);
		n += strlen(bit);
	}
}

void
test_unicode_in_any_form_is_the_same_text(void **state)
{
	(void)state;
	static const char *const sets[] = { "UTF-8", "UTF-16", "UTF-16LE",
		"UTF-16BE" };
	uint32_t seed = 4;
	for (int round = 0; round < 4000; round++) {
		char text[512], bytes[1100];
		struct sbuf out = { 0 };
		const char *set = sets[round % 4];
		random_text(&seed, text);
		size_t n = encode(set, text, bytes, sizeof bytes);
		assert_int_equal(encoding_decode(bytes, n, &out),
		    round % 4 ? ENCODING_UTF16 : ENCODING_UTF8);
		assert_string_equal(sbuf_text(&out), text);
		sbuf_fini(&out);
	}
}

/* 0 when iconv takes it for UTF-8. */
static int
utf16_of(const char *text, size_t n)
{
	char in[2200], out[8800], *from = in, *to = out;
	size_t left = sizeof out;
	assert_true(n < sizeof in);
	memcpy(in, text, n);
	iconv_t cd = iconv_open("UTF-16LE", "UTF-8");
	size_t rc = iconv(cd, &from, &n, &to, &left);
	iconv_close(cd);
	return rc == (size_t)-1 ? -1 : 0;
}

/* What comes out is UTF-8, whatever went in. */
void
test_any_bytes_are_text_or_none(void **state)
{
	(void)state;
	uint32_t seed = 5;
	for (int round = 0; round < 5000; round++) {
		char text[512], bytes[1100];
		struct sbuf out = { 0 };
		random_text(&seed, text);
		size_t n = encode("UTF-8", text, bytes, sizeof bytes);
		for (unsigned k = below(&seed, 6); k; k--)
			bytes[below(&seed, (unsigned)n)] =
			    (char)below(&seed, 256);
		enum encoding_kind kind =
		    encoding_decode(bytes, below(&seed, (unsigned)n + 1), &out);
		if (kind == ENCODING_VNI || kind == ENCODING_BINARY)
			assert_int_equal(out.len, 0);
		assert_int_equal(utf16_of(sbuf_text(&out), out.len), 0);
		sbuf_fini(&out);
	}
}
