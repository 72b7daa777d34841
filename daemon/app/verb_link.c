#include "app/verb_link.h"

#include "app/link.h"

static int
invite(struct verb_call *v, const char *gateway, const char *code,
    struct err *err)
{
	const struct facts *f = office_facts(v->office, err);
	int person = f ? facts_person_by_code(f, code) : FACTS_NONE;
	if (!f)
		return -1;
	if (person < 0)
		return err_set(err, ERR_NOT_FOUND, "there is no person '%s'",
		    code);
	return link_invite(v->office, gateway, person, true, v->now, err);
}

int
verb_link_run(struct verb_call *v, const struct config_gateway *g)
{
	struct err err = { 0 };
	const char *gateway = g->settings.name;
	if (!g->driver->caps.user_ids) {
		err_set(&err, ERR_USAGE,
		    "%s knows people by their numbers: there is nothing to "
		    "link",
		    gateway);
		return verb_fail(v, &err);
	}
	if (v->args->word_n < 3)
		return verb_usage(v, "whom? give one code or more: link NAME "
				     "PERSON");
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	for (size_t i = 2; i < v->args->word_n; i++) {
		if (invite(v, gateway, v->args->word[i], &err) < 0) {
			store_undo(v->office->store);
			return verb_fail(v, &err);
		}
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	for (size_t i = 2; i < v->args->word_n; i++)
		verb_say(v,
		    json_pack("{s:s,s:s}", "gateway", gateway, "person",
			v->args->word[i]),
		    "%s gets a code by SMS, to be typed into the chat within 3 "
		    "days\n",
		    v->args->word[i]);
	return verb_commit(v);
}
