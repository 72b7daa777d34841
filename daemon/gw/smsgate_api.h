/*
 * What every request to SMSGate carries and what its answers have in common.
 * One dialect, two places: the app in a phone on the LAN (local mode) and a
 * server that stands for several phones (its address holds "/3rdparty/").
 */
#ifndef NHACVIEC_GW_SMSGATE_API_H
#define NHACVIEC_GW_SMSGATE_API_H

#include "gw/gw.h"

#include <jansson.h>

/* Whether the address is a server's: only there does a message go to one of
 * several phones, and only a phone of its own shows its inbox. */
bool smsgate_api_is_server(const struct gw_settings *s);
/* The phone that a message is for: where an earlier attempt went, else as
 * configured, else NULL.  pin may be NULL.  Borrowed. */
const char *smsgate_api_device(const struct gw_settings *s, const char *pin);
/* Fills *r; path begins with "/".  Takes body, NULL = none. */
void smsgate_api_request(const struct gw_settings *s, const char *method,
    const char *path, json_t *body, struct http_request *r);

/* The answer as an object or a list, or NULL; json_decref. */
json_t *smsgate_api_answer(const struct http_response *resp);
/* A string member, "" when there is none.  Borrowed from o. */
const char *smsgate_api_text(const json_t *o, const char *name);
/* Whether words of theirs may be shown: short and plain, without what could be
 * a secret or is one of ours. */
bool smsgate_api_is_plain(const struct gw_settings *s, const char *words);
/* Appends ": " and the gateway's own words, every digit masked: they may repeat
 * a number.  Nothing where they are none or not plain. */
void smsgate_api_words(const struct gw_settings *s, const json_t *o, char *buf,
    size_t size);
/* RFC 3339 as seconds, 0 when it is no time. */
int64_t smsgate_api_time(const char *text);
/* Both ways in which a reply reaches us give it the same id: who, when (the
 * SMS centre's clock) and what.  An event's own id is new with each export,
 * the app's message id is a hash of 32 bits, and the inbox names no device.
 * Caller frees. */
char *smsgate_api_reply_id(const char *from, int64_t at, const char *text);

#endif
