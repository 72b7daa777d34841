/*
 * What imports did to a person or a unit: the part of a history that is not in
 * the audit, because writing it there would double what an import writes.
 */
#ifndef NHACVIEC_STORE_HISTORY_H
#define NHACVIEC_STORE_HISTORY_H

#include "core/ids.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct history_row { /* strings valid during the callback */
	int64_t import;
	int64_t at;
	const char *who;	    /* who did it; "" not known */
	const char *table;	    /* "person" "unit" "assignment" "meeting" */
	const char *before, *after; /* JSON; before "": it was not there */
	bool undone;		    /* at is when it was taken back */
};
typedef int history_cb(void *arg, const struct history_row *row);

/* The person and their assignments; the unit, its assignments and calendar.
 * In no order of time.  The callback returns 0 to go on, anything else stops
 * and is returned; −1 also when reading failed. */
int history_of_person(struct store *s, struct person_id p, history_cb *cb,
    void *arg);
int history_of_unit(struct store *s, struct unit_id u, history_cb *cb,
    void *arg);

#endif
