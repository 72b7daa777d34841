#include "app/verb_visit.h"

#include "app/lang.h"
#include "app/names.h"
#include "app/verb_shift.h"
#include "core/civil.h"
#include "core/standing.h"
#include "store/deed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct entry { /* what the options say, resolved */
	int person, unit;
	int32_t on;
	const char *reason;
};

static int
read_day(struct verb_call *v, const char *s, int32_t *on, struct err *err)
{
	const struct policy *p = v->office->config->policy;
	char from[16], until[16];
	if (!civil_parse_iso(s, on))
		return err_set(err, ERR_INVALID,
		    "'%s' is no day; write it like 2018-05-12", s);
	if (*on > civil_on(v->now, p->offset_s))
		return err_set(err, ERR_INVALID,
		    "%s lies in the future; a visit is entered after it took "
		    "place",
		    s);
	int32_t month = civil_month_of(*on);
	if (month < p->from_month || month > p->until_month)
		return err_set(err, ERR_INVALID,
		    "%s is outside the plan (%s to %s)", s,
		    civil_iso_month(p->from_month, from),
		    civil_iso_month(p->until_month, until));
	return 0;
}

/* 0, or the exit code with the words said. */
static int
read_entry(struct verb_call *v, const struct facts *f, struct entry *e)
{
	const char *person = args_get(v->args, "--person");
	const char *unit = args_get(v->args, "--unit");
	const char *date = args_get(v->args, "--date");
	struct err err = { 0 };
	e->reason = args_get(v->args, "--reason");
	if (!person || !unit || !date || !e->reason || !*e->reason)
		return verb_usage(v,
		    "--person, --unit, --date and --reason are all needed");
	if ((e->person = names_person(f, person, &err)) < 0 ||
	    (e->unit = names_unit(f, unit, &err)) < 0 ||
	    read_day(v, date, &e->on, &err) < 0)
		return verb_fail(v, &err);
	return 0;
}

static struct deed_visit
deed_of(struct verb_call *v, const struct facts *f, const struct entry *e)
{
	return (struct deed_visit){ .person = f->people[e->person].id,
		.unit = f->units[e->unit].id,
		.on = e->on,
		.month = civil_month_of(e->on),
		.source = FACTS_MANUAL,
		.reason = e->reason,
		.who = v->who,
		.now = v->now };
}

static int
add(struct verb_call *v, const struct facts *f, bool meeting)
{
	struct entry e = { 0 };
	struct err err = { 0 };
	int code = read_entry(v, f, &e);
	if (code)
		return code;
	const struct policy *p = v->office->config->policy;
	if (!meeting && f->units[e.unit].level != policy_visit_level(p)) {
		err_set(&err, ERR_INVALID, "%s is no unit that is visited",
		    f->units[e.unit].code);
		return verb_fail(v, &err);
	}
	struct deed_visit d = deed_of(v, f, &e);
	struct visit_id id;
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = meeting ? deed_add_attendance(v->office->store, &d, &err)
			 : deed_add_visit(v->office->store, &d, &id, &err);
	const char *by = args_get(v->args, "--by");
	if (rc >= 0 && by && !meeting &&
	    deed_note_substitute(v->office->store, id, by, v->who, d.reason,
		v->now, &err) < 0)
		rc = -1;
	if (rc < 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	char day[16];
	civil_iso(e.on, day);
	json_t *o = json_pack("{s:b,s:s,s:s,s:s}", "added", rc != 0, "person",
	    f->people[e.person].code, "unit", f->units[e.unit].code, "date",
	    day);
	verb_say(v, o, "%s: %s %s %s\n",
	    rc ? _("written down") : _("it was there already"),
	    f->people[e.person].code, f->units[e.unit].code, day);
	return verb_commit(v);
}

/* By number, or by person, unit and day. */
static int
find_entry(struct verb_call *v, const struct facts *f, bool meeting,
    struct visit_id *id)
{
	struct err err = { 0 };
	struct entry e = { 0 };
	if (v->args->word_n == 2) {
		char *end;
		id->v = strtoll(v->args->word[1], &end, 10);
		if (*end || !args_get(v->args, "--reason"))
			return verb_usage(v, "a number and --reason");
		return 0;
	}
	int code = read_entry(v, f, &e);
	if (code)
		return code;
	for (int i = 0; !meeting && i < f->visit_n; i++) {
		const struct facts_visit *x = &f->visits[i];
		if (x->person == e.person && x->unit == e.unit &&
		    x->on == e.on) {
			*id = x->id;
			return 0;
		}
	}
	for (int i = 0; meeting && i < f->attendance_n; i++) {
		const struct facts_attendance *x = &f->attendances[i];
		if (x->person == e.person && x->unit == e.unit &&
		    x->on == e.on) {
			id->v = x->id;
			return 0;
		}
	}
	err_set(&err, ERR_NOT_FOUND,
	    meeting ? N_("no such attendance is written down")
		    : N_("no such visit is written down"));
	return verb_fail(v, &err);
}

static int
remove_entry(struct verb_call *v, const struct facts *f, bool meeting)
{
	struct visit_id id = { 0 };
	struct err err = { 0 };
	int code = find_entry(v, f, meeting, &id);
	if (code)
		return code;
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	const char *reason = args_get(v->args, "--reason");
	struct store *s = v->office->store;
	int rc =
	    meeting
		? deed_remove_attendance(s, id.v, v->who, reason, v->now, &err)
		: deed_remove_visit(s, id, v->who, reason, v->now, &err);
	if (rc == 0)
		err_set(&err, ERR_NOT_FOUND,
		    meeting ? N_("there is no attendance %" PRId64)
			    : N_("there is no visit %" PRId64),
		    id.v);
	if (rc <= 0) {
		store_undo(v->office->store);
		return verb_fail(v, &err);
	}
	if (store_end(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	verb_say(v, json_pack("{s:I}", "removed", (json_int_t)id.v),
	    meeting ? N_("attendance %" PRId64 " withdrawn\n")
		    : N_("visit %" PRId64 " withdrawn\n"),
	    id.v);
	return verb_commit(v);
}

struct filter {
	int32_t month; /* CIVIL_NONE = all */
	int person;    /* −1 = all */
};

static int
read_filter(struct verb_call *v, const struct facts *f, struct filter *w)
{
	const char *month = args_get(v->args, "--month");
	const char *person = args_get(v->args, "--person");
	struct err err = { 0 };
	*w = (struct filter){ CIVIL_NONE, FACTS_NONE };
	if (month && !civil_parse_month(month, &w->month))
		return verb_usage(v, "a month is written YYYY-MM");
	if (person && (w->person = names_person(f, person, &err)) < 0)
		return verb_fail(v, &err);
	return 0;
}

static bool
passes(const struct filter *w, int person, int32_t month)
{
	return (w->month == CIVIL_NONE || w->month == month) &&
	       (w->person < 0 || w->person == person);
}

static void
print_row(struct verb_call *v, const struct facts *f, int64_t id, int person,
    int unit, int32_t on, int32_t month, bool verify)
{
	char day[16];
	const char *when =
	    on == CIVIL_NONE ? civil_iso_month(month, day) : civil_iso(on, day);
	if (v->json) {
		verb_json(v,
		    json_pack("{s:I,s:s,s:s,s:s?,s:b}", "id", (json_int_t)id,
			"person", f->people[person].code, "unit",
			f->units[unit].code, "date",
			on == CIVIL_NONE ? NULL : when, "verify", verify));
		return;
	}
	sbuf_addf(v->out, "%5" PRId64 "  %-10s  %-10s %s%s\n", id, when,
	    f->people[person].code, f->units[unit].code,
	    verify ? _("  (to verify)") : "");
}

static int
list(struct verb_call *v, const struct facts *f, bool meeting)
{
	struct filter w;
	int code = read_filter(v, f, &w);
	if (code)
		return code;
	for (int i = 0; !meeting && i < f->visit_n; i++) {
		const struct facts_visit *x = &f->visits[i];
		if (passes(&w, x->person, x->month))
			print_row(v, f, x->id.v, x->person, x->unit, x->on,
			    x->month, x->verify);
	}
	for (int i = 0; meeting && i < f->attendance_n; i++) {
		const struct facts_attendance *x = &f->attendances[i];
		if (passes(&w, x->person, x->month))
			print_row(v, f, x->id, x->person, x->unit, x->on,
			    x->month, false);
	}
	return VERB_DONE;
}

static int
run(struct verb_call *v, bool meeting)
{
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (strcmp(what, "list") == 0)
		return list(v, f, meeting);
	if (strcmp(what, "add") == 0)
		return add(v, f, meeting);
	if (meeting && verb_shift_knows(what))
		return verb_shift_run(v, f);
	if (strcmp(what, "remove") == 0)
		return remove_entry(v, f, meeting);
	return verb_usage(v,
	    meeting ? N_("list, add, remove, move, cancel, changes, accept or "
			 "refuse")
		    : N_("list, add or remove"));
}

int
verb_visit_run(struct verb_call *v)
{
	return run(v, false);
}

int
verb_visit_meeting(struct verb_call *v)
{
	return run(v, true);
}
