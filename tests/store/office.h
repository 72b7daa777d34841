/* A small office: two units, a person, one visit; and its facts as a text. */
#ifndef NHACVIEC_TESTS_STORE_OFFICE_H
#define NHACVIEC_TESTS_STORE_OFFICE_H

#include "core/civil.h"
#include "store/deed.h"
#include "store/load.h"
#include "store/org.h"
#include "temp.h"

static inline char *
facts_text(struct store *s)
{
	char top[] = "huyen", low[] = "xa", branch[] = "chi_doan";
	char *const levels[] = { top, low, branch };
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, 3, &f, &err))
		fail_msg("%s", err.text);
	char *text = calloc(1, 4096);
	size_t n = 0;
	for (int i = 0; i < f->unit_n; i++)
		n += (size_t)snprintf(text + n, 4096 - n, "%s %d;",
		    f->units[i].code, f->units[i].level);
	for (int i = 0; i < f->visit_n; i++)
		n += (size_t)snprintf(text + n, 4096 - n, "%d %d %d;",
		    f->visits[i].person, f->visits[i].unit, f->visits[i].on);
	facts_free(f);
	return text;
}

static inline void
small_office(struct store *s)
{
	struct err err = { 0 };
	const struct org_unit units[] = {
		{ .code = "HUYEN",
		    .name = "Huyện",
		    .kind = "huyen",
		    .from_on = CIVIL_NONE,
		    .until_on = CIVIL_MAX },
		{ .code = "TANHOA",
		    .name = "Xã Tân Hòa",
		    .kind = "xa",
		    .parent = "HUYEN",
		    .from_on = CIVIL_NONE,
		    .until_on = CIVIL_MAX },
	};
	const struct org_person bao = { .code = "BAO",
		.name = "Bảo",
		.phone = "+84912000003" };
	begin(s);
	for (int i = 0; i < 2; i++)
		assert_int_equal(org_put_unit(s, &units[i], &err), 1);
	assert_int_equal(org_put_person(s, &bao, 1000, &err), 1);
	const struct deed_visit v = { .person = { 1 },
		.unit = { 2 },
		.on = civil_day(2018, 5, 12),
		.month = civil_month(2018, 5),
		.source = FACTS_MANUAL,
		.who = "cli:root",
		.now = 1000 };
	assert_int_equal(deed_add_visit(s, &v, NULL, &err), 1);
	end(s);
	flush(s);
}

#endif
