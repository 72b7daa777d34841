/*
 * Texts with holes: "https://host/send?to={to:84}&sms={text}".  What goes into
 * a hole is escaped for where the hole is, so that no value can end the
 * parameter, string, element or header line that it stands in.
 *
 * A hole is "{", a small letter, and all up to "}"; any other brace is itself
 * (JSON's are followed by a quote).  Behind the name, after colons, stands how
 * the value is wanted: {to:84}, {text:ascii:base64}.  base64 (of the value)
 * and percent (each "%" doubled, for a gateway that expands its own) are
 * known to every hole.
 */
#ifndef NHACVIEC_GW_TEMPLATE_H
#define NHACVIEC_GW_TEMPLATE_H

#include "base/err.h"
#include "base/sbuf.h"

#include <stdbool.h>

enum template_place {
	TEMPLATE_URL,	 /* percent-encoded; also the fields of a form */
	TEMPLATE_JSON,	 /* inside a JSON string, or a bare number */
	TEMPLATE_XML,	 /* element text and quoted attributes */
	TEMPLATE_HEADER, /* one line: controls become blanks */
	TEMPLATE_PLAIN	 /* as it is */
};

/* Appends the value of a name; `how` is what stood behind the colon, "" when
 * nothing did.  False when there is no such name, or no such way. */
typedef bool template_value(const void *arg, const char *name, const char *how,
    struct sbuf *out);

/* Appends the filled text to out.  −1 with words when a hole is unknown or
 * stands where its value could not be kept inside. */
int template_fill(const char *text, enum template_place place,
    template_value *value, const void *arg, struct sbuf *out, struct err *err);
/* Whether the text has a hole of that name. */
bool template_names(const char *text, const char *name);
/* The same, wanted in that way: ("text", "ascii"). */
bool template_names_as(const char *text, const char *name, const char *how);

#endif
