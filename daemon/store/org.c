/*
 * Units, people and calendars by their codes.  Knows nothing of duties, of
 * messages, or of where a roster came from.
 */
#include "store/org.h"

#include "store/imports.h"
#include "store/sets.h"

#include <string.h>

enum {
	UNIT_FIND,
	UNIT_ADD,
	UNIT_CHANGE,
	UNIT_ABOVE,
	PERSON_FIND,
	PERSON_PHONE,
	PERSON_HOLDER,
	PERSON_ADD,
	PERSON_CHANGE,
	PERSON_STOP,
	PERSON_TRAIN,
	NUMBER_KEEP,
	ASSIGNMENT_FIND,
	ASSIGNMENT_ADD,
	ASSIGNMENT_CHANGE,
	ASSIGNMENT_DROP,
	MEETING_FIND,
	MEETING_ADD,
	MEETING_CHANGE,
	MEETING_DROP,
	HOLIDAY_FIND,
	HOLIDAY_ADD,
	HOLIDAY_CHANGE,
	HOLIDAY_DROP,
	SESSION_FIND,
	SESSION_ADD,
	SESSION_CHANGE,
	SESSION_DROP,
	ORG__N
};

/* A changing statement names in its WHERE what would differ, so that the rows
 * changed tell whether anything did. */
static const char *const sql[ORG__N] = {
	[UNIT_FIND] = "SELECT id FROM unit WHERE code = :code",
	[UNIT_ADD] =
	    "INSERT INTO unit(code, name, kind, parent, aliases, contact_name,"
	    " contact_phone, from_on, until_on) VALUES(:code, :name, :kind,"
	    " :parent, coalesce(:aliases, ''), coalesce(:contact_name, ''),"
	    " coalesce(:contact_phone, ''), :from_on, :until_on)",
	[UNIT_CHANGE] =
	    "UPDATE unit SET name = coalesce(:name, name),"
	    " kind = coalesce(:kind, kind),"
	    " parent = iif(:move, :parent, parent),"
	    " aliases = coalesce(:aliases, aliases),"
	    " contact_name = coalesce(:contact_name, contact_name),"
	    " contact_phone = coalesce(:contact_phone, contact_phone),"
	    " from_on = :from_on, until_on = :until_on"
	    " WHERE id = :id AND (name != coalesce(:name, name)"
	    " OR kind != coalesce(:kind, kind)"
	    " OR parent IS NOT iif(:move, :parent, parent)"
	    " OR aliases != coalesce(:aliases, aliases)"
	    " OR contact_name != coalesce(:contact_name, contact_name)"
	    " OR contact_phone != coalesce(:contact_phone, contact_phone)"
	    " OR from_on != :from_on OR until_on != :until_on)",
	[UNIT_ABOVE] = /* is :id the unit or above it? */
	"WITH RECURSIVE up(id) AS (SELECT :unit UNION"
	" SELECT u.parent FROM unit u JOIN up ON u.id = up.id)"
	" SELECT count(*) AS n FROM up WHERE id = :id",
	[PERSON_FIND] = "SELECT id FROM person WHERE code = :code",
	[PERSON_PHONE] = "SELECT phone FROM person WHERE id = :id",
	[PERSON_HOLDER] = "SELECT code FROM person"
			  " WHERE phone = :phone AND id != :id",
	[PERSON_ADD] =
	    "INSERT INTO person(code, name, phone, role, zalo, channel,"
	    " stopped) VALUES(:code, :name, nullif(:phone, ''),"
	    " coalesce(:role, 'cadre'), coalesce(:zalo, ''),"
	    " coalesce(:channel, ''), 0)",
	[PERSON_CHANGE] =
	    "UPDATE person SET name = coalesce(:name, name),"
	    " phone = nullif(coalesce(:phone, phone), ''),"
	    " role = coalesce(:role, role), zalo = coalesce(:zalo, zalo),"
	    " channel = coalesce(:channel, channel)"
	    " WHERE id = :id AND (name != coalesce(:name, name)"
	    " OR phone IS NOT nullif(coalesce(:phone, phone), '')"
	    " OR role != coalesce(:role, role)"
	    " OR zalo != coalesce(:zalo, zalo)"
	    " OR channel != coalesce(:channel, channel))",
	[PERSON_STOP] = "UPDATE person SET stopped = :stopped"
			" WHERE id = :id AND stopped != :stopped",
	[PERSON_TRAIN] = "UPDATE person SET training = :training"
			 " WHERE id = :id AND training != :training",
	[NUMBER_KEEP] = "INSERT INTO earlier_number(phone, person, until_at)"
			" VALUES(:phone, :person, :until_at)"
			" ON CONFLICT DO UPDATE SET until_at = :until_at",
	[ASSIGNMENT_FIND] = "SELECT id FROM assignment WHERE person = :person"
			    " AND unit = :unit AND from_on = :from_on",
	[ASSIGNMENT_ADD] =
	    "INSERT INTO assignment(person, unit, from_on, until_on)"
	    " VALUES(:person, :unit, :from_on, :until_on)",
	[ASSIGNMENT_CHANGE] = "UPDATE assignment SET until_on = :until_on"
			      " WHERE id = :id AND until_on != :until_on",
	[ASSIGNMENT_DROP] = "DELETE FROM assignment WHERE id = :id",
	[MEETING_FIND] = "SELECT unit AS id FROM meeting WHERE unit = :unit",
	[MEETING_ADD] = "INSERT INTO meeting(unit, rule, minute, place)"
			" VALUES(:unit, :rule, :minute, coalesce(:place, ''))",
	[MEETING_CHANGE] = "UPDATE meeting SET rule = :rule, minute = :minute,"
			   " place = coalesce(:place, place) WHERE unit = :unit"
			   " AND (rule != :rule OR minute != :minute"
			   " OR place != coalesce(:place, place))",
	[MEETING_DROP] = "DELETE FROM meeting WHERE unit = :id",
	[HOLIDAY_FIND] = "SELECT day_on AS id FROM holiday"
			 " WHERE day_on = :day_on",
	[HOLIDAY_ADD] = "INSERT INTO holiday(day_on, name)"
			" VALUES(:day_on, :name)",
	[HOLIDAY_CHANGE] = "UPDATE holiday SET name = :name"
			   " WHERE day_on = :day_on AND name != :name",
	[HOLIDAY_DROP] = "DELETE FROM holiday WHERE day_on = :id",
	[SESSION_FIND] = "SELECT day_on AS id FROM session"
			 " WHERE day_on = :day_on",
	[SESSION_ADD] = "INSERT INTO session(day_on, name)"
			" VALUES(:day_on, :name)",
	[SESSION_CHANGE] = "UPDATE session SET name = :name"
			   " WHERE day_on = :day_on AND name != :name",
	[SESSION_DROP] = "DELETE FROM session WHERE day_on = :id",
};
const struct stmt_set org_statements = { sql, ORG__N };

static const int64_t none = INT64_MIN;

/* The row of a code: its id, 0 none, −1 error. */
static int64_t
find(struct store *s, int id, const char *code, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ORG, id, err);
	stmt_text(&q, ":code", code);
	int rc = stmt_step(&q);
	int64_t v = rc > 0 ? stmt_col_int(&q, "id") : rc;
	stmt_end(&q);
	return v;
}

static int64_t
need(struct store *s, int id, const char *what, const char *code,
    struct err *err)
{
	if (!code || !*code)
		return err_set(err, ERR_INVALID, "no %s is named", what);
	int64_t v = find(s, id, code, err);
	if (v == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no %s %s", what,
		    code);
	return v;
}

/* 1 inserted, 2 changed, 0 the same; what load_facts shows has changed in the
 * first two cases. */
static int
put_result(struct store *s, struct stmt *q, bool inserted)
{
	if (stmt_run(q))
		return -1;
	if (!inserted && stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return inserted ? 1 : 2;
}

static int
dropped(struct store *s, int id, int64_t row, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ORG, id, err);
	stmt_int(&q, ":id", row);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return 1;
}

/* --- units */

/* The parent's id, `none` for a top, −1 error. */
static int64_t
parent_of(struct store *s, const struct org_unit *u, int64_t id,
    struct err *err)
{
	struct stmt q;
	if (!u->parent || !*u->parent || strcmp(u->parent, u->code) == 0)
		return none;
	int64_t parent = need(s, UNIT_FIND, "unit", u->parent, err);
	if (parent < 0 || id == 0)
		return parent;
	stmt_start(&q, s, STMT_ORG, UNIT_ABOVE, err);
	stmt_int(&q, ":unit", parent);
	stmt_int(&q, ":id", id);
	if (stmt_number(&q, "n", 1) > 0)
		return err_set(err, ERR_INVALID, "%s is below %s itself",
		    u->parent, u->code);
	return parent;
}

static void
bind_unit(struct stmt *q, const struct org_unit *u, int64_t parent)
{
	stmt_text(q, ":name", u->name);
	stmt_text(q, ":kind", u->kind);
	if (parent == none)
		stmt_text(q, ":parent", NULL);
	else
		stmt_int(q, ":parent", parent);
	stmt_text(q, ":aliases", u->aliases);
	stmt_text(q, ":contact_name", u->contact_name);
	stmt_text(q, ":contact_phone", u->contact_phone);
	stmt_int(q, ":from_on", u->from_on);
	stmt_int(q, ":until_on", u->until_on);
}

static int
put_unit(struct store *s, const struct org_unit *u, struct err *err)
{
	struct stmt q;
	if (!u->code || !*u->code)
		return err_set(err, ERR_INVALID, "a unit needs a code");
	int64_t id = find(s, UNIT_FIND, u->code, err);
	if (id < 0)
		return -1;
	int64_t parent = parent_of(s, u, id, err);
	if (parent == -1)
		return -1;
	if (id == 0) {
		if (!u->name || !*u->name || !u->kind || !*u->kind)
			return err_set(err, ERR_INVALID,
			    "unit %s needs a name and a kind", u->code);
		stmt_start(&q, s, STMT_ORG, UNIT_ADD, err);
		stmt_text(&q, ":code", u->code);
		bind_unit(&q, u, parent);
		return put_result(s, &q, true);
	}
	stmt_start(&q, s, STMT_ORG, UNIT_CHANGE, err);
	stmt_int(&q, ":id", id);
	stmt_int(&q, ":move", u->parent != NULL);
	bind_unit(&q, u, parent);
	return put_result(s, &q, false);
}

int
org_put_unit(struct store *s, const struct org_unit *u, struct err *err)
{
	struct imports_watch w = imports_watch(s, "unit", u->code);
	return imports_watched(s, &w, put_unit(s, u, err), err);
}

/* --- people */

static int
check_phone(struct store *s, int64_t id, const struct org_person *p,
    struct err *err)
{
	struct stmt q;
	if (!p->phone || !*p->phone)
		return 0;
	stmt_start(&q, s, STMT_ORG, PERSON_HOLDER, err);
	stmt_text(&q, ":phone", p->phone);
	stmt_int(&q, ":id", id);
	int rc = stmt_step(&q);
	if (rc > 0)
		rc = err_set(err, ERR_INVALID,
		    "the number of %s belongs to %s now", p->code,
		    stmt_col_text(&q, "code"));
	stmt_end(&q);
	return rc;
}

/* The number they had stays theirs, as an earlier one. */
static int
keep_number(struct store *s, int64_t id, const char *phone, int64_t now,
    struct err *err)
{
	struct stmt old, q;
	if (!phone)
		return 0;
	stmt_start(&old, s, STMT_ORG, PERSON_PHONE, err);
	stmt_int(&old, ":id", id);
	int rc = stmt_step(&old);
	const char *had = rc > 0 ? stmt_col_text(&old, "phone") : "";
	if (rc > 0 && *had && strcmp(had, phone) != 0) {
		stmt_start(&q, s, STMT_ORG, NUMBER_KEEP, err);
		stmt_text(&q, ":phone", had);
		stmt_int(&q, ":person", id);
		stmt_int(&q, ":until_at", now);
		rc = stmt_run(&q);
	}
	stmt_end(&old);
	return rc < 0 ? -1 : 0;
}

static void
bind_person(struct stmt *q, const struct org_person *p)
{
	stmt_text(q, ":name", p->name);
	stmt_text(q, ":phone", p->phone);
	stmt_text(q, ":role", p->role);
	stmt_text(q, ":zalo", p->zalo);
	stmt_text(q, ":channel", p->channel);
}

static int
put_person(struct store *s, const struct org_person *p, int64_t now,
    struct err *err)
{
	struct stmt q;
	if (!p->code || !*p->code)
		return err_set(err, ERR_INVALID, "a person needs a code");
	int64_t id = find(s, PERSON_FIND, p->code, err);
	if (id < 0 || check_phone(s, id, p, err))
		return -1;
	if (id == 0) {
		if (!p->name || !*p->name)
			return err_set(err, ERR_INVALID,
			    "person %s needs a name", p->code);
		stmt_start(&q, s, STMT_ORG, PERSON_ADD, err);
		stmt_text(&q, ":code", p->code);
		bind_person(&q, p);
		return put_result(s, &q, true);
	}
	if (keep_number(s, id, p->phone, now, err))
		return -1;
	stmt_start(&q, s, STMT_ORG, PERSON_CHANGE, err);
	stmt_int(&q, ":id", id);
	bind_person(&q, p);
	return put_result(s, &q, false);
}

int
org_put_person(struct store *s, const struct org_person *p, int64_t now,
    struct err *err)
{
	struct imports_watch w = imports_watch(s, "person", p->code);
	return imports_watched(s, &w, put_person(s, p, now, err), err);
}

int
org_set_stopped(struct store *s, struct person_id p, int stopped,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ORG, PERSON_STOP, err);
	stmt_int(&q, ":id", p.v);
	stmt_int(&q, ":stopped", stopped != 0);
	return put_result(s, &q, false);
}

int
org_set_training(struct store *s, struct person_id p, int training,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ORG, PERSON_TRAIN, err);
	stmt_int(&q, ":id", p.v);
	stmt_int(&q, ":training", training != 0);
	return put_result(s, &q, false);
}

/* --- assignments and calendars */

/* The row's id, 0 none, −1 error; *person and *unit are set. */
static int64_t
find_assignment(struct store *s, const struct org_assignment *a,
    int64_t *person, int64_t *unit, struct err *err)
{
	struct stmt q;
	*person = need(s, PERSON_FIND, "person", a->person, err);
	if (*person < 0)
		return -1;
	*unit = need(s, UNIT_FIND, "unit", a->unit, err);
	if (*unit < 0)
		return -1;
	stmt_start(&q, s, STMT_ORG, ASSIGNMENT_FIND, err);
	stmt_int(&q, ":person", *person);
	stmt_int(&q, ":unit", *unit);
	stmt_int(&q, ":from_on", a->from_on);
	return stmt_number(&q, "id", 0);
}

static int
put_assignment(struct store *s, const struct org_assignment *a, struct err *err)
{
	struct stmt q;
	int64_t person, unit;
	int64_t id = find_assignment(s, a, &person, &unit, err);
	if (id < 0)
		return -1;
	if (a->from_on > a->until_on)
		return err_set(err, ERR_INVALID,
		    "the assignment of %s to %s ends before it begins",
		    a->person, a->unit);
	if (id > 0) {
		stmt_start(&q, s, STMT_ORG, ASSIGNMENT_CHANGE, err);
		stmt_int(&q, ":id", id);
		stmt_int(&q, ":until_on", a->until_on);
		return put_result(s, &q, false);
	}
	stmt_start(&q, s, STMT_ORG, ASSIGNMENT_ADD, err);
	stmt_int(&q, ":person", person);
	stmt_int(&q, ":unit", unit);
	stmt_int(&q, ":from_on", a->from_on);
	stmt_int(&q, ":until_on", a->until_on);
	return put_result(s, &q, true);
}

int
org_put_assignment(struct store *s, const struct org_assignment *a,
    struct err *err)
{
	int64_t person, unit;
	int64_t id = find_assignment(s, a, &person, &unit, NULL);
	struct imports_watch w = imports_watch_row(s, "assignment", id);
	return imports_watched(s, &w, put_assignment(s, a, err), err);
}

int
org_drop_assignment(struct store *s, const char *person, const char *unit,
    int32_t from_on, struct err *err)
{
	const struct org_assignment a = { person, unit, from_on, from_on };
	int64_t p, u;
	int64_t id = find_assignment(s, &a, &p, &u, err);
	if (id <= 0)
		return (int)id;
	return dropped(s, ASSIGNMENT_DROP, id, err);
}

static int
put_meeting(struct store *s, const struct org_meeting *m, int64_t unit,
    struct err *err)
{
	struct stmt q;
	if (!m->rule)
		return err_set(err, ERR_INVALID, "a meeting needs its rule");
	stmt_start(&q, s, STMT_ORG, MEETING_FIND, err);
	stmt_int(&q, ":unit", unit);
	bool fresh = stmt_number(&q, "id", 0) == 0;
	stmt_start(&q, s, STMT_ORG, fresh ? MEETING_ADD : MEETING_CHANGE, err);
	stmt_int(&q, ":unit", unit);
	stmt_text(&q, ":rule", m->rule);
	stmt_int(&q, ":minute", m->minute);
	stmt_text(&q, ":place", m->place);
	return put_result(s, &q, fresh);
}

int
org_put_meeting(struct store *s, const struct org_meeting *m, struct err *err)
{
	int64_t unit = need(s, UNIT_FIND, "unit", m->unit, err);
	if (unit < 0)
		return -1;
	struct imports_watch w = imports_watch_row(s, "meeting", unit);
	return imports_watched(s, &w, put_meeting(s, m, unit, err), err);
}

int
org_drop_meeting(struct store *s, const char *unit, struct err *err)
{
	int64_t id = need(s, UNIT_FIND, "unit", unit, err);
	return id < 0 ? -1 : dropped(s, MEETING_DROP, id, err);
}

/* Holidays and sessions are the same shape: a day and its name. */
static int
put_day(struct store *s, int first, int32_t on, const char *name,
    struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ORG, first, err);
	stmt_int(&q, ":day_on", on);
	bool fresh = stmt_number(&q, "id", none) == none;
	stmt_start(&q, s, STMT_ORG, fresh ? first + 1 : first + 2, err);
	stmt_int(&q, ":day_on", on);
	stmt_text(&q, ":name", name ? name : "");
	return put_result(s, &q, fresh);
}

int
org_put_holiday(struct store *s, int32_t on, const char *name, struct err *err)
{
	struct imports_watch w = imports_watch_row(s, "holiday", on);
	return imports_watched(s, &w, put_day(s, HOLIDAY_FIND, on, name, err),
	    err);
}

int
org_put_session(struct store *s, int32_t on, const char *name, struct err *err)
{
	struct imports_watch w = imports_watch_row(s, "session", on);
	return imports_watched(s, &w, put_day(s, SESSION_FIND, on, name, err),
	    err);
}

int
org_drop_holiday(struct store *s, int32_t on, struct err *err)
{
	return dropped(s, HOLIDAY_DROP, on, err);
}

int
org_drop_session(struct store *s, int32_t on, struct err *err)
{
	return dropped(s, SESSION_DROP, on, err);
}
