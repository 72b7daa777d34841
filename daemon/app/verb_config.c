#include "app/verb_config.h"

#include "app/edit.h"
#include "app/lang.h"
#include "app/setup.h"

#include <string.h>

static void
show_json(struct verb_call *v, const struct config_origin *o)
{
	verb_json(v, json_pack("{s:s,s:s,s:s,s:s?,s:i}", "section", o->section,
			 "key", o->key, "value", o->value, "file", o->file,
			 "line", o->file ? o->line : 0));
}

static int
show(struct verb_call *v)
{
	struct config_findings found = { 0 };
	struct config *c = setup_config(v->config_file, &found);
	config_findings_print(&found, v->talk);
	config_findings_fini(&found);
	if (!c)
		return VERB_CONFIG;
	for (size_t i = 0; v->json && i < c->origin_n; i++)
		show_json(v, &c->origins[i]);
	if (!v->json)
		config_show(c, args_has(v->args, "--origin"), v->out);
	config_free(c);
	return VERB_DONE;
}

/* What runs against what is on disk: only the service knows what runs. */
static int
diff(struct verb_call *v)
{
	struct config_findings found = { 0 };
	if (!v->engine) {
		sbuf_add(v->talk,
		    _("nhacviec config: the service is not running\n"));
		return VERB_NO_SERVICE;
	}
	struct config *c = setup_config(v->config_file, &found);
	config_findings_print(&found, v->talk);
	config_findings_fini(&found);
	if (!c)
		return VERB_CONFIG;
	struct sbuf changes = { 0 };
	config_diff(v->office->config, c, &changes);
	if (v->json)
		verb_json(v, json_pack("{s:o}", "changes",
				 verb_lines(sbuf_text(&changes))));
	else if (changes.len)
		sbuf_add(v->out, sbuf_text(&changes));
	else
		sbuf_add(v->talk, _("nothing differs\n"));
	sbuf_fini(&changes);
	config_free(c);
	return VERB_DONE;
}

int
verb_config_run(struct verb_call *v)
{
	const char *what = v->args->word_n ? v->args->word[0] : "";
	if (strcmp(what, "edit") == 0 && v->args->word_n <= 2 && !v->engine)
		return edit_run(v,
		    v->args->word_n == 2 ? v->args->word[1] : NULL);
	if (strcmp(what, "show") == 0 && v->args->word_n == 1)
		return show(v);
	if (strcmp(what, "diff") == 0 && v->args->word_n == 1)
		return diff(v);
	return verb_usage(v, "say what: show, diff or edit");
}
