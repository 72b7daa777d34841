#include "app/verb_exempt.h"

#include "app/names.h"
#include "core/civil.h"
#include "store/deed.h"

#include <string.h>

static int
add(struct verb_call *v, const struct facts *f)
{
	const char *person = args_get(v->args, "--person");
	const char *from = args_get(v->args, "--from");
	const char *to = args_get(v->args, "--to");
	const char *reason = args_get(v->args, "--reason");
	struct err err = { 0 };
	if (!person || !from || !reason)
		return verb_usage(v,
		    "--person, --from and --reason are needed; without --to it "
		    "has no end");
	int i = names_person(f, person, &err);
	int32_t from_on, until_on = CIVIL_MAX;
	if (i < 0)
		return verb_fail(v, &err);
	if (!civil_parse_iso(from, &from_on) ||
	    (to && !civil_parse_iso(to, &until_on)) || until_on < from_on)
		return verb_usage(v,
		    "--from and --to are days YYYY-MM-DD, in that order");
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	if (deed_exempt(v->office->store, f->people[i].id, from_on, until_on,
		reason, v->who, v->now, &err) < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	verb_say(v,
	    json_pack("{s:s,s:s,s:s?,s:s}", "person", f->people[i].code, "from",
		from, "to", to, "reason", reason),
	    "%s is exempt from %s%s%s: %s\n", f->people[i].code, from,
	    to ? " to " : " on", to ? to : "", reason);
	return verb_commit(v);
}

/* Named by person and first day, as it was added. */
static int
withdraw(struct verb_call *v, const struct facts *f)
{
	const char *person = args_get(v->args, "--person");
	const char *from = args_get(v->args, "--from");
	const char *reason = args_get(v->args, "--reason");
	struct err err = { 0 };
	int32_t on;
	if (!person || !from || !reason || !civil_parse_iso(from, &on))
		return verb_usage(v,
		    "--person, --from (YYYY-MM-DD) and --reason are needed");
	int i = names_person(f, person, &err);
	if (i < 0 || store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = deed_remove_exemption(v->office->store, f->people[i].id, on,
	    v->who, reason, v->now, &err);
	if (rc == 0)
		rc = err_set(&err, ERR_NOT_FOUND, "%s has no exemption from %s",
		    f->people[i].code, from);
	if (rc < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	verb_say(v,
	    json_pack("{s:s,s:s}", "removed", f->people[i].code, "from", from),
	    "the exemption of %s from %s is withdrawn\n", f->people[i].code,
	    from);
	return verb_commit(v);
}

int
verb_exempt_run(struct verb_call *v)
{
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (strcmp(what, "add") == 0)
		return add(v, f);
	if (strcmp(what, "remove") == 0)
		return withdraw(v, f);
	if (strcmp(what, "list") != 0)
		return verb_usage(v, "list, add or remove");
	for (int i = 0; i < f->exemption_n; i++) {
		const struct facts_exemption *e = &f->exemptions[i];
		char from[16], buf[16];
		const char *to = e->until_on == CIVIL_MAX
				     ? NULL
				     : civil_iso(e->until_on, buf);
		civil_iso(e->from_on, from);
		if (v->json)
			verb_json(v, json_pack("{s:s,s:s,s:s?,s:s}", "person",
					 f->people[e->person].code, "from",
					 from, "to", to, "reason", e->reason));
		else
			sbuf_addf(v->out, "%-10s %s – %s  %s\n",
			    f->people[e->person].code, from, to ? to : "",
			    e->reason);
	}
	return VERB_DONE;
}
