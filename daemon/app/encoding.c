/*
 * Tells apart how a file was encoded and decodes it with iconv.  A guess of
 * characters is never trusted: an old set is believed only when the words of
 * a header come out of it.  Knows no table and no row.
 */
#include "app/encoding.h"

#include "core/fold.h"

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_BYTES = 16384, SCORE_ENOUGH = 2 };

/* What the folded head of a decoded list holds: words whose letters with
 * marks come out right only in the right set. */
static const char *const header_words[] = { "ho va ten", "ho ten",
	"so dien thoai", "dien thoai", "di dong", "dia ban", "phu trach",
	"chuc vu", "don vi", "ghi chu", "chi doan", "dia diem", "gio",
	"sinh hoat", "thi tran", "danh sach", "nguoi", "cum thi dua",
	"tu thang" };

/* The same words as VNI Windows bytes look when read as Latin letters. */
static const char *const vni_words[] = { "hoï vaø teân", "hoï teân",
	"ñieän thoaïi", "ñòa baøn", "phuï traùch", "chöùc vuï", "ñôn vò",
	"di ñoäng", "ghi chuù", "chi ñoaøn", "danh saùch", "ñòa ñieåm",
	"soá tt", "xaõ" };

static bool
convert(const char *set, const char *bytes, size_t n, struct sbuf *out)
{
	iconv_t cd = iconv_open("UTF-8", set);
	if (cd == (iconv_t)-1)
		return false;
	char *in = (char *)(uintptr_t)bytes; /* iconv only reads it */
	size_t start = out->len;
	bool ok = true;
	while (n && ok) {
		char part[4096];
		char *to = part;
		size_t left = sizeof part;
		size_t was = n;
		size_t r = iconv(cd, &in, &n, &to, &left);
		sbuf_add_n(out, part, sizeof part - left);
		ok = r != (size_t)-1 || n != was;
	}
	if (ok) { /* a letter that waited for its mark */
		char part[64];
		char *to = part;
		size_t left = sizeof part;
		iconv(cd, NULL, NULL, &to, &left);
		sbuf_add_n(out, part, sizeof part - left);
	}
	iconv_close(cd);
	if (!ok && out->len > start) {
		out->len = start;
		out->s[start] = '\0';
	}
	return ok;
}

static int
score(const char *text)
{
	size_t n = strlen(text);
	char head[SCORE_BYTES + 1];
	n = n < SCORE_BYTES ? n : SCORE_BYTES;
	memcpy(head, text, n);
	head[n] = '\0';
	char *folded = fold_text(head);
	int found = 0;
	for (size_t i = 0; i < sizeof header_words / sizeof *header_words; i++)
		found += strstr(folded, header_words[i]) != NULL;
	free(folded);
	return found;
}

/* ASCII letters and Ð…: VNI text is compared without case. */
static bool
holds(const char *text, const char *word)
{
	size_t w = strlen(word);
	for (; *text; text++) {
		size_t i = 0;
		for (; i < w && text[i]; i++) {
			unsigned char a = (unsigned char)text[i];
			unsigned char b = (unsigned char)word[i];
			bool upper = (a >= 'A' && a <= 'Z') ||
				     (i && (unsigned char)text[i - 1] == 0xc3 &&
					 a >= 0x80 && a <= 0x9e);
			if ((upper ? a + 0x20 : a) != b)
				break;
		}
		if (i == w)
			return true;
	}
	return false;
}

static bool
is_vni(const char *text)
{
	int found = 0;
	for (size_t i = 0; i < sizeof vni_words / sizeof *vni_words; i++)
		found += holds(text, vni_words[i]);
	return found >= SCORE_ENOUGH;
}

/* The old single-byte sets, best score first; a tie keeps the earlier. */
static enum encoding_kind
decode_old(const char *bytes, size_t n, int at_least, struct sbuf *out)
{
	static const struct {
		const char *set;
		enum encoding_kind kind;
	} sets[] = { { "WINDOWS-1258", ENCODING_CP1258 },
		{ "TCVN5712-1", ENCODING_TCVN3 },
		{ "VISCII", ENCODING_VISCII } };
	enum encoding_kind best = ENCODING_BINARY;
	int best_score = at_least - 1;
	struct sbuf text = { 0 };
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		struct sbuf one = { 0 };
		if (convert(sets[i].set, bytes, n, &one) &&
		    score(sbuf_text(&one)) > best_score) {
			best_score = score(sbuf_text(&one));
			best = sets[i].kind;
			sbuf_fini(&text);
			text = one;
			one = (struct sbuf){ 0 };
		}
		sbuf_fini(&one);
	}
	sbuf_add_n(out, sbuf_text(&text), text.len);
	sbuf_fini(&text);
	return best;
}

/* Text of an old font that was saved as Unicode ("Hä vµ tªn"): each letter is
 * one byte of the old set. */
static enum encoding_kind
decode_pasted(const char *text, size_t n, struct sbuf *out)
{
	struct sbuf bytes = { 0 };
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x80) {
			sbuf_add_c(&bytes, (char)c);
		} else if ((c == 0xc2 || c == 0xc3) && i + 1 < n) {
			unsigned char d = (unsigned char)text[++i];
			sbuf_add_c(&bytes, (char)((c & 3) << 6 | (d & 0x3f)));
		} else { /* a letter that no old set has */
			sbuf_fini(&bytes);
			return ENCODING_UTF8;
		}
	}
	struct sbuf old = { 0 };
	enum encoding_kind kind = ENCODING_UTF8;
	if (convert("TCVN5712-1", sbuf_text(&bytes), bytes.len, &old) &&
	    score(sbuf_text(&old)) >= SCORE_ENOUGH &&
	    score(sbuf_text(&old)) > score(text)) {
		kind = ENCODING_TCVN3;
		sbuf_add_n(out, sbuf_text(&old), old.len);
	}
	sbuf_fini(&old);
	sbuf_fini(&bytes);
	return kind;
}

/* "UTF-16LE" / "UTF-16BE" where every other byte of the head is mostly NUL. */
static const char *
utf16_of(const char *bytes, size_t n)
{
	if (n >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
		return "UTF-16LE";
	if (n >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
		return "UTF-16BE";
	size_t nul[2] = { 0, 0 };
	size_t head = n < 512 ? n & ~(size_t)1 : 512;
	for (size_t i = 0; i < head; i++)
		nul[i & 1] += !bytes[i];
	if (head < 8)
		return NULL;
	if (nul[1] * 4 >= head && nul[0] * 16 < head)
		return "UTF-16LE";
	if (nul[0] * 4 >= head && nul[1] * 16 < head)
		return "UTF-16BE";
	return NULL;
}

static enum encoding_kind
decode_utf16(const char *set, const char *bytes, size_t n, struct sbuf *out)
{
	struct sbuf text = { 0 };
	enum encoding_kind kind = ENCODING_BINARY;
	if (convert(set, bytes, n, &text) &&
	    !memchr(text.s ? text.s : "", '\0', text.len)) {
		kind = ENCODING_UTF16;
		const char *s = sbuf_text(&text);
		bool bom = strncmp(s, "\xef\xbb\xbf", 3) == 0;
		sbuf_add_n(out, bom ? s + 3 : s, text.len - (bom ? 3 : 0));
	}
	sbuf_fini(&text);
	return kind;
}

enum encoding_kind
encoding_pasted(const char *text, size_t n, struct sbuf *out)
{
	return is_vni(text) ? ENCODING_VNI : decode_pasted(text, n, out);
}

enum encoding_kind
encoding_decode(const char *bytes, size_t n, struct sbuf *out)
{
	const char *utf16 = utf16_of(bytes, n);
	if (utf16)
		return decode_utf16(utf16, bytes, n, out);
	if (n && memchr(bytes, '\0', n))
		return ENCODING_BINARY;
	struct sbuf copy = { 0 };
	bool bom = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
	sbuf_add_n(&copy, bytes + (bom ? 3 : 0), n - (bom ? 3 : 0));
	const char *text = sbuf_text(&copy);
	enum encoding_kind kind = ENCODING_UTF8;
	if (!fold_valid_utf8(text)) {
		struct sbuf latin = { 0 };
		bool vni = convert("ISO-8859-1", text, copy.len, &latin) &&
			   is_vni(sbuf_text(&latin));
		sbuf_fini(&latin);
		kind = vni ? ENCODING_VNI
			   : decode_old(text, copy.len, SCORE_ENOUGH, out);
	} else {
		kind = encoding_pasted(text, copy.len, out);
		if (kind == ENCODING_UTF8)
			sbuf_add_n(out, text, copy.len);
	}
	sbuf_fini(&copy);
	return kind;
}

const char *
encoding_name(enum encoding_kind kind)
{
	static const char *const names[ENCODING__N] = {
		[ENCODING_UTF8] = "UTF-8",
		[ENCODING_UTF16] = "UTF-16",
		[ENCODING_CP1258] = "Windows-1258",
		[ENCODING_TCVN3] = "TCVN3 (ABC)",
		[ENCODING_VISCII] = "VISCII",
		[ENCODING_VNI] = "VNI Windows",
		[ENCODING_BINARY] = "no text that can be read",
	};
	return names[kind];
}
