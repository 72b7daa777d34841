/*
 * The outbox and the inbox as lists to read.  Changes nothing; knows no
 * request.
 */
#ifndef NHACVIEC_APP_LISTS_H
#define NHACVIEC_APP_LISTS_H

#include "app/html.h"
#include "app/office.h"

#include <stdint.h>

/* state = a name of the interface page, NULL: all.  Returns the HTTP status as
 * monthtable_page does; so does the next one. */
int lists_queue(struct office *o, const struct html_frame *frame,
    const char *state, struct sbuf *b, struct err *err);
int lists_inbox(struct office *o, const struct html_frame *frame,
    struct sbuf *b, struct err *err);

#endif
