/*
 * Text files by encoding and delimiter, workbooks sheet by sheet; both become
 * tables whose header is found.
 */
#include "app/source.h"

#include "app/encoding.h"
#include "app/xlsx_book.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SNIFF_ROWS = 24, BETWEEN_CELLS = 0x1f };

/* "sep=;" on the first line, as Excel understands it: skips it. */
static char
declared(const char **text, size_t *n)
{
	if (*n < 5 || strncmp(*text, "sep=", 4) != 0)
		return '\0';
	char c = (*text)[4];
	size_t end = 5 + strspn(*text + 5, "\r\n");
	*text += end;
	*n -= end;
	return c;
}

/* The delimiter that gives the header row the most cells. */
static char
sniff(const char *text, size_t n, const char *name)
{
	static const char delimiters[] = { ';', ',', '\t' };
	char best = ',';
	size_t most = 0;
	for (size_t i = 0; i < sizeof delimiters; i++) {
		struct table t = { 0 };
		struct sheet s;
		int line;
		table_parse(&t, text, n, delimiters[i], SNIFF_ROWS, &line,
		    NULL);
		bool found = sheet_find(&t, name, &s);
		if ((found || s.dates) && s.cells > most) {
			most = s.cells;
			best = delimiters[i];
		}
		table_fini(&t);
	}
	return best;
}

static const char *
encoding_refusal(enum encoding_kind kind)
{
	if (kind == ENCODING_VNI)
		return "the file is written in VNI Windows, which cannot be "
		       "decoded";
	return "the file is neither UTF-8 nor UTF-16 nor a Vietnamese set that "
	       "is known (Windows-1258, TCVN3, VISCII)";
}

static void
refuse(struct source *s, int line, const char *code, const char *words)
{
	verdict_open(&s->verdicts, s->file->name, 1);
	verdict_refuse(&s->verdicts, line, code, words);
}

static const char *
header_refusal(const struct sheet *s)
{
	if (s->dates)
		return "date,name may be holidays or sessions: name the file "
		       "holidays.csv or sessions.csv";
	return "no row of titles was found in the first 20 rows: an office "
	       "file needs three such as \"Họ và tên\", \"Số điện thoại\", "
	       "\"Địa bàn phụ trách\"; a canonical one begins for example "
	       "with code,name,kind,parent";
}

static void
read_table(struct source *s, const char *text, size_t n)
{
	struct err err = { 0 };
	int line;
	char delimiter = declared(&text, &n);
	if (!delimiter)
		delimiter = sniff(text, n, s->file->name);
	if (table_parse(&s->table, text, n, delimiter, 0, &line, &err) < 0) {
		bool large = s->table.n > TABLE_ROWS_MAX ||
			     strstr(err.text, "more than") != NULL;
		refuse(s, line, large ? "E_TOO_BIG" : "E_QUOTE", err.text);
		return;
	}
	if (!s->table.n) {
		refuse(s, 1, "E_EMPTY", "the file is empty");
		return;
	}
	if (!sheet_find(&s->table, s->file->name, &s->sheet)) {
		refuse(s, s->table.rows[0].line, "E_HEADER",
		    header_refusal(&s->sheet));
		return;
	}
	verdict_open(&s->verdicts, s->file->name, s->table.n);
	s->verdicts.kind = sheet_kind_name(s->sheet.kind);
}

static void
read_text(struct source *s)
{
	struct sbuf text = { 0 };
	enum encoding_kind kind =
	    encoding_decode(s->file->bytes, s->file->len, &text);
	if (kind == ENCODING_VNI || kind == ENCODING_BINARY) {
		refuse(s, 1,
		    kind == ENCODING_VNI ? "E_ENCODING_VNI" : "E_ENCODING",
		    encoding_refusal(kind));
	} else {
		read_table(s, sbuf_text(&text), text.len);
		if (kind == ENCODING_TCVN3)
			s->verdicts.warning = "W_ENCODING_TCVN3";
	}
	sbuf_fini(&text);
}

/* --- workbooks */

struct moved { /* where the strings of a table were and are */
	size_t *from, *to;
	size_t n, cap, to_cap;
};

static void
note_strings(const struct sbuf *text, int end, size_t **at, size_t *cap,
    size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < text->len; i++) {
		if (i && text->s[i - 1] != end)
			continue;
		*at = mem_grow(*at, cap, *n + 1, sizeof **at);
		(*at)[(*n)++] = i;
	}
}

static size_t
moved_to(const struct moved *m, size_t from)
{
	size_t low = 0, high = m->n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (m->from[middle] <= from)
			low = middle;
		else
			high = middle;
	}
	return m->to[low];
}

/* Puts the decoded strings, one for each old one, in place of the old. */
static void
replace_text(struct table *t, struct sbuf *text)
{
	struct moved m = { .n = 0 };
	size_t n;
	note_strings(&t->text, '\0', &m.from, &m.cap, &m.n);
	note_strings(text, BETWEEN_CELLS, &m.to, &m.to_cap, &n);
	if (m.to && n == m.n) {
		for (size_t i = 0; i < text->len; i++) {
			if (text->s[i] == BETWEEN_CELLS)
				text->s[i] = '\0';
		}
		for (size_t i = 0; i < t->cell_n; i++)
			t->cells[i] = moved_to(&m, t->cells[i]);
		struct sbuf old = t->text;
		t->text = *text;
		*text = old;
	}
	free(m.from);
	free(m.to);
}

/* Cells in an old font's letters: TCVN3 is decoded in place. */
static enum encoding_kind
decode_cells(struct table *t)
{
	struct sbuf joined = { 0 }, decoded = { 0 };
	sbuf_add_n(&joined, sbuf_text(&t->text), t->text.len);
	for (size_t i = 0; i < joined.len; i++) {
		if (!joined.s[i])
			joined.s[i] = BETWEEN_CELLS;
	}
	enum encoding_kind kind =
	    encoding_pasted(sbuf_text(&joined), joined.len, &decoded);
	if (kind == ENCODING_TCVN3)
		replace_text(t, &decoded);
	sbuf_fini(&joined);
	sbuf_fini(&decoded);
	return kind;
}

static struct source *
add_source(struct source_list *l, const struct import_file *file)
{
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	struct source *s = &l->v[l->n++];
	*s = (struct source){ .file = file };
	return s;
}

struct left { /* sheets that are not read, until there is a list to say so */
	const char *sheet, *why;
};

/* The sheet as a list of its own.  1 it is one, 0 it is none, −1 the file is
 * refused. */
static int
read_sheet(struct source *s, struct xlsx_book *book, size_t at,
    const char **why)
{
	struct err err = { 0 };
	*why = NULL;
	if (xlsx_book_read(book, at, &s->table, &err) < 0) {
		err_wrap(&err, "sheet \"%.60s\"", xlsx_book_name(book, at));
		refuse(s, 1, err.code == ERR_FULL ? "E_TOO_BIG" : "E_FORMAT",
		    err.text);
		return -1;
	}
	if (!s->table.n)
		return 0;
	enum encoding_kind kind = decode_cells(&s->table);
	if (kind == ENCODING_VNI) {
		refuse(s, 1, "E_ENCODING_VNI", encoding_refusal(kind));
		return -1;
	}
	if (!sheet_find(&s->table, s->file->name, &s->sheet)) {
		*why = header_refusal(&s->sheet);
		return 0;
	}
	verdict_open(&s->verdicts, s->file->name, s->table.n);
	s->verdicts.kind = sheet_kind_name(s->sheet.kind);
	s->verdicts.sheet = s->table.sheet;
	if (kind == ENCODING_TCVN3)
		s->verdicts.warning = "W_ENCODING_TCVN3";
	return 1;
}

static void
forget(struct source_list *l, size_t n)
{
	while (l->n > n) {
		struct source *s = &l->v[--l->n];
		table_fini(&s->table);
		verdict_close(&s->verdicts);
	}
}

/* No sheet is a list: says why of each. */
static void
refuse_book(struct source *s, const struct left *left, size_t n)
{
	struct sbuf words = { 0 };
	if (!n)
		sbuf_add(&words, "the workbook is empty");
	for (size_t i = 0; i < n; i++)
		sbuf_addf(&words, "%ssheet \"%s\": %s", i ? "; " : "",
		    left[i].sheet, left[i].why);
	refuse(s, 1, n ? "E_HEADER" : "E_EMPTY", sbuf_text(&words));
	sbuf_fini(&words);
}

static void
read_sheets(struct source_list *l, const struct import_file *file,
    struct xlsx_book *book)
{
	size_t first = l->n, left_n = 0, sheets = xlsx_book_sheets(book);
	struct left *left = mem_new(sheets, sizeof *left);
	for (size_t i = 0; i < sheets; i++) {
		const char *why = "hidden";
		bool hidden = xlsx_book_hidden(book, i);
		struct source *s = add_source(l, file);
		int rc = hidden ? 0 : read_sheet(s, book, i, &why);
		if (rc < 0) { /* the whole file with it */
			struct source refused = *s;
			l->n--;
			forget(l, first);
			*add_source(l, file) = refused;
			free(left);
			return;
		}
		if (rc == 0)
			forget(l, l->n - 1);
		if (rc == 0 && why)
			left[left_n++] =
			    (struct left){ xlsx_book_name(book, i), why };
	}
	if (l->n == first) {
		refuse_book(add_source(l, file), left, left_n);
	} else {
		for (size_t i = 0; i < left_n; i++)
			verdict_left_out(&l->v[first].verdicts, left[i].sheet,
			    left[i].why);
	}
	free(left);
}

static void
read_workbook(struct source_list *l, const struct import_file *file)
{
	struct err err = { 0 };
	struct xlsx_book *book;
	if (xlsx_book_open(&book, file->bytes, file->len, &err) < 0) {
		refuse(add_source(l, file), 1,
		    err.code == ERR_FULL ? "E_TOO_BIG" : "E_FORMAT", err.text);
		return;
	}
	read_sheets(l, file, book);
	xlsx_book_close(book);
}

void
source_read(struct source_list *l, const struct import_file *file)
{
	if (file->len > IMPORT_BYTES_MAX)
		refuse(add_source(l, file), 1, "E_TOO_BIG",
		    "the file is larger than 16 MiB; split it");
	else if (xlsx_book_is(file->bytes, file->len))
		read_workbook(l, file);
	else
		read_text(add_source(l, file));
}

void
source_fini(struct source_list *l)
{
	forget(l, 0);
	free(l->v);
	*l = (struct source_list){ 0 };
}
