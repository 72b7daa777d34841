#include "app/verb_check.h"

#include "app/setup.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/facts.h"
#include "core/policy.h"

#include <jansson.h>

static void
print_json(struct verb_call *v, const struct config_finding *f)
{
	verb_json(v, json_pack("{s:s,s:s?,s:i,s:i,s:s,s:s?}", "severity",
			 f->error ? "error" : "warning", "file", f->file,
			 "line", f->line, "column", f->column, "message",
			 f->message, "hint", f->hint));
}

/* Also says which files were read; the people's findings come from `findings`,
 * which main asks for where the database can be reached. */
int
verb_check_run(struct verb_call *v)
{
	struct config_findings found = { 0 };
	struct config *c = setup_config(v->config_file, &found);
	if (v->json) {
		for (size_t i = 0; i < found.n; i++)
			print_json(v, &found.v[i]);
	} else {
		config_findings_print(&found, v->out);
		for (size_t i = 0; c && i < c->file_n; i++)
			sbuf_addf(v->talk, "read %s\n", c->files[i]);
	}
	int rc = found.errors ? VERB_CONFIG : found.n ? VERB_FAILED : VERB_DONE;
	if (!c && !found.errors)
		rc = VERB_CONFIG;
	config_findings_fini(&found);
	config_free(c);
	return rc;
}

static void
finding(struct verb_call *v, size_t *n, const char *message, const char *hint)
{
	(*n)++;
	if (v->json) {
		json_t *o = json_pack("{s:s,s:s,s:i,s:i,s:s,s:s}", "severity",
		    "warning", "file", "database", "line", 0, "column", 0,
		    "message", message, "hint", hint);
		verb_json(v, o);
	} else {
		sbuf_addf(v->out, "database: warning: %s\n  hint: %s\n",
		    message, hint);
	}
}

static void
check_people(struct verb_call *v, const struct facts *f, size_t *n)
{
	const struct policy *p = v->office->config->policy;
	struct sbuf text = { 0 };
	int32_t today = civil_on(v->now, p->offset_s);
	bool secretary = false;
	for (int i = 0; i < f->person_n; i++) {
		const struct facts_person *x = &f->people[i];
		secretary =
		    secretary || (x->role == FACTS_SECRETARY && x->phone);
		int unit;
		bool assigned = facts_units_of(f, i, policy_visit_level(p),
				    today, CIVIL_MAX, &unit, 1) > 0;
		sbuf_clear(&text);
		if (!x->phone && assigned) {
			sbuf_addf(&text, "%s (%s) has no number", x->code,
			    x->name);
			finding(v, n, sbuf_text(&text),
			    "import a people file with the number; until "
			    "then nothing reaches this person");
		} else if (x->role == FACTS_CADRE && !assigned) {
			sbuf_addf(&text, "%s (%s) has no unit", x->code,
			    x->name);
			finding(v, n, sbuf_text(&text),
			    "import an assignment, or leave it if that is "
			    "meant");
		}
	}
	if (f->person_n && !secretary)
		finding(v, n, "nobody hears of what is overdue",
		    "give one person with a number the role `secretary`");
	sbuf_fini(&text);
}

static void
check_units(struct verb_call *v, const struct facts *f, size_t *n)
{
	const struct policy *p = v->office->config->policy;
	int32_t today = civil_on(v->now, p->offset_s);
	struct sbuf text = { 0 };
	for (int u = 0; u < f->unit_n; u++) {
		if (f->units[u].level != policy_visit_level(p) ||
		    f->units[u].until_on < today)
			continue;
		bool covered = false;
		for (int i = 0; i < f->assignment_n && !covered; i++)
			covered =
			    f->assignments[i].until_on >= today &&
			    (facts_unit_under(f, u, f->assignments[i].unit) ||
				facts_unit_under(f, f->assignments[i].unit, u));
		if (covered)
			continue;
		sbuf_clear(&text);
		sbuf_addf(&text, "%s (%s) has no person", f->units[u].code,
		    f->units[u].name);
		finding(v, n, sbuf_text(&text), "import an assignment");
	}
	sbuf_fini(&text);
}

/* A calendar that gives no day is never planned: somebody has to hear of it. */
static void
check_calendars(struct verb_call *v, const struct facts *f, size_t *n)
{
	const struct policy *p = v->office->config->policy;
	int32_t today = civil_on(v->now, p->offset_s);
	struct sbuf text = { 0 };
	for (int i = 0; i < f->meeting_n; i++) {
		const struct facts_meeting *m = &f->meetings[i];
		const struct facts_unit *u = &f->units[m->unit];
		if (calendar_next(f, m, today) != CIVIL_NONE ||
		    u->until_on < today)
			continue;
		sbuf_clear(&text);
		sbuf_addf(&text, "%s (%s) has a calendar without a day",
		    u->code, u->name);
		finding(v, n, sbuf_text(&text),
		    "import its meetings; until then nobody is reminded");
	}
	sbuf_fini(&text);
}

int
verb_check_findings(struct verb_call *v)
{
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	size_t n = 0;
	check_people(v, f, &n);
	check_units(v, f, &n);
	check_calendars(v, f, &n);
	return n ? VERB_FAILED : VERB_DONE;
}
