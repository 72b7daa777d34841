/*
 * A reply with every word accounted for: which tokens are a unit, a day, a
 * person, a number that says nothing, a word of the lexicon, or unknown.
 * Knows what words are, not what the sentence claims.  Pure.
 */
#ifndef NHACVIEC_CORE_MARK_H
#define NHACVIEC_CORE_MARK_H

#include "core/facts.h"
#include "core/lexicon.h"
#include "core/phrase.h"
#include "core/token.h"
#include "core/unitmatch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_DATES 16

struct mark {
	enum lexicon_sense sense;
	size_t from, n; /* tokens */
	int ref;   /* UNIT, BRANCH, DATE: index into the lists; else −1 */
	int value; /* ALL, COUNT: how many places; NUMBER: its value; −1 */
};

struct mark_list {
	struct mark v[TOKEN_MAX];
	size_t n;
	struct unitmatch unit[UNITMATCH_MAX];
	size_t unit_n;
	struct phrase date[MARK_DATES];
	size_t date_n;
	uint64_t mask;	/* bit per sense that occurs */
	size_t unknown; /* words nobody knows */
};

#define MARK_BIT(sense) (UINT64_C(1) << (sense))

struct mark_context {
	const struct unitmatch_book *book;
	const struct facts *facts;
	int person; /* −1: a stranger */
	int32_t today;
};

/* Rights small slips (roiii, XNTANLOI) in t, then marks it. */
void mark_read(struct mark_list *m, struct token_list *t,
    const struct mark_context *c);
/* Whether a folded word is in the lexicon or part of a unit's name. */
bool mark_knows(const struct unitmatch_book *book, const char *word);

#endif
