/*
 * The office's lists as files that the importer reads back without a change:
 * units, people, assignments, meetings, holidays, sessions; as one workbook or
 * as a folder of canonical CSV.  Knows no SQL and no file system.
 */
#ifndef NHACVIEC_APP_EXPORT_H
#define NHACVIEC_APP_EXPORT_H

#include "app/outfile.h"
#include "base/err.h"
#include "core/facts.h"
#include "core/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXPORT_LISTS = 6 };

struct export_job {
	const struct facts *facts;
	const struct policy *policy;
	const char *const *channels; /* gateways' names, NULL-ended */
	bool template;		     /* no rows but an example in each list */
	int64_t now;		     /* when a workbook says it was made */
};

/* "units" …; NULL past the last. */
const char *export_name(size_t list);
/* Rows that the list has. */
int export_count(const struct facts *f, size_t list);
/* Adds the workbook `name` to outs; −1 when it cannot be made. */
int export_workbook(const struct export_job *j, const char *name,
    struct outfile_list *outs, struct err *err);
/* Adds the folder `name`, with or without '/', and a file for each list. */
void export_folder(const struct export_job *j, const char *name,
    struct outfile_list *outs);

#endif
