/*
 * One reply on the table: who writes, what they answer for, and the text
 * taken apart.  Shared by the parts that decide; decides nothing.  Pure.
 */
#ifndef NHACVIEC_CORE_SCENE_H
#define NHACVIEC_CORE_SCENE_H

#include "core/clause.h"
#include "core/direction.h"
#include "core/mark.h"
#include "core/token.h"
#include "core/understand.h"
#include "core/unitmatch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCENE_UNITS 32

struct scene {
	const struct understand_context *c;
	struct unitmatch_book book;
	int own[SCENE_UNITS]; /* visited units in the month of arrival */
	size_t own_n;
	int32_t today;
	int minute;
	int32_t month; /* of arrival */
	struct token_list tokens;
	struct mark_list marks;
	struct clause_list clauses;
	bool cut;  /* the text is longer than what is read */
	bool weak; /* done only because a verb or a name meets a past day */
	bool unsure_day; /* a bare clause names a day of no direction */
};

void scene_init(struct scene *s, const struct understand_context *c);
/* Takes the text apart (after keystrokes are undone). */
void scene_read(struct scene *s, const char *text);
void scene_fini(struct scene *s);

/* Whether a visited unit is the sender's on that day (CIVIL_NONE: in the month
 * of arrival). */
bool scene_owns(const struct scene *s, int unit, int32_t on);
bool scene_in_plan(const struct scene *s, int32_t month);
/* Adds a line to the reading's trace. */
void scene_say(struct understand_reading *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
