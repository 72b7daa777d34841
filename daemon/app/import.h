/*
 * The use case "import": files in, a preview or one transaction over the
 * store, and what became of every row as JSON or words.  Knows no SQL and no
 * file system: the caller reads the files.
 */
#ifndef NHACVIEC_APP_IMPORT_H
#define NHACVIEC_APP_IMPORT_H

#include "app/outfile.h"
#include "app/progress.h"
#include "base/sbuf.h"
#include "core/policy.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_BYTES_MAX (16u << 20) /* of one file */

struct import_file {
	const char *name; /* as the caller wrote it */
	const char *bytes;
	size_t len;
};

struct import_options {
	bool apply;  /* else a preview: nothing is written */
	bool strict; /* all rows or none */
	bool json;
	const char *who;	   /* "cli:root" */
	const char *refused;	   /* name of a file for the refused rows, or
				      NULL */
	struct outfile_list *outs; /* gets it; NULL: nobody writes files */
	struct progress *progress; /* NULL: nobody looks */
};

/*
 * Imports the files as one: units first, then people, assignments, branches
 * and calendars, in whatever order they are given.  Returns the exit code: 0
 * done; 1 failed, and nothing was written: a file was wholly refused, strict
 * met a refused row, or the store failed.  Rows refused beside accepted ones
 * are no failure.  Flushes the store after writing.  out gets the result,
 * talk the words for the person at the keyboard.
 */
int import_run(struct store *s, const struct policy *policy,
    const struct import_file *files, size_t n, const struct import_options *o,
    int64_t now, struct sbuf *out, struct sbuf *talk);

#endif
