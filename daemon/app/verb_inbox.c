#include "app/verb_inbox.h"

#include "app/lang.h"
#include "app/names.h"
#include "core/civil.h"
#include "core/fold.h"
#include "core/phone.h"
#include "core/understand.h"
#include "store/deed.h"
#include "store/inbound.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct listing {
	struct verb_call *v;
	const struct facts *f;
	int64_t n;
};

static int
on_row(void *arg, const struct inbound_row *r)
{
	struct listing *l = arg;
	int i = facts_person_by_id(l->f, r->person);
	char at[40], national[PHONE_SIZE];
	civil_rfc3339(r->received_at, l->v->office->config->policy->offset_s,
	    at);
	char *text = fold_nfc(r->text);
	char *shown = understand_mask(text);
	l->n++;
	if (l->v->json)
		verb_json(l->v,
		    json_pack("{s:I,s:s,s:s?,s:s,s:s,s:o,s:s,s:i}", "id",
			(json_int_t)r->id.v, "from", r->from, "person",
			i < 0 ? NULL : l->f->people[i].code, "received", at,
			"text", shown, "guess",
			*r->guess ? json_loads(r->guess, 0, NULL) : json_null(),
			"why", r->why, "count", r->folded));
	else
		sbuf_addf(l->v->out,
		    "%5" PRId64 "  %.16s  %s  (%s)\n       %s\n       %s%s%s\n",
		    r->id.v, at,
		    i < 0 ? phone_national(r->from, national)
			  : l->f->people[i].name,
		    r->intent, shown, r->why, r->folded > 1 ? " ×" : "",
		    r->folded > 1 ? "…" : "");
	free(shown);
	free(text);
	return 0;
}

static int
list(struct verb_call *v, const struct facts *f)
{
	struct listing l = { .v = v, .f = f };
	int state = args_has(v->args, "--all") ? -1 : INBOUND_INBOX;
	if (inbound_list(v->office->store, state, on_row, &l) < 0) {
		sbuf_add(v->talk, _("nhacviec inbox: the database refused\n"));
		return VERB_FAILED;
	}
	if (!v->json && l.n == 0)
		sbuf_add(v->talk, _("nothing waits for a person\n"));
	return VERB_DONE;
}

struct line { /* one row of the inbox, by number */
	struct event_id id;
	struct person_id person;
	int64_t received_at;
	enum inbound_state state;
};

static int
on_line(void *arg, const struct inbound_row *r)
{
	struct line *l = arg;
	l->person = r->person;
	l->received_at = r->received_at;
	l->state = r->state;
	return 0;
}

static int
find_line(struct verb_call *v, struct line *l)
{
	char *end;
	struct err err = { 0 };
	if (v->args->word_n != 2 || !args_get(v->args, "--reason"))
		return verb_usage(v, "a line's number and --reason");
	l->id.v = strtoll(v->args->word[1], &end, 10);
	if (*end || inbound_get(v->office->store, l->id, on_line, l) != 1) {
		err_set(&err, ERR_NOT_FOUND, "the inbox has no line %s",
		    v->args->word[1]);
		return verb_fail(v, &err);
	}
	if (l->state != INBOUND_INBOX) {
		err_set(&err, ERR_STATE, "line %s is closed already",
		    v->args->word[1]);
		return verb_fail(v, &err);
	}
	return 0;
}

static int
resolve(struct verb_call *v, const struct facts *f, const struct line *l,
    struct deed_visit *d, struct err *err)
{
	const char *person = args_get(v->args, "--person");
	const char *unit = args_get(v->args, "--unit");
	const char *date = args_get(v->args, "--date");
	int offset = v->office->config->policy->offset_s;
	int p = person ? names_person(f, person, err)
		       : facts_person_by_id(f, l->person);
	if (p < 0 && !person)
		return err_set(err, ERR_USAGE,
		    "the sender is not in the roster: say --person");
	if (p < 0)
		return -1;
	int u = unit ? names_unit(f, unit, err)
		     : err_set(err, ERR_USAGE, "say --unit");
	if (u < 0)
		return -1;
	int32_t arrived = civil_on(l->received_at, offset);
	*d = (struct deed_visit){ .person = f->people[p].id,
		.unit = f->units[u].id,
		.on = CIVIL_NONE,
		.month = civil_month_of(arrived),
		.source = FACTS_MANUAL,
		.event = l->id,
		.reason = args_get(v->args, "--reason"),
		.who = v->who,
		.now = v->now };
	if (!date)
		return 0;
	if (!civil_parse_iso(date, &d->on) || d->on > civil_on(v->now, offset))
		return err_set(err, ERR_INVALID,
		    "'%s' is no past day; write it like 2018-05-12", date);
	d->month = civil_month_of(d->on);
	return 0;
}

static int
close_line(struct verb_call *v, const struct facts *f, bool assign)
{
	struct line l = { .state = INBOUND_NEW };
	struct err err = { 0 };
	struct deed_visit d;
	struct visit_id id;
	int code = find_line(v, &l);
	if (code)
		return code;
	if (assign && resolve(v, f, &l, &d, &err) < 0)
		return verb_fail(v, &err);
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = assign ? deed_add_visit(v->office->store, &d, &id, &err) : 0;
	if (rc >= 0)
		rc = inbound_close(v->office->store, l.id,
		    assign ? INBOUND_ASSIGNED : INBOUND_DISMISSED, v->who,
		    args_get(v->args, "--reason"), v->now, &err);
	if (rc < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	json_t *o = json_pack("{s:I,s:s}", "id", (json_int_t)l.id.v, "outcome",
	    assign ? "assigned" : "dismissed");
	verb_say(v, o,
	    assign ? N_("line %" PRId64 " written down as a visit\n")
		   : N_("line %" PRId64 " dismissed\n"),
	    l.id.v);
	return verb_commit(v);
}

int
verb_inbox_run(struct verb_call *v)
{
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (strcmp(what, "list") == 0)
		return list(v, f);
	if (strcmp(what, "assign") == 0)
		return close_line(v, f, true);
	if (strcmp(what, "dismiss") == 0)
		return close_line(v, f, false);
	return verb_usage(v, "list, assign or dismiss");
}
