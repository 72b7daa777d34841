/*
 * How eSMS calls us: delivery reports, which are not signed, and replies to a
 * short code, which are.
 */
#ifndef NHACVIEC_GW_ESMS_HOOK_H
#define NHACVIEC_GW_ESMS_HOOK_H

#include "gw/gw.h"

/* Where eSMS reports on the message of that key; NULL when nothing could tell
 * a report from a forgery.  Caller frees. */
char *esms_hook_callback(const struct gw_settings *s, const char *key);
enum gw_verdict esms_hook_verify(const struct gw_settings *s,
    const struct http_inbound *in, int64_t now, const char **how);
int esms_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err);
void esms_hook_respond(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_answer *out);

#endif
