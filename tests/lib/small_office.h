/*
 * A small office as facts, by hand: eleven communes in four clusters, a
 * secretary and three cadres.  For tests of core; header only, so that it
 * links with nothing.
 */
#ifndef NHACVIEC_TESTS_SMALL_OFFICE_H
#define NHACVIEC_TESTS_SMALL_OFFICE_H

#include "core/facts.h"
#include "core/policy.h"

#include <stdlib.h>

enum {	      /* people */
	QUAN, /* secretary, no unit */
	BAO,  /* CUM2: TANHOA TANLOI TANHUNG */
	SON,  /* TANPHUOC */
	DUYEN /* CUM1: TANPHU TANTIEN TANLAP */
};

enum { /* units */
	HUYEN,
	CUM1,
	CUM2,
	CUM3,
	TANPHU,
	TANTIEN,
	TANLAP,
	TANHOA,
	TANLOI,
	TANHUNG,
	TANPHUOC,
	TANLAP_AP3,
	SMALL_OFFICE_UNITS
};

#ifndef ROOM /* rows of each kind */
#define ROOM 4096
#endif

static inline void *
room(struct facts *f, size_t size)
{
	return mem_arena_new(&f->arena, ROOM, size);
}

static inline void
unit(struct facts *f, int i, const char *code, const char *name, int level,
    int parent)
{
	f->units[i] = (struct facts_unit){ .id = { i + 1 },
		.code = code,
		.name = name,
		.aliases = "",
		.level = level,
		.parent = parent,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	f->unit_n = i + 1;
}

static inline void
person(struct facts *f, int i, const char *code, const char *name,
    const char *phone, enum facts_role role)
{
	f->people[i] = (struct facts_person){ .id = { i + 1 },
		.code = code,
		.name = name,
		.phone = phone,
		.role = role };
	f->person_n = i + 1;
}

static inline void
assign(struct facts *f, int who, int where)
{
	f->assignments[f->assignment_n++] =
	    (struct facts_assignment){ who, where, CIVIL_NONE, CIVIL_MAX };
}

static inline struct facts *
small_office(void)
{
	struct facts *f = mem_new(1, sizeof *f);
	f->units = room(f, sizeof *f->units);
	f->people = room(f, sizeof *f->people);
	f->assignments = room(f, sizeof *f->assignments);
	f->meetings = room(f, sizeof *f->meetings);
	f->holidays = room(f, sizeof *f->holidays);
	f->sessions = room(f, sizeof *f->sessions);
	f->visits = room(f, sizeof *f->visits);
	f->attendances = room(f, sizeof *f->attendances);
	f->promises = room(f, sizeof *f->promises);
	f->exemptions = room(f, sizeof *f->exemptions);
	f->results = room(f, sizeof *f->results);
	f->said = room(f, sizeof *f->said);
	unit(f, HUYEN, "HUYEN", "Huyện Đồng Phú", 0, -1);
	unit(f, CUM1, "CUM1", "Cụm 1", 1, HUYEN);
	unit(f, CUM2, "CUM2", "Cụm 2", 1, HUYEN);
	unit(f, CUM3, "CUM3", "Cụm 3", 1, HUYEN);
	unit(f, TANPHU, "TANPHU", "Thị trấn Tân Phú", 2, CUM1);
	unit(f, TANTIEN, "TANTIEN", "Xã Tân Tiến", 2, CUM1);
	unit(f, TANLAP, "TANLAP", "Xã Tân Lập", 2, CUM1);
	unit(f, TANHOA, "TANHOA", "Xã Tân Hòa", 2, CUM2);
	unit(f, TANLOI, "TANLOI", "Xã Tân Lợi", 2, CUM2);
	unit(f, TANHUNG, "TANHUNG", "Xã Tân Hưng", 2, CUM2);
	unit(f, TANPHUOC, "TANPHUOC", "Xã Tân Phước", 2, CUM3);
	unit(f, TANLAP_AP3, "TANLAP-AP3", "Ấp 3", 3, TANLAP);
	person(f, QUAN, "QUAN", "Lê Minh Quân", "+84912000001",
	    FACTS_SECRETARY);
	person(f, BAO, "BAO", "Phạm Quốc Bảo", "+84912000003", FACTS_CADRE);
	person(f, SON, "SON", "Điểu Hoàng Sơn", "+84912000005", FACTS_CADRE);
	person(f, DUYEN, "DUYEN", "Trần Thị Mỹ Duyên", "+84912000002",
	    FACTS_CADRE);
	assign(f, BAO, CUM2);
	assign(f, SON, TANPHUOC);
	assign(f, DUYEN, CUM1);
	return f;
}

static inline void
visit(struct facts *f, int who, int where, int32_t on)
{
	f->visits[f->visit_n] = (struct facts_visit){ .id = { f->visit_n + 1 },
		.person = who,
		.unit = where,
		.on = on,
		.month = civil_month_of(on) };
	f->visit_n++;
	facts_sort(f);
}

/* Every Saturday-one or day-n branch meeting at 19:00. */
static inline void
meets_on(struct facts *f, int branch, int day)
{
	struct facts_meeting *m = &f->meetings[f->meeting_n++];
	*m = (struct facts_meeting){ .unit = branch,
		.minute = 19 * 60,
		.place = "NVH ấp 3" };
	m->rule.kind = RECUR_MONTH_DAYS;
	m->rule.days[0] = day;
	m->rule.day_n = 1;
}

static inline int64_t
at(int month, int day, int hour, int minute)
{
	return civil_at(civil_day(2018, month, day), hour * 60 + minute,
	    7 * 3600);
}

#endif
