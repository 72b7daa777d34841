/*
 * Zalo's three hosts, what every request to them carries, and their answers'
 * common frame: {"error":0,"message":…,"data":…}, whatever the HTTP status.
 */
#ifndef NHACVIEC_GW_ZALO_HOST_H
#define NHACVIEC_GW_ZALO_HOST_H

#include "gw/gw.h"

#include <jansson.h>

enum zalo_host { ZALO_HOST_BUSINESS, ZALO_HOST_OA, ZALO_HOST_OAUTH };

/* The configured or built-in base and path.  Caller frees. */
char *zalo_host_url(const struct gw_settings *s, enum zalo_host host,
    const char *path);
/* The access token, and its proof where that is switched on. */
void zalo_host_sign(const struct gw_settings *s, struct http_request *r);
/* A POST with that JSON; takes body. */
void zalo_host_post(const struct gw_settings *s, enum zalo_host host,
    const char *path, json_t *body, struct http_request *r);
/* A GET; query may be "" or begins with "?". */
void zalo_host_get(const struct gw_settings *s, enum zalo_host host,
    const char *path, const char *query, struct http_request *r);
/* Whether a yes/no key is on. */
bool zalo_host_on(const struct gw_settings *s, const char *key);

/* The answer as an object, or NULL; json_decref.  *code = its "error". */
json_t *zalo_host_answer(const struct http_response *resp, int *code);
/* A string, or a number as a string (ids and figures come as either), into
 * buf; false when there is none or it does not fit. */
bool zalo_host_text(const json_t *o, const char *name, char *buf, size_t size);
/* A figure ≥ 0 that may be a string; −1 none. */
int64_t zalo_host_figure(const json_t *o, const char *name);
/* The remaining quota of an answer's data, −1 unknown. */
int64_t zalo_host_quota(const json_t *data);

#endif
