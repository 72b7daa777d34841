/*
 * Files that a verb hands to its caller: the verb fills the list, wherever it
 * runs; the caller's process writes it.  Knows no verb and no socket.
 */
#ifndef NHACVIEC_APP_OUTFILE_H
#define NHACVIEC_APP_OUTFILE_H

#include "base/err.h"
#include "base/sbuf.h"

#include <stdbool.h>
#include <stddef.h>

struct outfile {
	char *name; /* as the caller wrote it: its folder counts */
	char *bytes;
	size_t len;
	bool secret; /* readable by nobody else */
};

struct outfile_list { /* zero-initialise */
	struct outfile *v;
	size_t n, cap;
	struct sbuf said; /* words for the caller once all of them stand */
};

/* Copies name and bytes.  A name that ends in '/' is a folder to be made where
 * it is missing; "-" is the standard output. */
void outfile_add(struct outfile_list *l, const char *name, const void *bytes,
    size_t n);
void outfile_add_secret(struct outfile_list *l, const char *name,
    const void *bytes, size_t n);
/*
 * Writes them in order, each whole or not at all: beside its place, synced,
 * then renamed.  A file that is there keeps its mode and, where that is
 * allowed, its owner; what is no regular file (a pipe, /dev/null) is written
 * to.  −1 at the first that fails: the ones before it stand.
 */
int outfile_write(const struct outfile_list *l, struct err *err);
/* Whether the name has that ending and something before it. */
bool outfile_ends_in(const char *name, const char *ending);
void outfile_fini(struct outfile_list *l);

#endif
