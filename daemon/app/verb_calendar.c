#include "app/verb_calendar.h"

#include "app/icsfeed.h"
#include "app/names.h"

int
verb_calendar_run(struct verb_call *v)
{
	struct err err = { 0 };
	struct sbuf url = { 0 };
	if (v->args->word_n != 1)
		return verb_usage(v, "one person's CODE");
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	int i = names_person(f, v->args->word[0], &err);
	if (i < 0 || store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = icsfeed_url(v->office, f, i, args_has(v->args, "--renew"),
	    v->who, v->now, &url, &err);
	if (rc == 0)
		rc = store_end(v->office->store, &err);
	else
		store_undo(v->office->store);
	if (rc == 0 && v->json)
		verb_json(v, json_pack("{s:s,s:s}", "person", f->people[i].code,
				 "url", sbuf_text(&url)));
	else if (rc == 0)
		sbuf_addf(v->out, "%s\n", sbuf_text(&url));
	sbuf_fini(&url);
	return rc ? verb_fail(v, &err) : verb_commit(v);
}
