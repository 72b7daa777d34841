/*
 * Verdicts as JSON (names of the interface page) and as lines of text: where,
 * what, why, what to do.  Knows no store.
 */
#include "app/import_print.h"

#include "app/lang.h"
#include "app/table.h"
#include "core/fold.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* File names may be any bytes; everything else is UTF-8 already. */
static json_t *
text_json(const char *s)
{
	if (!s)
		return json_null();
	json_t *j = json_string(s);
	if (j)
		return j;
	char *clean = fold_nfc(s);
	j = json_string(clean);
	free(clean);
	return j;
}

static json_t *
codes_json(const struct verdict *v)
{
	json_t *list = json_array();
	for (size_t i = 0; i < v->note_n; i++)
		json_array_append_new(list, json_string(v->note[i].code));
	return list;
}

static json_t *
names_json(const char **names, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, text_json(names[i]));
	return list;
}

/* Where, what stands there, why: of each code that is no mere note. */
static json_t *
reasons_json(const struct verdict_file *f, const struct verdict *v)
{
	json_t *list = json_array();
	char cell[TABLE_CELL_NAME];
	for (size_t i = 0; i < v->note_n; i++) {
		const struct verdict_note *n = &v->note[i];
		json_t *one = json_object();
		if (*n->code == 'N' && n->at < 0) {
			json_decref(one);
			continue;
		}
		json_object_set_new(one, "code", json_string(n->code));
		if (f->sheet && n->at >= 0)
			json_object_set_new(one, "cell",
			    json_string(table_cell_name(n->at, v->line, cell)));
		json_object_set_new(one, "column", text_json(n->column));
		json_object_set_new(one, "value", text_json(n->value));
		json_object_set_new(one, "why",
		    json_string(_(verdict_meaning(n->code))));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
row_json(const struct verdict_file *f, const struct verdict *v)
{
	json_t *row = json_object();
	if (f->sheet)
		json_object_set_new(row, "sheet", text_json(f->sheet));
	json_object_set_new(row, "ref", text_json(v->ref));
	json_object_set_new(row, "line", json_integer(v->line));
	json_object_set_new(row, "outcome",
	    json_string(verdict_outcome_name(v->outcome)));
	json_object_set_new(row, "codes", codes_json(v));
	json_t *reasons = reasons_json(f, v);
	if (json_array_size(reasons))
		json_object_set_new(row, "reasons", reasons);
	else
		json_decref(reasons);
	json_object_set_new(row, "name", text_json(v->name));
	json_object_set_new(row, "number", text_json(v->number));
	json_object_set_new(row, "units", names_json(v->unit, v->unit_n));
	if (v->candidate_n)
		json_object_set_new(row, "candidates",
		    names_json(v->candidate, v->candidate_n));
	for (size_t i = 0; i < v->extra_n; i++)
		json_object_set_new(row, v->extra[i].key,
		    text_json(v->extra[i].value));
	return row;
}

static json_t *
codes_of_file(const struct verdict_file *const *lists, size_t n)
{
	json_t *codes = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct verdict_file *f = lists[i];
		if (f->warning && (!i || !lists[i - 1]->warning))
			json_array_append_new(codes, json_string(f->warning));
		if (f->refusal && f->n)
			json_array_append_new(codes,
			    json_string(f->v[0].note[0].code));
	}
	return codes;
}

/* Which sheets were read as what, and which were not. */
static json_t *
sheets_json(const struct verdict_file *const *lists, size_t n)
{
	json_t *sheets = json_array();
	for (size_t i = 0; i < n; i++) {
		if (lists[i]->sheet)
			json_array_append_new(sheets,
			    json_pack("{s:o, s:s}", "sheet",
				text_json(lists[i]->sheet), "kind",
				lists[i]->kind));
		for (size_t k = 0; k < lists[i]->left_n; k++)
			json_array_append_new(sheets,
			    json_pack("{s:o, s:s}", "sheet",
				text_json(lists[i]->left[k].sheet), "skipped",
				lists[i]->left[k].why));
	}
	return sheets;
}

void
import_print_json(const struct verdict_file *const *lists, size_t n,
    int64_t import, struct sbuf *out)
{
	static const char *const keys[VERDICT_OUTCOME__N] = {
		[VERDICT_ACCEPT] = "accepted",
		[VERDICT_CHANGE] = "changed",
		[VERDICT_MERGE] = "merged",
		[VERDICT_SKIP] = "skipped",
		[VERDICT_REJECT] = "refused",
	};
	static const enum verdict_outcome order[] = { VERDICT_ACCEPT,
		VERDICT_CHANGE, VERDICT_MERGE, VERDICT_REJECT, VERDICT_SKIP };
	const struct verdict_file *f = lists[0];
	json_t *file = json_object(), *rows = json_array();
	json_object_set_new(file, "file", text_json(f->name));
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		size_t sum = 0;
		for (size_t k = 0; k < n; k++)
			sum += verdict_count(lists[k], order[i]);
		json_object_set_new(file, keys[order[i]],
		    json_integer((json_int_t)sum));
	}
	json_object_set_new(file, "kind", text_json(*f->kind ? f->kind : NULL));
	json_object_set_new(file, "written", json_boolean(import > 0));
	if (import > 0)
		json_object_set_new(file, "import", json_integer(import));
	json_object_set_new(file, "codes", codes_of_file(lists, n));
	if (f->refusal)
		json_object_set_new(file, "error", text_json(f->refusal));
	if (f->sheet || f->left_n)
		json_object_set_new(file, "sheets", sheets_json(lists, n));
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < lists[k]->n; i++)
			json_array_append_new(rows,
			    row_json(lists[k], &lists[k]->v[i]));
	}
	json_object_set_new(file, "rows", rows);
	char *text = json_dumps(file, JSON_COMPACT);
	if (text)
		sbuf_addf(out, "%s\n", text);
	free(text);
	json_decref(file);
}

void
import_print_summary(const struct verdict_file *f, struct sbuf *out)
{
	size_t added = 0, same = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (f->v[i].outcome == VERDICT_ACCEPT) {
			added += f->v[i].added;
			same += !f->v[i].added;
		}
	}
	sbuf_add(out, f->name);
	if (f->sheet)
		sbuf_addf(out, " [%s]", f->sheet);
	sbuf_addf(out, _(": %zu added, %zu changed, %zu skipped, %zu refused"),
	    added, verdict_count(f, VERDICT_CHANGE),
	    verdict_count(f, VERDICT_SKIP), verdict_count(f, VERDICT_REJECT));
	if (verdict_count(f, VERDICT_MERGE))
		sbuf_addf(out, _(", %zu merged"),
		    verdict_count(f, VERDICT_MERGE));
	if (same)
		sbuf_addf(out, _(", %zu as before"), same);
}

/* Long cells are cut between letters. */
static void
add_value(struct sbuf *out, const char *value)
{
	size_t n = strlen(value);
	bool cut = n > 60;
	if (cut) {
		n = 60;
		while (n && ((unsigned char)value[n] & 0xc0) == 0x80)
			n--;
	}
	sbuf_add(out, " \"");
	for (size_t i = 0; i < n; i++)
		sbuf_add_c(out, (unsigned char)value[i] < ' ' ? ' ' : value[i]);
	sbuf_add(out, cut ? "…\"" : "\"");
}

static void
print_note(const struct verdict_file *f, const struct verdict *v,
    const struct verdict_note *n, struct sbuf *out)
{
	char cell[TABLE_CELL_NAME];
	sbuf_addf(out, "  %s ",
	    verdict_rejected(v) ? _("refused") : _("warning"));
	if (!f->sheet)
		sbuf_addf(out, _("line %d"), v->line);
	else if (n->at < 0)
		sbuf_addf(out, _("row %d"), v->line);
	else
		sbuf_addf(out, _("cell %s"),
		    table_cell_name(n->at, v->line, cell));
	if (strncmp(v->ref, "STT=", 4) == 0)
		sbuf_addf(out, _(" (STT %s)"), v->ref + 4);
	if (v->name && *v->name)
		sbuf_addf(out, ", %s", v->name);
	if (*n->column)
		sbuf_addf(out, _(", column \"%s\""), n->column);
	sbuf_add(out, ":");
	if (*n->value) {
		add_value(out, n->value);
		sbuf_add_c(out, ':');
	}
	sbuf_addf(out, " %s", _(verdict_meaning(n->code)));
	if (v->candidate_n && strcmp(n->code, "E_UNIT_AMBIGUOUS") == 0) {
		for (size_t i = 0; i < v->candidate_n; i++)
			sbuf_addf(out, "%s%s", i ? ", " : " (",
			    v->candidate[i]);
		sbuf_add_c(out, ')');
	}
	const char *advice = verdict_advice(n->code);
	if (*advice)
		sbuf_addf(out, "; %s", _(advice));
	sbuf_addf(out, " [%s]\n", n->code);
}

void
import_print_text(const struct verdict_file *f, struct sbuf *out)
{
	if (f->refusal) {
		const char *code = f->v[0].note[0].code;
		const char *advice = verdict_advice(code);
		sbuf_addf(out, _("%s: refused: %s%s%s [%s]\n"), f->name,
		    f->refusal, *advice ? "; " : "", advice, code);
		return;
	}
	import_print_summary(f, out);
	sbuf_addf(out, " (%s)\n", f->kind);
	if (f->warning)
		sbuf_addf(out, "  %s [%s]\n", _(verdict_meaning(f->warning)),
		    f->warning);
	for (size_t i = 0; i < f->left_n; i++)
		sbuf_addf(out, _("  sheet \"%s\" is not read: %s\n"),
		    f->left[i].sheet, f->left[i].why);
	for (size_t i = 0; i < f->n; i++) {
		const struct verdict *v = &f->v[i];
		for (size_t k = 0; k < v->note_n; k++) {
			if (v->note[k].code[0] != 'N')
				print_note(f, v, &v->note[k], out);
		}
	}
}
