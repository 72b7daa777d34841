#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/import.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/facts.h"
#include "core/fold.h"
#include "core/phone.h"
#include "core/policy.h"
#include "core/recur.h"
#include "store/load.h"
#include "store/store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1522540800 /* 2018-04-01 */
#define FIXTURES "tests/fixtures/"
#define ROSTER_01 "01_excel_utf8_bom_champhay.csv"
#define ROSTER_05 "05_numbers_macos_nfd.csv"
#define ROSTER_08 "08_lich_sinh_hoat_chi_doan.csv"
#define PEOPLE_HEAD "code,name,phone,role\n"
#define OFFICE_HEAD "STT;Họ và tên;Chức vụ;Địa bàn;SĐT;Từ tháng\n"

void test_every_row_of_the_samples_is_read_as_expected(void **state);
void test_counts_of_the_samples_are_those_of_the_page(void **state);
void test_preview_writes_nothing(void **state);
void test_apply_writes_people_assignments_and_meetings(void **state);
void test_applying_twice_changes_nothing(void **state);
void test_another_list_of_the_same_people_changes_nothing(void **state);
void test_second_number_stays_that_persons(void **state);
void test_refused_rows_do_not_block_others(void **state);
void test_strict_with_a_refused_row_writes_nothing(void **state);
void test_files_of_one_call_see_each_other_in_any_order(void **state);
void test_unknown_unit_and_person_are_named(void **state);
void test_impossible_date_is_refused(void **state);
void test_header_that_nobody_knows_refuses_the_file(void **state);
void test_empty_file_is_refused(void **state);
void test_unclosed_quote_is_refused_at_its_line(void **state);
void test_utf16_is_read(void **state);
void test_vni_is_refused_with_the_way_out(void **state);
void test_tcvn3_is_decoded(void **state);
void test_invalid_bytes_are_refused(void **state);
void test_too_large_a_file_is_refused(void **state);
void test_a_refused_file_stops_the_other_files(void **state);
void test_number_of_another_name_is_refused(void **state);
void test_namesakes_get_a_code_each(void **state);
void test_new_number_of_a_known_person_is_a_change(void **state);
void test_equal_rows_are_merged(void **state);
void test_two_storey_header_is_joined(void **state);
void test_cell_errors_and_lost_digits_are_refused(void **state);
void test_holidays_and_sessions_are_told_apart_by_name(void **state);
void test_canonical_meeting_with_bad_rule_is_refused(void **state);
void test_unit_parents_may_come_later_in_the_file(void **state);
void test_circle_of_parents_is_refused(void **state);
void test_branch_with_two_days_is_asked_about(void **state);
void test_calendar_inherits_the_commune(void **state);
void test_signature_in_the_unit_column_is_a_footer(void **state);
void test_text_output_says_where_and_what_to_do(void **state);
void test_many_rows_are_linear(void **state);
void test_damaged_files_are_refused_in_words(void **state);

struct world {
	struct store *store;
	struct policy *policy;
	struct sbuf out, talk;
};

static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	struct sbuf b = { 0 };
	char part[4096];
	size_t got;
	while ((got = fread(part, 1, sizeof part, f)) > 0)
		sbuf_add_n(&b, part, got);
	fclose(f);
	*n = b.len;
	return sbuf_take(&b);
}

/* Imports files and returns the exit code; w->out holds the JSON lines. */
static int
run(struct world *w, const struct import_file *files, size_t n, bool apply,
    bool strict)
{
	const struct import_options o = { .apply = apply,
		.strict = strict,
		.json = true,
		.who = "test" };
	sbuf_clear(&w->out);
	sbuf_clear(&w->talk);
	return import_run(w->store, w->policy, files, n, &o, NOW, &w->out,
	    &w->talk);
}

static int
run_text(struct world *w, const char *name, const char *text, bool apply)
{
	const struct import_file f = { name, text, strlen(text) };
	return run(w, &f, 1, apply, false);
}

static int
run_fixture(struct world *w, const char *path, bool apply)
{
	size_t n;
	char *bytes = slurp(path, &n);
	const struct import_file f = { path, bytes, n };
	int rc = run(w, &f, 1, apply, false);
	free(bytes);
	return rc;
}

static void
open_world(struct world *w, bool units)
{
	*w = (struct world){ 0 };
	assert_int_equal(store_open_memory(&w->store, NULL, 0, NULL), 0);
	w->policy = policy_new();
	w->policy->from_month = civil_month(2018, 4);
	w->policy->until_month = civil_month(2018, 12);
	if (units)
		assert_int_equal(run_fixture(w, FIXTURES "units.csv", true), 0);
}

static void
close_world(struct world *w)
{
	store_close(w->store);
	policy_free(w->policy);
	sbuf_fini(&w->out);
	sbuf_fini(&w->talk);
}

static struct facts *
load(struct world *w)
{
	struct facts *f = NULL;
	assert_int_equal(load_facts(w->store, w->policy->levels,
			     w->policy->level_n, &f, NULL) < 0,
	    0);
	return f;
}

/* The JSON object of the i-th file. */
static json_t *
file_json(const struct world *w, int i)
{
	const char *line = sbuf_text(&w->out);
	while (i-- > 0) {
		line = strchr(line, '\n');
		assert_non_null(line);
		line++;
	}
	json_t *j = json_loadb(line, strcspn(line, "\n"), 0, NULL);
	assert_non_null(j);
	return j;
}

static long
count(const json_t *file, const char *key)
{
	return (long)json_integer_value(json_object_get(file, key));
}

static const char *
field(const json_t *row, const char *key)
{
	const char *s = json_string_value(json_object_get(row, key));
	return s ? s : "";
}

static const json_t *
row_at_line(const json_t *file, int line)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(file, "rows"), i, row)
	{
		if (json_integer_value(json_object_get(row, "line")) == line)
			return row;
	}
	fail_msg("no row of line %d", line);
	return NULL;
}

/* "A;B" of a JSON list of strings. */
static const char *
joined(const json_t *row, const char *key, char *buf, size_t size)
{
	size_t i, n = 0;
	json_t *one;
	buf[0] = '\0';
	json_array_foreach(json_object_get(row, key), i, one) n +=
	    (size_t)snprintf(buf + n, size - n, "%s%s", i ? ";" : "",
		json_string_value(one));
	return buf;
}

static void
assert_row(const json_t *file, int line, const char *outcome, const char *codes)
{
	char buf[256];
	const json_t *row = row_at_line(file, line);
	if (strcmp(field(row, "outcome"), outcome) != 0 ||
	    strcmp(joined(row, "codes", buf, sizeof buf), codes) != 0)
		fail_msg("line %d: %s [%s], expected %s [%s]", line,
		    field(row, "outcome"),
		    joined(row, "codes", buf, sizeof buf), outcome, codes);
}

/* --- the samples, row by row */

struct expected {
	char line[1024];
	char *column[8]; /* file ref outcome codes name phone units extra */
};

static bool
next_expected(FILE *f, struct expected *e)
{
	if (!fgets(e->line, sizeof e->line, f))
		return false;
	char *s = e->line;
	s[strcspn(s, "\r\n")] = '\0';
	for (int i = 0; i < 8; i++) {
		e->column[i] = s;
		char *tab = s ? strchr(s, '\t') : NULL;
		if (tab)
			*tab++ = '\0';
		s = tab ? tab : s + strlen(s);
	}
	return true;
}

static const json_t *
row_of(const json_t *file, const char *ref)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(file, "rows"), i, row)
	{
		if (strcmp(field(row, "ref"), ref) == 0)
			return row;
		/* a footer, by the beginning of its text */
		if (!strchr(ref, '=') &&
		    strncmp(field(row, "name"), ref, strlen(ref)) == 0)
			return row;
	}
	fail_msg("no row %s", ref);
	return NULL;
}

static void
assert_text(const struct expected *e, const char *what, const char *got,
    const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("%s %s: %s is \"%s\", expected \"%s\"", e->column[0],
		    e->column[1], what, got, want);
}

/* The schedule in the words of expected.tsv, from the rule as it is stored. */
static void
schedule_words(const json_t *row, char *buf, size_t size)
{
	static const char *const nths[] = { "last", "0th", "1st", "2nd", "3rd",
		"4th", "5th" };
	static const char *const days[] = { "?", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat", "Sun" };
	struct recur r;
	unsigned warnings;
	char iso[16];
	size_t n = 0;
	assert_int_equal(recur_parse(field(row, "rule"), 2018, &r, &warnings),
	    0);
	if (r.kind == RECUR_NTH_WEEKDAY)
		n = (size_t)snprintf(buf, size, "%s %s", nths[r.nth + 1],
		    days[r.weekday]);
	else if (r.kind == RECUR_DATES)
		n = (size_t)snprintf(buf, size, "%s",
		    civil_iso(r.days[0], iso));
	else
		n = (size_t)snprintf(buf, size,
		    "%sday=", r.kind == RECUR_LUNAR_DAYS ? "lunar " : "");
	for (size_t i = 0; i < r.day_n && r.kind != RECUR_DATES; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%d", i ? "," : "",
		    (int)r.days[i]);
	snprintf(buf + n, size - n, " %s", field(row, "time"));
}

static void
assert_extra(const struct expected *e, const json_t *row)
{
	char got[256] = "";
	char number[PHONE_SIZE];
	const char *extra = e->column[7];
	if (!*extra)
		return;
	if (!strchr(extra, '=') && strcmp(e->column[2], "reject") == 0)
		snprintf(got, sizeof got, "%s", field(row, "number"));
	else if (strncmp(extra, "role=", 5) == 0)
		snprintf(got, sizeof got, "role=%s", field(row, "role"));
	else if (strncmp(extra, "phone2=", 7) == 0)
		snprintf(got, sizeof got, "phone2=%s",
		    phone_national(field(row, "number2"), number));
	else if (strncmp(extra, "from=", 5) == 0)
		snprintf(got, sizeof got, "from=%.7s", field(row, "from"));
	else if (strncmp(extra, "unit=", 5) == 0)
		snprintf(got, sizeof got, "unit=%s", field(row, "unit"));
	else if (strncmp(extra, "into=", 5) == 0)
		snprintf(got, sizeof got, "into=%s", field(row, "into"));
	else if (strncmp(extra, "candidates=", 11) == 0) {
		char list[128];
		snprintf(got, sizeof got, "candidates=%s",
		    joined(row, "candidates", list, sizeof list));
		for (char *s = got; *s; s++)
			*s = *s == ';' ? '|' : *s;
	} else {
		schedule_words(row, got, sizeof got);
	}
	assert_text(e, "extra", got, extra);
}

static void
assert_expected(const struct expected *e, const json_t *file)
{
	char buf[256], number[PHONE_SIZE];
	const json_t *row = row_of(file, e->column[1]);
	assert_text(e, "outcome", field(row, "outcome"), e->column[2]);
	assert_text(e, "codes", joined(row, "codes", buf, sizeof buf),
	    e->column[3]);
	if (*e->column[4]) {
		char *name = fold_nfc(e->column[4]);
		assert_text(e, "name", field(row, "name"), name);
		free(name);
	}
	if (*e->column[5])
		assert_text(e, "phone",
		    phone_national(field(row, "number"), number), e->column[5]);
	assert_text(e, "units", joined(row, "units", buf, sizeof buf),
	    e->column[6]);
	assert_extra(e, row);
}

void
test_every_row_of_the_samples_is_read_as_expected(void **state)
{
	(void)state;
	FILE *f = fopen(FIXTURES "rosters/expected.tsv", "r");
	assert_non_null(f);
	struct expected e;
	int rows = 0;
	char name[256] = "";
	json_t *file = NULL;
	struct world w;
	open_world(&w, true);
	assert_true(next_expected(f, &e));
	while (next_expected(f, &e)) {
		if (strcmp(name, e.column[0]) != 0) {
			char path[512];
			snprintf(name, sizeof name, "%s", e.column[0]);
			snprintf(path, sizeof path, FIXTURES "rosters/%s",
			    name);
			assert_int_equal(run_fixture(&w, path, false), 0);
			json_decref(file);
			file = file_json(&w, 0);
		}
		assert_expected(&e, file);
		rows++;
	}
	assert_int_equal(rows, 44);
	json_decref(file);
	fclose(f);
	close_world(&w);
}

void
test_counts_of_the_samples_are_those_of_the_page(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		long accepted, refused, merged, skipped;
	} samples[] = { { FIXTURES "rosters/" ROSTER_01, 8, 2, 0, 9 },
		{ FIXTURES "rosters/" ROSTER_05, 11, 2, 0, 1 },
		{ FIXTURES "rosters/" ROSTER_08, 14, 2, 1, 0 } };
	struct world w;
	open_world(&w, true);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(run_fixture(&w, samples[i].path, false), 0);
		json_t *j = file_json(&w, 0);
		assert_int_equal(count(j, "accepted"), samples[i].accepted);
		assert_int_equal(count(j, "changed"), 0);
		assert_int_equal(count(j, "refused"), samples[i].refused);
		assert_int_equal(count(j, "merged"), samples[i].merged);
		assert_int_equal(count(j, "skipped"), samples[i].skipped);
		json_decref(j);
	}
	close_world(&w);
}

/* --- writing */

void
test_preview_writes_nothing(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_01, false),
	    0);
	assert_non_null(strstr(sbuf_text(&w.talk), "nothing is written"));
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 0);
	assert_int_equal(f->assignment_n, 0);
	facts_free(f);
	close_world(&w);
}

static const struct facts_assignment *
assignment_of(const struct facts *f, const char *person, const char *unit)
{
	for (int i = 0; i < f->assignment_n; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (strcmp(f->people[a->person].code, person) == 0 &&
		    strcmp(f->units[a->unit].code, unit) == 0)
			return a;
	}
	return NULL;
}

void
test_apply_writes_people_assignments_and_meetings(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_01, true),
	    0);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_08, true),
	    0);
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 8);
	assert_int_equal(f->assignment_n, 12);
	int bao = facts_person_by_code(f, "BAO");
	assert_true(bao >= 0);
	assert_string_equal(f->people[bao].name, "Phạm Quốc Bảo");
	assert_string_equal(f->people[bao].phone, "+84912000003");
	int quan = facts_person_by_code(f, "QUAN");
	assert_int_equal(f->people[quan].role, FACTS_SECRETARY);
	assert_int_equal(f->people[bao].role, FACTS_CADRE);
	assert_int_equal(assignment_of(f, "BAO", "TANLOI")->from_on,
	    civil_day(2018, 4, 1));
	assert_int_equal(assignment_of(f, "NHUNG", "THUANPHU")->from_on,
	    civil_day(2018, 7, 1));
	int branch = facts_unit_by_code(f, "TANLAP-AP3");
	assert_true(branch >= 0);
	assert_string_equal(f->units[branch].name, "Ấp 3");
	assert_string_equal(f->units[branch].contact_name, "Điểu Bình");
	assert_string_equal(f->units[branch].contact_phone, "+84912000103");
	assert_int_equal(f->meeting_n, 13);
	for (int i = 0; i < f->meeting_n; i++) {
		if (f->meetings[i].unit == branch) {
			assert_int_equal(f->meetings[i].minute, 19 * 60);
			assert_string_equal(f->meetings[i].place,
			    "Nhà sinh hoạt cộng đồng");
		}
	}
	facts_free(f);
	close_world(&w);
}

void
test_applying_twice_changes_nothing(void **state)
{
	(void)state;
	static const char *const all[] = { FIXTURES "units.csv",
		FIXTURES "rosters/" ROSTER_01, FIXTURES "rosters/" ROSTER_05,
		FIXTURES "rosters/" ROSTER_08 };
	struct world w;
	open_world(&w, true);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(run_fixture(&w, all[i], true), 0);
	uint64_t was = store_generation(w.store);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(run_fixture(&w, all[i], true), 0);
		json_t *j = file_json(&w, 0);
		assert_int_equal(count(j, "changed"), 0);
		assert_true(count(j, "accepted") > 7);
		json_decref(j);
	}
	assert_true(store_generation(w.store) == was);
	close_world(&w);
}

void
test_another_list_of_the_same_people_changes_nothing(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_01, true),
	    0);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_05, true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_int_equal(count(j, "accepted"), 11);
	assert_int_equal(count(j, "changed"), 0);
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 8);
	assert_int_equal(f->assignment_n, 12);
	json_decref(j);
	facts_free(f);
	close_world(&w);
}

void
test_second_number_stays_that_persons(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_fixture(&w, FIXTURES "rosters/" ROSTER_01, true),
	    0);
	struct facts *f = load(&w);
	bool earlier = false;
	int p = facts_person_by_number(f, "+84987000007", &earlier);
	assert_true(p >= 0 && earlier);
	assert_string_equal(f->people[p].code, "THUY");
	assert_string_equal(f->people[p].phone, "+84912000007");
	facts_free(f);
	close_world(&w);
}

void
test_refused_rows_do_not_block_others(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "people.csv",
			     PEOPLE_HEAD "BAO,Phạm Quốc Bảo,0912000003,\n"
					 "HOA,Nguyễn Văn Hòa,12,\n"
					 "SON,Điểu Hoàng Sơn,0912000005,boss\n"
					 ",Thị Nhung,0912000008,contact\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "reject", "E_PHONE_LENGTH");
	assert_row(j, 4, "reject", "E_ROLE_UNKNOWN");
	assert_row(j, 5, "accept", "");
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 2);
	int nhung = facts_person_by_code(f, "NHUNG");
	assert_int_equal(f->people[nhung].role, FACTS_CONTACT);
	json_decref(j);
	facts_free(f);
	close_world(&w);
}

void
test_strict_with_a_refused_row_writes_nothing(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	static const char text[] = PEOPLE_HEAD
	    "BAO,Phạm Quốc Bảo,0912000003,\nHOA,Nguyễn Văn Hòa,12,\n";
	const struct import_file f = { "people.csv", text, sizeof text - 1 };
	assert_int_equal(run(&w, &f, 1, true, true), 1);
	assert_non_null(strstr(sbuf_text(&w.talk), "--strict"));
	struct facts *facts = load(&w);
	assert_int_equal(facts->person_n, 0);
	facts_free(facts);
	/* the same without refused rows is written */
	const struct import_file good = { "people.csv", text,
		strlen(PEOPLE_HEAD "BAO,Phạm Quốc Bảo,0912000003,\n") };
	assert_int_equal(run(&w, &good, 1, true, true), 0);
	facts = load(&w);
	assert_int_equal(facts->person_n, 1);
	facts_free(facts);
	close_world(&w);
}

void
test_files_of_one_call_see_each_other_in_any_order(void **state)
{
	(void)state;
	static const char assignments[] =
	    "person,unit,from,until\nBAO,TANHOA,2018-04-01,\n";
	static const char people[] =
	    "code,name,phone\nBAO,Phạm Quốc Bảo,0912000003\n";
	struct world w;
	open_world(&w, false);
	size_t n;
	char *units = slurp(FIXTURES "units.csv", &n);
	const struct import_file files[] = {
		{ "assignments.csv", assignments, sizeof assignments - 1 },
		{ "people.csv", people, sizeof people - 1 },
		{ "units.csv", units, n },
	};
	for (int apply = 0; apply < 2; apply++) {
		assert_int_equal(run(&w, files, 3, apply, true), 0);
		json_t *first = file_json(&w, 0);
		assert_string_equal(field(first, "file"), "assignments.csv");
		assert_row(first, 2, "accept", "");
		json_t *last = file_json(&w, 2);
		assert_int_equal(count(last, "accepted"), 16);
		json_decref(first);
		json_decref(last);
	}
	struct facts *f = load(&w);
	assert_non_null(assignment_of(f, "BAO", "TANHOA"));
	assert_int_equal(f->unit_n, 16);
	facts_free(f);
	free(units);
	close_world(&w);
}

void
test_unknown_unit_and_person_are_named(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "assignments.csv",
			     "person,unit,from,until\nBAO,LOCAN,,\n", false),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "reject", "E_PERSON_UNKNOWN;E_UNIT_UNKNOWN");
	assert_string_equal(field(row_at_line(j, 2), "unit"), "LOCAN");
	json_decref(j);
	close_world(&w);
}

void
test_impossible_date_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "people.csv",
			     "code,name,phone\nBAO,Phạm Quốc Bảo,0912000003\n",
			     true),
	    0);
	assert_int_equal(run_text(&w, "assignments.csv",
			     "person,unit,from,until\n"
			     "BAO,TANHOA,2018-02-30,\n"
			     "BAO,TANLOI,2018-05-01,2018-04-01\n"
			     "BAO,TANHUNG,1/7/2018,43465\n"
			     "BAO,TANPHU,04/31/2018,\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "reject", "E_DATE_INVALID");
	assert_row(j, 3, "reject", "E_DATE_INVALID");
	assert_row(j, 4, "accept", "");
	assert_row(j, 5, "reject", "E_DATE_INVALID");
	struct facts *f = load(&w);
	const struct facts_assignment *a = assignment_of(f, "BAO", "TANHUNG");
	assert_int_equal(a->from_on, civil_day(2018, 7, 1));
	assert_int_equal(a->until_on, civil_day(2018, 12, 31));
	facts_free(f);
	json_decref(j);
	assert_int_equal(run_text(&w, "list.csv",
			     OFFICE_HEAD "1;Thị Nhung;;Tân Phú;0912000008;13\n",
			     false),
	    0);
	j = file_json(&w, 0);
	assert_row(j, 2, "reject", "E_DATE_INVALID");
	json_decref(j);
	close_world(&w);
}

/* --- whole files refused */

static void
assert_file_refused(struct world *w, const char *name, const char *bytes,
    size_t n, const char *code, int line)
{
	const struct import_file f = { name, bytes, n };
	assert_int_equal(run(w, &f, 1, true, false), 1);
	json_t *j = file_json(w, 0);
	assert_int_equal(count(j, "refused"), 1);
	assert_int_equal(count(j, "accepted"), 0);
	assert_row(j, line, "reject", code);
	assert_true(*field(j, "error") != '\0');
	json_decref(j);
}

void
test_header_that_nobody_knows_refuses_the_file(void **state)
{
	(void)state;
	static const char text[] = "a,b,c\n1,2,3\n";
	struct world w;
	open_world(&w, true);
	assert_file_refused(&w, "x.csv", text, sizeof text - 1, "E_HEADER", 1);
	static const char dates[] = "date,name\n2018-06-15,Họp\n";
	assert_file_refused(&w, "x.csv", dates, sizeof dates - 1, "E_HEADER",
	    1);
	close_world(&w);
}

void
test_empty_file_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_file_refused(&w, "x.csv", "", 0, "E_EMPTY", 1);
	assert_file_refused(&w, "x.csv", "\r\n\r\n", 4, "E_EMPTY", 1);
	assert_file_refused(&w, "x.csv", "\xef\xbb\xbf", 3, "E_EMPTY", 1);
	close_world(&w);
}

void
test_unclosed_quote_is_refused_at_its_line(void **state)
{
	(void)state;
	static const char text[] = "code,name,phone\n"
				   "A,\"two\nlines\",0912000001\n"
				   "B,\"never closed,0912000002\n"
				   "C,Cao,0912000003\n";
	struct world w;
	open_world(&w, true);
	assert_file_refused(&w, "people.csv", text, sizeof text - 1, "E_QUOTE",
	    4);
	close_world(&w);
}

/* ASCII and Latin text as UTF-16, either end first. */
static size_t
utf16(const char *text, bool big, bool bom, char *out)
{
	size_t n = 0;
	if (bom) {
		memcpy(out, big ? "\xfe\xff" : "\xff\xfe", 2);
		n = 2;
	}
	for (; *text; text++) {
		out[n + big] = *text;
		out[n + !big] = '\0';
		n += 2;
	}
	return n;
}

void
test_utf16_is_read(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	for (int i = 0; i < 4; i++) {
		char bytes[256];
		size_t n = utf16("code\tname\tphone\nBAO\tBao\t0912000003\n",
		    i & 1, i & 2, bytes);
		const struct import_file f = { "people.txt", bytes, n };
		assert_int_equal(run(&w, &f, 1, false, false), 0);
		json_t *j = file_json(&w, 0);
		assert_row(j, 2, "accept", "");
		json_decref(j);
	}
	close_world(&w);
}

void
test_vni_is_refused_with_the_way_out(void **state)
{
	(void)state;
	/* bytes of VNI Windows, and the same pasted as Unicode */
	static const char bytes[] =
	    "STT;Ho\xef va\xf8 te\xe2n;So\xe1 \xf1ie\xe4n thoa\xefi\n"
	    "1;Pha\xefm Quo\xe1"
	    "c Ba\xfbo;0912000003\n";
	static const char pasted[] = "STT;Hoï vaø teân;Soá ñieän thoaïi\n";
	struct world w;
	open_world(&w, true);
	assert_file_refused(&w, "x.csv", bytes, sizeof bytes - 1,
	    "E_ENCODING_VNI", 1);
	const struct import_file f = { "x.csv", pasted, sizeof pasted - 1 };
	const struct import_options o = { .who = "test" };
	sbuf_clear(&w.out);
	assert_int_equal(
	    import_run(w.store, w.policy, &f, 1, &o, NOW, &w.out, &w.talk), 1);
	assert_non_null(strstr(sbuf_text(&w.out),
	    "Unikey > Công cụ (Ctrl+Shift+F6) > VNI Windows -> Unicode"));
	close_world(&w);
}

void
test_tcvn3_is_decoded(void **state)
{
	(void)state;
	/* "Họ và tên;Số điện thoại;Địa bàn" / "Phạm Quốc Bảo;…;Tân Hòa" */
	static const char bytes[] = "H\xe4 v\xb5 t\xaan;"
				    "S\xe8 \xaei\xd6n tho\xb9i;"
				    "\xa7\xde"
				    "a b\xb5n\n"
				    "Ph\xb9m Qu\xe8"
				    "c B\xb6o;0912000003;T\xa9n H\xdf"
				    "a\n";
	struct world w;
	open_world(&w, true);
	const struct import_file f = { "x.csv", bytes, sizeof bytes - 1 };
	assert_int_equal(run(&w, &f, 1, false, false), 0);
	json_t *j = file_json(&w, 0);
	char buf[64];
	assert_string_equal(joined(j, "codes", buf, sizeof buf),
	    "W_ENCODING_TCVN3");
	assert_row(j, 2, "accept", "");
	assert_string_equal(field(row_at_line(j, 2), "name"), "Phạm Quốc Bảo");
	assert_string_equal(joined(row_at_line(j, 2), "units", buf, sizeof buf),
	    "TANHOA");
	json_decref(j);
	close_world(&w);
}

void
test_invalid_bytes_are_refused(void **state)
{
	(void)state;
	static const char text[] =
	    "code,name,phone\nBAO,B\xff\xfeo,0912000003\n";
	static const char nul[] = "code,name,phone\nBAO,B\0o,0912000003\n";
	struct world w;
	open_world(&w, true);
	assert_file_refused(&w, "x.csv", text, sizeof text - 1, "E_ENCODING",
	    1);
	assert_file_refused(&w, "x.csv", nul, sizeof nul - 1, "E_ENCODING", 1);
	close_world(&w);
}

void
test_too_large_a_file_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	size_t n = IMPORT_BYTES_MAX + 1;
	char *bytes = mem_new(n, 1);
	assert_file_refused(&w, "x.csv", bytes, n, "E_TOO_BIG", 1);
	free(bytes);
	/* and one of too many rows, far smaller */
	struct sbuf rows = { 0 };
	sbuf_add(&rows, "code,name,phone\n");
	for (int i = 0; i < 200001; i++)
		sbuf_add(&rows, "a,b,c\n");
	const struct import_file f = { "x.csv", sbuf_text(&rows), rows.len };
	assert_int_equal(run(&w, &f, 1, true, false), 1);
	assert_non_null(strstr(sbuf_text(&w.out), "\"E_TOO_BIG\""));
	sbuf_fini(&rows);
	close_world(&w);
}

void
test_a_refused_file_stops_the_other_files(void **state)
{
	(void)state;
	static const char people[] =
	    "code,name,phone\nBAO,Phạm Quốc Bảo,0912000003\n";
	struct world w;
	open_world(&w, true);
	const struct import_file files[] = {
		{ "people.csv", people, sizeof people - 1 }, { "x.csv", "?", 1 }
	};
	assert_int_equal(run(&w, files, 2, true, false), 1);
	json_t *j = file_json(&w, 0);
	assert_int_equal(count(j, "accepted"), 1);
	assert_false(json_is_true(json_object_get(j, "written")));
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 0);
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

/* --- people */

void
test_number_of_another_name_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "list.csv",
			     OFFICE_HEAD
			     "1;Phạm Quốc Bảo;;Tân Hòa;0912000003;\n"
			     "2;Nguyễn Văn Hòa;;Đồng Tâm;0912000003;\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "reject", "E_PHONE_DUP");
	json_decref(j);
	/* also when it is known from an earlier import */
	assert_int_equal(run_text(&w, "people.csv",
			     "code,name,phone\nHOA,Nguyễn Văn Hòa,0912000003\n",
			     true),
	    0);
	j = file_json(&w, 0);
	assert_row(j, 2, "reject", "E_PHONE_DUP");
	json_decref(j);
	close_world(&w);
}

void
test_namesakes_get_a_code_each(void **state)
{
	(void)state;
	static const char text[] =
	    OFFICE_HEAD "1;Phạm Quốc Bảo;;Tân Hòa;0912000003;\n"
			"2;Phạm Quốc Bảo;;Đồng Tâm;0912000013;\n"
			"3;Lê Bảo;;Tân Phú;0912000023;\n";
	struct world w;
	open_world(&w, true);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(run_text(&w, "list.csv", text, true), 0);
		json_t *j = file_json(&w, 0);
		assert_int_equal(count(j, "accepted"), 3);
		if (!again)
			assert_row(j, 3, "accept", "W_NAME_DUP");
		json_decref(j);
		struct facts *f = load(&w);
		assert_int_equal(f->person_n, 3);
		int two = facts_person_by_code(f, "BAO2");
		assert_string_equal(f->people[two].phone, "+84912000013");
		assert_true(facts_person_by_code(f, "BAO3") >= 0);
		facts_free(f);
	}
	close_world(&w);
}

void
test_new_number_of_a_known_person_is_a_change(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(
	    run_text(&w, "list.csv",
		OFFICE_HEAD "1;Nguyễn Văn Hoà;;Đồng Tâm;0912000006;\n", true),
	    0);
	assert_int_equal(
	    run_text(&w, "list.csv",
		OFFICE_HEAD "1;NGUYỄN VĂN HÒA;;Đồng Tâm;0912000016;\n", true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "change", "W_NAME_DUP");
	assert_int_equal(count(j, "changed"), 1);
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 1);
	assert_string_equal(f->people[0].phone, "+84912000016");
	assert_string_equal(f->people[0].name, "Nguyễn Văn Hoà");
	bool earlier = false;
	assert_int_equal(facts_person_by_number(f, "+84912000006", &earlier),
	    0);
	assert_true(earlier);
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_equal_rows_are_merged(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "list.csv",
			     OFFICE_HEAD
			     "1;Nguyễn Văn Hoà;;Đồng Tâm;0912000006;\n"
			     "2;Nguyễn Văn Hòa;;X. Đồng Tâm;912000006;\n"
			     "3;Nguyễn Văn Hòa;;Tân Phú;0912000006;\n"
			     "4;Thị Nhung;;Tân Lập, xã Tân Lập;0912000008;\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "merge", "W_PHONE_ZERO;W_DUP_ROW");
	assert_row(j, 4, "accept", "");
	assert_row(j, 5, "accept", "W_UNIT_REPEATED");
	struct facts *f = load(&w);
	assert_int_equal(f->person_n, 2);
	assert_int_equal(f->assignment_n, 3);
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_two_storey_header_is_joined(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "list.csv",
			     "DANH SÁCH,,,,\n"
			     "STT,Họ và tên,Liên hệ,,Phân công\n"
			     ",,Cơ quan,Di động,Xã phụ trách\n"
			     "1,Phạm Quốc Bảo,02713855012,0912000003,Tân "
			     "Hòa\n",
			     false),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 4, "accept", "");
	assert_string_equal(field(row_at_line(j, 4), "number"), "+84912000003");
	assert_int_equal(count(j, "skipped"), 1);
	json_decref(j);
	close_world(&w);
}

void
test_cell_errors_and_lost_digits_are_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "list.csv",
			     OFFICE_HEAD
			     "1;#N/A;;Đồng Tâm;0912000006;\n"
			     "2;Thị Nhung;;Tân Phú;9.12E+08;\n"
			     "3;Lê Lan;;#REF!;0912000009;\n"
			     "4;Lê Mai;;Tân Phú;01689000009;\n"
			     "5;Lê Hoa;;Tân Phú;0912000010 (nhà riêng);\n",
			     false),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "reject", "E_CELL_ERROR");
	assert_row(j, 3, "reject", "E_PHONE_SCI");
	char buf[128];
	joined(row_at_line(j, 4), "codes", buf, sizeof buf);
	assert_non_null(strstr(buf, "E_CELL_ERROR"));
	assert_row(j, 5, "accept", "W_PHONE_OLD11");
	assert_string_equal(field(row_at_line(j, 5), "number"), "+84389000009");
	assert_row(j, 6, "accept", "W_PHONE_EXTRA_TEXT;W_UNIT_SHARED");
	json_decref(j);
	close_world(&w);
}

/* --- the other canonical files */

void
test_holidays_and_sessions_are_told_apart_by_name(void **state)
{
	(void)state;
	static const char text[] = "date,name\n2018-06-15,Một\n"
				   "31/9/2018,Hai\n2018-06-15,Một\n";
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "holidays.csv", text, true), 0);
	assert_int_equal(run_text(&w, "out/sessions.csv", text, true), 0);
	json_t *j = file_json(&w, 0);
	assert_string_equal(field(j, "kind"), "sessions");
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "reject", "E_DATE_INVALID");
	assert_row(j, 4, "merge", "W_DUP_ROW");
	struct facts *f = load(&w);
	assert_int_equal(f->holiday_n, 1);
	assert_int_equal(f->session_n, 1);
	assert_int_equal(f->sessions[0].on, civil_day(2018, 6, 15));
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_canonical_meeting_with_bad_rule_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "units.csv",
			     "code,name,kind,parent\n"
			     "TANLAP-AP1,Ấp 1,chi_doan,TANLAP\n"
			     "TANLAP-AP2,Ấp 2,chi_doan,TANLAP\n",
			     true),
	    0);
	assert_int_equal(run_text(&w, "meetings.csv",
			     "unit,rule,time,place\n"
			     "TANLAP-AP1,FREQ=MONTHLY;BYMONTHDAY=5,19:00,NVH\n"
			     "TANLAP-AP2,xyz abc,19:00,\n"
			     "TANLAP-AP2,ngày 31/4/2018,19:00,\n"
			     "TANLAP-AP2,ngày 6,25:00,\n"
			     "TANLAP-AP9,ngày 6,19:00,\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "reject", "E_RULE_INVALID");
	assert_row(j, 4, "reject", "E_DATE_INVALID");
	assert_row(j, 5, "reject", "E_TIME_INVALID");
	assert_row(j, 6, "reject", "E_UNIT_UNKNOWN");
	struct facts *f = load(&w);
	assert_int_equal(f->meeting_n, 1);
	assert_int_equal(f->meetings[0].minute, 19 * 60);
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_unit_parents_may_come_later_in_the_file(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, false);
	assert_int_equal(run_text(&w, "units.csv",
			     "code,name,kind,parent\n"
			     "TANLAP-AP1,Ấp 1,chi_doan,TANLAP\n"
			     "TANLAP,Xã Tân Lập,xa,CUM1\n"
			     "CUM1,Cụm 1,cum,HUYEN\n"
			     "HUYEN,Huyện Đồng Phú,huyen,\n"
			     "X,Xã X,xa,NOWHERE\n"
			     "Y,Xã Y,tinh,HUYEN\n"
			     "CUM2,Cụm 2,cum,TANLAP\n"
			     "CUM1,Cụm 1,cum,HUYEN\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	for (int line = 2; line < 6; line++)
		assert_row(j, line, "accept", "");
	assert_row(j, 6, "reject", "E_UNIT_UNKNOWN");
	assert_row(j, 7, "reject", "E_KIND_UNKNOWN");
	assert_row(j, 8, "reject", "E_PARENT");
	assert_row(j, 9, "merge", "W_DUP_ROW");
	struct facts *f = load(&w);
	assert_int_equal(f->unit_n, 4);
	int branch = facts_unit_by_code(f, "TANLAP-AP1");
	assert_string_equal(f->units[f->units[branch].parent].code, "TANLAP");
	assert_int_equal(f->units[branch].level, policy_branch_level(w.policy));
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_circle_of_parents_is_refused(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, false);
	assert_int_equal(run_text(&w, "units.csv",
			     "code,name,kind,parent\n"
			     "A,Xã A,xa,B\nB,Cụm B,cum,A\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_int_equal(count(j, "refused"), 2);
	json_decref(j);
	/* nor may a known unit move below itself */
	assert_int_equal(run_fixture(&w, FIXTURES "units.csv", true), 0);
	assert_int_equal(run_text(&w, "units.csv",
			     "code,name,kind,parent\n"
			     "CUM1,Cụm 1,xa,HUYEN\n"
			     "HUYEN,Huyện Đồng Phú,xa,CUM2\n",
			     true),
	    0);
	j = file_json(&w, 0);
	assert_row(j, 3, "reject", "E_PARENT");
	json_decref(j);
	close_world(&w);
}

#define CALENDAR_HEAD "Xã,Chi đoàn,Bí thư chi đoàn,SĐT,Ngày sinh hoạt,Giờ\n"

void
test_branch_with_two_days_is_asked_about(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "lich.csv",
			     CALENDAR_HEAD
			     "Tân Lập,Ấp 1,A,0912000101,ngày 5,19h\n"
			     "Tân Lập,ấp 1,A,0912000101,ngày 6,19h\n"
			     "Tân Lập,Chi đoàn Ấp 1,A,0912000101,5,19:00\n"
			     "Tân Lập,Ấp 2,B,0912000102,ngày 32,19h\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_row(j, 3, "reject", "E_SCHEDULE_DUP");
	assert_row(j, 5, "reject", "E_DATE_INVALID");
	json_decref(j);
	close_world(&w);
}

void
test_calendar_inherits_the_commune(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "lich.csv",
			     CALENDAR_HEAD
			     "Tân Lập,Ấp 1,A,0912000101,ngày 5,19h\n"
			     ",Ấp 2,B,,ngày 6,19h\n"
			     ",,,,,\n"
			     ",TM. BAN CHẤP HÀNH,,,,\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 3, "accept", "N_INHERITED;W_PHONE_MISSING");
	assert_row(j, 4, "skip", "N_BLANK");
	assert_row(j, 5, "skip", "N_FOOTER");
	struct facts *f = load(&w);
	assert_true(facts_unit_by_code(f, "TANLAP-AP2") >= 0);
	assert_int_equal(f->unit_n, 18);
	facts_free(f);
	json_decref(j);
	close_world(&w);
}

void
test_signature_in_the_unit_column_is_a_footer(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	assert_int_equal(run_text(&w, "list.csv",
			     "Họ và tên;Chức vụ;Địa bàn;SĐT\n"
			     "Lê Minh Quân;Bí thư;;0912000001\n"
			     "Thị Nhung;UV BTV;Thuận Phú;0912000008\n"
			     ";;Đồng Phú, ngày 28 tháng 3 năm 2018;\n"
			     ";;TM. BAN THƯỜNG VỤ;\n"
			     ";;Lê Minh Quân;\n",
			     true),
	    0);
	json_t *j = file_json(&w, 0);
	assert_row(j, 2, "accept", "");
	assert_string_equal(field(row_at_line(j, 2), "role"), "secretary");
	assert_row(j, 3, "accept", "");
	for (int line = 4; line < 7; line++)
		assert_row(j, line, "skip", "N_FOOTER");
	json_decref(j);
	close_world(&w);
}

void
test_text_output_says_where_and_what_to_do(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	size_t n;
	char *bytes = slurp(FIXTURES "rosters/" ROSTER_01, &n);
	const struct import_file f = { ROSTER_01, bytes, n };
	const struct import_options o = { .apply = true, .who = "test" };
	sbuf_clear(&w.out);
	assert_int_equal(
	    import_run(w.store, w.policy, &f, 1, &o, NOW, &w.out, &w.talk), 0);
	const char *text = sbuf_text(&w.out);
	assert_non_null(
	    strstr(text, "8 added, 0 changed, 9 skipped, 2 refused"));
	assert_non_null(strstr(text,
	    "refused line 17 (STT 9), Võ Thành Trung, column \"Số điện "
	    "thoại\": \"chưa có\": no number; enter the mobile number "
	    "[E_PHONE_MISSING]"));
	free(bytes);
	close_world(&w);
}

void
test_many_rows_are_linear(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, true);
	/* everybody is called Bao: the worst for names and codes */
	struct sbuf rows = { 0 };
	sbuf_add(&rows, "STT;Họ và tên;Địa bàn;SĐT\n");
	for (int i = 0; i < 20000; i++)
		sbuf_addf(&rows, "%d;Lê Bảo;Tân Phú;0912%06d\n", i + 1, i);
	const struct import_file f = { "x.csv", sbuf_text(&rows), rows.len };
	assert_int_equal(run(&w, &f, 1, false, false), 0);
	json_t *j = file_json(&w, 0);
	assert_int_equal(count(j, "accepted"), 20000);
	assert_string_equal(field(row_at_line(j, 20001), "person"), "BAO20000");
	json_decref(j);
	sbuf_fini(&rows);
	close_world(&w);
}

/* One change of the bytes: a byte, an insertion of what hurts, a cut, or a
 * repeat of a part. */
static void
damage(struct sbuf *b, uint64_t *seed)
{
	static const char *const hurts[] = { "\"", ";", ",", "\t", "\n", "\r",
		"Tân Lập", "0912000003", "'", "#N/A", "9.12E+08", "\xff",
		"\xef\xbb\xbf", "31/2", "T.Lợi", " - ", "(", ")", "Bí thư",
		"Cụm 9", "99999999999999999999", "\xcc\x81", "TM." };
	struct sbuf out = { 0 };
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	size_t r = (size_t)(*seed >> 20);
	size_t at = b->len ? r % b->len : 0;
	size_t len = (r >> 7) % 60 % (b->len - at + 1);
	sbuf_add_n(&out, sbuf_text(b), at);
	if (r % 4 == 0)
		sbuf_add_c(&out, (char)(r >> 9));
	else if (r % 4 == 1)
		sbuf_add(&out,
		    hurts[(r >> 9) % (sizeof hurts / sizeof *hurts)]);
	else if (r % 4 == 2)
		sbuf_add_n(&out, sbuf_text(b) + at, len);
	else
		at += len;
	sbuf_add_n(&out, sbuf_text(b) + at, b->len - at);
	sbuf_fini(b);
	*b = out;
}

void
test_damaged_files_are_refused_in_words(void **state)
{
	(void)state;
	static const char *const samples[] = { FIXTURES "units.csv",
		FIXTURES "rosters/" ROSTER_01, FIXTURES "rosters/" ROSTER_05,
		FIXTURES "rosters/" ROSTER_08 };
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 2018;
	struct world w;
	open_world(&w, true);
	for (int i = 0; i < 300; i++) {
		uint64_t begin = seed;
		size_t n;
		char *bytes = slurp(samples[i % 4], &n);
		struct sbuf b = { 0 };
		sbuf_add_n(&b, bytes, n);
		for (int k = 0; k < 1 + i % 9; k++)
			damage(&b, &seed);
		/* its own memory, so that reading past the end is seen */
		char *exact = mem_new(b.len, 1);
		memcpy(exact, sbuf_text(&b), b.len);
		const struct import_file f = { "x.csv", exact, b.len };
		int rc = run(&w, &f, 1, i % 2, i % 3 == 0);
		json_t *j = file_json(&w, 0);
		if (rc == 1 && !*field(j, "error") && !count(j, "refused"))
			fail_msg("SEED=%llu: failed without a reason",
			    (unsigned long long)begin);
		json_decref(j);
		free(exact);
		free(bytes);
		sbuf_fini(&b);
	}
	close_world(&w);
}
