#include "app/verb.h"

#include "app/lang.h"
#include "app/verb_backup.h"
#include "app/verb_calendar.h"
#include "app/verb_check.h"
#include "app/verb_completion.h"
#include "app/verb_config.h"
#include "app/verb_exempt.h"
#include "app/verb_export.h"
#include "app/verb_gateway.h"
#include "app/verb_help.h"
#include "app/verb_history.h"
#include "app/verb_import.h"
#include "app/verb_inbox.h"
#include "app/verb_parse.h"
#include "app/verb_plan.h"
#include "app/verb_queue.h"
#include "app/verb_result.h"
#include "app/verb_send.h"
#include "app/verb_shift.h"
#include "app/verb_status.h"
#include "app/verb_user.h"
#include "app/verb_visit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sorted by name; the help is made from it. */
static const struct verb verbs[] = {
	{ "backup", VERB_SNAPSHOT, verb_backup_run, "--force",
	    "backup FILE [--force] [--json]",
	    N_("an online, verified copy of the database"), false },
	{ "calendar", VERB_OFFICE, verb_calendar_run, "--renew",
	    "calendar CODE [--renew] [--json]",
	    N_("the secret address of a person's calendar; --renew kills the "
	       "old"),
	    false },
	{ "check", VERB_LOCAL, verb_check_run, "", "check [-c FILE] [--json]",
	    N_("the configuration, as start and reload see it"), false },
	{ "codes", VERB_OFFICE, verb_completion_codes, "",
	    "codes {person|unit|subject|gateway|account} [BEGINNING [WORD]]",
	    N_("codes and names, one a line, for the completion"), false },
	{ "completion", VERB_LOCAL, verb_completion_run, "",
	    "completion bash|words -- WORD...",
	    N_("a script that completes the words of this program"), false },
	{ "config", VERB_LOCAL, verb_config_run, "--origin",
	    "config show [--origin] [--json]|diff [--json]|edit "
	    "[conf.d/NAME.conf]",
	    N_("the values in force; what runs against the files; a safe edit"),
	    false },
	{ "exempt", VERB_OFFICE, verb_exempt_run,
	    "--person= --from= --to= --reason=",
	    "exempt [list|add --person P --from D [--to D] --reason R"
	    "|remove --person P --from D --reason R] [--json]",
	    N_("exemptions, each with a reason"), false },
	{ "export", VERB_SNAPSHOT, verb_export_run, "--to= --template",
	    "export --to {FILE.xlsx|FOLDER} [--json]"
	    "|--template [--to FILE.xlsx] [--json]",
	    N_("all lists as files that `import` reads; empty ones to fill in"),
	    false },
	{ "findings", VERB_SNAPSHOT, verb_check_findings, "",
	    "findings [--json]", N_("what `check` says of people and units"),
	    false },
	{ "gateway", VERB_OFFICE, verb_gateway_run, "--reason= --setup",
	    "gateway [list|pause NAME [--reason R]|resume NAME"
	    "|test NAME [--setup]|token NAME < PAIR|link NAME PERSON...] "
	    "[--json]",
	    N_("the gateways and how they are; paused, resumed, tested"),
	    false },
	{ "help", VERB_LOCAL, verb_help_run, "", "help [VERB] [--json]",
	    N_("this list, or one verb"), false },
	{ "history", VERB_OFFICE, verb_history_run, "",
	    "history {PERSON|UNIT} [--json]", N_("who changed what, when, why"),
	    false },
	{ "import", VERB_OFFICE, verb_import_run,
	    "--apply --strict --refused= --undo=",
	    "import FILE... [--apply] [--strict] [--refused OUT] [--json]|"
	    "--undo N [--json]",
	    N_("people, units, assignments and calendars from files"), true },
	{ "inbox", VERB_OFFICE, verb_inbox_run,
	    "--person= --unit= --date= --reason= --all",
	    "inbox [list [--all]|assign ID --unit U [--date D] [--person P] "
	    "--reason R"
	    "|dismiss ID --reason R] [--json]",
	    N_("replies that need a person"), false },
	{ "meeting", VERB_OFFICE, verb_visit_meeting,
	    "--person= --unit= --date= --reason= --month= --to=",
	    "meeting [list [--month M] [--person P]"
	    "|add --person P --unit BRANCH --date D --reason R"
	    "|remove ID --reason R"
	    "|move --unit BRANCH --date D --to D --reason R|cancel --unit "
	    "BRANCH --date D --reason R|changes|accept ID|refuse ID] [--json]",
	    N_("attendances at branch meetings; meetings moved and cancelled"),
	    false },
	{ "parse", VERB_OFFICE, verb_parse_run,
	    "--number= --at=", "parse TEXT --number PHONE [--at TIME] [--json]",
	    N_("how a reply would be understood; changes nothing"), false },
	{ "pause", VERB_OFFICE, verb_send_pause,
	    "--reason=", "pause [--reason R] [--json]",
	    N_("nothing leaves, to anybody, until resumed"), false },
	{ "plan", VERB_SNAPSHOT, verb_plan_run,
	    "--from= --to= --days= --person=",
	    "plan [--from D] [--to D] [--days N] [--person CODE] [--json]",
	    N_("every message that would be sent, and when"), false },
	{ "queue", VERB_OFFICE, verb_queue_run, "--reason= --state= --all",
	    "queue [list [--state STATE] [--all]|show ID|hold ID..."
	    "|release ID...|cancel ID...|retry ID...] [--reason R] [--json]",
	    N_("the outbox, each with the reason it waits"), false },
	{ "reload", VERB_SERVICE, verb_send_reload, "", "reload [--json]",
	    N_("read the configuration again; the last good one stays"),
	    false },
	{ "restore", VERB_OFFLINE, verb_backup_restore, "",
	    "restore FILE [--json]",
	    N_("a backup in the place of the database; nothing leaves until "
	       "`resume`"),
	    false },
	{ "result", VERB_OFFICE, verb_result_run,
	    "--person= --session= --reason=",
	    "result [list [--person P] [--session D]"
	    "|add --person P --session D --reason R"
	    "|remove --person P --session D --reason R] [--json]",
	    N_("the written result was received"), false },
	{ "resume", VERB_OFFICE, verb_send_resume, "--reason=",
	    "resume [--reason R] [--json]", N_("ends `pause`"), false },
	{ "run", VERB_LOCAL, NULL, "", "run [-c FILE]",
	    N_("the service, in the foreground"), false },
	{ "send-test", VERB_OFFICE, verb_send_test,
	    "--to=", "send-test --to PHONE TEXT [--json]",
	    N_("one message through the configured route"), false },
	{ "simulate", VERB_SNAPSHOT, verb_plan_simulate,
	    "--from= --to= --replies= --person=",
	    "simulate --from D --to D [--replies FILE] [--person CODE] "
	    "[--json]",
	    N_("the same with a turning clock and scripted replies"), false },
	{ "status", VERB_OFFICE, verb_status_run,
	    "--month=", "status [--month M] [--json]",
	    N_("who owes what, who has been where"), false },
	{ "train", VERB_OFFICE, verb_shift_train,
	    "--reason=", "train PERSON {on|off} [--reason R] [--json]",
	    N_("a new person learns: all is shown, nothing counts"), false },
	{ "user", VERB_OFFICE, verb_user_run, "--role= --password-stdin",
	    "user [list|add NAME --role {viewer|operator|admin} "
	    "[--password-stdin]|passwd NAME [--password-stdin]|remove NAME] "
	    "[--json]",
	    N_("who may use the office's pages, and as what"), false },
	{ "version", VERB_LOCAL, verb_help_version, "", "version [--json]",
	    N_("the program's version and its libraries"), false },
	{ "visit", VERB_OFFICE, verb_visit_run,
	    "--person= --unit= --date= --reason= --month= --by=",
	    "visit [list [--month M] [--person P]"
	    "|add --person P --unit U --date D [--by NAME] --reason R"
	    "|remove ID --reason R] [--json]",
	    N_("visits entered by hand, each with a reason"), false },
};

const struct verb *
verb_at(size_t i)
{
	return i < sizeof verbs / sizeof *verbs ? &verbs[i] : NULL;
}

const struct verb *
verb_find(const char *name)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

int
verb_usage(struct verb_call *v, const char *what)
{
	const struct verb *verb = verb_find(v->args->verb);
	sbuf_addf(v->talk, _("nhacviec %s: %s\nusage: nhacviec %s\n"),
	    v->args->verb, _(what), verb ? verb->usage : v->args->verb);
	return VERB_USAGE;
}

int
verb_fail(struct verb_call *v, const struct err *err)
{
	sbuf_addf(v->talk, "nhacviec %s: %s\n", v->args->verb, err->text);
	switch (err->code) {
	case ERR_BUSY:
		return VERB_BUSY;
	case ERR_DENIED:
		return VERB_DENIED;
	case ERR_USAGE:
		return VERB_USAGE;
	case ERR_NONE:
	case ERR_FAILED:
	case ERR_NOT_FOUND:
	case ERR_INVALID:
	case ERR_FULL:
	case ERR_IO:
	case ERR_STATE:
	case ERR__N:
		break;
	}
	return VERB_FAILED;
}

const struct facts *
verb_facts(struct verb_call *v)
{
	struct err err = { 0 };
	const struct facts *f = office_facts(v->office, &err);
	if (!f)
		verb_fail(v, &err);
	return f;
}

void
verb_json(struct verb_call *v, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	sbuf_add(v->out, text ? text : "{}");
	sbuf_add_c(v->out, '\n');
	free(text);
	json_decref(object);
}

const char *
verb_paint(const struct verb_call *v, enum verb_colour c)
{
	static const char *const codes[] = { [VERB_PLAIN] = "\033[0m",
		[VERB_GREEN] = "\033[32m",
		[VERB_YELLOW] = "\033[33m",
		[VERB_RED] = "\033[31m" };
	return v->colour ? codes[c] : "";
}

json_t *
verb_lines(const char *text)
{
	json_t *list = json_array();
	while (*text) {
		size_t n = strcspn(text, "\n");
		json_array_append_new(list, json_stringn(text, n));
		text += n + (text[n] == '\n');
	}
	return list;
}

void
verb_say(struct verb_call *v, json_t *object, const char *fmt, ...)
{
	va_list ap;
	char text[1024];
	if (v->json) {
		verb_json(v, object);
		return;
	}
	json_decref(object);
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, _(fmt), ap);
	va_end(ap);
	sbuf_add(v->out, text);
}

int
verb_commit(struct verb_call *v)
{
	struct err err = { 0 };
	if (store_flush(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	return VERB_DONE;
}
