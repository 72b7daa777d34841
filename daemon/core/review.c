#include "core/review.h"

#include "core/calendar.h"
#include "core/civil.h"
#include "core/standing.h"

#include <stdio.h>
#include <string.h>

static const struct {
	enum duty_kind duty;
	const char *prefix;
	enum policy_wording kind;
} rung_kinds[] = {
	{ DUTY_VISIT, "open/", POLICY_VISIT_OPEN },
	{ DUTY_VISIT, "remind/", POLICY_VISIT_REMIND },
	{ DUTY_VISIT, "overdue/", POLICY_VISIT_OVERDUE },
	{ DUTY_VISIT, "planned", POLICY_VISIT_PLANNED },
	{ DUTY_VISIT, "escalate/", POLICY_ESCALATE },
	{ DUTY_MEETING, "remind/", POLICY_MEETING_REMIND },
	{ DUTY_MEETING, "ask/", POLICY_MEETING_ASK },
	{ DUTY_REPORT, "remind/", POLICY_REPORT_REMIND },
	{ DUTY_REPORT, "overdue/", POLICY_REPORT_OVERDUE },
	{ DUTY_REPORT, "report/", POLICY_REPORT_ESCALATE },
};

bool
review_item_parse(const struct facts *f, const char *duty, const char *rung,
    int64_t due_at, struct plan_item *item)
{
	*item = (struct plan_item){ .due_at = due_at };
	if (!duty_key_parse(duty, f, &item->duty))
		return false;
	if (strlen(rung) >= sizeof item->rung)
		return false;
	snprintf(item->rung, sizeof item->rung, "%s", rung);
	for (size_t i = 0; i < sizeof rung_kinds / sizeof *rung_kinds; i++) {
		if (rung_kinds[i].duty != item->duty.kind ||
		    strncmp(rung, rung_kinds[i].prefix,
			strlen(rung_kinds[i].prefix)) != 0)
			continue;
		item->kind = rung_kinds[i].kind;
		return true;
	}
	return false;
}

static enum message_reason
review_visit(const struct facts *f, const struct policy *p,
    const struct plan_item *item, int64_t now)
{
	struct standing st;
	standing_visit(f, p, item->duty.person, item->duty.unit,
	    item->duty.when, now, &st);
	int32_t today = civil_on(now, p->offset_s);
	if (st.state == STANDING_DONE)
		return MESSAGE_R_DONE;
	if (!st.owed)
		return MESSAGE_R_CHANGED;
	if (st.state == STANDING_EXEMPT)
		return MESSAGE_R_EXEMPT;
	if (item->kind == POLICY_ESCALATE)
		return st.state == STANDING_OVERDUE ? MESSAGE_R_NONE
						    : MESSAGE_R_CHANGED;
	if (standing_exemption(f, item->duty.person, today))
		return MESSAGE_R_EXEMPT;
	bool promised = st.planned_on != CIVIL_NONE;
	if (item->kind == POLICY_VISIT_PLANNED) {
		char day[16];
		const char *slash = strchr(item->rung, '/');
		bool same =
		    promised && slash &&
		    strcmp(slash + 1, civil_iso(st.planned_on, day)) == 0;
		return same ? MESSAGE_R_NONE : MESSAGE_R_CHANGED;
	}
	return promised && st.planned_on >= today ? MESSAGE_R_PROMISED
						  : MESSAGE_R_NONE;
}

static enum message_reason
review_meeting(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *item, int64_t now)
{
	int32_t on = item->duty.when;
	const struct facts_meeting *m = calendar_of(f, item->duty.unit);
	if (!m || !calendar_meets(f, m, on) ||
	    !facts_answers_for(f, person, item->duty.unit, on))
		return MESSAGE_R_CHANGED;
	if (standing_exemption(f, person, on))
		return MESSAGE_R_EXEMPT;
	if (standing_meeting_over(f, p, person, item->duty.unit, on))
		return MESSAGE_R_DONE;
	int minute = m->minute < 0 ? 1440 : m->minute;
	if (item->kind == POLICY_MEETING_REMIND &&
	    now >= civil_at(on, minute, p->offset_s))
		return MESSAGE_R_EXPIRED;
	return MESSAGE_R_NONE;
}

enum message_reason
review_item(const struct facts *f, const struct policy *p, int person,
    const struct plan_item *item, int64_t now)
{
	switch (item->duty.kind) {
	case DUTY_VISIT:
		return review_visit(f, p, item, now);
	case DUTY_MEETING:
		return review_meeting(f, p, person, item, now);
	case DUTY_REPORT:
		break;
	}
	for (int i = 0; i < f->session_n; i++) {
		bool done;
		if (f->sessions[i].on != item->duty.when)
			continue;
		if (!standing_report(f, item->duty.person, i, &done))
			return MESSAGE_R_CHANGED;
		return done ? MESSAGE_R_DONE : MESSAGE_R_NONE;
	}
	return MESSAGE_R_CHANGED;
}
