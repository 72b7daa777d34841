#include "core/message.h"

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
	    "[sending] live = no: nothing goes to a real gateway" },
	[MESSAGE_R_PAUSED] = { "paused", "everything is paused" },
	[MESSAGE_R_GATEWAY_PAUSED] = { "gateway_paused",
	    "the gateway is paused" },
	[MESSAGE_R_NO_GATEWAY] = { "no_gateway",
	    "no gateway is left for this person" },
	[MESSAGE_R_NO_NUMBER] = { "no_number", "the person has no number" },
	[MESSAGE_R_NO_TEXT] = { "no_text", "the text cannot be rendered" },
	[MESSAGE_R_HOURS] = { "hours", "outside the sending hours" },
	[MESSAGE_R_RATE] = { "rate", "waits for the sending rate" },
	[MESSAGE_R_DAILY_CAP] = { "daily_cap", "the daily cap is reached" },
	[MESSAGE_R_RETRY] = { "retry", "waits for its next attempt" },
	[MESSAGE_R_REFUSED_PERSON] = { "refused_person",
	    "the gateway refuses this number" },
	[MESSAGE_R_REFUSED_TEXT] = { "refused_text",
	    "the gateway refuses this message" },
	[MESSAGE_R_TOO_MANY_TRIES] = { "too_many_tries",
	    "given up after several attempts" },
	[MESSAGE_R_NO_ANSWER] = { "no_answer",
	    "the gateway may have taken it; its answer did not come" },
	[MESSAGE_R_CRASH] = { "crash",
	    "the service stopped during the send; it may have gone out" },
	[MESSAGE_R_DONE] = { "done", "the duty was fulfilled" },
	[MESSAGE_R_PROMISED] = { "promised", "the person promised a day" },
	[MESSAGE_R_EXEMPT] = { "exempt", "the person is exempt" },
	[MESSAGE_R_PERSON] = { "by_hand", "a person decided so" },
	[MESSAGE_R_EXPIRED] = { "expired", "no longer useful" },
	[MESSAGE_R_CHECKSUM] = { "checksum",
	    "the stored row was altered; do not trust it" },
	[MESSAGE_R_CHANGED] = { "changed",
	    "roster or calendar changed under it" },
	[MESSAGE_R_REPORTED] = { "reported", "a delivery report said so" },
	[MESSAGE_R_NIGHT] = { "night", "the gateway takes nothing at night" },
	[MESSAGE_R_QUOTA] = { "quota",
	    "the gateway's quota of the day is used up" },
	[MESSAGE_R_GATEWAY_CAP] = { "gateway_cap",
	    "the daily cap of its gateway is reached" },
	[MESSAGE_R_BUDGET] = { "budget", "the month's budget is used up" },
	[MESSAGE_R_PERSON_CAP] = { "person_cap",
	    "this person has had enough messages today" },
	[MESSAGE_R_NOT_ROSTER] = { "not_roster",
	    "the number is not a mobile of the roster" },
	[MESSAGE_R_NO_REPORT] = { "no_report",
	    "taken by the gateway; no delivery report came" },
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
