#include "app/verb_import.h"

#include "app/import.h"
#include "base/mem.h"

#include <stdlib.h>

int
verb_import_run(struct verb_call *v)
{
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
		.who = v->who };
	int rc = import_run(v->office->store, v->office->config->policy, files,
	    v->file_n, &o, v->now, v->out, v->talk);
	free(files);
	return rc;
}
