/*
 * Calls of an `http` gateway: who may call, what a report or a reply is made
 * of, what is answered; all by configuration.
 */
#ifndef NHACVIEC_GW_HTTP_HOOK_H
#define NHACVIEC_GW_HTTP_HOOK_H

#include "gw/gw.h"

/* As in struct gw_driver. */
enum gw_verdict http_hook_verify(const struct gw_settings *s,
    const struct http_inbound *in, int64_t now, const char **how);
int http_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err);
void http_hook_respond(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_answer *out);

#endif
