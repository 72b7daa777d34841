#include "app/verb_parse.h"

#include "app/lang.h"
#include "app/reader.h"
#include "base/mem.h"
#include "core/civil.h"

#include <stdlib.h>

static void
print_items(struct sbuf *out, const struct facts *f, const char *label,
    const struct understand_item *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char day[16];
		int unit = v[i].branch >= 0 ? v[i].branch : v[i].unit;
		sbuf_addf(out, "%s %s %s\n", label,
		    unit < 0 ? "?" : f->units[unit].code,
		    v[i].on == CIVIL_NONE ? _("(day not known)")
					  : civil_iso(v[i].on, day));
	}
}

static void
print_reading(struct verb_call *v, const struct facts *f, int person,
    const struct understand_reading *r)
{
	sbuf_addf(v->out, _("from    %s\n"),
	    person < 0 ? _("nobody in the roster") : f->people[person].name);
	sbuf_addf(v->out, _("intent  %s\n"), understand_intent_name(r->intent));
	print_items(v->out, f, "visit  ", r->visits, r->visit_n);
	print_items(v->out, f, "meeting", r->meetings, r->meeting_n);
	print_items(v->out, f, "planned", r->planned, r->planned_n);
	for (size_t i = 0; i < r->not_done_n; i++)
		sbuf_addf(v->out, _("open    %s\n"),
		    f->units[r->not_done[i]].code);
	sbuf_addf(v->out, _("answer  %s\n"),
	    *r->answer ? r->answer : _("(none)"));
	if (r->to_inbox)
		sbuf_addf(v->out, _("inbox   %s\n"),
		    *r->why ? r->why : _("yes"));
	for (size_t i = 0; i < r->step_n; i++)
		sbuf_addf(v->out, "  %zu. %s\n", i + 1, r->step[i]);
}

int
verb_parse_run(struct verb_call *v)
{
	const char *number = args_get(v->args, "--number");
	const char *at = args_get(v->args, "--at");
	const char *text = v->args->word_n ? v->args->word[0] : NULL;
	/* "-" was read by the caller's process */
	if (v->file_n)
		text = v->files[0].bytes;
	if (!text || !number || v->args->word_n > 1)
		return verb_usage(v, "TEXT and --number are needed");
	int64_t now = v->now;
	if (at &&
	    !civil_parse_instant(at, v->office->config->policy->offset_s, &now))
		return verb_usage(v,
		    "--at takes RFC 3339 or 'YYYY-MM-DD HH:MM'");
	struct understand_reading *r = mem_new(1, sizeof *r);
	struct err err = { 0 };
	int person;
	int rc = VERB_DONE;
	if (reader_read(v->office, number, text, now, r, &person, NULL, &err) <
	    0)
		rc = verb_fail(v, &err);
	else if (v->json) {
		reader_json(v->office->facts, person, r, v->out);
		sbuf_add_c(v->out, '\n');
	} else
		print_reading(v, v->office->facts, person, r);
	free(r);
	return rc;
}
