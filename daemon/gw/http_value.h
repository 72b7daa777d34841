/*
 * What the templates of the `http` driver may be filled with, and how a value
 * is written in each.  See the table in the .c file.
 */
#ifndef NHACVIEC_GW_HTTP_VALUE_H
#define NHACVIEC_GW_HTTP_VALUE_H

#include "gw/gw.h"
#include "gw/template.h"

struct http_value { /* what there is to fill with; borrowed, NULL = not here */
	const struct gw_settings *settings;
	const struct gw_message *message;
	const struct gw_question *question;
	const struct gw_event *event; /* of the call that is answered */
};

/* A template_value over a struct http_value. */
bool http_value_get(const void *arg, const char *name, const char *how,
    struct sbuf *out);
/* The names that exist where the same members are there, as words:
 * "{id} {to} …". */
void http_value_names(const struct http_value *v, struct sbuf *out);

#endif
