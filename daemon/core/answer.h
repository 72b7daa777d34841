/*
 * What is answered, in Vietnamese without marks and within one part where it
 * can be: what was written down, one question, or what happens next.  Knows
 * the reading and the facts; decides nothing.  Pure.
 */
#ifndef NHACVIEC_CORE_ANSWER_H
#define NHACVIEC_CORE_ANSWER_H

#include "core/booking.h"
#include "core/scene.h"
#include "core/understand.h"

#include <stdint.h>

/* Each fills r->answer from what r holds. */
void answer_booked(const struct scene *s, struct understand_reading *r);
void answer_planned(const struct scene *s, struct understand_reading *r);
void answer_undone(const struct scene *s, struct understand_reading *r);
/* The question in r->question, with what is wrong with the text. */
void answer_asks(const struct scene *s, const struct booking *b,
    struct understand_reading *r);
/* Everything that books nothing and asks nothing. */
void answer_plain(const struct scene *s, struct understand_reading *r);
void answer_schedule(const struct scene *s, struct understand_reading *r);
void answer_list(const struct scene *s, struct understand_reading *r);

#endif
