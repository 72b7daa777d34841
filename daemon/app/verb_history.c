#include "app/verb_history.h"

#include "app/names.h"
#include "core/civil.h"
#include "store/store.h"

#include <stdio.h>

static int
on_row(void *arg, const struct store_audit_row *r)
{
	struct verb_call *v = arg;
	char at[40];
	civil_rfc3339(r->at, v->office->config->policy->offset_s, at);
	if (v->json)
		verb_json(v,
		    json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "at", at, "who",
			r->who, "what", r->what, "before", r->before, "after",
			r->after, "reason", r->reason));
	else
		sbuf_addf(v->out, "%.16s  %-12s %-16s %s%s%s%s%s\n", at, r->who,
		    r->what, r->before, *r->before ? " -> " : "", r->after,
		    *r->reason ? "  # " : "", r->reason);
	return 0;
}

int
verb_history_run(struct verb_call *v)
{
	struct err err = { 0 };
	if (v->args->word_n != 1)
		return verb_usage(v, "one PERSON or UNIT");
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	char subject[96];
	int i = names_person(f, v->args->word[0], &err);
	if (i >= 0) {
		snprintf(subject, sizeof subject, "person:%s",
		    f->people[i].code);
	} else if ((i = names_unit(f, v->args->word[0], &err)) >= 0) {
		snprintf(subject, sizeof subject, "unit:%s", f->units[i].code);
	} else {
		err_set(&err, ERR_NOT_FOUND,
		    "there is no person and no unit '%s'", v->args->word[0]);
		return verb_fail(v, &err);
	}
	if (store_audit_list(v->office->store, subject, on_row, v) < 0) {
		sbuf_add(v->talk, "nhacviec history: the database refused\n");
		return VERB_FAILED;
	}
	return VERB_DONE;
}
