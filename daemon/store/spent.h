/*
 * What was sent, or may have been, counted: for caps and the budget.  An
 * attempt counts from its claim on, so that no crash loop can overspend.
 */
#ifndef NHACVIEC_STORE_SPENT_H
#define NHACVIEC_STORE_SPENT_H

#include "core/ids.h"
#include "store/store.h"

#include <stdint.h>

struct spent_row {
	const char *gateway; /* valid during the callback */
	int64_t n;	     /* attempts */
	int64_t cost;	     /* đồng */
};
typedef int spent_cb(void *arg, const struct spent_row *row);

/* Each gateway's since that instant.  0, −1 error, or what cb returned. */
int spent_each(struct store *s, int64_t from, spent_cb *cb, void *arg);
/* All gateways', in đồng; −1 error. */
int64_t spent_cost(struct store *s, int64_t from);
/* How many went, or may have gone, to this number; −1 error. */
int64_t spent_on_number(struct store *s, const char *number, int64_t from);
/* Messages that wait for, or were last tried by, this gateway. */
int64_t spent_waiting(struct store *s, const char *gateway);

#endif
