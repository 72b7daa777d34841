/*
 * What else SMSGate is asked: a message's fate, the inbox of the time we were
 * away, whether the phone is there, and to call us.
 */
#ifndef NHACVIEC_GW_SMSGATE_ASK_H
#define NHACVIEC_GW_SMSGATE_ASK_H

#include "gw/gw.h"

bool smsgate_ask_lookup(const struct gw_settings *s,
    const struct gw_question *q, struct http_request *r);
void smsgate_ask_lookup_answer(const struct gw_settings *s,
    const struct gw_question *q, const struct http_response *resp,
    struct gw_found *found);
void smsgate_ask_pull(const struct gw_settings *s, const struct gw_pull *q,
    struct http_request *r);
int smsgate_ask_pull_answer(const struct gw_settings *s,
    const struct gw_pull *q, const struct http_response *resp,
    struct gw_events *out, bool *more, struct err *err);
void smsgate_ask_test(const struct gw_settings *s, struct http_request *r);
void smsgate_ask_test_answer(const struct gw_settings *s,
    const struct http_response *resp, struct gw_health *health);
bool smsgate_ask_setup(const struct gw_settings *s, size_t i,
    struct http_request *r);

#endif
