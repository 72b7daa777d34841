#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/icscheck.h"
#include "../lib/webroom.h"

#include "app/ics.h"
#include "store/shift.h"

void test_calendar_has_what_concerns_the_person(void **state);
void test_moved_and_cancelled_meetings_say_so(void **state);
void test_each_change_raises_the_sequence(void **state);
void test_promise_stands_until_kept_or_renewed(void **state);
void test_done_and_exempt_months(void **state);
void test_visits_per_unit_name_what_is_left(void **state);
void test_any_text_gives_a_file_that_reads(void **state);

struct room {
	struct webroom w;
	struct ics_file file;
	struct err e;
};

static void
begin(struct room *r)
{
	assert_int_equal(store_begin(r->w.office.store, &r->e), 0);
}

static void
end(struct room *r)
{
	assert_int_equal(store_end(r->w.office.store, &r->e), 0);
}

static const struct facts *
facts(struct room *r)
{
	const struct facts *f = office_facts(&r->w.office, &r->e);
	assert_non_null(f);
	return f;
}

static void
put_branch(struct room *r, const char *code, const char *name, const char *rule,
    int minute, const char *place)
{
	const struct org_unit u = { .code = code,
		.name = name,
		.kind = "chi_doan",
		.parent = "TANHOA",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_meeting m = { code, rule, place, minute };
	assert_int_equal(org_put_unit(r->w.office.store, &u, &r->e), 1);
	assert_int_equal(org_put_meeting(r->w.office.store, &m, &r->e), 1);
}

static void
room_init(struct room *r, const char *config)
{
	memset(r, 0, sizeof *r);
	webroom_init(&r->w, config);
	begin(r);
	put_branch(r, "TANHOA-AP3", "Ấp 3", "FREQ=MONTHLY;BYMONTHDAY=5",
	    19 * 60, "Nhà văn hóa ấp 3; cổng sau, tầng 2");
	put_branch(r, "TANHOA-AP4", "Ấp 4", "DAYS=31", -1, "");
	assert_int_equal(org_put_session(r->w.office.store,
			     civil_day(2018, 6, 15), "BCH lần 2", &r->e),
	    1);
	assert_int_equal(org_put_session(r->w.office.store,
			     civil_day(2019, 6, 15), "BCH lần 9", &r->e),
	    1);
	end(r);
}

static void
room_fini(struct room *r)
{
	webroom_fini(&r->w);
}

static void
look(struct room *r, const char *code)
{
	struct sbuf b = { 0 };
	const struct facts *f = facts(r);
	const struct ics c = { .f = f,
		.p = r->w.office.config->policy,
		.person = facts_person_by_code(f, code),
		.now = r->w.now,
		.stamp_at = r->w.now,
		.zone = "Asia/Ho_Chi_Minh",
		.key = "0123" };
	ics_write(&c, &b);
	ics_read(&r->file, sbuf_text(&b));
	sbuf_fini(&b);
}

static const struct ics_event *
event(const struct room *r, const char *uid)
{
	const struct ics_event *e = ics_find(&r->file, uid);
	if (!e)
		fail_msg("no event %s", uid);
	return e;
}

static void
shift(struct room *r, int32_t on, int32_t to_on, int64_t now)
{
	const struct facts *f = facts(r);
	const struct shift_new n = {
		.unit = f->units[facts_unit_by_code(f, "TANHOA-AP3")].id,
		.on = on,
		.to_on = to_on,
		.accepted = true,
		.who = "cli:root",
		.reason = "mưa",
		.now = now
	};
	begin(r);
	assert_int_equal(shift_add(r->w.office.store, &n, &r->e), 1);
	end(r);
}

void
test_calendar_has_what_concerns_the_person(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	look(r, "BAO");
	assert_string_equal(r->file.zone, "Asia/Ho_Chi_Minh");
	/* Nine months: two branches, nine deadlines; one session in them. */
	assert_int_equal(r->file.n, 9 + 9 + 9 + 1);
	const struct ics_event *e = event(r, "meeting/2018-05-05/TANHOA-AP3");
	assert_string_equal(e->start, "20180505T190000");
	assert_string_equal(e->summary, "Sinh hoạt chi đoàn Ấp 3, Xã Tân Hòa");
	assert_string_equal(e->location, "Nhà văn hóa ấp 3; cổng sau, tầng 2");
	assert_string_equal(e->status, "CONFIRMED");
	assert_int_equal(e->sequence, 0);
	assert_string_equal(e->stamp, "20180524T003000Z");
	e = event(r, "meeting/2018-06-30/TANHOA-AP4"); /* the 31st of June */
	assert_string_equal(e->start, "20180630");
	assert_true(e->whole_day);
	e = event(r, "visit/2018-05/BAO");
	assert_string_equal(e->start, "20180531");
	assert_string_equal(e->summary, "Hạn đi cơ sở tháng 5/2018");
	assert_string_equal(e->description, "Tân Hòa, Tân Lợi");
	e = event(r, "session/2018-06-15");
	assert_string_equal(e->summary, "Họp: BCH lần 2");
	assert_null(ics_find(&r->file, "session/2019-06-15"));
	/* Somebody else's branches are not theirs. */
	look(r, "SON");
	assert_int_equal(r->file.n, 9 + 1);
	look(r, "QUAN");
	assert_int_equal(r->file.n, 1);
	room_fini(r);
	free(r);
}

void
test_moved_and_cancelled_meetings_say_so(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	shift(r, civil_day(2018, 6, 5), civil_day(2018, 6, 9), r->w.now);
	shift(r, civil_day(2018, 7, 5), CIVIL_NONE, r->w.now);
	look(r, "BAO");
	assert_int_equal(r->file.n, 9 + 9 + 9 + 1);
	const struct ics_event *e = event(r, "meeting/2018-06-05/TANHOA-AP3");
	assert_string_equal(e->start, "20180609T190000");
	assert_string_equal(e->description, "Dời từ ngày 05/06/2018.");
	assert_string_equal(e->status, "CONFIRMED");
	assert_true(e->sequence > 0);
	assert_null(ics_find(&r->file, "meeting/2018-06-09/TANHOA-AP3"));
	e = event(r, "meeting/2018-07-05/TANHOA-AP3");
	assert_string_equal(e->status, "CANCELLED");
	assert_string_equal(e->start, "20180705T190000");
	assert_non_null(strstr(e->summary, "(Hủy)"));
	/* The rule changes: what was agreed stands, what was cancelled is
	 * nothing any more. */
	const struct org_meeting m = { "TANHOA-AP3",
		"FREQ=MONTHLY;BYMONTHDAY=20", NULL, 19 * 60 };
	begin(r);
	assert_int_equal(org_put_meeting(r->w.office.store, &m, &r->e), 2);
	end(r);
	look(r, "BAO");
	event(r, "meeting/2018-06-05/TANHOA-AP3");
	event(r, "meeting/2018-06-20/TANHOA-AP3");
	assert_null(ics_find(&r->file, "meeting/2018-07-05/TANHOA-AP3"));
	room_fini(r);
	free(r);
}

void
test_each_change_raises_the_sequence(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	int last = 0;
	for (int i = 0; i < 4; i++) {
		shift(r, civil_day(2018, 6, 5),
		    i % 2 ? CIVIL_NONE : civil_day(2018, 6, 9 + i),
		    r->w.now + i * 60);
		look(r, "BAO");
		const struct ics_event *e =
		    event(r, "meeting/2018-06-05/TANHOA-AP3");
		assert_true(e->sequence > last);
		last = e->sequence;
	}
	room_fini(r);
	free(r);
}

static void
promise(struct room *r, const char *unit, int day, int64_t now)
{
	const struct facts *f = facts(r);
	struct unit_id u = { 0 };
	if (unit)
		u = f->units[facts_unit_by_code(f, unit)].id;
	begin(r);
	assert_int_equal(deed_promise(r->w.office.store,
			     f->people[facts_person_by_code(f, "BAO")].id, u,
			     civil_day(2018, 5, day), civil_month(2018, 5),
			     (struct event_id){ 0 }, now, &r->e),
	    1);
	end(r);
}

static void
visit(struct room *r, const char *unit, int month, int day, int64_t now)
{
	const struct facts *f = facts(r);
	const struct deed_visit v = {
		.person = f->people[facts_person_by_code(f, "BAO")].id,
		.unit = f->units[facts_unit_by_code(f, unit)].id,
		.on = civil_day(2018, month, day),
		.month = civil_month(2018, month),
		.source = FACTS_MANUAL,
		.who = "cli:root",
		.reason = "x",
		.now = now
	};
	begin(r);
	assert_int_equal(deed_add_visit(r->w.office.store, &v, NULL, &r->e), 1);
	end(r);
}

void
test_promise_stands_until_kept_or_renewed(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	promise(r, "TANHOA", 26, r->w.now);
	promise(r, NULL, 27, r->w.now + 60);
	look(r, "BAO");
	const struct ics_event *e = event(r, "promise/2018-05/BAO/TANHOA");
	assert_string_equal(e->start, "20180526");
	assert_string_equal(e->summary, "Đi cơ sở Tân Hòa (đã hẹn)");
	int before = e->sequence;
	assert_string_equal(event(r, "promise/2018-05/BAO")->start, "20180527");
	promise(r, "TANHOA", 28, r->w.now + 120);
	look(r, "BAO");
	e = event(r, "promise/2018-05/BAO/TANHOA");
	assert_string_equal(e->start, "20180528");
	assert_true(e->sequence > before);
	visit(r, "TANHOA", 5, 24, r->w.now + 180);
	look(r, "BAO");
	assert_null(ics_find(&r->file, "promise/2018-05/BAO/TANHOA"));
	room_fini(r);
	free(r);
}

void
test_done_and_exempt_months(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	visit(r, "TANHOA", 5, 20, r->w.now);
	begin(r);
	const struct facts *f = facts(r);
	assert_int_equal(deed_exempt(r->w.office.store,
			     f->people[facts_person_by_code(f, "BAO")].id,
			     civil_day(2018, 8, 1), civil_day(2018, 8, 31),
			     "học", "cli:root", r->w.now, &r->e),
	    1);
	end(r);
	look(r, "BAO");
	assert_string_equal(event(r, "visit/2018-05/BAO")->summary,
	    "✓ Đã đi cơ sở tháng 5/2018");
	assert_string_equal(event(r, "visit/2018-07/BAO")->summary,
	    "Hạn đi cơ sở tháng 7/2018");
	assert_null(ics_find(&r->file, "visit/2018-08/BAO"));
	room_fini(r);
	free(r);
}

void
test_visits_per_unit_name_what_is_left(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, "config_version = 1\n[plan]\nfrom = 2018-04\n"
		     "until = 2018-12\n[visit]\nper = unit\n");
	visit(r, "TANHOA", 5, 20, r->w.now);
	look(r, "BAO");
	const struct ics_event *e = event(r, "visit/2018-05/BAO");
	assert_string_equal(e->summary, "Hạn đi cơ sở tháng 5/2018");
	assert_string_equal(e->description, "Tân Lợi");
	visit(r, "TANLOI", 5, 21, r->w.now);
	look(r, "BAO");
	e = event(r, "visit/2018-05/BAO");
	assert_string_equal(e->summary, "✓ Đã đi cơ sở tháng 5/2018");
	room_fini(r);
	free(r);
}

void
test_any_text_gives_a_file_that_reads(void **state)
{
	(void)state;
	struct room *r = mem_new(1, sizeof *r);
	room_init(r, webroom_sandbox);
	static const char nasty[] =
	    "Ấp,;:\\\"\r\nEND:VCALENDAR\t\x01 thật là dài, dài hơn bảy mươi "
	    "lăm octet để phải gấp dòng; gấp giữa chữ ậ ậ ậ ậ ậ ậ ậ ậ ậ ậ ậ";
	const struct org_unit u = { .code = "TANHOA-AP3",
		.name = nasty,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	const struct org_meeting m = { "TANHOA-AP3",
		"FREQ=MONTHLY;BYMONTHDAY=5", "phòng\xff, 2", 7 * 60 };
	begin(r);
	assert_int_equal(org_put_unit(r->w.office.store, &u, &r->e), 2);
	assert_int_equal(org_put_meeting(r->w.office.store, &m, &r->e), 2);
	end(r);
	look(r, "BAO");
	const struct ics_event *e = event(r, "meeting/2018-05-05/TANHOA-AP3");
	assert_non_null(strstr(e->summary, "Ấp,;:\\\"\nEND:VCALENDAR"));
	assert_string_equal(e->location, "phòng\xef\xbf\xbd, 2");
	room_fini(r);
	free(r);
}
