/*
 * Lines of an iCalendar file (RFC 5545): escaped, folded at 75 octets between
 * characters, ended by CRLF.  Knows no event.
 */
#ifndef NHACVIEC_APP_ICSTEXT_H
#define NHACVIEC_APP_ICSTEXT_H

#include "base/sbuf.h"

#include <stdint.h>

/* "NAME:" or "NAME;PARAM=…:", written as it stands, then the value. */
void icstext_raw(struct sbuf *b, const char *name, const char *value);
/* The value as TEXT: escaped, without what is no text. */
void icstext_text(struct sbuf *b, const char *name, const char *value);
/* 20180512 · 20180512T190000 · 20180512T120000Z; each returns buf. */
const char *icstext_day(int32_t on, char buf[24]);
const char *icstext_local(int32_t on, int minute, char buf[24]);
const char *icstext_utc(int64_t at, char buf[24]);

#endif
