/*
 * The sandbox's phones: what each person was sent by a gateway that is only
 * our own page, and a field to answer as that person.  Knows no courier.
 */
#ifndef NHACVIEC_APP_PHONES_H
#define NHACVIEC_APP_PHONES_H

#include "app/html.h"
#include "app/office.h"

#include <stdbool.h>
#include <stdint.h>

/* The first gateway whose phones are here, NULL when there is none. */
const char *phones_gateway(const struct config *c);

/* code = whose phone, NULL: the one with the newest message.  Returns the HTTP
 * status as monthtable_page does; 404 for somebody without a phone. */
int phones_page(struct office *o, const struct html_frame *frame,
    const char *code, int64_t now, struct sbuf *b, struct err *err);
/* A text from that person's phone: stored and applied, the answer queued, all
 * in the open group.  0, or the HTTP status of a refusal. */
int phones_send(struct office *o, const char *code, const char *text,
    int64_t now, struct err *err);

#endif
