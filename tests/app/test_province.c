/* A province without districts, by its own example configuration: 95 communes
 * and wards, 60 people and their branches over a plan year. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/simulate.h"
#include "core/standing.h"

#include <strings.h>

void test_a_year_of_the_province(void **state);
void test_example_is_clean(void **state);

enum {
	COMMUNES = 72,
	WARDS = 23,
	UNITS = COMMUNES + WARDS,
	PEOPLE = 60,
	CADRES = PEOPLE - 2, /* a secretary and an office */
	BRANCHES = 1,	     /* a unit; each with its calendar */
	YEAR = 2026,
	MONTHS = 12,
	REPLIES_MAX = CADRES * MONTHS * 2,
	LATE_OF_TEN = 3
};

struct spoken {
	int64_t at;
	char number[24], kind[24];
	char *text;
};

struct year {
	struct conffile conf;
	struct office office;
	struct err err;
	struct spoken *v;
	size_t n, cap;
	struct sbuf trace;
	struct simulate_reply replies[REPLIES_MAX];
	char words[REPLIES_MAX][64], from[REPLIES_MAX][16];
	size_t reply_n;
	uint32_t seed;
};

static uint32_t
draw(struct year *y, uint32_t n)
{
	y->seed = y->seed * 1664525u + 1013904223u;
	return (y->seed >> 16) % n;
}

/* --- the province */

static const struct {
	const char *name, *code;
} first[] = { { "Tân", "TAN" }, { "Phú", "PHU" }, { "Xuân", "XUAN" },
	{ "Lộc", "LOC" }, { "Bình", "BINH" }, { "Long", "LONG" },
	{ "Hưng", "HUNG" }, { "Minh", "MINH" }, { "Thanh", "THANH" },
	{ "Đồng", "DONG" } },
  second[] = { { "Lập", "LAP" }, { "Riềng", "RIENG" }, { "Hòa", "HOA" },
	  { "Ninh", "NINH" }, { "Phước", "PHUOC" }, { "Khánh", "KHANH" },
	  { "Lợi", "LOI" }, { "Thành", "THANH" }, { "Sơn", "SON" },
	  { "Tiến", "TIEN" } };

static void
code_of(int unit, char code[16])
{
	snprintf(code, 16, "%s%s", first[unit / 10].code,
	    second[unit % 10].code);
}

static void
unit(struct year *y, const char *code, const char *name, const char *kind,
    const char *parent)
{
	const struct org_unit u = { .code = code,
		.name = name,
		.kind = kind,
		.parent = parent,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	must(y, org_put_unit(y->office.store, &u, &y->err));
}

static void
branches(struct year *y, int i, const char *parent)
{
	for (int k = 0; k < BRANCHES; k++) {
		char code[24], name[32], rule[48];
		snprintf(code, sizeof code, "%s-AP%d", parent, k + 1);
		snprintf(name, sizeof name, "Ấp %d", k + 1);
		unit(y, code, name, "chi_doan", parent);
		if (i % 3)
			snprintf(rule, sizeof rule,
			    "FREQ=MONTHLY;BYMONTHDAY=%d",
			    1 + (i * 7 + k * 11) % 31);
		else
			snprintf(rule, sizeof rule, "FREQ=MONTHLY;BYDAY=%dSA",
			    1 + k);
		const struct org_meeting m = { code, rule, "Nhà văn hóa",
			19 * 60 };
		must(y, org_put_meeting(y->office.store, &m, &y->err));
	}
}

static void
people(struct year *y)
{
	static const char *const given[] = { "Bảo", "Sơn", "Hòa", "Lan", "Nam",
		"Thúy", "Dũng", "Yến", "Phúc", "Ánh" };
	for (int i = 0; i < PEOPLE; i++) {
		char code[16], name[64], phone[24];
		snprintf(code, sizeof code, "P%02d", i);
		snprintf(name, sizeof name, "%s Văn %s", first[i / 10].name,
		    given[i % 10]);
		snprintf(phone, sizeof phone, "+849120010%02d", i);
		const struct org_person p = { .code = code,
			.name = name,
			.phone = phone,
			.role = i < CADRES    ? "cadre"
				: i == CADRES ? "secretary"
					      : "admin" };
		must(y, org_put_person(y->office.store, &p, 1, &y->err));
	}
}

static void
province(struct year *y)
{
	must(y, store_begin(y->office.store, &y->err));
	unit(y, "TINH", "Tỉnh Đồng Nai", "tinh", NULL);
	people(y);
	for (int i = 0; i < UNITS; i++) {
		char code[16], name[64], person[16];
		code_of(i, code);
		snprintf(name, sizeof name, "%s %s %s",
		    i < COMMUNES ? "Xã" : "Phường", first[i / 10].name,
		    second[i % 10].name);
		unit(y, code, name, i < COMMUNES ? "xa" : "phuong", "TINH");
		branches(y, i, code);
		snprintf(person, sizeof person, "P%02d", i % CADRES);
		const struct org_assignment a = { person, code, CIVIL_NONE,
			CIVIL_MAX };
		must(y, org_put_assignment(y->office.store, &a, &y->err));
	}
	must(y, org_put_session(y->office.store, civil_day(YEAR, 6, 26),
		    "Hội nghị giữa năm", &y->err));
	must(y, org_put_holiday(y->office.store, civil_day(YEAR, 4, 30), "30/4",
		    &y->err));
	must(y, org_put_holiday(y->office.store, civil_day(YEAR, 5, 1), "1/5",
		    &y->err));
	must(y, store_end(y->office.store, &y->err));
	must(y, store_flush(y->office.store, &y->err));
}

/* --- what they answer: most report, some on promise, some late, some never */

static void
reply(struct year *y, int person, int32_t on, int minute, const char *words,
    int32_t about)
{
	struct civil_date d = civil_date_of(about);
	size_t i = y->reply_n++;
	char code[16];
	code_of(person, code);
	snprintf(y->from[i], sizeof y->from[i], "P%02d", person);
	snprintf(y->words[i], sizeof y->words[i], "%s %s %d/%d", words, code,
	    d.day, d.month);
	y->replies[i] =
	    (struct simulate_reply){ civil_at(on, minute, TEST_OFFSET),
		    y->from[i], y->words[i] };
}

static int
by_time(const void *va, const void *vb)
{
	const struct simulate_reply *a = va, *b = vb;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return strcmp(a->from, b->from);
}

static void
script(struct year *y)
{
	for (int m = 1; m <= MONTHS; m++) {
		for (int i = 0; i < CADRES; i++) {
			int32_t on = civil_day(YEAR, m, 2 + (int)draw(y, 22));
			int minute = 8 * 60 + (int)draw(y, 12 * 60);
			if (draw(y, 10) < LATE_OF_TEN) {
				/* in the first days after, or not at all */
				on = civil_month_last(civil_month(YEAR, m));
				if (draw(y, 2))
					reply(y, i, on + 2, minute, "da di",
					    on - 1);
				continue;
			}
			if (draw(y, 4) == 0)
				reply(y, i, on - 1, minute, "HEN", on + 3);
			reply(y, i, on + 4, minute, "DA DI", on + 3);
		}
	}
	qsort(y->replies, y->reply_n, sizeof *y->replies, by_time);
}

static void
on_message(void *arg, int64_t at, const struct outbox_row *m)
{
	struct year *y = arg;
	char when[40];
	y->v = mem_grow(y->v, &y->cap, y->n + 1, sizeof *y->v);
	struct spoken *s = &y->v[y->n++];
	*s = (struct spoken){ .at = at, .text = mem_dup(m->text) };
	snprintf(s->number, sizeof s->number, "%s", m->number);
	snprintf(s->kind, sizeof s->kind, "%s", m->kind);
	sbuf_addf(&y->trace, "%s %s %s %s\n",
	    civil_rfc3339(at, TEST_OFFSET, when), m->number, m->kind, m->text);
}

static void
load_example(struct year *y)
{
	char text[8192];
	FILE *f = fopen("config/nhacviec-tinh.conf", "r");
	assert_non_null(f);
	size_t n = fread(text, 1, sizeof text - 1, f);
	assert_true(n > 0 && n < sizeof text - 1);
	text[n] = '\0';
	fclose(f);
	conffile_init(&y->conf);
	conffile_try(&y->conf, text);
	if (!y->conf.config)
		fail_msg("%s", sbuf_text(&y->conf.said));
	y->office.config = y->conf.config;
}

static struct year *
run_year(void)
{
	struct year *y = mem_new(1, sizeof *y);
	y->seed = YEAR;
	log_setup(0, LOG_ERROR - 1);
	load_example(y);
	must(y, store_open_memory(&y->office.store, NULL, 0, &y->err));
	province(y);
	script(y);
	const struct simulate_options o = {
		.from_at = civil_at(civil_day(YEAR, 1, 1), 0, TEST_OFFSET),
		.to_at = civil_at(civil_day(YEAR + 1, 1, 12), 0, TEST_OFFSET),
		.replies = y->replies,
		.reply_n = y->reply_n,
		.on_message = on_message,
		.arg = y
	};
	must(y, simulate_run(&y->office, &o, &y->err));
	return y;
}

static void
year_free(struct year *y)
{
	for (size_t i = 0; i < y->n; i++)
		free(y->v[i].text);
	free(y->v);
	sbuf_fini(&y->trace);
	office_forget(&y->office);
	store_close(y->office.store);
	conffile_fini(&y->conf);
	free(y);
}

/* --- what must hold */

static void
nobody_reads_of_a_district(const struct year *y)
{
	for (size_t i = 0; i < y->n; i++) {
		for (const char *s = y->v[i].text; *s; s++) {
			if (strncasecmp(s, "huyen", 5) == 0 ||
			    strncmp(s, "uyện", strlen("uyện")) == 0)
				fail_msg("'%s'", y->v[i].text);
		}
	}
}

static bool
is_a_days_text(const struct spoken *s)
{
	return strcmp(s->kind, "answer") != 0 &&
	       strcmp(s->kind, "meeting.ask") != 0 &&
	       strcmp(s->kind, "notice") != 0 && strcmp(s->kind, "alarm") != 0;
}

static int
by_number(const void *va, const void *vb)
{
	const struct spoken *a = va, *b = vb;
	int c = strcmp(a->number, b->number);
	if (c)
		return c;
	c = strcmp(a->text, b->text);
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static int
by_day(const void *va, const void *vb)
{
	const struct spoken *a = va, *b = vb;
	int c = strcmp(a->number, b->number);
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static bool
is_the_same(const struct spoken *a, const struct spoken *b)
{
	return strcmp(a->number, b->number) == 0 &&
	       strcmp(a->text, b->text) == 0;
}

/* Two rungs may have the same words (a promise before and after its day), on
 * two days; more than two have not. */
static void
nothing_is_said_twice(struct year *y)
{
	qsort(y->v, y->n, sizeof *y->v, by_number);
	for (size_t i = 1; i < y->n; i++) {
		const struct spoken *s = &y->v[i];
		if (strcmp(s->kind, "answer") == 0 || !is_the_same(s - 1, s))
			continue;
		if (s->at - s[-1].at < 86400 ||
		    (i > 1 && is_the_same(s - 2, s)))
			fail_msg("twice: %s", s->text);
	}
	qsort(y->v, y->n, sizeof *y->v, by_day);
	const struct spoken *last = NULL;
	for (size_t i = 0; i < y->n; i++) {
		const struct spoken *s = &y->v[i];
		if (!is_a_days_text(s))
			continue;
		if (last && strcmp(last->number, s->number) == 0 &&
		    civil_on(last->at, TEST_OFFSET) ==
			civil_on(s->at, TEST_OFFSET))
			fail_msg("two a day: %s | %s", last->text, s->text);
		last = s;
	}
}

static bool
was_done_by(const struct facts *f, int person, int32_t month, int64_t at)
{
	for (int i = 0; i < f->visit_n; i++) {
		const struct facts_visit *v = &f->visits[i];
		if (v->person == person && v->month == month &&
		    v->created_at < at)
			return true;
	}
	return false;
}

static bool
secretary_heard(const struct facts *f, int person, int32_t month)
{
	for (int i = 0; i < f->said_n; i++) {
		const struct facts_said *s = &f->said[i];
		if (s->duty.kind == DUTY_VISIT && s->duty.when == month &&
		    s->duty.person == person && !s->passed &&
		    f->people[s->person].role == FACTS_SECRETARY &&
		    strcmp(s->rung, "escalate/+4") == 0)
			return true;
	}
	return false;
}

static const struct spoken *
escalation(const struct year *y, int32_t month)
{
	char begin[40];
	snprintf(begin, sizeof begin,
	    "Qua han thang %d: ", civil_month_number(month));
	for (size_t i = 0; i < y->n; i++) {
		if (strcmp(y->v[i].kind, "escalate") == 0 &&
		    strstr(y->v[i].text, begin))
			return &y->v[i];
	}
	return NULL;
}

/* Returns how many of that month were late. */
static int
everybody_overdue_is_escalated(const struct year *y, const struct facts *f,
    int32_t month)
{
	const struct spoken *e = escalation(y, month);
	int late = 0;
	assert_non_null(e);
	for (int i = 0; i < f->person_n; i++) {
		if (f->people[i].role != FACTS_CADRE)
			continue;
		bool owes = !was_done_by(f, i, month, e->at);
		late += owes;
		if (secretary_heard(f, i, month) != owes)
			fail_msg("%s of month %d: %s", f->people[i].code,
			    civil_month_number(month),
			    owes ? "never escalated" : "escalated");
	}
	char figures[40];
	snprintf(figures, sizeof figures, ": %d/%d d/c chua di", late, CADRES);
	if (!strstr(e->text, figures))
		fail_msg("'%s' is not in '%s'", figures, e->text);
	assert_true(sms_measure(e->text).parts <= 2);
	return late;
}

void
test_a_year_of_the_province(void **state)
{
	(void)state;
	struct year *a = run_year(), *b = run_year();
	assert_string_equal(sbuf_text(&a->trace), sbuf_text(&b->trace));
	year_free(b);
	const struct facts *f = office_facts(&a->office, &a->err);
	assert_non_null(f);
	assert_int_equal(f->unit_n, 1 + UNITS * (1 + BRANCHES));
	assert_int_equal(f->person_n, PEOPLE);
	/* wards are visited as communes are */
	int visited_level = 0,
	    level = policy_visit_level(a->office.config->policy);
	for (int i = 0; i < f->unit_n; i++)
		visited_level += f->units[i].level == level;
	assert_int_equal(visited_level, UNITS);
	assert_true(a->n > 3000);
	nobody_reads_of_a_district(a);
	nothing_is_said_twice(a);
	int late = 0;
	for (int m = 1; m <= MONTHS; m++)
		late +=
		    everybody_overdue_is_escalated(a, f, civil_month(YEAR, m));
	assert_in_range(late, CADRES, CADRES * MONTHS / 2);
	year_free(a);
}

void
test_example_is_clean(void **state)
{
	(void)state;
	struct year *y = mem_new(1, sizeof *y);
	load_example(y);
	const struct policy *p = y->office.config->policy;
	assert_int_equal(p->level_n, 3);
	assert_string_equal(p->sign, "TINH DOAN");
	assert_int_equal(y->conf.findings.n, 0);
	conffile_fini(&y->conf);
	free(y);
}
