/*
 * What comes in: a gateway's call is verified, read and stored; a stored reply
 * is understood and applied exactly once; what a person has to look at goes to
 * the inbox.  Knows no loop and no socket.
 */
#ifndef NHACVIEC_APP_INTAKE_H
#define NHACVIEC_APP_INTAKE_H

#include "app/office.h"
#include "base/http.h"

struct intake_counts { /* for /metrics */
	uint64_t replies, reports, repeats, forged, refused;
};

/*
 * Stores the events of one call of a gateway.  Returns the HTTP status that the
 * gateway gets once the group is on disk (store_when_durable), 200 included;
 * 401 forged, 400 not of this gateway, 404 no such gateway, 503 the database
 * failed: those may be answered at once.
 */
int intake_hook(struct office *o, const char *gateway, enum gw_hook hook,
    const struct http_inbound *in, int64_t now, struct intake_counts *n);
/* Events that were fetched from a gateway, stored as a call's are: those that
 * came before change nothing.  −1 and nothing is stored. */
int intake_take(struct office *o, const char *gateway,
    const struct gw_events *ev, int64_t now, struct intake_counts *n,
    struct err *err);
/* What a genuine call hears once it is on disk; sbuf_fini(&out->body). */
void intake_respond(const struct office *o, const char *gateway,
    enum gw_hook hook, const struct http_inbound *in, struct gw_answer *out);
/* One reply as if a gateway had brought it (the sandbox's phones). */
int intake_reply(struct office *o, const char *gateway, const char *from,
    const char *text, const char *dedup, int64_t now, struct err *err);
/* Applies every stored reply that is not yet applied, each in its own
 * savepoint, one person's in order.  Returns how many. */
int intake_apply(struct office *o, int64_t now, struct err *err);

#endif
