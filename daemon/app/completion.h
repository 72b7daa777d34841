/*
 * What may stand in the place of the word at the cursor, read from the table of
 * verbs: its usage lines are the grammar, so nothing has to be kept in step.
 * Pure; what only the database knows is named, not looked up.
 */
#ifndef NHACVIEC_APP_COMPLETION_H
#define NHACVIEC_APP_COMPLETION_H

#include "app/verb.h"
#include "base/sbuf.h"

#include <stddef.h>

enum completion_kind { /* what else may stand there */
	COMPLETION_NOTHING,
	COMPLETION_FILE,
	COMPLETION_PERSON,
	COMPLETION_UNIT,
	COMPLETION_SUBJECT, /* a person or a unit */
	COMPLETION_GATEWAY,
	COMPLETION_ACCOUNT
};

struct completion {
	enum completion_kind kind;
	const char *lead; /* "--person=" when the word is "--person=BA" */
	size_t lead_n;
	const char *prefix; /* what of the value stands there already */
	const char *config; /* the file after -c, or NULL */
};

/* words: what follows the program's name, the last one at the cursor and
 * perhaps "".  Fixed candidates go to out, one a line.  *c points into words.
 */
void completion_find(const char *const *words, size_t n, struct completion *c,
    struct sbuf *out);
/* "person", for the verb `codes`; NULL where that knows nothing. */
const char *completion_kind_name(enum completion_kind k);

/* The n-th form of a verb's usage line ("add --person P …"), of a verb with
 * words of its own beginning with one; false past the last.  What stands behind
 * all forms is in *tail. */
struct completion_form {
	const char *s;
	size_t n;
};
bool completion_form(const struct verb *verb, size_t n,
    struct completion_form *form, struct completion_form *tail);

#endif
