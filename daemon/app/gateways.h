/*
 * How every gateway is doing, for the verb, the page and the metrics: one look
 * that also works where no service runs.  Changes nothing.
 */
#ifndef NHACVIEC_APP_GATEWAYS_H
#define NHACVIEC_APP_GATEWAYS_H

#include "app/courier.h"
#include "app/html.h"
#include "app/office.h"
#include "store/gateway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gateways_state {
	GATEWAYS_OPEN,
	GATEWAYS_HELD,	   /* paused by a person */
	GATEWAYS_PAUSED,   /* by its own trouble */
	GATEWAYS_NOT_LIVE, /* [sending] live = no */
	GATEWAYS_STATE__N
};

struct gateways_view {
	const char *name, *driver; /* borrowed of the configuration */
	enum gateways_state state;
	char reason[160];     /* why it is not open, or "" */
	int64_t paused_until; /* of its own trouble */
	struct gateway_row row;
	int64_t queue;		       /* waits for it, or is on its way */
	int64_t sent;		       /* today, or may have been */
	int daily_cap;		       /* 0 none */
	bool tokens;		       /* it has some that rotate */
	int64_t token_at, token_until; /* 0 never */
	char token_trouble[240];       /* a person must paste one, or "" */
};

/* The i-th gateway of the configuration; false past the end.  c may be NULL:
 * then only what the database knows. */
bool gateways_look(struct office *o, const struct courier *c, size_t i,
    int64_t now, struct gateways_view *v);
const char *gateways_state_name(enum gateways_state s); /* "open" … */
/* The page.  Returns the HTTP status. */
int gateways_page(struct office *o, const struct courier *c,
    const struct html_frame *frame, int64_t now, struct sbuf *b);

#endif
