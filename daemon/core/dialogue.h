/*
 * A reply in the light of the one question that is open: "2", "2 14/5",
 * "ca 3", "ROI 15/5", "CHUA".  Knows the question and its options; a text that
 * says more is left to the ordinary reading.  Pure.
 */
#ifndef NHACVIEC_CORE_DIALOGUE_H
#define NHACVIEC_CORE_DIALOGUE_H

#include "core/scene.h"
#include "core/understand.h"

#include <stdbool.h>
#include <stddef.h>

enum dialogue_answer {
	DIALOGUE_NONE, /* not an answer to it */
	DIALOGUE_YES,  /* items hold what it confirms */
	DIALOGUE_NO
};

/* Reads the text as an answer to s->c->question (not NULL).  Fills item with
 * what is confirmed: unit, branch, day (or CIVIL_NONE), month. */
enum dialogue_answer dialogue_read(const struct scene *s,
    struct understand_item *item, size_t *n);

/* The question as one line for the store, and back. */
const char *dialogue_format(const struct understand_question *q,
    const struct facts *f, char *buf, size_t size);
bool dialogue_parse(const char *text, const struct facts *f,
    struct understand_question *q);

#endif
