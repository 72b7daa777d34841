/*
 * How each gateway is doing: paused by a person or by its own trouble, down
 * since, last success, last error.  Kept by name, so that it survives a
 * reload; what must survive a restart is in the database.  Knows no message.
 *
 *   works ──refusal for all, k doubts, no connection──► paused (one alarm)
 *     ▲                                                   │ its time is over
 *     └── a message was taken ── suspect: one at a time ◄─┘
 */
#ifndef NHACVIEC_APP_GATEWAY_STATE_H
#define NHACVIEC_APP_GATEWAY_STATE_H

#include "app/bucket.h"
#include "app/office.h"
#include "gw/gw.h"
#include "store/gateway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gateway_state {
	char *name;
	struct gateway_row row; /* as in the database, and newer */
	int64_t saved_at;	/* of the row's notes */
	bool dirty;		/* they changed since */
	int64_t paused_until;	/* by its trouble; 0 = open */
	int64_t pause_s;	/* grows while it keeps refusing */
	char reason[160];	/* of the trouble, or "" */
	bool suspect;		/* was paused, took nothing since */
	int64_t down_since;	/* first connect that failed, 0 = it answers */
	int doubts;		/* sends without a usable answer in a row */
	int64_t doubt_since;
	int64_t works_since; /* after a trouble, 0 none */
	size_t in_flight;
	struct bucket bucket;
	int64_t pull_at; /* its inbox is read then, 0 = at once */
	int pull_page;
	int64_t pull_since;
	int64_t pull_until; /* of the reading that is under way, 0 none */
	bool auth_tried;    /* a new token was asked for after a refusal */
};

struct gateway_states { /* gateway_state_fini */
	struct office *o;
	struct gateway_state **v;
	size_t n, cap;
};

void gateway_state_fini(struct gateway_states *s);
/* Made from the database when it is new; valid until gateway_state_fini. */
struct gateway_state *gateway_state_get(struct gateway_states *s,
    const char *name);
/* Only one that was made already, or NULL. */
const struct gateway_state *gateway_state_find(const struct gateway_states *s,
    const char *name);
/* Reads again what verbs may have changed: pauses by hand. */
void gateway_state_refresh(struct gateway_states *s);
/* Whether it takes a message now; else *until and why (words, not owned). */
bool gateway_state_is_open(const struct gateway_state *g, int64_t now,
    int64_t *until, const char **why);
/* What an answer to a send tells about the gateway itself. */
void gateway_state_note(struct gateway_states *s, struct gateway_state *g,
    const struct gw_result *r, int status, int64_t now);
/* Pauses it for its trouble, with one alarm; does = in the office's words. */
void gateway_state_pause(struct gateway_states *s, struct gateway_state *g,
    const char *does, const char *reason, int64_t now);
/* Ends what trouble paused (a person resumed it, the configuration changed). */
void gateway_state_open(struct gateway_state *g);
/* Trouble that only time shows: silence, no connection.  True when something
 * was paused. */
bool gateway_state_watch(struct gateway_states *s, int64_t now);
/* When watch has something to look at; INT64_MAX never. */
int64_t gateway_state_next(const struct gateway_states *s, int64_t now);
/* Writes notes down that are worth it, within the caller's group. */
int gateway_state_save(struct gateway_states *s, struct gateway_state *g,
    int64_t now, struct err *err);

#endif
