/*
 * The service with a turning clock: the same engine, courier and intake over a
 * database in memory, with phones that always take the message.  `plan` is this
 * without replies.
 */
#ifndef NHACVIEC_APP_SIMULATE_H
#define NHACVIEC_APP_SIMULATE_H

#include "app/office.h"
#include "app/progress.h"
#include "store/outbox.h"

#include <stddef.h>
#include <stdint.h>

struct simulate_reply {
	int64_t at;
	const char *from; /* a person's code or a number */
	const char *text;
};

struct simulate_options {
	int64_t from_at;
	int64_t to_at;			      /* exclusive */
	const struct simulate_reply *replies; /* by time */
	size_t reply_n;
	/* Called for each message that left, then for each reply that came. */
	void (*on_message)(void *arg, int64_t at, const struct outbox_row *m);
	void (*on_reply)(void *arg, const struct simulate_reply *r);
	void *arg;
	struct progress *progress; /* NULL: nobody looks */
};

/*
 * Takes over the office (a memory store and a configuration that is this
 * call's own): replaces its gateways by one virtual phone network, forgets the
 * pause, and lets the plan be live from from_at at the latest.
 */
int simulate_run(struct office *o, const struct simulate_options *opt,
    struct err *err);

/* Reads a replies file: "YYYY-MM-DD HH:MM<TAB>CODE or number<TAB>text", '#'
 * begins a comment.  The strings point into `text`, which is cut up.  Returns
 * how many (*out: free()), −1 with the line that is wrong. */
int simulate_read_replies(char *text, int offset_s, struct simulate_reply **out,
    struct err *err);

#endif
