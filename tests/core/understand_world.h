/*
 * The district of the samples as facts made by hand, and the scoring of a
 * file of labelled replies.  For the tests of understanding only.
 */
#ifndef NHACVIEC_TESTS_UNDERSTAND_WORLD_H
#define NHACVIEC_TESTS_UNDERSTAND_WORLD_H

#include "base/mem.h"
#include "core/facts.h"
#include "core/policy.h"
#include "core/understand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLD_UNITS 64

struct world {
	struct facts f;
	struct policy *p;
};

static inline void
world_unit(struct world *w, const char *code, const char *name, int level,
    const char *parent)
{
	struct facts_unit *u = &w->f.units[w->f.unit_n++];
	memset(u, 0, sizeof *u);
	u->id.v = w->f.unit_n;
	u->code = code;
	u->name = name;
	u->aliases = "";
	u->level = level;
	u->parent = parent ? facts_unit_by_code(&w->f, parent) : -1;
	u->from_on = CIVIL_NONE;
	u->until_on = CIVIL_MAX;
}

static inline void
world_person(struct world *w, const char *code, const char *name,
    const char *phone, const char *units, int from_month)
{
	struct facts *f = &w->f;
	int person = f->person_n++;
	struct facts_person *p = &f->people[person];
	memset(p, 0, sizeof *p);
	p->id.v = f->person_n;
	p->code = code;
	p->name = name;
	p->phone = phone;
	p->role = *units ? FACTS_CADRE : FACTS_SECRETARY;
	while (*units) {
		char one[24] = { 0 };
		size_t n = strcspn(units, ";");
		memcpy(one, units, n);
		units += n + (units[n] == ';');
		struct facts_assignment *a = &f->assignments[f->assignment_n++];
		a->person = person;
		a->unit = facts_unit_by_code(f, one);
		a->from_on = civil_day(2018, from_month, 1);
		a->until_on = CIVIL_MAX;
	}
}

static inline void
world_init(struct world *w)
{
	static const struct {
		const char *code, *name, *parent;
		int level;
	} units[] = {
		{ "HUYEN", "Huyện Đồng Phú", NULL, 0 },
		{ "CUM1", "Cụm 1", "HUYEN", 1 },
		{ "CUM2", "Cụm 2", "HUYEN", 1 },
		{ "CUM3", "Cụm 3", "HUYEN", 1 },
		{ "CUM4", "Cụm 4", "HUYEN", 1 },
		{ "TANPHU", "Thị trấn Tân Phú", "CUM1", 2 },
		{ "TANTIEN", "Xã Tân Tiến", "CUM1", 2 },
		{ "TANLAP", "Xã Tân Lập", "CUM1", 2 },
		{ "TANHOA", "Xã Tân Hòa", "CUM2", 2 },
		{ "TANLOI", "Xã Tân Lợi", "CUM2", 2 },
		{ "TANHUNG", "Xã Tân Hưng", "CUM2", 2 },
		{ "DONGTIEN", "Xã Đồng Tiến", "CUM3", 2 },
		{ "TANPHUOC", "Xã Tân Phước", "CUM3", 2 },
		{ "DONGTAM", "Xã Đồng Tâm", "CUM3", 2 },
		{ "THUANLOI", "Xã Thuận Lợi", "CUM4", 2 },
		{ "THUANPHU", "Xã Thuận Phú", "CUM4", 2 },
		{ "TANLAP-AP1", "Ấp 1", "TANLAP", 3 },
		{ "TANLAP-AP2", "Ấp 2", "TANLAP", 3 },
		{ "TANLAP-AP3", "Ấp 3", "TANLAP", 3 },
		{ "TANPHU-KPTANAN", "KP Tân An", "TANPHU", 3 },
		{ "TANPHU-KPTANLIEN", "KP Tân Liên", "TANPHU", 3 },
		{ "TANPHU-KHUPHOTHANGLOI", "Khu phố Thắng Lợi", "TANPHU", 3 },
		{ "THUANLOI-APTHUANHOA1", "Ấp Thuận Hòa 1", "THUANLOI", 3 },
		{ "THUANLOI-THUANHOA2", "Thuận Hòa 2", "THUANLOI", 3 },
		{ "DONGTAM-AP4", "Ấp 4", "DONGTAM", 3 },
		{ "DONGTAM-AP5", "Ấp 5", "DONGTAM", 3 },
		{ "DONGTAM-AP6", "Ấp 6", "DONGTAM", 3 },
		{ "TANHUNG-SUOINHUNG", "Suối Nhung", "TANHUNG", 3 },
		{ "TANHUNG-PAPECH", "Pa Pếch", "TANHUNG", 3 },
		{ "TANLOI-QUANY", "Quân Y", "TANLOI", 3 },
	};
	memset(w, 0, sizeof *w);
	w->p = policy_new();
	w->f.units =
	    mem_arena_new(&w->f.arena, WORLD_UNITS, sizeof *w->f.units);
	w->f.people = mem_arena_new(&w->f.arena, 16, sizeof *w->f.people);
	w->f.assignments =
	    mem_arena_new(&w->f.arena, 32, sizeof *w->f.assignments);
	w->f.visits = mem_arena_new(&w->f.arena, 32, sizeof *w->f.visits);
	w->f.sessions = mem_arena_new(&w->f.arena, 4, sizeof *w->f.sessions);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		world_unit(w, units[i].code, units[i].name, units[i].level,
		    units[i].parent);
	world_person(w, "QUAN", "Lê Minh Quân", "+84912000001", "", 4);
	world_person(w, "DUYEN", "Trần Thị Mỹ Duyên", "+84912000002",
	    "TANPHU;TANTIEN;TANLAP", 4);
	world_person(w, "BAO", "Phạm Quốc Bảo", "+84912000003",
	    "TANHOA;TANLOI;TANHUNG", 4);
	world_person(w, "ANH", "Hoàng Thị Ngọc Ánh", "+84912000004", "DONGTIEN",
	    4);
	world_person(w, "SON", "Điểu Hoàng Sơn", "+84912000005", "TANPHUOC", 4);
	world_person(w, "HOA", "Nguyễn Văn Hòa", "+84912000006", "DONGTAM", 4);
	world_person(w, "THUY", "Đặng Thị Thúy", "+84912000007",
	    "THUANLOI;THUANPHU", 4);
	world_person(w, "NHUNG", "Thị Nhung", "+84912000008", "THUANPHU", 7);
}

static inline void
world_fini(struct world *w)
{
	mem_arena_fini(&w->f.arena);
	policy_free(w->p);
}

static inline int64_t
world_at(const char *text)
{
	int64_t at = 0;
	if (!civil_parse_instant(text, 7 * 3600, &at))
		abort();
	return at;
}

/* What the sender of a row is: SON, SECR, UNKNOWN, OPERATOR … */
static inline void
world_context(const struct world *w, const char *who,
    struct understand_context *c)
{
	memset(c, 0, sizeof *c);
	c->facts = &w->f;
	c->policy = w->p;
	c->now = world_at("2018-05-22T09:00:00+07:00");
	if (strcmp(who, "OPERATOR") == 0) {
		c->person = -1;
		c->number = "VIETTEL";
		return;
	}
	if (strcmp(who, "UNKNOWN") == 0) {
		c->person = -1;
		c->number = "+84987654321";
		return;
	}
	c->person = facts_person_by_code(&w->f,
	    strcmp(who, "SECR") == 0 ? "QUAN" : who);
	if (c->person < 0)
		abort();
	c->number = w->f.people[c->person].phone;
}

/* --- a row of a labelled file */

struct row {
	char text[2000];
	char intent[32], unit[200], date[200], who[16];
	int line;
};

static inline void
row_unescape(const char *s, size_t n, char *out, size_t size)
{
	size_t k = 0;
	for (size_t i = 0; i < n && k + 1 < size; i++) {
		if (s[i] == '\\' && i + 1 < n) {
			i++;
			out[k++] = s[i] == 'n'	 ? '\n'
				   : s[i] == 't' ? '\t'
				   : s[i] == 'r' ? '\r'
						 : s[i];
		} else {
			out[k++] = s[i];
		}
	}
	out[k] = '\0';
}

/* Fields of one line; false for the header, comments and blank lines. */
static inline bool
row_read(const char *line, struct row *r)
{
	const char *field[5];
	size_t len[5];
	for (int i = 0; i < 5; i++) {
		field[i] = line;
		len[i] = strcspn(line, "\t\n");
		line += len[i] + (line[len[i]] == '\t');
	}
	row_unescape(field[0], len[0], r->text, sizeof r->text);
	snprintf(r->intent, sizeof r->intent, "%.*s", (int)len[1], field[1]);
	snprintf(r->unit, sizeof r->unit, "%.*s", (int)len[2], field[2]);
	snprintf(r->date, sizeof r->date, "%.*s", (int)len[3], field[3]);
	const char *ctx = strstr(field[4], "ctx=");
	if (!*r->intent || strcmp(r->intent, "intent") == 0 || !ctx)
		return false;
	size_t n = strcspn(ctx + 4, "; \t\n");
	snprintf(r->who, sizeof r->who, "%.*s", (int)n, ctx + 4);
	return true;
}

/* --- scoring, after the samples' README */

struct hint {
	char want[16][24]; /* units that may be booked */
	size_t want_n;
	bool doubtful;
	char date[16][16];
	size_t date_n;
	bool range, ask, none; /* none = no day may be booked */
};

static inline void
hint_read(const struct row *r, struct hint *h)
{
	memset(h, 0, sizeof *h);
	const char *s = r->unit;
	while (*s) {
		size_t n = strcspn(s, ";()");
		if (n && *s == '?')
			h->doubtful = true;
		else if (n && *s != '!' && *s != '-' && h->want_n < 16)
			snprintf(h->want[h->want_n++], 24, "%.*s", (int)n, s);
		s += n;
		s += *s != '\0';
	}
	s = r->date;
	h->ask = *s == '!' || *s == '?';
	h->none = *s == '-' || *s == '~';
	h->range = strstr(s, "..") != NULL;
	while (*s && !h->ask && !h->none) {
		size_t n = strcspn(s, ";.");
		if (n && h->date_n < 16)
			snprintf(h->date[h->date_n++], 16, "%.*s", (int)n, s);
		s += n;
		while (*s == ';' || *s == '.')
			s++;
	}
}

static inline bool
hint_books(const char *intent)
{
	return strcmp(intent, "confirm") == 0 ||
	       strcmp(intent, "confirm_meeting") == 0 ||
	       strcmp(intent, "partial") == 0 || strcmp(intent, "report") == 0;
}

static inline bool
hint_allows(const struct hint *h, const struct facts *f,
    const struct understand_item *v)
{
	size_t unit = h->want_n;
	for (size_t i = 0; i < h->want_n; i++)
		if (strcmp(h->want[i], f->units[v->unit].code) == 0)
			unit = i;
	if (h->doubtful || unit == h->want_n || h->ask)
		return false;
	if (v->on == CIVIL_NONE)
		return true;
	if (h->none)
		return false;
	char day[16];
	civil_iso(v->on, day);
	if (h->range)
		return strcmp(day, h->date[0]) >= 0 &&
		       strcmp(day, h->date[1]) <= 0;
	if (h->want_n > 1 && h->date_n == h->want_n)
		return strcmp(day, h->date[unit]) == 0;
	for (size_t i = 0; i < h->date_n; i++)
		if (strcmp(day, h->date[i]) == 0)
			return true;
	return false;
}

struct score {
	int rows, clear, booked, asked, wrong, drops, intents;
};

/* Whether everything the row claims is booked, with its days. */
static inline bool
row_complete(const struct row *r, const struct hint *h,
    const struct understand_reading *got)
{
	bool meeting = strcmp(r->intent, "confirm_meeting") == 0;
	size_t n = meeting ? got->meeting_n : got->visit_n;
	const struct understand_item *v = meeting ? got->meetings : got->visits;
	size_t want = h->want_n;
	if (h->want_n == 1 && h->date_n > 1 && !h->range)
		want = h->date_n;
	if (h->range)
		return n > 0;
	if (n != want)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((v[i].on == CIVIL_NONE) != (h->date_n == 0))
			return false;
	return true;
}

static inline bool
row_is_clear(const struct row *r, const struct hint *h)
{
	return hint_books(r->intent) && !h->doubtful && !h->ask && h->want_n &&
	       r->date[0] != '~' &&
	       (strcmp(r->intent, "report") != 0 || r->unit[0] != '(' ||
		   h->date_n);
}

/* Scores one row; complaints go to stderr. */
static inline void
score_row(const struct world *w, const struct row *r,
    const struct understand_reading *got, struct score *s, bool talk)
{
	struct hint h;
	hint_read(r, &h);
	bool wrong = false;
	bool any = got->visit_n || got->meeting_n;
	if (any && !hint_books(r->intent))
		wrong = true;
	if (got->visit_n && strcmp(r->intent, "confirm_meeting") == 0)
		wrong = true;
	for (size_t i = 0; i < got->visit_n; i++)
		wrong = wrong || !hint_allows(&h, &w->f, &got->visits[i]);
	for (size_t i = 0; i < got->meeting_n; i++)
		wrong = wrong || !hint_allows(&h, &w->f, &got->meetings[i]);
	static const char *const quiet[] = { "auto", "noise", "empty", "ack",
		"thanks", "plan", "postpone", "not_yet", "help", "list",
		"report_done" };
	bool person = true;
	for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++)
		person = person && strcmp(r->intent, quiet[i]) != 0;
	bool handled = any || got->ask || got->to_inbox;
	bool drop = person && !handled;
	const char *said = understand_intent_name(got->intent);
	if (!person && !handled && !*got->answer &&
	    strcmp(r->intent, "auto") != 0 && strcmp(r->intent, "noise") != 0 &&
	    strcmp(r->intent, "empty") != 0)
		drop = true;
	bool right = strcmp(said, r->intent) == 0;
	bool clear = row_is_clear(r, &h);
	bool full = clear && !wrong && row_complete(r, &h, got);
	s->rows++;
	s->clear += clear;
	s->booked += full;
	s->asked += got->ask;
	s->wrong += wrong;
	s->drops += drop;
	s->intents += right;
	if (talk && (wrong || drop || !right || (clear && !full))) {
		fprintf(stderr,
		    "%s%s%s%s line %d [%s] \"%s\" is %s %s %s; "
		    "got %s",
		    wrong ? "WRONG " : "", drop ? "DROP " : "",
		    right ? "" : "intent ", clear && !full ? "missed" : "",
		    r->line, r->who, r->text, r->intent, r->unit, r->date,
		    said);
		for (size_t i = 0; i < got->visit_n + got->meeting_n; i++) {
			const struct understand_item *v =
			    i < got->visit_n ? &got->visits[i]
					     : &got->meetings[i - got->visit_n];
			char day[16];
			fprintf(stderr, " %s%s@%s",
			    i < got->visit_n ? "" : "m:",
			    w->f.units[v->unit].code,
			    v->on == CIVIL_NONE ? "-" : civil_iso(v->on, day));
		}
		fprintf(stderr, " ask=%d inbox=%d\n", got->ask, got->to_inbox);
		for (size_t i = 0; i < got->step_n && getenv("STEPS"); i++)
			fprintf(stderr, "      %s\n", got->step[i]);
	}
}

static inline struct score
score_file(const struct world *w, const char *path, bool talk)
{
	struct score s = { 0 };
	FILE *f = fopen(path, "r");
	char line[4096];
	int n = 0;
	if (!f)
		return s;
	while (fgets(line, sizeof line, f)) {
		struct row r = { .line = ++n };
		struct understand_context c;
		struct understand_reading got;
		if (!row_read(line, &r))
			continue;
		world_context(w, r.who, &c);
		understand_text(&c, r.text, &got);
		score_row(w, &r, &got, &s, talk);
	}
	fclose(f);
	return s;
}

#endif
