/*
 * Clauses of a reply and what each says of the visits it names: done, not
 * done, to come, asked, or nothing.  Knows grammar, not duties.  Pure.
 */
#ifndef NHACVIEC_CORE_CLAUSE_H
#define NHACVIEC_CORE_CLAUSE_H

#include "core/mark.h"
#include "core/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLAUSE_MAX 32

enum clause_say {
	CLAUSE_EMPTY, /* courtesy */
	CLAUSE_BARE,  /* names units or days and says nothing of them */
	CLAUSE_WENT,  /* a verb without tense: the day decides */
	CLAUSE_DONE,
	CLAUSE_NOT,
	CLAUSE_FUTURE,
	CLAUSE_EXCEPT, /* only names who is left out */
	CLAUSE_ASK,
	CLAUSE_DOUBT,  /* if, hearsay, contradiction */
	CLAUSE_EXCUSE, /* its days and places are not the visit's */
	CLAUSE_PAPER,  /* about the written report */
	CLAUSE__N
};

struct clause {
	size_t from, to; /* marks from ≤ i < to */
	uint64_t mask;	 /* senses that occur */
	enum clause_say say;
	bool closed; /* "tan hoa roi": the word that says so stands behind */
	bool rest;   /* begins with con, rieng: what is left over */
	bool after_stop; /* a full stop or line break stands before it */
};

struct clause_list {
	struct clause v[CLAUSE_MAX];
	size_t n;
	bool mixed; /* a bare clause stands between two that disagree */
};

void clause_read(struct clause_list *c, const struct mark_list *m,
    const struct token_list *t);
/* Gives clauses that only name something their neighbours' statement. */
void clause_lend(struct clause_list *c);
const char *clause_say_name(enum clause_say s);

#endif
