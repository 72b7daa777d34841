#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/history.h"
#include "store/imports.h"
#include "store/org.h"
#include "store/stmt.h"
#include "temp.h"

void test_rows_of_a_person_and_a_unit_are_found(void **state);
void test_undone_rows_are_shown_as_undone(void **state);

static const struct org_unit unit = { .code = "TANHOA",
	.name = "Xã Tân Hòa",
	.kind = "xa",
	.from_on = CIVIL_NONE,
	.until_on = CIVIL_MAX };

/* Import n: Bảo with that number, the unit, his assignment. */
static void
import(struct store *s, const char *phone, int64_t now)
{
	struct err e = { 0 };
	int64_t id = 0;
	const struct org_person p = { .code = "BAO",
		.name = "Phạm Quốc Bảo",
		.phone = phone };
	const struct org_person other = { .code = "SON", .name = "Sơn" };
	const struct org_assignment a = { "BAO", "TANHOA", CIVIL_NONE,
		CIVIL_MAX };
	const struct org_meeting m = { "TANHOA", "DAYS=5", "", -1 };
	begin(s);
	assert_int_equal(imports_add(s, "cli:an", NULL, 0, now, &id, &e), 0);
	assert_true(org_put_unit(s, &unit, &e) >= 0);
	assert_true(org_put_person(s, &p, now, &e) >= 0);
	assert_true(org_put_person(s, &other, now, &e) >= 0);
	assert_true(org_put_assignment(s, &a, &e) >= 0);
	assert_true(org_put_meeting(s, &m, &e) >= 0);
	assert_int_equal(imports_finish(s, "{}", &e), 0);
	end(s);
}

static int
on_row(void *arg, const struct history_row *r)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 512 - n, "%lld %lld %s %s%s%s;",
	    (long long)r->import, (long long)r->at, r->who, r->table,
	    *r->before ? " changed" : "", r->undone ? " undone" : "");
	assert_true(*r->after);
	return 0;
}

void
test_rows_of_a_person_and_a_unit_are_found(void **state)
{
	(void)state;
	struct store *s = open_memory();
	char text[512] = "";
	import(s, "+84912000003", 100);
	import(s, "+84912000033", 200);
	assert_int_equal(
	    history_of_person(s, (struct person_id){ 1 }, on_row, text), 0);
	assert_string_equal(text, "1 100 cli:an person;1 100 cli:an assignment;"
				  "2 200 cli:an person changed;");
	text[0] = '\0';
	assert_int_equal(
	    history_of_unit(s, (struct unit_id){ 1 }, on_row, text), 0);
	assert_string_equal(text,
	    "1 100 cli:an unit;1 100 cli:an assignment;1 100 cli:an meeting;");
	text[0] = '\0';
	assert_int_equal(
	    history_of_person(s, (struct person_id){ 2 }, on_row, text), 0);
	assert_string_equal(text, "1 100 cli:an person;");
	store_close(s);
}

void
test_undone_rows_are_shown_as_undone(void **state)
{
	(void)state;
	struct store *s = open_memory();
	struct err e = { 0 };
	char text[512] = "";
	import(s, "+84912000003", 100);
	begin(s);
	assert_int_equal(
	    org_drop_assignment(s, "BAO", "TANHOA", CIVIL_NONE, &e), 1);
	assert_int_equal(store_audit(s, 300, "cli:ha", "import.undo",
			     "import:1", "5 changes", "", "", &e),
	    0);
	end(s);
	flush(s);
	assert_int_equal(
	    stmt_exec(s->db, "UPDATE import SET undone_at = 300", &e), 0);
	assert_int_equal(
	    history_of_person(s, (struct person_id){ 1 }, on_row, text), 0);
	assert_string_equal(text,
	    "1 100 cli:an person;1 300 cli:ha person undone;"
	    "1 100 cli:an assignment;1 300 cli:ha assignment undone;");
	store_close(s);
}
