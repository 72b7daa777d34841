/*
 * An error on its way up to somebody who can act: a code and a text that
 * each level may prefix with its own words.  Knows nothing of who reads it.
 */
#ifndef NHACVIEC_BASE_ERR_H
#define NHACVIEC_BASE_ERR_H

enum err_code {
	ERR_NONE = 0,
	ERR_FAILED,    /* anything without a better name */
	ERR_USAGE,     /* the caller's words are wrong */
	ERR_NOT_FOUND, /* the thing named does not exist */
	ERR_BUSY,      /* another owner holds it; try again */
	ERR_DENIED,    /* not permitted */
	ERR_INVALID,   /* input was read and refused */
	ERR_FULL,      /* no space left; nothing was changed */
	ERR_IO,	       /* the disk failed; the process should stop */
	ERR_STATE,     /* the move is not allowed in this state */
	ERR__N
};

struct err {
	enum err_code code;
	char text[256]; /* outer words first; always terminated */
};

/* Sets code and text; err may be NULL.  Returns -1 for `return err_set(…)`. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts words in front of the text that is there: "cannot open the database:
 * disk is full".  Keeps the code.  Returns -1. */
int err_wrap(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* From here on formats are looked up by that function, so that a person may
 * read errors in another language; NULL: as they stand.  A format that
 * it does not know it returns as it is. */
void err_translate(const char *(*lookup)(const char *fmt));

#endif
