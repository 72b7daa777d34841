#include "app/verb_check.h"

#include "app/lang.h"
#include "app/sense.h"
#include "app/setup.h"
#include "core/fold.h"

#include <jansson.h>
#include <stdlib.h>

static void
print_json(struct verb_call *v, const struct config_finding *f)
{
	char *file = fold_nfc(f->file); /* a name may be any bytes */
	verb_json(v,
	    json_pack("{s:s,s:s,s:i,s:i,s:s,s:s?}", "severity",
		f->error ? "error" : "warning", "file", file, "line", f->line,
		"column", f->column, "message", f->message, "hint", f->hint));
	free(file);
}

static void
print(struct verb_call *v, const struct config_findings *found)
{
	for (size_t i = 0; v->json && i < found->n; i++)
		print_json(v, &found->v[i]);
	const struct config_findings_paint paint = { verb_paint(v, VERB_RED),
		verb_paint(v, VERB_YELLOW), verb_paint(v, VERB_PLAIN) };
	if (!v->json)
		config_findings_show(found, &paint, v->out);
}

/* Also says which files were read; the people's findings come from `findings`,
 * which main asks for where the database can be reached. */
int
verb_check_run(struct verb_call *v)
{
	struct config_findings found = { 0 };
	struct config *c = setup_config(v->config_file, &found);
	print(v, &found);
	for (size_t i = 0; c && !v->json && i < c->file_n; i++)
		sbuf_addf(v->talk, _("read %s\n"), c->files[i]);
	int rc = found.errors ? VERB_CONFIG : found.n ? VERB_FAILED : VERB_DONE;
	if (!c && !found.errors)
		rc = VERB_CONFIG;
	config_findings_fini(&found);
	config_free(c);
	return rc;
}

int
verb_check_findings(struct verb_call *v)
{
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	struct config_findings found = { 0 };
	sense_find(f, v->office->config, v->now, &found);
	print(v, &found);
	int rc = found.n ? VERB_FAILED : VERB_DONE;
	config_findings_fini(&found);
	return rc;
}
