/*
 * What a machine asks the service: is it well, and its figures as Prometheus
 * text.  Knows no request.
 */
#ifndef NHACVIEC_APP_METRICS_H
#define NHACVIEC_APP_METRICS_H

#include "app/courier.h"
#include "app/office.h"
#include "base/sbuf.h"

/* "ok" only after the database answered.  Returns the HTTP status; so does the
 * next one. */
int metrics_health(struct office *o, struct sbuf *b);
/* c may be NULL: then there is nothing about the gateways. */
int metrics_text(struct office *o, const struct courier *c, int64_t now,
    struct sbuf *b);

#endif
