/* `check`: all findings, the exit code, and what is said of people and units.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

void test_good_configuration_is_0(void **state);
void test_every_error_is_told_and_is_5(void **state);
void test_warnings_only_are_1(void **state);
void test_json_has_a_line_a_finding(void **state);
void test_missing_file_is_5(void **state);
void test_secrets_are_never_shown(void **state);
void test_full_roster_has_no_finding(void **state);
void test_person_without_number_is_found(void **state);
void test_cadre_without_unit_is_found(void **state);
void test_unit_without_person_is_found(void **state);
void test_office_without_secretary_is_found(void **state);
void test_alarm_for_nobody_is_found_at_its_place(void **state);
void test_days_that_do_not_cover_the_plan_are_found(void **state);
void test_plan_that_is_over_is_found(void **state);
void test_longest_real_text_is_measured(void **state);
void test_character_to_blame_is_named_with_its_place(void **state);
void test_file_name_of_any_bytes_is_still_json(void **state);

static int64_t
now(void)
{
	return on2018(5, 24, 9, 0);
}

static int
check(struct test_office *t, const char *conf, const char *words)
{
	conffile_write(&t->conf, "conf.d/10-test.conf", conf);
	return test_verb(t, now(), words);
}

void
test_good_configuration_is_0(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(check(&t, "", "check"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	assert_non_null(strstr(sbuf_text(&t.talk), "nhacviec.conf\n"));
	assert_non_null(strstr(sbuf_text(&t.talk), "conf.d/10-test.conf\n"));
	test_office_fini(&t);
}

void
test_every_error_is_told_and_is_5(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(check(&t,
			     "[visit]\nrequierd = 1\nper = huyen\n"
			     "[sending]\nrate = nhanh\n",
			     "check"),
	    VERB_CONFIG);
	const char *s = sbuf_text(&t.out);
	assert_non_null(strstr(s, "10-test.conf:2:1: error: "));
	assert_non_null(strstr(s, "'required'")); /* did you mean */
	assert_non_null(strstr(s, "10-test.conf:3:7: error: "));
	assert_non_null(strstr(s, "10-test.conf:5:8: error: "));
	test_office_fini(&t);
}

void
test_warnings_only_are_1(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(check(&t, "[visit]\nremind = 15 06:59\n", "check"),
	    VERB_FAILED);
	assert_non_null(
	    strstr(sbuf_text(&t.out), "10-test.conf:2:10: warning: "));
	assert_null(strstr(sbuf_text(&t.out), "error: "));
	test_office_fini(&t);
}

void
test_json_has_a_line_a_finding(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(
	    check(&t, "[visit]\nrequierd = 1\nper = huyen\n", "check --json"),
	    VERB_CONFIG);
	assert_int_equal(test_lines(&t), 2);
	json_t *j = test_json(&t, 0);
	assert_string_equal(test_member(j, "severity"), "error");
	assert_non_null(strstr(test_member(j, "file"), "10-test.conf"));
	assert_int_equal(json_integer_value(json_object_get(j, "line")), 2);
	assert_int_equal(json_integer_value(json_object_get(j, "column")), 1);
	assert_non_null(strstr(test_member(j, "message"), "requierd"));
	json_decref(j);
	test_office_fini(&t);
}

void
test_missing_file_is_5(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	snprintf(t.conf.main, sizeof t.conf.main, "%s/khong.conf", t.conf.dir);
	assert_int_equal(test_verb(&t, now(), "check"), VERB_CONFIG);
	assert_non_null(strstr(sbuf_text(&t.out), "khong.conf"));
	test_office_fini(&t);
}

void
test_secrets_are_never_shown(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	check(&t, "[gateway sms]\nurl = khong phai url\n", "check");
	assert_null(strstr(sbuf_text(&t.out), "geheim"));
	assert_null(strstr(sbuf_text(&t.out), "cai-moc"));
	test_office_fini(&t);
}

/* --- people and units */

static void
put_person(struct test_office *t, const char *code, const char *phone,
    const char *role)
{
	const struct org_person p = { .code = code,
		.name = code,
		.phone = phone,
		.role = role };
	test_begin(t);
	must(t, org_put_person(t->office.store, &p, 1, &t->err));
	test_commit(t);
}

static void
put_assignment(struct test_office *t, const char *code, const char *unit)
{
	const struct org_assignment a = { code, unit, CIVIL_NONE, CIVIL_MAX };
	test_begin(t);
	must(t, org_put_assignment(t->office.store, &a, &t->err));
	test_commit(t);
}

/* A roster and days with which all is well. */
static void
office_init(struct test_office *t)
{
	static const char *const holidays[] = { "2018-09-02" };
	int32_t on;
	test_office_init(t, NULL);
	test_begin(t);
	for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
		civil_parse_iso(holidays[i], &on);
		must(t, org_put_holiday(t->office.store, on, "le", &t->err));
	}
	civil_parse_iso("2018-06-15", &on);
	must(t, org_put_session(t->office.store, on, "hop", &t->err));
	test_commit(t);
}

/* One finding and no other, as words and as JSON. */
static void
assert_one(struct test_office *t, const char *words)
{
	assert_int_equal(test_verb(t, now(), "findings"), VERB_FAILED);
	if (!strstr(sbuf_text(&t->out), words))
		fail_msg("'%s' is not in: %s", words, sbuf_text(&t->out));
	assert_int_equal(test_verb(t, now(), "findings --json"), VERB_FAILED);
	assert_int_equal(test_lines(t), 1);
	json_t *j = test_json(t, 0);
	assert_string_equal(test_member(j, "severity"), "warning");
	assert_non_null(strstr(test_member(j, "message"), words));
	assert_string_not_equal(test_member(j, "hint"), "");
	json_decref(j);
}

void
test_full_roster_has_no_finding(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_DONE);
	assert_string_equal(sbuf_text(&t.out), "");
	test_office_fini(&t);
}

void
test_person_without_number_is_found(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	put_person(&t, "LAM", NULL, "cadre");
	put_assignment(&t, "LAM", "TANPHU");
	assert_one(&t, "LAM (LAM) has no number");
	test_office_fini(&t);
}

void
test_cadre_without_unit_is_found(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	put_person(&t, "LAM", "+84912000011", "cadre");
	assert_one(&t, "LAM (LAM) has no unit");
	test_office_fini(&t);
}

void
test_unit_without_person_is_found(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	test_begin(&t);
	assert_int_equal(org_drop_assignment(t.office.store, "SON", "TANPHUOC",
			     CIVIL_NONE, &t.err),
	    1);
	test_commit(&t);
	put_assignment(&t, "SON", "TANHOA");
	assert_one(&t, "TANPHUOC (Xã Tân Phước) has no person");
	/* through its cluster it is covered */
	put_assignment(&t, "SON", "CUM3");
	test_verb(&t, now(), "findings");
	assert_null(strstr(sbuf_text(&t.out), "has no person"));
	test_office_fini(&t);
}

void
test_office_without_secretary_is_found(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	put_person(&t, "QUAN", NULL, "admin");
	assert_one(&t, "nobody hears of what is overdue");
	test_office_fini(&t);
}

void
test_alarm_for_nobody_is_found_at_its_place(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	test_office_configure(&t, "[alarm]\nto = QUANG\n");
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_FAILED);
	const char *s = sbuf_text(&t.out);
	assert_non_null(strstr(s, "10-test.conf:2:6: warning: [alarm] to: "
				  "nobody with a number is 'QUANG'"));
	assert_non_null(strstr(s, "\n  to = QUANG\n       ^\n"));
	test_office_configure(&t, "[alarm]\nto = QUAN\n");
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_DONE);
	test_office_fini(&t);
}

void
test_days_that_do_not_cover_the_plan_are_found(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, "[plan]\nuntil = 2019-02\n");
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_FAILED);
	const char *s = sbuf_text(&t.out);
	assert_non_null(strstr(s, "holidays of 2018 do not cover the plan: "
				  "2/9 (2018-09-02)\n"));
	assert_non_null(strstr(s, "holidays of 2019 do not cover the plan: "
				  "1/1 (2019-01-01), Tet (2019-02-05)\n"));
	assert_non_null(strstr(s, "no session of the committee is known up to "
				  "the plan's end (2019-02-28)"));
	test_office_configure(&t, "[report]\nremind =\noverdue =\n");
	test_verb(&t, now(), "findings");
	assert_null(strstr(sbuf_text(&t.out), "session"));
	test_office_fini(&t);
}

void
test_plan_that_is_over_is_found(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	assert_int_equal(test_verb(&t, on2018(12, 31, 23, 0), "findings"),
	    VERB_FAILED);
	assert_null(strstr(sbuf_text(&t.out), "plan ended"));
	assert_int_equal(
	    test_verb(&t, on2018(12, 31, 23, 0) + 7200, "findings"),
	    VERB_FAILED);
	assert_non_null(strstr(sbuf_text(&t.out),
	    "nhacviec.conf:4:9: warning: [plan] until: the plan ended with "
	    "2018-12"));
	test_office_fini(&t);
}

void
test_longest_real_text_is_measured(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	char conf[256], xs[144];
	memset(xs, 'x', sizeof xs);
	/* The longest name has 18 characters: 160 fit, 161 do not. */
	snprintf(conf, sizeof conf, "[wording]\nvisit.open = %.141s {name}\n",
	    xs);
	test_office_configure(&t, conf);
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_DONE);
	snprintf(conf, sizeof conf, "[wording]\nvisit.open = %.142s {name}\n",
	    xs);
	test_office_configure(&t, conf);
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_FAILED);
	const char *s = sbuf_text(&t.out);
	if (!strstr(s, "[wording] visit.open: for ANH (Hoàng Thị Ngọc Ánh) it "
		       "has 161 characters and costs 2 parts\n"))
		fail_msg("%s", s);
	assert_non_null(strstr(s, "  hint: the text: xxxx"));
	test_office_fini(&t);
}

void
test_character_to_blame_is_named_with_its_place(void **state)
{
	(void)state;
	struct test_office t;
	office_init(&t);
	test_office_configure(&t, "[wording]\nvisit.open = {name} → hay di co "
				  "so trong thang nay, xin "
				  "cam on rat nhieu va chuc d/c manh khoe\n");
	assert_int_equal(test_verb(&t, now(), "findings"), VERB_FAILED);
	const char *s = sbuf_text(&t.out);
	if (!strstr(s, "10-test.conf:2:21: warning: [wording] visit.open: ") ||
	    !strstr(s, "; '→' (U+2192, in the wording, character 8) leaves "
		       "only 70 a part, without it 1\n"))
		fail_msg("%s", s);
	/* kept accents: the letter comes from the person's name */
	test_office_configure(&t,
	    "[sending]\naccents = keep\n"
	    "[wording]\nvisit.open = {name} hay di co so trong thang nay, xin "
	    "cam on rat nhieu va chuc d/c manh khoe\n");
	test_verb(&t, now(), "findings");
	s = sbuf_text(&t.out);
	if (!strstr(s, "'ị' (U+1ECB, in the name Hoàng Thị Ngọc Ánh)"))
		fail_msg("%s", s);
	test_office_fini(&t);
}

void
test_file_name_of_any_bytes_is_still_json(void **state)
{
	(void)state;
	struct test_office t;
	test_office_init(&t, NULL);
	conffile_write(&t.conf, "conf.d/20-\xff.conf", "junk\n");
	assert_int_equal(test_verb(&t, now(), "check --json"), VERB_CONFIG);
	json_t *j = test_json(&t, 0);
	assert_non_null(strstr(test_member(j, "file"), "conf.d/20-"));
	json_decref(j);
	test_office_fini(&t);
}
