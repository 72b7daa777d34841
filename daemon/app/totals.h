/*
 * Figures of many messages under names: how many, their parts, what they cost.
 * Knows no message and no clock.
 */
#ifndef NHACVIEC_APP_TOTALS_H
#define NHACVIEC_APP_TOTALS_H

#include "base/sbuf.h"

#include <stddef.h>
#include <stdint.h>

struct totals_line {
	char *name; /* owned */
	int64_t messages, parts;
};

struct totals { /* zero-initialise */
	struct totals_line *v;
	size_t n, cap;
};

/* One more message of so many parts under that name (copied). */
void totals_add(struct totals *t, const char *name, int parts);
/* A heading and a line a name, in the order of the names' bytes; price = đồng
 * a part.  Prints nothing where there is nothing. */
void totals_print(struct totals *t, const char *heading, int price,
    struct sbuf *out);
void totals_fini(struct totals *t);

#endif
