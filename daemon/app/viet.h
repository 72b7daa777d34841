/*
 * Vietnamese words for what the program calls by its own names, and how the
 * office writes days and numbers.  Pure; knows no markup.
 */
#ifndef NHACVIEC_APP_VIET_H
#define NHACVIEC_APP_VIET_H

#include "core/facts.h"
#include "core/message.h"
#include "core/standing.h"
#include "store/account.h"

#include <stdint.h>

/* "12/05/2018", "12/05", "07:30 12/05/2018"; each returns buf, "" for
 * CIVIL_NONE. */
const char *viet_day(int32_t on, char buf[16]);
const char *viet_day_short(int32_t on, char buf[16]);
const char *viet_instant(int64_t at, int offset_s, char buf[40]);
/* "+84912000003" → "0912…003"; anything short or foreign → "…" and its last
 * three; returns buf. */
const char *viet_number(const char *e164, char buf[16]);

const char *viet_standing(enum standing_state s);
/* ✓ ◷ ? ! – ○: beside the words, never instead of them. */
const char *viet_symbol(enum standing_state s);
const char *viet_source(enum facts_source s);
const char *viet_state(enum message_state s);
const char *viet_reason(enum message_reason r); /* "" for none */
/* A kind of message, an intent of a reply; the name itself if unknown. */
const char *viet_kind(const char *name);
const char *viet_intent(const char *name);
const char *viet_role(enum account_role r);
/* Why a reply was not booked, from the reader's words; returns buf.  What has
 * no translation stays as it is. */
const char *viet_why(const char *why, char buf[200]);

#endif
