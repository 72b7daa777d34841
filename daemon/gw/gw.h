/*
 * A gateway's dialect: pure functions from values to values and a table of
 * capabilities.  A new gateway is a new file and one line in gw_drivers.
 * No I/O, no clock, no SQL; sees core and base only.
 */
#ifndef NHACVIEC_GW_GW_H
#define NHACVIEC_GW_GW_H

#include "base/err.h"
#include "base/http.h"
#include "core/sms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Settings of one [gateway NAME] section; strings borrowed from the
 * configuration, NULL where not given. */
struct gw_settings {
	const char *name;
	const char *url;
	const char *user;
	const char *password;
	const char *from;
	const char *hook_secret;
	const char *hooks_url;	       /* [hooks] url, no slash at its end */
	const struct http_field *more; /* driver's other keys */
	size_t more_n;
};

struct gw_message {
	const char *key; /* ours, ≤ 36 plain characters, the same each try */
	const char *number; /* E.164 */
	const char *text;   /* NFC, as it shall arrive */
	enum sms_encoding encoding;
	int parts;
	int64_t now;
	int64_t expires_at;
};

enum gw_class { /* what an answer to a send means */
	GW_ACCEPTED,
	GW_DUPLICATE, /* it has our key already: as good as accepted */
	GW_RETRY,     /* not taken; again after retry_after_s or backoff */
	GW_NIGHT,     /* not taken until the gateway's morning */
	GW_QUOTA,     /* not taken until tomorrow */
	GW_AUTH,      /* token to be refreshed */
	GW_CONFIG,    /* refused for everybody: the gateway pauses */
	GW_RECIPIENT, /* refused for this person: the next gateway */
	GW_MESSAGE,   /* this text is refused for ever */
	GW_AMBIGUOUS, /* may have been taken */
	GW_NOT_SENT,  /* provably no byte left */
	GW_CLASS__N
};

struct gw_result {
	enum gw_class class;
	char provider_id[64];
	long retry_after_s; /* −1 = none said; clamped by the courier */
	char reason[160];   /* for a person; no secret, no number */
};

enum gw_report {	    /* a delivery report's meaning, by rank */
	GW_REPORT_UNKNOWN,  /* kept, changes nothing */
	GW_REPORT_BUFFERED, /* on its way */
	GW_REPORT_UNDELIVERED,
	GW_REPORT_DELIVERED
};

enum gw_event_kind { GW_EVENT_REPLY, GW_EVENT_REPORT, GW_EVENT_IGNORE };

struct gw_event { /* owned strings; gw_events_fini */
	enum gw_event_kind kind;
	char *dedup; /* provider's id of the event; NULL = app makes one */
	/* reply */
	char *from; /* number as given, or a provider's user id */
	char *to;
	char *text;
	int64_t at; /* the gateway's time, 0 unknown */
	/* report */
	char *key;	   /* our key, or NULL */
	char *provider_id; /* or NULL */
	int part;	   /* 1…, 0 = whole message */
	enum gw_report report;
	char *raw; /* the vendor's own word */
};

struct gw_events {
	struct gw_event *v;
	size_t n;
};

enum gw_verdict { GW_GENUINE, GW_FORGED };

enum gw_hook { GW_HOOK_ANY, GW_HOOK_REPLY, GW_HOOK_DELIVERY };

struct gw_answer { /* what our hook says back once it is durable */
	int status;
	const char *type; /* static */
	const char *body; /* static */
};

struct gw_caps {
	bool refuses_duplicates; /* by our key */
	int64_t key_window_s;	 /* 0 = for ever */
	bool reports;		 /* delivery reports come */
	bool replies;
	bool needs_url;
	bool local; /* sandbox: the phones are our own web page */
};

struct gw_driver {
	const char *name;
	struct gw_caps caps;
	/* Settings that cannot work: words into err, −1. */
	int (*check)(const struct gw_settings *s, struct err *err);
	/* Fills *r (http_request_fini). */
	void (*prepare)(const struct gw_settings *s, const struct gw_message *m,
	    struct http_request *r);
	void (*classify)(const struct gw_settings *s,
	    const struct http_response *resp, struct gw_result *result);
	enum gw_verdict (*verify)(const struct gw_settings *s,
	    const struct http_inbound *in, int64_t now);
	/* 0, or −1 with words when the request is not of this gateway. */
	int (*parse)(const struct gw_settings *s, enum gw_hook hook,
	    const struct http_inbound *in, struct gw_events *out,
	    struct err *err);
	struct gw_answer answer;
};

/* By name, NULL when unknown. */
const struct gw_driver *gw_driver_find(const char *name);
/* i-th driver or NULL: for lists and hints. */
const struct gw_driver *gw_driver_at(size_t i);
const char *gw_class_name(enum gw_class c);
void gw_events_fini(struct gw_events *e);
/* Appends a zeroed event. */
struct gw_event *gw_events_add(struct gw_events *e);
/* Classifies what never reached a dialect (not sent, ambiguous): true when
 * resp was such, and *result is filled. */
bool gw_classify_transport(const struct http_response *resp,
    struct gw_result *result);
/* Constant-time comparison of secrets; false when either is NULL or empty. */
bool gw_secret_equal(const char *a, const char *b);

#endif
