/*
 * Reads each file (encoding, table, header), imports them in the order of
 * dependence into one savepoint, and keeps or undoes it.  A preview is the
 * same run, undone.
 */
#include "app/import.h"

#include "app/branch.h"
#include "app/canon.h"
#include "app/canon_units.h"
#include "app/import_print.h"
#include "app/lang.h"
#include "app/ledger.h"
#include "app/record.h"
#include "app/refused.h"
#include "app/roster.h"
#include "app/rowkind.h"
#include "app/source.h"
#include "app/verdict.h"
#include "store/imports.h"
#include "store/load.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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
any_refused_file(const struct source_list *all)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].verdicts.refusal)
			return true;
	}
	return false;
}

static size_t
refused_rows(const struct source_list *all)
{
	size_t sum = 0;
	for (size_t i = 0; i < all->n; i++)
		sum += verdict_count(&all->v[i].verdicts, VERDICT_REJECT);
	return sum;
}

/* All files into the savepoint that is open; the rows of files that were read
 * get their verdicts even when another file was refused. */
static int
import_all(struct record *r, struct source_list *all)
{
	for (int kind = SHEET_UNITS; kind < SHEET_KIND__N; kind++) {
		for (size_t i = 0; i < all->n; i++) {
			struct source *s = &all->v[i];
			if (s->verdicts.refusal || (int)s->sheet.kind != kind)
				continue;
			r->file++;
			import_source(s, r);
			if (r->failed)
				return err_wrap(&r->err, "%s: cannot write",
				    s->file->name);
		}
	}
	return 0;
}

/* Keeps the files and opens the import that the changes belong to. */
static int
open_import(struct store *s, const struct import_file *files, size_t n,
    const struct import_options *o, int64_t now, int64_t *id, struct err *err)
{
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
	int rc = imports_add(s, o->who ? o->who : "cli", kept, n, now, id, err);
	free(hex);
	free(kept);
	return rc;
}

static int
close_import(struct store *s, const struct source_list *all, struct err *err)
{
	struct sbuf summary = { 0 };
	for (size_t i = 0; i < all->n; i++) {
		sbuf_add(&summary, i ? "\n" : "");
		import_print_summary(&all->v[i].verdicts, &summary);
	}
	int rc = imports_finish(s, sbuf_text(&summary), err);
	sbuf_fini(&summary);
	return rc;
}

/* The import's number, 0 nothing was written (preview, or refused), −1 error:
 * nothing either. */
static int64_t
transact(struct record *r, const struct import_file *files, size_t n,
    struct source_list *all, const struct import_options *o)
{
	struct err *err = &r->err;
	int64_t id = 0;
	if (store_begin(r->store, err) < 0)
		return -1;
	if (o->apply &&
	    open_import(r->store, files, n, o, r->now, &id, err) < 0)
		goto undo;
	for (size_t i = 0; i < all->n; i++)
		all->v[i].verdicts.progress = o->progress;
	if (import_all(r, all) < 0)
		goto undo;
	if (!o->apply || any_refused_file(all) ||
	    (o->strict && refused_rows(all))) {
		imports_abandon(r->store);
		store_undo(r->store);
		return 0;
	}
	if (close_import(r->store, all, err) < 0)
		goto undo;
	if (store_end(r->store, err) < 0 || store_flush(r->store, err) < 0)
		return -1;
	return id;
undo:
	imports_abandon(r->store);
	store_undo(r->store);
	return -1;
}

/* As JSON, one object a file; as words, list by list. */
static void
print(const struct source_list *all, const struct import_options *o,
    int64_t wrote, struct sbuf *out)
{
	const struct verdict_file **lists = mem_new(all->n, sizeof *lists);
	for (size_t i = 0; i < all->n;) {
		size_t n = 0;
		const struct import_file *file = all->v[i].file;
		for (; i < all->n && all->v[i].file == file; i++)
			lists[n++] = &all->v[i].verdicts;
		if (o->json)
			import_print_json(lists, n, wrote, out);
		for (size_t k = 0; !o->json && k < n; k++)
			import_print_text(lists[k], out);
	}
	free(lists);
}

static void
hand_back(const struct source_list *all, const struct import_options *o,
    int64_t now, struct sbuf *talk)
{
	struct err err = { 0 };
	if (!o->refused || !o->outs)
		return;
	long n = refused_file(all, o->refused, now, o->outs, &err);
	if (n < 0)
		sbuf_addf(talk, _("import: no file of refused rows: %s\n"),
		    err.text);
	else if (n == 0)
		sbuf_addf(talk, _("no row is refused: %s is not written\n"),
		    o->refused);
	else
		sbuf_addf(&o->outs->said,
		    _("%ld refused %s in %s, to mend and import again\n"), n,
		    n == 1 ? _("row is") : _("rows are"), o->refused);
}

static int
report(const struct source_list *all, const struct import_options *o,
    int64_t wrote, struct sbuf *out, struct sbuf *talk)
{
	print(all, o, wrote, out);
	bool refused = any_refused_file(all);
	size_t rows = refused_rows(all);
	if (wrote > 0)
		sbuf_addf(talk,
		    _("written; `import --undo %lld` takes it back\n"),
		    (long long)wrote);
	else if (refused)
		sbuf_add(talk, _("nothing is written: a file was refused\n"));
	else if (o->strict && rows)
		sbuf_addf(talk,
		    _("nothing is written: %zu %s refused (--strict)\n"), rows,
		    rows == 1 ? _("row is") : _("rows are"));
	else
		sbuf_add(talk,
		    _("this was a preview, nothing is written; --apply "
		      "writes it\n"));
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
	struct source_list all = { 0 };
	for (size_t i = 0; i < n; i++)
		source_read(&all, &files[i]);
	int64_t wrote = transact(&r, files, n, &all, o);
	int rc = 1;
	if (wrote < 0)
		sbuf_addf(talk, _("import: %s; nothing is written\n"),
		    r.err.text);
	else
		rc = report(&all, o, wrote, out, talk);
	if (wrote >= 0)
		hand_back(&all, o, now, talk);
	source_fini(&all);
	ledger_free(r.ledger);
	return rc;
}
