/*
 * `gateway test`: a harmless request that needs the login, and with setup the
 * requests that tell the gateway where our hooks are.  Carries no message.
 */
#ifndef NHACVIEC_APP_TRIAL_H
#define NHACVIEC_APP_TRIAL_H

#include "app/config.h"
#include "app/errand.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trial_state {
	TRIAL_RUNS, /* ask again soon */
	TRIAL_DONE
};

struct trial_desk { /* zero-initialise, but desk; trial_fini */
	struct errand_desk *desk;
	struct trial **v;
	size_t n, cap;
};

void trial_fini(struct trial_desk *d); /* nothing may be under way */
/*
 * Begins a trial of this gateway, or tells of the one that was begun.  When
 * done, *health is its outcome and the trial is forgotten.
 */
enum trial_state trial_ask(struct trial_desk *d, const struct config_gateway *g,
    const char *token, bool setup, int64_t now, struct gw_health *health);

#endif
