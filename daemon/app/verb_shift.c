#include "app/verb_shift.h"

#include "app/lang.h"
#include "app/names.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "store/org.h"
#include "store/shift.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
verb_shift_knows(const char *word)
{
	static const char *const words[] = { "move", "cancel", "changes",
		"accept", "refuse" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

/* Ends a group that changed something: 0, or the exit code with the words. */
static int
finish(struct verb_call *v, int rc, struct err *err)
{
	if (rc < 0) {
		store_undo(v->office->store);
		return verb_fail(v, err);
	}
	if (store_end(v->office->store, err) < 0)
		return verb_fail(v, err);
	return verb_commit(v);
}

static int
read_shift(struct verb_call *v, const struct facts *f, struct shift_new *n,
    int *unit)
{
	const char *name = args_get(v->args, "--unit");
	const char *date = args_get(v->args, "--date");
	const char *to = args_get(v->args, "--to");
	bool cancel = strcmp(v->args->word[0], "cancel") == 0;
	struct err err = { 0 };
	n->reason = args_get(v->args, "--reason");
	if (!name || !date || !n->reason || (!to && !cancel))
		return verb_usage(v,
		    "--unit, --date, --reason and, to move, --to are needed");
	if ((*unit = names_unit(f, name, &err)) < 0)
		return verb_fail(v, &err);
	n->to_on = CIVIL_NONE;
	if (!civil_parse_iso(date, &n->on) ||
	    (to && !civil_parse_iso(to, &n->to_on)))
		return verb_usage(v, "a day is written YYYY-MM-DD");
	const struct facts_meeting *m = calendar_of(f, *unit);
	if (!m || recur_next(&m->rule, n->on) != n->on) {
		err_set(&err, ERR_NOT_FOUND,
		    "%s does not meet on %s by its calendar",
		    f->units[*unit].code, date);
		return verb_fail(v, &err);
	}
	return 0;
}

static int
change(struct verb_call *v, const struct facts *f)
{
	struct shift_new n = { .accepted = true, .who = v->who, .now = v->now };
	struct err err = { 0 };
	int unit = FACTS_NONE;
	int code = read_shift(v, f, &n, &unit);
	if (code)
		return code;
	n.unit = f->units[unit].id;
	char from[16], to[16];
	civil_iso(n.on, from);
	const char *after =
	    n.to_on == CIVIL_NONE ? "cancelled" : civil_iso(n.to_on, to);
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = shift_add(v->office->store, &n, &err);
	if (rc >= 0)
		verb_say(v,
		    json_pack("{s:s,s:s,s:s?}", "branch", f->units[unit].code,
			"date", from, "to",
			n.to_on == CIVIL_NONE ? NULL : after),
		    "%s: %s -> %s\n", f->units[unit].code, from, after);
	return finish(v, rc, &err);
}

static int
decide(struct verb_call *v, bool accept)
{
	struct err err = { 0 };
	char *end;
	if (v->args->word_n != 2)
		return verb_usage(v, "which change? `meeting changes` lists");
	int64_t id = strtoll(v->args->word[1], &end, 10);
	if (*end)
		return verb_usage(v, "a change is named by its number");
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc =
	    shift_decide(v->office->store, id, accept, v->who, v->now, &err);
	if (rc == 0)
		rc = err_set(&err, ERR_NOT_FOUND,
		    "no change %s waits for a word", v->args->word[1]);
	if (rc > 0)
		verb_say(v,
		    json_pack("{s:I,s:s}", "id", (json_int_t)id, "state",
			accept ? "accepted" : "refused"),
		    accept ? N_("change %" PRId64 " accepted\n")
			   : N_("change %" PRId64 " refused\n"),
		    id);
	return finish(v, rc, &err);
}

struct listing {
	struct verb_call *v;
	const struct facts *f;
};

static int
on_row(void *arg, const struct shift_row *r)
{
	static const char *const states[] = { "proposed", "accepted",
		"refused" };
	struct listing *l = arg;
	char from[16], to[16];
	int unit = facts_unit_by_id(l->f, r->unit);
	const char *code = unit < 0 ? "?" : l->f->units[unit].code;
	civil_iso(r->on, from);
	const char *after =
	    r->to_on == CIVIL_NONE ? NULL : civil_iso(r->to_on, to);
	if (l->v->json)
		verb_json(l->v,
		    json_pack("{s:I,s:s,s:s,s:s?,s:s,s:s,s:s}", "id",
			(json_int_t)r->id, "branch", code, "date", from, "to",
			after, "state", states[r->state], "who", r->who,
			"reason", r->reason));
	else
		sbuf_addf(l->v->out, "%5" PRId64 "  %-10s %s -> %s  %s  # %s\n",
		    r->id, code, from, after ? after : "cancelled",
		    states[r->state], r->reason);
	return 0;
}

int
verb_shift_run(struct verb_call *v, const struct facts *f)
{
	const char *what = v->args->word[0];
	if (strcmp(what, "accept") == 0 || strcmp(what, "refuse") == 0)
		return decide(v, *what == 'a');
	if (strcmp(what, "changes") != 0)
		return change(v, f);
	struct listing l = { v, f };
	if (shift_list(v->office->store, on_row, &l) < 0) {
		sbuf_add(v->talk,
		    _("nhacviec meeting: the database refused\n"));
		return VERB_FAILED;
	}
	return VERB_DONE;
}

int
verb_shift_train(struct verb_call *v)
{
	struct err err = { 0 };
	if (v->args->word_n != 2 || (strcmp(v->args->word[1], "on") != 0 &&
					strcmp(v->args->word[1], "off") != 0))
		return verb_usage(v, "one PERSON, and on or off");
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	int i = names_person(f, v->args->word[0], &err);
	if (i < 0)
		return verb_fail(v, &err);
	bool on = strcmp(v->args->word[1], "on") == 0;
	const char *reason = args_get(v->args, "--reason");
	char subject[96];
	snprintf(subject, sizeof subject, "person:%s", f->people[i].code);
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = org_set_training(v->office->store, f->people[i].id, on, &err);
	if (rc > 0)
		rc = store_audit(v->office->store, v->now, v->who,
		    "person.training", subject, on ? "off" : "on",
		    on ? "on" : "off", reason ? reason : "", &err);
	if (rc >= 0)
		verb_say(v,
		    json_pack("{s:s,s:b}", "person", f->people[i].code,
			"training", (int)on),
		    "%s: training %s\n", f->people[i].code,
		    on ? _("on") : _("off"));
	return finish(v, rc, &err);
}
