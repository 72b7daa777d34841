/*
 * The verbs: one table, and what each gets.  A verb writes results to `out` and
 * talk to `talk` and returns the exit code; it neither prints nor exits, so the
 * same function serves the keyboard and the control socket.
 */
#ifndef NHACVIEC_APP_VERB_H
#define NHACVIEC_APP_VERB_H

#include "app/args.h"
#include "app/courier.h"
#include "app/engine.h"
#include "app/office.h"
#include "app/outfile.h"
#include "app/progress.h"
#include "base/sbuf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { /* exit codes of the interface page */
	VERB_DONE = 0,
	VERB_FAILED = 1,
	VERB_USAGE = 2,
	VERB_NO_SERVICE = 3,
	VERB_DENIED = 4,
	VERB_CONFIG = 5,
	VERB_BUSY = 75,
	VERB_AGAIN = 100 /* no exit code: the service works at it, the caller
			    asks once more in a moment */
};

enum verb_place {
	VERB_LOCAL,    /* needs no database: help, version, check */
	VERB_OFFICE,   /* in the service, or in-process when there is none */
	VERB_SNAPSHOT, /* on a copy, in the caller's process */
	VERB_SERVICE,  /* only in a running service */
	VERB_OFFLINE   /* only without one: with the configuration alone */
};

struct verb_file { /* contents travel with the call */
	const char *name;
	const char *bytes;
	size_t len;
};

struct verb_call {
	struct office *office;	 /* NULL for VERB_LOCAL */
	struct engine *engine;	 /* NULL outside the service */
	struct courier *courier; /* NULL outside the service */
	int (*reload)(void *self, struct sbuf *out, struct sbuf *talk);
	void *self; /* for reload */
	const struct args *args;
	bool json;
	int64_t now;
	const char *who; /* "cli:root": for the audit trail */
	const char *config_file;
	const struct verb_file *files;
	size_t file_n;
	struct sbuf *out;
	struct sbuf *talk;
	struct outfile_list *outs; /* files that the caller is to write */
	struct progress *progress; /* NULL: nobody looks */
	bool colour;		   /* out goes to a terminal that shows it */
};

typedef int verb_fn(struct verb_call *v);

struct verb {
	const char *name;
	enum verb_place place;
	verb_fn *run;
	const char *options; /* for args_parse */
	const char *usage;   /* "plan [--from D] [--to D] …" */
	const char *help;    /* one line */
	bool reads_files;    /* its arguments are files of the caller */
};

const struct verb *verb_find(const char *name);
const struct verb *verb_at(size_t i); /* sorted; NULL past the end */

/* Shared by the verbs. */
int verb_usage(struct verb_call *v, const char *what);	   /* words, exit 2 */
int verb_fail(struct verb_call *v, const struct err *err); /* words, exit 1 */
/* The facts, or NULL with the words said (then return VERB_FAILED). */
const struct facts *verb_facts(struct verb_call *v);
enum verb_colour { VERB_PLAIN, VERB_GREEN, VERB_YELLOW, VERB_RED };
/* What begins, and with VERB_PLAIN ends, a coloured word; "" without. */
const char *verb_paint(const struct verb_call *v, enum verb_colour c);
/* One JSON object as a line. */
void verb_json(struct verb_call *v, json_t *object); /* takes it */
/* What a verb did: the object with --json, else the sentence.  Takes the
 * object in any case. */
void verb_say(struct verb_call *v, json_t *object, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The lines of a text, as a JSON array; the caller's. */
json_t *verb_lines(const char *text);
/* Ends a changing verb: flushes; 0, or the exit code with words said. */
int verb_commit(struct verb_call *v);

#endif
