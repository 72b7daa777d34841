#include "app/verb_export.h"

#include "app/export.h"
#include "app/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMPLATE "nhacviec-mau.xlsx"

/* A workbook, or a folder; a name of some other kind of file is a slip. */
static const char *
bad_name(const char *to)
{
	static const char *const others[] = { ".xls", ".csv", ".ods", ".xlsm",
		".txt", ".XLSX", ".zip" };
	if (!*to)
		return N_("--to is a name: FILE.xlsx or a folder");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (outfile_ends_in(to, others[i]))
			return N_("--to is FILE.xlsx, or a folder that gets a "
				  "CSV file for each list");
	}
	return NULL;
}

static const char **
channels(const struct config *c)
{
	const char **names = mem_new(c->gateway_n + 1, sizeof *names);
	for (size_t i = 0; i < c->gateway_n; i++)
		names[i] = c->gateways[i].settings.name;
	return names;
}

static void
say(struct verb_call *v, const struct export_job *j, const char *to)
{
	json_t *o = json_object();
	json_object_set_new(o, "file", json_string(to));
	json_object_set_new(o, "template", json_boolean(j->template));
	for (size_t i = 0; i < EXPORT_LISTS; i++) {
		int n = j->template ? 0 : export_count(j->facts, i);
		json_object_set_new(o, export_name(i), json_integer(n));
		if (!v->json && !j->template)
			sbuf_addf(v->out, "%6d %s\n", n, export_name(i));
	}
	if (v->json) {
		verb_json(v, o);
		return;
	}
	json_decref(o);
	sbuf_addf(&v->outs->said, _("written: %s\n"), to);
}

int
verb_export_run(struct verb_call *v)
{
	struct err err = { 0 };
	const char *to = args_get(v->args, "--to");
	struct export_job j = { .policy = v->office->config->policy,
		.template = args_has(v->args, "--template"),
		.now = v->now };
	if (v->args->word_n || (!to && !j.template))
		return verb_usage(v,
		    "--to FILE.xlsx, --to FOLDER or --template");
	const char *bad = to ? bad_name(to) : NULL;
	if (bad)
		return verb_usage(v, bad);
	if (!to && access(TEMPLATE, F_OK) == 0) {
		/* It may be filled in already. */
		err_set(&err, ERR_USAGE,
		    "%s is there already; name another with --to", TEMPLATE);
		return verb_fail(v, &err);
	}
	to = to ? to : TEMPLATE;
	j.facts = verb_facts(v);
	if (!j.facts)
		return VERB_FAILED;
	const char **names = channels(v->office->config);
	j.channels = names;
	int rc = 0;
	if (outfile_ends_in(to, ".xlsx"))
		rc = export_workbook(&j, to, v->outs, &err);
	else
		export_folder(&j, to, v->outs);
	free(names);
	if (rc)
		return verb_fail(v, &err);
	say(v, &j, to);
	return VERB_DONE;
}
