#include "app/verb_config.h"

#include "app/setup.h"

#include <string.h>

int
verb_config_run(struct verb_call *v)
{
	if (v->args->word_n != 1 || strcmp(v->args->word[0], "show") != 0)
		return verb_usage(v, "say what: show");
	struct config_findings found = { 0 };
	struct config *c = setup_config(v->config_file, &found);
	config_findings_print(&found, v->talk);
	config_findings_fini(&found);
	if (!c)
		return VERB_CONFIG;
	const char *section = "";
	for (size_t i = 0; i < c->origin_n; i++) {
		const struct config_origin *o = &c->origins[i];
		if (strcmp(section, o->section) != 0)
			sbuf_addf(v->out, "%s[%s]\n", *section ? "\n" : "",
			    o->section);
		section = o->section;
		sbuf_addf(v->out, "%s = %s", o->key,
		    o->value); /* of a secret: its file's name */
		if (args_has(v->args, "--origin") && o->file)
			sbuf_addf(v->out, "    (%s:%d)", o->file, o->line);
		else if (args_has(v->args, "--origin"))
			sbuf_add(v->out, "    (default)");
		sbuf_add_c(v->out, '\n');
	}
	config_free(c);
	return VERB_DONE;
}
