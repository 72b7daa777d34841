/* The fuzzers' district, made by hand: no file, no database. */
#include "world.h"

#include "base/mem.h"
#include "core/civil.h"

#include <string.h>

static void
add_unit(struct facts *f, const char *code, const char *name, int level,
    int parent)
{
	int i = f->unit_n++;
	f->units[i] = (struct facts_unit){ .id = { i + 1 },
		.code = code,
		.name = name,
		.aliases = "",
		.level = level,
		.parent = parent,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
}

static void
add_person(struct facts *f, const char *code, const char *name,
    const char *phone)
{
	int i = f->person_n++;
	f->people[i] = (struct facts_person){ .id = { i + 1 },
		.code = code,
		.name = name,
		.phone = phone,
		.role = FACTS_CADRE };
}

static void
assign(struct facts *f, int person, int unit)
{
	f->assignments[f->assignment_n++] =
	    (struct facts_assignment){ .person = person,
		    .unit = unit,
		    .from_on = CIVIL_NONE,
		    .until_on = CIVIL_MAX };
}

struct facts *
world_new(void)
{
	struct facts *f = mem_new(1, sizeof *f);
	f->units = mem_arena_new(&f->arena, 8, sizeof *f->units);
	f->people = mem_arena_new(&f->arena, 4, sizeof *f->people);
	f->assignments = mem_arena_new(&f->arena, 8, sizeof *f->assignments);
	f->meetings = mem_arena_new(&f->arena, 1, sizeof *f->meetings);
	add_unit(f, "HUYEN", "Huyện Đồng Phú", 0, FACTS_NONE);
	add_unit(f, "CUM2", "Cụm 2", 1, 0);
	add_unit(f, "TANHOA", "Xã Tân Hòa", 2, 1);
	add_unit(f, "TANLOI", "Xã Tân Lợi", 2, 1);
	add_unit(f, "TANHUNG", "Xã Tân Hưng", 2, 1);
	add_unit(f, "TANPHUOC", "Xã Tân Phước", 2, 1);
	add_unit(f, "TANPHUOC-AP3", "Ấp 3", 3, 5);
	add_person(f, "BAO", "Phạm Quốc Bảo", "+84912000003");
	add_person(f, "SON", "Điểu Hoàng Sơn", "+84912000005");
	assign(f, WORLD_BAO, 2);
	assign(f, WORLD_BAO, 3);
	assign(f, WORLD_BAO, 4);
	assign(f, WORLD_SON, 5);
	struct facts_meeting *m = &f->meetings[f->meeting_n++];
	unsigned warnings;
	m->unit = 6;
	m->minute = 19 * 60;
	m->place = "";
	if (recur_parse("FREQ=MONTHLY;BYMONTHDAY=5", 2018, &m->rule,
		&warnings) < 0)
		m->rule.kind = RECUR_NONE;
	f->live_since = WORLD_NOW - 30 * 86400;
	facts_sort(f);
	return f;
}
