/*
 * Every key of the configuration: its parser, range, default and help, as one
 * sorted table.  The sample, the manual and the completion are checked
 * against it.  Reads no file.
 */
#ifndef NHACVIEC_APP_KEYS_H
#define NHACVIEC_APP_KEYS_H

#include "app/value.h"
#include "gw/gw.h"

#include <stdbool.h>
#include <stddef.h>

enum keys_place {     /* what the field's offset counts in */
	KEYS_CONFIG,  /* struct config */
	KEYS_POLICY,  /* struct policy */
	KEYS_GATEWAY, /* struct config_gateway */
	KEYS_NOWHERE  /* looked at once all files are read */
};

enum keys_style { /* which characters its value may have */
	KEYS_TYPED,
	KEYS_FREE,   /* a name or title */
	KEYS_WORDING /* anything */
};

struct keys_key {
	const char *section; /* "" = before the first one; "gateway" = each
				[gateway NAME] */
	const char *name;
	value_parse *parse;
	enum keys_style style;
	enum keys_place place;
	size_t offset;
	long min, max;
	const char *value; /* the default as text; NULL = none, or of a wording
			      policy_wording_default */
	const char *help;  /* one line, for the manual */
	const char *example;
	bool hidden; /* not for the sample and the manual */
};

/* The i-th by section and name, or NULL: for lists. */
const struct keys_key *keys_at(size_t i);
size_t keys_count(void);
/* NULL when there is no such key. */
const struct keys_key *keys_find(const char *section, const char *name);
/* Its index in the table. */
size_t keys_index(const struct keys_key *k);
bool keys_section_known(const char *section);
/* The text of its default, or NULL. */
const char *keys_default(const struct keys_key *k);
/* Did you mean; NULL when nothing is near. */
const char *keys_near(const char *section, const char *name);
const char *keys_near_section(const char *section);
/* Another section that has a key of that name, or NULL. */
const char *keys_elsewhere(const char *section, const char *name);

/* Did you mean, among the keys that only this driver knows. */
const char *keys_near_driver(const struct gw_driver *d, const char *name);

#endif
