/*
 * Markup that text cannot slip into: what is written literally in the code is
 * markup, every argument is escaped.  Also the frame around each page.  Knows
 * no person and no message.
 */
#ifndef NHACVIEC_APP_HTML_H
#define NHACVIEC_APP_HTML_H

#include "base/sbuf.h"

#include <stdbool.h>

enum html_place { /* the entry of the navigation that is "here" */
	HTML_NOWHERE,
	HTML_MONTH,
	HTML_PHONES,
	HTML_QUEUE,
	HTML_INBOX,
	HTML_GATEWAYS
};

struct html_frame {	    /* what is the same on every page of an answer */
	const char *office; /* its name */
	bool inside;	    /* a session is there: show the navigation */
	bool phones;	    /* a sandbox is configured */
	bool demo;
	const char *csrf;    /* for forms; "" outside a session */
	const char *who;     /* the account's name; NULL: came by the token */
	const char *role;    /* what it may, in words; NULL as above */
	bool enters;	     /* may enter facts: else pages show no forms */
	const char *refused; /* why the configuration on disk is not used */
};

/*
 * Appends `format`, a literal.  Takes %s (escaped; bytes that are no text
 * become U+FFFD; NULL is nothing), %d, %ld, %zu and %%, without flags.
 */
void html_put(struct sbuf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends a value for a query, safe within a quoted attribute. */
void html_put_url(struct sbuf *b, const char *value);
/* The hidden field without which no form is believed. */
void html_put_csrf(struct sbuf *b, const struct html_frame *f);

/* From <!doctype> to the open <main>, with the title as its <h1>; and the
 * rest. */
void html_begin(struct sbuf *b, const struct html_frame *f, const char *title,
    enum html_place here);
void html_end(struct sbuf *b, const struct html_frame *f);
/* A whole small page: a title, a sentence, a link back. */
void html_note(struct sbuf *b, const struct html_frame *f, const char *title,
    const char *words);

#endif
