/*
 * What every use case works on: the database, the configuration and the facts
 * as they are now.  No loop, no clock: `now` is an argument everywhere.
 */
#ifndef NHACVIEC_APP_OFFICE_H
#define NHACVIEC_APP_OFFICE_H

#include "app/config.h"
#include "base/err.h"
#include "core/facts.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct intake_counts;
struct reload_state;

struct office {
	struct store *store;
	struct config *config;
	const struct reload_state *reload;  /* NULL outside the service */
	const struct intake_counts *counts; /* NULL outside the service */
	struct facts *facts;		    /* private: office_facts */
	uint64_t generation;		    /* of the facts */
};

/* The facts as they are now, read again only when something changed; borrowed
 * until the next call.  NULL with words when the database cannot be read. */
const struct facts *office_facts(struct office *o, struct err *err);
/* Forgets the facts (the levels of the configuration changed). */
void office_forget(struct office *o);

/* Whether a message can leave at all: live, or a local gateway. */
bool office_can_speak(const struct office *o);
bool office_is_paused(struct office *o);
/* reason: as told, or NULL. */
int office_pause(struct office *o, bool pause, const char *who,
    const char *reason, int64_t now, struct err *err);

/* Tells the configured people once a day and subject (`key`), by a message of
 * kind `alarm`; always logged. */
void office_alarm(struct office *o, const char *key, const char *text,
    int64_t now);

#endif
