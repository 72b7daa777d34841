/*
 * Which units a text names: by name, code, alias, abbreviation or a typo,
 * and whether the sender is the one to speak of them.  Knows names, not
 * meanings.  Pure.
 */
#ifndef NHACVIEC_CORE_UNITMATCH_H
#define NHACVIEC_CORE_UNITMATCH_H

#include "core/facts.h"
#include "core/policy.h"
#include "core/token.h"

#include <stdbool.h>
#include <stddef.h>

#define UNITMATCH_OPTIONS 8
#define UNITMATCH_MAX 24
#define UNITMATCH_SYLLABLES 4

enum unitmatch_how {
	UNITMATCH_EXACT,   /* name, code or alias in full */
	UNITMATCH_ABBREV,  /* t.loi */
	UNITMATCH_TYPO,	   /* one letter off, unique, the sender's own */
	UNITMATCH_PART,	   /* a syllable, initials: never booked */
	UNITMATCH_UNKNOWN, /* stands where a unit stands; none of ours */
	UNITMATCH_BRANCH,  /* a branch of one of the sender's communes */
	UNITMATCH_TOP	   /* a cluster or the district: not visited */
};

struct unitmatch {
	size_t from, n; /* tokens */
	enum unitmatch_how how;
	int unit;   /* visited unit, or −1: none or several */
	int branch; /* or −1 */
	int option[UNITMATCH_OPTIONS]; /* units it may be */
	size_t option_n;
};

struct unitmatch_name {
	int unit;
	bool branch;
	bool top;
	char key[48]; /* folded, without blanks */
	char syllable[UNITMATCH_SYLLABLES][12];
	size_t syllable_n;
};

/* The names in play: all visited units, the units above them, and the
 * branches below the sender's own. */
struct unitmatch_book {
	struct unitmatch_name *v;
	size_t n, cap;
	const struct facts *facts;
	const int *own; /* borrowed */
	size_t own_n;
	int visit_level;
};

void unitmatch_book_init(struct unitmatch_book *b, const struct facts *f,
    const struct policy *p, const int *own, size_t own_n);
void unitmatch_book_fini(struct unitmatch_book *b);
/* Whether the folded word is a syllable of one of the names. */
bool unitmatch_knows(const struct unitmatch_book *b, const char *word);
/* Whether it is a whole name, code or alias. */
bool unitmatch_is_key(const struct unitmatch_book *b, const char *key);
bool unitmatch_is_own(const struct unitmatch_book *b, int unit);
/* What begins at token i, or false.  Does not mark the tokens. */
bool unitmatch_at(const struct unitmatch_book *b, const struct token_list *t,
    size_t i, struct unitmatch *m);
/* Folds to lower-case ASCII letters, digits and single blanks. */
void unitmatch_fold(const char *s, char *out, size_t size);

#endif
