#include "core/policy.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Texts of 160 characters at most with real names: facts of the domain page,
 * section 7.  A part in [ ] is left out when a placeholder in it is empty. */
static const struct {
	const char *name;
	const char *text;
} wordings[POLICY_WORDING__N] = {
	[POLICY_VISIT_OPEN] = { "visit.open",
	    "{sign}: Thang {month} d/c {given_name} di co so {count_all} lan "
	    "({units_or}), du sinh hoat chi doan. Di xong nhan: DA DI "
	    "{unit_code} {example_day}. Can giup nhan: HD" },
	[POLICY_VISIT_REMIND] = { "visit.remind",
	    "{sign}: con {days_left} ngay het thang {month}, d/c {given_name} "
	    "chua bao di co so ({units}). Da di nhan: DA DI {unit_code} "
	    "<ngay>. "
	    "Chua di nhan: HEN {example_day}" },
	[POLICY_VISIT_OVERDUE] = { "visit.overdue",
	    "{sign}: da het thang {month}, d/c {given_name} chua bao di co so "
	    "({units}). Da di nhan: DA DI {unit_code} <ngay>. Chua di nhan: "
	    "HEN "
	    "{example_day}" },
	[POLICY_VISIT_PLANNED] = { "visit.planned",
	    "D/c {given_name} hen di {units} ngay {deadline}. Da di nhan: DA "
	    "DI "
	    "{unit_code} {deadline}. Doi ngay nhan: HEN <ngay>" },
	[POLICY_MEETING_REMIND] = { "meeting.remind",
	    "Moi d/c {given_name} du sinh hoat chi doan {branch} {time}"
	    "[ tai {place}].[ BT chi doan: {contact}.] Du xong nhan: DA DU "
	    "{unit_code}" },
	[POLICY_MEETING_ASK] = { "meeting.ask",
	    "D/c {given_name} co du sinh hoat chi doan {branch} {time} khong? "
	    "Co nhan: DA DU {unit_code}. Khong nhan: KHONG" },
	[POLICY_REPORT_REMIND] = { "report.remind",
	    "Nhac: hop BCH ngay {session}. D/c {given_name} chua nop bao cao "
	    "ket "
	    "qua co so[ ({units})]. Gui VP truoc {deadline}. Da gui nhan: DA "
	    "NOP" },
	[POLICY_REPORT_OVERDUE] = { "report.overdue",
	    "{sign}: da hop BCH ngay {session}, d/c {given_name} chua nop bao "
	    "cao ket qua co so[ ({units})]. Da gui nhan: DA NOP" },
	[POLICY_ESCALATE] = { "escalate",
	    "Qua han thang {month}: {count_late}/{count_all} d/c chua di co "
	    "so: "
	    "{names}. {units_never}/{units_all} don vi chua ai den.[ "
	    "{coverage}.] "
	    "Nhan DS de nhan danh sach day du" },
	[POLICY_REPORT_ESCALATE] = { "escalate.report",
	    "Da hop BCH {session}: {count_late}/{count_all} d/c chua nop bao "
	    "cao ket qua: {names}" },
};

static const char *const placeholders[] = { "branch", "contact", "count_all",
	"count_done", "count_late", "coverage", "days_left", "deadline",
	"example_day", "given_name", "month", "name", "names", "place",
	"session", "sign", "time", "unit_code", "units", "units_all",
	"units_never", "units_or", "year" };

void
policy_set(char **field, const char *value)
{
	char *copy = value ? mem_dup(value) : NULL;
	free(*field);
	*field = copy;
}

static void
ladder(struct policy_ladder *l, bool event, const char *const *points)
{
	for (; *points; points++)
		policy_parse_point(*points, event, &l->v[l->n++]);
}

#define LADDER(field, event, ...)                                              \
	ladder(&p->field, event, (const char *const[]){ __VA_ARGS__, NULL })

struct policy *
policy_new(void)
{
	struct policy *p = mem_new(1, sizeof *p);
	policy_set(&p->office_name, "Huyện đoàn Đồng Phú");
	policy_set(&p->sign, "HUYEN DOAN");
	p->offset_s = 7 * 3600;
	const char *const levels[] = { "huyen", "cum", "xa", "chi_doan" };
	for (; p->level_n < 4; p->level_n++)
		policy_set(&p->levels[p->level_n], levels[p->level_n]);
	policy_set(&p->title,
	    "Kế hoạch củng cố, nâng cao chất lượng hoạt động cơ sở Đoàn năm "
	    "2018");
	p->from_month = 2018 * 12 + 3;
	p->until_month = 2018 * 12 + 11;
	p->visit_required = 1;
	p->exempt_days = 5;
	p->coverage_months = 2;
	LADDER(visit_open, false, "01 07:30");
	LADDER(visit_remind, false, "15 07:30", "-7 07:30", "-2 07:30");
	LADDER(visit_overdue, false, "+1 07:30", "+4 07:30", "+9 07:30");
	LADDER(visit_escalate, false, "+4 07:30");
	p->meeting_required = 1;
	LADDER(meeting_remind, true, "-1d 07:30");
	LADDER(meeting_ask, true, "+14h");
	LADDER(report_remind, true, "-10d 07:30", "-3d 07:30");
	LADDER(report_overdue, true, "+1d 07:30");
	p->hours[0] = (struct policy_window){ 7 * 60, 11 * 60 + 30 };
	p->hours[1] = (struct policy_window){ 13 * 60 + 30, 21 * 60 };
	p->hour_n = 2;
	p->accents = SMS_ACCENTS_STRIP;
	p->price = 350;
	p->valid_s = 24 * 3600;
	p->answers_per_hour = 3;
	for (int w = 0; w < POLICY_WORDING__N; w++)
		policy_set(&p->wording[w], wordings[w].text);
	return p;
}

void
policy_free(struct policy *p)
{
	if (!p)
		return;
	free(p->office_name);
	free(p->sign);
	free(p->title);
	for (size_t i = 0; i < POLICY_LEVELS_MAX; i++)
		free(p->levels[i]);
	for (int w = 0; w < POLICY_WORDING__N; w++)
		free(p->wording[w]);
	free(p);
}

/* Digits, at most `max` of them; advances *s.  −1 when there are none. */
static int
number(const char **s, int max)
{
	int n = 0, digits = 0;
	while (**s >= '0' && **s <= '9' && digits < max) {
		n = n * 10 + (**s - '0');
		(*s)++;
		digits++;
	}
	return digits ? n : -1;
}

static bool
clock_of(const char *s, int *minute)
{
	while (*s == ' ')
		s++;
	int h = number(&s, 2);
	if (h < 0 || *s++ != ':')
		return false;
	int m = number(&s, 2);
	if (m < 0 || *s || h > 23 || m > 59)
		return false;
	*minute = h * 60 + m;
	return true;
}

static bool
event_point(const char *s, struct policy_point *p)
{
	int sign = *s == '-' ? -1 : *s == '+' ? 1 : 0;
	if (!sign)
		return false;
	s++;
	int n = number(&s, 3);
	if (n < 0)
		return false;
	if (*s == 'h' && !s[1]) {
		*p = (struct policy_point){ .base = POLICY_EVENT_HOURS,
			.n = sign * n * 60,
			.minute = -1 };
		snprintf(p->text, sizeof p->text, "%+dh", sign * n);
		return true;
	}
	if (*s != 'd' || s[1] != ' ')
		return false;
	*p = (struct policy_point){ .base = POLICY_EVENT_DAYS, .n = sign * n };
	snprintf(p->text, sizeof p->text, "%c%dd", sign < 0 ? '-' : '+', n);
	return clock_of(s + 1, &p->minute);
}

bool
policy_parse_point(const char *s, bool event, struct policy_point *p)
{
	while (*s == ' ')
		s++;
	if (event)
		return event_point(s, p);
	int sign = *s == '-' ? -1 : *s == '+' ? 1 : 0;
	if (sign)
		s++;
	int n = number(&s, 3);
	if (n < 0 || *s != ' ')
		return false;
	if (!sign && (n < 1 || n > 28))
		return false;
	if (sign < 0 && n > 27)
		return false; /* it would fall into the month before */
	*p = (struct policy_point){ .n = n,
		.base = sign < 0 ? POLICY_BEFORE_END
			: sign	 ? POLICY_AFTER_END
				 : POLICY_DAY_OF_MONTH };
	snprintf(p->text, sizeof p->text, "%s%d",
	    sign < 0 ? "-"
	    : sign   ? "+"
		     : "",
	    n);
	return clock_of(s, &p->minute);
}

const char *
policy_wording_name(enum policy_wording w)
{
	return wordings[w].name;
}

const char *
policy_wording_default(enum policy_wording w)
{
	return wordings[w].text;
}

const char *
policy_placeholder_at(size_t i)
{
	size_t n = sizeof placeholders / sizeof *placeholders;
	return i < n ? placeholders[i] : NULL;
}

int
policy_visit_level(const struct policy *p)
{
	return p->level_n < 2 ? 0 : (int)p->level_n - 2;
}

int
policy_branch_level(const struct policy *p)
{
	return (int)p->level_n - 1;
}
