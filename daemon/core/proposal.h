/*
 * "Ấp 6 hoãn qua 25", "Ap 3 thang nay nghi": a responsible person's word that a
 * branch's meeting moves or falls out.  A proposal only: the office accepts it.
 * Pure.
 */
#ifndef NHACVIEC_CORE_PROPOSAL_H
#define NHACVIEC_CORE_PROPOSAL_H

#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stdint.h>

struct proposal {
	int branch;
	int32_t on;    /* the meeting it speaks of */
	int32_t to_on; /* CIVIL_NONE = falls out */
};

/* Whether the text is one about exactly one of the person's branches that has
 * a meeting ahead, with a clear day (or clearly none). */
bool proposal_read(const struct facts *f, const struct policy *p, int person,
    const char *text, int64_t now, struct proposal *out);
/* The answer to it, unaccented; accepted: it counts already. */
void proposal_answer(const struct facts *f, const struct proposal *q,
    bool accepted, char *buf, int size);

#endif
