#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/civil.h"
#include "store/deed.h"
#include "store/imports.h"
#include "store/load.h"
#include "store/org.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_import_is_listed_with_its_file(void **state);
void test_undo_brings_the_roster_back(void **state);
void test_undo_of_what_is_in_use_is_refused(void **state);
void test_undo_of_what_changed_since_is_refused(void **state);
void test_undo_twice_is_refused(void **state);
void test_undo_takes_a_second_number_with_it(void **state);
void test_undo_says_what_it_did(void **state);
void test_changes_outside_an_import_are_nobodys(void **state);
void test_abandoned_import_keeps_nothing(void **state);

static const char bytes[] = "code,name\nBAO,B\xe1\xba\xa3o\n";

static struct store *
fresh(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err) || store_begin(s, &err))
		fail_msg("%s", err.text);
	return s;
}

static void
done(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(store_end(s, &err), 0);
	assert_int_equal(store_flush(s, &err), 0);
	store_close(s);
}

static int64_t
start(struct store *s)
{
	struct err err = { 0 };
	int64_t id = 0;
	const struct imports_file files[] = {
		{ "people.csv", "ab12", bytes, sizeof bytes - 1 },
		{ "empty.csv", "e3b0", "", 0 },
	};
	if (imports_add(s, "cli:root", files, 2, 77, &id, &err))
		fail_msg("%s", err.text);
	return id;
}

static void
finish(struct store *s)
{
	struct err err = { 0 };
	assert_int_equal(imports_finish(s, "{\"accepted\":1}", &err), 0);
}

static void
unit(struct store *s, const char *code, const char *name)
{
	struct err err = { 0 };
	const struct org_unit u = { .code = code,
		.name = name,
		.kind = "xa",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	if (org_put_unit(s, &u, &err) < 0)
		fail_msg("%s", err.text);
}

static void
person(struct store *s, const char *code, const char *phone)
{
	struct err err = { 0 };
	const struct org_person p = { .code = code,
		.name = code,
		.phone = phone };
	if (org_put_person(s, &p, 10, &err) < 0)
		fail_msg("%s", err.text);
}

static void
assign(struct store *s, const char *who, const char *where, int32_t until)
{
	struct err err = { 0 };
	const struct org_assignment a = { who, where, CIVIL_NONE, until };
	if (org_put_assignment(s, &a, &err) < 0)
		fail_msg("%s", err.text);
}

/* The roster as one text. */
static char *
roster(struct store *s)
{
	char low[] = "xa", end[] = "chi_doan";
	char *const levels[] = { low, end };
	struct err err = { 0 };
	struct facts *f = NULL;
	if (load_facts(s, levels, 2, &f, &err))
		fail_msg("%s", err.text);
	char *t = calloc(1, 2048);
	size_t n = 0;
	for (int i = 0; i < f->unit_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%s %s;",
		    f->units[i].code, f->units[i].name);
	for (int i = 0; i < f->person_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%s %s;",
		    f->people[i].code,
		    f->people[i].phone ? f->people[i].phone : "-");
	for (int i = 0; i < f->assignment_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%d>%d %d;",
		    f->assignments[i].person, f->assignments[i].unit,
		    f->assignments[i].until_on);
	for (int i = 0; i < f->meeting_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%d at %d %s;",
		    f->meetings[i].unit, f->meetings[i].minute,
		    f->meetings[i].place);
	for (int i = 0; i < f->holiday_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%d %s;",
		    f->holidays[i].on, f->holidays[i].name);
	for (int i = 0; i < f->session_n; i++)
		n += (size_t)snprintf(t + n, 2048 - n, "%d %s;",
		    f->sessions[i].on, f->sessions[i].name);
	facts_free(f);
	return t;
}

static int
on_import(void *arg, const struct imports_row *row)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 256 - n, "%d %d %s %s %s %s %d %d %d\n",
	    (int)row->id, (int)row->at, row->who, row->file, row->sha256,
	    row->summary, row->file_n, row->change_n, row->undone_at != 0);
	return 0;
}

void
test_import_is_listed_with_its_file(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = fresh();
	int64_t id = start(s);
	person(s, "BAO", NULL);
	finish(s);
	assert_int_equal(id, 1);
	assert_int_equal(imports_list(s, on_import, text), 0);
	assert_string_equal(text,
	    "1 77 cli:root people.csv ab12 {\"accepted\":1} 2 1 0\n");
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), 1);
	*text = '\0';
	assert_int_equal(imports_list(s, on_import, text), 0);
	assert_non_null(strstr(text, " 2 1 1\n"));
	done(s);
}

void
test_undo_brings_the_roster_back(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	const struct org_meeting m1 = { "TANHOA", "", "Hội trường", 1140 };
	const struct org_meeting m2 = { "TANHOA", "", "Nhà văn hóa", -1 };
	const struct org_meeting m3 = { "MOI", "", "x", 60 };
	unit(s, "TANHOA", "Tân Hòa");
	person(s, "BAO", "+84912000001");
	assign(s, "BAO", "TANHOA", CIVIL_MAX);
	assert_int_equal(org_put_meeting(s, &m1, &err), 1);
	assert_int_equal(org_put_holiday(s, 100, "a", &err), 1);
	assert_int_equal(org_put_session(s, 200, "b", &err), 1);
	char *before = roster(s);

	int64_t id = start(s);
	unit(s, "TANHOA", "Xã Tân Hòa");
	unit(s, "MOI", "Xã Mới");
	person(s, "BAO", "+84912000002");
	person(s, "HOA", "+84912000003");
	assign(s, "BAO", "TANHOA", 500);
	assign(s, "HOA", "MOI", CIVIL_MAX);
	assert_int_equal(org_put_meeting(s, &m2, &err), 2);
	assert_int_equal(org_put_meeting(s, &m3, &err), 1);
	assert_int_equal(org_put_holiday(s, 100, "aa", &err), 2);
	assert_int_equal(org_put_holiday(s, 101, "new", &err), 1);
	assert_int_equal(org_put_session(s, 200, "bb", &err), 2);
	assert_int_equal(org_put_session(s, 201, "new", &err), 1);
	finish(s);
	char *after = roster(s);
	assert_string_not_equal(before, after);

	uint64_t g = store_generation(s);
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), 12);
	assert_true(store_generation(s) > g);
	char *undone = roster(s);
	assert_string_equal(undone, before);
	free(before);
	free(after);
	free(undone);
	done(s);
}

void
test_undo_of_what_is_in_use_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int64_t id = start(s);
	unit(s, "TANHOA", "Tân Hòa");
	person(s, "BAO", NULL);
	finish(s);
	const struct deed_visit v = { .person = { 1 },
		.unit = { 1 },
		.on = 5,
		.month = 1,
		.source = FACTS_MANUAL,
		.who = "web" };
	assert_int_equal(deed_add_visit(s, &v, NULL, &err), 1);
	char *before = roster(s);
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.text, "in use"));
	store_undo(s);
	char *after = roster(s);
	assert_string_equal(before, after);
	free(before);
	free(after);
	done(s);
}

void
test_undo_of_what_changed_since_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int64_t id = start(s);
	person(s, "BAO", "+84912000001");
	finish(s);
	person(s, "BAO", "+84912000002");
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.text, "changed since"));
	done(s);
}

void
test_undo_twice_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int64_t id = start(s);
	person(s, "BAO", NULL);
	finish(s);
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), 1);
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_STATE);
	assert_int_equal(imports_undo(s, id + 1, 99, NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	done(s);
}

void
test_changes_outside_an_import_are_nobodys(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	int64_t id = start(s);
	finish(s);
	person(s, "BAO", NULL);
	assert_int_equal(imports_undo(s, id, 99, NULL, NULL, &err), 0);
	char *t = roster(s);
	assert_string_equal(t, "BAO -;");
	free(t);
	done(s);
}

void
test_abandoned_import_keeps_nothing(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = fresh();
	assert_int_equal(store_begin(s, &err), 0);
	start(s);
	person(s, "BAO", NULL);
	store_undo(s);
	imports_abandon(s);
	person(s, "HOA", NULL);
	assert_int_equal(imports_list(s, on_import, text), 0);
	assert_string_equal(text, "");
	char *t = roster(s);
	assert_string_equal(t, "HOA -;");
	free(t);
	done(s);
}

static int
earlier_numbers(struct store *s)
{
	struct facts *f = NULL;
	struct err err = { 0 };
	char xa[] = "xa", chi_doan[] = "chi_doan";
	char *levels[] = { xa, chi_doan };
	assert_true(load_facts(s, levels, 2, &f, &err) >= 0);
	int n = f->number_n;
	facts_free(f);
	return n;
}

void
test_undo_takes_a_second_number_with_it(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct store *s = fresh();
	person(s, "HOA", "+84912000009");
	char *before = roster(s);
	int64_t id = start(s);
	/* A second number is theirs first and then replaced. */
	person(s, "BAO", "+84912000002");
	person(s, "BAO", "+84912000001");
	person(s, "HOA", "+84912000008");
	finish(s);
	assert_int_equal(earlier_numbers(s), 2);
	if (imports_undo(s, id, 99, NULL, NULL, &err) != 3)
		fail_msg("%s", err.text);
	assert_int_equal(earlier_numbers(s), 0);
	char *undone = roster(s);
	assert_string_equal(undone, before);
	free(before);
	free(undone);
	done(s);
}

static void
on_undone(void *arg, const struct imports_undone *u)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 256 - n, "%s %s %s\n", u->made ? "-" : "<", u->table,
	    u->name);
}

void
test_undo_says_what_it_did(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[256] = "";
	struct store *s = fresh();
	unit(s, "TANHOA", "a");
	int64_t id = start(s);
	unit(s, "TANHOA", "b");
	person(s, "BAO", NULL);
	assign(s, "BAO", "TANHOA", CIVIL_MAX);
	finish(s);
	assert_int_equal(imports_undo(s, id, 99, on_undone, text, &err), 3);
	assert_non_null(strstr(text, "- assignment BAO TANHOA\n- person BAO "));
	assert_non_null(strstr(text, "< unit TANHOA b\n"));
	done(s);
}
