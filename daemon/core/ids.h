/*
 * Row ids, each a struct of its own so that one cannot be passed as another.
 * v = 0: no row.
 */
#ifndef NHACVIEC_CORE_IDS_H
#define NHACVIEC_CORE_IDS_H

#include <stdint.h>

struct unit_id {
	int64_t v;
};
struct person_id {
	int64_t v;
};
struct message_id {
	int64_t v;
};
struct event_id { /* an inbound fact as it arrived */
	int64_t v;
};
struct visit_id {
	int64_t v;
};

#endif
