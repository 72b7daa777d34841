/*
 * What eSMS's numbers mean, as data.  Source: its list of error codes (facts
 * gateways 3); the classes are ours.
 */
#ifndef NHACVIEC_GW_ESMS_CODES_H
#define NHACVIEC_GW_ESMS_CODES_H

#include "gw/gw.h"

struct esms_codes_row {
	int code;
	enum gw_class class; /* of an answer to a send */
	const char *words;
};

/* NULL when there is no such number in the list. */
const struct esms_codes_row *esms_codes_find(int code);
/* What SendStatus and its two counts say of our one receiver. */
enum gw_report esms_codes_report(int64_t status, int64_t success,
    int64_t failed);

#endif
