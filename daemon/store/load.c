/*
 * Reads the tables into one value of facts; ids become indexes.  Changes
 * nothing and decides nothing: what a row means is core's.
 */
#include "store/load.h"

#include "base/mem.h"
#include "core/recur.h"
#include "store/sets.h"

#include <stdlib.h>
#include <string.h>

enum {
	UNITS,
	PEOPLE,
	NUMBERS,
	ASSIGNMENTS,
	MEETINGS,
	CHANGES,
	HOLIDAYS,
	SESSIONS,
	VISITS,
	ATTENDANCES,
	PROMISES,
	EXEMPTIONS,
	RESULTS,
	SAID,
	LOAD__N
};

static const char *const sql[LOAD__N] = {
	[UNITS] = "SELECT id, code, name, kind, coalesce(parent, 0) AS parent,"
		  " aliases, contact_name, contact_phone, from_on, until_on"
		  " FROM unit ORDER BY id",
	[PEOPLE] = "SELECT id, code, name, phone, role, zalo, channel, stopped,"
		   " training"
		   " FROM person ORDER BY id",
	/* Theirs as long as nobody else has it or ever had it. */
	[NUMBERS] = "SELECT e.person, e.phone, p.id IS NOT NULL AS given"
		    " FROM earlier_number e"
		    " LEFT JOIN person p ON p.phone = e.phone"
		    " WHERE p.id IS NOT e.person AND (p.id IS NOT NULL"
		    "  OR NOT EXISTS (SELECT 1 FROM earlier_number o"
		    "   WHERE o.phone = e.phone AND o.person != e.person))"
		    " ORDER BY e.person, e.phone",
	[ASSIGNMENTS] = "SELECT person, unit, from_on, until_on"
			" FROM assignment ORDER BY id",
	[MEETINGS] = "SELECT unit, rule, minute, place FROM meeting"
		     " ORDER BY unit",
	[CHANGES] = "SELECT unit, day_on, to_on,"
		    " coalesce(decided_at, made_at) AS made_at FROM shift"
		    " WHERE state = 'accepted' ORDER BY unit, day_on",
	[HOLIDAYS] = "SELECT day_on, name FROM holiday ORDER BY day_on",
	[SESSIONS] = "SELECT day_on, name FROM session ORDER BY day_on",
	[VISITS] = "SELECT id, person, unit, day_on, month, source, verify,"
		   " coalesce(event, day_event, 0) AS event, created_at,"
		   " by_name FROM visit WHERE withdrawn_at IS NULL ORDER BY id",
	[ATTENDANCES] = "SELECT id, person, unit, day_on, month, source,"
			" coalesce(event, day_event, 0) AS event, created_at"
			" FROM attendance WHERE withdrawn_at IS NULL"
			" ORDER BY id",
	[PROMISES] =
	    "SELECT person, coalesce(unit, 0) AS unit, day_on, month, made_at"
	    " FROM promise p WHERE withdrawn_at IS NULL"
	    " AND NOT EXISTS (SELECT 1 FROM promise l WHERE"
	    "  l.person = p.person AND l.month = p.month"
	    "  AND l.unit IS p.unit AND l.withdrawn_at IS NULL"
	    "  AND l.id > p.id) ORDER BY id",
	[EXEMPTIONS] = "SELECT person, from_on, until_on, reason"
		       " FROM exemption WHERE withdrawn_at IS NULL"
		       " ORDER BY id",
	[RESULTS] = "SELECT person, session_on, verify FROM result"
		    " WHERE withdrawn_at IS NULL ORDER BY id",
	/* Of meetings (before 'n') also whether the text has left: who was not
	 * told of a day needs no correction. */
	[SAID] = "SELECT person, duty, rung, due_at, said_at,"
		 " message IS NULL AS passed,"
		 " CASE WHEN duty < 'n' THEN (SELECT state IN ('queued',"
		 " 'held', 'failed', 'expired', 'cancelled') FROM message"
		 " WHERE id = said.message) END AS unsent"
		 " FROM said ORDER BY duty, rowid",
};
const struct stmt_set load_statements = { sql, LOAD__N };

struct list { /* grows on the heap, moves into the arena when complete */
	void *v;
	size_t n;
	size_t cap;
	size_t size;
};

struct loading {
	struct store *s;
	struct facts *f;
	char *const *levels;
	int level_n;
	struct stmt q;
	struct list list;
	struct err *err;
};

static void
start(struct loading *l, int id, size_t size)
{
	l->list = (struct list){ .size = size };
	stmt_start(&l->q, l->s, STMT_LOAD, id, l->err);
}

static void *
add(struct loading *l)
{
	struct list *t = &l->list;
	t->v = mem_grow(t->v, &t->cap, t->n + 1, t->size);
	void *e = (char *)t->v + t->n++ * t->size;
	memset(e, 0, t->size);
	return e;
}

static void *
finish(struct loading *l, int *n)
{
	struct list *t = &l->list;
	stmt_end(&l->q);
	void *v = mem_arena_new(&l->f->arena, t->n, t->size);
	if (t->n > 0)
		memcpy(v, t->v, t->n * t->size);
	free(t->v);
	*n = (int)t->n;
	return v;
}

static int64_t
number(struct loading *l, const char *column)
{
	return stmt_col_int(&l->q, column);
}

static const char *
text(struct loading *l, const char *column)
{
	return mem_arena_dup(&l->f->arena, stmt_col_text(&l->q, column));
}

static const char *
text_or_null(struct loading *l, const char *column)
{
	const char *t = stmt_col_text(&l->q, column);
	return *t ? mem_arena_dup(&l->f->arena, t) : NULL;
}

/* Units and people are loaded in id order. */
static int
person_index(const struct facts *f, int64_t id)
{
	int lo = 0, hi = f->person_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->people[mid].id.v < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->person_n && f->people[lo].id.v == id ? lo : FACTS_NONE;
}

static int
unit_index(const struct facts *f, int64_t id)
{
	int lo = 0, hi = f->unit_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->units[mid].id.v < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->unit_n && f->units[lo].id.v == id ? lo : FACTS_NONE;
}

/* The level that a kind names, −1: the one below its parent. */
static int
level_of_kind(const struct loading *l, const char *kind)
{
	static const struct {
		const char *kind;
		int from_end; /* 0: the top */
	} built_in[] = { { "huyen", 0 }, { "xa", 2 }, { "thi_tran", 2 },
		{ "phuong", 2 }, { "chi_doan", 1 } };
	for (int i = 0; i < l->level_n; i++) {
		if (strcmp(l->levels[i], kind) == 0)
			return i;
	}
	for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++) {
		int end = built_in[i].from_end;
		if (strcmp(built_in[i].kind, kind) == 0)
			return end && end <= l->level_n ? l->level_n - end : 0;
	}
	return -1;
}

static int
resolve_level(struct loading *l, int unit)
{
	struct facts_unit *u = &l->f->units[unit];
	if (u->level >= 0)
		return u->level;
	int level = u->parent < 0 ? 0 : resolve_level(l, u->parent) + 1;
	u->level = level < l->level_n ? level : l->level_n - 1;
	return u->level;
}

static int
load_units(struct loading *l)
{
	struct facts *f = l->f;
	size_t cap = 0, n = 0;
	int64_t *parents = NULL; /* ids: a parent may come later */
	int rc;
	start(l, UNITS, sizeof *f->units);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_unit *u = add(l);
		u->id.v = number(l, "id");
		u->code = text(l, "code");
		u->name = text(l, "name");
		u->kind = text(l, "kind");
		u->level = level_of_kind(l, u->kind);
		parents = mem_grow(parents, &cap, n + 1, sizeof *parents);
		parents[n++] = number(l, "parent");
		u->aliases = text(l, "aliases");
		u->contact_name = text_or_null(l, "contact_name");
		u->contact_phone = text_or_null(l, "contact_phone");
		u->from_on = (int32_t)number(l, "from_on");
		u->until_on = (int32_t)number(l, "until_on");
	}
	f->units = finish(l, &f->unit_n);
	for (int i = 0; parents && i < f->unit_n; i++)
		f->units[i].parent = unit_index(f, parents[i]);
	for (int i = 0; i < f->unit_n; i++)
		resolve_level(l, i);
	free(parents);
	return rc;
}

static enum facts_role
role_of(const char *name)
{
	if (strcmp(name, "secretary") == 0)
		return FACTS_SECRETARY;
	if (strcmp(name, "admin") == 0)
		return FACTS_ADMIN;
	return strcmp(name, "contact") == 0 ? FACTS_CONTACT : FACTS_CADRE;
}

static int
load_people(struct loading *l)
{
	struct facts *f = l->f;
	int rc;
	start(l, PEOPLE, sizeof *f->people);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_person *p = add(l);
		p->id.v = number(l, "id");
		p->code = text(l, "code");
		p->name = text(l, "name");
		p->phone = text_or_null(l, "phone");
		p->role = role_of(stmt_col_text(&l->q, "role"));
		p->zalo = text_or_null(l, "zalo");
		p->channel = text_or_null(l, "channel");
		p->stopped = number(l, "stopped") != 0;
		p->training = number(l, "training") != 0;
	}
	f->people = finish(l, &f->person_n);
	facts_index(f);
	if (rc)
		return rc;
	start(l, NUMBERS, sizeof *f->numbers);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_number *n = add(l);
		n->person = person_index(f, number(l, "person"));
		n->phone = text(l, "phone");
		n->given = number(l, "given") != 0;
	}
	f->numbers = finish(l, &f->number_n);
	return rc;
}

static int
load_assignments(struct loading *l)
{
	struct facts *f = l->f;
	int rc;
	start(l, ASSIGNMENTS, sizeof *f->assignments);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_assignment *a = add(l);
		a->person = person_index(f, number(l, "person"));
		a->unit = unit_index(f, number(l, "unit"));
		a->from_on = (int32_t)number(l, "from_on");
		a->until_on = (int32_t)number(l, "until_on");
	}
	f->assignments = finish(l, &f->assignment_n);
	return rc;
}

static int
load_calendars(struct loading *l)
{
	/* Stored rules are canonical; a year matters only to phrases. */
	static const int any_year = 2000;
	struct facts *f = l->f;
	unsigned warnings = 0;
	int rc;
	start(l, MEETINGS, sizeof *f->meetings);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_meeting *m = add(l);
		m->unit = unit_index(f, number(l, "unit"));
		recur_parse(stmt_col_text(&l->q, "rule"), any_year, &m->rule,
		    &warnings);
		m->minute = (int)number(l, "minute");
		m->place = text(l, "place");
	}
	f->meetings = finish(l, &f->meeting_n);
	if (rc)
		return rc;
	start(l, CHANGES, sizeof *f->changes);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_change *c = add(l);
		c->unit = unit_index(f, number(l, "unit"));
		c->on = (int32_t)number(l, "day_on");
		c->to_on = (int32_t)number(l, "to_on");
		c->made_at = number(l, "made_at");
	}
	f->changes = finish(l, &f->change_n);
	if (rc)
		return rc;
	start(l, HOLIDAYS, sizeof *f->holidays);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_holiday *h = add(l);
		h->on = (int32_t)number(l, "day_on");
		h->name = text(l, "name");
	}
	f->holidays = finish(l, &f->holiday_n);
	if (rc)
		return rc;
	start(l, SESSIONS, sizeof *f->sessions);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_session *t = add(l);
		t->on = (int32_t)number(l, "day_on");
		t->name = text(l, "name");
	}
	f->sessions = finish(l, &f->session_n);
	return rc;
}

static enum facts_source
source_of(const char *name)
{
	if (strcmp(name, "manual") == 0)
		return FACTS_MANUAL;
	return strcmp(name, "web") == 0 ? FACTS_WEB : FACTS_REPLY;
}

static int
load_visits(struct loading *l)
{
	struct facts *f = l->f;
	int rc;
	start(l, VISITS, sizeof *f->visits);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_visit *v = add(l);
		v->id.v = number(l, "id");
		v->person = person_index(f, number(l, "person"));
		v->unit = unit_index(f, number(l, "unit"));
		v->on = (int32_t)number(l, "day_on");
		v->month = (int32_t)number(l, "month");
		v->source = source_of(stmt_col_text(&l->q, "source"));
		v->verify = number(l, "verify") != 0;
		v->event.v = number(l, "event");
		v->created_at = number(l, "created_at");
		v->by = text_or_null(l, "by_name");
	}
	f->visits = finish(l, &f->visit_n);
	if (rc)
		return rc;
	start(l, ATTENDANCES, sizeof *f->attendances);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_attendance *a = add(l);
		a->id = number(l, "id");
		a->person = person_index(f, number(l, "person"));
		a->unit = unit_index(f, number(l, "unit"));
		a->on = (int32_t)number(l, "day_on");
		a->month = (int32_t)number(l, "month");
		a->source = source_of(stmt_col_text(&l->q, "source"));
		a->event.v = number(l, "event");
		a->created_at = number(l, "created_at");
	}
	f->attendances = finish(l, &f->attendance_n);
	return rc;
}

static int
load_excuses(struct loading *l)
{
	struct facts *f = l->f;
	int rc;
	start(l, PROMISES, sizeof *f->promises);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_promise *p = add(l);
		p->person = person_index(f, number(l, "person"));
		p->unit = unit_index(f, number(l, "unit"));
		p->on = (int32_t)number(l, "day_on");
		p->month = (int32_t)number(l, "month");
		p->made_at = number(l, "made_at");
	}
	f->promises = finish(l, &f->promise_n);
	if (rc)
		return rc;
	start(l, EXEMPTIONS, sizeof *f->exemptions);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_exemption *e = add(l);
		e->person = person_index(f, number(l, "person"));
		e->from_on = (int32_t)number(l, "from_on");
		e->until_on = (int32_t)number(l, "until_on");
		e->reason = text(l, "reason");
	}
	f->exemptions = finish(l, &f->exemption_n);
	if (rc)
		return rc;
	start(l, RESULTS, sizeof *f->results);
	while ((rc = stmt_step(&l->q)) > 0) {
		struct facts_result *r = add(l);
		r->person = person_index(f, number(l, "person"));
		r->session_on = (int32_t)number(l, "session_on");
		r->verify = number(l, "verify") != 0;
	}
	f->results = finish(l, &f->result_n);
	return rc;
}

static int
load_said(struct loading *l)
{
	struct facts *f = l->f;
	char last[128] = "";
	struct duty_key key = { DUTY_VISIT, 0, FACTS_NONE, FACTS_NONE };
	bool known = false;
	int rc;
	start(l, SAID, sizeof *f->said);
	while ((rc = stmt_step(&l->q)) > 0) {
		/* The rungs of one duty stand together: read its name once. */
		const char *duty = stmt_col_text(&l->q, "duty");
		if (strcmp(duty, last) != 0 || !*last) {
			size_t n = strlen(duty);
			known =
			    n < sizeof last && duty_key_parse(duty, f, &key);
			if (n < sizeof last)
				memcpy(last, duty, n + 1);
		}
		/* About a code that is gone: nobody can owe it any more. */
		if (!known)
			continue;
		struct facts_said *t = add(l);
		t->person = person_index(f, number(l, "person"));
		t->duty = key;
		t->rung = text(l, "rung");
		t->due_at = number(l, "due_at");
		t->said_at = number(l, "said_at");
		t->passed = number(l, "passed") != 0;
		t->unsent = number(l, "unsent") != 0;
	}
	f->said = finish(l, &f->said_n);
	return rc;
}

static int
load_live(struct loading *l)
{
	char buf[32];
	int rc = store_setting_get(l->s, "live_since", buf, sizeof buf);
	if (rc > 0)
		l->f->live_since = strtoll(buf, NULL, 10);
	return rc < 0 ? err_set(l->err, ERR_IO, "cannot read live_since") : 0;
}

int
load_facts(struct store *s, char *const *levels, size_t level_n,
    struct facts **out, struct err *err)
{
	static int (*const parts[])(struct loading *) = { load_units,
		load_people, load_assignments, load_calendars, load_visits,
		load_excuses, load_said, load_live };
	struct loading l = { .s = s,
		.levels = levels,
		.level_n = (int)level_n,
		.err = err };
	l.f = mem_new(1, sizeof *l.f);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i](&l)) {
			facts_free(l.f);
			return err_wrap(err, "cannot read the facts");
		}
	}
	facts_sort(l.f);
	*out = l.f;
	return 0;
}
