/*
 * One parser a kind of value: text in, a field of the configuration out, or
 * words with a place.  Knows no key and no section.
 */
#ifndef NHACVIEC_APP_VALUE_H
#define NHACVIEC_APP_VALUE_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

struct value_in {
	const char *text; /* trimmed; may be "" */
	long min, max;	  /* the key's range; what it counts is the parser's */
	const char *dir;  /* absolute, of the file: relative paths begin here */
	struct mem_arena *arena; /* where strings go */
};

struct value_trouble { /* zero-initialise; message "" = none */
	char message[320];
	char hint[320];
	size_t at; /* byte offset in the text */
};

/* False when the text is no such value: *field is then as it was and *t says
 * why.  True with a message in *t is a warning. */
typedef bool value_parse(const struct value_in *in, void *field,
    struct value_trouble *t);

value_parse value_version;  /* int */
value_parse value_text;	    /* char * of the policy; not empty */
value_parse value_zone;	    /* int, seconds */
value_parse value_month;    /* int32_t */
value_parse value_int;	    /* int, min–max */
value_parse value_required; /* int: min–max or "all" */
value_parse value_per;	    /* bool: "unit" is true */
value_parse value_bool;	    /* bool: yes, no */
value_parse value_accents;  /* enum sms_accents */
value_parse value_rate;	    /* int a minute, min–max */
value_parse value_duration; /* int seconds, min–max */
value_parse value_answers;  /* int an hour, min–max */
value_parse value_doubt;    /* bool: resend-once is true */
value_parse value_word;	    /* char *: one word */
value_parse value_line;	    /* char *: anything, not empty */
value_parse value_listen;   /* char *: ADDRESS:PORT */
value_parse value_url;	    /* char * */
value_parse value_base_url; /* char *, without the last slash */
value_parse value_path;	    /* char *, absolute */

/* Says what is wrong: fills message (hint may be NULL, at is an offset in the
 * text) and returns false. */
bool value_refuse(struct value_trouble *t, size_t at, const char *hint,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Characters no typed value has: an inline comment, quotes, look-alikes; for
 * free text only comments and what stands at its edges. */
bool value_characters(const char *text, bool free_text,
    struct value_trouble *t);

#endif
