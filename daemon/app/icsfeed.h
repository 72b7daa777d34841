/*
 * A person's calendar at a secret address.  The address is derived from one
 * secret of the database and the number of the person's present address, so
 * that it can be told again, and a new number kills the old one.  Knows no
 * request.
 */
#ifndef NHACVIEC_APP_ICSFEED_H
#define NHACVIEC_APP_ICSFEED_H

#include "app/office.h"
#include "base/sbuf.h"

#include <stdbool.h>
#include <stdint.h>

enum { ICSFEED_TOKEN_SIZE = 24, ICSFEED_TAG_SIZE = 40 };

/* Appends the address of the person (index), making one where there is none
 * or renew says so.  Between store_begin and store_end.  0 or −1. */
int icsfeed_url(struct office *o, const struct facts *f, int person, bool renew,
    const char *who, int64_t now, struct sbuf *url, struct err *err);
/* name: "TOKEN.ics".  The person (index), −1 for a wrong one, after the same
 * work whatever is wrong. */
int icsfeed_person(struct office *o, const struct facts *f, const char *name);
/* Appends the person's calendar and fills tag, a weak ETag of its content:
 * without the time of its making. */
int icsfeed_write(struct office *o, const struct facts *f, int person,
    int64_t now, struct sbuf *b, char tag[ICSFEED_TAG_SIZE], struct err *err);
/* Whether an If-None-Match header (may be NULL) names the tag. */
bool icsfeed_has_tag(const char *header, const char *tag);

#endif
