/*
 * Texts that no person wrote for us.  It must not know units, days or people;
 * only how machines talk, how our own messages read, and what is secret.
 */
#include "core/machine.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/unitmatch.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Of these one is enough. */
static const char *const operators[] = { "quy khach", "thue bao 0",
	"thue bao cua", "thue bao so", "ma otp", "otp", "ma xac thuc",
	"ma xac nhan cua", "ma xac minh", "cuoc goi nho", "hop thu thoai",
	"so du tk", "tk goc", "tkc", "tai khoan chinh", "tai khoan cua quy",
	"soan tin", "gui 9", "tu choi qc", "tc qc", "de tu choi", "data toc do",
	"khong chia se ma", "khuyen mai 50", "tang 50", "the nap", "nap the",
	"goi cuoc", "uu dai", "chi tiet lh", "chi tiet lien he", "lh 1800",
	"lh 18001091", "lh 9090", "lh 19001", "cskh", "ngan hang",
	"vietcombank", "agribank", "bidv", "giao dich", "han su dung",
	"het han" };
/* Automatic answers of phones. */
static const char *const phones[] = { "tin nhan tu dong", "tra loi tu dong",
	"tu dong tra loi", "toi dang lai xe", "toi dang ban", "toi dang hop",
	"toi se goi lai", "se goi lai sau", "se goi lai cho ban",
	"se lien lac lai", "se lien he lai", "toi se lien lac", "toi khong the",
	"khong the nghe may", "khong the tra loi", "auto reply", "autoreply",
	"auto response", "out of office", "call you later", "call you back",
	"call back later", "im driving", "i m driving", "i am driving",
	"cant talk", "can t talk", "in a meeting", "dang ban goi lai sau",
	"hien toi dang", "hien tai toi", "toi hien dang", "goi lai sau nhe",
	"vui long goi lai", "vui long lien lac lai", "vui long de lai" };

/* Stretches of our own wordings that nobody types. */
static const char *const ours[] = { "di xong nhan", "di xong nhan lai",
	"vd nhan", "da di nhan", "chua di nhan", "chua di thi nhan",
	"ghi sai thi nhan", "vp chua ro d/c", "vp chua ro dc",
	"vp khong thay don vi", "can giup nhan", "d/c chua di co so",
	"chua bao di co so", "doi ngay nhan", "du xong nhan", "da gui nhan",
	"khong nhan khong", "nho gui bao cao ket qua", "gui vp truoc",
	"nhan ds de nhan", "di roi nhan roi", "khong co trong lich",
	"nhan so kem ngay", "moi d/c", "dung nhan roi", "con hen thi nhan" };

bool
machine_is_sender(const char *number)
{
	size_t digits = 0;
	if (!number)
		return false;
	for (const char *p = number; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (!strchr("+ .-()", *p))
			return true;
	}
	return digits < 9;
}

static bool
has_word_phrase(const char *folded, const char *phrase)
{
	size_t n = strlen(phrase);
	for (const char *p = strstr(folded, phrase); p;
	     p = strstr(p + 1, phrase))
		if ((p == folded || p[-1] == ' ') &&
		    (p[n] == '\0' || p[n] == ' ' ||
			(phrase[n - 1] >= '0' && phrase[n - 1] <= '9')))
			return true;
	return false;
}

bool
machine_is_text(const char *folded)
{
	for (size_t i = 0; i < COUNT(operators); i++)
		if (has_word_phrase(folded, operators[i]))
			return true;
	bool person =
	    has_word_phrase(folded, "em") || has_word_phrase(folded, "e") ||
	    has_word_phrase(folded, "anh") || has_word_phrase(folded, "chi");
	for (size_t i = 0; i < COUNT(phones); i++)
		if (has_word_phrase(folded, phones[i]))
			return !person || strstr(folded, "tu dong");
	return false;
}

/* The end of the own text whose last known words end at p: capitals,
 * placeholders and figures that belong to a template still follow. */
static const char *
template_end(const char *p)
{
	for (;;) {
		while (*p && strchr(" .,:\"'", *p))
			p++;
		if (*p == '<') {
			const char *close = strchr(p, '>');
			if (!close)
				return p;
			p = close + 1;
			continue;
		}
		size_t n = strcspn(p, " .,:<");
		if (!n)
			return p;
		for (size_t i = 0; i < n; i++)
			if ((p[i] >= 'a' && p[i] <= 'z') || (p[i] & 0x80)) {
				/* "VD: …", "hoac", "thi nhan" go on */
				return p;
			}
		p += n;
	}
}

/* Folds one line keeping a map back to the bytes; marks are not needed, our
 * own texts carry none or are compared folded. */
struct folded {
	char *s;
	size_t *at;
	size_t n;
};

static void
fold_line(const char *line, size_t n, struct folded *f)
{
	f->s = mem_new(n + 1, 1);
	f->at = mem_new(n + 1, sizeof *f->at);
	f->n = 0;
	for (size_t i = 0; i < n;) {
		size_t k = 1;
		char one[8] = { line[i] }, out[4] = { 0 };
		while (i + k < n && (line[i + k] & 0xc0) == 0x80 && k < 6) {
			one[k] = line[i + k];
			k++;
		}
		unitmatch_fold(one, out, sizeof out);
		char c = out[0];
		if (!c && one[0] == '/')
			c = '/';
		/* a combining mark folds to nothing, a sign to a blank */
		bool mark = (one[0] & 0x80) && !c;
		if (!c && !mark)
			c = ' ';
		if (c && !(c == ' ' && f->n && f->s[f->n - 1] == ' ')) {
			f->s[f->n] = c;
			f->at[f->n++] = i;
		}
		i += k;
	}
	f->at[f->n] = n;
	f->s[f->n] = '\0';
}

/* Where our own text begins and ends in a line; false when none is there. */
static bool
own_in_line(const struct folded *f, const char *line, size_t n, size_t *from,
    size_t *to)
{
	const char *first = NULL, *last = NULL;
	for (size_t i = 0; i < COUNT(ours); i++)
		for (const char *p = strstr(f->s, ours[i]); p;
		     p = strstr(p + 1, ours[i])) {
			if (!first || p < first)
				first = p;
			if (!last || p + strlen(ours[i]) > last)
				last = p + strlen(ours[i]);
		}
	if (!first)
		return false;
	/* back to the signature or the beginning of our sentence */
	static const char *const heads[] = { "huyen doan", "tinh doan",
		"nhac d/c", "nhac hop", "nhac", "da ghi", "d/c", "vp",
		"qua han", "moi d/c", "ngay", "thang" };
	const char *start = first;
	for (size_t i = 0; i < COUNT(heads) && start == first; i++) {
		const char *p = strstr(f->s, heads[i]);
		if (p && p < first && (p == f->s || p[-1] == ' '))
			start = p;
	}
	*from = f->at[start - f->s];
	size_t end = f->at[last - f->s];
	char *rest = mem_dup_n(line + end, n - end);
	*to = end + (size_t)(template_end(rest) - rest);
	free(rest);
	return true;
}

/* The folded text without blanks at its ends and quoting signs. */
static char *
plain_key(const char *s)
{
	size_t n = strlen(s) + 1;
	char *out = mem_new(n, 1);
	unitmatch_fold(s, out, n);
	return out;
}

static bool
repeats_recent(const char *line, size_t n, const char *const *recent,
    size_t recent_n)
{
	char *copy = mem_dup_n(line, n);
	char *key = plain_key(copy);
	bool own = false;
	for (size_t i = 0; i < recent_n && strlen(key) >= 24 && !own; i++) {
		char *r = plain_key(recent[i]);
		own = strstr(r, key) != NULL || strcmp(r, key) == 0;
		free(r);
	}
	free(key);
	free(copy);
	return own;
}

/* Removes a recent message that stands whole inside one line. */
static bool
cut_recent(const struct folded *f, const char *const *recent, size_t recent_n,
    size_t *from, size_t *to)
{
	for (size_t i = 0; i < recent_n; i++) {
		char *r = plain_key(recent[i]);
		/* fold_line keeps slashes, plain_key makes them blanks */
		char *same = mem_dup(f->s);
		for (char *p = same; *p; p++)
			if (*p == '/')
				*p = ' ';
		const char *p = strlen(r) >= 24 ? strstr(same, r) : NULL;
		bool found = p != NULL;
		if (found) {
			*from = f->at[p - same];
			*to = f->at[(size_t)(p - same) + strlen(r)];
		}
		free(same);
		free(r);
		if (found)
			return true;
	}
	return false;
}

char *
machine_strip_own(const char *text, const char *const *recent, size_t recent_n,
    bool *own)
{
	struct sbuf out = { 0 };
	*own = false;
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		size_t from = 0, to = 0, skip = strspn(line, " \t");
		struct folded f;
		fold_line(line, n, &f);
		if (skip < n && line[skip] == '>') {
			to = n; /* a quoted line is not the sender's */
			*own = true;
		} else if (repeats_recent(line, n, recent, recent_n)) {
			to = n;
			*own = true;
		} else if (cut_recent(&f, recent, recent_n, &from, &to) ||
			   own_in_line(&f, line, n, &from, &to)) {
			*own = true;
		}
		sbuf_add_n(&out, line, from);
		if (to > from)
			sbuf_add_c(&out, '\n');
		sbuf_add_n(&out, line + to, n - to);
		free(f.s);
		free(f.at);
		line += n;
		if (*line) {
			sbuf_add_c(&out, '\n');
			line++;
		}
	}
	return sbuf_take(&out);
}

char *
machine_mask(const char *text)
{
	char *out = mem_dup(text);
	size_t n = strlen(text) + 1;
	char *folded = mem_new(n, 1);
	unitmatch_fold(text, folded, n);
	static const char *const secret[] = { "otp", "ma xac thuc",
		"ma xac nhan", "ma xac minh", "mat khau", "password", "pin",
		"so du", "tk goc", "tkc", "tai khoan", "ma kich hoat",
		"verification code", "ma bao mat", "ma the" };
	bool hide = false;
	for (size_t i = 0; i < COUNT(secret); i++)
		hide = hide || has_word_phrase(folded, secret[i]);
	free(folded);
	if (!hide)
		return out;
	/* every run of four digits and more, also with dots and blanks between
	 * groups ("482 913", "1.250.000"), is hidden */
	for (size_t i = 0; out[i];) {
		size_t k = i, digits = 0;
		while ((out[k] >= '0' && out[k] <= '9') ||
		       (digits &&
			   (out[k] == '.' || out[k] == ' ' || out[k] == '-' ||
			       out[k] == ',') &&
			   out[k + 1] >= '0' && out[k + 1] <= '9')) {
			digits += out[k] >= '0' && out[k] <= '9';
			k++;
		}
		if (digits >= 4)
			for (size_t j = i; j < k; j++)
				if (out[j] >= '0' && out[j] <= '9')
					out[j] = '*';
		i = k > i ? k : i + 1;
	}
	return out;
}
