/*
 * What else Zalo is asked: a message's fate, the quota, what was written
 * while we were away, and the next pair of tokens.
 */
#ifndef NHACVIEC_GW_ZALO_ASK_H
#define NHACVIEC_GW_ZALO_ASK_H

#include "gw/gw.h"

bool zalo_ask_lookup(const struct gw_settings *s, const struct gw_question *q,
    struct http_request *r);
void zalo_ask_lookup_answer(const struct gw_settings *s,
    const struct gw_question *q, const struct http_response *resp,
    struct gw_found *found);
void zalo_ask_pull(const struct gw_settings *s, const struct gw_pull *q,
    struct http_request *r);
int zalo_ask_pull_answer(const struct gw_settings *s, const struct gw_pull *q,
    const struct http_response *resp, struct gw_events *out, bool *more,
    struct err *err);
void zalo_ask_token(const struct gw_settings *s, const char *refresh,
    struct http_request *r);
void zalo_ask_token_answer(const struct gw_settings *s,
    const struct http_response *resp, int64_t now, struct gw_token *t,
    struct gw_result *result);
void zalo_ask_test(const struct gw_settings *s, struct http_request *r);
void zalo_ask_test_answer(const struct gw_settings *s,
    const struct http_response *resp, struct gw_health *health);

#endif
