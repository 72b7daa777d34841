#include "app/verb_plan.h"

#include "app/lang.h"
#include "app/simulate.h"
#include "app/totals.h"
#include "base/mem.h"
#include "core/civil.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_DEFAULT = 30 };

struct printer {
	struct verb_call *v;
	const char *person; /* only this one, or NULL */
	struct {
		int64_t messages, parts;
	} total;
	struct totals kinds, people;
};

struct carried { /* the rungs of a message, and their duties once each */
	json_t *about;
	json_t *rungs;
};

static int
add_duty(void *arg, const struct outbox_item *item)
{
	json_t *about = ((struct carried *)arg)->about;
	size_t i;
	json_t *one;
	json_array_append_new(((struct carried *)arg)->rungs,
	    json_sprintf("%s %s", item->duty, item->rung));
	json_array_foreach(about, i, one)
	{
		if (strcmp(json_string_value(one), item->duty) == 0)
			return 0;
	}
	json_array_append_new(about, json_string(item->duty));
	return 0;
}

static void
message_json(struct printer *p, int64_t at, const struct outbox_row *m,
    const char *code)
{
	const struct policy *policy = p->v->office->config->policy;
	char when[40];
	struct carried c = { json_array(), json_array() };
	outbox_items(p->v->office->store, m->id, add_duty, &c);
	verb_json(p->v,
	    json_pack("{s:s,s:s?,s:s,s:s,s:o,s:o,s:s,s:s,s:i,s:i}", "at",
		civil_rfc3339(at, policy->offset_s, when), "to", code, "number",
		m->number, "kind", m->kind, "about", c.about, "rungs", c.rungs,
		"text", m->text, "encoding", sms_encoding_name(m->encoding),
		"parts", m->parts, "cost", m->parts * policy->price));
}

static void
message_text(struct printer *p, int64_t at, const struct outbox_row *m,
    const char *name)
{
	static const char *const days[] = { "", N_("Mon"), N_("Tue"), N_("Wed"),
		N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };
	int offset = p->v->office->config->policy->offset_s;
	int32_t on = civil_on(at, offset);
	struct civil_date d = civil_date_of(on);
	int minute = civil_second_of_day(at, offset) / 60;
	struct sms_size size = sms_measure(m->text);
	sbuf_addf(p->v->out,
	    _("%s %02d/%02d %02d:%02d  %s  %s  %zu chars, %d %s\n    %s\n"),
	    _(days[civil_weekday_of(on)]), d.day, d.month, minute / 60,
	    minute % 60, name, m->kind, size.length, m->parts,
	    m->parts == 1 ? _("part") : _("parts"), m->text);
}

static void
on_message(void *arg, int64_t at, const struct outbox_row *m)
{
	struct printer *p = arg;
	struct err err = { 0 };
	const struct facts *f = office_facts(p->v->office, &err);
	int i = f ? facts_person_by_id(f, m->person) : -1;
	const char *code = i < 0 ? NULL : f->people[i].code;
	if (p->person && (!code || strcmp(code, p->person) != 0))
		return;
	p->total.messages++;
	p->total.parts += m->parts;
	totals_add(&p->kinds, m->kind, m->parts);
	totals_add(&p->people, code ? code : m->number, m->parts);
	if (p->v->json)
		message_json(p, at, m, code);
	else
		message_text(p, at, m, i < 0 ? m->number : f->people[i].name);
}

static void
on_reply(void *arg, const struct simulate_reply *r)
{
	struct printer *p = arg;
	if (p->v->json)
		return;
	char when[40];
	civil_rfc3339(r->at, p->v->office->config->policy->offset_s, when);
	sbuf_addf(p->v->out, "%.16s  <- %s: %s\n", when, r->from, r->text);
}

static bool
day_option(struct verb_call *v, const char *name, int32_t *on)
{
	const char *s = args_get(v->args, name);
	return !s || civil_parse_iso(s, on);
}

/* −1 when the words were wrong (said already). */
static int
period(struct verb_call *v, struct simulate_options *o)
{
	int offset = v->office->config->policy->offset_s;
	int32_t today = civil_on(v->now, offset);
	int32_t from = today, to = CIVIL_NONE;
	const char *days = args_get(v->args, "--days");
	if (!day_option(v, "--from", &from) || !day_option(v, "--to", &to))
		return verb_usage(v, "a day is written YYYY-MM-DD");
	if (days) {
		char *end;
		long n = strtol(days, &end, 10);
		if (*end || n < 1 || n > 4000)
			return verb_usage(v, "--days takes a number from 1");
		to = from + (int32_t)n - 1;
	}
	if (to == CIVIL_NONE)
		to = from + DAYS_DEFAULT - 1;
	if (to < from)
		return verb_usage(v, "--to lies before --from");
	o->from_at = from == today ? v->now : civil_at(from, 0, offset);
	o->to_at = civil_at(to + 1, 0, offset);
	return 0;
}

/* What the time would cost, and where the messages go. */
static void
print_totals(struct printer *p)
{
	int price = p->v->office->config->policy->price;
	sbuf_add_c(p->v->out, '\n');
	totals_print(&p->kinds, "kind", price, p->v->out);
	sbuf_add_c(p->v->out, '\n');
	totals_print(&p->people, "person", price, p->v->out);
}

static int
run(struct verb_call *v, struct simulate_options *o, bool totals)
{
	struct printer p = { .v = v, .person = args_get(v->args, "--person") };
	struct err err = { 0 };
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (p.person && facts_person_by_code(f, p.person) < 0) {
		err_set(&err, ERR_NOT_FOUND,
		    "there is no person '%s'; `status` lists the codes",
		    p.person);
		return verb_fail(v, &err);
	}
	o->on_message = on_message;
	o->on_reply = on_reply;
	o->arg = &p;
	o->progress = v->progress;
	int rc = simulate_run(v->office, o, &err);
	if (rc >= 0 && totals && !v->json)
		print_totals(&p);
	totals_fini(&p.kinds);
	totals_fini(&p.people);
	if (rc < 0)
		return verb_fail(v, &err);
	if (!v->json)
		sbuf_addf(v->talk,
		    _("%" PRId64 " messages, %" PRId64 " parts, %" PRId64
		      " dong\n"),
		    p.total.messages, p.total.parts,
		    p.total.parts * v->office->config->policy->price);
	return VERB_DONE;
}

int
verb_plan_run(struct verb_call *v)
{
	struct simulate_options o = { 0 };
	if (v->args->word_n)
		return verb_usage(v, "it takes options only");
	int rc = period(v, &o);
	return rc ? rc : run(v, &o, false);
}

int
verb_plan_simulate(struct verb_call *v)
{
	struct simulate_options o = { 0 };
	struct err err = { 0 };
	if (v->args->word_n || !args_has(v->args, "--from") ||
	    !args_has(v->args, "--to"))
		return verb_usage(v, "--from and --to are needed");
	int rc = period(v, &o);
	if (rc)
		return rc;
	char *text = v->file_n ? mem_dup_n(v->files[0].bytes, v->files[0].len)
			       : mem_dup("");
	struct simulate_reply *replies;
	int n = simulate_read_replies(text, v->office->config->policy->offset_s,
	    &replies, &err);
	if (n < 0) {
		rc = verb_fail(v, &err);
	} else {
		o.replies = replies;
		o.reply_n = (size_t)n;
		rc = run(v, &o, true);
		free(replies);
	}
	free(text);
	return rc;
}
