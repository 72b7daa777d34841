/*
 * What SMSGate posts to us: signed, dated events; replies and reports as ours.
 */
#ifndef NHACVIEC_GW_SMSGATE_HOOK_H
#define NHACVIEC_GW_SMSGATE_HOOK_H

#include "gw/gw.h"

enum gw_verdict smsgate_hook_verify(const struct gw_settings *s,
    const struct http_inbound *in, int64_t now, const char **how);
int smsgate_hook_parse(const struct gw_settings *s, enum gw_hook hook,
    const struct http_inbound *in, struct gw_events *out, struct err *err);

#endif
