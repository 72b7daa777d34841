/*
 * From the entries of all files to one configuration that is not yet looked
 * at as a whole.  Private to config.c and config_check.c.
 */
#ifndef NHACVIEC_APP_CONFIG_READ_H
#define NHACVIEC_APP_CONFIG_READ_H

#include "app/config.h"
#include "app/ini.h"
#include "app/keys.h"

struct config_read_file {
	struct ini_file ini;
	char *dir; /* absolute: where its relative paths begin */
};

struct config_read_spot {
	const struct config_read_file *file; /* NULL = a built-in default */
	const struct ini_entry *entry;
	const struct ini_section *section; /* where there is no entry */
};

struct config_read {
	struct config *c;
	struct config_findings *findings;
	const char *main_file;
	const struct config_text *text;	 /* in the place of a file, or NULL */
	struct config_read_file **files; /* in the order they win */
	size_t file_n;
	struct config_read_spot *spots;	   /* by keys_index: what counts */
	struct config_read_spot *gateways; /* as in c: where it begins */
	bool order_bad; /* [sending] order names what is not there */
	size_t file_cap, gateway_cap, spot_cap, origin_cap;
};

/* Zeroed is not enough: *r gets an empty configuration with the policy's
 * defaults.  findings is borrowed. */
void config_read_init(struct config_read *r, const char *main_file,
    struct config_findings *findings);
/* Frees what is private; the configuration is the caller's. */
void config_read_fini(struct config_read *r);
/* Reads one more file, which wins over those before. */
void config_read_add(struct config_read *r, const char *path);
/* Fills the configuration and its origins, with all findings about single
 * keys and values. */
void config_read_values(struct config_read *r);
/* Says the value of a key that follows from others: for lists of what is in
 * force. */
void config_read_derive(struct config_read *r, const char *section,
    const char *key, const char *value);
/* Puts the origins in their order; the last thing to be done. */
void config_read_sort(struct config_read *r);
/* Where the value that counts stands. */
struct config_read_spot config_read_spot_of(const struct config_read *r,
    const char *section, const char *key);
/* Adds a finding at a byte of the entry's value, or at its section, or at
 * the whole configuration. */
void config_read_report(struct config_read *r, bool error,
    const struct config_read_spot *spot, size_t at, const char *hint,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));

#endif
