/*
 * libxlsxwriter writes to a name only: it gets that of an open file without
 * one, which is gone when it is closed.  Knows no list.
 */
#include "app/xlsx_write.h"

#include "base/mem.h"
#include "core/civil.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
	NAME_LETTERS = 31,
	CELL_BYTES = 32767,
	WIDTH = 18,
	WIDTH_WIDE = 60,
	PAPER_A4 = 9,
	HINTED_ROWS = 5000
};

struct xlsx_write {
	FILE *file;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *text, *title, *wide, *day, *aside;
	lxw_row_t row, header, data;
	int wide_column;
};

struct xlsx_write *
xlsx_write_new(int64_t now, struct err *err)
{
	char path[64];
	struct xlsx_write *w = mem_new(1, sizeof *w);
	w->file = tmpfile();
	if (!w->file) {
		err_set(err, ERR_FAILED, "no temporary file: %s",
		    strerror(errno));
		free(w);
		return NULL;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(w->file));
	w->book = workbook_new_opt(path, NULL);
	if (!w->book) {
		err_set(err, ERR_FAILED, "a workbook cannot be begun");
		fclose(w->file);
		free(w);
		return NULL;
	}
	lxw_doc_properties made = { .created = (time_t)now };
	workbook_set_properties(w->book, &made);
	w->text = workbook_add_format(w->book);
	format_set_num_format(w->text, "@");
	format_set_align(w->text, LXW_ALIGN_VERTICAL_TOP);
	w->wide = workbook_add_format(w->book);
	format_set_num_format(w->wide, "@");
	format_set_text_wrap(w->wide);
	format_set_font_color(w->wide, 0xc00000);
	w->title = workbook_add_format(w->book);
	format_set_num_format(w->title, "@");
	format_set_bold(w->title);
	format_set_text_wrap(w->title);
	w->day = workbook_add_format(w->book);
	format_set_num_format(w->day, "dd/mm/yyyy");
	format_set_align(w->day, LXW_ALIGN_LEFT);
	format_set_align(w->day, LXW_ALIGN_VERTICAL_TOP);
	w->aside = workbook_add_format(w->book);
	format_set_num_format(w->aside, "@");
	format_set_italic(w->aside);
	format_set_font_color(w->aside, 0x7f7f7f);
	return w;
}

/* At most 31 letters, none of []:*?/\ and no ' at the ends. */
static void
sheet_name(const char *name, char out[4 * NAME_LETTERS + 1])
{
	size_t n = 0, letters = 0;
	for (const char *s = name; *s; s++) {
		letters += ((unsigned char)*s & 0xc0) != 0x80;
		if (letters > NAME_LETTERS || n == 4 * NAME_LETTERS)
			break;
		bool bad = (unsigned char)*s < ' ' || strchr("[]:*?/\\'", *s);
		out[n++] = bad ? ' ' : *s;
	}
	out[n] = '\0';
}

void
xlsx_write_sheet(struct xlsx_write *w, const char *name, size_t header,
    size_t data, int wide)
{
	char fit[4 * NAME_LETTERS + 1];
	sheet_name(name, fit);
	/* A name that is taken (without regard to case) is refused. */
	const char *use =
	    *fit && workbook_validate_sheet_name(w->book, fit) == LXW_NO_ERROR
		? fit
		: NULL;
	w->sheet = workbook_add_worksheet(w->book, use);
	w->row = 0;
	w->header = (lxw_row_t)header;
	w->data = (lxw_row_t)data;
	w->wide_column = wide;
	/* Columns are text all the way down: a number that is typed into them
	 * keeps its zeros. */
	worksheet_set_column(w->sheet, 0, LXW_COL_MAX - 1, WIDTH, w->text);
	if (wide >= 0)
		worksheet_set_column(w->sheet, (lxw_col_t)wide, (lxw_col_t)wide,
		    WIDTH_WIDE, w->wide);
	worksheet_ignore_errors(w->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
	    "A1:XFD1048576");
	/* On paper: A4 across, as wide as a page, titles on each. */
	worksheet_set_paper(w->sheet, PAPER_A4);
	worksheet_set_landscape(w->sheet);
	worksheet_fit_to_pages(w->sheet, 1, 0);
	worksheet_set_footer(w->sheet, "&C&A, &P/&N");
	if (data) {
		worksheet_freeze_panes(w->sheet, w->data, 0);
		worksheet_repeat_rows(w->sheet, w->header, w->data - 1);
	}
}

/* "_x000D_" stands for a letter in a workbook; where it is meant as it is, its
 * underscore is written so. */
static bool
is_escape(const char *s)
{
	return s[0] == '_' && s[1] == 'x' &&
	       strspn(s + 2, "0123456789abcdefABCDEF") >= 4 && s[6] == '_';
}

static void
put_text(struct xlsx_write *w, int column, const char *text, lxw_format *f)
{
	struct sbuf b = { 0 };
	if (!*text)
		return;
	for (const char *s = text; *s; s++) {
		if (is_escape(s))
			sbuf_add(&b, "_x005F");
		sbuf_add_c(&b, *s);
	}
	if (b.len >= CELL_BYTES) {
		for (b.len = CELL_BYTES - 1; (b.s[b.len] & 0xc0) == 0x80;)
			b.len--;
		b.s[b.len] = '\0';
	}
	worksheet_write_string(w->sheet, w->row, (lxw_col_t)column, b.s, f);
	sbuf_fini(&b);
}

void
xlsx_write_text(struct xlsx_write *w, int column, const char *text)
{
	bool title = w->row >= w->header && w->row < w->data;
	lxw_format *f = title			   ? w->title
			: column == w->wide_column ? w->wide
						   : w->text;
	put_text(w, column, text, f);
}

void
xlsx_write_aside(struct xlsx_write *w, int column, const char *text)
{
	put_text(w, column, text, w->aside);
}

void
xlsx_write_day(struct xlsx_write *w, int column, int32_t on)
{
	struct civil_date c = civil_date_of(on);
	if (c.year < 1901) {
		char iso[16];
		put_text(w, column, civil_iso(on, iso), w->text);
		return;
	}
	lxw_datetime midnight = { c.year, c.month, c.day, 0, 0, 0 };
	worksheet_write_datetime(w->sheet, w->row, (lxw_col_t)column, &midnight,
	    w->day);
}

/* The library's structure takes what it only reads as if it wrote to it. */
static char *
lend(const char *s)
{
	return (char *)(uintptr_t)s;
}

void
xlsx_write_hint(struct xlsx_write *w, int column, int width,
    const struct xlsx_write_hint *h)
{
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_ANY,
		.show_error = LXW_VALIDATION_OFF,
		.input_title = lend(h->title),
		.input_message = lend(h->message) };
	if (h->choices) {
		v.validate = LXW_VALIDATION_TYPE_LIST;
		v.value_list = (char **)(uintptr_t)h->choices;
	} else if (h->range) {
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		v.value_formula = lend(h->range);
	}
	worksheet_set_column(w->sheet, (lxw_col_t)column, (lxw_col_t)column,
	    width, w->text);
	worksheet_data_validation_range(w->sheet, w->data, (lxw_col_t)column,
	    w->data + HINTED_ROWS, (lxw_col_t)column, &v);
}

void
xlsx_write_end_row(struct xlsx_write *w)
{
	w->row++;
}

int
xlsx_write_finish(struct xlsx_write *w, struct sbuf *out, struct err *err)
{
	int rc = 0;
	char chunk[16384];
	size_t n;
	lxw_error e = workbook_close(w->book);
	if (e != LXW_NO_ERROR)
		rc = err_set(err, ERR_FAILED, "the workbook is not written: %s",
		    lxw_strerror(e));
	rewind(w->file);
	while (rc == 0 && (n = fread(chunk, 1, sizeof chunk, w->file)) > 0)
		sbuf_add_n(out, chunk, n);
	if (rc == 0 && ferror(w->file))
		rc = err_set(err, ERR_IO, "the workbook cannot be read back");
	fclose(w->file);
	free(w);
	return rc;
}
