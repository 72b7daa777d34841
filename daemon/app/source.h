/*
 * The lists that files hold: one of a text file, one of each worksheet that
 * looks like a list.  A file that cannot be read is one list with nothing but
 * its refusal.  Knows no store and no row.
 */
#ifndef NHACVIEC_APP_SOURCE_H
#define NHACVIEC_APP_SOURCE_H

#include "app/import.h"
#include "app/sheet.h"
#include "app/table.h"
#include "app/verdict.h"

#include <stddef.h>

struct source {
	const struct import_file *file; /* borrowed */
	struct table table;
	struct sheet sheet;
	struct verdict_file verdicts; /* open, or refused */
};

struct source_list { /* zero-initialise */
	struct source *v;
	size_t n, cap;
};

/* Appends the file's lists, at least one. */
void source_read(struct source_list *l, const struct import_file *file);
void source_fini(struct source_list *l);

#endif
