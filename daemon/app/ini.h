/*
 * One INI file as its entries with their places, and everything in it that
 * libinih would swallow in silence as findings.  Knows no key of ours.
 */
#ifndef NHACVIEC_APP_INI_H
#define NHACVIEC_APP_INI_H

#include "app/config.h"

struct ini_entry {
	const char *section; /* "" before the first [section] */
	const char *key;
	const char *value; /* "" when empty; quotes and ';' are part of it */
	int line;	   /* 1-based */
	size_t key_at;	   /* byte offsets in the line */
	size_t value_at;
};

struct ini_section {
	const char *name;
	int line;
	size_t at;
};

struct ini_file {
	const char *path;   /* as it was given */
	const char **lines; /* lines[0] is line 1; without their ends */
	size_t line_n;
	struct ini_entry *entries; /* in the order of the file */
	size_t entry_n;
	struct ini_section *sections; /* in the order of the file */
	size_t section_n;
	struct mem_arena arena; /* owns every string above */
	size_t cap[3];		/* private */
};

/* Reads path (copied) into *f; what is wrong with the file as text goes to
 * findings.  False when it could not be read or is no text at all; *f is
 * then empty.  ini_fini in both cases. */
bool ini_read(struct ini_file *f, const char *path,
    struct config_findings *findings);
/* The same for text that is not in the file (yet). */
bool ini_read_text(struct ini_file *f, const struct config_text *text,
    struct config_findings *findings);
void ini_fini(struct ini_file *f);
/* The line as it stands, or NULL for line 0. */
const char *ini_line(const struct ini_file *f, int line);

#endif
