/*
 * How each gateway is doing: paused and why, down since, last success.  Kept
 * by name, so that it survives a reload.  Knows no message.
 */
#ifndef NHACVIEC_APP_GATEWAY_STATE_H
#define NHACVIEC_APP_GATEWAY_STATE_H

#include "app/office.h"
#include "gw/gw.h"

#include <stddef.h>
#include <stdint.h>

struct gateway_state {
	char *name;
	int64_t paused_until;
	int64_t pause_s;    /* grows while it keeps refusing */
	int64_t down_since; /* first connect that failed, 0 = it answers */
	int64_t last_success_at;
	char reason[160];
};

struct gateway_states { /* gateway_state_fini */
	struct office *o;
	struct gateway_state **v;
	size_t n, cap;
};

void gateway_state_fini(struct gateway_states *s);
/* Made when it is new; valid until gateway_state_fini. */
struct gateway_state *gateway_state_get(struct gateway_states *s,
    const char *name);
/* Only one that was made already, or NULL. */
const struct gateway_state *gateway_state_find(const struct gateway_states *s,
    const char *name);
/* What an answer to a send tells about the gateway itself. */
void gateway_state_note(struct gateway_states *s, const char *name,
    const struct gw_result *r, int64_t now);

#endif
