/*
 * Recognised by their first bytes and by the names inside.  Knows no cell.
 */
#include "app/xlsx_foreign.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define OLE2 "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
/* What the menus are called in a Vietnamese Excel. */
#define SAVE_AS                                                                \
	"open it and save it as \"Excel Workbook (.xlsx)\" (File > "           \
	"L\xc6\xb0u th\xc3\xa0nh > S\xe1\xbb\x95 l\xc3\xa0m vi\xe1\xbb\x87"    \
	"c Excel .xlsx)"

/* The ASCII word as UTF-16, as the directory of an OLE2 file writes names. */
static bool
holds_wide(const char *bytes, size_t n, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + 2 * len <= n; i++) {
		size_t k = 0;
		while (k < len && bytes[i + 2 * k] == word[k] &&
		       bytes[i + 2 * k + 1] == '\0')
			k++;
		if (k == len)
			return true;
	}
	return false;
}

static bool
begins(const char *bytes, size_t n, const char *word)
{
	size_t i = 0;
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < n && strchr(" \t\r\n", bytes[i]) && bytes[i])
		i++;
	return n - i >= strlen(word) &&
	       strncasecmp(bytes + i, word, strlen(word)) == 0;
}

static bool
is_ole2(const char *bytes, size_t n)
{
	return n >= 8 && memcmp(bytes, OLE2, 8) == 0;
}

static bool
is_markup(const char *bytes, size_t n)
{
	return begins(bytes, n, "<html") || begins(bytes, n, "<!doctype") ||
	       begins(bytes, n, "<?xml") || begins(bytes, n, "<table") ||
	       begins(bytes, n, "<meta") || begins(bytes, n, "<!--") ||
	       begins(bytes, n, "mime-version:");
}

bool
xlsx_foreign_is(const char *bytes, size_t n)
{
	return is_ole2(bytes, n) || is_markup(bytes, n);
}

int
xlsx_foreign_refuse(const char *bytes, size_t n, struct err *err)
{
	if (is_markup(bytes, n))
		return err_set(err, ERR_INVALID,
		    "this is a web page or XML under a spreadsheet's name: "
		    "%s",
		    SAVE_AS);
	if (!is_ole2(bytes, n))
		return 0;
	if (holds_wide(bytes, n, "EncryptedPackage"))
		return err_set(err, ERR_INVALID,
		    "the workbook is protected by a password: open it, take "
		    "the password off (File > Info > Protect Workbook) and "
		    "save it again");
	if (holds_wide(bytes, n, "WordDocument"))
		return err_set(err, ERR_INVALID,
		    "this is a Word document: copy its table into Excel and "
		    "save that as .xlsx");
	return err_set(err, ERR_INVALID,
	    "this is a workbook of the old kind (.xls): %s", SAVE_AS);
}

struct head {
	char s[64];
	size_t n;
};

static int
take_head(void *arg, const char *bytes, size_t n, struct err *err)
{
	struct head *h = arg;
	(void)err;
	for (size_t i = 0; i < n && h->n + 1 < sizeof h->s; i++)
		h->s[h->n++] = bytes[i];
	h->s[h->n] = '\0';
	return n > sizeof h->s ? -1 : 0; /* no media type is that long */
}

int
xlsx_foreign_refuse_parts(struct xlsx_zip *z, struct err *err)
{
	struct head head = { .n = 0 };
	struct err ignored = { 0 };
	if (xlsx_zip_has(z, "mimetype"))
		(void)xlsx_zip_read(z, "mimetype", take_head, &head, &ignored);
	if (strstr(head.s, "opendocument"))
		return err_set(err, ERR_INVALID,
		    "this is an OpenDocument file (.ods): open it and save it "
		    "as \"Excel 2007-365 (.xlsx)\"");
	if (xlsx_zip_has(z, "word/document.xml"))
		return err_set(err, ERR_INVALID,
		    "this is a Word document: copy its table into Excel and "
		    "save that as .xlsx");
	if (xlsx_zip_has(z, "xl/workbook.bin"))
		return err_set(err, ERR_INVALID,
		    "this is a binary workbook (.xlsb): %s", SAVE_AS);
	return 0;
}
