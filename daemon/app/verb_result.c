#include "app/verb_result.h"

#include "app/lang.h"
#include "app/names.h"
#include "core/civil.h"
#include "store/deed.h"

#include <string.h>

static bool
is_session(const struct facts *f, int32_t on)
{
	for (int i = 0; i < f->session_n; i++) {
		if (f->sessions[i].on == on)
			return true;
	}
	return false;
}

static int
list(struct verb_call *v, const struct facts *f)
{
	const char *person = args_get(v->args, "--person");
	const char *session = args_get(v->args, "--session");
	struct err err = { 0 };
	int32_t on = CIVIL_NONE;
	int only = person ? names_person(f, person, &err) : FACTS_NONE;
	if (person && only < 0)
		return verb_fail(v, &err);
	if (session && !civil_parse_iso(session, &on))
		return verb_usage(v, "a day is written YYYY-MM-DD");
	for (int i = 0; i < f->result_n; i++) {
		const struct facts_result *r = &f->results[i];
		char day[16];
		if ((person && r->person != only) ||
		    (session && r->session_on != on))
			continue;
		civil_iso(r->session_on, day);
		const char *code = f->people[r->person].code;
		verb_say(v,
		    json_pack("{s:s,s:s,s:b}", "person", code, "session", day,
			"verify", (int)r->verify),
		    "%-10s  %s%s\n", code, day,
		    r->verify ? _("  (to verify)") : "");
	}
	return VERB_DONE;
}

int
verb_result_run(struct verb_call *v)
{
	const char *person = args_get(v->args, "--person");
	const char *session = args_get(v->args, "--session");
	const char *reason = args_get(v->args, "--reason");
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	bool removes = strcmp(what, "remove") == 0;
	struct err err = { 0 };
	int32_t on;
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (strcmp(what, "list") == 0)
		return list(v, f);
	if (v->args->word_n != 1 || (!removes && strcmp(what, "add") != 0))
		return verb_usage(v, "list, add or remove");
	if (!person || !session || !reason)
		return verb_usage(v,
		    "--person, --session and --reason are all needed");
	int i = names_person(f, person, &err);
	if (i >= 0 && (!civil_parse_iso(session, &on) || !is_session(f, on)))
		i = err_set(&err, ERR_NOT_FOUND,
		    "no session of the committee is on '%s'; import the "
		    "sessions, or use one of their days",
		    session);
	if (i < 0)
		return verb_fail(v, &err);
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	struct store *s = v->office->store;
	int rc = removes ? deed_remove_result(s, f->people[i].id, on, v->who,
			       reason, v->now, &err)
			 : deed_result(s, f->people[i].id, on, false, reason,
			       v->who, v->now, &err);
	if (rc == 0 && removes)
		rc = err_set(&err, ERR_NOT_FOUND,
		    "%s has handed in nothing for the session of %s",
		    f->people[i].code, session);
	if (rc < 0) {
		store_undo(s);
		return verb_fail(v, &err);
	}
	if (store_end(s, &err) < 0)
		return verb_fail(v, &err);
	json_t *o = json_pack("{s:s,s:s,s:b}", "person", f->people[i].code,
	    "session", session, "done", (int)!removes);
	verb_say(v, o,
	    removes
		? N_("the result of %s for the session of %s is withdrawn\n")
		: N_("%s handed the result in for the session of %s\n"),
	    f->people[i].code, session);
	return verb_commit(v);
}
