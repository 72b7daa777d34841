#include "core/message.h"

#include "base/words.h"

#include <stddef.h>
#include <string.h>

static const char *const state_names[MESSAGE_STATE__N] = {
	[MESSAGE_QUEUED] = "queued",
	[MESSAGE_SENDING] = "sending",
	[MESSAGE_UNCERTAIN] = "uncertain",
	[MESSAGE_ACCEPTED] = "accepted",
	[MESSAGE_DELIVERED] = "delivered",
	[MESSAGE_UNDELIVERED] = "undelivered",
	[MESSAGE_FAILED] = "failed",
	[MESSAGE_EXPIRED] = "expired",
	[MESSAGE_CANCELLED] = "cancelled",
	[MESSAGE_HELD] = "held",
};

/* The next state + 1; 0 = not allowed. */
#define GO(e, s) [MESSAGE_##e] = MESSAGE_##s + 1

/*
 * Delivery reports: `delivered` is final; `undelivered` may still become
 * delivered (a part or a gateway was late); a report settles `uncertain`; a
 * delivered report for `failed` wins, the store notes the contradiction.  A
 * held or queued message may have an attempt in doubt behind it (resend by
 * key), so reports count there too.
 */
static const signed char table[MESSAGE_STATE__N][MESSAGE_EVENT__N] = {
	[MESSAGE_QUEUED] = { GO(CLAIM, SENDING), GO(EXPIRE, EXPIRED),
	    GO(CANCEL, CANCELLED), GO(HOLD, HELD), GO(UNRENDERABLE, FAILED),
	    GO(DOUBT, UNCERTAIN), GO(REFUSE, FAILED),
	    GO(REFUSE_DOUBT, UNCERTAIN), GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, QUEUED) },
	[MESSAGE_SENDING] = { GO(NOT_SENT, QUEUED), GO(AGAIN, QUEUED),
	    GO(ACCEPT, ACCEPTED), GO(REFUSE, FAILED),
	    GO(REFUSE_DOUBT, UNCERTAIN), GO(DOUBT, UNCERTAIN),
	    GO(EXPIRE, EXPIRED), GO(CANCEL, CANCELLED),
	    /* kept, and matched again when the answer comes */
	    GO(REPORT_DELIVERED, SENDING), GO(REPORT_UNDELIVERED, SENDING) },
	[MESSAGE_UNCERTAIN] = { GO(RESEND, QUEUED), GO(RETRY, QUEUED),
	    GO(ACCEPT, ACCEPTED), GO(CANCEL, CANCELLED),
	    GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, UNDELIVERED) },
	[MESSAGE_ACCEPTED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, UNDELIVERED) },
	[MESSAGE_DELIVERED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, DELIVERED) },
	[MESSAGE_UNDELIVERED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, UNDELIVERED), GO(RETRY, QUEUED) },
	[MESSAGE_FAILED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, FAILED), GO(RETRY, QUEUED) },
	[MESSAGE_EXPIRED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, EXPIRED), GO(RETRY, QUEUED) },
	[MESSAGE_CANCELLED] = { GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, CANCELLED) },
	[MESSAGE_HELD] = { GO(RELEASE, QUEUED), GO(CANCEL, CANCELLED),
	    GO(EXPIRE, EXPIRED), GO(REPORT_DELIVERED, DELIVERED),
	    GO(REPORT_UNDELIVERED, HELD) },
};

static const struct {
	const char *name;
	const char *words;
} reasons[MESSAGE_REASON__N] = {
	[MESSAGE_R_NONE] = { "", "" },
	[MESSAGE_R_NOT_LIVE] = { "not_live",
	    N_("[sending] live = no: nothing goes to a real gateway") },
	[MESSAGE_R_PAUSED] = { "paused", N_("everything is paused") },
	[MESSAGE_R_GATEWAY_PAUSED] = { "gateway_paused",
	    N_("the gateway is paused") },
	[MESSAGE_R_NO_GATEWAY] = { "no_gateway",
	    N_("no gateway is left for this person") },
	[MESSAGE_R_NO_NUMBER] = { "no_number", N_("the person has no number") },
	[MESSAGE_R_NO_TEXT] = { "no_text", N_("the text cannot be rendered") },
	[MESSAGE_R_HOURS] = { "hours", N_("outside the sending hours") },
	[MESSAGE_R_RATE] = { "rate", N_("waits for the sending rate") },
	[MESSAGE_R_DAILY_CAP] = { "daily_cap", N_("the daily cap is reached") },
	[MESSAGE_R_RETRY] = { "retry", N_("waits for its next attempt") },
	[MESSAGE_R_REFUSED_PERSON] = { "refused_person",
	    N_("the gateway refuses this number") },
	[MESSAGE_R_REFUSED_TEXT] = { "refused_text",
	    N_("the gateway refuses this message") },
	[MESSAGE_R_TOO_MANY_TRIES] = { "too_many_tries",
	    N_("given up after several attempts") },
	[MESSAGE_R_NO_ANSWER] = { "no_answer",
	    N_("the gateway may have taken it; its answer did not come") },
	[MESSAGE_R_CRASH] = { "crash",
	    N_("the service stopped during the send; it may have gone out") },
	[MESSAGE_R_DONE] = { "done", N_("the duty was fulfilled") },
	[MESSAGE_R_PROMISED] = { "promised", N_("the person promised a day") },
	[MESSAGE_R_EXEMPT] = { "exempt", N_("the person is exempt") },
	[MESSAGE_R_PERSON] = { "by_hand", N_("a person decided so") },
	[MESSAGE_R_EXPIRED] = { "expired", N_("no longer useful") },
	[MESSAGE_R_CHECKSUM] = { "checksum",
	    N_("the stored row was altered; do not trust it") },
	[MESSAGE_R_CHANGED] = { "changed",
	    N_("roster or calendar changed under it") },
	[MESSAGE_R_REPORTED] = { "reported", N_("a delivery report said so") },
	[MESSAGE_R_NIGHT] = { "night",
	    N_("the gateway takes nothing at night") },
	[MESSAGE_R_QUOTA] = { "quota",
	    N_("the gateway's quota of the day is used up") },
	[MESSAGE_R_GATEWAY_CAP] = { "gateway_cap",
	    N_("the daily cap of its gateway is reached") },
	[MESSAGE_R_BUDGET] = { "budget", N_("the month's budget is used up") },
	[MESSAGE_R_PERSON_CAP] = { "person_cap",
	    N_("this person has had enough messages today") },
	[MESSAGE_R_NOT_ROSTER] = { "not_roster",
	    N_("the number is not a mobile of the roster") },
	[MESSAGE_R_NO_REPORT] = { "no_report",
	    N_("taken by the gateway; no delivery report came") },
};

int
message_next(enum message_state s, enum message_event e)
{
	return table[s][e] - 1;
}

const char *
message_state_name(enum message_state s)
{
	return state_names[s];
}

int
message_state_parse(const char *name)
{
	for (int i = 0; i < MESSAGE_STATE__N; i++) {
		if (strcmp(state_names[i], name) == 0)
			return i;
	}
	return -1;
}

const char *
message_reason_name(enum message_reason r)
{
	return reasons[r].name;
}

int
message_reason_parse(const char *name)
{
	for (int i = 0; i < MESSAGE_REASON__N; i++) {
		if (strcmp(reasons[i].name, name) == 0)
			return i;
	}
	return -1;
}

const char *
message_reason_words(enum message_reason r)
{
	return reasons[r].words;
}
