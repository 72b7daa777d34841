/*
 * The life of a message as a table: state × event → state.  Public names are
 * those of the interface page.  Pure.
 *
 *  queued ─claim→ sending ─accept→ accepted ─report→ delivered | undelivered
 *     ▲              │ ├─refuse→ failed   (uncertain, if an earlier attempt
 *     └── not sent ──┘ └─doubt→ uncertain              is in doubt)
 *  queued → expired | cancelled;  queued ⇄ held
 */
#ifndef NHACVIEC_CORE_MESSAGE_H
#define NHACVIEC_CORE_MESSAGE_H

enum message_state {
	MESSAGE_QUEUED,
	MESSAGE_SENDING,
	MESSAGE_UNCERTAIN,
	MESSAGE_ACCEPTED,
	MESSAGE_DELIVERED,
	MESSAGE_UNDELIVERED,
	MESSAGE_FAILED,
	MESSAGE_EXPIRED,
	MESSAGE_CANCELLED,
	MESSAGE_HELD,
	MESSAGE_STATE__N
};

enum message_event {
	MESSAGE_CLAIM,	      /* taken by the courier (T1) */
	MESSAGE_NOT_SENT,     /* provably no byte left: back to the queue */
	MESSAGE_AGAIN,	      /* refused for now: back to the queue */
	MESSAGE_ACCEPT,	      /* the provider has it (or had it already) */
	MESSAGE_REFUSE,	      /* refused for ever, no attempt in doubt */
	MESSAGE_REFUSE_DOUBT, /* refused for ever, an earlier one in doubt */
	MESSAGE_DOUBT,	      /* unknown outcome */
	MESSAGE_RESEND,	      /* same key inside its window, or one asked for */
	MESSAGE_REPORT_DELIVERED,
	MESSAGE_REPORT_UNDELIVERED,
	MESSAGE_EXPIRE,
	MESSAGE_CANCEL,
	MESSAGE_HOLD,
	MESSAGE_RELEASE,
	MESSAGE_RETRY,	      /* a person asks: send it again */
	MESSAGE_UNRENDERABLE, /* no number, no text: fails without an attempt */
	MESSAGE_EVENT__N
};

/* The next state, or −1 when the move is not allowed.  A report that would
 * lower a rank returns the present state. */
int message_next(enum message_state s, enum message_event e);
const char *message_state_name(enum message_state s);
/* −1 when there is no such state. */
int message_state_parse(const char *name);

/* Why a row waits, failed or was cancelled: an enum column, shown in words. */
enum message_reason {
	MESSAGE_R_NONE,
	MESSAGE_R_NOT_LIVE, /* [sending] live = no */
	MESSAGE_R_PAUSED,   /* `pause` */
	MESSAGE_R_GATEWAY_PAUSED,
	MESSAGE_R_NO_GATEWAY,
	MESSAGE_R_NO_NUMBER,
	MESSAGE_R_NO_TEXT, /* could not be rendered */
	MESSAGE_R_HOURS,   /* outside [sending] hours */
	MESSAGE_R_RATE,
	MESSAGE_R_DAILY_CAP,
	MESSAGE_R_RETRY, /* waits for its next attempt */
	MESSAGE_R_REFUSED_PERSON,
	MESSAGE_R_REFUSED_TEXT,
	MESSAGE_R_TOO_MANY_TRIES,
	MESSAGE_R_NO_ANSWER, /* unknown outcome of a send */
	MESSAGE_R_CRASH,     /* the process died during the send */
	MESSAGE_R_DONE,	     /* its duties were fulfilled */
	MESSAGE_R_PROMISED,
	MESSAGE_R_EXEMPT,
	MESSAGE_R_PERSON, /* a person cancelled or held it */
	MESSAGE_R_EXPIRED,
	MESSAGE_R_CHECKSUM,
	MESSAGE_R_CHANGED,  /* roster or calendar changed under it */
	MESSAGE_R_REPORTED, /* a delivery report said so */
	MESSAGE_R_NIGHT,    /* the gateway sleeps */
	MESSAGE_R_QUOTA,    /* the gateway has no more for today */
	MESSAGE_R_GATEWAY_CAP,
	MESSAGE_R_BUDGET,
	MESSAGE_R_PERSON_CAP,
	MESSAGE_R_NOT_ROSTER, /* nobody's number */
	MESSAGE_R_NO_REPORT,  /* accepted, and then silence */
	MESSAGE_REASON__N
};
const char *message_reason_name(enum message_reason r); /* "not_live" */
int message_reason_parse(const char *name);		/* −1 unknown */
/* A sentence for a person, English. */
const char *message_reason_words(enum message_reason r);

#endif
