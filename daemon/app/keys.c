/*
 * The table of keys.  Reads no file and knows no finding.
 */
#include "app/keys.h"

#include "app/config.h"
#include "app/config_secret.h"
#include "app/config_wording.h"
#include "app/suggest.h"
#include "app/value_list.h"
#include "core/policy.h"
#include "gw/gw.h"

#include <stdio.h>
#include <string.h>

#define CONFIG(field) KEYS_CONFIG, offsetof(struct config, field)
#define POLICY(field) KEYS_POLICY, offsetof(struct policy, field)
#define GATEWAY(field) KEYS_GATEWAY, offsetof(struct config_gateway, field)
#define NOWHERE KEYS_NOWHERE, 0
#define WHOLE_POLICY KEYS_POLICY, 0

enum {
	MINUTE = 60,
	DAY = 86400,
	MONTH_BEFORE = VALUE_LIST_MONTH | VALUE_LIST_BEFORE,
	MONTH_AFTER = VALUE_LIST_MONTH | VALUE_LIST_AFTER,
	EVENT_BEFORE = VALUE_LIST_EVENT | VALUE_LIST_BEFORE,
	EVENT_AFTER = VALUE_LIST_EVENT | VALUE_LIST_AFTER
};

static const char *
driver_at(size_t i, const void *arg)
{
	(void)arg;
	const struct gw_driver *d = gw_driver_at(i);
	return d ? d->name : NULL;
}

/* const struct gw_driver *field. */
static bool
parse_driver(const struct value_in *in, void *field, struct value_trouble *t)
{
	const struct gw_driver *d = gw_driver_find(in->text);
	if (d) {
		*(const struct gw_driver **)field = d;
		return true;
	}
	char hint[256];
	const char *near = suggest_nearest(in->text, driver_at, NULL), *name;
	size_t used = 0;
	if (near)
		used = (size_t)snprintf(hint, sizeof hint,
		    "did you mean '%s'? ", near);
	used += (size_t)snprintf(hint + used, sizeof hint - used, "there are:");
	for (size_t i = 0; (name = driver_at(i, NULL)) != NULL; i++) {
		if (used + strlen(name) + 2 < sizeof hint)
			used += (size_t)snprintf(hint + used,
			    sizeof hint - used, " %s", name);
	}
	return value_refuse(t, 0, hint, "unknown driver '%s'", in->text);
}

#define TYPED KEYS_TYPED
#define WORDING(W, key, words)                                                 \
	{                                                                      \
		"wording", key, config_wording_parse, KEYS_WORDING,            \
		    POLICY(wording[W]), 0, 0, NULL, words, NULL, false         \
	}

/* Sorted by section, then name: lookups search it by halves. */
static const struct keys_key keys[] = {
	{ "", "config_version", value_version, TYPED, NOWHERE, 1, 1, "1",
	    "the form of this file", "1", false },
	{ "alarm", "to", value_word, TYPED, CONFIG(alarm_to), 0, 0, "admin",
	    "who hears of trouble: a role or a person's code", "admin", false },
	{ "config", "watch", value_bool, TYPED, CONFIG(watch), 0, 0, "no",
	    "reload by itself when a file changes", "yes", false },
	{ "control", "socket", value_line, TYPED, CONFIG(control_socket), 0, 0,
	    "nhacviec.sock",
	    "the socket of the verbs, beside the database unless absolute",
	    "/run/nhacviec/nhacviec.sock", false },
	{ "gateway", "daily_cap", value_int, TYPED, GATEWAY(daily_cap), 0,
	    1000000, NULL, "messages a day through this gateway, 0 = no limit",
	    "200", false },
	{ "gateway", "driver", parse_driver, TYPED, GATEWAY(driver), 0, 0, NULL,
	    "which kind of gateway this is", "kannel", false },
	{ "gateway", "from", value_line, TYPED, GATEWAY(settings.from), 0, 0,
	    NULL, "the sender's number or name", "8041", false },
	{ "gateway", "hook_secret_file", config_secret_parse, TYPED,
	    GATEWAY(settings.hook_secret), 0, 0, NULL,
	    "what the gateway proves itself with when it calls us",
	    "kannel-hook.secret", false },
	{ "gateway", "password_file", config_secret_parse, TYPED,
	    GATEWAY(settings.password), 0, 0, NULL,
	    "the password of the gateway's login", "kannel.secret", false },
	{ "gateway", "poll", value_duration, TYPED, GATEWAY(poll_s), MINUTE,
	    DAY, NULL,
	    "how often its inbox is read, where it has one; else only after "
	    "gaps",
	    "5m", false },
	{ "gateway", "price", value_int, TYPED, GATEWAY(price), 0, 1000000,
	    NULL, "đồng a part through this gateway, else [sending] price",
	    "300", false },
	{ "gateway", "rate", value_rate, TYPED, GATEWAY(rate_per_min), 1,
	    1000 * MINUTE, NULL, "how fast messages leave through this gateway",
	    "30/min", false },
	{ "gateway", "report_after", value_duration, TYPED,
	    GATEWAY(report_after_s), 10 * MINUTE, 7 * DAY, NULL,
	    "silence after which it is asked what became of a message", "24h",
	    false },
	{ "gateway", "url", value_url, TYPED, GATEWAY(settings.url), 0, 0, NULL,
	    "the address that is called",
	    "http://127.0.0.1:13013/cgi-bin/sendsms", false },
	{ "gateway", "user", value_line, TYPED, GATEWAY(settings.user), 0, 0,
	    NULL, "the gateway's login", "nhacviec", false },
	{ "hooks", "listen", value_listen, TYPED, CONFIG(hooks_listen), 0, 0,
	    "127.0.0.1:8643", "where gateways deliver replies and reports",
	    "127.0.0.1:8643", false },
	{ "hooks", "url", value_base_url, TYPED, CONFIG(hooks_url), 0, 0,
	    "http://127.0.0.1:8643", "how gateways reach it",
	    "https://sms.example/nhacviec", false },
	{ "meeting", "accept_moves", value_bool, TYPED, POLICY(accept_moves), 0,
	    0, "no",
	    "a responsible person's word moves or cancels a meeting at once",
	    "yes", false },
	{ "meeting", "ask", value_list_ladder, TYPED, POLICY(meeting_ask),
	    EVENT_AFTER, POLICY_LADDER_MAX, "+14h", "when to ask who was there",
	    "+14h", false },
	{ "meeting", "remind", value_list_ladder, TYPED, POLICY(meeting_remind),
	    EVENT_BEFORE, POLICY_LADDER_MAX, "-1d 07:30",
	    "reminders before a branch's meeting", "-1d 07:30, -3h", false },
	{ "meeting", "required", value_required, TYPED,
	    POLICY(meeting_required), 0, 31, "1",
	    "meetings to be attended a month: a number or all", "all", false },
	{ "office", "levels", value_list_levels, TYPED, WHOLE_POLICY, 0, 0,
	    "huyen, cum, xa, chi_doan",
	    "the levels of the organisation, top first", "huyen, xa, chi_doan",
	    false },
	{ "office", "name", value_text, KEYS_FREE, POLICY(office_name), 0, 200,
	    "Huyện đoàn Đồng Phú", "the office's name in reports and pages",
	    "Huyện đoàn Đồng Phú", false },
	{ "office", "sign", value_text, KEYS_FREE, POLICY(sign), 0, 40,
	    "HUYEN DOAN", "how a message is signed", "HUYEN DOAN", false },
	{ "office", "timezone", value_zone, TYPED, POLICY(offset_s), 0, 0,
	    "Asia/Ho_Chi_Minh", "the time zone of all days and hours",
	    "Asia/Ho_Chi_Minh", false },
	{ "plan", "from", value_month, TYPED, POLICY(from_month), 0, 0,
	    "2018-04", "the plan's first month", "2018-04", false },
	{ "plan", "title", value_text, KEYS_FREE, POLICY(title), 0, 400,
	    "Kế hoạch củng cố, nâng cao chất lượng hoạt động cơ sở Đoàn năm "
	    "2018",
	    "the plan's title in reports", "Kế hoạch số 05", false },
	{ "plan", "until", value_month, TYPED, POLICY(until_month), 0, 0,
	    "2018-12", "the plan's last month", "2018-12", false },
	{ "report", "overdue", value_list_ladder, TYPED, POLICY(report_overdue),
	    EVENT_AFTER, POLICY_LADDER_MAX, "+1d 07:30",
	    "reminders after a session without the result", "+1d 07:30",
	    false },
	{ "report", "remind", value_list_ladder, TYPED, POLICY(report_remind),
	    EVENT_BEFORE, POLICY_LADDER_MAX, "-10d 07:30, -3d 07:30",
	    "reminders of the written result before a session",
	    "-10d 07:30, -3d 07:30", false },
	{ "sending", "accents", value_accents, TYPED, POLICY(accents), 0, 0,
	    "strip", "Vietnamese marks in messages: keep, strip or auto",
	    "auto", false },
	{ "sending", "answers", value_answers, TYPED, POLICY(answers_per_hour),
	    0, 1000, "3/h", "answers to one number that book nothing", "3/h",
	    false },
	{ "sending", "daily_cap", value_int, TYPED, CONFIG(daily_cap), 0,
	    1000000, "500", "messages a day over all gateways, 0 = no limit",
	    "500", false },
	{ "sending", "hours", value_list_hours, TYPED, WHOLE_POLICY, 0, 0,
	    "07:00-11:30, 13:30-21:00", "when messages may leave",
	    "07:00-21:00", false },
	{ "sending", "live", value_bool, TYPED, CONFIG(live), 0, 0, "no",
	    "whether real gateways are used at all", "yes", false },
	{ "sending", "monthly_budget", value_int, TYPED, CONFIG(monthly_budget),
	    0, 2000000000, "0",
	    "đồng a month; when used up only escalations and alarms leave, "
	    "0 = no limit",
	    "500000", false },
	{ "sending", "on_uncertain", value_doubt, TYPED, CONFIG(resend_once), 0,
	    0, "hold",
	    "a send without an answer: hold, or resend-once for escalations "
	    "and alarms",
	    "hold", false },
	{ "sending", "order", value_list_names, TYPED, NOWHERE, 0, 0, NULL,
	    "the gateways in the order they are tried for a person",
	    "zalo, sms", false },
	{ "sending", "person_cap", value_int, TYPED, CONFIG(person_cap), 0,
	    10000, "40", "messages a day to one number, 0 = no limit", "40",
	    false },
	{ "sending", "price", value_int, TYPED, POLICY(price), 0, 1000000,
	    "350", "đồng a part, for the cost figures", "350", false },
	{ "sending", "rate", value_rate, TYPED, CONFIG(rate_per_min), 1,
	    1000 * MINUTE, "5/s", "how fast messages leave", "100/min", false },
	{ "sending", "valid", value_duration, TYPED, POLICY(valid_s),
	    10 * MINUTE, 7 * DAY, "24h",
	    "how long a gateway may try to deliver", "24h", false },
	{ "storage", "path", value_path, TYPED, CONFIG(storage_path), 0, 0,
	    "/var/lib/nhacviec/nhacviec.db", "the database",
	    "/var/lib/nhacviec/nhacviec.db", false },
	{ "visit", "coverage", value_int, TYPED, POLICY(coverage_months), 0, 24,
	    "2",
	    "months without a visit after which a unit is named to the "
	    "secretary, 0 = never",
	    "3", false },
	{ "visit", "escalate", value_list_ladder, TYPED, POLICY(visit_escalate),
	    MONTH_AFTER, POLICY_LADDER_MAX, "+4 07:30",
	    "when the secretary hears of overdue visits", "+4 07:30", false },
	{ "visit", "exempt_days", value_int, TYPED, POLICY(exempt_days), 1, 23,
	    "5", "working days outside an exemption that keep the month owed",
	    "5", false },
	{ "visit", "meeting_counts", value_bool, TYPED, POLICY(meeting_counts),
	    0, 0, "no", "whether attending a branch's meeting is a visit too",
	    "yes", false },
	{ "visit", "open", value_list_ladder, TYPED, POLICY(visit_open),
	    MONTH_BEFORE, 1, "01 07:30", "the month's first message",
	    "01 07:30", false },
	{ "visit", "overdue", value_list_ladder, TYPED, POLICY(visit_overdue),
	    MONTH_AFTER, POLICY_LADDER_MAX, "+1 07:30, +4 07:30, +9 07:30",
	    "reminders after the month", "+1 07:30, +4 07:30, +9 07:30",
	    false },
	{ "visit", "per", value_per, TYPED, POLICY(visit_per_unit), 0, 0,
	    "person", "visits are owed per person or per unit", "unit", false },
	{ "visit", "remind", value_list_ladder, TYPED, POLICY(visit_remind),
	    MONTH_BEFORE, POLICY_LADDER_MAX, "15 07:30, -7 07:30, -2 07:30",
	    "reminders within the month", "15 07:30, -7 07:30, -2 07:30",
	    false },
	{ "visit", "required", value_int, TYPED, POLICY(visit_required), 1, 31,
	    "1", "visits owed a month", "1", false },
	{ "visit", "tell_handover", value_bool, TYPED, POLICY(tell_handover), 0,
	    0, "no", "tell the branches' contacts once who is in charge now",
	    "yes", false },
	{ "visit", "tell_host", value_bool, TYPED, POLICY(tell_host), 0, 0,
	    "no", "tell a unit's contact who will come and when", "yes",
	    false },
	{ "visit", "verify_host", value_bool, TYPED, POLICY(verify_host), 0, 0,
	    "no", "ask a unit's contact afterwards whether the visit was made",
	    "yes", false },
	{ "web", "demo", value_bool, TYPED, CONFIG(demo), 0, 0, "no",
	    "open sandbox phones and a banner, for make run", "no", true },
	{ "web", "listen", value_listen, TYPED, CONFIG(web_listen), 0, 0,
	    "127.0.0.1:8642", "where the office's pages are served",
	    "127.0.0.1:8642", false },
	{ "web", "url", value_base_url, TYPED, CONFIG(web_url), 0, 0,
	    "http://127.0.0.1:8642", "how people reach them",
	    "https://nhacviec.example", false },
	WORDING(POLICY_ESCALATE, "escalate",
	    "to the secretary: overdue visits"),
	WORDING(POLICY_REPORT_ESCALATE, "escalate.report",
	    "to the secretary: overdue written results"),
	WORDING(POLICY_MEETING_ASK, "meeting.ask",
	    "after a meeting: who was there"),
	WORDING(POLICY_MEETING_REMIND, "meeting.remind", "before a meeting"),
	WORDING(POLICY_REPORT_OVERDUE, "report.overdue",
	    "the written result is overdue"),
	WORDING(POLICY_REPORT_REMIND, "report.remind",
	    "the written result is due"),
	WORDING(POLICY_VISIT_OPEN, "visit.open", "the month begins"),
	WORDING(POLICY_VISIT_OVERDUE, "visit.overdue",
	    "the month is over without a visit"),
	WORDING(POLICY_VISIT_PLANNED, "visit.planned",
	    "on the morning of a promised day"),
	WORDING(POLICY_VISIT_REMIND, "visit.remind",
	    "within the month, no visit yet"),
};

#define KEYS_N (sizeof keys / sizeof *keys)

const struct keys_key *
keys_at(size_t i)
{
	return i < KEYS_N ? &keys[i] : NULL;
}

size_t
keys_count(void)
{
	return KEYS_N;
}

size_t
keys_index(const struct keys_key *k)
{
	return (size_t)(k - keys);
}

const struct keys_key *
keys_find(const char *section, const char *name)
{
	size_t low = 0, high = KEYS_N;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct keys_key *k = &keys[middle];
		int d = strcmp(section, k->section);
		if (!d)
			d = strcmp(name, k->name);
		if (!d)
			return k;
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool
keys_section_known(const char *section)
{
	for (size_t i = 0; i < KEYS_N; i++) {
		if (strcmp(keys[i].section, section) == 0)
			return true;
	}
	return false;
}

const char *
keys_default(const struct keys_key *k)
{
	if (k->style != KEYS_WORDING)
		return k->value;
	for (int w = 0; w < POLICY_WORDING__N; w++) {
		if (strcmp(policy_wording_name((enum policy_wording)w),
			k->name) == 0)
			return policy_wording_default((enum policy_wording)w);
	}
	return NULL;
}

/* The names of one section. */
static const char *
name_in_section(size_t i, const void *section)
{
	for (size_t j = 0; j < KEYS_N; j++) {
		if (strcmp(keys[j].section, section) == 0 && !keys[j].hidden &&
		    i-- == 0)
			return keys[j].name;
	}
	return NULL;
}

static const char *
section_of(size_t i, const void *arg)
{
	(void)arg;
	return i < KEYS_N ? keys[i].section : NULL;
}

const char *
keys_near(const char *section, const char *name)
{
	return suggest_nearest(name, name_in_section, section);
}

const char *
keys_near_section(const char *section)
{
	return suggest_nearest(section, section_of, NULL);
}

const char *
keys_elsewhere(const char *section, const char *name)
{
	for (size_t i = 0; i < KEYS_N; i++) {
		if (strcmp(keys[i].name, name) == 0 && !keys[i].hidden &&
		    strcmp(keys[i].section, section) != 0)
			return keys[i].section;
	}
	return NULL;
}

static const char *
key_of_driver(size_t i, const void *driver)
{
	const struct gw_driver *d = driver;
	for (const struct gw_key *k = d->keys; k && k->name; k++) {
		if (i-- == 0)
			return k->name;
	}
	return NULL;
}

const char *
keys_near_driver(const struct gw_driver *d, const char *name)
{
	return suggest_nearest(name, key_of_driver, d);
}
