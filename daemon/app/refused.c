/*
 * Cells as they stand in the table; blank ones that a row above speaks for are
 * filled, because the row stands alone here.
 */
#include "app/refused.h"

#include "app/guard.h"
#include "app/reason.h"
#include "app/xlsx_write.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TITLE "L\xc3\xbd do"

struct list { /* of one source */
	const struct source *s;
	int reason; /* the column of reasons */
};

/* The column after the widest row, or the one of an earlier round. */
static int
reason_column(const struct source *s)
{
	const struct table *t = &s->table;
	size_t widest = 0;
	for (size_t i = 0; i < t->rows[s->sheet.header].n; i++) {
		if (strcmp(table_cell(t, s->sheet.header, (int)i), TITLE) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < s->sheet.data; i++)
		widest = t->rows[i].n > widest ? t->rows[i].n : widest;
	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *v = &s->verdicts.v[i];
		long row = verdict_rejected(v) ? table_row_at(t, v->line) : -1;
		if (row >= 0 && t->rows[row].n > widest)
			widest = t->rows[row].n;
	}
	return (int)widest;
}

static const char *
filled(const struct source *s, const struct verdict *v, size_t row, int column)
{
	const char *cell = table_cell(&s->table, row, column);
	if (*cell)
		return cell;
	for (size_t i = 0; i < v->fill_n; i++) {
		if (v->fill[i].column == column)
			return v->fill[i].value;
	}
	/* What merged cells say, as the reader saw it. */
	for (int c = 0; c < SHEET_COLUMN__N; c++) {
		if (s->sheet.column[c] == column)
			return sheet_cell(&s->sheet, &s->table, row,
			    (enum sheet_column)c);
	}
	return "";
}

static void
add_reasons(const struct verdict *v, struct sbuf *b)
{
	for (size_t i = 0; i < v->note_n; i++) {
		const struct verdict_note *n = &v->note[i];
		if (n->code[0] != 'E')
			continue;
		if (b->len)
			sbuf_add(b, "; ");
		if (*n->column)
			sbuf_addf(b, "%s: ", n->column);
		sbuf_add(b, reason_of(n->code));
	}
}

/* --- the two kinds of file */

typedef void put_cell(void *arg, int column, const char *text);
typedef void end_row(void *arg);

static void
each_cell(const struct list *l, put_cell *put, end_row *end, void *arg)
{
	const struct source *s = l->s;
	const struct table *t = &s->table;
	struct sbuf why = { 0 };
	for (size_t row = 0; row < s->sheet.data; row++) {
		for (int c = 0; c < l->reason; c++)
			put(arg, c, table_cell(t, row, c));
		put(arg, l->reason, row == s->sheet.header ? TITLE : "");
		end(arg);
	}
	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *v = &s->verdicts.v[i];
		long row = verdict_rejected(v) ? table_row_at(t, v->line) : -1;
		if (row < 0)
			continue;
		for (int c = 0; c < l->reason; c++)
			put(arg, c, filled(s, v, (size_t)row, c));
		sbuf_clear(&why);
		add_reasons(v, &why);
		put(arg, l->reason, sbuf_text(&why));
		end(arg);
	}
	sbuf_fini(&why);
}

static void
put_csv(void *arg, int column, const char *text)
{
	struct sbuf *b = arg;
	if (column)
		sbuf_add_c(b, ',');
	guard_put(b, text);
}

static void
end_csv(void *arg)
{
	sbuf_add(arg, "\r\n");
}

static void
add_csv(const struct list *l, const char *name, struct outfile_list *outs)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, "\xef\xbb\xbf");
	each_cell(l, put_csv, end_csv, &b);
	outfile_add(outs, name, b.s, b.len);
	sbuf_fini(&b);
}

static void
put_sheet(void *arg, int column, const char *text)
{
	xlsx_write_text(arg, column, text);
}

static void
end_sheet(void *arg)
{
	xlsx_write_end_row(arg);
}

/* The worksheet's name; a text file's without its folder and ending. */
static char *
sheet_name(const struct source *s)
{
	if (s->table.sheet)
		return mem_dup(s->table.sheet);
	const char *slash = strrchr(s->file->name, '/');
	const char *base = slash ? slash + 1 : s->file->name;
	const char *dot = strrchr(base, '.');
	return mem_dup_n(base,
	    dot > base ? (size_t)(dot - base) : strlen(base));
}

static int
add_workbook(const struct list *lists, size_t n, const char *name, int64_t now,
    struct outfile_list *outs, struct err *err)
{
	struct xlsx_write *w = xlsx_write_new(now, err);
	if (!w)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char *sheet = sheet_name(lists[i].s);
		xlsx_write_sheet(w, sheet, lists[i].s->sheet.header,
		    lists[i].s->sheet.data, lists[i].reason);
		free(sheet);
		each_cell(&lists[i], put_sheet, end_sheet, w);
	}
	struct sbuf bytes = { 0 };
	int rc = xlsx_write_finish(w, &bytes, err);
	if (rc == 0)
		outfile_add(outs, name, bytes.s, bytes.len);
	sbuf_fini(&bytes);
	return rc;
}

long
refused_file(const struct source_list *all, const char *name, int64_t now,
    struct outfile_list *outs, struct err *err)
{
	struct list *lists = mem_new(all->n, sizeof *lists);
	size_t n = 0, rows = 0;
	int rc = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct source *s = &all->v[i];
		size_t here = s->verdicts.refusal
				  ? 0
				  : verdict_count(&s->verdicts, VERDICT_REJECT);
		if (here)
			lists[n++] = (struct list){ s, reason_column(s) };
		rows += here;
	}
	bool book =
	    outfile_ends_in(name, ".xlsx") ||
	    (n && lists[0].s->table.sheet && !outfile_ends_in(name, ".csv"));
	if (n && book)
		rc = add_workbook(lists, n, name, now, outs, err);
	else if (n == 1)
		add_csv(&lists[0], name, outs);
	else if (n)
		rc = err_set(err, ERR_USAGE,
		    "rows of %zu lists are refused: name an .xlsx, which holds "
		    "them all",
		    n);
	free(lists);
	return rc < 0 ? -1 : (long)rows;
}
