#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/export.h"
#include "app/import.h"
#include "base/mem.h"
#include "store/load.h"
#include "store/store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1522540800 /* 2018-04-01 */
enum { ROUNDS = 300, UNITS_MAX = 12, PEOPLE_MAX = 8 };

void test_an_export_imported_again_changes_nothing(void **state);
void test_a_second_office_fed_by_an_export_is_the_same(void **state);
void test_random_offices_survive_both_kinds_of_file(void **state);
void test_texts_that_look_like_formulas_come_back(void **state);
void test_the_template_is_accepted_and_writes_nothing(void **state);
void test_a_row_written_below_the_example_is_taken(void **state);
void test_numbers_are_text_and_nothing_is_a_formula(void **state);

/* libxlsxwriter copies the formula of a drop-down twice and frees it once; it
 * runs in the process of one command. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:lxw_strdup";
}

struct office {
	struct store *store;
	struct policy *policy;
};

static struct office
open_office(void)
{
	struct office o = { NULL, policy_new() };
	assert_int_equal(store_open_memory(&o.store, NULL, 0, NULL), 0);
	o.policy->from_month = civil_month(2018, 4);
	o.policy->until_month = civil_month(2018, 12);
	return o;
}

static void
close_office(struct office *o)
{
	store_close(o->store);
	policy_free(o->policy);
}

static struct facts *
facts_of(struct office *o)
{
	struct facts *f;
	struct err err = { 0 };
	if (load_facts(o->store, o->policy->levels, o->policy->level_n, &f,
		&err) < 0)
		fail_msg("%s", err.text);
	return f;
}

static void
make(struct office *o, bool book, bool template, struct outfile_list *outs)
{
	static const char *const channels[] = { "sms", "zalo", NULL };
	struct facts *f = facts_of(o);
	const struct export_job j = { f, o->policy, channels, template, NOW };
	struct err err = { 0 };
	if (!book)
		export_folder(&j, "out", outs);
	else if (export_workbook(&j, "out.xlsx", outs, &err) < 0)
		fail_msg("%s", err.text);
	facts_free(f);
}

struct counts { /* of all lists of an import */
	int accepted, changed, refused;
};

static int
count(json_t *j, const char *key)
{
	return (int)json_integer_value(json_object_get(j, key));
}

static struct counts
take(struct office *o, const struct import_file *files, size_t n)
{
	struct sbuf out = { 0 }, talk = { 0 };
	const struct import_options options = { .apply = true,
		.json = true,
		.who = "test" };
	int rc = import_run(o->store, o->policy, files, n, &options, NOW, &out,
	    &talk);
	if (rc != 0)
		fail_msg("%s%s", sbuf_text(&out), sbuf_text(&talk));
	struct counts c = { 0 };
	char *rest = NULL;
	for (char *line = strtok_r(out.s, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		json_t *j = json_loads(line, 0, NULL);
		assert_non_null(j);
		c.accepted += count(j, "accepted");
		c.changed += count(j, "changed");
		c.refused += count(j, "refused");
		if (count(j, "refused") || count(j, "changed"))
			fprintf(stderr, "%s\n", line);
		json_decref(j);
	}
	sbuf_fini(&out);
	sbuf_fini(&talk);
	return c;
}

static struct counts
take_outs(struct office *o, const struct outfile_list *outs)
{
	struct import_file files[EXPORT_LISTS];
	size_t n = 0;
	for (size_t i = 0; i < outs->n; i++) {
		const struct outfile *f = &outs->v[i];
		if (f->name[strlen(f->name) - 1] == '/')
			continue;
		files[n++] = (struct import_file){ f->name, f->bytes, f->len };
	}
	return take(o, files, n);
}

static void
take_text(struct office *o, const char *name, const char *text)
{
	const struct import_file f = { name, text, strlen(text) };
	take(o, &f, 1);
}

/* All lists of an office as one text. */
static char *
dump(struct office *o)
{
	struct outfile_list outs = { 0 };
	struct sbuf b = { 0 };
	make(o, false, false, &outs);
	for (size_t i = 0; i < outs.n; i++)
		sbuf_add_n(&b, outs.v[i].bytes, outs.v[i].len);
	outfile_fini(&outs);
	return sbuf_take(&b);
}

static void
assert_survives_as(struct office *o, bool book)
{
	char *before = dump(o);
	struct outfile_list outs = { 0 };
	make(o, book, false, &outs);
	struct counts c = take_outs(o, &outs);
	assert_int_equal(c.refused, 0);
	assert_int_equal(c.changed, 0);
	char *after = dump(o);
	assert_string_equal(before, after);
	free(after);
	struct office other = open_office();
	c = take_outs(&other, &outs);
	char *copy = dump(&other);
	assert_int_equal(c.refused, 0);
	assert_string_equal(before, copy);
	free(copy);
	close_office(&other);
	outfile_fini(&outs);
	free(before);
}

static void
assert_survives(struct office *o)
{
	assert_survives_as(o, false);
	assert_survives_as(o, true);
}

static const char units[] =
    "code,name,kind,parent,aliases,contact_name,contact_phone,from,until\n"
    "HUYEN,Huyện Đồng Phú,huyen,,,,,,\n"
    "CUM1,Cụm 1,cum,HUYEN,,,,,\n"
    "TANPHU,Thị trấn Tân Phú,thi_tran,CUM1,TT Tân Phú|Tân Phú,,,,\n"
    "TANHOA,Xã Tân Hòa,xa,CUM1,,Lê Văn Hoà,0912000101,2018-05-01,2018-11-30\n"
    "TANHOA-AP1,Ấp 1,chi_doan,TANHOA,,Bùi Thị Lý,0912000102,,\n";
static const char people[] =
    "code,name,phone,role,zalo,channel\n"
    "BAO,Phạm Quốc Bảo,0912000003,cadre,,sms\n"
    "QUAN,Lê Minh Quân,0912000001,secretary,4567890123456789012,zalo\n";
static const char assignments[] = "person,unit,from,until\n"
				  "BAO,CUM1,2018-04-01,\n"
				  "QUAN,TANPHU,,2018-12-31\n";
static const char meetings[] = "unit,rule,time,place\n"
			       "TANHOA-AP1,Ngày 5 hàng tháng,19:00,NVH ấp 1\n";

static struct office
small(void)
{
	struct office o = open_office();
	take_text(&o, "units.csv", units);
	take_text(&o, "people.csv", people);
	take_text(&o, "assignments.csv", assignments);
	take_text(&o, "meetings.csv", meetings);
	take_text(&o, "holidays.csv", "date,name\n2018-09-02,Quốc khánh\n");
	take_text(&o, "sessions.csv", "date,name\n2018-06-15,Kỳ họp 3\n");
	return o;
}

void
test_an_export_imported_again_changes_nothing(void **state)
{
	(void)state;
	struct office o = small();
	for (int book = 0; book < 2; book++) {
		struct outfile_list outs = { 0 };
		make(&o, book, false, &outs);
		struct counts c = take_outs(&o, &outs);
		assert_int_equal(c.accepted, 12);
		assert_int_equal(c.changed, 0);
		assert_int_equal(c.refused, 0);
		outfile_fini(&outs);
	}
	close_office(&o);
}

void
test_a_second_office_fed_by_an_export_is_the_same(void **state)
{
	(void)state;
	struct office o = small();
	assert_survives(&o);
	close_office(&o);
}

/* --- random offices */

static uint64_t seed;

static unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % n);
}

static void
random_text(struct sbuf *b)
{
	static const char *const bits[] = { "Hòa", "Hoà", "=1+1", "@SUM(A1)",
		"-", "+84", "'", "''=", "\"", ",", ";", "Nguyễn", "Đ", "a",
		"\t", "0012", "|", "\\n", "<b>", "&amp;", "%s", "😀", "Ấp 3",
		"a\xcc\xa3\xcc\x86", "  ", "x_x000D_", "1/2", "\n" };
	for (unsigned n = 1 + below(4); n; n--)
		sbuf_add(b, bits[below(sizeof bits / sizeof *bits)]);
	sbuf_add_c(b, (char)('a' + below(26)));
}

/* A field of a canonical file, quoted. */
static void
field(struct sbuf *b, const char *s)
{
	sbuf_add_c(b, '"');
	for (; *s; s++) {
		if (*s == '"')
			sbuf_add_c(b, '"');
		sbuf_add_c(b, *s);
	}
	sbuf_add(b, "\",");
}

static void
random_field(struct sbuf *b)
{
	struct sbuf t = { 0 };
	random_text(&t);
	field(b, sbuf_text(&t));
	sbuf_fini(&t);
}

static void
random_period(struct sbuf *b)
{
	if (below(2))
		sbuf_addf(b, "%04u-%02u-%02u", 1890 + below(130), 1 + below(12),
		    1 + below(28));
	sbuf_add_c(b, ',');
	if (below(2))
		sbuf_addf(b, "2%03u-%02u-%02u", 100 + below(800), 1 + below(12),
		    1 + below(28));
	sbuf_add_c(b, '\n');
}

static void
random_office(struct office *o)
{
	static const char *const kinds[] = { "xa", "thi_tran", "phuong" };
	static const char *const roles[] = { "cadre", "secretary", "admin",
		"contact" };
	static const char *const rules[] = { "FREQ=MONTHLY;BYMONTHDAY=5",
		"LUNAR=15", "Ngày cuối tháng", "FREQ=WEEKLY;BYDAY=SU",
		"DATES=2018-04-10,2018-05-12" };
	struct sbuf u = { 0 }, p = { 0 }, a = { 0 }, m = { 0 }, h = { 0 };
	unsigned n = 1 + below(UNITS_MAX), k = 1 + below(PEOPLE_MAX);
	sbuf_add(&u, "code,name,kind,parent,aliases,contact_name,"
		     "contact_phone,from,until\nH,Huyện,huyen,,,,,,\n");
	sbuf_add(&p, "code,name,phone,role,zalo,channel\n");
	sbuf_add(&a, "person,unit,from,until\n");
	sbuf_add(&m, "unit,rule,time,place\n");
	sbuf_add(&h, "date,name\n");
	for (unsigned i = 0; i < n; i++) {
		bool branch = i > 0 && below(2);
		sbuf_addf(&u, "%s%u,", branch ? "B" : "X", i);
		random_field(&u);
		if (branch)
			sbuf_addf(&u, "chi_doan,X0,");
		else
			sbuf_addf(&u, "%s,H,", kinds[below(3)]);
		random_field(&u);
		random_field(&u);
		sbuf_addf(&u, "09120%05u,", i);
		random_period(&u);
		if (branch && below(2)) {
			sbuf_addf(&m, "B%u,\"%s\",%s,", i, rules[below(5)],
			    below(2) ? "19:30" : "");
			random_field(&m);
			m.len--; /* its comma */
			sbuf_add_c(&m, '\n');
		}
	}
	for (unsigned i = 0; i < k; i++) {
		sbuf_addf(&p, "P%u,", i);
		random_field(&p);
		sbuf_addf(&p, "09%u0%06u,%s,", 1 + i % 8, i, roles[below(4)]);
		random_field(&p);
		sbuf_addf(&p, "%s\n", below(2) ? "sms" : "");
		if (below(3)) {
			sbuf_addf(&a, "P%u,H,", i);
			random_period(&a);
		}
	}
	for (unsigned i = 0; i < below(5); i++) {
		sbuf_addf(&h, "2018-%02u-%02u,", 1 + i, 1 + below(28));
		random_field(&h);
		h.len--;
		sbuf_add_c(&h, '\n');
	}
	const struct import_file files[] = {
		{ "units.csv", u.s, u.len },
		{ "people.csv", p.s, p.len },
		{ "assignments.csv", a.s, a.len },
		{ "meetings.csv", m.s, m.len },
		{ "holidays.csv", h.s, h.len },
		{ "sessions.csv", h.s, h.len },
	};
	struct counts c = take(o, files, 6);
	assert_int_equal(c.refused, 0);
	sbuf_fini(&u);
	sbuf_fini(&p);
	sbuf_fini(&a);
	sbuf_fini(&m);
	sbuf_fini(&h);
}

void
test_random_offices_survive_both_kinds_of_file(void **state)
{
	(void)state;
	const char *given = getenv("SEED"), *rounds = getenv("ROUNDS");
	uint64_t first = given ? strtoull(given, NULL, 10) : 20180401;
	int most = rounds ? atoi(rounds) : ROUNDS;
	for (int i = 0; i < most; i++) {
		seed = (first + (uint64_t)i) * 0x9e3779b97f4a7c15u | 1;
		print_message("SEED=%llu\n",
		    (unsigned long long)(first + (uint64_t)i));
		struct office o = open_office();
		random_office(&o);
		assert_survives_as(&o, i % 2); /* a workbook or a folder */
		close_office(&o);
	}
}

void
test_texts_that_look_like_formulas_come_back(void **state)
{
	(void)state;
	static const char *const names[] = { "=HYPERLINK(\"\"http://x\"\")",
		"@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "'=1", "''=1", "'",
		"'quoted'", "+84 912 000 009" };
	struct office o = open_office();
	struct sbuf b = { 0 };
	sbuf_add(&b, "code,name,phone\n");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		sbuf_addf(&b, "P%zu,\"%s%s\",091200000%zu\n", i,
		    /* the first reading takes one mark away as well */
		    strspn(names[i], "'") && strchr(names[i], '=') ? "'" : "",
		    names[i], i);
	take_text(&o, "people.csv", sbuf_text(&b));
	sbuf_fini(&b);
	assert_survives(&o);
	char *all = dump(&o);
	assert_non_null(strstr(all, "\"'=HYPERLINK(\"\"http://x\"\")\""));
	assert_non_null(strstr(all, "\"'@SUM(A1)\""));
	assert_non_null(strstr(all, "\"''=1\""));
	assert_non_null(strstr(all, "\"'''=1\""));
	assert_non_null(strstr(all, ",+84 912 000 009,"));
	assert_null(strstr(all, ",="));
	free(all);
	close_office(&o);
}

void
test_the_template_is_accepted_and_writes_nothing(void **state)
{
	(void)state;
	for (int book = 0; book < 2; book++) {
		struct office o = open_office();
		struct outfile_list outs = { 0 };
		make(&o, book, true, &outs);
		struct counts c = take_outs(&o, &outs);
		assert_int_equal(c.accepted, 0);
		assert_int_equal(c.refused, 0);
		outfile_fini(&outs);
		close_office(&o);
	}
}

void
test_a_row_written_below_the_example_is_taken(void **state)
{
	(void)state;
	struct office o = open_office();
	struct outfile_list outs = { 0 };
	make(&o, false, true, &outs);
	for (size_t i = 0; i < outs.n; i++) {
		if (!strstr(outs.v[i].name, "people"))
			continue;
		struct sbuf b = { 0 };
		sbuf_add_n(&b, outs.v[i].bytes, outs.v[i].len);
		sbuf_add(&b, ",Cao Thị Hạnh,0912000009,admin,,\n");
		const struct import_file f = { outs.v[i].name, b.s, b.len };
		struct counts c = take(&o, &f, 1);
		assert_int_equal(c.accepted, 1);
		assert_int_equal(c.refused, 0);
		sbuf_fini(&b);
	}
	struct facts *f = facts_of(&o);
	assert_int_equal(f->person_n, 1);
	assert_string_equal(f->people[0].name, "Cao Thị Hạnh");
	facts_free(f);
	outfile_fini(&outs);
	close_office(&o);
}

/* The workbook as an independent reader sees it. */
void
test_numbers_are_text_and_nothing_is_a_formula(void **state)
{
	(void)state;
	char name[] = "build/export-XXXXXX";
	struct office o = small();
	struct outfile_list outs = { 0 };
	make(&o, true, false, &outs);
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	FILE *f = fdopen(fd, "wb");
	assert_int_equal(fwrite(outs.v[0].bytes, 1, outs.v[0].len, f),
	    outs.v[0].len);
	fclose(f);
	struct sbuf command = { 0 };
	sbuf_addf(&command, "python3 tests/lib/read-xlsx %s", name);
	FILE *p = popen(sbuf_text(&command), "r");
	struct sbuf said = { 0 };
	char part[4096];
	size_t n;
	while ((n = fread(part, 1, sizeof part, p)) > 0)
		sbuf_add_n(&said, part, n);
	assert_int_equal(pclose(p), 0);
	remove(name);
	const char *s = sbuf_text(&said);
	assert_non_null(strstr(s, "Cán bộ!C3 s 0912000003\n"));
	assert_non_null(strstr(s, "Đơn vị!G6 s 0912000101\n"));
	assert_non_null(strstr(s, "Đơn vị!H6 n 43221\n"));
	assert_null(strstr(s, " formula "));
	assert_non_null(strstr(s, "Cán bộ!B1 s Họ và tên\n"));
	assert_non_null(strstr(s, "Cán bộ frozen 2 rows\n"));
	assert_non_null(strstr(s, "Cán bộ paper 9 landscape\n"));
	assert_non_null(strstr(s,
	    "Cán bộ list D3:D5003 \"cadre,secretary,admin,contact\"\n"));
	assert_non_null(
	    strstr(s, "Phân công list A3:A5003 'Cán bộ'!$A$3:$A$5000\n"));
	sbuf_fini(&said);
	sbuf_fini(&command);
	outfile_fini(&outs);
	close_office(&o);
}
