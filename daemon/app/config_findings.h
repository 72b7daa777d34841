/*
 * The list of findings while it is being made, and its order.  What a finding
 * is stands in config.h.
 */
#ifndef NHACVIEC_APP_CONFIG_FINDINGS_H
#define NHACVIEC_APP_CONFIG_FINDINGS_H

#include "app/config.h"

struct config_findings_spot {
	const char *file;
	int line;	    /* 1-based; 0 = the whole file */
	const char *source; /* the line, or NULL */
	size_t at;	    /* byte offset in the line */
};

/* Adds one; copies everything.  hint may be NULL or "".  Behind the
 * thousandth they are counted as errors but no longer kept. */
void config_findings_add(struct config_findings *f, bool error,
    const struct config_findings_spot *spot, const char *hint, const char *fmt,
    ...) __attribute__((format(printf, 5, 6)));

/* Puts them in the order of the n files, then of line and column; what names
 * none of the files comes first. */
void config_findings_sort(struct config_findings *f, char *const *files,
    size_t n);

#endif
