#include "app/verb_import.h"

#include "app/import.h"
#include "app/lang.h"
#include "base/mem.h"
#include "store/imports.h"

#include <stdio.h>
#include <stdlib.h>

/* One row that went or came back, in words of the keyboard. */
static void
say_undone(void *arg, const struct imports_undone *u)
{
	struct verb_call *v = arg;
	if (v->json)
		verb_json(v,
		    json_pack("{s:s, s:s, s:s}", "table", u->table, "row",
			u->name, "outcome", u->made ? "removed" : "restored"));
	else
		sbuf_addf(v->out, "  %s %s %s\n", u->table, u->name,
		    u->made ? _("removed") : _("as before"));
}

static int
undo(struct verb_call *v)
{
	struct err err = { 0 };
	char *end;
	const char *given = args_get(v->args, "--undo");
	long long id = strtoll(given, &end, 10);
	if (id < 1 || *end || v->args->word_n || v->file_n)
		return verb_usage(v, "--undo takes the number of an import");
	struct store *s = v->office->store;
	if (store_begin(s, &err) < 0)
		return verb_fail(v, &err);
	int n = imports_undo(s, id, v->now, say_undone, v, &err);
	if (n < 0) {
		store_undo(s);
		sbuf_clear(v->out);
		err_wrap(&err, "import %lld stands as it is", id);
		return verb_fail(v, &err);
	}
	char subject[40], before[40];
	snprintf(subject, sizeof subject, "import:%lld", id);
	snprintf(before, sizeof before, "%d changes", n);
	if (store_audit(s, v->now, v->who, "import.undo", subject, before, "",
		"", &err) < 0) {
		store_undo(s);
		sbuf_clear(v->out);
		return verb_fail(v, &err);
	}
	if (store_end(s, &err) < 0)
		return verb_fail(v, &err);
	sbuf_addf(v->talk, _("import %lld is undone: %d %s\n"), id, n,
	    n == 1 ? _("change") : _("changes"));
	return verb_commit(v);
}

int
verb_import_run(struct verb_call *v)
{
	if (args_get(v->args, "--undo"))
		return undo(v);
	if (v->file_n == 0)
		return verb_usage(v, "at least one FILE is needed");
	struct import_file *files = mem_new(v->file_n, sizeof *files);
	for (size_t i = 0; i < v->file_n; i++)
		files[i] = (struct import_file){ .name = v->files[i].name,
			.bytes = v->files[i].bytes,
			.len = v->files[i].len };
	struct import_options o = { .apply = args_has(v->args, "--apply"),
		.strict = args_has(v->args, "--strict"),
		.json = v->json,
		.who = v->who,
		.refused = args_get(v->args, "--refused"),
		.outs = v->outs,
		.progress = v->progress };
	int rc = import_run(v->office->store, v->office->config->policy, files,
	    v->file_n, &o, v->now, v->out, v->talk);
	free(files);
	return rc;
}
