#include "app/verb_result.h"

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

int
verb_result_run(struct verb_call *v)
{
	const char *person = args_get(v->args, "--person");
	const char *session = args_get(v->args, "--session");
	const char *reason = args_get(v->args, "--reason");
	struct err err = { 0 };
	int32_t on;
	if (v->args->word_n != 1 || strcmp(v->args->word[0], "add") != 0 ||
	    !person || !session || !reason)
		return verb_usage(v,
		    "add, --person, --session and --reason are all needed");
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
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
	if (deed_result(v->office->store, f->people[i].id, on, false, reason,
		v->who, v->now, &err) < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	sbuf_addf(v->out, "%s handed the result in for the session of %s\n",
	    f->people[i].code, session);
	return verb_commit(v);
}
