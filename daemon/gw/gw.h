/*
 * A gateway's dialect: pure functions from values to values and a table of
 * capabilities.  A new gateway is a new file and one line in gw_drivers.
 * No I/O, no clock, no SQL; sees core and base only.
 */
#ifndef NHACVIEC_GW_GW_H
#define NHACVIEC_GW_GW_H

#include "base/err.h"
#include "base/http.h"
#include "base/sbuf.h"
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
	const char *hooks_url; /* [hooks] url, no slash at its end */
	const char *token; /* access token in use, NULL = none; caps.tokens */
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
	const char *kind; /* "visit.remind", "answer" …: picks a template */
	/* What a template may be filled with, by the wordings' placeholders
	 * ("given_name", "month" …) and "text"; NFC. */
	const struct http_fields *values;
	const char *user_id; /* their id at this gateway, or NULL */
	int64_t heard_at;    /* they wrote to us there last; 0 never */
	const char *pin;     /* what an earlier attempt was bound to (caps.pin),
				"" or NULL at first */
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
	int64_t quota;	    /* left today as the answer tells, −1 unknown */
	char reason[160];   /* for a person; no secret, no number */
};

enum gw_report {	    /* a delivery report's meaning, by rank */
	GW_REPORT_UNKNOWN,  /* kept, changes nothing */
	GW_REPORT_BUFFERED, /* on its way */
	GW_REPORT_UNDELIVERED,
	GW_REPORT_DELIVERED
};

enum gw_event_kind {
	GW_EVENT_REPLY,
	GW_EVENT_REPORT,
	GW_EVENT_LINK,	 /* user id `from` has the number `to` */
	GW_EVENT_NOTICE, /* about the gateway itself: `text` for the admin */
	GW_EVENT_IGNORE	 /* a probe, or nothing to us: answered, not kept */
};

/* A report of one part that does not say which: as many as there are parts
 * make a whole, each with a dedup of its own. */
enum { GW_SOME_PART = -1 };

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
	int part;	   /* 1…, 0 = whole message, GW_SOME_PART */
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
	struct sbuf body; /* sbuf_fini */
};

/* A question about one message whose fate is in doubt, or that is silent. */
struct gw_question {
	const char *key;
	const char *provider_id; /* or NULL */
	const char *number;	 /* E.164 */
	const char *pin;
	int64_t sent_at;
	int parts; /* that its text makes, 0 unknown */
};

enum gw_sight {
	GW_UNCLEAR, /* no usable answer: ask again later */
	GW_ABSENT,  /* it never had it: sending is safe */
	GW_PRESENT  /* it has it: accepted at least */
};

struct gw_found {
	enum gw_sight sight;
	enum gw_report report; /* when present */
	char provider_id[64];
	char raw[64]; /* the vendor's own word */
};

struct gw_pull { /* what was written to us in that time */
	int64_t since, until;
	int page; /* 0, 1 … while the last one said that there is more */
};

struct gw_token { /* a rotating pair; owned, wiped by gw_token_fini */
	char *access;
	char *refresh;
	int64_t expires_at; /* of the access token */
};

struct gw_health { /* answer to the harmless question of `gateway test` */
	bool ok;
	int64_t quota;	 /* left today, −1 unknown */
	char words[200]; /* for a person; no secret */
};

struct gw_caps {
	bool refuses_duplicates; /* by our key */
	int64_t key_window_s;	 /* 0 = for ever */
	bool reports;		 /* delivery reports come */
	bool replies;
	bool needs_url;
	bool local;	    /* sandbox: the phones are our own web page */
	bool user_ids;	    /* senders are the vendor's user ids, not numbers */
	bool template_only; /* a text goes only as values of a template */
	bool no_failure;    /* its reports never say "undelivered" */
	int max_parts;	    /* longer texts are refused; 0 = any */
	int64_t token_life_s; /* of an access token that rotates; 0 = none */
	const char *pin;      /* the key of `more` to which its refusal of
				 duplicates is bound ("device"), or NULL */
};

struct gw_key {		  /* of [gateway NAME] that only this driver knows */
	const char *name; /* one that ends in ".*" stands for any ending */
	bool secret_file; /* "…_file": the driver gets what is in the file,
			     under the name without "_file" */
	const char *help; /* one line, for the manual */
};

struct gw_driver {
	const char *name;
	struct gw_caps caps; /* gw_caps() tells what holds for a gateway */
	/* Corrects what depends on the settings; NULL = nothing does. */
	void (*caps_of)(const struct gw_settings *s, struct gw_caps *caps);
	const struct gw_key *keys; /* a NULL name ends them; NULL = none */
	/* Settings that cannot work: words into err, −1. */
	int (*check)(const struct gw_settings *s, struct err *err);
	/* Whether this message can go this way at all, before anything is
	 * claimed: GW_ACCEPTED, or GW_RECIPIENT (the next gateway), GW_NIGHT
	 * … with a reason.  NULL = always. */
	void (*fit)(const struct gw_settings *s, const struct gw_message *m,
	    struct gw_result *result);
	/* Fills *r (http_request_fini). */
	void (*prepare)(const struct gw_settings *s, const struct gw_message *m,
	    struct http_request *r);
	void (*classify)(const struct gw_settings *s,
	    const struct http_response *resp, struct gw_result *result);
	/* On the raw bytes, in constant time.  *how (never NULL) = static
	 * name of the scheme that matched, for the counts. */
	enum gw_verdict (*verify)(const struct gw_settings *s,
	    const struct http_inbound *in, int64_t now, const char **how);
	/* 0, or −1 with words when the request is not of this gateway. */
	int (*parse)(const struct gw_settings *s, enum gw_hook hook,
	    const struct http_inbound *in, struct gw_events *out,
	    struct err *err);
	/* What a genuine call gets once its events are on disk; NULL = 200
	 * and nothing. */
	void (*respond)(const struct gw_settings *s, enum gw_hook hook,
	    const struct http_inbound *in, struct gw_answer *out);

	/* The rest is NULL where the gateway has no such thing. */

	/* False when there is nothing to ask with. */
	bool (*lookup)(const struct gw_settings *s, const struct gw_question *q,
	    struct http_request *r);
	void (*lookup_answer)(const struct gw_settings *s,
	    const struct gw_question *q, const struct http_response *resp,
	    struct gw_found *found);
	void (*pull)(const struct gw_settings *s, const struct gw_pull *q,
	    struct http_request *r);
	/* −1 with words when that was no answer; *more = another page. */
	int (*pull_answer)(const struct gw_settings *s, const struct gw_pull *q,
	    const struct http_response *resp, struct gw_events *out, bool *more,
	    struct err *err);
	/* The next pair for the refresh token, which dies by it. */
	void (*token)(const struct gw_settings *s, const char *refresh,
	    struct http_request *r);
	/* GW_ACCEPTED with *t filled; GW_AUTH = refused for ever, GW_RETRY and
	 * GW_NOT_SENT = the old one still lives, GW_AMBIGUOUS = unknown. */
	void (*token_answer)(const struct gw_settings *s,
	    const struct http_response *resp, int64_t now, struct gw_token *t,
	    struct gw_result *result);
	/* A harmless request that needs the login: `gateway test`. */
	void (*test)(const struct gw_settings *s, struct http_request *r);
	void (*test_answer)(const struct gw_settings *s,
	    const struct http_response *resp, struct gw_health *health);
	/* The i-th request that tells the gateway where our hooks are
	 * (`gateway test NAME --setup`); false past the end.  2xx = done. */
	bool (*setup)(const struct gw_settings *s, size_t i,
	    struct http_request *r);
};

/* By name, NULL when unknown. */
const struct gw_driver *gw_driver_find(const char *name);
/* i-th driver or NULL: for lists and hints. */
const struct gw_driver *gw_driver_at(size_t i);
const char *gw_class_name(enum gw_class c);
/* What this gateway can do, as it is configured. */
struct gw_caps gw_caps(const struct gw_driver *d, const struct gw_settings *s);
/* The driver's own key of that name, or NULL. */
const struct gw_key *gw_key_find(const struct gw_driver *d, const char *name);
void gw_events_fini(struct gw_events *e);
/* Appends a zeroed event. */
struct gw_event *gw_events_add(struct gw_events *e);
/* Classifies what never reached a dialect (not sent, ambiguous): true when
 * resp was such, and *result is filled. */
bool gw_classify_transport(const struct http_response *resp,
    struct gw_result *result);
void gw_token_fini(struct gw_token *t);
/* A copy, NULL for NULL and for "": an event's field that may be missing. */
char *gw_dup(const char *s);
/* A copy of bytes as a text: a NUL inside ends none, it becomes a blank. */
char *gw_text(const char *s, size_t n);
/* *result = the next gateway, because of these words. */
void gw_misfit(struct gw_result *result, const char *before, const char *word,
    const char *after);
/* Genuine when the query's "secret" is the hook's: for vendors who sign
 * nothing. */
enum gw_verdict gw_verify_query(const struct gw_settings *s,
    const struct http_inbound *in, const char **how);
/* A driver's own key, or NULL when it is not given or empty.  Borrowed. */
const char *gw_more(const struct gw_settings *s, const char *name);
/* Constant-time comparison of secrets; false when either is NULL or empty. */
bool gw_secret_equal(const char *a, const char *b);

#endif
