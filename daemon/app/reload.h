/*
 * Another configuration for the running service: asked for by the verb or by
 * SIGHUP, or because a file changed.  A refused one leaves everything as it
 * was, and that is remembered and shown until a good one comes.
 */
#ifndef NHACVIEC_APP_RELOAD_H
#define NHACVIEC_APP_RELOAD_H

#include "app/engine.h"
#include "app/office.h"
#include "base/sbuf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct reload;

struct reload_state {	   /* for status, metrics and pages */
	int64_t tried_at;  /* the last attempt; 0 = none since the start */
	int64_t loaded_at; /* when what is in force was taken */
	bool failed;	   /* the last attempt was refused */
	size_t errors;	   /* then: how many, and the first */
	char *words;
	char *restart; /* keys that wait for a restart: "[web] listen, …"; "" */
};

struct reload_host { /* borrowed until reload_free */
	uv_loop_t *loop;
	struct office *office; /* its configuration is replaced */
	struct engine *engine;
	const char *config_file;
	void (*on_change)(void *self); /* another one is in force, or an alarm
					  waits to be sent */
	void *self;
};

/* Takes the office's configuration as the one that runs; watches its files
 * if that is wanted.  Sets office->reload. */
struct reload *reload_new(const struct reload_host *h);
/*
 * Reads the files again.  What changed goes to out, findings to talk; `by` is
 * for the log.  VERB_DONE, or VERB_CONFIG: refused, the last good one stays.
 */
int reload_run(struct reload *r, const char *by, struct sbuf *out,
    struct sbuf *talk);
/* For SIGHUP: the words go to the journal, a refusal is an alarm. */
void reload_signal(struct reload *r);
/* Once a minute: where watching is wanted and an event got lost. */
void reload_look(struct reload *r);
/* Nothing is in flight: earlier configurations are no longer used. */
void reload_settled(struct reload *r);
/* Closes what is in the loop, which must run once more before reload_free. */
void reload_close(struct reload *r);
void reload_free(struct reload *r);

/* The first error while the last attempt is refused, or NULL. */
const char *reload_refusal(const struct reload_state *s);
/* {"failed":…,"tried":…,"loaded":…,"error":…,"errors":…,"restart":[…]}, times
 * in that offset; null for no service. */
json_t *reload_json(const struct reload_state *s, int offset_s);
/* A line for each thing that is wrong; nothing where all is well. */
void reload_print(const struct reload_state *s, int offset_s, struct sbuf *out);

#endif
