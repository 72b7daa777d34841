/*
 * What Zalo's error numbers mean, as data: the two hosts reuse numbers, so
 * each has its own.  Source: facts gateways 2.
 */
#ifndef NHACVIEC_GW_ZALO_CODES_H
#define NHACVIEC_GW_ZALO_CODES_H

#include "gw/gw.h"

enum zalo_codes_host {
	ZALO_CODES_BUSINESS, /* templates by phone */
	ZALO_CODES_OA	     /* chats of the official account */
};

struct zalo_codes_row {
	int code;
	enum gw_class class;
	const char *words; /* ours: Zalo's own are misspelt and may change */
};

/* NULL when that host has no such number. */
const struct zalo_codes_row *zalo_codes_find(enum zalo_codes_host host,
    int code);

#endif
