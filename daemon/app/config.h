/*
 * The office's configuration: files in, one immutable value out, or a list
 * of findings.  The very same check serves start, reload, `check` and the web.
 */
#ifndef NHACVIEC_APP_CONFIG_H
#define NHACVIEC_APP_CONFIG_H

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/policy.h"
#include "gw/gw.h"

#include <stdbool.h>
#include <stddef.h>

struct config_gateway {
	struct gw_settings settings; /* strings owned by the config */
	const struct gw_driver *driver;
	int rate_per_min;   /* of its own, 0 = only [sending] rate */
	int daily_cap;	    /* of its own, 0 = none */
	int price;	    /* đồng a part, −1 = [sending] price */
	int report_after_s; /* silence after which it is asked */
	int poll_s;	    /* its inbox is read so often, 0 = after gaps */
};

struct config_origin { /* where an effective value comes from */
	char *section, *key, *value;
	char *file; /* NULL = built-in default */
	int line;
	const char *source; /* the line as it stands, or NULL */
	size_t at;	    /* byte offset of the value in it */
	bool secret; /* the value names a secret's file; only what is in that
			file must not be shown */
};

struct config {
	struct policy *policy;
	struct config_gateway *gateways; /* as they stand in the files */
	size_t gateway_n;
	size_t *order; /* indexes into gateways, in the order to be tried */
	size_t order_n;

	bool live;
	int rate_per_min;   /* "5/s" = 300 */
	int daily_cap;	    /* 0 = none */
	int person_cap;	    /* messages a day to one number, 0 = none */
	int monthly_budget; /* đồng, 0 = none */
	bool resend_once;   /* on_uncertain, for escalations and alarms only */

	char *alarm_to; /* a role or a person's code */
	char *web_listen, *web_url;
	char *hooks_listen, *hooks_url;
	char *storage_path;   /* absolute */
	char *control_socket; /* absolute */
	bool watch;
	bool demo; /* [web] demo key: set by make run only */

	char **files; /* that were read, in order */
	size_t file_n;
	struct config_origin *origins; /* sorted by section, key */
	size_t origin_n;
	struct mem_arena arena; /* owns every string but the policy's */
};

struct config_finding {
	bool error; /* else a warning */
	char *file;
	int line, column; /* 1-based, columns in characters; 0 = whole file */
	char *message;	  /* "unknown key 'meeting_count' in [visit]" */
	char *source;	  /* the line as it stands, or NULL */
	char *hint;	  /* or NULL */
};

struct config_findings {
	struct config_finding *v;
	size_t n;
	size_t errors;
	size_t cap; /* private */
};

struct config_text { /* counts as the text of a file, whatever is on disk */
	const char *path; /* as config_load names it */
	const char *bytes;
	size_t n;
};

/*
 * Reads FILE, its conf.d/ (every .conf) beside it (bytewise order) and, where
 * state_dir is not NULL, state_dir/conf.d.  Returns the configuration, or NULL
 * when there is an error among the findings; warnings may come with both.
 */
struct config *config_load(const char *file, const char *state_dir,
    struct config_findings *findings);
/* The same with text in the place of one of the files, or of one more in a
 * conf.d: what a file would mean before it is there. */
struct config *config_load_text(const char *file, const char *state_dir,
    const struct config_text *text, struct config_findings *findings);
/* Where the service of this file listens, also when the file has errors now:
 * what it says is looked at and nothing else.  NULL when it does not say;
 * caller frees. */
char *config_find_socket(const char *file);
void config_free(struct config *c);
void config_findings_fini(struct config_findings *f);
/* "file:line:col: error: …" with caret line and hint, for people. */
void config_findings_print(const struct config_findings *f, struct sbuf *out);
struct config_findings_paint { /* what begins and ends a coloured word */
	const char *error, *warning, *plain;
};
void config_findings_show(const struct config_findings *f,
    const struct config_findings_paint *paint, struct sbuf *out);
/* All that is in force as a file would say it; with origin, where each value
 * comes from.  Of a secret only the name of its file. */
void config_show(const struct config *c, bool origin, struct sbuf *out);
/* What differs, "+ - ~" lines with secrets masked. */
void config_diff(const struct config *old, const struct config *now,
    struct sbuf *out);
/* The default path: $NHACVIEC_CONFIG is not read; /etc/nhacviec/…. */
const char *config_default_path(void);
/* Index of the gateway of that name, or −1. */
int config_gateway_find(const struct config *c, const char *name);

#endif
