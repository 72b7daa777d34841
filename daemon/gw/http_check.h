/*
 * Whether the settings of an `http` gateway can work: every template, rule and
 * choice, each mistake with its key and an example.
 */
#ifndef NHACVIEC_GW_HTTP_CHECK_H
#define NHACVIEC_GW_HTTP_CHECK_H

#include "gw/gw.h"
#include "gw/template.h"

int http_check_settings(const struct gw_settings *s, struct err *err);
/* The place that a content type's values stand in; false when it is none of
 * those that we can escape for. */
bool http_check_place(const char *content_type, enum template_place *place);
/* The type of our own answers: its static name, or NULL. */
const char *http_check_reply_type(const char *content_type);
/* "90m", "24h", "7d" in seconds; −1 when it is none. */
int64_t http_check_window(const char *text);

#endif
