/*
 * Facts that fulfil or excuse, with their evidence; taken back by a mark,
 * never deleted.  Knows nothing of how a duty follows from them.
 */
#include "store/deed.h"

#include "base/sbuf.h"
#include "core/civil.h"
#include "store/audit.h"
#include "store/sets.h"

#include <string.h>

/* Visits and attendances are tables of one shape; their statements stand in
 * the same order. */
enum {
	SAME_DAY,
	SAME_MONTH,
	DAYLESS,
	ADD,
	COMPLETE,
	CONFIRM,
	LOOK,
	REMOVE,
	UNDO_EVENT,
	UNDO_DAY,
	KIND__N
};

enum { VISIT = 0, ATTENDANCE = KIND__N };

enum {
	LAST_EVENT = 2 * KIND__N,
	PROMISE_LATEST,
	PROMISE_ADD,
	PROMISE_UNDO,
	EXEMPTION_FIND,
	EXEMPTION_ADD,
	EXEMPTION_CHANGE,
	EXEMPTION_REMOVE,
	RESULT_FIND,
	RESULT_ADD,
	RESULT_SEEN,
	RESULT_REMOVE,
	MATERIAL_ADD,
	MATERIALS,
	SUBSTITUTE,
	SUBSTITUTE_OF,
	PERSON_CODE,
	UNIT_CODE,
	DEED__N
};

#define WITHDRAW                                                               \
	" SET withdrawn_at = :now, withdrawn_by = :who, withdrawn_why = :why"

#define KIND_SQL(at, table)                                                    \
	[at +                                                                  \
	    SAME_DAY] = "SELECT id, verify FROM " table                        \
			" WHERE person = :person AND unit = :unit"             \
			" AND day_on = :day_on AND withdrawn_at IS NULL",      \
	    [at + SAME_MONTH] = "SELECT id, verify FROM " table                \
				" WHERE person = :person AND unit = :unit"     \
				" AND month = :month AND withdrawn_at IS NULL" \
				" ORDER BY id DESC",                           \
	    [at + DAYLESS] = "SELECT id FROM " table                           \
			     " WHERE person = :person AND unit = :unit"        \
			     " AND month = :month AND day_on = -2147483648"    \
			     " AND withdrawn_at IS NULL",                      \
	    [at + ADD] =                                                       \
		"INSERT INTO " table                                           \
		"(person, unit, day_on, month, source, verify, event,"         \
		" reason, who, created_at) VALUES(:person, :unit,"             \
		" :day_on, :month, :source, :verify, nullif(:event, 0),"       \
		" :reason, :who, :now)",                                       \
	    [at + COMPLETE] = "UPDATE " table " SET day_on = :day_on,"         \
			      " day_event = nullif(:event, 0) WHERE id = :id", \
	    [at + CONFIRM] = "UPDATE " table " SET verify = 0"                 \
			     " WHERE id = :id AND verify = 1"                  \
			     " AND withdrawn_at IS NULL",                      \
	    [at + LOOK] = "SELECT person, unit, day_on, month FROM " table     \
			  " WHERE id = :id AND withdrawn_at IS NULL",          \
	    [at + REMOVE] = "UPDATE " table WITHDRAW " WHERE id = :id"         \
			    " AND withdrawn_at IS NULL",                       \
	    [at + UNDO_EVENT] = "UPDATE " table WITHDRAW                       \
				" WHERE person = :person AND event = :event"   \
				" AND withdrawn_at IS NULL",                   \
	    [at + UNDO_DAY] =                                                  \
		"UPDATE " table " SET day_on = -2147483648, day_event = NULL"  \
		" WHERE person = :person AND day_event = :event"               \
		" AND withdrawn_at IS NULL"

static const char *const sql[DEED__N] = {
	KIND_SQL(VISIT, "visit"),
	KIND_SQL(ATTENDANCE, "attendance"),
	[LAST_EVENT] =
	    "SELECT max(event) AS event FROM ("
	    "SELECT max(max(coalesce(event, 0), coalesce(day_event, 0)))"
	    " AS event FROM visit WHERE person = :person"
	    " AND withdrawn_at IS NULL UNION ALL "
	    "SELECT max(max(coalesce(event, 0), coalesce(day_event, 0)))"
	    " FROM attendance WHERE person = :person"
	    " AND withdrawn_at IS NULL UNION ALL "
	    "SELECT max(event) FROM promise WHERE person = :person"
	    " AND withdrawn_at IS NULL)",
	[PROMISE_LATEST] = "SELECT day_on FROM promise"
			   " WHERE person = :person AND month = :month"
			   " AND unit IS nullif(:unit, 0)"
			   " AND withdrawn_at IS NULL"
			   " ORDER BY id DESC LIMIT 1",
	[PROMISE_ADD] =
	    "INSERT INTO promise(person, unit, day_on, month, event, made_at)"
	    " VALUES(:person, nullif(:unit, 0), :day_on, :month,"
	    " nullif(:event, 0), :now)",
	[PROMISE_UNDO] = "UPDATE promise SET withdrawn_at = :now"
			 " WHERE person = :person AND event = :event"
			 " AND withdrawn_at IS NULL",
	[EXEMPTION_FIND] = "SELECT id, until_on, reason FROM exemption"
			   " WHERE person = :person"
			   " AND from_on = :from_on AND withdrawn_at IS NULL",
	[EXEMPTION_ADD] =
	    "INSERT INTO exemption(person, from_on, until_on, reason, who,"
	    " created_at) VALUES(:person, :from_on, :until_on, :reason, :who,"
	    " :now)",
	[EXEMPTION_CHANGE] =
	    "UPDATE exemption SET until_on = :until_on, reason = :reason"
	    " WHERE id = :id AND (until_on != :until_on OR reason != :reason)",
	[EXEMPTION_REMOVE] = "UPDATE exemption" WITHDRAW " WHERE id = :id",
	[RESULT_FIND] = "SELECT id, verify FROM result WHERE person = :person"
			" AND session_on = :session_on"
			" AND withdrawn_at IS NULL",
	[RESULT_ADD] = "INSERT INTO result(person, session_on, verify, reason,"
		       " who, created_at) VALUES(:person, :session_on,"
		       " :verify, :reason, :who, :now)",
	[RESULT_SEEN] = "UPDATE result SET verify = 0, reason = :reason,"
			" who = :who WHERE id = :id",
	[RESULT_REMOVE] = "UPDATE result" WITHDRAW " WHERE id = :id",
	[MATERIAL_ADD] =
	    "INSERT INTO material(person, month, points, text, event,"
	    " created_at) VALUES(:person, :month, :points, :text,"
	    " nullif(:event, 0), :now) ON CONFLICT(event) DO NOTHING",
	[MATERIALS] = "SELECT person, month, points, text, created_at"
		      " FROM material WHERE month BETWEEN :from AND :to"
		      " ORDER BY month, person, id",
	[SUBSTITUTE] = "UPDATE visit SET by_name = :by WHERE id = :id",
	[SUBSTITUTE_OF] = "SELECT by_name FROM visit WHERE id = :id",
	[PERSON_CODE] = "SELECT code FROM person WHERE id = :id",
	[UNIT_CODE] = "SELECT code FROM unit WHERE id = :id",
};
const struct stmt_set deed_statements = { sql, DEED__N };

static const char *const source_names[] = {
	[FACTS_REPLY] = "reply",
	[FACTS_MANUAL] = "manual",
	[FACTS_WEB] = "web",
};

/* --- who did what to whom, for the audit */

struct trail {
	struct store *s;
	const char *what; /* "visit.add" */
	const char *who;  /* NULL: nobody to name, no row */
	const char *reason;
	int64_t now;
	struct person_id person;
	struct unit_id unit; /* v = 0: none */
};

static void
add_code(struct store *s, int id, int64_t row, struct sbuf *b)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, id, NULL);
	stmt_int(&q, ":id", row);
	if (stmt_step(&q) > 0)
		sbuf_add(b, stmt_col_text(&q, "code"));
	stmt_end(&q);
}

static int
leave_trail(const struct trail *t, const char *before, const char *after,
    struct err *err)
{
	struct sbuf subject = { 0 }, also = { 0 };
	if (!t->who)
		return 0;
	sbuf_add(&subject, "person:");
	add_code(t->s, PERSON_CODE, t->person.v, &subject);
	if (t->unit.v) {
		sbuf_add(&also, "unit:");
		add_code(t->s, UNIT_CODE, t->unit.v, &also);
	}
	const struct store_audit_row row = { t->now, t->who, t->what,
		sbuf_text(&subject), before, after, t->reason };
	int rc =
	    audit_add(t->s, &row, t->unit.v ? sbuf_text(&also) : NULL, err);
	sbuf_fini(&subject);
	sbuf_fini(&also);
	return rc;
}

/* "TANHOA 2018-05-12", or the month where the day is not known. */
static void
describe(struct store *s, int64_t unit, int32_t on, int32_t month,
    struct sbuf *b)
{
	char buf[16];
	add_code(s, UNIT_CODE, unit, b);
	sbuf_addf(b, " %s",
	    on == CIVIL_NONE ? civil_iso_month(month, buf)
			     : civil_iso(on, buf));
}

/* --- visits and attendances */

static void
bind_place(struct stmt *q, const struct deed_visit *v)
{
	stmt_int(q, ":person", v->person.v);
	stmt_int(q, ":unit", v->unit.v);
}

/* 1 there is such a row (*id, *verify), 0 none, −1. */
static int
find_same(struct store *s, int kind, const struct deed_visit *v, int64_t *id,
    bool *verify, struct err *err)
{
	struct stmt q;
	bool dayless = v->on == CIVIL_NONE;
	stmt_start(&q, s, STMT_DEED, kind + (dayless ? SAME_MONTH : SAME_DAY),
	    err);
	bind_place(&q, v);
	if (dayless)
		stmt_int(&q, ":month", v->month);
	else
		stmt_int(&q, ":day_on", v->on);
	int rc = stmt_step(&q);
	if (rc > 0) {
		*id = stmt_col_int(&q, "id");
		*verify = stmt_col_int(&q, "verify") != 0;
	}
	stmt_end(&q);
	return rc;
}

static int
insert_deed(struct store *s, int kind, const struct deed_visit *v, int64_t *id,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, kind + ADD, err);
	bind_place(&q, v);
	stmt_int(&q, ":day_on", v->on);
	stmt_int(&q, ":month", v->month);
	stmt_text(&q, ":source", source_names[v->source]);
	stmt_int(&q, ":verify", v->verify);
	stmt_int(&q, ":event", v->event.v);
	stmt_text(&q, ":reason", v->reason);
	stmt_text(&q, ":who", v->who ? v->who : "");
	stmt_int(&q, ":now", v->now);
	if (stmt_run(&q))
		return -1;
	*id = stmt_last_id(s);
	return 0;
}

/* A day for what had none: 1 done, 0 there is nothing to complete. */
static int
complete_deed(struct store *s, int kind, const struct deed_visit *v,
    int64_t *id, struct err *err)
{
	struct stmt q;
	if (v->on == CIVIL_NONE)
		return 0;
	stmt_start(&q, s, STMT_DEED, kind + DAYLESS, err);
	bind_place(&q, v);
	stmt_int(&q, ":month", v->month);
	*id = stmt_number(&q, "id", 0);
	if (!*id)
		return 0;
	stmt_start(&q, s, STMT_DEED, kind + COMPLETE, err);
	stmt_int(&q, ":id", *id);
	stmt_int(&q, ":day_on", v->on);
	stmt_int(&q, ":event", v->event.v);
	return stmt_run(&q) ? -1 : 1;
}

/* 1 it needed a look and had it, 0 not. */
static int
confirm_deed(struct store *s, int kind, int64_t id, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, kind + CONFIRM, err);
	stmt_int(&q, ":id", id);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return 1;
}

/* What was entered; before: its day until now, the same where it is new. */
static int
trail_of_deed(struct store *s, int kind, const struct deed_visit *v,
    int32_t before_on, struct err *err)
{
	struct sbuf before = { 0 }, after = { 0 };
	const struct trail t = { s, kind == VISIT ? "visit.add" : "meeting.add",
		v->who, v->reason, v->now, v->person, v->unit };
	describe(s, v->unit.v, v->on, v->month, &after);
	if (before_on != v->on)
		describe(s, v->unit.v, before_on, v->month, &before);
	int rc = leave_trail(&t, before.len ? sbuf_text(&before) : NULL,
	    sbuf_text(&after), err);
	sbuf_fini(&before);
	sbuf_fini(&after);
	return rc;
}

/* Entered by hand what a reply had claimed: 0, or −1. */
static int
confirm_same(struct store *s, int kind, const struct deed_visit *v, int64_t id,
    struct err *err)
{
	struct sbuf words = { 0 };
	const struct trail t = { s,
		kind == VISIT ? "visit.confirm" : "meeting.confirm", v->who,
		v->reason, v->now, v->person, v->unit };
	int rc = confirm_deed(s, kind, id, err);
	describe(s, v->unit.v, v->on, v->month, &words);
	if (rc > 0)
		rc = leave_trail(&t, "claimed", sbuf_text(&words), err);
	sbuf_fini(&words);
	return rc;
}

static int
add_deed(struct store *s, int kind, const struct deed_visit *v, int64_t *id,
    struct err *err)
{
	bool verify = false;
	int rc = find_same(s, kind, v, id, &verify, err);
	if (rc > 0)
		return verify && v->source != FACTS_REPLY
			   ? confirm_same(s, kind, v, *id, err)
			   : 0;
	if (rc < 0)
		return -1;
	int completed = complete_deed(s, kind, v, id, err);
	if (completed < 0 ||
	    (completed == 0 && insert_deed(s, kind, v, id, err)))
		return -1;
	s->generation++;
	return trail_of_deed(s, kind, v, completed ? CIVIL_NONE : v->on, err)
		   ? -1
		   : 1;
}

int
deed_add_visit(struct store *s, const struct deed_visit *v, struct visit_id *id,
    struct err *err)
{
	int64_t row = 0;
	int rc = add_deed(s, VISIT, v, &row, err);
	if (id)
		id->v = row;
	return rc;
}

int
deed_add_attendance(struct store *s, const struct deed_visit *v,
    struct err *err)
{
	int64_t row = 0;
	return add_deed(s, ATTENDANCE, v, &row, err);
}

/* Fills the trail and its words from a row that stands: 1, 0 none, −1. */
static int
look(struct store *s, int kind, int64_t id, struct trail *t, struct sbuf *words,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, kind + LOOK, err);
	stmt_int(&q, ":id", id);
	int rc = stmt_step(&q);
	if (rc > 0) {
		t->person.v = stmt_col_int(&q, "person");
		t->unit.v = stmt_col_int(&q, "unit");
		describe(s, t->unit.v, (int32_t)stmt_col_int(&q, "day_on"),
		    (int32_t)stmt_col_int(&q, "month"), words);
	}
	stmt_end(&q);
	return rc;
}

static int
withdraw(struct store *s, int statement, int64_t id, const struct trail *t,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, statement, err);
	stmt_int(&q, ":id", id);
	stmt_int(&q, ":now", t->now);
	stmt_text(&q, ":who", t->who);
	stmt_text(&q, ":why", t->reason);
	if (stmt_run(&q))
		return -1;
	s->generation++;
	return 0;
}

static int
remove_deed(struct store *s, int kind, int64_t id, struct trail *t,
    struct err *err)
{
	struct sbuf before = { 0 };
	t->s = s;
	int rc = look(s, kind, id, t, &before, err);
	if (rc > 0 && (withdraw(s, kind + REMOVE, id, t, err) ||
			  leave_trail(t, sbuf_text(&before), NULL, err)))
		rc = -1;
	sbuf_fini(&before);
	return rc;
}

int
deed_remove_visit(struct store *s, struct visit_id id, const char *who,
    const char *reason, int64_t now, struct err *err)
{
	struct trail t = { .what = "visit.remove",
		.who = who,
		.reason = reason,
		.now = now };
	return remove_deed(s, VISIT, id.v, &t, err);
}

int
deed_remove_attendance(struct store *s, int64_t id, const char *who,
    const char *reason, int64_t now, struct err *err)
{
	struct trail t = { .what = "meeting.remove",
		.who = who,
		.reason = reason,
		.now = now };
	return remove_deed(s, ATTENDANCE, id, &t, err);
}

int
deed_confirm_visit(struct store *s, struct visit_id id, const char *who,
    const char *reason, int64_t now, struct err *err)
{
	struct sbuf words = { 0 };
	struct trail t = { .s = s,
		.what = "visit.confirm",
		.who = who,
		.reason = reason,
		.now = now };
	int rc = look(s, VISIT, id.v, &t, &words, err);
	if (rc > 0)
		rc = confirm_deed(s, VISIT, id.v, err);
	if (rc > 0 && leave_trail(&t, "claimed", sbuf_text(&words), err))
		rc = -1;
	sbuf_fini(&words);
	return rc;
}

/* Who went instead until now, in words of the caller's buffer. */
static void
substitute_of(struct store *s, int64_t id, struct sbuf *by)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, SUBSTITUTE_OF, NULL);
	stmt_int(&q, ":id", id);
	if (stmt_step(&q) > 0)
		sbuf_add(by, stmt_col_text(&q, "by_name"));
	stmt_end(&q);
}

static int
set_substitute(struct store *s, int64_t id, const char *by,
    const struct trail *t, const char *before, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, SUBSTITUTE, err);
	stmt_int(&q, ":id", id);
	stmt_text(&q, ":by", by);
	if (stmt_run(&q) || leave_trail(t, before, by, err))
		return -1;
	s->generation++;
	return 1;
}

int
deed_note_substitute(struct store *s, struct visit_id id, const char *by,
    const char *who, const char *reason, int64_t now, struct err *err)
{
	struct sbuf before = { 0 }, words = { 0 };
	struct trail t = { .s = s,
		.what = "visit.by",
		.who = who,
		.reason = reason,
		.now = now };
	int rc = look(s, VISIT, id.v, &t, &words, err);
	substitute_of(s, id.v, &before);
	if (rc > 0 && strcmp(sbuf_text(&before), by) == 0)
		rc = 0;
	if (rc > 0)
		rc = set_substitute(s, id.v, by, &t, sbuf_text(&before), err);
	sbuf_fini(&before);
	sbuf_fini(&words);
	return rc;
}

/* One of the undoing statements: rows, −1. */
static int
undo_rows(struct store *s, int statement, int64_t person, int64_t event,
    int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, statement, err);
	stmt_int(&q, ":person", person);
	stmt_int(&q, ":event", event);
	bool marks = statement == VISIT + UNDO_EVENT ||
		     statement == ATTENDANCE + UNDO_EVENT;
	if (marks) {
		stmt_text(&q, ":who", "reply");
		stmt_text(&q, ":why", "undone by the sender");
	}
	if (marks || statement == PROMISE_UNDO)
		stmt_int(&q, ":now", now);
	return stmt_run(&q) ? -1 : (int)stmt_changes(s);
}

int
deed_undo_last(struct store *s, struct person_id person, int64_t now,
    struct err *err)
{
	static const int undo[] = { VISIT + UNDO_EVENT, VISIT + UNDO_DAY,
		ATTENDANCE + UNDO_EVENT, ATTENDANCE + UNDO_DAY, PROMISE_UNDO };
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, LAST_EVENT, err);
	stmt_int(&q, ":person", person.v);
	int64_t event = stmt_number(&q, "event", 0);
	if (!event)
		return 0;
	int total = 0;
	for (size_t i = 0; i < sizeof undo / sizeof undo[0]; i++) {
		int n = undo_rows(s, undo[i], person.v, event, now, err);
		if (n < 0)
			return -1;
		total += n;
	}
	s->generation++;
	struct sbuf before = { 0 };
	sbuf_addf(&before, "%d of reply %lld", total, (long long)event);
	const struct trail t = { s, "reply.undo", "reply",
		"undone by the sender", now, person, { 0 } };
	int rc = leave_trail(&t, sbuf_text(&before), NULL, err);
	sbuf_fini(&before);
	return rc ? -1 : total;
}

/* --- promises, exemptions, results */

static int
trail_of_promise(struct store *s, struct person_id person, struct unit_id unit,
    int32_t before_on, int32_t on, int64_t now, struct err *err)
{
	char before[16], after[16];
	const struct trail t = { s, "promise.add", "reply", NULL, now, person,
		unit };
	return leave_trail(&t,
	    before_on == CIVIL_NONE ? NULL : civil_iso(before_on, before),
	    civil_iso(on, after), err);
}

int
deed_promise(struct store *s, struct person_id person, struct unit_id unit,
    int32_t on, int32_t month, struct event_id event, int64_t now,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, PROMISE_LATEST, err);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":unit", unit.v);
	stmt_int(&q, ":month", month);
	int64_t before_on = stmt_number(&q, "day_on", CIVIL_NONE);
	if (before_on == on)
		return 0;
	stmt_start(&q, s, STMT_DEED, PROMISE_ADD, err);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":unit", unit.v);
	stmt_int(&q, ":day_on", on);
	stmt_int(&q, ":month", month);
	stmt_int(&q, ":event", event.v);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	s->generation++;
	return trail_of_promise(s, person, unit, (int32_t)before_on, on, now,
		   err)
		   ? -1
		   : 1;
}

static void
describe_days(struct sbuf *b, int32_t from_on, int32_t until_on)
{
	char buf[16];
	sbuf_addf(b, "%s…", civil_iso(from_on, buf));
	if (until_on != CIVIL_MAX)
		sbuf_add(b, civil_iso(until_on, buf));
}

/* The row's id, 0 none, −1; before: its days and why, in words. */
static int64_t
find_exemption(struct store *s, struct person_id person, int32_t from_on,
    struct sbuf *before, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, EXEMPTION_FIND, err);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":from_on", from_on);
	int rc = stmt_step(&q);
	int64_t id = rc > 0 ? stmt_col_int(&q, "id") : rc;
	if (rc > 0) {
		describe_days(before, from_on,
		    (int32_t)stmt_col_int(&q, "until_on"));
		sbuf_addf(before, " %s", stmt_col_text(&q, "reason"));
	}
	stmt_end(&q);
	return id;
}

/* id 0: a new one. */
static int
put_exemption(struct store *s, int64_t id, struct person_id person,
    int32_t from_on, int32_t until_on, const struct trail *t, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, id ? EXEMPTION_CHANGE : EXEMPTION_ADD,
	    err);
	if (id) {
		stmt_int(&q, ":id", id);
	} else {
		stmt_int(&q, ":person", person.v);
		stmt_int(&q, ":from_on", from_on);
		stmt_text(&q, ":who", t->who ? t->who : "");
		stmt_int(&q, ":now", t->now);
	}
	stmt_int(&q, ":until_on", until_on);
	stmt_text(&q, ":reason", t->reason ? t->reason : "");
	if (stmt_run(&q))
		return -1;
	return stmt_changes(s) > 0;
}

int
deed_exempt(struct store *s, struct person_id person, int32_t from_on,
    int32_t until_on, const char *reason, const char *who, int64_t now,
    struct err *err)
{
	const struct trail t = { s, "exempt.add", who, reason, now, person,
		{ 0 } };
	struct sbuf before = { 0 }, after = { 0 };
	if (from_on > until_on)
		return err_set(err, ERR_INVALID,
		    "the exemption ends before it begins");
	int64_t id = find_exemption(s, person, from_on, &before, err);
	int rc = id < 0
		     ? -1
		     : put_exemption(s, id, person, from_on, until_on, &t, err);
	if (rc > 0) {
		s->generation++;
		describe_days(&after, from_on, until_on);
		if (leave_trail(&t, id ? sbuf_text(&before) : NULL,
			sbuf_text(&after), err))
			rc = -1;
	}
	sbuf_fini(&before);
	sbuf_fini(&after);
	return rc;
}

int
deed_remove_exemption(struct store *s, struct person_id person, int32_t from_on,
    const char *who, const char *reason, int64_t now, struct err *err)
{
	const struct trail t = { s, "exempt.remove", who, reason, now, person,
		{ 0 } };
	struct sbuf before = { 0 };
	int64_t id = find_exemption(s, person, from_on, &before, err);
	int rc = id < 0 ? -1 : id > 0;
	if (rc > 0 && (withdraw(s, EXEMPTION_REMOVE, id, &t, err) ||
			  leave_trail(&t, sbuf_text(&before), NULL, err)))
		rc = -1;
	sbuf_fini(&before);
	return rc;
}

/* The row's id, 0 none. */
static int64_t
find_result(struct store *s, struct person_id person, int32_t session_on,
    bool *verify, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, RESULT_FIND, err);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":session_on", session_on);
	int64_t id = 0;
	if (stmt_step(&q) > 0) {
		id = stmt_col_int(&q, "id");
		*verify = stmt_col_int(&q, "verify") != 0;
	}
	stmt_end(&q);
	return id;
}

int
deed_result(struct store *s, struct person_id person, int32_t session_on,
    bool verify, const char *reason, const char *who, int64_t now,
    struct err *err)
{
	struct stmt q;
	char day[16];
	bool claimed = false;
	int64_t id = find_result(s, person, session_on, &claimed, err);
	if (id && (!claimed || verify))
		return 0;
	stmt_start(&q, s, STMT_DEED, id ? RESULT_SEEN : RESULT_ADD, err);
	if (id) {
		stmt_int(&q, ":id", id);
	} else {
		stmt_int(&q, ":person", person.v);
		stmt_int(&q, ":session_on", session_on);
		stmt_int(&q, ":verify", verify);
		stmt_int(&q, ":now", now);
	}
	stmt_text(&q, ":reason", reason);
	stmt_text(&q, ":who", who ? who : "");
	if (stmt_run(&q))
		return -1;
	s->generation++;
	const struct trail t = { s, "result.add", who, reason, now, person,
		{ 0 } };
	if (leave_trail(&t, id ? "claimed" : NULL, civil_iso(session_on, day),
		err))
		return -1;
	return 1;
}

int
deed_remove_result(struct store *s, struct person_id person, int32_t session_on,
    const char *who, const char *reason, int64_t now, struct err *err)
{
	char day[16];
	bool claimed = false;
	const struct trail t = { s, "result.remove", who, reason, now, person,
		{ 0 } };
	int64_t id = find_result(s, person, session_on, &claimed, err);
	if (!id)
		return 0;
	if (withdraw(s, RESULT_REMOVE, id, &t, err) ||
	    leave_trail(&t, civil_iso(session_on, day), NULL, err))
		return -1;
	return 1;
}

/* --- material */

int
deed_material(struct store *s, struct person_id person, int32_t month,
    unsigned points, const char *text, struct event_id event, int64_t now,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_DEED, MATERIAL_ADD, err);
	stmt_int(&q, ":person", person.v);
	stmt_int(&q, ":month", month);
	stmt_int(&q, ":points", points);
	stmt_text(&q, ":text", text);
	stmt_int(&q, ":event", event.v);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	const struct trail t = { s, "material.add", "reply", NULL, now, person,
		{ 0 } };
	char buf[16];
	return leave_trail(&t, NULL, civil_iso_month(month, buf), err) ? -1 : 1;
}

int
deed_materials(struct store *s, int32_t from_month, int32_t to_month,
    deed_material_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_DEED, MATERIALS, NULL);
	stmt_int(&q, ":from", from_month);
	stmt_int(&q, ":to", to_month);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct deed_material m = {
			.person.v = stmt_col_int(&q, "person"),
			.month = (int32_t)stmt_col_int(&q, "month"),
			.points = (unsigned)stmt_col_int(&q, "points"),
			.text = stmt_col_text(&q, "text"),
			.created_at = stmt_col_int(&q, "created_at"),
		};
		rc = cb(arg, &m);
	}
	stmt_end(&q);
	return rc;
}
