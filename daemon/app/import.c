/*
 * Reads each file (encoding, table, header), imports them in the order of
 * dependence into one savepoint, and keeps or undoes it.  A preview is the
 * same run, undone.
 */
#include "app/import.h"

#include "app/branch.h"
#include "app/canon.h"
#include "app/canon_units.h"
#include "app/encoding.h"
#include "app/import_print.h"
#include "app/ledger.h"
#include "app/record.h"
#include "app/roster.h"
#include "app/rowkind.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"
#include "store/imports.h"
#include "store/load.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { SNIFF_ROWS = 24 };

struct source { /* one file on its way */
	const struct import_file *file;
	struct table table;
	struct sheet sheet;
	struct verdict_file verdicts;
};

/* --- reading */

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
encoding_refusal(enum encoding_kind kind, const struct import_file *f)
{
	if (kind == ENCODING_VNI)
		return "the file is written in VNI Windows, which cannot be "
		       "decoded";
	if (f->len > 2 && memcmp(f->bytes, "PK", 2) == 0)
		return "this is a workbook or an archive, not text: save it "
		       "as \"CSV UTF-8\"";
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
read_source(struct source *s, const struct import_file *file)
{
	s->file = file;
	if (file->len > IMPORT_BYTES_MAX) {
		refuse(s, 1, "E_TOO_BIG",
		    "the file is larger than 16 MiB; split it");
		return;
	}
	struct sbuf text = { 0 };
	enum encoding_kind kind =
	    encoding_decode(file->bytes, file->len, &text);
	if (kind == ENCODING_VNI || kind == ENCODING_BINARY) {
		refuse(s, 1,
		    kind == ENCODING_VNI ? "E_ENCODING_VNI" : "E_ENCODING",
		    encoding_refusal(kind, file));
	} else {
		read_table(s, sbuf_text(&text), text.len);
		if (kind == ENCODING_TCVN3)
			s->verdicts.warning = "W_ENCODING_TCVN3";
	}
	sbuf_fini(&text);
}

/* --- importing */

static void
skip_above_header(struct source *s)
{
	for (size_t i = 0; i < s->sheet.header; i++) {
		bool blank = rowkind_is_blank(&s->table, i);
		char *text = rowkind_text(&s->table, i);
		verdict_skip(&s->verdicts, s->table.rows[i].line,
		    blank ? "N_BLANK" : "N_TITLE", text);
		free(text);
	}
}

static void
import_source(struct source *s, struct record *r)
{
	struct verdict_file *f = &s->verdicts;
	skip_above_header(s);
	switch (s->sheet.kind) {
	case SHEET_UNITS:
		canon_units_import(r, &s->table, &s->sheet, f);
		break;
	case SHEET_PEOPLE:
		canon_import_people(r, &s->table, &s->sheet, f);
		break;
	case SHEET_ROSTER:
		roster_import(r, &s->table, &s->sheet, f);
		break;
	case SHEET_ASSIGNMENTS:
		canon_import_assignments(r, &s->table, &s->sheet, f);
		break;
	case SHEET_BRANCHES:
		branch_import(r, &s->table, &s->sheet, f);
		break;
	case SHEET_MEETINGS:
		canon_import_meetings(r, &s->table, &s->sheet, f);
		break;
	case SHEET_HOLIDAYS:
	case SHEET_SESSIONS:
		canon_import_days(r, &s->table, &s->sheet, f);
		break;
	case SHEET_UNKNOWN:
	case SHEET_KIND__N:
		break;
	}
}

static bool
any_refused_file(const struct source *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (all[i].verdicts.refusal)
			return true;
	}
	return false;
}

static size_t
refused_rows(const struct source *all, size_t n)
{
	size_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += verdict_count(&all[i].verdicts, VERDICT_REJECT);
	return sum;
}

/* All files into the savepoint that is open; the rows of files that were read
 * get their verdicts even when another file was refused. */
static int
import_all(struct record *r, struct source *all, size_t n)
{
	for (int kind = SHEET_UNITS; kind < SHEET_KIND__N; kind++) {
		for (size_t i = 0; i < n; i++) {
			if (all[i].verdicts.refusal ||
			    (int)all[i].sheet.kind != kind)
				continue;
			r->file++;
			import_source(&all[i], r);
			if (r->failed)
				return err_wrap(&r->err, "%s: cannot write",
				    all[i].file->name);
		}
	}
	return 0;
}

/* Keeps the files and opens the import that the changes belong to. */
static int
open_import(struct store *s, const struct import_file *files, size_t n,
    const struct import_options *o, int64_t now, struct err *err)
{
	int64_t id;
	struct imports_file *kept = mem_new(n, sizeof *kept);
	char(*hex)[2 * crypto_hash_sha256_BYTES + 1] = mem_new(n, sizeof *hex);
	for (size_t i = 0; i < n; i++) {
		unsigned char sum[crypto_hash_sha256_BYTES];
		crypto_hash_sha256(sum, (const unsigned char *)files[i].bytes,
		    files[i].len);
		sodium_bin2hex(hex[i], sizeof hex[i], sum, sizeof sum);
		kept[i] = (struct imports_file){ files[i].name, hex[i],
			files[i].bytes, files[i].len };
	}
	int rc =
	    imports_add(s, o->who ? o->who : "cli", kept, n, now, &id, err);
	free(hex);
	free(kept);
	return rc;
}

static int
close_import(struct store *s, const struct source *all, size_t n,
    struct err *err)
{
	struct sbuf summary = { 0 };
	for (size_t i = 0; i < n; i++) {
		sbuf_add(&summary, i ? "\n" : "");
		import_print_summary(&all[i].verdicts, &summary);
	}
	int rc = imports_finish(s, sbuf_text(&summary), err);
	sbuf_fini(&summary);
	return rc;
}

/* 1 written, 0 not (preview, or refused), −1 error: nothing was written. */
static int
transact(struct record *r, const struct import_file *files, struct source *all,
    size_t n, const struct import_options *o)
{
	struct err *err = &r->err;
	if (store_begin(r->store, err) < 0)
		return -1;
	if (o->apply && open_import(r->store, files, n, o, r->now, err) < 0)
		goto undo;
	if (import_all(r, all, n) < 0)
		goto undo;
	if (!o->apply || any_refused_file(all, n) ||
	    (o->strict && refused_rows(all, n))) {
		imports_abandon(r->store);
		store_undo(r->store);
		return 0;
	}
	if (close_import(r->store, all, n, err) < 0)
		goto undo;
	if (store_end(r->store, err) < 0 || store_flush(r->store, err) < 0)
		return -1;
	return 1;
undo:
	imports_abandon(r->store);
	store_undo(r->store);
	return -1;
}

static int
report(const struct source *all, size_t n, const struct import_options *o,
    int wrote, struct sbuf *out, struct sbuf *talk)
{
	for (size_t i = 0; i < n; i++) {
		if (o->json)
			import_print_json(&all[i].verdicts, wrote == 1, out);
		else
			import_print_text(&all[i].verdicts, out);
	}
	bool refused = any_refused_file(all, n);
	size_t rows = refused_rows(all, n);
	if (wrote == 1)
		sbuf_add(talk, "written\n");
	else if (refused)
		sbuf_add(talk, "nothing is written: a file was refused\n");
	else if (o->strict && rows)
		sbuf_addf(talk,
		    "nothing is written: %zu %s refused (--strict)\n", rows,
		    rows == 1 ? "row is" : "rows are");
	else
		sbuf_add(talk,
		    "this was a preview, nothing is written; --apply "
		    "writes it\n");
	return refused || (o->strict && rows) ? 1 : 0;
}

int
import_run(struct store *s, const struct policy *policy,
    const struct import_file *files, size_t n, const struct import_options *o,
    int64_t now, struct sbuf *out, struct sbuf *talk)
{
	struct record r = { .store = s, .policy = policy, .now = now };
	struct facts *facts = NULL;
	if (load_facts(s, policy->levels, policy->level_n, &facts, &r.err) <
	    0) {
		sbuf_addf(talk, "import: %s\n", r.err.text);
		return 1;
	}
	r.ledger = ledger_new(facts, policy);
	facts_free(facts);
	struct source *all = mem_new(n, sizeof *all);
	for (size_t i = 0; i < n; i++)
		read_source(&all[i], &files[i]);
	int wrote = transact(&r, files, all, n, o);
	int rc = 1;
	if (wrote < 0)
		sbuf_addf(talk, "import: %s; nothing is written\n", r.err.text);
	else
		rc = report(all, n, o, wrote, out, talk);
	for (size_t i = 0; i < n; i++) {
		table_fini(&all[i].table);
		verdict_close(&all[i].verdicts);
	}
	free(all);
	ledger_free(r.ledger);
	return rc;
}
