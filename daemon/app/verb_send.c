#include "app/verb_send.h"

#include "app/lang.h"
#include "core/phone.h"
#include "core/when.h"
#include "store/outbox.h"

#include <inttypes.h>

int
verb_send_test(struct verb_call *v)
{
	const char *to = args_get(v->args, "--to");
	if (!to || v->args->word_n != 1)
		return verb_usage(v, "--to PHONE and one TEXT are needed");
	char e164[PHONE_SIZE];
	struct err err = { 0 };
	phone_parse(to, e164);
	if (!*e164) {
		err_set(&err, ERR_INVALID,
		    "'%s' is no Vietnamese mobile number; write it like "
		    "0912000003",
		    to);
		return verb_fail(v, &err);
	}
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	int person = facts_person_by_number(f, e164, NULL);
	struct outbox_new m = { .number = e164,
		.kind = "test",
		.text = v->args->word[0],
		.not_before = v->now,
		.expires_at = v->now + v->office->config->policy->valid_s };
	if (person >= 0)
		m.person = f->people[person].id;
	struct message_id id = { 0 };
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	if (outbox_enqueue(v->office->store, &m, v->now, &id, &err) < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	verb_say(v, json_pack("{s:I}", "id", (json_int_t)id.v),
	    "queued as message %" PRId64 "\n", id.v);
	if (!v->courier)
		sbuf_add(v->talk,
		    _("the service is not running; it will be sent when it "
		      "starts\n"));
	else if (when_allowed(f, v->office->config->policy, v->now) > v->now)
		sbuf_add(v->talk,
		    _("outside [sending] hours: it leaves when they begin\n"));
	else if (!office_can_speak(v->office))
		sbuf_add(v->talk,
		    _("[sending] live = no: it waits until that is yes\n"));
	return verb_commit(v);
}

static int
pause_or_resume(struct verb_call *v, bool pause)
{
	struct err err = { 0 };
	if (v->args->word_n)
		return verb_usage(v, "it takes options only");
	if (office_pause(v->office, pause, v->who,
		args_get(v->args, "--reason"), v->now, &err) < 0)
		return verb_fail(v, &err);
	json_t *o = json_pack("{s:b}", "paused", (int)pause);
	if (pause)
		verb_say(v, o, "paused: nothing leaves until `resume`\n");
	else
		verb_say(v, o, "resumed\n");
	return verb_commit(v);
}

int
verb_send_pause(struct verb_call *v)
{
	return pause_or_resume(v, true);
}

int
verb_send_resume(struct verb_call *v)
{
	return pause_or_resume(v, false);
}

int
verb_send_reload(struct verb_call *v)
{
	if (!v->json)
		return v->reload(v->self, v->out, v->talk);
	struct sbuf changes = { 0 };
	int code = v->reload(v->self, &changes, v->talk);
	verb_json(v, json_pack("{s:b,s:o}", "reloaded", code == VERB_DONE,
			 "changes", verb_lines(sbuf_text(&changes))));
	sbuf_fini(&changes);
	return code;
}
