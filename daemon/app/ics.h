/*
 * One person's calendar as an iCalendar file: the branch meetings they attend,
 * the last days of their visits, the visits they promised, the committee's
 * sessions.  Values in, text out; knows no address and no request.
 */
#ifndef NHACVIEC_APP_ICS_H
#define NHACVIEC_APP_ICS_H

#include "base/sbuf.h"
#include "core/facts.h"
#include "core/policy.h"

#include <stdint.h>

struct ics {
	const struct facts *f;
	const struct policy *p;
	int person;
	int64_t now;
	int64_t stamp_at; /* DTSTAMP: when this file is made */
	const char *zone; /* "Asia/Ho_Chi_Minh", at p->offset_s all year */
	const char *key;  /* of this office: makes identifiers its own */
};

/*
 * The same event has the same UID in every file; one that was moved, cancelled
 * or promised anew has a higher SEQUENCE than before.
 */
void ics_write(const struct ics *c, struct sbuf *out);

#endif
