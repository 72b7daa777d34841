/*
 * The name of one thing one person owes, stable over restarts and edits:
 * visit/2018-05/BAO, visit/2018-05/BAO/TANHOA, meeting/2018-05-05/TANLAP-AP3,
 * report/2018-06-15/BAO.  Pure.
 */
#ifndef NHACVIEC_CORE_DUTY_H
#define NHACVIEC_CORE_DUTY_H

#include <stdbool.h>
#include <stdint.h>

struct facts;

enum duty_kind { DUTY_VISIT, DUTY_MEETING, DUTY_REPORT };

struct duty_key {
	enum duty_kind kind;
	int32_t when; /* visit: month index; meeting, report: day */
	int person;   /* index; −1 for a meeting */
	int unit; /* per-unit visit: the unit; meeting: the branch; or −1 */
};

/* The text form; buf of ≥ 128 bytes; returns buf. */
const char *duty_key_format(const struct duty_key *k, const struct facts *f,
    char buf[128]);
/* Reads the text form against the people and units of f.  False when it is
 * none or names somebody unknown. */
bool duty_key_parse(const char *s, const struct facts *f, struct duty_key *k);
int duty_key_compare(const struct duty_key *a, const struct duty_key *b);

#endif
