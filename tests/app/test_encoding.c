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
